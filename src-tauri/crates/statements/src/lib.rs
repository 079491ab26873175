//! Statement files: bytes in, typed rows and row problems out.
//!
//! [`read`] decides by the bytes what a file is, opens it down to tables of texts, recognises the table by its headers
//! (the sources are data files under `sources/`), and turns rows into the ledger's types. A bad row never fails a file:
//! it becomes a [`Problem`] with line, column, what was found and what was expected. A file that gives nothing at all
//! is a [`Refusal`] that says what to do.
//!
//! **Architecture invariant:** no disk, no database, no clock. Bytes (or an open file) and passwords come in as arguments; the same bytes
//! give the same rows and the same identifiers on every machine.

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
mod source;
mod table;
mod text;
pub mod value;

use std::cmp::Reverse;
use std::io;
use std::ops::ControlFlow;

use recoup_ledger::mask;
use recoup_ledger::{AccountLine, Transaction};

use crate::intake::{Out, Pieces};
use crate::recognise::{Found, Recognised};

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
pub use source::{
    AgreementDefaults, Aside, CellTest, Evidence, EvidenceLevel, Field, FileKind, Headless, Meaning, Source,
    Total, TotalOf, Unit,
};
pub use text::Bilingual;

use crate::table::Table;

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
    let done = scan(name, &mut io::Cursor::new(bytes), options, &mut rows);
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

/// Reads a file and hands its rows to `sink` one by one. A long text file is never held as a whole; it is gone through
/// more than once, so it must not change meanwhile. What is returned holds everything but the rows.
///
/// # Errors
///
/// [`Stopped`]: as [`read`], or the file fails, or the sink wants no more. The sink may have got rows before that.
pub fn scan(
    name: &str,
    file: &mut dyn ReadSeek,
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Reading, Stopped> {
    if let Some(kind) = options.as_kind {
        let known = sources().iter().any(|s| s.id == kind || s.kind.as_str() == kind);
        let own = options.mappings.iter().any(|m| m.prepared().id == kind);
        if !known && !own {
            return Err(Refusal::new(name, RefusalCode::NotThatKind { wanted: kind.to_owned() }).into());
        }
    }
    let mut reading = Reading::default();
    let mut out = Out::new(sink, options.merchant);
    if let Some(mut long) = container::LongText::open(name, file)? {
        match recognise::recognise(long.head(), options.as_kind, options.mappings) {
            Some(Recognised::Found(found)) => {
                reading::describe(&mut reading, &found);
                reading::add(&mut reading, &found, &mut long, &mut out)?;
                return Ok(reading);
            }
            Some(Recognised::Ambiguous(candidates)) => {
                return Err(Refusal::new(name, RefusalCode::Ambiguous { candidates }).into());
            }
            None if mapping::propose(long.head()).is_some() => {
                return Err(unknown(name, std::slice::from_ref(long.head()), options).into());
            }
            None => {}
        }
    }
    let bytes = container::whole(name, file)?;
    let contents = container::open(name, &bytes, options.opening())?;
    drop(bytes);
    let tables = &contents.tables;
    let (mut found, mut choices, mut strange) = (Vec::new(), Vec::new(), Vec::new());
    for table in tables {
        match recognise::recognise(table, options.as_kind, options.mappings) {
            Some(Recognised::Found(one)) => found.push((table, *one)),
            Some(Recognised::Ambiguous(candidates)) => choices.push((table, candidates)),
            None => strange.push(table),
        }
    }
    // Details before totals: an archive often holds both, and the totals may come first.
    found.sort_by_key(|(table, found)| {
        (found.source.kind == FileKind::Summary, Reverse(found.certainty), table.index)
    });
    let is_known =
        |found: &Found| found.source.kind != FileKind::Summary && found.certainty > Certainty::Likely;
    if !found.iter().any(|(_, found)| is_known(found)) && !choices.is_empty() {
        let (table, candidates) = choices.swap_remove(0);
        return Err(Refusal::new(&table.file, RefusalCode::Ambiguous { candidates }).into());
    }
    let Some((_, main)) = found.first() else { return Err(unknown(name, tables, options).into()) };
    reading::describe(&mut reading, main);
    let main_kind = main.source.kind;
    for (table, found) in &found {
        if found.source.kind != main_kind && found.source.kind == FileKind::Summary {
            // Totals beside details repeat them.
            reading.has_full_cards |= table.holds_secret(0..table.len());
        } else if found.certainty > Certainty::Likely || reading.certainty == Certainty::Likely {
            reading::add(&mut reading, found, &mut &**table, &mut out)?;
        } else {
            // A guess beside a known table is its cover sheet, or another provider's table.
            let why = Bilingual::new(
                "认不出是哪家机构的表，而同一个文件里有认得的表。里面若有交易，请单独导入它。",
                "its provider is not known, and a known table stands beside it. If it holds transactions, import it alone.",
            );
            left_out(&mut reading, table, &why);
        }
    }
    for (table, candidates) in choices {
        left_out(&mut reading, table, &RefusalCode::Ambiguous { candidates }.text());
    }
    for table in strange {
        match mapping::propose(table) {
            Some(proposal) => {
                left_out(
                    &mut reading,
                    table,
                    &RefusalCode::UnknownTable { proposal: Box::new(proposal) }.text(),
                );
            }
            None => reading.has_full_cards |= table.holds_secret(0..table.len()),
        }
    }
    for refusal in contents.refused.iter().filter(|refusal| refusal.why != RefusalCode::Empty) {
        reading::left_out(&mut reading, &refusal.file, "", &refusal.why.text());
    }
    Ok(reading)
}

/// A table whose rows are not taken over: that is said, and what is kept of the file must be masked all the same.
fn left_out(reading: &mut Reading, table: &Table, why: &Bilingual) {
    reading.has_full_cards |= table.holds_secret(0..table.len());
    reading::left_out(reading, &table.file, &table.sheet, why);
}

/// What a workbook or an archive that holds full card numbers is kept as: its tables as text, cells separated by tabs,
/// every row of the first table on the line that it had, card numbers masked. It reads the same as the file itself.
///
/// # Errors
///
/// A [`Refusal`] when the file cannot be opened.
pub fn masked_text(name: &str, bytes: &[u8], options: &Options<'_>) -> Result<String, Refusal> {
    let mut text = String::new();
    let mut at = 1;
    for table in container::open(name, bytes, options.opening())?.tables {
        let start = at - 1;
        for row in table.rows_from(0) {
            while at < start + row.line {
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

fn unknown(name: &str, tables: &[Table], options: &Options<'_>) -> Refusal {
    let understood =
        || tables.iter().any(|table| recognise::recognise(table, None, options.mappings).is_some());
    if let Some(kind) = options.as_kind
        && understood()
    {
        return Refusal::new(name, RefusalCode::NotThatKind { wanted: kind.to_owned() });
    }
    let largest = tables.iter().filter(|t| !t.is_empty()).max_by_key(|t| t.len());
    match largest.and_then(mapping::propose) {
        Some(proposal) => Refusal::new(name, RefusalCode::UnknownTable { proposal: Box::new(proposal) }),
        None => Refusal::new(name, RefusalCode::NotATable),
    }
}
