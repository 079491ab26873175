//! Where a line may end.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};

use super::class::{Class, is_unit, never_first, never_last};

/// How willingly a line ends before a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Break {
    /// Never, except when nothing else is left.
    No,
    /// Inside a long token (a hash, a file name), at an arbitrary place.
    Inside,
    /// Inside a long token, behind a natural joint (`-`, `_`, `.`, `/`, every fourth digit of a hash).
    Joint,
    /// An ordinary opportunity.
    Yes,
}

/// A token without an opportunity that has at least this many characters may be broken inside.
const LONG_TOKEN: usize = 18;

/// For each character of `text` whether a line may end before it. The first entry is `No`.
pub(crate) fn breaks(text: &str) -> Vec<Break> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    let mut allowed = vec![false; text.len() + 1];
    for at in LineSegmenter::new_for_non_complex_scripts(options).segment_str(text) {
        allowed[at] = true;
    }
    let mut out = vec![Break::No; chars.len()];
    for i in 1..chars.len() {
        let (at, c) = chars[i];
        let prev = chars[i - 1].1;
        let may = (allowed[at] || around_quote(prev, c)) && !held(&chars, i);
        if may {
            out[i] = Break::Yes;
        }
    }
    long_tokens(&chars, &mut out);
    out
}

/// Opportunities that the tables lack: they glue curved quotes to both neighbours, though next to 汉字 these open or close.
fn around_quote(prev: char, c: char) -> bool {
    let opens = matches!(c, '“' | '‘') && matches!(Class::of(prev), Class::Han | Class::Close);
    // After a full-width stop a line may always end, also before “¥” or “%”, where the tables glue.
    let stop = matches!(prev, '，' | '。' | '、' | '；' | '：' | '！' | '？');
    let closes = matches!(prev, '”' | '’') && matches!(Class::of(c), Class::Han | Class::Open);
    opens || closes || stop
}

/// Pairs that stay together whatever the tables say.
fn held(chars: &[(usize, char)], i: usize) -> bool {
    let c = chars[i].1;
    let prev = chars[i - 1].1;
    if never_first(c) || never_last(prev) {
        // A dash or an ellipsis may follow 汉字 only on the same line; between two of them never.
        return true;
    }
    if Class::of(c) == Class::Space {
        return true;
    }
    // A space counts as nothing: “24 笔”, “第 3 条”, “证据 1” stay whole.
    let (before, gap) =
        if Class::of(prev) == Class::Space && i >= 2 { (chars[i - 2].1, true) } else { (prev, false) };
    if gap && (never_last(before) || never_first(c)) {
        return true;
    }
    let digits_before = before.is_ascii_digit();
    if digits_before && is_unit(c) {
        return true;
    }
    // 证据 12: the word itself is whole before its number.
    if prev == '证' && c == '据' {
        let next = chars[i + 1..].iter().map(|x| x.1).find(|c| Class::of(*c) != Class::Space);
        return next.is_some_and(|c| c.is_ascii_digit());
    }
    // 第 3 页, 证据 1: the word and its number.
    if c.is_ascii_digit() {
        let word: String =
            chars[..i].iter().rev().map(|x| x.1).filter(|c| Class::of(*c) != Class::Space).take(2).collect();
        return word == "据证" || word.starts_with('第');
    }
    false
}

fn long_tokens(chars: &[(usize, char)], out: &mut [Break]) {
    let mut start = 0;
    while start < chars.len() {
        let mut end = start + 1;
        while end < chars.len() && out[end] == Break::No && Class::of(chars[end].1) != Class::Space {
            end += 1;
        }
        let token = &chars[start..end];
        let narrow =
            token.iter().filter(|(_, c)| matches!(Class::of(*c), Class::Latin | Class::Sign)).count();
        if narrow >= LONG_TOKEN {
            let hash = token.iter().filter(|(_, c)| c.is_ascii_hexdigit()).count() >= 32;
            let mut alnum = 0;
            for i in start + 1..end {
                let (prev, c) = (chars[i - 1].1, chars[i].1);
                alnum = if prev.is_ascii_alphanumeric() { alnum + 1 } else { 0 };
                if never_first(c) || never_last(prev) || i < start + 4 || i + 3 > end {
                    continue;
                }
                let joint = matches!(prev, '-' | '_' | '/' | '\\' | '.' | '@' | '&' | '=' | '+')
                    || (hash && alnum % 4 == 0 && alnum > 0);
                out[i] = if joint { Break::Joint } else { Break::Inside };
            }
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> String {
        let b = breaks(text);
        text.chars().zip(b).fold(String::new(), |mut s, (c, b)| {
            if b == Break::Yes {
                s.push('|');
            }
            s.push(c);
            s
        })
    }

    #[test]
    fn closing_marks_stay_and_quotes_open() {
        assert_eq!(marked("他说：“是”。好"), "他|说：|“是”。|好");
        assert_eq!(marked("就“是”租"), "就|“是”|租");
        assert_eq!(marked("《银行卡》（2013）第三条"), "《银|行|卡》|（2013）|第三|条");
    }

    #[test]
    fn dashes_and_ellipses_are_whole() {
        assert_eq!(marked("到账——没有……好"), "到|账——|没|有……|好");
    }

    #[test]
    fn numbers_keep_their_units_and_words() {
        assert_eq!(marked("共 24 笔，¥1,234.50 元"), "共 |24 笔，|¥1,234.50 元");
        assert_eq!(marked("见第 3 页和证据 12 吧"), "见|第 3 页|和|证据 12 |吧");
        assert_eq!(marked("2026 年 11 月 24 日没到"), "2026 年 |11 月 |24 日|没|到");
    }

    #[test]
    fn hashes_break_every_four() {
        let b = breaks(&"0123456789abcdef".repeat(4));
        assert_eq!(b[32], Break::Joint);
        assert_eq!(b[33], Break::Inside);
        assert!(b.iter().all(|b| *b != Break::Yes));
    }
}
