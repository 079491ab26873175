//! Order and reference numbers that stand in a credit's memo: whole, in full-width digits, or cut to their tail.

use std::ops::Range;

use recoup_ledger::{AccountLine, Money, PaysInto};
use rustc_hash::FxHashMap;

use crate::book::{Book, Few, How, most_fee};
use crate::outcome::{Proof, Reason, Residual};
use crate::payer::{Strength, add_plain};

/// Shorter runs of letters and digits are dates, amounts and voucher numbers.
const SHORTEST: usize = 10;
/// How much of a number a bank leaves when it cuts it.
const TAIL: usize = 8;

/// Every run of letters and digits that may be a number, and the lines it stands in.
type Tokens<'t> = FxHashMap<&'t str, Few>;

pub(crate) fn run(book: &mut Book<'_>) {
    let memos = memos(book);
    let tokens = tokens(&memos);
    if tokens.is_empty() {
        return;
    }
    let mut hits: Vec<(u32, u32, u32)> = Vec::with_capacity(memos.runs.len());
    for txn in 0..book.txns.len() as u32 {
        if !payable(book, txn) {
            continue;
        }
        let source = book.source(txn);
        for number in [&source.acquirer_order, &source.order_no, &source.reference] {
            if number.len() >= SHORTEST
                && let Some(lines) = tokens.get(number.as_str())
            {
                let rank = book.txns[txn as usize].rank;
                hits.extend(lines.iter().map(|line| (*line, rank, txn)));
            }
        }
    }
    hits.sort_unstable();
    hits.dedup();
    for hits in hits.chunk_by(|a, b| a.0 == b.0) {
        close_by_number(book, hits[0].0, hits.iter().map(|(.., txn)| *txn));
    }
    by_tail(book, &memos);
}

fn payable(book: &Book<'_>, txn: u32) -> bool {
    let agreement = book.txns[txn as usize].agreement;
    book.is_open(txn) && book.agreements[agreement as usize].pays_into != PaysInto::Balance
}

/// Whether the line has letters and digits enough for a number.
pub(crate) fn may_hold_number(line: &AccountLine) -> bool {
    // A full-width letter or digit begins with 0xEF.
    let letters = line.memo.bytes().filter(|b| b.is_ascii_alphanumeric() || *b == 0xef).count();
    letters >= SHORTEST || line.order_no.len() >= SHORTEST
}

/// The numbers of all free credits, in one text, and where each ends and which line it is of.
#[derive(Default)]
struct Memos {
    text: String,
    runs: Vec<(Range<usize>, u32)>,
}

fn memos(book: &Book<'_>) -> Memos {
    let mut memos = Memos::default();
    for line in (0..book.lines.len() as u32).filter(|line| {
        let line = &book.lines[*line as usize];
        line.free && line.numbered
    }) {
        let source = book.line(line);
        memos.add(&source.memo, line);
        if source.order_no.len() >= SHORTEST {
            let start = memos.text.len();
            memos.text.push_str(&source.order_no);
            memos.runs.push((start..memos.text.len(), line));
        }
    }
    memos
}

impl Memos {
    fn add(&mut self, memo: &str, line: u32) {
        let from = self.text.len();
        add_plain(memo, &mut self.text);
        let mut start = from;
        for run in self.text.as_bytes()[from..].split(|b| !b.is_ascii_alphanumeric()) {
            let end = start + run.len();
            if run.len() >= SHORTEST {
                self.runs.push((start..end, line));
            }
            start = end + 1;
        }
    }
}

fn tokens(memos: &Memos) -> Tokens<'_> {
    let mut tokens = Tokens::with_capacity_and_hasher(memos.runs.len(), Default::default());
    for (run, line) in &memos.runs {
        let lines = tokens.entry(&memos.text[run.clone()]).or_default();
        if lines.last() != Some(line) {
            lines.push(*line);
        }
    }
    tokens
}

fn close_by_number(book: &mut Book<'_>, line: u32, txns: impl Iterator<Item = u32>) {
    let mut txns: Few = txns.filter(|txn| book.is_open(*txn)).collect();
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
fn by_tail(book: &mut Book<'_>, memos: &Memos) {
    let mut tails: FxHashMap<(&str, i64), Vec<u32>> = FxHashMap::default();
    for (run, line) in memos.runs.iter().filter(|(_, line)| book.lines[*line as usize].free) {
        if let Some(tail) = memos.text.get(run.end - TAIL..run.end) {
            tails.entry((tail, book.lines[*line as usize].amount)).or_default().push(*line);
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
