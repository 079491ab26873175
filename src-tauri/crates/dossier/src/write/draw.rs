//! Pages, text and lines through printpdf.
//!
//! printpdf is given subset fonts under names of our own, glyph ids instead of text, and no pictures: those come in
//! afterwards, so that it never decodes, shrinks or copies one.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color, DictItem, FontId, Greyscale, Line as PdfLine, LineDashPattern, LinePoint, Mm, Op,
    PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, Rect,
    TextItem, TextMatrix, XObjectId, XObjectTransform,
};

use crate::error::DossierError;
use crate::fonts::{Face, Fonts};
use crate::layout::{Flow, Item};
use crate::text::Piece;

/// The drawn pages and, for each page, the structure element of each marked piece of content.
pub(crate) struct Drawn {
    pub(crate) doc: lopdf::Document,
    /// By page, by MCID: a node of the flow.
    pub(crate) marks: Vec<Vec<usize>>,
}

struct Subset {
    id: FontId,
    renumbered: subsetter::GlyphRemapper,
    /// Advances in thousandths of an em by new glyph id, as printpdf writes them.
    font: &'static crate::fonts::Font,
}

/// Draws all pages.
pub(crate) fn draw(flow: &Flow<'_>, fonts: &'static Fonts) -> Result<Drawn, DossierError> {
    let mut doc = PdfDocument::new("");
    let mut subsets = BTreeMap::new();
    for face in Face::ALL {
        if let Some(subset) = subset(flow, fonts, face, &mut doc)? {
            subsets.insert(face, subset);
        }
    }
    let mut marks = Vec::new();
    for page in &flow.pages {
        let mut ops = Vec::new();
        let mut nodes = Vec::new();
        let mut open: Option<Option<usize>> = None;
        for item in &page.items {
            let node = match item {
                Item::Text { node, .. } => *node,
                Item::Picture { node, .. } => Some(*node),
                _ => None,
            };
            if open != Some(node) {
                if open.is_some() {
                    ops.push(Op::EndMarkedContent);
                }
                ops.push(begin(flow, node, &mut nodes));
                open = Some(node);
            }
            item_ops(item, &subsets, &mut ops);
        }
        if open.is_some() {
            ops.push(Op::EndMarkedContent);
        }
        marks.push(nodes);
        let mm = |pt: f32| Mm(pt * 25.4 / 72.0);
        let mut out = PdfPage::new(mm(page.width), mm(page.height), ops);
        // Straight from points: the way through millimetres rounds.
        for r in [&mut out.media_box, &mut out.crop_box, &mut out.trim_box] {
            r.width = Pt(page.width);
            r.height = Pt(page.height);
        }
        doc.pages.push(out);
    }
    let options =
        PdfSaveOptions { optimize: true, subset_fonts: false, secure: true, image_optimization: None };
    let mut warnings = Vec::new();
    let doc = doc.to_lopdf_document(&options, &mut warnings);
    if let Some(w) = warnings.iter().find(|w| matches!(w.severity, printpdf::PdfParseErrorSeverity::Error)) {
        return Err(DossierError::Internal(w.msg.clone()));
    }
    Ok(Drawn { doc, marks })
}

fn begin(flow: &Flow<'_>, node: Option<usize>, nodes: &mut Vec<usize>) -> Op {
    let Some(node) = node else { return Op::BeginMarkedContent { tag: "Artifact".into() } };
    let mcid = nodes.len() as i64;
    nodes.push(node);
    let map = [("MCID".to_owned(), DictItem::Int(mcid))].into();
    Op::BeginMarkedContentWithProperties {
        tag: flow.nodes[node].tag.into(),
        properties: DictItem::Dict { map },
    }
}

/// Cuts a face down to the glyphs that are used and registers it.
fn subset(
    flow: &Flow<'_>,
    fonts: &'static Fonts,
    face: Face,
    doc: &mut PdfDocument,
) -> Result<Option<Subset>, DossierError> {
    let font = fonts.face(face);
    let mut renumbered = subsetter::GlyphRemapper::new();
    let mut any = false;
    for item in flow.pages.iter().flat_map(|p| &p.items) {
        let Item::Text { line, .. } = item else { continue };
        for glyph in line.pieces.iter().filter(|p| p.face == face).flat_map(|p| &p.glyphs) {
            renumbered.remap(glyph.gid);
            any = true;
        }
    }
    if !any {
        return Ok(None);
    }
    let fault = |e: String| DossierError::Internal(format!("{}: {e}", face.name()));
    let bytes = subsetter::subset(font.bytes, 0, &renumbered).map_err(|e| fault(format!("{e:?}")))?;
    let mut warnings = Vec::new();
    let mut parsed =
        ParsedFont::from_bytes(&bytes, 0, &mut warnings).ok_or_else(|| fault("subset unreadable".into()))?;
    let tag = if face == Face::Song { "RECOUA" } else { "RECOUB" };
    parsed.font_name = Some(format!("{tag}+{}", face.name()));
    let id = FontId(tag.to_owned());
    doc.resources.fonts.map.insert(id.clone(), PdfFont::new(parsed));
    Ok(Some(Subset { id, renumbered, font }))
}

fn item_ops(item: &Item, subsets: &BTreeMap<Face, Subset>, ops: &mut Vec<Op>) {
    let black = |percent| Color::Greyscale(Greyscale { percent, icc_profile: None });
    match item {
        Item::Text { x, y, line, .. } => {
            ops.push(Op::StartTextSection);
            for piece in &line.pieces {
                if let Some(subset) = subsets.get(&piece.face) {
                    piece_ops(piece, subset, *x, *y, ops);
                }
            }
            ops.push(Op::EndTextSection);
        }
        Item::Rule { from, to, width, dashed } => {
            let point = |p: &(f32, f32)| LinePoint { p: Point { x: Pt(p.0), y: Pt(p.1) }, bezier: false };
            ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
            let pattern = if *dashed { vec![1.0, 3.0] } else { Vec::new() };
            ops.push(Op::SetLineDashPattern {
                dash: LineDashPattern { offset: 0.0, pattern: pattern.into_iter().collect() },
            });
            ops.push(Op::DrawLine {
                line: PdfLine { points: vec![point(from), point(to)], is_closed: false },
            });
        }
        Item::Fill { x, y, w, h, grey } => {
            ops.push(Op::SetFillColor { col: black(*grey) });
            let rectangle = Rect {
                x: Pt(*x),
                y: Pt(*y),
                width: Pt(*w),
                height: Pt(*h),
                mode: Some(PaintMode::Fill),
                winding_order: None,
            };
            ops.push(Op::DrawRectangle { rectangle });
            ops.push(Op::SetFillColor { col: black(0.0) });
        }
        Item::Picture { key, matrix, .. } => {
            ops.push(Op::SaveGraphicsState);
            ops.push(Op::SetTransformationMatrix { matrix: printpdf::CurTransMat::Raw(*matrix) });
            let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
            ops.push(Op::UseXobject { id: XObjectId(picture_name(key)), transform });
            ops.push(Op::RestoreGraphicsState);
        }
    }
}

/// The name of an exhibit's picture among a page's resources.
pub(super) fn picture_name(key: &str) -> String {
    key.replace(['/', '-'], "_")
}

fn piece_ops(piece: &Piece, subset: &Subset, x: f32, y: f32, ops: &mut Vec<Op>) {
    let Some(first) = piece.glyphs.first() else { return };
    ops.push(Op::SetFont { font: PdfFontHandle::External(subset.id.clone()), size: Pt(piece.size) });
    let origin = x + first.x;
    let matrix = if piece.stretch == 1.0 {
        TextMatrix::Translate(Pt(origin), Pt(y))
    } else {
        TextMatrix::Raw([piece.stretch, 0.0, 0.0, 1.0, origin, y])
    };
    ops.push(Op::SetTextMatrix { matrix });
    let mut list = Vec::with_capacity(piece.glyphs.len());
    let mut at = 0;
    // Where the viewer's pen is, in thousandths of an em: rounding never adds up.
    let mut pen = 0.0f32;
    for (i, glyph) in piece.glyphs.iter().enumerate() {
        let end = (at + glyph.len).min(piece.text.len());
        let text = piece.text.get(at..end).unwrap_or_default().to_owned();
        at = end;
        let natural = (subset.font.advance(glyph.gid) * 1000.0).floor();
        let offset = match piece.glyphs.get(i + 1) {
            Some(next) => {
                let wanted = (next.x - first.x) / piece.size * 1000.0;
                (pen + natural - wanted).round()
            }
            None => 0.0,
        };
        pen += natural - offset;
        let gid = subset.renumbered.get(glyph.gid).unwrap_or(0);
        list.push(Codepoint { gid, offset, cid: Some(text) });
    }
    ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(list)] });
}
