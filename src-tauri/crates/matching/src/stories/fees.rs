//! What wrong fees may add up to.

use rustc_hash::FxHashMap;

use super::{ALL, Row, Weight};
use crate::Odds;

/// Rates charged in the market, in hundredths of a percent.
pub(crate) const RATES: [i64; 14] = [20, 25, 30, 35, 38, 40, 45, 50, 55, 60, 63, 65, 78, 100];
/// Odds that the fee of a refund is not given back.
const KEPT: f64 = 0.1;
/// Odds that a fee of exactly half a fen is rounded down.
const HALF_DOWN: f64 = 0.05;
/// Odds that a credit is a fen off for another reason.
const ROUNDED: f64 = 0.002;
/// Odds that a whole channel was charged one particular other rate.
const WRONG_CHANNEL_FEE: f64 = 0.0005;
/// Sums of several wrong fees are weighed up to this many fen.
pub(super) const REACH: i64 = 300;

/// Weights of fee sums: no wrong fee (at 0), one, two or three.
pub(super) struct Fees {
    near: Vec<f64>,
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

impl Fees {
    pub fn of(rows: &[Row], odds: &Odds) -> Fees {
        let each = odds.wrong_fee / RATES.len() as f64;
        let mut one: FxHashMap<i64, f64> = FxHashMap::default();
        let mut only: FxHashMap<i64, Option<usize>> = FxHashMap::default();
        let mut channels: FxHashMap<(u8, i64), (i64, u64)> = FxHashMap::default();
        let mut halves = 0;
        let mut put = |extra: i64, odds: f64, row: usize| {
            if extra != 0 {
                *one.entry(extra).or_default() += odds;
                only.entry(extra).and_modify(|r| *r = r.filter(|r| *r == row)).or_insert(Some(row));
            }
        };
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.fee_known) {
            let fee = row.gross - row.net;
            if row.net <= 0 {
                put(-fee, KEPT, i);
                continue;
            }
            for rate in RATES {
                let extra = fee_at(row.gross, rate) - fee;
                halves += usize::from(extra == 0 && row.gross * rate % 10_000 == 5_000);
                put(extra, each, i);
                for channel in [row.channel, ALL] {
                    let sum = channels.entry((channel, rate)).or_default();
                    *sum = (sum.0 + extra, sum.1 + 1);
                }
            }
        }
        *one.entry(-1).or_default() += ROUNDED + HALF_DOWN * halves as f64;
        *one.entry(1).or_default() += ROUNDED;
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
        let mut far: Vec<(i64, f64)> = one.into_iter().filter(|(f, _)| f.abs() > REACH).collect();
        far.sort_unstable_by_key(|(f, _)| *f);
        Fees { near, far, rows: only, channels }
    }

    /// The weight of all ways in which wrong fees add up to `fen`.
    pub fn weight(&self, fen: i64) -> Weight {
        if fen.abs() <= REACH {
            return self.near[(fen + REACH) as usize];
        }
        self.far.binary_search_by_key(&fen, |(f, _)| *f).map_or(0.0, |at| self.far[at].1)
    }

    pub fn only_row(&self, fen: i64) -> Option<usize> {
        self.rows.get(&fen).copied().flatten()
    }

    /// Odds of each entry of `channels`.
    pub fn channel_odds() -> f64 {
        WRONG_CHANNEL_FEE
    }
}

fn convolve(dense: &[f64], cells: &[(i64, f64)]) -> Vec<f64> {
    let mut out = vec![0.0; dense.len()];
    let last = dense.len() as i64;
    for (at, weight) in dense.iter().enumerate().filter(|(_, w)| **w > 0.0) {
        for (fen, other) in cells {
            let to = at as i64 + fen;
            if (0..last).contains(&to) {
                out[to as usize] += weight * other;
            }
        }
    }
    out
}
