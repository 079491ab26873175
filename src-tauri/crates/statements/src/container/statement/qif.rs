//! QIF: one letter a field, `^` after each entry. No account, no currency, no encoding of its own.

use super::{Entry, Names, Statement, begin, full_year, plain_amount};
use crate::table::Table;

const NAMES: Names = ["QIF-D", "", "QIF-T", "QIF-L", "QIF-P", "", "QIF-N", "QIF-M", ""];

/// The registers of a file; `None` when it holds none (investments, lists of categories).
pub(in crate::container) fn tables(file: &str, text: &str) -> Option<Vec<Table>> {
    // An entry has a day, an amount and a payee: with less, this is something else.
    if text.lines().filter(|line| line.trim() == "^").count() * 16 > text.len() {
        return None;
    }
    let mut statements: Vec<Statement> = Vec::new();
    let (mut entry, mut account) = (Entry::default(), String::new());
    let (mut reading, mut describing) = (false, false);
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('!') {
            let section = section.to_ascii_lowercase();
            describing = section.starts_with("account");
            reading = matches!(
                section.trim_end(),
                "type:bank" | "type:ccard" | "type:cash" | "type:oth a" | "type:oth l"
            );
            if reading {
                let account = std::mem::take(&mut account);
                begin(&mut statements, Statement { account, ..Statement::default() });
            }
            entry = Entry::default();
            continue;
        }
        let mut letters = line.chars();
        let (Some(letter), value) = (letters.next(), letters.as_str().trim()) else { continue };
        match (letter, reading) {
            ('N', _) if describing => value.clone_into(&mut account),
            ('^', true) => {
                let done = std::mem::take(&mut entry);
                if (!done.day.is_empty() || !done.amount.is_empty())
                    && let Some(statement) = statements.last_mut()
                {
                    statement.entries.push(done);
                }
            }
            (_, false) => {}
            ('D', _) => value.clone_into(&mut entry.day),
            ('T', _) => entry.amount = plain_amount(value, false),
            ('U', _) if entry.amount.is_empty() => entry.amount = plain_amount(value, false),
            ('P', _) => value.clone_into(&mut entry.name),
            ('M', _) => value.clone_into(&mut entry.memo),
            ('N', _) => value.clone_into(&mut entry.serial),
            ('L', _) => value.clone_into(&mut entry.kind),
            _ => {}
        }
        if entry.line == 0 && letter != '^' {
            entry.line = number;
        }
    }
    if statements.is_empty() {
        return None;
    }
    let day_first = day_first(statements.iter().flat_map(|s| &s.entries).map(|e| e.day.as_str()));
    for entry in statements.iter_mut().flat_map(|s| &mut s.entries) {
        if let Some(day) = spelled(&entry.day, day_first) {
            entry.day = day;
        }
    }
    Some(statements.into_iter().map(|s| s.table(file, "QIF", &NAMES)).collect())
}

/// The three numbers of `12/31'06`.
fn numbers(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty());
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let mut numbers = [0; 3];
    for (number, part) in numbers.iter_mut().zip(three) {
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// The program that the format comes from writes the month first; a file where that gives a 13th month does not.
fn day_first<'d>(days: impl Iterator<Item = &'d str>) -> bool {
    let mut day_first = false;
    for [a, b, _] in days.filter_map(numbers) {
        if (13..=31).contains(&b) {
            return false;
        }
        day_first |= (13..=31).contains(&a);
    }
    day_first
}

fn spelled(text: &str, day_first: bool) -> Option<String> {
    let [a, b, c] = numbers(text)?;
    let (year, month, day) = match (a > 31, day_first) {
        (true, _) => (a, b, c),
        (false, true) => (c, b, a),
        (false, false) => (c, a, b),
    };
    // An apostrophe before the year says that it is of this century.
    let year = match year {
        0..=99 if text.contains('\'') => 2000 + year,
        0..=99 => full_year(year),
        year => year,
    };
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_two_accounts() {
        let text = "!Account\nN对公户\nTBank\n^\n!Type:Bank \nD11/3'26\nT1,000.50\nP甲\nM货款\nN12\n^\nD11/14/26\nU-2\n^\n\
            !Type:Cat\nNfood\n^\n!Type:CCard\nD11/15/26\nT-3.00\n^\n";
        let found = tables("f", text).unwrap();
        assert_eq!(found.len(), 2);
        let row = |table: usize, up: usize| {
            let table = &found[table];
            let row = table.row(table.len() - up);
            (row.line, row.cells().collect::<Vec<_>>().join("|"))
        };
        assert_eq!(found[0].account, "对公户");
        assert_eq!(row(0, 2), (6, "2026-11-03|1000.50||甲|12|货款".into()));
        assert_eq!(row(0, 1), (12, "2026-11-14|-2||||".into()));
        assert_eq!(row(1, 1), (19, "2026-11-15|-3.00||||".into()));
        assert!(tables("f", "!Type:Invst\nD1/1/26\n^\n").is_none());
    }

    #[test]
    fn the_order_of_day_and_month() {
        assert_eq!(spelled("8/12/13", false).unwrap(), "2013-08-12");
        assert_eq!(spelled("2026/10/12", false).unwrap(), "2026-10-12");
        assert_eq!(spelled("31.12.2006", true).unwrap(), "2006-12-31");
        assert_eq!(spelled("12/31' 6", false).unwrap(), "2006-12-31");
        assert!(day_first(["1/2/26", "14/2/26"].into_iter()));
        assert!(!day_first(["1/2/26", "14/2/26", "2/14/26"].into_iter()));
        assert_eq!(spelled("yesterday", false), None);
    }
}
