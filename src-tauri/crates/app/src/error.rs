//! The one error of the use cases: a closed code for programs, a sentence for people.

use std::io;
use std::path::Path;

use recoup_store::StoreError;
use serde::Serialize;

use crate::view::{ErrorCode, Text};

/// What went wrong, where, and what to do.
#[derive(Debug, Clone, Serialize)]
pub struct AppError {
    /// For programs.
    pub code: ErrorCode,
    /// For people.
    pub text: Text,
}

impl AppError {
    /// Any code with its sentences.
    pub fn new(code: ErrorCode, zh: impl Into<String>, en: impl Into<String>) -> AppError {
        AppError { code, text: Text::new(zh, en) }
    }

    /// An argument that makes no sense.
    pub fn bad_input(zh: impl Into<String>, en: impl Into<String>) -> AppError {
        AppError::new(ErrorCode::BadInput, zh, en)
    }

    /// Nothing has this identifier.
    pub fn not_found(zh: impl Into<String>, en: impl Into<String>) -> AppError {
        AppError::new(ErrorCode::NotFound, zh, en)
    }

    /// A fault of the program.
    pub fn internal(cause: impl std::fmt::Display) -> AppError {
        AppError::new(
            ErrorCode::Internal,
            format!("程序自己出了错（{cause}）。存好的数据没有动；请把这句话发给我们。"),
            format!(
                "A fault of the program ({cause}). What is stored was not touched; please report this sentence."
            ),
        )
    }

    /// Reading or writing `path` failed.
    pub fn file(path: &Path, error: io::Error) -> AppError {
        let name = path.display();
        match error.kind() {
            io::ErrorKind::NotFound => AppError::not_found(
                format!("找不到 {name}。看看文件是不是挪走或改了名。"),
                format!("{name} is not there. Was it moved or renamed?"),
            ),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => AppError::new(
                ErrorCode::ReadOnly,
                format!("{name} 不让读或写。换一个文件夹（比如「文稿」）再试。"),
                format!("{name} may not be read or written. Try another folder, for example Documents."),
            ),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => AppError::new(
                ErrorCode::DiskFull,
                format!("没写成 {name}：磁盘满了。腾出一些空间再试，已经存好的都还在。"),
                format!(
                    "{name} was not written: the disk is full. Make room and try again; nothing stored is lost."
                ),
            ),
            io::ErrorKind::IsADirectory => AppError::bad_input(
                format!("{name} 是文件夹，不是文件。"),
                format!("{name} is a folder, not a file."),
            ),
            _ => AppError::new(
                ErrorCode::Refused,
                format!("读写 {name} 没有成功（{error}）。"),
                format!("{name} could not be read or written ({error})."),
            ),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> AppError {
        let code = match &error {
            StoreError::Full => ErrorCode::DiskFull,
            StoreError::ReadOnly(_) => ErrorCode::ReadOnly,
            StoreError::Locked | StoreError::InUse(_) | StoreError::ChainMoved { .. } => ErrorCode::Locked,
            StoreError::NewerVersion { .. } => ErrorCode::NewerVersion,
            StoreError::Disk { .. }
            | StoreError::Damaged(_)
            | StoreError::NotAStore(_)
            | StoreError::VaultMissing(_)
            | StoreError::VaultAltered { .. } => ErrorCode::Damaged,
            StoreError::Cited { .. } => ErrorCode::Cited,
            StoreError::NoStore(_) | StoreError::NoSuch { .. } => ErrorCode::NotFound,
            StoreError::BadBackup { .. } => ErrorCode::Refused,
            StoreError::Refused(_) => ErrorCode::Internal,
        };
        AppError::new(code, error.zh(), error.to_string())
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text.en)
    }
}

impl std::error::Error for AppError {}
