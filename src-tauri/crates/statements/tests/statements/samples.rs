//! The sample files, when `RECOUP_SAMPLES` names their folder. Counts and sums come from an independent look at the
//! files (a Python script with decimal arithmetic), not from this crate.

use std::path::{Path, PathBuf};

use recoup_statements::{FileKind, Options, Reading, Refusal, read};

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

/// path, source, rows, in, out
const EXACT: &[(&str, &str, usize, &str, &str)] = &[
    ("_derived/abc_corp_9col.xls", "abc_corporate", 14, "39349.74", "9173.33"),
    ("_derived/boc_HISQRY_gbk.csv", "boc_corporate", 14, "39349.74", "9173.33"),
    ("_derived/boc_utf16le.csv", "boc", 14, "39349.74", "9173.33"),
    ("_derived/bocom_personal.xls", "bocom_personal", 14, "39349.74", "9173.33"),
    ("_derived/ccb_corp_17col.xls", "ccb_corporate", 14, "39349.74", "9173.33"),
    ("_derived/cib_personal.xls", "cib", 14, "39349.74", "9173.33"),
    ("_derived/cmbc_corp_html.xls", "cmbc_corporate", 14, "39349.74", "9173.33"),
    ("_derived/generic_excel_dates_dc_flag.xlsx", "bank", 14, "39349.74", "9173.33"),
    ("_derived/pab_corp_bad_dimension.xlsx", "pab_corporate", 14, "39349.74", "9173.33"),
    ("_derived/89800000000001A_MX_20261111093000_1.xlsx", "ums", 84, "45525.78", "656.32"),
    ("_derived/89800000000001A_MX_20261112093000_2.xlsx", "ums", 23, "13315.25", "0.00"),
    ("_derived/ums_format1_14col.xls", "ums", 84, "45525.78", "656.32"),
    ("_derived/JY_822000000000001_20261110.txt", "lakala_jy", 84, "45525.78", "656.32"),
    ("_derived/wechat_mch_ALL_utf8bom.csv", "wechat_merchant", 16, "7181.15", "52.27"),
    ("_derived/alipay_mch_业务明细_gbk.csv", "alipay_merchant", 27, "16443.62", "0.00"),
    ("_derived/20880000000000000156_20261110.csv.zip", "alipay_merchant", 27, "16443.62", "0.00"),
    ("_derived/微信支付账单(20261101-20261110)_aes_pw123456.zip", "wechat_personal", 3, "63.00", "12.00"),
    ("_embedded/alipay_accountlog_2012.csv", "alipay_fund_flow", 3, "3778.00", "0.00"),
    ("_embedded/cmbc_b2c_merchant_2014.csv", "cmbc_merchant", 35, "2473.12", "0.00"),
    ("_embedded/hebei_bank_vas_2012.csv", "acquirer", 5, "53.00", "0.00"),
    ("_embedded/yeepay_2011.csv", "acquirer", 4, "650.00", "0.00"),
    ("_embedded/lakala_JY.txt", "lakala_jy", 1, "100.00", "0.00"),
    ("_embedded/wechat_mch_ALL_2019.csv", "wechat_merchant", 1, "6.00", "0.00"),
    ("_embedded/wechat_mch_SUCCESS_2019.csv", "wechat_merchant", 1, "0.01", "0.00"),
    ("_embedded/abc_caret_2015.txt", "abc_merchant", 2, "29.97", "49.90"),
    ("_embedded/citic_pos_settle_2012.txt", "citic_pos", 2, "0.10", "0.00"),
    (
        "deb-sig__double-entry-generator/example/icbc/debit-v1/example-icbc-debit-v1-records.csv",
        "icbc_personal",
        11,
        "2841.74",
        "4241.08",
    ),
    (
        "deb-sig__double-entry-generator/example/abc_debit/example-abc_debit-records.csv",
        "abc_personal",
        5,
        "10000.01",
        "12355.89",
    ),
    (
        "deb-sig__double-entry-generator/example/bocom_debit/example-bocom_debit-records.csv",
        "bocom_personal",
        6,
        "11.25",
        "114.00",
    ),
    (
        "deb-sig__double-entry-generator/example/cmb/debit/example-cmb-records.csv",
        "cmb_personal",
        5,
        "1234.00",
        "2013.14",
    ),
    (
        "deb-sig__double-entry-generator/example/wechat/example-wechat-records.csv",
        "wechat_personal",
        27,
        "28.49",
        "2904.53",
    ),
    (
        "deb-sig__double-entry-generator/example/alipay/example-alipay-records.csv",
        "alipay_personal",
        10,
        "222228.50",
        "161.64",
    ),
    (
        "deb-sig__double-entry-generator/example/jd/example-jd-records.csv",
        "jd_personal",
        26,
        "0.00",
        "2277.70",
    ),
    ("CacinieP__FinancialBeancount/test_data/sample_alipay.csv", "alipay_personal", 10, "8035.00", "607.40"),
];

#[test]
fn rows_and_sums() {
    let Some(folder) = folder() else { return };
    for (path, source, rows, sum_in, sum_out) in EXACT {
        let reading = open(&folder.join(path)).unwrap_or_else(|refusal| panic!("{path}: {}", refusal.en()));
        assert_eq!(reading.source, *source, "{path}");
        assert_eq!(reading.rows, *rows, "{path}");
        assert_eq!(reading.rows, reading.transactions.len() + reading.lines.len(), "{path}");
        assert_eq!(
            (reading.sum_in.to_string().as_str(), reading.sum_out.to_string().as_str()),
            (*sum_in, *sum_out),
            "{path}"
        );
        assert!(reading.problems.is_empty(), "{path}: {:?}", reading.problems);
        if path.starts_with("_derived") {
            assert!(reading.checks.iter().all(|check| check.holds), "{path}: {:?}", reading.checks);
        }
    }
}

#[test]
fn the_scenarios_bank_files_agree_line_by_line() {
    let Some(folder) = folder() else { return };
    let banks = EXACT.iter().filter(|row| row.2 == 14);
    let all: Vec<(&str, Vec<_>)> = banks
        .map(|(path, ..)| {
            let lines = open(&folder.join(path)).unwrap().lines;
            (
                *path,
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
fn what_is_not_read_is_refused_for_the_right_reason() {
    let Some(folder) = folder() else { return };
    for (path, code) in [
        ("beancount__beangulp/beangulp/file_type_testdata/example.qfx", "unsupported"),
        ("beancount__beangulp/examples/Downloads/Statement.pdf", "not_a_table"),
        ("tafia__calamine/tests/pass_protected.xlsx", "wrong_password"),
        ("LerianStudio__matcher/tests/e2e/fixtures/sample_bank.csv", "unknown_table"),
        ("deb-sig__double-entry-generator/example/htsec/example-htsec-records.xlsx", "unknown_table"),
        ("tafia__calamine/tests/date_1904.xls", "unknown_table"),
    ] {
        assert_eq!(open(&folder.join(path)).unwrap_err().why.code(), code, "{path}");
    }
    let totals = open(&folder.join("_derived/alipay_mch_业务汇总_gbk.csv")).unwrap();
    assert_eq!((totals.kind, totals.rows), (FileKind::Summary, 0));
    let card =
        open(&folder.join("deb-sig__double-entry-generator/example/citic/credit/example-citic-records.xls"));
    assert_eq!(card.unwrap().source, "credit_card");
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
