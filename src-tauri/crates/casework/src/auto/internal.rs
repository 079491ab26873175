//! Step 3: what went wrong inside the shop, as far as its own records show it.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use recoup_ledger::{Calendar, Kind, Money, Status, Transaction};

use super::{AutoAnswer, CaseData, Detail, Record, Source, rows};
use crate::record::Text;

/// A terminal is silent when it has no record for more working days than this while others go on.
const SILENT_AFTER: u32 = 2;

pub(super) fn off_by_digit(data: &CaseData) -> Option<AutoAnswer> {
    let till: Vec<&Record> = data.from(Source::Till).filter(|r| r.txn.kind == Kind::Sale).collect();
    let acquirer: Vec<&Record> =
        data.from(Source::Acquirer).filter(|r| r.txn.status == Status::Succeeded).collect();
    if till.is_empty() || acquirer.is_empty() {
        return None;
    }
    let mut found: Vec<(&Record, &Record)> = Vec::new();
    for slip in &till {
        let same = acquirer.iter().find(|r| same_payment(&r.txn, &slip.txn));
        if let Some(record) = same.filter(|r| mistyped(r.txn.gross, slip.txn.gross)) {
            found.push((slip, record));
        }
    }
    Some(match found.first() {
        None => AutoAnswer::new(
            "off_by_digit",
            "no",
            format!("{} 张收银单和收单记录的金额没有差一位或写反的。", till.len()),
            format!("None of {} till records differs from the acquirer’s by a digit.", till.len()),
            Vec::new(),
        ),
        Some((slip, record)) => AutoAnswer::new(
            "off_by_digit",
            "yes",
            format!(
                "{} 笔像是输错了：收银 {} 元，刷卡 {} 元。",
                found.len(),
                slip.txn.gross.grouped(),
                record.txn.gross.grouped()
            ),
            format!(
                "{} look mistyped: till {}, card {}.",
                found.len(),
                slip.txn.gross.grouped(),
                record.txn.gross.grouped()
            ),
            rows(found.iter().flat_map(|(slip, record)| [*slip, *record])),
        ),
    })
}

/// The same payment in till and acquirer record: by number, else by terminal within two minutes.
pub(super) fn same_payment(a: &Transaction, b: &Transaction) -> bool {
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    if a.at.date() != b.at.date() {
        return false;
    }
    same(&a.reference, &b.reference)
        || same(&a.order_no, &b.order_no)
        || (same(&a.voucher_no, &b.voucher_no) && same(&a.terminal_no, &b.terminal_no))
        || (same(&a.terminal_no, &b.terminal_no) && (a.at - b.at).abs() <= Duration::minutes(2))
}

/// One digit more, one less, one different, or two neighbours swapped.
fn mistyped(a: Money, b: Money) -> bool {
    let (x, y) = (a.fen().to_string().into_bytes(), b.fen().to_string().into_bytes());
    if x == y {
        return false;
    }
    let (long, short) = if x.len() >= y.len() { (&x, &y) } else { (&y, &x) };
    if long.len() == short.len() + 1 {
        return (0..long.len()).any(|i| {
            let without: Vec<u8> =
                long.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, d)| *d).collect();
            without == *short
        });
    }
    if long.len() != short.len() {
        return false;
    }
    let differ: Vec<usize> = (0..x.len()).filter(|i| x[*i] != y[*i]).collect();
    match differ[..] {
        [_] => true,
        [i, j] => j == i + 1 && x[i] == y[j] && x[j] == y[i],
        _ => false,
    }
}

pub(super) fn preauth_open(data: &CaseData) -> Option<AutoAnswer> {
    let of = |kind: Kind| {
        data.records.iter().filter(move |r| r.txn.kind == kind && r.txn.status == Status::Succeeded)
    };
    let held: Vec<&Record> = of(Kind::PreAuth).collect();
    if data.records.is_empty() {
        return None;
    }
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    let open: Vec<&Record> = held
        .iter()
        .copied()
        .filter(|hold| {
            let ended = of(Kind::Completion).chain(of(Kind::Void)).any(|end| {
                end.txn.at >= hold.txn.at
                    && (same(&end.txn.auth_code, &hold.txn.auth_code)
                        || same(&end.txn.reference, &hold.txn.reference)
                        || same(&end.txn.refund_no, &hold.txn.reference)
                        || same(&end.txn.order_no, &hold.txn.order_no))
            });
            !ended
        })
        .collect();
    let sum: Money = open.iter().map(|record| record.txn.gross.abs()).sum();
    Some(if open.is_empty() {
        AutoAnswer::new(
            "preauth_open",
            "no",
            "没有停在预授权、没做完成的。".into(),
            "No pre-authorisation was left without completion.".into(),
            Vec::new(),
        )
    } else {
        AutoAnswer::new(
            "preauth_open",
            "yes",
            format!("{} 笔预授权没做完成，共 {} 元，不完成就不会到账。", open.len(), sum.grouped()),
            format!("{} pre-authorisations of {} yuan were never completed.", open.len(), sum.grouped()),
            rows(open),
        )
    })
}

pub(super) fn terminal_silent(data: &CaseData, calendar: &Calendar) -> Option<AutoAnswer> {
    let mut last: BTreeMap<&str, (NaiveDate, &Record)> = BTreeMap::new();
    for record in data.from(Source::Acquirer).filter(|r| !r.txn.terminal_no.is_empty()) {
        let day = record.txn.at.date();
        let entry = last.entry(&record.txn.terminal_no).or_insert((day, record));
        if day > entry.0 {
            *entry = (day, record);
        }
    }
    let newest = last.values().map(|(day, _)| *day).max()?;
    // Slips of the same machine after its last upload show that it took money which nobody else knows of.
    let slips = |terminal: &str, day: NaiveDate| -> Vec<&Record> {
        let after = |r: &&Record| r.txn.terminal_no == terminal && r.txn.at.date() > day;
        data.from(Source::Till).filter(after).collect()
    };
    let mut silent: Vec<(Detail, Vec<&Record>)> = Vec::new();
    for (terminal, (day, record)) in &last {
        let alone = calendar.working_between(*day, newest) > SILENT_AFTER;
        let taken = slips(terminal, *day);
        let late = taken.iter().any(|r| calendar.working_between(*day, r.txn.at.date()) > SILENT_AFTER);
        if !alone && !late {
            continue;
        }
        let (more, more_en) = match taken.len() {
            0 => (format!("别的机器到 {newest} 还有"), format!("others go on until {newest}")),
            n => (format!("可是手里还有它后来的小票 {n} 张"), format!("but there are {n} later slips of it")),
        };
        let text = Text::new(
            format!("终端 {terminal} 自 {day} 起没有新记录，{more}。"),
            format!("Terminal {terminal} has no record after {day}, {more_en}."),
        );
        let mut shown = vec![*record];
        shown.extend(taken);
        silent.push((Detail { text, rows: rows(shown.iter().copied()) }, shown));
    }
    if last.len() < 2 && silent.is_empty() {
        return None;
    }
    Some(match silent.first() {
        None => AutoAnswer::new(
            "terminal_silent",
            "no",
            format!("{} 台机器都在上送。", last.len()),
            format!("All {} terminals are uploading.", last.len()),
            Vec::new(),
        ),
        Some((first, _)) => {
            let text = first.text.clone();
            let all = rows(silent.iter().flat_map(|(_, records)| records.iter().copied()));
            let details =
                if silent.len() > 1 { silent.into_iter().map(|(d, _)| d).collect() } else { vec![] };
            AutoAnswer::new("terminal_silent", "yes", text.zh, text.en, all).with(details)
        }
    })
}

pub(super) fn foreign_merchant_no(data: &CaseData) -> Option<AutoAnswer> {
    if data.merchant_numbers.is_empty() {
        return None;
    }
    let slips: Vec<&Record> = data.from(Source::Till).filter(|r| !r.txn.merchant_no.is_empty()).collect();
    let foreign: Vec<&Record> =
        slips.iter().copied().filter(|r| !data.merchant_numbers.contains(&r.txn.merchant_no)).collect();
    match foreign.first() {
        Some(record) => Some(AutoAnswer::new(
            "foreign_merchant_no",
            "foreign",
            format!("{} 张小票印的是 {}，不是您店的商户编号。", foreign.len(), record.txn.merchant_no),
            format!(
                "{} slips name {}, which is not the shop’s number.",
                foreign.len(),
                record.txn.merchant_no
            ),
            rows(foreign),
        )),
        None if slips.is_empty() => None,
        None => Some(AutoAnswer::new(
            "foreign_merchant_no",
            "own",
            format!("{} 张小票都是您店的商户编号。", slips.len()),
            format!("All {} slips name the shop’s own number.", slips.len()),
            Vec::new(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyped_amounts() {
        let m = |text: &str| text.parse::<Money>().unwrap();
        for (a, b) in [("12.00", "120.00"), ("128.50", "182.50"), ("99.00", "98.00"), ("5.00", "50.00")] {
            assert!(mistyped(m(a), m(b)) && mistyped(m(b), m(a)), "{a} {b}");
        }
        for (a, b) in [("12.00", "12.00"), ("12.00", "1200.00"), ("128.50", "821.50"), ("31.00", "45.00")] {
            assert!(!mistyped(m(a), m(b)), "{a} {b}");
        }
    }
}
