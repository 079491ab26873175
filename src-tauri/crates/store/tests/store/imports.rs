use recoup_ledger::{Money, Status};
use recoup_store::{FileRead, ImportEvent, NewFile, Original, RowId, Sha, StoreError};
use serde_json::json;

use crate::util::{bank_lines, import, kept_bytes, november, put, sales, store, undo};

#[test]
fn what_was_imported_comes_back_whole() {
    let (_dir, mut store) = store();
    let (mut txns, lines) = (sales(0, 300), bank_lines(0, 18));
    txns[7].memo = "老板说：“先记账”".into();
    txns[8].fee = None;
    txns[8].net = None;
    txns[9].paid_out_on = "2026-11-05".parse().ok();
    let outcome = import(&mut store, "收单明细.csv", &txns, &lines);
    assert_eq!((outcome.again, outcome.new, outcome.duplicate), (false, 318, 0));
    for txn in &mut txns {
        txn.origin.import = outcome.import.id;
    }
    assert_eq!(store.transactions().unwrap(), txns);
    let kept = store.lines().unwrap();
    assert_eq!(kept.len(), 18);
    assert_eq!(store.line(lines[3].id).unwrap().unwrap(), kept[3]);
    assert_eq!(kept[3].time, lines[3].time);
    assert_eq!(kept[3].balance, lines[3].balance);
    assert_eq!(store.coverage().unwrap(), [november(20)]);
    assert_eq!(kept_bytes(&store, outcome.import.id).unwrap(), "收单明细.csv".as_bytes());
    assert_eq!(store.imports().unwrap(), [outcome.import]);
}

#[test]
fn the_same_file_again_changes_nothing_but_the_log() {
    let (_dir, mut store) = store();
    let txns = sales(0, 50);
    let first = import(&mut store, "a.csv", &txns, &[]);
    let before = store.transactions().unwrap();
    let again = import(&mut store, "a.csv", &txns, &[]);
    assert!(again.again);
    assert_eq!(again.import, first.import);
    assert_eq!((again.new, again.duplicate), (0, 50));
    assert_eq!(store.transactions().unwrap(), before);
    assert_eq!(store.imports().unwrap().len(), 1);
    assert_eq!(store.coverage().unwrap().len(), 1);
    let log: Vec<ImportEvent> = store.import_log().unwrap().into_iter().map(|entry| entry.event).collect();
    assert_eq!(log, [ImportEvent::Imported, ImportEvent::Again]);
}

#[test]
fn rows_of_two_overlapping_files_stay_while_one_of_them_does() {
    let (_dir, mut store) = store();
    let a = import(&mut store, "a.csv", &sales(0, 60), &bank_lines(0, 10)).import;
    let b = import(&mut store, "b.csv", &sales(40, 100), &bank_lines(5, 15));
    assert_eq!((b.new, b.duplicate), (40 + 5, 20 + 5));
    let shared = sales(40, 41)[0].id;
    let seen = store.sources_of(shared).unwrap();
    assert_eq!(seen.len(), 2);
    assert_eq!((seen[0].import, seen[0].line, seen[0].stored), (a.id, 42, true), "first stored values count");
    assert_eq!((seen[1].import, seen[1].line, seen[1].stored), (b.import.id, 2, false));
    assert_eq!(seen[1].file_name, "b.csv");

    undo(&mut store, a.id);
    assert_eq!(store.transactions().unwrap().len(), 60, "b's rows are all there");
    assert_eq!(store.lines().unwrap().len(), 10);
    let now = store.transaction(shared).unwrap().unwrap();
    assert_eq!((now.origin.import, now.origin.line), (b.import.id, 2), "and lead back to b");
    assert_eq!(store.sources_of(shared).unwrap().len(), 1);
    assert_eq!(store.sources_of_line(bank_lines(5, 6)[0].id).unwrap()[0].file_name, "b.csv");

    undo(&mut store, b.import.id);
    assert!(store.transactions().unwrap().is_empty());
    assert!(store.lines().unwrap().is_empty());
    assert!(store.coverage().unwrap().is_empty());
    assert!(store.doctor().unwrap().is_empty());
    assert_eq!(import(&mut store, "a.csv", &sales(0, 60), &[]).new, 60, "it can be imported again");
}

#[test]
fn undoing_the_second_file_leaves_the_first_as_it_was() {
    let (_dir, mut store) = store();
    import(&mut store, "a.csv", &sales(0, 60), &[]);
    let before = store.transactions().unwrap();
    let b = import(&mut store, "b.csv", &sales(40, 100), &[]).import;
    undo(&mut store, b.id);
    assert_eq!(store.transactions().unwrap(), before);
    assert_eq!(store.sources_of(before[50].id).unwrap().len(), 1);
}

#[test]
fn each_file_keeps_its_own_reading_of_a_row() {
    let (_dir, mut store) = store();
    let a = import(&mut store, "a.csv", &sales(0, 3), &[]).import;
    let mut later = sales(0, 3);
    later[1].status = Status::Failed;
    later[1].fee = Some(Money::from_fen(99));
    let id = later[1].id;
    let b = import(&mut store, "b.csv", &later, &[]);
    let c = import(&mut store, "c.csv", &sales(0, 3), &[]).import;
    assert_eq!(store.transaction(id).unwrap().unwrap().status, Status::Succeeded, "first values count");
    assert!(store.sources_of(id).unwrap()[1].differs);

    undo(&mut store, a.id);
    let now = store.transaction(id).unwrap().unwrap();
    assert_eq!((now.status, now.fee), (Status::Failed, Some(Money::from_fen(99))), "now b's own values");
    let seen = store.sources_of(id).unwrap();
    assert_eq!((seen[1].import, seen[1].differs), (c.id, true), "c said what a said");

    undo(&mut store, b.import.id);
    let last = store.transaction(id).unwrap().unwrap();
    assert_eq!((last.status, last.fee), (Status::Succeeded, Some(Money::from_fen(3))));
}

#[test]
fn a_line_of_a_statement_changes_hands_too() {
    let (_dir, mut store) = store();
    let a = import(&mut store, "a.csv", &[], &bank_lines(0, 4)).import;
    let mut other = bank_lines(2, 6);
    other[0].counter_account = "31050000000000000009".into();
    let b = import(&mut store, "b.csv", &[], &other).import;
    assert_eq!(store.line(other[0].id).unwrap().unwrap().counter_account, "");
    undo(&mut store, a.id);
    let lines = store.lines().unwrap();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line.origin.import == b.id));
    assert_eq!(lines[0].counter_account, "31050000000000000009", "b's own reading");
    assert_eq!((lines[1].origin.line, lines[3].origin.line), (6, 8));
    assert_eq!(store.sources_of_line(other[0].id).unwrap().len(), 1);
    assert_eq!(store.sources_of_line(other[1].id).unwrap().len(), 1);
}

#[test]
fn an_import_that_cases_cite_is_not_undone() {
    let (_dir, mut store) = store();
    let txns = sales(0, 20);
    let a = import(&mut store, "a.csv", &txns, &bank_lines(0, 2)).import;
    let cited = [RowId::Transaction(txns[3].id), RowId::Transaction(txns[4].id)];
    let by = |row: RowId| cited.contains(&row).then(|| "case 2".to_owned());
    let error = store.undo_import(a.id, "2026-11-24T10:00:00+08:00", &by).unwrap_err();
    let StoreError::Cited { by, file_name, .. } = &error else { panic!("{error}") };
    assert_eq!((by.as_slice(), file_name.as_str()), (["case 2".to_owned()].as_slice(), "a.csv"));
    assert!(error.zh().contains("case 2"));
    assert_eq!(store.transactions().unwrap().len(), 20, "nothing was changed");
    assert_eq!(store.import_log().unwrap().len(), 1);
    let line = RowId::Line(bank_lines(0, 1)[0].id);
    let by_line = |row: RowId| (row == line).then(|| "case 1".to_owned());
    assert!(matches!(store.undo_import(a.id, "t", &by_line), Err(StoreError::Cited { .. })));
}

#[test]
fn an_unknown_import_is_named() {
    let (_dir, mut store) = store();
    let error = store.undo_import(7, "t", &|_| None).unwrap_err();
    assert_eq!(error.to_string(), "there is no import 7");
}

#[test]
fn a_masked_copy_is_known_by_the_original() {
    let (_dir, mut store) = store();
    let original = Original { sha256: Sha::of(b"4111111111111111"), size: 16 };
    let file = NewFile { file_name: "a.csv", original, imported_at: "2026-11-24T09:00:00+08:00" };
    let summary = json!({"columns": {"交易金额": "gross"}});
    let read = FileRead {
        kind: "detail",
        source: "test",
        coverage: &[],
        period: Some(("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap())),
        summary: &summary,
    };
    let mut import = || put(&mut store, &file, b"411111******1111", &[], &[], &read).unwrap();
    let again = (import(), import()).1;
    assert!(again.again);
    let import = again.import;
    assert_ne!(import.kept, import.sha256);
    assert_eq!(import.sha256, original.sha256);
    assert_eq!(kept_bytes(&store, import.id).unwrap(), b"411111******1111");
    let kept = store.import_of(original.sha256).unwrap().unwrap();
    assert_eq!(kept.period_to, "2026-11-30".parse().ok());
    assert_eq!(kept.summary["columns"]["交易金额"], "gross");
}

#[test]
fn a_change_that_fails_half_way_changes_nothing() {
    let (dir, mut store) = store();
    import(&mut store, "a.csv", &sales(0, 10), &[]);
    let result: Result<(), StoreError> = store.write(|write| {
        write.set_setting("seen", &true)?;
        write.append_decision("2026-11-24T09:00:00+08:00", "settle", &json!({"why": "现金"}))?;
        write.undo_import(99, "t", &|_| None)?;
        Ok(())
    });
    assert!(result.is_err());
    drop(store);
    let store = recoup_store::Store::open_existing(&dir.path().join("data")).unwrap();
    assert_eq!(store.setting::<bool>("seen").unwrap(), None);
    assert!(store.decisions().unwrap().is_empty());
    assert_eq!(store.transactions().unwrap().len(), 10);
}
