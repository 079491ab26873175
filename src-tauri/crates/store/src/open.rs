//! Opening and closing the store.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::StoreError;
use crate::schema;
use crate::vault::Vault;

pub(crate) const DATABASE: &str = "recoup.db";
pub(crate) const VAULT: &str = "vault";
pub(crate) const BACKUPS: &str = "backups";

/// The shop's data in one folder. Several programs may have the same folder open.
#[derive(Debug)]
pub struct Store {
    pub(crate) dir: PathBuf,
    pub(crate) connection: Connection,
    pub(crate) vault: Vault,
    pub(crate) migrated_from: Option<PathBuf>,
}

impl Store {
    /// Opens the store in `dir`, making folder (for the user alone) and database where they are not there yet, and
    /// bringing an older database to this program's version after leaving a dated copy in `backups/`.
    ///
    /// # Errors
    /// `ReadOnly`, `Full`, `Disk`, `Locked`; `NotAStore` for a foreign database; `NewerVersion`; `Damaged`.
    pub fn open(dir: &Path) -> Result<Store, StoreError> {
        make_private(dir)?;
        open(dir, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// As [`Store::open`], but where there is no store yet it says so instead of making one.
    ///
    /// # Errors
    /// As [`Store::open`], and `NoStore`.
    pub fn open_existing(dir: &Path) -> Result<Store, StoreError> {
        if !dir.join(DATABASE).is_file() {
            return Err(StoreError::NoStore(dir.to_owned()));
        }
        open(dir, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.dir
    }

    /// The files named by their SHA-256.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The copy that was left aside when this opening brought an older database up to date.
    pub fn migrated_from(&self) -> Option<&Path> {
        self.migrated_from.as_deref()
    }

    /// A number that differs from the last one seen when anything was written since, by this or another program.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn stamp(&self) -> Result<u64, StoreError> {
        let others: u32 = self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        Ok(u64::from(others) << 32 | (self.connection.total_changes() & 0xffff_ffff))
    }

    /// Deletes the whole store: database, vault and copies. What else lies in the folder stays.
    ///
    /// # Errors
    /// `InUse` when another program has the store open (nothing is deleted then); `Disk`, `ReadOnly`.
    pub fn erase(self) -> Result<(), StoreError> {
        let dir = self.dir.clone();
        self.close_alone()?;
        for name in [DATABASE, "recoup.db-wal", "recoup.db-shm", "recoup.db-journal"] {
            remove(&dir.join(name), |path| std::fs::remove_file(path))?;
        }
        for name in [VAULT, BACKUPS] {
            remove(&dir.join(name), |path| std::fs::remove_dir_all(path))?;
        }
        // The folder itself goes only when nothing of the owner's is left in it.
        let _ = std::fs::remove_dir(&dir);
        Ok(())
    }

    /// Closes the database after folding its log in; fails while another program has it open.
    pub(crate) fn close_alone(self) -> Result<(), StoreError> {
        // Leaving WAL needs the file for oneself, which is exactly the question.
        self.connection.busy_timeout(Duration::from_millis(200))?;
        let mode =
            self.connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0));
        match mode {
            Ok(mode) if mode.eq_ignore_ascii_case("delete") => {}
            Ok(_) => return Err(StoreError::InUse(self.dir)),
            Err(e) if is_busy(&e) => return Err(StoreError::InUse(self.dir)),
            Err(e) => return Err(e.into()),
        }
        self.connection.close().map_err(|(_, e)| e.into())
    }
}

fn remove(path: &Path, how: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), StoreError> {
    match how(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::disk(path)(e)),
        _ => Ok(()),
    }
}

fn open(dir: &Path, flags: OpenFlags) -> Result<Store, StoreError> {
    let file = dir.join(DATABASE);
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(&file, flags).map_err(|e| located(e, &file))?;
    connection.busy_timeout(Duration::from_secs(5))?;
    schema::check_owner(&connection, &file)?;
    let steps = schema::steps();
    let (found, known) = (schema::version(&connection)?, schema::newest(&steps));
    if found > known {
        // Before any pragma writes: a newer database is not touched at all.
        return Err(StoreError::NewerVersion { found, known });
    }
    set_pragmas(&connection).map_err(|e| located(e, &file))?;
    let migrated_from = schema::migrate(&mut connection, &steps, &dir.join(BACKUPS))?;
    let vault = Vault::in_folder(&dir.join(VAULT))?;
    Ok(Store { dir: dir.to_owned(), connection, vault, migrated_from })
}

/// FULL, because NORMAL may lose the last commit at a power cut, and a lost entry of evidence cannot be made again.
fn set_pragmas(connection: &Connection) -> rusqlite::Result<()> {
    // Changing to WAL does not wait by itself when two programs open a new database at once.
    let mut tries = 0;
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(e) if is_busy(&e) && tries < 100 => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(20));
            }
            other => break other?,
        }
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;",
    )
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// SQLite does not name the file; the owner needs it.
fn located(error: rusqlite::Error, file: &Path) -> StoreError {
    match StoreError::from(error) {
        StoreError::Disk { source, .. } => StoreError::Disk { path: file.to_owned(), source },
        StoreError::ReadOnly(_) => StoreError::ReadOnly(file.to_owned()),
        other => other,
    }
}

/// Makes a folder that only the user can enter.
pub(crate) fn make_private(dir: &Path) -> Result<(), StoreError> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(StoreError::disk(dir))
}
