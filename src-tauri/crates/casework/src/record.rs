//! The parts of which events and cases are made.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use recoup_ledger::{self as ledger, Money, TxnId};
use serde::{Deserialize, Deserializer, Serialize};

/// A sentence in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// From both wordings.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }
}

/// Where a number was read: what a person opens to see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowRef {
    /// The file's name as imported; empty for a sale typed in from a slip.
    pub file: String,
    /// The line of the file or row of the sheet, from 1.
    pub line: u32,
}

/// What is known of a sale's money (the states of `recoup missing --json`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleState {
    /// Not due yet.
    InTransit,
    /// Due, but no statement reaches the due day: never a claim.
    Uncovered,
    /// Due and not there, at most three working days.
    Overdue,
    /// Due and not there for longer.
    #[default]
    NotArrived,
    /// In the account.
    Arrived,
    /// In the account, after its due day.
    ArrivedLate,
    /// Nothing will come: taken back, or never completed.
    NeverSettles,
    /// The owner said why.
    Explained,
}

impl SaleState {
    /// Whether the money is in the account, in time or late.
    pub fn has_arrived(self) -> bool {
        matches!(self, SaleState::Arrived | SaleState::ArrivedLate)
    }
}

/// A sale as it stood when it was put into the case or last restated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSale {
    /// The transaction's id.
    pub id: TxnId,
    /// When it was paid at the counter, +08:00.
    pub sold_at: NaiveDateTime,
    /// Sale, completion, …
    pub kind: ledger::Kind,
    /// How the customer paid.
    pub channel: ledger::Channel,
    /// What the customer paid.
    pub gross: Money,
    /// What the acquirer keeps; `None`: not known, then `net` is gross.
    pub fee: Option<Money>,
    /// What should arrive.
    pub net: Money,
    /// 商户编号 on the record.
    #[serde(default)]
    pub merchant_no: String,
    /// 终端号.
    #[serde(default)]
    pub terminal_no: String,
    /// 批次号.
    #[serde(default)]
    pub batch_no: String,
    /// 凭证号.
    #[serde(default)]
    pub voucher_no: String,
    /// 参考号.
    #[serde(default)]
    pub reference: String,
    /// 授权码.
    #[serde(default)]
    pub auth_code: String,
    /// 订单号.
    #[serde(default)]
    pub order_no: String,
    /// 清算日.
    #[serde(default)]
    pub clearing_day: Option<NaiveDate>,
    /// The day on which it should have arrived.
    pub due_on: NaiveDate,
    /// Natural days from `due_on` to the last day that is known.
    pub days_late: i64,
    /// What is known of its money.
    pub state: SaleState,
    /// The row of the acquirer's or till's file.
    #[serde(default)]
    pub row: RowRef,
}

/// Which facts a case is worked with: file name → SHA-256 of its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactsPin(pub BTreeMap<String, String>);

/// What was said to or by somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Communication {
    /// With whom: an institution or a person, as shown to people.
    pub with: String,
    /// How.
    #[serde(default)]
    pub way: Way,
    /// The number called, the address written to.
    #[serde(default)]
    pub number: String,
    /// The other side's name or 工号.
    #[serde(default)]
    pub person: String,
    /// When it began, +08:00.
    pub at: NaiveDateTime,
    /// What they said, as literally as possible.
    #[serde(default)]
    pub said: String,
    /// 工单号.
    #[serde(default)]
    pub ticket: String,
    /// What they promised.
    #[serde(default)]
    pub promise: String,
    /// By which day.
    #[serde(default)]
    pub promise_by: Option<NaiveDate>,
    /// Whether the promise was kept; `None`: not yet known.
    #[serde(default)]
    pub kept: Option<bool>,
    /// Recordings, screenshots, letters: exhibits by number.
    #[serde(default)]
    pub exhibits: Vec<u32>,
}

/// How one talked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 电话.
    #[default]
    Phone,
    /// The acquirer's app or site, chat or ticket.
    App,
    /// 微信 or another messenger.
    Chat,
    /// E-mail.
    Email,
    /// A letter.
    Letter,
    /// 当面.
    InPerson,
}

/// A file that proves something. Its bytes lie in the store's vault under the SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhibit {
    /// Its number within the case, from 1; never given twice.
    pub no: u32,
    /// Its title on the evidence list.
    pub name: String,
    /// The file's own name.
    pub file: String,
    /// Such as `image/jpeg`.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// 64 lower-case hex digits.
    pub sha256: String,
    /// Where it is from: who made it, with what, from which device.
    #[serde(default)]
    pub source: String,
    /// What it proves, in one sentence.
    #[serde(default)]
    pub proves: String,
    /// The requirements that it satisfies, by id (`licence`, `agreement`…); empty: none in particular.
    #[serde(default, deserialize_with = "one_or_many")]
    pub satisfies: Vec<String>,
    /// Whether `satisfies` is only this program's proposal, which the owner has not looked at.
    #[serde(default)]
    pub proposed: bool,
    /// When it was taken, as the owner or the file claims.
    #[serde(default)]
    pub taken_at: Option<NaiveDateTime>,
}

/// A copy of a photo with parts painted over, which stands for the exhibit in dossiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaintedCopy {
    /// Such as `image/jpeg`.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// 64 lower-case hex digits; the bytes lie in the vault.
    pub sha256: String,
    /// What is painted over, on the photo as it is seen: left, head, width, height in thousandths of it.
    pub areas: Vec<[u16; 4]>,
}

/// One word or a list of them: the first chains hold one word.
#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Many(Vec<String>),
}

impl Words {
    fn list(self) -> Vec<String> {
        match self {
            Words::One(word) if word.is_empty() => Vec::new(),
            Words::One(word) => vec![word],
            Words::Many(words) => words,
        }
    }
}

pub(crate) fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Words::deserialize(from).map(Words::list)
}

pub(crate) fn some_one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    Ok(Option::<Words>::deserialize(from)?.map(Words::list))
}

/// Where a complaint or claim can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The acquirer's own complaint desk.
    Provider,
    /// 中国银联 95516.
    Unionpay,
    /// 人民银行 12363.
    Pbc,
    /// 人民银行 信访 / 举报.
    PbcReport,
    /// 国家金融监督管理总局 12378.
    Nfra,
    /// 中国支付清算协会 举报.
    Pcac,
    /// 12345.
    Hotline12345,
    /// 12315, for reports of an agent's advertising only.
    Market12315,
    /// 公安.
    Police,
    /// 调解.
    Mediation,
    /// 人民法院.
    Court,
    /// 仲裁.
    Arbitration,
}

/// How far a complaint or suit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Handed in.
    Sent,
    /// Received and being handled.
    Accepted,
    /// They asked for more papers.
    PapersAsked,
    /// They answered.
    Answered,
    /// They refused to take it.
    Refused,
    /// Taken back.
    Withdrawn,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All of it arrived.
    Paid,
    /// Some of it arrived.
    Part,
    /// They refused.
    Refused,
    /// The owner let it go.
    Withdrawn,
}

/// A word that names no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no outcome; use paid, part, refused or withdrawn")]
pub struct NotAnOutcome(pub String);

impl FromStr for Outcome {
    type Err = NotAnOutcome;
    fn from_str(word: &str) -> Result<Outcome, NotAnOutcome> {
        Ok(match word {
            "paid" => Outcome::Paid,
            "part" => Outcome::Part,
            "refused" => Outcome::Refused,
            "withdrawn" => Outcome::Withdrawn,
            _ => return Err(NotAnOutcome(word.to_owned())),
        })
    }
}

impl Way {
    /// As shown to people.
    pub fn zh(self) -> &'static str {
        match self {
            Way::Phone => "电话",
            Way::App => "机构 APP 或网站",
            Way::Chat => "微信等聊天",
            Way::Email => "电子邮件",
            Way::Letter => "信函",
            Way::InPerson => "当面",
        }
    }

    /// As shown to people.
    pub fn en(self) -> &'static str {
        match self {
            Way::Phone => "phone",
            Way::App => "the acquirer's app or site",
            Way::Chat => "messenger",
            Way::Email => "e-mail",
            Way::Letter => "letter",
            Way::InPerson => "in person",
        }
    }
}
