//! Neighbouring clearing days paid together: a credit for two days, a day of refunds taken from the next payout,
//! a holiday paid in pieces that are not whole due days.

use recoup_ledger::PaysInto;

use crate::book::{Book, How, plus};
use crate::outcome::Proof;
use crate::payer::Strength;

/// The longest run tried, in clearing days.
const LONGEST: usize = 10;

pub(crate) fn run(book: &mut Book<'_>) {
    for agreement in 0..book.agreements.len() as u32 {
        let into_balance = book.agreements[agreement as usize].pays_into == PaysInto::Balance;
        if into_balance || book.one_by_one.contains(&agreement) {
            continue;
        }
        for least in [Strength::Looks, Strength::Neutral] {
            runs_of(book, agreement, least);
        }
    }
}

fn runs_of(book: &mut Book<'_>, agreement: u32, least: Strength) {
    let open: Vec<u32> =
        book.batches_of(agreement).filter(|b| book.batches[*b as usize].open.count > 0).collect();
    for first in 0..open.len() {
        let mut net = 0;
        for last in first..open.len().min(first + LONGEST) {
            let (start, end) = (&book.batches[open[first] as usize], &book.batches[open[last] as usize]);
            if book.batches[open[last] as usize].open.count == 0 || (end.due - start.due).num_days() > 15 {
                break;
            }
            net += end.open.net;
            if last == first || net <= 0 {
                continue;
            }
            let days = (start.clearing.min(end.clearing), start.clearing.max(end.clearing));
            let window = (end.due.max(days.1), plus(end.due, 5));
            let Some(line) = book.find(agreement, net, window, least, days) else { continue };
            let txns = book.open_txns(open[first..=last].iter().copied());
            book.learn(agreement, line);
            book.close(txns, [line], How::proved(Proof::Run, 0.97));
            break;
        }
    }
}
