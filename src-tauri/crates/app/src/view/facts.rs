//! The facts that the program works with, and the owner's corrections of them.

use serde::Serialize;

use super::Text;

/// A set of facts.
#[derive(Debug, Clone, Serialize)]
pub struct FactKind {
    /// Its word.
    pub id: String,
    /// As shown to people.
    pub title: Text,
    /// Its data file.
    pub file: String,
    /// When the file was checked as a whole: an ISO day.
    pub checked_on: String,
    /// How many rows it has.
    pub rows: usize,
    /// How many of them the owner corrected or imported.
    pub corrected: usize,
}

/// One row of a set.
#[derive(Debug, Clone, Serialize)]
pub struct FactRow {
    /// Its name within the set.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its values.
    pub fields: Vec<FactField>,
    /// Where it was read.
    pub source: String,
    /// When it was checked: an ISO day.
    pub checked_on: String,
    /// How sure it is.
    pub certainty: Text,
    /// 店主更正 or 店主导入; empty for what the program brings.
    pub mark: Text,
    /// When it was corrected.
    pub at: Option<String>,
}

/// One value of a row.
#[derive(Debug, Clone, Serialize)]
pub struct FactField {
    /// Its name in the data file; inside another with a dot.
    pub name: String,
    /// As a person reads it.
    pub value: String,
    /// What the program brings, where the owner's differs.
    pub original: Option<String>,
}

/// One value that an imported file would change.
#[derive(Debug, Clone, Serialize)]
pub struct FactDifference {
    /// The set.
    pub kind: String,
    /// Its name for people.
    pub kind_title: Text,
    /// The row.
    pub id: String,
    /// What the row is called.
    pub title: String,
    /// The field; empty for a new row.
    pub field: String,
    /// What is known.
    pub known: String,
    /// What the file says.
    pub imported: String,
    /// Why it is not taken; `None`: it is.
    pub held_back: Option<Text>,
}

/// What an imported file changes, or would change.
#[derive(Debug, Clone, Serialize)]
pub struct FactImport {
    /// The file's name.
    pub file: String,
    /// Which data file it is.
    pub of: String,
    /// When it says that it was checked: an ISO day; empty when it does not.
    pub checked_on: String,
    /// Whether what is known was checked later.
    pub older: bool,
    /// Value by value.
    pub differences: Vec<FactDifference>,
    /// How many of them are taken, or would be.
    pub taken: usize,
}

/// One correction as it was made, the newest first.
#[derive(Debug, Clone, Serialize)]
pub struct FactChange {
    /// When.
    pub at: String,
    /// The set.
    pub kind: String,
    /// Its name for people.
    pub kind_title: Text,
    /// The row.
    pub id: String,
    /// What the row is called.
    pub title: String,
    /// What was done, in one sentence.
    pub text: Text,
    /// Whether it is in force.
    pub now: bool,
}
