//! Step 1: is the sale in the acquirer's record, is its money absent from the bank, and the trade's false alarms.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveTime};
use recoup_ledger::{Calendar, Kind, Money, Status};

use super::{AutoAnswer, CaseData, Record, Source, rows};
use crate::codes;
use crate::record::{CaseSale, RowRef, SaleState};

/// Two equal payments within this time may be one charged twice (the trade's window: one to five minutes).
const TWICE_WITHIN: Duration = Duration::minutes(5);
/// How far below gross a credit may lie and still be the batch less its fee, in per mille of gross (3 %).
const FEE_PER_MILLE: i64 = 30;

pub(super) fn record_in_acquirer(data: &CaseData) -> Option<AutoAnswer> {
    if data.sales.is_empty() || data.records.is_empty() {
        return None;
    }
    let found: Vec<&Record> = data
        .sales
        .iter()
        .filter_map(|sale| {
            let good = |r: &&Record| r.txn.status == Status::Succeeded && same_payment(&r.txn, sale);
            data.from(Source::Acquirer).find(good)
        })
        .collect();
    let (all, there) = (data.sales.len(), found.len());
    let has_file = data.from(Source::Acquirer).next().is_some();
    let (answer, zh, en) = match there {
        0 if !has_file => (
            "slip_only",
            format!("{all} 笔都是照小票填的，还没有收单机构的明细。"),
            format!("All {all} were typed in from slips; there is no file of the acquirer yet."),
        ),
        _ if there == all => (
            "yes",
            format!("{all} 笔在收单机构的记录里都有，都成功。"),
            format!("All {all} stand in the acquirer’s record as successful."),
        ),
        _ => (
            "partly",
            format!("{all} 笔里有 {} 笔在收单机构的记录里没有，或没成功。", all - there),
            format!("{} of {all} are not in the acquirer’s record as successful.", all - there),
        ),
    };
    let shown = if there == 0 { rows(data.sales.iter().filter_map(|s| data.record(s))) } else { rows(found) };
    Some(AutoAnswer::new("record_in_acquirer", answer, zh, en, shown))
}

fn same_payment(txn: &recoup_ledger::Transaction, sale: &CaseSale) -> bool {
    txn.id == sale.id
        || (txn.gross == sale.gross
            && txn.at.date() == sale.sold_at.date()
            && ((!sale.reference.is_empty() && txn.reference == sale.reference)
                || (!sale.voucher_no.is_empty()
                    && txn.voucher_no == sale.voucher_no
                    && txn.terminal_no == sale.terminal_no)))
}

pub(super) fn response_code(data: &CaseData) -> Option<AutoAnswer> {
    let coded: Vec<(&Record, codes::Explained)> = data
        .sales
        .iter()
        .filter_map(|sale| data.record(sale))
        .filter(|record| !record.txn.response_code.is_empty())
        .map(|record| (record, codes::explain_code(&record.txn.response_code)))
        .collect();
    if coded.is_empty() || coded.len() < data.sales.len() && coded.iter().all(|(_, c)| c.money == "succeeded")
    {
        return None;
    }
    let of = |money: &str| coded.iter().filter(|(_, c)| c.money == money).collect::<Vec<_>>();
    for (money, answer) in
        [("blocked", "blocked"), ("uncertain", "uncertain"), ("unknown", "uncertain"), ("failed", "failed")]
    {
        let bad = of(money);
        if let Some((_, code)) = bad.first() {
            let n = bad.len();
            return Some(AutoAnswer::new(
                "response_code",
                answer,
                format!("{n} 笔的应答码不是 00，比如 {}：{}。", code.code, code.means.zh),
                format!("{n} have another response code than 00, such as {}: {}.", code.code, code.means.en),
                rows(bad.iter().map(|(record, _)| *record)),
            ));
        }
    }
    Some(AutoAnswer::new(
        "response_code",
        "ok",
        format!("{} 笔的应答码都是 00。", coded.len()),
        format!("All {} have response code 00.", coded.len()),
        rows(coded.iter().map(|(record, _)| *record)),
    ))
}

pub(super) fn absent_in_bank(data: &CaseData) -> Option<AutoAnswer> {
    let came = |s: &CaseSale| matches!(s.state, SaleState::Arrived | SaleState::ArrivedLate);
    if data.sales.iter().all(came) {
        return None;
    }
    let batches = data.batches();
    let last = batches.last()?;
    let known_to = match data.known_to {
        Some(day) if day >= last.due_on => day,
        known => {
            let reach = known.map_or("还没有流水".to_owned(), |day| format!("流水只到 {day}"));
            let reach_en = known.map_or("There is no statement yet".to_owned(), |day| {
                format!("The statement reaches {day} only")
            });
            return Some(AutoAnswer::new(
                "absent_in_bank",
                "not_covered",
                format!("{reach}，最后一批 {} 才到期，还不能说没到。", last.due_on),
                format!("{reach_en}; the last batch is due on {}, so nothing can be said yet.", last.due_on),
                Vec::new(),
            ));
        }
    };
    let first = batches[0].due_on;
    let looked: Vec<_> =
        data.lines.iter().filter(|row| row.line.is_deposit() && row.line.on >= first).collect();
    let hit: Vec<RowRef> = looked
        .iter()
        .filter(|row| !row.matched)
        .filter(|row| {
            batches.iter().any(|batch| {
                row.line.on >= batch.due_on
                    && (row.line.amount == batch.net || row.line.amount == batch.gross)
            })
        })
        .map(|row| row.row.clone())
        .collect();
    Some(if hit.is_empty() {
        AutoAnswer::new(
            "absent_in_bank",
            "yes",
            format!("{first} 到 {known_to} 的 {} 笔入账里，没有一笔是应到的这些钱。", looked.len()),
            format!(
                "None of the {} credits from {first} to {known_to} is the money that was due.",
                looked.len()
            ),
            looked.iter().map(|row| row.row.clone()).collect(),
        )
    } else {
        AutoAnswer::new(
            "absent_in_bank",
            "no",
            format!("有 {} 笔入账和应到的批次金额一样，先把它配上再说。", hit.len()),
            format!("{} credits have the amount of a batch: match them first.", hit.len()),
            hit,
        )
    })
}

pub(super) fn holiday_in_between(data: &CaseData, calendar: &Calendar) -> Option<AutoAnswer> {
    let mut off: BTreeSet<(chrono::NaiveDate, String)> = BTreeSet::new();
    for sale in &data.sales {
        let mut day = sale.sold_at.date();
        while day < sale.due_on {
            if !calendar.is_working(day) {
                off.insert((day, calendar.holiday(day).unwrap_or("周末").to_owned()));
            }
            match day.succ_opt() {
                Some(next) => day = next,
                None => break,
            }
        }
    }
    let (first, last) =
        (data.sales.iter().map(|s| s.sold_at.date()).min()?, data.sales.iter().map(|s| s.due_on).max()?);
    let names: BTreeSet<&str> = off.iter().map(|(_, name)| name.as_str()).collect();
    let provisional = if calendar.is_official(last) {
        ""
    } else {
        "这一年的放假通知还没收进来，按暂定算。"
    };
    Some(if off.is_empty() {
        AutoAnswer::new(
            "holiday_in_between",
            "no",
            format!("{first} 到 {last} 之间没有周末和节假日。{provisional}"),
            format!("No weekend or holiday lies between {first} and {last}."),
            Vec::new(),
        )
    } else {
        let names = names.into_iter().collect::<Vec<_>>().join("、");
        AutoAnswer::new(
            "holiday_in_between",
            "yes",
            format!(
                "{first} 到 {last} 之间有 {} 天不上班（{names}），到账日已顺延。{provisional}",
                off.len()
            ),
            format!("{} days off lie between {first} and {last}; the due days allow for them.", off.len()),
            Vec::new(),
        )
    })
}

pub(super) fn after_cut_off(data: &CaseData) -> Option<AutoAnswer> {
    let cut_off = data.cut_off.filter(|time| *time > NaiveTime::MIN)?;
    let late: Vec<&CaseSale> = data.sales.iter().filter(|sale| sale.sold_at.time() >= cut_off).collect();
    let shown = cut_off.format("%H:%M");
    Some(if late.is_empty() {
        AutoAnswer::new(
            "after_cut_off",
            "no",
            format!("都在 {shown} 日切之前收的。"),
            format!("All were taken before the cut-off at {shown}."),
            Vec::new(),
        )
    } else {
        AutoAnswer::new(
            "after_cut_off",
            "yes",
            format!("{} 笔是 {shown} 日切以后收的，算下一天的账。", late.len()),
            format!("{} were taken after the cut-off at {shown} and belong to the next day.", late.len()),
            late.iter().map(|sale| sale.row.clone()).collect(),
        )
    })
}

pub(super) fn refund_pairs(data: &CaseData) -> Option<AutoAnswer> {
    if data.records.is_empty() {
        return None;
    }
    let back = |record: &&Record| {
        record.txn.status == Status::Succeeded
            && matches!(record.txn.kind, Kind::Refund | Kind::Void | Kind::Reversal)
    };
    let pairs: Vec<(&CaseSale, &Record)> = data
        .sales
        .iter()
        .filter_map(|sale| data.records.iter().filter(back).find(|r| takes_back(r, sale)).map(|r| (sale, r)))
        .collect();
    let sum: Money = pairs.iter().map(|(_, record)| record.txn.gross.abs()).sum();
    Some(if pairs.is_empty() {
        AutoAnswer::new(
            "refund_pairs",
            "no",
            "这些笔没有退款、撤销或冲正。".into(),
            "None of them was refunded, voided or reversed.".into(),
            Vec::new(),
        )
    } else {
        AutoAnswer::new(
            "refund_pairs",
            "yes",
            format!("{} 笔后来退过，共 {} 元。", pairs.len(), sum.grouped()),
            format!("{} were taken back later, {} yuan in all.", pairs.len(), sum.grouped()),
            rows(pairs.iter().map(|(_, record)| *record)),
        )
    })
}

/// A refund names its sale by the sale's reference, order or voucher number; without any number only the same card
/// and amount on the same terminal count.
fn takes_back(record: &Record, sale: &CaseSale) -> bool {
    let txn = &record.txn;
    if txn.id == sale.id || txn.at < sale.sold_at {
        return false;
    }
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    let numbered = same(&txn.reference, &sale.reference)
        || same(&txn.order_no, &sale.order_no)
        || same(&txn.refund_no, &sale.reference)
        || same(&txn.refund_no, &sale.order_no);
    let by_voucher = same(&txn.refund_no, &sale.voucher_no) && same(&txn.terminal_no, &sale.terminal_no);
    let same_day_void = txn.kind != Kind::Refund
        && txn.at.date() == sale.sold_at.date()
        && same(&txn.voucher_no, &sale.voucher_no)
        && same(&txn.terminal_no, &sale.terminal_no)
        && txn.gross.abs() == sale.gross;
    numbered || by_voucher || same_day_void
}

pub(super) fn duplicate_in_minutes(data: &CaseData) -> Option<AutoAnswer> {
    if data.records.is_empty() {
        return None;
    }
    let good = |r: &&Record| {
        r.txn.status == Status::Succeeded && matches!(r.txn.kind, Kind::Sale | Kind::Completion)
    };
    let mut found: Vec<&Record> = Vec::new();
    for sale in &data.sales {
        let Some(first) = data.record(sale) else { continue };
        let twin = data.records.iter().filter(good).find(|other| {
            other.txn.id != first.txn.id
                && other.source == first.source
                && other.txn.gross == first.txn.gross
                && other.txn.channel == first.txn.channel
                && !first.txn.card.is_empty()
                && other.txn.card == first.txn.card
                && (other.txn.at - first.txn.at).abs() <= TWICE_WITHIN
        });
        if let Some(twin) = twin {
            found.extend([first, twin]);
        }
    }
    let known_cards = data.sales.iter().filter_map(|s| data.record(s)).any(|r| !r.txn.card.is_empty());
    let shown = rows(found.iter().copied());
    Some(match (shown.len(), known_cards) {
        (0, false) => return None,
        (0, true) => AutoAnswer::new(
            "duplicate_in_minutes",
            "no",
            "5 分钟内没有同卡同额的第二笔。".into(),
            "No second payment of the same card and amount within five minutes.".into(),
            Vec::new(),
        ),
        (n, _) => AutoAnswer::new(
            "duplicate_in_minutes",
            "yes",
            format!("{n} 笔在 5 分钟内同卡同额，可能收了两次。先问客户，别再收。"),
            format!("{n} payments share card and amount within five minutes and may be double charges."),
            shown,
        ),
    })
}

pub(super) fn credit_close_by(data: &CaseData) -> Option<AutoAnswer> {
    let batches = data.batches();
    if data.known_to? < batches.last()?.due_on {
        return None;
    }
    let mut hits: Vec<(Money, Money, RowRef)> = Vec::new();
    for batch in &batches {
        let floor = batch.gross - Money::from_fen(batch.gross.fen() * FEE_PER_MILLE / 1000);
        for row in data.lines.iter().filter(|row| row.line.is_deposit() && !row.matched) {
            let amount = row.line.amount;
            let near_day = (0..=5).contains(&(row.line.on - batch.due_on).num_days());
            let exact = amount == batch.net || amount == batch.gross;
            if near_day && !exact && amount >= floor && amount < batch.gross {
                hits.push((batch.net, amount, row.row.clone()));
            }
        }
    }
    Some(match hits.first() {
        None => AutoAnswer::new(
            "credit_close_by",
            "no",
            "到账日后 5 天里，没有比应收少 3% 以内的入账。".into(),
            "No credit within 3 % of a batch in the five days after its due day.".into(),
            Vec::new(),
        ),
        Some((net, amount, _)) => AutoAnswer::new(
            "credit_close_by",
            "yes",
            format!(
                "有一笔入账 {} 元，和应到的 {} 元差 {} 元，可能是手续费或退款。",
                amount.grouped(),
                net.grouped(),
                (*net - *amount).abs().grouped()
            ),
            format!(
                "A credit of {} is {} away from {}: perhaps a fee or refund.",
                amount.grouped(),
                (*net - *amount).abs().grouped(),
                net.grouped()
            ),
            hits.into_iter().map(|(_, _, row)| row).collect(),
        ),
    })
}
