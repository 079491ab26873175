//! Tables that nobody knows: explained once on the command line, known ever after, handed on to another shop.

use serde_json::{Value, json};

use crate::world::World;

const OCTOBER: &str =
    "南桥记账\n哪天,几点,收了,扣了,凭证\n2026-10-02,09:12,1280,5,A001\n2026-10-02,09:40,356,1,A002\n";
const NOVEMBER: &str = "南桥记账\n哪天,几点,收了,扣了,凭证\n2026-11-02,09:12,88.50,0.33,A901\n";

#[test]
fn an_unknown_table_is_explained_once_and_known_the_next_time() {
    let world = World::new();
    let october = world.file("十月.csv", OCTOBER);
    let said = world.run(&["import", october.to_str().unwrap()]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("哪一列"), "{}", said.err);

    // What its columns are, as a document that can be corrected and given back.
    let mut columns = world.json(&["import", october.to_str().unwrap(), "--map", "columns"]);
    let table = &mut columns["files"][0];
    assert_eq!(table["file"], "十月.csv");
    assert_eq!(table["headers"], json!(["哪天", "几点", "收了", "扣了", "凭证"]));
    assert_eq!(table["header_line"], 2);
    assert_eq!(table["rows"][0][2], "1280");
    table["proposal"]["kind"] = json!("detail");
    table["proposal"]["columns"] =
        json!({"date": "哪天", "time": "几点", "gross": "收了", "fee": "扣了", "reference": "凭证"});
    table["proposal"]["name"] = json!("南桥记账");
    let answer = world.file("列.json", columns.to_string());

    // A look stores nothing, the mapping neither.
    let args = |dry: bool| {
        let mut args =
            vec!["import", october.to_str().unwrap(), "--mapping", answer.to_str().unwrap(), "--json"];
        if dry {
            args.push("--dry-run");
        }
        args
    };
    let dry = world.json(&args(true));
    assert_eq!(
        (&dry["files"][0]["rows"], &dry["files"][0]["sum_in"]),
        (&json!(2), &json!("1636.00")),
        "{dry}"
    );
    assert_eq!(world.json(&["mapping", "list", "--json"]), json!([]));
    let done = world.json(&args(false));
    assert_eq!(done["files"][0]["certainty"], "mapped");
    assert_eq!(done["files"][0]["sample"][0]["at"], "2026-10-02 09:12:00");

    let november = world.file("十一月.csv", NOVEMBER);
    let known = world.import(&[&november]);
    assert_eq!(known["files"][0]["sum_in"], "88.50", "the next file of that shape needs no word: {known}");
}

#[test]
fn fen_and_separate_columns_are_said_in_the_mapping() {
    let world = World::new();
    let file = world.file("分.csv", "甲,乙,丙\n2026-11-03,12850,\n2026-11-04,,3000\n");
    let mapping = json!({"kind": "bank", "columns": {"date": "甲", "in": "乙", "out": "丙"},
                         "unit": "fen", "sign": "in_out", "name": "分"});
    let answer = world.file("列.json", mapping.to_string());
    let report =
        world.json(&["import", "--json", file.to_str().unwrap(), "--mapping", answer.to_str().unwrap()]);
    assert_eq!(report["files"][0]["sum_in"], "128.50", "{report}");
    assert_eq!(report["files"][0]["sum_out"], "30.00", "{report}");
}

#[test]
fn a_mapping_is_handed_on_and_forgotten() {
    let one = World::new();
    let file = one.file("十月.csv", OCTOBER);
    let mapping = json!({"kind": "detail", "columns": {"date": "哪天", "gross": "收了", "reference": "凭证"},
                         "unit": "yuan", "sign": "positive", "name": "南桥记账"});
    let answer = one.file("列.json", mapping.to_string());
    one.json(&["import", "--json", file.to_str().unwrap(), "--mapping", answer.to_str().unwrap()]);
    let list = one.json(&["mapping", "list", "--json"]);
    assert_eq!(list[0]["name"], "南桥记账");
    let id = list[0]["id"].as_str().unwrap();
    let shared = one.path("南桥记账.json");
    one.ok(&["mapping", "export", "南桥记账", shared.to_str().unwrap()]);
    let text: Value = serde_json::from_slice(&std::fs::read(&shared).unwrap()).unwrap();
    assert_eq!(one.json(&["mapping", "show", id]), text);

    let other = World::new();
    other.ok(&["mapping", "import", shared.to_str().unwrap()]);
    let known = other.import(&[&file]);
    assert_eq!(known["files"][0]["rows"], 2, "{known}");
    // The shared file may stand beside the table as well.
    let third = World::new();
    third.json(&["import", "--json", file.to_str().unwrap(), "--mapping", shared.to_str().unwrap()]);

    other.ok(&["mapping", "remove", id]);
    assert_eq!(other.json(&["mapping", "list", "--json"]), json!([]));
    let said = other.run(&["mapping", "show", id]);
    assert_eq!(said.code, 2);
    assert_eq!(other.json(&["import", "list", "--json"]).as_array().unwrap().len(), 1, "what was read stays");
}

#[test]
fn a_mapping_that_is_none_is_refused_with_what_is_wrong() {
    let world = World::new();
    let table = world.file("十月.csv", OCTOBER);
    for (text, word) in [
        ("随便写的", "JSON"),
        ("{\"source\": {}}", "signature"),
        (
            "{\"kind\": \"detail\", \"columns\": {\"gross\": \"没有这列\"}, \"unit\": \"yuan\", \"sign\": \"positive\", \"name\": \"x\"}",
            "没有这列",
        ),
        (
            "{\"kind\": \"detail\", \"columns\": {\"gross\": \"收了\"}, \"unit\": \"yuan\", \"sign\": \"positive\", \"name\": \"x\"}",
            "日期",
        ),
    ] {
        let file = world.file("坏.json", text);
        let said = world.run(&["import", table.to_str().unwrap(), "--mapping", file.to_str().unwrap()]);
        assert_eq!(said.code, 2, "{text}: {}", said.out);
        assert!(said.err.contains(word), "{text}: {}", said.err);
        let said = world.run(&["mapping", "import", file.to_str().unwrap()]);
        assert_eq!(said.code, 2, "{text}: {}", said.out);
    }
    assert_eq!(world.json(&["mapping", "list", "--json"]), json!([]));
}
