//! What the shop's own records show, asked on the command line.

use std::path::{Path, PathBuf};

use crate::world::World;

fn story(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/cases").join(name).join("files")
}

#[test]
fn refunds_of_one_operator_are_told_before_and_in_a_case() {
    let world = World::new();
    let files = story("10_staff_refunds");
    world.import(&[&files.join("交易明细_202611.csv"), &files.join("银行流水_1109-1117.csv")]);
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-18"]);
    assert_eq!(report["missing"].as_array().unwrap().len(), 0, "nothing is owed");
    let gone = report["sales"].as_array().unwrap().iter().find(|s| s["reference"] == "110955000300").unwrap();
    let id = gone["id"].as_str().unwrap();

    let told = world.json(&["explain", id, "--as-of", "2026-11-18", "--json"]);
    assert_eq!(told["advice"]["causes"][0]["id"], "C24");
    assert_eq!(told["advice"]["next"]["check"], "staff_refunds");
    let read = world.ok(&["explain", id, "--as-of", "2026-11-18"]);
    assert!(read.contains("员工私自退款") && read.contains("下一步："), "{read}");

    world.ok(&["case", "open", "--missing", id]);
    let case = world.json(&["case", "show", "1", "--json"]);
    assert!(case["title"].as_str().unwrap().contains("不会结算的 1 笔"), "{}", case["title"]);
    let refused = world.run(&["dossier", "1", "--for", "provider", "-o", "材料.pdf"]);
    assert!(refused.code == 2 && refused.err.contains("没有可主张的结算款"), "{}", refused.err);
    let shown = world.ok(&["case", "show", "1"]);
    assert!(shown.contains("操作员 03：3 笔退款、撤销"), "{shown}");
    assert!(shown.contains("交易明细_202611.csv 第"), "each line names its rows: {shown}");
    let closed = world.ok(&["case", "close", "1", "--outcome", "withdrawn"]);
    assert!(closed.contains("一人一个操作员号"), "what to change comes with the end: {closed}");
}

#[test]
fn a_sale_that_arrived_opens_no_case_and_needs_no_advice() {
    let world = World::new();
    let files = story("12_double_charge");
    world.import(&[&files.join("收单明细_202611.csv"), &files.join("银行流水_1109-1117.csv")]);
    let told = world.json(&["explain", "110911853911", "--as-of", "2026-11-18", "--json"]);
    assert!(told["advice"].is_null(), "{told}");
    assert_eq!(world.run(&["case", "open", "--missing", "110911853911"]).code, 2);
}

#[test]
fn too_high_a_fee_is_told_with_the_deposit_and_the_payout() {
    let world = World::new();
    let files = story("11_fee_overcharge");
    world.import(&[&files.join("收单明细_202611.csv"), &files.join("银行流水_1109-1116.csv")]);
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-17"]);
    let payout = &report["payouts"][0];
    let deposit = payout["deposits"][0].as_str().unwrap();
    let explain =
        |id: &str| world.json(&["explain", id, "--as-of", "2026-11-17", "--json"])["advice"].clone();
    assert!(explain(deposit).is_null(), "without an agreed rate nothing can be too high");
    world.ok(&[
        "agreement",
        "set",
        "--merchant",
        "899330158120121",
        "--acquirer",
        "青杉支付",
        "--rate",
        "借记卡=0.38%",
    ]);
    for id in [deposit, payout["id"].as_str().unwrap()] {
        let advice = explain(id);
        assert_eq!(advice["causes"][0]["id"], "C06", "{id}");
        assert!(advice["causes"][0]["why"][0].as_str().unwrap().contains("2.58"), "{id}");
    }
}
