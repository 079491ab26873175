//! The running balances of an account's lines.

use std::collections::HashSet;

use chrono::NaiveDate;
use recoup_ledger::{AccountLine, Money};

/// Follows the balances of one table from line to line, in the file's order: whether it runs newest first, whether the
/// columns of in and out are the wrong way round, and which doubtful signs are. It keeps the line before, counts, and
/// where the chain breaks; never the lines.
#[derive(Debug, Default)]
pub(crate) struct Balances {
    lines: usize,
    before: Option<(AccountLine, bool)>,
    first_day: Option<NaiveDate>,
    /// No chain can be followed: several accounts, or a line without a balance.
    broken: bool,
    credits: bool,
    debits: bool,
    ways: [Way; 4],
}

/// How far the chain holds when it is read in one of the four ways.
#[derive(Debug, Clone, Default)]
struct Way {
    right: usize,
    /// Doubtful lines whose sign must be turned for the chain to hold.
    turned: HashSet<u32>,
    /// Where it breaks, in the order of the file.
    breaks: Vec<Break>,
    broken: usize,
}

/// The most breaks that are kept: a file with more of them has no chain.
const KEPT: usize = 1000;

/// What the balances of a table say.
#[derive(Debug, Default)]
pub(crate) struct Course {
    /// Every sign is the wrong way round.
    pub flipped: bool,
    /// Lines whose sign is the wrong way round, beside that.
    pub turned: HashSet<u32>,
    /// `None` where there is no chain to follow.
    pub chain: Option<Chain>,
}

/// The chain of balances of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    /// How many steps there are from one line to the next.
    pub steps: usize,
    /// How many of them do not hold.
    pub broken: usize,
    /// The first of those, in the order of time.
    pub breaks: Vec<Break>,
    /// Whether nothing but credits (or nothing but debits) is listed: the file was filtered before it was saved.
    pub filtered: bool,
}

/// A step of the balance that does not hold: lines are absent between its ends, or one of them is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Break {
    pub before: (u32, NaiveDate),
    pub after: (u32, NaiveDate),
    /// What the line says the balance is.
    pub stated: Money,
    /// What it would be after the line before.
    pub follows: Money,
}

impl Chain {
    /// Whether enough steps hold for a break to mean something. In a filtered file, or one whose balances were made up,
    /// most steps do not hold.
    pub fn is_telling(&self) -> bool {
        self.broken * 2 <= self.steps && self.broken == self.breaks.len()
    }
}

/// Newest first, signs turned. In the order in which they are tried.
const WAYS: [(bool, bool); 4] = [(false, false), (true, false), (false, true), (true, true)];

impl Balances {
    /// The next line of the file. `doubtful` when sign and flag contradict each other: the sign is then the one under
    /// which the step holds.
    pub fn line(&mut self, line: AccountLine, doubtful: bool) {
        self.lines += 1;
        self.broken |= line.balance.is_none();
        self.credits |= !line.amount.is_zero() && !line.amount.is_negative();
        self.debits |= line.amount.is_negative();
        let Some(before) = self.before.replace((line, doubtful)) else {
            self.first_day = self.before.as_ref().map(|(line, _)| line.on);
            return;
        };
        let Some(line) = &self.before else { return };
        if self.broken || before.0.account != line.0.account {
            self.broken = true;
            return;
        }
        for ((reversed, flipped), way) in WAYS.into_iter().zip(&mut self.ways) {
            let ((earlier, _), (later, doubtful)) = if reversed { (line, &before) } else { (&before, line) };
            way.step(earlier, later, flipped, *doubtful);
        }
    }

    /// What they say after the last line.
    pub fn course(mut self) -> Course {
        let Some((last, _)) = self.before.as_ref().filter(|_| !self.broken && self.lines >= 2) else {
            return Course::default();
        };
        let steps = self.lines - 1;
        let mut best = 0;
        for (at, way) in self.ways.iter().enumerate().skip(1) {
            // Turning the signs needs more than a coincidence.
            let enough = !WAYS[at].1 || (way.right == steps && steps >= 2);
            if way.right > self.ways[best].right && enough {
                best = at;
            }
        }
        if self.ways[best].right == 0 && self.first_day > Some(last.on) {
            best = 1;
        }
        let (newest_first, flipped) = WAYS[best];
        let Way { turned, mut breaks, broken, .. } = std::mem::take(&mut self.ways[best]);
        if newest_first {
            breaks.reverse();
        }
        let filtered = self.credits != self.debits;
        Course { flipped, turned, chain: Some(Chain { steps, broken, breaks, filtered }) }
    }
}

impl Way {
    fn step(&mut self, earlier: &AccountLine, later: &AccountLine, flipped: bool, doubtful: bool) {
        let balance = |line: &AccountLine| line.balance.unwrap_or_default();
        let amount: Money = if flipped { -later.amount } else { later.amount };
        if balance(earlier) + amount == balance(later) {
            self.right += 1;
        } else if doubtful && balance(earlier) - amount == balance(later) {
            self.right += 1;
            self.turned.insert(later.origin.line);
        } else {
            self.broken += 1;
            if self.breaks.len() < KEPT {
                self.breaks.push(Break {
                    before: (earlier.origin.line, earlier.on),
                    after: (later.origin.line, later.on),
                    stated: balance(later),
                    follows: balance(earlier) + amount,
                });
            }
        }
    }
}
