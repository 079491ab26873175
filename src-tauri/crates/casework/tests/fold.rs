//! A case is what its events add up to, in the order of the chain.

#![allow(clippy::unwrap_used)]

mod common;

use common::{answered, chain_from, day};
use recoup_casework::case::fold;
use recoup_casework::{
    CaseSale, Channel, Communication, Event, Exhibit, FactsPin, Link, Outcome, Recipient, SaleState, Stage,
    Way, verify,
};
use recoup_ledger::Shop;

fn chain(events: &[Event]) -> Vec<Link> {
    chain_from("2026-11-24T09:00:00+08:00", events)
}

fn sale(id: u8, net: &str) -> CaseSale {
    common::sale(id, "2026-11-11 10:00", net, "0.00", "2026-11-12")
}

fn opened() -> Event {
    Event::CaseOpened {
        case: 1,
        acquirer: "青杉支付".into(),
        merchant_no: "899331054110027".into(),
        sales: vec![sale(1, "100.00"), sale(2, "28.71")],
        facts: FactsPin::default(),
    }
}

fn exhibit(no: u32) -> Event {
    Event::ExhibitAdded {
        case: 1,
        exhibit: Exhibit {
            no,
            name: "小票".into(),
            file: "slip.jpg".into(),
            media_type: "image/jpeg".into(),
            size: 3,
            sha256: "ab".repeat(32),
            source: String::new(),
            proves: String::new(),
            satisfies: Vec::new(),
            proposed: false,
            taken_at: None,
        },
    }
}

#[test]
fn a_later_answer_supersedes_and_the_earlier_one_stays_in_the_history() {
    let links = chain(&[
        opened(),
        answered("provider_status", "queued"),
        answered("provider_status", "payout_failed"),
        answered("slip_kept", "yes"),
        answered("slip_kept", ""),
    ]);
    assert!(verify(&links).is_ok());
    let history = fold(&links);
    let case = history.case(1).unwrap();
    assert_eq!(case.answer("provider_status"), "payout_failed");
    assert_eq!(case.answer("slip_kept"), "", "an empty answer takes it back");
    let given = case.events.iter().filter(|dated| matches!(dated.event, Event::Answered { .. }));
    assert_eq!(given.count(), 4);
    assert_eq!(case.amount_missing().to_string(), "128.71");
    assert_eq!(case.opened_at, "2026-11-24T09:00:00.000+08:00");
    assert_eq!(case.events.len(), 5);
    assert!(history.unread.is_empty());
}

#[test]
fn unknown_events_and_events_without_their_case_change_nothing() {
    let later = Event::read(r#"{"kind":"case_forwarded","case":1,"to":"x"}"#);
    let stray = Event::CaseReopened { case: 9, why: String::new() };
    let twice = opened();
    let links = chain(&[opened(), later, stray, twice, answered("a", "yes")]);
    let history = fold(&links);
    assert_eq!(history.unread, [2, 3, 4]);
    assert_eq!(history.cases.len(), 1);
    assert_eq!(history.cases[0].answer("a"), "yes");
    assert_eq!(history.cases[0].sales.len(), 2);
}

#[test]
fn sales_are_added_restated_and_taken_out() {
    let mut paid = sale(2, "28.71");
    paid.state = SaleState::ArrivedLate;
    let links = chain(&[
        opened(),
        Event::SalesAdded { case: 1, sales: vec![sale(3, "5.00"), sale(1, "100.00")] },
        Event::SalesRestated { case: 1, sales: vec![paid], known_to: day("2026-11-26") },
        Event::SalesTakenOut { case: 1, sales: vec![sale(3, "5.00").id], why: "重复".into() },
    ]);
    let history = fold(&links);
    let case = &history.cases[0];
    assert_eq!(case.sales.len(), 2);
    assert_eq!(case.amount_missing().to_string(), "100.00");
    assert_eq!(case.amount_recovered().to_string(), "28.71");
    assert_eq!(case.known_to, Some(day("2026-11-26")));
}

#[test]
fn contacts_exhibits_demands_and_filings() {
    let call = Communication {
        with: "青杉支付".into(),
        way: Way::Phone,
        number: "400-000-3300".into(),
        person: "0317".into(),
        at: "2026-11-20T15:20:00".parse().unwrap(),
        said: "打款失败".into(),
        ticket: "GD1120-5582".into(),
        promise: "书面答复".into(),
        promise_by: Some(day("2026-11-25")),
        kept: None,
        exhibits: vec![1],
    };
    let amended = Communication { person: "0318".into(), ..call.clone() };
    let links = chain(&[
        opened(),
        exhibit(1),
        exhibit(1),
        Event::ContactLogged { case: 1, communication: call },
        Event::ContactAmended { case: 1, no: 1, communication: amended.clone() },
        Event::ContactAmended { case: 1, no: 5, communication: amended },
        Event::ExhibitDescribed {
            case: 1,
            no: 1,
            name: None,
            source: None,
            proves: Some("收过款".into()),
            satisfies: None,
        },
        exhibit(2),
        Event::ExhibitWithdrawn { case: 1, no: 2, why: "看不清".into() },
        Event::DemandSent {
            case: 1,
            on: day("2026-11-25"),
            by: "ems".into(),
            tracking: "1".into(),
            to: String::new(),
            until: Some(day("2026-12-05")),
            exhibits: Vec::new(),
        },
        Event::DemandReceived { case: 1, on: day("2026-11-27"), by: "前台".into(), exhibits: vec![] },
        Event::Filed {
            case: 1,
            channel: Channel::Pbc,
            stage: Stage::Sent,
            on: day("2026-12-08"),
            number: String::new(),
            exhibits: Vec::new(),
        },
        Event::Filed {
            case: 1,
            channel: Channel::Pbc,
            stage: Stage::Accepted,
            on: day("2026-12-11"),
            number: "7".into(),
            exhibits: Vec::new(),
        },
        Event::Delivered {
            case: 1,
            recipient: Recipient::Pbc,
            file: "a.pdf".into(),
            sha256: "cd".repeat(32),
            head: "ef".repeat(32),
            pages: 12,
            frozen: String::new(),
        },
    ]);
    let history = fold(&links);
    assert_eq!(history.unread, [3, 6], "an exhibit number twice, a contact that is not there");
    let case = &history.cases[0];
    assert_eq!(case.communications.len(), 1);
    assert_eq!(case.communications[0].person, "0318");
    assert_eq!(case.shown_exhibits().map(|e| e.proves.as_str()).collect::<Vec<_>>(), ["收过款"]);
    assert_eq!(case.next_exhibit_no(), 3, "a withdrawn number is not given again");
    assert_eq!(case.demands[0].received_on, Some(day("2026-11-27")));
    assert_eq!(case.filings.len(), 1);
    assert_eq!(case.filings[0].number, "7");
    assert_eq!(case.deliveries[0].recipient, Recipient::Pbc);
}

#[test]
fn a_closed_case_can_go_on_and_the_shop_is_the_last_one_typed() {
    let shop = |name: &str| Event::ShopSet { shop: Shop { name: name.into(), ..Shop::default() } };
    let mut events = vec![
        shop("旧名"),
        opened(),
        Event::CaseClosed { case: 1, outcome: Outcome::Part, note: "到了一半".into() },
        shop("南桥小满果蔬店"),
    ];
    let history = fold(&chain(&events));
    assert_eq!(history.shop.name, "南桥小满果蔬店");
    assert!(!history.cases[0].is_open());
    events.push(Event::CaseReopened { case: 1, why: "又没到".into() });
    assert!(fold(&chain(&events)).cases[0].is_open());
}

#[test]
fn a_payment_counts_once_whether_the_books_show_it_or_not() {
    let paid = |amount: &str| Event::PaymentReceived {
        case: 1,
        on: day("2026-11-20"),
        amount: amount.parse().unwrap(),
        note: "客服说先补一部分".into(),
        exhibits: Vec::new(),
    };
    let mut arrived = sale(2, "28.71");
    arrived.state = SaleState::ArrivedLate;
    let noted = fold(&chain(&[opened(), paid("50.00")]));
    assert_eq!(noted.cases[0].paid_beyond_books().to_string(), "50.00");
    let both = fold(&chain(&[
        opened(),
        paid("50.00"),
        Event::SalesRestated { case: 1, sales: vec![arrived], known_to: day("2026-11-25") },
    ]));
    assert_eq!(both.cases[0].amount_missing().to_string(), "100.00");
    assert_eq!(both.cases[0].paid_beyond_books().to_string(), "21.29", "28.71 of it stands in the books");
}

#[test]
fn an_exhibit_satisfies_several_requirements_and_old_chains_still_read() {
    let old = r#"{"kind":"exhibit_added","case":1,"exhibit":{"no":1,"name":"a","file":"a.jpg","media_type":"image/jpeg","size":3,"sha256":"ab","satisfies":"agreement"}}"#;
    let none = r#"{"kind":"exhibit_added","case":1,"exhibit":{"no":2,"name":"b","file":"b.jpg","media_type":"image/jpeg","size":3,"sha256":"cd","satisfies":""}}"#;
    let chosen = Event::ExhibitDescribed {
        case: 1,
        no: 2,
        name: None,
        source: None,
        proves: None,
        satisfies: Some(vec!["licence".into(), "demand".into()]),
    };
    let history = fold(&chain(&[opened(), Event::read(old), Event::read(none), chosen]));
    let case = &history.cases[0];
    assert_eq!(case.exhibits[0].exhibit.satisfies, ["agreement"]);
    assert_eq!(case.exhibits[1].exhibit.satisfies, ["licence", "demand"]);
    let met = |id: &str| {
        let list = recoup_casework::checklist(Recipient::Pbc, case, &Shop::default());
        list.into_iter().find(|needed| needed.requirement.id == id).unwrap().satisfied
    };
    assert!(met("agreement") && met("licence") && met("demand"));
    assert!(!met("ticket") && !met("shop_name"));
}

#[test]
fn each_step_of_a_demand_and_a_complaint_keeps_its_own_proof() {
    let exhibit = |no: u32| {
        Event::ExhibitAdded {
        case: 1,
        exhibit: serde_json::from_value(serde_json::json!({
            "no": no, "name": "a", "file": "a.jpg", "media_type": "image/jpeg", "size": 3, "sha256": no.to_string()
        }))
        .unwrap(),
    }
    };
    let filed = |stage, on: &str, number: &str, exhibits: &[u32]| Event::Filed {
        case: 1,
        channel: Channel::Pbc,
        stage,
        on: day(on),
        number: number.into(),
        exhibits: exhibits.to_vec(),
    };
    let history = fold(&chain(&[
        opened(),
        exhibit(1),
        exhibit(2),
        exhibit(3),
        exhibit(4),
        exhibit(5),
        Event::DemandSent {
            case: 1,
            on: day("2026-11-26"),
            by: "ems".into(),
            tracking: String::new(),
            to: String::new(),
            until: None,
            exhibits: vec![2],
        },
        Event::DemandReceived { case: 1, on: day("2026-11-28"), by: String::new(), exhibits: vec![3] },
        filed(Stage::Sent, "2026-12-07", "", &[4]),
        filed(Stage::Accepted, "2026-12-10", "受理 7", &[5]),
        Event::ExhibitWithdrawn { case: 1, no: 1, why: "拍糊了".into() },
    ]));
    let mut case = history.cases[0].clone();
    let cited = |case: &recoup_casework::Case| {
        let demand = &case.demands[0];
        let stages = case.filings[0].stages.iter().map(|stage| stage.exhibits.clone());
        [vec![demand.exhibits.clone(), demand.received_exhibits.clone()], stages.collect()].concat()
    };
    assert_eq!(cited(&case), [[2], [3], [4], [5]]);
    let numbers: Vec<&str> = case.filings[0].stages.iter().map(|stage| stage.number.as_str()).collect();
    assert_eq!(numbers, ["", "受理 7"], "a number that came later does not stand at the handing in");
    case.number_shown();
    assert_eq!(cited(&case), [[1], [2], [3], [4]], "print cites the numbers that are printed");
}

#[test]
fn fields_that_older_versions_wrote_hide_no_event() {
    let mut sold = serde_json::to_value(sale(1, "100.00")).unwrap();
    sold["row"]["text"] = "11-11 100.00".into();
    let added = serde_json::json!({"kind": "sales_added", "case": 1, "sales": [sold]});
    assert!(matches!(Event::read(&added.to_string()), Event::SalesAdded { .. }));
    let called = r#"{"kind":"contact_logged","case":1,"communication":
        {"with":"青杉支付","at":"2026-11-20T15:20:00","minutes":9,"said":"好"}}"#;
    assert!(matches!(Event::read(called), Event::ContactLogged { .. }));
}
