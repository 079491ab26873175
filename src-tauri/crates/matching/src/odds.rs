//! How often settlement goes wrong.

/// Odds of the causes that a short credit may have, each against nothing happening.
///
/// They are orders of magnitude, not measured frequencies of one shop; an answer that turned on their exact size would
/// be a bad one, and the bench prints what five times and a tenth of them change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Odds {
    /// One sale is never paid.
    pub lost: f64,
    /// One sale comes with the next credit.
    pub late: f64,
    /// One sale is charged at another rate of the market.
    pub wrong_fee: f64,
}

impl Default for Odds {
    fn default() -> Odds {
        Odds { lost: 0.002, late: 0.001, wrong_fee: 0.002 }
    }
}

impl Odds {
    /// All odds times a factor.
    pub fn times(self, factor: f64) -> Odds {
        Odds { lost: self.lost * factor, late: self.late * factor, wrong_fee: self.wrong_fee * factor }
    }
}
