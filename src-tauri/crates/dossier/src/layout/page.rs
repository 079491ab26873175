//! What stands on a page.

use crate::text::Line;

/// A4 in points.
pub(crate) const A4: (f32, f32) = (595.276, 841.89);

const MM: f32 = 72.0 / 25.4;

/// Margins in points: the left one is wider, for the binding.
pub(crate) const LEFT: f32 = 28.0 * MM;
pub(crate) const RIGHT: f32 = 20.0 * MM;
pub(crate) const TOP: f32 = 27.0 * MM;
pub(crate) const BOTTOM: f32 = 24.0 * MM;

/// The number of the structure tree's root.
pub(crate) const ROOT: usize = 0;

/// A part of the dossier; names the running head and the bookmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Cover,
    Summary,
    Changes,
    Letter,
    Contents,
    Exhibits,
    Timeline,
    Unsettled,
    Payouts,
    Communications,
    Checks,
    Rules,
    /// The pages of one exhibit.
    Exhibit(u32),
    Preservation,
    Hashes,
    Limits,
    Receipt,
}

impl Part {
    /// The name under which texts refer to it.
    pub(crate) fn key(self) -> String {
        match self {
            Part::Cover => "cover",
            Part::Summary => "summary",
            Part::Changes => "changes",
            Part::Letter => "letter",
            Part::Contents => "contents",
            Part::Exhibits => "exhibits",
            Part::Timeline => "timeline",
            Part::Unsettled => "unsettled",
            Part::Payouts => "payouts",
            Part::Communications => "communications",
            Part::Checks => "checks",
            Part::Rules => "rules",
            Part::Exhibit(no) => return format!("exhibit-{no}"),
            Part::Preservation => "preservation",
            Part::Hashes => "hashes",
            Part::Limits => "limits",
            Part::Receipt => "receipt",
        }
        .to_owned()
    }
}

/// Something drawn; y counts from the page's foot, in points.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    /// A line of text at its baseline; `node` is its place in the structure tree, none for page furniture.
    Text { x: f32, y: f32, line: Line, node: Option<usize> },
    /// A straight line.
    Rule { from: (f32, f32), to: (f32, f32), width: f32, dashed: bool },
    /// A filled rectangle: left, foot, width, height, grey from 0 (black) to 1.
    Fill { x: f32, y: f32, w: f32, h: f32, grey: f32 },
    /// An exhibit's picture or page, put there by this matrix.
    Picture { key: String, matrix: [f32; 6], node: usize },
}

/// An area that leads somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Left, foot, right, head.
    pub(crate) rect: [f32; 4],
    pub(crate) to: String,
    pub(crate) node: usize,
}

/// Where something can be led to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Anchor {
    /// From 0.
    pub(crate) page: usize,
    /// From the page's foot.
    pub(crate) y: f32,
}

/// A page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) items: Vec<Item>,
    pub(crate) links: Vec<Link>,
    pub(crate) part: Part,
    /// `证据3 · 第2/5页`, set when the exhibit is complete.
    pub(crate) stamp: Option<String>,
}

impl Page {
    pub(crate) fn new(part: Part, landscape: bool) -> Page {
        let (width, height) = if landscape { (A4.1, A4.0) } else { A4 };
        Page { width, height, items: Vec::new(), links: Vec::new(), part, stamp: None }
    }
}

/// An element of the structure tree: a heading, a table, a cell.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Its PDF name: `H1`, `P`, `Table`, `TR`, `TH`, `TD`, `Figure`…
    pub(crate) tag: &'static str,
    pub(crate) parent: usize,
    /// What a picture shows, for those who cannot see it.
    pub(crate) alt: Option<String>,
}
