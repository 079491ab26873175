//! Long files: a million rows of GBK CSV into the store, and a workbook of 100,000 rows, each beside another way of doing
//! the same in the same run. The limits that the project sets itself stand beside the figures; what counts are the ratios.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROWS: u32 = 1_000_000;
const SHEET_ROWS: u32 = 100_000;
const RUNS: usize = 3;
const HEADER: [&str; 12] = [
    "交易时间",
    "交易金额",
    "手续费",
    "结算金额",
    "交易类型",
    "参考号",
    "商户编号",
    "终端号",
    "卡号",
    "商户订单号",
    "支付方式",
    "备注",
];

/// One program, run: how long, and the most memory that it had at once.
#[derive(Clone, Copy)]
struct Run {
    time: Duration,
    /// Megabytes; `None` where the system does not tell (it does on Linux).
    peak: Option<f64>,
}

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let csv = dir.path().join("全年.csv");
    write_csv(&csv);
    let mb = fs::metadata(&csv).unwrap().len() as f64 / 1e6;
    println!("{ROWS} rows × {} columns, {mb:.0} MB of GBK CSV; median of {RUNS} runs", HEADER.len());

    let typed = median(|n| run(&mut example("typed", &[&csv, &dir.path().join(format!("typed{n}.db"))])));
    let import = median(|n| run(&mut recoup(&dir.path().join(format!("i{n}")), &["import", "--json"], &csv)));
    line("typed rows, 16 a statement, no index (the yardstick)", typed, None);
    line("recoup import: index, hashes, row problems", import, Some(Limit::Times(typed, 2.6)));
    let memory = import.peak.map_or("not told by this system".to_owned(), |mb| {
        format!("{mb:.0} MB, limit 200 MB{}", if mb <= 200.0 { "" } else { "  MISSED" })
    });
    println!("{:<54} {memory}", "  its peak memory");
    let again = median(|_| run(&mut recoup(&dir.path().join("i0"), &["import", "--json"], &csv)));
    line("recoup import, the same file again", again, None);
    match pandas(dir.path(), &csv) {
        Some(pandas) => line("pandas read_csv + to_sql", pandas, Some(Limit::Slower(import, 4.0))),
        None => println!("pandas is not installed (RECOUP_PYTHON names a python that has it): left out"),
    }

    let xlsx = dir.path().join("明细.xlsx");
    write_xlsx(&xlsx);
    println!("{SHEET_ROWS} rows of XLSX");
    let cells = median(|_| run(&mut example("cells", &[&xlsx])));
    let looked = median(|n| {
        run(&mut recoup(&dir.path().join(format!("x{n}")), &["import", "--dry-run", "--json"], &xlsx))
    });
    line("calamine alone reads the cells (the yardstick)", cells, None);
    line("recoup import --dry-run", looked, Some(Limit::Times(cells, 1.5)));
}

enum Limit {
    /// At most so many times the yardstick.
    Times(Run, f64),
    /// At least so many times slower than ours.
    Slower(Run, f64),
}

fn line(name: &str, run: Run, limit: Option<Limit>) {
    let seconds = run.time.as_secs_f64();
    let judged = match limit {
        None => String::new(),
        Some(Limit::Times(yardstick, most)) => {
            let ratio = seconds / yardstick.time.as_secs_f64();
            format!("{ratio:>5.2} ×, limit {most}{}", if ratio <= most { "" } else { "  MISSED" })
        }
        Some(Limit::Slower(ours, least)) => {
            let ratio = seconds / ours.time.as_secs_f64();
            format!("{ratio:>5.2} × ours, at least {least}{}", if ratio >= least { "" } else { "  MISSED" })
        }
    };
    println!("{name:<54} {seconds:>7.2} s  {judged}");
}

fn recoup(data: &Path, args: &[&str], file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recoup"));
    command.arg("--data").arg(data).args(args).arg(file);
    command
}

/// The yardsticks live with the crates whose libraries they use.
fn example(name: &str, args: &[&Path]) -> Command {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_recoup")).with_file_name("examples").join(name);
    let mut command = Command::new(program);
    command.args(args);
    command
}

fn pandas(dir: &Path, csv: &Path) -> Option<Run> {
    let python = std::env::var_os("RECOUP_PYTHON").unwrap_or_else(|| "python3".into());
    let has = Command::new(&python).args(["-c", "import pandas"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        return None;
    }
    let script = "import sys, sqlite3, pandas\n\
                  frame = pandas.read_csv(sys.argv[1], encoding='gb18030', dtype=str)\n\
                  with sqlite3.connect(sys.argv[2]) as db: frame.to_sql('t', db, index=False)\n";
    Some(run(Command::new(&python).args(["-c", script]).arg(csv).arg(dir.join("pandas.db"))))
}

fn run(command: &mut Command) -> Run {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let ended = loop {
        // The highest mark never falls, so the last look is the answer.
        peak = fs::read_to_string(&status).ok().as_deref().and_then(high_water).or(peak);
        match child.try_wait().unwrap() {
            Some(ended) => break ended,
            None => std::thread::sleep(Duration::from_millis(4)),
        }
    };
    assert!(ended.success(), "{command:?}");
    Run { time: start.elapsed(), peak }
}

fn high_water(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? * 1024.0 / 1e6)
}

fn median(mut one: impl FnMut(usize) -> Run) -> Run {
    let mut runs: Vec<Run> = (0..RUNS).map(&mut one).collect();
    runs.sort_by_key(|run| run.time);
    runs[RUNS / 2]
}

fn cells(n: u32) -> [String; 12] {
    let gross = 100 + u64::from(n) * 7919 % 50_000;
    let fee = (gross * 38 + 5000) / 10_000;
    let yuan = |fen: u64| format!("{}.{:02}", fen / 100, fen % 100);
    let (day, h, m, s) = (1 + n / 40_000 % 28, 8 + n / 3600 % 12, n / 60 % 60, n % 60);
    [
        format!("2026-{:02}-{day:02} {h:02}:{m:02}:{s:02}", 1 + n / 100_000 % 12),
        // One row in ten thousand cannot be read: a letter for a nought.
        if n % 10_000 == 9_999 { "128.5O".into() } else { yuan(gross) },
        yuan(fee),
        yuan(gross - fee),
        "消费".into(),
        format!("{:012}", u64::from(n) * 7919),
        "899331054110027".into(),
        "62007719".into(),
        "622848******1234".into(),
        format!("NQ{n:012}"),
        "微信支付".into(),
        "南桥店".into(),
    ]
}

fn write_csv(path: &Path) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let mut text = HEADER.join(",") + "\r\n";
    for n in 0..ROWS {
        write!(text, "{}\r\n", cells(n).join(",")).unwrap();
        if text.len() > 1 << 20 || n + 1 == ROWS {
            let (bytes, _, unmappable) = encoding_rs::GB18030.encode(&text);
            assert!(!unmappable);
            out.write_all(&bytes).unwrap();
            text.clear();
        }
    }
    out.flush().unwrap();
}

fn write_xlsx(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0u16..).zip(HEADER) {
        sheet.write_string(0, column, name).unwrap();
    }
    for n in 0..SHEET_ROWS {
        for (column, cell) in (0u16..).zip(cells(n)) {
            sheet.write_string(n + 1, column, cell).unwrap();
        }
    }
    book.save(path).unwrap();
}
