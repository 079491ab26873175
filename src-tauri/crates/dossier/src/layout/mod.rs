//! From blocks to pages: a display list that knows nothing of PDF.

mod flow;
mod page;
mod table;

pub(crate) use flow::{Flow, Heading, Known, Paragraph};
pub(crate) use page::{BOTTOM, Item, LEFT, Part, RIGHT, ROOT, TOP};
pub(crate) use table::{Align, Cell, Column, Row, Table};
