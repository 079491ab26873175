//! The yardstick of `cargo dev bench`: decode a GBK CSV and insert every field as text with `rusqlite`, nothing else.
//! `plain FILE.csv FILE.db`

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let (Some(csv), Some(db)) = (args.next(), args.next()) else {
        return Err("plain FILE.csv FILE.db".into());
    };
    let bytes = std::fs::read(csv)?;
    let (text, _, _) = encoding_rs::GB18030.decode(&bytes);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let width = reader.headers()?.len();
    let mut db = rusqlite::Connection::open(db)?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
    let columns: Vec<String> = (0..width).map(|i| format!("c{i} TEXT")).collect();
    db.execute_batch(&format!("CREATE TABLE t({})", columns.join(",")))?;
    let tx = db.transaction()?;
    {
        let marks = vec!["?"; width].join(",");
        let mut insert = tx.prepare(&format!("INSERT INTO t VALUES ({marks})"))?;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            insert.execute(rusqlite::params_from_iter(record.iter()))?;
        }
    }
    tx.commit()?;
    Ok(())
}
