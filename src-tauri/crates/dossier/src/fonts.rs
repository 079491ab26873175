//! The two embedded faces: Song for text, Hei for headings.

use std::sync::OnceLock;

use rustybuzz::ttf_parser::GlyphId;
use rustybuzz::{Face as Shaper, UnicodeBuffer};

use crate::error::DossierError;

static SERIF: &[u8] = include_bytes!("../fonts/NotoSerifSC-Regular.ttf.zst");
static SANS: &[u8] = include_bytes!("../fonts/NotoSansSC-Medium.ttf.zst");

/// Which face a text is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Face {
    /// Noto Serif SC Regular: 宋体.
    Song,
    /// Noto Sans SC Medium: 黑体.
    Hei,
}

impl Face {
    pub(crate) const ALL: [Face; 2] = [Face::Song, Face::Hei];

    /// The other one, tried when a character is missing.
    pub(crate) fn other(self) -> Face {
        match self {
            Face::Song => Face::Hei,
            Face::Hei => Face::Song,
        }
    }

    /// The PostScript name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Face::Song => "NotoSerifSC-Regular",
            Face::Hei => "NotoSansSC-Medium",
        }
    }
}

/// A decompressed font.
pub(crate) struct Font {
    /// The whole TrueType file.
    pub(crate) bytes: &'static [u8],
    shaper: Shaper<'static>,
    upem: f32,
}

/// One shaped glyph; lengths in em.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shaped {
    pub(crate) gid: u16,
    pub(crate) advance: f32,
    /// Byte offset in the shaped text of the cluster it belongs to.
    pub(crate) cluster: usize,
}

impl Font {
    fn load(packed: &[u8]) -> Result<Font, String> {
        let bytes: &'static [u8] = Vec::leak(zstd::decode_all(packed).map_err(|e| e.to_string())?);
        let shaper = Shaper::from_slice(bytes, 0).ok_or("an embedded font cannot be read")?;
        let upem = shaper.units_per_em() as f32;
        Ok(Font { bytes, shaper, upem })
    }

    /// Whether it has a glyph for this character.
    pub(crate) fn has(&self, c: char) -> bool {
        self.shaper.glyph_index(c).is_some_and(|g| g.0 != 0)
    }

    /// The advance of a glyph in em, as the file says.
    pub(crate) fn advance(&self, gid: u16) -> f32 {
        f32::from(self.shaper.glyph_hor_advance(GlyphId(gid)).unwrap_or(0)) / self.upem
    }

    /// Left and right edge of the glyph's ink in em.
    pub(crate) fn ink(&self, gid: u16) -> Option<(f32, f32)> {
        let b = self.shaper.glyph_bounding_box(GlyphId(gid))?;
        Some((f32::from(b.x_min) / self.upem, f32::from(b.x_max) / self.upem))
    }

    /// Glyphs of a text of one line and one direction.
    pub(crate) fn shape(&self, text: &str) -> Vec<Shaped> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(rustybuzz::Direction::LeftToRight);
        buffer.guess_segment_properties();
        // Kerning would set “11” tighter than “12” and pull the amounts of a column off their point.
        let no_kerning = rustybuzz::Feature::new(rustybuzz::ttf_parser::Tag::from_bytes(b"kern"), 0, ..);
        let out = rustybuzz::shape(&self.shaper, &[no_kerning], buffer);
        out.glyph_infos()
            .iter()
            .zip(out.glyph_positions())
            .map(|(info, pos)| Shaped {
                gid: info.glyph_id as u16,
                advance: pos.x_advance as f32 / self.upem,
                cluster: info.cluster as usize,
            })
            .collect()
    }
}

/// Both faces; decompressed once a process and kept.
pub(crate) struct Fonts {
    song: Font,
    hei: Font,
}

impl Fonts {
    /// The fonts, decompressed on the first call.
    pub(crate) fn get() -> Result<&'static Fonts, DossierError> {
        static FONTS: OnceLock<Result<Fonts, String>> = OnceLock::new();
        FONTS
            .get_or_init(|| {
                let hei = std::thread::spawn(|| Font::load(SANS));
                let song = Font::load(SERIF)?;
                let hei = hei.join().map_err(|_| "the font thread stopped".to_owned())??;
                Ok(Fonts { song, hei })
            })
            .as_ref()
            .map_err(|e| DossierError::Internal(e.clone()))
    }

    pub(crate) fn face(&self, face: Face) -> &Font {
        match face {
            Face::Song => &self.song,
            Face::Hei => &self.hei,
        }
    }

    /// The face that can draw `c`, the wanted one first.
    pub(crate) fn covering(&self, wanted: Face, c: char) -> Option<Face> {
        [wanted, wanted.other()].into_iter().find(|f| self.face(*f).has(c))
    }
}
