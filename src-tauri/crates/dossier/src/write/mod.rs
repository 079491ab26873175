//! The display list to PDF: drawn through printpdf, finished through lopdf.

mod draw;
mod finish;
mod icc;
mod metadata;
mod save;
mod structure;

pub(crate) use draw::draw;
pub(crate) use finish::finish;
pub(crate) use save::save;
