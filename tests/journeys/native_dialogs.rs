//! The system's own dialogs, opened and driven as an owner does it: nothing of the app answers in their place.

use crate::desk::{Desk, can_run_with};
use crate::paper::Paper;
use crate::{fixture, truth, with_commas};

/// Words of the titles in `dialogs.rs`.
const CHOOSE: &str = "Choose statements";
const SAVE: &str = "Save to";

#[tokio::test]
async fn the_system_dialogs_choose_the_statements_and_save_the_dossier() {
    if !can_run_with(&["xdotool", "dbus-daemon"]) {
        return;
    }
    let truth = truth();
    let desk = Desk::start_installed().await;
    // Names that xdotool can type.
    let (sales, bank) = (desk.path("in/sales.xlsx"), desk.path("in/bank.csv"));
    std::fs::create_dir(desk.path("in")).unwrap();
    std::fs::create_dir(desk.path("out")).unwrap();
    std::fs::copy(fixture("收单明细_202611.xlsx"), &sales).unwrap();
    std::fs::copy(fixture("中行流水_HISQRY_20261026-20261123.csv"), &bank).unwrap();

    // Closed without a choice: the page stays as it was, and can be used while the dialog stands there.
    desk.click("import-choose").await;
    desk.dialog(CHOOSE).await;
    assert!(desk.has("[data-testid='load-demo']").await);
    desk.close_dialog(CHOOSE).await;
    desk.thing("load-demo").await;

    desk.click("import-choose").await;
    desk.dialog(CHOOSE).await;
    desk.type_path(CHOOSE, &sales).await;
    desk.on("import").await;
    desk.read("sales.xlsx").await;
    desk.click("import-more").await;
    desk.dialog(CHOOSE).await;
    desk.type_path(CHOOSE, &bank).await;
    desk.read("bank.csv").await;
    desk.see("[data-testid='import-commit']:not([aria-disabled])").await;
    desk.click("import-commit").await;
    desk.thing("answer").await;
    desk.read(&with_commas(truth["missing_batch"]["net"].as_str().unwrap())).await;

    desk.click("nav-missing").await;
    desk.click("open-case").await;
    desk.click("go-dossier").await;
    desk.see("img.sheet").await;
    // Closed: nothing is written, and nothing is claimed to be.
    desk.click("export-dossier").await;
    desk.dialog(SAVE).await;
    desk.close_dialog(SAVE).await;
    desk.see("[data-testid='export-dossier']:not([aria-disabled])").await;
    assert!(!desk.has("[data-testid='dossier-done']").await);

    let pdf = desk.path("out/dossier.pdf");
    desk.click("export-dossier").await;
    desk.dialog(SAVE).await;
    desk.type_path(SAVE, &pdf).await;
    desk.thing("dossier-done").await;
    let left: Vec<_> =
        std::fs::read_dir(desk.path("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, std::slice::from_ref(&pdf), "the dossier and nothing half-written beside it");
    let paper = Paper::read(&pdf);
    assert!(paper.pages.len() >= 10, "{} pages", paper.pages.len());
    let text = paper.text();
    for sale in truth["missing"].as_array().unwrap() {
        let reference = sale["reference"].as_str().unwrap();
        assert!(text.contains(reference), "the dossier does not name the missing sale {reference}");
    }
    desk.close().await;
}
