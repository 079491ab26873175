//! Balances of WeChat Pay and Alipay: sales against the fund-flow bill, withdrawals against the bank.

use std::collections::{BTreeMap, BTreeSet};

use recoup_ledger::{AccountLine, LineKind, PaysInto};
use rustc_hash::FxHashMap;

use crate::book::{Book, How, most_fee, plus};
use crate::coverage::same_account;
use crate::outcome::Proof;
use crate::payer::Strength;
use crate::report::PATIENCE;
use crate::stage::owners;

/// A till's clock and the wallet's may differ by this much.
const CLOCK_SECONDS: i64 = 600;

pub(crate) fn run(book: &mut Book<'_>) {
    let balances: Vec<u32> = (0..book.agreements.len() as u32)
        .filter(|agreement| book.agreements[*agreement as usize].pays_into == PaysInto::Balance)
        .collect();
    if balances.is_empty() {
        return;
    }
    let owners = owners::of_nameless(book, &balances);
    for agreement in balances {
        let lines = lines_of(book, agreement, &owners);
        if !lines.is_empty() {
            credit(book, agreement, &lines);
            withdraw(book, agreement, &lines);
        }
    }
}

/// The balance's own lines.
fn lines_of(book: &Book<'_>, agreement: u32, owners: &owners::Owners) -> Vec<u32> {
    let number = &book.agreements[agreement as usize].merchant_no;
    (0..book.lines.len() as u32)
        .filter(|line| {
            let source = book.line(*line);
            source.kind != LineKind::Bank
                && if source.account.is_empty() {
                    owners.get(line) == Some(&agreement)
                } else {
                    same_account(&source.account, number)
                }
        })
        .collect()
}

fn credit(book: &mut Book<'_>, agreement: u32, lines: &[u32]) {
    let mut fees: FxHashMap<&str, i64> = FxHashMap::default();
    let mut by_order: FxHashMap<(&str, bool), Vec<u32>> = FxHashMap::default();
    let mut movements: Vec<u32> = Vec::new();
    for line in lines {
        let source: &AccountLine = book.line(*line);
        match source.kind {
            LineKind::WalletFee if !source.order_no.is_empty() => {
                *fees.entry(source.order_no.as_str()).or_insert(0) -= source.amount.fen();
            }
            LineKind::WalletTrade | LineKind::WalletRefund => {
                movements.push(*line);
                if !source.order_no.is_empty() {
                    by_order.entry((&source.order_no, source.amount.is_negative())).or_default().push(*line);
                }
            }
            _ => {}
        }
    }
    let mut rest: Vec<u32> = Vec::new();
    for txn in book.open_txns(book.batches_of(agreement)) {
        let source = book.source(txn);
        let negative = source.gross.is_negative();
        let numbers = [&source.order_no, &source.acquirer_order, &source.refund_no, &source.reference];
        let candidates: Vec<u32> = numbers
            .iter()
            .filter(|number| !number.is_empty())
            .filter_map(|number| by_order.get(&(number.as_str(), negative)))
            .flatten()
            .copied()
            .filter(|line| !book.lines[*line as usize].taken)
            .collect();
        // An order may have several refunds: the one of the same amount goes first.
        let gross = source.gross.fen();
        let best = candidates
            .iter()
            .find(|line| book.lines[**line as usize].amount == gross)
            .or(candidates.first())
            .copied();
        let Some(line) = best else {
            rest.push(txn);
            continue;
        };
        let charged = fees.get(book.line(line).order_no.as_str()).copied().filter(|_| !negative);
        close(book, txn, line, charged, How::proved(Proof::Wallet, 0.999));
    }
    by_amount_and_time(book, &movements, rest);
}

/// Without a common number: the same amount within ten minutes, or on the same day where the bill has no time.
fn by_amount_and_time(book: &mut Book<'_>, movements: &[u32], rest: Vec<u32>) {
    let mut by_amount: FxHashMap<i64, Vec<u32>> = FxHashMap::default();
    for line in movements.iter().filter(|line| !book.lines[**line as usize].taken) {
        by_amount.entry(book.lines[*line as usize].amount).or_default().push(*line);
    }
    for txn in rest {
        let (gross, net) = (book.txns[txn as usize].gross, book.txns[txn as usize].net);
        let at = book.source(txn).at;
        let distance = |line: u32| {
            let source = book.line(line);
            match source.time {
                Some(_) => (source.at() - at).num_seconds().abs(),
                None if source.on == at.date() => 0,
                None => i64::MAX,
            }
        };
        let best = [gross, net]
            .iter()
            .filter_map(|amount| by_amount.get(amount))
            .flatten()
            .copied()
            .filter(|line| !book.lines[*line as usize].taken)
            .min_by_key(|line| (distance(*line), *line))
            .filter(|line| distance(*line) <= CLOCK_SECONDS);
        if let Some(line) = best {
            close(book, txn, line, None, How::likely(Proof::Wallet, 0.95));
        }
    }
}

/// The bill credits either gross (the fee is a line of its own) or net.
fn close(book: &mut Book<'_>, txn: u32, line: u32, charged: Option<i64>, how: How) {
    let amount = book.lines[line as usize].amount;
    let this = &book.txns[txn as usize];
    let (gross, net, fee_known) = (this.gross, this.net, this.fee_known);
    if !fee_known {
        if let Some(fee) = charged {
            book.spread_fee(&[txn], fee);
        } else if amount < gross && gross - amount <= most_fee(gross) {
            book.spread_fee(&[txn], gross - amount);
        }
    }
    let expected = book.txns[txn as usize].net;
    let received = if amount == net && fee_known {
        net
    } else if amount == gross {
        gross - charged.unwrap_or(gross - expected)
    } else if !fee_known && amount == expected {
        amount
    } else {
        amount - charged.unwrap_or(0)
    };
    let is_fee = (expected - received).abs() <= most_fee(gross.abs());
    let due_on = book.batches[book.txns[txn as usize].batch as usize].due;
    let how = how.difference(expected, received, is_fee, due_on);
    book.close_with([txn].into_iter().collect(), [line].into_iter().collect(), received, how);
}

/// Money withdrawn must reach a bank account within five days, over days off within the working days after which its
/// absence is told.
fn withdraw(book: &mut Book<'_>, agreement: u32, lines: &[u32]) {
    // Two agreements of one merchant number share its balance: the first looks for the money.
    let looked_for: BTreeSet<u32> = book.withdrawals.iter().map(|(line, _)| *line).collect();
    let mut withdrawals: BTreeMap<u32, Option<u32>> = lines
        .iter()
        .copied()
        .filter(|line| {
            book.line(*line).kind == LineKind::WalletWithdrawal
                && book.lines[*line as usize].amount < 0
                && !looked_for.contains(line)
        })
        .map(|line| (line, None))
        .collect();
    for least in [Strength::Looks, Strength::Neutral] {
        for (line, deposit) in withdrawals.iter_mut().filter(|(_, deposit)| deposit.is_none()) {
            let this = &book.lines[*line as usize];
            let last = plus(this.on, 5).max(book.world.calendar.add_working(this.on, PATIENCE));
            let (amount, window) = (-this.amount, (this.on, last));
            *deposit = book.find_any(amount, window, |book, line| book.strength(agreement, line) >= least);
            if let Some(deposit) = *deposit {
                book.take(deposit);
            }
        }
    }
    book.withdrawals.extend(withdrawals);
}
