//! Characters to lines, lines to rows.

use super::LINES_A_PAGE;
use super::columns::Header;
use super::glyphs::{Drawn, Page, Rule};
use crate::catalog::catalog;
use crate::table::Table;

/// A piece of text without a gap.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub text: String,
    pub x0: f64,
    pub x1: f64,
}

/// Tokens that stand so close that they belong together: less than a character apart.
#[derive(Debug, Clone)]
pub(super) struct Fragment {
    pub tokens: Vec<Token>,
    pub x0: f64,
    pub x1: f64,
}

impl Fragment {
    pub fn of(tokens: Vec<Token>) -> Fragment {
        let x0 = tokens.iter().map(|t| t.x0).fold(f64::MAX, f64::min);
        let x1 = tokens.iter().map(|t| t.x1).fold(f64::MIN, f64::max);
        Fragment { tokens, x0, x1 }
    }

    pub fn text(&self) -> String {
        self.tokens.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// A line of a page.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub y: f64,
    pub size: f64,
    pub fragments: Vec<Fragment>,
    /// Its number on the page, from 1.
    pub number: u32,
}

impl Line {
    fn cells(&self) -> Vec<String> {
        self.fragments.iter().map(Fragment::text).collect()
    }
}

/// The table of all pages: what stands above it, the header, the rows, and what stands around and below.
pub(super) fn table(name: &str, pages: &[Page]) -> Table {
    let mut table = Table::new(name, "");
    let mut header: Option<Header> = None;
    let mut asides: Vec<(u32, Vec<String>)> = Vec::new();
    let mut first_page: Vec<String> = Vec::new();
    let mut rows = Rows::default();
    for (page, number) in pages.iter().zip(1u32..) {
        let lines = lines(&page.glyphs);
        let place = |line: &Line| number * LINES_A_PAGE + line.number.min(LINES_A_PAGE - 1);
        let found = Header::find(page, &lines);
        let mut start = 0;
        match (&mut header, found) {
            (Some(known), Some(found)) if known.same_names(&found) => {
                // The same header again: what stands above it repeats the first page.
                start = found.last + 1;
                *known = found;
            }
            // Rows that look like names, or another table; the first one decides.
            (Some(_), _) => {}
            (None, Some(found)) => {
                for line in &lines[..found.first] {
                    table.push_row(place(line), line.cells().iter().map(String::as_str));
                }
                let names = found.columns.iter().map(|c| c.name.as_str());
                table.push_row(place(&lines[found.first]), names);
                start = found.last + 1;
                header = Some(found);
            }
            // A cover sheet: all of it stands above the table.
            (None, None) => {
                for line in &lines {
                    table.push_row(place(line), line.cells().iter().map(String::as_str));
                }
                continue;
            }
        }
        let Some(header) = &header else { continue };
        let shapes: Vec<String> = lines.iter().map(shape).collect();
        let repeated = |line: &Line| {
            let shape = shape(line);
            number > 1 && first_page.contains(&shape)
        };
        let body = Body { page, lines: &lines[start..], header };
        for row in body.rows(&mut rows) {
            match row {
                Found::Row(line, cells) => {
                    table.push_row(place(line), cells.iter().map(String::as_str));
                }
                Found::Aside(line) if !is_page_number(line) && !repeated(line) => {
                    asides.push((place(line), line.cells()));
                }
                Found::Aside(_) => {}
            }
        }
        if number == 1 {
            first_page = shapes;
        }
    }
    // Totals first: after one of them nothing that does not parse is taken for a row.
    let is_end = |cells: &[String]| {
        let first = cells.first().map_or("", String::as_str);
        catalog().words.end.iter().any(|word| first.starts_with(word.as_str()))
    };
    asides.sort_by_key(|(place, cells)| (!is_end(cells), *place));
    for (place, cells) in asides {
        table.push_row(place, cells.iter().map(String::as_str));
    }
    table
}

/// A line without its digits: headings that count pages are the same on every page.
fn shape(line: &Line) -> String {
    line.cells().join(" ").chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

fn is_page_number(line: &Line) -> bool {
    let text: String = line.cells().concat().chars().filter(|c| !c.is_whitespace()).collect();
    let plain = text.trim_matches(|c: char| c.is_ascii_digit() || "第页共/-—·.ofOFpageP".contains(c));
    plain.is_empty() || plain == "," || plain == "，"
}

/// How the rows of this file lie, learnt from its first pages.
#[derive(Debug, Default)]
struct Rows {
    /// Cells of several lines stand around the line of the day, not below it.
    centred: Option<bool>,
}

enum Found<'l> {
    Row(&'l Line, Vec<String>),
    Aside(&'l Line),
}

struct Body<'p> {
    page: &'p Page,
    lines: &'p [Line],
    header: &'p Header,
}

impl<'p> Body<'p> {
    fn rows(&self, known: &mut Rows) -> Vec<Found<'p>> {
        let cells: Vec<Vec<String>> = self.lines.iter().map(|line| self.header.assign(line)).collect();
        let days = self.header.days();
        let is_anchor = |cells: &[String]| days.iter().any(|at| is_day(&cells[*at]));
        let anchors: Vec<usize> = (0..self.lines.len()).filter(|at| is_anchor(&cells[*at])).collect();
        let owner = self.owners(&anchors, &cells, known);
        let mut found = Vec::new();
        for (order, anchor) in anchors.iter().enumerate() {
            let mine = (0..self.lines.len()).filter(|at| owner[*at] == Some(order));
            let mut row = vec![String::new(); self.header.columns.len()];
            for at in mine {
                for (cell, more) in row.iter_mut().zip(&cells[at]) {
                    join(cell, more);
                }
            }
            found.push(Found::Row(&self.lines[*anchor], row));
        }
        found.extend(
            (0..self.lines.len()).filter(|at| owner[*at].is_none()).map(|at| Found::Aside(&self.lines[at])),
        );
        found
    }

    /// Which row each line belongs to; `None` for lines around the table.
    fn owners(&self, anchors: &[usize], cells: &[Vec<String>], known: &mut Rows) -> Vec<Option<usize>> {
        let lines = self.lines;
        let mut owner: Vec<Option<usize>> = vec![None; lines.len()];
        for (order, anchor) in anchors.iter().enumerate() {
            owner[*anchor] = Some(order);
        }
        let (Some(first), Some(_)) = (anchors.first(), anchors.last()) else { return owner };
        let bounds = self.bounds(anchors);
        if known.centred.is_none() && bounds.is_none() {
            let above = (0..*first).any(|at| self.close(at, *first) && is_inside(&cells[at]));
            if above || anchors.len() > 2 {
                known.centred = Some(above);
            }
        }
        let centred = known.centred.unwrap_or(false);
        for at in 0..lines.len() {
            if owner[at].is_some()
                || !is_inside(&cells[at])
                || is_page_number(&lines[at])
                || is_total(&lines[at])
            {
                continue;
            }
            let before = anchors.iter().rposition(|anchor| *anchor < at);
            let after = anchors.iter().position(|anchor| *anchor > at);
            owner[at] = match (&bounds, centred) {
                (Some(bounds), _) => {
                    bounds.iter().position(|(top, bottom)| *top < lines[at].y && lines[at].y < *bottom)
                }
                (None, true) => {
                    let away = |order: &usize| (lines[anchors[*order]].y - lines[at].y).abs();
                    let sides = before.into_iter().chain(after);
                    sides
                        .min_by(|a, b| away(a).total_cmp(&away(b)))
                        .filter(|order| self.close(at, anchors[*order]))
                }
                (None, false) => before.filter(|order| self.close(at, anchors[*order])),
            };
        }
        owner
    }

    /// Whether no gap lies between two lines: each follows the one before at less than two lines' distance.
    fn close(&self, one: usize, other: usize) -> bool {
        let (from, to) = (one.min(other), one.max(other));
        (from..to).all(|at| self.lines[at + 1].y - self.lines[at].y < self.lines[at].size.max(4.0) * 1.9)
    }

    /// The top and the bottom of each row where rules part all of them.
    fn bounds(&self, anchors: &[usize]) -> Option<Vec<(f64, f64)>> {
        let wide = self.header.columns.len() >= 3;
        let mut at: Vec<f64> = self
            .page
            .horizontal
            .iter()
            .filter(|r| wide && r.to - r.from > 40.0)
            .map(|r: &Rule| r.at)
            .collect();
        at.sort_by(f64::total_cmp);
        at.dedup_by(|a, b| (*a - *b).abs() < 2.0);
        let mut bounds = Vec::new();
        for anchor in anchors {
            let y = self.lines[*anchor].y - self.lines[*anchor].size * 0.3;
            let above = at.iter().rev().find(|rule| **rule < y)?;
            let below = at.iter().find(|rule| **rule > y)?;
            bounds.push((*above, *below));
        }
        let parted = bounds.windows(2).all(|w| w[0].1 <= w[1].0 + 1.0);
        (parted && !bounds.is_empty()).then_some(bounds)
    }
}

/// A line that has something in a column; footers of one long sentence lie over many and start with a word.
fn is_inside(cells: &[String]) -> bool {
    cells.iter().any(|cell| !cell.is_empty())
}

fn is_total(line: &Line) -> bool {
    let first = line.fragments.first().map(Fragment::text).unwrap_or_default();
    let words = &catalog().words.end;
    words.iter().any(|word| first.starts_with(word.as_str()) && !word.starts_with(['-', '=']))
}

/// A day as printed in a narrow column may be cut: six digits are enough to tell one.
fn is_day(cell: &str) -> bool {
    let digits =
        cell.chars().take_while(|c| !matches!(c, ' ' | ':' | '：')).filter(char::is_ascii_digit).count();
    cell.starts_with(|c: char| c.is_ascii_digit()) && (6..=14).contains(&digits)
}

/// Adds the next line of a cell. Chinese text and long numbers are cut anywhere; words and a day before its time are not.
fn join(cell: &mut String, more: &str) {
    if more.is_empty() {
        return;
    }
    let last = cell.chars().next_back();
    let next = more.chars().next();
    let words =
        last.is_some_and(|c| c.is_ascii_alphabetic()) && next.is_some_and(|c| c.is_ascii_alphabetic());
    let time =
        is_day(cell) && cell.chars().filter(char::is_ascii_digit).count() >= 8 && more.contains([':', '：']);
    if words || time {
        cell.push(' ');
    }
    cell.push_str(more);
}

/// The lines of a page from top to bottom.
fn lines(glyphs: &[Drawn]) -> Vec<Line> {
    let mut sizes: Vec<f64> = glyphs.iter().map(|g| g.size).filter(|s| *s > 1.0).collect();
    sizes.sort_by(f64::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or(8.0);
    let size = |glyph: &Drawn| if glyph.size > 1.0 { glyph.size } else { usual };
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    order.sort_by(|a, b| glyphs[*a].y.total_cmp(&glyphs[*b].y).then(a.cmp(b)));
    let mut lines = Vec::new();
    let mut at = 0;
    while at < order.len() {
        let first = &glyphs[order[at]];
        let reach = first.y + size(first).min(usual * 2.0) * 0.3;
        let end = order[at..].iter().position(|g| glyphs[*g].y > reach).map_or(order.len(), |n| at + n);
        let mut mine: Vec<usize> = order[at..end].to_vec();
        // By place; characters of one place stay as they were drawn.
        mine.sort_by(|a, b| glyphs[*a].x0.total_cmp(&glyphs[*b].x0).then(a.cmp(b)));
        let line_size = mine.iter().map(|g| size(&glyphs[*g])).fold(0.0, f64::max);
        let fragments = fragments(&mine.iter().map(|g| &glyphs[*g]).collect::<Vec<_>>(), &size);
        if !fragments.is_empty() {
            let y = mine.iter().map(|g| glyphs[*g].y).sum::<f64>() / mine.len() as f64;
            lines.push(Line { y, size: line_size, fragments, number: lines.len() as u32 + 1 });
        }
        at = end;
    }
    lines
}

fn fragments(glyphs: &[&Drawn], size: &impl Fn(&Drawn) -> f64) -> Vec<Fragment> {
    let mut fragments: Vec<Vec<Token>> = Vec::new();
    let mut blank = false;
    let mut end = f64::MIN;
    for glyph in glyphs {
        if glyph.text.trim().is_empty() {
            blank = true;
            continue;
        }
        let gap = glyph.x0 - end;
        let em = size(glyph);
        end = end.max(glyph.x1);
        let token = Token { text: glyph.text.clone(), x0: glyph.x0, x1: glyph.x1 };
        match fragments.last_mut() {
            Some(fragment) if gap <= em => match fragment.last_mut() {
                Some(last) if !blank && gap <= em * 0.3 => {
                    last.text.push_str(&token.text);
                    last.x1 = last.x1.max(token.x1);
                }
                _ => fragment.push(token),
            },
            _ => fragments.push(vec![token]),
        }
        blank = false;
    }
    fragments.into_iter().map(Fragment::of).collect()
}
