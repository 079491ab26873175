//! Transactions for which no money is owed: failed, only held, or cancelled by a counter-entry of the same payout.

use std::collections::HashSet;

use recoup_ledger::{Kind, Money, Status, Transaction};
use rustc_hash::FxHashMap;

use crate::outcome::Reason;

/// Why nothing is owed for a transaction by itself.
pub(crate) fn alone(txn: &Transaction) -> Option<Reason> {
    match (txn.status, txn.kind) {
        (Status::Failed, _) => Some(Reason::Failed),
        (Status::Pending, _) => Some(Reason::Pending),
        (Status::Succeeded, Kind::PreAuth) => Some(Reason::HeldOnly),
        (Status::Succeeded, _) => None,
    }
}

/// One transaction as the search for pairs sees it.
pub(crate) struct Entry<'a> {
    pub index: u32,
    pub txn: &'a Transaction,
    pub gross: Money,
    pub net: Money,
}

/// Pairs of sale and counter-entry within one payout that leave nothing: (sale, counter-entry).
///
/// They must share a number and be opposite in gross and net; a fee that was not given back leaves both in the payout.
pub(crate) fn pairs(entries: &[Entry<'_>]) -> Vec<(u32, u32)> {
    let counters: Vec<&Entry<'_>> =
        entries.iter().filter(|e| e.gross.is_negative() && is_counter(e.txn.kind)).collect();
    if counters.is_empty() {
        return Vec::new();
    }
    // Only the few amounts that a counter-entry asks for.
    let mut by_amount: FxHashMap<Money, Vec<&Entry<'_>>> =
        counters.iter().map(|counter| (-counter.gross, Vec::new())).collect();
    for entry in entries.iter().filter(|e| !e.gross.is_negative()) {
        if let Some(sales) = by_amount.get_mut(&entry.gross) {
            sales.push(entry);
        }
    }
    let mut taken: HashSet<u32> = HashSet::new();
    let mut found = Vec::new();
    for counter in counters {
        let Some(sales) = by_amount.get(&-counter.gross) else { continue };
        let sale = sales.iter().find(|sale| {
            !taken.contains(&sale.index)
                && sale.net == -counter.net
                && sale.txn.at <= counter.txn.at
                && share_number(sale.txn, counter.txn)
        });
        if let Some(sale) = sale {
            taken.insert(sale.index);
            found.push((sale.index, counter.index));
        }
    }
    found
}

fn is_counter(kind: Kind) -> bool {
    matches!(kind, Kind::Void | Kind::Reversal | Kind::Refund)
}

/// Whether a number says that the second takes back the first.
pub(crate) fn share_number(sale: &Transaction, counter: &Transaction) -> bool {
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    let numbers = [&sale.acquirer_order, &sale.reference, &sale.order_no, &sale.voucher_no];
    same(&sale.acquirer_order, &counter.acquirer_order)
        || same(&sale.order_no, &counter.order_no)
        || same(&sale.reference, &counter.reference)
        || numbers.iter().any(|number| same(number, &counter.refund_no))
        || (same(&sale.voucher_no, &counter.voucher_no) && sale.terminal_no == counter.terminal_no)
}

/// Holds that a completion of the list took, by authorisation code and card, else by number.
pub(crate) fn completed<'a>(holds: &[(u32, &'a Transaction)], completions: &[&'a Transaction]) -> Vec<u32> {
    let taken: HashSet<(&str, &str)> = completions.iter().flat_map(|completion| keys(completion)).collect();
    let completed = holds.iter().filter(|(_, hold)| keys(hold).any(|key| taken.contains(&key)));
    completed.map(|(index, _)| *index).collect()
}

fn keys(txn: &Transaction) -> impl Iterator<Item = (&str, &str)> {
    [
        (txn.auth_code.as_str(), txn.card.as_str()),
        ("order", txn.order_no.as_str()),
        ("reference", txn.reference.as_str()),
    ]
    .into_iter()
    .filter(|(a, b)| !a.is_empty() && !b.is_empty())
}
