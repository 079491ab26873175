//! From input to file.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::check::check;
use crate::error::DossierError;
use crate::exhibit::{Prepared, open_verified, prepare};
use crate::fonts::Fonts;
use crate::input::Input;
use crate::layout::{Item, Known};
use crate::pages::compose;
use crate::text::Shapes;
use crate::write::{draw, finish, save};

/// What was printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// How many pages.
    pub pages: usize,
    /// How many bytes were written.
    pub bytes: u64,
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub sha256: String,
    /// The parts in order, with the pages (from 1) on which they begin.
    pub parts: Vec<PartPage>,
    /// Characters that no font has; they were printed as `〔U+20BB7〕`.
    pub missing_characters: Vec<char>,
    /// What the reader should know, Chinese and English: a photo cut short, a page that cannot be shown.
    pub warnings: Vec<(String, String)>,
}

/// A part and the page on which it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartPage {
    /// Its key, as in `{page:KEY}`.
    pub key: String,
    /// Its printed title.
    pub title: String,
    /// From 1.
    pub page: usize,
}

/// Prints a dossier.
///
/// `open` gives an exhibit's bytes by its SHA-256; they are verified before anything is written. JPEG photos and originals
/// above 1 MiB are opened (and verified) once more when their turn comes, one at a time; PNG pictures, the pages of foreign
/// PDFs and smaller originals are held until all is written. After an
/// error `out` may hold a part that looks like a PDF: write to a temporary file and rename it. Errors: a refusal that
/// [`check`] also names, an exhibit that cannot be opened or was altered (by number and title), a failing writer. An exhibit
/// that cannot be shown (damaged, password missing) is attached behind its slip sheet and named in the warnings.
pub fn print(
    input: &Input,
    open: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
    out: &mut dyn Write,
) -> Result<Printed, DossierError> {
    let refusals: Vec<_> = check(input).into_iter().filter(|r| r.stops()).collect();
    if !refusals.is_empty() {
        return Err(DossierError::Refused(refusals));
    }
    let fonts = Fonts::get()?;
    let exhibits = opened(input, open)?;
    let mut warnings = Vec::new();
    for (e, p) in input.exhibits.iter().zip(&exhibits) {
        let named =
            p.notes.iter().map(|n| (format!("证据{}：{}", e.no, n.0), format!("exhibit {}: {}", e.no, n.1)));
        warnings.extend(named);
    }
    let shapes = Shapes::default();
    let mut known = Known::default();
    settle(input, &exhibits, fonts, &mut known, &shapes);
    let flow = compose(input, &exhibits, fonts, &known, &shapes);
    let parts = flow
        .listed
        .iter()
        .filter_map(|l| {
            let page = flow.anchors.get(&l.anchor)?.page + 1;
            Some(PartPage { key: l.anchor.clone(), title: l.text.clone(), page })
        })
        .collect();
    let pages = flow.pages.len();
    let missing_characters = flow.missing.iter().copied().collect();
    let drawn = draw(&flow, fonts)?;
    let mut finished = finish(drawn, &flow, input, exhibits)?;
    warnings.append(&mut finished.warnings);
    let saved = save(finished.doc, input, open, out)?;
    Ok(Printed { pages, bytes: saved.bytes, sha256: saved.sha256, parts, missing_characters, warnings })
}

fn opened(
    input: &Input,
    open: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
) -> Result<Vec<Prepared>, DossierError> {
    input.exhibits.iter().map(|e| Ok(prepare(e, open_verified(e, open)?))).collect()
}

/// Lays out until the page numbers printed are the page numbers found; two passes nearly always.
fn settle(input: &Input, exhibits: &[Prepared], fonts: &'static Fonts, known: &mut Known, shapes: &Shapes) {
    for _ in 0..5 {
        let flow = compose(input, exhibits, fonts, known, shapes);
        let found = Known { anchors: flow.anchors, pages: flow.pages.len() };
        let same = found.pages == known.pages
            && found.anchors.len() == known.anchors.len()
            && found.anchors.iter().all(|(k, a)| known.anchors.get(k).is_some_and(|b| b.page == a.page));
        *known = found;
        if same {
            break;
        }
    }
}

/// What a page says, for the search in the preview and for checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageText {
    /// From 1.
    pub page: usize,
    /// Its lines in reading order, running head and foot last.
    pub lines: Vec<SetLine>,
}

/// A set line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetLine {
    /// What it says.
    pub text: String,
    /// Whether it goes on in the next line, because it was full.
    pub wraps: bool,
    /// How far it reaches beyond the text area's right edge or foot, in hundredths of a point; 0 if it does not.
    pub overflow: u32,
}

/// Lays a dossier out and reads every page out instead of writing a file. Errors as [`print()`].
pub fn read_out(
    input: &Input,
    open: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
) -> Result<Vec<PageText>, DossierError> {
    let fonts = Fonts::get()?;
    let exhibits = opened(input, open)?;
    let shapes = Shapes::default();
    let mut known = Known::default();
    settle(input, &exhibits, fonts, &mut known, &shapes);
    let flow = compose(input, &exhibits, fonts, &known, &shapes);
    let mut out = Vec::new();
    for (i, page) in flow.pages.iter().enumerate() {
        let mut lines = Vec::new();
        for item in &page.items {
            let Item::Text { x, y, line, node } = item else { continue };
            let text = line.pieces.iter().map(|p| p.text.as_str()).collect();
            let beyond = x + line.width - (page.width - crate::layout::RIGHT);
            let below = if node.is_some() { crate::layout::BOTTOM - y } else { 0.0 };
            let worst = beyond.max(below);
            let overflow = if worst > 0.05 { (worst * 100.0) as u32 } else { 0 };
            lines.push(SetLine { text, wraps: line.wraps, overflow });
        }
        out.push(PageText { page: i + 1, lines });
    }
    Ok(out)
}
