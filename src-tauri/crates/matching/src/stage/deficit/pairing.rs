//! Which credits pay which due days, weighed together.
//!
//! Every way to pay one due day, or some that follow each other, with one credit or a few is a payment with its odds
//! against nobody's being paid. The likeliest goes first; then payments change places as long as all of them together
//! become likelier. A day that would stay without a credit beside a credit without a day makes others give way.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::anchors::{Given, Wanted};
use super::likely;
use crate::book::{Book, plus};

/// A credit this many thousandths beside the expected amount may be the day's.
const NEAR: i64 = 250;
/// The same where it would pay several due days, or several credits would pay them.
const NEAR_TOGETHER: i64 = 60;
/// So many due days may be paid together.
const TOGETHER: usize = 3;
/// So many of them in several credits.
const TOGETHER_SPLIT: usize = 2;
/// Among so many smaller credits near the due day are the pieces of a payout sought.
const PIECES: usize = 8;
/// How often all payments are gone through for a better place.
const ROUNDS: usize = 4;

/// Due days, as places among the wanted ones, and the credits that would pay them.
struct Payment {
    first: usize,
    last: usize,
    lines: SmallVec<[u32; 3]>,
    /// Against the days' staying unpaid and the credits' coming from nowhere.
    odds: f64,
}

/// Gives credits near the expected amounts to their due days.
pub(super) fn near(book: &Book<'_>, wanted: &[Wanted], given: &mut Given) {
    let mut payments = Vec::new();
    for last in 0..wanted.len() {
        for first in (0..=last).rev().take(TOGETHER) {
            let days = &wanted[first..=last];
            let follow =
                |a: &Wanted, b: &Wanted| a.group.agreement == b.group.agreement && a.place + 1 == b.place;
            if !days.is_sorted_by(follow) {
                break;
            }
            whole(book, days, (first, last), &mut payments);
            if days.len() <= TOGETHER_SPLIT {
                in_pieces(book, days, (first, last), &mut payments);
            }
        }
    }
    payments.sort_by(|a, b| {
        b.odds.total_cmp(&a.odds).then_with(|| (a.first, a.last, &a.lines).cmp(&(b.first, b.last, &b.lines)))
    });
    let mut chosen = Chosen::new(wanted.len(), &payments);
    for payment in 0..payments.len() {
        if chosen.in_the_way(payment).is_empty() {
            chosen.put(payment);
        }
    }
    for _ in 0..ROUNDS {
        let mut better = false;
        for payment in 0..payments.len() {
            better |= chosen.make_way(payment);
        }
        if !better {
            break;
        }
    }
    for payment in payments.iter().zip(&chosen.is_chosen).filter(|(_, chosen)| **chosen).map(|(p, _)| p) {
        given.give(payment.first, payment.last, payment.lines.to_vec());
    }
}

/// One credit pays all.
fn whole(book: &Book<'_>, days: &[Wanted], (first, last): (usize, usize), payments: &mut Vec<Payment>) {
    let expected: i64 = days.iter().map(|day| day.expected).sum();
    let most = if days.len() > 1 { NEAR_TOGETHER } else { NEAR };
    for line in days.iter().last().iter().flat_map(|day| day.on_day.iter().chain(&day.later)) {
        let beside = (expected - book.lines[*line as usize].amount).abs() * 1_000 / expected.max(1);
        if beside <= most || (days.len() == 1 && days[0].is_named(book, *line)) {
            let odds = likely::of(book, days, &[*line]);
            payments.push(Payment { first, last, lines: SmallVec::from_slice(&[*line]), odds });
        }
    }
}

/// Two or three credits pay all.
fn in_pieces(book: &Book<'_>, days: &[Wanted], (first, last): (usize, usize), payments: &mut Vec<Payment>) {
    let expected: i64 = days.iter().map(|day| day.expected).sum();
    let (Some(start), Some(end)) = (days.first(), days.last()) else { return };
    let window = plus(end.group.due, 2);
    let mut pieces: Vec<u32> =
        days.iter().flat_map(|day| day.on_day.iter().chain(&day.later)).copied().collect();
    pieces.sort_unstable();
    pieces.dedup();
    let small = |line: &u32| {
        let line = &book.lines[*line as usize];
        line.amount * 10 <= expected * 9 && (start.group.due..=window).contains(&line.on)
    };
    pieces.retain(small);
    pieces.truncate(PIECES);
    let mut put = |lines: &[u32]| {
        let sum: i64 = lines.iter().map(|line| book.lines[*line as usize].amount).sum();
        if (expected - sum).abs() * 1_000 / expected.max(1) <= NEAR_TOGETHER {
            let odds = likely::of(book, days, lines);
            payments.push(Payment { first, last, lines: SmallVec::from_slice(lines), odds });
        }
    };
    for (i, a) in pieces.iter().enumerate() {
        for (j, b) in pieces.iter().enumerate().skip(i + 1) {
            put(&[*a, *b]);
            for c in &pieces[j + 1..] {
                put(&[*a, *b, *c]);
            }
        }
    }
}

/// The payments that hold, none of which shares a day or a credit with another.
struct Chosen<'a> {
    payments: &'a [Payment],
    is_chosen: Vec<bool>,
    /// By day: its payment.
    of_day: Vec<Option<usize>>,
    of_line: BTreeMap<u32, usize>,
    /// By day: all payments that would pay it, the likeliest first.
    for_day: Vec<Vec<usize>>,
}

impl<'a> Chosen<'a> {
    fn new(days: usize, payments: &'a [Payment]) -> Chosen<'a> {
        let mut for_day = vec![Vec::new(); days];
        for (i, payment) in payments.iter().enumerate() {
            for_day[payment.first..=payment.last].iter_mut().for_each(|day: &mut Vec<usize>| day.push(i));
        }
        let (is_chosen, of_day) = (vec![false; payments.len()], vec![None; days]);
        Chosen { payments, is_chosen, of_day, of_line: BTreeMap::new(), for_day }
    }

    /// The payments that hold and share a day or a credit with this one.
    fn in_the_way(&self, payment: usize) -> SmallVec<[usize; 4]> {
        let this = &self.payments[payment];
        let days = self.of_day[this.first..=this.last].iter().flatten();
        let lines = this.lines.iter().filter_map(|line| self.of_line.get(line));
        let mut others: SmallVec<[usize; 4]> = days.chain(lines).copied().collect();
        others.sort_unstable();
        others.dedup();
        others
    }

    fn put(&mut self, payment: usize) {
        let this = &self.payments[payment];
        self.is_chosen[payment] = true;
        self.of_day[this.first..=this.last].fill(Some(payment));
        self.of_line.extend(this.lines.iter().map(|line| (*line, payment)));
    }

    fn take_back(&mut self, payment: usize) {
        let this = &self.payments[payment];
        self.is_chosen[payment] = false;
        self.of_day[this.first..=this.last].fill(None);
        this.lines.iter().for_each(|line| _ = self.of_line.remove(line));
    }

    /// Lets the payment hold instead of those in its way, which find other credits where they can, if that makes all
    /// together likelier; says whether it did.
    fn make_way(&mut self, payment: usize) -> bool {
        if self.is_chosen[payment] {
            return false;
        }
        let others = self.in_the_way(payment);
        let odds = |payment: &usize| self.payments[*payment].odds;
        let before: f64 = others.iter().map(odds).product();
        let mut after = odds(&payment);
        others.iter().for_each(|other| self.take_back(*other));
        self.put(payment);
        let mut instead: SmallVec<[usize; 4]> = SmallVec::new();
        let this = &self.payments[payment];
        let freed = others.iter().flat_map(|other| self.payments[*other].first..=self.payments[*other].last);
        let lately = (this.first..=this.last).chain(freed).collect::<SmallVec<[usize; 8]>>();
        for day in lately {
            if self.of_day[day].is_some() {
                continue;
            }
            let next = self.for_day[day].iter().copied().find(|next| self.in_the_way(*next).is_empty());
            if let Some(next) = next.filter(|next| self.payments[*next].odds > 1.0) {
                self.put(next);
                instead.push(next);
                after *= self.payments[next].odds;
            }
        }
        // A hair's breadth more, so that equal ones do not change places for ever.
        if after > before * 1.000_001 {
            return true;
        }
        instead.iter().for_each(|next| self.take_back(*next));
        self.take_back(payment);
        others.iter().for_each(|other| self.put(*other));
        false
    }
}
