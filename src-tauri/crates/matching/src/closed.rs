//! Matches in the making: what was closed by what, and how it was found.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use recoup_ledger::Money;

use crate::outcome::{Certainty, Proof, Reason, Residual};
use crate::short::{Few, Rare};

/// The most that a fee is of `gross`: 3 %, rounded down to a fen.
pub(crate) fn most_fee(gross: i64) -> i64 {
    gross * 3 / 100
}

/// How a match was found.
#[derive(Debug, Clone)]
pub(crate) struct How {
    pub proof: Proof,
    pub certainty: Certainty,
    pub confidence: f64,
    pub residual: Residual,
    pub reasons: Rare<Reason>,
}

impl How {
    pub fn proved(proof: Proof, confidence: f64) -> How {
        How { proof, certainty: Certainty::Proved, confidence, residual: Residual::None, reasons: Rare::NONE }
    }

    pub fn likely(proof: Proof, confidence: f64) -> How {
        How { certainty: Certainty::Likely, ..How::proved(proof, confidence) }
    }

    pub fn residual(mut self, residual: Residual, reason: Reason) -> How {
        self.residual = residual;
        self.reasons.push(reason);
        self
    }

    /// Gives a difference, in fen, its name: a fee where the caller sees one (`is_fee`), else lacking or too much.
    pub fn difference(self, expected: i64, received: i64, is_fee: bool, due_on: NaiveDate) -> How {
        let lacking = Money::from_fen(expected - received);
        let (expected, received) = (Money::from_fen(expected), Money::from_fen(received));
        if lacking.is_zero() {
            self
        } else if is_fee {
            self.residual(Residual::Fee, Reason::FeeOff { expected, received, difference: lacking })
        } else if lacking.is_negative() {
            let surplus = -lacking;
            self.residual(Residual::Unexplained, Reason::TooMuch { expected, received, surplus })
        } else {
            let reason = Reason::ShortUnclear { due_on, expected, received, lacking, stories: 0 };
            self.residual(Residual::Unexplained, reason)
        }
    }
}

/// A match in the making.
#[derive(Debug, Clone)]
pub(crate) struct Closed {
    pub txns: Few<u32>,
    pub lines: Few<u32>,
    pub expected: i64,
    pub received: i64,
    pub how: How,
    /// That of the first transaction, if there is any.
    pub agreement: Option<u32>,
    /// The day on which the last of the lines was booked.
    pub on: NaiveDate,
    /// Stories with more than one hundredth of this one's weight.
    pub rivals: u64,
    /// Sales of other days that came with it, or that a wrong fee was found on.
    pub named: Rare<u32>,
}

/// A sale that a short credit lacks.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    /// The match of the short credit.
    pub closed: u32,
    pub certainty: Certainty,
    pub confidence: f64,
    /// All equal sales of the credit, where there are more than are missing.
    pub one_of: Arc<[u32]>,
}

/// `day` and some days more.
pub(crate) fn plus(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// `day` and some days less.
pub(crate) fn minus(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}
