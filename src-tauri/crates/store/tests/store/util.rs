use recoup_ledger::{AccountLine, Coverage, Money, Origin, Transaction, line, transaction};
use recoup_store::{ImportOutcome, NewImport, Store};
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
    transaction::assign_ids(&mut out);
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
    line::assign_ids(&mut out);
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
    store
        .import(&NewImport {
            file_name: name,
            bytes: name.as_bytes(),
            original: None,
            kind: "detail",
            source: "test",
            transactions,
            lines,
            coverage: &[november(20)],
            period: None,
            summary: &Value::Null,
            imported_at: "2026-11-24T09:00:00+08:00",
        })
        .unwrap()
}

pub fn undo(store: &mut Store, id: u32) {
    store.undo_import(id, "2026-11-24T10:00:00+08:00", &|_| None).unwrap();
}
