//! The web view: one gateway to the host, no network.

use super::Breach;
use super::tree::Tree;

const GATEWAY: &str = "ui/src/api/tauri.ts";

/// What a page could reach the network or run foreign code with. The content policy forbids it too; this says it earlier.
const OUTWARD: &[&str] =
    &["fetch(", "XMLHttpRequest", "WebSocket(", "EventSource(", "sendBeacon", "eval(", "{@html"];

pub fn check(tree: &Tree, found: &mut Vec<Breach>) {
    for (name, text) in tree.texts("ui/src/", &[".ts", ".svelte", ".js"]) {
        let test = name.contains(".test.") || name.contains("/test/");
        for (index, line) in text.lines().enumerate() {
            let line_no = index + 1;
            if name != GATEWAY && line.contains("@tauri-apps") {
                let text =
                    format!("names @tauri-apps: {GATEWAY} is the only door to the host, use `Backend`");
                found.push(Breach::new(name, line_no, text));
            }
            if test || line.trim_start().starts_with("//") || line.trim_start().starts_with('*') {
                continue;
            }
            if let Some(word) = OUTWARD.iter().find(|word| calls(line, word)) {
                let text = format!("`{word}`: the app makes no network connection and runs no foreign code");
                found.push(Breach::new(name, line_no, text));
            }
        }
    }
}

/// Whether `word` stands in `line` and does not continue a longer name, as in `prefetch(`.
fn calls(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_gateway_and_the_network_are_named() {
        let tree = Tree::made_of(&[
            ("ui/src/api/tauri.ts", "import { invoke } from '@tauri-apps/api/core';\n"),
            (
                "ui/src/screens/Missing.svelte",
                "import { invoke } from '@tauri-apps/api/core';\nfetch('/x');\nprefetch(1);\n",
            ),
        ]);
        let mut found = Vec::new();
        check(&tree, &mut found);
        let lines: Vec<_> = found.iter().map(|b| (b.file.as_str(), b.line)).collect();
        assert_eq!(lines, [("ui/src/screens/Missing.svelte", 1), ("ui/src/screens/Missing.svelte", 2)]);
    }
}
