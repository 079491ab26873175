//! The commands' names stand in five places; here it is shown that the running app agrees with the page's list.

use std::collections::BTreeSet;

use serde_json::json;

use crate::page::Page;

/// The methods of `Backend` in `ui/src/api/types.ts`, as commands are called.
pub fn commands_of_the_page() -> BTreeSet<String> {
    let types = include_str!("../../ui/src/api/types.ts");
    let body = types.split_once("export interface Backend {").unwrap().1;
    let body = body.split_once("\n}").unwrap().0;
    let methods = body.lines().filter_map(|line| line.trim().split_once('(')).map(|(name, _)| name);
    methods.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric())).map(snake).collect()
}

fn snake(camel: &str) -> String {
    camel.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        out
    })
}

/// The strings of a list in a source file, from `start` to the next closing bracket.
fn quoted(source: &str, start: &str) -> BTreeSet<String> {
    let list = source.split_once(start).unwrap().1.split_once(']').unwrap().0;
    list.split('"').skip(1).step_by(2).map(str::to_string).collect()
}

#[test]
fn the_lists_of_commands_agree() {
    let page = commands_of_the_page();
    assert!(page.len() > 40, "{page:?}");
    let build = quoted(include_str!("../../src-tauri/build.rs"), "const COMMANDS: &[&str] = &[");
    assert_eq!(page, build, "types.ts against build.rs");
    let granted = quoted(include_str!("../../src-tauri/capabilities/main.json"), "\"permissions\": [");
    let granted: BTreeSet<String> = granted
        .iter()
        .filter_map(|name| name.strip_prefix("allow-"))
        .map(|name| name.replace('-', "_"))
        .collect();
    assert_eq!(page, granted, "types.ts against capabilities/main.json");
    let gateway = include_str!("../../ui/src/api/tauri.ts");
    for command in &page {
        assert!(
            gateway.contains(&format!("call('{command}'")),
            "ui/src/api/tauri.ts does not call {command}"
        );
    }
    // The handler itself: a command that it lacks answers differently from one that dislikes its arguments.
    let app = Page::open();
    for command in &page {
        if let Err(error) = app.call(command, json!({"no": "such argument"})) {
            let text = error.to_string();
            assert!(!text.contains("not found") && !text.contains("not allowed"), "{command}: {text}");
        }
    }
}

#[test]
fn what_is_not_granted_is_refused() {
    let app = Page::open();
    for (command, args) in [
        ("no_such_command", json!({})),
        ("plugin:window|set_title", json!({"label": "main", "value": "x"})),
        ("plugin:event|emit", json!({"event": "files-opened", "payload": null})),
        ("plugin:path|resolve_directory", json!({"directory": 1})),
        ("plugin:webview|create_webview_window", json!({"options": {"label": "x"}})),
    ] {
        let error = app.call(command, args).unwrap_err().to_string();
        assert!(error.contains("not allowed") || error.contains("not found"), "{command}: {error}");
    }
    // A window that the capability does not name gets nothing at all.
    let other = Page::labelled("other");
    for command in commands_of_the_page() {
        let error = other.call(&command, json!({})).unwrap_err().to_string();
        assert!(error.contains("not allowed"), "{command}: {error}");
    }
}
