//! The spellings of amounts, dates and empty cells that banks and acquirers use.

mod amount;
mod moment;

use std::borrow::Cow;

pub use amount::{Amount, AmountError, amount};
pub(crate) use moment::DayOrderSearch;
pub use moment::{DayOrder, Moment, clock, moment, without_year};

/// Trims blanks, BOM, a leading back-tick or apostrophe (marks that keep a spreadsheet from changing a number) and
/// the `="…"` wrapping.
pub fn clean(text: &str) -> &str {
    let bytes = text.as_bytes();
    if let (Some(first), Some(last)) = (bytes.first(), bytes.last())
        && first.is_ascii_alphanumeric()
        && last.is_ascii_alphanumeric()
    {
        return text;
    }
    let mut text = blank_trim(text);
    if let Some(rest) = text.strip_prefix(['`', '\'']) {
        text = blank_trim(rest);
    }
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        text = blank_trim(inner);
    }
    text
}

fn blank_trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0'))
}

/// Whether a cleaned cell stands for “nothing”: empty, dashes, `/`, 无, null, N/A.
pub fn is_blank(text: &str) -> bool {
    match text.as_bytes() {
        [] => true,
        [first, ..] if first.is_ascii_digit() => false,
        _ => {
            text.chars().all(|c| matches!(c, '-' | '—' | '―' | '－' | '_'))
                || matches!(text, "/" | "无" | "null" | "NULL" | "N/A" | "n/a")
        }
    }
}

/// Full-width ASCII (`１２，：（`) as ASCII; everything else unchanged.
pub fn half_width(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}' | '￥')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
                '\u{3000}' => ' ',
                '￥' => '¥',
                c => c,
            })
            .collect(),
    )
}

/// Whether a number was turned into a float by a spreadsheet (`4.20000123E+27`): its last digits are lost.
pub fn is_damaged_number(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or("-");
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && (1..=2).contains(&exponent.len())
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cleaned() {
        assert_eq!(clean("\t`6.00 "), "6.00");
        assert_eq!(clean("=\"00012345\""), "00012345");
        assert_eq!(clean("'TC140827"), "TC140827");
        assert_eq!(clean("\u{3000}账\u{3000}号\t"), "账\u{3000}号");
        assert!(is_blank("------") && is_blank("/") && is_blank("无") && is_blank("－"));
        assert!(!is_blank("-3") && !is_blank("0"));
        assert!(is_damaged_number("4.20000123E+27") && !is_damaged_number("3E") && !is_damaged_number("E+2"));
    }
}
