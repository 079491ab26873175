//! What a file is, decided by its bytes in this one place.

/// How much of a file's beginning it takes to say what it is.
pub const HEAD: usize = 4096;

/// What a file is made of, as far as its keeping and cutting go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text in lines, a row or a piece of one on each: it may be cut after any line.
    Delimited,
    /// Text with a structure of its own (XML, HTML, OFX, MT940, …), which must be whole.
    Marked,
    /// Text of two bytes a character, or bytes with noughts among them that are no known container.
    Wide,
    /// A PDF, wherever in its first bytes it says so.
    Pdf,
    /// A workbook, an archive, a picture or another container.
    Packed,
}

/// What a file is. `head` is its beginning, [`HEAD`] bytes of it when it has as many.
pub fn form(head: &[u8]) -> Form {
    let head = &head[..head.len().min(HEAD)];
    match sniff(head) {
        Shape::Pdf => Form::Pdf,
        Shape::Text if is_wide(head) => Form::Wide,
        // What tells the structures apart is ASCII in each of them.
        Shape::Text => match text_shape(&String::from_utf8_lossy(head)) {
            TextShape::Delimited => Form::Delimited,
            _ => Form::Marked,
        },
        _ => Form::Packed,
    }
}

/// Text in any encoding but UTF-16 has no noughts.
fn is_wide(head: &[u8]) -> bool {
    head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || head.contains(&0)
}

/// What a file is, by its first bytes.
pub(super) enum Shape {
    Zip,
    Gzip,
    Ole,
    Picture(&'static str),
    Pdf,
    Other(&'static str, &'static str),
    Text,
}

pub(super) fn sniff(bytes: &[u8]) -> Shape {
    let head = &bytes[..bytes.len().min(1024)];
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        Shape::Zip
    } else if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        Shape::Ole
    } else if starts(b"\xFF\xD8\xFF") {
        Shape::Picture("JPEG")
    } else if starts(b"\x89PNG") {
        Shape::Picture("PNG")
    } else if starts(b"GIF8") {
        Shape::Picture("GIF")
    } else if starts(b"BM") && head.len() > 14 && head[6..10] == [0; 4] {
        Shape::Picture("BMP")
    } else if starts(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        Shape::Picture("WebP")
    } else if head.get(4..12).is_some_and(|b| matches!(b, b"ftypheic" | b"ftypheix" | b"ftypmif1")) {
        Shape::Picture("HEIC")
    } else if head.windows(5).any(|w| w == b"%PDF-") {
        Shape::Pdf
    } else if starts(b"\x1F\x8B") {
        Shape::Gzip
    } else if starts(b"Rar!") {
        Shape::Other("RAR 压缩文件，请先解压", "a RAR archive; unpack it first")
    } else if starts(b"7z\xBC\xAF\x27\x1C") {
        Shape::Other("7z 压缩文件，请先解压", "a 7z archive; unpack it first")
    } else if starts(b"MZ") || starts(b"\x7FELF") {
        Shape::Other("程序文件", "a program")
    } else if starts(b"SQLite format 3\0") {
        Shape::Other("数据库文件", "a database")
    } else {
        Shape::Text
    }
}

/// What a text is.
pub(super) enum TextShape {
    Ofx,
    Camt,
    Mt940,
    Qif,
    Bai2,
    Html,
    Xml2003,
    Other(&'static str, &'static str),
    Delimited,
}

pub(super) fn text_shape(text: &str) -> TextShape {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\0']);
    let head: String = start.chars().take(2048).collect::<String>().to_ascii_lowercase();
    let line_starts = |mark: &str| head.starts_with(mark) || head.contains(&format!("\n{mark}"));
    if head.starts_with("<?xml") || head.starts_with('<') {
        if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && !head.contains("<html") {
            return TextShape::Xml2003;
        }
        if head.contains("camt.05") {
            return TextShape::Camt;
        }
        if head.contains("<ofx>") || head.contains("<?ofx") {
            return TextShape::Ofx;
        }
        if head.contains("<html")
            || head.contains("<table")
            || head.contains("<meta")
            || head.contains("<!doctype")
        {
            return TextShape::Html;
        }
        return TextShape::Other("XML 文件", "an XML file");
    }
    if head.contains("<html") || head.contains("<table") {
        return TextShape::Html;
    }
    if head.starts_with("ofxheader:") || head.contains("<ofx>") {
        return TextShape::Ofx;
    }
    if line_starts("!type:") || line_starts("!account") {
        return TextShape::Qif;
    }
    if line_starts(":20:") && [":25:", ":60f:", ":60m:"].iter().any(|mark| line_starts(mark)) {
        return TextShape::Mt940;
    }
    if head.starts_with("01,") && head.lines().next().is_some_and(|line| line.trim_end().ends_with('/')) {
        return TextShape::Bai2;
    }
    if (head.starts_with("from:") || head.starts_with("received:") || head.starts_with("mime-version:"))
        && head.contains("\nsubject:")
    {
        return TextShape::Other("电子邮件", "an e-mail");
    }
    TextShape::Delimited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_says_what_a_file_is() {
        let wide: Vec<u8> = "日期,金额".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [0xEF, 0xBB, 0xBF, b'<', b'?', b'x', b'm', b'l', b' '];
        for (bytes, expected) in [
            ("日期,金额\n2026-11-03,1.00\n".as_bytes(), Form::Delimited),
            (b"\xC8\xD5\xC6\xDA,1.00\n", Form::Delimited),
            (b"", Form::Delimited),
            (b"\n <html><table>", Form::Marked),
            (&marked, Form::Marked),
            (b"OFXHEADER:100\n", Form::Marked),
            (b"{1:F01}\n:20:X\n:25:Y\n", Form::Marked),
            (&wide, Form::Wide),
            (b"\xFF\xFE1\0", Form::Wide),
            (b"%PDF-1.7", Form::Pdf),
            (b"\r\n\xEF\xBB\xBF%PDF-1.4", Form::Pdf),
            (b"PK\x03\x04", Form::Packed),
            (b"\x1F\x8B", Form::Packed),
            (b"\xFF\xD8\xFF", Form::Packed),
        ] {
            assert_eq!(form(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
