//! The sRGB colour profile that PDF/A asks for, made from the figures of IEC 61966-2-1.

/// An ICC version 4 matrix profile of 500-odd bytes. Primaries and white are adapted to D50 by Bradford's matrix, the curve
/// is the standard's own.
pub(super) fn srgb() -> Vec<u8> {
    let d50 = [0.9642, 1.0, 0.8249];
    let tags: [(&[u8; 4], Vec<u8>); 8] = [
        (b"desc", text("sRGB IEC61966-2.1")),
        (b"cprt", text("No copyright, use freely")),
        (b"wtpt", xyz(&d50)),
        (b"chad", chad()),
        (b"rXYZ", xyz(&[0.436_074_7, 0.222_504_5, 0.013_932_2])),
        (b"gXYZ", xyz(&[0.385_064_9, 0.716_878_6, 0.097_104_5])),
        (b"bXYZ", xyz(&[0.143_080_4, 0.060_616_9, 0.714_173_3])),
        (b"rTRC", curve()),
    ];
    // The three channels share one curve.
    let shared: [&[u8; 4]; 2] = [b"gTRC", b"bTRC"];
    let count = tags.len() + shared.len();
    let mut table = (count as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    let start = 128 + 4 + 12 * count;
    let mut last = (0, 0);
    for (name, body) in &tags {
        last = ((start + data.len()) as u32, body.len() as u32);
        entry(&mut table, name, last);
        data.extend_from_slice(body);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    for name in shared {
        entry(&mut table, name, last);
    }
    let mut out = vec![0; 128];
    let size = (128 + table.len() + data.len()) as u32;
    out[..4].copy_from_slice(&size.to_be_bytes());
    out[8..12].copy_from_slice(&[4, 0x20, 0, 0]);
    out[12..24].copy_from_slice(b"mntrRGB XYZ ");
    for (i, part) in [2026u16, 1, 1, 0, 0, 0].into_iter().enumerate() {
        out[24 + 2 * i..26 + 2 * i].copy_from_slice(&part.to_be_bytes());
    }
    out[36..40].copy_from_slice(b"acsp");
    for (i, v) in d50.iter().enumerate() {
        out[68 + 4 * i..72 + 4 * i].copy_from_slice(&fixed(*v));
    }
    out.extend_from_slice(&table);
    out.extend_from_slice(&data);
    out
}

fn entry(table: &mut Vec<u8>, name: &[u8; 4], (offset, len): (u32, u32)) {
    table.extend_from_slice(name);
    table.extend_from_slice(&offset.to_be_bytes());
    table.extend_from_slice(&len.to_be_bytes());
}

/// A number with 16 bits after the point.
fn fixed(value: f64) -> [u8; 4] {
    ((value * 65536.0).round() as i32).to_be_bytes()
}

fn xyz(values: &[f64; 3]) -> Vec<u8> {
    let mut out = b"XYZ \0\0\0\0".to_vec();
    values.iter().for_each(|v| out.extend_from_slice(&fixed(*v)));
    out
}

fn chad() -> Vec<u8> {
    let bradford = [
        1.047_811_2,
        0.022_886_6,
        -0.050_127_0,
        0.029_542_4,
        0.990_484_4,
        -0.017_049_1,
        -0.009_234_5,
        0.015_043_6,
        0.752_131_6,
    ];
    let mut out = b"sf32\0\0\0\0".to_vec();
    bradford.iter().for_each(|v| out.extend_from_slice(&fixed(*v)));
    out
}

fn curve() -> Vec<u8> {
    let mut out = b"para\0\0\0\0\0\x03\0\0".to_vec();
    [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045]
        .iter()
        .for_each(|v| out.extend_from_slice(&fixed(*v)));
    out
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut out = b"mluc\0\0\0\0".to_vec();
    for n in [1u32, 12] {
        out.extend_from_slice(&n.to_be_bytes());
    }
    out.extend_from_slice(b"enUS");
    for n in [units.len() as u32, 28] {
        out.extend_from_slice(&n.to_be_bytes());
    }
    out.extend_from_slice(&units);
    out
}
