//! The case as plain data: everything a dossier says, ready to be printed.
//!
//! Strings are finished sentences in the dossier's language; no rule of the trade or of law is applied here.
//! Any string may name a page with `{page:KEY}`: it is printed as that page's number and is a link. KEY is a part
//! (`letter`, `contents`, `exhibits`, `timeline`, `unsettled`, `payouts`, `communications`, `checks`, `rules`,
//! `preservation`, `hashes`, `limits`, `receipt`) or `exhibit-3`. “证据3” or “证据 3” in a text becomes a link by itself.

use chrono::NaiveDate;
use recoup_ledger::Money;
use serde::{Deserialize, Serialize};

/// Everything one dossier holds. The same value gives the same bytes, today and in ten years.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// The language of headings and captions.
    pub language: Language,
    /// What the pack is, on the cover and in the page heads: `催告函及证据材料`.
    pub title: String,
    /// Who receives it.
    pub recipient: Recipient,
    /// Who hands it in.
    pub shop: Shop,
    /// The case's number as the shop counts: `1`, or with a supplement mark.
    pub case_no: String,
    /// The acquirer that owes the money, its full name.
    pub acquirer: String,
    /// The merchant number (商户编号), empty if unknown.
    pub merchant_no: String,
    /// The day the dossier was frozen; it dates the letter, the file's metadata and its dates.
    pub prepared_on: NaiveDate,
    /// First and last day the claimed payments were made, if any.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// The head of the case's chain at that moment, 64 hexadecimal digits.
    pub chain_head: String,
    /// The fingerprint of the shop's key ([`ShopKey::fingerprint`](crate::ShopKey::fingerprint)), empty without a key.
    #[serde(default)]
    pub key_fingerprint: String,
    /// What it adds to, for a supplement (补充材料).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplement: Option<Supplement>,
    /// The amount claimed: net of fees and of what was paid meanwhile.
    pub amount: Money,
    /// What was paid meanwhile and is not yet told by the rows; zero in most cases.
    #[serde(default)]
    pub paid: Money,
    /// How many payments it stands for.
    pub count: u32,
    /// The one-page summary, line by line.
    pub summary: Vec<SummaryLine>,
    /// The letter to the recipient.
    pub letter: Letter,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineRow>,
    /// One row for each payment that did not arrive.
    pub unsettled: Vec<UnsettledRow>,
    /// One row for each clearing day: what was due and what came.
    pub payouts: Vec<PayoutRow>,
    /// The money identity, top to bottom; the last line is the total of those above.
    pub identity: Vec<SumLine>,
    /// Calls, chats, letters, oldest first.
    pub communications: Vec<CommunicationRow>,
    /// What the shop checked in its own house.
    pub checks: Vec<CheckRow>,
    /// The rules of law referred to.
    pub rules: Vec<RuleOfLaw>,
    /// The exhibits, numbered 1, 2, 3…; a supplement goes on where the earlier deliveries ended.
    pub exhibits: Vec<ExhibitEntry>,
    /// How the records came about and were kept, clause by clause.
    pub preservation: Vec<Clause>,
    /// What the dossier does not prove, sentence by sentence.
    pub limits: Vec<String>,
}

/// What a supplement adds to: an earlier delivery that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// The how-manieth supplement: 1, 2….
    pub no: u32,
    /// The title of the delivery before it.
    pub title: String,
    /// The day of that delivery.
    pub day: NaiveDate,
    /// SHA-256 of that PDF, 64 hexadecimal digits.
    pub sha256: String,
    /// What is different, sentence by sentence.
    pub changes: Vec<String>,
}

/// The language of what the printer itself says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// 简体中文.
    ZhCn,
    /// English.
    En,
}

impl Language {
    /// The one of two wordings that fits.
    pub(crate) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::ZhCn => zh,
            Language::En => en,
        }
    }

    /// A date as letters write it: `2026 年 11 月 24 日`, `24 November 2026`.
    pub(crate) fn date(self, day: NaiveDate) -> String {
        match self {
            Language::ZhCn => day.format("%Y 年 %-m 月 %-d 日").to_string(),
            Language::En => day.format("%-d %B %Y").to_string(),
        }
    }
}

/// Who receives the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The full name: `青杉支付有限公司`.
    pub name: String,
    /// What it is to the case: `收单机构`, `中国人民银行 12363`.
    pub kind: String,
}

/// The shop that hands the dossier in. Empty strings are left out of the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// The name on the licence.
    pub name: String,
    /// 统一社会信用代码.
    pub credit_code: String,
    /// The address.
    pub address: String,
    /// Who answers questions: name and role.
    pub contact: String,
    /// Telephone of that person.
    pub phone: String,
}

/// A line of the one-page summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryLine {
    /// `欠款`, `何时应到`, `请贵司做什么`.
    pub label: String,
    /// One or two sentences.
    pub text: String,
    /// The part that proves it (a KEY as in the module's text), printed as a page number.
    pub see: Option<String>,
}

/// The letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// `催告函`.
    pub title: String,
    /// The line that says to whom it goes.
    pub to: String,
    /// The body.
    pub body: Vec<LetterBlock>,
    /// 附件, in order.
    pub enclosures: Vec<String>,
    /// Who signs, with `（盖章）` where a seal belongs.
    pub signature: String,
}

/// A piece of the letter's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum LetterBlock {
    /// A paragraph with a first-line indent.
    Paragraph(String),
    /// A small heading: `一、请求事项`.
    Heading(String),
    /// A numbered demand or ground; the number is part of the text.
    Item(String),
    /// A small table.
    Table(LetterTable),
}

/// A small table in the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterTable {
    /// Column heads.
    pub head: Vec<String>,
    /// Rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
    /// Columns (from 0) set flush right, for amounts and counts.
    pub right: Vec<usize>,
    /// Whether the last row is a total.
    pub total: bool,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineRow {
    /// When, as it is to be read: `2026-11-05 09:12`.
    pub at: String,
    /// What.
    pub text: String,
    /// The exhibit that shows it.
    pub exhibit: Option<u32>,
}

/// One payment that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsettledRow {
    /// The payment's id in the shop's book: `S3fa…`.
    pub id: String,
    /// When it was paid, as the record says.
    pub sold_at: String,
    /// `消费`, `退货`, with the channel if known.
    pub kind: String,
    /// Terminal number, empty if unknown.
    pub terminal: String,
    /// Retrieval reference (参考号), empty if unknown.
    pub reference: String,
    /// Order number, empty if unknown.
    pub order_no: String,
    /// What the customer paid.
    pub gross: Money,
    /// The fee, if known.
    pub fee: Option<Money>,
    /// What should have arrived.
    pub net: Money,
    /// When it was due.
    pub due_on: NaiveDate,
    /// Days from then to the day the account is known to.
    pub days_late: i64,
    /// Where it stands: `青杉流水_202611.csv 第 18 行`.
    pub source: String,
}

/// One clearing day, due against received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutRow {
    /// The day the acquirer cleared.
    pub clearing_day: NaiveDate,
    /// The day the money was due.
    pub due_on: NaiveDate,
    /// How many payments.
    pub sales: u32,
    /// Σ paid by customers.
    pub gross: Money,
    /// Σ fees.
    pub fee: Money,
    /// Due.
    pub net: Money,
    /// Came.
    pub received: Money,
    /// Due less came.
    pub difference: Money,
    /// The bank line that shows it, or that nothing came.
    pub source: String,
}

/// A line of the money identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SumLine {
    /// `应到`, `已到`, `逾期未到`.
    pub label: String,
    /// How much.
    pub amount: Money,
}

/// One call, chat or letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunicationRow {
    /// When.
    pub at: String,
    /// `电话`, `在线客服`, `书面`.
    pub channel: String,
    /// The number called or the address written to.
    pub with: String,
    /// Who answered: name or staff number.
    pub person: String,
    /// Ticket number.
    pub ticket: String,
    /// What was said, as noted.
    pub said: String,
    /// Whether `said` is word for word; otherwise it is marked as a summary.
    pub quoted: bool,
    /// What was promised, empty if nothing.
    pub promise: String,
    /// By when, if a day was named.
    pub by: Option<NaiveDate>,
    /// The exhibit that records it.
    pub exhibit: Option<u32>,
}

/// One question the shop asked itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRow {
    /// Which of the steps it belongs to.
    pub step: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// What the answer rests on.
    pub basis: String,
}

/// A rule of law that is referred to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleOfLaw {
    /// Its title without 《》.
    pub title: String,
    /// Its number: `中国人民银行公告〔2013〕第 9 号`.
    pub document_no: String,
    /// Which article.
    pub article: String,
    /// What it says, in short.
    pub gist: String,
    /// The day its text was last looked at.
    pub checked_on: NaiveDate,
}

/// One exhibit. Its bytes come through the function given to [`print`](crate::print).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExhibitEntry {
    /// From 1, without gaps.
    pub no: u32,
    /// The name in the evidence list.
    pub title: String,
    /// `电子数据`, `书证`, `视听资料`.
    pub kind: String,
    /// Where it comes from and how it was obtained.
    pub source: String,
    /// What it is to prove.
    pub proves: String,
    /// `原件`, `复制件`, and where the original carrier is.
    pub original: String,
    /// The file's name when it was taken in.
    pub file_name: String,
    /// Its media type; what the file really is decides how it is shown.
    pub media_type: String,
    /// SHA-256, 64 hexadecimal digits in lower case.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// The password of an encrypted PDF, if the owner gave it; never printed.
    #[serde(default, skip_serializing)]
    pub password: Option<String>,
    /// That the file is a copy with parts painted over, and of what; `None` for a file as it was taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub painted_over: Option<PaintedOver>,
    /// For text and CSV: the lines (from 1) that matter. They are shown with their neighbours; empty shows the beginning.
    pub lines: Vec<u32>,
}

/// What a copy with parts painted over stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaintedOver {
    /// How many areas are painted over.
    pub areas: u32,
    /// SHA-256 of the original, 64 hexadecimal digits.
    pub original: String,
}

/// A heading with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Short heading.
    pub heading: String,
    /// The text.
    pub text: String,
}
