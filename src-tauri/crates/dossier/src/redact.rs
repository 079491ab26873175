//! Parts of a photo painted over on a copy, so that what was under them is nowhere in the copy.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba};

/// Pixels beyond which a photo is not opened: 100 million.
const MOST_PIXELS: u64 = 100_000_000;
/// The quality of a painted JPEG, of 100: the rest of the photo must stay as legible as it was.
const QUALITY: u8 = 93;

/// An area of a picture as it is seen (upright): left, head, width and height in thousandths of its width and height.
pub type Area = [u16; 4];

/// A copy with areas painted over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaintedCopy {
    /// The file's bytes: nothing but pixels, no camera data, no embedded preview.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`, as the original is.
    pub media_type: &'static str,
}

/// Why nothing was painted over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedactError {
    /// It is a PDF.
    #[error(
        "parts of a PDF cannot be painted over here, because its text would stay in the file; save the page as a picture, attach that and paint it over"
    )]
    Pdf,
    /// It is neither JPEG nor PNG.
    #[error("only JPEG and PNG photos can be painted over; save it as one of these and attach that")]
    NotAPhoto,
    /// The file is damaged or cut short.
    #[error("the photo cannot be read ({0}); attach an undamaged file")]
    Unreadable(String),
    /// It has too many pixels.
    #[error(
        "the photo has {width} × {height} pixels, more than can be painted over; make it smaller and attach that"
    )]
    TooLarge {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// An area has no extent or lies beyond the picture.
    #[error(
        "the area {0:?} is not one: left, head, width and height are thousandths of the picture, from 0 to 1000, and must lie within it"
    )]
    Area(Area),
    /// No area was given.
    #[error("say which areas are to be painted over")]
    Nothing,
}

impl RedactError {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            RedactError::Pdf => {
                "PDF 不能在这里遮盖：盖住了，文字还留在文件里。请把那一页存成图片，作为证据附上，再遮盖图片。"
                    .into()
            }
            RedactError::NotAPhoto => "只有 JPEG 和 PNG 照片能遮盖。请先存成这两种格式，再附上。".into(),
            RedactError::Unreadable(why) => format!("照片读不出（{why}）。请附上完好的文件。"),
            RedactError::TooLarge { width, height } => {
                format!("照片有 {width} × {height} 像素，太大，不能遮盖。请缩小以后再附上。")
            }
            RedactError::Area([x, y, w, h]) => format!(
                "遮盖的位置 {x},{y},{w},{h} 不对：左、上、宽、高是照片宽高的千分数，从 0 到 1000，不能超出照片。"
            ),
            RedactError::Nothing => "请说明遮盖哪里。".into(),
        }
    }
}

/// Makes a copy of a JPEG or PNG on which the areas are black. The copy is decoded, painted and encoded anew: it holds
/// neither the pixels under the areas nor anything that the original held beside its pixels. A pixel that an area touches
/// is painted. The same arguments give the same bytes.
///
/// # Errors
/// As [`RedactError`] says.
pub fn redact(bytes: &[u8], areas: &[Area]) -> Result<PaintedCopy, RedactError> {
    if areas.is_empty() {
        return Err(RedactError::Nothing);
    }
    let fits = |[x, y, w, h]: &Area| {
        *w > 0 && *h > 0 && x.saturating_add(*w) <= 1000 && y.saturating_add(*h) <= 1000
    };
    if let Some(wrong) = areas.iter().find(|area| !fits(area)) {
        return Err(RedactError::Area(*wrong));
    }
    let (format, picture) = upright(bytes)?;
    let (width, height) = (picture.width(), picture.height());
    let mut painted = picture.into_rgba8();
    for [x, y, w, h] in areas {
        let span = |from: u16, length: u16, whole: u32| {
            let (from, to) = (u64::from(from), u64::from(from) + u64::from(length));
            let at = |thousandths: u64| thousandths * u64::from(whole);
            (at(from) / 1000) as u32..at(to).div_ceil(1000).min(u64::from(whole)) as u32
        };
        for row in span(*y, *h, height) {
            for column in span(*x, *w, width) {
                painted.put_pixel(column, row, Rgba([0, 0, 0, 255]));
            }
        }
    }
    let painted = DynamicImage::from(painted);
    let mut out = Cursor::new(Vec::new());
    let media_type = if format == ImageFormat::Jpeg {
        let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        painted.into_rgb8().write_with_encoder(encoder).map_err(unreadable)?;
        "image/jpeg"
    } else {
        painted.write_to(&mut out, ImageFormat::Png).map_err(unreadable)?;
        "image/png"
    };
    Ok(PaintedCopy { bytes: out.into_inner(), media_type })
}

/// A JPEG or PNG as it is seen, no side longer than `longest` pixels, as PNG: to draw areas on.
///
/// # Errors
/// As [`RedactError`] says.
pub fn upright_picture(bytes: &[u8], longest: u32) -> Result<Vec<u8>, RedactError> {
    let (_, mut picture) = upright(bytes)?;
    if picture.width().max(picture.height()) > longest {
        picture = picture.thumbnail(longest, longest);
    }
    let mut out = Cursor::new(Vec::new());
    picture.to_rgb8().write_to(&mut out, ImageFormat::Png).map_err(unreadable)?;
    Ok(out.into_inner())
}

fn upright(bytes: &[u8]) -> Result<(ImageFormat, DynamicImage), RedactError> {
    let format = if bytes.starts_with(&[0xFF, 0xD8]) {
        ImageFormat::Jpeg
    } else if bytes.starts_with(b"\x89PNG") {
        ImageFormat::Png
    } else if bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return Err(RedactError::Pdf);
    } else {
        return Err(RedactError::NotAPhoto);
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(512 << 20);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(RedactError::TooLarge { width, height });
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(turned);
    Ok((format, picture))
}

fn unreadable(error: image::ImageError) -> RedactError {
    RedactError::Unreadable(error.to_string())
}
