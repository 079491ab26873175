//! Files that come from outside the window: named when the app is started, as a double-click does it.

use crate::desk::{Desk, can_run};
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
