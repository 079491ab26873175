//! Where a complaint or claim can go, and what each place needs (`data/channels.json`).

use recoup_ledger::{self as ledger, Shop};
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::facts::Kept;
use crate::recipient::Recipient;
use crate::record::{Channel, Text};

/// A place to complain or claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelInfo {
    /// Which.
    pub id: Channel,
    /// As shown to people.
    pub title: Text,
    /// When it is the right one.
    pub who: Text,
    /// For whom the dossier is made; `None`: no dossier of its own.
    pub recipient: Option<Recipient>,
    /// Whether one must have complained to the acquirer first.
    pub prior_complaint: bool,
    /// About which acquirers: `any`, `bank`, `payment_company`, `unlicensed`.
    pub acquirers: Vec<String>,
    /// About payments by these ways only (`card`, `union_pay_qr`…); empty: by any.
    #[serde(default)]
    pub payments: Vec<ledger::Channel>,
    /// Requirements without which it sends the dossier back, by id.
    pub needs: Vec<String>,
    /// Requirements that help, by id.
    pub helps: Vec<String>,
    /// What it refuses.
    pub refuses: Text,
    /// What it can do.
    pub effect: Text,
    /// Its periods.
    pub clocks: Vec<Period>,
    /// Rules it stands on, by id.
    pub laws: Vec<String>,
    /// Whether going there restarts the limitation period.
    pub restarts_limitation: bool,
    /// `verified` or `third_party`.
    pub sure: String,
    /// The contact's id; `acquirer`: the acquirer's own; empty: none.
    pub contact: String,
}

/// A period that runs once something has happened there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Unique within the channel.
    pub id: String,
    /// What is due.
    pub title: Text,
    /// How many.
    pub days: u32,
    /// Working days, else natural days.
    pub working: bool,
    /// The stage from which it runs: `sent`, `accepted`, `refused`.
    pub after: String,
    /// Runs only for a `bank` or an `aml` objection; empty: always.
    pub only: String,
}

/// A paper or detail that a recipient needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Unique.
    pub id: String,
    /// As shown to people.
    pub title: Text,
    /// How to get it.
    pub how: Text,
    /// What satisfies it: `case:…`, `check:id=answer` (`*` any, `!a` any but a), `exhibit:tag`, `shop:field`.
    pub by: String,
}

/// How much a requirement matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Without it the recipient sends the dossier back.
    Required,
    /// It helps.
    Optional,
}

/// A requirement of one recipient and whether it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Needed {
    /// What.
    #[serde(flatten)]
    pub requirement: Requirement,
    /// How much it matters.
    pub level: Level,
    /// Whether the case, the shop's details or an exhibit meets it.
    pub satisfied: bool,
}

#[derive(Default, Deserialize)]
pub(crate) struct File {
    division: Text,
    requirements: Vec<Requirement>,
    channels: Vec<ChannelInfo>,
}

static FILE: Kept<File> = Kept::of("channels.json");

/// All channels, in the order of escalation.
pub fn channels() -> &'static [ChannelInfo] {
    &FILE.get().channels
}

/// The channel's entry.
pub fn find(channel: Channel) -> Option<&'static ChannelInfo> {
    FILE.get().channels.iter().find(|info| info.id == channel)
}

impl Requirement {
    /// Whether a file can show it. What the case or the shop's details hold anyway is no paper.
    pub fn is_paper(&self) -> bool {
        // That something did not happen (`…=none`) is said, not shown.
        ["exhibit:", "check:", "case:demand", "case:contacts", "case:ticket"]
            .iter()
            .any(|kind| self.by.starts_with(kind))
            && !self.by.ends_with("=none")
    }

    /// Whether an exhibit that still stands was said to satisfy it.
    fn shown_by_exhibit(&self, case: &Case) -> bool {
        self.is_paper() && case.shown_exhibits().any(|exhibit| exhibit.satisfies.contains(&self.id))
    }
}

/// The requirements that a file can show, in the file's order.
pub fn papers() -> impl Iterator<Item = &'static Requirement> {
    requirements_list().iter().filter(|requirement| requirement.is_paper())
}

/// All requirements.
pub fn requirements_list() -> &'static [Requirement] {
    &FILE.get().requirements
}

/// Who takes complaints about banks, and who about payment companies.
pub fn division() -> &'static Text {
    &FILE.get().division
}

/// What a recipient needs, the required first.
pub fn requirements(recipient: Recipient) -> Vec<(&'static Requirement, Level)> {
    let Some(channel) = FILE.get().channels.iter().find(|info| info.recipient == Some(recipient)) else {
        return Vec::new();
    };
    let of = |ids: &'static [String], level| {
        ids.iter().filter_map(move |id| {
            FILE.get().requirements.iter().find(|r| r.id == *id).map(|requirement| (requirement, level))
        })
    };
    of(&channel.needs, Level::Required).chain(of(&channel.helps, Level::Optional)).collect()
}

/// What a recipient needs and whether the case has it: the checklist 材料齐不齐.
pub fn checklist(recipient: Recipient, case: &Case, shop: &Shop) -> Vec<Needed> {
    requirements(recipient)
        .into_iter()
        .map(|(requirement, level)| Needed {
            satisfied: satisfied(&requirement.by, case, shop) || requirement.shown_by_exhibit(case),
            requirement: requirement.clone(),
            level,
        })
        .collect()
}

/// What is still lacking for a recipient, the required first.
pub fn missing_for(recipient: Recipient, case: &Case, shop: &Shop) -> Vec<Needed> {
    checklist(recipient, case, shop).into_iter().filter(|needed| !needed.satisfied).collect()
}

/// The channels that fit the acquirer's kind (the answer to `real_acquirer`), in order of escalation. While the kind
/// is unknown the channels for both are listed.
pub fn fitting(case: &Case) -> Vec<&'static ChannelInfo> {
    let kind = case.answer("real_acquirer");
    let arbitration = case.answer("dispute_clause") == "arbitration";
    let crime = !["", "none", "dont_know"].contains(&case.answer("crime_signs"));
    FILE.get()
        .channels
        .iter()
        .filter(|info| {
            let for_kind = !matches!(kind, "bank" | "payment_company" | "unlicensed")
                || info.acquirers.iter().any(|a| a == "any" || a == kind);
            // A sale whose way of paying no file names may be any.
            let takes = |c: ledger::Channel| {
                matches!(c, ledger::Channel::Unknown | ledger::Channel::Qr) || info.payments.contains(&c)
            };
            let for_sales = info.payments.is_empty()
                || case.sales.is_empty()
                || case.sales.iter().any(|s| takes(s.channel));
            for_kind
                && for_sales
                && match info.id {
                    Channel::Court => !arbitration,
                    Channel::Arbitration => arbitration,
                    Channel::Police => crime,
                    _ => true,
                }
        })
        .collect()
}

pub(crate) fn satisfied(by: &str, case: &Case, shop: &Shop) -> bool {
    let Some((kind, what)) = by.split_once(':') else { return false };
    match kind {
        "case" => match what {
            "sales" => !case.sales.is_empty(),
            "contacts" => !case.communications.is_empty(),
            "ticket" => case.communications.iter().any(|c| !c.ticket.is_empty()),
            "demand" => case.demands.iter().any(|d| d.received_on.is_some()),
            "reference" => {
                !case.sales.is_empty()
                    && case.sales.iter().all(|s| !s.reference.is_empty() || !s.order_no.is_empty())
            }
            _ => false,
        },
        "check" => {
            let Some((check, wanted)) = what.split_once('=') else { return false };
            let answer = case.answer(check);
            match wanted.strip_prefix('!') {
                Some(unwanted) => !["", "dont_know", unwanted].contains(&answer),
                None if wanted == "*" => !["", "dont_know"].contains(&answer),
                None => answer == wanted,
            }
        }
        "exhibit" => case.shown_exhibits().any(|exhibit| exhibit.satisfies.iter().any(|s| s == what)),
        "shop" => !shop_field(what, shop).unwrap_or_default().trim().is_empty(),
        _ => false,
    }
}

pub(crate) fn shop_field<'a>(name: &str, shop: &'a Shop) -> Option<&'a str> {
    Some(match name {
        "name" => &shop.name,
        "credit_code" => &shop.credit_code,
        "legal_representative" => &shop.legal_representative,
        "address" => &shop.address,
        "phone" => &shop.phone,
        "bank_name" => &shop.bank_name,
        "bank_account" => &shop.bank_account,
        _ => return None,
    })
}
