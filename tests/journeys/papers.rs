//! What goes out and comes back in a case, in the real window: a demand with its receipt, a complaint, a letter reworded, a photo
//! painted over.

use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};

use crate::desk::{Desk, can_run};
use crate::fixture;

/// A window with two files imported and a case opened on what is missing.
async fn in_a_case() -> Desk {
    let desk = Desk::start(&[]).await;
    desk.next_dialog(&[&fixture("收单明细_202611.xlsx"), &fixture("中行流水_HISQRY_20261026-20261123.csv")]);
    desk.click("import-choose").await;
    desk.on("import").await;
    desk.click("import-commit").await;
    desk.thing("answer").await;
    desk.click("nav-missing").await;
    desk.click("open-case").await;
    desk.on("case").await;
    desk
}

#[tokio::test]
async fn a_demand_goes_out_a_complaint_is_filed_and_the_letter_is_reworded() {
    if !can_run() {
        return;
    }
    let desk = in_a_case().await;
    desk.click("step-4").await;

    // Sent, with the receipt; then received, from when the three years run anew.
    desk.click("note-sent").await;
    desk.thing("paper-tracking").await.send_keys("1143567890123").await.unwrap();
    let receipt = desk.path("面单.txt");
    std::fs::write(&receipt, "EMS 1143567890123").unwrap();
    desk.next_dialog(&[&receipt]);
    desk.click("paper-files").await;
    desk.read("面单.txt").await;
    desk.look("20-demand-dialog").await;
    desk.click("paper-save").await;
    desk.read("还没有送达证明").await;
    desk.read("查催告函签收没有").await;
    desk.click("note-received").await;
    desk.thing("paper-by").await.send_keys("前台").await.unwrap();
    desk.click("paper-save").await;
    desk.read("起诉时效从这天重新算").await;

    // A complaint shows what to know first; its clock stands on the right afterwards.
    desk.click("note-filed").await;
    desk.thing("paper-channel").await;
    desk.look("21-filed-dialog").await;
    desk.click("paper-save").await;
    desk.settled().await;
    desk.look("22-case-out").await;

    // What an exhibit is for.
    desk.click("exhibit-1").await;
    desk.click("paper-demand").await;
    desk.look("23-exhibit-dialog").await;
    desk.click("exhibit-save").await;
    desk.read("算作：催告函和送达证明").await;

    // The letter in the owner's words, and on the page.
    desk.click("go-dossier").await;
    desk.on("dossier").await;
    desk.click("edit-letter").await;
    desk.thing("letter-p0").await.send_keys("请先看明细。").await.unwrap();
    desk.read("已按您的话存好").await;
    desk.look("24-letter").await;
    let letter = desk.call("letter", serde_json::json!({"no": 1, "recipient": "provider"})).await;
    assert!(letter["ok"]["paragraphs"][0].as_str().unwrap().contains("请先看明细。"), "{letter}");
    desk.click("letter-reset").await;
    desk.read("范文，还没改过").await;
    desk.close().await;
}

#[tokio::test]
async fn a_photo_is_painted_over_with_the_mouse() {
    if !can_run() {
        return;
    }
    let desk = in_a_case().await;
    desk.next_dialog(&[&fixture("小票_20261111.jpg")]);
    desk.click("attach").await;
    desk.read("小票_20261111.jpg").await;
    desk.click("attach-save").await;
    desk.click("exhibit-1").await;
    desk.click("exhibit-redact").await;

    // A stroke from the left end of a line of the slip to the right end of the next.
    let photo = desk.see(".redact img").await;
    let (left, top, width, height) = photo.rectangle().await.unwrap();
    let to = |x: f64, y: f64| PointerAction::MoveTo {
        duration: Some(Duration::from_millis(80)),
        x: left + width * x,
        y: top + height * y,
    };
    let stroke = MouseActions::new("mouse".to_owned())
        .then(to(0.09, 0.33))
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(to(0.5, 0.4))
        .then(to(0.92, 0.44))
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    desk.client.perform_actions(stroke).await.unwrap();
    desk.read("遮盖 1 处").await;
    desk.look("26-redact").await;
    desk.click("redact-save").await;
    desk.read("材料里用遮盖副本，遮盖 1 处").await;
    let case = desk.call("case_view", serde_json::json!({"no": 1})).await;
    let area: Vec<i64> = serde_json::from_value(case["ok"]["exhibits"][0]["painted"][0].clone()).unwrap();
    for (is, meant) in area.iter().zip([90, 330, 830, 110]) {
        assert!((is - meant).abs() <= 8, "{area:?}");
    }
    desk.close().await;
}
