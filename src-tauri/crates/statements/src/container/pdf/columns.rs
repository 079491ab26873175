//! The columns of a table on paper: found by the names in its header, bounded by the ruling where there is one.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::glyphs::Page;
use super::grid::{Fragment, Line};
use crate::catalog::catalog;
use crate::header::normalise;
use crate::source::Field;

/// Header names of every source, in the form in which they are compared.
static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let sources = catalog().sources.iter();
    sources
        .flat_map(|s| s.columns.values().flatten().chain(s.require.iter().flatten()).chain(&s.also))
        .filter(|name| !name.starts_with('#'))
        .map(String::as_str)
        .collect()
});

/// Those of them that stand for a day.
static DAYS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let sources = catalog().sources.iter();
    sources
        .flat_map(|s| [Field::Date, Field::Time, Field::ClearingDay].map(|f| s.columns.get(&f)))
        .flatten()
        .flatten()
        .map(String::as_str)
        .collect()
});

/// The most header names that a line may lack and still be one.
const FEWEST_NAMES: usize = 3;

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub name: String,
    x0: f64,
    x1: f64,
    /// The cell between two rules, where the table is ruled.
    cell: Option<(f64, f64)>,
}

#[derive(Debug, Clone)]
pub(super) struct Header {
    pub columns: Vec<Column>,
    /// The lines of the page that it takes up.
    pub first: usize,
    pub last: usize,
}

impl Header {
    /// The header of a page, the one with the most known names.
    pub fn find(page: &Page, lines: &[Line]) -> Option<Header> {
        let mut best: Option<(usize, Header)> = None;
        for first in 0..lines.len() {
            for last in first..lines.len().min(first + 3) {
                let apart = lines[last].y - lines[first].y;
                if apart > lines[first].size * 2.6 {
                    break;
                }
                let columns = named(&lines[first..=last]);
                let known = columns.iter().filter(|c| NAMES.contains(normalise(&c.name).as_str())).count();
                let day = columns.iter().any(|c| DAYS.contains(normalise(&c.name).as_str()));
                if !day || known < FEWEST_NAMES || known * 2 < columns.len() {
                    continue;
                }
                if best.as_ref().is_none_or(|(most, _)| known > *most) {
                    best = Some((known, Header { columns, first, last }));
                }
            }
        }
        let (_, mut header) = best?;
        header.ruled(page, lines);
        Some(header)
    }

    /// The columns that hold a day.
    pub fn days(&self) -> Vec<usize> {
        let is_day = |c: &Column| DAYS.contains(normalise(&c.name).as_str());
        (0..self.columns.len()).filter(|at| is_day(&self.columns[*at])).collect()
    }

    /// Whether two headers are of the same table.
    pub fn same_names(&self, other: &Header) -> bool {
        self.columns.len() == other.columns.len()
            && self.columns.iter().zip(&other.columns).all(|(a, b)| a.name == b.name)
    }

    /// Takes the cells between the vertical rules as columns where each holds one name at most.
    fn ruled(&mut self, page: &Page, lines: &[Line]) {
        let (top, bottom) = (lines[self.first].y - lines[self.first].size, lines[self.last].y);
        let middle = (top + bottom) / 2.0;
        let mut at: Vec<f64> =
            page.vertical.iter().filter(|r| r.from <= middle && middle <= r.to).map(|r| r.at).collect();
        at.sort_by(f64::total_cmp);
        at.dedup_by(|a, b| (*a - *b).abs() < 3.0);
        let cell = |column: &Column| {
            let middle = (column.x0 + column.x1) / 2.0;
            at.windows(2).position(|w| w[0] <= middle && middle < w[1])
        };
        let cells: Vec<Option<usize>> = self.columns.iter().map(cell).collect();
        let distinct: HashSet<usize> = cells.iter().flatten().copied().collect();
        if distinct.len() == self.columns.len() && self.columns.len() >= FEWEST_NAMES {
            for (column, cell) in self.columns.iter_mut().zip(cells) {
                column.cell = cell.map(|index| (at[index], at[index + 1]));
            }
        }
    }

    /// The texts of a line by column. What lies over several columns is given out piece by piece.
    pub fn assign(&self, line: &Line) -> Vec<String> {
        let mut cells = vec![String::new(); self.columns.len()];
        let mut add = |column: usize, text: &str| {
            let cell = &mut cells[column];
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(text);
        };
        for fragment in &line.fragments {
            let over = self.columns.iter().filter(|c| c.overlap(fragment.x0, fragment.x1) > 1.0).count();
            if over <= 1 {
                add(self.nearest(fragment.x0, fragment.x1), &fragment.text());
                continue;
            }
            let mut before: Option<usize> = None;
            for token in &fragment.tokens {
                let touches = self.columns.iter().any(|c| c.overlap(token.x0, token.x1) > 1.0);
                let column = match before {
                    Some(before) if !touches => before,
                    _ => self.nearest(token.x0, token.x1),
                };
                add(column, &token.text);
                before = Some(column);
            }
        }
        cells
    }

    fn nearest(&self, x0: f64, x1: f64) -> usize {
        let mut best = (f64::MIN, 0);
        for (index, column) in self.columns.iter().enumerate() {
            let overlap = column.overlap(x0, x1);
            // Without an overlap the closest edge or middle decides: columns are flush left, flush right or centred.
            let away = [column.x0 - x0, column.x1 - x1, (column.x0 + column.x1 - x0 - x1) / 2.0]
                .into_iter()
                .map(f64::abs)
                .fold(f64::MAX, f64::min);
            let score = if overlap > 0.0 { overlap * 1000.0 - away } else { -away };
            if score > best.0 {
                best = (score, index);
            }
        }
        best.1
    }
}

impl Column {
    fn overlap(&self, x0: f64, x1: f64) -> f64 {
        let (start, end) = self.cell.unwrap_or((self.x0, self.x1));
        x1.min(end) - x0.max(start)
    }
}

/// The names of a header that takes up one line or several: parts of a name lie above one another.
fn named(lines: &[Line]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for line in lines {
        for fragment in line.fragments.iter().flat_map(split_names) {
            let (x0, x1) = (fragment.x0, fragment.x1);
            let above = columns.iter_mut().find(|c| x1.min(c.x1) - x0.max(c.x0) > 0.0);
            match above {
                Some(column) => {
                    column.name.push_str(&fragment.text());
                    (column.x0, column.x1) = (column.x0.min(x0), column.x1.max(x1));
                }
                None => columns.push(Column { name: fragment.text(), x0, x1, cell: None }),
            }
        }
    }
    columns.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    columns
}

/// Names that stand close together are one fragment, and each token of it a name.
fn split_names(fragment: &Fragment) -> Vec<Fragment> {
    let known = |text: &str| NAMES.contains(normalise(text).as_str());
    if fragment.tokens.len() > 1
        && !known(&fragment.text())
        && fragment.tokens.iter().filter(|t| known(&t.text)).count() * 2 >= fragment.tokens.len()
    {
        return fragment.tokens.iter().map(|t| Fragment::of(vec![t.clone()])).collect();
    }
    vec![fragment.clone()]
}
