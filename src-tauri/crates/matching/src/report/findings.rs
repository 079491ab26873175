//! What the owner should know or do, the gravest first.

use std::collections::BTreeMap;

use recoup_ledger::{FindingId, Money, PayoutId, PaysInto};

use super::judge::{self, Judged};
use super::{ids, records, verdicts};
use crate::book::{Book, Closed, plus};
use crate::outcome::{Ask, Certainty, Finding, FindingKind, Reason, Residual, SettleBy, State};
use crate::stage::deficit::named_id;

pub(super) fn all(book: &Book<'_>, judged: &Judged) -> Vec<Finding> {
    let mut findings = Vec::new();
    missing_payouts(book, judged, &mut findings);
    missing_sales(book, judged, &mut findings);
    for (number, closed) in book.closed.iter().enumerate() {
        late(book, judged, number as u32, closed, &mut findings);
        residual(book, closed, &mut findings);
    }
    gaps(book, judged, &mut findings);
    withdrawals(book, &mut findings);
    unknown_credits(book, &mut findings);
    records::all(book, &mut findings);
    findings.retain(|finding| !book.rejected.contains(&finding.id));
    findings.sort_by(|a, b| {
        (a.kind, std::cmp::Reverse(a.amount), a.id).cmp(&(b.kind, std::cmp::Reverse(b.amount), b.id))
    });
    findings
}

pub(super) fn acquirer(book: &Book<'_>, agreement: u32) -> Ask {
    Ask::Acquirer { name: book.agreements[agreement as usize].acquirer.clone() }
}

fn payouts_of(book: &Book<'_>, txns: &[u32]) -> Vec<PayoutId> {
    let mut batches: Vec<u32> = txns.iter().map(|txn| book.txns[*txn as usize].batch).collect();
    batches.sort_unstable();
    batches.dedup();
    batches.into_iter().map(|batch| book.batches[batch as usize].id).collect()
}

fn kind_of(state: State) -> Option<FindingKind> {
    match state {
        State::NotArrived => Some(FindingKind::NotArrived),
        State::Overdue => Some(FindingKind::Overdue),
        _ => None,
    }
}

/// Payouts of which nothing came, or a rest that no short credit explains.
fn missing_payouts(book: &Book<'_>, judged: &Judged, findings: &mut Vec<Finding>) {
    for number in 0..book.batches.len() as u32 {
        let Some(kind) = kind_of(judged.batch(number).state) else { continue };
        let mut txns = book.open_txns([number]);
        txns.retain(|txn| !book.claims.contains_key(txn));
        let amount = book.net_of(&txns);
        if txns.is_empty() || amount <= 0 {
            continue;
        }
        let batch = &book.batches[number as usize];
        // The acquirer never had these: each is a question of its own.
        if batch.held {
            continue;
        }
        let (certainty, confidence) = verdicts::sure(judged, number);
        let said_paid = judged.batch(number).said_paid.is_some();
        findings.push(Finding {
            id: judge::payout_finding(book, number),
            kind: if said_paid && kind == FindingKind::NotArrived {
                FindingKind::PaidOutNotSeen
            } else {
                kind
            },
            amount: Money::from_fen(amount),
            deposit: None,
            payouts: vec![batch.id],
            sales: ids(book, &txns),
            certainty,
            confidence,
            rivals: 0,
            reasons: verdicts::payout_reasons(book, judged, number),
            ask: acquirer(book, batch.agreement),
            settle_by: SettleBy::PayoutRecord { day: batch.due, amount: Money::from_fen(amount) },
        });
    }
}

/// Named sales of short credits: one finding for each credit.
fn missing_sales(book: &Book<'_>, judged: &Judged, findings: &mut Vec<Finding>) {
    let mut by_credit: BTreeMap<(u32, FindingKind), Vec<u32>> = BTreeMap::new();
    for (txn, claim) in &book.claims {
        if let Some(kind) = kind_of(judged.state(book, *txn)) {
            by_credit.entry((claim.closed, kind)).or_default().push(*txn);
        }
    }
    for ((number, kind), mut txns) in by_credit {
        txns.sort_by_key(|txn| (book.source(*txn).at, book.source(*txn).id));
        let closed = &book.closed[number as usize];
        let Some(claim) = txns.first().and_then(|txn| book.claims.get(txn)) else { continue };
        let certainty = txns.iter().filter_map(|txn| book.claims.get(txn)).map(|claim| claim.certainty).max();
        let amount = Money::from_fen(book.net_of(&txns));
        let batch = &book.batches[book.txns[txns[0] as usize].batch as usize];
        findings.push(Finding {
            id: named_id(book, &closed.lines, &txns),
            kind,
            amount,
            deposit: closed.lines.first().map(|line| book.lines[*line as usize].id),
            payouts: payouts_of(book, &txns),
            sales: ids(book, &txns),
            certainty: certainty.unwrap_or(Certainty::Likely),
            confidence: claim.confidence,
            rivals: closed.rivals,
            reasons: verdicts::claim_reasons(book, txns[0]),
            ask: acquirer(book, batch.agreement),
            settle_by: SettleBy::ImportDetail { day: batch.clearing },
        });
    }
}

/// Money that came after its due day.
fn late(book: &Book<'_>, judged: &Judged, number: u32, closed: &Closed, findings: &mut Vec<Finding>) {
    let came_late = |txn: &u32| judged.state(book, *txn) == State::ArrivedLate;
    let txns: Vec<u32> = closed.txns.iter().copied().filter(came_late).collect();
    let Some(first) = txns.first().copied() else { return };
    let amount = book.net_of(&txns);
    if amount <= 0 {
        return;
    }
    let batch = &book.batches[book.txns[first as usize].batch as usize];
    let arrived_on = judge::arrived_on(book, first);
    let days = (arrived_on - batch.due).num_days();
    debug_assert!(book.txns[first as usize].closed == number);
    findings.push(Finding {
        id: id_of("late", closed, book),
        kind: FindingKind::ArrivedLate,
        amount: Money::from_fen(amount),
        deposit: closed.lines.first().map(|line| book.lines[*line as usize].id),
        payouts: payouts_of(book, &txns),
        sales: ids(book, &txns),
        certainty: closed.how.certainty,
        confidence: closed.how.confidence,
        rivals: 0,
        reasons: vec![Reason::Late { due_on: batch.due, arrived_on, days }],
        ask: acquirer(book, batch.agreement),
        settle_by: SettleBy::PayoutRecord { day: batch.due, amount: Money::from_fen(amount) },
    });
}

fn id_of(kind: &str, closed: &Closed, book: &Book<'_>) -> FindingId {
    let mut lines: Vec<String> =
        closed.lines.iter().map(|line| book.lines[*line as usize].id.to_string()).collect();
    lines.sort();
    let mut parts = vec![kind];
    parts.extend(lines.iter().map(String::as_str));
    FindingId::of(&parts)
}

/// Differences between expected and received, rounding aside.
fn residual(book: &Book<'_>, closed: &Closed, findings: &mut Vec<Finding>) {
    let difference = closed.expected - closed.received;
    let Some(first) = closed.txns.first() else { return };
    let (kind, id) = match closed.how.residual {
        Residual::None => return,
        Residual::Fee if difference.abs() <= closed.txns.len() as i64 => return,
        Residual::Fee => (FindingKind::FeeDifference, "fee"),
        Residual::Unexplained if difference < 0 => (FindingKind::OverCredited, "over"),
        Residual::Unexplained if kept_back(closed) => (FindingKind::UnknownDeduction, "deduction"),
        Residual::Unexplained => (FindingKind::Short, "short"),
    };
    let this = &book.txns[*first as usize];
    let batch = &book.batches[this.batch as usize];
    findings.push(Finding {
        id: id_of(id, closed, book),
        kind,
        amount: Money::from_fen(difference.abs()),
        deposit: closed.lines.first().map(|line| book.lines[*line as usize].id),
        payouts: payouts_of(book, &closed.txns),
        sales: ids(book, &closed.named),
        certainty: closed.how.certainty,
        confidence: closed.how.confidence,
        rivals: closed.rivals,
        reasons: closed.how.reasons.to_vec(),
        ask: acquirer(book, this.agreement),
        settle_by: match kind {
            FindingKind::FeeDifference | FindingKind::UnknownDeduction => SettleBy::FeeAgreement,
            FindingKind::OverCredited => SettleBy::ImportSales { day: batch.clearing },
            _ => SettleBy::ImportDetail { day: batch.clearing },
        },
    });
}

fn kept_back(closed: &Closed) -> bool {
    closed.how.reasons.iter().any(|reason| matches!(reason, Reason::KeptBack { .. }))
}

/// Due payouts that no statement covers: one finding for each agreement.
fn gaps(book: &Book<'_>, judged: &Judged, findings: &mut Vec<Finding>) {
    let mut by_agreement: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for number in 0..book.batches.len() as u32 {
        let open = book.batches[number as usize].open;
        if judged.batch(number).state == State::Uncovered && open.count > 0 {
            by_agreement.entry(book.batches[number as usize].agreement).or_default().push(number);
        }
    }
    for (agreement, batches) in by_agreement {
        let amount: i64 = batches.iter().map(|b| book.batches[*b as usize].open.net).sum();
        let (first, last) = (batches[0], batches[batches.len() - 1]);
        let due = |number: u32| book.batches[number as usize].due;
        let judgement = judged.batch(first);
        let from = judgement.known_to.map_or(due(first), |known_to| plus(known_to, 1).min(due(first)));
        let account = judgement.account.clone().unwrap_or_default();
        let to = due(last);
        let balance = book.agreements[agreement as usize].pays_into == PaysInto::Balance;
        findings.push(Finding {
            id: FindingId::of(&["gap", &book.batches[first as usize].id.to_string(), &to.to_string()]),
            kind: FindingKind::StatementGap,
            amount: Money::from_fen(amount.abs()),
            deposit: None,
            payouts: batches.iter().map(|b| book.batches[*b as usize].id).collect(),
            sales: Vec::new(),
            certainty: Certainty::Proved,
            confidence: 1.0,
            rivals: 0,
            reasons: vec![Reason::NotCovered { due_on: due(first), known_to: judgement.known_to }],
            ask: Ask::Shop,
            settle_by: if balance {
                SettleBy::ImportFundFlow { account, from, to }
            } else {
                SettleBy::ImportStatement { account, from, to }
            },
        });
    }
}

/// Withdrawals that a bank statement should show and does not.
fn withdrawals(book: &Book<'_>, findings: &mut Vec<Finding>) {
    for (line, deposit) in &book.withdrawals {
        if deposit.is_some() {
            continue;
        }
        let source = book.line(*line);
        let expected = book.world.calendar.add_working(source.on, judge::PATIENCE);
        let Some(known_to) = book.covered.known_to_on_all(expected).filter(|known_to| *known_to > expected)
        else {
            continue;
        };
        let amount = source.amount.abs();
        findings.push(Finding {
            id: FindingId::of(&["withdrawal", &source.id.to_string()]),
            kind: FindingKind::WithdrawalNotArrived,
            amount,
            deposit: Some(source.id),
            payouts: Vec::new(),
            sales: Vec::new(),
            certainty: Certainty::Likely,
            confidence: 0.8,
            rivals: 0,
            reasons: vec![Reason::WithdrawalNotSeen { on: source.on, amount, known_to }],
            ask: Ask::Bank,
            settle_by: SettleBy::PayoutRecord { day: source.on, amount },
        });
    }
}

/// Credits of a known acquirer that belong to no sale: a file is lacking, or it is late money of an older day.
fn unknown_credits(book: &Book<'_>, findings: &mut Vec<Finding>) {
    for (number, line) in book.lines.iter().enumerate() {
        if !line.free {
            continue;
        }
        let Some(agreement) = book.payers.payer_of(line.text) else { continue };
        let source = book.line(number as u32);
        findings.push(Finding {
            id: FindingId::of(&["credit", &source.id.to_string()]),
            kind: FindingKind::UnknownCredit,
            amount: source.amount,
            deposit: Some(source.id),
            payouts: Vec::new(),
            sales: Vec::new(),
            certainty: Certainty::Likely,
            confidence: 0.7,
            rivals: 0,
            reasons: vec![Reason::UnknownCredit { on: source.on, amount: source.amount }],
            ask: acquirer(book, agreement),
            settle_by: SettleBy::ImportSales { day: source.on },
        });
    }
}
