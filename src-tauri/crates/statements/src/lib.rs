//! Statement files: bytes in, typed rows and row problems out.
//!
//! [`read`] decides by the bytes what a file is, opens it down to tables of texts, recognises the table by its headers
//! (the sources are data files under `sources/`), and turns rows into the ledger's types. A bad row never fails a file:
//! it becomes a [`Problem`] with line, column, what was found and what was expected. A file that gives nothing at all
//! is a [`Refusal`] that says what to do.
//!
//! **Architecture invariant:** no disk, no database, no clock. Bytes (or an open file) and passwords come in as
//! arguments; the same bytes give the same rows and the same identifiers on every machine.

#![deny(missing_docs)]

mod account;
mod balances;
mod cards;
mod catalog;
mod container;
mod detail;
pub mod header;
mod intake;
mod isolated;
mod mapping;
mod preamble;
mod problem;
mod reading;
mod recognise;
mod refusal;
mod rows;
mod scan;
mod source;
mod table;
mod text;
pub mod value;
mod words;

use std::io;
use std::ops::ControlFlow;

use recoup_ledger::mask;
use recoup_ledger::{AccountLine, Transaction};

pub use cards::{Masking, masked_copy};
pub use catalog::sources;
pub use container::{Form, HEAD, MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, ReadSeek, form};
pub use intake::{Progress, Sink, Stopped};
pub use isolated::{Ask, Isolated, WorkerFault, answer};
pub use mapping::{Mapping, MappingProposal, SourceError};
pub use problem::{Check, CheckOf, Problem, ProblemOf};
pub use reading::Reading;
pub use recognise::{Candidate, Certainty};
pub use refusal::{Refusal, RefusalCode};
pub use scan::{Understood, open};
pub use source::{
    AgreementDefaults, Aside, CellTest, Evidence, EvidenceLevel, Field, FileKind, Headless, Meaning, Source,
    Total, TotalOf, Unit,
};
pub use text::Bilingual;
pub use words::ColumnWord;

/// What the caller knows about a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Passwords to try, in this order.
    pub passwords: &'a [String],
    /// What the file must be: a source's id, or `detail`, `bank`, `wallet`, `summary`.
    pub as_kind: Option<&'a str>,
    /// Tables that the owner has explained.
    pub mappings: &'a [Mapping],
    /// The merchant number of rows that name none.
    pub merchant: Option<&'a str>,
    /// Where old workbooks and PDFs are read: in a worker. Without one they are read in this process.
    pub isolated: Option<Isolated<'a>>,
}

impl<'a> Options<'a> {
    fn opening(&self) -> container::Opening<'a> {
        container::Opening { passwords: self.passwords, isolated: self.isolated }
    }
}

/// Reads a file. `name` is only for messages.
///
/// # Errors
///
/// A [`Refusal`] when no row can be read: not a table, protected, damaged, unknown columns. Bad rows are no error.
pub fn read(name: &str, bytes: &[u8], options: &Options<'_>) -> Result<Reading, Refusal> {
    let mut rows = Collected::default();
    let mut file = io::Cursor::new(bytes);
    let done = open(name, &mut file, options)
        .and_then(|understood| understood.rows(&mut file, options.merchant, &mut rows));
    match done {
        Ok(mut reading) => {
            (reading.transactions, reading.lines) = (rows.transactions, rows.lines);
            Ok(reading)
        }
        Err(Stopped::Refused(refusal)) => Err(refusal),
        // Neither bytes in memory nor a list of rows fails.
        Err(why) => Err(Refusal::new(name, RefusalCode::Damaged { detail: why.to_string() })),
    }
}

#[derive(Default)]
struct Collected {
    transactions: Vec<Transaction>,
    lines: Vec<AccountLine>,
}

impl Sink for Collected {
    fn transaction(&mut self, txn: Transaction) -> ControlFlow<()> {
        self.transactions.push(txn);
        ControlFlow::Continue(())
    }

    fn line(&mut self, line: AccountLine) -> ControlFlow<()> {
        self.lines.push(line);
        ControlFlow::Continue(())
    }
}

/// The most lines of a masked text: all sheets of a workbook, each with its blank rows.
const MOST_LINES: u32 = 4_000_000;

/// What a workbook or an archive that holds full card numbers is kept as: its tables as text, cells separated by tabs,
/// every row of the first table on the line that it had, card numbers masked. It reads the same as the file itself.
///
/// # Errors
///
/// A [`Refusal`] when the file cannot be opened.
pub fn masked_text(name: &str, bytes: &[u8], options: &Options<'_>) -> Result<String, Refusal> {
    let mut text = String::new();
    let mut at = 1u32;
    for table in container::open(name, bytes, options.opening())?.tables {
        let start = at - 1;
        for row in table.rows_from(0) {
            // A sheet may say of its only row that it is the four thousand millionth.
            let line = start.saturating_add(row.line);
            if line > MOST_LINES {
                let limit = format!("{MOST_LINES} lines");
                return Err(container::too_large(name, format!("{line} lines"), limit));
            }
            while at < line {
                text.push('\n');
                at += 1;
            }
            for (index, cell) in row.cells().enumerate() {
                if index > 0 {
                    text.push('\t');
                }
                text.push_str(&mask::masked(&cell.replace(['\t', '\r', '\n'], " ")));
            }
        }
        text.push('\n');
        at += 1;
    }
    Ok(text)
}

/// A first guess at what the columns of each table of a file mean, whether its source is known or not. Tables without a
/// date and an amount are left out.
///
/// # Errors
///
/// A [`Refusal`] when the file cannot be opened, [`RefusalCode::NotATable`] when no table is left.
pub fn propose_mapping(
    name: &str,
    bytes: &[u8],
    options: &Options<'_>,
) -> Result<Vec<MappingProposal>, Refusal> {
    let tables = container::open(name, bytes, options.opening())?.tables;
    let proposals: Vec<_> = tables.iter().filter_map(mapping::propose).collect();
    if proposals.is_empty() { Err(Refusal::new(name, RefusalCode::NotATable)) } else { Ok(proposals) }
}

/// The mapping that has a table read as one of the sources that fit it: the owner's answer to
/// [`RefusalCode::Ambiguous`], remembered for every table with the same headers.
///
/// # Errors
///
/// A [`Refusal`] when the file cannot be opened, [`RefusalCode::NotThatKind`] when no table of it is of that source.
pub fn choose_source(
    name: &str,
    bytes: &[u8],
    source: &str,
    options: &Options<'_>,
) -> Result<Mapping, Refusal> {
    let tables = container::open(name, bytes, options.opening())?.tables;
    // What the owner said before about these headers is what is being changed.
    let brought: Vec<Mapping> = options.mappings.iter().filter(|m| m.signature.is_empty()).cloned().collect();
    tables
        .iter()
        .find_map(|table| match recognise::recognise(table, Some(source), &brought) {
            Some(recognise::Recognised::Found(found)) if found.source.id == source => {
                Some(mapping::of_source(table, *found))
            }
            _ => None,
        })
        .ok_or_else(|| Refusal::new(name, RefusalCode::NotThatKind { wanted: source.to_owned() }))
}
