//! What stands above and below a table: the account, the merchant number, the period, totals.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::catalog::Words;
use crate::source::Total;
use crate::table::{Row, Table};
use crate::value;

/// What a file states about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stated {
    pub account: String,
    pub merchant: String,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// The last day that is covered whole: the day before when the period ends at midnight.
    pub covered_to: Option<NaiveDate>,
}

/// Reads the rows above the header.
pub(crate) fn stated(table: &Table, header: usize, words: &Words) -> Stated {
    let rows: Vec<Row<'_>> = (0..header).map(|index| table.row(index)).collect();
    let mut stated = Stated {
        account: number(&rows, &words.account_labels),
        merchant: number(&rows, &words.merchant_labels),
        ..Stated::default()
    };
    let mut ends_at_midnight = false;
    for text in values(&rows, &words.period_labels) {
        let days = days(&text);
        if let [(from, _), (to, midnight), ..] = days.as_slice() {
            (stated.from, stated.to, ends_at_midnight) = (Some(*from), Some(*to), *midnight);
            break;
        }
        if let [(day, _)] = days.as_slice() {
            (stated.from, stated.to) = (Some(*day), Some(*day));
        }
    }
    if let Some((day, _)) = values(&rows, &words.from_labels).find_map(|text| days(&text).first().copied()) {
        stated.from = Some(day);
    }
    if let Some((day, midnight)) =
        values(&rows, &words.to_labels).find_map(|text| days(&text).first().copied())
    {
        (stated.to, ends_at_midnight) = (Some(day), midnight);
    }
    if stated.from.zip(stated.to).is_some_and(|(from, to)| from > to) {
        (stated.from, stated.to) = (None, None);
    }
    stated.covered_to = match stated.to {
        Some(to) if ends_at_midnight && stated.from < Some(to) => to.checked_sub_days(Days::new(1)),
        to => to,
    };
    stated
}

/// The number after a total's words: in the same cell, to its right or below it.
pub(crate) fn total(rows: &[Row<'_>], total: &Total) -> Option<(String, u32)> {
    for (index, row) in rows.iter().enumerate() {
        for (at, cell) in row.cells().enumerate() {
            let Some(rest) = after_label(cell, &total.label) else { continue };
            if let Some(number) = first_number(&rest) {
                return Some((number, row.line));
            }
            if !rest.trim_matches([':', '：', ' ']).is_empty() && !rest.starts_with(['[', '(']) {
                continue;
            }
            let below = rows.get(index + 1).map_or("", |row| row.get(at));
            let beside = row.cells().skip(at + 1).find(|cell| !cell.is_empty()).unwrap_or("");
            if let Some(text) = [beside, below].into_iter().find(|text| value::amount(text).is_ok()) {
                return Some((text.to_owned(), row.line));
            }
        }
    }
    None
}

/// The texts after any of the labels, the rest of the cell or the next cell with something in it.
fn values<'r>(rows: &'r [Row<'_>], labels: &'r [String]) -> impl Iterator<Item = String> + 'r {
    labels.iter().flat_map(move |label| {
        rows.iter().flat_map(move |row| {
            row.cells().enumerate().filter_map(move |(at, cell)| {
                let mut rest = after_label(cell, label)?;
                // The English twin of a label.
                if let Some((twin, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']'))
                    && !twin.chars().any(|c| c.is_ascii_digit())
                {
                    rest = after.to_owned();
                }
                let rest = rest.trim_matches([':', '：', ' ', '\t', '[', '［']);
                if !rest.is_empty() {
                    return Some(rest.to_owned());
                }
                row.cells().skip(at + 1).find(|cell| !cell.is_empty()).map(str::to_owned)
            })
        })
    })
}

/// An account or merchant number: at least four digits, and nothing but digits, letters, stars and dashes.
fn number(rows: &[Row<'_>], labels: &[String]) -> String {
    values(rows, labels)
        .map(|text| {
            let text = value::half_width(&text).into_owned();
            text.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '-'))
                .collect::<String>()
        })
        .find(|text| text.bytes().filter(u8::is_ascii_digit).count() >= 4)
        .unwrap_or_default()
}

/// What follows a label in a cell. Blanks inside the label do not count (`账　　号`); the label starts a word.
fn after_label(cell: &str, label: &str) -> Option<String> {
    let text: Vec<char> = value::half_width(cell).chars().collect();
    let label: Vec<char> =
        label.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    'start: for start in 0..text.len() {
        if start > 0 && text[start - 1].is_alphanumeric() {
            continue;
        }
        let mut at = start;
        for (index, wanted) in label.iter().enumerate() {
            while index > 0 && text.get(at).is_some_and(|c| c.is_whitespace()) {
                at += 1;
            }
            if !text.get(at).is_some_and(|c| c.to_lowercase().eq([*wanted])) {
                continue 'start;
            }
            at += 1;
        }
        // `账号名称` is not `账号`.
        if text.get(at).is_some_and(|c| c.is_alphabetic()) {
            continue;
        }
        return Some(text[at..].iter().collect::<String>().trim_start().to_owned());
    }
    None
}

fn first_number(text: &str) -> Option<String> {
    let text = text.trim_start_matches([':', '：', ' ', '[', '¥']);
    let number: String =
        text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')).collect();
    value::amount(&number).ok().map(|_| number)
}

/// The days in a text, each with whether it is followed by midnight (`2026年11月11日 00:00:00`).
fn days(text: &str) -> Vec<(NaiveDate, bool)> {
    let digits: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let mut days = Vec::new();
    let mut at = 0;
    while at < digits.len() {
        let (spelled, used) = match digits[at].len() {
            8 | 14 => (digits[at].to_owned(), 1),
            4 if at + 2 < digits.len() => (digits[at..at + 3].join("-"), 3),
            _ => ("".to_owned(), 1),
        };
        at += used;
        let Some(moment) = value::moment(&spelled, None) else { continue };
        let Some(day) = moment.day else { continue };
        let midnight = digits.len() >= at + 2 && digits[at..].iter().take(3).all(|part| *part == "00")
            || moment.time == Some(NaiveTime::MIN);
        days.push((day, midnight));
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::catalog;

    fn read(lines: &[&[&str]]) -> Stated {
        let mut table = Table::new("f", "");
        for (line, n) in lines.iter().zip(1..) {
            table.push_row(n, line.iter().copied());
        }
        stated(&table, table.len(), &catalog().words)
    }

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn accounts_and_periods() {
        let all =
            read(&[&["查询卡号：622260******0000 户名：某某 查询起日：2026-11-01 查询止日：2026-11-15"]]);
        assert_eq!(all.account, "622260******0000");
        assert_eq!((all.from, all.to), (day("2026-11-01"), day("2026-11-15")));
        let all = read(&[
            &["账\u{3000}\u{3000}号", "31001000000000000001"],
            &["起始日期", "20261101"],
            &["终止日期", "20261115"],
        ]);
        assert_eq!(all.account, "31001000000000000001");
        assert_eq!(all.to, day("2026-11-15"));
        let all = read(&[
            &["查询账号[ Inquirer account number ]", "450000000001"],
            &["查询时间范围[ Time Range ]", "20261001-20261115"],
        ]);
        assert_eq!(
            (all.account.as_str(), all.from, all.to),
            ("450000000001", day("2026-10-01"), day("2026-11-15"))
        );
        assert_eq!(read(&[&["对方账号：123456", "账号名称：78901"]]).account, "");
    }

    #[test]
    fn a_period_that_ends_at_midnight_does_not_cover_its_last_day() {
        let all = read(&[&["#起始日期：[2026年11月02日 00:00:00]   终止日期：[2026年11月11日 00:00:00]"]]);
        assert_eq!((all.from, all.to), (day("2026-11-02"), day("2026-11-11")));
        assert_eq!(all.covered_to, day("2026-11-10"));
        let all = read(&[&["起始时间：[2019-08-01 00:00:00] 终止时间：[2019-09-30 23:59:59]"]]);
        assert_eq!(all.covered_to, day("2019-09-30"));
    }
}
