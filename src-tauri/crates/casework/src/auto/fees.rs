//! Step 1: was more fee taken than the agreement says.

use std::collections::BTreeSet;

use recoup_ledger::{Kind, Money, Status};

use super::{AutoAnswer, CaseData, Detail, Record, Source, rows};
use crate::record::Text;

/// Rounding differs by a fen a payment.
const ROUNDING: Money = Money::from_fen(1);

pub(super) fn fee_as_agreed(data: &CaseData) -> Option<AutoAnswer> {
    let mut compared = 0usize;
    let mut over: Vec<(&Record, Money)> = Vec::new();
    for record in data.from(Source::Acquirer) {
        let txn = &record.txn;
        if txn.status != Status::Succeeded || !matches!(txn.kind, Kind::Sale | Kind::Completion) {
            continue;
        }
        let agreement =
            data.agreements.iter().find(|a| a.merchant_no == txn.merchant_no && a.covers(txn.channel));
        let rule = agreement.and_then(|a| a.rate(txn.channel, txn.card_kind));
        let (Some(rule), Some(fee)) = (rule, txn.fee) else { continue };
        compared += 1;
        let more = fee - rule.fee(txn.gross);
        if more > ROUNDING {
            over.push((record, more));
        }
    }
    if compared == 0 && data.fees_kept.is_empty() {
        return None;
    }
    let sold: BTreeSet<_> = data.sales.iter().map(|sale| sale.id).collect();
    let own = over.iter().filter(|(record, _)| sold.contains(&record.txn.id));
    let own: Money = own.map(|(_, more)| *more).sum::<Money>()
        + data.fees_kept.iter().filter(|kept| kept.own).map(|kept| kept.amount).sum();
    let stated: Money = over.iter().map(|(_, more)| *more).sum();
    let kept: Money = data.fees_kept.iter().map(|kept| kept.amount).sum();
    let mut details = Vec::new();
    if !over.is_empty() {
        details.push(Detail {
            text: Text::new(
                format!("机构明细里 {} 笔的手续费高于协议费率，共多 {} 元。", over.len(), stated.grouped()),
                format!(
                    "{} payments of the acquirer’s file carry a higher fee than agreed, {} yuan in all.",
                    over.len(),
                    stated.grouped()
                ),
            ),
            rows: rows(over.iter().map(|(record, _)| *record)),
        });
    }
    if !data.fees_kept.is_empty() {
        details.push(Detail {
            text: Text::new(
                format!("入账比明细少，少的是手续费，共 {} 元。", kept.grouped()),
                format!("Credits are smaller than the file says by a fee, {} yuan in all.", kept.grouped()),
            ),
            rows: data.fees_kept.iter().map(|kept| kept.row.clone()).collect(),
        });
    }
    let all: Vec<_> = details.iter().flat_map(|detail| detail.rows.clone()).collect();
    let (around, mine) = ((stated + kept).grouped(), own.grouped());
    let (answer, zh, en) = if details.is_empty() {
        (
            "yes",
            format!("{compared} 笔的手续费都没有超过协议费率。"),
            format!("None of {compared} payments was charged more than agreed."),
        )
    } else if own.is_zero() {
        // Another batch was charged too much: worth knowing, but no reason why these are missing.
        (
            "yes",
            format!("这些笔没有多扣；前后几天别的收款多扣了 {around} 元。"),
            format!("These were not charged more; others of these days were, {around} yuan."),
        )
    } else {
        (
            "over",
            // What a credit lacks is that of all the sales that it pays.
            match data.fees_kept.iter().any(|kept| kept.own) {
                false => format!("这些笔的手续费比约定的多扣 {mine} 元，连同前后几天共 {around} 元。"),
                true => {
                    format!("这些笔所在的入账，手续费比约定的多扣 {mine} 元，连同前后几天共 {around} 元。")
                }
            },
            match data.fees_kept.iter().any(|kept| kept.own) {
                false => {
                    format!(
                        "{mine} yuan more fee was taken on these than agreed, {around} yuan with those around."
                    )
                }
                true => format!(
                    "{mine} yuan more fee was taken on the payouts of these than agreed, {around} yuan with those around."
                ),
            },
        )
    };
    let details = if details.len() > 1 { details } else { Vec::new() };
    Some(AutoAnswer::new("fee_as_agreed", answer, zh, en, all).with(details))
}
