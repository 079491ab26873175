//! Tables over pages: the head is repeated, a row taller than a page is split between lines.

use crate::fonts::Face;
use crate::text::{Line, Setting, Span, Style, longest_word};

use super::flow::Flow;
use super::page::{LEFT, TOP};

/// Where a cell's lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// A column: its share of the width.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) share: f32,
    pub(crate) align: Align,
}

/// A cell: paragraphs of spans, over one or more columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) paragraphs: Vec<Vec<Span>>,
    pub(crate) align: Option<Align>,
    pub(crate) over: usize,
    pub(crate) head: bool,
}

impl Cell {
    pub(crate) fn of(spans: Vec<Span>) -> Cell {
        Cell { paragraphs: vec![spans], align: None, over: 1, head: false }
    }
}

/// A row of cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    /// A total: a heavier line above it.
    pub(crate) total: bool,
    /// A place to lead to.
    pub(crate) anchor: Option<String>,
}

/// A table.
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) size: f32,
    /// `（续）`, set above the repeated head.
    pub(crate) continued: String,
    /// Blank above and below a row's lines in points.
    pub(crate) pad: f32,
    /// Whether it goes to a new page rather than being split, if it fits on one.
    pub(crate) whole: bool,
}

impl Default for Table {
    fn default() -> Table {
        Table {
            columns: Vec::new(),
            head: Vec::new(),
            rows: Vec::new(),
            size: 9.0,
            continued: String::new(),
            pad: 3.2,
            whole: false,
        }
    }
}

struct Ready {
    cells: Vec<(Vec<Line>, Align, usize, bool)>,
    height: f32,
    total: bool,
    anchor: Option<String>,
}

impl Ready {
    fn lines(&self) -> usize {
        self.cells.iter().map(|c| c.0.len()).max().unwrap_or(0)
    }
}

const PAD_X: f32 = 4.0;

impl Table {
    fn leading(&self) -> f32 {
        self.size * 1.45
    }
}

impl Flow<'_> {
    /// Sets a table. An empty one prints nothing.
    pub(crate) fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            return;
        }
        let widths = self.widths(table);
        let head = (!table.head.is_empty()).then(|| {
            let style = Style { face: Face::Hei, size: table.size };
            let cells = table
                .head
                .iter()
                .map(|h| Cell { align: None, head: true, ..Cell::of(vec![Span::new(h.clone(), style)]) })
                .collect();
            self.ready(table, &Row { cells, ..Row::default() }, &widths)
        });
        let head_height = head.as_ref().map_or(0.0, |h| h.height);
        let mut tops: Option<f32> = None;
        self.settle_first(table, head_height, &widths);
        self.enter("Table");
        for (n, row) in table.rows.iter().enumerate() {
            let mut ready = self.ready(table, row, &widths);
            // A total never stands alone on a page: the row before it waits for it.
            let total = table.rows.get(n + 1).filter(|r| r.total && n + 2 == table.rows.len());
            let with = total.map_or(0.0, |r| self.ready(table, r, &widths).height);
            loop {
                if tops.is_none() {
                    tops = Some(self.y);
                    if let Some(h) = &head {
                        self.row(table, h, &widths, h.height, true);
                    }
                }
                if ready.height + with <= self.left() + 0.01
                    || (ready.height <= self.left() && self.y <= TOP + head_height + 30.0)
                {
                    if let Some(name) = ready.anchor.take() {
                        self.anchor(name);
                    }
                    let height = ready.height;
                    self.row(table, &ready, &widths, height, false);
                    break;
                }
                // A row that fills more than half a page is split; a shorter one goes to the next page whole.
                let fresh = self.body() - head_height - table.leading();
                let lines_now = ((self.left() - 2.0 * table.pad) / table.leading()).floor() as usize;
                if ready.height > 0.5 * fresh && lines_now >= 2 && lines_now < ready.lines() {
                    let rest = split(&mut ready, lines_now, table.leading(), table.pad);
                    if let Some(name) = ready.anchor.take() {
                        self.anchor(name);
                    }
                    let height = ready.height;
                    self.row(table, &ready, &widths, height, false);
                    ready = rest;
                } else if self.y <= TOP + head_height + 2.0 * table.leading() {
                    // Nothing better can be had on any page.
                    let height = ready.height;
                    self.row(table, &ready, &widths, height, false);
                    break;
                }
                self.close_grid(tops.take(), &widths);
                self.turn();
                self.continued(table);
            }
        }
        self.close_grid(tops.take(), &widths);
        self.leave();
        self.space(8.0);
    }

    /// Column widths: by share, but none narrower than its longest short word (a date, an amount).
    fn widths(&self, table: &Table) -> Vec<f32> {
        let measure = self.measure();
        let shares = table.columns.iter().fold(0.0, |all: f32, c| all + c.share);
        let mut least = vec![0.0f32; table.columns.len()];
        let head = Style { face: Face::Hei, size: table.size };
        let heads: Vec<Span> = table.head.iter().map(|h| Span::new(h.clone(), head)).collect();
        for (i, h) in heads.iter().enumerate().take(least.len()) {
            least[i] = self.longest_word(std::slice::from_ref(h), table.size);
        }
        for row in &table.rows {
            let mut column = 0;
            for cell in &row.cells {
                if cell.over <= 1 && column < least.len() {
                    for p in &cell.paragraphs {
                        least[column] = least[column].max(self.longest_word(p, table.size));
                    }
                }
                column += cell.over.max(1);
            }
        }
        let mut widths: Vec<f32> = table.columns.iter().map(|c| c.share / shares * measure).collect();
        // What narrow columns need is taken from those that have most to spare.
        for _ in 0..4 {
            let lack: f32 =
                widths.iter().zip(&least).map(|(w, l)| (l + 2.0 * PAD_X + 0.2 - w).max(0.0)).sum();
            let spare: f32 =
                widths.iter().zip(&least).map(|(w, l)| (w - l - 2.0 * PAD_X - 0.2).max(0.0)).sum();
            if lack <= 0.0 || spare <= lack {
                break;
            }
            for (w, l) in widths.iter_mut().zip(&least) {
                let need = l + 2.0 * PAD_X + 0.2;
                *w = if *w < need { need } else { *w - (*w - need) / spare * lack };
            }
        }
        widths
    }

    fn longest_word(&self, spans: &[Span], size: f32) -> f32 {
        longest_word(&self.shapes.get(self.fonts, spans), 14.0 * size)
    }

    fn settle_first(&mut self, table: &Table, head_height: f32, widths: &[f32]) {
        let first = table.rows.first().map_or(0.0, |r| self.ready(table, r, widths).height);
        // A row so tall that it will be split needs only its first lines here.
        let mut least = if first > 0.5 * self.body() { 4.0 * table.leading() } else { first };
        if table.whole {
            let all: f32 = table.rows.iter().map(|r| self.ready(table, r, widths).height).sum();
            if all + head_height + 60.0 < self.body() {
                least = all;
            }
        }
        self.settle(head_height + least);
    }

    fn continued(&mut self, table: &Table) {
        if table.continued.is_empty() {
            return;
        }
        let style = Style { face: Face::Song, size: table.size };
        let lines = self.lines(
            &[Span::new(table.continued.clone(), style)],
            Setting { width: self.measure(), indent: 0.0, justify: false },
        );
        for line in lines {
            let x = LEFT + self.measure() - line.width;
            let (y, height) = (self.y, self.pages.last().map_or(0.0, |p| p.height));
            if let Some(p) = self.pages.last_mut() {
                let y = height - y - table.size;
                p.items.push(super::page::Item::Text { x, y, line, node: None });
            }
        }
        self.y += table.leading();
    }

    fn ready(&mut self, table: &Table, row: &Row, widths: &[f32]) -> Ready {
        let mut cells = Vec::new();
        let mut column = 0;
        let mut most = 1;
        for cell in &row.cells {
            let over = cell.over.max(1);
            let width: f32 = widths[column.min(widths.len())..(column + over).min(widths.len())].iter().sum();
            let align =
                cell.align.unwrap_or_else(|| table.columns.get(column).map_or(Align::Left, |c| c.align));
            let mut lines = Vec::new();
            for paragraph in &cell.paragraphs {
                let how = Setting { width: width - 2.0 * PAD_X, indent: 0.0, justify: false };
                lines.extend(self.lines(paragraph, how));
            }
            most = most.max(lines.len());
            cells.push((lines, align, over, cell.head));
            column += over;
        }
        let height = most as f32 * table.leading() + 2.0 * table.pad;
        Ready { cells, height, total: row.total, anchor: row.anchor.clone() }
    }

    fn row(&mut self, table: &Table, row: &Ready, widths: &[f32], height: f32, head: bool) {
        let top = self.y;
        if head {
            self.fill(LEFT, top, widths.iter().sum(), height, 0.92);
        }
        self.enter("TR");
        let mut column = 0;
        let mut x = LEFT;
        for (lines, align, over, is_head) in &row.cells {
            let width: f32 = widths[column.min(widths.len())..(column + over).min(widths.len())].iter().sum();
            self.enter(if *is_head { "TH" } else { "TD" });
            for (i, line) in lines.iter().enumerate() {
                let room = width - 2.0 * PAD_X - line.width;
                let dx = match align {
                    Align::Left => 0.0,
                    Align::Centre => 0.5 * room.max(0.0),
                    Align::Right => room,
                };
                let down = top + table.pad + (i as f32 + 0.5) * table.leading() + table.size * 0.36;
                self.draw(line.clone(), x + PAD_X + dx, down);
            }
            self.leave();
            x += width;
            if column + over < widths.len() {
                self.rule((x, top), (x, top + height), 0.4, false);
            }
            column += over;
        }
        self.leave();
        let right = LEFT + widths.iter().sum::<f32>();
        self.rule((LEFT, top), (right, top), if row.total || head { 0.8 } else { 0.4 }, false);
        self.y += height;
    }

    fn close_grid(&mut self, top: Option<f32>, widths: &[f32]) {
        let Some(top) = top else { return };
        let right = LEFT + widths.iter().sum::<f32>();
        let foot = self.y;
        self.rule((LEFT, foot), (right, foot), 0.8, false);
        self.rule((LEFT, top), (LEFT, foot), 0.4, false);
        self.rule((right, top), (right, foot), 0.4, false);
    }
}

/// Cuts a row after `keep` lines and returns what remains; two lines at least remain where possible.
fn split(row: &mut Ready, keep: usize, leading: f32, pad: f32) -> Ready {
    let longest = row.lines();
    let keep = if longest - keep.min(longest) == 1 && keep > 2 { keep - 1 } else { keep };
    let mut rest = Vec::new();
    for (lines, align, over, head) in &mut row.cells {
        let later = if lines.len() > keep { lines.split_off(keep) } else { Vec::new() };
        rest.push((later, *align, *over, *head));
    }
    let height = |cells: &[(Vec<Line>, Align, usize, bool)]| {
        cells.iter().map(|c| c.0.len()).max().unwrap_or(1).max(1) as f32 * leading + 2.0 * pad
    };
    row.height = height(&row.cells);
    let height = height(&rest);
    Ready { cells: rest, height, total: false, anchor: None }
}
