//! Order and reference numbers that stand in a credit's memo: whole, in full-width digits, or cut to their tail.

use std::hash::BuildHasher;

use recoup_ledger::{AccountLine, Money, PaysInto};
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use crate::book::{Book, How, most_fee};
use crate::outcome::{Proof, Reason, Residual};
use crate::payer::{Strength, add_plain};

/// Shorter runs of letters and digits are dates, amounts and voucher numbers.
const SHORTEST: usize = 10;
/// How much of a number a bank leaves when it cuts it.
const TAIL: usize = 8;

/// A credit that no number has named yet.
const NOBODY: u32 = u32::MAX;

pub(crate) fn run(book: &mut Book<'_>) {
    let memos = memos(book);
    if memos.runs.is_empty() {
        return;
    }
    let named = named(book, &memos);
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
    by_tail(book, &memos);
    book.forget_taken();
}

/// Which transactions' numbers stand in which credit.
struct Named {
    /// By line: the only transaction, or one of several.
    first: Vec<u32>,
    /// Line, rank and transaction where there are several, sorted.
    several: Vec<(u32, u32, u32)>,
}

fn named(book: &Book<'_>, memos: &Memos) -> Named {
    let tokens = Tokens::of(memos);
    let mut named = Named { first: vec![NOBODY; book.lines.len()], several: Vec::new() };
    for txn in (0..book.txns.len() as u32).filter(|txn| payable(book, *txn)) {
        let source = book.source(txn);
        for number in [&source.acquirer_order, &source.order_no, &source.reference] {
            if number.len() < SHORTEST {
                continue;
            }
            for line in tokens.lines(number) {
                let first = &mut named.first[line as usize];
                if *first == NOBODY {
                    *first = txn;
                } else if *first != txn {
                    named.several.extend([*first, txn].map(|t| (line, book.txns[t as usize].rank, t)));
                }
            }
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

/// Whether the line has letters and digits enough for a number.
pub(crate) fn may_hold_number(line: &AccountLine) -> bool {
    // A full-width letter or digit begins with 0xEF.
    let letters = line.memo.bytes().filter(|b| b.is_ascii_alphanumeric() || *b == 0xef).count();
    letters >= SHORTEST || line.order_no.len() >= SHORTEST
}

/// The numbers of all free credits, in one text: every run of letters and digits that may be a number.
#[derive(Default)]
struct Memos {
    text: String,
    runs: Vec<Run>,
}

/// Where a number stands, and the line that it is of.
struct Run {
    start: usize,
    length: u32,
    line: u32,
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
            memos.runs.push(Run { start, length: source.order_no.len() as u32, line });
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
            if run.len() >= SHORTEST {
                self.runs.push(Run { start, length: run.len() as u32, line });
            }
            start += run.len() + 1;
        }
    }

    fn number(&self, run: &Run) -> &str {
        self.text.get(run.start..run.start + run.length as usize).unwrap_or_default()
    }
}

/// The runs by what they say. A million numbers are looked up here, of which most are in no memo: a lookup that finds
/// nothing mostly ends in the first of three places in memory.
struct Tokens<'m> {
    memos: &'m Memos,
    /// By the first bits of the hash: a run, or [`NOBODY`].
    heads: Vec<u32>,
    /// By run.
    links: Vec<Link>,
}

/// How the runs hang together; [`NOBODY`] is the end.
struct Link {
    /// The last bits of the hash.
    rest: u32,
    /// The next run with the same first bits that says something else.
    other: u32,
    /// The next run that says the same.
    same: u32,
}

impl Tokens<'_> {
    fn of(memos: &Memos) -> Tokens<'_> {
        let places = (memos.runs.len() * 2).next_power_of_two();
        let (heads, links) = (vec![NOBODY; places], Vec::with_capacity(memos.runs.len()));
        let mut tokens = Tokens { memos, heads, links };
        for (place, run) in (0u32..).zip(&memos.runs) {
            let number = memos.number(run);
            let (head, rest) = tokens.split(number);
            let mut link = Link { rest, other: NOBODY, same: NOBODY };
            match tokens.find(head, rest, number) {
                Some(equal) => link.same = std::mem::replace(&mut tokens.links[equal as usize].same, place),
                None => link.other = std::mem::replace(&mut tokens.heads[head], place),
            }
            tokens.links.push(link);
        }
        tokens
    }

    fn split(&self, number: &str) -> (usize, u32) {
        let hash = FxBuildHasher.hash_one(number);
        (hash as usize & (self.heads.len() - 1), (hash >> 32) as u32)
    }

    /// The run from which all that say the same hang.
    fn find(&self, head: usize, rest: u32, number: &str) -> Option<u32> {
        let mut place = self.heads[head];
        while place != NOBODY {
            let link = &self.links[place as usize];
            if link.rest == rest && self.memos.number(&self.memos.runs[place as usize]) == number {
                return Some(place);
            }
            place = link.other;
        }
        None
    }

    /// The lines in which the number stands; one may come twice.
    fn lines(&self, number: &str) -> impl Iterator<Item = u32> {
        let (head, rest) = self.split(number);
        let same = |place: &u32| Some(self.links[*place as usize].same).filter(|next| *next != NOBODY);
        std::iter::successors(self.find(head, rest, number), same)
            .map(|place| self.memos.runs[place as usize].line)
    }
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
fn by_tail(book: &mut Book<'_>, memos: &Memos) {
    let mut tails: FxHashMap<(&str, i64), Vec<u32>> = FxHashMap::default();
    for run in memos.runs.iter().filter(|run| book.lines[run.line as usize].free) {
        let number = memos.number(run);
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
