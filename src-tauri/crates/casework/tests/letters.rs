//! Letters and call sheets: every detail filled in, neutral words, nothing invented.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use recoup_casework::{
    Case, Event, Exhibit, Letter, Recipient, call_sheet, checklist, contacts, letter, missing_for,
};
use recoup_ledger::Shop;

fn whole(letter: &Letter) -> String {
    [
        &[letter.title.clone(), letter.to.clone()],
        &letter.paragraphs[..],
        &letter.enclosures,
        &letter.signature,
    ]
    .concat()
    .join("\n")
}

fn to(recipient: Recipient, case: &Case) -> Letter {
    letter(case, recipient, &shop(), day("2026-11-24"))
}

#[test]
fn every_letter_states_amount_capitals_and_each_sale() {
    let case = case(&[called(Some("2026-11-25"))]);
    assert_eq!(case.amount_missing(), yuan("5306.13"));
    for recipient in Recipient::ALL {
        let letter = to(recipient, &case);
        let text = whole(&letter);
        for wanted in [
            "5,306.13 元",
            "人民币伍仟叁佰零陆元壹角叁分",
            "899331054110027",
            "南桥小满果蔬店",
            "GD1120-5582",
        ] {
            assert!(text.contains(wanted), "{recipient:?} lacks {wanted}:\n{text}");
        }
        for sale in &case.sales {
            let line = letter.paragraphs.iter().find(|p| p.contains(&sale.reference)).unwrap();
            assert!(line.contains(&sale.net.grouped()) && line.contains(&sale.due_on.to_string()), "{line}");
        }
        assert!(
            text.contains("2026 年 11 月 23 日，没有查到对应入账"),
            "the day up to which it is known: {text}"
        );
    }
}

#[test]
fn no_letter_accuses() {
    let events = [
        called(Some("2026-11-25")),
        answered("agent_role", "received"),
        answered("real_acquirer", "unlicensed"),
        answered("crime_signs", "vanished"),
        answered("hold_reason", "fraud"),
    ];
    let case = case(&events);
    for recipient in Recipient::ALL {
        // The law against telecom fraud has the word in its title.
        let text = whole(&to(recipient, &case)).replace("反电信网络诈骗法", "").replace("涉诈", "");
        for word in ["欠", "骗", "跑路", "侵占", "必须赔", "三倍"] {
            assert!(!text.contains(word), "{recipient:?} says {word}:\n{text}");
        }
    }
}

#[test]
fn the_demand_sets_a_day_and_shows_its_interest() {
    let demand = to(Recipient::Provider, &case(&[]));
    let text = whole(&demand);
    assert!(text.contains("2026 年 12 月 4 日前"));
    assert!(text.contains("3.00%") && text.contains("一年按 365 天"), "{text}");
    // 12 days on 1275.14 and on 3353.57, 6 days on 677.42, each at 3 % to the fen: 1.26 + 3.31 + 0.33.
    assert!(text.contains("计至 2026 年 11 月 24 日为 4.90 元"), "{text}");
    assert!(text.contains("账号 3310501040013308"));
    assert!(demand.to_fill.is_empty(), "{:?}", demand.to_fill);
    let agreed = whole(&to(Recipient::Provider, &case(&[answered("agreed_damages", "yes")])));
    assert!(agreed.contains("按协议约定的违约金") && !agreed.contains("3.00%"));
}

#[test]
fn what_is_not_known_is_left_to_fill_in() {
    let blank = letter(&case(&[]), Recipient::Provider, &Shop::default(), day("2026-11-24"));
    for label in ["店名", "统一社会信用代码", "收款账号"] {
        assert!(blank.to_fill.iter().any(|fill| fill == label), "{:?}", blank.to_fill);
    }
    let court = to(Recipient::Court, &case(&[]));
    assert!(court.to_fill.contains(&"被告住所地".to_owned()));
    assert!(whole(&court).contains("估算案件受理费 50.00 元"));
}

#[test]
fn the_rules_follow_the_kind_of_acquirer_and_the_hold() {
    let bank = whole(&to(Recipient::Nfra, &case(&[answered("real_acquirer", "bank")])));
    assert!(!bank.contains("非银行支付机构监督管理条例"), "a bank is not under it");
    let aml = [answered("provider_status", "risk_hold"), answered("hold_reason", "aml")];
    assert!(whole(&to(Recipient::Provider, &case(&aml))).contains("第三十九条"));
    assert!(!whole(&to(Recipient::Provider, &case(&[]))).contains("第三十九条"));
    let pbc = whole(&to(Recipient::Pbc, &case(&[])));
    assert!(pbc.contains("个体工商户经营者"), "the shop is an individual one");
}

#[test]
fn an_edited_letter_keeps_the_owners_words() {
    let edit =
        |paragraphs: Vec<String>| Event::LetterEdited { case: 1, recipient: Recipient::Provider, paragraphs };
    let edited = to(Recipient::Provider, &case(&[edit(vec!["我的话".into()])]));
    assert!(edited.edited);
    assert_eq!(edited.paragraphs, ["我的话"]);
    let back = to(Recipient::Provider, &case(&[edit(vec!["我的话".into()]), edit(vec![])]));
    assert!(!back.edited && back.paragraphs.len() > 10);
}

#[test]
fn many_sales_are_summed_by_day_and_stand_in_the_table() {
    let many: Vec<_> = (1..=60).map(|i| sale(i, "2026-11-11 10:20", "10.00", "0.00", "2026-11-12")).collect();
    let case = case(&[Event::SalesAdded { case: 1, sales: many }]);
    let text = whole(&to(Recipient::Provider, &case));
    assert!(text.contains("应于 2026-11-12 到账的 60 笔，应结算 600.00 元"), "{text}");
    assert!(text.contains("附件《未到账交易明细表》"));
}

#[test]
fn the_checklist_fills_up() {
    let ids = |case: &Case, shop: &Shop| -> Vec<String> {
        missing_for(Recipient::Pbc, case, shop).into_iter().map(|n| n.requirement.id).collect()
    };
    let bare = ids(&case(&[]), &Shop::default());
    assert!(
        ["shop_name", "contact_log", "not_filed", "identity"]
            .iter()
            .all(|id| bare.contains(&(*id).to_owned()))
    );
    assert!(!bare.contains(&"sales".to_owned()));
    let identity = Event::ExhibitAdded {
        case: 1,
        exhibit: Exhibit {
            no: 1,
            name: "身份证".into(),
            file: "id.jpg".into(),
            media_type: "image/jpeg".into(),
            size: 1,
            sha256: "00".repeat(32),
            source: String::new(),
            proves: String::new(),
            satisfies: vec!["identity".into()],
            proposed: false,
            taken_at: None,
        },
    };
    let full = case(&[called(None), answered("already_filed", "none"), identity]);
    let required =
        |n: &recoup_casework::channels::Needed| n.level == recoup_casework::channels::Level::Required;
    let left: Vec<_> = missing_for(Recipient::Pbc, &full, &shop())
        .into_iter()
        .filter(required)
        .map(|n| n.requirement.id)
        .collect();
    assert_eq!(left, Vec::<String>::new());
    assert!(checklist(Recipient::Pbc, &full, &shop()).len() > 10);
    let sued = case(&[answered("already_filed", "court")]);
    assert!(ids(&sued, &shop()).contains(&"not_filed".to_owned()), "once sued, 12363 refuses");
}

#[test]
fn the_call_sheet_reads_out_the_numbers() {
    let case = case(&[called(Some("2026-11-25"))]);
    let contact = contacts::Contact {
        name: "青杉支付客服".into(),
        kind: "acquirer".into(),
        phone: "400-000-3360".into(),
        tier: contacts::Tier::Owner,
        ..contacts::Contact::default()
    };
    let sheet = call_sheet(&case, &contact, &shop(), day("2026-11-23"));
    assert!(sheet.opening.zh.contains("南桥小满果蔬店") && sheet.opening.zh.contains("899331054110027"));
    let first = &sheet.questions[0].say.zh;
    for wanted in
        ["11 月 11 日收了 2 笔", "一共 4,649.20 元", "扣手续费 20.49 元", "应到 4,628.71 元", "11 月 12 日到"]
    {
        assert!(first.contains(wanted), "{wanted}: {first}");
    }
    assert!(
        sheet.questions[1].say.zh.contains("参考号 111767899103"),
        "a single payment is named by its number"
    );
    assert!(sheet.questions.iter().any(|q| q.say.zh.contains("工号 0317 说「款项打款失败」")));
    for question in &sheet.questions {
        assert!(!question.say.en.is_empty() && !question.write_down.zh.is_empty());
        assert!(question.check.is_empty() || recoup_casework::checks::find(&question.check).is_some());
    }
    assert!(sheet.at_hand.iter().any(|(_, value)| value == "3308"));
    assert_eq!(sheet.warnings.len(), 2);
    let bank = contacts::Contact { name: "青杉支付".into(), kind: "bank".into(), ..contact.clone() };
    assert_eq!(
        call_sheet(&case, &bank, &shop(), day("2026-11-23")).questions,
        sheet.questions,
        "a bank that is the acquirer is asked about the payout"
    );
    let own_bank = call_sheet(&case, contacts::find("bank00").unwrap(), &shop(), day("2026-11-23"));
    assert!(own_bank.questions[0].say.zh.contains("退回或挂账"));
    let doubtful = contacts::Contact { tier: contacts::Tier::OneSource, ..contact };
    assert_eq!(call_sheet(&case, &doubtful, &shop(), day("2026-11-23")).warnings.len(), 3);
}

#[test]
fn an_edited_letter_says_what_it_lost() {
    let open = case(&[called(Some("2026-11-25"))]);
    let draft = letter(&open, Recipient::Provider, &shop(), day("2026-11-24"));
    assert!(!draft.edited && draft.lost.is_empty());
    let bare = letter(&open, Recipient::Provider, &Shop::default(), day("2026-11-24"));
    assert!(bare.to_fill.contains(&"法定代表人（负责人）".to_owned()), "{:?}", bare.to_fill);
    let edit =
        |paragraphs: Vec<String>| Event::LetterEdited { case: 1, recipient: Recipient::Provider, paragraphs };
    let lost = |paragraphs: Vec<String>| -> Vec<String> {
        let case = case(&[called(Some("2026-11-25")), edit(paragraphs)]);
        let made = letter(&case, Recipient::Provider, &shop(), day("2026-11-24"));
        assert!(made.edited);
        made.lost.into_iter().map(|text| text.zh).collect()
    };
    // Retyped with other blanks and widths it still says everything.
    let respelt: Vec<String> =
        draft.paragraphs.iter().map(|p| p.replace([' ', ','], "").replace('4', "４")).collect();
    assert_eq!(lost(respelt), Vec::<String>::new());
    // Without the paragraphs that name the sum, the sum is missing and nothing else.
    let sum = &open.amount_missing().grouped();
    let without: Vec<String> = draft.paragraphs.iter().map(|p| p.replace(sum, "若干")).collect();
    assert!(draft.paragraphs.iter().any(|p| p.contains(sum)));
    assert_eq!(lost(without), [format!("金额 {sum} 元")]);
    let bare = lost(vec!["你们欠我钱。".into()]);
    for wanted in ["店名", "商户编号", "金额", "哪天收的", "请求", "依据", "工单号"] {
        assert!(bare.iter().any(|line| line.contains(wanted)), "{wanted}: {bare:?}");
    }
    // Empty paragraphs go back to the draft.
    let back = case(&[edit(vec!["甲".into()]), edit(Vec::new())]);
    assert!(!letter(&back, Recipient::Provider, &shop(), day("2026-11-24")).edited);
}
