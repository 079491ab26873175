//! Findings about records of the till beside those of the acquirer.

use recoup_ledger::{FindingId, Money, TxnId};

use super::findings::acquirer;
use super::judge;
use crate::book::{Book, NONE};
use crate::outcome::{Ask, Certainty, Finding, FindingKind, Reason, SettleBy};
use crate::records::{Conflict, Differs, Lacking, Unclear, Uneven, Why};
use crate::stage::held;

pub(super) fn all(book: &Book<'_>, findings: &mut Vec<Finding>) {
    let joined = book.world.joined;
    if *joined == crate::records::NOTHING {
        return;
    }
    let places: rustc_hash::FxHashMap<TxnId, u32> =
        (0u32..).zip(&book.txns).map(|(place, txn)| (txn.id, place)).collect();
    let place = |id: &TxnId| places.get(id).copied();
    for lacking in &joined.lacking {
        findings.extend(place(&lacking.sale).and_then(|txn| not_there(book, txn, lacking)));
    }
    for conflict in &joined.conflicts {
        findings.extend(place(&conflict.stands).map(|txn| conflicting(book, txn, conflict)));
    }
    findings.extend(joined.unclear.iter().map(unclear));
    for uneven in &joined.uneven {
        let first = uneven.sales.first().and_then(place);
        findings.extend(first.map(|txn| too_many(book, txn, uneven)));
    }
}

/// Why a sale of the till that the acquirer lacks is called so.
pub(super) fn reasons(lacking: &Lacking) -> Vec<Reason> {
    let Lacking { at, amount, slip, equal: (till, acquirer), .. } = *lacking;
    let mut reasons = vec![Reason::NotAtAcquirer { at, amount, slip }];
    if till > 1 {
        reasons.push(Reason::EqualCounts { amount, till, acquirer });
    }
    let minutes = lacking.fast.unwrap_or_default() / 60;
    if minutes.abs() > 2 {
        reasons.push(Reason::ClockOff { minutes });
    }
    reasons
}

/// How sure it is that the acquirer lacks this one.
pub(super) fn certainty(lacking: &Lacking) -> Certainty {
    if lacking.one_of.is_empty() { Certainty::Likely } else { Certainty::OneOf }
}

fn not_there(book: &Book<'_>, txn: u32, lacking: &Lacking) -> Option<Finding> {
    let this = &book.txns[txn as usize];
    // A credit paid it after all, or the owner said why.
    if this.closed != NONE || this.explained {
        return None;
    }
    let payouts = if this.batch == NONE { Vec::new() } else { vec![book.batches[this.batch as usize].id] };
    Some(Finding {
        id: judge::lacking_finding(lacking.sale),
        kind: FindingKind::NotAtAcquirer,
        amount: lacking.amount,
        deposit: None,
        payouts,
        sales: vec![lacking.sale],
        certainty: certainty(lacking),
        confidence: lacking.confidence,
        rivals: 0,
        reasons: reasons(lacking),
        ask: acquirer(book, this.agreement),
        settle_by: SettleBy::AskStatus { at: lacking.at, amount: lacking.amount },
    })
}

fn conflicting(book: &Book<'_>, txn: u32, conflict: &Conflict) -> Finding {
    let source = book.source(txn);
    let code = || conflict.code.clone();
    let (reason, amount) = match conflict.differs {
        Differs::Failed => (Reason::FailedThere { answer: code() }, conflict.amount),
        Differs::Pending => (Reason::PendingThere { answer: code() }, conflict.amount),
        Differs::TakenBack => (Reason::ReversedThere { answer: code() }, conflict.amount),
        Differs::Amount { till, acquirer } => {
            (Reason::AmountsDiffer { till, acquirer }, (till - acquirer).abs())
        }
        Differs::Later { till, acquirer } => (Reason::UploadedLate { till, acquirer }, conflict.amount),
    };
    Finding {
        id: FindingId::of(&["conflict", &conflict.record.to_string(), &conflict.stands.to_string()]),
        kind: FindingKind::StatusConflict,
        amount,
        deposit: None,
        payouts: Vec::new(),
        sales: vec![conflict.stands],
        certainty: Certainty::Likely,
        confidence: conflict.confidence,
        rivals: 0,
        reasons: vec![reason],
        ask: acquirer(book, book.txns[txn as usize].agreement),
        settle_by: SettleBy::AskStatus { at: source.at, amount: conflict.amount },
    }
}

fn unclear(unclear: &Unclear) -> Finding {
    let why = match unclear.why {
        Why::HowPaid => "how_paid",
        Why::LittleInCommon => "little",
        Why::TakenBack => "taken_back",
    };
    let ids: Vec<String> = unclear.sales.iter().map(TxnId::to_string).collect();
    let parts: Vec<&str> = ["unclear", why].into_iter().chain(ids.iter().map(String::as_str)).collect();
    Finding {
        id: FindingId::of(&parts),
        kind: FindingKind::RecordsDiffer,
        amount: unclear.amount.abs(),
        deposit: None,
        payouts: Vec::new(),
        sales: unclear.sales.clone(),
        certainty: Certainty::Likely,
        confidence: 0.6,
        rivals: 0,
        reasons: vec![held::reason(unclear)],
        ask: Ask::Shop,
        settle_by: SettleBy::CompareRecords { from: unclear.days.0, to: unclear.days.1 },
    }
}

fn too_many(book: &Book<'_>, txn: u32, uneven: &Uneven) -> Finding {
    let more = uneven.sales.len() as i64 - i64::from(uneven.till);
    let ids: Vec<String> = uneven.sales.iter().map(TxnId::to_string).collect();
    let parts: Vec<&str> = std::iter::once("uneven").chain(ids.iter().map(String::as_str)).collect();
    let day = book.source(txn).at.date();
    Finding {
        id: FindingId::of(&parts),
        kind: FindingKind::RecordsDiffer,
        amount: Money::from_fen(uneven.each.fen() * more),
        deposit: None,
        payouts: Vec::new(),
        sales: uneven.sales.clone(),
        certainty: Certainty::OneOf,
        confidence: 0.6,
        rivals: 0,
        reasons: vec![Reason::EqualCounts {
            amount: uneven.each,
            till: uneven.till,
            acquirer: uneven.sales.len() as u32,
        }],
        ask: Ask::Shop,
        settle_by: SettleBy::CompareRecords { from: day, to: day },
    }
}
