//! What is wrong with single rows, and control totals that do or do not agree.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;

/// A row that was not taken over, or a total or balance that does not hold, and why. Nothing else of the file is affected.
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
    /// Whether a row is missing because of it.
    #[serde(default)]
    pub of: ProblemOf,
}

/// What a [`Problem`] is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemOf {
    /// A row that was not taken over.
    #[default]
    Row,
    /// A total or a count that the file states and its rows contradict. All rows are taken over.
    Total,
    /// A step in the running balance that does not hold. All rows are taken over.
    Balance,
}

/// A total or a count that the file states, against what its rows add up to; or another thing that should be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What kind of check it is, and so what `stated` and `found` are.
    pub of: CheckOf,
    /// What is compared, or should be so; of a part that was left out and of strange words, the whole sentence.
    pub what: Bilingual,
    /// What the file states; of the chain of balances, how many steps it has.
    pub stated: String,
    /// What the rows say; of the chain of balances, how many steps hold.
    pub found: String,
    /// Whether they agree.
    pub holds: bool,
    /// Where the difference starts, when a line can be named.
    pub line: Option<u32>,
}

/// What a [`Check`] is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOf {
    /// A total or a count that the file states, against its rows.
    #[default]
    Total,
    /// Whether each balance follows from the one before it.
    Balances,
    /// What should be so of the file as a whole: renminbi, undamaged numbers.
    Condition,
    /// A sheet, or a file of an archive, that was not read although others were.
    LeftOut,
    /// Words of the status column that nobody knows: what they say is not counted.
    StrangeStatus,
}
