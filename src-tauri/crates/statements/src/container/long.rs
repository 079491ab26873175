//! A long text file, gone through in pieces of about a megabyte instead of being held as a whole.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::{ControlFlow, Range};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};

use super::delimited::LINES_IN_QUOTES;
use super::{
    MAX_BYTES, MAX_COLUMNS, Shape, TextShape, delimited, encoding, megabytes, sniff, text_shape, too_large,
    too_many_columns,
};
use crate::intake::{Flow, Pieces, Stopped};
use crate::table::Table;

/// A file that can be read from any place.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek + ?Sized> ReadSeek for T {}

/// Texts shorter than this are simply held.
const LONG: u64 = 4 * 1024 * 1024;
/// How much text a piece has at least.
const PIECE: usize = 1024 * 1024;
/// A row longer than this is no row.
const LONGEST_ROW: usize = 16 * 1024 * 1024;

/// The whole of a file that cannot be read in pieces.
pub(crate) fn whole(name: &str, file: &mut dyn ReadSeek) -> Result<Vec<u8>, Stopped> {
    let size = file.seek(SeekFrom::End(0))?;
    if size > MAX_BYTES as u64 {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        return Err(too_large(name, megabytes(size), megabytes(MAX_BYTES)).into());
    }
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::with_capacity(size as usize);
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What is known of a long text file with a separator between the fields.
#[derive(Debug)]
pub(crate) struct LongText {
    name: String,
    size: u64,
    how: How,
    head: Table,
}

/// How its bytes become rows.
#[derive(Debug, Clone, Copy)]
struct How {
    encoding: &'static Encoding,
    /// Where the text starts, after a byte order mark.
    start: u64,
    delimiter: u8,
    quoting: bool,
    piece: usize,
}

impl LongText {
    /// `None` when the file is short, no text with separators, or not the same clean encoding from end to end: then it
    /// is read as a whole.
    pub fn open(name: &str, file: &mut dyn ReadSeek) -> io::Result<Option<LongText>> {
        LongText::open_from(name, file, LONG, PIECE)
    }

    fn open_from(
        name: &str,
        file: &mut dyn ReadSeek,
        long: u64,
        piece: usize,
    ) -> io::Result<Option<LongText>> {
        let size = file.seek(SeekFrom::End(0))?;
        if size < long || size > MAX_BYTES as u64 {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(0))?;
        let mut bytes = Vec::new();
        file.take(piece as u64).read_to_end(&mut bytes)?;
        let Some(last) = bytes.iter().rposition(|b| *b == b'\n') else { return Ok(None) };
        bytes.truncate(last + 1);
        let Some((mut how, text)) = how(&bytes, piece) else { return Ok(None) };
        let other = [UTF_8, GB18030].into_iter().find(|e| *e != how.encoding).unwrap_or(GB18030);
        for encoding in [how.encoding, other] {
            how.encoding = encoding;
            // Bytes that mean the same in both encodings: only the rest of the file tells which one it is.
            if encoding
                .decode_without_bom_handling_and_without_replacement(&bytes[how.start as usize..])
                .as_deref()
                != Some(text.as_str())
            {
                continue;
            }
            let Some(quoting) = look_through(file, how)? else { continue };
            how.quoting = quoting;
            let Some(head) = delimited::split(name, &text, 1, how.delimiter, quoting) else {
                return Ok(None);
            };
            return Ok(Some(LongText { name: name.to_owned(), size, how, head }));
        }
        Ok(None)
    }

    /// Its first piece as a table.
    pub fn head(&self) -> &Table {
        &self.head
    }

    /// The same file, ready to be gone through.
    pub fn pieces<'f>(&'f self, file: &'f mut dyn ReadSeek) -> LongPieces<'f> {
        LongPieces { text: self, file }
    }
}

/// A long text file that is gone through.
pub(crate) struct LongPieces<'f> {
    text: &'f LongText,
    file: &'f mut dyn ReadSeek,
}

/// How to read a file that begins with these bytes, and their text.
fn how(head: &[u8], piece: usize) -> Option<(How, String)> {
    let start = match Encoding::for_bom(head) {
        Some((encoding, bom)) if encoding == UTF_8 => bom,
        Some(_) => return None,
        None => 0,
    };
    if !matches!(sniff(head), Shape::Text) {
        return None;
    }
    let text = encoding::decode(head).ok()?;
    if !matches!(text_shape(&text), TextShape::Delimited) {
        return None;
    }
    let same = |encoding: &'static Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(&head[start..]).as_deref() == Some(&text)
    };
    let encoding = [UTF_8, GB18030].into_iter().find(|encoding| same(encoding))?;
    let delimiter = delimited::delimiter(&text)?;
    Some((How { encoding, start: start as u64, delimiter, quoting: true, piece }, text))
}

/// Goes through the whole file once: `None` when a byte does not belong to the encoding or the text is known to be
/// damaged, else whether its quotation marks mean anything.
fn look_through(file: &mut dyn ReadSeek, how: How) -> io::Result<Option<bool>> {
    let mut text = Texts::start(file, how)?;
    let mut quotes = Quotes::new(how.delimiter);
    let mut quoting = true;
    loop {
        let Some(ended) = text.more()? else { return Ok(None) };
        if text.text.contains("锟斤拷") {
            return Ok(None);
        }
        quoting = quoting && quotes.are_sane(&text.text);
        if ended {
            return Ok(Some(quoting));
        }
        text.text.clear();
    }
}

impl Pieces for LongPieces<'_> {
    fn head(&self) -> &Table {
        &self.text.head
    }

    fn size(&self) -> u64 {
        self.text.size
    }

    fn pass(&mut self, each: &mut dyn FnMut(&Table, Range<usize>, u64) -> Flow) -> Flow {
        match self.rows(each) {
            Ok(flow) => flow,
            Err(why) => ControlFlow::Break(Stopped::Unreadable(why)),
        }
    }
}

impl LongPieces<'_> {
    fn rows(&mut self, each: &mut dyn FnMut(&Table, Range<usize>, u64) -> Flow) -> io::Result<Flow> {
        let LongText { name, how, .. } = self.text;
        let how = *how;
        let changed = || io::Error::new(io::ErrorKind::InvalidData, "the file was changed while it was read");
        let mut text = Texts::start(self.file, how)?;
        let mut line = 1;
        loop {
            let ended = text.more()?.ok_or_else(changed)?;
            let end = if ended { text.text.len() } else { how.last_end(&text.text) };
            if end == 0 && !ended {
                if text.text.len() > LONGEST_ROW {
                    let found = format!("a row of {}", megabytes(text.text.len()));
                    let refusal = too_large(name, found, megabytes(LONGEST_ROW));
                    return Ok(ControlFlow::Break(refusal.into()));
                }
                continue;
            }
            let piece = &text.text[..end];
            // Whether quotes mean anything was decided for the whole file; were it decided again for a piece, rows would
            // be read in two ways.
            let table =
                delimited::split(name, piece, line, how.delimiter, how.quoting).ok_or_else(changed)?;
            line += piece.bytes().filter(|b| *b == b'\n').count() as u32;
            let widest = table.widest();
            if widest > MAX_COLUMNS {
                return Ok(ControlFlow::Break(too_many_columns(name, widest, MAX_COLUMNS).into()));
            }
            if let ControlFlow::Break(stopped) = each(&table, 0..table.len(), text.read) {
                return Ok(ControlFlow::Break(stopped));
            }
            if ended {
                return Ok(ControlFlow::Continue(()));
            }
            text.text.drain(..end);
        }
    }
}

impl How {
    /// Where the last whole row of a text ends that begins with a row.
    fn last_end(self, text: &str) -> usize {
        if !self.quoting || !text.contains('"') {
            return text.rfind('\n').map_or(0, |at| at + 1);
        }
        let mut quotes = Quotes::new(self.delimiter);
        let mut end = 0;
        for (at, byte) in text.bytes().enumerate() {
            quotes.see(byte);
            if byte == b'\n' && !quotes.open {
                end = at + 1;
            }
        }
        end
    }
}

/// Follows quotation marks as the `csv` crate does: one opens at the start of a field only.
struct Quotes {
    delimiter: u8,
    open: bool,
    field_starts: bool,
    /// The last byte was a quotation mark inside quotes: the end of them, or half of a doubled one.
    closing: bool,
    /// Line ends inside the quotes of the current row.
    lines: u32,
}

impl Quotes {
    fn new(delimiter: u8) -> Quotes {
        Quotes { delimiter, open: false, field_starts: true, closing: false, lines: 0 }
    }

    /// Takes the next piece of the file; false once quotes span too many lines.
    fn are_sane(&mut self, text: &str) -> bool {
        if !self.open && !text.contains('"') {
            self.field_starts = match text.bytes().last() {
                Some(last) => matches!(last, b'\n' | b'\r') || last == self.delimiter,
                None => self.field_starts,
            };
            if text.contains(['\n', '\r']) {
                self.lines = 0;
            }
            return true;
        }
        text.bytes().all(|byte| {
            self.see(byte);
            self.lines <= LINES_IN_QUOTES
        })
    }

    #[inline]
    fn see(&mut self, byte: u8) {
        if self.open {
            if self.closing {
                self.closing = false;
                if byte == b'"' {
                    return;
                }
                self.open = false;
            } else {
                self.closing = byte == b'"';
                self.lines += u32::from(byte == b'\n');
                return;
            }
        }
        let row_ends = byte == b'\n' || byte == b'\r';
        if row_ends {
            self.lines = 0;
        }
        if byte == b'"' && self.field_starts {
            self.open = true;
        }
        self.field_starts = row_ends || byte == self.delimiter;
    }
}

/// The text of a file, piece by piece.
struct Texts<'f> {
    file: &'f mut dyn ReadSeek,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Decoded and not yet taken by the caller.
    text: String,
    read: u64,
    piece: usize,
}

impl<'f> Texts<'f> {
    fn start(file: &'f mut dyn ReadSeek, how: How) -> io::Result<Texts<'f>> {
        file.seek(SeekFrom::Start(how.start))?;
        let decoder = how.encoding.new_decoder_without_bom_handling();
        Ok(Texts {
            file,
            decoder,
            raw: vec![0; 64 * 1024],
            text: String::new(),
            read: how.start,
            piece: how.piece,
        })
    }

    /// Adds at least a piece to the text, unless the file ends. Says whether it has ended; `None` when a byte does not
    /// belong to the encoding. Not to be called after the end.
    fn more(&mut self) -> io::Result<Option<bool>> {
        let wanted = self.text.len() + self.piece;
        while self.text.len() < wanted {
            let n = match self.file.read(&mut self.raw) {
                Ok(n) => n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            self.read += n as u64;
            let room = self.decoder.max_utf8_buffer_length_without_replacement(n).unwrap_or(4 * n);
            self.text.reserve(room);
            let (result, _) =
                self.decoder.decode_to_string_without_replacement(&self.raw[..n], &mut self.text, n == 0);
            if result != DecoderResult::InputEmpty {
                return Ok(None);
            }
            if n == 0 {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8], piece: usize) -> Option<Vec<(u32, Vec<String>)>> {
        let mut file = io::Cursor::new(bytes);
        let long = LongText::open_from("f", &mut file, 0, piece).unwrap()?;
        let mut long = long.pieces(&mut file);
        let mut rows = Vec::new();
        // Twice, because a table is gone through more than once.
        for _ in 0..2 {
            rows.clear();
            let flow = long.pass(&mut |table, range, _| {
                rows.extend(
                    range.map(|i| table.row(i)).map(|r| (r.line, r.cells().map(str::to_owned).collect())),
                );
                ControlFlow::Continue(())
            });
            assert!(flow.is_continue());
        }
        Some(rows)
    }

    fn held(text: &str) -> Vec<(u32, Vec<String>)> {
        let table = delimited::table("f", text).unwrap();
        table.rows_from(0).map(|r| (r.line, r.cells().map(str::to_owned).collect())).collect()
    }

    #[test]
    fn pieces_make_the_same_rows_as_the_whole() {
        let mut text = String::from("交易日期,金额,摘要\r\n");
        for n in 0..200 {
            text.push_str(&match n % 5 {
                0 => format!("2026-11-03,{n}.00,\"两行\r\n的摘要，\"\"引号\"\"\"\r\n"),
                1 => format!("2026-11-03,{n}.00,5\" 管\r\n"),
                2 => "\r\n".to_owned(),
                3 => format!("\t2026-11-03,\"{n}.00\",\n"),
                _ => format!("`2026-11-03,{n}.00,{}\r\n", "长".repeat(n)),
            });
        }
        text.push_str("合计,1.00,没有换行");
        let whole = held(&text);
        for piece in [70, 100, 333, 4096, 1 << 20] {
            assert_eq!(rows(text.as_bytes(), piece).as_ref(), Some(&whole), "UTF-8, {piece}");
            let gbk = GB18030.encode(&text).0;
            assert_eq!(rows(&gbk, piece).as_ref(), Some(&whole), "GBK, {piece}");
            let bom = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
            assert_eq!(rows(&bom, piece).as_ref(), Some(&whole), "BOM, {piece}");
        }
    }

    #[test]
    fn a_stray_quotation_mark_loses_no_rows() {
        let text = format!("交易日期,金额\n\"x,1\n{}", "2026-11-03,1.00\n".repeat(50));
        assert_eq!(rows(text.as_bytes(), 64), Some(held(&text)));
    }

    #[test]
    fn quotes_over_many_lines_mean_the_same_in_pieces_and_in_the_whole() {
        for end in ["\n", "\r\n"] {
            for inner in [4, 5, 6] {
                let quoted = format!("2026-11-03,\"{}\",1.00{end}", vec!["行"; inner + 1].join(end));
                let plain = format!("2026-11-03,x,1.00{end}").repeat(9);
                let text = format!("交易日期,摘要,金额{end}{}", format!("{plain}{quoted}").repeat(6));
                let whole = held(&text);
                assert_eq!(whole.len(), 1 + 6 * if inner > 5 { 9 + inner + 1 } else { 10 }, "{inner}");
                for piece in [64, 100, 1000] {
                    assert_eq!(rows(text.as_bytes(), piece).as_ref(), Some(&whole), "{inner} {piece}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_clean_throughout_is_read_as_a_whole() {
        let text = "交易日期,金额\n2026-11-03,1.00\n".repeat(40);
        let mut bytes = text.clone().into_bytes();
        bytes.extend(GB18030.encode("中文,1.00\n").0.iter());
        assert_eq!(rows(&bytes, 64), None, "two encodings");
        let wide: Vec<u8> =
            [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(rows(&wide, 64), None, "UTF-16");
        assert_eq!(rows(b"PK\x03\x04\n1,2\n", 64), None, "an archive");
        // Only after the head is it clear which encoding it is.
        let late = format!("date,amount\n{}中文,1.00\n", "2026-11-03,1.00\n".repeat(40));
        assert_eq!(rows(&GB18030.encode(&late).0, 64), Some(held(&late)));
    }
}
