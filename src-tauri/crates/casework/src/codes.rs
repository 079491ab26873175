//! Response codes of the terminal, reasons of failed payouts, and acquirers guessed from merchant numbers.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::facts::Kept;
use crate::record::Text;

/// What an answer code (field 39) means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseCode {
    /// Two characters.
    pub code: String,
    /// The network's own term, Chinese.
    pub meaning: String,
    /// A to E: the network's class.
    pub category: String,
    /// What terminals print, Chinese.
    pub terminal_text: String,
    /// The group of advice it belongs to.
    pub advice: String,
    /// `succeeded`, `failed`, `uncertain`, `blocked`.
    pub money: String,
}

/// A response code with the sentences that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// The code as given.
    pub code: String,
    /// The network's own term, Chinese; empty when the code is unknown.
    pub meaning: String,
    /// `succeeded`, `failed`, `uncertain`, `blocked` or `unknown`.
    pub money: String,
    /// What that means for the money.
    pub means: Text,
    /// What to do.
    pub advice: Text,
}

/// Why a payout failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutFailure {
    /// `PF01`…
    pub code: String,
    /// As shown to people.
    pub name: Text,
    /// Texts of which one stands in the reason; `.*` inside one parts words that follow each other.
    pub any_of: Vec<String>,
    /// What to do.
    pub advice: Text,
    /// The cause in `causes.json` that it points to.
    pub cause: String,
}

/// Who an acquirer may be by the first three digits of a 15-character merchant number: a hint, never a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcquirerHint {
    /// Three digits.
    pub prefix: String,
    /// As the list of 2019–2020 names it; it may have been renamed since.
    pub name: String,
    /// Whether it is a bank.
    pub bank: bool,
}

#[derive(Default, Deserialize)]
pub(crate) struct CodesFile {
    pub codes: Vec<ResponseCode>,
    pub money: BTreeMap<String, Text>,
    pub advice: BTreeMap<String, Text>,
}

#[derive(Default, Deserialize)]
pub(crate) struct FailuresFile {
    rows: Vec<PayoutFailure>,
}

#[derive(Default, Deserialize)]
pub(crate) struct PrefixFile {
    prefixes: Vec<AcquirerHint>,
}

static CODES: Kept<CodesFile> = Kept::of("response_codes.json");
static FAILURES: Kept<FailuresFile> = Kept::of("payout_failures.json");
static PREFIXES: Kept<PrefixFile> = Kept::of("acquirer_prefix.json");

/// The response codes with their sentences.
pub(crate) fn codes_file() -> &'static CodesFile {
    CODES.get()
}

/// What a response code means; a code that is not in the table counts as failed until queried.
pub fn explain_code(code: &str) -> Explained {
    let code = code.trim().to_ascii_uppercase();
    let known = CODES.get().codes.iter().find(|row| row.code == code);
    let money = known.map_or("unknown", |row| &row.money);
    let sentence = |table: &BTreeMap<String, Text>, key: &str| table.get(key).cloned().unwrap_or_default();
    Explained {
        meaning: known.map(|row| row.meaning.clone()).unwrap_or_default(),
        money: money.to_owned(),
        means: sentence(&CODES.get().money, money),
        advice: sentence(&CODES.get().advice, known.map_or("query_last", |row| &row.advice)),
        code,
    }
}

/// All response codes of the table.
pub fn response_codes() -> &'static [ResponseCode] {
    &CODES.get().codes
}

/// All known reasons of failed payouts.
pub fn payout_failures() -> &'static [PayoutFailure] {
    &FAILURES.get().rows
}

/// What a reason in the acquirer's or bank's own words points to; the first that fits.
pub fn payout_failure(reason: &str) -> Option<&'static PayoutFailure> {
    let reason = reason.to_uppercase();
    FAILURES.get().rows.iter().find(|failure| {
        failure.any_of.iter().any(|text| {
            let mut rest = reason.as_str();
            text.to_uppercase().split(".*").all(|part| match rest.find(part) {
                Some(at) => {
                    rest = &rest[at + part.len()..];
                    true
                }
                None => false,
            })
        })
    })
}

/// Who may stand behind a merchant number of the network's 15-character form; `None` for any other number.
pub fn acquirer_hint(merchant_no: &str) -> Option<&'static AcquirerHint> {
    if merchant_no.len() != 15 || !merchant_no.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    PREFIXES.get().prefixes.iter().find(|hint| merchant_no.starts_with(&hint.prefix))
}

/// All prefixes.
pub fn acquirer_hints() -> &'static [AcquirerHint] {
    &PREFIXES.get().prefixes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_what_became_of_the_money() {
        assert_eq!(explain_code("00").money, "succeeded");
        assert_eq!(explain_code("98").money, "uncertain");
        assert!(explain_code("98").advice.zh.contains("末笔"));
        assert_eq!(explain_code("97").money, "blocked");
        assert_eq!(explain_code("a0").code, "A0");
        assert_eq!(explain_code("51").money, "failed");
        let unknown = explain_code("ZZ");
        assert_eq!(unknown.money, "unknown");
        assert!(!unknown.means.zh.is_empty() && !unknown.advice.en.is_empty());
        assert_eq!(response_codes().len(), 65);
    }

    #[test]
    fn payout_failures_are_found_in_their_own_words() {
        let code = |reason| payout_failure(reason).map(|failure| failure.code.as_str());
        assert_eq!(code("打款失败：收款户名与预留不符"), Some("PF02"));
        assert_eq!(code("身份信息 验证失败"), Some("PF02"));
        assert_eq!(code("Ⅱ类户超限"), Some("PF03"));
        assert_eq!(code("ACCOUNT_FROZEN"), Some("PF04"));
        assert_eq!(code("已退票"), Some("PF10"));
        assert_eq!(code("系统繁忙"), None);
    }

    #[test]
    fn a_merchant_number_hints_at_its_acquirer() {
        assert_eq!(acquirer_hint("898330154110027").map(|h| h.name.as_str()), Some("银联商务"));
        assert!(acquirer_hint("104330154110027").is_some_and(|h| h.bank));
        assert_eq!(acquirer_hint("1600123456"), None, "a number of another form says nothing");
        assert_eq!(acquirer_hint("999330154110027"), None);
    }
}
