//! The commands of the window stand in five places, each of which has to be written by hand: they must agree.

use std::collections::BTreeMap;

use super::Breach;
use super::source::blank;
use super::tree::Tree;

/// Command → the line where it stands.
type Names = BTreeMap<String, usize>;

/// The list that the other four are compared with.
const TYPES: &str = "ui/src/api/types.ts";

/// Takes the commands' names out of one file's text.
type Reader = fn(&str) -> Names;

pub fn check(tree: &Tree, found: &mut Vec<Breach>) {
    // Before the window exists there is nothing to compare.
    let Some(types) = tree.text(TYPES) else { return };
    let wanted = interface(types);
    let others: [(&str, Reader); 4] = [
        ("src-tauri/build.rs", |text| quoted_after(text, "const COMMANDS")),
        ("src-tauri/src/lib.rs", handler),
        ("src-tauri/capabilities/main.json", allowed),
        ("ui/src/api/tauri.ts", invoked),
    ];
    for (file, read) in others {
        let Some(text) = tree.text(file) else { continue };
        let names = read(text);
        for name in wanted.keys().filter(|name| !names.contains_key(*name)) {
            found.push(Breach::new(file, 0, format!("lacks the command `{name}` of `Backend` in {TYPES}")));
        }
        for (name, line) in names.iter().filter(|(name, _)| !wanted.contains_key(*name)) {
            found.push(Breach::new(
                file,
                *line,
                format!("names a command `{name}` that `Backend` in {TYPES} lacks"),
            ));
        }
    }
}

/// The methods of `export interface Backend`, in snake_case.
fn interface(types: &str) -> Names {
    let mut names = Names::new();
    let lines =
        types.lines().enumerate().skip_while(|(_, line)| !line.starts_with("export interface Backend"));
    for (index, line) in lines.skip(1).take_while(|(_, line)| !line.starts_with('}')) {
        let line = line.trim();
        if let Some((name, _)) = line.split_once('(')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric())
        {
            names.insert(snake(name), index + 1);
        }
    }
    names
}

fn snake(camel: &str) -> String {
    let mut out = String::new();
    for c in camel.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Every `"name"` from the line with `start` up to the line with the closing bracket.
fn quoted_after(text: &str, start: &str) -> Names {
    let mut names = Names::new();
    for (index, line) in text.lines().enumerate().skip_while(|(_, line)| !line.contains(start)) {
        // Behind `=`, so that the type's own `&[&str]` isn't taken for the list.
        let list = line.split_once('=').map_or(line, |(_, list)| list);
        names.extend(list.split('"').skip(1).step_by(2).map(|name| (name.to_string(), index + 1)));
        if list.contains(']') {
            break;
        }
    }
    names
}

/// `commands::import::preview_import` in `generate_handler![…]`.
fn handler(text: &str) -> Names {
    let code = blank(text, true);
    let mut names = Names::new();
    for (index, line) in code.lines().enumerate().skip_while(|(_, line)| !line.contains("generate_handler!["))
    {
        let list = line.split_once("generate_handler![").map_or(line, |(_, list)| list);
        let list = list.split_once(']').map_or(list, |(list, _)| list);
        for path in list.split(',').map(str::trim).filter(|path| !path.is_empty()) {
            names.insert(path.rsplit("::").next().unwrap_or(path).to_string(), index + 1);
        }
        if line.contains(']') {
            break;
        }
    }
    names
}

/// `"allow-preview-import"`; the permissions of tauri itself (`core:…`) are not ours.
fn allowed(json: &str) -> Names {
    let mut names = Names::new();
    for (index, line) in json.lines().enumerate() {
        for word in line.split('"') {
            if let Some(name) = word.strip_prefix("allow-") {
                names.insert(name.replace('-', "_"), index + 1);
            }
        }
    }
    names
}

/// The commands that the gateway calls: the first text in every `call(…)` or `invoke(…)`.
fn invoked(text: &str) -> Names {
    let mut names = Names::new();
    for (index, line) in text.lines().enumerate() {
        for quote in ['\'', '"'] {
            for word in line.split(quote).skip(1).step_by(2) {
                let command = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                if command && (line.contains("call") || line.contains("invoke")) {
                    names.insert(word.to_string(), index + 1);
                }
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_differ_are_named() {
        let types = "export interface Backend {\n  /** (a) */\n  caseView(no: number): Promise<void>;\n  shop(): Promise<void>;\n}\n";
        let build =
            "const COMMANDS: &[&str] = &[\n    \"case_view\",\n    \"shop\",\n];\nfn x() { \"other\" }";
        let lib =
            "tauri::generate_handler![\n    commands::cases::case_view, // a comment\n    commands::gone,\n]";
        let json = "{\"permissions\": [\"core:event:allow-listen\",\n\"allow-case-view\", \"allow-shop\"]}";
        let tree = Tree::made_of(&[
            (TYPES, types),
            ("src-tauri/build.rs", build),
            ("src-tauri/src/lib.rs", lib),
            ("src-tauri/capabilities/main.json", json),
            (
                "ui/src/api/tauri.ts",
                "caseView: (no) => call('case_view', { no }),\nshop: () => call('shop'),\n",
            ),
        ]);
        let mut found = Vec::new();
        check(&tree, &mut found);
        let text: Vec<String> = found.iter().map(Breach::to_string).collect();
        assert_eq!(text.len(), 2, "{text:?}");
        assert!(text[0].contains("lacks the command `shop`"), "{text:?}");
        assert!(text[1].starts_with("src-tauri/src/lib.rs:3: names a command `gone`"), "{text:?}");
    }
}
