//! What is wrong with single rows, and control totals that do or do not agree.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;

/// A row that was not taken over, and why. Nothing else of the file is affected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file's name as given; `archive.zip › entry` inside an archive.
    pub file: String,
    /// The sheet's name; empty for a text file.
    pub sheet: String,
    /// The line of the text file or the row of the sheet, from 1.
    pub line: u32,
    /// The column's header as printed; empty when the whole row is meant.
    pub column: String,
    /// What stands there, with card numbers masked.
    pub found: String,
    /// What should stand there.
    pub expected: Bilingual,
}

/// A total or a count that the file states, against what its rows add up to; or the chain of balances.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What is compared.
    pub what: Bilingual,
    /// What the file states.
    pub stated: String,
    /// What the rows say.
    pub found: String,
    /// Whether they agree.
    pub holds: bool,
    /// Where the difference starts, when a line can be named.
    pub line: Option<u32>,
}
