//! Who may depend on what.

use super::Breach;
use super::tree::Tree;

/// A dependency (and everything whose name begins with it and a dash) and the one folder that may name it.
const OWNED: &[(&str, &str, &str)] = &[
    ("tauri", "src-tauri", "only the window knows tauri"),
    ("rfd", "src-tauri", "only the window opens dialogs"),
    ("rusqlite", "src-tauri/crates/store", "only the store knows SQL"),
    ("printpdf", "src-tauri/crates/dossier", "only the dossier writes PDF"),
];

/// Which of our own crates a crate may use (tests may use more). `None`: no limit.
fn may_use(folder: &str) -> Option<&'static [&'static str]> {
    Some(match folder {
        "src-tauri" | "src-tauri/crates/cli" => &["recoup-app"],
        "src-tauri/crates/ledger" | "src-tauri/crates/dev" => &[],
        "src-tauri/crates/statements"
        | "src-tauri/crates/matching"
        | "src-tauri/crates/casework"
        | "src-tauri/crates/dossier"
        | "src-tauri/crates/store" => &["recoup-ledger"],
        _ => return None,
    })
}

pub fn check(tree: &Tree, found: &mut Vec<Breach>) {
    for (name, text) in tree.texts("src-tauri/", &["Cargo.toml"]) {
        let folder = name.strip_suffix("/Cargo.toml").unwrap_or(name);
        for dependency in dependencies(text) {
            let Dependency { line, name: wanted, for_tests } = dependency;
            for (owned, owner, why) in OWNED {
                let same =
                    wanted == *owned || wanted.strip_prefix(owned).is_some_and(|rest| rest.starts_with('-'));
                if same && folder != *owner {
                    let text = format!("depends on `{wanted}`, which belongs to {owner} alone: {why}");
                    found.push(Breach::new(name, line, text));
                }
            }
            if !for_tests
                && wanted.starts_with("recoup-")
                && may_use(folder).is_some_and(|allowed| !allowed.contains(&wanted))
            {
                let text =
                    format!("depends on `{wanted}`: crates are joined in `recoup-app` and nowhere else");
                found.push(Breach::new(name, line, text));
            }
            if folder == "src-tauri/crates/dev" && wanted != "anyhow" {
                let text = format!(
                    "depends on `{wanted}`: `cargo dev` has to compile in a second (std and anyhow only)"
                );
                found.push(Breach::new(name, line, text));
            }
        }
    }
}

struct Dependency<'a> {
    line: usize,
    name: &'a str,
    for_tests: bool,
}

/// The names under every `[…dependencies]` header and in `[dependencies.name]` headers, as we write manifests.
fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut inside = None;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.split('#').next().unwrap_or("").trim();
        if let Some(header) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let for_tests = header.contains("dev-dependencies");
            inside = header.ends_with("dependencies").then_some(for_tests);
            if let Some((_, name)) = header.split_once("dependencies.") {
                found.push(Dependency { line: index + 1, name, for_tests });
            }
        } else if let (Some(for_tests), Some((key, _))) = (inside, line.split_once('=')) {
            let name = key.trim().split('.').next().unwrap_or("").trim_matches('"');
            found.push(Dependency { line: index + 1, name, for_tests });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_in_a_manifest_is_named() {
        let app = "[package]\nname = \"recoup-app\"\n\n[dependencies]\nrecoup-store.workspace = true\nrusqlite = \"1\"\n";
        let ledger = "[dependencies]\nrecoup-app.workspace = true\n[dev-dependencies.recoup-store]\nworkspace = true\n";
        let joined = "[dependencies]\nrecoup-ledger.workspace = true\nrecoup-casework.workspace = true\n";
        let cli = "[target.'cfg(unix)'.dependencies]\ntauri-plugin-log = \"2\"\n[features]\ntauri = []\n";
        let tree = Tree::made_of(&[
            ("src-tauri/crates/app/Cargo.toml", app),
            ("src-tauri/crates/ledger/Cargo.toml", ledger),
            ("src-tauri/crates/cli/Cargo.toml", cli),
            ("src-tauri/crates/store/Cargo.toml", joined),
            ("src-tauri/crates/dossier/Cargo.toml", joined),
            (
                "src-tauri/Cargo.toml",
                "[dependencies]\ntauri = \"2\"\nrfd.workspace = true\nrecoup-app = \"0\"\n",
            ),
        ]);
        let mut found = Vec::new();
        check(&tree, &mut found);
        let mut places: Vec<_> = found.iter().map(|b| (b.file.as_str(), b.line)).collect();
        places.sort_unstable();
        assert_eq!(
            places,
            [
                ("src-tauri/crates/app/Cargo.toml", 6),
                ("src-tauri/crates/cli/Cargo.toml", 2),
                ("src-tauri/crates/dossier/Cargo.toml", 3),
                ("src-tauri/crates/ledger/Cargo.toml", 2),
                ("src-tauri/crates/store/Cargo.toml", 3),
            ]
        );
    }
}
