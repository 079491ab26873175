//! Sets of one, two and three absent transactions, over distinct net amounts.

use super::Row;
use super::fees::{Fees, REACH};

/// No amount.
pub(super) const NONE: u16 = u16::MAX;
/// Sets of three are searched among at most this many distinct amounts.
const TRIPLE_LIMIT: usize = 1_500;
/// How far beside a pair's sum a wrong fee is looked for, in fen.
pub(super) const PAIR_REACH: i64 = 150;

/// Places of up to three amounts in [`Coins`], rising; [`NONE`] behind them.
pub(super) type Set = [u16; 3];

/// Distinct net amounts, rising, and how many rows have each.
pub(super) struct Coins(pub Vec<(i64, u32)>);

impl Coins {
    pub fn of(rows: &[Row]) -> Coins {
        let mut nets: Vec<i64> = rows.iter().map(|row| row.net).filter(|net| *net != 0).collect();
        nets.sort_unstable();
        let mut coins: Vec<(i64, u32)> = Vec::new();
        for net in nets {
            match coins.last_mut() {
                Some((last, count)) if *last == net => *count += 1,
                _ => coins.push((net, 1)),
            }
        }
        coins.truncate(usize::from(NONE));
        Coins(coins)
    }

    pub fn net(&self, coin: u16) -> i64 {
        self.0[usize::from(coin)].0
    }

    /// In how many ways the set can be taken.
    fn ways(&self, set: &Set) -> f64 {
        let count = |coin: u16| f64::from(self.0[usize::from(coin)].1);
        match *set {
            [NONE, ..] => 1.0,
            [a, NONE, _] => count(a),
            [a, b, NONE] if a == b => count(a) * (count(a) - 1.0) / 2.0,
            [a, b, NONE] => count(a) * count(b),
            [a, b, c] if a == b && b == c => count(a) * (count(a) - 1.0) * (count(a) - 2.0) / 6.0,
            [a, b, c] if a == b => count(a) * (count(a) - 1.0) / 2.0 * count(c),
            [a, b, c] if b == c => count(a) * count(b) * (count(b) - 1.0) / 2.0,
            [a, b, c] => count(a) * count(b) * count(c),
        }
    }
}

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Single amounts beside wrong fees, pairs to the fen.
    Little,
    /// Pairs beside wrong fees and triples to the fen as well.
    Full,
}

/// Calls `each` with every set, the number of ways times the weight of the wrong fees beside it, and their sum in fen.
pub(super) fn find(
    coins: &Coins,
    fees: &Fees,
    target: i64,
    effort: Effort,
    mut each: impl FnMut(Set, f64, i64),
) {
    let mut put = |set: Set, fee: i64| {
        let weight = coins.ways(&set) * fees.weight(fee);
        if weight > 0.0 {
            each(set, weight, fee);
        }
    };
    put([NONE; 3], target);
    let all = &coins.0;
    let first = all.partition_point(|(a, _)| *a < target - REACH);
    for (i, (a, _)) in all.iter().enumerate().skip(first).take_while(|(_, (a, _))| *a <= target + REACH) {
        put([i as u16, NONE, NONE], target - a);
    }
    if effort == Effort::Full
        && let (Some((least, _)), Some((most, _))) = (fees.far.first(), fees.far.last())
    {
        // A large fee, and small ones beside it.
        let (low, high) = (target - most - REACH, target - least + REACH);
        let from = all.partition_point(|(a, _)| *a < low);
        for (i, (a, _)) in all.iter().enumerate().skip(from).take_while(|(_, (a, _))| *a <= high) {
            if (target - a).abs() > REACH {
                put([i as u16, NONE, NONE], target - a);
            }
        }
    }
    let reach = if effort == Effort::Full { PAIR_REACH.min(REACH) } else { 0 };
    let mut high = all.len();
    for (i, (a, _)) in all.iter().enumerate() {
        // Amounts rise, so the window of the second falls.
        while high > 0 && a + all[high - 1].0 > target + reach {
            high -= 1;
        }
        for j in (i..high).rev() {
            let fee = target - a - all[j].0;
            if fee > reach {
                break;
            }
            put([i as u16, j as u16, NONE], fee);
        }
    }
    if effort == Effort::Full && all.len() <= TRIPLE_LIMIT {
        triples(all, target, put);
    }
}

fn triples(all: &[(i64, u32)], target: i64, mut put: impl FnMut(Set, i64)) {
    for (i, (a, _)) in all.iter().enumerate() {
        // i ≤ j ≤ k with b + c = rest: the two ends walk towards each other.
        let rest = target - a;
        let (mut low, mut high) = (i, all.len());
        while low < high {
            let sum = all[low].0 + all[high - 1].0;
            if sum > rest {
                high -= 1;
                continue;
            }
            if sum == rest {
                put([i as u16, low as u16, (high - 1) as u16], 0);
            }
            low += 1;
        }
    }
}
