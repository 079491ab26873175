//! What the acquirer does where the contract says nothing: fees of exactly half a fen, and the fee of a refund.
//!
//! Both are the same every day, so that a shop's own credits show them. A credit with a fee too many lacks a few fen
//! that a lost sale beside a wrong fee would explain just as well; who knows the habit is not misled.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::book::Book;
use crate::outcome::Proof;
use crate::stories::{Habits, Node, OTHER, Row, Tally, binomial, halves};
use crate::{Memory, Odds, closed::Closed};

/// As if so many cases had been seen before, with the usual share of them.
const SEEN: f64 = 20.0;

/// So many short credits of an agreement show how often something goes wrong.
const LOOKED_AT: usize = 64;
/// The usual odds count like so many cases that were as frequent as they say.
const BELIEVED: f64 = 3.0;

/// So many due days before the present month are enough to learn from.
const ENOUGH: usize = 20;

/// One credit in so many is off by a few fen for another reason.
const OFF: f64 = 0.1;
/// So many turns bring the share to rest.
const TURNS: usize = 12;

/// To one part in sixteen: more digits than that are not known, and one more day of files must not change how all days
/// before it are weighed.
fn coarse(share: f64) -> f64 {
    const LOST: u32 = f64::MANTISSA_DIGITS - 1 - 4;
    f64::from_bits((share.to_bits() + (1 << (LOST - 1))) >> LOST << LOST)
}

/// Cases seen, and how many of them went against the shop (or for it).
#[derive(Default)]
struct Seen {
    /// By fees of half a fen in a credit, and by how many fen it is too much: how many credits.
    halves: BTreeMap<(usize, usize), f64>,
    refunds: f64,
    kept: f64,
}

/// Before which due day the credits are that show habits and odds. What the present month adds waits for the next, so
/// that one more day of files does not change how every day before it is weighed; where hardly more is known, it counts.
pub(super) fn until(book: &Book<'_>) -> NaiveDate {
    let as_of = book.world.as_of;
    let month = as_of.with_day(1).unwrap_or(as_of);
    let known = book.groups.iter().filter(|group| group.due < month).count();
    if known >= ENOUGH { month } else { NaiveDate::MAX }
}

/// By agreement, from credits that lack nothing and from those that lack a few fen.
pub(super) fn learn<'a>(
    book: &Book<'_>,
    near: impl Iterator<Item = (u32, &'a [Row], i64)>,
    until: NaiveDate,
) -> BTreeMap<u32, Habits> {
    let mut seen: BTreeMap<u32, Seen> = BTreeMap::new();
    for (agreement, rows, deficit) in near {
        seen.entry(agreement).or_default().look(rows, deficit);
    }
    for (agreement, closed) in brought_all(book, until) {
        let rows: Vec<Row> = closed.txns.iter().map(|txn| super::row(book, *txn)).collect();
        seen.entry(agreement).or_default().look(&rows, 0);
    }
    let usual = Habits::default();
    let share = |usual: f64, hits: f64, of: f64| (usual * SEEN + hits) / (SEEN + of);
    seen.into_iter()
        .map(|(agreement, seen)| {
            let half_down = coarse(seen.half_down(usual.half_down)).clamp(0.001, 0.999);
            let kept = coarse(share(usual.kept, seen.kept, seen.refunds)).clamp(0.001, 0.999);
            (agreement, Habits { half_down, kept, ..usual })
        })
        .collect()
}

/// The credits that brought all that was expected of their days, to the fen, with their agreements.
fn brought_all<'b>(book: &'b Book<'_>, until: NaiveDate) -> impl Iterator<Item = (u32, &'b Closed)> {
    book.closed.iter().filter_map(move |closed| {
        let first = &book.txns[*closed.txns.first()? as usize];
        let due = book.batches.get(first.batch as usize)?.due;
        let whole = matches!(closed.how.proof, Proof::Total | Proof::MemoDays | Proof::Run | Proof::Split);
        (whole && due < until).then_some((first.agreement, closed))
    })
}

/// By agreement, the rows and the number of credits that brought all.
pub(super) fn whole(book: &Book<'_>, until: NaiveDate) -> BTreeMap<u32, (f64, f64)> {
    let mut whole: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (agreement, closed) in brought_all(book, until) {
        let entry = whole.entry(agreement).or_default();
        *entry = (entry.0 + closed.txns.len() as f64, entry.1 + 1.0);
    }
    whole
}

/// The odds that one agreement's credits show, from chains of short ones and from `rows` in `credits` that brought
/// all. A few chains are enough: what they show is scaled to all of them.
pub(super) fn odds(
    memory: &mut Memory,
    chains: &[&[Node]],
    (rows, credits): (f64, f64),
    usual: &Odds,
) -> (Odds, f64) {
    let all: usize = chains.iter().map(|chain| chain.len()).sum();
    let step = all.div_ceil(LOOKED_AT).max(1);
    let mut sum = Tally::default();
    for chain in chains.iter().step_by(step) {
        sum.add(&memory.weigh(chain, usual).1, 1.0);
    }
    let part = if all > 0 { sum.credits / all as f64 } else { 1.0 };
    let rows_looked_at = sum.rows + rows * part;
    // What the wrong fees of the whole credits would have been, as if their rows were like the others.
    let fees = match sum.rows {
        0.0 => usual.wrong_fee * rows_looked_at,
        rows => sum.wrong_fee_expected * rows_looked_at / rows,
    };
    let known =
        |usual: f64, seen: f64, expected: f64| coarse(usual * (seen + BELIEVED) / (expected + BELIEVED));
    let odds = Odds {
        lost: known(usual.lost, sum.lost, usual.lost * rows_looked_at),
        late: known(usual.late, sum.late, usual.late * rows_looked_at),
        wrong_fee: known(usual.wrong_fee, sum.wrong_fee, fees),
    };
    let other = known(OTHER, sum.other, OTHER * (sum.credits + credits * part));
    (odds, other)
}

impl Seen {
    /// The share of half fen that are rounded down. A wrong fee may bring a few fen as well: what the share explains
    /// badly counts less, in turns.
    fn half_down(&self, usual: f64) -> f64 {
        let mut share = usual;
        for turn in 0..TURNS {
            let (mut down, mut all) = (usual * SEEN, SEEN);
            for ((halves, too_much), credits) in self.halves.iter().filter(|((halves, _), _)| *halves > 0) {
                let by_halves = binomial(*halves, share).get(*too_much).map_or(0.0, |(_, share)| *share);
                let by_chance = OFF / (halves + 1) as f64;
                let weight = credits * if turn == 0 { 1.0 } else { by_halves / (by_halves + by_chance) };
                down += weight * *too_much as f64;
                all += weight * *halves as f64;
            }
            share = down / all;
        }
        share
    }

    /// A credit whose deficit these two alone explain.
    fn look(&mut self, rows: &[Row], deficit: i64) {
        if rows.iter().any(|row| !row.fee_known) {
            return;
        }
        let mut refunds = rows.iter().filter(|row| row.net < 0 && row.gross != row.net);
        let fee = match (refunds.next(), refunds.next()) {
            (None, _) => None,
            (Some(one), None) => Some(one.net - one.gross),
            // Which of several was kept is not told from their sum.
            (Some(_), Some(_)) => return,
        };
        let halves = halves(rows) as i64;
        // The credit may be up to `halves` fen more than expected.
        let down = |deficit: i64| (-halves..=0).contains(&deficit).then_some(-deficit);
        let kept = fee.filter(|fee| *fee > halves).and_then(|fee| down(deficit - fee));
        let (down, is_kept) = match (down(deficit), kept) {
            (Some(down), _) => (down, false),
            (None, Some(down)) => (down, true),
            (None, None) => return,
        };
        *self.halves.entry((halves as usize, down as usize)).or_default() += 1.0;
        if fee.is_some_and(|fee| fee > halves) {
            self.refunds += 1.0;
            self.kept += f64::from(u8::from(is_kept));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::coarse;

    #[test]
    fn shares_are_known_to_one_part_in_sixteen() {
        for share in [0.05, 0.1, 0.0021, 0.97, 1.0, 1.9e-7] {
            assert!((coarse(share) / share - 1.0).abs() <= 1.0 / 32.0 + 1e-9, "{share}");
            assert_eq!(coarse(coarse(share)).to_bits(), coarse(share).to_bits());
        }
        assert_eq!(coarse(0.051).to_bits(), coarse(0.0505).to_bits());
    }
}
