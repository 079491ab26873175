//! Payouts against deposits, in memory; every answer comes with its reasons.
//!
//! [`explain`] takes a [`World`] (transactions, account lines, agreements, coverage, calendar, the owner's decisions and
//! a day) and returns an [`Outcome`]. The stages stand in `stage/`, one file each, and run in the order of
//! [`explain`]; each closes transactions by account lines and leaves a [`Match`] as evidence.
//!
//! What no total explains is weighed: [`Odds`] say how often sales are lost, late or wrongly charged, and the share of
//! all weight that agrees with a claim is its confidence. Terms that the credits show to the fen are learned
//! ([`LearnedTerms`]).
//!
//! **Architecture invariants:** no I/O, no clock, no SQL. The same input in any order gives the same output. Money is
//! whole fen. A sale is called missing only for a day that a gap-free statement covers.
//!
//! # Sign convention
//!
//! All amounts are in the shop's favour. For a match, `residual = expected − received`: positive when money is lacking.
//! It stands in `fee_difference` (the acquirer kept more than agreed: positive) or in `unexplained` (lacking without a
//! known cause: positive; more came than was owed: negative), and `arrived` is what was really received. Hence, to the
//! fen: `expected = arrived + in_transit + uncovered + overdue + not_arrived + fee_difference + explained +
//! unexplained`.

#![deny(missing_docs)]

mod batches;
mod book;
mod both;
mod clearing;
mod closed;
mod coverage;
mod decision;
mod fees;
mod learn;
mod lines;
mod memo;
mod memory;
mod never;
mod numbers;
mod odds;
mod outcome;
mod payer;
pub mod records;
mod report;
mod short;
mod stage;
mod stories;
mod terms;
mod words;

use chrono::NaiveDate;
use recoup_ledger::{AccountLine, Agreement, Calendar, Coverage, Transaction, TxnId};

pub use clearing::default_agreement;
pub use decision::Decision;
pub use memory::Memory;
pub use odds::Odds;
pub use outcome::{
    Ask, Certainty, Finding, FindingKind, Leftover, Match, Outcome, Payout, PayoutState, Proof, Reason,
    Residual, SettleBy, State, Totals, Verdict,
};
pub use short::{Few, Rare};
pub use terms::{LearnedTerms, Overcharge};

/// Everything that the matching may look at. Nothing else is read: no clock, no file.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// Records of the acquirers, wallets and slips, in any order.
    pub transactions: &'a [Transaction],
    /// Lines of bank statements and of balances, in any order.
    pub lines: &'a [AccountLine],
    /// One for each merchant number; a transaction under none of them gets [`default_agreement`].
    pub agreements: &'a [Agreement],
    /// Which days of which account the statements show whole.
    pub coverage: &'a [Coverage],
    /// Working days.
    pub calendar: &'a Calendar,
    /// Transactions typed in from paper slips (in any order). A due day known from slips alone may have had more sales
    /// than those: its total proves nothing, so no shortfall is read from it.
    pub typed: &'a [TxnId],
    /// Which records were joined to one sale before, and what of them does not fit ([`records::join`]).
    /// `transactions` has only the records that count.
    pub joined: &'a records::Joined,
    /// What the owner decided, oldest first; where two contradict each other the newest wins.
    pub decisions: &'a [Decision],
    /// The day on which the question is asked, in +08:00. Lines after it are not seen.
    pub as_of: NaiveDate,
}

/// Matches payouts with deposits and says what became of every transaction.
pub fn explain(world: &World<'_>) -> Outcome {
    explain_with(world, &Odds::default())
}

/// The same answer, sooner where `memory` has that of an earlier world: only the chains of credits that changed since
/// are weighed.
pub fn explain_again(world: &World<'_>, memory: &mut Memory) -> Outcome {
    run(world, &Odds::default(), memory)
}

/// The same with other odds of what goes wrong; for measuring how little they matter.
pub fn explain_with(world: &World<'_>, odds: &Odds) -> Outcome {
    run(world, odds, &mut Memory::default())
}

fn run(world: &World<'_>, odds: &Odds, memory: &mut Memory) -> Outcome {
    let mut book = book::Book::open(world);
    book.odds = *odds;
    memory.begin();
    book.memory = std::mem::take(memory);
    stage::held::admit(&mut book);
    stage::owner::run(&mut book);
    stage::wallet::run(&mut book);
    stage::key::run(&mut book);
    stage::single::plain(&mut book);
    stage::total::on_the_day(&mut book);
    stage::run::run(&mut book);
    stage::part::run(&mut book);
    stage::split::run(&mut book);
    stage::single::run(&mut book);
    stage::owner::leave_out_settled(&mut book);
    stage::total::on_the_day(&mut book);
    stage::fee_unknown::run(&mut book);
    stage::single::late(&mut book);
    stage::single::other_rate(&mut book);
    stage::deficit::run(&mut book);
    stage::total::late(&mut book);
    stage::single::late(&mut book);
    stage::held::release(&mut book);
    *memory = std::mem::take(&mut book.memory);
    memory.end();
    report::outcome(book)
}
