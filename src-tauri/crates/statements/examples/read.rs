//! Reads files and prints what was understood: `cargo run --example read -- [--password P] FILE...`.
//!
//! With `--time` it prints how long each file took instead of its problems.

use std::time::Instant;

use recoup_statements::{Options, read};

fn main() {
    let mut passwords = Vec::new();
    let mut timed = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--password" => passwords.extend(arguments.next()),
            "--time" => timed = true,
            path => match std::fs::read(path) {
                Ok(bytes) => show(path, &bytes, &passwords, timed),
                Err(error) => eprintln!("{path}: {error}"),
            },
        }
    }
}

fn show(path: &str, bytes: &[u8], passwords: &[String], timed: bool) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let started = Instant::now();
    let options = Options { passwords, ..Options::default() };
    match read(name, bytes, &options) {
        Ok(reading) => {
            if timed {
                println!("{name}: {} rows in {:?}", reading.rows, started.elapsed());
                return;
            }
            let day = |d: Option<chrono::NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
            println!(
                "{name}: {} {} {:?} rows={} in={} out={} {}..{} stated {}..{}",
                reading.kind.as_str(),
                reading.source,
                reading.certainty,
                reading.rows,
                reading.sum_in,
                reading.sum_out,
                day(reading.from),
                day(reading.to),
                day(reading.period_from),
                day(reading.period_to)
            );
            println!("  columns {:?}\n  ignored {:?}", reading.columns, reading.ignored_columns);
            println!("  coverage {:?} cards {}", reading.coverage, reading.has_full_cards);
            for check in &reading.checks {
                println!(
                    "  {} {} {} {:?} {:?}",
                    check.what.zh, check.stated, check.found, check.holds, check.line
                );
            }
            for problem in reading.problems.iter().take(6) {
                println!(
                    "  line {} {} “{}”: {}",
                    problem.line, problem.column, problem.found, problem.expected.en
                );
            }
            if let Some(txn) = reading.transactions.first() {
                println!("  {txn:?}");
            }
            if let Some(line) = reading.lines.first() {
                println!("  {line:?}");
            }
        }
        Err(refusal) => println!("{}\n  {}", refusal.zh().replace('\n', " "), refusal.en()),
    }
}
