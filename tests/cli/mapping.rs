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

#[test]
fn words_that_only_the_owner_knows_are_asked_about_and_remembered() {
    let world = World::new();
    let file = world.file(
        "收银.csv",
        "日子,时刻,收了,怎样了,做什么\n\
         2026-10-02,09:12,1280.00,已入袋,卖货\n2026-10-02,09:40,356.00,已入袋,卖货\n\
         2026-10-02,09:50,99.00,黄了,卖货\n2026-10-03,10:00,356.00,已入袋,退东西\n",
    );
    let mut columns = world.json(&["import", file.to_str().unwrap(), "--map", "columns"]);
    let table = &mut columns["files"][0];
    let words = table["words"].as_array().unwrap();
    let of = |word: &str| words.iter().find(|w| w["word"] == word).unwrap_or_else(|| panic!("{word}"));
    assert_eq!((&of("已入袋")["rows"], &of("已入袋")["status"]), (&json!(3), &json!(null)));
    assert!(words.iter().all(|w| w["header"] != "收了"), "amounts are no words");
    table["proposal"] = json!({"kind": "detail", "unit": "yuan", "sign": "positive", "name": "收银机",
        "columns": {"date": "日子", "time": "时刻", "gross": "收了", "status": "怎样了", "kind": "做什么"}});

    // Before anybody says what they mean, nothing is expected for these rows, and that is said.
    let asked = world.file("问.json", columns.to_string());
    let path = file.to_str().unwrap();
    let unsaid = world.json(&["import", path, "--mapping", asked.to_str().unwrap(), "--json", "--dry-run"]);
    let unsaid = &unsaid["files"][0];
    assert_eq!((&unsaid["rows"], &unsaid["sum_in"]), (&json!(4), &json!("0.00")), "{unsaid}");
    let warned = unsaid["checks"].as_array().unwrap().iter().find(|c| c["ok"] == false).unwrap();
    let warned = warned["text"].to_string();
    assert!(warned.contains("「已入袋」3 行") && warned.contains("「黄了」1 行"), "{warned}");

    let mut said = columns;
    said["files"][0]["proposal"]["words"] = json!({"status": {"已入袋": "succeeded", "黄了": "failed"},
        "kind": {"卖货": "sale", "退东西": "refund"}});
    let answer = world.file("答.json", said.to_string());
    let done = world.json(&["import", path, "--mapping", answer.to_str().unwrap(), "--json"]);
    let done = &done["files"][0];
    assert_eq!((&done["sum_in"], &done["sum_out"]), (&json!("1636.00"), &json!("356.00")), "{done}");
    assert!(done["checks"].as_array().unwrap().iter().all(|c| c["ok"] == true), "{done}");
    let next = world.file("收银2.csv", "日子,时刻,收了,怎样了,做什么\n2026-10-05,09:12,10.00,已入袋,卖货\n");
    assert_eq!(world.import(&[&next])["files"][0]["sum_in"], "10.00");

    said["files"][0]["proposal"]["words"] = json!({"status": {"黄了": "perhaps"}});
    let wrong = world.file("错.json", said.to_string());
    let refused = world.run(&["import", path, "--mapping", wrong.to_str().unwrap()]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("黄了 = perhaps"), "{}", refused.err);
}

/// A table with the headers of a bank's list and of an acquirer's.
const TWO_FACED: &str = "交易日期,交易时间,交易摘要,交易金额,本次余额,对手信息,清算日期,交易日期时间,商编,参考号,交易方式\n\
    2026-11-03,10:00:00,收款,12.50,112.50,南桥面馆,2026-11-04,2026-11-03 10:00:00,89800001,R0001,扫码\n";

#[test]
fn a_table_that_two_sources_fit_is_chosen_once() {
    let world = World::new();
    let file = world.file("两可.csv", TWO_FACED);
    let path = file.to_str().unwrap();
    let asked = world.run(&["import", path]);
    assert_eq!(asked.code, 2);
    assert!(asked.err.contains("请选择是哪一种"), "{}", asked.err);
    assert!(asked.out.contains("--as ums_2") && asked.out.contains("--as abc_personal"), "{}", asked.out);
    let once = world.json(&["import", path, "--as", "ums_2", "--json", "--dry-run"]);
    assert_eq!(once["files"][0]["source"], "ums_2", "{once}");

    world.ok(&["mapping", "choose", path, "abc_personal"]);
    let bank = world.json(&["import", path, "--json", "--dry-run"]);
    assert_eq!(
        (&bank["files"][0]["kind"], &bank["files"][0]["certainty"]),
        (&json!("bank"), &json!("mapped"))
    );
    world.ok(&["mapping", "choose", path, "ums_2"]);
    let next = world.file("两可2.csv", TWO_FACED.replace("12.50", "30.00"));
    assert_eq!(world.import(&[&next])["files"][0]["kind"], "detail");
    assert_eq!(world.run(&["mapping", "choose", path, "icbc"]).code, 2);
}
