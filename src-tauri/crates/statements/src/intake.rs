//! The rows of one table on their way from the file to whoever takes them, without the table being held whole.

use std::collections::BTreeMap;
use std::io;
use std::ops::{ControlFlow, Range};

use chrono::NaiveDate;
use recoup_ledger::line::LineIds;
use recoup_ledger::transaction::TxnIds;
use recoup_ledger::{AccountLine, Kind, Money, Status, Transaction, TxnId};

use crate::account;
use crate::balances::{Balances, Chain, Course};
use crate::catalog::catalog;
use crate::detail::{self, FailedSales};
use crate::preamble::{self, Stated};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::recognise::Found;
use crate::refusal::Refusal;
use crate::rows::{Cells, Fault, HabitSearch, Habits, StrangeWords};
use crate::source::{Field, FileKind};
use crate::table::{Row, Table};
use crate::text::Bilingual;

/// Takes the rows of a file one by one, in the file's order, with their identifiers. Each answer says whether to go on.
pub trait Sink {
    /// A row of an acquirer's file.
    fn transaction(&mut self, txn: Transaction) -> ControlFlow<()>;
    /// A row of a bank statement or a fund-flow bill.
    fn line(&mut self, line: AccountLine) -> ControlFlow<()>;
    /// How far it is; called a few times a second.
    fn progress(&mut self, _at: Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// How far the reading of a file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows taken over so far.
    pub rows: usize,
    /// How much of the work is done, in the unit of `of`.
    pub done: u64,
    /// How much work there is. A long file is gone through more than once.
    pub of: u64,
}

/// Why a file was not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// There is nothing to read in it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The file itself could not be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The sink wanted no more.
    #[error("stopped by the caller")]
    ByCaller,
}

pub(crate) type Flow = ControlFlow<Stopped>;

/// A table that can be gone through, from its first row, as often as needed.
pub(crate) trait Pieces {
    /// The table's beginning: everything above the data and the first rows of it.
    fn head(&self) -> &Table;
    /// Hands over one piece after the other: a table, which of its rows, and how much of the whole is done then.
    fn pass(&mut self, each: &mut dyn FnMut(&Table, Range<usize>, u64) -> Flow) -> Flow;
    /// What is done after the last piece.
    fn size(&self) -> u64;
}

/// The most bad rows of a table that are listed one by one. A file with more of them is another kind of file than it was
/// taken for.
const MOST_PROBLEMS: usize = 20_000;

/// A piece of a table that is held whole anyway.
const ROWS: usize = 4096;

impl Pieces for &Table {
    fn head(&self) -> &Table {
        self
    }

    fn pass(&mut self, each: &mut dyn FnMut(&Table, Range<usize>, u64) -> Flow) -> Flow {
        for start in (0..self.len()).step_by(ROWS) {
            let end = (start + ROWS).min(self.len());
            each(self, start..end, end as u64)?;
        }
        ControlFlow::Continue(())
    }

    fn size(&self) -> u64 {
        self.len() as u64
    }
}

/// Hands rows on with their identifiers, across the tables of one file.
pub(crate) struct Out<'s> {
    sink: &'s mut dyn Sink,
    merchant: Option<&'s str>,
    transactions: TxnIds,
    lines: LineIds,
}

impl<'s> Out<'s> {
    pub fn new(sink: &'s mut dyn Sink, merchant: Option<&'s str>) -> Out<'s> {
        Out { sink, merchant, transactions: TxnIds::default(), lines: LineIds::default() }
    }

    fn progress(&mut self, at: Progress) -> Flow {
        asked(self.sink.progress(at))
    }

    fn transaction(&mut self, mut txn: Transaction, till: bool) -> Flow {
        if let Some(merchant) = self.merchant.filter(|_| txn.merchant_no.is_empty()) {
            merchant.clone_into(&mut txn.merchant_no);
        }
        if till && txn.reference.is_empty() {
            std::mem::swap(&mut txn.reference, &mut txn.acquirer_order);
        }
        self.transactions.assign(&mut txn);
        if till {
            // A till's numbers count up from one and may be those of some other record of an acquirer; and even where
            // they are the acquirer's own, the till's record is a second witness, not the same one.
            txn.id = TxnId::of(&["till", &txn.id.to_string()]);
        }
        asked(self.sink.transaction(txn))
    }

    fn line(&mut self, mut line: AccountLine) -> Flow {
        self.lines.assign(&mut line);
        asked(self.sink.line(line))
    }
}

fn asked(answer: ControlFlow<()>) -> Flow {
    match answer {
        ControlFlow::Continue(()) => ControlFlow::Continue(()),
        ControlFlow::Break(()) => ControlFlow::Break(Stopped::ByCaller),
    }
}

/// Counts and sums for the totals of a table.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub rows: usize,
    pub rows_in: usize,
    pub rows_out: usize,
    pub sum_in: Money,
    pub sum_out: Money,
    pub fee: Money,
    pub net: Money,
}

impl Sums {
    fn transaction(&mut self, txn: &Transaction) {
        self.rows += 1;
        let counts = match (txn.status, txn.kind) {
            (Status::Failed, _) | (_, Kind::PreAuth) => false,
            // A refund that is under way is money gone; a sale that is under way is none yet.
            (Status::Pending, kind) => kind == Kind::Refund,
            (Status::Succeeded, _) => true,
        };
        if counts {
            self.add(txn.gross);
            self.fee += txn.fee.unwrap_or(Money::ZERO);
            self.net += txn.owed();
        }
    }

    fn add(&mut self, amount: Money) {
        if amount.is_negative() {
            self.rows_out += 1;
            self.sum_out += amount.abs();
        } else {
            self.rows_in += 1;
            self.sum_in += amount;
        }
    }
}

/// What the first time through a table found out that its rows need.
#[derive(Default)]
struct Ahead {
    habits: Habits,
    failed: FailedSales,
    course: Course,
}

/// What is done with one piece: the table, its rows, and how much of the whole is done then.
type Piece<'p, S> = dyn FnMut(&mut S, &Table, Range<usize>, u64) -> Flow + 'p;

/// One table on its way into a reading.
pub(crate) struct Intake<'f> {
    found: &'f Found,
    pub stated: Stated,
    ahead: Ahead,
    pub sums: Sums,
    /// The first line whose order number a spreadsheet has damaged.
    pub damaged: Option<u32>,
    /// Words of the status column that nobody knows.
    pub strange: StrangeWords,
    /// Rows of a till that no acquirer has.
    pub not_acquired: usize,
    /// Rows that are no data: the preamble, totals, notes.
    pub asides: Table,
    /// How many of them were looked through for numbers to hide.
    seen_asides: usize,
    ended: bool,
    /// Rows that were not taken over.
    pub bad_rows: usize,
    unlisted: Option<Problem>,
    /// First and last day of the rows.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The same for each account.
    pub accounts: BTreeMap<String, (NaiveDate, NaiveDate)>,
}

/// Takes one table in.
pub(crate) fn take<'f>(
    reading: &mut Reading,
    found: &'f Found,
    pieces: &mut dyn Pieces,
    out: &mut Out<'_>,
) -> Result<Intake<'f>, Stopped> {
    let header = found.data.saturating_sub(1);
    let mut intake = Intake {
        found,
        stated: preamble::stated(pieces.head(), header, &catalog().words),
        ahead: Ahead::default(),
        sums: Sums::default(),
        asides: Table::default(),
        seen_asides: 0,
        damaged: None,
        strange: StrangeWords::default(),
        not_acquired: 0,
        ended: false,
        bad_rows: 0,
        unlisted: None,
        days: None,
        accounts: BTreeMap::new(),
    };
    if !pieces.head().account.is_empty() {
        intake.stated.account.clone_from(&pieces.head().account);
    }
    for row in pieces.head().rows_from(0).take(header) {
        intake.asides.push_row(row.line, row.cells());
    }
    // The columns of data rows are looked at one by one; above them, and in a summary, anything may stand.
    reading.has_full_cards |= pieces.head().holds_secret(0..found.data);
    if found.source.kind == FileKind::Summary {
        intake.pass(pieces, &mut |_, table, rows, _| {
            reading.has_full_cards |= table.holds_secret(rows);
            ControlFlow::Continue(())
        })?;
        return Ok(intake);
    }
    intake.find_habits(pieces)?;
    let size = pieces.size();
    let twice = intake.must_look_ahead();
    let of = if twice { 2 * size } else { size };
    if twice {
        let mut balances = Balances::default();
        intake.pass(pieces, &mut |intake, table, rows, done| {
            intake.look_ahead(table, rows, &mut balances);
            out.progress(Progress { rows: 0, done, of })
        })?;
        intake.ahead.course = balances.course();
    }
    let (before, rows_before) = (of - size, reading.rows);
    intake.pass(pieces, &mut |intake, table, rows, done| {
        intake.piece(reading, table, rows, out)?;
        out.progress(Progress { rows: rows_before + intake.sums.rows, done: before + done, of })
    })?;
    if let Some(mut last) = intake.unlisted.take() {
        let rows = intake.bad_rows - MOST_PROBLEMS;
        last.expected = Bilingual::new(
            format!("{}（有问题的行太多，另有 {rows} 行未逐一列出，这是最后一行）", last.expected.zh),
            format!(
                "{} (too many rows like this: {rows} more are not listed, this is the last)",
                last.expected.en
            ),
        );
        reading.problems.push(last);
    }
    Ok(intake)
}

/// As many rows that are no data are kept from the beginning of a table, and from its end.
const ASIDES: usize = 4096;

impl Intake<'_> {
    /// What the balances say, where they are a chain.
    pub fn chain(&self) -> Option<&Chain> {
        self.ahead.course.chain.as_ref()
    }

    /// Goes through the rows of data.
    fn pass(&mut self, pieces: &mut dyn Pieces, each: &mut Piece<'_, Self>) -> Result<(), Stopped> {
        let mut data = self.found.data;
        let end = pieces.pass(&mut |table, rows, done| {
            let start = rows.start.max(std::mem::take(&mut data));
            each(self, table, start..rows.end.max(start), done)
        });
        match end {
            ControlFlow::Break(stopped) => Err(stopped),
            ControlFlow::Continue(()) => Ok(()),
        }
    }

    fn find_habits(&mut self, pieces: &mut dyn Pieces) -> Result<(), Stopped> {
        let found = self.found;
        let mut search = HabitSearch::new(found, pieces.head().row(found.data));
        if search.is_open() {
            let mut data = found.data;
            let end = pieces.pass(&mut |table, rows, _| {
                for index in rows.start.max(std::mem::take(&mut data))..rows.end {
                    search.row(table.row(index));
                    if !search.is_open() {
                        return ControlFlow::Break(Stopped::ByCaller);
                    }
                }
                ControlFlow::Continue(())
            });
            match end {
                // It had seen enough.
                ControlFlow::Break(Stopped::ByCaller) | ControlFlow::Continue(()) => {}
                ControlFlow::Break(stopped) => return Err(stopped),
            }
        }
        self.ahead.habits = search.habits();
        Ok(())
    }

    /// Whether a row can only be understood after all of them were seen: a void after or before its failed sale, a sign
    /// by the chain of balances.
    fn must_look_ahead(&self) -> bool {
        let columns = &self.found.columns;
        match self.found.source.kind {
            FileKind::Detail => columns.has(Field::Status) && columns.has(Field::Kind),
            _ => columns.has(Field::Balance),
        }
    }

    fn look_ahead(&mut self, table: &Table, rows: Range<usize>, balances: &mut Balances) {
        let cells = Cells::new(table, self.found, self.ahead.habits);
        for row in rows.map(|index| table.row(index)) {
            if self.found.source.kind != FileKind::Detail {
                // A total between the rows is no line of the account.
                if !cells.is_subtotal(row)
                    && let Ok(read) = account::line(&cells, row, &self.stated.account)
                {
                    balances.line(read.line, read.doubtful);
                }
            } else if detail::status(&cells, cells.get(row, Field::Status)) == Some(Status::Failed)
                && let Ok(Some(txn)) = detail::transaction(&cells, row, &self.stated.merchant)
            {
                self.ahead.failed.note(&txn);
            }
        }
    }

    fn piece(&mut self, reading: &mut Reading, table: &Table, rows: Range<usize>, out: &mut Out<'_>) -> Flow {
        let cells = Cells::new(table, self.found, self.ahead.habits);
        for row in rows.map(|index| table.row(index)) {
            cells.look_for_secrets(row);
            if cells.is_subtotal(row) {
                self.asides.push_row(row.line, row.cells());
                continue;
            }
            let fault = match self.row(&cells, row, out) {
                Ok(flow) => {
                    flow?;
                    continue;
                }
                Err(fault) => fault,
            };
            let aside = cells.is_aside(row);
            if aside || self.ended || is_rule(row) {
                self.asides.push_row(row.line, row.cells());
            } else {
                self.bad_rows += 1;
                match self.bad_rows {
                    0..=MOST_PROBLEMS => reading.problems.push(cells.problem(row, fault)),
                    // Only the last of those that are not listed is kept, and then says for how many it stands.
                    _ => self.unlisted = Some(cells.problem(row, fault)),
                }
            }
            self.ended |= aside;
        }
        reading.has_full_cards |= cells.full_cards.get();
        self.shorten_asides(reading);
        self.damaged = self.damaged.or(cells.damaged.get());
        self.strange.take(cells.strange.take());
        ControlFlow::Continue(())
    }

    /// Looks through what is no data for numbers to hide, and keeps its beginning and end: totals stand there.
    fn shorten_asides(&mut self, reading: &mut Reading) {
        let (seen, all) = (std::mem::take(&mut self.seen_asides), self.asides.len());
        reading.has_full_cards |= self.asides.holds_secret(seen..all);
        if all > 2 * ASIDES {
            let mut kept = Table::default();
            for row in self.asides.rows_from(0).take(ASIDES).chain(self.asides.rows_from(all - ASIDES)) {
                kept.push_row(row.line, row.cells());
            }
            self.asides = kept;
        }
        self.seen_asides = self.asides.len();
    }

    fn row<'t>(&mut self, cells: &Cells<'t>, row: Row<'t>, out: &mut Out<'_>) -> Result<Flow, Fault> {
        if self.found.source.kind == FileKind::Detail {
            if self.found.source.till && detail::is_not_acquired(cells, row) {
                self.not_acquired += 1;
                return Ok(ControlFlow::Continue(()));
            }
            let Some(mut txn) = detail::transaction(cells, row, &self.stated.merchant)? else {
                return Ok(ControlFlow::Continue(()));
            };
            self.ahead.failed.settle(&mut txn);
            self.sums.transaction(&txn);
            widen(&mut self.days, txn.at.date());
            return Ok(out.transaction(txn, self.found.source.till));
        }
        let account::Read { mut line, counts, .. } = account::line(cells, row, &self.stated.account)?;
        let course = &self.ahead.course;
        if course.flipped != course.turned.contains(&line.origin.line) {
            line.amount = -line.amount;
        }
        self.sums.rows += 1;
        if counts {
            self.sums.add(line.amount);
        }
        widen(&mut self.days, line.on);
        match self.accounts.get_mut(&line.account) {
            Some((from, to)) => (*from, *to) = ((*from).min(line.on), (*to).max(line.on)),
            None => {
                self.accounts.insert(line.account.clone(), (line.on, line.on));
            }
        }
        Ok(out.line(line))
    }
}

fn widen(days: &mut Option<(NaiveDate, NaiveDate)>, day: NaiveDate) {
    let (from, to) = days.unwrap_or((day, day));
    *days = Some((from.min(day), to.max(day)));
}

/// A row of dashes under the header, or one that holds no digit at all: a rule or a heading, no row with a fault.
fn is_rule(row: Row<'_>) -> bool {
    !row.cells().any(|cell| cell.chars().any(|c| c.is_numeric()))
}
