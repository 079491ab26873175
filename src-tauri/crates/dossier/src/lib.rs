//! A case as plain data → PDF pages and the evidence pack.
//!
//! [`print()`] sets an [`Input`] as A4 pages and writes a PDF, [`check`] says beforehand what a reader would stumble over,
//! [`pack`] puts PDF, originals and event log into a ZIP that anyone can check, [`verify_pack`] checks one.
//!
//! **Architecture Invariant:** this crate knows no store, no rule of law and no clock. It gets finished sentences and a
//! function that opens an exhibit by its SHA-256. The same input gives the same bytes.
//!
//! The way of a page: `pages` says what stands in it, `text` and `layout` set it as a display list, `write` draws that list
//! through printpdf and finishes the file through lopdf.

mod check;
mod error;
mod exhibit;
mod fonts;
mod input;
mod layout;
mod pack;
mod pages;
mod preview;
mod print;
mod redact;
mod sign;
mod text;
mod write;

pub use check::check;
pub use error::{DossierError, Refusal};
pub use input::{
    CheckRow, Clause, CommunicationRow, ExhibitEntry, Input, Language, Letter, LetterBlock, LetterTable,
    PaintedOver, PayoutRow, Recipient, RuleOfLaw, Shop, SumLine, SummaryLine, Supplement, TimelineRow,
    UnsettledRow,
};
pub use pack::{
    CHAIN, EntryReport, EntryState, KEY, MANIFEST, Manifest, ManifestEntry, PDF, PackFault, PackReport,
    README, SIGNATURE, SUMS, pack, verify_pack,
};
pub use preview::render_page;
pub use print::{PageText, PartPage, Printed, SetLine, print, read_out};
pub use redact::{Area, PaintedCopy, RedactError, redact, upright_picture};
pub use sign::ShopKey;
