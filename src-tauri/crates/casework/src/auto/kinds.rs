//! Step 3: a payment that the till calls one thing and the acquirer another, because the wrong key was pressed.

use std::collections::HashMap;

use recoup_ledger::{Kind, Status};

use super::internal::same_payment;
use super::{AutoAnswer, CaseData, Detail, Record, Source, rows};
use crate::record::Text;

pub(super) fn kind_wrong(data: &CaseData) -> Option<AutoAnswer> {
    let good = |r: &&Record| r.txn.status == Status::Succeeded;
    let till: Vec<&Record> = data.from(Source::Till).filter(good).collect();
    let acquirer: Vec<&Record> = data.from(Source::Acquirer).filter(good).collect();
    if till.is_empty() || acquirer.is_empty() {
        return None;
    }
    let mut on_the_day: HashMap<_, Vec<&Record>> = HashMap::new();
    for record in &acquirer {
        on_the_day.entry((record.txn.at.date(), record.txn.gross.abs())).or_default().push(record);
    }
    let mut wrong: Vec<(&Record, &Record)> = Vec::new();
    let mut compared = 0usize;
    for slip in &till {
        let near = on_the_day.get(&(slip.txn.at.date(), slip.txn.gross.abs())).into_iter().flatten();
        let same: Vec<&Record> = near.copied().filter(|r| same_payment(&r.txn, &slip.txn)).collect();
        compared += usize::from(!same.is_empty());
        // A refund shares its sale's reference: only where no record is of the slip's own kind was the key wrong.
        if !same.iter().any(|r| settled_as(r.txn.kind) == settled_as(slip.txn.kind))
            && let Some(record) = same.first()
        {
            wrong.push((slip, record));
        }
    }
    if compared == 0 {
        return None;
    }
    let sentence = |(slip, record): &(&Record, &Record)| {
        Text::new(
            format!(
                "{} 的 {} 元，店里记的是{}，机构记的是{}。",
                slip.txn.at.format("%m-%d %H:%M"),
                slip.txn.gross.abs().grouped(),
                name(slip.txn.kind).0,
                name(record.txn.kind).0
            ),
            format!(
                "{} yuan on {}: {} in the shop, {} at the acquirer.",
                slip.txn.gross.abs().grouped(),
                slip.txn.at.format("%Y-%m-%d %H:%M"),
                name(slip.txn.kind).1,
                name(record.txn.kind).1
            ),
        )
    };
    let details: Vec<Detail> =
        wrong.iter().map(|pair| Detail { text: sentence(pair), rows: rows([pair.0, pair.1]) }).collect();
    Some(match wrong.first() {
        None => AutoAnswer::new(
            "kind_wrong",
            "no",
            format!("{compared} 张收银单和收单记录的交易类型都一样。"),
            format!("All {compared} till records have the same kind as the acquirer’s."),
            Vec::new(),
        ),
        Some(first) => {
            let text = sentence(first);
            AutoAnswer::new(
                "kind_wrong",
                "yes",
                format!("{} 笔的交易类型选错了：{}", wrong.len(), text.zh),
                format!("{} were made with the wrong kind: {}", wrong.len(), text.en),
                rows(wrong.iter().flat_map(|(slip, record)| [*slip, *record])),
            )
            .with(if wrong.len() > 1 { details } else { Vec::new() })
        }
    })
}

/// The same payment, whatever it was called: numbers or terminal and minute, and the same amount.
pub(super) fn same_one(record: &Record, slip: &Record) -> bool {
    record.txn.gross.abs() == slip.txn.gross.abs() && same_payment(&record.txn, &slip.txn)
}

/// A completion is how a pre-authorised sale is settled: a till calls it a sale.
fn settled_as(kind: Kind) -> Kind {
    if kind == Kind::Completion { Kind::Sale } else { kind }
}

fn name(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Sale => ("消费", "sale"),
        Kind::Refund => ("退货", "refund"),
        Kind::Void => ("撤销", "void"),
        Kind::Reversal => ("冲正", "reversal"),
        Kind::PreAuth => ("预授权", "pre-authorisation"),
        Kind::Completion => ("预授权完成", "completion"),
    }
}
