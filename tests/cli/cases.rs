//! From missing sales to a dossier that can be verified.

use std::process::Command;

use serde_json::Value;

use crate::world::{World, fixture, yuan};

pub fn shop_with_losses() -> (World, Vec<String>) {
    let world = World::new();
    world.import(&[&fixture("收单明细_202611.xlsx"), &fixture("中行流水_HISQRY_20261026-20261123.csv")]);
    let report = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    let ids =
        report["missing"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect();
    (world, ids)
}

/// The shop with all its losses in case 1.
pub fn with_case() -> (World, Vec<String>) {
    let (world, ids) = shop_with_losses();
    let mut open = vec!["case", "open", "--missing"];
    open.extend(ids.iter().map(String::as_str));
    world.ok(&open);
    (world, ids)
}

pub fn show(world: &World) -> Value {
    world.json(&["case", "show", "1", "--json"])
}

#[test]
fn a_case_walks_the_four_steps_and_ends_in_a_dossier() {
    let (world, ids) = with_case();
    let case = show(&world);
    assert_eq!(case["steps"].as_array().unwrap().len(), 4);
    assert_eq!(case["sales"].as_array().unwrap().len(), ids.len());
    let net: i64 = case["sales"].as_array().unwrap().iter().map(|s| yuan(&s["net"])).sum();
    assert_eq!(yuan(&case["amount"]), net);
    let auto = case["steps"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|s| s["checks"].as_array().unwrap())
        .filter(|c| !c["auto"].is_null())
        .count();
    assert!(auto >= 3, "some questions are answered from the data");
    // Every question that offers answers takes its first.
    for step in case["steps"].as_array().unwrap() {
        for check in step["checks"].as_array().unwrap() {
            let answer = match check["options"].as_array().unwrap().first() {
                Some(option) => option["id"].as_str().unwrap().to_owned(),
                None if check["kind"] == "date" => "2026-11-20".to_owned(),
                None => "已核对".to_owned(),
            };
            world.ok(&["case", "check", "1", check["id"].as_str().unwrap(), &answer, "--note", "店主自查"]);
        }
    }
    world.ok(&[
        "case",
        "call",
        "1",
        "--with",
        "青杉支付",
        "--at",
        "2026-11-20 15:20",
        "--said",
        "款项打款失败，三个工作日内答复",
        "--ticket",
        "GD1120-5582",
        "--person",
        "工号 0317",
        "--promise",
        "书面答复",
        "--by",
        "2026-11-25",
        "--file",
        fixture("小票_20261111.jpg").to_str().unwrap(),
    ]);
    world.ok(&[
        "case",
        "attach",
        "1",
        fixture("小票_20261117.jpg").to_str().unwrap(),
        "--proves",
        "证明收过款",
    ]);
    world.ok(&[
        "shop",
        "--name",
        "南桥小满果蔬店",
        "--legal-representative",
        "林小满",
        "--phone",
        "0571-88000000",
    ]);
    let case = world.json(&["case", "show", "1", "--json"]);
    assert_eq!(case["communications"][0]["ticket"], "GD1120-5582");
    assert!(case["exhibits"].as_array().unwrap().len() >= 2);
    assert!(case["steps"].as_array().unwrap().iter().all(|s| s["done"] == s["total"]), "all answered");
    assert!(
        case["clocks"].as_array().unwrap().iter().any(|c| c["due"] == "2026-11-25"),
        "{}",
        case["clocks"]
    );

    world.ok(&["dossier", "1", "--for", "provider", "-o", "材料.pdf", "--pack", "证据包.zip"]);
    let text = pdf_text(&world.path("材料.pdf"));
    for id in &ids {
        let sale = case["sales"].as_array().unwrap().iter().find(|s| s["id"] == id.as_str()).unwrap();
        let reference = sale["reference"].as_str().unwrap();
        assert!(text.contains(reference), "sale {reference} is not in the dossier");
    }
    assert!(text.contains("GD1120-5582") && text.contains("南桥小满果蔬店"));
    world.ok(&["verify", "材料.pdf"]);
    world.ok(&["verify", "证据包.zip"]);

    // What was handed out stays what it was, whatever is added later.
    let later = world.file("补充说明.txt", "客服又打来电话，说月底前补划");
    world.ok(&["case", "attach", "1", later.to_str().unwrap(), "--proves", "对方答应补划"]);
    world.ok(&["dossier", "1", "--again", "1", "-o", "再印.pdf"]);
    assert_eq!(
        std::fs::read(world.path("再印.pdf")).unwrap(),
        std::fs::read(world.path("材料.pdf")).unwrap()
    );
    // A supplement holds only what is new, and goes on numbering.
    let exhibits = case["exhibits"].as_array().unwrap().len();
    world.ok(&["dossier", "1", "--for", "provider", "--supplement", "-o", "补充.pdf"]);
    let text = pdf_text(&world.path("补充.pdf")).replace(['\n', ' '], "");
    for words in
        ["补充材料（一）", "与前次材料相比", &format!("新增证据{}：补充说明.txt", exhibits + 1), "月底前补划"]
    {
        assert!(text.contains(words), "{words} is not in the supplement");
    }
    assert!(!text.contains(&format!("证据{exhibits}·")), "what was delivered is not printed again");
    let same = world.run(&["dossier", "1", "--for", "provider", "--supplement", "-o", "没有.pdf"]);
    assert!(same.code == 2 && same.err.contains("没有要补充的"), "{}", same.err);
    let first = world.run(&["dossier", "1", "--for", "court", "--supplement", "-o", "没有.pdf"]);
    assert!(first.code == 2 && first.err.contains("先做一份完整的"), "{}", first.err);

    let none = world.run(&["dossier", "1", "--again", "9", "-o", "没有.pdf"]);
    assert!(none.code == 2 && none.err.contains("没有第 9 份"), "{}", none.err);
    assert_eq!(world.run(&["dossier", "1", "-o", "没有.pdf"]).code, 2);
    assert!(!world.path("没有.pdf").exists());

    // The dossier inside the pack is known too.
    let mut zip = zip::ZipArchive::new(std::fs::File::open(world.path("证据包.zip")).unwrap()).unwrap();
    let mut inside = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name("dossier.pdf").unwrap(), &mut inside).unwrap();
    world.file("包里的.pdf", &inside);
    world.ok(&["verify", "包里的.pdf"]);

    // One changed byte is noticed.
    let mut bytes = std::fs::read(world.path("材料.pdf")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    world.file("改过.pdf", &bytes);
    assert_eq!(world.run(&["verify", "改过.pdf"]).code, 1);
    let mut bytes = std::fs::read(world.path("证据包.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    world.file("改过.zip", &bytes);
    assert_eq!(world.run(&["verify", "改过.zip"]).code, 1);

    world.ok(&["case", "close", "1", "--outcome", "paid"]);
    assert_eq!(world.json(&["case", "show", "1", "--json"])["state"], "closed");
}

#[test]
fn a_pack_goes_alone_or_with_the_dossier_that_lies_in_it() {
    let (world, ids) = shop_with_losses();
    world.ok(&["case", "open", "--missing", &ids[0]]);
    let deliveries = || {
        let case = world.json(&["case", "show", "1", "--json"]);
        let made = case["deliveries"].as_array().unwrap().clone();
        made.iter().map(|d| d["file"].as_str().unwrap().to_owned()).collect::<Vec<String>>()
    };
    let inside = |pack: &str| {
        let mut zip = zip::ZipArchive::new(std::fs::File::open(world.path(pack)).unwrap()).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name("dossier.pdf").unwrap(), &mut bytes).unwrap();
        bytes
    };
    world.ok(&["dossier", "1", "--for", "provider", "-o", "材料.pdf", "--pack", "证据包.zip"]);
    assert_eq!(deliveries(), ["材料.pdf"], "what was printed once was handed out once");
    assert_eq!(inside("证据包.zip"), std::fs::read(world.path("材料.pdf")).unwrap());
    world.ok(&["dossier", "1", "--for", "pbc", "--pack", "只要包.zip"]);
    assert_eq!(deliveries(), ["材料.pdf", "只要包.zip › dossier.pdf"]);
    world.ok(&["verify", "只要包.zip"]);
    // Where one of the two cannot be written, neither is, and nothing was handed out.
    let both = ["dossier", "1", "--for", "court", "-o", "起诉.pdf", "--pack", "没有这个文件夹/包.zip"];
    assert_ne!(world.run(&both).code, 0);
    assert!(!world.path("起诉.pdf").exists());
    assert_eq!(deliveries().len(), 2);
    assert_eq!(world.run(&["dossier", "1", "--for", "provider"]).code, 2, "a place is needed");
    assert_eq!(world.run(&["dossier", "1", "--again", "1"]).code, 2, "a place is needed");
}

#[test]
fn an_answer_is_superseded_not_changed() {
    let (world, ids) = shop_with_losses();
    world.ok(&["case", "open", "--missing", &ids[0]]);
    let case = world.json(&["case", "show", "1", "--json"]);
    let check = case["steps"][1]["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["options"].as_array().unwrap().len() > 1)
        .unwrap()
        .clone();
    let id = check["id"].as_str().unwrap();
    for option in check["options"].as_array().unwrap().iter().take(2) {
        world.ok(&["case", "check", "1", id, option["id"].as_str().unwrap()]);
    }
    let after = world.json(&["case", "show", "1", "--json"]);
    let now = after["steps"][1]["checks"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap();
    assert_eq!(now["answer"], check["options"][1]["id"]);
    world.ok(&["doctor"]);
    assert_eq!(world.run(&["case", "check", "1", id, "no-such-option"]).code, 2);
    assert_eq!(world.run(&["case", "check", "1", "no-such-check", "yes"]).code, 2);
}

#[test]
fn the_owner_decides_and_takes_it_back() {
    let (world, ids) = shop_with_losses();
    let before = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    world.ok(&["settle", &ids[0], "--why", "这笔是我自己试机"]);
    let after = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    assert!(after["missing"].as_array().unwrap().iter().all(|s| s["id"] != ids[0].as_str()));
    assert!(yuan(&after["totals"]["explained"]) > 0);
    assert_eq!(yuan(&before["totals"]["expected"]), yuan(&after["totals"]["expected"]));
    world.ok(&["undo"]);
    assert_eq!(world.json(&["missing", "--json", "--as-of", "2026-11-23"]), before);
}

#[test]
fn a_backup_brings_everything_back() {
    let (world, ids) = shop_with_losses();
    world.ok(&["case", "open", "--missing", &ids[0]]);
    world.ok(&["case", "attach", "1", fixture("小票_20261111.jpg").to_str().unwrap()]);
    let before = world.json(&["case", "show", "1", "--json"]);
    world.ok(&["backup", "备份.recoup"]);
    let other = World::new();
    let file = world.path("备份.recoup");
    other.ok(&["restore", file.to_str().unwrap()]);
    assert_eq!(other.json(&["case", "show", "1", "--json"]), before);
    other.ok(&["doctor"]);
}

pub fn pdf_text(path: &std::path::Path) -> String {
    let output = Command::new("pdftotext").arg(path).arg("-").output().expect("pdftotext (poppler-utils)");
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}
