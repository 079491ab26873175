//! A Rust or TypeScript source with its comments and texts blanked, so that a word in a sentence is not taken for code.

/// Blanks comments and the inside of string literals; lines and columns stay where they are.
/// Knows Rust's raw strings, nested comments and lifetimes; TypeScript's `'` and `` ` `` strings where `rust` is false.
pub fn blank(text: &str, rust: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let rest = &chars[i..];
        let end = match rest {
            ['/', '/', ..] => i + rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => i + block_comment(rest, rust),
            ['"', ..] => i + quoted(rest, '"'),
            ['\'', ..] if rust => i + char_literal(rest),
            ['\'', ..] => i + quoted(rest, '\''),
            ['`', ..] if !rust => i + quoted(rest, '`'),
            ['r' | 'b', ..] if rust && !continues_word(&chars, i) => i + raw_string(rest),
            _ => i + 1,
        };
        if end == i + 1 {
            out.push(chars[i]);
        } else {
            out.extend(chars[i..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
        }
        i = end;
    }
    out
}

fn continues_word(chars: &[char], at: usize) -> bool {
    at > 0 && chars.get(at - 1).is_some_and(|c| c.is_alphanumeric() || *c == '_')
}

fn block_comment(rest: &[char], nested: bool) -> usize {
    let (mut depth, mut i) = (0, 0);
    while i < rest.len() {
        match rest[i..] {
            ['/', '*', ..] if depth == 0 || nested => (depth, i) = (depth + 1, i + 2),
            ['*', '/', ..] => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            break;
        }
    }
    i
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut i = 1;
    while i < rest.len() {
        match rest[i] {
            '\\' => i += 2,
            c if c == quote => return i + 1,
            _ => i += 1,
        }
    }
    rest.len()
}

/// `'a'`, `'\n'`, `'\u{1b}'`; a lifetime is left as it is.
fn char_literal(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', ..] => quoted(rest, '\''),
        ['\'', _, '\'', ..] => 3,
        _ => 1,
    }
}

/// `r"…"`, `r#"…"#`, `br"…"`; anything else is one character.
fn raw_string(rest: &[char]) -> usize {
    let prefix = rest.iter().take_while(|c| matches!(c, 'r' | 'b')).count();
    let hashes = rest[prefix..].iter().take_while(|c| **c == '#').count();
    let open = prefix + hashes;
    if prefix > 2 || !rest[..prefix].contains(&'r') || rest.get(open) != Some(&'"') {
        return 1;
    }
    let mut i = open + 1;
    while i < rest.len() {
        if rest[i] == '"' && rest[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes {
            return i + 1 + hashes;
        }
        i += 1;
    }
    rest.len()
}

/// Blanks what stands under `#[cfg(test)]` as well. Wants a text that `blank` has been over.
pub fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        let (before, tests) = rest.split_at(at);
        out.push_str(before);
        let end = item_end(tests);
        out.extend(tests[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &tests[end..];
    }
    out.push_str(rest);
    out
}

/// Where the item that begins `text` ends: behind its closing brace, or its semicolon if it has no body.
fn item_end(text: &str) -> usize {
    let mut depth = 0_i32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The lines (from 1) in which `word` stands as a whole word, not as a part of a longer name.
pub fn lines_with<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.lines().enumerate().filter(move |(_, line)| has_word(line, word)).map(|(index, _)| index + 1)
}

/// Whether `word` stands in `line` and is not a part of a longer name on either side.
pub fn has_word(line: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let first = word.chars().next().is_some_and(part_of_name);
    let last = word.chars().next_back().is_some_and(part_of_name);
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back().is_some_and(part_of_name);
        let after = line[at + word.len()..].chars().next().is_some_and(part_of_name);
        !(first && before || last && after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blanked_and_lines_stay() {
        let code = "let a = \"f64\"; // f64\n/* f64 /* f64 */ f64 */ let b: f64 = r#\"f64\"#;\nlet c = '\"'; let d: &'a f64;";
        let blanked = blank(code, true);
        assert_eq!(lines_with(&blanked, "f64").collect::<Vec<_>>(), [2, 3]);
        assert_eq!(blanked.matches("f64").count(), 2, "{blanked}");
        assert_eq!(blanked.lines().count(), code.lines().count());
        assert_eq!(blank("let x = 'a' + `b ${c}`;", false), "let x =     +         ;");
    }

    #[test]
    fn tests_are_left_out() {
        let code = "fn a() { one(); }\n#[cfg(test)]\nmod tests { fn b() { two(); } }\nfn c() { three(); }";
        let left = without_tests(code);
        assert!(left.contains("one") && left.contains("three") && !left.contains("two"), "{left}");
        assert!(without_tests("#[cfg(test)]\nmod tests;\nfn a() {}").contains("fn a"));
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("let x: f64 = 0;", "f64"));
        assert!(!has_word("let x = as_f64();", "f64"));
        assert!(has_word("std::fs::read(p)", "std::fs"));
        assert!(!has_word("std::fsx::read(p)", "std::fs"));
    }
}
