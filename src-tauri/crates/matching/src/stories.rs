//! Which small set of causes explains that a credit is short: absent sales, a part of the day, wrong fees.
//!
//! The forward question ("which sales sum to this credit?") has countless answers; the deficit has few. Every story gets
//! a weight, the product of the odds of its causes and of the number of ways it can have happened; the best one's share
//! of all weights is the confidence. The odds are orders of magnitude, not measured frequencies of one shop.

use std::collections::HashMap;

/// Odds that one sale is absent from a credit.
const ABSENT: f64 = 0.002;
/// Odds that one sale was charged one particular wrong rate.
const WRONG_FEE: f64 = 0.002 / RATES.len() as f64;
/// Odds that a whole channel was charged one particular wrong rate.
const WRONG_CHANNEL_FEE: f64 = 0.0005;
/// Odds that a whole part (a clearing day, a channel, a terminal) is absent.
const PART: f64 = 0.0005;
/// Odds of a cause that is not in this list; spread over all amounts up to the expected one.
const OTHER: f64 = 0.001;
/// A round deficit (whole yuan) speaks for a deduction.
const ROUND: f64 = 50.0;
/// Rates charged in the market, in hundredths of a percent.
const RATES: [i64; 14] = [20, 25, 30, 35, 38, 40, 45, 50, 55, 60, 63, 65, 78, 100];
/// Sets of three are searched among at most this many distinct amounts.
const TRIPLE_LIMIT: usize = 1_500;

/// One open transaction of the credit, in fen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub net: i64,
    pub gross: i64,
    pub fee_known: bool,
    /// Any number that is the same for the same channel.
    pub channel: u8,
}

/// A cause of the deficit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Story {
    /// Sales of these net amounts are absent; each with how often.
    Absent(Vec<(i64, u32)>),
    /// The part with this number is absent.
    Part(usize),
    /// This one row (if it is the only one) was charged too much.
    Fee(Option<usize>),
    /// A whole channel was charged at another rate.
    ChannelFee(u8),
    /// A sale is absent and another one was charged too much; not named.
    Mixed,
}

/// What the search found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub best: Option<Story>,
    /// The best story's share of all weights, 0 to 1.
    pub confidence: f64,
    /// Other stories that weigh more than one hundredth of the best.
    pub rivals: u64,
    /// All stories.
    pub count: u64,
}

/// Searches the stories for `deficit` fen (positive); `parts` are lists of row numbers.
pub(crate) fn search(rows: &[Row], parts: &[Vec<usize>], deficit: i64) -> Found {
    let mut heap = Heap::default();
    let mut counts: HashMap<i64, u32> = HashMap::new();
    for row in rows.iter().filter(|row| row.net > 0) {
        *counts.entry(row.net).or_insert(0) += 1;
    }
    let mut coins: Vec<(i64, u32)> = counts.iter().map(|(amount, n)| (*amount, *n)).collect();
    coins.sort_unstable();
    absent(&coins, &counts, deficit, &mut heap);
    for (i, part) in parts.iter().enumerate() {
        let net: i64 = part.iter().map(|row| rows[*row].net).sum();
        if net == deficit && part.len() > 1 && part.len() < rows.len() {
            heap.put(PART, 1, || Story::Part(i));
        }
    }
    fees(rows, &coins, deficit, &mut heap);
    let expected: i64 = rows.iter().map(|row| row.net).sum();
    let other = OTHER / expected.max(1) as f64 * if deficit % 100 == 0 { ROUND } else { 1.0 };
    heap.found(other)
}

/// Weights in classes of equal weight; keeps the heaviest story.
#[derive(Default)]
struct Heap {
    classes: Vec<(f64, u64)>,
    best: Option<(f64, Story)>,
}

impl Heap {
    fn put(&mut self, weight: f64, count: u64, story: impl FnOnce() -> Story) {
        if count == 0 {
            return;
        }
        match self.classes.iter_mut().find(|(w, _)| *w == weight) {
            Some(class) => class.1 += count,
            None => self.classes.push((weight, count)),
        }
        if self.best.as_ref().is_none_or(|(best, _)| weight > *best) {
            self.best = Some((weight, story()));
        }
    }

    fn found(self, other: f64) -> Found {
        let count = self.classes.iter().map(|(_, n)| n).sum();
        let Some((best, story)) = self.best else {
            return Found { best: None, confidence: 0.0, rivals: 0, count };
        };
        let all: f64 = self.classes.iter().map(|(w, n)| w * *n as f64).sum();
        let near: u64 = self.classes.iter().filter(|(w, _)| *w > best / 100.0).map(|(_, n)| n).sum();
        Found { best: Some(story), confidence: best / (all + other), rivals: near - 1, count }
    }
}

/// Sets of one, two and three absent sales over distinct amounts; equal sales multiply a story's weight.
fn absent(coins: &[(i64, u32)], counts: &HashMap<i64, u32>, deficit: i64, heap: &mut Heap) {
    let ways = |coin: i64, times: u32| {
        let n = f64::from(counts.get(&coin).copied().unwrap_or(0));
        match times {
            1 => n,
            2 => n * (n - 1.0) / 2.0,
            _ => n * (n - 1.0) * (n - 2.0) / 6.0,
        }
    };
    let one = ways(deficit, 1);
    if one > 0.0 {
        heap.put(ABSENT * one, 1, || Story::Absent(vec![(deficit, 1)]));
    }
    for (a, _) in coins.iter().take_while(|(a, _)| *a * 2 <= deficit) {
        let b = deficit - a;
        let ways = if *a == b { ways(b, 2) } else { ways(*a, 1) * ways(b, 1) };
        if ways > 0.0 {
            let set = if *a == b { vec![(b, 2)] } else { vec![(*a, 1), (b, 1)] };
            heap.put(ABSENT.powi(2) * ways, 1, || Story::Absent(set));
        }
    }
    // Three weigh nothing beside one.
    if one > 0.0 || coins.len() > TRIPLE_LIMIT {
        return;
    }
    for (i, (a, _)) in coins.iter().enumerate().take_while(|(_, (a, _))| *a * 3 <= deficit) {
        // a ≤ b ≤ c with b + c = rest: the two ends walk towards each other.
        let rest = deficit - a;
        let (mut low, mut high) = (i, coins.len());
        while low < high {
            let (b, c) = (coins[low].0, coins[high - 1].0);
            if b + c > rest {
                high -= 1;
                continue;
            }
            if b + c == rest && b <= c {
                let (weight, set) = match (*a == b, b == c) {
                    (true, true) => (ways(b, 3), vec![(b, 3)]),
                    (true, false) => (ways(b, 2) * ways(c, 1), vec![(b, 2), (c, 1)]),
                    (false, true) => (ways(*a, 1) * ways(b, 2), vec![(*a, 1), (b, 2)]),
                    (false, false) => (ways(*a, 1) * ways(b, 1) * ways(c, 1), vec![(*a, 1), (b, 1), (c, 1)]),
                };
                if weight > 0.0 {
                    heap.put(ABSENT.powi(3) * weight, 1, || Story::Absent(set));
                }
            }
            low += 1;
        }
    }
}

/// One, two or a whole channel of wrong fees, and an absent sale beside a wrong fee.
fn fees(rows: &[Row], coins: &[(i64, u32)], deficit: i64, heap: &mut Heap) {
    let mut extras: HashMap<i64, (u64, usize)> = HashMap::new();
    let mut channels: HashMap<(u8, i64), (i64, u64)> = HashMap::new();
    for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.fee_known && row.net > 0) {
        for rate in RATES {
            let extra = (row.gross * rate + 5_000) / 10_000 - (row.gross - row.net);
            let sum = channels.entry((row.channel, rate)).or_insert((0, 0));
            *sum = (sum.0 + extra, sum.1 + 1);
            if extra > 0 && extra <= deficit {
                let entry = extras.entry(extra).or_insert((0, i));
                entry.0 += 1;
            }
        }
    }
    if let Some((count, row)) = extras.get(&deficit) {
        let only = (*count == 1).then_some(*row);
        heap.put(WRONG_FEE * *count as f64, 1, || Story::Fee(only));
    }
    let mut sums: Vec<_> = channels.into_iter().collect();
    sums.sort_unstable();
    for ((channel, _), (extra, count)) in sums {
        if count > 1 && extra > 0 && (extra - deficit).abs() <= 1 {
            heap.put(WRONG_CHANNEL_FEE, 1, || Story::ChannelFee(channel));
        }
    }
    let mut pairs = 0;
    for (extra, (count, _)) in &extras {
        if extra * 2 <= deficit
            && let Some((other, _)) = extras.get(&(deficit - extra))
        {
            pairs += if extra * 2 == deficit { count * (count - 1) / 2 } else { count * other };
        }
    }
    heap.put(WRONG_FEE.powi(2) * pairs as f64, u64::from(pairs > 0), || Story::Fee(None));
    for (amount, n) in coins.iter().take_while(|(amount, _)| *amount < deficit) {
        if let Some((count, _)) = extras.get(&(deficit - amount)) {
            heap.put(ABSENT * WRONG_FEE * f64::from(*n) * *count as f64, 1, || Story::Mixed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(nets: &[i64]) -> Vec<Row> {
        nets.iter().map(|net| Row { net: *net, gross: *net, fee_known: false, channel: 0 }).collect()
    }

    #[test]
    fn one_absent_sale_is_named() {
        let found = search(&rows(&[1234, 5678, 9_012, 40_077]), &[], 5678);
        assert_eq!(found.best, Some(Story::Absent(vec![(5678, 1)])));
        assert_eq!(found.rivals, 0);
        assert!(found.confidence > 0.99, "{found:?}");
    }

    #[test]
    fn two_and_three_absent_sales() {
        let found = search(&rows(&[1234, 5678, 9_012, 40_077]), &[], 1234 + 9012);
        assert_eq!(found.best, Some(Story::Absent(vec![(1234, 1), (9012, 1)])));
        let found = search(&rows(&[1234, 5678, 9_013, 40_077, 77_123]), &[], 1234 + 9013 + 77_123);
        assert_eq!(found.best, Some(Story::Absent(vec![(1234, 1), (9013, 1), (77_123, 1)])));
        let found = search(&rows(&[500, 500, 500, 1_999]), &[], 1500);
        assert_eq!(found.best, Some(Story::Absent(vec![(500, 3)])), "three equal ones");
        assert_eq!(found.count, 1);
    }

    #[test]
    fn rivals_of_equal_weight_are_counted() {
        // 3 + 7 = 4 + 6 = 10
        let found = search(&rows(&[301, 701, 401, 601, 9_999]), &[], 1002);
        assert_eq!(found.rivals, 1);
        assert!(found.confidence <= 0.5);
    }

    #[test]
    fn triples_are_counted_like_by_hand() {
        let nets = [101, 203, 307, 401, 503, 607, 709, 811, 907, 203, 307];
        let found = search(&rows(&nets), &[], 1417);
        let mut by_hand = std::collections::BTreeSet::new();
        for i in 0..nets.len() {
            for j in i + 1..nets.len() {
                if nets[i] + nets[j] == 1417 {
                    by_hand.insert({
                        let mut v = vec![nets[i], nets[j]];
                        v.sort();
                        v
                    });
                }
                for k in j + 1..nets.len() {
                    if nets[i] + nets[j] + nets[k] == 1417 {
                        by_hand.insert({
                            let mut v = vec![nets[i], nets[j], nets[k]];
                            v.sort();
                            v
                        });
                    }
                }
            }
        }
        assert!(by_hand.len() > 1);
        assert_eq!(found.count, by_hand.len() as u64);
    }

    #[test]
    fn a_wrong_rate_is_a_fee_and_a_missing_day_is_a_part() {
        let row = |gross: i64| Row {
            net: gross - (gross * 38 + 5_000) / 10_000,
            gross,
            fee_known: true,
            channel: 1,
        };
        let rows: Vec<Row> = [12_345, 45_678, 99_900, 150_000].map(row).to_vec();
        let extra: i64 = rows.iter().map(|r| (r.gross * 60 + 5_000) / 10_000 - (r.gross - r.net)).sum();
        assert_eq!(search(&rows, &[], extra).best, Some(Story::ChannelFee(1)));
        let part = rows[0].net + rows[1].net + rows[2].net;
        assert_eq!(search(&rows, &[vec![0, 1, 2]], part).best, Some(Story::Part(0)));
    }
}
