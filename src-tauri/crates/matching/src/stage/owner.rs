//! The owner's decisions: groups made by hand, lines to leave alone, sales whose fate is known.

use std::collections::{BTreeMap, HashMap};

use recoup_ledger::{DepositId, Money, TxnId};

use crate::Decision;
use crate::book::{Book, How, most_fee};
use crate::outcome::{Proof, Reason};

/// For each deposit the owner's newest word on it: when, and the sales that it pays or `None` for a line to leave alone.
pub(crate) fn newest(decisions: &[Decision]) -> BTreeMap<DepositId, (usize, Option<&[TxnId]>)> {
    let mut by_deposit = BTreeMap::new();
    for (age, decision) in decisions.iter().enumerate() {
        match decision {
            Decision::Match { deposit, sales } => {
                by_deposit.insert(*deposit, (age, Some(sales.as_slice())));
            }
            Decision::Unmatch { deposit } => {
                by_deposit.insert(*deposit, (age, None));
            }
            Decision::Reject { .. } | Decision::Settle { .. } => {}
        }
    }
    by_deposit
}

/// Groups by hand and lines to leave alone.
pub(crate) fn run(book: &mut Book<'_>) {
    let by_deposit = newest(book.world.decisions);
    if by_deposit.is_empty() {
        return;
    }
    let lines: HashMap<DepositId, u32> =
        (0..book.lines.len() as u32).map(|line| (book.line(line).id, line)).collect();
    let sales: HashMap<TxnId, u32> =
        (0..book.txns.len() as u32).map(|txn| (book.source(txn).id, txn)).collect();
    // The newest first: a sale that two groups claim belongs to the newer one.
    let mut decisions: Vec<_> = by_deposit.into_iter().collect();
    decisions.sort_by_key(|(_, (age, _))| std::cmp::Reverse(*age));
    for (deposit, (_, claimed)) in decisions {
        let Some(line) = lines.get(&deposit).copied() else { continue };
        book.take(line);
        let Some(claimed) = claimed.filter(|_| book.lines[line as usize].amount > 0) else { continue };
        let mut txns: Vec<u32> =
            claimed.iter().filter_map(|id| sales.get(id).copied()).filter(|txn| book.is_open(*txn)).collect();
        txns.sort_by_key(|txn| (book.source(*txn).at, book.source(*txn).id));
        txns.dedup();
        if !txns.is_empty() {
            close(book, txns, line);
        }
    }
}

fn close(book: &mut Book<'_>, txns: Vec<u32>, line: u32) {
    let (amount, due_on) = (book.lines[line as usize].amount, book.lines[line as usize].on);
    let taken = book.take_as_fee(&txns, book.net_of(&txns) - amount);
    let (expected, gross) = (book.net_of(&txns), book.gross_of(&txns));
    let mut how = How::proved(Proof::Owner, 1.0);
    if taken {
        let (gross, received) = (Money::from_fen(gross), Money::from_fen(amount));
        how.reasons.push(Reason::FeeUnconfirmed { gross, received });
    }
    let is_fee = expected > amount && expected - amount <= most_fee(gross);
    let how = how.difference(expected, amount, is_fee, due_on);
    book.close(txns, [line], how);
}

/// Sales that the owner has settled leave their payouts, unless the money was found already.
pub(crate) fn leave_out_settled(book: &mut Book<'_>) {
    let mut why: HashMap<TxnId, &str> = HashMap::new();
    for decision in book.world.decisions {
        if let Decision::Settle { sale, why: text } = decision {
            why.insert(*sale, text);
        }
    }
    if why.is_empty() {
        return;
    }
    for txn in 0..book.txns.len() as u32 {
        if let Some(why) = why.get(&book.source(txn).id) {
            book.explain_away(txn, Reason::OwnerSaid { why: (*why).to_owned() });
        }
    }
}
