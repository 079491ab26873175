//! Importing, again and back.

use crate::world::{World, fixture};

const SALES: &str = "收单明细_202611.xlsx";
const BANK: &str = "中行流水_HISQRY_20261026-20261123.csv";

#[test]
fn a_second_import_of_the_same_file_changes_nothing() {
    let world = World::new();
    let (sales, bank) = (fixture(SALES), fixture(BANK));
    let first = world.import(&[&sales, &bank]);
    let before = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    let again = world.import(&[&sales, &bank]);
    for (a, b) in first["files"].as_array().unwrap().iter().zip(again["files"].as_array().unwrap()) {
        assert_eq!(b["new"], 0, "{b}");
        assert_eq!(b["duplicate"], a["rows"], "{b}");
        assert_eq!(b["already"], a["import"], "{b}");
    }
    assert_eq!(world.json(&["missing", "--json", "--as-of", "2026-11-23"]), before);
}

#[test]
fn an_import_can_be_undone_and_done_again() {
    let world = World::new();
    let (sales, bank) = (fixture(SALES), fixture(BANK));
    let report = world.import(&[&sales, &bank]);
    let before = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    let import = report["files"][0]["import"].to_string();
    world.ok(&["import", "undo", &import]);
    let without = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    assert_eq!(without["payouts"].as_array().unwrap().len(), 0, "without sales nothing is owed");
    world.import(&[&sales]);
    assert_eq!(world.json(&["missing", "--json", "--as-of", "2026-11-23"]), before);
}

#[test]
fn a_dry_run_says_the_same_and_stores_nothing() {
    let world = World::new();
    let sales = fixture(SALES);
    let args = |dry: bool| {
        let mut args = vec!["import".to_owned(), "--json".to_owned(), sales.to_str().unwrap().to_owned()];
        if dry {
            args.push("--dry-run".to_owned());
        }
        args
    };
    let mut dry = world.json(&args(true));
    let list = world.json(&["import", "list", "--json"]);
    assert_eq!(list.as_array().unwrap().len(), 0);
    let real = world.json(&args(false));
    dry["files"][0]["import"] = real["files"][0]["import"].clone();
    assert_eq!(dry, real);
}

#[test]
fn an_import_that_a_case_cites_stays() {
    let world = World::new();
    let report = world.import(&[&fixture(SALES), &fixture(BANK)]);
    let missing = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    let id = missing["missing"][0]["id"].as_str().unwrap();
    world.ok(&["case", "open", "--missing", id]);
    let import = report["files"][0]["import"].to_string();
    let said = world.run(&["import", "undo", &import]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("案件 1"), "it names the case: {}", said.err);
}

#[test]
fn a_statement_without_any_credit_of_the_acquirer_is_questioned() {
    let world = World::new();
    world.import(&[&fixture(SALES), &fixture("工行明细_hisdetail_202611.csv")]);
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    let missing = report["missing"].as_array().unwrap();
    assert!(!missing.is_empty());
    for sale in missing {
        assert_eq!(sale["certainty"], "likely", "{sale}");
        let reasons = sale["reasons"].as_array().unwrap();
        assert!(reasons.iter().any(|r| r["code"] == "none_from_acquirer"), "{sale}");
    }
}

#[test]
fn a_slip_takes_part_like_an_imported_sale() {
    let world = World::new();
    world.import(&[&fixture(BANK)]);
    let sale = world.json(&[
        "sale",
        "add",
        "--at",
        "2026-11-05T12:30",
        "--amount",
        "8888.88",
        "--terminal",
        "00012345",
        "--voucher",
        "000123",
        "--reference",
        "123456789012",
        "--photo",
        fixture("小票_20261111.jpg").to_str().unwrap(),
        "--json",
    ]);
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    let missing = report["missing"].as_array().unwrap();
    assert_eq!(missing.len(), 1, "{report}");
    assert_eq!(missing[0]["id"], sale["id"]);
    assert_eq!(missing[0]["due_on"], "2026-11-06");
    world.ok(&["case", "open", "--missing", "123456789012"]);
    let case = world.json(&["case", "show", "1", "--json"]);
    assert_eq!(
        case["exhibits"].as_array().unwrap().len(),
        1,
        "the slip's photo is evidence: {}",
        case["exhibits"]
    );
}

#[test]
fn bad_rows_are_listed_and_the_good_ones_kept() {
    let world = World::new();
    let text = std::fs::read(fixture(BANK)).unwrap();
    // The amount of one row is taken out: two commas with nothing between them.
    let (decoded, _, _) = encoding_rs::GB18030.decode(&text);
    let mut lines: Vec<String> = decoded.lines().map(str::to_owned).collect();
    let at = lines.iter().position(|line| line.contains("CNY,")).unwrap();
    let start = lines[at].find("CNY,").unwrap() + 4;
    let rest = lines[at][start..].to_owned();
    let end = match rest.strip_prefix('"') {
        Some(quoted) => quoted.find('"').unwrap() + 2,
        None => rest.find(',').unwrap(),
    };
    lines[at].replace_range(start..start + end, "");
    let text = lines.join("\r\n");
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let file = world.file("缺金额.csv", &bytes);
    let report = world.import(&[&file]);
    let problems = report["files"][0]["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{report}");
    assert_eq!(problems[0]["line"], at as u64 + 1);
    assert!(problems[0]["column"].as_str().unwrap().contains("交易金额"), "{problems:?}");
    assert!(report["files"][0]["rows"].as_u64().unwrap() > 10);
}
