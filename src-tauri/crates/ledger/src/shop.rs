//! The shop (门店) as it names itself on letters and complaints.

use serde::{Deserialize, Serialize};

/// Who trades. Every text is empty until the owner has typed it; nothing here is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shop {
    /// The name on the business licence.
    pub name: String,
    /// 统一社会信用代码, 18 characters.
    pub credit_code: String,
    /// 法定代表人, or the operator (经营者) of an individually-run shop.
    pub legal_representative: String,
    /// 住所 / 经营场所.
    pub address: String,
    /// A number under which the shop answers.
    pub phone: String,
    /// 开户行 of the account that should be paid into.
    pub bank_name: String,
    /// That account's number; only the last four digits are shown on screens and to third parties.
    pub bank_account: String,
    /// Whether it is an individually-run shop (个体工商户): its operator is a natural person and may use channels
    /// that a company may not. `None`: not said yet.
    pub individual: Option<bool>,
}

/// What is wrong with a 统一社会信用代码.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters.
    #[error("a unified social credit code has 18 characters, this one has {0}")]
    Length(usize),
    /// A character that the standard does not use.
    #[error("a unified social credit code does not contain “{0}”")]
    Character(char),
    /// The last character does not fit the others.
    #[error("the check character should be “{expected}”: one of the characters is mistyped")]
    Check {
        /// What the last character should be.
        expected: char,
    },
}

impl CreditCodeError {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            CreditCodeError::Length(count) => format!("统一社会信用代码应为 18 位，现在是 {count} 位"),
            CreditCodeError::Character(c) => format!("统一社会信用代码里不会有“{c}”"),
            CreditCodeError::Check { expected } => {
                format!("统一社会信用代码的最后一位按前 17 位算应为“{expected}”，有一位写错了")
            }
        }
    }
}

impl Shop {
    /// The last four characters of the account, as shown to people; all of it when it is shorter.
    pub fn account_tail(&self) -> &str {
        let start = self.bank_account.char_indices().rev().nth(3).map_or(0, |(i, _)| i);
        &self.bank_account[start..]
    }

    /// Checks length, characters and check character of the 统一社会信用代码 (GB 32100-2015: weights 3^i mod 31).
    pub fn check_credit_code(code: &str) -> Result<(), CreditCodeError> {
        const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        let count = code.chars().count();
        if count != 18 {
            return Err(CreditCodeError::Length(count));
        }
        let mut sum = 0;
        let mut weight = 1;
        let mut last = '0';
        for (i, c) in code.chars().enumerate() {
            let value = ALPHABET.find(c).ok_or(CreditCodeError::Character(c))?;
            if i < 17 {
                sum += value * weight;
                weight = weight * 3 % 31;
            }
            last = c;
        }
        let expected = ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap_or('0');
        if last == expected { Ok(()) } else { Err(CreditCodeError::Check { expected }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_credit_code_is_noticed() {
        let base = "92330105MA2ABCDE4";
        let check = "0123456789ABCDEFGHJKLMNPQRTUWXY"
            .chars()
            .filter(|c| Shop::check_credit_code(&format!("{base}{c}")).is_ok())
            .collect::<String>();
        assert_eq!(check.len(), 1, "exactly one check character fits");
        let code = format!("{base}{check}");
        let swapped = code.replacen("23", "32", 1);
        assert!(matches!(Shop::check_credit_code(&swapped), Err(CreditCodeError::Check { .. })));
        assert_eq!(Shop::check_credit_code("123"), Err(CreditCodeError::Length(3)));
        assert_eq!(CreditCodeError::Length(3).zh(), "统一社会信用代码应为 18 位，现在是 3 位");
        let letter_i = format!("I{}", &code[1..]);
        assert_eq!(Shop::check_credit_code(&letter_i), Err(CreditCodeError::Character('I')));
    }

    #[test]
    fn the_account_is_shown_by_its_tail() {
        let mut shop = Shop { bank_account: "3310501040013308".into(), ..Shop::default() };
        assert_eq!(shop.account_tail(), "3308");
        shop.bank_account = "08".into();
        assert_eq!(shop.account_tail(), "08");
    }
}
