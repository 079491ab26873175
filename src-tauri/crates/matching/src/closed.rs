//! Matches in the making: what was closed by what, and how it was found.

use chrono::{Days, NaiveDate};
use smallvec::SmallVec;

use crate::outcome::{Certainty, Proof, Reason, Residual};

/// A fee is at most so many percent of gross.
pub(crate) const MOST_FEE: i64 = 3;

/// How a match was found.
#[derive(Debug, Clone)]
pub(crate) struct How {
    pub proof: Proof,
    pub certainty: Certainty,
    pub confidence: f64,
    pub residual: Residual,
    pub reasons: Vec<Reason>,
}

impl How {
    pub fn proved(proof: Proof, confidence: f64) -> How {
        How { proof, certainty: Certainty::Proved, confidence, residual: Residual::None, reasons: Vec::new() }
    }

    pub fn likely(proof: Proof, confidence: f64) -> How {
        How { certainty: Certainty::Likely, ..How::proved(proof, confidence) }
    }

    pub fn residual(mut self, residual: Residual, reason: Reason) -> How {
        self.residual = residual;
        self.reasons.push(reason);
        self
    }
}

/// Numbers of transactions or lines: mostly one, and then without a place of its own in memory.
pub(crate) type Few = SmallVec<[u32; 2]>;

/// A match in the making.
#[derive(Debug, Clone)]
pub(crate) struct Closed {
    pub txns: Few,
    pub lines: Few,
    pub expected: i64,
    pub received: i64,
    pub how: How,
    /// The day on which the last of the lines was booked.
    pub on: NaiveDate,
    /// Stories with more than one hundredth of this one's weight.
    pub rivals: u64,
    /// Sales of other days that came with it, or that a wrong fee was found on.
    pub named: Vec<u32>,
}

/// A sale that a short credit lacks.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    /// The match of the short credit.
    pub closed: u32,
    pub certainty: Certainty,
    pub confidence: f64,
    /// All equal sales of the credit, where there are more than are missing.
    pub one_of: Vec<u32>,
}

/// `day` and some days more.
pub(crate) fn plus(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// `day` and some days less.
pub(crate) fn minus(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}
