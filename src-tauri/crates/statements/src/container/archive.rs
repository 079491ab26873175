//! ZIP archives: workbooks are one, bills come in one.

use std::io::{Cursor, Read};

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{Contents, Opening, megabytes, most_unpacked, open_into, too_large, unpacked, unpacks_to_more};
use crate::refusal::{Refusal, RefusalCode};

/// The most files that an archive may hold.
const MAX_ENTRIES: usize = 200;

/// The most bytes that the parts of a workbook may unpack to.
const MAX_UNPACKED: usize = 1024 * 1024 * 1024;

/// Whether the archive is an `.xlsx`.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| {
        archive.file_names().flatten().any(|name| name.eq_ignore_ascii_case("xl/workbook.xml"))
    })
}

/// Refuses a workbook that says it unpacks to far more than a statement needs.
pub(super) fn check_unpacked(name: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let size =
        ZipArchive::new(Cursor::new(bytes)).ok().and_then(|archive| archive.decompressed_size()).unwrap_or(0);
    // Sheets are gone through without being held, so they may be longer than other packed files.
    let most = MAX_UNPACKED.min((16 << 20).max(bytes.len().saturating_mul(50)));
    if size > most as u128 {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        return Err(too_large(name, megabytes(size), megabytes(most)));
    }
    Ok(())
}

/// Opens every file of an archive. Those that cannot be read are told of when another one can.
pub(super) fn open(
    name: &str,
    bytes: &[u8],
    opening: Opening<'_>,
    depth: u8,
    contents: &mut Contents,
) -> Result<(), Refusal> {
    let damaged = |detail: String| Refusal::new(name, RefusalCode::Damaged { detail });
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    if archive.len() > MAX_ENTRIES {
        return Err(too_large(name, format!("{} files", archive.len()), format!("{MAX_ENTRIES} files")));
    }
    let most = most_unpacked(bytes.len());
    let mut left = most;
    let mut refused = Vec::new();
    let before = contents.tables.len();
    for index in 0..archive.len() {
        let (entry_name, is_dir, encrypted) = {
            let entry = archive.by_index_raw(index).map_err(|error| damaged(error.to_string()))?;
            (entry_name(&entry), entry.is_dir(), entry.encrypted())
        };
        if is_dir || is_clutter(&entry_name) {
            continue;
        }
        let content = if encrypted {
            decrypted(name, &mut archive, index, opening.passwords, left)?
        } else {
            let entry = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
            let size = entry.size();
            unpacked(entry, size, left).map_err(|error| damaged(error.to_string()))?
        };
        let Some(content) = content else { return Err(unpacks_to_more(name, most)) };
        left -= content.len();
        let full_name = format!("{name} › {entry_name}");
        let (tables, others) = (contents.tables.len(), contents.refused.len());
        if let Err(refusal) = open_into(&full_name, &content, opening, depth + 1, contents) {
            // What is said to be unread is not read by half.
            contents.tables.truncate(tables);
            contents.refused.truncate(others);
            refused.push(refusal);
        }
    }
    if contents.tables.len() == before {
        return Err(refused.into_iter().next().unwrap_or_else(|| Refusal::new(name, RefusalCode::Empty)));
    }
    contents.refused.extend(refused);
    Ok(())
}

fn decrypted(
    name: &str,
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    passwords: &[String],
    left: usize,
) -> Result<Option<Vec<u8>>, Refusal> {
    if passwords.is_empty() {
        return Err(Refusal::new(name, RefusalCode::NeedsPassword));
    }
    for password in passwords {
        match archive.by_index_decrypt(index, password.as_bytes()) {
            // The old cipher lets one wrong password in 256 through; only reading to the end (with its checksum) tells.
            Ok(entry) => {
                let size = entry.size();
                match unpacked(entry, size, left) {
                    Ok(content) => return Ok(content),
                    Err(_) => continue,
                }
            }
            Err(ZipError::InvalidPassword) => continue,
            Err(error) => {
                return Err(Refusal::new(name, RefusalCode::Damaged { detail: error.to_string() }));
            }
        }
    }
    Err(Refusal::new(name, RefusalCode::WrongPassword))
}

/// Names are GBK without the UTF-8 flag when they come from Alipay.
fn entry_name<R: Read + ?Sized>(entry: &zip::read::ZipFile<'_, R>) -> String {
    let raw = entry.name_raw();
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode(raw).0.into_owned(),
    }
}

fn is_clutter(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") || name.ends_with("Thumbs.db")
}
