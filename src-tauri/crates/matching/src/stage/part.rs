//! Parts of a due day that are paid by themselves: each channel, or each terminal.

use std::collections::BTreeMap;

use recoup_ledger::Channel;

use crate::book::{Book, Group, How, plus};
use crate::outcome::Proof;
use crate::payer::Strength;

pub(crate) fn run(book: &mut Book<'_>) {
    for group in book.open_totals() {
        by_key(book, &group, |book, txn| name(book.txns[txn as usize].channel));
        by_key(book, &group, |book, txn| book.terminal(txn));
    }
}

/// Closes every part that is a credit of the due day or up to three days later.
fn by_key<'a>(book: &mut Book<'a>, group: &Group, key: impl Fn(&Book<'a>, u32) -> &'a str) {
    let mut parts: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let days = book.days(group.batches.clone());
    let window = (group.due, plus(group.due, 3));
    if !book.has_credit(group.agreement, window, Strength::Looks, days) {
        return;
    }
    for txn in book.open_txns(group.batches.clone()) {
        parts.entry(key(book, txn)).or_default().push(txn);
    }
    if parts.len() < 2 {
        return;
    }
    let mut found = Vec::new();
    for txns in parts.into_values() {
        let net = book.net_of(&txns);
        if net <= 0 {
            continue;
        }
        if let Some(line) = book.find(group.agreement, net, window, Strength::Looks, days)
            && !found.iter().any(|(_, other)| *other == line)
        {
            found.push((txns, line));
        }
    }
    for (txns, line) in found {
        book.learn(group.agreement, line);
        let count = txns.len();
        let how = if count > 1 { How::proved(Proof::Part, 0.97) } else { How::likely(Proof::Part, 0.85) };
        book.close(txns, [line], how);
    }
}

/// Where two parts are equal in amount, the first in the order of these names gets the credit.
fn name(channel: Channel) -> &'static str {
    match channel {
        Channel::Card => "Card",
        Channel::WeChat => "WeChat",
        Channel::Alipay => "Alipay",
        Channel::UnionPayQr => "UnionPayQr",
        Channel::ECny => "ECny",
        Channel::Qr => "Qr",
        Channel::Unknown => "Unknown",
    }
}
