//! The parts of a dossier, in the order a clerk reads them.

mod evidence;
mod exhibits;
mod front;
mod furniture;
mod ledger;
mod record;
mod tail;

use crate::exhibit::Prepared;
use crate::fonts::{Face, Fonts};
use crate::input::{Input, Language};
use crate::layout::{Align, Cell, Column, Flow, Heading, Known, Paragraph, Part, Row};
use crate::text::{Shapes, Span, Style};

/// Sizes of text in points.
pub(super) const BODY: f32 = 11.0;
pub(super) const TABLE: f32 = 9.0;

/// A dossier being laid out.
pub(crate) struct Composer<'a, 'k> {
    pub(crate) input: &'a Input,
    pub(crate) exhibits: &'a [Prepared],
    pub(crate) flow: Flow<'k>,
}

/// Lays everything out once, with the page numbers an earlier pass found.
pub(crate) fn compose<'k>(
    input: &Input,
    exhibits: &[Prepared],
    fonts: &'static Fonts,
    known: &'k Known,
    shapes: &'k Shapes,
) -> Flow<'k> {
    let mut flow = Flow::new(fonts, known, shapes);
    flow.exhibit_numbers = input.exhibits.iter().map(|e| e.no).collect();
    let mut c = Composer { input, exhibits, flow };
    c.cover();
    c.summary();
    c.changes();
    c.letter();
    c.contents();
    c.evidence_list();
    c.timeline();
    c.unsettled();
    c.payouts();
    c.communications();
    c.checks();
    c.rules();
    c.exhibit_pages();
    c.preservation();
    c.hashes();
    c.limits();
    c.receipt();
    c.furniture();
    c.flow
}

impl Composer<'_, '_> {
    /// One of two wordings.
    pub(super) fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.input.language.pick(zh, en)
    }

    pub(super) fn chinese(&self) -> bool {
        self.input.language == Language::ZhCn
    }

    /// Begins a part on a new page with its heading.
    pub(super) fn part(&mut self, part: Part, title: &str) {
        self.flow.new_page(part, false);
        self.title(part, title);
    }

    /// Begins a part where the last one ended, or on a new page if little room is left.
    pub(super) fn part_below(&mut self, part: Part, title: &str) {
        if self.flow.left() < 0.2 * self.flow.body() {
            self.flow.new_page(part, false);
        } else {
            self.flow.space(10.0);
        }
        self.title(part, title);
    }

    fn title(&mut self, part: Part, title: &str) {
        self.flow.heading(Heading {
            level: 1,
            text: title.to_owned(),
            anchor: Some(part.key()),
            listed: true,
            centred: false,
        });
    }

    /// A small introduction under a heading.
    pub(super) fn note(&mut self, text: &str) {
        self.flow.paragraph(text, Paragraph::new(Face::Song, 9.5, 15.5).after(6.0));
    }

    /// Running text.
    pub(super) fn body(&mut self, text: &str) {
        let indent = if self.chinese() { 2.0 } else { 0.0 };
        self.flow.paragraph(text, Paragraph::new(Face::Song, BODY, 19.0).indent(indent).after(3.0));
    }

    /// A table cell.
    pub(super) fn cell(&mut self, text: &str) -> Cell {
        Cell::of(self.flow.spans(text, Style { face: Face::Song, size: TABLE }))
    }

    /// A table cell in the heavier face.
    pub(super) fn strong(&mut self, text: &str) -> Cell {
        Cell::of(self.flow.spans(text, Style { face: Face::Hei, size: TABLE }))
    }

    /// A table cell of several paragraphs; empty ones are left out.
    pub(super) fn cell_of(&mut self, texts: &[&str]) -> Cell {
        let style = Style { face: Face::Song, size: TABLE };
        let paragraphs = texts.iter().filter(|t| !t.is_empty()).map(|t| self.flow.spans(t, style)).collect();
        Cell { paragraphs, ..Cell::of(Vec::new()) }
    }

    /// A cell of the widest table: a little smaller.
    pub(super) fn small_cell(&mut self, texts: &[&str]) -> Cell {
        let style = Style { face: Face::Song, size: TABLE - 0.8 };
        let paragraphs = texts.iter().filter(|t| !t.is_empty()).map(|t| self.flow.spans(t, style)).collect();
        Cell { paragraphs, ..Cell::of(Vec::new()) }
    }

    /// A link to an exhibit, or nothing.
    pub(super) fn exhibit_cell(&mut self, no: Option<u32>) -> Cell {
        let Some(no) = no else { return self.cell("—") };
        let key = Part::Exhibit(no).key();
        let style = Style { face: Face::Song, size: TABLE };
        let name = if self.chinese() { format!("证据{no}") } else { format!("Exhibit {no}") };
        if !self.flow.exhibit_numbers.contains(&no) {
            // A supplement cites what was delivered before.
            let before = self.say("（见前次材料）", "(delivered before)").to_owned();
            return self.cell_of(&[&name, &before]);
        }
        let page = self.flow.page_of(&key);
        let page = if self.chinese() { format!("第{page}页") } else { format!("p. {page}") };
        let span = |text| Span { text, style, link: Some(key.clone()) };
        Cell { paragraphs: vec![vec![span(name)], vec![span(page)]], ..Cell::of(Vec::new()) }
    }

    /// The mark of a table that goes on.
    pub(super) fn continued(&self, zh: &str, en: &str) -> String {
        if self.chinese() { format!("续表　{zh}") } else { format!("{en} (continued)") }
    }
}

/// A left-aligned column.
pub(super) fn left(share: f32) -> Column {
    Column { share, align: Align::Left }
}

/// A right-aligned column, for amounts.
pub(super) fn right(share: f32) -> Column {
    Column { share, align: Align::Right }
}

/// A centred column.
pub(super) fn centre(share: f32) -> Column {
    Column { share, align: Align::Centre }
}

/// A row of cells.
pub(super) fn row(cells: Vec<Cell>) -> Row {
    Row { cells, ..Row::default() }
}

/// A hash in groups of four, eight groups a line.
pub(super) fn grouped(hash: &str) -> String {
    let chars: Vec<char> = hash.chars().collect();
    let groups: Vec<String> = chars.chunks(4).map(|c| c.iter().collect()).collect();
    groups.chunks(8).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n")
}
