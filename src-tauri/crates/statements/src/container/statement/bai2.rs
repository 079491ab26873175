//! BAI2, the cash management format of US and UK banks. Source: “Cash Management Balance Reporting Specifications,
//! Version 2” of the Bank Administration Institute.

use super::{Entry, Names, Statement, begin, full_year};
use crate::table::Table;

const NAMES: Names = ["02-date", "", "16-amount", "16-type", "", "", "16-reference", "16-text", ""];

/// The accounts of a file; `None` when it has none.
pub(in crate::container) fn tables(file: &str, text: &str) -> Option<Vec<Table>> {
    let mut statements: Vec<Statement> = Vec::new();
    let (mut day, mut group_currency) = (String::new(), String::new());
    for (record, line) in records(text) {
        let mut fields = record.split(',');
        match fields.next().unwrap_or("") {
            "02" => {
                let fields: Vec<&str> = fields.collect();
                day = as_of(fields.get(3).copied().unwrap_or(""));
                group_currency = fields.get(5).copied().unwrap_or("").to_owned();
            }
            "03" => {
                let account = fields.next().unwrap_or("").to_owned();
                let currency = match fields.next() {
                    Some(own) if !own.is_empty() => own.to_owned(),
                    // Unless a currency is named the format means the US dollar.
                    _ if group_currency.is_empty() => "USD".to_owned(),
                    _ => group_currency.clone(),
                };
                let mut statement = Statement {
                    number: account.clone(),
                    account,
                    currency,
                    from: day.clone(),
                    to: day.clone(),
                    ..Statement::default()
                };
                summaries(&mut statement, fields);
                begin(&mut statements, statement);
            }
            "16" => {
                let Some(statement) = statements.last_mut() else { continue };
                let entry = entry(record.get(3..).unwrap_or(""), &day, &statement.currency, line);
                statement.entries.extend(entry);
            }
            _ => {}
        }
    }
    if statements.is_empty() {
        return None;
    }
    Some(statements.into_iter().map(|s| s.table(file, "BAI2", &NAMES)).collect())
}

/// Records with their continuations (`88`) put back together, and the line on which each starts.
fn records(text: &str) -> Vec<(String, u32)> {
    let mut records: Vec<(String, u32)> = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        let line = line.strip_suffix('/').unwrap_or(line);
        match (line.strip_prefix("88,"), records.last_mut()) {
            (Some(more), Some((record, _))) => {
                // The text of an entry goes on in the middle of a word; all else goes on with a new field.
                let in_text = record.starts_with("16,") && record.split(',').count() >= 7;
                if !in_text {
                    record.push(',');
                }
                record.push_str(more);
            }
            _ if !line.is_empty() => records.push((line.to_owned(), number)),
            _ => {}
        }
    }
    records
}

/// Type, amount, item count, funds type, again and again: the balances are among them.
fn summaries<'f>(statement: &mut Statement, mut fields: impl Iterator<Item = &'f str>) {
    while let Some(kind) = fields.next() {
        let amount = fields.next().unwrap_or("");
        let _items = fields.next();
        skip_funds(fields.next().unwrap_or(""), &mut fields);
        let target = match kind {
            "010" => &mut statement.opening,
            "015" => &mut statement.closing,
            _ => continue,
        };
        *target = major_units(amount, &statement.currency);
    }
}

/// Some types of funds bring fields of their own: when the money is available.
fn skip_funds<'f>(funds: &str, fields: &mut impl Iterator<Item = &'f str>) {
    let extra = match funds {
        "S" => 3,
        "V" => 2,
        "D" => fields.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0).min(50) * 2,
        _ => 0,
    };
    for _ in 0..extra {
        fields.next();
    }
}

/// Types 100 to 399 are credits, 400 to 699 debits; others are no movements of money.
fn entry(record: &str, day: &str, currency: &str, line: u32) -> Option<Entry> {
    let mut fields = record.split(',');
    let kind = fields.next()?;
    let credit = match kind.parse::<u32>() {
        Ok(100..=399) => true,
        Ok(400..=699) => false,
        _ => return None,
    };
    let amount = major_units(fields.next().unwrap_or(""), currency);
    skip_funds(fields.next().unwrap_or(""), &mut fields);
    let bank_reference = fields.next().unwrap_or("");
    let own_reference = fields.next().unwrap_or("");
    Some(Entry {
        line,
        day: day.to_owned(),
        amount: if credit { amount } else { super::negated(&amount) },
        kind: kind.to_owned(),
        serial: if bank_reference.is_empty() { own_reference } else { bank_reference }.to_owned(),
        // Only the last field may hold commas.
        memo: fields.collect::<Vec<_>>().join(",").trim().to_owned(),
        ..Entry::default()
    })
}

/// `YYMMDD`.
fn as_of(digits: &str) -> String {
    match digits.get(..2).and_then(|year| year.parse().ok()) {
        Some(year) if digits.len() == 6 && digits.is_ascii() => {
            format!("{}-{}-{}", full_year(year), &digits[2..4], &digits[4..])
        }
        _ => digits.to_owned(),
    }
}

/// Amounts are whole numbers of the smallest unit: a hundredth, except for currencies that have none.
fn major_units(amount: &str, currency: &str) -> String {
    let (sign, digits) = match amount.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", amount.strip_prefix('+').unwrap_or(amount)),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return amount.to_owned();
    }
    if matches!(currency, "JPY" | "KRW" | "VND") {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>3}");
    let (whole, cents) = padded.split_at(padded.len() - 2);
    format!("{sign}{whole}.{cents}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_continuations_and_funds() {
        let text = "01,BANK,SHOP,261103,0915,1,,,2/\n02,SHOP,BANK,1,261103,2400,CNY,/\n\
            03,6222,,010,100000,,/\n88,015,110445,,,100,12345,1,V,261104,,400,1900,1,/\n\
            16,195,12345,V,261104,,B1,C1,from, a customer/\n16,475,1900,S,1900,0,0,,C2,che\n88,que 7\n16,890,,,,,note/\n\
            49,0,5/\n03,6333,JPY,/\n16,495,1900,,,/\n49,,2/\n98,0,2,9/\n99,0,1,11/\n";
        let found = tables("f", text).unwrap();
        let rows: Vec<Vec<String>> = found
            .iter()
            .map(|t| {
                t.rows_from(0)
                    .filter(|r| r.line > 0)
                    .map(|r| r.cells().collect::<Vec<_>>().join("|"))
                    .collect()
            })
            .collect();
        assert_eq!(
            rows[0],
            ["2026-11-03|123.45|195|B1|from, a customer", "2026-11-03|-19.00|475|C2|cheque 7"]
        );
        assert_eq!(rows[1], ["2026-11-03|-1900|495||"]);
        assert_eq!((found[0].currency.as_str(), found[1].currency.as_str()), ("CNY", "JPY"));
        assert!(found[0].rows_from(0).any(|row| row.cells().eq(["期末余额减期初余额", "104.45"])));
    }

    #[test]
    fn minor_units() {
        assert_eq!(major_units("5", "CNY"), "0.05");
        assert_eq!(major_units("-12345", "CNY"), "-123.45");
        assert_eq!(major_units("", "CNY"), "");
        assert_eq!(major_units("1x", "CNY"), "1x");
    }
}
