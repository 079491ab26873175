//! Pages as pictures: small ones to keep, large ones to look at.

use std::io::Cursor;
use std::num::NonZeroUsize;
use std::path::Path;

use recoup_dossier::render_page;

/// How many drawn points (72 an inch) a kept one stands for, in both directions.
const CELL: usize = 3;
/// How many steps of grey are kept.
const STEPS: u8 = 8;
/// How much greyer or lighter (of 255) a cell may be than the kept one: half a step, and what another version of the
/// renderer may smooth otherwise. A line that moves by a point changes many cells by more.
const TOLERANCE: i32 = 36;
/// How many cells of a page may be beyond that.
const STRAY: usize = 2;

/// A grey picture, a byte a point, row by row from the head.
#[derive(Clone)]
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub points: Vec<u8>,
}

impl Grey {
    fn of_png(bytes: &[u8]) -> Grey {
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        let step = frame.color_type.samples();
        let points = pixels[..frame.buffer_size()]
            .chunks(step)
            .map(|p| match step {
                1 | 2 => p[0],
                _ => ((u32::from(p[0]) * 30 + u32::from(p[1]) * 59 + u32::from(p[2]) * 11) / 100) as u8,
            })
            .collect();
        Grey { width: frame.width as usize, height: frame.height as usize, points }
    }

    /// A page (from 0) of a PDF, 72 points an inch.
    pub fn drawn(pdf: &[u8], page: usize) -> Grey {
        let number = NonZeroUsize::new(page + 1).unwrap();
        Grey::of_png(&render_page(pdf, number, 1.0).unwrap().unwrap())
    }

    /// Wipes what stands near a height above the page's foot.
    pub fn wipe(&mut self, y: f32) {
        let line = self.height as f32 - y;
        let rows = (line - 14.0).max(0.0) as usize..((line + 6.0).max(0.0) as usize).min(self.height);
        self.points[rows.start * self.width..rows.end * self.width].fill(255);
    }

    /// The mean grey of each cell.
    pub fn small(&self) -> Grey {
        let (width, height) = (self.width.div_ceil(CELL), self.height.div_ceil(CELL));
        let mut points = Vec::with_capacity(width * height);
        for cy in 0..height {
            for cx in 0..width {
                let (mut sum, mut count) = (0, 0);
                for y in cy * CELL..((cy + 1) * CELL).min(self.height) {
                    for x in cx * CELL..((cx + 1) * CELL).min(self.width) {
                        sum += u32::from(self.points[y * self.width + x]);
                        count += 1;
                    }
                }
                points.push((sum / count) as u8);
            }
        }
        Grey { width, height, points }
    }

    /// A small picture as a file: few greys, four bits a point.
    pub fn kept(&self) -> Vec<u8> {
        let level =
            |p: u8| ((u32::from(p) * u32::from(STEPS - 1) + 127) / 255 * 15 / u32::from(STEPS - 1)) as u8;
        let rows = self.points.chunks(self.width);
        let packed: Vec<u8> = rows
            .flat_map(|row| row.chunks(2).map(|p| level(p[0]) << 4 | p.get(1).map_or(0, |p| level(*p))))
            .collect();
        encoded(self.width, self.height, png::ColorType::Grayscale, png::BitDepth::Four, &packed)
    }

    pub fn read(path: &Path) -> Option<Grey> {
        Some(Grey::of_png(&std::fs::read(path).ok()?))
    }

    /// The cells in which two small pictures differ; `None` if they look alike.
    pub fn difference(&self, kept: &Grey) -> Option<Vec<usize>> {
        if (self.width, self.height) != (kept.width, kept.height) {
            return Some((0..self.points.len()).collect());
        }
        let pairs = self.points.iter().zip(&kept.points).enumerate();
        let beyond = |(i, (a, b)): (usize, (&u8, &u8))| {
            ((i32::from(*a) - i32::from(*b)).abs() > TOLERANCE).then_some(i)
        };
        let cells: Vec<usize> = pairs.filter_map(beyond).collect();
        (cells.len() > STRAY).then_some(cells)
    }
}

/// The page as it was (left, enlarged) and as it is (right), with what changed in red.
pub fn side_by_side(kept: Option<&Grey>, now: &Grey, cells: &[usize], to: &Path) {
    let small_width = now.width.div_ceil(CELL);
    let left = kept.map_or(0, |k| k.width * CELL + CELL);
    let width = left + now.width;
    let height = now.height.max(kept.map_or(0, |k| k.height * CELL));
    let mut pixels = vec![255u8; width * height * 3];
    let mut put = |x: usize, y: usize, rgb: [u8; 3]| {
        pixels[(y * width + x) * 3..][..3].copy_from_slice(&rgb);
    };
    if let Some(kept) = kept {
        for y in 0..kept.height * CELL {
            for x in 0..kept.width * CELL {
                put(x, y, [kept.points[y / CELL * kept.width + x / CELL]; 3]);
            }
        }
    }
    for y in 0..now.height {
        for x in 0..now.width {
            let grey = now.points[y * now.width + x];
            let red = cells.binary_search(&(y / CELL * small_width + x / CELL)).is_ok();
            put(left + x, y, if red { [255, grey / 2 + 60, grey / 2 + 60] } else { [grey; 3] });
        }
    }
    let bytes = encoded(width, height, png::ColorType::Rgb, png::BitDepth::Eight, &pixels);
    std::fs::write(to, bytes).unwrap();
}

fn encoded(
    width: usize,
    height: usize,
    colour: png::ColorType,
    depth: png::BitDepth,
    data: &[u8],
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width as u32, height as u32);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    out
}
