//! Step 3: refunds and voids by operator and hour, after closing, and to another card than the sale's.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Timelike;
use recoup_ledger::{Kind, Money, Status};

use super::kinds::same_one;
use super::{AutoAnswer, CaseData, Detail, Record, Source, rows};
use crate::record::Text;

/// One operator alone with at least this many refunds is worth a question.
const MANY_REFUNDS: usize = 3;
/// From this hour on a refund after the day's last sale counts as after closing.
const EVENING: u32 = 22;
/// Until this hour it still does.
const MORNING: u32 = 6;

pub(super) fn staff_refunds(data: &CaseData) -> Option<AutoAnswer> {
    let good = |kinds: &'static [Kind]| {
        data.records.iter().filter(|r| r.txn.status == Status::Succeeded && kinds.contains(&r.txn.kind))
    };
    let all: Vec<&Record> = good(&[Kind::Refund, Kind::Void]).collect();
    // A slip typed in and the acquirer's record are one refund.
    let recorded: Vec<&Record> = all.iter().copied().filter(|r| r.source == Source::Acquirer).collect();
    let back: Vec<&Record> = all
        .into_iter()
        .filter(|r| r.source == Source::Acquirer || !recorded.iter().any(|other| same_one(other, r)))
        .collect();
    let sales: Vec<&Record> = good(&[Kind::Sale, Kind::Completion]).collect();
    if sales.is_empty() {
        return None;
    }
    let after = after_closing(&back, &sales);
    let elsewhere = to_another_card(&back, &sales);
    let alone = one_operator(&back, &sales);
    let mut found: Vec<(&str, &str, &[&Record])> = Vec::new();
    for (zh, en, records) in [
        ("打烊后的退款、撤销", "refunds and voids after closing", &after),
        ("退到了别的卡", "refunds to another card", &elsewhere),
        ("退款集中在一个操作员", "refunds by one operator alone", &alone),
    ] {
        if !records.is_empty() {
            found.push((zh, en, records));
        }
    }
    let mut details: Vec<Detail> = found
        .iter()
        .map(|(zh, en, records)| Detail {
            text: Text::new(
                format!("{zh}：{} 笔，{} 元。", records.len(), sum(records).grouped()),
                format!("{en}: {}, {} yuan.", records.len(), sum(records).grouped()),
            ),
            rows: rows(records.iter().copied()),
        })
        .collect();
    details.extend(by_operator(&back));
    let shown = rows(found.iter().flat_map(|(_, _, records)| records.iter().copied()));
    let answer = if shown.is_empty() {
        AutoAnswer::new(
            "staff_refunds",
            "no",
            format!("{} 笔退款、撤销，没有打烊后的、退到别卡的、集中一人的。", back.len()),
            format!(
                "{} refunds and voids, none after hours, to another card or by one person alone.",
                back.len()
            ),
            Vec::new(),
        )
    } else {
        let list = |pick: fn(&(&str, &str, &[&Record])) -> String, between: &str| {
            found.iter().map(pick).collect::<Vec<_>>().join(between)
        };
        AutoAnswer::new(
            "staff_refunds",
            "yes",
            format!("{} 笔退款或撤销要问一句：{}。", shown.len(), list(|f| f.0.into(), "、")),
            format!("{} refunds or voids deserve a question: {}.", shown.len(), list(|f| f.1.into(), ", ")),
            shown,
        )
    };
    Some(answer.with(details))
}

fn sum(records: &[&Record]) -> Money {
    records.iter().map(|r| r.txn.gross.abs()).sum()
}

/// Late in the evening and after the day's last sale: the shop was closed.
fn after_closing<'a>(back: &[&'a Record], sales: &[&Record]) -> Vec<&'a Record> {
    let mut last = BTreeMap::new();
    for sale in sales {
        let at = last.entry(sale.txn.at.date()).or_insert(sale.txn.at);
        *at = sale.txn.at.max(*at);
    }
    let closed = |r: &&&Record| {
        let hour = r.txn.at.hour();
        !(MORNING..EVENING).contains(&hour)
            && last.get(&r.txn.at.date()).is_none_or(|last_sale| r.txn.at > *last_sale)
    };
    back.iter().filter(closed).copied().collect()
}

/// A refund must go back the way the money came; another card than the sale's is odd.
fn to_another_card<'a>(back: &[&'a Record], sales: &[&Record]) -> Vec<&'a Record> {
    let mut cards: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for sale in sales.iter().filter(|sale| !sale.txn.card.is_empty()) {
        for number in [&sale.txn.reference, &sale.txn.order_no] {
            if !number.is_empty() {
                cards.entry(number).or_default().push(&sale.txn.card);
            }
        }
    }
    let paid_with = |number: &str| cards.get(number).into_iter().flatten();
    back.iter()
        .copied()
        .filter(|refund| {
            let numbers = [&refund.txn.reference, &refund.txn.refund_no, &refund.txn.order_no];
            !refund.txn.card.is_empty()
                && numbers.iter().any(|no| paid_with(no).any(|card| *card != refund.txn.card))
        })
        .collect()
}

/// Where several people sell, but one alone gives back four fifths or more.
fn one_operator<'a>(back: &[&'a Record], sales: &[&Record]) -> Vec<&'a Record> {
    let selling: BTreeSet<&str> =
        sales.iter().map(|s| s.txn.operator.as_str()).filter(|o| !o.is_empty()).collect();
    let mut own: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for refund in back.iter().filter(|r| !r.txn.operator.is_empty()) {
        own.entry(&refund.txn.operator).or_default().push(refund);
    }
    own.into_values()
        .filter(|refunds| {
            selling.len() > 1 && refunds.len() >= MANY_REFUNDS && refunds.len() * 5 >= back.len() * 4
        })
        .flatten()
        .collect()
}

/// Who gave back how much, at which hours: `操作员 03：4 笔 612.00 元（14 点 1 笔、22 点 3 笔）`.
fn by_operator(back: &[&Record]) -> Vec<Detail> {
    let mut own: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for refund in back {
        own.entry(&refund.txn.operator).or_default().push(refund);
    }
    own.into_iter()
        .map(|(operator, refunds)| {
            let mut hours: BTreeMap<u32, usize> = BTreeMap::new();
            for refund in &refunds {
                *hours.entry(refund.txn.at.hour()).or_default() += 1;
            }
            let list = |unit: fn(&u32, &usize) -> String, between: &str| {
                hours.iter().map(|(hour, n)| unit(hour, n)).collect::<Vec<_>>().join(between)
            };
            let (who, who_en) = match operator {
                "" => ("没写操作员".to_owned(), "No operator stated".to_owned()),
                name => (format!("操作员 {name}"), format!("Operator {name}")),
            };
            let total = sum(&refunds).grouped();
            Detail {
                text: Text::new(
                    format!(
                        "{who}：{} 笔退款、撤销，{total} 元（{}）。",
                        refunds.len(),
                        list(|hour, n| format!("{hour} 点 {n} 笔"), "、")
                    ),
                    format!(
                        "{who_en}: {} refunds and voids, {total} yuan ({}).",
                        refunds.len(),
                        list(|hour, n| format!("{n} at {hour}:00"), ", ")
                    ),
                ),
                rows: rows(refunds),
            }
        })
        .collect()
}
