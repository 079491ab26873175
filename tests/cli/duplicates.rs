//! The same sale from several files is one sale; equal sales that are two stay two.

use serde_json::Value;

use crate::world::World;

const HEAD: &str = "交易时间,交易金额,手续费,交易类型,参考号,商户编号,终端号\n";

fn sale(day: u32, time: &str, amount: &str, reference: &str) -> String {
    format!("2026-11-{day:02} {time},{amount},0.10,消费,{reference},899331054110027,62007719\n")
}

fn total(world: &World) -> (usize, String) {
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    let sales: usize =
        report["payouts"].as_array().unwrap().iter().map(|p| p["sales"].as_u64().unwrap() as usize).sum();
    (sales, report["totals"]["expected"].as_str().unwrap().to_owned())
}

fn sources(world: &World, id: &str) -> Vec<String> {
    let explained = world.json(&["explain", id, "--json"]);
    explained["sources"].as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_owned()).collect()
}

fn first_sample(report: &Value) -> String {
    report["files"][0]["sample"][0]["reference"].as_str().unwrap().to_owned()
}

#[test]
fn files_that_overlap_count_each_sale_once_and_keep_every_place() {
    let world = World::new();
    let (a, b, c) = (
        sale(3, "09:00:00", "100.00", "111111111111"),
        sale(3, "10:00:00", "200.00", "222222222222"),
        sale(4, "11:00:00", "300.00", "333333333333"),
    );
    let early = world.file("前半.csv", format!("{HEAD}{a}{b}"));
    let late = world.file("后半.csv", format!("{HEAD}{b}{c}"));
    assert_eq!(first_sample(&world.import(&[&early])), "111111111111");
    let second = world.import(&[&late]);
    assert_eq!(
        (&second["files"][0]["new"], &second["files"][0]["duplicate"]),
        (&1.into(), &1.into()),
        "{second}"
    );
    assert_eq!(total(&world).0, 3);
    let places = sources(&world, "222222222222");
    assert_eq!(places.len(), 2, "{places:?}");
    assert!(places[0].contains("前半.csv") && places[0].contains('3'), "{places:?}");
    assert!(places[1].contains("后半.csv") && places[1].contains('2'), "{places:?}");

    // Taking the first one back leaves what the second has.
    let (with_both, _) = total(&world);
    world.ok(&["import", "undo", "1"]);
    assert_eq!((with_both, total(&world).0), (3, 2));
    let left = sources(&world, "222222222222");
    assert_eq!(left.len(), 1);
    assert!(left[0].contains("后半.csv"), "{left:?}");
}

#[test]
fn two_equal_sales_stay_two() {
    let world = World::new();
    // No number tells them apart: same minute, same amount, twice.
    let twice = "交易时间,交易金额,手续费,交易类型,商户编号,终端号\n\
                 2026-11-03 09:00:00,12.00,0.05,消费,899331054110027,62007719\n\
                 2026-11-03 09:00:00,12.00,0.05,消费,899331054110027,62007719\n";
    let report = world.import(&[&world.file("a.csv", twice)]);
    assert_eq!(report["files"][0]["new"], 2, "{report}");
    assert_eq!(total(&world).0, 2);
    // The same two again in a longer export: still two, and one more.
    let more = format!("{twice}2026-11-03 09:30:00,12.00,0.05,消费,899331054110027,62007719\n");
    let report = world.import(&[&world.file("b.csv", more)]);
    assert_eq!(
        (&report["files"][0]["new"], &report["files"][0]["duplicate"]),
        (&1.into(), &2.into()),
        "{report}"
    );
    assert_eq!(total(&world).0, 3);
}

#[test]
fn a_masked_full_card_number_does_not_make_a_second_sale() {
    let world = World::new();
    let head = "交易时间,交易金额,手续费,交易类型,卡号,凭证号,商户编号,终端号\n";
    let row =
        |card: &str| format!("2026-11-03 09:00:00,12.00,0.05,消费,{card},000017,899331054110027,62007719\n");
    world.import(&[&world.file("全.csv", format!("{head}{}", row("4111111111111111")))]);
    let masked = world.import(&[&world.file("码.csv", format!("{head}{}", row("411111******1111")))]);
    assert_eq!(masked["files"][0]["new"], 0, "{masked}");
    assert_eq!(total(&world).0, 1);
}
