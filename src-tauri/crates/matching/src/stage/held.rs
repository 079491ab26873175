//! Sales of the till that the acquirer's files do not have: aside while the acquirer's own totals are matched.

use std::collections::{BTreeSet, HashMap};

use recoup_ledger::TxnId;

use crate::book::{Book, minus, plus};
use crate::outcome::Reason;
use crate::payer::Strength;
use crate::records::{Joined, Why};
use crate::stage;

/// Records that count for nothing, and why.
pub(crate) fn aside(joined: &Joined) -> HashMap<TxnId, Reason> {
    let mut out = HashMap::new();
    for unclear in &joined.unclear {
        for sale in &unclear.sales {
            out.insert(*sale, reason(unclear));
        }
    }
    for (sale, back) in &joined.cancelled {
        out.insert(*sale, Reason::CancelledOnTill);
        out.insert(*back, Reason::CancelledOnTill);
    }
    out
}

/// Why such records are not counted.
pub(crate) fn reason(unclear: &crate::records::Unclear) -> Reason {
    let (sales, amount) = (unclear.sales.len() as u32, unclear.amount);
    match unclear.why {
        Why::HowPaid => Reason::HowPaidUnknown { sales, amount },
        Why::LittleInCommon => Reason::LittleInCommon { sales, amount, common: unclear.common },
        Why::TakenBack => Reason::RefundNotThere { sales, amount: amount.abs() },
    }
}

/// Lets those take part from the start that the owner gave to a deposit, and those with which the acquirer's total is a
/// credit to the fen although it is none without: the money came, whatever the acquirer's file says.
pub(crate) fn admit(book: &mut Book<'_>) {
    let held: Vec<u32> = (0..book.batches.len() as u32).filter(|b| book.batches[*b as usize].held).collect();
    if held.is_empty() {
        return;
    }
    let newest = stage::owner::newest(book.world.decisions).into_values();
    let by_owner: BTreeSet<TxnId> = newest.filter_map(|(_, sales)| sales).flatten().copied().collect();
    for batch in held {
        let txns = book.batches[batch as usize].txns.clone();
        let (mine, rest): (Vec<u32>, Vec<u32>) =
            txns.into_iter().partition(|txn| by_owner.contains(&book.txns[*txn as usize].id));
        free(book, &mine);
        if came(book, batch, &rest) {
            free(book, &rest);
        } else if let Some(one) = rest.iter().copied().find(|txn| came(book, batch, &[*txn])) {
            free(book, &[one]);
        }
    }
}

/// Whether a credit is the due day's total with these sales, and none is without them.
fn came(book: &mut Book<'_>, batch: u32, txns: &[u32]) -> bool {
    let (agreement, due) = (book.batches[batch as usize].agreement, book.batches[batch as usize].due);
    let Some(group) = book.groups.iter().find(|g| g.agreement == agreement && g.due == due).cloned() else {
        return false;
    };
    let open = book.group_open(&group);
    let more = book.net_of(txns);
    let days = book.days(group.batches.clone());
    let window = (minus(due, 3).max(days.1), plus(due, 5));
    let mut is_credit =
        |amount: i64| amount > 0 && book.find(agreement, amount, window, Strength::Neutral, days).is_some();
    more > 0 && open.count > 0 && !is_credit(open.net) && is_credit(open.net + more)
}

fn free(book: &mut Book<'_>, txns: &[u32]) {
    for txn in txns {
        let this = &mut book.txns[*txn as usize];
        if this.out.take_if(|reason| matches!(**reason, Reason::Held)).is_some() {
            book.batches[this.batch as usize].open.add(this, 1);
        }
    }
}

/// The rest take part in the answer: nothing paid them.
pub(crate) fn release(book: &mut Book<'_>) {
    let held: Vec<u32> = (0..book.batches.len() as u32).filter(|b| book.batches[*b as usize].held).collect();
    if held.is_empty() {
        return;
    }
    for batch in held {
        let txns = book.batches[batch as usize].txns.clone();
        free(book, &txns);
    }
    stage::owner::leave_out_settled(book);
}
