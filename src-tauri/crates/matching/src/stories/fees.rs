//! What wrong fees may add up to.

use rustc_hash::FxHashMap;

use super::{ALL, Habits, Row, Weight};
use crate::Odds;

/// Rates charged in the market, in hundredths of a percent.
pub(crate) const RATES: [i64; 14] = [20, 25, 30, 35, 38, 40, 45, 50, 55, 60, 63, 65, 78, 100];
/// Odds that a credit is a fen off for another reason.
const ROUNDED: f64 = 0.002;
/// Odds that a whole channel was charged one particular other rate.
const WRONG_CHANNEL_FEE: f64 = 0.0005;
/// Sums of several wrong fees are weighed up to this many fen.
pub(super) const REACH: i64 = 300;
/// Fees of half a fen beyond this many in one credit are not told apart.
const HALVES: usize = 60;

/// How likely each sum of wrong fees is: a whole credit's, over all ways in which they come about.
pub(super) struct Fees {
    near: Vec<f64>,
    /// The part of `near` in which no sale is charged another rate.
    right: Vec<f64>,
    /// The odds of all wrong fees that change anything.
    pub wrong: f64,
    /// Single fees beyond that, in order.
    pub far: Vec<(i64, f64)>,
    /// For one wrong fee: the only row it fits on, or `None` where there are several.
    rows: FxHashMap<i64, Option<usize>>,
    /// Channel and what charging all of it at another rate would take.
    pub channels: Vec<(u8, i64)>,
}

/// The fee at a rate in hundredths of a percent.
pub(crate) fn fee_at(gross: i64, rate: i64) -> i64 {
    (gross * rate + 5_000) / 10_000
}

/// How many fees lie exactly between two fen. A small fee fits several rates: the one that most sales of its channel
/// are charged counts.
pub(crate) fn halves(rows: &[Row]) -> usize {
    let sales = || rows.iter().filter(|row| row.fee_known && row.net > 0);
    let fits = |row: &Row, rate: i64| fee_at(row.gross, rate) == row.gross - row.net;
    let mut common: FxHashMap<u8, [usize; RATES.len()]> = FxHashMap::default();
    for row in sales() {
        let count = common.entry(row.channel).or_default();
        RATES.iter().zip(count).for_each(|(rate, count)| *count += usize::from(fits(row, *rate)));
    }
    let is_half = |row: &&Row| {
        let count = &common[&row.channel];
        let fitting = RATES.iter().zip(count).filter(|(rate, _)| fits(row, **rate));
        let rate = fitting.max_by_key(|(_, count)| **count).map(|(rate, _)| *rate);
        rate.is_some_and(|rate| row.gross * rate % 10_000 == 5_000)
    };
    sales().filter(is_half).count()
}

impl Fees {
    pub fn of(rows: &[Row], odds: &Odds, habits: &Habits) -> Fees {
        let each = odds.wrong_fee / RATES.len() as f64;
        let mut one: FxHashMap<i64, f64> = FxHashMap::default();
        let mut only: FxHashMap<i64, Option<usize>> = FxHashMap::default();
        let mut channels: FxHashMap<(u8, i64), (i64, u64)> = FxHashMap::default();
        let mut kept: Vec<i64> = Vec::new();
        let kept_odds = habits.kept / (1.0 - habits.kept);
        let mut fits_on = |extra: i64, row: usize| {
            only.entry(extra).and_modify(|r| *r = r.filter(|r| *r == row)).or_insert(Some(row));
        };
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.fee_known) {
            let fee = row.gross - row.net;
            if row.net <= 0 {
                if fee != 0 {
                    kept.push(-fee);
                    fits_on(-fee, i);
                }
                continue;
            }
            for rate in RATES {
                let extra = fee_at(row.gross, rate) - fee;
                if extra != 0 {
                    *one.entry(extra).or_default() += each;
                    fits_on(extra, i);
                }
                for channel in [row.channel, ALL] {
                    let sum = channels.entry((channel, rate)).or_default();
                    *sum = (sum.0 + extra, sum.1 + 1);
                }
            }
        }
        let mut channels: Vec<(u8, i64)> = channels
            .into_iter()
            .filter(|(_, (extra, count))| *count > 1 && *extra != 0)
            .map(|((channel, _), (extra, _))| (channel, extra))
            .collect();
        channels.sort_unstable();
        channels.dedup();
        let mut cells: Vec<(i64, f64)> =
            one.iter().filter(|(f, _)| f.abs() <= REACH).map(|(f, w)| (*f, *w)).collect();
        cells.sort_unstable_by_key(|(f, _)| *f);
        let mut first = vec![0.0; (2 * REACH + 1) as usize];
        cells.iter().for_each(|(f, w)| first[(f + REACH) as usize] = *w);
        let second = convolve(&first, &cells);
        let third = convolve(&second, &cells);
        let mut near: Vec<f64> =
            first.iter().zip(second).zip(third).map(|((a, b), c)| a + b / 2.0 + c / 6.0).collect();
        near[REACH as usize] += 1.0;
        let wrong = one.values().sum::<f64>();
        let mut right = vec![0.0; near.len()];
        right[REACH as usize] = 1.0;
        let mut far: Vec<(i64, f64)> = one.into_iter().filter(|(f, _)| f.abs() > REACH).collect();
        for fee in kept {
            if fee <= REACH {
                near = convolve(&near, &[(0, 1.0), (fee, kept_odds)]);
                right = convolve(&right, &[(0, 1.0), (fee, kept_odds)]);
            } else {
                far.push((fee, kept_odds));
            }
        }
        let down = binomial(halves(rows).min(HALVES), habits.half_down);
        for cells in [&down[..], &[(-1, ROUNDED), (0, 1.0), (1, ROUNDED)]] {
            near = convolve(&near, cells);
            right = convolve(&right, cells);
        }
        // Refunds of one size come after the sales' fees.
        far.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let all: f64 = near.iter().sum::<f64>() * (1.0 + far.iter().map(|(_, w)| w).sum::<f64>());
        near.iter_mut().chain(&mut right).for_each(|weight| *weight /= all);
        Fees { near, right, wrong, far, rows: only, channels }
    }

    /// The share of all ways in which wrong fees add up to `fen`.
    pub fn weight(&self, fen: i64) -> Weight {
        if fen.abs() <= REACH {
            return self.near[(fen + REACH) as usize];
        }
        let from = self.far.partition_point(|(f, _)| *f < fen - REACH);
        let beside = self.far[from..].iter().take_while(|(f, _)| *f <= fen + REACH);
        beside.map(|(f, w)| w * self.near[(fen - f + REACH) as usize]).sum()
    }

    /// How likely a sum comes from a sale that is charged another rate.
    pub fn is_wrong(&self, sum: i64) -> f64 {
        let at = usize::try_from(sum + REACH).ok().filter(|at| *at < self.near.len());
        let Some(at) = at else { return 1.0 };
        if self.near[at] > 0.0 { 1.0 - self.right[at] / self.near[at] } else { 0.0 }
    }

    /// The share of all ways whose sum is more than `off` fen off; at most [`REACH`].
    pub fn beyond(&self, off: i64) -> Weight {
        let within: f64 = self.near[(REACH - off) as usize..=(REACH + off) as usize].iter().sum();
        (1.0 - within).max(0.0)
    }

    pub fn only_row(&self, fen: i64) -> Option<usize> {
        self.rows.get(&fen).copied().flatten()
    }

    /// Odds of each entry of `channels`.
    pub fn channel_odds() -> f64 {
        WRONG_CHANNEL_FEE
    }
}

/// So many fen more, and how likely: `count` fees, each a fen less with these odds.
pub(crate) fn binomial(count: usize, each: f64) -> Vec<(i64, f64)> {
    let mut ways = vec![0.0; count + 1];
    ways[0] = 1.0;
    for _ in 0..count {
        for i in (0..ways.len()).rev() {
            let fewer = if i > 0 { ways[i - 1] } else { 0.0 };
            ways[i] = ways[i] * (1.0 - each) + fewer * each;
        }
    }
    ways.into_iter().enumerate().map(|(i, weight)| (-(i as i64), weight)).collect()
}

/// The same cells moved by each step and weighed; what falls beyond either end is left out.
pub(super) fn convolve(dense: &[f64], steps: &[(i64, f64)]) -> Vec<f64> {
    let mut out = vec![0.0; dense.len()];
    for (step, weight) in steps {
        let by = step.unsigned_abs() as usize;
        let Some(left) = dense.len().checked_sub(by) else { continue };
        // One run of cells at a time, which the compiler adds up side by side.
        let (from, to) = if *step < 0 { (by, 0) } else { (0, by) };
        let (from, to) = (&dense[from..from + left], &mut out[to..to + left]);
        to.iter_mut().zip(from).for_each(|(to, from)| *to += from * weight);
    }
    out
}
