//! Statements in the formats that banks agreed on: OFX, CAMT, MT940, QIF and BAI2.
//!
//! Each reader fills a [`Statement`], and that becomes a table whose headers are the format's own names of its fields
//! and whose first rows are what the statement says about itself. From there on it is read like any other table: the
//! sources in `sources/international.json` say what the names mean.
//!
//! Crates were looked at (`ofx-rs`, `sgmlish`, `qif_parser`, `mt940`, `camt053`, `iso20022`): each is one person's
//! small project that fails as a whole at the first bad field, where a bad row must stay one row's problem.

pub(super) mod bai2;
pub(super) mod camt;
pub(super) mod mt940;
pub(super) mod ofx;
pub(super) mod qif;

use rust_decimal::Decimal;

use super::MAX_TABLES;
use crate::table::Table;

/// The names that a format gives to the fields of an [`Entry`], in their order; those without one have no column.
pub(super) type Names = [&'static str; 9];

/// One account's statement.
#[derive(Debug, Default)]
pub(super) struct Statement {
    pub account: String,
    /// The statement's own number or reference.
    pub number: String,
    pub currency: String,
    /// First and last day of the period, as ISO dates; empty where not stated.
    pub from: String,
    pub to: String,
    /// Balances before the first and after the last entry, decimal point, with their sign.
    pub opening: String,
    pub closing: String,
    pub entries: Vec<Entry>,
}

/// One movement. All texts; what is wrong with one is said where the row is read.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// The line in the file, from 1.
    pub line: u32,
    pub day: String,
    pub time: String,
    /// With a decimal point; money out is negative.
    pub amount: String,
    pub kind: String,
    pub name: String,
    pub account: String,
    pub serial: String,
    pub memo: String,
    /// Only where it is not the statement's.
    pub currency: String,
}

/// Begins the next statement of a file. One with more of them than are read is refused where its tables are counted, and
/// need not be held.
fn begin(statements: &mut Vec<Statement>, statement: Statement) {
    if statements.len() <= MAX_TABLES {
        statements.push(statement);
    }
}

impl Statement {
    /// The table of this statement.
    pub fn table(self, file: &str, format: &str, names: &Names) -> Table {
        let mut table = Table::new(file, &self.number);
        table.account.clone_from(&self.account);
        table.currency.clone_from(&self.currency);
        table.push_row(0, [format]);
        let difference = match (self.opening.parse::<Decimal>(), self.closing.parse::<Decimal>()) {
            (Ok(opening), Ok(closing)) => (closing - opening).to_string(),
            _ => String::new(),
        };
        for (label, text) in [
            ("账号", &self.account),
            ("币种", &self.currency),
            ("起始日期", &self.from),
            ("终止日期", &self.to),
            ("期初余额", &self.opening),
            ("期末余额", &self.closing),
            ("期末余额减期初余额", &difference),
        ] {
            if !text.is_empty() {
                table.push_row(0, [label, text.as_str()]);
            }
        }
        table.push_row(0, names.iter().copied().filter(|name| !name.is_empty()));
        for entry in &self.entries {
            let cells = [
                &entry.day,
                &entry.time,
                &entry.amount,
                &entry.kind,
                &entry.name,
                &entry.account,
                &entry.serial,
                &entry.memo,
                &entry.currency,
            ];
            let named = cells.iter().zip(names).filter(|(_, name)| !name.is_empty());
            table.push_row(entry.line, named.map(|(cell, _)| cell.as_str()));
        }
        table
    }
}

/// `20261103` as `2026-11-03`. Anything else stays as it is, for the row's problem to show.
fn day(digits: &str) -> String {
    match (digits.get(..4), digits.get(4..6), digits.get(6..8)) {
        (Some(year), Some(month), Some(day)) if digits[..8].bytes().all(|b| b.is_ascii_digit()) => {
            format!("{year}-{month}-{day}")
        }
        _ => digits.to_owned(),
    }
}

/// `091537` as `09:15:37`. Midnight and noon stand for “no time known” in these formats and give nothing.
fn clock(digits: &str) -> String {
    let all = digits.get(..6).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    match all {
        None | Some("000000" | "120000") => String::new(),
        Some(d) => format!("{}:{}:{}", &d[..2], &d[2..4], &d[4..]),
    }
}

/// Two digits as a year: 70 to 99 are of the last century.
fn full_year(two: u32) -> u32 {
    if two >= 70 { 1900 + two } else { 2000 + two }
}

/// An amount with a decimal point and no other separator: of several separators the last is the decimal one, and a
/// comma alone is one unless three digits follow it. `comma` says that the format knows no other decimal separator.
fn plain_amount(text: &str, comma: bool) -> String {
    let text = text.trim();
    let last = text.rfind([',', '.']);
    let decimal = last.filter(|at| {
        let one_kind = !text[..*at].contains([',', '.']);
        text[*at..].starts_with('.') && one_kind
            || comma
            || !one_kind && !text[..*at].contains(&text[*at..*at + 1])
            || one_kind && text.len() - at - 1 != 3
    });
    let mut plain = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            ',' | '.' if Some(at) == decimal => plain.push('.'),
            ',' | '.' | ' ' | '\'' => {}
            c => plain.push(c),
        }
    }
    plain.strip_suffix('.').map(str::to_owned).unwrap_or(plain)
}

/// The amount with the other sign.
fn negated(amount: &str) -> String {
    match amount.strip_prefix('-') {
        Some(positive) => positive.to_owned(),
        None => format!("-{}", amount.strip_prefix('+').unwrap_or(amount)),
    }
}

/// Texts joined by a blank, each once, empty ones left out.
fn joined<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for part in parts {
        let part = part.trim();
        if !part.is_empty() && !seen.contains(&part) {
            seen.push(part);
        }
    }
    seen.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_of_amounts() {
        for (text, comma, plain) in [
            ("-12.50", false, "-12.50"),
            ("-12,50", false, "-12.50"),
            ("1,234.50", false, "1234.50"),
            ("1.234,50", false, "1234.50"),
            ("1,234", false, "1234"),
            ("1.234", false, "1.234"),
            ("1,234,567", false, "1234567"),
            ("11,8", true, "11.8"),
            ("107,", true, "107"),
            ("15,000", true, "15.000"),
            ("+3", false, "+3"),
            ("", true, ""),
        ] {
            assert_eq!(plain_amount(text, comma), plain, "{text}");
        }
        assert_eq!(
            (negated("1.00"), negated("-1.00"), negated("+2")),
            ("-1.00".into(), "1.00".into(), "-2".into())
        );
    }

    #[test]
    fn days_and_times_of_digits() {
        assert_eq!(day("20261103091537[+8:CST]"), "2026-11-03");
        assert_eq!(day("2026"), "2026");
        assert_eq!(day("二〇二六一一〇三"), "二〇二六一一〇三");
        assert_eq!(
            (clock("091537"), clock("120000"), clock("0915")),
            ("09:15:37".into(), "".into(), "".into())
        );
    }

    #[test]
    fn what_the_statement_says_stands_above_its_rows() {
        let statement = Statement {
            account: "6222".into(),
            opening: "10.00".into(),
            closing: "8.50".into(),
            entries: vec![Entry {
                line: 7,
                day: "2026-11-03".into(),
                amount: "-1.50".into(),
                ..Entry::default()
            }],
            ..Statement::default()
        };
        let table = statement.table("f", "X", &["D", "", "A", "", "", "", "", "", ""]);
        let last = table.row(table.len() - 1);
        assert_eq!((last.line, last.cells().collect::<Vec<_>>()), (7, vec!["2026-11-03", "-1.50"]));
        assert!(table.rows_from(0).any(|row| row.cells().eq(["期末余额减期初余额", "-1.50"])));
    }
}
