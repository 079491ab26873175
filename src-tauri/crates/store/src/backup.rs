//! One file that holds the whole store, and the way back.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::error::StoreError;
use crate::open::{BACKUPS, DATABASE, Store, VAULT, make_private};
use crate::schema;
use crate::sha::Sha;
use crate::vault::Vault;

const CONTENTS: &str = "backup.json";

/// What a backup says about itself, in `backup.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupContents {
    /// Version of this layout; 1.
    pub format: u32,
    /// Version of the database.
    pub data_version: u32,
    /// When it was made, in UTC.
    pub made_at: String,
    /// SHA-256 of `recoup.db`.
    pub database: Sha,
    /// How many transactions it holds.
    pub transactions: u64,
    /// How many imports it holds.
    pub imports: u64,
    /// How many links the chain has.
    pub links: u64,
    /// Hash of the chain's last link; empty for an empty chain.
    pub head: String,
    /// Every file of the vault.
    pub files: Vec<Sha>,
}

impl Store {
    /// Writes a backup of everything to one file (a ZIP: `backup.json`, `recoup.db`, `vault/ab/cdef…`). It appears under
    /// its name only when it is complete and on the disk. Other programs may go on writing; the backup shows one moment.
    ///
    /// # Errors
    /// `VaultAltered` or `VaultMissing` when a kept file is not whole (a backup must not hide that); `Full`, `ReadOnly`,
    /// `Disk`, `Locked`.
    pub fn backup(&self, to: &Path) -> Result<BackupContents, StoreError> {
        let part = with_suffix(to, ".part.tmp");
        let database = with_suffix(to, ".db.tmp");
        let result = self.backup_parts(&part, &database).and_then(|contents| {
            fs::rename(&part, to).map_err(StoreError::disk(to))?;
            Ok(contents)
        });
        let _ = fs::remove_file(&database);
        if result.is_err() {
            let _ = fs::remove_file(&part);
        }
        result
    }

    fn backup_parts(&self, part: &Path, database: &Path) -> Result<BackupContents, StoreError> {
        // The database first: every file that its rows name is in the vault by then, and nothing leaves the vault.
        schema::copy_database(&self.connection, database)?;
        let files = self.vault.names()?;
        let (sha, _) = File::open(database)
            .and_then(|mut file| Sha::of_reader(&mut file))
            .map_err(StoreError::disk(database))?;
        let contents = {
            let copy = open_read_only(database)?;
            let facts = facts(&copy)?;
            BackupContents {
                format: 1,
                data_version: schema::version(&copy)?,
                made_at: chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
                database: sha,
                transactions: facts.transactions,
                imports: facts.imports,
                links: facts.links,
                head: facts.head,
                files,
            }
        };
        let json = serde_json::to_string_pretty(&contents).map_err(|e| StoreError::Refused(e.to_string()))?;
        let file = File::create(part).map_err(StoreError::disk(part))?;
        let mut zip = ZipWriter::new(BufWriter::new(file));
        let options = SimpleFileOptions::default().large_file(true).unix_permissions(0o600);
        let broken = |e: zip::result::ZipError| StoreError::disk(part)(io::Error::from(e));
        zip.start_file(CONTENTS, options).map_err(broken)?;
        zip.write_all(json.as_bytes()).map_err(StoreError::disk(part))?;
        zip.start_file(DATABASE, options).map_err(broken)?;
        let mut from = File::open(database).map_err(StoreError::disk(database))?;
        io::copy(&mut from, &mut zip).map_err(StoreError::disk(part))?;
        for sha in &contents.files {
            zip.start_file(entry(*sha), options).map_err(broken)?;
            self.vault.copy_to(*sha, &mut zip)?;
        }
        let mut out = zip.finish().map_err(broken)?;
        out.flush().map_err(StoreError::disk(part))?;
        out.get_ref().sync_all().map_err(StoreError::disk(part))?;
        Ok(contents)
    }
}

/// What a backup file says it holds, without restoring it.
///
/// # Errors
/// `BadBackup`; `Disk` when the file cannot be read.
pub fn read_backup(from: &Path) -> Result<BackupContents, StoreError> {
    contents(from, &mut open_zip(from)?)
}

/// Restores a backup into `dir`. Everything is unpacked beside it and checked first: each file against its hash, the
/// database by SQLite's own check, its version, its counts and the chain's end. A store that is already there is kept
/// under another name, which is returned; one that is open in any program is not touched.
///
/// # Errors
/// `BadBackup` with what is wrong; `NewerVersion`; `InUse`; `Full`, `ReadOnly`, `Disk`.
pub fn restore(from: &Path, dir: &Path) -> Result<Option<PathBuf>, StoreError> {
    let dir = std::path::absolute(dir).map_err(StoreError::disk(dir))?;
    let fresh = with_suffix(&dir, ".restoring.tmp");
    remove_folder(&fresh)?;
    make_private(&fresh)?;
    let result = unpack(from, &fresh).and_then(|()| swap(&fresh, &dir));
    if result.is_err() {
        let _ = fs::remove_dir_all(&fresh);
    }
    result
}

fn unpack(from: &Path, fresh: &Path) -> Result<(), StoreError> {
    let bad = |why: String| StoreError::BadBackup { path: from.to_owned(), why };
    let mut zip = open_zip(from)?;
    let contents = contents(from, &mut zip)?;
    let database = fresh.join(DATABASE);
    let mut out = File::create(&database).map_err(StoreError::disk(&database))?;
    let mut entry_reader = zip.by_name(DATABASE).map_err(|e| bad(format!("{DATABASE}: {e}")))?;
    copy(&mut entry_reader, &mut out, &database).map_err(|e| e.unwrap_or_else(bad))?;
    drop(entry_reader);
    out.sync_all().map_err(StoreError::disk(&database))?;
    drop(out);
    let (found, _) = File::open(&database)
        .and_then(|mut file| Sha::of_reader(&mut file))
        .map_err(StoreError::disk(&database))?;
    if found != contents.database {
        return Err(bad(format!("its database has SHA-256 {found} instead of {}", contents.database)));
    }
    check_database(&database, &contents, &bad)?;
    let vault = Vault::in_folder(&fresh.join(VAULT))?;
    for sha in &contents.files {
        let mut reader = zip.by_name(&entry(*sha)).map_err(|e| bad(format!("file {sha}: {e}")))?;
        let mut source = Source { from: &mut reader, failed: None };
        let kept = vault.stream(&mut source);
        if let Some(why) = source.failed {
            return Err(bad(format!("file {sha}: {why}")));
        }
        let (found, _) = kept?;
        if found != *sha {
            return Err(bad(format!("a file has SHA-256 {found} instead of {sha}")));
        }
    }
    Ok(())
}

fn check_database(
    database: &Path,
    contents: &BackupContents,
    bad: &dyn Fn(String) -> StoreError,
) -> Result<(), StoreError> {
    let broken = |e: rusqlite::Error| bad(format!("its database cannot be read: {e}"));
    let copy = open_read_only(database)?;
    let check: String = copy.query_row("PRAGMA quick_check", [], |row| row.get(0)).map_err(broken)?;
    if check != "ok" {
        return Err(bad(format!("its database is damaged: {check}")));
    }
    let id: i32 = copy.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(broken)?;
    if id != schema::APPLICATION_ID {
        return Err(bad("its database is not of this program".into()));
    }
    let (found, known) = (schema::version(&copy)?, schema::newest(&schema::steps()));
    if found > known {
        return Err(StoreError::NewerVersion { found, known });
    }
    let facts = facts(&copy)?;
    let said = (contents.transactions, contents.imports, contents.links, contents.head.as_str());
    if (facts.transactions, facts.imports, facts.links, facts.head.as_str()) != said {
        return Err(bad("its database does not hold what the backup says it holds".into()));
    }
    Ok(())
}

/// Puts the checked folder in the place of the old one; two renames, so that at no time half of each is there.
fn swap(fresh: &Path, dir: &Path) -> Result<Option<PathBuf>, StoreError> {
    if !dir.exists() {
        fs::rename(fresh, dir).map_err(StoreError::disk(dir))?;
        return Ok(None);
    }
    if dir.join(DATABASE).exists() {
        ensure_closed(dir)?;
    }
    let stamp = chrono::Utc::now().format("%Y%m%dT%H%M%SZ");
    let aside = (0..1000)
        .map(|n| {
            with_suffix(
                dir,
                &if n == 0 { format!(".before-{stamp}") } else { format!(".before-{stamp}-{n}") },
            )
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| with_suffix(dir, ".before"));
    fs::rename(dir, &aside).map_err(StoreError::disk(dir))?;
    if let Err(e) = fs::rename(fresh, dir) {
        // Back to how it was.
        let _ = fs::rename(&aside, dir);
        return Err(StoreError::disk(dir)(e));
    }
    // Copies made before migrations are worth keeping where the owner looks for them.
    let _ = fs::rename(aside.join(BACKUPS), dir.join(BACKUPS));
    Ok(Some(aside))
}

/// A damaged store may be replaced, an open one not.
fn ensure_closed(dir: &Path) -> Result<(), StoreError> {
    match Store::open_existing(dir) {
        Ok(store) => store.close_alone(),
        Err(StoreError::Locked) => Err(StoreError::InUse(dir.to_owned())),
        Err(_) => Ok(()),
    }
}

struct Facts {
    transactions: u64,
    imports: u64,
    links: u64,
    head: String,
}

fn facts(connection: &Connection) -> Result<Facts, StoreError> {
    Ok(connection.query_row(
        "SELECT (SELECT count(*) FROM transactions), (SELECT count(*) FROM imports), (SELECT count(*) FROM chain),
            coalesce((SELECT hash FROM chain ORDER BY seq DESC LIMIT 1), '')",
        [],
        |row| Ok(Facts { transactions: row.get(0)?, imports: row.get(1)?, links: row.get(2)?, head: row.get(3)? }),
    )?)
}

fn open_read_only(database: &Path) -> Result<Connection, StoreError> {
    Ok(Connection::open_with_flags(
        database,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?)
}

type Zip = ZipArchive<BufReader<File>>;

fn open_zip(from: &Path) -> Result<Zip, StoreError> {
    let file = File::open(from).map_err(StoreError::disk(from))?;
    ZipArchive::new(BufReader::new(file)).map_err(|e| StoreError::BadBackup {
        path: from.to_owned(),
        why: format!("it is not a backup ({e})"),
    })
}

fn contents(from: &Path, zip: &mut Zip) -> Result<BackupContents, StoreError> {
    let bad = |why: String| StoreError::BadBackup { path: from.to_owned(), why };
    let mut entry =
        zip.by_name(CONTENTS).map_err(|_| bad(format!("it has no {CONTENTS}, so it is not a backup")))?;
    let mut text = String::new();
    // A limit, because the file may be anything.
    (&mut entry).take(64 << 20).read_to_string(&mut text).map_err(|e| bad(format!("{CONTENTS}: {e}")))?;
    let contents: BackupContents =
        serde_json::from_str(&text).map_err(|e| bad(format!("{CONTENTS}: {e}")))?;
    if contents.format != 1 {
        return Err(bad(format!("its layout {} is newer than this program", contents.format)));
    }
    Ok(contents)
}

/// Remembers whether it was the backup that could not be read, and not the disk that could not be written.
struct Source<'a> {
    from: &'a mut dyn Read,
    failed: Option<String>,
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.from.read(buffer).inspect_err(|e| self.failed = Some(e.to_string()))
    }
}

/// `Err(Ok)`: the disk; `Err(Err)`: the backup.
fn copy(from: &mut dyn Read, to: &mut File, path: &Path) -> Result<(), Result<StoreError, String>> {
    let mut source = Source { from, failed: None };
    match io::copy(&mut source, to) {
        Ok(_) => Ok(()),
        Err(e) => Err(match source.failed {
            Some(why) => Err(why),
            None => Ok(StoreError::disk(path)(e)),
        }),
    }
}

fn entry(sha: Sha) -> String {
    let name = sha.to_string();
    format!("{VAULT}/{}/{}", &name[..2], &name[2..])
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove_folder(path: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(StoreError::disk(path)(e)),
        _ => Ok(()),
    }
}
