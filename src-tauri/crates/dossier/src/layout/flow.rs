//! Blocks one below the other, pages one after the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::fonts::{Face, Fonts};
use crate::text::{Line, Setting, Shapes, Span, Style, set};

use super::page::{Anchor, BOTTOM, Item, LEFT, Link, Node, Page, Part, RIGHT, ROOT, TOP};

/// What an earlier pass found out: where everything stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Known {
    pub(crate) anchors: BTreeMap<String, Anchor>,
    pub(crate) pages: usize,
}

/// A heading waiting for what follows it, so that it never stands alone at the foot of a page.
pub(crate) struct Heading {
    pub(crate) level: u8,
    pub(crate) text: String,
    pub(crate) anchor: Option<String>,
    /// Whether it stands in contents and bookmarks.
    pub(crate) listed: bool,
    pub(crate) centred: bool,
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paragraph {
    pub(crate) style: Style,
    /// Distance of baselines in points.
    pub(crate) leading: f32,
    /// First-line indent in em.
    pub(crate) indent: f32,
    /// Where lines stand: 0 left and justified, 0.5 centred, 1 right.
    pub(crate) align: f32,
    /// Blank after it in points.
    pub(crate) after: f32,
    /// Blank at the left, for hanging items.
    pub(crate) left: f32,
    /// Whether it may be split over pages.
    pub(crate) whole: bool,
}

impl Paragraph {
    pub(crate) fn new(face: Face, size: f32, leading: f32) -> Paragraph {
        Paragraph {
            style: Style { face, size },
            leading,
            indent: 0.0,
            align: 0.0,
            after: 0.0,
            left: 0.0,
            whole: false,
        }
    }
    pub(crate) fn indent(self, em: f32) -> Paragraph {
        Paragraph { indent: em, ..self }
    }
    pub(crate) fn align(self, align: f32) -> Paragraph {
        Paragraph { align, ..self }
    }
    pub(crate) fn after(self, after: f32) -> Paragraph {
        Paragraph { after, ..self }
    }
    pub(crate) fn left(self, left: f32) -> Paragraph {
        Paragraph { left, ..self }
    }
    pub(crate) fn whole(self) -> Paragraph {
        Paragraph { whole: true, ..self }
    }
}

/// An entry of contents and bookmarks.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) text: String,
    pub(crate) anchor: String,
}

/// The page being filled and those before it.
pub(crate) struct Flow<'a> {
    pub(crate) fonts: &'static Fonts,
    pub(crate) known: &'a Known,
    pub(crate) shapes: &'a Shapes,
    pub(crate) pages: Vec<Page>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) anchors: BTreeMap<String, Anchor>,
    pub(crate) listed: Vec<Listed>,
    pub(crate) missing: BTreeSet<char>,
    /// Places that texts lead to.
    pub(crate) wanted: BTreeSet<String>,
    /// Numbers of the exhibits, for links.
    pub(crate) exhibit_numbers: BTreeSet<u32>,
    pending: Vec<Heading>,
    open: Vec<usize>,
    /// From the page's head to the next block.
    pub(crate) y: f32,
}

impl<'a> Flow<'a> {
    pub(crate) fn new(fonts: &'static Fonts, known: &'a Known, shapes: &'a Shapes) -> Flow<'a> {
        Flow {
            fonts,
            known,
            shapes,
            pages: Vec::new(),
            nodes: vec![Node { tag: "Document", parent: ROOT, alt: None }],
            anchors: BTreeMap::new(),
            listed: Vec::new(),
            missing: BTreeSet::new(),
            wanted: BTreeSet::new(),
            exhibit_numbers: BTreeSet::new(),
            pending: Vec::new(),
            open: vec![ROOT],
            y: TOP,
        }
    }

    /// Begins a new page of a part.
    pub(crate) fn new_page(&mut self, part: Part, landscape: bool) {
        self.pages.push(Page::new(part, landscape));
        self.y = TOP;
    }

    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::new(Part::Cover, false));
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    fn part(&self) -> Part {
        self.pages.last().map_or(Part::Cover, |p| p.part)
    }

    /// Continues the part on a new page.
    pub(crate) fn turn(&mut self) {
        let landscape = self.pages.last().is_some_and(|p| p.width > p.height);
        self.new_page(self.part(), landscape);
    }

    /// Width of the text area.
    pub(crate) fn measure(&self) -> f32 {
        self.pages.last().map_or(super::page::A4.0, |p| p.width) - LEFT - RIGHT
    }

    /// Height of the text area.
    pub(crate) fn body(&self) -> f32 {
        self.pages.last().map_or(super::page::A4.1, |p| p.height) - TOP - BOTTOM
    }

    /// What is left of it.
    pub(crate) fn left(&self) -> f32 {
        self.body() + TOP - self.y
    }

    /// Blank space, dropped at the head of a page.
    pub(crate) fn space(&mut self, points: f32) {
        if self.y > TOP {
            self.y += points;
        }
    }

    /// Blank space that also counts at the head of a page.
    pub(crate) fn skip(&mut self, points: f32) {
        self.y += points;
    }

    /// Opens an element of the structure tree.
    pub(crate) fn enter(&mut self, tag: &'static str) -> usize {
        let parent = self.open.last().copied().unwrap_or(ROOT);
        self.nodes.push(Node { tag, parent, alt: None });
        self.open.push(self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// Closes the element opened last.
    pub(crate) fn leave(&mut self) {
        if self.open.len() > 1 {
            self.open.pop();
        }
    }

    /// Notes a place that can be led to.
    pub(crate) fn anchor(&mut self, name: String) {
        let y = self.page().height - self.y + 4.0;
        let page = self.pages.len() - 1;
        self.anchors.entry(name).or_insert(Anchor { page, y });
    }

    /// The printed number of the page where `name` stands, as the earlier pass found it.
    pub(crate) fn page_of(&mut self, name: &str) -> String {
        self.wanted.insert(name.to_owned());
        self.known.anchors.get(name).map_or_else(|| "00".to_owned(), |a| (a.page + 1).to_string())
    }

    /// Makes spans of a text: `{page:KEY}` and `证据3` become links.
    pub(crate) fn spans(&mut self, text: &str, style: Style) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(key) = rest.strip_prefix("{page:").and_then(|r| r.split_once('}')).map(|x| x.0) {
                let number = self.page_of(key);
                flush(&mut plain, style, &mut out);
                out.push(Span { text: number, style, link: Some(key.to_owned()) });
                rest = &rest[key.len() + 7..];
                continue;
            }
            if let Some((len, no)) = exhibit_reference(rest)
                && self.exhibit_numbers.contains(&no)
            {
                flush(&mut plain, style, &mut out);
                let to = Part::Exhibit(no).key();
                out.push(Span { text: rest[..len].to_owned(), style, link: Some(to) });
                rest = &rest[len..];
                continue;
            }
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
        flush(&mut plain, style, &mut out);
        out
    }

    /// Sets spans to lines.
    pub(crate) fn lines(&mut self, spans: &[Span], how: Setting) -> Vec<Line> {
        let text = self.shapes.get(self.fonts, spans);
        self.missing.extend(&text.missing);
        set(&text, how)
    }

    /// A heading; it waits for the next block.
    pub(crate) fn heading(&mut self, heading: Heading) {
        self.pending.push(heading);
    }

    /// Makes room for the headings that wait and `first` points of what follows, then sets the headings.
    pub(crate) fn settle(&mut self, first: f32) {
        let pending = std::mem::take(&mut self.pending);
        let mut set_headings = Vec::new();
        let mut need = first;
        for h in pending {
            let how = heading_look(h.level).align(if h.centred { 0.5 } else { 0.0 });
            let spans = vec![Span::new(h.text.clone(), how.style)];
            let lines = self.lines(&spans, Setting { width: self.measure(), indent: 0.0, justify: false });
            need += before_heading(h.level) + how.leading * lines.len() as f32 + how.after;
            set_headings.push((h, how, lines));
        }
        if need > self.left() && self.y > TOP {
            self.turn();
        }
        for (h, how, lines) in set_headings {
            self.space(before_heading(h.level));
            if let Some(name) = &h.anchor {
                self.anchor(name.clone());
                if h.listed {
                    self.listed.push(Listed { text: h.text.clone(), anchor: name.clone() });
                }
            }
            self.enter(match h.level {
                1 => "H1",
                2 => "H2",
                _ => "H3",
            });
            for line in lines {
                self.put(line, how, self.measure());
            }
            self.leave();
            self.y += how.after;
        }
    }

    /// A paragraph of a plain text.
    pub(crate) fn paragraph(&mut self, text: &str, how: Paragraph) {
        let spans = self.spans(text, how.style);
        self.paragraph_of(&spans, how);
    }

    /// A paragraph of spans. At least two lines of it stand on each page it touches.
    pub(crate) fn paragraph_of(&mut self, spans: &[Span], how: Paragraph) {
        let width = self.measure() - how.left;
        let setting = Setting { width, indent: how.indent * how.style.size, justify: how.align == 0.0 };
        let lines = self.lines(spans, setting);
        let n = lines.len();
        let least = if how.whole || n <= 3 { n } else { 2 };
        self.settle(how.leading * least as f32);
        self.enter("P");
        let mut rest = lines.into_iter();
        let mut to_go = n;
        while to_go > 0 {
            let fit = ((self.left() + 0.5) / how.leading).floor().max(0.0) as usize;
            let now = if to_go <= fit {
                to_go
            } else {
                let keep = if to_go - fit == 1 { fit.saturating_sub(1) } else { fit };
                if keep < 2 { 0 } else { keep }
            };
            let now = if now == 0 && self.y <= TOP { to_go.min(fit.max(1)) } else { now };
            for line in rest.by_ref().take(now) {
                self.put(line, how, width);
            }
            to_go -= now;
            if to_go > 0 {
                self.turn();
            }
        }
        self.leave();
        self.space(how.after);
    }

    fn put(&mut self, line: Line, how: Paragraph, width: f32) {
        let x = LEFT + how.left + how.align * (width - line.width).max(0.0);
        let baseline = self.y + how.leading * 0.5 + how.style.size * 0.36;
        self.draw(line, x, baseline);
        self.y += how.leading;
    }

    /// Draws a line with its baseline `down` points below the page's head, in the open element.
    pub(crate) fn draw(&mut self, line: Line, x: f32, down: f32) {
        let node = self.open.last().copied().unwrap_or(ROOT);
        let height = self.page().height;
        let y = height - down;
        let mut links = Vec::new();
        let mut from: Option<(f32, f32, String, f32)> = None;
        for p in &line.pieces {
            let start = p.glyphs.first().map_or(0.0, |g| g.x);
            match (&mut from, &p.link) {
                (Some(open), Some(to)) if open.2 == *to => open.1 = p.end,
                (open, to) => {
                    links.extend(open.take());
                    *open = to.clone().map(|to| (start, p.end, to, p.size));
                }
            }
        }
        links.extend(from);
        for (a, b, to, size) in links {
            self.wanted.insert(to.clone());
            self.nodes.push(Node { tag: "Link", parent: node, alt: None });
            let link = self.nodes.len() - 1;
            let rect = [x + a, y - 0.22 * size, x + b, y + 0.88 * size];
            self.page().links.push(Link { rect, to, node: link });
        }
        self.page().items.push(Item::Text { x, y, line, node: Some(node) });
    }

    /// A straight line; the ends count from the page's left and head.
    pub(crate) fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32, dashed: bool) {
        let h = self.page().height;
        let (from, to) = ((from.0, h - from.1), (to.0, h - to.1));
        self.page().items.push(Item::Rule { from, to, width, dashed });
    }

    /// A grey area; counts from the page's left and head.
    pub(crate) fn fill(&mut self, x: f32, down: f32, w: f32, h: f32, grey: f32) {
        let y = self.page().height - down - h;
        self.page().items.push(Item::Fill { x, y, w, h, grey });
    }

    /// A picture with what it shows in words.
    pub(crate) fn picture(&mut self, key: String, matrix: [f32; 6], alt: String) {
        let node = self.enter("Figure");
        self.nodes[node].alt = Some(alt);
        self.leave();
        self.page().items.push(Item::Picture { key, matrix, node });
    }
}

fn flush(plain: &mut String, style: Style, out: &mut Vec<Span>) {
    if !plain.is_empty() {
        out.push(Span::new(std::mem::take(plain), style));
    }
}

/// Length and number of a reference like `证据3` or `证据 12` at the start of a text.
fn exhibit_reference(text: &str) -> Option<(usize, u32)> {
    let rest = ["证据", "Exhibit", "exhibit"].iter().find_map(|w| text.strip_prefix(w))?;
    let digits = rest.strip_prefix(' ').unwrap_or(rest);
    let n = digits.bytes().take_while(u8::is_ascii_digit).count();
    let no = digits[..n].parse().ok()?;
    Some((text.len() - digits.len() + n, no))
}

/// Blank above a heading.
fn before_heading(level: u8) -> f32 {
    match level {
        1 => 14.0,
        2 => 12.0,
        _ => 8.0,
    }
}

fn heading_look(level: u8) -> Paragraph {
    match level {
        1 => Paragraph::new(Face::Hei, 16.0, 26.0).after(8.0),
        2 => Paragraph::new(Face::Hei, 12.0, 20.0).after(4.0),
        _ => Paragraph::new(Face::Hei, 10.5, 17.0).after(2.0),
    }
}
