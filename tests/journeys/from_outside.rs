//! Files that come from outside the window: named when the app is started, as a double-click does it; handed over by a
//! second start; dragged in from another program.

use std::process::ExitStatus;
use std::time::Instant;

use crate::desk::{Desk, PATIENCE, can_run, can_run_with};
use crate::fixture;

#[tokio::test]
async fn a_file_named_at_the_start_waits_in_the_preview() {
    if !can_run() {
        return;
    }
    let file = fixture("中行流水_HISQRY_20261026-20261123.csv");
    let desk = Desk::start(&[&file]).await;
    desk.on("import").await;
    desk.read("中行流水_HISQRY_20261026-20261123.csv").await;
    desk.thing("import-commit").await;
    // The page knows the name and a number, and never where the file lies.
    let page = desk.ask("return document.documentElement.outerHTML").await;
    let folder = file.parent().unwrap().display().to_string();
    assert!(!page.as_str().unwrap().contains(&folder), "the page shows a path");
    desk.click("import-commit").await;
    desk.on("overview").await;
    desk.close().await;
}

#[tokio::test]
async fn a_second_start_hands_its_file_to_the_first_window_and_ends() {
    if !can_run_with(&["dbus-daemon"]) {
        return;
    }
    let desk = Desk::start_installed().await;
    desk.listens().await;
    let folder = desk.path("对账 文件");
    std::fs::create_dir(&folder).unwrap();
    let (sales, bank) = ("收单明细 11月.xlsx", "银行流水.csv");
    std::fs::copy(fixture("收单明细_202611.xlsx"), folder.join(sales)).unwrap();
    std::fs::copy(fixture("中行流水_HISQRY_20261026-20261123.csv"), folder.join(bank)).unwrap();

    // A name relative to where the second was started, then an address as file managers pass it.
    assert!(ended(&desk, &folder, sales).await.success());
    desk.on("import").await;
    desk.read(sales).await;
    let address = format!("file://{}/%E9%93%B6%E8%A1%8C%E6%B5%81%E6%B0%B4.csv", folder.display());
    let address = address.replace("对账 文件", "%E5%AF%B9%E8%B4%A6%20%E6%96%87%E4%BB%B6");
    assert!(ended(&desk, &folder, &address).await.success());
    desk.read(bank).await;
    desk.read(sales).await;
    // The same file again changes nothing, and one that is not there disturbs nobody.
    assert!(ended(&desk, &folder, "没有.csv").await.success());
    desk.see("[data-testid='import-commit']:not([aria-disabled])").await;
    desk.click("import-commit").await;
    desk.thing("answer").await;
    desk.close().await;
}

/// A second start, until it has ended by itself.
async fn ended(desk: &Desk, folder: &std::path::Path, argument: &str) -> ExitStatus {
    let mut second = desk.second_start(folder, argument);
    let start = Instant::now();
    loop {
        if let Some(status) = second.try_wait().unwrap() {
            return status;
        }
        if start.elapsed() > PATIENCE {
            second.kill().ok();
            second.wait().ok();
            desk.shot("failed").await;
            panic!("the second start does not end: it has opened a window of its own");
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn files_dragged_onto_the_window_wait_in_the_preview_and_on_a_case_become_evidence() {
    if !can_run_with(&["xdotool", "python3"]) {
        return;
    }
    let desk = Desk::start(&[]).await;
    desk.listens().await;
    desk.thing("load-demo").await;
    let (sales, bank) = ("收单明细_202611.xlsx", "中行流水_HISQRY_20261026-20261123.csv");

    // Held over the window, taken away, brought back: the page says each time what would happen.
    let mut drag = desk.drag(&[fixture(sales), fixture(bank)]).await;
    desk.see("section.drop.over").await;
    desk.look("11-drop-held").await;
    drag.off_window().await;
    assert!(!desk.has("section.drop.over").await);
    drag.onto_window().await;
    drag.let_go();
    desk.on("import").await;
    desk.read(sales).await;
    desk.read(bank).await;
    assert!(!desk.has("[data-testid='drop-veil']").await, "nothing is held over the window any more");
    drop(drag);
    // Looked at, and stored only when the owner says so.
    desk.see("[data-testid='import-commit']:not([aria-disabled])").await;
    desk.click("import-commit").await;
    desk.thing("answer").await;

    desk.click("nav-missing").await;
    desk.click("open-case").await;
    desk.on("case").await;
    desk.thing("next-question").await;
    let photo = "小票_20261117.jpg";
    let drag = desk.drag(&[fixture(photo)]).await;
    desk.look("12-drop-on-case").await;
    drag.let_go();
    desk.thing("attach-save").await;
    desk.read(photo).await;
    drop(drag);
    desk.click("attach-save").await;
    desk.until("the end of the dialog", || async {
        (!desk.has("[data-testid='attach-save']").await).then_some(())
    })
    .await;
    desk.close().await;
}
