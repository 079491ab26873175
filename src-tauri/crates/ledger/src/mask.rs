//! Card and identity numbers are shown and kept with their first six and last four digits only.

use std::borrow::Cow;
use std::ops::Range;

/// Masks what identifies a person in a text: card numbers and identity numbers to their first six and last four,
/// mobile numbers to their first three and last four digits. Borrowed when there is none.
///
/// Card numbers are also found when printed in groups (`6222 0212 …`) or in full-width digits.
pub fn masked(text: &str) -> Cow<'_, str> {
    hide(text, true)
}

/// Whether a text holds a full card or identity number. A file with one is kept as a masked copy.
pub fn holds_secret(text: &str) -> bool {
    matches!(hide(text, false), Cow::Owned(_))
}

/// As [`masked`], but mobile numbers stay, because they may be whom to call. `None` when there is nothing to mask.
pub fn mask_cards(text: &str) -> Option<String> {
    match hide(text, false) {
        Cow::Owned(masked) => Some(masked),
        Cow::Borrowed(_) => None,
    }
}

fn hide(text: &str, mobiles: bool) -> Cow<'_, str> {
    if !may_hide(text) {
        return Cow::Borrowed(text);
    }
    let mut chars: Vec<char> = text.chars().collect();
    let mut any = false;
    let mut at = 0;
    while at < chars.len() {
        let (places, end) = run(&|place| chars.get(place).copied(), at);
        if places.is_empty() {
            at += 1;
            continue;
        }
        let digits: Vec<u8> = places.iter().filter_map(|p| digit(chars[*p])).collect();
        let letter_before = at > 0 && chars[at - 1].is_ascii_alphabetic();
        let hidden = match secret(&digits, chars.get(end).copied()) {
            None if mobiles && !letter_before => mobile(&digits),
            hidden => hidden,
        };
        if let Some(hidden) = hidden {
            any = true;
            for place in &places[hidden] {
                chars[*place] = '*';
            }
        }
        at = end;
    }
    if any { Cow::Owned(chars.into_iter().collect()) } else { Cow::Borrowed(text) }
}

/// Which digits of a run must be hidden; `next` is the character after it.
fn secret(digits: &[u8], next: Option<char>) -> Option<Range<usize>> {
    if is_card(digits) {
        return Some(6..digits.len() - 4);
    }
    // The last of the four that stay is the check digit, which may be an X after the run.
    is_identity(digits, next).then_some(6..14)
}

fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8),
        '\u{ff10}'..='\u{ff19}' => Some((c as u32 - 0xff10) as u8 + b'0'),
        _ => None,
    }
}

/// Whether a text is worth a closer look: a run of digits as long as a number that is hidden, groups of four, or
/// full-width characters. Most texts are not, and most are looked at.
fn may_hide(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        match length {
            11 | 13..=19 => return true,
            4 if matches!(bytes.get(at + 4), Some(b' ' | b'-')) => return bytes.len() >= 16,
            0 if bytes[at] == 0xef => return bytes.len() >= 11,
            _ => {}
        }
        at += length.max(1);
    }
    false
}

/// The places of the digits that start at `start`, and where the run ends. Groups of four after a blank or a dash belong
/// to it when they make a card number.
fn run(char_at: &dyn Fn(usize) -> Option<char>, start: usize) -> (Vec<usize>, usize) {
    let is_digit = |place: usize| char_at(place).is_some_and(|c| digit(c).is_some());
    let digits_from = |place: usize| (place..).take_while(|p| is_digit(*p)).collect::<Vec<usize>>();
    let first = digits_from(start);
    let end = start + first.len();
    if first.len() != 4 {
        return (first, end);
    }
    let (mut places, mut after) = (first.clone(), end);
    while places.len() < 19 && matches!(char_at(after), Some(' ' | '-')) {
        let group = digits_from(after + 1);
        if !(1..=4).contains(&group.len()) {
            break;
        }
        after += 1 + group.len();
        places.extend(&group);
        if group.len() < 4 {
            break;
        }
    }
    let digits: Vec<u8> = places.iter().filter_map(|p| char_at(*p).and_then(digit)).collect();
    if is_card(&digits) { (places, after) } else { (first, end) }
}

/// A number of GB 11643: six digits of a region, a birthday, three digits and a check digit, which may be an X.
fn is_identity(run: &[u8], next: Option<char>) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let check = match (run.len(), next) {
        (18, _) => run[17],
        (17, Some('x' | 'X' | 'Ｘ')) => b'X',
        _ => return false,
    };
    let sum: u32 = WEIGHTS.iter().zip(run).map(|(w, d)| w * u32::from(d - b'0')).sum();
    let number =
        |from: usize, to: usize| run[from..to].iter().fold(0u32, |n, d| n * 10 + u32::from(d - b'0'));
    let born = chrono::NaiveDate::from_ymd_opt(number(6, 10) as i32, number(10, 12), number(12, 14));
    (1900..2100).contains(&number(6, 10))
        && born.is_some()
        && (b'1'..=b'8').contains(&run[0])
        && b"10X98765432"[sum as usize % 11] == check
}

/// What is hidden of a mobile number of the mainland: eleven digits, 13 to 19 at the start, with or without 86 before
/// them.
fn mobile(run: &[u8]) -> Option<Range<usize>> {
    match run {
        [b'1', b'3'..=b'9', ..] if run.len() == 11 => Some(3..7),
        [b'8', b'6', b'1', b'3'..=b'9', ..] if run.len() == 13 => Some(5..9),
        _ => None,
    }
}

/// Whether the digits are a card number: length, check digit, and a first digit that card schemes issue. The last test
/// leaves most account and order numbers alone, one in ten of which passes the check by chance.
fn is_card(run: &[u8]) -> bool {
    let issued = match run {
        [b'4', ..] => run.len() == 16 || run.len() == 13 || run.len() == 19,
        [b'5', b'1'..=b'5', ..] | [b'2', b'2'..=b'7', ..] | [b'3', b'5', ..] => run.len() == 16,
        [b'3', b'4' | b'7', ..] => run.len() == 15,
        [b'3', b'0' | b'6' | b'8', ..] => run.len() == 14,
        [b'6', b'2', ..] => run.len() >= 16,
        [b'6', b'0' | b'4' | b'5', ..] | [b'8', b'1', ..] | [b'9', b'5', ..] => run.len() >= 16,
        _ => false,
    };
    issued && (13..=19).contains(&run.len()) && luhn(run)
}

/// Masks card and identity numbers in the bytes of a text; says whether there were any.
///
/// In every encoding of Chinese text that is in use, a byte that looks like a digit in a run of thirteen is a digit.
pub fn mask_bytes(bytes: &mut [u8]) -> bool {
    let mut any = false;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (places, end) = run(&|place| bytes.get(place).map(|b| char::from(*b)), at);
        let digits: Vec<u8> = places.iter().map(|p| bytes[*p]).collect();
        if let Some(hidden) = secret(&digits, bytes.get(end).map(|b| char::from(*b))) {
            any = true;
            for place in &places[hidden] {
                bytes[*place] = b'*';
            }
        }
        at = end;
    }
    any
}

/// Whether the digits pass the Luhn check (ISO/IEC 7812-1).
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| {
            let d = u32::from(d - b'0');
            if i % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_another_form_stay() {
        assert_eq!(mask_cards("卡 4111111111111111 付"), Some("卡 411111******1111 付".into()));
        assert_eq!(mask_cards("订单 4111111111111112"), None, "fails the Luhn check");
        assert_eq!(mask_cards("622848******1234"), None);
        assert_eq!(mask_cards("3202611020838253792033592"), None, "25 digits are an order number");
    }

    #[test]
    fn only_card_numbers_are_masked() {
        assert_eq!(masked("付 4111111111111111,完"), "付 411111******1111,完");
        for text in
            ["4111111111111112", "31050000000000000001", "66598064842168", "622848******1234", "12800000000"]
        {
            assert!(matches!(masked(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn identity_and_mobile_numbers_are_masked() {
        for (text, expected) in [
            ("身份证11010519491231002X，", "身份证110105********002X，"),
            ("440524188001010014", "440524188001010014"),
            ("440524198001010013", "440524********0013"),
            ("电话13800138000转1", "电话138****8000转1"),
            ("+8613800138000，+86 13800138000", "+86138****8000，+86 138****8000"),
            ("8623800138000", "8623800138000"),
            ("6222 0212 3456 7894 ok", "6222 02** **** 7894 ok"),
            ("4111-1111-1111-1111", "4111-11**-****-1111"),
            ("４１１１１１１１１１１１１１１１", "４１１１１１******１１１１"),
            ("TC13800138000", "TC13800138000"),
            ("20261103091537001", "20261103091537001"),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
        assert!(holds_secret("卡4111111111111111") && holds_secret("11010519491231002X"));
        assert!(!holds_secret("13800138000") && !holds_secret("622848******1234"));
    }
}
