//! A file that takes a while: how far it is, and stopping it.

use std::fmt::Write;

use crate::desk::{Desk, can_run};

#[tokio::test]
async fn a_long_import_shows_its_rows_and_can_be_stopped() {
    if !can_run() {
        return;
    }
    let desk = Desk::start(&[]).await;
    let long = desk.path("全年明细.csv");
    std::fs::write(&long, many_sales(600_000)).unwrap();
    desk.next_dialog(&[&long]);
    desk.click("import-choose").await;
    desk.thing("import-progress").await;
    desk.read("全年明细.csv").await;
    desk.look("12-import-progress").await;
    desk.click("import-stop").await;
    desk.read("没有存入").await;
    assert!(!desk.has("[data-testid='import-progress']").await);
    assert_eq!(desk.call("imports", serde_json::json!({})).await["ok"], serde_json::json!([]));
    // The window goes on: the same dialog, a short file.
    let short = desk.path("三笔.csv");
    std::fs::write(&short, many_sales(3)).unwrap();
    desk.next_dialog(&[&short]);
    desk.click("import-choose").await;
    desk.click("import-commit").await;
    desk.on("overview").await;
    desk.close().await;
}

fn many_sales(count: u32) -> String {
    let mut text = String::from("交易时间,交易金额,手续费,交易类型,参考号,商户编号\n");
    for n in 0..count {
        let (day, h, m, s) = (1 + n / 86_400 % 20, n / 3600 % 24, n / 60 % 60, n % 60);
        writeln!(
            text,
            "2026-11-{day:02} {h:02}:{m:02}:{s:02},{}.50,0.10,消费,{n:012},899331054110027",
            n % 500 + 1
        )
        .unwrap();
    }
    text
}
