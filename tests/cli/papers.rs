//! What goes out and comes back in a case: demands, complaints, promises, payments, letters, evidence, reminders.

use serde_json::Value;

use crate::cases::{pdf_text, show, with_case};
use crate::world::{fixture, yuan};

fn clock(case: &Value, id: &str) -> Option<String> {
    let clocks = case["clocks"].as_array().unwrap();
    clocks.iter().find(|c| c["id"] == id).map(|c| c["due"].as_str().unwrap().to_owned())
}

fn need(case: &Value, id: &str) -> bool {
    case["needs"].as_array().unwrap().iter().find(|n| n["id"] == id).unwrap()["met"] == true
}

#[test]
fn a_demand_is_sent_and_arrives_and_the_limitation_starts_anew() {
    let (world, _) = with_case();
    let before = clock(&show(&world), "limitation").unwrap();
    world.refused(&["case", "demand", "1", "--received", "2026-11-22"], "先记寄出");
    world.refused(&["case", "demand", "1", "--sent", "2099-01-01"], "还没到");
    world.refused(&["case", "demand", "1", "--sent", "2026-11-20", "--by", "鸽子"], "不认识");
    assert_eq!(world.run(&["case", "demand", "1"]).code, 2);

    let waybill = world.file("EMS面单.txt", "EMS 1143567890123 寄件 2026-11-20");
    let said = world.ok(&[
        "case",
        "demand",
        "1",
        "--sent",
        "2026-11-20",
        "--by",
        "ems",
        "--tracking",
        "1143567890123",
        "--file",
        waybill.to_str().unwrap(),
    ]);
    assert!(said.contains("还没有送达证明"), "{said}");
    let sent = show(&world);
    assert_eq!(clock(&sent, "limitation").unwrap(), before, "sent is not arrived");
    assert_eq!(clock(&sent, "demand").unwrap(), "2026-11-30", "ten days where none are named");
    assert_eq!(clock(&sent, "demand_trace").unwrap(), "2026-11-25");
    world.refused(&["case", "demand", "1", "--received", "2026-11-19"], "2026-11-20 才寄出");

    let proof = world.file("签收截图.txt", "2026-11-22 本人签收");
    world.ok(&[
        "case",
        "demand",
        "1",
        "--received",
        "2026-11-22",
        "--by",
        "前台王女士",
        "--file",
        proof.to_str().unwrap(),
    ]);
    let arrived = show(&world);
    assert!(clock(&arrived, "limitation").unwrap().starts_with("2029-11-22"));
    assert!(clock(&arrived, "demand_trace").is_none());
    assert_eq!(arrived["demands"][0]["exhibits"], serde_json::json!(["1", "2"]));
    let text = arrived["timeline"].to_string();
    assert!(text.contains("催告函寄出（EMS 快递）") && text.contains("催告函送达"), "{text}");
    assert!(need(&arrived, "demand"), "the checklist of the next recipient has it");

    world.ok(&["dossier", "1", "--for", "pbc", "-o", "投诉.pdf"]);
    let text = pdf_text(&world.path("投诉.pdf")).replace(['\n', ' '], "");
    assert!(text.contains("1143567890123") && text.contains("前台王女士签收"), "timeline");
    assert!(text.contains("催告函2026-11-22已送达"), "exhibits");
    // Without a proof of its own the receipt cites none, least of all the waybill.
    world.ok(&["case", "demand", "1", "--sent", "2026-11-23", "--file", waybill.to_str().unwrap()]);
    world.ok(&["case", "demand", "1", "--received", "2026-11-24"]);
    world.ok(&["case", "filed", "1", "--at", "pbc", "--on", "2026-11-23"]);
    world.ok(&[
        "case",
        "filed",
        "1",
        "--at",
        "pbc",
        "--on",
        "2026-11-24",
        "--stage",
        "accepted",
        "--number",
        "J7",
    ]);
    world.ok(&["dossier", "1", "--for", "court", "-o", "起诉.pdf"]);
    let text = pdf_text(&world.path("起诉.pdf")).replace(['\n', ' '], "");
    assert!(
        text.contains("已受理，受理号J7。") && !text.contains("已提交，受理号J7"),
        "each stage its own number"
    );

    // A mistyped number of the licence is said before printing; it stops nothing.
    let dossier = ["dossier", "1", "--for", "pbc", "-o", "投诉.pdf"];
    world.ok(&["shop", "--credit-code", "92330105MA2ABCD"]);
    let said = world.run(&dossier);
    assert!(said.code == 0 && said.err.contains("应为 18 位，现在是 15 位"), "{}", said.err);
}

#[test]
fn a_letter_is_reworded_checked_and_set_back() {
    let (world, _) = with_case();
    let letter = world.json(&["case", "letter", "1", "--for", "provider", "--json"]);
    assert_eq!(letter["edited"], false);
    let mut lines: Vec<String> = serde_json::from_value(letter["paragraphs"].clone()).unwrap();
    lines.insert(0, "请贵司先看第二部分的明细。".into());
    let file = world.file("我的信.txt", lines.join("\r\n"));
    world.ok(&["case", "letter", "1", "--for", "provider", "--set", file.to_str().unwrap()]);
    let mine = world.json(&["case", "letter", "1", "--for", "provider", "--json"]);
    assert_eq!((&mine["edited"], &mine["paragraphs"][0]), (&true.into(), &lines[0].clone().into()));
    assert_eq!(mine["lost"], serde_json::json!([]));
    world.ok(&["dossier", "1", "--for", "provider", "-o", "a.pdf"]);
    assert!(pdf_text(&world.path("a.pdf")).contains("请贵司先看第二部分的明细"));

    // Another recipient keeps its own.
    assert_eq!(world.json(&["case", "letter", "1", "--for", "pbc", "--json"])["edited"], false);

    // In the encoding of a Chinese Windows, and with everything that matters left out.
    let (gbk, _, _) = encoding_rs::GBK.encode("把钱给我。");
    let file = world.file("短信.txt", &gbk);
    let said = world.run(&["case", "letter", "1", "--for", "provider", "--set", file.to_str().unwrap()]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains("把钱给我。"), "{}", said.out);
    assert!(said.err.contains("少了：金额") && said.err.contains("商户编号"), "{}", said.err);

    world.ok(&["case", "letter", "1", "--for", "provider", "--reset"]);
    let back = world.json(&["case", "letter", "1", "--for", "provider", "--json"]);
    assert_eq!((&back["edited"], &back["paragraphs"]), (&false.into(), &letter["paragraphs"]));
    world.refused(
        &[
            "case",
            "letter",
            "1",
            "--for",
            "provider",
            "--set",
            fixture("小票_20261111.jpg").to_str().unwrap(),
        ],
        "不是文本文件",
    );
}

#[test]
fn a_dossier_and_its_pack_are_two_files() {
    let (world, _) = with_case();
    let other = world.path("same.pdf");
    for pack in ["same.pdf", "./same.pdf", "Same.PDF", other.to_str().unwrap()] {
        let both = ["dossier", "1", "--for", "provider", "-o", "same.pdf", "--pack", pack];
        world.refused(&both, "不能存成同一个文件");
        assert!(!other.exists(), "{pack}");
    }
    assert_eq!(show(&world)["deliveries"], serde_json::json!([]));
}

#[test]
fn what_an_exhibit_is_for_is_the_owners_word() {
    let (world, _) = with_case();
    let file = world.file("受理协议.txt", "协议全文");
    world.ok(&["case", "attach", "1", file.to_str().unwrap()]);
    let case = show(&world);
    assert_eq!(case["exhibits"][0]["satisfies"], serde_json::json!(["agreement"]));
    assert_eq!(case["exhibits"][0]["proposed"], true, "a guess is marked as one");
    assert!(world.ok(&["case", "show", "1"]).contains("程序猜的"));

    let said = world.ok(&[
        "case",
        "exhibit",
        "1",
        "1",
        "--satisfies",
        "licence",
        "agreement",
        "--name",
        "协议和执照",
    ]);
    assert!(said.contains("营业执照、受理协议") && !said.contains("程序猜的"), "{said}");
    let case = show(&world);
    assert_eq!(case["exhibits"][0]["proposed"], false);
    assert!(need(&case, "licence") && need(&case, "agreement"));
    world.ok(&["case", "exhibit", "1", "1", "--satisfies"]);
    assert!(!need(&show(&world), "licence"));

    let other = world.file("x.txt", "x");
    world.ok(&[
        "case",
        "attach",
        "1",
        other.to_str().unwrap(),
        "--proves",
        "通话录音文字稿",
        "--satisfies",
        "recording",
    ]);
    assert_eq!(show(&world)["exhibits"][1]["proposed"], false);
    world.refused(&["case", "exhibit", "1", "2", "--satisfies", "shop_name"], "agreement");
    world.refused(&["case", "exhibit", "1", "9", "--proves", "x"], "没有证据 9");
}

#[test]
fn a_complaint_starts_the_clocks_of_its_channel() {
    let (world, _) = with_case();
    world.refused(
        &["case", "filed", "1", "--at", "pbc", "--on", "2026-11-20", "--stage", "accepted"],
        "先记提交",
    );
    world.refused(&["case", "filed", "1", "--at", "mayor", "--on", "2026-11-20"], "不认识");
    let said =
        world.ok(&["case", "filed", "1", "--at", "pbc", "--on", "2026-11-16", "--number", "123632026001"]);
    assert!(said.contains("123632026001") && said.contains("2026-11-25"), "seven working days: {said}");
    let case = show(&world);
    assert_eq!(clock(&case, "pbc_accept_1").unwrap(), "2026-11-25");
    world.ok(&["case", "filed", "1", "--at", "pbc", "--on", "2026-11-20", "--stage", "accepted"]);
    let case = show(&world);
    assert!(clock(&case, "pbc_accept_1").is_none());
    assert_eq!(clock(&case, "pbc_answer_1").unwrap(), "2026-12-05", "fifteen natural days");
    assert_eq!(clock(&case, "pbc_latest_1").unwrap(), "2027-01-19");
    assert_eq!(case["filings"][0]["stages"].as_array().unwrap().len(), 2);
    assert!(
        case["channels"]
            .as_array()
            .unwrap()
            .iter()
            .any(|c| c["id"] == "pbc" && c["warnings"] != serde_json::json!([]))
    );
}

#[test]
fn promises_and_payments_are_followed_up() {
    let (world, _) = with_case();
    world.ok(&[
        "case",
        "call",
        "1",
        "--with",
        "青杉支付",
        "--at",
        "2026-11-18 10:00",
        "--said",
        "周五前补上",
        "--promise",
        "补划",
        "--by",
        "2026-11-30",
    ]);
    let total = yuan(&show(&world)["amount"]);
    world.refused(&["case", "promise", "1", "2", "broken"], "没有第 2 次沟通");
    let said = world.ok(&["case", "promise", "1", "1", "broken"]);
    assert!(said.contains("催告函") || said.contains("记下"), "{said}");
    let case = show(&world);
    assert_eq!(case["communications"][0]["kept"], false);
    assert!(clock(&case, "promise_1").is_none(), "a broken promise is waited for no longer");

    world.refused(&["case", "paid", "1", "--amount", "99999999", "--on", "2026-11-21"], "不能超过");
    world.refused(&["case", "paid", "1", "--amount", "0", "--on", "2026-11-21"], "大于 0");
    world.ok(&["case", "paid", "1", "--amount", "500", "--on", "2026-11-21", "--note", "转到店主个人卡"]);
    let case = show(&world);
    assert_eq!(yuan(&case["outstanding"]), total - 50_000);
    assert_eq!(case["received"], "500.00");
    assert!(clock(&case, "limitation").unwrap().starts_with("2029-11-21"), "a part paid restarts it");
    world.ok(&["dossier", "1", "--for", "provider", "-o", "a.pdf"]);
    let text = pdf_text(&world.path("a.pdf")).replace(['\n', ' '], "");
    assert!(text.contains("已扣除收到的500.00元") && text.contains("转到店主个人卡"), "cover and letter");
}

#[test]
fn reminders_are_a_calendar_file_that_keeps_its_names() {
    let (world, _) = with_case();
    world.ok(&["case", "demand", "1", "--sent", "2026-11-20"]);
    world.ok(&["case", "reminders", "1", "-o", "提醒.ics"]);
    let first = std::fs::read_to_string(world.path("提醒.ics")).unwrap();
    assert!(first.starts_with("BEGIN:VCALENDAR\r\n") && first.ends_with("END:VCALENDAR\r\n"));
    assert!(first.lines().all(|line| line.len() <= 75));
    let uids = |text: &str| -> Vec<String> {
        text.replace("\r\n ", "").lines().filter(|l| l.starts_with("UID:")).map(str::to_owned).collect()
    };
    assert!(uids(&first).contains(&"UID:case-1-limitation@recoup.local".to_owned()), "{first}");
    world.ok(&["case", "calendar", "1", "-o", "再来.ics"]);
    assert_eq!(uids(&first), uids(&std::fs::read_to_string(world.path("再来.ics")).unwrap()));
}

#[test]
fn a_file_that_is_known_already_still_proves_the_new_thing() {
    let (world, _) = with_case();
    let proof = world.file("截图.txt", "2026-11-22 本人签收");
    world.ok(&["case", "attach", "1", proof.to_str().unwrap()]);
    assert_eq!(show(&world)["exhibits"][0]["satisfies"], serde_json::json!([]));
    world.ok(&["case", "demand", "1", "--sent", "2026-11-20"]);
    world.ok(&["case", "demand", "1", "--received", "2026-11-22", "--file", proof.to_str().unwrap()]);
    let case = show(&world);
    assert_eq!(case["exhibits"].as_array().unwrap().len(), 1);
    assert_eq!(case["exhibits"][0]["satisfies"], serde_json::json!(["demand"]));
    assert_eq!(case["exhibits"][0]["proves"], "催告函 2026-11-22 已送达");
    world.ok(&[
        "case",
        "attach",
        "1",
        proof.to_str().unwrap(),
        "--proves",
        "另一句",
        "--satisfies",
        "agreement",
        "demand",
    ]);
    let case = show(&world);
    assert_eq!(case["exhibits"][0]["satisfies"], serde_json::json!(["demand", "agreement"]));
    assert_eq!(case["exhibits"][0]["proves"], "催告函 2026-11-22 已送达", "what was said first stays");
}

#[test]
fn what_is_refused_leaves_no_half_of_it_behind() {
    let (world, _) = with_case();
    let good = world.file("录音.txt", "x");
    let empty = world.file("空.txt", "");
    let call = |channel: &str, files: &[&std::path::Path]| {
        let mut args =
            vec!["case", "call", "1", "--with", "青杉支付", "--at", "2026-11-20 15:20", "--said", "好"];
        args.extend(["--channel", channel, "--file"]);
        args.extend(files.iter().map(|f| f.to_str().unwrap()));
        world.run(&args).code
    };
    assert_eq!(call("鸽子", &[&good]), 2);
    assert_eq!(call("电话", &[&good, &empty]), 2);
    world.refused(&["case", "attach", "1", good.to_str().unwrap(), empty.to_str().unwrap()], "是空的");
    assert_eq!(show(&world)["exhibits"], serde_json::json!([]));
    assert_eq!(call("电话", &[&good]), 0);
}
