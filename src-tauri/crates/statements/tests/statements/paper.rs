//! Invented PDFs, and old workbooks, written byte by byte.

/// A text at a place: from the left, from the top, in points.
pub type Placed<'t> = (f64, f64, &'t str);

/// The columns of a statement and where they begin.
pub const HEADER: [(f64, &str); 7] = [
    (30.0, "交易时间"),
    (125.0, "收入金额"),
    (185.0, "支出金额"),
    (245.0, "账户余额"),
    (310.0, "对方账号"),
    (410.0, "对方户名"),
    (560.0, "摘要"),
];

/// A PDF of landscape A4 pages in a Chinese font that is not embedded (UniGB-UCS2-H), as reports of banks are made.
/// Lines are vertical (`x, top, bottom`) or horizontal (`y, left, right`).
pub fn pdf(
    pages: &[Vec<Placed<'_>>],
    vertical: &[(f64, f64, f64)],
    horizontal: &[(f64, f64, f64)],
) -> Vec<u8> {
    let streams: Vec<String> = pages
        .iter()
        .map(|texts| {
            let mut stream = String::new();
            for (x, top, bottom) in vertical {
                stream.push_str(&format!("{x} {} m {x} {} l S\n", 595.0 - top, 595.0 - bottom));
            }
            for (y, left, right) in horizontal {
                stream.push_str(&format!("{left} {0} m {right} {0} l S\n", 595.0 - y));
            }
            for (x, y, text) in texts {
                let hex: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
                stream.push_str(&format!("BT /F1 7 Tf 1 0 0 1 {x} {} Tm <{hex}> Tj ET\n", 595.0 - y));
            }
            stream
        })
        .collect();
    document(&streams)
}

/// A document of pages with these contents.
pub fn document(streams: &[String]) -> Vec<u8> {
    let first_page = 5;
    let kids: Vec<String> = (0..streams.len()).map(|n| format!("{} 0 R", first_page + n * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), streams.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>".to_owned(),
    ];
    for (n, stream) in streams.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            first_page + n * 2 + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let start = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}

/// An `.xls` of Excel 97 with one sheet of texts and, where a cell starts with `=`, numbers. `code_page` is what the file
/// says of its texts, which are UTF-16 whatever it says.
pub fn xls(code_page: u16, rows: &[&[&str]]) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend((body.len() as u16).to_le_bytes());
        out.extend(body);
        out
    };
    let words = |words: &[u16]| words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<u8>>();
    let bof = |kind: u16| record(0x0809, &words(&[0x0600, kind, 0x0DBB, 0x07CC, 0, 0, 0x0006, 0]));
    let mut sheet = bof(0x0010);
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let mut body = words(&[row as u16, column as u16, 0]);
            if let Some(number) = cell.strip_prefix('=') {
                body.extend(number.parse::<f64>().unwrap().to_le_bytes());
                sheet.extend(record(0x0203, &body));
            } else {
                let units: Vec<u16> = cell.encode_utf16().collect();
                body.extend((units.len() as u16).to_le_bytes());
                body.push(1);
                body.extend(words(&units));
                sheet.extend(record(0x0204, &body));
            }
        }
    }
    sheet.extend(record(0x000A, &[]));
    let mut book = bof(0x0005);
    book.extend(record(0x0042, &code_page.to_le_bytes()));
    let bound = |at: u32| {
        let mut body = at.to_le_bytes().to_vec();
        body.extend([0, 0, 1, 1]);
        body.extend(words(&"页".encode_utf16().collect::<Vec<_>>()));
        record(0x0085, &body)
    };
    let start = book.len() + bound(0).len() + 4;
    book.extend(bound(start as u32));
    book.extend(record(0x000A, &[]));
    book.extend(sheet);
    book.resize(book.len().max(4096).div_ceil(512) * 512, 0);
    ole(&book)
}

/// An OLE container whose only stream is `Workbook`: header, FAT, directory, the stream (up to 7 MB).
fn ole(stream: &[u8]) -> Vec<u8> {
    let sectors = (stream.len() / 512) as u32;
    let mut header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    header.resize(24, 0);
    for word in [0x003Eu16, 3, 0xFFFE, 9, 6] {
        header.extend(word.to_le_bytes());
    }
    header.resize(44, 0);
    let end = 0xFFFF_FFFEu32;
    let free = 0xFFFF_FFFFu32;
    // The FAT, the directory in the sector behind it, the stream; no mini FAT, no DIFAT.
    let fats = (sectors + 2).div_ceil(127);
    for word in [fats, fats, 0, 4096, end, 0, end, 0].into_iter().chain(0..fats) {
        header.extend(word.to_le_bytes());
    }
    header.resize(512, 0xFF);
    let mut fat: Vec<u32> = vec![0xFFFF_FFFD; fats as usize];
    fat.push(end);
    fat.extend((0..sectors).map(|n| if n + 1 == sectors { end } else { fats + n + 2 }));
    fat.resize(fats as usize * 128, free);
    header.extend(fat.iter().flat_map(|word| word.to_le_bytes()));
    for (name, kind, start, size, child) in [
        ("Root Entry", 5u8, end, 0, 1u32),
        ("Workbook", 2, fats + 1, stream.len() as u32, free),
        ("", 0, 0, 0, free),
        ("", 0, 0, 0, free),
    ] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = if name.is_empty() { 0 } else { entry.len() as u16 + 2 };
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        for word in [free, free, child] {
            entry.extend(word.to_le_bytes());
        }
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(size.to_le_bytes());
        entry.resize(128, 0);
        header.extend(entry);
    }
    header.extend(stream);
    header
}
