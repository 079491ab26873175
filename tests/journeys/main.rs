//! Journeys in the real window: the app as an owner has it, driven through WebKit's own driver on a screen without a
//! monitor. Each is one story; every screen on the way is looked at by axe-core and left as a picture in `target/screens/`.

// Outside of #[test] functions too, a test that cannot go on should stop.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad_input;
mod desk;
mod first_run;
mod from_outside;
mod hand;
mod long_file;
mod native_dialogs;
mod own_table;
mod paper;
mod papers;
mod screens;
mod whole_job;

use std::path::PathBuf;

/// An invented statement of the sample shop (`tests/fixtures/README.md`).
fn fixture(name: &str) -> PathBuf {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures")).join(name);
    assert!(path.is_file(), "{} is missing", path.display());
    path
}

/// What must be found in the fixtures.
fn truth() -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(fixture("truth.json")).unwrap()).unwrap()
}

/// `2579.92` as the screens write it: `2,579.92`.
fn with_commas(yuan: &str) -> String {
    let (whole, fen) = yuan.split_once('.').unwrap();
    let digits: Vec<char> = whole.chars().collect();
    let groups: Vec<String> = digits.rchunks(3).rev().map(|group| group.iter().collect()).collect();
    format!("{}.{fen}", groups.join(","))
}
