//! One line for each payout.

use recoup_ledger::{Channel, DepositId, Money, Scope};

use super::judge::Judged;
use crate::book::{Book, NONE};
use crate::outcome::{Payout, PayoutState, State};

pub(super) fn all(book: &Book<'_>, judged: &Judged) -> Vec<Payout> {
    let received = received(book);
    let mut payouts: Vec<Payout> =
        (0..book.batches.len() as u32).map(|batch| payout(book, judged, batch, &received)).collect();
    payouts.sort_by(|a, b| {
        (a.due_on, &a.merchant_no, a.clearing_day, a.id).cmp(&(
            b.due_on,
            &b.merchant_no,
            b.clearing_day,
            b.id,
        ))
    });
    payouts
}

/// What every batch got, in fen. A match's difference goes to its batch with the most money.
fn received(book: &Book<'_>) -> Vec<i64> {
    let mut received = vec![0; book.batches.len()];
    let mut shares: Vec<(u32, i64)> = Vec::new();
    for closed in &book.closed {
        shares.clear();
        for txn in &closed.txns {
            let txn = &book.txns[*txn as usize];
            match shares.iter_mut().rev().find(|(batch, _)| *batch == txn.batch) {
                Some(share) => share.1 += txn.net,
                None => shares.push((txn.batch, txn.net)),
            }
        }
        let largest =
            shares.iter().copied().max_by_key(|(batch, net)| (*net, *batch)).map(|(batch, _)| batch);
        for (batch, net) in &shares {
            received[*batch as usize] += net;
        }
        if let Some(batch) = largest {
            received[batch as usize] += closed.received - closed.expected;
        }
    }
    received
}

fn payout(book: &Book<'_>, judged: &Judged, number: u32, received: &[i64]) -> Payout {
    let batch = &book.batches[number as usize];
    let agreement = &book.agreements[batch.agreement as usize];
    let (mut gross, mut net) = (0, 0);
    let mut lines: Vec<u32> = Vec::new();
    let mut matches: Vec<u32> = Vec::new();
    for txn in &batch.txns {
        let txn = &book.txns[*txn as usize];
        gross += txn.gross;
        net += txn.net;
        if txn.closed != NONE && matches.last() != Some(&txn.closed) {
            matches.push(txn.closed);
        }
    }
    matches.sort_unstable();
    matches.dedup();
    for closed in &matches {
        lines.extend(&book.closed[*closed as usize].lines);
    }
    lines.sort_unstable();
    lines.dedup();
    let received = received[number as usize];
    let judgement = judged.batch(number);
    // Rounding of fees is at most a fen a sale.
    let rounding = batch.txns.len() as i64;
    let lacking = net - received;
    let state = if matches.is_empty() && batch.open.count > 0 || (received == 0 && net != 0) {
        match judgement.state {
            State::InTransit => PayoutState::InTransit,
            State::Uncovered => PayoutState::Uncovered,
            State::Overdue => PayoutState::Overdue,
            _ => PayoutState::NotArrived,
        }
    } else if batch.open.count == 0 && lacking.abs() <= rounding {
        PayoutState::Paid
    } else if lacking < 0 {
        PayoutState::Over
    } else {
        PayoutState::Short
    };
    Payout {
        id: batch.id,
        agreement: agreement.id,
        merchant_no: agreement.merchant_no.clone(),
        channel: channel(book, &batch.txns, agreement.scope),
        clearing_day: batch.clearing,
        due_on: batch.due,
        sales: batch.txns.len() as u32,
        gross: Money::from_fen(gross),
        fee: Money::from_fen(gross - net),
        net: Money::from_fen(net),
        received: Money::from_fen(received),
        difference: Money::from_fen(lacking),
        deposits: lines.into_iter().map(|line| book.lines[line as usize].id).collect::<Vec<DepositId>>(),
        state,
        known_to: judgement.known_to,
    }
}

/// The one channel of all transactions, else the agreement's scope.
fn channel(book: &Book<'_>, txns: &[u32], scope: Scope) -> &'static str {
    let mut channels = txns.iter().map(|txn| book.txns[*txn as usize].channel);
    let first = channels.next().unwrap_or_default();
    if channels.all(|channel| channel == first) {
        match first {
            Channel::Card => return "card",
            Channel::WeChat => return "we_chat",
            Channel::Alipay => return "alipay",
            Channel::UnionPayQr => return "union_pay_qr",
            Channel::ECny => return "e_cny",
            Channel::Qr => return "qr",
            Channel::Unknown => {}
        }
    }
    match scope {
        Scope::All => "all",
        Scope::Card => "card",
        Scope::Qr => "qr",
    }
}
