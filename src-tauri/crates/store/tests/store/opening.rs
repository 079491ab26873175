use recoup_store::{Store, StoreError};
use rusqlite::Connection;

use crate::util::{import, sales, store};

#[test]
fn a_folder_is_made_for_the_user_alone() {
    let (dir, store) = store();
    assert!(store.path().join("recoup.db").is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(dir.path().join("data")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    let raw = Connection::open(dir.path().join("data/recoup.db")).unwrap();
    let mode: String = raw.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn opening_again_finds_everything_and_changes_nothing() {
    let (dir, mut store) = store();
    import(&mut store, "a.csv", &sales(0, 30), &[]);
    let before = store.transactions().unwrap();
    drop(store);
    let store = Store::open(&dir.path().join("data")).unwrap();
    assert_eq!(store.transactions().unwrap(), before);
    assert_eq!(store.migrated_from(), None);
    assert!(!dir.path().join("data/backups").exists(), "nothing to migrate, nothing to back up");
}

#[test]
fn a_second_program_sees_what_the_first_wrote() {
    let (dir, mut first) = store();
    let mut second = Store::open(&dir.path().join("data")).unwrap();
    let stamp = second.stamp().unwrap();
    assert_eq!(second.stamp().unwrap(), stamp, "nothing happened");
    import(&mut first, "a.csv", &sales(0, 5), &[]);
    assert_ne!(second.stamp().unwrap(), stamp);
    assert_eq!(second.transactions().unwrap().len(), 5);
    import(&mut second, "b.csv", &sales(5, 8), &[]);
    assert_eq!(first.transactions().unwrap().len(), 8);
}

#[test]
fn there_is_no_store_where_none_was_made() {
    let dir = tempfile::tempdir().unwrap();
    let error = Store::open_existing(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::NoStore(_)));
    assert!(!dir.path().join("recoup.db").exists(), "asking made nothing");
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let (dir, store) = store();
    drop(store);
    let file = dir.path().join("data/recoup.db");
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(&file).unwrap();
    let error = Store::open(&dir.path().join("data")).unwrap_err();
    assert!(matches!(error, StoreError::NewerVersion { found: 99, .. }), "{error}");
    assert!(error.zh().contains("新版本"));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn a_foreign_or_broken_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("recoup.db");
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE theirs(a)").unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::NotAStore(_))));
    std::fs::write(&file, "this is no database, this is a text that is long enough to be looked at").unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::Damaged(_))));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a file");
    std::fs::write(&file, "x").unwrap();
    let error = Store::open(&file.join("data")).unwrap_err();
    assert!(matches!(&error, StoreError::Disk { path, .. } if path.ends_with("data")), "{error}");
}

/// `/sys` refuses new folders to everyone, root too, which file permissions do not.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_place_is_said_to_be_read_only() {
    let error = Store::open(std::path::Path::new("/sys/recoup")).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly(_)), "{error}");
    assert!(error.zh().contains("只读"));
}

#[test]
fn erase_removes_all_of_it_and_nothing_else() {
    let (dir, mut store) = store();
    import(&mut store, "a.csv", &sales(0, 5), &[]);
    let data = dir.path().join("data");
    std::fs::write(data.join("mine.txt"), "the owner's own").unwrap();
    store.erase().unwrap();
    let left: Vec<_> = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["mine.txt"]);
}

#[test]
fn erase_waits_for_other_programs_to_close() {
    let (dir, mut store) = store();
    import(&mut store, "a.csv", &sales(0, 5), &[]);
    let other = Store::open(&dir.path().join("data")).unwrap();
    assert_eq!(other.transaction_count().unwrap(), 5);
    assert!(matches!(store.erase(), Err(StoreError::InUse(_))));
    assert_eq!(other.transactions().unwrap().len(), 5, "nothing was deleted");
}
