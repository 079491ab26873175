//! What the readers of details and of account lines share: the cells of a row, when it was, how much, and faults.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};
use recoup_ledger::mask;
use recoup_ledger::{CardKind, Channel, Money, Origin, Status};

use crate::catalog::{Words, catalog};
use crate::problem::{Problem, ProblemOf};
use crate::recognise::Found;
use crate::source::{Field, Meaning, Unit};
use crate::table::{Row, Table};
use crate::text::Bilingual;
use crate::value::{self, DayOrder, DayOrderSearch};

/// Why a row was not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub column: Option<usize>,
    pub found: String,
    pub expected: Expected,
}

/// What a cell should have held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Day,
    Amount,
    AmountMissing,
    OneSide,
    Direction,
    Fen,
    Renminbi,
}

impl Expected {
    pub fn text(self) -> Bilingual {
        let (zh, en) = match self {
            Expected::Day => (
                "日期，例如 2026-11-03 或 2026-11-03 09:15:37",
                "a date such as 2026-11-03 or 2026-11-03 09:15:37",
            ),
            Expected::Amount => ("金额，例如 128.50", "an amount such as 128.50"),
            Expected::AmountMissing => {
                ("这一行没有金额，应填写例如 128.50", "an amount such as 128.50; the row has none")
            }
            Expected::OneSide => ("收入和支出只应填一项", "an amount on one side only, either in or out"),
            Expected::Direction => ("借/贷或收/支", "debit or credit (借/贷, 收/支)"),
            Expected::Fen => ("最多两位小数的金额", "an amount with at most two decimals"),
            Expected::Renminbi => {
                ("人民币金额；外币交易不读取", "an amount in renminbi; other currencies are not read")
            }
        };
        Bilingual::new(zh, en)
    }
}

/// Answers that were worked out once for a text of the table.
#[derive(Debug)]
pub(crate) struct Known<'t, T>(RefCell<HashMap<&'t str, T>>);

impl<T> Default for Known<'_, T> {
    fn default() -> Self {
        Known(RefCell::default())
    }
}

impl<'t, T: Copy> Known<'t, T> {
    /// The answer for a text, worked out at its first appearance.
    pub fn get(&self, text: &'t str, work_out: impl FnOnce() -> T) -> T {
        let known = self.0.borrow().get(text).copied();
        known.unwrap_or_else(|| {
            let answer = work_out();
            let mut all = self.0.borrow_mut();
            if all.len() < 1000 {
                all.insert(text, answer);
            }
            answer
        })
    }
}

/// What only the whole of a table can tell about its cells.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Habits {
    pub in_fen: bool,
    pub order: Option<DayOrder>,
}

/// Finds the habits, piece by piece.
pub(crate) struct HabitSearch<'f> {
    found: &'f Found,
    has_point: bool,
    /// The column of days, where it must be decided whether the day or the month stands first.
    days: Option<usize>,
    order: DayOrderSearch,
}

impl<'f> HabitSearch<'f> {
    /// `first` is the first row of data.
    pub fn new(found: &'f Found, first: Row<'_>) -> HabitSearch<'f> {
        let days = found.columns.at(Field::Date).or(found.columns.at(Field::Time)).filter(|at| {
            // Only where the year stands last is there anything to decide.
            let first = first.get(*at);
            !first.is_empty() && value::moment(first, None).is_none()
        });
        HabitSearch { found, has_point: false, days, order: DayOrderSearch::default() }
    }

    /// Whether more rows could change the answer.
    pub fn is_open(&self) -> bool {
        self.days.is_some() || (self.found.source.unit == Unit::FenUnlessPoint && !self.has_point)
    }

    pub fn row(&mut self, row: Row<'_>) {
        let columns = &self.found.columns;
        let amounts = [Field::Gross, Field::Net, Field::Amount, Field::In, Field::Out];
        self.has_point = self.has_point
            || amounts.iter().filter_map(|f| columns.at(*f)).any(|at| row.get(at).contains('.'));
        if let Some(at) = self.days {
            self.order.see(row.get(at));
        }
    }

    pub fn habits(&self) -> Habits {
        let in_fen = match self.found.source.unit {
            Unit::Yuan => false,
            Unit::Fen => true,
            Unit::FenUnlessPoint => !self.has_point,
        };
        Habits { in_fen, order: self.days.and_then(|_| self.order.order()) }
    }
}

/// Reads the cells of one table.
pub(crate) struct Cells<'t> {
    pub table: &'t Table,
    pub found: &'t Found,
    pub words: &'static Words,
    in_fen: bool,
    order: Option<DayOrder>,
    /// Columns that no field is read from.
    unread: Vec<usize>,
    /// What the words of kind, status and channel mean; they are few and come again and again.
    pub kinds: Known<'t, Option<Meaning>>,
    pub statuses: Known<'t, Option<Status>>,
    pub channels: Known<'t, (Channel, CardKind)>,
    /// Whether a full card number was seen.
    pub full_cards: std::cell::Cell<bool>,
    /// The first line whose order number a spreadsheet has damaged.
    pub damaged: std::cell::Cell<Option<u32>>,
    /// Words of the status column that nobody knows.
    pub strange: RefCell<StrangeWords>,
}

/// Words whose meaning decides whether money is owed, and that nobody knows.
#[derive(Debug, Default)]
pub(crate) struct StrangeWords {
    /// The word, its first line, how many rows.
    pub words: Vec<(String, u32, usize)>,
    /// Rows of words beyond those.
    pub others: usize,
}

impl StrangeWords {
    /// More are a column that holds no status.
    const MOST: usize = 20;

    pub fn note(&mut self, word: &str, line: u32) {
        self.add(word, line, 1);
    }

    /// Adds those of another piece of the table.
    pub fn take(&mut self, others: StrangeWords) {
        self.others += others.others;
        for (word, line, rows) in others.words {
            self.add(&word, line, rows);
        }
    }

    fn add(&mut self, word: &str, line: u32, rows: usize) {
        if let Some(known) = self.words.iter_mut().find(|(w, ..)| w == word) {
            known.2 += rows;
        } else if self.words.len() < StrangeWords::MOST {
            self.words.push((word.to_owned(), line, rows));
        } else {
            self.others += rows;
        }
    }
}

impl<'t> Cells<'t> {
    pub fn new(table: &'t Table, found: &'t Found, habits: Habits) -> Cells<'t> {
        Cells {
            table,
            found,
            words: &catalog().words,
            in_fen: habits.in_fen,
            order: habits.order,
            unread: (0..found.headers.len()).filter(|at| !found.columns.uses(*at)).collect(),
            kinds: Known::default(),
            statuses: Known::default(),
            channels: Known::default(),
            full_cards: false.into(),
            damaged: None.into(),
            strange: RefCell::default(),
        }
    }

    /// The cell of a field; empty when it stands for nothing.
    pub fn get(&self, row: Row<'t>, field: Field) -> &'t str {
        match self.found.columns.at(field) {
            Some(at) => {
                let text = row.get(at);
                if value::is_blank(text) { "" } else { text }
            }
            None => "",
        }
    }

    /// A number that identifies something: `0` stands for none, and one that a spreadsheet damaged is worse than none.
    pub fn id(&self, row: Row<'t>, field: Field) -> String {
        let text = self.get(row, field);
        if text == "0" {
            return String::new();
        }
        if text.len() < 24 && value::is_damaged_number(text) {
            if self.damaged.get().is_none() {
                self.damaged.set(Some(row.line));
            }
            return String::new();
        }
        text.to_owned()
    }

    /// A text in which card numbers are masked.
    pub fn text(&self, row: Row<'t>, field: Field) -> String {
        self.mask(self.get(row, field))
    }

    pub fn mask(&self, text: &str) -> String {
        let masked = mask::masked(text);
        if !self.full_cards.get() && matches!(masked, std::borrow::Cow::Owned(_)) {
            self.full_cards.set(mask::holds_secret(text));
        }
        masked.into_owned()
    }

    /// All columns of the memo, each text once.
    pub fn memo(&self, row: Row<'t>) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for at in &self.found.columns.memo {
            let text = row.get(*at);
            if !value::is_blank(text) && !parts.contains(&text) {
                parts.push(text);
            }
        }
        match parts.as_slice() {
            [] => String::new(),
            [one] => self.mask(one),
            many => self.mask(&many.join(" ")),
        }
    }

    /// The amount of a field; `None` when the cell is empty.
    pub fn amount(&self, row: Row<'t>, field: Field) -> Result<Option<Money>, Fault> {
        let text = self.get(row, field);
        if text.is_empty() {
            return Ok(None);
        }
        let rounded = matches!(field, Field::Fee | Field::Share);
        let fault = |expected| self.fault(row, field, expected);
        let amount = value::amount(text).map_err(|_| fault(Expected::Amount))?;
        match amount.money(self.in_fen, rounded) {
            Ok(money) => Ok(Some(money)),
            Err(value::AmountError::TooPrecise) => Err(fault(Expected::Fen)),
            Err(_) => Err(fault(Expected::Amount)),
        }
    }

    /// Refuses rows in another currency.
    pub fn renminbi(&self, row: Row<'t>) -> Result<(), Fault> {
        let text = self.get(row, Field::Currency);
        let lower = text.to_lowercase();
        if text.is_empty() || self.words.renminbi.contains(&lower) {
            return Ok(());
        }
        Err(self.fault(row, Field::Currency, Expected::Renminbi))
    }

    /// Day and time of the time column, and the day of the day column.
    pub fn when(&self, row: Row<'t>) -> When {
        let date = self.get(row, Field::Date);
        let time = self.get(row, Field::Time);
        let day = value::moment(date, self.order);
        let has_day_column = self.found.columns.has(Field::Date);
        // Beside a day column six digits are a time of day, alone they are a day.
        let moment = match has_day_column.then(|| value::clock(time)).flatten() {
            Some(clock) => value::Moment { day: None, time: Some(clock) },
            None => value::moment(time, self.order)
                .unwrap_or(value::Moment { day: None, time: value::clock(time) }),
        };
        // `0216204102`: month, day and time; the year is that of the day beside it.
        if moment.day.is_none() && moment.time.is_none() {
            let near = day.and_then(|m| m.day).or_else(|| self.day(row, Field::ClearingDay));
            if let Some(moment) = near.and_then(|near| value::without_year(time, near)) {
                return When { stated: moment.day, day: day.and_then(|m| m.day), time: moment.time };
            }
        }
        When {
            stated: moment.day,
            day: day.and_then(|m| m.day),
            time: moment.time.or(day.and_then(|m| m.time)),
        }
    }

    /// The day of a field.
    pub fn day(&self, row: Row<'t>, field: Field) -> Option<NaiveDate> {
        value::moment(self.get(row, field), self.order).and_then(|m| m.day)
    }

    pub fn fault(&self, row: Row<'t>, field: Field, expected: Expected) -> Fault {
        Fault { column: self.found.columns.at(field), found: self.get(row, field).to_owned(), expected }
    }

    /// The first column of those fields that the table has.
    pub fn fault_in(&self, row: Row<'t>, fields: &[Field], expected: Expected) -> Fault {
        let field = fields.iter().find(|f| self.found.columns.has(**f)).copied().unwrap_or(Field::Memo);
        self.fault(row, field, expected)
    }

    pub fn origin(&self, row: Row<'t>) -> Origin {
        Origin { import: 0, sheet: self.table.index, line: row.line }
    }

    /// Whether a row stands after or between the data: totals, notes, a repeated header.
    pub fn is_aside(&self, row: Row<'t>) -> bool {
        let first = row.first_text();
        self.words.end.iter().chain(&self.found.source.end).any(|word| first.starts_with(word.as_str()))
            || self.found.headers.iter().zip(row.cells()).filter(|(h, c)| !c.is_empty() && h == c).count()
                >= 2
    }

    /// Notes a full card or identity number in a column that is not read: the file must not be kept as it is.
    pub fn look_for_secrets(&self, row: Row<'t>) {
        if self.full_cards.get() {
            return;
        }
        let hidden = |at: &usize| {
            let text = row.get(*at);
            text.len() >= 13 && mask::holds_secret(text)
        };
        self.full_cards.set(self.unread.iter().any(hidden));
    }

    /// Whether a row is a total between the rows: one of its first cells is the word for it and nothing else.
    pub fn is_subtotal(&self, row: Row<'t>) -> bool {
        row.cells().filter(|cell| !cell.is_empty()).take(3).any(|cell| {
            let word = cell.trim_end_matches([':', '：']);
            // Only a short text of two or more characters can be one of the words.
            (6..=24).contains(&word.len())
                && !word.as_bytes()[0].is_ascii()
                && self
                    .words
                    .subtotals
                    .iter()
                    .any(|total| word.chars().filter(|c| !c.is_whitespace()).eq(total.chars()))
        })
    }

    pub fn problem(&self, row: Row<'t>, fault: Fault) -> Problem {
        let column = fault.column.and_then(|at| self.found.headers.get(at)).cloned().unwrap_or_default();
        Problem {
            file: self.table.file.clone(),
            sheet: self.table.sheet.clone(),
            line: row.line,
            column,
            found: self.mask(&fault.found),
            expected: fault.expected.text(),
            of: ProblemOf::Row,
        }
    }
}

/// When a row was, as far as its cells say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    /// The day in the time column.
    pub stated: Option<NaiveDate>,
    /// The day in the day column.
    pub day: Option<NaiveDate>,
    /// The time of day.
    pub time: Option<NaiveTime>,
}
