//! Full card numbers: found in texts, masked, and masked in a copy of the file.

use std::borrow::Cow;

use recoup_ledger::mask::luhn;

/// Masks every card number of a text to its first six and last four digits. Borrowed when there is none.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    if !has_run(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    if mask_bytes(&mut bytes) {
        String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
    } else {
        Cow::Borrowed(text)
    }
}

/// A copy of a text file in which every card number is masked: same bytes, lines and columns otherwise.
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

fn has_run(bytes: &[u8]) -> bool {
    let mut run = 0;
    bytes.iter().any(|b| {
        run = if b.is_ascii_digit() { run + 1 } else { 0 };
        run >= 13
    })
}

/// In every encoding of Chinese text that is in use, a byte that looks like a digit in a run of thirteen is a digit.
fn mask_bytes(bytes: &mut [u8]) -> bool {
    let mut any = false;
    let mut at = 0;
    while at < bytes.len() {
        let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if end == at {
            at += 1;
            continue;
        }
        if is_card(&bytes[at..end]) {
            bytes[at + 6..end - 4].fill(b'*');
            any = true;
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
            ["4111111111111112", "31050000000000000001", "66598064842168", "622848******1234", "13800000000"]
        {
            assert!(matches!(masked(text), Cow::Borrowed(_)), "{text}");
        }
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
        assert_eq!(masked_copy(b"1,2\n"), None);
        assert_eq!(masked_copy(b"PK\x03\x044111111111111111"), None);
    }
}
