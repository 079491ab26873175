//! Where things lie, and how long a file may be.

use std::collections::BTreeSet;

use super::Breach;
use super::tree::Tree;

/// What may lie at the top level besides dot-files; README.md ("The folders") says what each is.
const TOP: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.zh-CN.md",
    "clippy.toml",
    "icons",
    "rustfmt.toml",
    "src-tauri",
    "tests",
    "ui",
];

/// The crates that ARCHITECTURE.md ("The crates") names.
const CRATES: &[&str] =
    &["app", "casework", "cli", "dev", "dossier", "ledger", "matching", "statements", "store"];

const LONGEST: usize = 600;

/// A dictionary with one sentence a line is as long as it is: splitting it would hide what lacks a translation.
const DICTIONARY: &str = "ui/src/messages/";

pub fn check(tree: &Tree, found: &mut Vec<Breach>) {
    let mut top = BTreeSet::new();
    let mut crates = BTreeSet::new();
    for name in tree.names() {
        top.insert(name.split('/').next().unwrap_or(name));
        if let Some(inside) = name.strip_prefix("src-tauri/crates/") {
            crates.insert(inside.split('/').next().unwrap_or(inside));
        }
    }
    for name in top {
        if !name.starts_with('.') && !TOP.contains(&name) {
            found.push(Breach::new(
                name,
                0,
                "has no place at the top level: see \"The folders\" in README.md",
            ));
        }
    }
    for name in crates {
        if !CRATES.contains(&name) {
            let file = format!("src-tauri/crates/{name}");
            found.push(Breach::new(
                &file,
                0,
                "is a crate that \"The crates\" in ARCHITECTURE.md does not name: add it there and here, or to neither",
            ));
        }
    }
    for (name, text) in tree.texts("", &[".rs", ".ts", ".svelte", ".css", ".mjs"]) {
        let lines = text.lines().count();
        if lines > LONGEST && !name.starts_with(DICTIONARY) {
            let text = format!("has {lines} lines, {LONGEST} are allowed: split it by topic");
            found.push(Breach::new(name, LONGEST + 1, text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_and_long_files_are_named() {
        let long = "\n".repeat(LONGEST + 1);
        let tree = Tree::made_of(&[
            ("README.md", ""),
            (".github/x.yml", ""),
            ("scripts/a.sh", ""),
            ("src-tauri/crates/utils/src/lib.rs", ""),
            ("src-tauri/crates/ledger/src/lib.rs", &long),
        ]);
        let mut found = Vec::new();
        check(&tree, &mut found);
        let files: Vec<&str> = found.iter().map(|b| b.file.as_str()).collect();
        assert_eq!(files, ["scripts", "src-tauri/crates/utils", "src-tauri/crates/ledger/src/lib.rs"]);
    }
}
