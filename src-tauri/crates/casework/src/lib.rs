//! The owner's case against one acquirer: its steps, checks, causes, rules of law, contacts, deadlines and letters.
//!
//! **Architecture invariant:** no I/O and no clock. Facts are data files in `data/`, embedded at build time; today's
//! date, the calendar and the owner's data come in as arguments. A case is a fold ([`case::fold`]) over an
//! append-only, hash-linked list of events ([`chain`]); nothing is changed in place.

#![deny(missing_docs)]

/// Where the source article's advice is in the app.
#[doc = include_str!("../article.md")]
pub mod article {}
pub mod auto;
pub mod calendar;
pub mod call_sheet;
pub mod case;
pub mod causes;
pub mod chain;
pub mod channels;
pub mod checks;
pub mod clocks;
pub mod codes;
pub mod contacts;
pub mod demand;
pub mod event;
pub mod facts;
pub mod law;
pub mod letter;
pub mod lint;
pub mod next_step;
pub mod pitfalls;
pub mod rates;
pub mod recipient;
pub mod record;
pub mod reminders;

pub use auto::{AutoAnswer, BankRow, CaseData, Record, Source, auto_answers, case_answers};
pub use calendar::calendar;
pub use call_sheet::{CallSheet, call_sheet};
pub use case::{Case, CaseExhibit, History, fold};
pub use causes::{Cause, Ranked, rank_causes};
pub use chain::{Broken, Head, Link, link, verify};
pub use channels::{checklist, missing_for, requirements};
pub use clocks::{Clock, clocks};
pub use event::Event;
pub use letter::{Letter, letter};
pub use next_step::{NextStep, next_step, state_line};
pub use recipient::Recipient;
pub use record::{
    CaseSale, Channel, Communication, Exhibit, FactsPin, Outcome, PaintedCopy, RowRef, SaleState, Stage,
    Text, Way,
};
pub use reminders::ics;
