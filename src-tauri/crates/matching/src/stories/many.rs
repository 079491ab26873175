//! What more causes than are told one by one add up to.
//!
//! With two hundred sales in a credit some three of them beside a wrong fee fit almost any deficit. Such stories are too
//! many to tell, but together they weigh as much as one that is told, and a claim that forgot them would be too sure.
//! Their sums lie everywhere, so that it is enough to know how dense they are: amounts are put into cells, and the
//! cells of one absent sale are folded into those of two, three and more.

use super::fees::convolve;
use super::sets::Coins;

/// Cells to each side of zero.
const CELLS: i64 = 128;
const ALL: usize = (2 * CELLS + 1) as usize;
/// At most so many absent sales are counted.
const MOST: usize = 7;
/// Orders that weigh less are left out.
const LIGHT: f64 = 1e-4;

/// Weights over sums, in cells of `width` fen around zero.
#[derive(Debug, Clone)]
struct Cells(Vec<f64>);

/// How dense the sums of so many absent sales lie: their weight for each fen.
pub(super) struct Many {
    width: f64,
    /// By how many sales are absent, from one on.
    orders: Vec<Cells>,
    /// One sale, and two, of the credit before that came with this one: negative sums, each together 1.
    brought: [Cells; 2],
}

impl Many {
    /// `absent` are the odds of one sale's being absent; `before` are the amounts of the credit before.
    pub fn of(coins: &Coins, absent: f64, deficit: i64, before: &[i64]) -> Many {
        let rows: usize = coins.0.iter().map(|(_, count)| *count as usize).sum();
        // Three quarters of the sales lie in the inner half; a lone large one changes nothing.
        let mut left = rows * 3 / 4;
        let large = coins.0.iter().find(|(_, count)| {
            let found = left <= *count as usize;
            left = left.saturating_sub(*count as usize);
            found
        });
        let large = large.map_or(0, |(net, _)| net.abs());
        let width = (2 * deficit.abs().max(large)).max(CELLS) as f64 / CELLS as f64;
        let mut one = Cells::empty();
        for (sum, count) in &coins.0 {
            one.put(*sum as f64 / width, f64::from(*count) * absent);
        }
        let sparse = one.sparse();
        let mut orders = vec![one];
        while let Some(last) = orders.last()
            && orders.len() < MOST
            && last.0.iter().sum::<f64>() > LIGHT
        {
            let next = last.fold(&sparse, 1.0 / (orders.len() + 1) as f64);
            orders.push(next);
        }
        let mut brought = Cells::empty();
        for sum in before {
            brought.put(-*sum as f64 / width, 1.0 / before.len() as f64);
        }
        let two = brought.fold(&brought.sparse(), 1.0);
        Many { width, orders, brought: [brought, two] }
    }

    /// The weight of `count` absent sales' summing to `sum` fen.
    pub fn absent(&self, count: usize, sum: i64) -> f64 {
        let Some(cells) = count.checked_sub(1).and_then(|at| self.orders.get(at)) else { return 0.0 };
        cells.at(sum as f64 / self.width) / self.width
    }

    /// How many orders there are.
    pub fn orders(&self) -> usize {
        self.orders.len()
    }

    /// How dense the sums of `count` brought sales lie, one or two.
    pub fn brought(&self, count: usize, sum: i64) -> f64 {
        self.brought[count - 1].at(sum as f64 / self.width) / self.width
    }

    /// Brought sales (one or two) beside absent ones, each order weighed by `factor`.
    pub fn beside_brought(&self, count: usize, sum: i64, factor: impl Fn(usize) -> f64) -> f64 {
        let at = sum as f64 / self.width;
        let brought = &self.brought[count - 1].0;
        let mut weights = 0.0;
        for (order, cells) in self.orders.iter().enumerate() {
            let factor = factor(order + 1);
            for (i, weight) in brought.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                weights += weight * factor * cells.at(at - (i as i64 - CELLS) as f64);
            }
        }
        weights / self.width
    }
}

impl Cells {
    fn empty() -> Cells {
        Cells(vec![0.0; ALL])
    }

    /// Shared between the two nearest cells; what is beyond the last is left out.
    fn put(&mut self, at: f64, weight: f64) {
        let low = at.floor();
        let share = at - low;
        for (cell, weight) in [(low as i64, weight * (1.0 - share)), (low as i64 + 1, weight * share)] {
            if cell.abs() <= CELLS {
                self.0[(cell + CELLS) as usize] += weight;
            }
        }
    }

    fn at(&self, at: f64) -> f64 {
        let edge = CELLS as f64;
        if at.abs() >= edge {
            // A long tail, so that nothing is impossible.
            let last = if at > 0.0 { self.0[ALL - 2] } else { self.0[1] };
            return last * (edge / at) * (edge / at);
        }
        let low = at.floor();
        let place = (low as i64 + CELLS) as usize;
        self.0[place] * (1.0 - (at - low)) + self.0[(place + 1).min(ALL - 1)] * (at - low)
    }

    fn sparse(&self) -> Vec<(i64, f64)> {
        let cells = self.0.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
        cells.map(|(i, weight)| (i as i64 - CELLS, *weight)).collect()
    }

    fn fold(&self, other: &[(i64, f64)], factor: f64) -> Cells {
        let mut folded = convolve(&self.0, other);
        folded.iter_mut().for_each(|weight| *weight *= factor);
        Cells(folded)
    }
}
