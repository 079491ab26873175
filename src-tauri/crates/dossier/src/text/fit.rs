//! Clusters to lines: as many as fit, squeezed before pushed out, spread to both edges.

use crate::fonts::Face;

use super::breaks::Break;
use super::class::{Class, blank_right};
use super::shape::{Cluster, Text};

/// How a paragraph is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Width of the lines in points.
    pub(crate) width: f32,
    /// Indent of the first line in points.
    pub(crate) indent: f32,
    /// Whether lines are spread to both edges (all but the last).
    pub(crate) justify: bool,
}

/// A glyph where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub(crate) gid: u16,
    /// From the line's left edge, in points.
    pub(crate) x: f32,
    /// Bytes of the piece's text it stands for.
    pub(crate) len: usize,
}

/// Glyphs of one face, size and link.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) face: Face,
    pub(crate) size: f32,
    pub(crate) text: String,
    pub(crate) glyphs: Vec<Placed>,
    pub(crate) stretch: f32,
    pub(crate) link: Option<String>,
    /// Where it ends, from the line's left edge.
    pub(crate) end: f32,
}

/// One set line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) pieces: Vec<Piece>,
    /// From the left edge of the measure to the end of the ink.
    pub(crate) width: f32,
    /// Whether it ends because it is full: false for the last line and before a forced end.
    pub(crate) wraps: bool,
}

/// Sets a text. An empty text gives no line.
pub(crate) fn set(text: &Text, how: Setting) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    let n = text.clusters.len();
    while at < n {
        let first = lines.is_empty();
        if !first {
            while at < n && text.clusters[at].class == Class::Space && !text.forced.contains(&at) {
                at += 1;
            }
            if at >= n {
                break;
            }
        }
        let indent = if first { how.indent } else { 0.0 };
        let measure = (how.width - indent).max(1.0);
        let stop = text.forced.range(at + 1..).next().copied().unwrap_or(n);
        let end = line_end(&text.clusters, at, stop, measure);
        lines.push(place(text, at, end, indent, measure, how.justify && end < stop, end < stop));
        at = end;
    }
    lines
}

/// Width in points of the longest piece that offers no break, leaving out pieces wider than `beyond`: they are broken
/// inside.
pub(crate) fn longest_word(text: &Text, beyond: f32) -> f32 {
    let mut longest = 0.0f32;
    let mut from = 0;
    for i in 1..=text.clusters.len() {
        if i == text.clusters.len() || text.clusters[i].before != Break::No || text.forced.contains(&i) {
            let width = measure_range(&text.clusters[from..i]).0;
            if width <= beyond {
                longest = longest.max(width);
            }
            from = i;
        }
    }
    longest
}

/// The sum of widths as they would be set alone on a line, and what can still be squeezed out.
fn measure_range(c: &[Cluster]) -> (f32, f32) {
    let last = c.iter().rposition(|c| c.class != Class::Space).map_or(0, |i| i + 1);
    let mut width = 0.0;
    let mut give = 0.0;
    for (i, x) in c[..last].iter().enumerate() {
        let (w, g) = one(x, i == 0, i + 1 == last);
        width += w;
        give += g;
    }
    (width, give)
}

fn one(x: &Cluster, first: bool, last: bool) -> (f32, f32) {
    let mut w = x.width - x.cut_left - x.cut_right;
    let mut give = 0.0;
    let wide = x.width > 0.8 * x.size;
    if first {
        if x.class == Class::Open && wide && x.cut_left == 0.0 {
            w -= x.width - 0.5 * x.size;
        }
    } else {
        w += x.gap;
        give += x.gap * 0.5;
    }
    if blank_right(x.first) && wide && x.cut_right == 0.0 {
        if last {
            w -= x.width - 0.5 * x.size;
        } else {
            give += 0.25 * x.size;
        }
    }
    (w, give)
}

/// The cluster before which the line ends.
fn line_end(c: &[Cluster], from: usize, stop: usize, measure: f32) -> usize {
    let mut natural: Option<(usize, f32)> = None;
    let mut squeezed: Option<(usize, f32)> = None;
    let (mut joint, mut inside, mut any) = (None, None, from + 1);
    let mut run = 0.0;
    let mut give = 0.0;
    for j in from..stop {
        let (w, g) = one(&c[j], j == from, false);
        run += w;
        give += g;
        // As the line's last: its own blank half goes, trailing spaces do not count.
        let mut total = run;
        let mut slack = give;
        let mut k = j;
        while k > from && c[k].class == Class::Space {
            total -= one(&c[k], false, false).0;
            k -= 1;
        }
        let (full, g_mid) = one(&c[k], k == from, false);
        let (cut, g_last) = one(&c[k], k == from, true);
        total -= full - cut;
        slack -= g_mid - g_last;
        let end = j + 1;
        if total - slack > measure + 0.01 {
            if run - give - 2.0 * c[j].size > measure {
                break;
            }
            continue;
        }
        if total <= measure + 0.01 {
            any = end;
        }
        if end == stop {
            if total <= measure + 0.01 || natural.is_none() || total - measure <= slack {
                return stop;
            }
        } else {
            match c[end].before {
                Break::Yes if total <= measure + 0.01 => natural = Some((end, measure - total)),
                Break::Yes => squeezed = Some((end, total - measure)),
                Break::Joint if total <= measure + 0.01 => joint = Some((end, measure - total)),
                Break::Inside if total <= measure + 0.01 => inside = Some((end, measure - total)),
                _ => {}
            }
        }
    }
    // Squeeze before pushing out: take the tighter line when it asks less of the eye than the looser one.
    let best = match (natural, squeezed) {
        (Some((a, left)), Some((b, need))) => {
            Some(if need <= left.max(0.5 * c[from].size) { (b, 0.0) } else { (a, left) })
        }
        (a, b) => a.or(b.map(|(b, _)| (b, 0.0))),
    };
    let inner = match (joint, inside) {
        (Some((j, l)), Some((_, m))) if l - m <= 0.12 * measure => Some((j, l)),
        (j, i) => i.or(j),
    };
    match (best, inner) {
        (Some((_, left)), Some((i, rest))) if left > 0.22 * measure && rest < left => i,
        (Some((b, _)), _) => b,
        (None, Some((i, _))) => i,
        (None, None) => any.min(stop),
    }
}

fn place(text: &Text, from: usize, end: usize, indent: f32, measure: f32, spread: bool, wraps: bool) -> Line {
    let mut last = end;
    while last > from + 1 && text.clusters[last - 1].class == Class::Space {
        last -= 1;
    }
    let c = &text.clusters[from..last];
    let (natural, give) = measure_range(c);
    let over = natural - measure;
    let squeeze = if over > 0.0 && give > 0.0 { (over / give).min(1.0) } else { 0.0 };
    let stretchable: Vec<bool> = (0..c.len()).map(|i| i > 0 && stretches(&c[i - 1], &c[i])).collect();
    let count = stretchable.iter().filter(|s| **s).count();
    let mut extra = if spread && over < 0.0 && count > 0 { -over / count as f32 } else { 0.0 };
    if c.first().is_some_and(|f| extra > 0.3 * f.size) {
        // A line that cannot be filled is better left ragged than torn apart.
        extra = 0.0;
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut x = indent;
    for (i, cl) in c.iter().enumerate() {
        let (first, at_end) = (i == 0, i + 1 == c.len());
        let (w, g) = one(cl, first, at_end);
        if !first {
            x += cl.gap * (1.0 - 0.5 * squeeze);
            if stretchable[i] {
                x += extra;
            }
        }
        let wide = cl.width > 0.8 * cl.size;
        let cut =
            if first && cl.class == Class::Open && wide { cl.width - 0.5 * cl.size } else { cl.cut_left };
        let gap_give = if first { 0.0 } else { cl.gap * 0.5 };
        let advance = w - if first { 0.0 } else { cl.gap } - (g - gap_give) * squeeze;
        let (stretch, shift) = cl.stretch.unwrap_or((1.0, 0.0));
        let link = text.links[cl.span].clone();
        let start_new = match pieces.last() {
            Some(p) => {
                p.face != cl.face
                    || p.size != cl.size
                    || p.link != link
                    || p.stretch != stretch
                    || stretch != 1.0
            }
            None => true,
        };
        if start_new {
            pieces.push(Piece {
                face: cl.face,
                size: cl.size,
                text: String::new(),
                glyphs: Vec::new(),
                stretch,
                link,
                end: x,
            });
        }
        if let Some(p) = pieces.last_mut() {
            let mut gx = x - cut + shift;
            let mut len = cl.end - cl.start;
            for (gid, adv) in &cl.glyphs {
                p.glyphs.push(Placed { gid: *gid, x: gx, len });
                gx += adv;
                len = 0;
            }
            p.text.push_str(&text.string[cl.start..cl.end]);
            p.end = x + advance;
        }
        x += advance;
    }
    Line { pieces, width: x, wraps }
}

/// Whether the gap between two clusters may grow.
fn stretches(a: &Cluster, b: &Cluster) -> bool {
    use Class::{Dash, Han, Joiner, Latin, Sign, Space};
    match (a.class, b.class) {
        (Dash, Dash) => false,
        (Space, _) => true,
        (_, Space) => false,
        (Latin | Sign, Latin | Sign) => false,
        (Joiner, Latin | Sign) | (Latin | Sign, Joiner) => false,
        (Latin | Sign, _) | (_, Latin | Sign) => a.class == Han || b.class == Han || b.gap > 0.0,
        _ => true,
    }
}
