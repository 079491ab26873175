//! Whole programs on 100,000 sales: import, answer, dossier; beside a plain `csv` + `rusqlite` insert of the same file.
//!
//! Each figure is the median of several runs on one machine in one go; what counts are the ratios, not the seconds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SALES: u32 = 100_000;
const A_DAY: u32 = 400;
const RUNS: usize = 5;

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let sales = dir.path().join("明细.csv");
    let bank = dir.path().join("流水.csv");
    write_files(&sales, &bank);
    let mb = fs::metadata(&sales).unwrap().len() as f64 / 1e6;
    println!("{SALES} sales, {mb:.1} MB of GBK CSV, {} clearing days; median of {RUNS} runs", SALES / A_DAY);

    let plain = median(|n| run(&mut plain(&sales, &dir.path().join(format!("plain{n}.db")))));
    let import =
        median(|n| run(&mut recoup(&dir.path().join(format!("i{n}")), &["import", sales.to_str().unwrap()])));
    let data = dir.path().join("i0");
    run(&mut recoup(&data, &["import", bank.to_str().unwrap()]));
    // Fast and wrong is worth nothing: one day never arrives, and nothing else is called missing.
    let answer = recoup(&data, &["missing", "--json"]).output().unwrap().stdout;
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["missing"].as_array().unwrap().len(), A_DAY as usize);
    let again = median(|_| run(&mut recoup(&data, &["import", sales.to_str().unwrap()])));
    let missing = median(|_| run(&mut recoup(&data, &["missing", "--json"])));
    let (demo, dossier) = demo(dir.path());

    let show = |name: &str, time: Duration| {
        let ratio = time.as_secs_f64() / plain.as_secs_f64();
        println!("{name:<46} {:>7.3} s  {ratio:>5.2} × plain", time.as_secs_f64());
    };
    show("plain csv + rusqlite insert (the yardstick)", plain);
    show("recoup import, 100,000 rows", import);
    show("recoup import, the same file again", again);
    show("recoup missing --json on them", missing);
    show("recoup demo: eight files, a case, a dossier", demo);
    show("recoup dossier: the sample's PDF", dossier);
}

fn recoup(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recoup"));
    command.arg("--data").arg(data).args(args);
    command
}

/// The yardstick lives with the crate that may know SQL.
fn plain(csv: &Path, db: &Path) -> Command {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_recoup")).with_file_name("examples").join("plain");
    let mut command = Command::new(program);
    command.arg(csv).arg(db);
    command
}

fn demo(dir: &Path) -> (Duration, Duration) {
    let out = dir.join("demo");
    let demo = median(|_| run(&mut recoup(dir, &["demo", out.to_str().unwrap()])));
    let pdf = dir.join("材料.pdf");
    let store = out.join("store");
    let args = ["dossier", "1", "--for", "provider", "-o", pdf.to_str().unwrap()];
    (demo, median(|_| run(&mut recoup(&store, &args))))
}

fn run(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the program starts");
    assert!(status.success(), "{command:?}");
    start.elapsed()
}

fn median(mut one: impl FnMut(usize) -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(&mut one).collect();
    times.sort();
    times[RUNS / 2]
}

/// An acquirer's export and a bank statement with one credit a day; the 100th day never arrives.
fn write_files(sales: &Path, bank: &Path) {
    let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut detail = String::from(
        "清算日期,交易日期,交易时间,交易金额,终端号,分店简称,清算金额,手续费,流水号,交易类型,参考号,卡号,商户号,商户名称,发卡行,卡类型,商户订单号,退货订单号,支付类型,实际支付金额,备注,付款附言,钱包优惠金额,商户优惠金额,支付产品\r\n",
    );
    let mut statement =
        String::from("交易日期,交易时间,收入金额,支出金额,账户余额,对方户名,摘要,交易流水号,账号\r\n");
    let mut balance = 0;
    for day in 0..SALES / A_DAY {
        let date = first + chrono::Days::new(u64::from(day));
        let mut net = 0;
        for n in 0..A_DAY {
            let id = u64::from(day * A_DAY + n);
            let gross = 100 + (id * 7919 % 50_000) as i64;
            let fee = (gross * 38 + 5000) / 10_000;
            net += gross - fee;
            let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
            let (h, m, s) = (8 + n / 40, n % 40, n % 60);
            detail.push_str(&format!(
                "{},{date},{h:02}:{m:02}:{s:02},{},62007719,总店,{},{},{:06},消费,{:012},622848******1234,899331054110027,南桥小满果蔬店,示例银行,借记卡,NQ{id:012},,微信,{},,,0,0,扫码\r\n",
                date.format("%Y%m%d"), yuan(gross), yuan(gross - fee), yuan(fee), id % 1_000_000, id * 7919, yuan(gross),
            ));
        }
        if day != 99 {
            balance += net;
            let on = date + chrono::Days::new(1);
            statement.push_str(&format!(
                "{on},09:30:00,{}.{:02},,{}.{:02},银联商务股份有限公司客户备付金,{}费,{:012},450000000001\r\n",
                net / 100, net % 100, balance / 100, balance % 100, date.format("%m%d"), day,
            ));
        }
    }
    for (path, text) in [(sales, detail), (bank, statement)] {
        let (bytes, _, unmappable) = encoding_rs::GB18030.encode(&text);
        assert!(!unmappable);
        fs::write(path, bytes).unwrap();
    }
}
