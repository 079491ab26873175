//! Everything that can go wrong with the store, as a closed set with a sentence in both languages.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::sha::Sha;

/// Why the store could not do what it was asked. `Display` is English, [`StoreError::zh`] Chinese.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused a read or a write.
    #[error("cannot read or write “{}”: {source}. Check that the disk is connected, then try again", path.display())]
    Disk {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No space left.
    #[error("the disk is full; nothing was changed. Free some space, then try again")]
    Full,
    /// The folder or the database may not be written.
    #[error("“{}” cannot be written: it is read-only or belongs to someone else. Choose another folder with --data, or change its permissions", .0.display())]
    ReadOnly(PathBuf),
    /// Another program holds the database for longer than five seconds.
    #[error("another program is writing to the data at this moment; wait for it to finish, then try again")]
    Locked,
    /// Restore and erase need the folder for themselves.
    #[error(
        "“{}” is open in another window or program; close it, then try again", .0.display()
    )]
    InUse(PathBuf),
    /// The database or a row in it cannot be understood.
    #[error("the data is damaged ({0}). Run `recoup doctor`, or restore a backup; nothing was changed")]
    Damaged(String),
    /// There is no store in the folder.
    #[error("there is no data in “{}” yet; import a statement first, or name the right folder with --data", .0.display())]
    NoStore(PathBuf),
    /// `recoup.db` belongs to another program.
    #[error("“{}” is not a database of this program; choose another folder", .0.display())]
    NotAStore(PathBuf),
    /// Made by a newer program.
    #[error(
        "the data was written by a newer version of this program (data version {found}, this program knows {known}); install the newer version. Nothing was changed"
    )]
    NewerVersion {
        /// The database's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// A file of the vault is gone.
    #[error("the kept file {0} is missing from the vault; restore a backup, or add the file again")]
    VaultMissing(Sha),
    /// A file of the vault no longer has the bytes that were put in.
    #[error(
        "the kept file {sha} was altered after it was stored (it now has SHA-256 {found}); restore a backup, or add the original again"
    )]
    VaultAltered {
        /// What it should be.
        sha: Sha,
        /// What it is.
        found: Sha,
    },
    /// An import whose rows are cited by cases cannot be undone.
    #[error("import {import} (“{file_name}”) cannot be undone: {} cites its rows", by.join(", "))]
    Cited {
        /// The import.
        import: u32,
        /// Its file.
        file_name: String,
        /// Names of what cites it, as the caller gave them, without repetition.
        by: Vec<String>,
    },
    /// There is no such import, agreement, …
    #[error("there is no {what} {id}")]
    NoSuch {
        /// What kind of record.
        what: Target,
        /// Its number.
        id: u32,
    },
    /// A new link does not join the chain's end: another program was faster, or the chain was tampered with.
    #[error("the operation chain has moved on to link {head}; read it again, then repeat the step")]
    ChainMoved {
        /// The number of the link at the chain's end; 0 for an empty chain.
        head: u64,
    },
    /// A backup that cannot be restored.
    #[error("“{}” cannot be restored: {why}. Nothing was changed", path.display())]
    BadBackup {
        /// The backup file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// SQLite refused for a reason that no owner can act upon.
    #[error("the database refused the operation: {0}. Please report this together with what you did")]
    Refused(String),
}

/// Which kind of record was asked for by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// One imported file.
    Import,
    /// One agreement.
    Agreement,
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Target::Import => "import",
            Target::Agreement => "agreement",
        })
    }
}

impl StoreError {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            StoreError::Disk { path, source } => {
                format!("无法读写“{}”：{source}。请检查磁盘是否连接好，然后重试", path.display())
            }
            StoreError::Full => "磁盘已满，数据没有改动。请清理出空间后重试".into(),
            StoreError::ReadOnly(path) => format!(
                "“{}”不能写入：文件夹是只读的，或属于别的用户。请用 --data 另选文件夹，或修改权限",
                path.display()
            ),
            StoreError::Locked => "另一个程序正在写入数据，请等它完成后重试".into(),
            StoreError::InUse(path) => {
                format!("“{}”正被另一个窗口或程序打开，请先关闭再重试", path.display())
            }
            StoreError::Damaged(what) => {
                format!("数据已损坏（{what}）。请运行 recoup doctor 检查，或恢复备份；数据没有改动")
            }
            StoreError::NoStore(path) => {
                format!("“{}”里还没有数据；请先导入文件，或用 --data 指定正确的文件夹", path.display())
            }
            StoreError::NotAStore(path) => {
                format!("“{}”不是本程序的数据库，请另选文件夹", path.display())
            }
            StoreError::NewerVersion { found, known } => format!(
                "数据由更新版本的程序写入（数据版本 {found}，本程序只认识到 {known}）。请安装新版本；数据没有改动"
            ),
            StoreError::VaultMissing(sha) => {
                format!("证据库里缺少文件 {sha}。请恢复备份，或重新添加该文件")
            }
            StoreError::VaultAltered { sha, found } => format!(
                "证据库里的文件 {sha} 存入后被改动过（现在的 SHA-256 是 {found}）。请恢复备份，或重新添加原件"
            ),
            StoreError::Cited { import, file_name, by } => {
                format!("第 {import} 次导入（“{file_name}”）不能撤销：{}引用了其中的记录", by.join("、"))
            }
            StoreError::NoSuch { what: Target::Import, id } => format!("没有第 {id} 次导入"),
            StoreError::NoSuch { what: Target::Agreement, id } => format!("没有编号为 {id} 的受理协议"),
            StoreError::ChainMoved { head } => {
                format!("操作链已更新到第 {head} 环，请重新读取后再做一次这一步")
            }
            StoreError::BadBackup { path, why } => {
                format!("“{}”不能恢复：{why}。数据没有改动", path.display())
            }
            StoreError::Refused(what) => format!("数据库拒绝了这个操作：{what}。请把操作步骤一并反馈给我们"),
        }
    }

    /// From a failed file operation on `path`.
    pub(crate) fn disk(path: &Path) -> impl FnOnce(io::Error) -> StoreError + '_ {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly(path.to_owned())
            }
            _ => StoreError::Disk { path: path.to_owned(), source },
        }
    }

    /// For a row whose content is not what this program writes.
    pub(crate) fn row(what: impl std::fmt::Display) -> StoreError {
        StoreError::Damaged(what.to_string())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        let path = || PathBuf::from(crate::open::DATABASE);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly(path()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                StoreError::Damaged(error.to_string())
            }
            Some(
                ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::FileLockingProtocolFailed,
            ) => StoreError::Disk { path: path(), source: io::Error::other(error.to_string()) },
            Some(_) => StoreError::Refused(error.to_string()),
            // A type or range that no column of ours holds.
            None => StoreError::Damaged(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite(code: i32) -> StoreError {
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into()
    }

    #[test]
    fn sqlite_codes_become_sentences() {
        assert!(matches!(sqlite(rusqlite::ffi::SQLITE_FULL), StoreError::Full));
        assert!(matches!(sqlite(rusqlite::ffi::SQLITE_READONLY_DIRECTORY), StoreError::ReadOnly(_)));
        assert!(matches!(sqlite(rusqlite::ffi::SQLITE_BUSY_SNAPSHOT), StoreError::Locked));
        assert!(matches!(sqlite(rusqlite::ffi::SQLITE_CORRUPT), StoreError::Damaged(_)));
        assert!(matches!(sqlite(rusqlite::ffi::SQLITE_IOERR_FSYNC), StoreError::Disk { .. }));
        assert!(StoreError::Full.zh().contains("磁盘已满"));
    }

    #[test]
    fn a_full_disk_is_told_apart_from_other_failures() {
        let path = Path::new("x");
        assert!(matches!(StoreError::disk(path)(io::ErrorKind::StorageFull.into()), StoreError::Full));
        assert!(matches!(
            StoreError::disk(path)(io::ErrorKind::ReadOnlyFilesystem.into()),
            StoreError::ReadOnly(_)
        ));
        assert!(matches!(StoreError::disk(path)(io::ErrorKind::NotFound.into()), StoreError::Disk { .. }));
    }
}
