//! Characters to clusters: faces chosen, glyphs found, marks squeezed, gaps between scripts put in.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::fonts::{Face, Fonts};

use super::breaks::{Break, breaks};
use super::class::{Class, blank_right};

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) face: Face,
    /// Size in points.
    pub(crate) size: f32,
}

/// A piece of text in one style.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) style: Style,
    /// The place it leads to.
    pub(crate) link: Option<String>,
}

impl Span {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Span {
        Span { text: text.into(), style, link: None }
    }
}

/// The smallest piece that is never cut: one character or a ligature.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    /// Byte range in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) first: char,
    pub(crate) class: Class,
    pub(crate) face: Face,
    pub(crate) size: f32,
    /// Glyph ids with their advances in points.
    pub(crate) glyphs: Vec<(u16, f32)>,
    /// Width in points, without the gap before.
    pub(crate) width: f32,
    /// Blank put before it inside a line: the quarter em between 汉字 and Latin.
    pub(crate) gap: f32,
    /// Blank taken away on its left and right because of a neighbouring mark.
    pub(crate) cut_left: f32,
    pub(crate) cut_right: f32,
    /// Horizontal stretch of the ink and its shift in points: for `——`, which must close up.
    pub(crate) stretch: Option<(f32, f32)>,
    pub(crate) before: Break,
    pub(crate) span: usize,
}

/// A shaped text.
pub(crate) struct Text {
    pub(crate) string: String,
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) links: Vec<Option<String>>,
    /// Starts of clusters after a forced line end.
    pub(crate) forced: BTreeSet<usize>,
    /// Characters that no font has.
    pub(crate) missing: BTreeSet<char>,
}

/// Texts shaped already. A dossier is laid out several times until its page numbers agree, and a table's cells are measured
/// before they are set: shaping each text once saves most of the time.
#[derive(Default)]
pub(crate) struct Shapes(RefCell<HashMap<Vec<Key>, Rc<Text>>>);

/// A span without what does not change its shape: text, face, size in bits, link.
type Key = (String, Face, u32, Option<String>);

impl Shapes {
    pub(crate) fn get(&self, fonts: &Fonts, spans: &[Span]) -> Rc<Text> {
        let key: Vec<Key> = spans
            .iter()
            .map(|s| (s.text.clone(), s.style.face, s.style.size.to_bits(), s.link.clone()))
            .collect();
        if let Some(text) = self.0.borrow().get(&key) {
            return Rc::clone(text);
        }
        let text = Rc::new(shape(fonts, spans));
        self.0.borrow_mut().insert(key, Rc::clone(&text));
        text
    }
}

/// Shapes spans as one text. A character that no font has is set as `〔U+20BB7〕` and noted.
fn shape(fonts: &Fonts, spans: &[Span]) -> Text {
    let mut missing = BTreeSet::new();
    let mut string = String::new();
    let mut runs: Vec<(usize, usize, Face, f32, usize)> = Vec::new();
    let mut forced_bytes = BTreeSet::new();
    for (s, span) in spans.iter().enumerate() {
        for c in span.text.chars() {
            match c {
                '\n' => {
                    forced_bytes.insert(string.len());
                }
                '\r' | '\u{feff}' | '\u{200b}' | '\u{ad}' => {}
                c if c.is_control() && c != '\t' => {}
                c => {
                    let c = if c == '\t' { ' ' } else { c };
                    let at = string.len();
                    let face = match fonts.covering(span.style.face, c) {
                        Some(face) => {
                            string.push(c);
                            face
                        }
                        None => {
                            missing.insert(c);
                            string.push_str(&format!("〔U+{:04X}〕", u32::from(c)));
                            span.style.face
                        }
                    };
                    match runs.last_mut() {
                        Some(r) if r.2 == face && r.3 == span.style.size && r.4 == s && r.1 == at => {
                            r.1 = string.len();
                        }
                        _ => runs.push((at, string.len(), face, span.style.size, s)),
                    }
                }
            }
        }
    }
    let mut clusters = Vec::with_capacity(string.len() / 2);
    for (from, to, face, size, span) in runs {
        shape_run(fonts, &string[from..to], from, (face, size, span), &mut clusters);
    }
    let before = breaks(&string);
    let mut index = vec![0usize; string.len() + 1];
    for (n, (at, _)) in string.char_indices().enumerate() {
        index[at] = n;
    }
    let mut forced = BTreeSet::new();
    for (i, c) in clusters.iter_mut().enumerate() {
        c.before = before[index[c.start]];
        if forced_bytes.contains(&c.start) && i > 0 {
            forced.insert(i);
        }
    }
    close_up_dashes(fonts, &mut clusters);
    squeeze(&mut clusters);
    Text { string, clusters, links: spans.iter().map(|s| s.link.clone()).collect(), forced, missing }
}

fn shape_run(fonts: &Fonts, text: &str, base: usize, of: (Face, f32, usize), out: &mut Vec<Cluster>) {
    let (face, size, span) = of;
    let glyphs = fonts.face(face).shape(text);
    let mut i = 0;
    while i < glyphs.len() {
        let cluster = glyphs[i].cluster;
        let mut j = i;
        let mut list = Vec::new();
        let mut width = 0.0;
        while j < glyphs.len() && glyphs[j].cluster == cluster {
            list.push((glyphs[j].gid, glyphs[j].advance * size));
            width += glyphs[j].advance * size;
            j += 1;
        }
        let end = glyphs.get(j).map_or(text.len(), |g| g.cluster);
        let first = text[cluster..].chars().next().unwrap_or(' ');
        out.push(Cluster {
            start: base + cluster,
            end: base + end,
            first,
            class: Class::of(first),
            face,
            size,
            glyphs: list,
            width,
            gap: 0.0,
            cut_left: 0.0,
            cut_right: 0.0,
            stretch: None,
            before: Break::No,
            span,
        });
        i = j;
    }
}

/// The font's em dash is shorter than an em; two of them must be one unbroken stroke of two em.
fn close_up_dashes(fonts: &Fonts, clusters: &mut [Cluster]) {
    for i in 0..clusters.len() {
        let pair = clusters[i].first == '—'
            && (clusters.get(i + 1).is_some_and(|c| c.first == '—')
                || (i > 0 && clusters[i - 1].first == '—'));
        if !pair {
            continue;
        }
        let c = &mut clusters[i];
        if let Some((left, right)) = c.glyphs.first().and_then(|g| fonts.face(c.face).ink(g.0)) {
            let scale = 1.0 / (right - left).max(0.1);
            c.stretch = Some((scale, -left * scale * c.size));
            c.width = c.size;
        }
    }
}

fn squeeze(clusters: &mut [Cluster]) {
    for i in 1..clusters.len() {
        let (head, tail) = clusters.split_at_mut(i);
        let (a, b) = (&mut head[i - 1], &mut tail[0]);
        let wide = |c: &Cluster| c.width > 0.8 * c.size;
        match (a.class, b.class) {
            // Two marks in a row: the blank half between them goes.
            (Class::Close, Class::Close | Class::Open) if blank_right(a.first) && wide(a) => {
                a.cut_right = a.width - 0.5 * a.size;
            }
            (Class::Open, Class::Open) if wide(b) => b.cut_left = b.width - 0.5 * b.size,
            // A quarter em between the scripts; a typed space there is that quarter em.
            (Class::Han, Class::Latin) | (Class::Latin, Class::Han) => b.gap = 0.25 * b.size.min(a.size),
            (Class::Han, Class::Sign) if matches!(b.first, '¥' | '$' | '+' | '#' | '−') => {
                b.gap = 0.25 * b.size;
            }
            (Class::Sign, Class::Han) if matches!(a.first, '%' | '+') => b.gap = 0.25 * b.size,
            _ => {}
        }
    }
    for i in 1..clusters.len().saturating_sub(1) {
        if clusters[i].class == Class::Space && clusters[i].first != '\u{3000}' {
            let (a, b) = (clusters[i - 1].class, clusters[i + 1].class);
            if a == Class::Han || b == Class::Han {
                clusters[i].width = 0.25 * clusters[i].size;
            }
        }
    }
}
