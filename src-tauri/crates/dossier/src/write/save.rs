//! Saving: one object after another, each freed when it is written.
//!
//! lopdf's own ways of saving keep the whole file in memory, or copy it once more for object streams. Here small objects go
//! by the hundred into compressed object streams (a tagged dossier has tens of thousands), and JPEG photos and
//! originals above 1 MiB are opened, verified and written when their turn comes, one at a time; pictures of other kinds and
//! the pages of foreign PDFs are among the objects.

use std::io::{self, Write};

use lopdf::{Dictionary, Document, Object, Stream};
use sha2::{Digest, Sha256};

use crate::error::DossierError;
use crate::exhibit::open_verified;
use crate::input::Input;

use super::finish::name;

/// The key that marks an object whose bytes are those of an exhibit; its value is the exhibit's place in the input.
pub(super) const MARK: &[u8] = b"RecoupExhibit";

/// Objects in one object stream: more compress better, fewer are quicker to look one up in.
const PACK: usize = 200;

/// What was written.
pub(crate) struct Saved {
    pub(crate) bytes: u64,
    /// 64 hexadecimal digits.
    pub(crate) sha256: String,
}

/// Where an object lies.
#[derive(Clone, Copy)]
enum Place {
    Free,
    At(u64),
    In { stream: u32, index: usize },
}

/// Writes the document. Exhibits are opened and verified again; one that changed since is refused by name.
pub(crate) fn save(
    doc: Document,
    input: &Input,
    open: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
    out: &mut dyn Write,
) -> Result<Saved, DossierError> {
    let mut file = File {
        out: Counted { out, bytes: 0, hash: Sha256::new() },
        places: vec![Place::Free; doc.max_id as usize + 1],
        pack: Pack::default(),
    };
    writeln!(file.out, "%PDF-{}", doc.version)?;
    // Bytes above 127 tell programs that carry the file that it is not text.
    file.out.write_all(b"%\xE2\xE3\xCF\xD3\n")?;
    for ((number, _), object) in doc.objects {
        match object {
            Object::Stream(mut stream) => {
                match stream.dict.remove(MARK).and_then(|o| o.as_i64().ok()) {
                    Some(place) => {
                        let entry = usize::try_from(place).ok().and_then(|p| input.exhibits.get(p));
                        let lost = || DossierError::Internal("an exhibit got lost".into());
                        let bytes = open_verified(entry.ok_or_else(lost)?, open)?;
                        file.stream(number, stream.dict, &bytes)?;
                    }
                    None => file.stream(number, stream.dict, &stream.content)?,
                };
            }
            small => file.small(number, &small)?,
        }
    }
    file.flush()?;
    file.table(&doc.trailer)?;
    file.out.flush()?;
    let sha256 = file.out.hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    Ok(Saved { bytes: file.out.bytes, sha256 })
}

/// Small objects that wait for their stream.
#[derive(Default)]
struct Pack {
    numbers: Vec<u32>,
    /// Number and offset of each, as text.
    index: Vec<u8>,
    body: Vec<u8>,
}

struct File<'a> {
    out: Counted<'a>,
    /// By object number.
    places: Vec<Place>,
    pack: Pack,
}

impl File<'_> {
    fn stream(&mut self, number: u32, mut dict: Dictionary, bytes: &[u8]) -> io::Result<()> {
        self.place(number, Place::At(self.out.bytes));
        dict.set("Length", bytes.len() as i64);
        writeln!(self.out, "{number} 0 obj")?;
        write_dictionary(&mut self.out, &dict)?;
        self.out.write_all(b"stream\n")?;
        self.out.write_all(bytes)?;
        self.out.write_all(b"\nendstream\nendobj\n")
    }

    fn small(&mut self, number: u32, object: &Object) -> io::Result<()> {
        let pack = &mut self.pack;
        write!(pack.index, "{number} {} ", pack.body.len())?;
        write_value(&mut pack.body, object)?;
        pack.body.push(b'\n');
        pack.numbers.push(number);
        if pack.numbers.len() == PACK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let Pack { numbers, mut index, body } = std::mem::take(&mut self.pack);
        if numbers.is_empty() {
            return Ok(());
        }
        let stream = self.places.len() as u32;
        for (place, number) in numbers.iter().enumerate() {
            self.place(*number, Place::In { stream, index: place });
        }
        let mut dict = Dictionary::new();
        dict.set("Type", name("ObjStm"));
        dict.set("N", numbers.len() as i64);
        dict.set("First", index.len() as i64);
        index.extend_from_slice(&body);
        let packed = compressed(dict, index);
        self.stream(stream, packed.dict, &packed.content)
    }

    /// The cross-reference stream (ISO 32000-1, 7.5.8) and the end of the file.
    fn table(&mut self, trailer: &Dictionary) -> io::Result<()> {
        let number = self.places.len() as u32;
        let start = self.out.bytes;
        self.place(number, Place::At(start));
        let mut rows = Vec::with_capacity(self.places.len() * 8);
        for place in &self.places {
            // Kind, five bytes, two bytes.
            let (kind, wide, narrow) = match *place {
                Place::Free => (0, 0, 65_535),
                Place::At(offset) => (1, offset, 0),
                Place::In { stream, index } => (2, u64::from(stream), index as u16),
            };
            rows.push(kind);
            rows.extend_from_slice(&wide.to_be_bytes()[3..]);
            rows.extend_from_slice(&narrow.to_be_bytes());
        }
        let mut dict = Dictionary::new();
        for key in [b"Root".as_slice(), b"Info", b"ID"] {
            if let Ok(value) = trailer.get(key) {
                dict.set(key, value.clone());
            }
        }
        dict.set("Type", name("XRef"));
        dict.set("Size", self.places.len() as i64);
        dict.set("W", [1, 5, 2].map(Object::Integer).to_vec());
        let packed = compressed(dict, rows);
        self.stream(number, packed.dict, &packed.content)?;
        write!(self.out, "startxref\n{start}\n%%EOF\n")
    }

    fn place(&mut self, number: u32, place: Place) {
        let at = number as usize;
        if at >= self.places.len() {
            self.places.resize(at + 1, Place::Free);
        }
        self.places[at] = place;
    }
}

fn compressed(dict: Dictionary, content: Vec<u8>) -> Stream {
    let mut stream = Stream::new(dict, content);
    // It fails only where the content shrinks not at all; then it stays as it is.
    let _ = stream.compress();
    stream
}

/// Strings are written as digits: they are compressed with the rest, and no byte needs an escape.
fn write_dictionary(out: &mut dyn Write, dict: &Dictionary) -> io::Result<()> {
    out.write_all(b"<<")?;
    for (key, value) in dict.iter() {
        write_value(out, &Object::Name(key.clone()))?;
        out.write_all(b" ")?;
        write_value(out, value)?;
    }
    out.write_all(b">>")
}

fn write_value(out: &mut dyn Write, value: &Object) -> io::Result<()> {
    match value {
        Object::Name(name) => {
            out.write_all(b"/")?;
            for byte in name {
                if byte.is_ascii_alphanumeric() || b"-_.".contains(byte) {
                    out.write_all(&[*byte])?;
                } else {
                    write!(out, "#{byte:02X}")?;
                }
            }
            Ok(())
        }
        Object::Integer(v) => write!(out, "{v}"),
        Object::Real(v) => write!(out, "{v}"),
        Object::Boolean(v) => write!(out, "{v}"),
        Object::Reference((number, generation)) => write!(out, "{number} {generation} R"),
        Object::String(bytes, _) => {
            out.write_all(b"<")?;
            for byte in bytes {
                write!(out, "{byte:02X}")?;
            }
            out.write_all(b">")
        }
        Object::Array(list) => {
            out.write_all(b"[")?;
            for item in list {
                write_value(out, item)?;
                out.write_all(b" ")?;
            }
            out.write_all(b"]")
        }
        Object::Dictionary(dict) => write_dictionary(out, dict),
        Object::Null | Object::Stream(_) => out.write_all(b"null"),
    }
}

/// A writer that counts and hashes what goes through it.
struct Counted<'a> {
    out: &'a mut dyn Write,
    bytes: u64,
    hash: Sha256,
}

impl Write for Counted<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let n = self.out.write(buf)?;
        self.hash.update(&buf[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
