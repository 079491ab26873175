//! Full card numbers: found in texts, masked, and masked in a copy of the file.

use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;

use recoup_ledger::mask::luhn;

/// Masks what identifies a person in a text: card numbers and identity numbers to their first six and last four,
/// mobile numbers to their first three and last four digits. Borrowed when there is none.
///
/// Card numbers are also found when printed in groups (`6222 0212 …`) or in full-width digits.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    hide(text, true)
}

/// Whether a text holds a full card or identity number. A file with one is kept as a masked copy.
pub(crate) fn holds_secret(text: &str) -> bool {
    matches!(hide(text, false), Cow::Owned(_))
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
            None if mobiles && is_mobile(&digits) && !letter_before => Some(3..7),
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

/// A mobile number of the mainland: eleven digits, 13 to 19 at the start, with or without 86 before it.
fn is_mobile(run: &[u8]) -> bool {
    matches!(run, [b'1', b'3'..=b'9', ..] if run.len() == 11)
}

/// A copy of a text file in which every card and identity number is masked: same bytes, lines and columns otherwise.
///
/// `None` when there is nothing to mask, or when the file is no text (a workbook or an archive cannot be masked in
/// place; such a file is not kept, only its hash).
pub fn masked_copy(bytes: &[u8]) -> Option<Vec<u8>> {
    if [b"PK\x03\x04".as_slice(), b"\xD0\xCF\x11\xE0", b"%PDF-"].iter().any(|magic| bytes.starts_with(magic))
    {
        return None;
    }
    let mut copy = bytes.to_vec();
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let digit = usize::from(bytes[0] == 0xFE);
        return mask_wide(&mut copy, digit).then_some(copy);
    }
    mask_bytes(&mut copy).then_some(copy)
}

/// A text file with every card number masked, as [`masked_copy`] makes it, read piece by piece. Not for UTF-16.
pub struct Masking<R> {
    from: R,
    buffer: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Masking<R> {
    /// Masks what `from` gives.
    pub fn new(from: R) -> Masking<R> {
        Masking { from, buffer: Vec::new(), given: 0, ended: false }
    }

    /// Reads on until there are bytes that can be given: what stands at the end may be the half of a number.
    fn refill(&mut self) -> io::Result<()> {
        const PIECE: usize = 256 * 1024;
        while self.given == self.ready() && !self.ended {
            self.buffer.drain(..self.given);
            self.given = 0;
            let start = self.buffer.len();
            self.buffer.resize(start + PIECE, 0);
            let read = self.from.read(&mut self.buffer[start..]);
            self.buffer.truncate(start + *read.as_ref().unwrap_or(&0));
            self.ended = match read {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => false,
                read => read? == 0,
            };
            let ready = self.ready();
            mask_bytes(&mut self.buffer[..ready]);
        }
        Ok(())
    }

    fn ready(&self) -> usize {
        if self.ended {
            return self.buffer.len();
        }
        // Groups of a number are parted by a blank or a dash; whole lines of those are no number.
        let tail = |part: fn(&u8) -> bool| self.buffer.iter().rev().take_while(|b| part(b)).count();
        let held = match tail(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-')) {
            long if long > 4096 => tail(u8::is_ascii_digit),
            held => held,
        };
        self.buffer.len() - held
    }
}

impl<R: Read> Read for Masking<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let n = out.len().min(self.ready() - self.given);
        out[..n].copy_from_slice(&self.buffer[self.given..self.given + n]);
        self.given += n;
        Ok(n)
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

/// In every encoding of Chinese text that is in use, a byte that looks like a digit in a run of thirteen is a digit.
fn mask_bytes(bytes: &mut [u8]) -> bool {
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

/// The same for UTF-16; `digit` is where the low byte of a unit stands.
fn mask_wide(bytes: &mut [u8], digit: usize) -> bool {
    let units: Vec<u8> =
        bytes.chunks_exact(2).map(|pair| if pair[1 - digit] == 0 { pair[digit] } else { 0 }).collect();
    let mut masked = units.clone();
    let any = mask_bytes(&mut masked);
    for (index, (before, after)) in units.iter().zip(&masked).enumerate() {
        if before != after {
            bytes[index * 2 + digit] = *after;
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_copy_has_the_same_lines_and_columns() {
        let text = "卡号,金额\r\n4111111111111111,1.00\r\n";
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        let copy = masked_copy(&gbk).unwrap();
        assert_eq!(encoding_rs::GBK.decode(&copy).0, "卡号,金额\r\n411111******1111,1.00\r\n");
        assert_eq!(copy.len(), gbk.len());
        let wide: Vec<u8> =
            [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let copy = masked_copy(&wide).unwrap();
        assert_eq!(encoding_rs::UTF_16LE.decode(&copy).0, "卡号,金额\r\n411111******1111,1.00\r\n");
        // Whatever the pieces in which it comes.
        for size in 1..gbk.len() {
            let mut masked = Vec::new();
            let pieces = gbk
                .chunks(size)
                .fold(Box::new(io::empty()) as Box<dyn Read>, |before, piece| Box::new(before.chain(piece)));
            Masking::new(pieces).read_to_end(&mut masked).unwrap();
            assert_eq!(
                encoding_rs::GBK.decode(&masked).0,
                "卡号,金额\r\n411111******1111,1.00\r\n",
                "{size}"
            );
        }
        assert_eq!(masked_copy(b"1,2\n"), None);
        assert_eq!(masked_copy(b"PK\x03\x044111111111111111"), None);
    }
}
