//! Deadlines with holidays, restarts and periods, and the calendar file.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::*;
use recoup_casework::{Channel, Clock, Event, Outcome, Stage, calendar, clocks, ics, state_line};

fn on(case: &recoup_casework::Case, today: &str) -> Vec<Clock> {
    clocks(case, day(today), &calendar())
}

fn find<'a>(clocks: &'a [Clock], id: &str) -> &'a Clock {
    clocks.iter().find(|clock| clock.id == id).unwrap_or_else(|| panic!("no clock {id} in {clocks:#?}"))
}

fn filed(channel: Channel, stage: Stage, on: &str) -> Event {
    Event::Filed { case: 1, channel, stage, on: day(on), number: String::new() }
}

fn demand(received: Option<&str>) -> Vec<Event> {
    let mut events = vec![Event::DemandSent {
        case: 1,
        on: day("2026-11-25"),
        by: "ems".into(),
        tracking: "EX1".into(),
        to: String::new(),
        until: Some(day("2026-12-05")),
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
    assert_eq!((limit.due, limit.days_left), (day("2029-11-12"), 1084));
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
    assert_eq!(find(&sent, "limitation").due, day("2029-11-12"));
    let arrived = on(&case(&demand(Some("2026-11-27"))), "2026-11-28");
    assert_eq!(find(&arrived, "limitation").due, day("2029-11-27"));
    assert_eq!(find(&arrived, "demand").due, day("2026-12-05"));
    let complained = on(&case(&[filed(Channel::Provider, Stage::Sent, "2026-11-26")]), "2026-11-28");
    assert_eq!(find(&complained, "limitation").due, day("2029-11-12"), "a complaint alone does not");
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
    let case = case(&[called(Some("2026-11-25"))]);
    let text = ics(&case, &on(&case, "2026-11-24"), day("2026-11-24"));
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 3);
    assert!(text.contains("DTSTART;VALUE=DATE:20261125\r\nDTEND;VALUE=DATE:20261126\r\n"));
    assert!(text.lines().all(|line| line.len() <= 75), "RFC 5545: 75 octets a line");
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains("SUMMARY:案件 1 青杉支付：青杉支付答应的答复"));
    let later = ics(&case, &on(&case, "2026-11-28"), day("2026-11-28"));
    assert_eq!(later.matches("BEGIN:VEVENT").count(), 2, "what has passed needs no reminder");
}
