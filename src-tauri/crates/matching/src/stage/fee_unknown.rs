//! No file and no agreement states the fee: a credit of the due day 0 to 3 % under gross is the payout, unconfirmed.

use std::ops::Range;

use recoup_ledger::Money;

use crate::book::{Book, Group, How, minus, most_fee, plus};
use crate::outcome::{Proof, Reason};
use crate::payer::Strength;

pub(crate) fn run(book: &mut Book<'_>) {
    for (least, early, late) in [
        (Strength::Looks, 0, 0),
        (Strength::Neutral, 0, 0),
        (Strength::Looks, 3, 3),
        (Strength::Neutral, 0, 2),
    ] {
        for group in book.open_totals() {
            if !close(book, &group, group.batches.clone(), least, early, late) && group.batches.len() > 1 {
                for batch in group.batches.clone() {
                    close(book, &group, batch..batch + 1, least, early, late);
                }
            }
        }
    }
}

fn close(
    book: &mut Book<'_>,
    group: &Group,
    batches: Range<u32>,
    least: Strength,
    early: u64,
    late: u64,
) -> bool {
    let open = book.sum_open(batches.clone());
    if open.count == 0 || open.unknown <= 0 {
        return false;
    }
    let days = book.days(batches.clone());
    let window = (minus(group.due, early).max(days.1), plus(group.due, late));
    let lowest = open.net - most_fee(open.unknown);
    let lines = book.credits(group.agreement, window, least, days);
    let mut best: Option<(Strength, i64, u32)> = None;
    for line in lines {
        let amount = book.lines[line as usize].amount;
        if (lowest..=open.net).contains(&amount) {
            let strength = book.strength(group.agreement, line);
            if best.is_none_or(|(s, a, _)| (strength, amount) > (s, a)) {
                best = Some((strength, amount, line));
            }
        }
    }
    let Some((_, amount, line)) = best else { return false };
    let txns = book.open_txns(batches);
    let gross = book.gross_of(&txns);
    let mut how = How::likely(Proof::FeeUnknown, 0.85);
    how.reasons
        .push(Reason::FeeUnconfirmed { gross: Money::from_fen(gross), received: Money::from_fen(amount) });
    book.spread_fee(&txns, open.net - amount);
    book.close(txns, [line], how);
    true
}
