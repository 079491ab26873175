//! What goes out and comes back in a case: demands, complaints, payments, letters, and what exhibits are for.

use chrono::NaiveDate;
use recoup_ledger::Money;
use serde::{Deserialize, Serialize};

use super::Text;

/// A written demand (催告函).
#[derive(Debug, Clone, Serialize)]
pub struct DemandView {
    /// From 1.
    pub no: u32,
    /// When it was sent.
    pub sent_on: NaiveDate,
    /// How, as shown to people.
    pub by: Text,
    /// Waybill or ticket number.
    pub tracking: String,
    /// To which address.
    pub to: String,
    /// The last day that it gives.
    pub until: Option<NaiveDate>,
    /// When it provably arrived.
    pub received_on: Option<NaiveDate>,
    /// Who signed for it.
    pub received_by: String,
    /// Exhibit ids.
    pub exhibits: Vec<String>,
}

/// A complaint or suit.
#[derive(Debug, Clone, Serialize)]
pub struct FilingView {
    /// `pbc`, `nfra`, `court`, …
    pub channel: String,
    /// As shown to people.
    pub title: Text,
    /// 受理号 / 案号.
    pub number: String,
    /// What happened there, oldest first.
    pub stages: Vec<StageView>,
    /// Exhibit ids.
    pub exhibits: Vec<String>,
}

/// How far a complaint is, since when.
#[derive(Debug, Clone, Serialize)]
pub struct StageView {
    /// `sent`, `accepted`, `papers_asked`, `answered`, `refused`, `withdrawn`.
    pub stage: String,
    /// As shown to people.
    pub title: Text,
    /// When.
    pub on: NaiveDate,
}

/// Where a complaint can go.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelView {
    /// Its word.
    pub id: String,
    /// As shown to people.
    pub title: Text,
    /// When it is the right one.
    pub who: Text,
    /// What it refuses.
    pub refuses: Text,
    /// What it can do.
    pub effect: Text,
    /// Its periods, as they would run.
    pub periods: Vec<Text>,
    /// What to know before going there with this case.
    pub warnings: Vec<Text>,
}

/// Money that came, as the owner noted it.
#[derive(Debug, Clone, Serialize)]
pub struct PaymentView {
    /// When.
    pub on: NaiveDate,
    /// How much.
    pub amount: Money,
    /// How and from whom.
    pub note: String,
    /// Exhibit ids.
    pub exhibits: Vec<String>,
}

/// A paper that recipients ask for and that a file can show.
#[derive(Debug, Clone, Serialize)]
pub struct PaperView {
    /// The requirement's id.
    pub id: String,
    /// As shown to people.
    pub title: Text,
    /// Who asks for it: words of recipients.
    pub wanted_by: Vec<String>,
}

/// A complaint or suit to be noted.
#[derive(Debug, Clone, Deserialize)]
pub struct NewFiling {
    /// `provider`, `unionpay`, `pbc`, …
    pub channel: String,
    /// How far it is; empty: handed in.
    #[serde(default)]
    pub stage: String,
    /// When.
    pub on: NaiveDate,
    /// 受理号 / 案号.
    #[serde(default)]
    pub number: String,
}

/// What is said anew about an exhibit; `None` leaves a part as it is.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ExhibitChange {
    /// Its title.
    #[serde(default)]
    pub name: Option<String>,
    /// What it proves.
    #[serde(default)]
    pub proves: Option<String>,
    /// The requirements that it satisfies, by id.
    #[serde(default)]
    pub satisfies: Option<Vec<String>>,
}

/// A letter as it would be printed now.
#[derive(Debug, Clone, Serialize)]
pub struct LetterView {
    /// For whom.
    pub recipient: String,
    /// Such as 催告函.
    pub title: String,
    /// The addressee.
    pub to: String,
    /// The body.
    pub paragraphs: Vec<String>,
    /// The body as drafted.
    pub drafted: Vec<String>,
    /// What is enclosed; printed under the body.
    pub enclosures: Vec<String>,
    /// Signature lines.
    pub signature: Vec<String>,
    /// Details that are still to be filled in.
    pub to_fill: Vec<String>,
    /// Whether the owner changed it.
    pub edited: bool,
    /// What the owner's wording no longer says.
    pub lost: Vec<Text>,
}
