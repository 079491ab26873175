//! One owner's day by commands alone: every command once with what the page would send.

use serde_json::{Value, json};

use crate::border::commands_of_the_page;
use crate::fixture;
use crate::page::Page;

#[test]
fn an_owner_does_everything_once() {
    let page = Page::open();
    assert_eq!(page.ok("language", json!({})), "zh");
    page.ok("set_language", json!({"lang": "en"}));
    assert_eq!(page.ok("language", json!({})), "en");
    assert_eq!(page.ok("overview", json!({}))["empty"], true);
    page.ok("painted", json!({}));

    files_come_in(&page);
    the_answer(&page);
    decisions(&page);
    the_shop(&page);
    let no = a_case(&page);
    facts(&page, &no);
    the_dossier(&page, &no);
    taken_back(&page, &no);
    page.ok("close_case", json!({"no": no, "outcome": "paid", "note": "钱到了"}));

    saved(&page, "backup", json!({}), "备份.bin");
    assert_eq!(page.ok("doctor", json!({}))["ok"], true);
    demo();

    let mut forgotten = commands_of_the_page();
    forgotten.retain(|command| !page.called().contains(command));
    forgotten.remove("load_demo");
    forgotten.remove("remove_demo");
    assert!(forgotten.is_empty(), "the story leaves out {forgotten:?}");
}

fn files_come_in(page: &Page) {
    let detail = fixture("收单明细_202611.xlsx");
    let bank = fixture("中行流水_HISQRY_20261026-20261123.csv");
    let files = page.pick("import", &[&detail]);
    page.opened(&[&bank]);
    let opened = page.ok("take_opened_files", json!({}));
    assert_eq!(opened[0]["name"], "中行流水_HISQRY_20261026-20261123.csv");
    assert_eq!(page.ok("take_opened_files", json!({})), json!([]), "the queue is empty now");
    let files = [files, vec![opened[0]["id"].as_u64().unwrap()]].concat();

    let preview = page.ok("preview_import", json!({"files": files, "passwords": []}));
    assert_eq!(preview["files"].as_array().unwrap().len(), 2);
    assert_eq!(page.ok("imports", json!({})), json!([]), "a preview stores nothing");
    let done = page.ok("commit_import", json!({"files": files, "passwords": []}));
    assert_eq!(done["files"][0]["kind"], "detail", "{done}");
    assert_eq!(done["files"][1]["kind"], "bank", "{done}");
    let imports = page.ok("imports", json!({}));
    assert_eq!(imports.as_array().unwrap().len(), 2);

    // Undone whole, and taken in again.
    page.ok("undo_import", json!({"id": done["files"][1]["import"]}));
    page.ok("commit_import", json!({"files": files, "passwords": []}));

    // A table that a bank and an acquirer would both head so: the owner says which it is.
    let two_faced = page.path("两可.csv");
    let headers =
        "交易日期,交易时间,交易摘要,交易金额,本次余额,对手信息,清算日期,交易日期时间,商编,参考号,交易方式";
    let row =
        "2026-11-03,10:00:00,收款,12.50,112.50,南桥面馆,2026-11-04,2026-11-03 10:00:00,89800001,R0001,扫码";
    std::fs::write(&two_faced, format!("{headers}\n{row}\n")).unwrap();
    let file = page.pick("import", &[&two_faced])[0];
    let look = || page.ok("preview_import", json!({"files": [file], "passwords": []}))["files"][0].clone();
    let refused = &look()["refused"];
    assert_eq!((&refused["needs"], &refused["choices"][1]["id"]), (&json!("choice"), &json!("ums_2")));
    page.ok("choose_source", json!({"file": file, "source": "ums_2"}));
    assert_eq!((&look()["kind"], &look()["refused"]), (&json!("detail"), &json!(null)));
    let chosen = page.ok("own_sources", json!({}))[0]["id"].clone();
    page.ok("remove_own_source", json!({"id": chosen}));

    // A table that nobody knows is explained once.
    let unknown = page.path("自家的表.csv");
    std::fs::write(&unknown, "甲,乙,丙\n2026-11-03 10:00:00,12.00,A1\n2026-11-03 11:00:00,30.50,A2\n")
        .unwrap();
    let file = page.pick("import", &[&unknown])[0];
    let proposal = page.ok("propose_mapping", json!({"file": file}));
    let headers: Vec<&str> =
        proposal["headers"].as_array().unwrap().iter().map(|h| h.as_str().unwrap()).collect();
    assert_eq!(headers, ["甲", "乙", "丙"]);
    let mut mapping = proposal["proposal"].clone();
    mapping["kind"] = json!("detail");
    mapping["columns"] = json!({"time": "甲", "amount": "乙", "reference": "丙"});
    mapping["name"] = json!("自家的表");
    let mapped = page.ok("preview_mapping", json!({"file": file, "mapping": mapping}));
    assert_eq!(mapped["rows"], 2, "{mapped}");
    page.ok("save_mapping", json!({"file": file, "mapping": mapping}));

    // It is handed on as a file, forgotten, and taken in again.
    let own = page.ok("own_sources", json!({}));
    assert_eq!(own[0]["name"], "自家的表", "{own}");
    let id = own[0]["id"].clone();
    let shared = page.path("列对应.json");
    page.next_dialog(&[&shared]);
    assert_eq!(page.ok("export_own_source", json!({"id": id})), "列对应.json");
    page.ok("remove_own_source", json!({"id": id}));
    assert_eq!(page.ok("own_sources", json!({})), json!([]));
    page.next_dialog(&[&shared]);
    assert_eq!(page.ok("import_own_source", json!({}))["id"], id);
    assert_eq!(page.ok("own_sources", json!({})), own);

    // Nothing runs, so nothing is stopped.
    assert_eq!(page.ok("import_progress", json!({})), Value::Null);
    page.ok("cancel_import", json!({}));

    let photo = page.pick("photo", &[&fixture("小票_20261117.jpg")])[0];
    let sale = json!({
        "at": "2026-11-20T18:22:00+08:00", "amount": "128.50", "channel": "card", "kind": "sale",
        "merchant_no": "899331054110027", "terminal_no": "62007720", "voucher_no": "000123", "reference": "631122334455",
        "acquirer": "青杉支付", "photo": photo,
    });
    assert!(page.ok("add_sale", json!({"sale": sale})).as_str().unwrap().starts_with('S'));
}

fn the_answer(page: &Page) {
    let overview = page.ok("overview", json!({}));
    assert_eq!(overview["empty"], false);
    assert_eq!(overview["even"], true, "{}", overview["report"]["totals"]);
    let missing = overview["report"]["missing"].as_array().unwrap();
    assert!(!missing.is_empty());
    let query = json!({"text": "", "from": null, "to": null, "state": null, "channel": null, "offset": 0, "limit": 50});
    let transactions = page.ok("transactions", json!({"query": query}));
    assert_eq!(transactions["rows"].as_array().unwrap().len(), 50);
    let deposits = page.ok("deposits", json!({"query": {"text": "", "offset": 0, "limit": 10}}));
    assert!(deposits["total"].as_u64().unwrap() > 0);
    for id in [&missing[0]["id"], &deposits["rows"][0]["id"], &overview["report"]["payouts"][0]["id"]] {
        let explained = page.ok("explain", json!({"id": id}));
        assert_eq!(&explained["id"], id);
    }
}

fn decisions(page: &Page) {
    let overview = page.ok("overview", json!({}));
    let sale = overview["report"]["missing"][0]["id"].clone();
    page.ok("settle", json!({"sale": sale, "why": "收银台多记了一笔"}));
    let after = page.ok("overview", json!({}));
    let left = |view: &Value| view["report"]["missing"].as_array().unwrap().iter().any(|s| s["id"] == sale);
    assert!(!left(&after), "a sale that the owner has explained is not missing");
    page.ok("undo_decision", json!({}));
    assert!(left(&page.ok("overview", json!({}))));

    let deposits = page.ok("deposits", json!({"query": {"text": "", "offset": 0, "limit": 100}}));
    let free = deposits["rows"].as_array().unwrap().iter().find(|d| d["payouts"] == json!([])).unwrap()["id"]
        .clone();
    page.ok("match_by_hand", json!({"deposit": free, "sales": [sale]}));
    page.ok("unmatch", json!({"deposit": free}));
    page.ok("undo_decision", json!({}));
    page.ok("undo_decision", json!({}));
    if let Some(finding) = overview["report"]["findings"].as_array().unwrap().first() {
        page.ok("reject_finding", json!({"finding": finding["id"]}));
        page.ok("undo_decision", json!({}));
    } else {
        page.refused("reject_finding", json!({"finding": "F000000000000"}));
    }
}

fn the_shop(page: &Page) {
    let shop = json!({
        "name": "南桥小满果蔬店", "credit_code": "", "legal_representative": "满小姐", "address": "南桥路 1 号",
        "phone": "", "bank_name": "中国银行", "bank_account": "385672019846",
    });
    page.ok("set_shop", json!({"shop": shop}));
    assert_eq!(page.ok("shop", json!({}))["name"], "南桥小满果蔬店");
    let agreements = page.ok("agreements", json!({}));
    let mut first = agreements[0].clone();
    first["confirmed"] = json!(true);
    page.ok("set_agreement", json!({"agreement": first}));
    assert_eq!(page.ok("agreements", json!({}))[0]["confirmed"], true);

    page.ok(
        "add_contact",
        json!({"contact": {"name": "业务员小李", "phone": "13800000000", "note": "小票上印的"}}),
    );
    let contacts = page.ok("contacts", json!({}));
    let mine = contacts.as_array().unwrap().iter().find(|c| c["name"] == "业务员小李").unwrap();
    assert_eq!(mine["tier"], "owner");
    page.ok("pin_contact", json!({"id": mine["id"], "pinned": true}));
    let kept = saved(page, "export_contacts", json!({}), "联系电话.json");
    assert!(String::from_utf8(kept).unwrap().contains("13800000000"));
}

fn a_case(page: &Page) -> Value {
    let overview = page.ok("overview", json!({}));
    let missing = overview["report"]["missing"].as_array().unwrap();
    let table = String::from_utf8(saved(page, "export_missing", json!({}), "未到账.csv")).unwrap();
    assert_eq!(table.lines().count(), missing.len() + 1, "a line for each and the heading");
    let sales: Vec<&Value> = missing.iter().map(|sale| &sale["id"]).collect();
    let no = page.ok("open_case", json!({"sales": sales}));
    assert_eq!(page.ok("cases", json!({}))[0]["case"], no);
    let view = page.ok("case_view", json!({"no": no}));
    assert_eq!(view["steps"].as_array().unwrap().len(), 4);
    assert_eq!(view["sales"].as_array().unwrap().len(), sales.len());

    let steps = view["steps"].as_array().unwrap();
    let mut checks = steps.iter().flat_map(|step| step["checks"].as_array().unwrap());
    let check = checks.find(|check| check["kind"] == "choice").unwrap();
    let answer = &check["options"][0]["id"];
    let view =
        page.ok("answer_check", json!({"no": no, "check": check["id"], "answer": answer, "note": "看过了"}));
    assert!(view.to_string().contains("看过了"));

    let letter = page.pick("exhibit", &[&fixture("青杉支付答复函_20261119.pdf")])[0];
    let communication = json!({
        "with": "青杉支付", "channel": "phone", "number": "95000", "person": "工号 1032", "at": "2026-11-19T10:05:00+08:00",
        "said": "说三天内回复", "ticket": "GD-77", "promise": "三天内回复", "by": "2026-11-22", "files": [letter],
    });
    let view = page.ok("log_communication", json!({"no": no, "communication": communication}));
    assert_eq!(view["communications"][0]["ticket"], "GD-77");
    let slip = page.pick("exhibit", &[&fixture("小票_20261111.jpg")]);
    let view = page.ok("attach", json!({"no": no, "files": slip, "proves": "小票原件", "satisfies": null}));
    let photo = view["exhibits"].as_array().unwrap().last().unwrap()["no"].clone();
    let picture = page.ok("exhibit_picture", json!({"no": no, "exhibit": photo}));
    assert!(picture.as_str().unwrap().starts_with("iVBORw0KGgo"), "a PNG in base64");
    let over = |areas: Value| json!({"no": no, "exhibit": photo, "areas": areas});
    assert_eq!(page.refused("paint_over", over(json!([[900, 0, 200, 10]]))), "bad_input");
    let painted = page.ok("paint_over", over(json!([[50, 260, 900, 70]])));
    let last = painted["exhibits"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["painted"], json!([[50, 260, 900, 70]]));
    page.ok("paint_over", over(json!([])));
    assert!(view["exhibits"].as_array().unwrap().len() >= 2);
    let contact = &view["contacts"][0]["id"];
    assert!(
        !page.ok("call_sheet", json!({"no": no, "contact": contact}))["questions"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    papers(page, &no);
    let ics = saved(page, "export_calendar", json!({"no": no}), "期限.ics");
    assert!(ics.starts_with(b"BEGIN:VCALENDAR"));
    no
}

/// The facts: corrected, imported, taken into the case, and set back.
fn facts(page: &Page, no: &Value) {
    let kinds = page.ok("fact_kinds", json!({}));
    assert!(kinds.as_array().unwrap().iter().any(|kind| kind["id"] == "law"));
    let rows = page.ok("fact_rows", json!({"kind": "law"}));
    assert!(rows.as_array().unwrap().iter().any(|row| row["id"] == "SD-30" && row["source"] != ""));
    let set = json!({"kind": "law", "id": "SD-30", "field": "gist.zh", "value": "店主核对过"});
    let row = page.ok("set_fact", set);
    assert_eq!(row["mark"]["zh"], "店主更正");
    let wrong = json!({"kind": "law", "id": "SD-30", "field": "nothing", "value": ""});
    assert_eq!(page.refused("set_fact", wrong), "bad_input");
    assert_eq!(page.ok("case_view", json!({"no": no}))["newer_facts"].as_array().unwrap().len(), 1);
    assert_eq!(page.ok("take_facts", json!({"no": no}))["newer_facts"], json!([]));
    page.ok("unset_fact", json!({"kind": "law", "id": "SD-30"}));
    assert_eq!(page.ok("fact_changes", json!({})).as_array().unwrap().len(), 2);

    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/casework/data/rates.json");
    let mut rates: Value = serde_json::from_slice(&std::fs::read(data).unwrap()).unwrap();
    rates["lpr_one_year"]["points"][0]["percent"] = json!("4.20");
    let file = page.path("rates.json");
    std::fs::write(&file, rates.to_string()).unwrap();
    let file = page.pick("facts", &[&file])[0];
    let shown = page.ok("import_facts", json!({"file": file, "take": false}));
    assert_eq!(shown["differences"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(page.ok("import_facts", json!({"file": file, "take": true}))["taken"], 1);
}

/// What goes out and comes back: each becomes part of the case, with the file that proves it.
fn papers(page: &Page, no: &Value) {
    let view = page.ok("case_view", json!({"no": no}));
    let exhibits = view["exhibits"].as_array().unwrap();
    let guessed =
        exhibits.iter().find(|e| e["proposed"] == true && e["satisfies"] == json!(["slips"])).unwrap();
    let change = json!({"name": "小票和协议", "proves": null, "satisfies": ["slips", "agreement"]});
    let view = page.ok("describe_exhibit", json!({"no": no, "exhibit": guessed["no"], "change": change}));
    assert!(view["exhibits"].as_array().unwrap().iter().any(|e| e["name"] == "小票和协议"));

    let view = page.ok("settle_promise", json!({"no": no, "communication": 1, "kept": false}));
    assert_eq!(view["communications"][0]["kept"], false);

    let receipt = page.path("面单.txt");
    std::fs::write(&receipt, "EMS 1143567890123").unwrap();
    let files = page.pick("exhibit", &[&receipt]);
    let demand = json!({"on": "2026-11-20", "by": "ems", "tracking": "1143567890123", "to": "", "until": null, "files": files});
    let view = page.ok("demand_sent", json!({"no": no, "demand": demand}));
    assert_eq!(view["demands"][0]["until"], "2026-11-30");
    let late = json!({"no": no, "on": "2026-11-19", "by": "", "files": []});
    assert_eq!(page.refused("demand_received", late), "bad_input");
    let view = page.ok("demand_received", json!({"no": no, "on": "2026-11-22", "by": "前台", "files": []}));
    assert_eq!(view["demands"][0]["received_on"], "2026-11-22");

    let filing = json!({"channel": "pbc", "stage": "sent", "on": "2026-11-16", "number": "12363001"});
    let view = page.ok("file_complaint", json!({"no": no, "filing": filing, "files": []}));
    assert!(view["clocks"].as_array().unwrap().iter().any(|c| c["id"] == "pbc_accept_1"));

    let paid = json!({"no": no, "on": "2026-11-21", "amount": "100.00", "note": "", "files": []});
    let view = page.ok("payment_received", paid);
    assert_eq!(view["received"], "100.00");

    let letter = page.ok("letter", json!({"no": no, "recipient": "provider"}));
    assert_eq!(letter["edited"], false);
    let own = json!({"no": no, "recipient": "provider", "paragraphs": ["请查收。"]});
    let letter = page.ok("edit_letter", own);
    assert!(letter["lost"].as_array().unwrap().len() > 3, "{letter}");
    let check = page.ok("dossier_check", json!({"no": no, "recipient": "provider"}));
    assert!(check["problems"].to_string().contains("您改过的信里少了"), "{check}");
    page.ok("edit_letter", json!({"no": no, "recipient": "provider", "paragraphs": []}));
}

/// An exhibit, a sale and the closing of the case: each with its reason, which stays in the record.
fn taken_back(page: &Page, no: &Value) {
    let view = page.ok("case_view", json!({"no": no}));
    let exhibit = &view["exhibits"][0]["no"];
    let after = page.ok("withdraw_exhibit", json!({"no": no, "exhibit": exhibit, "why": "拍糊了"}));
    assert_eq!(after["exhibits"].as_array().unwrap().len() + 1, view["exhibits"].as_array().unwrap().len());
    assert_eq!(
        page.refused("withdraw_exhibit", json!({"no": no, "exhibit": exhibit, "why": "拍糊了"})),
        "not_found"
    );
    let sale = &view["sales"][0]["id"];
    let after = page.ok("take_out_sales", json!({"no": no, "sales": [sale], "why": "退了款"}));
    assert_eq!(after["sales"].as_array().unwrap().len() + 1, view["sales"].as_array().unwrap().len());
    page.ok("close_case", json!({"no": no, "outcome": "withdrawn", "note": ""}));
    assert_eq!(page.refused("reopen_case", json!({"no": no, "why": " "})), "bad_input");
    assert_eq!(page.ok("reopen_case", json!({"no": no, "why": "还是没到"}))["state"], "open");
}

fn the_dossier(page: &Page, no: &Value) {
    let check = page.ok("dossier_check", json!({"no": no, "recipient": "provider"}));
    assert!(check["pages"].as_u64().unwrap() >= 5, "{check}");
    let picture = page.ok("dossier_page", json!({"no": no, "recipient": "provider", "page": 1}));
    // The first bytes of every PNG, in base64.
    assert!(picture.as_str().unwrap().starts_with("iVBORw0KGgo"), "{:.40}", picture.as_str().unwrap());
    let pdf = saved(page, "export_dossier", json!({"no": no, "recipient": "provider"}), "材料.pdf");
    assert!(pdf.starts_with(b"%PDF-"));
    let pack = saved(page, "export_pack", json!({"no": no, "recipient": "provider"}), "证据包.zip");
    assert!(pack.starts_with(b"PK"));
    assert_eq!(page.ok("case_view", json!({"no": no}))["deliveries"][0]["recipient"], "provider");
    page.next_dialog(&[]);
    assert_eq!(page.refused("export_supplement", json!({"no": no, "recipient": "pbc"})), "cancelled");
    let again = saved(page, "print_again", json!({"no": no, "nth": 1}), "再印.pdf");
    assert_eq!(again, pdf, "a delivery printed again is the same file");
    let pdf = page.pick("dossier", &[&page.path("材料.pdf")])[0];
    assert_eq!(page.ok("verify_file", json!({"file": pdf}))["ok"], true);
    let pack = page.pick("dossier", &[&page.path("证据包.zip")])[0];
    let checked = page.ok("verify_file", json!({"file": pack}));
    assert!(checked["ok"] == true && checked["lines"].as_array().unwrap().len() > 3, "{checked}");
    let changed = page.path("改过.pdf");
    std::fs::write(&changed, b"%PDF-1.7 something else").unwrap();
    let changed = page.pick("dossier", &[&changed])[0];
    assert_eq!(page.ok("verify_file", json!({"file": changed}))["ok"], false);
    let nowhere = page.path("没有.pdf");
    page.next_dialog(&[&nowhere]);
    assert_eq!(page.refused("print_again", json!({"no": no, "nth": 99})), "not_found");
}

/// Calls a command that saves a file, first with the dialog closed, then with a place chosen.
fn saved(page: &Page, command: &str, args: Value, name: &str) -> Vec<u8> {
    page.next_dialog(&[]);
    assert_eq!(page.refused(command, args.clone()), "cancelled");
    let path = page.path(name);
    page.next_dialog(&[&path]);
    let told = page.ok(command, args);
    assert_eq!(told["file"], name, "the page gets the name and not the path");
    std::fs::read(path).unwrap()
}

fn demo() {
    let page = Page::open();
    page.ok("load_demo", json!({}));
    assert_eq!(page.ok("overview", json!({}))["demo"], true);
    page.ok("remove_demo", json!({}));
    assert_eq!(page.ok("overview", json!({}))["empty"], true);
}
