//! Collected sample files of one shop: an acquirer's export and bank statements of many banks. One batch never came.

use std::path::Path;

use serde_json::Value;

use crate::world::{World, samples, yuan};

const ACQUIRER: &str = "_derived/89800000000001A_MX_20261111093000_1.xlsx";

/// The truth of the scenario: the payout due on 2026-11-05 is missing and nothing else.
fn check(report: &Value, bank: &Path) {
    let bank = bank.display();
    let missing = report["missing"].as_array().unwrap();
    assert!(!missing.is_empty(), "{bank}: nothing is missing");
    for sale in missing {
        assert!(sale["sold_at"].as_str().unwrap().starts_with("2026-11-04"), "{bank}: {sale}");
        assert_eq!(sale["due_on"], "2026-11-05", "{bank}: {sale}");
    }
    let net: i64 = missing.iter().map(|sale| yuan(&sale["net"])).sum();
    assert_eq!(net, 582_326, "{bank}");
    let unpaid: Vec<&Value> =
        report["payouts"].as_array().unwrap().iter().filter(|p| p["state"] != "paid").collect();
    assert_eq!(unpaid.len(), 1, "{bank}: {unpaid:?}");
    assert_eq!(unpaid[0]["clearing_day"], "2026-11-04");
    let totals = &report["totals"];
    let lost = yuan(&totals["overdue"]) + yuan(&totals["not_arrived"]);
    assert_eq!(lost, 582_326, "{bank}: {totals}");
    let parts: i64 = [
        "arrived",
        "in_transit",
        "uncovered",
        "overdue",
        "not_arrived",
        "fee_difference",
        "explained",
        "unexplained",
    ]
    .iter()
    .map(|part| yuan(&totals[part]))
    .sum();
    assert_eq!(yuan(&totals["expected"]), parts, "{bank}: {totals}");
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{bank}: {findings:?}");
    assert_eq!(
        (&findings[0]["kind"], yuan(&findings[0]["amount"])),
        (&"not_arrived".into(), 582_326),
        "{bank}"
    );
}

#[test]
fn every_bank_file_of_the_scenario_names_the_same_missing_batch() {
    let Some(samples) = samples() else { return };
    let mut tried = 0;
    for name in [
        "boc_HISQRY_gbk.csv",
        "boc_utf16le.csv",
        "abc_corp_9col.xls",
        "bocom_personal.xls",
        "ccb_corp_17col.xls",
        "cib_personal.xls",
        "cmbc_corp_html.xls",
        "generic_excel_dates_dc_flag.xlsx",
        "pab_corp_bad_dimension.xlsx",
    ] {
        let bank = samples.join("_derived").join(name);
        let world = World::new();
        let report = world.import(&[&samples.join(ACQUIRER), &bank]);
        for file in report["files"].as_array().unwrap() {
            assert!(file["refused"].is_null(), "{file}");
            assert!(file["problems"].as_array().unwrap().is_empty(), "{name}: {}", file["problems"]);
        }
        // Only files that hold the weekend's credit belong to the scenario.
        let deposits = world.json(&["missing", "--json", "--as-of", "2026-11-20"]);
        let has = deposits["payouts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|p| p["clearing_day"] == "2026-11-06" && p["state"] == "paid");
        if !has {
            println!("{name} does not hold the credit of 2026-11-09: not this scenario");
            continue;
        }
        check(&deposits, &bank);
        tried += 1;
    }
    assert!(tried >= 6, "only {tried} bank files took part");
}

#[test]
fn importing_the_overlapping_export_changes_nothing_that_was_known() {
    let Some(samples) = samples() else { return };
    let world = World::new();
    let first = samples.join(ACQUIRER);
    let second = samples.join("_derived/89800000000001A_MX_20261112093000_2.xlsx");
    let bank = samples.join("_derived/boc_HISQRY_gbk.csv");
    world.import(&[&first, &bank]);
    let before = world.json(&["missing", "--json", "--as-of", "2026-11-10"]);
    let report = world.import(&[&second]);
    assert!(report["files"][0]["duplicate"].as_u64().unwrap() > 0, "{report}");
    let after = world.json(&["missing", "--json", "--as-of", "2026-11-10"]);
    assert_eq!(before["missing"], after["missing"]);
}

#[test]
fn the_answer_is_the_same_whatever_the_order_of_the_files() {
    let Some(samples) = samples() else { return };
    let acquirer = samples.join(ACQUIRER);
    let bank = samples.join("_derived/boc_HISQRY_gbk.csv");
    let one = World::new();
    one.import(&[&acquirer, &bank]);
    let other = World::new();
    other.import(&[&bank]);
    other.import(&[&acquirer]);
    assert_eq!(
        one.json(&["missing", "--json", "--as-of", "2026-11-20"]),
        other.json(&["missing", "--json", "--as-of", "2026-11-20"])
    );
}

#[test]
fn on_the_due_day_nothing_is_late_yet() {
    let Some(samples) = samples() else { return };
    let world = World::new();
    world.import(&[&samples.join(ACQUIRER), &samples.join("_derived/boc_HISQRY_gbk.csv")]);
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-05"]);
    assert_eq!(report["missing"].as_array().unwrap().len(), 0, "2026-11-04's batch is due on this very day");
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-06"]);
    assert!(report["missing"].as_array().unwrap().iter().all(|s| s["state"] == "overdue"));
}
