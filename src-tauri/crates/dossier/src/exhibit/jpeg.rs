//! What a JPEG's headers say. Its bytes are never decoded or changed.

/// A JPEG as a page needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Jpeg {
    /// Stored width and height in pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// 1 grey, 3 colour, 4 CMYK.
    pub(crate) components: u8,
    /// EXIF orientation, 1 to 8.
    pub(crate) orientation: u8,
    /// CMYK as Adobe stores it: inverted.
    pub(crate) inverted: bool,
    /// Whether the end mark is there; without it the photo was cut short.
    pub(crate) complete: bool,
}

impl Jpeg {
    /// Reads the headers; `None` if this is no JPEG that a PDF can show.
    pub(crate) fn read(bytes: &[u8]) -> Option<Jpeg> {
        if !bytes.starts_with(&[0xFF, 0xD8]) {
            return None;
        }
        let mut at = 2;
        let mut orientation = 1;
        let mut adobe = false;
        loop {
            while *bytes.get(at)? != 0xFF {
                at += 1;
            }
            while *bytes.get(at)? == 0xFF {
                at += 1;
            }
            let marker = bytes[at];
            at += 1;
            if matches!(marker, 0x01 | 0xD0..=0xD8) {
                continue;
            }
            let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
            let body = bytes.get(at + 2..at + length.max(2))?;
            match marker {
                0xE1 => orientation = exif_orientation(body).unwrap_or(orientation),
                0xEE => adobe |= body.starts_with(b"Adobe"),
                // Baseline, extended and progressive; not lossless or arithmetic ones, which PDF readers cannot show.
                0xC0..=0xC2 => {
                    let head: &[u8; 6] = body.get(..6)?.try_into().ok()?;
                    let height = u32::from(u16::from_be_bytes([head[1], head[2]]));
                    let width = u32::from(u16::from_be_bytes([head[3], head[4]]));
                    if width == 0 || height == 0 || !matches!(head[5], 1 | 3 | 4) || head[0] != 8 {
                        return None;
                    }
                    let tail = &bytes[bytes.len().saturating_sub(4096)..];
                    let complete = tail.windows(2).any(|w| w == [0xFF, 0xD9]);
                    return Some(Jpeg {
                        width,
                        height,
                        components: head[5],
                        orientation,
                        inverted: adobe && head[5] == 4,
                        complete,
                    });
                }
                0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF | 0xD9 | 0xDA => return None,
                _ => {}
            }
            at += length.max(2);
        }
    }

    /// Whether the picture lies on its side as stored.
    pub(crate) fn turned(&self) -> bool {
        self.orientation >= 5
    }
}

/// The orientation tag (0x0112) of the first directory of an EXIF block.
fn exif_orientation(body: &[u8]) -> Option<u8> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let u16_at = |at: usize| -> Option<u16> {
        let b = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(b) } else { u16::from_be_bytes(b) })
    };
    let u32_at = |at: usize| -> Option<usize> {
        let (a, b) = (u16_at(at)?, u16_at(at + 2)?);
        let (low, high) = if little { (a, b) } else { (b, a) };
        Some(usize::from(low) | usize::from(high) << 16)
    };
    let first = u32_at(4)?;
    let count = usize::from(u16_at(first)?);
    for i in 0..count.min(512) {
        let entry = first + 2 + i * 12;
        if u16_at(entry)? == 0x0112 {
            let value = u16_at(entry + 8)?;
            return (1..=8).contains(&value).then_some(value as u8);
        }
    }
    None
}
