//! A table that nobody knows, and one that two sources fit: the owner says once what they are.

use crate::desk::{Desk, can_run};

const TILL: &str = "日子,时刻,收了,怎样了,做什么\n2026-10-02,09:12,1280.00,已入袋,卖货\n\
    2026-10-02,09:40,356.00,已入袋,卖货\n2026-10-02,09:50,99.00,黄了,卖货\n2026-10-03,10:00,356.00,已入袋,退东西\n";

/// The headers of a bank's list and of an acquirer's.
const TWO_FACED: &str = "交易日期,交易时间,交易摘要,交易金额,本次余额,对手信息,清算日期,交易日期时间,商编,参考号,交易方式\n\
    2026-11-03,10:00:00,收款,12.50,112.50,南桥面馆,2026-11-04,2026-11-03 10:00:00,89800001,R0001,扫码\n";

/// Chooses from a list, brought to the middle of the window first: the bar at the bottom covers what lies under it.
async fn choose(desk: &Desk, id: &str, value: &str) {
    let list = desk.thing(id).await;
    desk.ask(&format!(
        "document.querySelector('[data-testid=\"{id}\"]').scrollIntoView({{block: 'center'}})"
    ))
    .await;
    if list.select_by_value(value).await.is_err() {
        desk.shot("failed-choice").await;
        panic!("{id}: {value}");
    }
}

#[tokio::test]
async fn the_owner_says_what_columns_and_words_mean_and_which_source_it_is() {
    if !can_run() {
        return;
    }
    let desk = Desk::start(&[]).await;
    let (till, two_faced) = (desk.path("收银.csv"), desk.path("两可.csv"));
    std::fs::write(&till, TILL).unwrap();
    std::fs::write(&two_faced, TWO_FACED).unwrap();
    desk.next_dialog(&[&two_faced, &till]);
    desk.click("import-choose").await;

    // Which of two it is, by name.
    desk.thing("import-choice-ums_2").await;
    desk.settled().await;
    desk.look("40-import-choice").await;
    desk.click("import-choice-ums_2").await;

    // What each column is; the preview answers at once.
    desk.read("导入 1 个文件").await;
    desk.settled().await;
    desk.click("import-map").await;
    desk.on("mapping").await;
    desk.click_at("label:has(input[name='kind'][value='detail'])").await;
    for (at, field) in ["date", "time", "gross", "status", "kind"].into_iter().enumerate() {
        choose(&desk, &format!("map-{at}"), field).await;
    }
    // What the words of the till mean.
    for (word, meaning) in
        [("status-已入袋", "succeeded"), ("status-黄了", "failed"), ("kind-退东西", "refund")]
    {
        choose(&desk, &format!("word-{word}"), meaning).await;
    }
    desk.settled().await;
    desk.look("41-mapping-words").await;
    desk.click("map-save").await;
    desk.on("import").await;
    desk.settled().await;
    desk.click("import-commit").await;
    desk.on("overview").await;
    let imports = desk.call("imports", serde_json::json!({})).await;
    let rows: Vec<u64> =
        imports["ok"].as_array().unwrap().iter().map(|one| one["rows"].as_u64().unwrap()).collect();
    assert_eq!(rows.iter().sum::<u64>(), 5, "{imports}");
    let sources = desk.call("own_sources", serde_json::json!({})).await;
    assert_eq!(sources["ok"].as_array().unwrap().len(), 2, "{sources}");
    desk.close().await;
}
