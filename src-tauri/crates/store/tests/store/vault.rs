use std::fs;

use recoup_store::{Sha, StoreError, Trouble, VaultTrouble};

use crate::util::{import, kept_bytes, sales, store};

#[test]
fn bytes_come_back_and_are_kept_once() {
    let (_dir, store) = store();
    let vault = store.vault();
    let sha = vault.put(b"slip").unwrap();
    assert_eq!(sha, Sha::of(b"slip"));
    assert_eq!(vault.put(b"slip").unwrap(), sha);
    assert_eq!(vault.get(sha).unwrap(), b"slip");
    assert_eq!(vault.names().unwrap(), [sha]);
    assert_eq!(vault.verify_all().unwrap(), []);
    let empty = vault.put(b"").unwrap();
    assert_eq!(vault.get(empty).unwrap(), b"");
}

#[test]
fn one_altered_byte_is_found_on_reading_and_by_the_doctor() {
    let (dir, mut store) = store();
    import(&mut store, "收单明细.csv", &sales(0, 3), &[]);
    let sha = store.imports().unwrap()[0].kept;
    let name = sha.to_string();
    let file = dir.path().join("data/vault").join(&name[..2]).join(&name[2..]);
    let mut bytes = fs::read(&file).unwrap();
    bytes[0] ^= 1;
    fs::remove_file(&file).unwrap();
    fs::write(&file, &bytes).unwrap();
    let found = Sha::of(&bytes);
    assert!(matches!(kept_bytes(&store, 1), Err(StoreError::VaultAltered { found: f, .. }) if f == found));
    let findings = store.doctor().unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].trouble, Trouble::Vault(VaultTrouble::Altered { sha, found }));
    assert!(findings[0].serious);
    assert!(findings[0].zh().contains("改动"));

    assert_eq!(
        store.vault().put("收单明细.csv".as_bytes()).unwrap(),
        sha,
        "putting the original again mends it"
    );
    assert!(store.doctor().unwrap().is_empty());

    fs::remove_file(&file).unwrap();
    assert!(matches!(kept_bytes(&store, 1), Err(StoreError::VaultMissing(s)) if s == sha));
    assert!(matches!(store.doctor().unwrap()[0].trouble, Trouble::StatementMissing { import: 1, .. }));
}

#[test]
fn strangers_in_the_vault_are_told_but_not_serious() {
    let (dir, store) = store();
    let sha = store.vault().put(b"kept").unwrap();
    fs::write(dir.path().join("data/vault/desktop.ini"), "x").unwrap();
    fs::write(dir.path().join("data/vault/123-0.tmp"), "left by a killed program").unwrap();
    let findings = store.doctor().unwrap();
    assert_eq!(findings.len(), 1);
    assert!(!findings[0].serious);
    assert_eq!(store.vault().names().unwrap(), [sha]);
}
