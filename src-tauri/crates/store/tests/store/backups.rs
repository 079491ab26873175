use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use recoup_store::{Store, StoreError, StoredLink, read_backup, restore};

use crate::util::{bank_lines, import, kept_bytes, sales, store};

fn filled() -> (tempfile::TempDir, Store) {
    let (dir, mut store) = store();
    import(&mut store, "a.csv", &sales(0, 40), &bank_lines(0, 4));
    store
        .append(|_| StoredLink {
            seq: 1,
            at: "t".into(),
            event: "{}".into(),
            prev: String::new(),
            digest: "d".into(),
            hash: "abc".into(),
        })
        .unwrap();
    store.vault().put(&[7; 300_000]).unwrap();
    (dir, store)
}

#[test]
fn a_backup_is_restored_whole_into_a_new_folder() {
    let (dir, store) = filled();
    let file = dir.path().join("备份.recoup");
    let said = store.backup(&file).unwrap();
    assert_eq!((said.transactions, said.imports, said.links, said.head.as_str()), (40, 1, 1, "abc"));
    assert_eq!(said.files.len(), 2);
    assert_eq!(read_backup(&file).unwrap(), said);
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "no temporary file is left: {names:?}");

    let to = dir.path().join("new");
    assert_eq!(restore(&file, &to).unwrap(), None);
    let restored = Store::open_existing(&to).unwrap();
    assert_eq!(restored.transactions().unwrap(), store.transactions().unwrap());
    assert_eq!(restored.lines().unwrap(), store.lines().unwrap());
    assert_eq!(restored.links().unwrap(), store.links().unwrap());
    assert!(restored.doctor().unwrap().is_empty());
    assert_eq!(kept_bytes(&restored, 1).unwrap(), b"a.csv");
}

#[test]
fn restoring_over_a_closed_store_keeps_the_old_one_beside() {
    let (dir, mut store) = filled();
    let file = dir.path().join("b.recoup");
    store.backup(&file).unwrap();
    import(&mut store, "later.csv", &sales(40, 50), &[]);
    let data = dir.path().join("data");

    let error = restore(&file, &data).unwrap_err();
    assert!(matches!(error, StoreError::InUse(_)), "never over an open store: {error}");
    assert_eq!(store.transactions().unwrap().len(), 50);

    drop(store);
    let aside = restore(&file, &data).unwrap().expect("the old one is kept");
    assert_eq!(Store::open_existing(&data).unwrap().transactions().unwrap().len(), 40);
    assert_eq!(Store::open_existing(&aside).unwrap().transactions().unwrap().len(), 50);
}

#[test]
fn a_damaged_store_can_be_replaced_by_its_backup() {
    let (dir, store) = filled();
    let file = dir.path().join("b.recoup");
    store.backup(&file).unwrap();
    let data = dir.path().join("data");
    drop(store);
    fs::write(data.join("recoup.db"), vec![0x55; 9000]).unwrap();
    assert!(Store::open(&data).is_err());
    restore(&file, &data).unwrap();
    assert_eq!(Store::open(&data).unwrap().transactions().unwrap().len(), 40);
}

/// Writes the backup again with one entry changed.
fn tamper(file: &Path, change: impl Fn(&str, &mut Vec<u8>)) {
    let mut zip = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        change(&name, &mut bytes);
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    fs::write(file, out.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn a_backup_that_was_changed_is_not_restored() {
    for (what, at, says) in
        [("vault/", 0, "SHA-256"), ("recoup.db", 5000, "SHA-256"), ("backup.json", 0, "backup.json")]
    {
        let (dir, store) = filled();
        let file = dir.path().join("b.recoup");
        store.backup(&file).unwrap();
        tamper(&file, |name, bytes| {
            if name.starts_with(what) {
                bytes[at] ^= 1;
            }
        });
        let to = dir.path().join("new");
        let error = restore(&file, &to).unwrap_err();
        assert!(matches!(&error, StoreError::BadBackup { why, .. } if why.contains(says)), "{what}: {error}");
        assert!(!to.exists(), "nothing was left behind");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "only the backup and the store");
    }
}

#[test]
fn other_files_are_not_backups() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x.recoup");
    for content in [b"".as_slice(), b"not a zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"] {
        fs::write(&file, content).unwrap();
        assert!(matches!(restore(&file, &dir.path().join("new")), Err(StoreError::BadBackup { .. })));
    }
    assert!(matches!(restore(&dir.path().join("none"), dir.path()), Err(StoreError::Disk { .. })));
}

#[test]
fn a_truncated_backup_is_not_restored() {
    let (dir, store) = filled();
    let file = dir.path().join("b.recoup");
    store.backup(&file).unwrap();
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let to = dir.path().join("new");
    assert!(matches!(restore(&file, &to), Err(StoreError::BadBackup { .. })));
    assert!(!to.exists());
}

#[test]
fn a_backup_does_not_hide_an_altered_file() {
    let (dir, store) = filled();
    let sha = store.imports().unwrap()[0].kept.to_string();
    let kept = dir.path().join("data/vault").join(&sha[..2]).join(&sha[2..]);
    fs::remove_file(&kept).unwrap();
    fs::write(&kept, "b.csv").unwrap();
    let file = dir.path().join("b.recoup");
    assert!(matches!(store.backup(&file), Err(StoreError::VaultAltered { .. })));
    assert!(!file.exists());
}
