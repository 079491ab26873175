//! Setting text: characters to glyphs, glyphs to lines.

mod breaks;
pub(crate) mod class;
mod fit;
mod shape;

pub(crate) use fit::{Line, Piece, Setting, longest_word, set};
pub(crate) use shape::{Shapes, Span, Style};
