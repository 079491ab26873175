//! A wallet's own bill beside the acquirer's file that has the same sales.

use std::collections::BTreeSet;

use recoup_ledger::{LineKind, PaysInto};
use rustc_hash::FxHashSet;

use super::rows::{DAY, NONE, Row, Rows, places};
use super::{Joined, Pair, Records, clock, number, pairing};

/// A wallet's and an acquirer's times are the host's.
const HALF: i64 = 120;
/// Without a common number so many of the wallet's sales must be at the acquirer, in tenths, and so many at least: a
/// shop may well have both a wallet of its own and an acquirer's code, with other sales.
const SHARE: usize = 9;
const FEW: usize = 10;

/// Merchant numbers that pay into a balance, where there are others beside them.
pub(super) fn numbers(records: &Records<'_>) -> BTreeSet<String> {
    let wallets: BTreeSet<String> = records
        .agreements
        .iter()
        .filter(|agreement| agreement.pays_into == PaysInto::Balance && !agreement.merchant_no.is_empty())
        .map(|agreement| agreement.merchant_no.clone())
        .collect();
    let beside = records.agreements.iter().any(|agreement| agreement.pays_into != PaysInto::Balance);
    if wallets.is_empty() || !beside {
        return BTreeSet::new();
    }
    let (mut in_wallets, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
    let mut last: Option<(&str, bool)> = None;
    for txn in records.transactions {
        let wallet = match last {
            Some((merchant, wallet)) if merchant == txn.merchant_no => wallet,
            _ => wallets.contains(&txn.merchant_no),
        };
        last = Some((&txn.merchant_no, wallet));
        if wallet {
            in_wallets.insert(txn.channel)
        } else {
            elsewhere.insert(txn.channel)
        };
    }
    if in_wallets.is_disjoint(&elsewhere) { BTreeSet::new() } else { wallets }
}

/// Pairs them. The acquirer's record counts, unless the wallet's fund-flow bill credits the sale.
pub(super) fn join(records: &Records<'_>, wallets: &BTreeSet<String>, rows: &mut Rows, joined: &mut Joined) {
    if wallets.is_empty() {
        return;
    }
    let of_wallet = |row: &Row| wallets.contains(&records.transactions[row.index as usize].merchant_no);
    let channels: FxHashSet<_> =
        rows.payers.iter().filter(|row| of_wallet(row)).map(|row| row.channel).collect();
    let beside = |row: &Row| channels.contains(&row.channel) && !of_wallet(row);
    if channels.is_empty() || !rows.payers.iter().any(beside) {
        return;
    }
    let mut own: Vec<Row> = rows.payers.iter().filter(|row| of_wallet(row)).cloned().collect();
    let mut others: Vec<Row> = rows.payers.iter().filter(|row| beside(row)).cloned().collect();
    number::join(records, &mut own, &mut others, number::SHORTEST);
    let keyed: FxHashSet<u32> = own.iter().filter(|row| !row.is_free()).map(|row| row.index).collect();
    clock::set(&[], &mut own, &others, HALF);
    pairing::equal::pass(&mut own, &mut others, pairing::equal::Window::Time, |a, b| {
        a.channel == b.channel && a.succeeded == b.succeeded
    });
    if !is_same(&own, &others, &keyed) {
        for row in own.iter_mut().filter(|row| !keyed.contains(&row.index)) {
            row.partner = NONE;
        }
    }
    let credited: FxHashSet<&str> = records
        .lines
        .iter()
        .filter(|line| line.kind != LineKind::Bank && !line.order_no.is_empty())
        .map(|line| line.order_no.as_str())
        .collect();
    let mut gone: FxHashSet<u32> = FxHashSet::default();
    for row in own.iter().filter(|row| !row.is_free()) {
        let (bill, acquirer) =
            (&records.transactions[row.index as usize], &records.transactions[row.partner as usize]);
        let numbers = [&bill.acquirer_order, &bill.order_no];
        let paid_there = numbers.iter().any(|number| credited.contains(number.as_str()));
        let (record, stands, index) =
            if paid_there { (acquirer, bill, row.partner) } else { (bill, acquirer, row.index) };
        gone.insert(index);
        joined.pairs.push(Pair {
            record: record.id,
            stands: stands.id,
            tie: row.tie,
            apart: (record.at - stands.at).num_seconds(),
            sure: true,
        });
    }
    rows.payers.retain(|row| !gone.contains(&row.index));
}

/// Whether the wallet's bill has the acquirer's sales: nearly all that both would have to show.
fn is_same(own: &[Row], others: &[Row], keyed: &FxHashSet<u32>) -> bool {
    let times = others.iter().map(|row| row.at);
    let (Some(first), Some(last)) = (times.clone().min(), times.max()) else { return false };
    let at = places(others);
    let within =
        |row: &&Row| (first - DAY / 24..=last + DAY / 24).contains(&row.at) && !keyed.contains(&row.index);
    let (mut shown, mut common) = (0, 0);
    for row in own.iter().filter(|row| row.class == 0).filter(within) {
        shown += 1;
        common += usize::from(at.contains_key(&row.partner));
    }
    common >= FEW && common * 10 >= shown * SHARE
}
