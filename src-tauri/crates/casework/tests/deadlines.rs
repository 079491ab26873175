//! Deadlines with holidays, restarts and periods, and the calendar file.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::*;
use icalendar::Component;
use recoup_casework::{Channel, Clock, Event, Outcome, Stage, calendar, clocks, ics, state_line};

fn on(case: &recoup_casework::Case, today: &str) -> Vec<Clock> {
    clocks(case, day(today), &calendar())
}

fn find<'a>(clocks: &'a [Clock], id: &str) -> &'a Clock {
    clocks.iter().find(|clock| clock.id == id).unwrap_or_else(|| panic!("no clock {id} in {clocks:#?}"))
}

fn filed(channel: Channel, stage: Stage, on: &str) -> Event {
    Event::Filed { case: 1, channel, stage, on: day(on), number: String::new(), exhibits: Vec::new() }
}

fn demand(received: Option<&str>) -> Vec<Event> {
    let mut events = vec![Event::DemandSent {
        case: 1,
        on: day("2026-11-25"),
        by: "ems".into(),
        tracking: "EX1".into(),
        to: String::new(),
        until: Some(day("2026-12-05")),
        exhibits: Vec::new(),
    }];
    if let Some(on) = received {
        events.push(Event::DemandReceived { case: 1, on: day(on), by: String::new(), exhibits: vec![] });
    }
    events
}

#[test]
fn the_three_deadlines_of_the_case_screen() {
    let clocks = on(&case(&[called(Some("2026-11-25"))]), "2026-11-24");
    let promise = find(&clocks, "promise");
    assert_eq!((promise.due, promise.days_left), (day("2026-11-25"), 1));
    assert!(promise.source.zh.contains("11-20 电话里说的"));
    let settle = find(&clocks, "settlement_30");
    assert_eq!((settle.due, settle.days_left), (day("2026-12-11"), 17));
    assert!(settle.source.zh.contains("公告〔2013〕第9号"), "{}", settle.source.zh);
    let limit = find(&clocks, "limitation");
    assert_eq!((limit.due, limit.days_left), (day("2029-11-13"), 1085));
    assert!(limit.source.zh.contains("民法典》第一百八十八条"), "{}", limit.source.zh);
    assert_eq!(clocks[0].id, "promise", "the nearest first");
}

#[test]
fn a_passed_deadline_stays_and_says_so() {
    let clocks = on(&case(&[called(Some("2026-11-25"))]), "2026-11-28");
    let promise = find(&clocks, "promise");
    assert!(promise.passed);
    assert_eq!(promise.days_left, -3);
}

#[test]
fn only_a_demand_that_provably_arrived_restarts_limitation() {
    let sent = on(&case(&demand(None)), "2026-11-28");
    assert_eq!(find(&sent, "limitation").due, day("2029-11-13"));
    let arrived = on(&case(&demand(Some("2026-11-27"))), "2026-11-28");
    assert_eq!(find(&arrived, "limitation").due, day("2029-11-27"));
    assert_eq!(find(&arrived, "demand").due, day("2026-12-05"));
    let complained = on(&case(&[filed(Channel::Provider, Stage::Sent, "2026-11-26")]), "2026-11-28");
    assert_eq!(find(&complained, "limitation").due, day("2029-11-13"), "a complaint alone does not");
    let police = on(&case(&[filed(Channel::Police, Stage::Sent, "2026-11-26")]), "2026-11-28");
    assert_eq!(find(&police, "limitation").due, day("2029-11-26"));
}

#[test]
fn a_last_day_on_a_weekend_moves_on() {
    // 2029-11-24 is a Saturday.
    let arrived = on(&case(&demand(Some("2026-11-24"))), "2026-11-28");
    assert_eq!(find(&arrived, "limitation").due, day("2029-11-26"));
}

#[test]
fn the_central_banks_periods_run_in_working_then_natural_days() {
    let sent = case(&[filed(Channel::Pbc, Stage::Sent, "2026-09-23")]);
    let clocks = on(&sent, "2026-09-24");
    // 24th; 25–27 Mid-Autumn; 28, 29, 30; 1–7 October off; 8, 9 and the worked Saturday 10.
    assert_eq!(find(&clocks, "pbc_accept").due, day("2026-10-10"));
    assert!(clocks.iter().all(|clock| clock.id != "pbc_answer"), "runs only from the acceptance");
    let accepted = case(&[
        filed(Channel::Pbc, Stage::Sent, "2026-09-23"),
        filed(Channel::Pbc, Stage::Accepted, "2026-10-09"),
    ]);
    let clocks = on(&accepted, "2026-10-10");
    assert_eq!(find(&clocks, "pbc_answer").due, day("2026-10-24"));
    assert_eq!(find(&clocks, "pbc_latest").due, day("2026-12-08"));
    assert!(clocks.iter().all(|clock| clock.id != "pbc_accept"));
}

#[test]
fn the_fifteen_days_run_only_for_an_anti_laundering_objection() {
    let sent = filed(Channel::Provider, Stage::Sent, "2026-11-26");
    let has =
        |case: &recoup_casework::Case| on(case, "2026-11-27").iter().any(|c| c.id == "provider_aml_answer");
    assert!(!has(&case(std::slice::from_ref(&sent))));
    assert!(has(&case(&[sent, answered("hold_reason", "aml")])));
}

#[test]
fn a_closed_case_has_no_deadlines_and_says_how_it_ended() {
    let closed = case(&[Event::CaseClosed { case: 1, outcome: Outcome::Paid, note: String::new() }]);
    assert_eq!(on(&closed, "2026-11-28"), []);
    assert_eq!(state_line(&closed, &[], day("2026-11-28")).tone, "ok");
}

#[test]
fn the_state_says_for_whom_until_when() {
    let waiting = case(&[called(Some("2026-11-25"))]);
    let line = |today| state_line(&waiting, &on(&waiting, today), day(today));
    assert_eq!(line("2026-11-24").text.zh, "等对方答复，明天到期");
    assert_eq!(line("2026-11-28").text.zh, "等对方答复，已过 3 天");
    assert_eq!(line("2026-11-28").tone, "bad");
    let fresh = case(&[]);
    assert_eq!(state_line(&fresh, &on(&fresh, "2026-11-24"), day("2026-11-24")).text.zh, "还没联系机构");
}

#[test]
fn the_calendar_file_holds_each_open_deadline() {
    let case = case(&[called(Some("2026-11-25")), called(Some("2026-11-26"))]);
    let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let text = ics(&case, &on(&case, "2026-11-24"), at("2026-11-24T01:41:00Z"));
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "75 octets, CRLF");
    assert!(text.contains("DTSTAMP:20261124T014100Z\r\n"), "{text}");

    // Read back by the library's parser: unfolded and unescaped, every event is whole.
    let read: icalendar::Calendar = text.parse().unwrap();
    let events: Vec<&icalendar::Event> = read.components.iter().filter_map(|c| c.as_event()).collect();
    assert_eq!(events.len(), 4);
    let uid = |event: &&icalendar::Event| event.get_uid().unwrap().to_owned();
    let mut uids: Vec<String> = events.iter().map(uid).collect();
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), 4, "two promises are two events");
    let first = events.iter().find(|e| e.get_uid() == Some("case-1-promise_1@recoup.local")).unwrap();
    assert_eq!(first.get_summary(), Some("案件 1 青杉支付：青杉支付答应的答复"));
    assert_eq!(first.property_value("DTSTART"), Some("20261125"));
    assert!(text.contains("BEGIN:VALARM\r\n") && text.contains("ACTION:DISPLAY"), "{text}");

    // Written again later: what has passed is gone, the others are known by the same name.
    let later = ics(&case, &on(&case, "2026-11-26"), at("2026-11-26T00:00:00Z"));
    let read: icalendar::Calendar = later.parse().unwrap();
    let left: Vec<String> = read.components.iter().filter_map(|c| c.as_event()).map(|e| uid(&e)).collect();
    assert_eq!(left.len(), 3);
    assert!(left.iter().all(|one| uids.contains(one)), "{left:?}");
    assert!(!left.contains(&"case-1-promise_1@recoup.local".to_owned()));
}

#[test]
fn only_what_provably_happened_restarts_the_limitation() {
    let paid = Event::PaymentReceived {
        case: 1,
        on: day("2026-12-01"),
        amount: "10.00".parse().unwrap(),
        note: String::new(),
        exhibits: Vec::new(),
    };
    let sent = |received: Option<&str>| {
        let mut events = vec![Event::DemandSent {
            case: 1,
            on: day("2026-11-25"),
            by: "ems".into(),
            tracking: "1".into(),
            to: String::new(),
            until: None,
            exhibits: Vec::new(),
        }];
        events.extend(received.map(|on| Event::DemandReceived {
            case: 1,
            on: day(on),
            by: String::new(),
            exhibits: vec![3],
        }));
        events
    };
    let clock = |events: Vec<Event>, id: &str| {
        clocks(&case(&events), day("2026-12-02"), &calendar()).into_iter().find(|c| c.id == id)
    };
    let start = clock(Vec::new(), "limitation").unwrap();
    assert_eq!(clock(sent(None), "limitation").unwrap().from, start.from, "sent is not arrived");
    let trace = clock(sent(None), "demand_trace").unwrap();
    assert_eq!((trace.due, trace.passed), (day("2026-11-30"), true));
    let restarted = clock(sent(Some("2026-11-27")), "limitation").unwrap();
    assert_eq!(restarted.from, day("2026-11-27"));
    assert!(restarted.source.zh.contains("2026-11-27 重新起算"), "{}", restarted.source.zh);
    assert!(clock(sent(Some("2026-11-27")), "demand_trace").is_none());
    assert_eq!(clock(vec![paid], "limitation").unwrap().from, day("2026-12-01"));
}
