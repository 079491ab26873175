//! Saving: the document through lopdf, then photos and large files one by one in an update section.
//!
//! lopdf keeps every stream in memory until it has written it. A few hundred photos would fill it, so they are written as
//! empty objects first and replaced in a second section, as if the file had been updated: one photo is in memory at a time.

use std::io::{self, Write};

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest, Sha256};

use crate::error::DossierError;
use crate::exhibit::open_verified;
use crate::input::Input;

/// The key that marks an object whose bytes are those of an exhibit; its value is the exhibit's place in the input.
pub(super) const MARK: &[u8] = b"RecoupExhibit";

/// What was written.
pub(crate) struct Saved {
    pub(crate) bytes: u64,
    /// 64 hexadecimal digits.
    pub(crate) sha256: String,
}

/// Writes the document. Exhibits are opened and verified again; one that changed since is refused by name.
pub(crate) fn save(
    mut doc: Document,
    input: &Input,
    open: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
    out: &mut dyn Write,
) -> Result<Saved, DossierError> {
    let mut later: Vec<(ObjectId, Dictionary, usize)> = Vec::new();
    for (id, object) in &mut doc.objects {
        let Object::Stream(stream) = object else { continue };
        if let Some(place) = stream.dict.remove(MARK).and_then(|o| o.as_i64().ok()) {
            later.push((*id, stream.dict.clone(), usize::try_from(place).unwrap_or(usize::MAX)));
        }
    }
    let mut out = Counted { out, bytes: 0, hash: Sha256::new(), tail: Vec::new() };
    doc.save_to(&mut out)?;
    if !later.is_empty() {
        update(&doc, &later, input, open, &mut out)?;
    }
    out.flush()?;
    let sha256 = out.hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    Ok(Saved { bytes: out.bytes, sha256 })
}

fn update(
    doc: &Document,
    later: &[(ObjectId, Dictionary, usize)],
    input: &Input,
    open: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
    out: &mut Counted<'_>,
) -> Result<(), DossierError> {
    let fault = |what: &str| DossierError::Internal(what.to_owned());
    // lopdf ends with `startxref`, the offset of its table and the end mark.
    let previous: u64 = String::from_utf8_lossy(&out.tail)
        .rsplit_once("startxref")
        .and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok())
        .ok_or_else(|| fault("the first section has no table"))?;
    out.write_all(b"\n")?;
    let mut offsets = Vec::new();
    for ((number, generation), dict, place) in later {
        let entry = input.exhibits.get(*place).ok_or_else(|| fault("an exhibit got lost"))?;
        let bytes = open_verified(entry, open)?;
        let mut dict = dict.clone();
        dict.set("Length", bytes.len() as i64);
        offsets.push((*number, *generation, out.bytes));
        writeln!(out, "{number} {generation} obj")?;
        write_dictionary(out, &dict)?;
        out.write_all(b"stream\n")?;
        out.write_all(&bytes)?;
        out.write_all(b"\nendstream\nendobj\n")?;
    }
    let table = out.bytes;
    out.write_all(b"xref\n")?;
    for (number, generation, offset) in offsets {
        write!(out, "{number} 1\n{offset:010} {generation:05} n \n")?;
    }
    let mut trailer = doc.trailer.clone();
    trailer.set("Size", i64::from(doc.max_id) + 1);
    trailer.set("Prev", i64::try_from(previous).unwrap_or(i64::MAX));
    out.write_all(b"trailer\n")?;
    write_dictionary(out, &trailer)?;
    write!(out, "\nstartxref\n{table}\n%%EOF\n")?;
    Ok(())
}

/// Writes the few kinds of value that heads of streams and trailers have.
fn write_dictionary(out: &mut Counted<'_>, dict: &Dictionary) -> io::Result<()> {
    out.write_all(b"<<")?;
    for (key, value) in dict.iter() {
        write_value(out, &Object::Name(key.clone()))?;
        out.write_all(b" ")?;
        write_value(out, value)?;
    }
    out.write_all(b">>")
}

fn write_value(out: &mut Counted<'_>, value: &Object) -> io::Result<()> {
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

/// A writer that counts and hashes what goes through it, and remembers the last of it.
struct Counted<'a> {
    out: &'a mut dyn Write,
    bytes: u64,
    hash: Sha256,
    tail: Vec<u8>,
}

impl Write for Counted<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let n = self.out.write(buf)?;
        self.hash.update(&buf[..n]);
        self.bytes += n as u64;
        self.tail.extend_from_slice(&buf[n.saturating_sub(64)..n]);
        let extra = self.tail.len().saturating_sub(64);
        self.tail.drain(..extra);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
