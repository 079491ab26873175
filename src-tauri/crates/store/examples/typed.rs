//! The yardstick of the long import in `cargo dev bench`: decode a GBK CSV, turn its cells into the types that the store
//! has, and insert them with `rusqlite`, 16 rows a statement, in one transaction with the store's own journal and sync
//! settings, without any index. `typed FILE.csv FILE.db`

use std::error::Error;

use chrono::NaiveDateTime;
use rusqlite::types::Value;

const WIDTH: usize = 12;
const TOGETHER: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let (Some(csv), Some(db)) = (args.next(), args.next()) else {
        return Err("typed FILE.csv FILE.db".into());
    };
    let bytes = std::fs::read(csv)?;
    let (text, _, _) = encoding_rs::GB18030.decode(&bytes);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut db = rusqlite::Connection::open(db)?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536")?;
    db.execute_batch(
        "CREATE TABLE t(at INTEGER, gross INTEGER, fee INTEGER, net INTEGER, kind TEXT, reference TEXT,
            merchant TEXT, terminal TEXT, card TEXT, order_no TEXT, channel TEXT, memo TEXT)",
    )?;
    let tx = db.transaction()?;
    {
        let row = format!("({})", ["?"; WIDTH].join(","));
        let sql = |rows: usize| format!("INSERT INTO t VALUES {}", vec![row.as_str(); rows].join(","));
        let mut insert = tx.prepare(&sql(TOGETHER))?;
        let mut values: Vec<Value> = Vec::with_capacity(WIDTH * TOGETHER);
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            values.extend(record.iter().enumerate().map(|(column, text)| typed(column, text)));
            if values.len() == WIDTH * TOGETHER {
                insert.execute(rusqlite::params_from_iter(values.drain(..)))?;
            }
        }
        if !values.is_empty() {
            tx.prepare(&sql(values.len() / WIDTH))?.execute(rusqlite::params_from_iter(values))?;
        }
    }
    tx.commit()?;
    Ok(())
}

fn typed(column: usize, text: &str) -> Value {
    let number = match column {
        0 => NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok().map(|at| at.and_utc().timestamp()),
        1..=3 => fen(text),
        _ => return Value::Text(text.to_owned()),
    };
    number.map_or(Value::Null, Value::Integer)
}

fn fen(text: &str) -> Option<i64> {
    let (yuan, fen) = text.split_once('.').unwrap_or((text, "00"));
    Some(yuan.parse::<i64>().ok()? * 100 + fen.parse::<i64>().ok()?)
}
