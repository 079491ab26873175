//! The words that a column repeats (已入账, 扫码收款, …) and what they are taken for, so that the owner can be asked about
//! those that nobody knows.

use recoup_ledger::{CardKind, Channel, Status};
use serde::{Deserialize, Serialize};

use crate::catalog::catalog;
use crate::detail;
use crate::source::{FileKind, Meaning};
use crate::table::Table;
use crate::value;

/// A word of a column, and what it means where the column is one of status, kind or channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnWord {
    /// The column's header.
    pub header: String,
    /// The whole cell.
    pub word: String,
    /// In how many of the rows that were looked at.
    pub rows: usize,
    /// As a status; `None` when nobody knows the word.
    pub status: Option<Status>,
    /// As a kind of transaction; `None` when nobody knows the word: then it is a sale.
    pub kind: Option<Meaning>,
    /// As a way to pay.
    pub channel: Channel,
}

/// Rows that are looked at.
const LOOKED_AT: usize = 5000;
/// A column with more different cells holds no words but names or numbers.
const DIFFERENT: usize = 12;
/// A longer cell is a sentence.
const LONGEST: usize = 16;

/// The words of every column that has few of them, in the order of their first appearance.
pub(crate) fn of(table: &Table, data: usize, headers: &[String]) -> Vec<ColumnWord> {
    let usual = catalog().sources.iter().find(|s| s.generic && s.kind == FileKind::Detail);
    let usual = usual.map(|source| source.kinds.as_slice()).unwrap_or_default();
    let mut found = Vec::new();
    'columns: for (at, header) in headers.iter().enumerate() {
        let mut seen: Vec<(&str, usize)> = Vec::new();
        for row in table.rows_from(data).take(LOOKED_AT) {
            let cell = row.get(at);
            if value::is_blank(cell) {
                continue;
            }
            match seen.iter().position(|(word, _)| *word == cell) {
                Some(known) => seen[known].1 += 1,
                None if seen.len() == DIFFERENT || !is_word(cell) => continue 'columns,
                None => seen.push((cell, 1)),
            }
        }
        found.extend(seen.into_iter().map(|(word, rows)| ColumnWord {
            header: header.clone(),
            word: word.to_owned(),
            rows,
            status: detail::status_of(&catalog().words, word),
            kind: detail::kind_of(usual, word),
            channel: match detail::channel_of(&catalog().words, &word.to_lowercase()) {
                (Channel::Unknown, card) if card != CardKind::Unknown => Channel::Card,
                (channel, _) => channel,
            },
        }));
    }
    found
}

/// A text without digits, or a short code.
fn is_word(cell: &str) -> bool {
    let length = cell.chars().count();
    length <= 2 || length <= LONGEST && !cell.chars().any(|c| c.is_numeric())
}
