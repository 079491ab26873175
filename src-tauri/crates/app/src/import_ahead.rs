//! Reading a file on one thread while its rows are stored, or counted, on another: each takes about as long.

use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use recoup_ledger::{AccountLine, Transaction};
use recoup_statements::{Progress, ReadSeek, Reading, Sink, Stopped, Understood};

/// A row of a file.
#[expect(clippy::large_enum_variant, reason = "a box for each of a million rows costs more than the room")]
pub(crate) enum Row {
    Transaction(Transaction),
    Line(AccountLine),
}

/// Rows are handed over so many at once, and at most so many portions lie waiting: a few megabytes.
const PORTION: usize = 256;
const PORTIONS: usize = 8;

/// Reads a file; `take` gets its rows, in order, on the thread of the caller. When it says stop, so does the reading,
/// with [`Stopped::ByCaller`].
pub(crate) fn read_ahead(
    understood: Understood,
    file: &mut (dyn ReadSeek + Send),
    merchant: Option<&str>,
    progress: &(dyn Fn(Progress) -> ControlFlow<()> + Sync),
    take: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<Reading, Stopped> {
    let (out, rows) = sync_channel(PORTIONS);
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut ahead = Ahead { portion: Vec::with_capacity(PORTION), out, progress };
            let reading = understood.rows(file, merchant, &mut ahead)?;
            match ahead.hand_over() {
                ControlFlow::Continue(()) => Ok(reading),
                ControlFlow::Break(()) => Err(Stopped::ByCaller),
            }
        });
        // The receiver goes with the iterator, and with it the reader stops.
        for row in rows.into_iter().flatten() {
            if take(row).is_break() {
                break;
            }
        }
        reader.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

struct Ahead<'a> {
    portion: Vec<Row>,
    out: SyncSender<Vec<Row>>,
    progress: &'a (dyn Fn(Progress) -> ControlFlow<()> + Sync),
}

impl Ahead<'_> {
    fn push(&mut self, row: Row) -> ControlFlow<()> {
        self.portion.push(row);
        if self.portion.len() < PORTION { ControlFlow::Continue(()) } else { self.hand_over() }
    }

    fn hand_over(&mut self) -> ControlFlow<()> {
        let portion = std::mem::replace(&mut self.portion, Vec::with_capacity(PORTION));
        match self.out.send(portion) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

impl Sink for Ahead<'_> {
    fn transaction(&mut self, txn: Transaction) -> ControlFlow<()> {
        self.push(Row::Transaction(txn))
    }

    fn line(&mut self, line: AccountLine) -> ControlFlow<()> {
        self.push(Row::Line(line))
    }

    fn progress(&mut self, at: Progress) -> ControlFlow<()> {
        (self.progress)(at)
    }
}
