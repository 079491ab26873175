//! Money in whole fen (0.01 yuan).

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of renminbi in whole fen; negative when it is not in the shop's favour.
///
/// In JSON it is a string in yuan with two decimals (`"128.50"`), so that no reader makes a float of it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a plain decimal number.
    #[error("“{0}” is not an amount in yuan")]
    NotANumber(String),
    /// More than two decimals that are not zero.
    #[error("“{0}” has more than two decimals")]
    TooPrecise(String),
    /// Beyond ±9,999,999,999.99 yuan, the limit that keeps sums of millions of rows exact.
    #[error("“{0}” is larger than any amount a shop can have")]
    TooLarge(String),
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);
    /// The largest amount that may be entered or read: 9,999,999,999.99 yuan.
    pub const MAX: Money = Money(999_999_999_999);

    /// From whole fen.
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// Whole fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The amount without its sign.
    pub const fn abs(self) -> Money {
        Money(self.0.abs())
    }

    /// Whether it is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is below nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// In yuan, exact.
    pub fn yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// From yuan; refuses a third decimal that is not zero and amounts beyond [`Money::MAX`].
    pub fn from_yuan(yuan: Decimal) -> Result<Money, MoneyError> {
        let fen =
            yuan.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(|| MoneyError::TooLarge(yuan.to_string()))?;
        if !fen.fract().is_zero() {
            return Err(MoneyError::TooPrecise(yuan.to_string()));
        }
        Money::checked(fen.to_i64(), yuan)
    }

    /// From yuan with any number of decimals, rounded half away from zero to the fen (the trade's 四舍五入).
    pub fn round_yuan(yuan: Decimal) -> Result<Money, MoneyError> {
        let fen = yuan
            .checked_mul(Decimal::ONE_HUNDRED)
            .ok_or_else(|| MoneyError::TooLarge(yuan.to_string()))?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Money::checked(fen.to_i64(), yuan)
    }

    fn checked(fen: Option<i64>, yuan: Decimal) -> Result<Money, MoneyError> {
        match fen {
            Some(fen) if fen.abs() <= Money::MAX.0 => Ok(Money(fen)),
            _ => Err(MoneyError::TooLarge(yuan.to_string())),
        }
    }

    /// `rate` of this amount, rounded half away from zero to the fen. The rate is a fraction: 0.0038 for 0.38 %.
    pub fn times(self, rate: Decimal) -> Money {
        // Rates have a few decimals, and a million sales have a million fees: whole numbers do, where they are exact.
        let (part, scale) = (rate.mantissa(), rate.scale());
        if scale <= 18 && part.unsigned_abs() < 1 << 62 {
            let (whole, exact) = (10i128.pow(scale), i128::from(self.0) * part);
            let (fen, rest) = (exact / whole, exact % whole);
            let away = if rest.abs() * 2 >= whole { exact.signum() } else { 0 };
            if let Ok(fen) = i64::try_from(fen + away)
                && (-Money::MAX.0..=Money::MAX.0).contains(&fen)
            {
                return Money(fen);
            }
        }
        Money::round_yuan(self.yuan() * rate).unwrap_or(Money::ZERO)
    }

    /// With thousands separated by commas and a true minus sign, as people read it: `−1,234.50`.
    pub fn grouped(self) -> String {
        let yuan = (self.0.unsigned_abs() / 100).to_string();
        let mut out = String::with_capacity(yuan.len() + 6);
        if self.0 < 0 {
            out.push('−');
        }
        for (i, digit) in yuan.chars().enumerate() {
            if i > 0 && (yuan.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out.push_str(&format!(".{:02}", self.0.unsigned_abs() % 100));
        out
    }

    /// In Chinese capitals as on receipts and complaints: `伍仟捌佰贰拾叁元贰角陆分`, `壹佰元整`.
    ///
    /// Rules: the PBOC's 正确填写票据和结算凭证的基本规定 (one 零 for any run of zeros; 整 when nothing follows yuan or jiao).
    pub fn capitals(self) -> String {
        const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
        let total = self.0.unsigned_abs();
        let (yuan, jiao, fen) = (total / 100, (total / 10 % 10) as usize, (total % 10) as usize);
        let mut out = String::new();
        if self.0 < 0 {
            out.push('负');
        }
        if yuan > 0 {
            let mut zero = false;
            let mut started = false;
            for (group, unit) in
                [(yuan / 100_000_000, "亿"), (yuan / 10_000 % 10_000, "万"), (yuan % 10_000, "")]
            {
                if group == 0 {
                    zero |= started;
                    continue;
                }
                for (place, name) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
                    let digit = (group / place % 10) as usize;
                    if digit == 0 {
                        zero |= started;
                        continue;
                    }
                    if zero {
                        out.push('零');
                        zero = false;
                    }
                    out.push(DIGITS[digit]);
                    out.push_str(name);
                    started = true;
                }
                out.push_str(unit);
                // After 万 and 亿 the rules leave it free whether a zero is written; the shorter form is the common one.
                zero = false;
            }
            out.push('元');
        }
        match (jiao, fen) {
            (0, 0) => out.push_str(if yuan == 0 { "零元整" } else { "整" }),
            (jiao, 0) => {
                out.push(DIGITS[jiao]);
                out.push_str("角整");
            }
            (0, fen) => {
                if yuan > 0 {
                    out.push('零');
                }
                out.push(DIGITS[fen]);
                out.push('分');
            }
            (jiao, fen) => {
                out.push(DIGITS[jiao]);
                out.push('角');
                out.push(DIGITS[fen]);
                out.push('分');
            }
        }
        out
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", abs / 100, abs % 100))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}元")
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads a plain amount in yuan: digits, an optional sign, at most two decimals. Files with other spellings are
    /// cleaned by the reader that knows them.
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let yuan: Decimal = text.trim().parse().map_err(|_| MoneyError::NotANumber(text.to_owned()))?;
        Money::from_yuan(yuan)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        self.0 -= other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(iter: I) -> Money {
        iter.fold(Money::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Money> for Money {
    fn sum<I: Iterator<Item = &'a Money>>(iter: I) -> Money {
        iter.copied().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn reads_and_prints_yuan() {
        for text in ["0.00", "128.50", "-0.05", "9999999999.99"] {
            assert_eq!(yuan(text).to_string(), text);
        }
        assert_eq!(yuan("3").fen(), 300);
        assert_eq!(yuan("1.500"), yuan("1.50"));
        assert_eq!("1.005".parse::<Money>(), Err(MoneyError::TooPrecise("1.005".into())));
        assert!(matches!("10000000000".parse::<Money>(), Err(MoneyError::TooLarge(_))));
        assert!(matches!("１.0元".parse::<Money>(), Err(MoneyError::NotANumber(_))));
    }

    #[test]
    fn groups_thousands() {
        assert_eq!(yuan("1234567.8").grouped(), "1,234,567.80");
        assert_eq!(yuan("-999").grouped(), "−999.00");
    }

    #[test]
    fn rates_round_half_up() {
        assert_eq!(yuan("50.41").times(Decimal::new(38, 4)), yuan("0.19"));
        assert_eq!(yuan("2.50").times(Decimal::new(1, 2)), yuan("0.03"), "half a fen goes up");
        assert_eq!(yuan("-2.50").times(Decimal::new(1, 2)), yuan("-0.03"), "and away from nothing");
        let rates = ["0", "0.0038", "0.00375", "0.5", "1", "-0.006", "0.123456789012345678901"];
        for rate in rates.map(|rate| rate.parse::<Decimal>().unwrap()) {
            for fen in (-3_000..3_000).chain([999_999_999_999, -987_654_321_987]) {
                let exact = Money::round_yuan(Decimal::new(fen, 2) * rate).unwrap();
                assert_eq!(Money::from_fen(fen).times(rate), exact, "{fen} fen at {rate}");
            }
        }
    }

    #[test]
    fn capitals_follow_the_pboc_rules() {
        for (amount, words) in [
            ("0", "零元整"),
            ("0.05", "伍分"),
            ("0.50", "伍角整"),
            ("1409.50", "壹仟肆佰零玖元伍角整"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("5823.26", "伍仟捌佰贰拾叁元贰角陆分"),
            ("100", "壹佰元整"),
            ("107000.53", "壹拾万柒仟元伍角叁分"),
            ("100000000", "壹亿元整"),
            ("10002003.04", "壹仟万贰仟零叁元零肆分"),
            ("200000001", "贰亿零壹元整"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ] {
            assert_eq!(yuan(amount).capitals(), words, "{amount}");
        }
    }
}
