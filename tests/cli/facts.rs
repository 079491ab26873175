//! The facts: looked at, corrected, imported, and pinned by a case.

use serde_json::{Value, json};

use crate::cases::{pdf_text, shop_with_losses};
use crate::world::World;

/// A data file as the program brings it.
fn brought(name: &str) -> Value {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../casework/data");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn row(world: &World, kind: &str, id: &str) -> Value {
    world.json(&["facts", "show", kind, id, "--json"])[0].clone()
}

fn field<'a>(row: &'a Value, name: &str) -> &'a Value {
    row["fields"].as_array().unwrap().iter().find(|f| f["name"] == name).unwrap()
}

#[test]
fn a_fact_is_looked_at_corrected_and_set_back() {
    let world = World::new();
    let kinds = world.json(&["facts", "list", "--json"]);
    assert!(kinds.as_array().unwrap().len() >= 10, "{kinds}");
    let before = row(&world, "contacts", "ums");
    assert_eq!(field(&before, "phone")["value"], "95534");
    assert!(
        !before["source"].as_str().unwrap().is_empty() && !before["checked_on"].as_str().unwrap().is_empty()
    );
    assert_eq!(before["certainty"], "核对过原文或官方资料");

    let said = world.ok(&["facts", "set", "contacts", "ums", "phone", "400-000-1234"]);
    assert!(said.contains("店主更正") && said.contains("原来：95534"), "{said}");
    let after = row(&world, "contacts", "ums");
    assert_eq!(
        field(&after, "phone"),
        &json!({"name": "phone", "value": "400-000-1234", "original": "95534"})
    );
    let contacts = world.json(&["contacts", "list", "--json"]);
    let shown = contacts.as_array().unwrap().iter().find(|c| c["id"] == "ums").unwrap();
    assert_eq!((&shown["phone"], &shown["tier"]), (&json!("400-000-1234"), &json!("owner")));

    world.ok(&["facts", "unset", "contacts", "ums"]);
    assert_eq!(row(&world, "contacts", "ums"), before);
    let changes = world.json(&["facts", "changes", "--json"]);
    assert_eq!(changes.as_array().unwrap().len(), 2, "both the correction and its withdrawal are remembered");
    for (args, words) in [
        (vec!["facts", "unset", "contacts", "ums"], "没有更正过"),
        (vec!["facts", "show", "weather"], "law"),
        (vec!["facts", "set", "law", "SD-30", "no_such", "x"], "gist.zh"),
        (vec!["facts", "set", "law", "XX-1", "gist.zh", "x"], "没有「XX-1」"),
        (vec!["facts", "set", "lpr", "2025-05-20", "percent", "三个点"], "没有改"),
    ] {
        let said = world.run(&args);
        assert_eq!(said.code, 2, "{args:?}");
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }
}

#[test]
fn an_imported_file_is_shown_before_it_is_taken_and_swaps_no_hotline() {
    let world = World::new();
    let mut file = brought("contacts.json");
    let rows = file["contacts"].as_array_mut().unwrap();
    let ums = rows.iter_mut().find(|row| row["id"] == "ums").unwrap();
    ums["phone"] = json!("400-999-9999");
    ums["note"] = json!("二十四小时都有人接");
    let path = world.file("新电话.json", file.to_string());
    let path = path.to_str().unwrap();

    let before = row(&world, "contacts", "ums");
    let shown = world.json(&["facts", "import", path, "--dry-run", "--json"]);
    assert_eq!((shown["differences"].as_array().unwrap().len(), &shown["taken"]), (2, &json!(1)));
    assert_eq!(row(&world, "contacts", "ums"), before, "a dry run changes nothing");

    let said = world.ok(&["facts", "import", path]);
    assert!(said.contains("核实过的号码不从文件里换") && said.contains("店主导入"), "{said}");
    let after = row(&world, "contacts", "ums");
    assert_eq!(field(&after, "phone")["value"], "95534");
    assert_eq!(field(&after, "note")["value"], "二十四小时都有人接");
    assert_eq!(after["mark"], "店主导入");
    assert!(world.ok(&["facts", "import", path]).contains("换了 0 处"), "a second time changes nothing");

    // What the owner corrected by hand is not overwritten from a file.
    world.ok(&["facts", "set", "contacts", "ums", "note", "我打过，九点才有人"]);
    world.ok(&["facts", "import", path]);
    assert_eq!(field(&row(&world, "contacts", "ums"), "note")["value"], "我打过，九点才有人");

    for (name, text) in [("x.json", "{\"rules\": 3}"), ("y.json", "不是 JSON"), ("z.json", "[]")] {
        let bad = world.file(name, text);
        assert_eq!(world.run(&["facts", "import", bad.to_str().unwrap()]).code, 2, "{name}");
    }
    let mut broken = brought("rates.json");
    broken["lpr_one_year"]["points"][0]["percent"] = json!("不知道");
    let broken = world.file("坏利率.json", broken.to_string());
    assert_eq!(world.run(&["facts", "import", broken.to_str().unwrap()]).code, 2);
}

#[test]
fn a_case_keeps_the_facts_that_it_pinned_until_the_owner_takes_newer_ones() {
    let (world, ids) = shop_with_losses();
    let mut open = vec!["case", "open", "--missing"];
    open.extend(ids.iter().map(String::as_str));
    world.ok(&open);
    let letter =
        || world.json(&["case", "letter", "1", "--for", "provider", "--json"])["paragraphs"].to_string();
    let before = letter();
    assert!(before.contains("3.00%") && before.contains("最新公布为准"), "{before}");

    world.ok(&["facts", "set", "lpr", "2026-10-20", "percent", "2.90"]);
    world.ok(&["facts", "set", "law", "SD-30", "gist.zh", "店主核对过的说法"]);
    assert_eq!(letter(), before, "a letter never changes under a case");
    let case = world.json(&["case", "show", "1", "--json"]);
    assert_eq!(case["newer_facts"].as_array().unwrap().len(), 2, "{}", case["newer_facts"]);

    world.ok(&["case", "take-facts", "1"]);
    let after = letter();
    assert!(after.contains("2.90%") && after.contains("店主核对过的说法"), "{after}");
    assert!(!after.contains("最新公布为准"), "a rate that the owner looked up is known");
    assert_eq!(world.json(&["case", "show", "1", "--json"])["newer_facts"], json!([]));
    assert_eq!(world.run(&["case", "take-facts", "1"]).code, 2);
    world.ok(&["dossier", "1", "--for", "provider", "-o", "a.pdf"]);
    let text = pdf_text(&world.path("a.pdf")).replace(['\n', ' '], "");
    assert!(text.contains("店主核对过的说法"));

    // Taken back: the case keeps what it took, from the copy beside its evidence.
    world.ok(&["facts", "unset", "law", "SD-30"]);
    assert_eq!(letter(), after);
    world.ok(&["doctor"]);
}

#[test]
fn a_corrected_calendar_moves_the_due_days() {
    let (world, _) = shop_with_losses();
    let due = |world: &World| {
        let report = world.json(&["missing", "--json", "--as-of", "2026-11-23"]);
        let sales =
            [report["missing"].as_array().unwrap().clone(), report["sales"].as_array().unwrap().clone()];
        sales.concat().iter().filter(|s| s["due_on"] == "2026-11-12").count()
    };
    assert!(due(&world) > 0);
    let year = row(&world, "calendar", "2026");
    let mut off: Value = serde_json::from_str(field(&year, "off")["value"].as_str().unwrap()).unwrap();
    off.as_array_mut().unwrap().push(json!(["2026-11-12", "临时放假"]));
    world.ok(&["facts", "set", "calendar", "2026", "off", &off.to_string()]);
    assert_eq!(due(&world), 0, "nothing is due on a day off");
    world.ok(&["facts", "unset", "calendar", "2026"]);
    assert!(due(&world) > 0);
}

#[test]
fn contacts_from_a_file_never_go_before_the_known_ones() {
    let world = World::new();
    world.ok(&["contacts", "add", "--name", "青杉支付", "--phone", "400-000-3360"]);
    world.ok(&["contacts", "export", "电话.json"]);
    let mut file: Value = serde_json::from_slice(&std::fs::read(world.path("电话.json")).unwrap()).unwrap();
    let rows = file["contacts"].as_array_mut().unwrap();
    assert!(rows.iter().any(|row| row["phone"] == "400-000-3360"), "the owner's own number goes along");
    for name in ["银联商务", "青杉支付"] {
        rows.push(json!({
            "id": format!("new-{name}"), "name": name, "kind": "acquirer", "phone": "400-999-9999",
            "tier": "owner", "pinned": true, "source": "客服群里发的"
        }));
    }
    for row in rows.iter_mut() {
        row["pinned"] = json!(true);
    }
    rows.iter_mut().find(|row| row["id"] == "ums").unwrap()["phone"] = json!("400-999-9999");
    let path = world.file("假电话.json", file.to_string());

    let other = World::new();
    let (case, ids) = shop_with_losses();
    for world in [&world, &other, &case] {
        let said = world.ok(&["contacts", "import", path.to_str().unwrap()]);
        assert!(said.contains("核实过的号码不从文件里换"), "{said}");
        let list = world.json(&["contacts", "list", "--json"]);
        for new in list.as_array().unwrap().iter().filter(|c| c["id"].as_str().unwrap().starts_with("new-")) {
            assert_eq!((&new["pinned"], &new["tier"]), (&json!(false), &json!("one_source")), "{new}");
            assert!(new["source"].as_str().unwrap().starts_with("店主导入"), "{new}");
        }
        let ums = list.as_array().unwrap().iter().find(|c| c["id"] == "ums").unwrap();
        assert_eq!((&ums["phone"], &ums["pinned"]), (&json!("95534"), &json!(false)));
    }
    let list = world.json(&["contacts", "list", "--json"]);
    assert_eq!(list[0]["phone"], "400-000-3360", "the owner's own stays on top");
    let list = other.json(&["contacts", "list", "--json"]);
    let own = list.as_array().unwrap().iter().find(|c| c["phone"] == "400-000-3360").unwrap();
    assert_eq!(own["tier"], "one_source", "what one owner typed in is hearsay to another");

    // On the sheet the verified number stays before the one out of the file, and the owner's own goes before both.
    case.ok(&["case", "open", "--missing", &ids[0]]);
    let sheet = case.ok(&["case", "sheet", "1"]);
    assert!(sheet.starts_with("☎ 银联商务 95534") && !sheet.contains("400-999-9999"), "{sheet}");
    let sheet = case.ok(&["case", "sheet", "1", "new-银联商务"]);
    assert!(sheet.contains("店主导入") && sheet.contains("这个号码还没核实"), "{sheet}");
    case.ok(&["contacts", "add", "--name", "银联商务", "--phone", "400-000-3360"]);
    let sheet = case.ok(&["case", "sheet", "1"]);
    assert!(sheet.contains("400-000-3360") && !sheet.contains("400-999-9999"), "{sheet}");

    let law = world.file("law.json", brought("law.json").to_string());
    let said = world.run(&["contacts", "import", law.to_str().unwrap()]);
    assert!(said.code == 2 && said.err.contains("不是联系电话"), "{}", said.err);
}
