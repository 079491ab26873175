use std::process::Command;

use recoup_store::{Store, StoreError, StoredLink};

use crate::util::store;

fn next(head: Option<&StoredLink>, what: &str) -> StoredLink {
    let seq = head.map_or(1, |head| head.seq + 1);
    let prev = head.map(|head| head.hash.clone()).unwrap_or_default();
    let event = format!("{{\"seq\":{seq},\"what\":\"{what}\"}}");
    let digest = recoup_store::Sha::of(event.as_bytes()).to_string();
    let hash = recoup_store::Sha::of(format!("{prev}{digest}").as_bytes()).to_string();
    StoredLink { seq, at: "2026-11-24T09:00:00+08:00".into(), event, prev, digest, hash }
}

#[test]
fn links_follow_each_other() {
    let (_dir, mut store) = store();
    assert_eq!(store.head().unwrap(), None);
    let one = store.append(|head| next(head, "开案")).unwrap();
    let two = store.append(|head| next(head, "去电")).unwrap();
    assert_eq!((two.seq, &two.prev), (2, &one.hash));
    assert_eq!(store.links().unwrap(), [one, two.clone()]);
    assert_eq!(store.links_after(Some(1)).unwrap(), std::slice::from_ref(&two));
    assert_eq!(store.head().unwrap(), Some(two));
}

#[test]
fn a_link_that_does_not_join_the_end_is_refused() {
    let (_dir, mut store) = store();
    let first = store.append(|head| next(head, "开案")).unwrap();
    for wrong in [
        StoredLink { seq: 3, ..next(Some(&first), "跳号") },
        StoredLink { prev: "00".into(), ..next(Some(&first), "分叉") },
        StoredLink { ..first.clone() },
    ] {
        assert!(matches!(store.append(|_| wrong), Err(StoreError::ChainMoved { head: 1 })));
    }
    assert!(matches!(
        store.append(|head| StoredLink { event: "not json".into(), ..next(head, "") }),
        Err(StoreError::Refused(_))
    ));
    assert_eq!(store.links().unwrap().len(), 1);
}

#[test]
fn the_database_itself_refuses_to_change_or_cut_the_chain() {
    let (dir, mut store) = store();
    for n in 0..3 {
        store.append(|head| next(head, &n.to_string())).unwrap();
    }
    store.append_decision("t", "match", &serde_json::json!({})).unwrap();
    let raw = rusqlite::Connection::open(dir.path().join("data/recoup.db")).unwrap();
    for sql in [
        "UPDATE chain SET event = '{}' WHERE seq = 2",
        "DELETE FROM chain WHERE seq = 3",
        "INSERT INTO chain VALUES (9, 't', '{}', 'x', 'y', 'z')",
        "UPDATE decisions SET body = '{}'",
        "DELETE FROM decisions",
        "DELETE FROM import_log WHERE 1",
    ] {
        let result = raw.execute(sql, []);
        if sql.contains("import_log") {
            assert_eq!(result, Ok(0), "no row, no trigger");
        } else {
            assert!(result.is_err(), "{sql}");
        }
    }
    assert!(store.doctor().unwrap().is_empty());
}

#[test]
fn threads_with_their_own_connections_never_fork_it() {
    let (dir, store) = store();
    let path = dir.path().join("data");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let path = &path;
            scope.spawn(move || {
                let mut store = Store::open(path).unwrap();
                for n in 0..15 {
                    store.append(|head| next(head, &format!("{thread}-{n}"))).unwrap();
                }
            });
        }
    });
    whole(&store, 60);
}

/// The other process is this test program again, told by the environment to append and stop.
#[test]
fn processes_never_fork_it() {
    const DIR: &str = "RECOUP_STORE_TEST_APPEND";
    if let Some(path) = std::env::var_os(DIR) {
        let mut store = Store::open(path.as_ref()).unwrap();
        for n in 0..20 {
            store.append(|head| next(head, &n.to_string())).unwrap();
        }
        return;
    }
    // Not opened beforehand: they also race to make the database, which goes wrong only now and then.
    for _ in 0..10 {
        race(DIR);
    }
}

fn race(variable: &str) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    let mut children: Vec<_> = (0..3)
        .map(|_| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "chain::processes_never_fork_it"])
                .env(variable, &path)
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    whole(&Store::open_existing(&path).unwrap(), 60);
}

/// A process that dies in the middle of a transaction leaves nothing of it.
#[test]
fn a_killed_process_leaves_no_half_done_work() {
    const DIR: &str = "RECOUP_STORE_TEST_DIE";
    if let Some(path) = std::env::var_os(DIR) {
        let mut store = Store::open(path.as_ref()).unwrap();
        let _: Result<(), StoreError> = store.write(|write| {
            write.append(|head| next(head, "never"))?;
            write.set_setting("never", &1)?;
            std::process::abort();
        });
        return;
    }
    let (dir, mut store) = store();
    store.append(|head| next(head, "kept")).unwrap();
    let path = dir.path().join("data");
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "chain::a_killed_process_leaves_no_half_done_work"])
        .env(DIR, &path)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(!status.success(), "it died");
    whole(&store, 1);
    assert_eq!(store.setting::<i32>("never").unwrap(), None);
    store.append(|head| next(head, "goes on")).unwrap();
    assert!(store.doctor().unwrap().is_empty());
}

fn whole(store: &Store, count: usize) {
    let links = store.links().unwrap();
    assert_eq!(links.len(), count);
    for pair in links.windows(2) {
        assert_eq!(pair[1].seq, pair[0].seq + 1);
        assert_eq!(pair[1].prev, pair[0].hash);
    }
}
