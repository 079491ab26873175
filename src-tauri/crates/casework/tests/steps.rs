//! Causes are ranked, never decided; the next step follows the four steps.

#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use recoup_casework::next_step::Action;
use recoup_casework::{
    AutoAnswer, Case, Channel, Event, Recipient, SaleState, Stage, Text, law, next_step, rank_causes,
};

fn auto(check: &str, answer: &str) -> AutoAnswer {
    AutoAnswer {
        check: check.into(),
        answer: answer.into(),
        text: Text::new("数据里看到的。", "Seen in the data."),
        ..AutoAnswer::default()
    }
}

fn verified() -> Vec<AutoAnswer> {
    vec![auto("absent_in_bank", "yes"), auto("record_in_acquirer", "yes"), auto("refund_pairs", "no")]
}

fn first(case: &Case, automatic: &[AutoAnswer]) -> String {
    rank_causes(case, automatic).first().map(|r| r.cause.id.clone()).unwrap_or_default()
}

fn next(events: &[Event], automatic: &[AutoAnswer], today: &str) -> recoup_casework::NextStep {
    let step = next_step(&case(events), automatic, day(today)).unwrap();
    if let Some(check) = step.check {
        let (in_step, _) = recoup_casework::checks::find(check).unwrap();
        assert_eq!(in_step.id, step.step, "{check}");
    }
    step
}

#[test]
fn each_group_of_causes_comes_first_on_its_signs() {
    for (cause, answers) in [
        ("C13", &[("preauth_open", "yes")][..]),
        ("C19", &[("provider_status", "risk_hold"), ("hold_reason", "aml")]),
        ("C08", &[("provider_status", "payout_failed"), ("account_state", "limited")]),
        ("C10", &[("provider_status", "paid_out")]),
        ("C26", &[("agent_role", "received"), ("real_acquirer", "unlicensed")]),
        ("C11", &[("response_code", "uncertain"), ("customer_record", "refunded")]),
        ("C24", &[("staff_refunds", "yes"), ("crime_signs", "insider")]),
        ("C06", &[("credit_close_by", "yes"), ("agent_role", "extra_fee")]),
        ("C15", &[("duplicate_in_minutes", "yes")]),
        ("C21", &[("hold_reason", "moved")]),
        ("C01", &[("absent_in_bank", "not_covered")]),
        ("C25", &[("foreign_merchant_no", "foreign")]),
    ] {
        let events: Vec<Event> = answers.iter().map(|(check, answer)| answered(check, answer)).collect();
        assert_eq!(first(&case(&events), &[]), cause, "{answers:?}");
    }
}

#[test]
fn a_failed_payout_in_its_own_words_points_to_its_cause() {
    let events = [answered("provider_status", "payout_failed"), answered("failure_reason", "收款户名不符")];
    let ranked = rank_causes(&case(&events), &[]);
    assert_eq!(ranked[0].cause.id, "C09");
    assert!(ranked[0].reasons[0].text.zh.contains("收款户名不符"));
    assert!(ranked[0].would_decide.contains(&"account_changed".to_owned()));
    assert!(ranked.len() > 1, "rivals stand beside it");
}

#[test]
fn reasons_come_from_the_data_with_its_rows_and_the_owner_has_the_last_word() {
    let mut data = auto("refund_pairs", "yes");
    data.rows = vec![recoup_casework::RowRef { file: "明细.csv".into(), line: 7 }];
    let ranked = rank_causes(&case(&[]), std::slice::from_ref(&data));
    assert_eq!(ranked[0].cause.id, "C07");
    assert_eq!(ranked[0].reasons[0].rows[0].line, 7);
    let denied = rank_causes(&case(&[answered("refund_pairs", "no")]), &[data]);
    assert!(denied.iter().all(|r| r.cause.id != "C07"));
}

#[test]
fn nothing_known_gives_no_cause() {
    assert_eq!(rank_causes(&case(&[]), &[]), []);
    assert_eq!(rank_causes(&case(&[answered("provider_status", "unclear")]), &[]).len(), 1);
}

#[test]
fn the_way_of_a_case_from_file_to_court() {
    let today = "2026-11-24";
    assert_eq!(next(&[], &[], today).action, Action::Import);
    assert_eq!(next(&[], &[auto("absent_in_bank", "no")], today).action, Action::Review);
    let auto = verified();
    let mut events = vec![];
    assert_eq!(next(&events, &auto, today).action, Action::Call);
    events.push(called(Some("2026-11-25")));
    assert_eq!(next(&events, &auto, today).check, Some("provider_status"));
    events.push(answered("provider_status", "payout_failed"));
    assert_eq!(next(&events, &auto, today).action, Action::Wait(Some(day("2026-11-25"))));
    assert_eq!(next(&events, &auto, "2026-11-26").action, Action::Demand, "the promise has passed");
    events.push(Event::DemandSent {
        case: 1,
        on: day("2026-11-26"),
        by: "ems".into(),
        tracking: String::new(),
        to: String::new(),
        until: Some(day("2026-12-06")),
        exhibits: Vec::new(),
    });
    assert_eq!(next(&events, &auto, "2026-11-27").check, Some("failure_reason"));
    events.push(answered("failure_reason", "户名不符"));
    events.push(answered("real_acquirer", "payment_company"));
    assert_eq!(next(&events, &auto, "2026-11-27").check, Some("written_demand"));
    events.push(Event::DemandReceived {
        case: 1,
        on: day("2026-11-28"),
        by: String::new(),
        exhibits: vec![],
    });
    assert_eq!(next(&events, &auto, "2026-11-30").action, Action::Wait(Some(day("2026-12-06"))));
    assert_eq!(next(&events, &auto, "2026-12-07").action, Action::File(Channel::Pbc));
    let filed = |stage, on: &str| Event::Filed {
        case: 1,
        channel: Channel::Pbc,
        stage,
        on: day(on),
        number: String::new(),
        exhibits: Vec::new(),
    };
    events.push(filed(Stage::Sent, "2026-12-07"));
    assert!(matches!(next(&events, &auto, "2026-12-10").action, Action::Wait(_)));
    events.push(filed(Stage::Answered, "2026-12-30"));
    assert_eq!(next(&events, &auto, "2026-12-31").check, Some("dispute_clause"));
    events.push(answered("dispute_clause", "none"));
    assert_eq!(next(&events, &auto, "2026-12-31").action, Action::File(Channel::Court));
    let mut paid = sales();
    for sale in &mut paid {
        sale.state = SaleState::ArrivedLate;
    }
    events.push(Event::SalesRestated { case: 1, sales: paid, known_to: day("2027-01-04") });
    assert_eq!(next(&events, &auto, "2027-01-04").action, Action::Close);
}

#[test]
fn a_bank_goes_to_its_own_regulator() {
    let events = [
        called(None),
        answered("provider_status", "queued"),
        answered("real_acquirer", "bank"),
        Event::DemandSent {
            case: 1,
            on: day("2026-11-26"),
            by: "ems".into(),
            tracking: String::new(),
            to: String::new(),
            until: Some(day("2026-12-06")),
            exhibits: Vec::new(),
        },
        Event::DemandReceived { case: 1, on: day("2026-11-28"), by: String::new(), exhibits: vec![] },
    ];
    assert_eq!(next(&events, &verified(), "2026-12-07").action, Action::File(Channel::Nfra));
    let fitting: Vec<Channel> =
        recoup_casework::channels::fitting(&case(&events)).iter().map(|info| info.id).collect();
    assert!(fitting.contains(&Channel::Nfra) && !fitting.contains(&Channel::Pbc));
    assert!(!fitting.contains(&Channel::Police), "no facts of a crime");
    // The checklist is that of the place to which the advice leads.
    let recipient = |events: &[Event]| recoup_casework::next_step::recipient_now(&case(events), &verified());
    assert_eq!(recipient(&events), Recipient::Nfra);
    assert_eq!(recipient(&events[..3]), Recipient::Provider);
    assert_eq!(recipient(&events[3..]), Recipient::Pbc);
}

#[test]
fn situations_bring_their_rules_the_shops_own_first() {
    let held = case(&[answered("provider_status", "risk_hold"), answered("hold_reason", "aml")]);
    assert_eq!(law::situations(&held), ["risk_hold"]);
    let rules = law::for_situations(&law::situations(&held));
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    assert!(ids.contains(&"AML-39") && ids.contains(&"SD-34"));
    let side = |id: &str| ids.iter().position(|known| *known == id);
    assert!(side("AML-39") < side("SD-34"), "the other side's ground comes after");
    assert_eq!(law::situations(&case(&[])), ["delay_no_reason"]);
    assert_eq!(
        law::find("SD-30").unwrap().cite(),
        "《银行卡收单业务管理办法》（中国人民银行公告〔2013〕第9号）第三十条"
    );
}

#[test]
fn warnings_come_when_they_matter() {
    let ids = |events: &[Event], recipient| -> Vec<String> {
        recoup_casework::pitfalls::warnings(&case(events), recipient).iter().map(|p| p.id.clone()).collect()
    };
    let has = |ids: Vec<String>, id: &str| ids.iter().any(|known| known == id);
    assert!(has(ids(&[], Recipient::Pbc), "provider_first"));
    assert!(!has(ids(&[called(None)], Recipient::Pbc), "provider_first"));
    assert!(has(ids(&[answered("already_filed", "court")], Recipient::Pbc), "complain_first"));
    assert!(!has(ids(&[], Recipient::Pbc), "complain_first"));
    assert!(has(ids(&[answered("terminal_use", "lent")], Recipient::Police), "lent_terminal"));
    assert!(!has(ids(&[answered("terminal_use", "lent")], Recipient::Court), "lent_terminal"));
    assert_eq!(ids(&[answered("dispute_clause", "arbitration")], Recipient::Court)[0], "arbitration_clause");
}
