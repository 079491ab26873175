//! Files that are not what they seem: a sentence, nothing lost, and the window goes on.

use crate::desk::{Desk, can_run};
use crate::fixture;

#[tokio::test]
async fn useless_files_are_refused_and_the_good_one_beside_them_is_taken() {
    if !can_run() {
        return;
    }
    let desk = Desk::start(&[]).await;
    let empty = desk.path("空文件.csv");
    std::fs::write(&empty, "").unwrap();
    let picture = desk.path("照片.csv");
    std::fs::copy(fixture("小票_20261117.jpg"), &picture).unwrap();
    let torn = desk.path("半个.xlsx");
    let whole = std::fs::read(fixture("收单明细_202611.xlsx")).unwrap();
    std::fs::write(&torn, &whole[..whole.len() / 2]).unwrap();
    let good = fixture("中行流水_HISQRY_20261026-20261123.csv");

    desk.next_dialog(&[&empty, &picture, &torn, &good]);
    desk.click("import-choose").await;
    for name in ["空文件.csv", "照片.csv", "半个.xlsx", "中行流水"] {
        desk.read(name).await;
    }
    desk.thing("import-commit").await;
    desk.settled().await;
    desk.look("09-import-refused").await;
    let refused = desk.ask("return document.querySelectorAll('.files .pill.bad, .files .bad').length").await;
    assert!(refused.as_u64().unwrap() >= 3, "three of four files are useless; refused: {refused}");
    desk.click("import-commit").await;
    desk.on("overview").await;
    desk.click("nav-deposits").await;
    desk.read("2026-11").await;
    desk.close().await;
}

#[tokio::test]
async fn a_dossier_that_cannot_be_written_says_so_and_can_be_saved_elsewhere() {
    if !can_run() {
        return;
    }
    let desk = Desk::start(&[]).await;
    desk.click("load-demo").await;
    desk.thing("answer").await;
    desk.click("nav-missing").await;
    desk.click("open-case").await;
    desk.click("go-dossier").await;
    desk.see("img.sheet").await;
    // A place that is not there stands for the full or write-protected disk: also root cannot write to it.
    desk.next_dialog(&[&desk.path("没有这个文件夹/材料.pdf")]);
    desk.click("export-dossier").await;
    desk.see("[role='alert']").await;
    desk.look("10-dossier-not-saved").await;
    let pdf = desk.path("材料.pdf");
    desk.next_dialog(&[&pdf]);
    desk.click("export-dossier").await;
    desk.thing("dossier-done").await;
    assert!(pdf.metadata().unwrap().len() > 10_000);
    desk.close().await;
}
