//! Agreements, contacts, health.

use chrono::NaiveDate;
use recoup_ledger::{Money, TxnId};
use serde::{Deserialize, Serialize};

use super::Text;

/// An agreement as it is shown and typed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AgreementView {
    /// Its number; 0 for a new one.
    pub id: u32,
    /// 商户编号.
    pub merchant_no: String,
    /// Who pays.
    pub acquirer: String,
    /// `all`, `card` or `qr`.
    pub scope: String,
    /// `t1`, `d1`, `t0`, `weekly` or `on-request`.
    pub cycle: String,
    /// `23:00`, or none for midnight.
    pub cut_off: Option<String>,
    /// `微信=0.38%,贷记卡=0.6%`.
    pub rates: String,
    /// The most that one debit payment costs.
    pub cap_debit: Option<Money>,
    /// `net` or `gross`.
    pub billing: String,
    /// `balance`, an account number, or empty for any.
    pub pays_into: String,
    /// The owner typed or confirmed it.
    pub confirmed: bool,
    /// Terms that only the credits show; no contract's, and nothing that is saved.
    #[serde(default, skip_deserializing)]
    pub learned: Option<Learned>,
    /// Rates charged instead of the agreed ones; not saved either.
    #[serde(default, skip_deserializing)]
    pub overcharges: Vec<Overcharge>,
}

/// Terms that the credits of an agreement show to the fen.
#[derive(Debug, Clone, Serialize)]
pub struct Learned {
    /// The credits of how many due days show them.
    pub days: u32,
    /// Which terms.
    pub text: Text,
}

/// A rate that the credits show to the fen instead of the agreed one.
#[derive(Debug, Clone, Serialize)]
pub struct Overcharge {
    /// `0.45%`.
    pub rate: String,
    /// The first due day of it.
    pub from: NaiveDate,
    /// The last due day of it.
    pub until: NaiveDate,
    /// What was kept beyond the agreed fees; negative where less was.
    pub amount: Money,
    /// How many credits show it.
    pub deposits: usize,
    /// Which sales were charged so.
    pub sales: Vec<OverchargedSale>,
    /// All that in a sentence.
    pub text: Text,
}

/// A sale that was charged at another rate.
#[derive(Debug, Clone, Serialize)]
pub struct OverchargedSale {
    /// Its id.
    pub id: TxnId,
    /// `2026-11-03T10:12:00+08:00`.
    pub sold_at: String,
    /// What the customer paid.
    pub gross: Money,
    /// The agreed fee.
    pub fee: Option<Money>,
}

/// Whom to call.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContactView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `acquirer`, `bank`, `regulator`, …
    pub kind: String,
    /// The number.
    pub phone: String,
    /// When they answer.
    pub hours: String,
    /// Where the number comes from.
    pub source: String,
    /// When it was checked.
    pub checked_on: Option<NaiveDate>,
    /// `verified`, `several`, `one_source` or `owner`.
    pub tier: String,
    /// What to know.
    pub note: Text,
    /// The owner put it on top.
    pub pinned: bool,
}

/// A number that the owner adds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewContact {
    /// Whose.
    pub name: String,
    /// The number.
    pub phone: String,
    /// Where it stands, what for.
    #[serde(default)]
    pub note: String,
}

/// Whether the store is healthy.
#[derive(Debug, Clone, Serialize)]
pub struct Doctor {
    /// Nothing was found.
    pub ok: bool,
    /// What was found.
    pub findings: Vec<Text>,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize)]
pub struct Exported {
    /// Its name.
    pub file: String,
    /// Its pages, for a PDF.
    pub pages: usize,
    /// SHA-256, hex.
    pub sha256: String,
    /// What to know.
    pub warnings: Vec<Text>,
}
