//! The sample files, when `RECOUP_SAMPLES` names their folder. Counts, sums and days come from `tests/samples/table.py`,
//! which reads the files with other libraries and decimal arithmetic, not from this crate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use recoup_statements::{Options, ProblemOf, Reading, Refusal, read};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("RECOUP_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: RECOUP_SAMPLES is not set");
    }
    folder
}

fn open(path: &Path) -> Result<Reading, Refusal> {
    let passwords = ["123456".to_owned()];
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    read("样本", &bytes, &Options { passwords: &passwords, ..Options::default() })
}

/// What `tests/samples/table.py` found in a sample with readers that are not ours.
#[derive(Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
struct Expected {
    kind: String,
    rows: usize,
    problems: usize,
    sum_in: String,
    sum_out: String,
    from: Option<String>,
    to: Option<String>,
    refused: Option<String>,
}

fn table() -> BTreeMap<String, Expected> {
    serde_json::from_str(include_str!("../samples/table.json")).unwrap()
}

fn seen(reading: &Reading) -> Expected {
    let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string());
    Expected {
        kind: reading.kind.as_str().to_owned(),
        rows: reading.rows,
        problems: reading.problems.iter().filter(|p| p.of == ProblemOf::Row).count(),
        sum_in: reading.sum_in.to_string(),
        sum_out: reading.sum_out.to_string(),
        from: day(reading.from),
        to: day(reading.to),
        refused: None,
    }
}

#[test]
fn every_sample_is_read_whole_or_refused_for_the_stated_reason() {
    let Some(folder) = folder() else { return };
    let (mut right, mut refused) = (0, 0);
    let mut wrong = Vec::new();
    let table = table();
    for (name, expected) in &table {
        let path = folder.join(name);
        match (open(&path), &expected.refused) {
            (Ok(reading), None) if seen(&reading) == *expected => right += 1,
            (Err(refusal), Some(why)) if refusal.why.code() == why => refused += 1,
            (Ok(reading), _) => {
                wrong.push(format!("{name}\n  read     {:?}\n  expected {expected:?}", seen(&reading)))
            }
            (Err(refusal), _) => wrong.push(format!("{name}\n  {}\n  expected {expected:?}", refusal.en())),
        }
    }
    println!("samples read: {right} of {}, refused with the stated reason: {refused}", table.len(),);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_covers_the_folder() {
    let Some(folder) = folder() else { return };
    let mut folders = vec![folder.clone()];
    let mut found = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => found.push(path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned()),
            }
        }
    }
    let table = table();
    found.retain(|name| name != "INDEX.md" && !table.contains_key(name));
    assert!(found.is_empty(), "no line in table.json for {found:?}");
}

#[test]
fn samples_are_known_by_their_provider() {
    let Some(folder) = folder() else { return };
    for (name, source) in [
        ("_derived/abc_corp_9col.xls", "abc_corporate"),
        ("_derived/boc_HISQRY_gbk.csv", "boc_corporate"),
        ("_derived/boc_utf16le.csv", "boc"),
        ("_derived/bocom_personal.xls", "bocom_personal"),
        ("_derived/ccb_corp_17col.xls", "ccb_corporate"),
        ("_derived/cib_personal.xls", "cib"),
        ("_derived/cmbc_corp_html.xls", "cmbc_corporate"),
        ("_derived/generic_excel_dates_dc_flag.xlsx", "bank"),
        ("_derived/pab_corp_bad_dimension.xlsx", "pab_corporate"),
        ("_derived/89800000000001A_MX_20261111093000_1.xlsx", "ums"),
        ("_derived/JY_822000000000001_20261110.txt", "lakala_jy"),
        ("_derived/20880000000000000156_20261110.csv.zip", "alipay_merchant"),
        ("_embedded/wechat_mch_SUCCESS_2019.csv", "wechat_merchant"),
        ("_embedded/boc_cup_merchant_2015.txt", "boc_merchant"),
        ("_embedded/kuaiqian_pos_2011.csv", "kuaiqian_pos"),
        ("_embedded/psbc_vas_iper_2012.txt", "psbc_merchant"),
        ("_embedded/ips_2011.csv", "ips"),
        ("_embedded/cgb_2012.txt", "cgb_merchant"),
        ("focus000__preciouss/tests/fixtures/cmb_credit_sample.csv", "credit_card"),
    ] {
        let reading = open(&folder.join(name)).unwrap_or_else(|refusal| panic!("{name}: {}", refusal.en()));
        assert_eq!(reading.source, source, "{name}");
        assert_eq!(reading.rows, reading.transactions.len() + reading.lines.len(), "{name}");
        if name.starts_with("_derived") {
            assert!(reading.checks.iter().all(|check| check.holds), "{name}: {:?}", reading.checks);
        }
    }
}

#[test]
fn every_spelling_of_a_date_in_the_samples() {
    let Some(folder) = folder() else { return };
    let bytes = std::fs::read(folder.join("_derived/stress_date_styles.csv")).unwrap();
    let text = recoup_statements::masked_text("f", &bytes, &Options::default()).unwrap();
    let mut compared = 0;
    for row in text.lines().skip(1) {
        let mut cells = row.split('\t');
        let (spelled, day) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let Ok(day) = day.get(..10).unwrap_or_default().parse::<chrono::NaiveDate>() else { continue };
        let read =
            recoup_statements::value::moment(spelled, Some(recoup_statements::value::DayOrder::DayFirst));
        assert_eq!(read.and_then(|m| m.day), Some(day), "{spelled}");
        compared += 1;
    }
    assert!(compared > 12, "{compared}");
}

#[test]
fn the_scenarios_bank_files_agree_line_by_line() {
    let Some(folder) = folder() else { return };
    let table = table();
    // OFX has no balance beside each line.
    let scenario = |(name, expected): &(&String, &Expected)| {
        expected.kind == "bank" && expected.sum_in == "39349.74" && !name.ends_with(".ofx")
    };
    let all: Vec<(&str, Vec<_>)> = table
        .iter()
        .filter(scenario)
        .map(|(path, _)| {
            let lines = open(&folder.join(path)).unwrap().lines;
            (
                path.as_str(),
                lines
                    .iter()
                    .map(|line| (line.on, line.amount, line.balance, line.counterparty.clone()))
                    .collect(),
            )
        })
        .collect();
    for (path, lines) in &all {
        assert_eq!(lines, &all[0].1, "{path}");
    }
    let payer = |line: &&(chrono::NaiveDate, recoup_ledger::Money, _, String)| line.3.contains("银联商务");
    let credits: Vec<String> = all[0].1.iter().filter(payer).map(|line| line.1.to_string()).collect();
    assert_eq!(credits, ["6394.29", "4651.86", "3064.52", "14652.25", "7370.86", "2714.59"]);
}

#[test]
fn the_scenarios_payouts_add_up_by_clearing_day() {
    let Some(folder) = folder() else { return };
    let file = open(&folder.join("_derived/89800000000001A_MX_20261111093000_1.xlsx")).unwrap();
    let net_of = |days: &[&str]| -> String {
        let on = |txn: &&recoup_ledger::Transaction| {
            txn.clearing_day.is_some_and(|day| days.contains(&day.to_string().as_str()))
        };
        file.transactions.iter().filter(on).map(|txn| txn.owed()).sum::<recoup_ledger::Money>().to_string()
    };
    assert_eq!(net_of(&["2026-11-04"]), "5823.26");
    assert_eq!(net_of(&["2026-11-06", "2026-11-07", "2026-11-08"]), "14652.25");
    assert_eq!(net_of(&["2026-11-10"]), "2714.59");
    let again = open(&folder.join("_derived/89800000000001A_MX_20261112093000_2.xlsx")).unwrap();
    let known: std::collections::BTreeSet<_> = file.transactions.iter().map(|txn| txn.id).collect();
    assert!(
        again.transactions.iter().all(|txn| known.contains(&txn.id)),
        "the second export repeats the first"
    );
}

#[test]
fn damaged_samples_do_no_harm() {
    let Some(folder) = folder() else { return };
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    for path in [
        "_derived/abc_corp_9col.xls",
        "_derived/ccb_corp_17col.xls",
        "tafia__calamine/tests/biff5_write.xls",
        "tafia__calamine/tests/pass_protected.xlsx",
    ] {
        let whole = std::fs::read(folder.join(path)).unwrap();
        for round in 0..60 {
            let mut bytes = whole.clone();
            for _ in 0..1 + round % 12 {
                let at = if round % 2 == 0 { random() % 512 } else { random() % bytes.len() };
                bytes[at] = random() as u8;
            }
            if round % 5 == 0 {
                bytes.truncate(random() % whole.len());
            }
            let _ = read("坏", &bytes, &Options::default());
        }
    }
}
