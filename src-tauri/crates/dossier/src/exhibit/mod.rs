//! Exhibits: what a file is and how it can be shown.

pub(crate) mod foreign;
pub(crate) mod jpeg;
pub(crate) mod png;
pub(crate) mod text;

use std::io;

use sha2::{Digest, Sha256};

use crate::error::DossierError;
use crate::input::ExhibitEntry;

use foreign::Foreign;
use jpeg::Jpeg;
use png::Png;
use text::Excerpt;

/// How an exhibit is shown.
pub(crate) enum Shown {
    /// A photo, byte for byte; its bytes are opened again when the file is written.
    Jpeg(Jpeg),
    /// A picture.
    Png(Box<Png>),
    /// A foreign document, page by page.
    Pdf(Box<Foreign>),
    /// Lines of a text and the name of its encoding.
    Text(Vec<Excerpt>, &'static str),
    /// Only the slip sheet; the file is attached.
    Slip,
}

/// An opened and verified exhibit.
pub(crate) struct Prepared {
    pub(crate) shown: Shown,
    /// The original, where the pages do not hold it byte for byte.
    pub(crate) original: Option<Original>,
    /// Why it is not, or not faithfully, shown: Chinese and English.
    pub(crate) notes: Vec<(String, String)>,
}

/// A file to attach.
pub(crate) enum Original {
    /// Its bytes, to be compressed.
    Held(Vec<u8>),
    /// Too large to be held: it is opened again when the file is written, and not compressed.
    Later,
}

impl Original {
    fn of(bytes: Vec<u8>) -> Option<Original> {
        Some(if bytes.len() > HELD { Original::Later } else { Original::Held(bytes) })
    }
}

/// Files up to this size are held and compressed: 1 MiB.
const HELD: usize = 1 << 20;

/// The SHA-256 of bytes, 64 hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Opens an exhibit and refuses it by name when its bytes are not those of the case.
pub(crate) fn open_verified(
    entry: &ExhibitEntry,
    open: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
) -> Result<Vec<u8>, DossierError> {
    let bytes = open(&entry.sha256).map_err(|cause| DossierError::ExhibitUnreadable {
        no: entry.no,
        name: entry.title.clone(),
        cause,
    })?;
    let found = sha256(&bytes);
    if found != entry.sha256.to_ascii_lowercase() {
        return Err(DossierError::ExhibitAltered {
            no: entry.no,
            name: entry.title.clone(),
            expected: entry.sha256.clone(),
            found,
        });
    }
    Ok(bytes)
}

/// Finds out how a file can be shown. What it really is decides, not its name.
pub(crate) fn prepare(entry: &ExhibitEntry, bytes: Vec<u8>) -> Prepared {
    let mut notes = Vec::new();
    if bytes.starts_with(&[0xFF, 0xD8]) {
        if let Some(jpeg) = Jpeg::read(&bytes) {
            if !jpeg.complete {
                notes.push((
                    "这张照片的文件没有结尾，可能不完整，下方可能是灰色。".to_owned(),
                    "this photo's file has no end mark; it may be cut short and grey below".to_owned(),
                ));
            }
            return Prepared { shown: Shown::Jpeg(jpeg), original: None, notes };
        }
        notes.push(cannot("照片文件损坏", "the photo's file is damaged"));
    } else if bytes.starts_with(b"\x89PNG") {
        match Png::read(&bytes) {
            Ok(png) => {
                return Prepared { shown: Shown::Png(Box::new(png)), original: Original::of(bytes), notes };
            }
            Err(why) => notes.push(cannot(
                &format!("图片读不出（{why}）"),
                &format!("the picture cannot be read ({why})"),
            )),
        }
    } else if bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        match Foreign::read(&bytes, entry.password.as_deref()) {
            Ok(foreign) => {
                if foreign.signed {
                    notes.push((
                        "原 PDF 有电子签名；下列各页是它的影像，签名只能在所附原文件上核验。".to_owned(),
                        "the original PDF is signed; the pages below are its picture, the signature can be checked on \
                         the attached original only"
                            .to_owned(),
                    ));
                }
                return Prepared {
                    shown: Shown::Pdf(Box::new(foreign)),
                    original: Original::of(bytes),
                    notes,
                };
            }
            Err(why) => notes.push(why.sentences()),
        }
    } else if is_sheet_or_sound(&bytes) {
        notes.push(cannot("这类文件不能逐页印出", "a file of this kind cannot be printed page by page"));
    } else if let Some((text, encoding)) = text::decode(&bytes).filter(|(t, _)| !t.trim().is_empty()) {
        let lines = text::excerpt(&text, &entry.lines);
        return Prepared {
            shown: Shown::Text(lines, encoding),
            original: Some(Original::Held(bytes)),
            notes,
        };
    } else {
        notes.push(cannot("这类文件不能逐页印出", "a file of this kind cannot be printed page by page"));
    }
    Prepared { shown: Shown::Slip, original: Original::of(bytes), notes }
}

fn is_sheet_or_sound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
        || bytes.starts_with(b"ID3")
}

fn cannot(zh: &str, en: &str) -> (String, String) {
    (format!("{zh}，原文件附在本 PDF 内。"), format!("{en}; the original is attached to this PDF"))
}
