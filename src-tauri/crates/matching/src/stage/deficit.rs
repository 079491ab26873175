//! A credit that belongs to a due day by its payer but is not the day's total: what is lacking, and why.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use recoup_ledger::{DepositId, FindingId, Money, TxnId};

use crate::book::{Book, Claim, Group, How, minus, plus};
use crate::outcome::{Certainty, Proof, Reason, Residual};
use crate::payer::Strength;
use crate::stories::{self, Found, Row, Story};

/// A due day and the credits that belong to it. Amounts in fen.
struct Anchor {
    group: Group,
    lines: Vec<u32>,
    received: i64,
    /// Sales of this day that came with a later credit.
    moved: BTreeSet<u32>,
    /// Sales of earlier days that came with this credit.
    extra: Vec<u32>,
}

pub(crate) fn run(book: &mut Book<'_>) {
    let mut anchors = anchors(book);
    chain(book, &mut anchors);
    for anchor in anchors {
        settle(book, anchor);
    }
}

/// Finds the credits of every open due day: booked on that day by a known payer, or naming its trading days.
fn anchors(book: &mut Book<'_>) -> Vec<Anchor> {
    let mut wanted: Vec<(Group, Vec<u32>)> = Vec::new();
    for group in book.open_groups() {
        if group.due >= book.world.as_of || book.group_open(&group).net <= 0 || book.only_typed(&group) {
            continue;
        }
        let days = book.days(group.batches.clone());
        let least = if book.payers.knows_payer(group.agreement) { Strength::Known } else { Strength::Looks };
        let mut lines = book.credits(group.agreement, (group.due, group.due), least, days);
        if lines.is_empty() {
            let window = (minus(group.due, 3).max(days.1), plus(group.due, 10));
            lines = book.credits(group.agreement, window, Strength::Looks, days);
            lines.retain(|line| book.lines[*line as usize].memo.days.is_some());
        }
        if !lines.is_empty() {
            wanted.push((group, lines));
        }
    }
    let mut anchors = share_out(book, wanted);
    anchors.sort_by_key(|anchor| (anchor.group.agreement, anchor.group.due));
    anchors
}

/// Where several due days want the same credit, the nearest amount gets it; a day alone with its credits gets them all.
fn share_out(book: &Book<'_>, wanted: Vec<(Group, Vec<u32>)>) -> Vec<Anchor> {
    let mut wanted_by: HashMap<u32, u32> = HashMap::new();
    for line in wanted.iter().flat_map(|(_, lines)| lines) {
        *wanted_by.entry(*line).or_insert(0) += 1;
    }
    let mut pairs: Vec<(i64, usize, u32)> = Vec::new();
    let mut given: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (i, (group, lines)) in wanted.iter().enumerate() {
        let expected = book.group_open(group).net;
        let sum: i64 = lines.iter().map(|line| book.lines[*line as usize].amount).sum();
        if lines.iter().all(|line| wanted_by[line] == 1)
            && (lines.len() == 1 || sum <= expected + expected / 50)
        {
            given.insert(i, lines.clone());
            continue;
        }
        for line in lines {
            // Named by its memo counts before any amount.
            let this = &book.lines[*line as usize];
            let names_merchant = {
                let number = &book.agreements[group.agreement as usize].merchant_no;
                number.len() >= 8 && book.line(*line).memo.contains(number.as_str())
            };
            let distance =
                if names_merchant { -1 } else { (expected - this.amount).abs() * 1_000 / expected.max(1) };
            pairs.push((distance, i, *line));
        }
    }
    pairs.sort_unstable();
    let mut taken: BTreeSet<u32> = given.values().flatten().copied().collect();
    for (_, i, line) in pairs {
        if !given.contains_key(&i) && taken.insert(line) {
            given.insert(i, vec![line]);
        }
    }
    let mut wanted: Vec<Option<(Group, Vec<u32>)>> = wanted.into_iter().map(Some).collect();
    given
        .into_iter()
        .filter_map(|(i, lines)| {
            let (group, _) = wanted[i].take()?;
            let received = lines.iter().map(|line| book.lines[*line as usize].amount).sum();
            Some(Anchor { group, lines, received, moved: BTreeSet::new(), extra: Vec::new() })
        })
        .collect()
}

fn deficit(book: &Book<'_>, anchor: &Anchor) -> i64 {
    let net = |txns: &mut dyn Iterator<Item = &u32>| txns.map(|t| book.txns[*t as usize].net).sum::<i64>();
    book.group_open(&anchor.group).net - net(&mut anchor.moved.iter()) + net(&mut anchor.extra.iter())
        - anchor.received
}

/// A credit with a surplus that is exactly one sale lacking in an earlier one of the same agreement brought that sale.
fn chain(book: &Book<'_>, anchors: &mut [Anchor]) {
    for later in 1..anchors.len() {
        let surplus = -deficit(book, &anchors[later]);
        if surplus <= 0 {
            continue;
        }
        for earlier in (0..later).rev() {
            let (a, b) = (&anchors[earlier].group, &anchors[later].group);
            if a.agreement != b.agreement || (b.due - a.due).num_days() > 15 {
                break;
            }
            if deficit(book, &anchors[earlier]) < surplus {
                continue;
            }
            let open = book.open_txns(a.batches.clone());
            let sale = open
                .into_iter()
                .find(|t| book.txns[*t as usize].net == surplus && !anchors[earlier].moved.contains(t));
            if let Some(sale) = sale {
                anchors[earlier].moved.insert(sale);
                anchors[later].extra.push(sale);
                break;
            }
        }
    }
}

fn settle(book: &mut Book<'_>, anchor: Anchor) {
    let lacking = deficit(book, &anchor);
    let mut txns: Vec<u32> = book.open_txns(anchor.group.batches.clone());
    txns.retain(|txn| !anchor.moved.contains(txn));
    txns.extend(&anchor.extra);
    if txns.is_empty() {
        return;
    }
    let expected = anchor.received + lacking;
    let unknown: i64 =
        txns.iter().map(|t| &book.txns[*t as usize]).filter(|t| !t.fee_known).map(|t| t.gross).sum();
    let money = Money::from_fen;
    let off = Reason::FeeOff {
        expected: money(expected),
        received: money(anchor.received),
        difference: money(lacking),
    };
    if lacking == 0 {
        let proof = if anchor.extra.is_empty() { Proof::Total } else { Proof::Chained };
        let closed = book.close(txns, anchor.lines, How::proved(proof, 0.95));
        book.closed[closed as usize].named = anchor.extra;
    } else if unknown > 0 && lacking > 0 && lacking <= unknown * 3 / 100 {
        book.spread_fee(&txns, lacking);
        let mut how = How::likely(Proof::FeeUnknown, 0.75);
        how.reasons.push(Reason::FeeUnconfirmed { gross: money(expected), received: money(anchor.received) });
        book.close(txns, anchor.lines, how);
    } else if lacking.abs() <= txns.len() as i64 {
        // Half-fen rounding, at most a fen a sale.
        book.close(txns, anchor.lines, How::proved(Proof::Fee, 0.95).residual(Residual::Fee, off));
    } else if lacking < 0 {
        too_much(book, anchor, txns, -lacking);
    } else if unknown > 0 {
        short_of_unknown_fee(book, anchor, txns, lacking, unknown);
    } else {
        short(book, anchor, txns, lacking, off);
    }
}

fn too_much(book: &mut Book<'_>, anchor: Anchor, txns: Vec<u32>, surplus: i64) {
    let reason = Reason::TooMuch {
        expected: Money::from_fen(anchor.received - surplus),
        received: Money::from_fen(anchor.received),
        surplus: Money::from_fen(surplus),
    };
    // A refund that was not taken off.
    let refunds: Vec<u32> = txns.iter().copied().filter(|t| book.txns[*t as usize].net == -surplus).collect();
    let how = How::likely(Proof::PayerAndDay, 0.8).residual(Residual::Unexplained, reason);
    let closed = book.close(txns, anchor.lines, how);
    book.closed[closed as usize].named = refunds;
}

fn short(book: &mut Book<'_>, anchor: Anchor, txns: Vec<u32>, lacking: i64, fee_off: Reason) {
    let rows: Vec<Row> = txns
        .iter()
        .map(|t| {
            let txn = &book.txns[*t as usize];
            Row {
                net: txn.net,
                gross: txn.gross,
                fee_known: txn.fee_known,
                channel: book.source(*t).channel as u8,
            }
        })
        .collect();
    let parts = parts(book, &txns);
    let found = stories::search(&rows, &parts, lacking);
    let story = found.best.clone().filter(|_| found.confidence >= 0.5);
    match story {
        Some(Story::Absent(set)) => {
            let mut named: Vec<(u32, Vec<u32>)> = Vec::new();
            for (amount, times) in set {
                let equal: Vec<u32> =
                    txns.iter().copied().filter(|t| book.txns[*t as usize].net == amount).collect();
                let one_of = if equal.len() > times as usize { equal.clone() } else { Vec::new() };
                named.extend(equal.into_iter().take(times as usize).map(|txn| (txn, one_of.clone())));
            }
            name(book, anchor, txns, named, &found, lacking);
        }
        Some(Story::Part(part)) => {
            let named = parts[part].iter().map(|row| (txns[*row], Vec::new())).collect();
            name(book, anchor, txns, named, &found, lacking);
        }
        Some(Story::Fee(row)) => {
            let named = row.map(|row| txns[row]).into_iter().collect();
            fee(book, anchor, txns, named, &found, fee_off);
        }
        Some(Story::ChannelFee(channel)) => {
            let named = txns.iter().copied().filter(|t| book.source(*t).channel as u8 == channel).collect();
            fee(book, anchor, txns, named, &found, fee_off);
        }
        Some(Story::Mixed) | None => unclear(book, anchor, txns, lacking, &found),
    }
}

/// Clearing days, channels, terminals and batches that may be absent as a whole; equal parts once.
fn parts(book: &Book<'_>, txns: &[u32]) -> Vec<Vec<usize>> {
    let mut parts: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
    for (row, txn) in txns.iter().enumerate() {
        let source = book.source(*txn);
        let day = book.batches[book.txns[*txn as usize].batch as usize].clearing.to_string();
        let keys =
            [day, format!("{:?}", source.channel), source.terminal_no.clone(), source.batch_no.clone()];
        for (kind, key) in keys.into_iter().enumerate() {
            parts.entry((kind as u8, key)).or_default().push(row);
        }
    }
    let distinct: BTreeSet<Vec<usize>> = parts.into_values().collect();
    distinct.into_iter().collect()
}

/// The credit pays everything but the named sales; each comes with all equal ones where there are more.
fn name(
    book: &mut Book<'_>,
    anchor: Anchor,
    mut txns: Vec<u32>,
    named: Vec<(u32, Vec<u32>)>,
    found: &Found,
    lacking: i64,
) {
    let sales: Vec<u32> = named.iter().map(|(txn, _)| *txn).collect();
    if book.rejected.contains(&named_id(book, &anchor.lines, &sales)) {
        return unclear(book, anchor, txns, lacking, found);
    }
    txns.retain(|txn| !sales.contains(txn));
    if txns.is_empty() {
        return;
    }
    let money = Money::from_fen;
    let mut how = if found.rivals == 0 && found.confidence >= 0.9 {
        How::proved(Proof::Deficit, found.confidence)
    } else {
        How::likely(Proof::Deficit, found.confidence)
    };
    how.reasons.push(Reason::ShortBy {
        due_on: anchor.group.due,
        expected: money(anchor.received + lacking),
        received: money(anchor.received),
        missing: money(lacking),
        sales: sales.len() as u32,
    });
    let certainty = how.certainty;
    let spread: i64 = txns.iter().map(|t| book.txns[*t as usize].net).sum::<i64>() - anchor.received;
    if spread != 0 {
        book.spread_fee(&txns, spread);
    }
    let closed = book.close(txns, anchor.lines, how);
    book.closed[closed as usize].rivals = found.rivals;
    for (txn, one_of) in named {
        let certainty = if one_of.is_empty() { certainty } else { Certainty::OneOf };
        book.claims.insert(txn, Claim { closed, certainty, confidence: found.confidence, one_of });
    }
}

fn fee(book: &mut Book<'_>, anchor: Anchor, txns: Vec<u32>, named: Vec<u32>, found: &Found, reason: Reason) {
    let mut how = How::likely(Proof::Fee, found.confidence).residual(Residual::Fee, reason);
    if found.rivals == 0 && found.confidence >= 0.9 {
        how.certainty = Certainty::Proved;
    }
    let closed = book.close(txns, anchor.lines, how);
    book.closed[closed as usize].rivals = found.rivals;
    book.closed[closed as usize].named = named;
}

/// No story stands out: the credit is short, and nobody is named.
fn unclear(book: &mut Book<'_>, anchor: Anchor, txns: Vec<u32>, lacking: i64, found: &Found) {
    let reason = Reason::ShortUnclear {
        due_on: anchor.group.due,
        expected: Money::from_fen(anchor.received + lacking),
        received: Money::from_fen(anchor.received),
        lacking: Money::from_fen(lacking),
        stories: found.count,
    };
    let how = How::likely(Proof::PayerAndDay, 0.9).residual(Residual::Unexplained, reason);
    let closed = book.close(txns, anchor.lines, how);
    book.closed[closed as usize].rivals = found.count;
}

/// With the fee unknown a deficit is only a range; one sale is named if no other fits into it.
fn short_of_unknown_fee(book: &mut Book<'_>, anchor: Anchor, txns: Vec<u32>, lacking: i64, unknown: i64) {
    let mut amounts: BTreeSet<i64> = BTreeSet::new();
    let mut stories = 0;
    for txn in txns.iter().map(|t| &book.txns[*t as usize]).filter(|t| t.net > 0) {
        let others = unknown - if txn.fee_known { 0 } else { txn.gross };
        let fee = lacking - txn.net;
        if fee >= 0 && fee <= others * 3 / 100 && amounts.insert(txn.net) {
            stories += 1;
        }
    }
    let found = Found { best: None, confidence: 0.6, rivals: 0, count: stories };
    let Some(amount) = amounts.first().copied().filter(|_| stories == 1) else {
        return unclear(book, anchor, txns, lacking, &found);
    };
    let equal: Vec<u32> = txns.iter().copied().filter(|t| book.txns[*t as usize].net == amount).collect();
    let one_of = if equal.len() > 1 { equal.clone() } else { Vec::new() };
    // Two rivals keep it from being called proved: the fee is a guess.
    let found = Found { rivals: 1, ..found };
    let named = equal.into_iter().take(1).map(|txn| (txn, one_of.clone())).collect();
    name(book, anchor, txns, named, &found, lacking);
}

/// The identity of "these sales are lacking in these credits"; a rejected one is not made again.
pub(crate) fn named_id(book: &Book<'_>, lines: &[u32], sales: &[u32]) -> FindingId {
    let mut deposits: Vec<DepositId> = lines.iter().map(|line| book.line(*line).id).collect();
    let mut sales: Vec<TxnId> = sales.iter().map(|txn| book.source(*txn).id).collect();
    deposits.sort();
    sales.sort();
    let mut parts = vec!["lacking".to_owned()];
    parts.extend(deposits.iter().map(ToString::to_string));
    parts.extend(sales.iter().map(ToString::to_string));
    FindingId::of(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}
