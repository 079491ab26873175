//! One credit for each sale: equal amounts on the due day, class by class.
//!
//! Sales of one amount and day are interchangeable; where fewer credits came than there are sales, the earliest stay
//! open and name all of them.

use std::collections::BTreeSet;

use std::sync::Arc;

use chrono::NaiveDate;
use recoup_ledger::Money;
use rustc_hash::FxHashMap;

use crate::book::{Book, Claim, Group, How, NONE, minus};
use crate::outcome::{Certainty, Proof, Reason, Residual};
use crate::payer::Strength;
use crate::stories::{RATES, fee_at};

/// With so many credits on a day, most of them single sales, the agreement pays sale by sale: no totals are tried then.
const MANY: usize = 8;

/// Days on which plainly every sale is paid by itself.
pub(crate) fn plain(book: &mut Book<'_>) {
    // Two agreements may share an account: what one takes no longer stands in the other's way.
    for _ in 0..2 {
        for group in book.open_groups() {
            if book.group_open(&group).count as usize >= MANY {
                on_the_day(book, &group, Strength::Looks, MANY);
            }
        }
    }
    book.one_by_one = one_by_one(book);
    book.forget_taken();
}

pub(crate) fn run(book: &mut Book<'_>) {
    for _ in 0..2 {
        for group in book.open_groups() {
            let least = if book.one_by_one.contains(&group.agreement) { 1 } else { 2 };
            if book.group_open(&group).count >= least {
                on_the_day(book, &group, Strength::Looks, least as usize);
                on_the_day(book, &group, Strength::Neutral, 3);
            }
        }
    }
}

fn on_the_day(book: &mut Book<'_>, group: &Group, least: Strength, fewest: usize) {
    let days = book.days(group.batches.clone());
    let lines = book.credits(group.agreement, (group.due, group.due), least, days);
    if lines.len() >= fewest {
        classes(book, group, &lines, fewest);
    }
}

/// An amount in fen, and the sale or credit that has it.
type Priced = (i64, u32);

fn classes(book: &mut Book<'_>, group: &Group, lines: &[u32], fewest: usize) {
    // By amount, else in the order they had.
    let open = book.open_txns(group.batches.clone());
    let mut sales: Vec<Priced> = open.iter().map(|txn| (book.txns[*txn as usize].net, *txn)).collect();
    sales.sort_by_key(|(net, _)| *net);
    let mut credits: Vec<Priced> =
        lines.iter().map(|line| (book.lines[*line as usize].amount, *line)).collect();
    credits.sort_by_key(|(amount, _)| *amount);
    let mut rest = sales.as_slice();
    let mut fitting = 0;
    let mut pairs: Vec<(&[Priced], &[Priced])> = Vec::new();
    for lines in credits.chunk_by(|a, b| a.0 == b.0) {
        let amount = lines[0].0;
        let first = rest.iter().position(|(net, _)| *net >= amount).unwrap_or(rest.len());
        rest = &rest[first..];
        let equal = rest.iter().position(|(net, _)| *net > amount).unwrap_or(rest.len());
        if equal > 0 {
            fitting += lines.len().min(equal);
            pairs.push((&rest[..equal], lines));
        }
    }
    // A few coincidences in a heap of other credits prove nothing.
    let one_by_one = book.one_by_one.contains(&group.agreement);
    if fitting < fewest || (fitting * 2 < lines.len() && !one_by_one) {
        return;
    }
    for (rows, lines) in pairs {
        let paid = lines.len().min(rows.len());
        let (left, taken) = rows.split_at(rows.len() - paid);
        let mut last = None;
        for ((_, txn), (_, line)) in taken.iter().zip(lines) {
            book.learn(group.agreement, *line);
            last = Some(book.close([*txn], [*line], How::proved(Proof::Single, 0.98)));
        }
        if let Some(closed) = last {
            let one_of: Arc<[u32]> = rows.iter().map(|(_, txn)| *txn).collect();
            for (_, txn) in left {
                let (certainty, one_of) = (Certainty::OneOf, Arc::clone(&one_of));
                book.claims.insert(*txn, Claim { closed, certainty, confidence: 0.95, one_of });
            }
        }
    }
}

/// Agreements that pay sale by sale: on days of several sales, single sales were paid and hardly ever totals.
pub(crate) fn one_by_one(book: &Book<'_>) -> BTreeSet<u32> {
    let mut counts = vec![(0usize, 0usize); book.agreements.len()];
    for closed in &book.closed {
        let Some(first) = closed.txns.first().map(|txn| &book.txns[*txn as usize]) else { continue };
        let count = &mut counts[first.agreement as usize];
        if closed.txns.len() > 1 || closed.lines.len() > 1 {
            count.1 += 1;
        } else if first.batch != NONE && book.batches[first.batch as usize].txns.len() > 1 {
            count.0 += 1;
        }
    }
    let single = |(_, (alone, together)): &(u32, (usize, usize))| *alone >= 3 && *alone > 3 * together;
    (0u32..).zip(counts).filter(single).map(|(agreement, _)| agreement).collect()
}

/// What may be paid: agreement, due day, amount in fen.
type Due = (u32, NaiveDate, i64);

/// Refunds that the statement shows as debits of their own, up to ten days after they were due.
fn refunds(book: &mut Book<'_>) {
    // The earliest of equal ones last, where it is taken from.
    let mut waiting: FxHashMap<Due, Vec<u32>> = FxHashMap::default();
    for agreement in book.one_by_one.clone() {
        for txn in book.open_txns(book.batches_of(agreement)).into_iter().rev() {
            let this = &book.txns[txn as usize];
            if this.net < 0 {
                let due = book.batches[this.batch as usize].due;
                waiting.entry((agreement, due, this.net)).or_default().push(txn);
            }
        }
    }
    if waiting.is_empty() {
        return;
    }
    let agreements: Vec<u32> = book.one_by_one.iter().copied().collect();
    for line in 0..book.lines.len() as u32 {
        let this = &book.lines[line as usize];
        if this.amount >= 0 || this.taken {
            continue;
        }
        let (on, amount) = (this.on, this.amount);
        let found = agreements.iter().filter(|agreement| book.pays_into(**agreement, line)).find_map(|a| {
            (0..=10).rev().find_map(|late| {
                steps::one();
                waiting.get_mut(&(*a, minus(on, late), amount))?.pop()
            })
        });
        if let Some(txn) = found {
            book.close([txn], [line], How::proved(Proof::Single, 0.95));
        }
    }
}

/// Sales paid one by one at another rate of the market, on the due day or up to four days later.
pub(crate) fn other_rate(book: &mut Book<'_>) {
    let one_by_one = book.one_by_one.clone();
    if one_by_one.is_empty() {
        return;
    }
    refunds(book);
    // Of equal ones by rank.
    let mut waiting: FxHashMap<Due, BTreeSet<(u32, u32)>> = FxHashMap::default();
    for agreement in &one_by_one {
        for txn in book.open_txns(book.batches_of(*agreement)) {
            for due in at_other_rates(book, txn) {
                waiting.entry(due).or_default().insert((book.txns[txn as usize].rank, txn));
            }
        }
    }
    for line in book.free_deposits() {
        let this = &book.lines[line as usize];
        let (on, amount) = (this.on, this.amount);
        for agreement in &one_by_one {
            let due = |late| (*agreement, minus(on, late), amount);
            let near = (0..=4).filter_map(|late| waiting.get(&due(late))).flatten();
            let mut near = near.inspect(|_| steps::one()).map(|(_, txn)| *txn);
            let Some(txn) = near.next() else { continue };
            let only = near.next().is_none();
            if !book.pays_into(*agreement, line) || book.strength(*agreement, line) < Strength::Looks {
                continue;
            }
            let this = &book.txns[txn as usize];
            let (rank, dues) = (this.rank, at_other_rates(book, txn));
            if !close_at(book, txn, line, if only { 0.95 } else { 0.8 }) {
                continue;
            }
            for due in dues {
                if let Some(equal) = waiting.get_mut(&due) {
                    equal.remove(&(rank, txn));
                }
            }
            break;
        }
    }
}

/// What a sale would bring at every other rate of the market, and half a fen the other way.
fn at_other_rates(book: &Book<'_>, txn: u32) -> Vec<Due> {
    let this = &book.txns[txn as usize];
    if this.net <= 0 || !this.fee_known {
        return Vec::new();
    }
    let mut amounts = RATES.map(|rate| this.gross - fee_at(this.gross, rate)).to_vec();
    amounts.extend([this.net - 1, this.net + 1]);
    amounts.sort_unstable();
    amounts.dedup();
    amounts.retain(|amount| *amount != this.net);
    let due = book.batches[this.batch as usize].due;
    amounts.into_iter().map(|amount| (this.agreement, due, amount)).collect()
}

/// Closes a sale by a credit at another rate than its own; says whether it did.
fn close_at(book: &mut Book<'_>, txn: u32, line: u32, confidence: f64) -> bool {
    let money = Money::from_fen;
    let (gross, net) = (book.txns[txn as usize].gross, book.txns[txn as usize].net);
    let amount = book.lines[line as usize].amount;
    let (expected, received, difference) = (money(net), money(amount), money(net - amount));
    let how = if !book.txns[txn as usize].fee_learned {
        let off = Reason::FeeOff { expected, received, difference };
        How::likely(Proof::Fee, confidence).residual(Residual::Fee, off)
    } else if book.take_as_fee(&[txn], net - amount) {
        let mut how = How::likely(Proof::FeeUnknown, confidence);
        how.reasons.push(Reason::FeeUnconfirmed { gross: money(gross), received });
        how
    } else {
        return false;
    };
    book.claims.remove(&txn);
    book.close([txn], [line], how);
    true
}

/// Sales of agreements that pay one by one, whose credit came up to ten days after the due day.
pub(crate) fn late(book: &mut Book<'_>) {
    let mut agreements = book.one_by_one.clone();
    agreements.extend(&book.paid_singly);
    let lines = book.free_deposits();
    for agreement in agreements {
        late_of(book, agreement, &lines);
    }
}

fn late_of(book: &mut Book<'_>, agreement: u32, lines: &[u32]) {
    let mut waiting: FxHashMap<(NaiveDate, i64), Vec<u32>> = FxHashMap::default();
    for txn in book.open_txns(book.batches_of(agreement)).into_iter().rev() {
        let this = &book.txns[txn as usize];
        let due = book.batches[this.batch as usize].due;
        waiting.entry((due, this.net)).or_default().push(txn);
    }
    if waiting.is_empty() {
        return;
    }
    for line in lines.iter().copied() {
        let this = &book.lines[line as usize];
        if !this.free || !book.pays_into(agreement, line) {
            continue;
        }
        let (on, amount) = (this.on, this.amount);
        let found = (1..=10).find(|days| {
            steps::one();
            waiting.get(&(minus(on, *days), amount)).is_some_and(|w| !w.is_empty())
        });
        if let Some(days) = found
            && book.strength(agreement, line) >= Strength::Looks
            && let Some(txn) = waiting.get_mut(&(minus(on, days), amount)).and_then(Vec::pop)
        {
            book.claims.remove(&txn);
            book.close([txn], [line], How::proved(Proof::Single, 0.93));
        }
    }
}

/// Counts what is looked at, so that a test sees how the work grows.
mod steps {
    #[cfg(test)]
    thread_local!(pub static TAKEN: std::cell::Cell<u64> = const { std::cell::Cell::new(0) });

    pub fn one() {
        #[cfg(test)]
        TAKEN.set(TAKEN.get() + 1);
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use recoup_ledger::{AccountLine, Calendar, Coverage, DepositId, Kind, Transaction, TxnId};

    use super::*;
    use crate::{State, World, default_agreement, explain};

    const MERCHANT: &str = "898000000000001";

    /// Three plain days of single credits, then `n` equal sales of one day: two thirds are paid at another rate on the
    /// third day after it was due, one third not at all, and as many refunds are taken off days later.
    fn steps_for(n: usize) -> u64 {
        let first = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        let (mut transactions, mut lines) = (Vec::new(), Vec::new());
        let mut sell = |day: NaiveDate, kind: Kind, fen: i64| {
            let mut txn = Transaction::sale(day.and_hms_opt(10, 0, 0).unwrap(), Money::from_fen(fen));
            txn.id = TxnId::of(&["steps", &transactions.len().to_string()]);
            (txn.kind, txn.merchant_no) = (kind, MERCHANT.to_owned());
            txn.fee = Some(Money::from_fen(fen.signum() * fee_at(fen.abs(), 38)));
            transactions.push(txn);
        };
        let mut pay = |on: NaiveDate, fen: i64| {
            let mut line = AccountLine::bank(on, Money::from_fen(fen));
            line.id = DepositId::of(&["steps", &lines.len().to_string()]);
            line.counterparty = "银联商务股份有限公司客户备付金".to_owned();
            lines.push(line);
        };
        for day in 0..3 {
            for place in 0..10 {
                let fen = 20_000 + 1_000 * day + 100 * place;
                sell(first + Days::new(day as u64), Kind::Sale, fen);
                pay(first + Days::new(day as u64 + 1), fen - fee_at(fen, 38));
            }
        }
        let day = first + Days::new(7);
        for place in 0..n {
            sell(day, Kind::Sale, 50_000);
            sell(day, Kind::Refund, -30_000);
            pay(day + Days::new(6), -30_000 + fee_at(30_000, 38));
            if place % 3 < 2 {
                pay(day + Days::new(4), 50_000 - fee_at(50_000, 60));
            }
        }
        let as_of = first + Days::new(40);
        steps::TAKEN.set(0);
        let outcome = explain(&World {
            transactions: &transactions,
            lines: &lines,
            agreements: &[default_agreement(MERCHANT, "银联商务", false)],
            coverage: &[Coverage { account: String::new(), bank: true, from: first, to: as_of }],
            calendar: &Calendar::new(&std::collections::BTreeMap::new()),
            typed: &[],
            joined: &crate::records::NOTHING,
            decisions: &[],
            as_of,
        });
        let not = outcome.verdicts.iter().filter(|v| v.state == State::NotArrived).count();
        assert_eq!(not, n - (0..n).filter(|place| place % 3 < 2).count(), "what nobody paid is missing");
        steps::TAKEN.get()
    }

    #[test]
    fn many_equal_amounts_cost_no_square() {
        let (few, many) = (steps_for(200), steps_for(1_600));
        assert!(few > 400, "{few} steps: nothing was counted");
        assert!(many <= 9 * few, "eight times as many equal sales took {few} and {many} steps");
    }
}
