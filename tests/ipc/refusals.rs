//! Every command with what no page of ours would send: a code, a sentence in both languages, and nothing changed.

use serde_json::{Value, json};

use crate::border::commands_of_the_page;
use crate::page::Page;

/// Commands that take arguments, with arguments of the right shape that name nothing.
fn naming_nothing() -> Vec<(&'static str, Value)> {
    let communication = json!({
        "with": "x", "channel": "phone", "number": "", "person": "", "at": "2026-11-19T10:05:00+08:00",
        "said": "x", "ticket": "", "promise": "", "by": null, "files": [],
    });
    let mapping = json!({"kind": "bank", "columns": {}, "unit": "yuan", "sign": "signed", "name": "x"});
    vec![
        ("explain", json!({"id": "S000000000000"})),
        ("match_by_hand", json!({"deposit": "D000000000000", "sales": ["S000000000000"]})),
        ("unmatch", json!({"deposit": "D000000000000"})),
        ("reject_finding", json!({"finding": "F000000000000"})),
        ("settle", json!({"sale": "S000000000000", "why": "x"})),
        ("undo_decision", json!({})),
        ("preview_import", json!({"files": [77], "passwords": []})),
        ("commit_import", json!({"files": [77], "passwords": []})),
        ("undo_import", json!({"id": 77})),
        ("verify_file", json!({"file": 77})),
        ("propose_mapping", json!({"file": 77})),
        ("preview_mapping", json!({"file": 77, "mapping": mapping})),
        ("save_mapping", json!({"file": 77, "mapping": mapping})),
        ("choose_source", json!({"file": 77, "source": "icbc"})),
        ("pin_contact", json!({"id": "no-such-contact", "pinned": true})),
        ("open_case", json!({"sales": ["S000000000000"]})),
        ("open_case", json!({"sales": []})),
        ("case_view", json!({"no": 77})),
        ("answer_check", json!({"no": 77, "check": "x", "answer": "x", "note": ""})),
        ("log_communication", json!({"no": 77, "communication": communication})),
        ("attach", json!({"no": 77, "files": [], "proves": ""})),
        ("attach", json!({"no": 77, "files": [78], "proves": ""})),
        ("exhibit_picture", json!({"no": 77, "exhibit": 1})),
        ("paint_over", json!({"no": 77, "exhibit": 1, "areas": [[0, 0, 10, 10]]})),
        ("withdraw_exhibit", json!({"no": 77, "exhibit": 1, "why": "x"})),
        ("take_out_sales", json!({"no": 77, "sales": ["S000000000000"], "why": "x"})),
        ("reopen_case", json!({"no": 77, "why": "x"})),
        ("close_case", json!({"no": 77, "outcome": "paid", "note": ""})),
        ("call_sheet", json!({"no": 77, "contact": "x"})),
        ("dossier_check", json!({"no": 77, "recipient": "court"})),
        ("dossier_page", json!({"no": 77, "recipient": "court", "page": 1})),
    ]
}

#[test]
fn what_names_nothing_is_refused_with_a_sentence() {
    let page = Page::open();
    for (command, args) in naming_nothing() {
        let code = page.refused(command, args.clone());
        let expected = ["not_found", "bad_input", "refused", "ambiguous"];
        assert!(expected.contains(&code.as_str()), "{command} {args}: {code}");
    }
    assert_eq!(page.ok("overview", json!({}))["empty"], true, "a refusal changed something");
    assert_eq!(page.ok("cases", json!({})), json!([]));
}

#[test]
fn arguments_of_the_wrong_shape_never_reach_the_app() {
    let page = Page::open();
    let argless = [
        "overview",
        "export_missing",
        "export_contacts",
        "undo_decision",
        "take_opened_files",
        "imports",
        "import_progress",
        "cancel_import",
        "own_sources",
        "import_own_source",
        "agreements",
        "shop",
        "contacts",
        "cases",
        "load_demo",
        "remove_demo",
        "language",
        "backup",
        "doctor",
        "fact_kinds",
        "fact_changes",
        "painted",
    ];
    for command in commands_of_the_page() {
        if argless.contains(&command.as_str()) {
            continue;
        }
        for args in [json!({}), json!({"no": "seven", "id": {}, "file": "x", "files": 7, "query": 3})] {
            let error = page.call(&command, args.clone()).unwrap_err();
            assert!(error.to_string().contains("invalid args"), "{command} {args}: {error}");
        }
    }
    for (command, args) in [
        ("pick_files", json!({"purpose": "anything"})),
        ("set_language", json!({"lang": "fr"})),
        ("dossier_check", json!({"no": 1, "recipient": "neighbour"})),
        ("preview_import", json!({"files": [-1], "passwords": []})),
        ("preview_import", json!({"files": ["/etc/passwd"], "passwords": []})),
    ] {
        let error = page.call(command, args).unwrap_err();
        assert!(error.to_string().contains("invalid args"), "{command}: {error}");
    }
}

#[test]
fn values_that_mean_nothing_are_refused() {
    let page = Page::open();
    let sale = |amount: &str, at: &str| {
        json!({"sale": {
            "at": at, "amount": amount, "channel": "card", "kind": "sale", "merchant_no": "", "terminal_no": "",
            "voucher_no": "", "reference": "", "acquirer": "", "photo": null,
        }})
    };
    for amount in ["", "zwölf", "1.234", "-5", "0.00", "99999999999999999999"] {
        assert_eq!(
            page.refused("add_sale", sale(amount, "2026-11-20T18:22:00+08:00")),
            "bad_input",
            "{amount}"
        );
    }
    for at in ["", "yesterday", "2026-13-01T00:00:00+08:00"] {
        assert_eq!(page.refused("add_sale", sale("12.00", at)), "bad_input", "{at}");
    }
    assert_eq!(
        page.refused("add_contact", json!({"contact": {"name": "", "phone": "", "note": ""}})),
        "bad_input"
    );
}
