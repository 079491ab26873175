//! A photo with parts painted over: what was there must be nowhere in the copy.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use recoup_dossier::{PaintedOver, RedactError, print, redact, upright_picture};

use crate::files::{SLIP, Vault, receipt_pdf, sha256};
use crate::sample::sample;
use crate::tools::stdout;

const SECRET: &[u8] = b"GPS 30.25N 120.16E";

/// The slip as a camera held on its side would write it: turned by EXIF, with a place in it and a preview behind it.
fn from_a_camera() -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(SECRET);
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xE1];
    out.extend_from_slice(&(exif.len() as u16 + 2).to_be_bytes());
    out.extend_from_slice(&exif);
    out.extend_from_slice(&SLIP[2..]);
    out.extend_from_slice(SECRET);
    out
}

fn decoded(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|w| w == wanted)
}

fn far(a: Rgb<u8>, b: Rgb<u8>) -> bool {
    a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 40)
}

#[test]
fn a_photo_loses_what_is_painted_over_and_all_that_the_camera_wrote() {
    let photo = from_a_camera();
    let copy = redact(&photo, &[[100, 200, 500, 150], [0, 900, 1000, 100]]).unwrap();
    assert_eq!(copy.media_type, "image/jpeg");
    assert!(!holds(&copy.bytes, b"Exif") && !holds(&copy.bytes, SECRET));
    assert_eq!(copy, redact(&photo, &[[100, 200, 500, 150], [0, 900, 1000, 100]]).unwrap());

    let lying = decoded(SLIP);
    let seen = DynamicImage::from(lying.clone()).rotate90().into_rgb8();
    let painted = decoded(&copy.bytes);
    assert_eq!(painted.dimensions(), (lying.height(), lying.width()), "upright, as the owner saw it");
    let (width, height) = painted.dimensions();
    let (mut covered, mut kept, mut spoilt) = (0u32, 0u32, 0u32);
    for (x, y, pixel) in painted.enumerate_pixels() {
        let (px, py) = (x * 1000 / width, y * 1000 / height);
        let first = (100..600).contains(&px) && (200..350).contains(&py);
        if first || py >= 900 {
            assert!(pixel.0.iter().all(|c| *c < 24), "{x},{y} is {pixel:?}");
            covered += 1;
        } else {
            kept += 1;
            spoilt += u32::from(far(*pixel, *seen.get_pixel(x, y)));
        }
    }
    assert!(covered > width * height / 7, "{covered} pixels are covered");
    assert!(spoilt * 100 < kept, "{spoilt} of {kept} other pixels look different");
}

#[test]
fn a_screenshot_keeps_every_other_pixel_and_none_below_the_areas() {
    let mut picture = RgbImage::new(40, 30);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        *pixel = Rgb([x as u8 * 5 + 40, y as u8 * 7 + 30, 99]);
    }
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    let mut png = png.into_inner();
    // A text chunk behind the head, as editors write them.
    let text = [b"tEXt".as_slice(), b"Comment\0", SECRET].concat();
    let mut chunk = (text.len() as u32 - 4).to_be_bytes().to_vec();
    chunk.extend_from_slice(&text);
    let mut crc = flate2::Crc::new();
    crc.update(&text);
    chunk.extend_from_slice(&crc.sum().to_be_bytes());
    png.splice(33..33, chunk);
    assert!(holds(&png, SECRET));

    let copy = redact(&png, &[[301, 300, 149, 334]]).unwrap();
    assert_eq!(copy.media_type, "image/png");
    assert!(!holds(&copy.bytes, SECRET));
    let painted = decoded(&copy.bytes);
    for (x, y, pixel) in painted.enumerate_pixels() {
        // 12.04 to 18 across and 9 to 19.02 down: a pixel that is touched is painted.
        let below = (12..18).contains(&x) && (9..20).contains(&y);
        let expected = if below { Rgb([0, 0, 0]) } else { *picture.get_pixel(x, y) };
        assert_eq!(*pixel, expected, "{x},{y}");
    }
    let small = decoded(&upright_picture(&png, 20).unwrap());
    assert_eq!(small.dimensions(), (20, 15));
}

#[test]
fn what_cannot_be_painted_over_is_refused_with_the_way_out() {
    let all = [[0, 0, 10, 10]];
    assert_eq!(redact(&receipt_pdf(), &all), Err(RedactError::Pdf));
    assert_eq!(redact(b"ftypheic", &all), Err(RedactError::NotAPhoto));
    assert_eq!(redact(b"", &all), Err(RedactError::NotAPhoto));
    assert_eq!(redact(SLIP, &[]), Err(RedactError::Nothing));
    for area in [[0, 0, 0, 10], [0, 0, 10, 0], [995, 0, 6, 10], [0, u16::MAX, 10, u16::MAX]] {
        assert_eq!(redact(SLIP, &[area]), Err(RedactError::Area(area)));
    }
    assert!(matches!(redact(&SLIP[..40], &all), Err(RedactError::Unreadable(_))));
    for error in [RedactError::Pdf, RedactError::NotAPhoto, RedactError::Area([0; 4])] {
        assert!(!error.zh().is_empty() && !error.to_string().is_empty());
    }
}

#[test]
fn the_page_says_that_it_is_a_copy_and_the_file_holds_no_original() {
    let (mut input, mut vault): (_, Vault) = sample(3);
    let photo = from_a_camera();
    let copy = redact(&photo, &[[100, 200, 500, 150]]).unwrap();
    let entry = &mut input.exhibits[2];
    entry.size = copy.bytes.len() as u64;
    entry.painted_over = Some(PaintedOver { areas: 1, original: sha256(&photo) });
    entry.sha256 = vault.put(copy.bytes.clone());
    let mut pdf = Vec::new();
    print(&input, &mut vault.opener(), &mut pdf).unwrap();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("d.pdf"), &pdf).unwrap();
    if let Some(text) = stdout("pdftotext", &["d.pdf", "-"], dir.path()) {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        for words in ["遮盖副本：黑块1处", "遮盖副本（黑块1处）", "原件SHA-256", &sha256(&photo)]
        {
            assert!(text.contains(words), "{words}");
        }
        assert!(!text.contains("以下一页为原照片"));
    }
    if stdout("pdfimages", &["-all", "d.pdf", "img"], dir.path()).is_some() {
        let pictures: Vec<Vec<u8>> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|e| std::fs::read(e.unwrap().path()).unwrap())
            .collect();
        assert!(pictures.contains(&copy.bytes) && !pictures.iter().any(|p| p == SLIP || *p == photo));
    }
}
