//! Twelve shops' stories, each from imported files and the owner's answers to the recommended action, compared with what
//! the facts say. `expected.json` is written by hand from the research and never from what the program answers.

// Clippy grants these to test functions only, not to what they call.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod story;

use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/cases")
}

/// The folders of the stories, in the order of their numbers.
fn stories() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("expected.json").is_file())
        .collect();
    found.sort();
    found
}

#[test]
fn twelve_cases_lead_from_the_files_to_what_the_facts_say() {
    let stories = stories();
    let mut held = 0;
    let mut told = String::new();
    for path in &stories {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let wrong = story::run(path);
        held += usize::from(wrong.is_empty());
        println!("{} {name}", if wrong.is_empty() { "holds" } else { "FAILS" });
        for line in &wrong {
            println!("      {line}");
        }
        if !wrong.is_empty() {
            told.push_str(&format!("\n{name}:\n  {}", wrong.join("\n  ")));
        }
    }
    println!("{held} of {} cases hold", stories.len());
    assert_eq!(stories.len(), 12, "a story is missing");
    assert!(told.is_empty(), "{held} of {} cases hold{told}", stories.len());
}

#[test]
fn every_expectation_names_the_fact_that_it_stands_on() {
    for path in stories() {
        let expected = story::read(&path.join("expected.json"));
        let facts = expected["facts"].as_object().unwrap();
        assert!(facts.len() >= 3, "{}", path.display());
        for (what, source) in facts {
            let source = source.as_str().unwrap();
            assert!(
                ["domain.md", "law.md"].iter().any(|file| source.contains(file)),
                "{}: {what} names no source",
                path.display()
            );
        }
    }
}

#[test]
fn a_wrong_expectation_is_noticed() {
    let path = folder().join("02_frozen_card");
    let mut expected = story::read(&path.join("expected.json"));
    expected["stages"][0]["expect"]["cause"] = serde_json::json!(["C20"]);
    expected["stages"][0]["expect"]["clocks"]["settlement_30"] = serde_json::json!("2026-12-31");
    let wrong = story::compare(&path, &expected);
    assert_eq!(wrong.len(), 2, "{wrong:?}");
}
