//! `cargo dev bench matching`: how good and how fast the matching is, beside pandas, DuckDB and SQLite.
//!
//! Every table is made anew from the seeds that it names. Each measurement runs in a process of its own, so that its
//! peak of memory is its own. `RECOUP_BENCH=quick` takes fewer seeds and a tenth of the sales;
//! `RECOUP_PEERS_PYTHON` names the Python that has pandas and duckdb (default `python3`).
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod workload;

use std::hash::{DefaultHasher, Hasher};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use chrono::Days;
use recoup_matching::{Memory, Odds, Outcome, explain, explain_again, explain_with};
use workload::{BUCKETS, Noise, Odd, Pays, Plan, Prices, Score, Workload, files, score, share};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [word, rest @ ..] = args.as_slice()
        && word == "one"
    {
        return one(rest);
    }
    if let [word, kind, shops, seeds @ ..] = args.as_slice()
        && word == "wrong"
    {
        return wrong(kind, shops.parse().unwrap(), seeds);
    }
    if let [word, kind, shops, seeds @ ..] = args.as_slice()
        && word == "tuning"
    {
        return tuning(kind, shops.parse().unwrap(), seeds);
    }
    let quick = std::env::var("RECOUP_BENCH").is_ok_and(|v| v == "quick");
    let wanted = |name: &str| args.is_empty() || args.iter().any(|arg| arg == name);
    let shops = if quick { 1 } else { 8 };
    let seeds = if quick { 3 } else { 10 };
    if wanted("each") {
        each(shops);
    }
    if wanted("net") {
        net(seeds, shops);
    }
    if wanted("unseen") {
        unseen(seeds, shops);
    }
    if wanted("odd") {
        odd(seeds);
    }
    if wanted("calibration") {
        calibration(if quick { 20 } else { 400 }, if quick { 1 } else { 5 }, shops);
    }
    if wanted("day") {
        one_more_day();
    }
}

/// `one KIND SHOPS SEED FOLDER`: a measurement in its own process; the peers' files are written where FOLDER is given.
fn one(args: &[String]) {
    let [kind, shops, seed, folder] = args else { return };
    let plan = plan(kind, shops.parse().unwrap(), seed.parse().unwrap());
    let made = Workload::new(&plan);
    if folder != "-" {
        files::write(&made, Path::new(folder)).unwrap();
    }
    let before = resident("VmRSS");
    let (start, busy) = (Instant::now(), processor());
    let outcome = made.explain();
    let (seconds, busy) = (start.elapsed().as_secs_f64(), processor() - busy);
    let peak = resident("VmHWM").max(before);
    let score = score(&made, &outcome);
    println!(
        "{} {seconds} {busy:.2} {before} {peak} {} {} {} {} {} {} {} {} #{:016x}",
        made.transactions.len(),
        score.said,
        score.right,
        score.lost,
        score.alarms,
        score.right_alarms,
        score.short,
        score.sure,
        score.sure_right,
        fingerprint(&outcome)
    );
}

/// `wrong KIND SHOPS SEED...`: the claims that are wrong, by due day, with the credits near that explain no sale.
fn wrong(kind: &str, shops: u32, seeds: &[String]) {
    for seed in seeds {
        let made = Workload::new(&plan(kind, shops, seed.parse().unwrap()));
        let outcome = made.explain();
        println!("## {kind}, seed {seed}");
        workload::wrong(&made, &outcome);
    }
}

/// `tuning KIND SHOPS SEED...`: the sum over the seeds, with what the claims say and how often they are right.
fn tuning(kind: &str, shops: u32, seeds: &[String]) {
    head();
    let seeds = seeds.iter().map(|seed| seed.parse().unwrap());
    let (sum, seconds) = over(seeds, |seed| plan(kind, shops, seed));
    score_row(kind, &sum, seconds);
    buckets(kind, &sum);
}

/// Two that differ mean two answers that differ.
fn fingerprint(outcome: &Outcome) -> u64 {
    struct Hashed(DefaultHasher);
    impl Write for Hashed {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.write(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    // Hashed in equal portions whatever the serializer's own are.
    let mut out = BufWriter::with_capacity(1 << 16, Hashed(DefaultHasher::new()));
    serde_json::to_writer(&mut out, outcome).unwrap();
    out.flush().unwrap();
    out.get_ref().0.finish()
}

fn plan(kind: &str, shops: u32, seed: u64) -> Plan {
    let busy = Plan::busy(seed, shops);
    match kind {
        "key" => Plan { pays: Pays::EachNumbered, ..busy },
        "each" => Plan { pays: Pays::Each, ..busy },
        "counted" => Plan { pays: Pays::NetCounted, ..busy },
        "small" => Plan { shops, ..Plan::small(seed) },
        "small-unseen" => Plan { shops, noise: Noise::UNSEEN, ..Plan::small(seed) },
        "busy-unseen" => Plan { noise: Noise::UNSEEN, ..busy },
        _ => busy,
    }
}

/// A line of `/proc/self/status`, in MB; 0 where there is none.
fn resident(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or_default() / 1024
}

/// Seconds that the processor has worked for this process, all threads together: on a machine that does other things too
/// it says more than the clock on the wall. 0 where `/proc` is lacking.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // User and system time in hundredths of a second, the 14th and 15th field; the name in brackets may have blanks.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn head() {
    println!(
        "{:22}{:>9}{:>9}{:>9}{:>13}{:>13}{:>8}{:>8}{:>13}{:>8}{:>8}{:>8}",
        "",
        "match s",
        "CPU s",
        "MB",
        "named/true",
        "right",
        "am. P",
        "am. R",
        "short/true",
        "sh. P",
        "sh. R",
        "alarms"
    );
}

/// Our line of the table, and the peers' on the same files.
fn measured(title: &str, kind: &str, case: &str, shops: u32, peers: bool) {
    println!("\n## {title}\n");
    head();
    let folder = std::env::temp_dir().join(format!("recoup-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let place = if peers { folder.to_string_lossy().into_owned() } else { "-".to_owned() };
    let shops = shops.to_string();
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["one", kind, &shops, "11", &place])
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&out.stdout).into_owned();
    let n: Vec<f64> = out.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let [rows, seconds, busy, before, peak, said, right, lost, alarms, right_alarms, short, sure, sure_right] =
        n[..]
    else {
        return println!("the measurement stopped early");
    };
    table_row("recoup", (seconds, busy), peak - before, [said, right, lost], [alarms, right_alarms, short]);
    let answer = out.split_whitespace().last().unwrap_or_default();
    println!(
        "{:22}{rows} rows; {before} MB of input; answer {answer}; claims of 0.9 and more: {sure_right} of {sure} right ({:.3}), {:.3} of the losses",
        "",
        sure_right / sure.max(1.0),
        sure_right / lost.max(1.0)
    );
    if peers {
        for peer in ["pandas", "duckdb", "sqlite"] {
            run_peer(&folder, case, peer);
        }
    }
    _ = std::fs::remove_dir_all(folder);
}

fn table_row(name: &str, (seconds, busy): (f64, f64), memory: f64, amount: [f64; 3], credit: [f64; 3]) {
    let ([said, right, lost], [alarms, right_alarms, short]) = (amount, credit);
    let (named, p, r) = if said < 0.0 {
        ("-".to_owned(), "-".to_owned(), "-".to_owned())
    } else {
        (format!("{said}/{lost}"), format!("{:.3}", share(right, said)), format!("{:.3}", share(right, lost)))
    };
    println!(
        "{name:22}{seconds:>9.3}{busy:>9.2}{memory:>9.0}{named:>13}{:>13}{p:>8}{r:>8}{:>13}{:>8.3}{:>8.3}{:>8.2}",
        if said < 0.0 { "-".to_owned() } else { right.to_string() },
        format!("{alarms}/{short}"),
        share(right_alarms, alarms),
        share(right_alarms, short),
        share(alarms, short)
    );
}

fn run_peer(folder: &Path, case: &str, peer: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers.py");
    let python = std::env::var("RECOUP_PEERS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let Ok(out) = Command::new(python).arg(script).arg(folder).args([case, peer]).output() else {
        return println!("{peer:22}not installed (no python3)");
    };
    let out = String::from_utf8_lossy(&out.stdout).into_owned();
    let n: Vec<f64> = out.split_whitespace().map(|n| n.parse().unwrap_or(-1.0)).collect();
    let [_load, seconds, busy, memory, said, right, alarms, right_alarms, lost, short] = n[..] else {
        return println!("{peer:22}{}", if out.is_empty() { "stopped early" } else { out.trim() });
    };
    table_row(peer, (seconds, busy), memory, [said, right, lost], [alarms, right_alarms, short]);
}

fn each(shops: u32) {
    measured("one credit for each sale, order number in the memo, 3 % damaged", "key", "key", shops, true);
    measured("one credit for each sale, no number", "each", "each", shops, true);
}

/// Sum of the scores over some seeds, and the seconds for one of them, by the clock and of the processor.
fn over(seeds: impl Iterator<Item = u64>, plan: impl Fn(u64) -> Plan) -> (Score, (f64, f64)) {
    over_with(&Odds::default(), seeds, plan)
}

fn over_with(
    odds: &Odds,
    seeds: impl Iterator<Item = u64>,
    plan: impl Fn(u64) -> Plan,
) -> (Score, (f64, f64)) {
    let (mut sum, mut seconds, mut busy, mut count) = (Score::default(), 0.0, 0.0, 0);
    for seed in seeds {
        let made = Workload::new(&plan(seed));
        let (start, before) = (Instant::now(), processor());
        let outcome = explain_with(&made.world(), odds);
        seconds += start.elapsed().as_secs_f64();
        busy += processor() - before;
        count += 1;
        sum.add(&score(&made, &outcome));
    }
    (sum, (seconds / f64::from(count), busy / f64::from(count)))
}

fn score_row(name: &str, score: &Score, seconds: (f64, f64)) {
    let f = f64::from;
    table_row(
        name,
        seconds,
        0.0,
        [f(score.said), f(score.right), f(score.lost)],
        [f(score.alarms), f(score.right_alarms), f(score.short)],
    );
    println!(
        "{:22}claims of 0.9 and more: {} of {} right ({:.3}), {:.3} of the losses; proved {} of {}",
        "",
        score.sure_right,
        score.sure,
        score.sure_precision(),
        score.sure_recall(),
        score.proved_right,
        score.proved
    );
}

fn net(seeds: u64, shops: u32) {
    println!("\n## small shop, 60 sales a day for a year, one net credit a day and channel, {seeds} seeds\n");
    head();
    let (sum, seconds) = over(1..=seeds, Plan::small);
    score_row("recoup", &sum, seconds);
    let (sum, seconds) = over(1..=seeds, |seed| Plan { pays: Pays::NetCounted, ..Plan::small(seed) });
    score_row("recoup, with count", &sum, seconds);
    let folder = std::env::temp_dir().join(format!("recoup-bench-small-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    files::write(&Workload::new(&Plan::small(1)), &folder).unwrap();
    println!("the peers on the first seed:");
    for peer in ["pandas", "duckdb", "sqlite"] {
        run_peer(&folder, "net", peer);
    }
    _ = std::fs::remove_dir_all(folder);
    measured("busy shop, about 200 rows a credit", "net", "net", shops, true);
    measured("busy shop, with the count in the memo", "counted", "net", shops, false);
}

/// Noise, prices and seeds that the tuning never saw.
fn unseen(seeds: u64, shops: u32) {
    println!("\n## the same on noise that the tuning never saw\n");
    head();
    let other = |plan: Plan| Plan { noise: Noise::UNSEEN, ..plan };
    let (sum, seconds) = over(1_001..=1_000 + seeds, |seed| other(Plan::small(seed)));
    score_row("small shop", &sum, seconds);
    let whole = |seed| Plan { prices: Prices::Whole, ..Plan::small(seed) };
    let (sum, seconds) = over(1_001..=1_000 + seeds, whole);
    score_row("small, whole yuan", &sum, seconds);
    let (sum, seconds) = over(1_001..=1_001, |seed| other(Plan::busy(seed, shops)));
    score_row("busy shop", &sum, seconds);
    for (name, pays) in [("each, numbered", Pays::EachNumbered), ("each", Pays::Each)] {
        let (sum, seconds) = over(1_001..=1_001, |seed| Plan { pays, ..other(Plan::busy(seed, shops)) });
        score_row(name, &sum, seconds);
    }
}

/// Shapes that the model does not assume.
fn odd(seeds: u64) {
    println!("\n## shapes that the model does not assume (small shop)\n");
    head();
    for (name, odd, shops) in [
        ("rate change", Odd::RateChange, 1),
        ("rental kept back", Odd::Rental, 1),
        ("chargebacks", Odd::Chargeback, 1),
        ("two share an account", Odd::SharedAccount, 2),
        ("clock 20 min fast", Odd::FastClock, 1),
    ] {
        let (sum, seconds) = over(2_001..=2_000 + seeds, |seed| Plan { odd, shops, ..Plan::small(seed) });
        score_row(name, &sum, seconds);
    }
}

fn calibration(small: u64, busy: u64, shops: u32) {
    println!("\n## calibration: what a claim says, and how often it is right");
    let (sum, _) = over(10_001..=10_000 + small, Plan::small);
    buckets(&format!("small shop, {small} seeds"), &sum);
    let (sum, _) = over(20_001..=20_000 + busy, |seed| Plan::busy(seed, shops));
    buckets(&format!("busy shop, {busy} seeds"), &sum);
    println!("\n## other odds than the true ones (small shop, 10 seeds)\n");
    head();
    for factor in [1.0, 5.0, 0.1] {
        let (sum, seconds) = over_with(&Odds::default().times(factor), 1..=10, Plan::small);
        score_row(&format!("odds × {factor}"), &sum, seconds);
    }
}

fn buckets(title: &str, score: &Score) {
    println!("\n{title}\n{:>10}{:>9}{:>9}{:>9}{:>9}", "from", "claims", "stated", "actual", "points");
    for (low, (claims, sum, right)) in BUCKETS.iter().zip(score.buckets) {
        let (stated, actual) = (sum / f64::from(claims.max(1)), f64::from(right) / f64::from(claims.max(1)));
        println!("{low:>10}{claims:>9}{stated:>9.3}{actual:>9.3}{:>+9.1}", (stated - actual) * 100.0);
    }
}

/// A day's files more: what the answer costs anew, wholly and with what was weighed the day before.
fn one_more_day() {
    println!("\n## one more day of data\n");
    for (name, plan) in [
        ("small shop, a year", Plan::small(5)),
        ("busy shop, a year", Plan::busy(5, 1)),
        ("8 busy shops, a year", Plan::busy(5, 8)),
    ] {
        let until = |day: u64| {
            let mut made = Workload::new(&plan);
            let as_of = workload::first_day() + Days::new(day);
            made.transactions.retain(|txn| txn.at.date() <= as_of);
            made.lines.retain(|line| line.on <= as_of);
            made.coverage.iter_mut().for_each(|coverage| coverage.to = as_of);
            made.as_of = as_of;
            made
        };
        let mut memory = Memory::default();
        explain_again(&until(354).world(), &mut memory);
        let (mut whole, mut again, mut rows, mut chains) = (f64::MAX, f64::MAX, 0, (0, 0));
        for day in 355..=358 {
            let made = until(day);
            let start = Instant::now();
            let one = explain(&made.world());
            whole = whole.min(start.elapsed().as_secs_f64());
            let start = Instant::now();
            let other = explain_again(&made.world(), &mut memory);
            again = again.min(start.elapsed().as_secs_f64());
            assert!(one == other, "the same answer");
            (rows, chains) = (one.verdicts.len(), memory.weighed());
        }
        println!(
            "{name:22}{rows:>9} rows, whole: {:.1} ms, one more day: {:.1} ms ({} of {} chains weighed anew)",
            whole * 1e3,
            again * 1e3,
            chains.0,
            chains.1
        );
    }
}
