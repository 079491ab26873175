//! One credit for each sale: equal amounts on the due day, class by class.
//!
//! Sales of one amount and day are interchangeable; where fewer credits came than there are sales, the earliest stay
//! open and name all of them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::book::{Book, Claim, Group, How, minus};
use crate::outcome::{Certainty, Proof};
use crate::payer::Strength;

pub(crate) fn run(book: &mut Book<'_>) {
    for group in book.open_groups() {
        if book.group_open(&group).count < 2 {
            continue;
        }
        let days = book.days(group.batches.clone());
        for (least, fewest) in [(Strength::Looks, 2), (Strength::Neutral, 3)] {
            let lines = book.credits(group.agreement, (group.due, group.due), least, days);
            if lines.len() >= fewest {
                classes(book, &group, &lines, fewest);
            }
        }
    }
}

fn classes(book: &mut Book<'_>, group: &Group, lines: &[u32], fewest: usize) {
    // By amount, else in the order they had.
    let mut sales = book.open_txns(group.batches.clone());
    sales.sort_by_key(|txn| book.txns[*txn as usize].net);
    let mut credits = lines.to_vec();
    credits.sort_by_key(|line| book.lines[*line as usize].amount);
    let net = |txn: &u32| book.txns[*txn as usize].net;
    let amount = |line: &u32| book.lines[*line as usize].amount;
    let mut rest = sales.as_slice();
    let mut fitting = 0;
    let mut pairs: Vec<(&[u32], &[u32])> = Vec::new();
    for lines in credits.chunk_by(|a, b| amount(a) == amount(b)) {
        rest = &rest[rest.partition_point(|txn| net(txn) < amount(&lines[0]))..];
        let rows = &rest[..rest.partition_point(|txn| net(txn) == amount(&lines[0]))];
        if !rows.is_empty() {
            fitting += lines.len().min(rows.len());
            pairs.push((rows, lines));
        }
    }
    // A few coincidences in a heap of other credits prove nothing.
    if fitting < fewest || fitting * 2 < lines.len() {
        return;
    }
    for (rows, lines) in pairs {
        let paid = lines.len().min(rows.len());
        let (left, taken) = rows.split_at(rows.len() - paid);
        let mut last = None;
        for (txn, line) in taken.iter().zip(lines) {
            book.learn(group.agreement, *line);
            last = Some(book.close([*txn], [*line], How::proved(Proof::Single, 0.98)));
        }
        if let Some(closed) = last {
            for txn in left {
                let claim =
                    Claim { closed, certainty: Certainty::OneOf, confidence: 0.95, one_of: rows.to_vec() };
                book.claims.insert(*txn, claim);
            }
        }
    }
}

/// Sales of agreements that pay one by one, whose credit came up to ten days after the due day.
pub(crate) fn late(book: &mut Book<'_>) {
    let one_by_one: BTreeSet<u32> = book
        .closed
        .iter()
        .filter(|closed| closed.how.proof == Proof::Single)
        .filter_map(|closed| closed.txns.first())
        .map(|txn| book.txns[*txn as usize].agreement)
        .collect();
    for agreement in one_by_one {
        late_of(book, agreement);
    }
}

fn late_of(book: &mut Book<'_>, agreement: u32) {
    let mut waiting: FxHashMap<(NaiveDate, i64), Vec<u32>> = FxHashMap::default();
    for txn in book.open_txns(book.batches_of(agreement)).into_iter().rev() {
        let this = &book.txns[txn as usize];
        let due = book.batches[this.batch as usize].due;
        waiting.entry((due, this.net)).or_default().push(txn);
    }
    if waiting.is_empty() {
        return;
    }
    for line in 0..book.lines.len() as u32 {
        let this = &book.lines[line as usize];
        if !this.free || !book.pays_into(agreement, line) {
            continue;
        }
        let (on, amount) = (this.on, this.amount);
        let found =
            (1..=10).find(|days| waiting.get(&(minus(on, *days), amount)).is_some_and(|w| !w.is_empty()));
        if let Some(days) = found
            && book.strength(agreement, line) >= Strength::Looks
            && let Some(txn) = waiting.get_mut(&(minus(on, days), amount)).and_then(Vec::pop)
        {
            book.claims.remove(&txn);
            book.close([txn], [line], How::proved(Proof::Single, 0.93));
        }
    }
}
