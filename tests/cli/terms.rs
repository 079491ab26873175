//! What the bank's credits show about an agreement that nobody typed, or that the acquirer does not keep.

use std::path::PathBuf;

use serde_json::Value;

use crate::world::World;

const DAYS: [u32; 6] = [2, 3, 4, 9, 10, 11];

/// Sales of six days, without a fee, and the credits of the next day at a rate in hundredths of a percent.
fn files(world: &World, rate: i64) -> [PathBuf; 2] {
    let mut sales = "交易时间,交易金额,交易类型,参考号,商户编号,终端号\n".to_owned();
    let mut bank = "交易日期,摘要,收入金额,支出金额,余额,对方户名\n".to_owned();
    let mut balance = 0;
    for day in DAYS {
        let mut net = 0;
        for n in 0..5 {
            let fen = 52_345 + 1_777 * i64::from(day) + 3_331 * n;
            let (yuan, reference) = (yuan(fen), 100 * i64::from(day) + n);
            sales.push_str(&format!(
                "2026-11-{day:02} 10:{n:02}:00,{yuan},消费,{reference:012},899331054110027,62007719\n"
            ));
            net += fen - (fen * rate + 5_000) / 10_000;
        }
        balance += net;
        let (net, balance) = (yuan(net), yuan(balance));
        bank.push_str(&format!(
            "2026-11-{:02},清算,{net},0.00,{balance},青杉支付有限公司客户备付金\n",
            day + 1
        ));
    }
    [world.file("收款.csv", sales), world.file("流水.csv", bank)]
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn agreement(world: &World) -> Value {
    let list = world.json(&["agreement", "list", "--json"]);
    list[0].clone()
}

#[test]
fn a_rate_that_nobody_typed_is_told_as_learned() {
    let world = World::new();
    let [sales, bank] = files(&world, 60);
    world.import(&[&sales, &bank]);
    let found = agreement(&world);
    assert_eq!((&found["rates"], &found["learned"]["days"]), (&"".into(), &DAYS.len().into()), "{found}");
    let said = found["learned"]["text"].as_str().unwrap();
    assert!(said.contains("0.6%") && said.contains("不是合同写的"), "{said}");
    assert_eq!(found["overcharges"], serde_json::json!([]));
    assert!(world.ok(&["agreement", "list"]).contains(said));
    assert!(world.ok(&["--lang", "en", "agreement", "list"]).contains("no contract says it"));
}

#[test]
fn a_typed_rate_that_the_credits_contradict_is_told_with_its_sales() {
    let world = World::new();
    let [sales, bank] = files(&world, 60);
    world.import(&[&sales, &bank]);
    world.ok(&["agreement", "set", "--merchant", "899331054110027", "--rate", "0.38%"]);
    let found = agreement(&world);
    assert_eq!(found["learned"], Value::Null);
    let over = &found["overcharges"][0];
    assert_eq!((&over["rate"], &over["deposits"]), (&"0.60%".into(), &DAYS.len().into()), "{found}");
    assert_eq!((&over["from"], &over["until"]), (&"2026-11-03".into(), &"2026-11-12".into()));
    assert_eq!(over["sales"].as_array().unwrap().len(), 5 * DAYS.len());
    let fee = |fen: i64, rate: i64| (fen * rate + 5_000) / 10_000;
    let grosses = DAYS.iter().flat_map(|day| (0..5).map(|n| 52_345 + 1_777 * i64::from(*day) + 3_331 * n));
    let more: i64 = grosses.map(|fen| fee(fen, 60) - fee(fen, 38)).sum();
    assert_eq!(over["amount"], yuan(more));
    assert!(world.ok(&["agreement", "list"]).contains(&format!("多扣 {} 元", yuan(more))));
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    assert_eq!(report["totals"]["fee_difference"], yuan(more), "the same money as in the report");
}
