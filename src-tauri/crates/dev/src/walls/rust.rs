//! What code may not do: read a clock where time is an argument, touch the disk where nothing does I/O, count money in
//! floats, leave a hole.

use super::Breach;
use super::source::{blank, has_word, lines_with, without_tests};
use super::tree::Tree;

/// Crates that compute and do nothing else.
const PURE: &[&str] = &["ledger", "matching", "casework"];

/// The one of them that weighs candidates, and so may hold odds (never money) in a float.
const WEIGHS: &str = "src-tauri/crates/matching/";

/// Words that mean a clock or the outside world. Embedding a file at compile time (`include_str!`) is neither.
const OUTSIDE: &[&str] = &[
    "SystemTime",
    "Instant",
    "Utc::now",
    "Local::now",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::io",
    "println!",
    "eprintln!",
];

/// Names that hold money in this project.
const MONEY: &[&str] = &["amount", "gross", "net", "fee", "fees", "yuan", "fen", "balance", "total", "money"];

pub fn check(tree: &Tree, found: &mut Vec<Breach>) {
    for (name, text) in tree.texts("", &[".rs"]) {
        let code = blank(text, true);
        for hole in ["todo!", "unimplemented!"] {
            for line in lines_with(&code, hole) {
                found.push(Breach::new(
                    name,
                    line,
                    format!("`{hole}` leaves a hole: write it, or leave the feature out"),
                ));
            }
        }
        let working = without_tests(&code);
        let pure = PURE.iter().any(|of| name.starts_with(&format!("src-tauri/crates/{of}/src/")));
        if pure {
            outside_world(name, &working, found);
        }
        if pure && !name.starts_with(WEIGHS) {
            floats(name, &working, found);
        } else if !name.starts_with("tests/") && !name.contains("/benches/") {
            floats_for_money(name, &working, found);
        }
    }
}

fn outside_world(name: &str, code: &str, found: &mut Vec<Breach>) {
    for word in OUTSIDE {
        for line in lines_with(code, word) {
            let text =
                format!("`{word}`: this crate does no I/O and reads no clock; take the value as an argument");
            found.push(Breach::new(name, line, text));
        }
    }
}

fn floats(name: &str, code: &str, found: &mut Vec<Breach>) {
    for word in ["f32", "f64"] {
        for line in lines_with(code, word) {
            let text =
                format!("`{word}`: this crate computes with whole fen and decimals, never with floats");
            found.push(Breach::new(name, line, text));
        }
    }
}

fn floats_for_money(name: &str, code: &str, found: &mut Vec<Breach>) {
    for (index, line) in code.lines().enumerate() {
        let float = has_word(line, "f32") || has_word(line, "f64");
        if float && let Some(word) = MONEY.iter().find(|word| has_word(line, word)) {
            let text = format!("`{word}` beside a float: money is `ledger::Money` (whole fen) everywhere");
            found.push(Breach::new(name, index + 1, text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_floats_and_holes_are_named() {
        let ledger =
            "//! f64\nuse std::time::Instant;\nfn a(x: f64) {}\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        let app = "fn pay(amount: f64) {}\nfn width(mm: f64) {}\nfn hole() { todo!() }\n";
        let tree = Tree::made_of(&[
            ("src-tauri/crates/ledger/src/lib.rs", ledger),
            ("src-tauri/crates/app/src/lib.rs", app),
        ]);
        let mut found = Vec::new();
        check(&tree, &mut found);
        found.sort();
        let places: Vec<_> = found.iter().map(|b| (b.file.as_str(), b.line)).collect();
        assert_eq!(
            places,
            [
                ("src-tauri/crates/app/src/lib.rs", 1),
                ("src-tauri/crates/app/src/lib.rs", 3),
                ("src-tauri/crates/ledger/src/lib.rs", 2),
                ("src-tauri/crates/ledger/src/lib.rs", 3),
            ]
        );
    }
}
