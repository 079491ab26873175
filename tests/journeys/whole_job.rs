//! The whole job, as the README promises it: from the first start to the saved PDF.

use std::time::{Duration, Instant};

use crate::desk::{Desk, can_run};
use crate::paper::Paper;
use crate::{fixture, truth, with_commas};

/// What a person who has never seen the app may need.
const CLICKS: usize = 15;
const TIME: Duration = Duration::from_secs(180);

#[tokio::test]
async fn from_the_first_start_to_the_saved_dossier() {
    if !can_run() {
        return;
    }
    let start = Instant::now();
    let truth = truth();
    let desk = Desk::start(&[]).await;

    // Two files, chosen in one dialog, looked at before anything is stored.
    desk.next_dialog(&[&fixture("收单明细_202611.xlsx"), &fixture("中行流水_HISQRY_20261026-20261123.csv")]);
    desk.click("import-choose").await;
    desk.on("import").await;
    desk.read("中行流水_HISQRY").await;
    desk.see("[data-testid='import-commit']:not([aria-disabled])").await;
    desk.settled().await;
    desk.look("03-import").await;
    desk.click("import-commit").await;

    // What is missing, to the fen, and why.
    desk.thing("answer").await;
    desk.read(&with_commas(truth["missing_batch"]["net"].as_str().unwrap())).await;
    desk.look("04-overview-imported").await;
    desk.click("nav-missing").await;
    desk.read(&with_commas(truth["missing_batch"]["net"].as_str().unwrap())).await;
    desk.read(&with_commas(truth["missing_sale"]["net"].as_str().unwrap())).await;
    desk.look("05-missing").await;

    // A case, and its four steps. Each is opened; an answer is saved as it is given.
    desk.click("open-case").await;
    desk.on("case").await;
    desk.thing("next-question").await;
    for step in 1..=4 {
        // A case opens at the first step that the data has not answered by itself.
        if !desk.has(&format!("[data-testid='step-{step}'][aria-current='step']")).await {
            desk.click(&format!("step-{step}")).await;
        }
        desk.see(&format!("[data-testid='step-{step}'][aria-current='step']")).await;
        if step != 2 && desk.has("[data-answers] label").await {
            desk.click_at("[data-answers] label").await;
            desk.read("已存").await;
        }
        desk.look(&format!("06-case-step-{step}")).await;
    }

    // The dossier for the provider, seen before it is saved.
    desk.click("go-dossier").await;
    desk.on("dossier").await;
    desk.see("img.sheet").await;
    desk.look("07-dossier").await;
    let pdf = desk.path("维权材料.pdf");
    desk.next_dialog(&[&pdf]);
    desk.click("export-dossier").await;
    desk.thing("dossier-done").await;
    desk.look("08-dossier-saved").await;

    let (clicks, took) = (desk.clicks(), start.elapsed());
    println!("{clicks} clicks, {} s", took.as_secs());
    assert!(
        clicks <= CLICKS,
        "{clicks} clicks from the first start to the saved dossier, {CLICKS} are promised"
    );
    assert!(took < TIME, "{took:?} from the first start to the saved dossier");

    // What came out, read by other programs.
    let paper = Paper::read(&pdf);
    assert!(paper.pages.len() >= 10, "{} pages", paper.pages.len());
    let text = paper.text();
    for sale in truth["missing"].as_array().unwrap() {
        let reference = sale["reference"].as_str().unwrap();
        assert!(text.contains(reference), "the dossier does not name the missing sale {reference}");
    }
    paper.has_no_blank_page();
    desk.close().await;
}
