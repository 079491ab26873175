//! The JSON that other programs read keeps its names.

use crate::world::{World, fixture, yuan};

fn keys(value: &serde_json::Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn import_and_missing_have_every_field_of_the_contract() {
    let world = World::new();
    let report =
        world.import(&[&fixture("收单明细_202611.xlsx"), &fixture("中行流水_HISQRY_20261026-20261123.csv")]);
    let file = keys(&report["files"][0]);
    for name in [
        "file",
        "sha256",
        "import",
        "kind",
        "source",
        "certainty",
        "columns",
        "rows",
        "new",
        "duplicate",
        "problems",
        "refused",
        "sum_in",
        "sum_out",
        "from",
        "to",
        "period_from",
        "period_to",
    ] {
        assert!(file.contains(&name), "{name} is missing in {file:?}");
    }
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    assert_eq!(report["as_of"], "2026-11-23");
    let sale = keys(&report["missing"][0]);
    for name in [
        "id",
        "reference",
        "order_no",
        "merchant_no",
        "terminal_no",
        "voucher_no",
        "sold_at",
        "kind",
        "channel",
        "gross",
        "fee",
        "net",
        "acquirer",
        "payout",
        "due_on",
        "days_late",
        "state",
        "known_to",
        "certainty",
        "confidence",
        "one_of",
        "reasons",
    ] {
        assert!(sale.contains(&name), "{name} is missing in {sale:?}");
    }
    let payout = keys(&report["payouts"][0]);
    for name in [
        "id",
        "agreement",
        "merchant_no",
        "channel",
        "clearing_day",
        "due_on",
        "sales",
        "gross",
        "fee",
        "net",
        "received",
        "difference",
        "deposits",
        "state",
        "known_to",
    ] {
        assert!(payout.contains(&name), "{name} is missing in {payout:?}");
    }
    let totals = keys(&report["totals"]);
    assert_eq!(totals.len(), 9, "{totals:?}");
    assert!(report["missing"][0]["reasons"][0]["text"].is_string(), "a sentence is a string");
    assert!(report["missing"][0]["sold_at"].as_str().unwrap().ends_with("+08:00"));
}

#[test]
fn json_goes_to_standard_output_alone() {
    let world = World::new();
    let said = world.run(&["missing", "--json"]);
    assert_eq!(said.code, 0, "an empty store is no error");
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["missing"].as_array().unwrap().len(), 0);
    assert_eq!(report["totals"]["expected"], "0.00");
}

#[test]
fn the_csv_is_safe_to_open_in_a_spreadsheet() {
    let world = World::new();
    world.import(&[&fixture("收单明细_202611.xlsx"), &fixture("中行流水_HISQRY_20261026-20261123.csv")]);
    world.ok(&["missing", "--as-of", "2026-11-23", "--csv", "没到.csv"]);
    let bytes = std::fs::read(world.path("没到.csv")).unwrap();
    assert_eq!(&bytes[..3], b"\xEF\xBB\xBF", "Excel needs the mark to read UTF-8");
    let text = String::from_utf8(bytes).unwrap();
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    assert_eq!(text.lines().count(), 1 + report["missing"].as_array().unwrap().len());
}

#[test]
fn help_is_there_in_chinese_and_english() {
    let world = World::new();
    let help = world.ok(&["--help"]);
    assert!(help.contains("导入对账单") && help.contains("print the dossier"), "{help}");
    assert_eq!(world.run::<&str>(&[]).code, 2, "no command is bad usage");
}

#[test]
fn the_lists_behind_the_answer_come_in_pages() {
    let (world, ids) = crate::cases::shop_with_losses();
    let report = world.json(&["missing", "--json"]);
    let all = world.json(&["transactions", "--json", "--limit", "500"]);
    let missing = world.json(&["transactions", "--json", "--limit", "500", "--state", "not_arrived"]);
    let rows = missing["rows"].as_array().unwrap();
    assert_eq!(missing["total"].as_u64().unwrap() as usize, rows.len());
    assert!(rows.iter().all(|row| row["state"] == "not_arrived"));
    let lost = report["missing"].as_array().unwrap().iter().filter(|sale| sale["state"] == "not_arrived");
    assert_eq!(lost.count(), rows.len());
    let sum: i64 = rows.iter().map(|row| yuan(&row["net"])).sum();
    assert_eq!(yuan(&missing["sum"]), sum);

    let page = world.json(&["transactions", "--json", "--offset", "2", "--limit", "3"]);
    assert_eq!(page["total"], all["total"]);
    assert_eq!(page["rows"].as_array().unwrap()[..], all["rows"].as_array().unwrap()[2..5]);
    let said = world.ok(&["transactions", "--text", &ids[0]]);
    assert!(said.contains(&ids[0]) && said.contains("共 1 笔"), "{said}");
    assert_eq!(world.run(&["transactions", "--state", "gone"]).code, 2);
    assert_eq!(world.run(&["transactions", "--limit", "0"]).code, 2);

    let credits = world.json(&["deposits", "--json", "--limit", "500"]);
    let rows = credits["rows"].as_array().unwrap();
    assert!(rows.len() > 3 && rows.iter().all(|row| yuan(&row["amount"]) > 0));
    let id = rows[0]["id"].as_str().unwrap();
    assert!(world.ok(&["deposits", "--limit", "1"]).contains(id), "the newest first");
    world.ok(&["explain", id]);
}

#[test]
fn a_contact_goes_on_top_and_down_again() {
    let world = World::new();
    let pinned = || {
        let list = world.json(&["contacts", "list", "--json"]);
        let ums = list.as_array().unwrap().iter().find(|c| c["id"] == "ums").unwrap().clone();
        ums["pinned"] == true
    };
    assert!(!pinned());
    world.ok(&["contacts", "pin", "ums"]);
    assert!(pinned());
    world.ok(&["contacts", "unpin", "ums"]);
    assert!(!pinned());
    assert_eq!(world.run(&["contacts", "unpin", "nobody"]).code, 2);
}
