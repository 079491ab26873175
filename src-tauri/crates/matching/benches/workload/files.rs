//! The workload as files, for the peers.

use std::io::{BufWriter, Result, Write};
use std::path::Path;

use chrono::NaiveDate;
use recoup_ledger::PaysInto;

use super::Workload;

fn number(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}

/// Writes `sales.csv`, `credits.csv` and `lost.csv`; see `peers.py`.
pub fn write(made: &Workload, folder: &Path) -> Result<()> {
    let file = |name: &str| std::fs::File::create(folder.join(name)).map(BufWriter::new);
    let mut out = file("sales.csv")?;
    writeln!(out, "row,agreement,account,due,order,gross,net")?;
    for (row, txn) in made.transactions.iter().enumerate() {
        let (agreement, due) = made.due[row];
        let account = match &made.agreements[agreement as usize - 1].pays_into {
            PaysInto::Account(account) => account.as_str(),
            _ => "",
        };
        let (order, gross, net) = (&txn.acquirer_order, txn.gross.fen(), made.owed[row]);
        writeln!(out, "{row},{agreement},{account},{},{order},{gross},{net}", number(due))?;
    }
    out.flush()?;
    let mut out = file("credits.csv")?;
    writeln!(out, "line,account,on,amount,memo")?;
    for (number_, line) in made.lines.iter().enumerate().filter(|(_, line)| line.amount.fen() > 0) {
        writeln!(out, "{number_},{},{},{},{}", line.account, number(line.on), line.amount.fen(), line.memo)?;
    }
    out.flush()?;
    let mut out = file("lost.csv")?;
    for row in &made.lost {
        writeln!(out, "{row}")?;
    }
    out.flush()
}
