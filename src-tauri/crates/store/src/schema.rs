//! Versions of the database and the steps between them.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use crate::error::StoreError;
use crate::table;

/// Marks `recoup.db` as ours (`PRAGMA application_id`): the letters RCUP.
pub(crate) const APPLICATION_ID: i32 = 0x5243_5550;

/// One step: SQL that brings the database to this version. Steps of one version run in the order of the tables.
pub(crate) type Step = (u32, &'static str);

/// Every table's steps, oldest version first. A released step is never edited: a change is a new version.
pub(crate) fn steps() -> Vec<Step> {
    let mut all: Vec<Step> = [
        table::imports::STEPS,
        table::transactions::STEPS,
        table::lines::STEPS,
        table::agreements::STEPS,
        table::mappings::STEPS,
        table::decisions::STEPS,
        table::chain::STEPS,
        table::overrides::STEPS,
        table::settings::STEPS,
    ]
    .concat();
    all.sort_by_key(|(version, _)| *version);
    all
}

/// The newest version among the steps.
pub(crate) fn newest(steps: &[Step]) -> u32 {
    steps.iter().map(|(version, _)| *version).max().unwrap_or(0)
}

pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Whether the open database is ours, or empty so that it may become ours.
pub(crate) fn check_owner(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    // In one view of the file: another program may be making the database just now, and half of the answer from before
    // and half from after would make it a stranger's.
    let view = connection.unchecked_transaction()?;
    let objects: i64 = view.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let id: i32 = view.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    view.finish()?;
    if id == APPLICATION_ID {
        return Ok(());
    }
    if id == 0 && objects == 0 { Ok(()) } else { Err(StoreError::NotAStore(file.to_owned())) }
}

/// Brings the database to the newest version, all or nothing. Before an existing database is changed, a dated copy of it
/// is left in `backups`; its path is returned.
pub(crate) fn migrate(
    connection: &mut Connection,
    steps: &[Step],
    backups: &Path,
) -> Result<Option<PathBuf>, StoreError> {
    let known = newest(steps);
    let found = version(connection)?;
    if found > known {
        return Err(StoreError::NewerVersion { found, known });
    }
    if found == known {
        return Ok(None);
    }
    let copy = if found == 0 { None } else { Some(copy_aside(connection, backups, found)?) };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been faster while this one waited for the lock.
    let found = version(&transaction)?;
    if found > known {
        return Err(StoreError::NewerVersion { found, known });
    }
    for (_, sql) in steps.iter().filter(|(version, _)| *version > found) {
        transaction.execute_batch(sql)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(copy)
}

fn copy_aside(connection: &Connection, backups: &Path, version: u32) -> Result<PathBuf, StoreError> {
    std::fs::create_dir_all(backups).map_err(StoreError::disk(backups))?;
    let stamp = chrono::Utc::now().format("%Y%m%dT%H%M%SZ");
    let path = (0..)
        .map(|n| match n {
            0 => backups.join(format!("before-v{}-{stamp}.db", version + 1)),
            n => backups.join(format!("before-v{}-{stamp}-{n}.db", version + 1)),
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| backups.join("before-migration.db"));
    copy_database(connection, &path)?;
    Ok(path)
}

/// Writes a whole, defragmented copy of the database, never leaving a half-written file under the final name.
pub(crate) fn copy_database(connection: &Connection, to: &Path) -> Result<(), StoreError> {
    let part = to.with_extension("part.tmp");
    match std::fs::remove_file(&part) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(StoreError::disk(&part)(e)),
        _ => {}
    }
    let name = part.to_str().ok_or_else(|| StoreError::Disk {
        path: part.clone(),
        source: std::io::ErrorKind::InvalidFilename.into(),
    })?;
    connection.execute("VACUUM INTO ?1", [name])?;
    let file = std::fs::OpenOptions::new().write(true).open(&part).map_err(StoreError::disk(&part))?;
    file.sync_all().map_err(StoreError::disk(&part))?;
    drop(file);
    std::fs::rename(&part, to).map_err(StoreError::disk(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Step = (1, "CREATE TABLE t(a TEXT NOT NULL) STRICT; INSERT INTO t VALUES ('kept');");
    const TWO: Step = (2, "ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 7;");
    const BROKEN: Step = (2, "ALTER TABLE t ADD COLUMN c INTEGER NOT NULL DEFAULT 1; SELECT nonsense;");

    #[test]
    fn an_old_database_is_copied_then_brought_up() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = Connection::open(dir.path().join("x.db")).unwrap();
        assert_eq!(migrate(&mut db, &[ONE], dir.path()).unwrap(), None, "a new database needs no copy");
        let copy = migrate(&mut db, &[ONE, TWO], dir.path()).unwrap().expect("a copy was made");
        let row: (String, i64) =
            db.query_row("SELECT a, b FROM t", [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
        assert_eq!(row, ("kept".into(), 7));
        assert_eq!(version(&db).unwrap(), 2);
        let old = Connection::open(copy).unwrap();
        assert_eq!(version(&old).unwrap(), 1, "the copy is the database as it was");
        assert!(old.prepare("SELECT b FROM t").is_err());
        assert_eq!(migrate(&mut db, &[ONE, TWO], dir.path()).unwrap(), None, "nothing left to do");
    }

    #[test]
    fn a_step_that_fails_leaves_the_old_version() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = Connection::open(dir.path().join("x.db")).unwrap();
        migrate(&mut db, &[ONE], dir.path()).unwrap();
        assert!(migrate(&mut db, &[ONE, BROKEN], dir.path()).is_err());
        assert_eq!(version(&db).unwrap(), 1);
        assert!(db.prepare("SELECT c FROM t").is_err(), "the half-done step was rolled back");
    }

    #[test]
    fn an_older_program_refuses_a_newer_database() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = Connection::open(dir.path().join("x.db")).unwrap();
        migrate(&mut db, &[ONE, TWO], dir.path()).unwrap();
        let error = migrate(&mut db, &[ONE], dir.path()).unwrap_err();
        assert!(matches!(error, StoreError::NewerVersion { found: 2, known: 1 }), "{error}");
    }
}
