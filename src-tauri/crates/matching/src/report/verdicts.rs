//! One verdict for each transaction.

use chrono::{Datelike, NaiveDate};
use recoup_ledger::{Cycle, Money};

use super::ids;
use super::judge::{self, Judged};
use super::records;
use crate::book::{Book, NONE, Txn};
use crate::outcome::{Certainty, Reason, State, Verdict};
use crate::short::Rare;

pub(super) fn all(book: &Book<'_>, judged: &Judged) -> Vec<Verdict> {
    (0..book.txns.len() as u32).map(|txn| verdict(book, judged, txn)).collect()
}

fn verdict(book: &Book<'_>, judged: &Judged, txn: u32) -> Verdict {
    let this = &book.txns[txn as usize];
    let state = judged.state(book, txn);
    let batch = (this.batch != NONE).then(|| &book.batches[this.batch as usize]);
    let net = Money::from_fen(this.net);
    let mut verdict = Verdict {
        id: this.id,
        payout: batch.map(|batch| batch.id),
        due_on: batch.map(|batch| batch.due),
        days_late: 0,
        state,
        known_to: batch.and_then(|_| judged.batch(this.batch).known_to),
        certainty: Certainty::Proved,
        confidence: 1.0,
        one_of: Rare::NONE,
        fee: fee(this),
        net,
        deposit: None,
        reasons: Rare::NONE,
    };
    match state {
        State::NeverSettles | State::Explained => verdict.reasons.extend(this.out.as_deref().cloned()),
        State::Arrived | State::ArrivedLate => arrived(book, txn, &mut verdict),
        State::InTransit | State::Uncovered | State::Overdue | State::NotArrived => {
            open(book, judged, txn, &mut verdict);
        }
    }
    if this.out.is_none() {
        verdict.reasons.extend(learned_fee(book, &[txn]));
    }
    verdict
}

fn fee(txn: &Txn) -> Option<Money> {
    let taken = txn.closed != NONE && txn.net != txn.gross;
    (txn.fee_stated() || taken).then(|| Money::from_fen(txn.gross - txn.net))
}

/// Says of which fee nobody but the credits speaks.
pub(super) fn learned_fee(book: &Book<'_>, txns: &[u32]) -> Option<Reason> {
    let learned = txns.iter().map(|txn| &book.txns[*txn as usize]).filter(|txn| txn.fee_learned);
    let (mut fee, mut days) = (0, 0);
    for txn in learned {
        fee += txn.gross - txn.net;
        days = book.witnesses.get(&txn.agreement).copied().unwrap_or_default();
    }
    (days > 0).then(|| Reason::FeeLearned { fee: Money::from_fen(fee), days })
}

fn arrived(book: &Book<'_>, txn: u32, verdict: &mut Verdict) {
    let closed = &book.closed[book.txns[txn as usize].closed as usize];
    verdict.certainty = closed.how.certainty;
    verdict.confidence = closed.how.confidence;
    verdict.deposit = closed.lines.first().map(|line| book.lines[*line as usize].id);
    if verdict.state == State::ArrivedLate {
        let due_on = book.batches[book.txns[txn as usize].batch as usize].due;
        let arrived_on = judge::arrived_on(book, txn);
        verdict.days_late = (arrived_on - due_on).num_days();
        verdict.reasons.push(Reason::Late { due_on, arrived_on, days: verdict.days_late });
    }
}

fn open(book: &Book<'_>, judged: &Judged, txn: u32, verdict: &mut Verdict) {
    let number = book.txns[txn as usize].batch;
    let batch = &book.batches[number as usize];
    let judgement = judged.batch(number);
    verdict.days_late = days_late(verdict.state, batch.due, judgement.known_to);
    match verdict.state {
        State::InTransit if judgement.carried => {
            verdict.reasons.push(Reason::CarriedOver { amount: Money::from_fen(batch.open.net) });
        }
        State::InTransit => verdict.reasons.push(Reason::NotDue { due_on: batch.due }),
        State::Uncovered => {
            verdict.reasons.push(Reason::NotCovered { due_on: batch.due, known_to: judgement.known_to });
        }
        _ => match book.claims.get(&txn) {
            Some(claim) => {
                verdict.certainty = claim.certainty;
                verdict.confidence = claim.confidence;
                verdict.one_of = ids(book, &claim.one_of).into();
                verdict.reasons = claim_reasons(book, txn).into();
            }
            None => {
                (verdict.certainty, verdict.confidence) = sure(judged, number);
                verdict.reasons = payout_reasons(book, judged, number).into();
            }
        },
    }
    if batch.held {
        not_at_acquirer(book, txn, verdict);
    }
}

/// The acquirer does not have it: that goes before what the statement says.
fn not_at_acquirer(book: &Book<'_>, txn: u32, verdict: &mut Verdict) {
    let Some(lacking) = book.world.joined.lacks(book.txns[txn as usize].id) else { return };
    verdict.reasons.put_first(records::reasons(lacking));
    verdict.certainty = records::certainty(lacking);
    verdict.confidence = lacking.confidence;
    verdict.one_of = lacking.one_of.clone().into();
}

fn days_late(state: State, due: NaiveDate, known_to: Option<NaiveDate>) -> i64 {
    match (state, known_to) {
        (State::Overdue | State::NotArrived, Some(known_to)) => (known_to - due).num_days(),
        _ => 0,
    }
}

/// How sure it is that a whole payout did not come: surest when others around it came to the same account,
/// and rather doubtful where a credit that may be it belongs to nothing, or brought far too much for another day.
pub(super) fn sure(judged: &Judged, batch: u32) -> (Certainty, f64) {
    let judgement = judged.batch(batch);
    if judgement.unclaimed {
        return (Certainty::Likely, 0.3);
    }
    match (judgement.neighbours, &judgement.account) {
        (1.., _) => (Certainty::Proved, 0.98),
        (0, Some(_)) => (Certainty::Likely, 0.85),
        (0, None) => (Certainty::Likely, 0.6),
    }
}

/// Why a whole payout is called missing.
pub(super) fn payout_reasons(book: &Book<'_>, judged: &Judged, number: u32) -> Vec<Reason> {
    let batch = &book.batches[number as usize];
    let judgement = judged.batch(number);
    let mut reasons = vec![Reason::NoDeposit {
        clearing_day: batch.clearing,
        due_on: batch.due,
        amount: Money::from_fen(batch.open.net),
        known_to: judgement.known_to.unwrap_or(batch.due),
    }];
    if judgement.neighbours > 0 {
        reasons.push(Reason::OthersArrived { count: judgement.neighbours });
    } else if judgement.account.is_none() {
        reasons.push(Reason::NoneFromAcquirer);
    }
    reasons.extend(judgement.said_paid.map(|on| Reason::SaidPaidOut { on }));
    let cycle = book.agreements[batch.agreement as usize].cycle;
    if cycle == Cycle::T1 && (batch.due - batch.clearing).num_days() > 1 {
        reasons.push(Reason::DaysOff { clearing_day: batch.clearing, due_on: batch.due });
    }
    if !book.world.calendar.is_official(batch.due) {
        reasons.push(Reason::CalendarProvisional { year: batch.due.year() });
    }
    reasons
}

/// Why a single sale of a short credit is called missing.
pub(super) fn claim_reasons(book: &Book<'_>, txn: u32) -> Vec<Reason> {
    let Some(claim) = book.claims.get(&txn) else { return Vec::new() };
    let closed = &book.closed[claim.closed as usize];
    let mut reasons = closed.how.reasons.to_vec();
    if reasons.is_empty() {
        let batch = &book.batches[book.txns[txn as usize].batch as usize];
        reasons.push(Reason::NoDeposit {
            clearing_day: batch.clearing,
            due_on: batch.due,
            amount: Money::from_fen(book.txns[txn as usize].net),
            known_to: book.world.as_of,
        });
    }
    if !claim.one_of.is_empty() {
        let amount = Money::from_fen(book.txns[txn as usize].gross);
        reasons.push(Reason::EqualSales { count: claim.one_of.len() as u32, amount });
    }
    if closed.rivals > 0 {
        reasons.push(Reason::Rivals { count: closed.rivals });
    }
    reasons
}
