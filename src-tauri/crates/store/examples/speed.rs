//! How long 100,000 transactions take: `cargo run --release -p recoup-store --example speed [ROWS]`.
//! A plain insert of the same rows through `rusqlite` into one table is printed beside it as the yardstick.

use std::time::Instant;

use recoup_ledger::transaction::TxnIds;
use recoup_ledger::{Money, Transaction};
use recoup_store::{Begun, FileRead, NewFile, Original, Sha, Store, StoreError};

fn rows(count: u32) -> Option<Vec<Transaction>> {
    let start = chrono::NaiveDate::from_ymd_opt(2026, 11, 2)?.and_hms_opt(8, 0, 0)?;
    let mut out: Vec<Transaction> = (0..count)
        .map(|n| {
            let at = start + chrono::TimeDelta::seconds(i64::from(n) * 17);
            let mut txn = Transaction::sale(at, Money::from_fen(i64::from(n % 50_000) + 100));
            txn.origin.line = n + 2;
            txn.merchant_no = "899331054110027".into();
            txn.terminal_no = "62007719".into();
            txn.voucher_no = format!("{:06}", n % 1_000_000);
            txn.reference = format!("{:012}", u64::from(n) * 7919);
            txn.acquirer_order = format!("3202611{n:018}");
            txn.order_no = format!("NQ{n:010}");
            txn.card = "622848******1234".into();
            txn.clearing_day = Some(at.date());
            txn.fee = Some(Money::from_fen(3));
            txn.net = Some(txn.gross - Money::from_fen(3));
            txn.store = "南桥小满果蔬店".into();
            txn
        })
        .collect();
    let mut ids = TxnIds::default();
    out.iter_mut().for_each(|txn| ids.assign(txn));
    Some(out)
}

fn import(store: &mut Store, name: &str, transactions: &[Transaction]) -> Result<(), StoreError> {
    let original = Original { sha256: Sha::of(name.as_bytes()), size: name.len() as u64 };
    let file = NewFile { file_name: name, original, imported_at: "2026-11-24T09:00:00+08:00" };
    store.write(|write| {
        let Begun::New(mut rows) = write.begin_import(&file)? else { return Ok(()) };
        for txn in transactions {
            rows.transaction(txn)?;
        }
        let summary = serde_json::Value::Null;
        let read =
            FileRead { kind: "detail", source: "speed", coverage: &[], period: None, summary: &summary };
        rows.finish(&read, &mut name.as_bytes()).map(|_| ())
    })
}

fn plain(dir: &std::path::Path, rows: &[Transaction]) -> rusqlite::Result<()> {
    let mut db = rusqlite::Connection::open(dir.join("plain.db"))?;
    db.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t(id TEXT PRIMARY KEY, at TEXT, reference TEXT, order_no TEXT, acquirer_order TEXT, gross INTEGER, fee INTEGER, net INTEGER)")?;
    let tx = db.transaction()?;
    {
        let mut insert = tx.prepare("INSERT OR IGNORE INTO t VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
        for txn in rows {
            insert.execute(rusqlite::params![
                txn.id.to_string(),
                txn.at.to_string(),
                txn.reference,
                txn.order_no,
                txn.acquirer_order,
                txn.gross.fen(),
                txn.fee.map(Money::fen),
                txn.net.map(Money::fen),
            ])?;
        }
    }
    tx.commit()
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = work();
    println!("{what:<44} {:7.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    out
}

fn main() -> Result<(), StoreError> {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let dir = std::env::temp_dir().join(format!("recoup-speed-{}", std::process::id()));
    let mut store = Store::open(&dir)?;
    let rows = rows(count).unwrap_or_default();
    println!("{count} transactions");
    timed("plain insert of 8 columns, for comparison", || plain(&dir, &rows))?;
    timed("import", || import(&mut store, "a.csv", &rows))?;
    timed("import of an overlapping file (all duplicates)", || import(&mut store, "b.csv", &rows))?;
    timed("the same file again", || import(&mut store, "a.csv", &rows))?;
    timed("read all", || store.transactions())?;
    timed("find one by reference", || store.find_ref("000000791900"))?;
    timed("undo the first import", || store.undo_import(1, "2026-11-24T09:00:00+08:00", &|_| None))?;
    timed("undo the second import", || store.undo_import(2, "2026-11-24T09:00:00+08:00", &|_| None))?;
    store.erase()?;
    let _ = std::fs::remove_dir_all(&dir);
    Ok(())
}
