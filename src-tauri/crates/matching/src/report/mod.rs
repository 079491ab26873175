//! From the closed book to the answer.

mod findings;
mod judge;
mod overcharges;
mod payouts;
mod records;
mod verdicts;

use recoup_ledger::{Money, TxnId};

use crate::book::{Book, Closed};
use crate::both::both;
use crate::outcome::{Leftover, Match, Outcome, Proof, Residual, State, Totals, Verdict};
use crate::short::{Few, Rare};
pub(crate) use judge::PATIENCE;

/// Judges what is open, adds everything up and lists the findings.
pub(crate) fn outcome(mut book: Book<'_>) -> Outcome {
    let judged = judge::all(&mut book);
    let ((verdicts, findings), (payouts, matches)) = both(
        || (verdicts::all(&book, &judged), findings::all(&book, &judged)),
        || (payouts::all(&book, &judged), matches(&book)),
    );
    let totals = totals(&book, &verdicts);
    debug_assert!(totals.balance(), "the money identity: {totals:?}");
    Outcome {
        as_of: book.world.as_of,
        payouts,
        findings,
        matches,
        leftovers: leftovers(&book),
        overcharges: overcharges::all(&book),
        verdicts,
        learned: std::mem::take(&mut book.learned),
        totals,
    }
}

fn totals(book: &Book<'_>, verdicts: &[Verdict]) -> Totals {
    let mut totals = Totals::default();
    for verdict in verdicts {
        let part = match verdict.state {
            State::NeverSettles => continue,
            State::Explained => &mut totals.explained,
            State::Arrived | State::ArrivedLate => &mut totals.arrived,
            State::InTransit => &mut totals.in_transit,
            State::Uncovered => &mut totals.uncovered,
            State::Overdue => &mut totals.overdue,
            State::NotArrived => &mut totals.not_arrived,
        };
        *part += verdict.net;
        totals.expected += verdict.net;
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
    // The first line and the number in one word; those without a line first.
    let line = |closed: &Closed| closed.lines.first().map_or(0, |line| u64::from(*line) + 1);
    let mut order: Vec<u64> = (0u64..).zip(&book.closed).map(|(i, closed)| line(closed) << 32 | i).collect();
    order.sort_unstable();
    let mut batches: Vec<u32> = Vec::new();
    let mut matches = Vec::with_capacity(order.len() + book.withdrawals.len());
    matches.extend(order.into_iter().map(|key| {
        let closed = &book.closed[key as u32 as usize];
        batches.clear();
        batches.extend(closed.txns.iter().map(|t| book.txns[*t as usize].batch));
        batches.dedup();
        batches.sort_unstable();
        batches.dedup();
        Match {
            deposits: closed.lines.iter().map(|line| book.lines[*line as usize].id).collect(),
            payouts: batches.iter().map(|b| book.batches[*b as usize].id).collect(),
            sales: closed.txns.iter().map(|txn| book.txns[*txn as usize].id).collect(),
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
            deposits: [*line, *deposit].iter().map(|line| book.lines[*line as usize].id).collect(),
            payouts: Few::NONE,
            sales: Few::NONE,
            expected: amount,
            received: amount,
            difference: Money::ZERO,
            residual: Residual::None,
            proof: how.proof,
            certainty: how.certainty,
            confidence: how.confidence,
            reasons: Rare::NONE,
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
