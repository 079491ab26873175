//! What stands on a page: characters with their places, and straight lines.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{Affine, BezPath, PathSeg, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, TransformExt, interpret_page,
};

/// The most characters of a file: some 500 full pages of small print.
const MAX_GLYPHS: usize = 3_000_000;
/// The most lines of ruling that are looked at on a page.
const MAX_RULES: usize = 20_000;

/// A character. Lengths are in points, `y` grows downwards.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub text: String,
    /// Where it starts and ends.
    pub x0: f64,
    pub x1: f64,
    /// The line it stands on.
    pub y: f64,
    pub size: f64,
}

/// A straight stroke: where it lies across its direction, and from where to where it goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

#[derive(Debug, Default)]
pub(super) struct Page {
    /// In the order in which they are drawn.
    pub glyphs: Vec<Drawn>,
    pub vertical: Vec<Rule>,
    pub horizontal: Vec<Rule>,
}

/// All pages. The error is the limit of characters.
pub(super) fn pages(pdf: &Pdf) -> Result<Vec<Page>, usize> {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let mut pages = Vec::new();
    let mut left = MAX_GLYPHS;
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let box_ = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let placed = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(placed, box_, &cache, pdf.xref(), settings.clone());
        let mut taker = Taker { page: Page::default(), left };
        interpret_page(page, &mut context, &mut taker);
        left -= taker.page.glyphs.len().min(left);
        if left == 0 {
            return Err(MAX_GLYPHS);
        }
        pages.push(taker.page);
    }
    Ok(pages)
}

struct Taker {
    page: Page,
    left: usize,
}

/// Watermarks are grey and aslant; white text stands on the coloured ground of a header.
fn is_watermark(paint: &Paint<'_>) -> bool {
    let Paint::Color(color) = paint else { return false };
    let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
    let light = (u32::from(red) * 3 + u32::from(green) * 6 + u32::from(blue)) / 10;
    alpha < 100 || (180..250).contains(&light)
}

impl Device<'_> for Taker {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        // Text that is not shown is what a machine guessed of a picture: no base for an amount.
        if matches!(mode, DrawMode::Invisible) || is_watermark(&props.paint) {
            return;
        }
        for glyph in run.glyphs() {
            let Some(unicode) = glyph.as_unicode() else { continue };
            let text = match unicode {
                BfString::Char(c) => String::from(c),
                BfString::String(text) => text,
            };
            let placed = props.transform * glyph.transform();
            let [a, b, c, d, ..] = placed.as_coeffs();
            let place = placed * Point::ZERO;
            let upright = a > 0.0 && b.abs() <= 0.02 * a.abs();
            if !upright || !place.x.is_finite() || !place.y.is_finite() || self.page.glyphs.len() >= self.left
            {
                continue;
            }
            // Outlines are drawn in thousandths of the size.
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(_) => None,
            };
            let size = match &**glyph {
                Glyph::Outline(_) => c.hypot(d) * 1000.0,
                Glyph::Type3(_) => 0.0,
            };
            let narrow = text.is_ascii();
            let width = match advance.filter(|w| *w > 0.0) {
                Some(width) => f64::from(width) * a,
                None => size * if narrow { 0.5 } else { 1.0 },
            };
            // Glyphs of a font without widths are set a full square apart, also the narrow ones.
            let width = width.min(size * if narrow { 0.7 } else { 1.2 });
            self.page.glyphs.push(Drawn {
                text,
                x0: place.x,
                x1: place.x + width.max(0.0),
                y: place.y,
                size,
            });
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'_>, _: &DrawMode) {
        self.rules(path, props.transform);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'_>, _: &DrawMode) {
        let rect = props.transform.transform_rect_bbox(*rect);
        self.edge(Point::new(rect.x0, rect.y0), Point::new(rect.x0, rect.y1));
        self.edge(Point::new(rect.x1, rect.y0), Point::new(rect.x1, rect.y1));
        self.edge(Point::new(rect.x0, rect.y0), Point::new(rect.x1, rect.y0));
        self.edge(Point::new(rect.x0, rect.y1), Point::new(rect.x1, rect.y1));
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

impl Taker {
    fn rules(&mut self, path: &BezPath, transform: Affine) {
        for segment in path.segments().take(MAX_RULES) {
            if let PathSeg::Line(line) = segment {
                self.edge(transform * line.p0, transform * line.p1);
            }
        }
    }

    fn edge(&mut self, from: Point, to: Point) {
        let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        let rule = |at: f64, a: f64, b: f64| Rule { at, from: a.min(b), to: a.max(b) };
        if dx < 0.5 && dy > 6.0 && self.page.vertical.len() < MAX_RULES {
            self.page.vertical.push(rule((from.x + to.x) / 2.0, from.y, to.y));
        } else if dy < 0.5 && dx > 20.0 && self.page.horizontal.len() < MAX_RULES {
            self.page.horizontal.push(rule((from.y + to.y) / 2.0, from.x, to.x));
        }
    }
}
