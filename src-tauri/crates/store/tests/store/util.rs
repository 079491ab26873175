use recoup_ledger::line::LineIds;
use recoup_ledger::transaction::TxnIds;
use recoup_ledger::{AccountLine, Coverage, Money, Origin, Transaction};
use recoup_store::{Begun, FileRead, ImportOutcome, NewFile, Original, Sha, Store, StoreError};
use serde_json::Value;

/// A store in a folder that goes away with the test.
pub fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("data")).unwrap();
    (dir, store)
}

/// Sales of the acquirer's orders `from..to`, one a minute, as one file would give them.
pub fn sales(from: u32, to: u32) -> Vec<Transaction> {
    let mut out: Vec<Transaction> = (from..to)
        .map(|n| {
            let at = "2026-11-02T09:00:00".parse::<chrono::NaiveDateTime>().unwrap();
            let mut txn = Transaction::sale(
                at + chrono::TimeDelta::minutes(i64::from(n)),
                Money::from_fen(i64::from(n % 9000) * 7 + 850),
            );
            txn.origin = Origin { import: 0, sheet: 0, line: n - from + 2 };
            txn.merchant_no = "899331054110027".into();
            txn.terminal_no = "62007719".into();
            txn.reference = format!("{:012}", 605_000_000_000u64 + u64::from(n));
            txn.order_no = format!("NQ{n:08}");
            txn.acquirer_order = format!("QS2026{n:014}");
            txn.card = format!("622848******{:04}", n % 10_000);
            txn.fee = Some(Money::from_fen(3));
            txn.net = Some(txn.gross - Money::from_fen(3));
            txn.clearing_day = Some(txn.at.date());
            txn
        })
        .collect();
    let mut ids = TxnIds::default();
    out.iter_mut().for_each(|txn| ids.assign(txn));
    out
}

pub fn bank_lines(from: u32, to: u32) -> Vec<AccountLine> {
    let mut out: Vec<AccountLine> = (from..to)
        .map(|n| {
            let on = "2026-11-02".parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(n.into());
            let mut line = AccountLine::bank(on, Money::from_fen(100_000 + i64::from(n)));
            line.origin = Origin { import: 0, sheet: 0, line: n - from + 5 };
            line.account = "6001230045".into();
            line.time = on.and_hms_opt(9, 30, 15).map(|at| at.time());
            line.balance = Some(Money::from_fen(1_000_000 + i64::from(n)));
            line.counterparty = "青杉支付有限公司客户备付金".into();
            line
        })
        .collect();
    let mut ids = LineIds::default();
    out.iter_mut().for_each(|line| ids.assign(line));
    out
}

pub fn november(to: u32) -> Coverage {
    Coverage {
        account: "6001230045".into(),
        bank: true,
        from: "2026-11-01".parse().unwrap(),
        to: chrono::NaiveDate::from_ymd_opt(2026, 11, to).unwrap(),
    }
}

/// Imports rows as the file `name`, whose bytes are its name.
pub fn import(
    store: &mut Store,
    name: &str,
    transactions: &[Transaction],
    lines: &[AccountLine],
) -> ImportOutcome {
    let bytes = name.as_bytes();
    let original = Original { sha256: Sha::of(bytes), size: bytes.len() as u64 };
    let file = NewFile { file_name: name, original, imported_at: "2026-11-24T09:00:00+08:00" };
    let coverage = [november(20)];
    let read =
        FileRead { kind: "detail", source: "test", coverage: &coverage, period: None, summary: &Value::Null };
    put(store, &file, bytes, transactions, lines, &read).unwrap()
}

/// Imports rows as a file of which `bytes` are kept.
pub fn put(
    store: &mut Store,
    file: &NewFile<'_>,
    mut bytes: &[u8],
    transactions: &[Transaction],
    lines: &[AccountLine],
    read: &FileRead<'_>,
) -> Result<ImportOutcome, StoreError> {
    store.write(|write| {
        let mut rows = match write.begin_import(file)? {
            Begun::Again(outcome) => return Ok(outcome),
            Begun::New(rows) => rows,
        };
        for txn in transactions {
            rows.transaction(txn)?;
        }
        for line in lines {
            rows.line(line)?;
        }
        rows.finish(read, &mut bytes)
    })
}

/// What the vault keeps of an import.
pub fn kept_bytes(store: &Store, import: u32) -> Result<Vec<u8>, StoreError> {
    store.vault().get(store.import_record(import)?.kept)
}

pub fn undo(store: &mut Store, id: u32) {
    store.undo_import(id, "2026-11-24T10:00:00+08:00", &|_| None).unwrap();
}
