//! Header rows: how their names are compared, and how one is found.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::source::{Field, Source};
use crate::table::{Row, Table};
use crate::value::half_width;

/// How many rows are searched for a header.
pub(crate) const SEARCHED: usize = 60;

/// A header as it is compared: half-width, no blanks, lower case, without its English twin in brackets and without
/// the unit (`收入金额（+元）` → `收入金额`, `交易日期[ Transaction Date ]` → `交易日期`).
pub fn normalise(header: &str) -> String {
    let header = half_width(header);
    let mut header: Cow<'_, str> = header;
    if let Some((chinese, english)) = header.split_once('[')
        && !chinese.trim().is_empty()
        && english.chars().any(|c| c.is_ascii_alphabetic())
    {
        header = Cow::Owned(chinese.to_owned());
    }
    let mut name: String = header
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '`' | '\'' | '"' | '\u{feff}' | '*' | ':'))
        .flat_map(char::to_lowercase)
        .collect();
    for unit in ["(元)", "(+元)", "(-元)", "(人民币元)", "(人民币)", "(分)", "(¥)", "(rmb)", "(cny)", "/元"]
    {
        if name.len() > unit.len() {
            name = name.replace(unit, "");
        }
    }
    name
}

/// SHA-256 over the normalised headers, in hex: the same for every file of one layout.
pub fn signature(headers: &[String]) -> String {
    let joined = headers.iter().map(|h| normalise(h)).collect::<Vec<_>>().join("\u{1f}");
    let trimmed = joined.trim_end_matches('\u{1f}');
    Sha256::digest(trimmed.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The headers of a row as printed.
pub(crate) fn texts(row: Row<'_>) -> Vec<String> {
    row.cells().map(str::to_owned).collect()
}

/// Which column each field is read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    by_field: Vec<Option<usize>>,
    /// Columns that are read for [`Field::Memo`].
    pub memo: Vec<usize>,
    /// Columns that are read for [`Field::Channel`].
    pub channel: Vec<usize>,
}

impl Columns {
    /// Gives out the columns of a header row after a source's names. A column serves one field only.
    pub fn assign(source: &Source, headers: &[String]) -> Columns {
        let names: Vec<String> = headers.iter().map(|h| normalise(h)).collect();
        let mut taken = vec![false; names.len()];
        let mut columns = Columns { by_field: vec![None; Field::ALL.len()], ..Columns::default() };
        for &field in Field::ALL {
            for wanted in source.columns.get(&field).into_iter().flatten() {
                // What kind a row is, is also worth reading.
                let free = |at: &usize| {
                    !taken[*at] || field == Field::Memo && columns.by_field[Field::Kind as usize] == Some(*at)
                };
                let found = match wanted.strip_prefix('#').and_then(|n| n.parse::<usize>().ok()) {
                    Some(n) => n.checked_sub(1).filter(|at| *at < names.len()).filter(free),
                    None => (0..names.len()).filter(free).find(|&at| names[at] == *wanted),
                };
                let Some(at) = found else { continue };
                taken[at] = true;
                match field {
                    Field::Memo => columns.memo.push(at),
                    Field::Channel => columns.channel.push(at),
                    _ => {}
                }
                columns.by_field[field as usize].get_or_insert(at);
                if !matches!(field, Field::Memo | Field::Channel) {
                    break;
                }
            }
        }
        columns
    }

    /// The column of a field.
    pub fn at(&self, field: Field) -> Option<usize> {
        self.by_field.get(field as usize).copied().flatten()
    }

    /// Whether a field has a column.
    pub fn has(&self, field: Field) -> bool {
        self.at(field).is_some()
    }

    /// How many columns are understood.
    pub fn understood(&self) -> usize {
        let memo = self.memo.len().saturating_sub(1) + self.channel.len().saturating_sub(1);
        self.by_field.iter().flatten().count() + memo
    }

    /// Whether rows can be read at all: a day, and an amount.
    pub fn enough(&self) -> bool {
        (self.has(Field::Time) || self.has(Field::Date) || self.has(Field::ClearingDay))
            && [Field::Gross, Field::In, Field::Out, Field::Amount].iter().any(|f| self.has(*f))
    }

    /// Whether a column is read.
    pub fn uses(&self, column: usize) -> bool {
        self.by_field.contains(&Some(column)) || self.memo.contains(&column) || self.channel.contains(&column)
    }
}

/// The rows that could be headers: at least two cells of text, none of it an amount or a date. A header of two rows is
/// offered as one, beside its lower row alone.
pub(crate) fn candidates(table: &Table) -> impl Iterator<Item = (usize, Vec<String>)> + '_ {
    (0..table.len().min(SEARCHED)).filter(|index| could_be(table.row(*index))).flat_map(|index| {
        variants(table, index).into_iter().map(move |headers| (index, headers)).collect::<Vec<_>>()
    })
}

/// The ways to read a row as headers: alone, and joined with the row above where merged cells left gaps.
pub(crate) fn variants(table: &Table, index: usize) -> Vec<Vec<String>> {
    let row = table.row(index);
    let mut all = vec![texts(row)];
    let Some(above) = index.checked_sub(1).map(|above| table.row(above)).filter(|above| could_be(*above))
    else {
        return all;
    };
    let width = row.len().max(above.len());
    let gaps = |upper: Row<'_>, lower: Row<'_>| {
        (0..width).any(|at| upper.get(at).is_empty() && !lower.get(at).is_empty())
    };
    if !gaps(above, row) {
        return all;
    }
    let below = |at: usize, spanning: &str| match (row.get(at), above.get(at)) {
        ("", upper) => upper.to_owned(),
        (lower, _) => format!("{spanning}{lower}"),
    };
    let merged: Vec<String> = (0..width).map(|at| below(at, "")).collect();
    if merged != all[0] {
        all.push(merged);
    }
    let mut spanning = "";
    let joined: Vec<String> = (0..width)
        .map(|at| {
            let upper = above.get(at);
            let spans = above.get(at + 1).is_empty() && at + 1 < width && !row.get(at + 1).is_empty();
            if !upper.is_empty() {
                spanning = if spans { upper } else { "" };
            }
            below(at, spanning)
        })
        .collect();
    if !all.contains(&joined) {
        all.push(joined);
    }
    all
}

fn could_be(row: Row<'_>) -> bool {
    let named = row.cells().filter(|cell| !cell.is_empty()).count();
    named >= 2
        && !row
            .cells()
            .any(|cell| crate::value::amount(cell).is_ok() || crate::value::moment(cell, None).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_without_their_dress() {
        for (printed, name) in [
            ("收入金额（+元）", "收入金额"),
            ("交易日期[ Transaction Date ]", "交易日期"),
            ("借方发生额/元(支取)   ", "借方发生额(支取)"),
            ("日 志 号", "日志号"),
            ("交易金额(分)", "交易金额"),
            ("金额(元)", "金额"),
            ("Transaction Amount", "transactionamount"),
            ("记账金额(收入)", "记账金额(收入)"),
        ] {
            assert_eq!(normalise(printed), name);
        }
    }

    #[test]
    fn the_signature_is_that_of_the_layout() {
        let headers = |names: &[&str]| names.iter().map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(signature(&headers(&["日期", "金额（元）"])), signature(&headers(&["日 期", "金额", ""])));
        assert_ne!(signature(&headers(&["日期", "金额"])), signature(&headers(&["金额", "日期"])));
    }
}
