//! The till's export beside the acquirer's: one sale, two files, and what only one of them has.

use serde_json::Value;

use crate::world::World;

const ACQUIRER: &str = "交易时间,交易金额,手续费,交易类型,交易状态,应答码,参考号,商户编号,终端号,支付方式\n";
const TILL: &str = "收银时间,小票号,收银机号,收银员,支付方式,实收金额\n";
const BANK: &str = "交易日期,收入金额,支出金额,余额,对方户名,摘要\n";

struct Day {
    acquirer: String,
    till: String,
    next: u32,
}

impl Day {
    fn new() -> Day {
        Day { acquirer: ACQUIRER.to_owned(), till: TILL.to_owned(), next: 0 }
    }

    fn acquirer(&mut self, time: &str, amount: &str, status: &str, answer: &str) {
        self.next += 1;
        self.acquirer.push_str(&format!(
            "2026-11-03 {time},{amount},0.00,消费,{status},{answer},{:012},899331054110027,62007719,银行卡\n",
            731_000_000_000u64 + u64::from(self.next) * 37
        ));
    }

    fn till(&mut self, time: &str, way: &str, amount: &str) {
        self.next += 1;
        self.till.push_str(&format!("2026-11-03 {time},{:06},01,小林,{way},{amount}\n", self.next));
    }

    /// Ten sales that both have; the till's clock is twenty minutes fast.
    fn usual(&mut self) {
        for n in 0..10u32 {
            let amount = format!("{}.{:02}", 30 + n * 9, n * 7);
            self.acquirer(&format!("{:02}:05:10", 9 + n), &amount, "成功", "00");
            self.till(&format!("{:02}:25:13", 9 + n), "银联刷卡", &amount);
        }
    }
}

fn report(world: &World) -> Value {
    world.json(&["missing", "--json", "--as-of", "2026-11-20"])
}

fn findings(report: &Value, kind: &str) -> Vec<Value> {
    report["findings"].as_array().unwrap().iter().filter(|f| f["kind"] == kind).cloned().collect()
}

#[test]
fn the_till_s_export_does_not_count_a_second_time() {
    let world = World::new();
    let mut day = Day::new();
    day.usual();
    // Approved on the till, failed at the acquirer; and one that the acquirer never got.
    day.till("12:40:05", "刷卡", "188.00");
    day.acquirer("12:20:01", "188.00", "失败", "98");
    day.till("15:50:30", "刷卡", "266.00");
    // No acquirer sees cash.
    day.till("16:00:00", "现金", "999.00");
    let acquirer = world.file("收单.csv", &day.acquirer);
    let till = world.file("收银.csv", &day.till);
    // 30.00 + 39.07 + … + 111.63
    let bank = world.file("银行.csv", format!("{BANK}2026-11-04,708.15,,10708.15,银联商务客户备付金,商户清算\n2026-11-18,,1.00,10707.15,张三,转账\n"));

    let read = world.import(&[&till]);
    assert_eq!((&read["files"][0]["source"], &read["files"][0]["till"]), (&"till".into(), &true.into()));
    assert_eq!(read["files"][0]["rows"], 12, "cash is left out: {read}");
    world.import(&[&acquirer, &bank]);
    let agreements = world.json(&["agreement", "list", "--json"]);
    assert_eq!(agreements.as_array().map(Vec::len), Some(1), "a till is nobody's merchant: {agreements}");

    let report = report(&world);
    assert_eq!(report["totals"]["expected"], "974.15", "{report:#}");
    assert_eq!(report["totals"]["arrived"], "708.15");
    assert_eq!(report["totals"]["not_arrived"], "266.00");
    let lacking = findings(&report, "not_at_acquirer");
    assert_eq!((lacking.len(), &lacking[0]["amount"]), (1, &"266.00".into()), "{lacking:?}");
    let why: Vec<&str> =
        lacking[0]["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert_eq!(why, ["not_at_acquirer", "clock_off"]);
    let conflict = findings(&report, "status_conflict");
    assert_eq!((conflict.len(), &conflict[0]["amount"]), (1, &"188.00".into()));
    assert!(conflict[0]["reasons"][0]["text"].as_str().unwrap().contains("应答码 98"), "{conflict:?}");
    let missing = report["missing"].as_array().unwrap();
    assert_eq!((missing.len(), &missing[0]["gross"]), (1, &"266.00".into()));

    // The sale leads to all three: till, acquirer, bank.
    let sale = world.json(&["explain", "731000000037", "--json"]);
    let who: Vec<&str> =
        sale["records"].as_array().unwrap().iter().map(|r| r["who"].as_str().unwrap()).collect();
    assert_eq!(who, ["till", "acquirer", "bank"], "{sale:#}");
    let places: Vec<&str> = sale["sources"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    assert!(places.iter().any(|p| p.contains("收银.csv 第 2 行")), "{places:?}");
    assert!(places.iter().any(|p| p.contains("收单.csv 第 2 行")), "{places:?}");
    // And the till's own record leads to the same sale.
    let by_till = world.json(&["explain", sale["records"][0]["id"].as_str().unwrap(), "--json"]);
    assert_eq!(by_till["records"], sale["records"]);

    // Taking the till's file back leaves the acquirer's alone.
    world.ok(&["import", "undo", "1"]);
    let report = self::report(&world);
    assert_eq!(report["totals"]["expected"], "708.15");
    assert!(
        findings(&report, "not_at_acquirer").is_empty() && findings(&report, "status_conflict").is_empty()
    );
}

#[test]
fn a_till_alone_stands_for_its_sales() {
    let world = World::new();
    let mut day = Day::new();
    day.usual();
    world.import(&[&world.file("收银.csv", &day.till)]);
    let report = report(&world);
    assert_eq!(report["totals"]["expected"], "708.15");
    assert!(findings(&report, "not_at_acquirer").is_empty());
}
