//! Which small set of causes explains what neighbouring credits lack.
//!
//! The forward question ("which sales sum to this credit?") has countless answers; the deficit has few. Every story gets
//! a weight: the product of the odds of its causes and of the number of ways in which it can have happened. A sale that
//! is late leaves one credit and enters the next, so credits that follow each other are weighed together
//! ([`chain::weigh`]); the share of all weight that agrees with a claim is its confidence.

use std::hash::{Hash, Hasher};

mod chain;
mod fees;
mod many;
mod sets;

/// How much a story weighs against its rivals; no money.
pub(crate) type Weight = f64;

pub(crate) use chain::{OTHER, weigh};
pub(crate) use fees::{RATES, binomial, fee_at, halves};

/// One open transaction of a credit, in fen.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct Row {
    pub net: i64,
    pub gross: i64,
    pub fee_known: bool,
    /// Any number that is the same for the same channel.
    pub channel: u8,
}

/// What one credit (or the credits of one due day) should have brought, and what it lacks.
#[derive(Debug, Clone, Default, Hash)]
pub(crate) struct Node {
    pub rows: Vec<Row>,
    /// Rows that may be absent as a whole, more than one and not all: a clearing day, a channel, a terminal.
    pub parts: Vec<Vec<usize>>,
    /// Expected less received, in fen.
    pub deficit: i64,
    /// How many rows fewer than expected the memo states.
    pub fewer: Option<i64>,
    /// Whether this very amount is kept back again and again.
    pub usual_deduction: bool,
    /// What the acquirer does in cases that the contract leaves open.
    pub habits: Habits,
}

/// What an acquirer does in cases that the contract leaves open; each a share from 0 to 1, without both ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Habits {
    /// A fee of exactly half a fen is rounded down.
    pub half_down: f64,
    /// The fee of a refund is not given back.
    pub kept: f64,
    /// A credit is off for a reason that is not modelled.
    pub other: f64,
}

impl Hash for Habits {
    fn hash<H: Hasher>(&self, state: &mut H) {
        [self.half_down, self.kept, self.other].map(f64::to_bits).hash(state);
    }
}

impl Default for Habits {
    fn default() -> Habits {
        Habits { half_down: 0.05, kept: 0.1, other: OTHER }
    }
}

/// The likeliest story of one credit.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Told {
    pub kind: Kind,
    /// Net amounts that are lost, each with the weight of all stories in which it is (that often).
    pub lost: Vec<(i64, f64)>,
    /// Net amounts of this credit's sales that came with the next credit.
    pub late: Vec<i64>,
    /// The only row that a wrong fee fits on.
    pub fee_row: Option<usize>,
    /// Share of all weight that agrees on kind and lost amounts.
    pub confidence: f64,
    /// Other answers that weigh more than one hundredth of this one.
    pub rivals: u64,
    /// Sets of sales that sum to the deficit.
    pub sets: u64,
    /// Share of all weight in which a sale is lost.
    pub any_loss: f64,
}

/// How often something went wrong in some credits, over all stories by their weight; and how often it was to be
/// expected from the odds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Tally {
    pub credits: f64,
    pub rows: f64,
    pub lost: f64,
    pub late: f64,
    pub wrong_fee: f64,
    pub wrong_fee_expected: f64,
    pub other: f64,
}

impl Tally {
    /// Adds what another says, weighed by `times`.
    pub fn add(&mut self, other: &Tally, times: f64) {
        self.credits += other.credits * times;
        self.rows += other.rows * times;
        self.lost += other.lost * times;
        self.late += other.late * times;
        self.wrong_fee += other.wrong_fee * times;
        self.wrong_fee_expected += other.wrong_fee_expected * times;
        self.other += other.other * times;
    }
}

/// What sort of story.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Sales are lost or late, and fees may be wrong.
    Set,
    /// A part is lost as a whole.
    Part(u16),
    /// Every sale of a channel was charged another rate; [`ALL`] is every sale.
    ChannelFee(u8),
    /// Something that is not modelled.
    #[default]
    Other,
}

/// Stands for every channel.
pub(crate) const ALL: u8 = u8::MAX;

#[cfg(test)]
mod tests;
