//! Amounts.

use recoup_ledger::Money;
use rust_decimal::Decimal;

use super::half_width;

/// An amount as a cell gives it, still without its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The number as printed, with its sign.
    pub number: Decimal,
}

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not a number.
    #[error("not a number")]
    NotANumber,
    /// Fractions of a fen.
    #[error("fractions of a fen")]
    TooPrecise,
    /// More than a shop can have.
    #[error("too large")]
    TooLarge,
}

impl Amount {
    /// In whole fen. With `rounded` a fraction of a fen is rounded half away from zero (fees are printed with five
    /// decimals); otherwise it is refused.
    pub fn money(self, in_fen: bool, rounded: bool) -> Result<Money, AmountError> {
        let yuan = if in_fen { self.number / Decimal::ONE_HUNDRED } else { self.number };
        let money = if rounded { Money::round_yuan(yuan) } else { Money::from_yuan(yuan) };
        money.map_err(|error| match error {
            recoup_ledger::MoneyError::TooPrecise(_) => AmountError::TooPrecise,
            recoup_ledger::MoneyError::TooLarge(_) => AmountError::TooLarge,
            recoup_ledger::MoneyError::NotANumber(_) => AmountError::NotANumber,
        })
    }
}

/// Reads `1,234.50`, `¥8`, `１２．５`, `+267.10`, `(12.30)`, `12.30-`, `12.30CR`, `12元`, `CNY 13.50`,
/// `131.77(已退款89.84)`, `D000000002861`.
pub fn amount(text: &str) -> Result<Amount, AmountError> {
    match plain(text.as_bytes()) {
        Some(amount) => Ok(amount),
        None => spelled(text),
    }
}

/// The common case without allocation: sign, digits, commas, one point, nothing else.
fn plain(bytes: &[u8]) -> Option<Amount> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value: i64 = 0;
    let mut scale: Option<u32> = None;
    let mut any = false;
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                any = true;
                scale = scale.map(|s| s + 1);
            }
            b',' if scale.is_none() && any => {}
            b'.' if scale.is_none() => scale = Some(0),
            _ => return None,
        }
    }
    let number = Decimal::new(if negative { -value } else { value }, scale.unwrap_or(0));
    any.then_some(Amount { number })
}

fn spelled(text: &str) -> Result<Amount, AmountError> {
    let text = half_width(text);
    let mut text: &str = text.trim();
    // A remark in brackets after the number: the refunded part of a sale.
    if let Some((number, remark)) = text.split_once('(')
        && remark.ends_with(')')
        && !number.trim().is_empty()
    {
        text = number.trim();
    }
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (text, negative) = (inner, true);
    }
    for (word, minus) in [("CR", false), ("DR", true), ("元", false), ("-", true)] {
        if let Some(rest) = text.strip_suffix(word) {
            (text, negative) = (rest.trim_end(), negative || minus);
        }
    }
    // UnionPay's settlement files: D is what the merchant pays, C what it gets.
    if let Some(rest) = text.strip_prefix(['C', 'D'])
        && rest.bytes().all(|b| b.is_ascii_digit())
    {
        negative ^= text.starts_with('D');
        text = rest;
    }
    let mut digits = String::with_capacity(text.len());
    let mut rest = text;
    for sign_first in [true, false] {
        let _ = sign_first;
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix(['-', '−']) {
            (rest, negative) = (after, !negative);
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after;
        }
        for unit in ["CNY", "RMB", "人民币", "¥"] {
            if let Some(after) = rest.strip_prefix(unit) {
                rest = after.trim_start();
            }
        }
    }
    digits.extend(rest.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')));
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Err(AmountError::NotANumber);
    }
    let number = if digits.contains(['E', 'e']) {
        Decimal::from_scientific(&digits).map_err(|_| AmountError::NotANumber)?
    } else {
        digits.parse::<Decimal>().map_err(|_| AmountError::NotANumber)?
    };
    Ok(Amount { number: if negative { -number } else { number } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> String {
        amount(text).unwrap().money(false, false).unwrap().to_string()
    }

    #[test]
    fn spellings() {
        for (text, expected) in [
            ("1,234.50", "1234.50"),
            ("¥28.16", "28.16"),
            ("￥-8", "-8.00"),
            ("１，２３４．５０", "1234.50"),
            ("+267.10", "267.10"),
            ("-3", "-3.00"),
            ("(12.30)", "-12.30"),
            ("12.30-", "-12.30"),
            ("12.30CR", "12.30"),
            ("12.30 DR", "-12.30"),
            ("12元", "12.00"),
            ("CNY 123.18", "123.18"),
            ("人民币 8.00", "8.00"),
            ("131.77(已退款89.84)", "131.77"),
            ("1.2E+3", "1200.00"),
            ("-¥1,000.00", "-1000.00"),
            ("1,00.00", "100.00"),
            ("12.500", "12.50"),
        ] {
            assert_eq!(yuan(text), expected, "{text}");
        }
    }

    #[test]
    fn fen_and_fees() {
        assert_eq!(amount("D000000002861").unwrap().money(true, false).unwrap().fen(), -2861);
        assert_eq!(amount("000000476800").unwrap().money(true, false).unwrap().fen(), 476_800);
        assert_eq!(amount("0.12500").unwrap().money(false, true).unwrap().fen(), 13);
        assert_eq!(amount("0.125").unwrap().money(false, false), Err(AmountError::TooPrecise));
        assert_eq!(amount("99999999999").unwrap().money(false, false), Err(AmountError::TooLarge));
    }

    #[test]
    fn what_is_no_amount() {
        for text in
            ["", "-", "abc", "1.2.3", "12a", "2026-11-03", "--3e", "元", "E+3", "(", "()", ".", "1e999999999"]
        {
            assert!(amount(text).is_err(), "{text}");
        }
    }
}
