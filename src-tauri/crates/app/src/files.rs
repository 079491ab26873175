//! Reading what the owner chose, and writing so that nothing is ever half-written.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::AppError;
use crate::view::{ErrorCode, Exported};

/// A file that the owner chose: a name to show and a place to read.
#[derive(Debug, Clone)]
pub struct NamedFile {
    /// Shown to people and kept.
    pub name: String,
    /// Never crosses the web view's border.
    pub path: PathBuf,
}

impl NamedFile {
    /// Named as on the disk.
    pub fn from_path(path: PathBuf) -> NamedFile {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        NamedFile { name, path }
    }
}

/// The whole file, at most `limit` bytes; a larger one is refused before it is read.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, AppError> {
    let file = File::open(path).map_err(|e| AppError::file(path, e))?;
    let size = file.metadata().map_err(|e| AppError::file(path, e))?;
    if size.is_dir() {
        return Err(AppError::file(path, io::ErrorKind::IsADirectory.into()));
    }
    if size.len() > limit {
        return Err(too_large(path, size.len(), limit));
    }
    let mut bytes = Vec::with_capacity(size.len() as usize);
    // A device or pipe has no length: the limit is held while reading too.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| AppError::file(path, e))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(path, bytes.len() as u64, limit));
    }
    Ok(bytes)
}

/// A text file as people save it: UTF-8, or the GBK of a Chinese Windows.
///
/// # Errors
/// As [`AppError::file`]; `refused` above 2 MB; `bad_input` for bytes that are no text.
pub fn read_text(path: &Path) -> Result<String, AppError> {
    let bytes = read_limited(path, 2_000_000)?;
    let (text, _, wrong) = encoding_rs::UTF_8.decode(&bytes);
    let (text, wrong) = if wrong {
        let (text, _, wrong) = encoding_rs::GBK.decode(&bytes);
        (text.into_owned(), wrong)
    } else {
        (text.into_owned(), false)
    };
    if wrong || text.contains('\0') {
        return Err(AppError::bad_input(
            format!("{} 不是文本文件。另存为「纯文本」再试。", path.display()),
            format!("{} is no text file; save it as plain text.", path.display()),
        ));
    }
    Ok(text)
}

fn too_large(path: &Path, size: u64, limit: u64) -> AppError {
    const MB: u64 = 1_000_000;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    AppError::new(
        ErrorCode::Refused,
        format!(
            "{name} 有 {} MB，超过了 {} MB。账单请按月分开下载，照片和录像请截取需要的部分。",
            size / MB,
            limit / MB
        ),
        format!(
            "{name} has {} MB, more than {} MB. Download statements month by month; cut recordings to what is needed.",
            size / MB,
            limit / MB
        ),
    )
}

/// Writes a file whole or not at all: a temporary file beside it, synced, then renamed.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let dir = path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| AppError::file(path, io::ErrorKind::IsADirectory.into()))?;
    let temporary = dir.join(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    let result = options.open(&temporary).map_err(|e| AppError::file(path, e)).and_then(|mut file| {
        write(&mut file)?;
        file.flush().and_then(|()| file.sync_all()).map_err(|e| AppError::file(path, e))?;
        fs::rename(&temporary, path).map_err(|e| AppError::file(path, e))
    });
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// A file's name without its folder, as it is told and kept.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Exported {
    /// What is told of a file that was just written and has no pages.
    pub(crate) fn written(to: &Path) -> Result<Exported, AppError> {
        let written = fs::File::open(to).and_then(|mut file| recoup_store::Sha::of_reader(&mut file));
        let (sha256, _) = written.map_err(|e| AppError::file(to, e))?;
        Ok(Exported { file: name_of(to), pages: 0, sha256: sha256.to_string(), warnings: Vec::new() })
    }
}

/// Lower-case hex of the SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// What kind of file it is, from its first bytes, else from its name.
pub fn media_type(name: &str, bytes: &[u8]) -> &'static str {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => return "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => return "image/png",
        [b'%', b'P', b'D', b'F', ..] => return "application/pdf",
        [b'I', b'D', b'3', ..] => return "audio/mpeg",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => return "audio/wav",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', b'i', ..] => return "image/heic",
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A', ..] => return "audio/mp4",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => return "video/mp4",
        _ => {}
    }
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "csv" => "text/csv",
        "txt" | "log" => "text/plain",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xls" => "application/vnd.ms-excel",
        "zip" => "application/zip",
        "amr" => "audio/amr",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("材料.pdf");
        write_whole(&path, |f| f.write_all(b"old").map_err(AppError::internal)).unwrap();
        let failed = write_whole(&path, |f| {
            f.write_all(b"half").map_err(AppError::internal)?;
            Err(AppError::internal("stopped"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[test]
    fn a_large_file_is_refused_unread() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        fs::write(&path, [0; 100]).unwrap();
        assert_eq!(read_limited(&path, 99).unwrap_err().code, ErrorCode::Refused);
        assert_eq!(read_limited(&path, 100).unwrap().len(), 100);
        assert!(read_limited(dir.path(), 100).is_err());
    }
}
