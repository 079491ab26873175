//! From the closed book to the answer.

mod findings;
mod judge;
mod overcharges;
mod payouts;
mod records;
mod verdicts;

use recoup_ledger::{Money, TxnId};

use crate::book::Book;
use crate::outcome::{Leftover, Match, Outcome, Proof, Residual, State, Totals};
use judge::Judged;
pub(crate) use judge::PATIENCE;

/// Judges what is open, adds everything up and lists the findings.
pub(crate) fn outcome(mut book: Book<'_>) -> Outcome {
    let judged = judge::all(&mut book);
    let verdicts = verdicts::all(&book, &judged);
    let totals = totals(&book, &judged);
    debug_assert!(totals.balance(), "the money identity: {totals:?}");
    Outcome {
        as_of: book.world.as_of,
        payouts: payouts::all(&book, &judged),
        findings: findings::all(&book, &judged),
        matches: matches(&book),
        leftovers: leftovers(&book),
        overcharges: overcharges::all(&book),
        verdicts,
        learned: std::mem::take(&mut book.learned),
        totals,
    }
}

fn totals(book: &Book<'_>, judged: &Judged) -> Totals {
    let mut totals = Totals::default();
    for (i, txn) in book.txns.iter().enumerate() {
        let part = match judged.state(i as u32) {
            State::NeverSettles => continue,
            State::Explained => &mut totals.explained,
            State::Arrived | State::ArrivedLate => &mut totals.arrived,
            State::InTransit => &mut totals.in_transit,
            State::Uncovered => &mut totals.uncovered,
            State::Overdue => &mut totals.overdue,
            State::NotArrived => &mut totals.not_arrived,
        };
        *part += Money::from_fen(txn.net);
        totals.expected += Money::from_fen(txn.net);
    }
    for closed in &book.closed {
        let residual = Money::from_fen(closed.expected - closed.received);
        totals.arrived -= residual;
        match closed.how.residual {
            Residual::Fee => totals.fee_difference += residual,
            Residual::None | Residual::Unexplained => totals.unexplained += residual,
        }
    }
    totals
}

fn matches(book: &Book<'_>) -> Vec<Match> {
    let mut order: Vec<(Option<u32>, u32)> =
        (0u32..).zip(&book.closed).map(|(i, closed)| (closed.lines.first().copied(), i)).collect();
    order.sort_unstable();
    let mut batches: Vec<u32> = Vec::new();
    let mut matches = Vec::with_capacity(order.len() + book.withdrawals.len());
    matches.extend(order.into_iter().map(|(_, closed)| {
        let closed = &book.closed[closed as usize];
        batches.clear();
        batches.extend(closed.txns.iter().map(|t| book.txns[*t as usize].batch));
        batches.dedup();
        batches.sort_unstable();
        batches.dedup();
        Match {
            deposits: closed.lines.iter().map(|line| book.lines[*line as usize].id).collect(),
            payouts: batches.iter().map(|b| book.batches[*b as usize].id).collect(),
            sales: ids(book, &closed.txns),
            expected: Money::from_fen(closed.expected),
            received: Money::from_fen(closed.received),
            difference: Money::from_fen(closed.expected - closed.received),
            residual: closed.how.residual,
            proof: closed.how.proof,
            certainty: closed.how.certainty,
            confidence: closed.how.confidence,
            reasons: {
                let mut reasons = closed.how.reasons.clone();
                reasons.extend(verdicts::learned_fee(book, &closed.txns));
                reasons
            },
        }
    }));
    for (line, deposit) in &book.withdrawals {
        let Some(deposit) = deposit else { continue };
        let how = crate::book::How::proved(Proof::Withdrawal, 0.97);
        let amount = Money::from_fen(book.lines[*deposit as usize].amount);
        matches.push(Match {
            deposits: vec![book.lines[*line as usize].id, book.lines[*deposit as usize].id],
            payouts: Vec::new(),
            sales: Vec::new(),
            expected: amount,
            received: amount,
            difference: Money::ZERO,
            residual: Residual::None,
            proof: how.proof,
            certainty: how.certainty,
            confidence: how.confidence,
            reasons: Vec::new(),
        });
    }
    matches
}

fn ids(book: &Book<'_>, txns: &[u32]) -> Vec<TxnId> {
    txns.iter().map(|txn| book.txns[*txn as usize].id).collect()
}

fn leftovers(book: &Book<'_>) -> Vec<Leftover> {
    book.lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.free)
        .map(|(i, line)| Leftover {
            deposit: book.lines[i].id,
            amount: Money::from_fen(line.amount),
            from_acquirer: book.payers.is_acquirer(line.text),
        })
        .collect()
}
