//! What people really drop on a program.

use crate::world::{World, fixture, samples};

/// Exit 2, a sentence, and what was stored before is still there.
#[test]
fn files_that_are_no_statements_are_refused_with_a_sentence() {
    let world = World::new();
    world.import(&[&fixture("收单明细_202611.xlsx"), &fixture("中行流水_HISQRY_20261026-20261123.csv")]);
    let before = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    let xlsx = std::fs::read(fixture("收单明细_202611.xlsx")).unwrap();
    let jpeg = std::fs::read(fixture("小票_20261111.jpg")).unwrap();
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("空.csv", vec![], "空"),
        ("半截.xlsx", xlsx[..xlsx.len() / 2].to_vec(), "损坏"),
        ("图片.csv", jpeg, "图片"),
        ("一个字节.xls", vec![0xD0], ""),
        ("小说.txt", "从前有座山，山里有座庙。\n庙里有个老和尚。\n".as_bytes().to_vec(), ""),
        ("乱码.csv", (0..4000u32).map(|i| (i * 7919 % 251) as u8).collect(), ""),
    ];
    for (name, bytes, word) in cases {
        let file = world.file(name, &bytes);
        let said = world.run(&["import", file.to_str().unwrap()]);
        assert_eq!(said.code, 2, "{name}: {} {}", said.out, said.err);
        assert!(said.err.contains(word) && said.err.chars().count() > 8, "{name}: {}", said.err);
        assert!(!said.err.contains("panicked"), "{name}: {}", said.err);
    }
    assert_eq!(world.json(&["missing", "--json", "--as-of", "2026-11-23"]), before);
}

#[test]
fn the_other_files_of_one_call_are_still_imported() {
    let world = World::new();
    let empty = world.file("空.csv", b"");
    let good = fixture("收单明细_202611.xlsx");
    let said = world.run(&["import", "--json", empty.to_str().unwrap(), good.to_str().unwrap()]);
    assert_eq!(said.code, 2);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!(!report["files"][0]["refused"].is_null());
    assert!(report["files"][1]["import"].is_number());
}

#[test]
fn a_wrong_password_is_told_from_a_missing_one() {
    let Some(samples) = samples() else { return };
    let zip = samples.join("_derived/微信支付账单(20261101-20261110)_aes_pw123456.zip");
    let world = World::new();
    let said = world.run(&["import", zip.to_str().unwrap()]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("密码"), "{}", said.err);
    let said = world.run(&["import", "--password", "000000", zip.to_str().unwrap()]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("密码"), "{}", said.err);
    let said = world.run(&["import", "--password", "123456", zip.to_str().unwrap()]);
    assert!(!said.err.contains("密码"), "{}", said.err);
}

#[test]
fn a_file_that_is_not_there_and_a_folder() {
    let world = World::new();
    let said = world.run(&["import", "没有.csv"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("找不到"), "{}", said.err);
    let said = world.run(&["import", "."]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("文件夹"), "{}", said.err);
}

#[test]
fn half_a_gigabyte_is_refused_before_it_is_read() {
    let world = World::new();
    let path = world.path("大.csv");
    std::fs::File::create(&path).unwrap().set_len(500_000_000).unwrap();
    let said = world.run(&["import", path.to_str().unwrap()]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("MB"), "{}", said.err);
}

#[test]
fn export_into_a_folder_that_is_not_there_leaves_nothing() {
    let world = World::new();
    world.import(&[&fixture("收单明细_202611.xlsx"), &fixture("中行流水_HISQRY_20261026-20261123.csv")]);
    let missing = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
    world.ok(&["case", "open", "--missing", missing["missing"][0]["id"].as_str().unwrap()]);
    let said = world.run(&["dossier", "1", "--for", "provider", "-o", "没有这个文件夹/材料.pdf"]);
    assert_ne!(said.code, 0);
    assert!(!world.path("没有这个文件夹").exists());
    let said = world.run(&["dossier", "7", "--for", "provider", "-o", "材料.pdf"]);
    assert_eq!(said.code, 2, "there is no case 7: {}", said.err);
}

#[test]
fn nonsense_arguments_are_refused() {
    let world = World::new();
    for args in [
        vec!["case", "open", "--missing", "S000000000000"],
        vec!["case", "show", "9"],
        vec!["explain", "D000000000000"],
        vec!["sale", "add", "--at", "昨天", "--amount", "1"],
        vec!["sale", "add", "--at", "2026-11-04 10:00", "--amount", "一百"],
        vec!["agreement", "set", "99", "--cycle", "t1"],
        vec!["settle", "S000000000000", "--why", "x"],
        vec!["import", "undo", "5"],
    ] {
        let said = world.run(&args);
        assert_eq!(said.code, 2, "{args:?}: {} {}", said.out, said.err);
        assert!(said.err.chars().count() > 6, "{args:?} says nothing");
    }
}
