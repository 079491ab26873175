//! A case learns from the next statement that its money came.

use serde_json::Value;

use crate::cases::with_case;
use crate::world::{World, fixture, yuan};

/// The day after the sample statement, in its layout, with these credits of the acquirer.
fn next_day(world: &World, credits: &[(&str, &str)]) -> std::path::PathBuf {
    let sample = std::fs::read(fixture("中行流水_HISQRY_20261026-20261123.csv")).unwrap();
    let (sample, _, _) = encoding_rs::GBK.decode(&sample);
    let mut text: String = sample
        .lines()
        .take(8)
        .map(|line| match line.split_once(',') {
            Some((label, _)) if label.contains("Time Range") => format!("{label},20261124-20261124\r\n"),
            Some((label, _)) if label.contains("Total") => format!("{label},\r\n"),
            _ => format!("{line}\r\n"),
        })
        .collect();
    let mut balance = 4_805_041;
    for (at, (amount, memo)) in credits.iter().enumerate() {
        balance += yuan(&Value::from(*amount));
        text.push_str(&format!(
            "来账,小额普通,10200771,样例银行清算中心,24370000000000000000,青杉支付有限公司客户备付金,40771,\
             中国银行样例支行,385672019846,南桥小满果蔬店,20261124,09:1{at}:00,CNY,+{amount},+{}.{:02},20261124,,\
             7712000004{at},{memo},,{memo},\r\n",
            balance / 100,
            balance % 100
        ));
    }
    let (bytes, _, _) = encoding_rs::GBK.encode(&text);
    world.file("中行流水_HISQRY_20261124-20261124.csv", bytes)
}

fn clocks(case: &Value) -> Vec<&str> {
    case["clocks"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect()
}

#[test]
fn a_case_learns_that_its_money_arrived_and_says_so() {
    let (world, _) = with_case();
    world.ok(&["case", "demand", "1", "--sent", "2026-11-20"]);
    let before = world.json(&["case", "show", "1", "--json"]);
    assert_eq!(clocks(&before), ["demand_trace", "demand", "settlement_30", "limitation"]);
    assert_eq!(
        (before["amount"].as_str(), before["outstanding"].as_str()),
        (Some("3063.30"), Some("3063.30"))
    );
    let list = world.json(&["case", "list", "--json"]);
    assert_eq!(list[0]["step"], before["next"]["step"], "the list knows what the case's own screen knows");

    // One batch comes: the other is still owed, and only that one.
    let one = next_day(&world, &[("2579.92", "1111-1111补划")]);
    world.import(&[&one]);
    let part = world.json(&["case", "show", "1", "--json"]);
    assert_eq!((part["received"].as_str(), part["outstanding"].as_str()), (Some("2579.92"), Some("483.38")));
    assert!(clocks(&part).contains(&"limitation"));
    let due = |case: &Value| {
        let clocks = case["clocks"].as_array().unwrap().clone();
        clocks.iter().find(|c| c["id"] == "settlement_30").unwrap()["due"].clone()
    };
    assert_eq!((due(&before), due(&part)), ("2026-12-11".into(), "2026-12-17".into()));
    // What the owner noted and a statement shows as well counts once.
    world.ok(&["case", "paid", "1", "--amount", "2579.92", "--on", "2026-11-24"]);
    let noted = world.json(&["case", "show", "1", "--json"]);
    assert_eq!(
        (noted["received"].as_str(), noted["outstanding"].as_str()),
        (Some("2579.92"), Some("483.38"))
    );
    let sheet = world.ok(&["case", "sheet", "1", "unionpay"]);
    assert!(sheet.contains("486.30") && !sheet.contains("11 月 11 日"), "only what is still owed: {sheet}");

    // The rest comes too.
    let rest = next_day(&world, &[("2579.92", "1111-1111补划"), ("483.38", "1117补划")]);
    world.import(&[&rest]);
    let shown = world.ok(&["case", "show", "1"]);
    assert!(shown.contains("钱都到了，可以结案") && shown.contains("钱都到了，等您结案"), "{shown}");
    assert!(!shown.contains('⏱'), "no period runs for money that came: {shown}");
    world.ok(&["case", "reminders", "1", "-o", "提醒.ics"]);
    assert!(!std::fs::read_to_string(world.path("提醒.ics")).unwrap().contains("VEVENT"));
    let after = world.json(&["case", "show", "1", "--json"]);
    assert_eq!((after["received"].as_str(), after["outstanding"].as_str()), (Some("3063.30"), Some("0.00")));
    let list = world.json(&["case", "list", "--json"]);
    assert_eq!((&list[0]["step"], &list[0]["due"]), (&after["next"]["step"], &Value::Null));
    assert!(list[0]["waiting"].to_string().contains("钱都到了，等您结案"), "{}", list[0]);
    world.ok(&["case", "close", "1", "--outcome", "paid"]);
}
