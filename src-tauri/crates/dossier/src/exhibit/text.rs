//! Text files and CSV exports: the lines that matter, with their numbers.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Lines shown of a file where no line is named.
const BEGINNING: usize = 40;
/// Neighbours shown above and below a named line.
const AROUND: usize = 1;
/// Characters of a line beyond which the rest is left out.
const WIDEST: usize = 1200;

/// A line of a file, or a run of lines left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Excerpt {
    /// Its number from 1, its text, and whether it was named.
    Line { no: usize, text: String, named: bool },
    /// First and last number of lines left out.
    Gap { from: usize, to: usize },
}

/// The text of a file, if it is one: UTF-8 or UTF-16 with a mark, plain UTF-8, else GB 18030.
pub(crate) fn decode(bytes: &[u8]) -> Option<(String, &'static str)> {
    if bytes.starts_with(&[0xFF, 0xFE]) {
        return Some((UTF_16LE.decode(bytes).0.into_owned(), "UTF-16"));
    }
    if bytes.starts_with(&[0xFE, 0xFF]) {
        return Some((UTF_16BE.decode(bytes).0.into_owned(), "UTF-16"));
    }
    if bytes.contains(&0) {
        return None;
    }
    let (text, encoding) = match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => (text.into_owned(), "UTF-8"),
        None => {
            let (text, bad) = GB18030.decode_without_bom_handling(bytes);
            if bad {
                return None;
            }
            (text.into_owned(), "GB 18030")
        }
    };
    let odd = text.chars().take(4000).filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')).count();
    (odd == 0).then_some((text, encoding))
}

/// The named lines with their neighbours, the first line always; card numbers are masked.
pub(crate) fn excerpt(text: &str, named: &[u32]) -> Vec<Excerpt> {
    let lines: Vec<&str> = text.lines().collect();
    let mut shown = vec![named.is_empty(); lines.len().min(BEGINNING)];
    shown.resize(lines.len(), false);
    if let Some(first) = shown.first_mut() {
        *first = true;
    }
    for no in named {
        let at = *no as usize;
        let first = at.saturating_sub(1 + AROUND);
        shown.iter_mut().take(at + AROUND).skip(first).for_each(|s| *s = true);
    }
    let mut out = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        if shown[i] {
            let mut line = lines[i].trim_end().to_owned();
            if let Some(masked) = recoup_ledger::mask::mask_cards(&line) {
                line = masked;
            }
            if let Some((cut, _)) = line.char_indices().nth(WIDEST) {
                line.truncate(cut);
                line.push('…');
            }
            out.push(Excerpt::Line { no: i + 1, text: line, named: named.contains(&(i as u32 + 1)) });
            i += 1;
        } else {
            let from = i;
            while i < lines.len() && !shown[i] {
                i += 1;
            }
            out.push(Excerpt::Gap { from: from + 1, to: i });
        }
    }
    out
}
