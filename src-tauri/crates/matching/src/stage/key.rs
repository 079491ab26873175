//! Order and reference numbers that stand in a credit's memo: whole, in full-width digits, or cut to their tail.

use recoup_ledger::{Money, PaysInto};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::book::{Book, How, most_fee};
use crate::both::both;
use crate::numbers::{Index, Numbers, SHORTEST};
use crate::outcome::{Proof, Reason, Residual};
use crate::payer::Strength;

/// How much of a number a bank leaves when it cuts it.
const TAIL: usize = 8;

/// A credit that no number has named yet.
const NOBODY: u32 = u32::MAX;

pub(crate) fn run(book: &mut Book<'_>) {
    let numbers = std::mem::take(&mut book.numbers);
    if numbers.runs.is_empty() {
        return;
    }
    let named = named(book, &numbers);
    let mut several: &[(u32, u32, u32)] = &named.several;
    for (line, first) in (0u32..).zip(named.first).filter(|(_, first)| *first != NOBODY) {
        let count = several.iter().take_while(|(other, ..)| *other == line).count();
        let (these, rest) = several.split_at(count);
        several = rest;
        match these {
            [] => close_by_number(book, line, [first].into_iter()),
            these => close_by_number(book, line, these.iter().map(|(.., txn)| *txn)),
        }
    }
    by_tail(book, &numbers);
    book.forget_taken();
}

/// Which transactions' numbers stand in which credit.
struct Named {
    /// By line: the only transaction, or one of several.
    first: Vec<u32>,
    /// Line, rank and transaction where there are several, sorted.
    several: Vec<(u32, u32, u32)>,
}

fn named(book: &Book<'_>, numbers: &Numbers) -> Named {
    let index = Index::of(numbers);
    let own = |txn: u32| {
        let source = book.source(txn);
        let numbers = [&source.acquirer_order, &source.order_no, &source.reference];
        numbers
            .into_iter()
            .filter(|number| number.len() >= SHORTEST)
            .map(move |number| (txn, number.as_str()))
    };
    let payable: Vec<u32> = (0..book.txns.len() as u32).filter(|txn| payable(book, *txn)).collect();
    let look_up = |txns: &[u32]| {
        let mut found: Vec<(u32, u32)> = Vec::with_capacity(txns.len());
        index.look_up(txns.iter().flat_map(|txn| own(*txn)), |txn, line| found.push((txn, line)));
        found
    };
    let (early, late) = payable.split_at(payable.len() / 2);
    let (early, late) = both(|| look_up(early), || look_up(late));
    let mut named = Named { first: vec![NOBODY; book.lines.len()], several: Vec::new() };
    for (txn, line) in early.into_iter().chain(late) {
        let first = &mut named.first[line as usize];
        if *first == NOBODY {
            *first = txn;
        } else if *first != txn {
            named.several.extend([*first, txn].map(|t| (line, book.txns[t as usize].rank, t)));
        }
    }
    named.several.sort_unstable();
    named.several.dedup();
    named
}

fn payable(book: &Book<'_>, txn: u32) -> bool {
    let agreement = book.txns[txn as usize].agreement;
    book.is_open(txn) && book.agreements[agreement as usize].pays_into != PaysInto::Balance
}

fn close_by_number(book: &mut Book<'_>, line: u32, txns: impl Iterator<Item = u32>) {
    let mut txns: SmallVec<[u32; 4]> = txns.filter(|txn| book.is_open(*txn)).collect();
    let Some(first) = txns.first() else { return };
    let agreement = book.txns[*first as usize].agreement;
    if !book.lines[line as usize].free || !book.pays_into(agreement, line) {
        return;
    }
    let amount = book.lines[line as usize].amount;
    if book.net_of(&txns) != amount {
        // A refund shares its sale's number and may be deducted elsewhere.
        txns.retain(|txn| book.txns[*txn as usize].net > 0);
    }
    let expected = book.net_of(&txns);
    let lacking = expected - amount;
    if lacking == 0 {
        book.learn(agreement, line);
        book.close(txns, [line], How::proved(Proof::Key, 0.999));
        return;
    }
    let gross = book.gross_of(&txns);
    if txns.iter().all(|t| !book.txns[*t as usize].fee_stated()) {
        if book.take_as_fee(&txns, lacking) {
            let mut how = How::likely(Proof::Key, 0.97);
            let (gross, received) = (Money::from_fen(gross), Money::from_fen(amount));
            how.reasons.push(Reason::FeeUnconfirmed { gross, received });
            book.close(txns, [line], how);
        }
    } else if lacking > 0 && lacking <= most_fee(gross) {
        let reason = Reason::FeeOff {
            expected: Money::from_fen(expected),
            received: Money::from_fen(amount),
            difference: Money::from_fen(lacking),
        };
        book.close(txns, [line], How::proved(Proof::Key, 0.97).residual(Residual::Fee, reason));
    }
}

/// A number's last digits count together with the amount, to the fen.
fn by_tail(book: &mut Book<'_>, numbers: &Numbers) {
    let mut tails: FxHashMap<(&str, i64), Vec<u32>> = FxHashMap::default();
    for run in numbers.runs.iter().filter(|run| book.lines[run.line as usize].free) {
        let number = numbers.said(run);
        if let Some(tail) = number.get(number.len() - TAIL..) {
            tails.entry((tail, book.lines[run.line as usize].amount)).or_default().push(run.line);
        }
    }
    if tails.is_empty() {
        return;
    }
    let mut found: Vec<(u32, u32)> = Vec::new();
    for txn in 0..book.txns.len() as u32 {
        if !payable(book, txn) {
            continue;
        }
        let source = book.source(txn);
        for number in [&source.acquirer_order, &source.order_no, &source.reference] {
            let Some(tail) = number.len().checked_sub(TAIL).and_then(|from| number.get(from..)) else {
                continue;
            };
            if let Some(lines) = tails.get(&(tail, book.txns[txn as usize].net)) {
                found.extend(lines.iter().map(|line| (*line, txn)));
            }
        }
    }
    found.sort_by_key(|(line, txn)| (*line, book.txns[*txn as usize].rank));
    for (line, txn) in found {
        let agreement = book.txns[txn as usize].agreement;
        if book.is_open(txn)
            && book.lines[line as usize].free
            && book.pays_into(agreement, line)
            && book.strength(agreement, line) > Strength::Never
        {
            book.close([txn], [line], How::proved(Proof::Key, 0.98));
        }
    }
}
