//! A table of texts: what every container is turned into before anything is understood.

use std::ops::Range;

use recoup_ledger::mask;

use crate::value::clean;

/// One table of a file. Cells are cleaned texts (see [`clean`]); rows that are blank throughout are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The file's name, or `archive.zip › entry`.
    pub file: String,
    /// The sheet's name; empty for text files.
    pub sheet: String,
    /// Its place among the tables of the whole file, from 0.
    pub index: u16,
    /// The account that the whole table is about, where the format has a place for it; otherwise empty.
    pub account: String,
    /// The currency of all its amounts (`CNY`), where the format has a place for it; otherwise empty.
    pub currency: String,
    /// Whether it was read in this process although a worker was wanted for it.
    pub(crate) unguarded: bool,
    text: String,
    /// Where each cell ends in `text`; it starts where the one before ends.
    ends: Vec<u32>,
    /// Line number and index of the first cell of each row.
    rows: Vec<(u32, u32)>,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'t> {
    table: &'t Table,
    first: usize,
    end: usize,
    /// The line in the file or the row of the sheet, from 1.
    pub line: u32,
}

impl Table {
    /// An empty table of that file and sheet.
    pub fn new(file: &str, sheet: &str) -> Table {
        Table { file: file.to_owned(), sheet: sheet.to_owned(), ..Table::default() }
    }

    /// Makes room for that many bytes of text at once, rather than by moving what is there again and again.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }

    /// Adds a row. Blank rows are dropped.
    pub fn push_row<'c>(&mut self, line: u32, cells: impl IntoIterator<Item = &'c str>) {
        let first = self.ends.len();
        let start = self.text.len();
        for cell in cells {
            self.text.push_str(clean(cell));
            self.ends.push(self.text.len() as u32);
        }
        if self.text.len() == start {
            self.ends.truncate(first);
        } else {
            self.rows.push((line, first as u32));
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many cells all rows have together.
    pub fn cells(&self) -> usize {
        self.ends.len()
    }

    /// How many cells its longest row has.
    pub fn widest(&self) -> usize {
        self.rows_from(0).map(|row| row.len()).max().unwrap_or(0)
    }

    /// Whether a cell of these rows holds a full card or identity number.
    pub(crate) fn holds_secret(&self, rows: Range<usize>) -> bool {
        let hidden = |text: &str| text.len() >= 13 && mask::holds_secret(text);
        rows.into_iter().any(|index| self.row(index).cells().any(hidden))
    }

    /// Row `index`, from 0; past the end an empty row.
    pub fn row(&self, index: usize) -> Row<'_> {
        let (line, first) = self.rows.get(index).copied().unwrap_or((0, self.ends.len() as u32));
        let end = self.rows.get(index + 1).map_or(self.ends.len(), |(_, first)| *first as usize);
        Row { table: self, first: first as usize, end: end.max(first as usize), line }
    }

    /// All rows from `start` on.
    pub fn rows_from(&self, start: usize) -> impl Iterator<Item = Row<'_>> {
        (start..self.len()).map(|index| self.row(index))
    }
}

impl<'t> Row<'t> {
    /// The text of a cell; empty where the row is shorter.
    pub fn get(&self, column: usize) -> &'t str {
        let at = self.first + column;
        if at >= self.end {
            return "";
        }
        let start = if at == 0 { 0 } else { self.table.ends[at - 1] as usize };
        &self.table.text[start..self.table.ends[at] as usize]
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.end - self.first
    }

    /// Its cells from the left.
    pub fn cells(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        let row = *self;
        (0..row.len()).map(move |column| row.get(column))
    }

    /// The first cell that is not empty.
    pub fn first_text(&self) -> &'t str {
        self.cells().find(|cell| !cell.is_empty()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_line_and_blank_ones_vanish() {
        let mut table = Table::new("f", "");
        table.push_row(1, ["a", "`b", ""]);
        table.push_row(2, ["", "\t"]);
        table.push_row(3, ["", "c"]);
        assert_eq!(table.len(), 2);
        assert_eq!(table.row(0).cells().collect::<Vec<_>>(), ["a", "b", ""]);
        assert_eq!((table.row(1).line, table.row(1).get(1), table.row(1).get(9)), (3, "c", ""));
        assert_eq!(table.row(7).len(), 0);
    }
}
