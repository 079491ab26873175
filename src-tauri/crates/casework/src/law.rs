//! Rules of law (`data/law.json`): which one, since when, what it says in our words, and when it applies.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::facts::Kept;
use crate::record::Text;

/// One article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// `SD-30`: stable, used by letters and clocks.
    pub id: String,
    /// The law's name.
    pub title: Text,
    /// 文号; empty where it could not be verified.
    pub doc_no: String,
    /// Who issued it.
    pub issuer: String,
    /// In force since; `None` where it could not be verified.
    pub in_force: Option<NaiveDate>,
    /// Issued on, for notices without a day of entry into force.
    pub issued: Option<NaiveDate>,
    /// `第三十条`.
    pub article: String,
    /// What it says, in our own words.
    pub gist: Text,
    /// When it helps.
    pub applies: Text,
    /// The situations it belongs to.
    pub situations: Vec<String>,
    /// Whom it binds: kinds of acquirer (`payment_company`, `bank`); empty: any.
    #[serde(default)]
    pub binds: Vec<String>,
    /// `shop`, or `other` when it is the other side's ground.
    pub side: String,
    /// `in_force`.
    pub status: String,
    /// A reason to look again before citing.
    pub watch: Option<Text>,
    /// `verified`: read in the stored text named in `source`.
    pub sure: String,
    /// Where it was read.
    pub source: String,
    /// When.
    pub checked_on: NaiveDate,
}

#[derive(Default, Deserialize)]
pub(crate) struct File {
    disclaimer: Text,
    rules: Vec<Rule>,
}

static FILE: Kept<File> = Kept::of("law.json");

/// All rules.
pub fn rules() -> &'static [Rule] {
    &FILE.get().rules
}

/// The rule of that id.
pub fn find(id: &str) -> Option<&'static Rule> {
    FILE.get().rules.iter().find(|rule| rule.id == id)
}

/// What stands under every list of rules.
pub fn disclaimer() -> &'static Text {
    &FILE.get().disclaimer
}

/// The situations that the answers of a case describe; `delay_no_reason` when nothing more is known.
pub fn situations(case: &Case) -> Vec<&'static str> {
    let status = case.answer("provider_status");
    let hold = case.answer("hold_reason");
    let agent = case.answer("agent_role");
    let record = case.answer("record_in_acquirer");
    let wrong_account = case.answer("account_changed") == "not_by_owner"
        || case.answer("foreign_merchant_no") == "foreign"
        || agent == "changed_account";
    let mut found: Vec<&'static str> = [
        (status == "risk_hold" || ["aml", "fraud", "no_reason", "papers"].contains(&hold), "risk_hold"),
        (hold == "moved" || case.answer("terminal_use") == "moved", "moved_terminal"),
        (["received", "changed_account"].contains(&agent), "agent_took"),
        (
            status == "deducted" || agent == "extra_fee" || case.answer("fee_as_agreed") == "over",
            "fees_deducted",
        ),
        (wrong_account, "wrong_account"),
        (case.answer("real_acquirer") == "unlicensed", "unlicensed"),
        (
            status == "not_successful"
                || ["partly", "slip_only"].contains(&record)
                || case.answer("response_code") == "uncertain",
            "system_error",
        ),
        (!["", "none", "dont_know"].contains(&case.answer("crime_signs")), "crime"),
    ]
    .into_iter()
    .filter_map(|(holds, situation)| holds.then_some(situation))
    .collect();
    // Where nothing is owed (not due yet, failed, arrived) there is no delay to complain of.
    let owed = case.unpaid().next().is_some() || case.sales.is_empty();
    let licensed = case.answer("real_acquirer") != "unlicensed";
    let unexplained = licensed
        && (owed && found.is_empty() || ["paid_out", "queued", "unclear", "payout_failed"].contains(&status));
    if unexplained {
        found.push("delay_no_reason");
    }
    found
}

impl Rule {
    /// Whether it holds against the acquirer of a case: the regulation on payment companies does not bind a bank, and
    /// nobody owes the duties of a licence that he has not. While the kind is unknown every rule may.
    pub fn binds(&self, case: &Case) -> bool {
        let kind = case.answer("real_acquirer");
        self.binds.is_empty()
            || !matches!(kind, "bank" | "payment_company" | "unlicensed")
            || self.binds.iter().any(|bound| bound == kind)
    }
}

/// The rules that a case calls for.
pub fn for_case(case: &Case) -> Vec<&'static Rule> {
    let mut rules = for_situations(&situations(case));
    rules.retain(|rule| rule.binds(case));
    rules
}

/// The rules of these situations, the shop's own before the other side's grounds, in the file's order.
pub fn for_situations(situations: &[&str]) -> Vec<&'static Rule> {
    let mut rules: Vec<&Rule> = FILE
        .get()
        .rules
        .iter()
        .filter(|rule| rule.situations.iter().any(|s| situations.contains(&s.as_str())))
        .collect();
    rules.sort_by_key(|rule| rule.side != "shop");
    rules
}

impl Rule {
    /// As cited in a letter: `《银行卡收单业务管理办法》（中国人民银行公告〔2013〕第9号）第三十条`.
    pub fn cite(&self) -> String {
        // The Civil Code and the procedure law are one law each; the file names the part it was read in.
        let title = self.title.zh.split('·').next().unwrap_or(&self.title.zh);
        if self.doc_no.is_empty() || self.doc_no.contains("通过") || self.doc_no.contains("修") {
            format!("《{title}》{}", self.article)
        } else {
            format!("《{title}》（{}）{}", self.doc_no, self.article)
        }
    }
}
