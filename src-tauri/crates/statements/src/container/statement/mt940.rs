//! MT940, the customer statement of SWIFT. Source: SWIFT standard MT940; the sub-fields of `:86:` after the German
//! DK annex 3, which most banks that structure the field follow.

use super::{Entry, Names, Statement, begin, full_year, joined, negated, plain_amount};
use crate::table::Table;

const NAMES: Names =
    ["61-date", "", "61-amount", "61-type", "86-name", "86-account", "61-reference", "86-text", ""];

/// The messages of a file, each with its own opening and closing balance; `None` when it has none.
pub(in crate::container) fn tables(file: &str, text: &str) -> Option<Vec<Table>> {
    let mut statements: Vec<Statement> = Vec::new();
    // The information after an entry belongs to it, after the closing balance to the whole statement.
    let mut after_entry = false;
    let fields = fields(text);
    // An entry takes a day, a sign, an amount, a type and a reference: with less, this is something else.
    if fields.iter().filter(|(tag, ..)| *tag == "61").count() * 16 > text.len() {
        return None;
    }
    for (tag, value, line) in fields {
        if tag == "20" {
            begin(&mut statements, Statement { number: value.trim().to_owned(), ..Statement::default() });
            after_entry = false;
            continue;
        }
        let Some(statement) = statements.last_mut() else { continue };
        match tag {
            "25" | "25P" => statement.account = first_line(&value).to_owned(),
            "60F" | "60M" => {
                if let Some((currency, amount, day)) = balance(&value) {
                    (statement.currency, statement.opening, statement.from) = (currency, amount, day);
                }
            }
            "62F" | "62M" => {
                after_entry = false;
                if let Some((_, amount, day)) = balance(&value) {
                    (statement.closing, statement.to) = (amount, day);
                }
            }
            "61" => {
                // What is announced and not booked yet gives none, and the information after it belongs to none.
                let booked = entry(&value, line);
                after_entry = booked.is_some();
                statement.entries.extend(booked);
            }
            "86" if after_entry => {
                if let Some(entry) = statement.entries.last_mut() {
                    describe(entry, &value);
                }
                after_entry = false;
            }
            _ => {}
        }
    }
    if statements.is_empty() {
        return None;
    }
    Some(statements.into_iter().map(|s| s.table(file, "MT940", &NAMES)).collect())
}

/// The fields of all messages with the line on which each starts. Lines that start no field belong to the one before.
fn fields(text: &str) -> Vec<(&str, String, u32)> {
    let mut fields: Vec<(&str, String, u32)> = Vec::new();
    let mut open = false;
    for (line, number) in text.lines().zip(1..) {
        let mut line = line.trim_end_matches(['\r', ' ']);
        // The envelope of a SWIFT file: the text block starts after `{4:`.
        if line.starts_with('{') {
            line = line.split_once("{4:").map_or("", |(_, rest)| rest);
        }
        if line.starts_with("-}") || line == "-" {
            open = false;
            continue;
        }
        let tagged = line.strip_prefix(':').and_then(|rest| rest.split_once(':')).filter(|(tag, _)| {
            (2..=3).contains(&tag.len())
                && tag.bytes().take(2).all(|b| b.is_ascii_digit())
                && tag.bytes().skip(2).all(|b| b.is_ascii_uppercase())
        });
        if let Some((tag, value)) = tagged {
            fields.push((tag, value.to_owned(), number));
            open = true;
        } else if open && let Some((_, value, _)) = fields.last_mut() {
            value.push('\n');
            value.push_str(line);
        }
    }
    fields
}

fn first_line(value: &str) -> &str {
    value.lines().next().unwrap_or("").trim()
}

/// `C261101CNY1000,00`: currency, amount with its sign, day.
fn balance(value: &str) -> Option<(String, String, String)> {
    let value = first_line(value);
    let mark = value.get(..1)?;
    let (day, currency, amount) = (value.get(1..7)?, value.get(7..10)?, value.get(10..)?);
    let amount = plain_amount(amount, true);
    let amount = if mark == "D" { negated(&amount) } else { amount };
    Some((currency.to_owned(), amount, value_day(day)))
}

/// `261103 1103 C R 6394,29 NTRF reference//the bank's reference`, without the blanks.
fn entry(value: &str, line: u32) -> Option<Entry> {
    let mut entry = Entry { line, ..Entry::default() };
    let mut lines = value.lines();
    let first = lines.next().unwrap_or("").trim();
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    // Six digits of value date, four more when the entry date is given.
    let (value_date, entry_date) = match digits {
        10.. => (&first[..6], &first[6..10]),
        6.. => (&first[..6], ""),
        _ => ("", ""),
    };
    entry.day = booked_on(value_date, entry_date);
    let rest = &first[value_date.len() + entry_date.len()..];
    let (mark, rest) = ["RC", "RD", "EC", "ED", "C", "D"]
        .iter()
        .find_map(|mark| Some((*mark, rest.strip_prefix(mark)?)))
        .unwrap_or(("", rest));
    if mark.starts_with('E') {
        return None;
    }
    // The third letter of the currency may stand before the amount.
    let rest = rest.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
    let (amount, rest) = rest.split_at(end);
    let amount = plain_amount(amount, true);
    entry.amount = match mark {
        // A debit, or a credit taken back.
        "D" | "RC" => negated(&amount),
        "C" | "RD" => amount,
        // Neither: nothing that could be booked.
        _ => first.to_owned(),
    };
    let kind: String = rest.chars().take(4).collect();
    let (own, banks) = rest[kind.len()..].split_once("//").unwrap_or((&rest[kind.len()..], ""));
    let own = if own.trim() == "NONREF" { "" } else { own.trim() };
    entry.serial = if banks.trim().is_empty() { own.to_owned() } else { banks.trim().to_owned() };
    entry.kind = kind;
    entry.memo = joined(lines);
    Some(entry)
}

/// `YYMMDD` as an ISO day; what is no day stays for the row's problem to show.
fn value_day(digits: &str) -> String {
    match digits.get(..2).and_then(|year| year.parse().ok()) {
        Some(year) if digits.len() == 6 && digits.is_ascii() => {
            format!("{}-{}-{}", full_year(year), &digits[2..4], &digits[4..6])
        }
        _ => digits.to_owned(),
    }
}

/// The entry date has no year: it is the one that brings it closest to the value date.
fn booked_on(value_date: &str, entry_date: &str) -> String {
    let day = value_day(value_date);
    let (Some(month), Some(booked)) = (value_date.get(2..4), entry_date.get(..2)) else { return day };
    let (Ok(year), Ok(month), Ok(booked)) =
        (day.get(..4).unwrap_or("").parse::<i32>(), month.parse::<i32>(), booked.parse::<i32>())
    else {
        return day;
    };
    let year = match booked - month {
        7.. => year - 1,
        ..=-7 => year + 1,
        _ => year,
    };
    format!("{year}-{}-{}", &entry_date[..2], &entry_date[2..4])
}

/// The information to the account owner: free text, or sub-fields `?20`, `?32`, ….
fn describe(entry: &mut Entry, value: &str) {
    let glued: String = value.lines().collect();
    let head = glued.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
    let mark = glued[head.map_or(0, str::len)..].chars().next();
    let Some(mark) = mark.filter(|c| head.is_some() && matches!(c, '?' | '<' | '~' | '^')) else {
        // Lines are cut at 65 characters, inside of words too; shorter ones end where a word does.
        let mut text = String::new();
        for line in value.lines() {
            text.push_str(line);
            if line.chars().count() < 65 {
                text.push(' ');
            }
        }
        entry.memo = joined([entry.memo.as_str(), text.trim()]);
        return;
    };
    let (mut memo, mut name) = (String::new(), String::new());
    for part in glued.split(mark).skip(1) {
        let (Some(code), Some(text)) = (part.get(..2), part.get(2..)) else { continue };
        match code {
            _ if code.starts_with('2') || matches!(code, "60" | "61" | "62" | "63") => memo.push_str(text),
            "31" => text.trim().clone_into(&mut entry.account),
            "32" | "33" => name.push_str(text),
            "00" => entry.kind = joined([entry.kind.as_str(), text]),
            _ => {}
        }
    }
    entry.memo = joined([entry.memo.as_str(), &memo]);
    entry.name = name.split_whitespace().collect::<Vec<_>>().join(" ");
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{1:F01BANKCNBJ}{2:O940}{4:\r\n:20:S1\r\n:25:CN001\r\n:28C:1/1\r\n:60F:C261230CNY1000,00\r\n\
        :61:2612300102CR100,5NTRFNONREF//B1\r\nsupplement\r\n:86:银联商务 1102-1102费\r\n0.50元\r\n\
        :61:270101D20,NMSCREF1\r\n:86:166?00转账?20货款?21十二月?30BIC?31622?32示例?33公司\r\n\
        :61:2701010101RC5,00NTRFX\r\n:61:2701010101RD6,00NTRFX\r\n:61:2701010101EC7,00NTRFX\r\n:86:not booked\r\n\
        :61:2702300230C8,00NTRFX\r\n:62F:C270102CNY1081,50\r\n:86:about all\r\n-}\r\n";

    #[test]
    fn signs_days_and_information() {
        let found = tables("f", TEXT).unwrap();
        let table = &found[0];
        let rows: Vec<String> = (table.len() - 5..table.len())
            .map(|at| table.row(at).cells().collect::<Vec<_>>().join("|"))
            .collect();
        assert_eq!(rows[0], "2027-01-02|100.5|NTRF|||B1|supplement 银联商务 1102-1102费 0.50元");
        assert_eq!(rows[1], "2027-01-01|-20|NMSC 转账|示例公司|622|REF1|货款十二月");
        assert_eq!(rows[2], "2027-01-01|-5.00|NTRF|||X|");
        assert_eq!(rows[3], "2027-01-01|6.00|NTRF|||X|");
        assert_eq!(rows[4], "2027-02-30|8.00|NTRF|||X|");
        assert_eq!((table.account.as_str(), table.currency.as_str()), ("CN001", "CNY"));
        assert!(table.rows_from(0).any(|row| row.cells().eq(["期末余额减期初余额", "81.50"])));
        assert_eq!(table.row(table.len() - 5).line, 6);
    }

    #[test]
    fn the_year_of_an_entry_date() {
        assert_eq!(booked_on("261231", "0102"), "2027-01-02");
        assert_eq!(booked_on("270101", "1231"), "2026-12-31");
        assert_eq!(booked_on("261103", "1104"), "2026-11-04");
        assert_eq!(booked_on("261103", ""), "2026-11-03");
        assert_eq!(booked_on("", ""), "");
    }

    #[test]
    fn broken_fields_do_no_harm() {
        for text in [
            ":20:",
            ":20:x\n:61:\n:86:",
            ":20:x\n:60F:\n:61:一二三四五六七八",
            ":20:x\n:61:261103\n:86:123?",
            "-}",
            "",
        ] {
            let _ = tables("f", text);
        }
    }
}
