//! Closes a credit with the story that was told of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use recoup_ledger::Money;

use super::{Short, named_id};
use crate::book::{Book, Claim, How, most_fee};
use crate::outcome::{Certainty, Proof, Reason, Residual};
use crate::stories::{ALL, Kind, Told};

/// A sale is named where it is lost in at least this share of all weight: rather lost than not, so that of two that
/// exclude each other at most one is named.
const NAMED: f64 = 0.5;
/// A credit is short of some sale where at least this share of all weight says so.
const ANY_LOSS: f64 = 0.4;
/// Nothing is proved where another answer has this share of all weight, or all others together.
const RIVAL: f64 = 0.01;

/// A sale that the credit lacks.
struct Lost {
    txn: u32,
    confidence: f64,
    /// All equal sales, where there are more than are lacking.
    one_of: Vec<u32>,
}

/// Closes the credit; `extra` are sales of the credit before that came with this one. Returns those of this credit that
/// came with the next.
pub(super) fn settle(book: &mut Book<'_>, short: &Short, told: Option<Told>, extra: Vec<u32>) -> Vec<u32> {
    let Some(told) = told else {
        without_fees(book, short);
        return Vec::new();
    };
    let row_of = |taken: &[u32], net: i64| {
        let rows = short.txns.iter().zip(&short.node.rows);
        rows.filter(|(txn, row)| row.net == net && !taken.contains(txn)).map(|(txn, _)| *txn).next()
    };
    let mut moved: Vec<u32> = Vec::new();
    for net in &told.late {
        moved.extend(row_of(&moved, *net));
    }
    let mut lost = named(short, &told, &moved);
    let sales: Vec<u32> = lost.iter().map(|lost| lost.txn).collect();
    if !sales.is_empty() && book.rejected.contains(&named_id(book, &short.anchor.lines, &sales)) {
        lost.clear();
    }
    let mut txns: Vec<u32> = short.txns.iter().copied().filter(|txn| !moved.contains(txn)).collect();
    txns.extend(&extra);
    let whole = book.net_of(&txns);
    txns.retain(|txn| lost.iter().all(|lost| lost.txn != *txn));
    if txns.is_empty() {
        return Vec::new();
    }
    close(book, short, &told, &extra, txns, &lost, whole);
    moved
}

/// The lost sales that the stories agree on.
fn named(short: &Short, told: &Told, moved: &[u32]) -> Vec<Lost> {
    let mut lost: Vec<Lost> = Vec::new();
    if let Kind::Part(part) = told.kind
        && told.confidence >= NAMED
    {
        let part = short.node.parts[usize::from(part)].iter();
        lost.extend(part.map(|row| Lost {
            txn: short.txns[*row],
            confidence: told.confidence,
            one_of: Vec::new(),
        }));
    }
    let mut nets: Vec<i64> = Vec::new();
    let sure = |net: &i64| told.lost.iter().filter(|(n, share)| n == net && *share >= NAMED).count();
    for (net, share) in told.lost.iter().filter(|(net, share)| *share >= NAMED && *net > 0) {
        let rows = short.txns.iter().zip(&short.node.rows);
        let equal: Vec<u32> =
            rows.filter(|(txn, row)| row.net == *net && !moved.contains(txn)).map(|(txn, _)| *txn).collect();
        let before = nets.iter().filter(|n| *n == net).count();
        nets.push(*net);
        if let Some(txn) = equal.get(before).copied() {
            let one_of = if equal.len() > sure(net) { equal } else { Vec::new() };
            lost.push(Lost { txn, confidence: *share, one_of });
        }
    }
    lost
}

/// What is left between the sales that came and the credit gets its name; then the credit is closed.
fn close(
    book: &mut Book<'_>,
    short: &Short,
    told: &Told,
    extra: &[u32],
    txns: Vec<u32>,
    lost: &[Lost],
    whole: i64,
) {
    let money = Money::from_fen;
    let received = short.anchor.received;
    let (came, gross) = (book.net_of(&txns), book.gross_of(&txns));
    let left = came - received;
    let due_on = short.anchor.due(book);
    let sure = told.rivals == 0 && told.confidence >= 1.0 - RIVAL;
    let mut proof = match (lost.is_empty(), extra.is_empty()) {
        (false, _) => Proof::Deficit,
        (true, false) => Proof::Chained,
        (true, true) => Proof::Total,
    };
    let mut named: Vec<u32> = extra.to_vec();
    let mut how =
        if sure { How::proved(proof, told.confidence) } else { How::likely(proof, told.confidence) };
    if !lost.is_empty() {
        how.reasons.push(Reason::ShortBy {
            due_on,
            expected: money(whole),
            received: money(received),
            missing: money(whole - came),
            sales: lost.len() as u32,
        });
    }
    // Whether the stories call all that is left a fee: the told ones name every sale that the told story lacks.
    let all_named = lost.len() == told.lost.len() || matches!(told.kind, Kind::Part(_));
    let is_fee = all_named && told.kind != Kind::Other && left.abs() <= most_fee(gross);
    // A fee is the likeliest single story, but together those weigh more in which some sale is lost.
    let is_loss = lost.is_empty() && left > 0 && told.any_loss >= ANY_LOSS;
    let mut rivals = told.rivals;
    if left != 0 && guessed(book, short, told, &txns, lost.is_empty()) && book.take_as_fee(&txns, left) {
        // Against a rate that nobody states no fee is too high or too low.
        if lost.is_empty() {
            proof = Proof::FeeUnknown;
            rivals = 0;
        }
        how = How { proof, certainty: Certainty::Likely, ..how };
        how.reasons.push(Reason::FeeUnconfirmed { gross: money(gross), received: money(received) });
    } else if left != 0 && (is_fee || left.abs() <= txns.len() as i64) && !is_loss {
        let (expected, received) = (money(came), money(received));
        if lost.is_empty() {
            proof = Proof::Fee;
            named = fee_rows(short, told, &txns, named);
            // Half-fen rounding: at most a fen a sale, whoever made it.
            if left.abs() <= txns.len() as i64 && told.any_loss < RIVAL && told.rivals == 0 {
                how = How::proved(proof, 0.95);
            }
        }
        if let Some(charged) = short.charged {
            named = fee_rows(short, told, &txns, Vec::new());
            let hit = txns.iter().filter(|t| covers(book, charged.channel, **t)).count() as u32;
            how.reasons.push(Reason::RateCharged { rate: percent(charged.rate), sales: hit });
        }
        let off = Reason::FeeOff { expected, received, difference: money(left) };
        how = How { proof, ..how }.residual(Residual::Fee, off);
    } else if left < 0 {
        let reason =
            Reason::TooMuch { expected: money(came), received: money(received), surplus: money(-left) };
        // A refund that was not taken off.
        let refunds = txns.iter().copied().filter(|t| book.txns[*t as usize].net == left);
        named = refunds.collect();
        let confidence = if lost.is_empty() { 0.8 } else { told.confidence };
        how = How { proof: Proof::PayerAndDay, certainty: Certainty::Likely, confidence, ..how };
        how = how.residual(Residual::Unexplained, reason);
    } else if left > 0 {
        let reason = Reason::ShortUnclear {
            due_on,
            expected: money(came),
            received: money(received),
            lacking: money(left),
            stories: told.sets,
        };
        if lost.is_empty() {
            rivals = told.sets;
            how = How::likely(Proof::PayerAndDay, told.any_loss.max(ANY_LOSS));
        }
        if short.node.usual_deduction {
            how.reasons.push(Reason::KeptBack { amount: money(left) });
        }
        how = how.residual(Residual::Unexplained, reason);
    }
    let closed = book.close(txns, short.anchor.lines.iter().copied(), how);
    book.closed[closed as usize].rivals = rivals;
    book.closed[closed as usize].named = named.into();
    for lost in lost {
        let certainty = match (lost.one_of.is_empty(), sure) {
            (_, false) => Certainty::Likely,
            (true, true) => Certainty::Proved,
            (false, true) => Certainty::OneOf,
        };
        let (confidence, one_of) = (lost.confidence, lost.one_of.as_slice().into());
        book.claims.insert(lost.txn, Claim { closed, certainty, confidence, one_of });
    }
}

fn covers(book: &Book<'_>, channel: u8, txn: u32) -> bool {
    channel == ALL || book.txns[txn as usize].channel as u8 == channel
}

/// `0.45%` for 45 hundredths of a percent.
fn percent(rate: i64) -> String {
    format!("{}.{:02}%", rate / 100, rate % 100)
}

/// The sales that a wrong fee was found on.
fn fee_rows(short: &Short, told: &Told, txns: &[u32], extra: Vec<u32>) -> Vec<u32> {
    let of_channel = |channel: u8| -> Vec<u32> {
        let rows = short.txns.iter().zip(&short.node.rows);
        rows.filter(|(txn, row)| (channel == ALL || row.channel == channel) && txns.contains(txn))
            .map(|(txn, _)| *txn)
            .collect()
    };
    match (short.charged, told.kind) {
        (Some(charged), _) => of_channel(charged.channel),
        (None, Kind::ChannelFee(channel)) => of_channel(channel),
        (None, _) => {
            let row = told.fee_row.map(|row| short.txns[row]).filter(|txn| txns.contains(txn));
            row.map_or(extra, |row| vec![row])
        }
    }
}

/// Whether what is left may be a fee that no file and no agreement states: a learned rate is no more than a guess.
fn guessed(book: &Book<'_>, short: &Short, told: &Told, txns: &[u32], all_came: bool) -> bool {
    let learned = |t: &u32| book.txns[*t as usize].fee_learned;
    if !txns.iter().any(learned) || (all_came && told.any_loss >= ANY_LOSS) {
        return false;
    }
    let rows = fee_rows(short, told, txns, Vec::new());
    rows.is_empty() || rows.iter().any(learned)
}

/// A credit of sales whose fee nobody states: a deficit is only a range.
fn without_fees(book: &mut Book<'_>, short: &Short) {
    let (lacking, unknown) = (short.node.deficit, short.unknown);
    let received = short.anchor.received;
    let (txns, lines) = (short.txns.clone(), short.anchor.lines.iter().copied());
    let money = Money::from_fen;
    if lacking == 0 {
        book.close(txns, lines, How::proved(Proof::Total, 0.95));
    } else if lacking > 0 && lacking <= most_fee(unknown) {
        book.spread_fee(&txns, lacking);
        let mut how = How::likely(Proof::FeeUnknown, 0.75);
        let gross = money(received + lacking);
        how.reasons.push(Reason::FeeUnconfirmed { gross, received: money(received) });
        book.close(txns, lines, how);
    } else if lacking < 0 {
        let refunds: Vec<u32> =
            txns.iter().copied().filter(|t| book.txns[*t as usize].net == lacking).collect();
        let reason = Reason::TooMuch {
            expected: money(received + lacking),
            received: money(received),
            surplus: money(-lacking),
        };
        let how = How::likely(Proof::PayerAndDay, 0.8).residual(Residual::Unexplained, reason);
        let closed = book.close(txns, lines, how);
        book.closed[closed as usize].named = refunds.into();
    } else {
        short_of_unknown_fee(book, short);
    }
}

/// One sale is named if no other amount fits into the range.
fn short_of_unknown_fee(book: &mut Book<'_>, short: &Short) {
    let (lacking, unknown) = (short.node.deficit, short.unknown);
    let received = short.anchor.received;
    let mut txns = short.txns.clone();
    let mut amounts: BTreeSet<i64> = BTreeSet::new();
    for row in short.node.rows.iter().filter(|row| row.net > 0) {
        let others = unknown - if row.fee_known { 0 } else { row.gross };
        let fee = lacking - row.net;
        if fee >= 0 && fee <= most_fee(others) {
            amounts.insert(row.net);
        }
    }
    let (money, due_on) = (Money::from_fen, short.anchor.due(book));
    let expected = money(received + lacking);
    let lines = short.anchor.lines.iter().copied();
    let only = amounts.first().copied().filter(|_| amounts.len() == 1);
    let equal: Vec<u32> = match only {
        Some(amount) => txns.iter().copied().filter(|t| book.txns[*t as usize].net == amount).collect(),
        None => Vec::new(),
    };
    let lost = equal.first().copied().filter(|lost| {
        txns.len() > 1 && !book.rejected.contains(&named_id(book, &short.anchor.lines, &[*lost]))
    });
    let Some(lost) = lost else {
        let (received, lacking, stories) = (money(received), money(lacking), amounts.len() as u64);
        let reason = Reason::ShortUnclear { due_on, expected, received, lacking, stories };
        let how = How::likely(Proof::PayerAndDay, 0.9).residual(Residual::Unexplained, reason);
        let closed = book.close(txns, lines, how);
        book.closed[closed as usize].rivals = stories;
        return;
    };
    txns.retain(|txn| *txn != lost);
    let mut how = How::likely(Proof::Deficit, 0.6);
    let (received, missing) = (money(received), money(lacking));
    how.reasons.push(Reason::ShortBy { due_on, expected, received, missing, sales: 1 });
    let spread = book.net_of(&txns) - short.anchor.received;
    book.spread_fee(&txns, spread);
    let closed = book.close(txns, lines, how);
    // The fee is a guess, which keeps it from being called proved.
    book.closed[closed as usize].rivals = 1;
    let one_of: Arc<[u32]> = if equal.len() > 1 { equal.into() } else { Arc::default() };
    let certainty = if one_of.is_empty() { Certainty::Likely } else { Certainty::OneOf };
    book.claims.insert(lost, Claim { closed, certainty, confidence: 0.6, one_of });
}
