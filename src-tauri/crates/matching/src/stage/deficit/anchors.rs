//! Which credits belong to which open due day, although no amount fits to the fen.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use crate::book::{Book, Group, minus, plus};
use crate::payer::Strength;
use crate::stage::deficit::pairing;

/// Every day of delay counts like so many thousandths, unless the memo names the day.
const DAY: i64 = 60;
/// So does a memo that names other last trading days.
const OTHER_DAY: i64 = 100;
/// How many days after the due day a short credit is looked for.
const LATE: u64 = 4;
/// The least part of the expected amount, in percent, that a late credit must bring.
const LEAST: i64 = 40;

/// One or more due days that follow each other, and the credits that belong to them. Amounts in fen.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    pub agreement: u32,
    /// Places in [`Book::groups`].
    pub groups: Range<usize>,
    pub lines: Vec<u32>,
    pub received: i64,
}

impl Anchor {
    pub fn batches(&self, book: &Book<'_>) -> Range<u32> {
        book.groups[self.groups.start].batches.start..book.groups[self.groups.end - 1].batches.end
    }

    pub fn due(&self, book: &Book<'_>) -> chrono::NaiveDate {
        book.groups[self.groups.end - 1].due
    }
}

/// An open due day in search of its credits.
pub(super) struct Wanted {
    pub place: usize,
    pub group: Group,
    pub expected: i64,
    /// Booked on the due day, or naming its trading days.
    pub on_day: Vec<u32>,
    /// Booked shortly after.
    pub later: Vec<u32>,
    /// Net amounts of its open sales, rising, in fen.
    pub nets: Vec<i64>,
}

impl Wanted {
    /// Whether the credit's memo names the merchant number.
    pub fn is_named(&self, book: &Book<'_>, line: u32) -> bool {
        let number = &book.agreements[self.group.agreement as usize].merchant_no;
        number.len() >= 8 && book.line(line).memo.contains(number.as_str())
    }
}

/// Which credits were given to which due day, and which days are paid with a later one.
#[derive(Default)]
pub(super) struct Given {
    /// By place in the wanted days: the credits of the day, or of several days under the last of them.
    lines: BTreeMap<usize, Vec<u32>>,
    /// By the last of several days paid together: the first.
    merged: BTreeMap<usize, usize>,
    /// Paid together with a later day.
    with_the_next: BTreeSet<usize>,
    taken: BTreeSet<u32>,
}

impl Given {
    fn is_open(&self, day: usize) -> bool {
        !self.lines.contains_key(&day) && !self.with_the_next.contains(&day)
    }

    /// Pays the days with the credits.
    pub fn give(&mut self, first: usize, last: usize, lines: Vec<u32>) {
        self.taken.extend(&lines);
        self.lines.insert(last, lines);
        if first < last {
            self.merged.insert(last, first);
            self.with_the_next.extend(first..last);
        }
    }
}

/// Finds the credits of every open due day: booked on that day or shortly after by a known payer, or naming its
/// trading days.
pub(super) fn find(book: &mut Book<'_>) -> Vec<Anchor> {
    let wanted = wanted(book);
    let mut given = Given::default();
    pairing::near(book, &wanted, &mut given);
    alone(book, &wanted, &mut given);
    merged(book, &wanted, &mut given);
    rest(book, &wanted, &mut given);
    pieces(book, &wanted, &mut given);
    let amount = |lines: &[u32]| lines.iter().map(|line| book.lines[*line as usize].amount).sum::<i64>();
    let merged = given.merged;
    let mut anchors: Vec<Anchor> = given
        .lines
        .into_iter()
        .map(|(i, lines)| {
            let this = &wanted[i];
            let first = merged.get(&i).map_or(this.place, |first| wanted[*first].place);
            let received = amount(&lines);
            Anchor { agreement: this.group.agreement, groups: first..this.place + 1, lines, received }
        })
        .collect();
    anchors.sort_by_key(|anchor| anchor.groups.start);
    anchors
}

fn wanted(book: &mut Book<'_>) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for place in 0..book.groups.len() {
        let group = book.groups[place].clone();
        let open = book.group_open(&group);
        let into_balance =
            book.agreements[group.agreement as usize].pays_into == recoup_ledger::PaysInto::Balance;
        if into_balance || open.count == 0 || open.net <= 0 || group.due >= book.world.as_of {
            continue;
        }
        if book.one_by_one.contains(&group.agreement) || book.only_typed(&group) {
            continue;
        }
        let days = book.days(group.batches.clone());
        let least = if book.payers.knows_payer(group.agreement) { Strength::Known } else { Strength::Looks };
        let mut on_day = book.credits(group.agreement, (group.due, group.due), least, days);
        let after = (plus(group.due, 1), plus(group.due, LATE));
        let mut later = book.credits(group.agreement, after, least, days);
        if on_day.is_empty() {
            let window = (minus(group.due, 3).max(days.1), plus(group.due, 10));
            on_day = book.credits(group.agreement, window, Strength::Looks, days);
            on_day.retain(|line| book.lines[*line as usize].memo.days.is_some());
            later.retain(|line| !on_day.contains(line));
        }
        if !on_day.is_empty() || !later.is_empty() {
            let txns = book.open_txns(group.batches.clone());
            let mut nets: Vec<i64> = txns.iter().map(|txn| book.txns[*txn as usize].net).collect();
            nets.sort_unstable();
            wanted.push(Wanted { place, group, expected: open.net, on_day, later, nets });
        }
    }
    wanted
}

/// How far a credit is from what a day expects, in thousandths; below 0 where its memo names the merchant number.
fn distance(book: &Book<'_>, wanted: &Wanted, line: u32) -> i64 {
    let this = &book.lines[line as usize];
    if wanted.is_named(book, line) {
        return -1;
    }
    let beside = match this.memo.days {
        Some((_, to)) if to == book.days(wanted.group.batches.clone()).1 => 0,
        Some(_) => OTHER_DAY,
        None => (this.on - wanted.group.due).num_days().max(0) * DAY,
    };
    (wanted.expected - this.amount).abs() * 1_000 / wanted.expected.max(1) + beside
}

/// A day alone with its credits gets them all.
fn alone(book: &Book<'_>, wanted: &[Wanted], given: &mut Given) {
    let mut wanted_by: HashMap<u32, u32> = HashMap::new();
    for (i, this) in wanted.iter().enumerate() {
        if given.is_open(i) {
            this.on_day.iter().for_each(|line| *wanted_by.entry(*line).or_insert(0) += 1);
        }
    }
    for (i, this) in wanted.iter().enumerate() {
        let free: Vec<u32> = this.on_day.iter().copied().filter(|line| !given.taken.contains(line)).collect();
        let sum: i64 = free.iter().map(|line| book.lines[*line as usize].amount).sum();
        let enough = free.len() == 1 || sum <= this.expected + this.expected / 50;
        if given.is_open(i)
            && !free.is_empty()
            && enough
            && free.iter().all(|line| wanted_by.get(line) == Some(&1))
        {
            given.taken.extend(&free);
            given.lines.insert(i, free);
        }
    }
}

/// A day without a credit, and the next one with about the money of both.
fn merged(book: &Book<'_>, wanted: &[Wanted], given: &mut Given) {
    for i in 1..wanted.len() {
        let (first, second) = (&wanted[i - 1], &wanted[i]);
        if !given.is_open(i - 1)
            || given.merged.contains_key(&i)
            || given.with_the_next.contains(&i)
            || first.place + 1 != second.place
            || first.group.agreement != second.group.agreement
        {
            continue;
        }
        let both = first.expected + second.expected;
        let amount = |line: &u32| book.lines[*line as usize].amount;
        let fits = |line: &u32| {
            let beyond = amount(line) - second.expected;
            beyond * 100 >= first.expected * LEAST && amount(line) * 50 <= both * 51
        };
        let own = given.lines.get(&i).filter(|lines| lines.len() == 1).and_then(|lines| lines.first());
        let found = match own {
            // The day's own credit has a surplus that is about what the day before lacks.
            Some(line) => Some(*line).filter(|line| fits(line)),
            None if given.lines.contains_key(&i) => None,
            None => (second.on_day.iter().chain(&second.later))
                .copied()
                .filter(|line| !given.taken.contains(line) && fits(line))
                .min_by_key(|line| ((both - amount(line)).abs(), *line)),
        };
        if let Some(line) = found {
            given.give(i - 1, i, vec![line]);
        }
    }
}

/// What is left: by amount, also where much is lacking.
fn rest(book: &Book<'_>, wanted: &[Wanted], given: &mut Given) {
    let mut pairs: Vec<(i64, usize, u32)> = Vec::new();
    for (i, this) in wanted.iter().enumerate().filter(|(i, _)| given.is_open(*i)) {
        for line in this.on_day.iter().filter(|line| !given.taken.contains(line)) {
            pairs.push((distance(book, this, *line), i, *line));
        }
        for line in this.later.iter().filter(|line| !given.taken.contains(line)) {
            let amount = book.lines[*line as usize].amount;
            if amount * 100 >= this.expected * LEAST && amount * 50 <= this.expected * 51 {
                pairs.push((distance(book, this, *line), i, *line));
            }
        }
    }
    pairs.sort_unstable();
    for (_, i, line) in pairs {
        if given.is_open(i) && !given.taken.contains(&line) {
            given.give(i, i, vec![line]);
        }
    }
}

/// A payout in several credits of which a sale is lacking: what is still free goes where it about fills the deficit.
fn pieces(book: &Book<'_>, wanted: &[Wanted], given: &mut Given) {
    let taken = &mut given.taken;
    for (i, lines) in given.lines.iter_mut() {
        let this = &wanted[*i];
        let amount = |line: &u32| book.lines[*line as usize].amount;
        let mut lacking = this.expected - lines.iter().map(amount).sum::<i64>();
        let window = plus(this.group.due, 2);
        while lines.len() < 3 && lacking * 20 > this.expected {
            let fitting = (this.on_day.iter().chain(&this.later))
                .filter(|line| !taken.contains(line) && book.lines[**line as usize].on <= window)
                .filter(|line| amount(line) <= lacking + lacking / 50)
                .max_by_key(|line| (amount(line), std::cmp::Reverse(**line)));
            let Some(line) = fitting.copied() else { break };
            lacking -= amount(&line);
            taken.insert(line);
            lines.push(line);
        }
    }
}
