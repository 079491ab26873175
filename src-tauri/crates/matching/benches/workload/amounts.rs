//! What things cost.

use super::Dice;

/// How prices are spread; decides how many sales of a day are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prices {
    /// A grocery: sums of several goods, a third to the yuan, a third to ten fen, a third to the fen.
    Mixed,
    /// A restaurant: almost all to the yuan, so that many sums coincide.
    Whole,
}

impl Prices {
    /// A price in fen: log-normal around 26 yuan by code and 160 yuan by card, less than 20 000 yuan.
    pub fn draw(self, card: bool, dice: &mut Dice) -> i64 {
        let (median, spread) = if card { (16_000.0, 1.1) } else { (2_600.0, 0.95) };
        // The sum of twelve is near enough to a normal distribution.
        let normal: f64 = (0..12).map(|_| dice.unit()).sum::<f64>() - 6.0;
        let fen = (median * f64::exp(spread * normal)) as i64;
        let step = match (self, dice.below(100)) {
            (Prices::Mixed, 0..35) | (Prices::Whole, 0..90) => 100,
            (Prices::Mixed, 35..65) | (Prices::Whole, 90..97) => 10,
            _ => 1,
        };
        ((fen + step / 2) / step * step).clamp(100, 2_000_000)
    }
}
