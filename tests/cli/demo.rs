//! `recoup demo`: the whole job on the sample files.

use std::collections::BTreeSet;
use std::process::Command;

use crate::world::{World, fixture};

#[test]
fn the_demo_leaves_a_dossier_that_names_every_missing_sale_and_no_other() {
    let world = World::new();
    world.ok(&["demo", "OUT"]);
    let pdf = world.path("OUT/dossier.pdf");
    let pack = world.path("OUT/pack.zip");
    assert!(pdf.is_file() && pack.is_file());

    let check = Command::new("qpdf").arg("--check").arg(&pdf).output().expect("qpdf");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    let info = Command::new("pdfinfo").arg(&pdf).output().expect("pdfinfo (poppler-utils)");
    let info = String::from_utf8_lossy(&info.stdout).into_owned();
    let pages: u32 = info.lines().find_map(|l| l.strip_prefix("Pages:")).unwrap().trim().parse().unwrap();
    assert!(pages >= 10, "{pages} pages");

    let text = Command::new("pdftotext").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let truth: serde_json::Value =
        serde_json::from_slice(&std::fs::read(fixture("truth.json")).unwrap()).unwrap();
    let missing: BTreeSet<&str> =
        truth["missing"].as_array().unwrap().iter().map(|s| s["reference"].as_str().unwrap()).collect();
    let others: BTreeSet<&str> =
        truth["arrived_references"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    assert!(missing.len() > 20 && others.len() > 100);
    for reference in &missing {
        assert!(text.contains(reference), "missing sale {reference} is not named");
    }
    for reference in &others {
        assert!(!text.contains(reference), "{reference} arrived and is named");
    }
    // The contents name every part, in order.
    let mut at = text.find("目录").expect("a table of contents");
    for part in [
        "证据目录",
        "大事记",
        "未到账交易明细",
        "逐日对账",
        "沟通记录",
        "内部自查",
        "依据的规定",
        "文件指纹清单",
        "签收回执",
    ] {
        at += text[at..].find(part).unwrap_or_else(|| panic!("{part} is missing or out of order"));
    }
    assert!(!world.path("data").exists(), "the demo keeps its own store");

    // Once more over the same folder: it starts afresh and gives the same answer.
    world.ok(&["demo", "OUT"]);
}
