//! PNG pictures: the compressed pixels go in as they are where PDF knows their layout, else they are decoded.

use std::io::Cursor;

use lopdf::{Dictionary, Object, Stream};

/// Pixels beyond which a picture is attached, not shown: 100 million.
const MOST_PIXELS: u64 = 100_000_000;

/// A PNG as a PDF image.
pub(crate) struct Png {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) image: Stream,
    /// The transparency, if any.
    pub(crate) mask: Option<Stream>,
}

impl Png {
    /// Reads a PNG; the error says in one clause why it cannot be shown.
    pub(crate) fn read(bytes: &[u8]) -> Result<Png, String> {
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: 512 << 20 });
        decoder.set_transformations(png::Transformations::IDENTITY);
        let reader = decoder.read_info().map_err(|e| e.to_string())?;
        let info = reader.info();
        let (width, height) = (info.width, info.height);
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(format!("{width} × {height} pixels are too many"));
        }
        let plain = !info.interlaced && info.trns.is_none();
        let (colours, bits) = (info.color_type, info.bit_depth as u8);
        if plain && bits <= 8 && !matches!(colours, png::ColorType::Rgba | png::ColorType::GrayscaleAlpha) {
            let space = match colours {
                png::ColorType::Indexed => {
                    let palette = info.palette.as_deref().unwrap_or(&[]).to_vec();
                    let top = (palette.len() / 3).saturating_sub(1) as i64;
                    Object::Array(vec![
                        name("Indexed"),
                        name("DeviceRGB"),
                        Object::Integer(top),
                        Object::String(palette, lopdf::StringFormat::Hexadecimal),
                    ])
                }
                png::ColorType::Grayscale => name("DeviceGray"),
                _ => name("DeviceRGB"),
            };
            let channels: i64 = if colours == png::ColorType::Rgb { 3 } else { 1 };
            let data = idat(bytes).ok_or("its data blocks are damaged")?;
            // Decoding once shows whether the pixels are all there; the result is thrown away.
            whole(bytes)?;
            let mut dict = head(width, height, space, bits);
            dict.set("Filter", name("FlateDecode"));
            let mut parms = Dictionary::new();
            parms.set("Predictor", 15);
            parms.set("Colors", channels);
            parms.set("BitsPerComponent", i64::from(bits));
            parms.set("Columns", i64::from(width));
            dict.set("DecodeParms", parms);
            return Ok(Png {
                width,
                height,
                image: Stream::new(dict, data).with_compression(false),
                mask: None,
            });
        }
        Png::decoded(bytes, width, height)
    }

    fn decoded(bytes: &[u8], width: u32, height: u32) -> Result<Png, String> {
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: 512 << 20 });
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
        let mut reader = decoder.read_info().map_err(|e| e.to_string())?;
        let size = reader.output_buffer_size().ok_or("it is too large")?;
        let mut pixels = vec![0; size];
        let frame = reader.next_frame(&mut pixels).map_err(|e| e.to_string())?;
        pixels.truncate(frame.buffer_size());
        let (colour, step) = match frame.color_type {
            png::ColorType::Grayscale => (1, 1),
            png::ColorType::GrayscaleAlpha => (1, 2),
            png::ColorType::Rgba => (3, 4),
            _ => (3, 3),
        };
        let space = name(if colour == 1 { "DeviceGray" } else { "DeviceRGB" });
        let mut solid = Vec::with_capacity(pixels.len() / step * colour);
        let mut alpha = Vec::with_capacity(pixels.len() / step);
        for p in pixels.chunks_exact(step) {
            solid.extend_from_slice(&p[..colour]);
            if step > colour {
                alpha.push(p[colour]);
            }
        }
        let image = Stream::new(head(width, height, space, 8), solid);
        let mask = alpha
            .iter()
            .any(|a| *a != 255)
            .then(|| Stream::new(head(width, height, name("DeviceGray"), 8), alpha));
        Ok(Png { width, height, image, mask })
    }
}

fn whole(bytes: &[u8]) -> Result<(), String> {
    let decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: 512 << 20 });
    let mut reader = decoder.read_info().map_err(|e| e.to_string())?;
    while reader.next_row().map_err(|e| e.to_string())?.is_some() {}
    Ok(())
}

fn head(width: u32, height: u32, space: Object, bits: u8) -> Dictionary {
    let mut dict = Dictionary::new();
    dict.set("Type", name("XObject"));
    dict.set("Subtype", name("Image"));
    dict.set("Width", i64::from(width));
    dict.set("Height", i64::from(height));
    dict.set("ColorSpace", space);
    dict.set("BitsPerComponent", i64::from(bits));
    dict
}

/// The compressed pixels: all IDAT chunks in a row.
fn idat(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let len = u32::from_be_bytes(head[..4].try_into().ok()?) as usize;
        let body = bytes.get(at + 8..(at + 8).checked_add(len)?)?;
        match &head[4..] {
            b"IDAT" => out.extend_from_slice(body),
            b"IEND" => break,
            _ => {}
        }
        at += 12 + len;
    }
    (!out.is_empty()).then_some(out)
}

fn name(text: &str) -> Object {
    Object::Name(text.as_bytes().to_vec())
}
