//! Pages as pictures: a web view has no PDF viewer to rely on.

use std::num::NonZeroUsize;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::error::DossierError;

/// Draws one page (from 1) of a PDF that [`print`](crate::print) made, as PNG, `scale` pixels to the point. `None`: there
/// is no such page.
///
/// # Errors
/// `Internal` when the PDF cannot be read back.
pub fn render_page(pdf: &[u8], page: NonZeroUsize, scale: f32) -> Result<Option<Vec<u8>>, DossierError> {
    let pdf = Pdf::new(pdf.to_vec())
        .map_err(|why| DossierError::Internal(format!("the page cannot be drawn: {why:?}")))?;
    let pages = pdf.pages();
    let Some(page) = pages.get(page.get() - 1) else { return Ok(None) };
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let drawn =
        hayro::render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &pixels);
    let png =
        drawn.into_png().map_err(|why| DossierError::Internal(format!("the page cannot be drawn: {why}")))?;
    Ok(Some(png))
}
