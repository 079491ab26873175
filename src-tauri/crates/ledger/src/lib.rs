//! The shop's books: money, transactions, account lines, agreements and the working-day calendar.
//!
//! **Architecture invariant:** nothing here does I/O, reads a clock or knows how anything is stored or shown.
//! Today's date and the calendar always come in as arguments; money is whole fen, never a float.

#![deny(missing_docs)]

pub mod agreement;
pub mod calendar;
pub mod id;
pub mod line;
pub mod mask;
pub mod money;
pub mod shop;
pub mod transaction;

pub use agreement::{Agreement, Billing, Cycle, PaysInto, RateRule, Scope};
pub use calendar::Calendar;
pub use id::{DepositId, FindingId, PayoutId, TxnId};
pub use line::{AccountLine, Coverage, LineKind};
pub use money::{Money, MoneyError};
pub use shop::Shop;
pub use transaction::{CardKind, Channel, Kind, Origin, Status, Transaction};
