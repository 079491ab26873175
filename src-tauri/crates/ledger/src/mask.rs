//! Card numbers are shown and kept with their first six and last four digits only.

/// Masks every run of 13 to 19 digits that passes the Luhn check; other text is returned unchanged.
///
/// `None` when there is nothing to mask, so that a caller can keep the original bytes.
pub fn mask_cards(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out: Option<String> = None;
    let mut copied = 0;
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let start = i;
        while i < bytes.len() && bytes[i].is_ascii_digit() {
            i += 1;
        }
        let run = &bytes[start..i];
        if (13..=19).contains(&run.len()) && luhn(run) {
            let masked = out.get_or_insert_with(String::new);
            masked.push_str(&text[copied..start + 6]);
            masked.extend(std::iter::repeat_n('*', run.len() - 10));
            copied = i - 4;
        }
    }
    let mut masked = out?;
    masked.push_str(&text[copied..]);
    Some(masked)
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
    fn only_card_numbers_are_masked() {
        assert_eq!(mask_cards("卡 4111111111111111 付"), Some("卡 411111******1111 付".into()));
        assert_eq!(mask_cards("订单 4111111111111112"), None, "fails the Luhn check");
        assert_eq!(mask_cards("622848******1234"), None);
        assert_eq!(mask_cards("3202611020838253792033592"), None, "25 digits are an order number");
    }
}
