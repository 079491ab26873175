//! What the owner takes back in a case: an exhibit, a sale, the closing. Nothing of it leaves the record.

use serde_json::Value;

use crate::cases::{pdf_text, show, with_case};
use crate::world::yuan;

fn told(case: &Value, words: &str) -> bool {
    case["timeline"].as_array().unwrap().iter().any(|entry| entry.to_string().contains(words))
}

#[test]
fn an_exhibit_that_is_withdrawn_is_no_longer_printed_and_can_come_back() {
    let (world, _) = with_case();
    let wrong = world.file("拍糊的协议.txt", "看不清");
    let right = world.file("执照.txt", "营业执照");
    for file in [&wrong, &right] {
        world.ok(&["case", "attach", "1", file.to_str().unwrap()]);
    }
    world.refused(&["case", "withdraw", "1", "9", "--why", "x"], "没有证据 9");
    world.refused(&["case", "withdraw", "1", "1", "--why", " "], "写一句原因");
    world.ok(&["case", "withdraw", "1", "1", "--why", "拍糊了"]);
    world.refused(&["case", "withdraw", "1", "1", "--why", "再来"], "没有证据 1");
    let case = show(&world);
    let numbers: Vec<u64> =
        case["exhibits"].as_array().unwrap().iter().map(|e| e["no"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [2]);
    assert!(told(&case, "证据1不再用") && told(&case, "拍糊了"));
    world.ok(&["dossier", "1", "--for", "provider", "-o", "材料.pdf"]);
    let text = pdf_text(&world.path("材料.pdf"));
    assert!(text.contains("执照") && !text.contains("拍糊的协议"));
    // The same file again is a new exhibit: a number is never given twice.
    world.ok(&["case", "attach", "1", wrong.to_str().unwrap()]);
    assert_eq!(show(&world)["exhibits"][1]["no"], 3);
    world.ok(&["doctor"]);
}

#[test]
fn a_sale_taken_out_is_no_longer_claimed_and_may_go_into_another_case() {
    let (world, ids) = with_case();
    let before = show(&world);
    let net = |id: &str| {
        let sales = before["sales"].as_array().unwrap();
        yuan(&sales.iter().find(|sale| sale["id"] == id).unwrap()["net"])
    };
    world.refused(&["case", "take-out", "1", "S000000000000", "--why", "x"], "没有找到");
    world.refused(&["case", "take-out", "1", &ids[0], "--why", ""], "写一句原因");
    let mut all = vec!["case", "take-out", "1"];
    all.extend(ids.iter().map(String::as_str));
    all.extend(["--why", "都不要"]);
    world.refused(&all, "一笔都不剩");
    world.ok(&["case", "take-out", "1", &ids[0], "--why", "客户退了款"]);
    let after = show(&world);
    assert_eq!(yuan(&after["amount"]), yuan(&before["amount"]) - net(&ids[0]));
    assert_eq!(yuan(&after["outstanding"]), yuan(&before["outstanding"]) - net(&ids[0]));
    assert!(told(&after, "客户退了款"));
    world.refused(&["case", "take-out", "1", &ids[0], "--why", "再来"], "不在案件 1 里");
    world.ok(&["case", "open", "--missing", &ids[0]]);
    assert_eq!(yuan(&world.json(&["case", "show", "2", "--json"])["amount"]), net(&ids[0]));
}

#[test]
fn a_closed_case_goes_on_unless_another_took_its_sales() {
    let (world, ids) = with_case();
    world.refused(&["case", "reopen", "1", "--why", "x"], "没有结");
    world.ok(&["case", "close", "1", "--outcome", "withdrawn", "--note", "算了"]);
    world.refused(&["case", "check", "1", "account_state", "normal"], "已经结了");
    world.refused(&["case", "reopen", "1", "--why", ""], "写一句原因");
    world.ok(&["case", "reopen", "1", "--why", "还是没到"]);
    let case = show(&world);
    assert_eq!((&case["state"], &case["outcome"]), (&Value::from("open"), &Value::Null));
    assert!(told(&case, "算了") && told(&case, "还是没到"), "both stay in the record");
    world.ok(&["case", "check", "1", "account_state", "normal"]);

    world.ok(&["case", "close", "1", "--outcome", "withdrawn"]);
    world.ok(&["case", "open", "--missing", &ids[0]]);
    world.refused(&["case", "reopen", "1", "--why", "x"], "已经在案件 2 里了");
}
