//! Readers that cannot be trusted with damaged files run in a process of their own.
//!
//! The workbook reader takes counts in a damaged `.xls` at their word and asks for more memory than there is, which
//! ends a process; a PDF can be made to keep its reader busy for ever. This crate starts no process: the caller passes
//! a function that carries a request to one and brings the answer back, and that process calls [`answer`].

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::container;
use crate::refusal::RefusalCode;
use crate::table::Table;

/// The first bytes of every answer. A program that does not answer with them is of another version.
const MAGIC: &[u8] = b"recoup-parse-1\n";

/// Why a worker gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerFault {
    /// There is none, or it could not be started: the file is read in this process, behind the header checks.
    NoWorker,
    /// It took longer than a statement can take.
    TooLong,
    /// It ended without an answer: the file crashed it, or it asked for more memory than it may have.
    Died,
}

/// From the bytes of a request to the bytes of the answer.
pub type Ask<'a> = dyn Fn(&[u8]) -> Result<Vec<u8>, WorkerFault> + 'a;

/// Carries the bytes of a request to a worker and brings the bytes of its answer back.
#[derive(Clone, Copy)]
pub struct Isolated<'a>(pub &'a Ask<'a>);

impl fmt::Debug for Isolated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Isolated")
    }
}

/// What a worker is asked for; the file's bytes follow after a line feed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Request {
    Xls { unicode: bool },
    LockedXlsx { passwords: Vec<String> },
    Pdf { passwords: Vec<String> },
}

/// A table on its way between two processes: sheet, and rows of line and cells.
#[derive(Debug, Serialize, Deserialize)]
struct Sent<'t> {
    sheet: String,
    #[serde(borrow)]
    rows: Vec<(u32, Vec<std::borrow::Cow<'t, str>>)>,
}

/// What a worker does with what it reads from its input; the result is what it writes to its output.
pub fn answer(request: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let found = asked(request);
    let sent: Result<Vec<Sent<'_>>, RefusalCode> = match &found {
        Ok(tables) => Ok(tables.iter().map(sent).collect()),
        Err(why) => Err(why.clone()),
    };
    if serde_json::to_writer(&mut bytes, &sent).is_err() {
        bytes.clear();
    }
    bytes
}

fn asked(bytes: &[u8]) -> Result<Vec<Table>, RefusalCode> {
    let damaged = || RefusalCode::Damaged { detail: "a request that is none".to_owned() };
    let end = bytes.iter().position(|b| *b == b'\n').ok_or_else(damaged)?;
    let request: Request = serde_json::from_slice(&bytes[..end]).map_err(|_| damaged())?;
    let mut tables = Vec::new();
    container::guarded("", &bytes[end + 1..], &request, &mut tables).map_err(|refusal| refusal.why)?;
    Ok(tables)
}

fn sent(table: &Table) -> Sent<'_> {
    let mut rows = Vec::with_capacity(table.len());
    for row in table.rows_from(0) {
        rows.push((row.line, row.cells().map(std::borrow::Cow::Borrowed).collect()));
    }
    Sent { sheet: table.sheet.clone(), rows }
}

/// Asks a worker. The outer error is that of the worker, the inner one the file's.
pub(crate) fn ask(
    isolated: Isolated<'_>,
    name: &str,
    bytes: &[u8],
    request: &Request,
) -> Result<Result<Vec<Table>, RefusalCode>, WorkerFault> {
    let mut message = serde_json::to_vec(request).map_err(|_| WorkerFault::NoWorker)?;
    message.push(b'\n');
    message.extend_from_slice(bytes);
    let answer = (isolated.0)(&message)?;
    drop(message);
    let body = answer.strip_prefix(MAGIC).ok_or(WorkerFault::NoWorker)?;
    let sent: Result<Vec<Sent<'_>>, RefusalCode> =
        serde_json::from_slice(body).map_err(|_| WorkerFault::Died)?;
    Ok(sent.map(|tables| {
        let received = |sent: Sent<'_>| {
            let mut table = Table::new(name, &sent.sheet);
            for (line, cells) in &sent.rows {
                table.push_row(*line, cells.iter().map(AsRef::as_ref));
            }
            table
        };
        tables.into_iter().map(received).collect()
    }))
}
