//! The table of the source article against what the app really says.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use recoup_casework::{Recipient, call_sheet, causes, channels, checks, contacts, law, pitfalls};

const TABLE: &str = include_str!("../article.md");

/// What the article says, as the project's task lists it.
const POINTS: [&str; 39] = [
    "pos_records",
    "bank_statement",
    "third_party",
    "call_at_once",
    "time_place_amount",
    "record_contacts",
    "staff_operations",
    "authorisation",
    "software_version",
    "learn_rules",
    "complain_or_sue",
    "collect_evidence",
    "entry_error",
    "system_failure",
    "fraud",
    "channel_fault",
    "legal_dispute",
    "correct_with_customer",
    "settle_with_institution",
    "keep_slips",
    "negotiate",
    "legal_aid",
    "follow_up",
    "maintain_devices",
    "communication_open",
    "obey_law",
    "report_problems",
    "prevent",
    "patience",
    "backup",
    "network",
    "third_party_channel",
    "rights_and_duties",
    "finance",
    "cooperate",
    "train_staff",
    "consumer_association",
    "consumer_law",
    "fee_range",
];

struct Row {
    point: String,
    places: Vec<String>,
    words: Vec<String>,
}

fn table() -> Vec<Row> {
    let words = |cell: &str| cell.split_whitespace().map(str::to_owned).collect();
    TABLE
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| point"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            assert_eq!(cells.len(), 4, "{line}");
            Row { point: cells[0].to_owned(), places: words(cells[2]), words: words(cells[3]) }
        })
        .collect()
}

/// Everything that a place says in Chinese; `None`: there is no such place.
fn said(place: &str) -> Option<String> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src");
    let read = |path: &str| std::fs::read_to_string(ui.join(path)).ok();
    if place == "call_sheet" {
        let contact = &contacts::contacts()[0];
        let sheet = call_sheet(&common::case(&[]), contact, &common::shop(), common::day("2026-11-23"));
        let hand: String =
            sheet.at_hand.iter().map(|(label, value)| format!("{}{value}", label.zh)).collect();
        let asked: String = sheet.questions.iter().map(|q| q.say.zh.clone()).collect();
        return Some(format!("{}{hand}{asked}", sheet.opening.zh));
    }
    let (kind, id) = place.split_once(':')?;
    match kind {
        "check" => checks::find(id).map(|(_, check)| {
            let options: String =
                check.options.iter().map(|o| format!("{}{}", o.label.zh, o.next.zh)).collect();
            format!("{}{}{options}", check.question.zh, check.why.zh)
        }),
        "cause" => {
            causes::find(id).map(|c| format!("{}{}{}{}", c.title.zh, c.act.zh, c.keep.zh, c.prevent.zh))
        }
        "habit" => causes::habits().iter().find(|h| h.id == id).map(|h| format!("{}{}", h.text.zh, h.why.zh)),
        "channel" => channels::channels()
            .iter()
            .find(|c| serde_json::to_value(c.id).unwrap() == id)
            .map(|c| format!("{}{}{}{}", c.title.zh, c.who.zh, c.refuses.zh, c.effect.zh)),
        "pitfall" => pitfalls::pitfalls().iter().find(|p| p.id == id).map(|p| p.text.zh.clone()),
        "rule" => law::find(id).map(|rule| format!("{}{}{}", rule.title.zh, rule.gist.zh, rule.applies.zh)),
        "need" => channels::requirements_list()
            .iter()
            .find(|need| need.id == id)
            .map(|need| format!("{}{}", need.title.zh, need.how.zh)),
        "screen" => read(&format!("screens/{id}.svelte")).map(|_| String::new()),
        "handbook" => read("handbook/zh.ts").and_then(|text| {
            text.lines().find(|line| line.contains(&format!("id: '{id}'"))).map(str::to_owned)
        }),
        _ => None,
    }
}

#[test]
fn every_point_of_the_article_is_in_the_table_once() {
    let listed: Vec<String> = table().into_iter().map(|row| row.point).collect();
    let wanted: BTreeSet<&str> = POINTS.into_iter().collect();
    assert_eq!(wanted.len(), POINTS.len());
    assert_eq!(listed.iter().map(String::as_str).collect::<BTreeSet<_>>(), wanted);
    assert_eq!(listed.len(), POINTS.len(), "a point stands twice");
}

#[test]
fn every_place_is_there_and_says_what_the_table_says() {
    for row in table() {
        assert!(!row.places.is_empty() && !row.words.is_empty(), "{}", row.point);
        let mut all = String::new();
        for place in &row.places {
            match said(place) {
                Some(text) => all.push_str(&text),
                None => panic!("{}: there is no {place}", row.point),
            }
        }
        let all: String = all.split_whitespace().collect();
        for word in &row.words {
            assert!(
                all.contains(word.as_str()),
                "{}: “{word}” stands nowhere in {:?}",
                row.point,
                row.places
            );
        }
    }
}

#[test]
fn what_the_table_names_is_shown_to_the_owner() {
    // A warning stands before some recipient's dossier, and a rule belongs to a situation or a channel.
    let case = common::case(&[]);
    let shown: BTreeSet<&str> = Recipient::ALL
        .into_iter()
        .flat_map(|recipient| pitfalls::warnings(&case, recipient))
        .map(|p| p.id.as_str())
        .collect();
    for id in ["no_consumer_association", "no_consumer_law", "agreed_rate"] {
        assert!(shown.contains(id), "{id} is told without being asked for");
    }
    for row in table() {
        for rule in row.places.iter().filter_map(|p| p.strip_prefix("rule:")) {
            assert!(!law::find(rule).unwrap().situations.is_empty(), "{rule}");
        }
    }
}

#[test]
fn a_place_that_is_not_there_is_noticed() {
    assert!(
        said("check:nothing").is_none() && said("screen:Nothing").is_none() && said("elsewhere:x").is_none()
    );
    assert!(said("handbook:nothing").is_none() && said("habit:nothing").is_none());
    assert!(said("screen:Case").is_some() && said("cause:C14").is_some());
}

#[test]
fn the_prevention_list_puts_what_guards_against_the_likely_cause_first() {
    let data = recoup_casework::AutoAnswer {
        check: "staff_refunds".into(),
        answer: "yes".into(),
        ..Default::default()
    };
    let ranked = recoup_casework::rank_causes(&common::case(&[]), &[data]);
    assert_eq!(ranked[0].cause.id, "C24");
    let list = causes::habits_for(&ranked);
    assert_eq!(list[0].id, "staff_rights");
    assert_eq!(list.len(), causes::habits().len(), "the others follow");
}
