//! Cases.

use chrono::NaiveDate;
use recoup_ledger::Money;
use serde::{Deserialize, Serialize};

use super::{ChannelView, ContactView, DemandView, FilingView, PaperView, PaymentView, Sale, Text};

/// A line of the list of cases.
#[derive(Debug, Clone, Serialize)]
pub struct CaseLine {
    /// Its number.
    pub case: u32,
    /// `向青杉支付追 5,306.13 元`.
    pub title: Text,
    /// Who owes.
    pub acquirer: String,
    /// How much, net.
    pub amount: Money,
    /// How many transactions.
    pub sales: usize,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// `open` or `closed`.
    pub state: String,
    /// The step it is at, 1 to 4.
    pub step: u8,
    /// Who has to do what.
    pub waiting: Text,
    /// What that means: `ok`, `wait`, `warn` or `bad`.
    pub tone: String,
    /// By when.
    pub due: Option<NaiveDate>,
    /// `paid`, `part`, `refused` or `withdrawn`.
    pub outcome: Option<String>,
}

/// One answer that can be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct OptionView {
    /// Its id.
    pub id: String,
    /// What it says.
    pub label: Text,
    /// What follows from it.
    pub next: Text,
}

/// What the data says to a check.
#[derive(Debug, Clone, Serialize)]
pub struct AutoView {
    /// The option's id.
    pub answer: String,
    /// In words.
    pub text: Text,
    /// Files and lines.
    pub rows: Vec<String>,
    /// Its parts, where there are several.
    pub details: Vec<DetailView>,
}

/// One part of what the data says.
#[derive(Debug, Clone, Serialize)]
pub struct DetailView {
    /// In words.
    pub text: Text,
    /// Files and lines.
    pub rows: Vec<String>,
}

/// One question of a step.
#[derive(Debug, Clone, Serialize)]
pub struct CheckView {
    /// Its id.
    pub id: String,
    /// 1 to 4.
    pub step: u8,
    /// The question.
    pub question: Text,
    /// Why it is asked.
    pub why: Text,
    /// `choice`, `text` or `date`.
    pub kind: String,
    /// The answers.
    pub options: Vec<OptionView>,
    /// The owner's answer.
    pub answer: Option<String>,
    /// The owner's words.
    pub note: String,
    /// When it was answered.
    pub answered_at: Option<String>,
    /// What the data says.
    pub auto: Option<AutoView>,
}

/// One of the four steps.
#[derive(Debug, Clone, Serialize)]
pub struct StepView {
    /// 1 to 4.
    pub step: u8,
    /// Its name.
    pub title: Text,
    /// What it is for.
    pub about: Text,
    /// Its questions.
    pub checks: Vec<CheckView>,
    /// Answered by the owner or the data.
    pub done: usize,
    /// All.
    pub total: usize,
    /// `done`, `now` or `later`.
    pub state: String,
}

/// One piece of evidence.
#[derive(Debug, Clone, Serialize)]
pub struct ExhibitView {
    /// Its id.
    pub id: String,
    /// 证据 number.
    pub no: u32,
    /// The file's name.
    pub name: String,
    /// `image/jpeg`, …
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Hex.
    pub sha256: String,
    /// Where it comes from.
    pub source: String,
    /// What it proves.
    pub proves: String,
    /// The requirements that it satisfies, by id.
    pub satisfies: Vec<String>,
    /// Whether `satisfies` is only our proposal.
    pub proposed: bool,
    /// When it was added.
    pub added_at: String,
    /// What is painted over on the copy that stands for it in dossiers: left, head, width, height in thousandths of the
    /// photo; empty: it is shown as it is.
    pub painted: Vec<[u16; 4]>,
    /// Its bytes still have this hash.
    pub intact: bool,
}

/// One contact with somebody.
#[derive(Debug, Clone, Serialize)]
pub struct CommunicationView {
    /// Its number within the case, from 1.
    pub no: u32,
    /// When.
    pub at: String,
    /// With whom.
    pub with: String,
    /// 电话, 微信, 柜台, …
    pub channel: String,
    /// The number called.
    pub number: String,
    /// Name or 工号.
    pub person: String,
    /// 工单号.
    pub ticket: String,
    /// What they said.
    pub said: String,
    /// What they promised.
    pub promise: String,
    /// By when.
    pub by: Option<NaiveDate>,
    /// Whether the promise was kept; `None`: open, or nothing was promised.
    pub kept: Option<bool>,
    /// Exhibit ids.
    pub exhibits: Vec<String>,
}

/// A due date.
#[derive(Debug, Clone, Serialize)]
pub struct ClockView {
    /// Its id.
    pub id: String,
    /// What is due.
    pub title: Text,
    /// When.
    pub due: NaiveDate,
    /// Negative when passed.
    pub days_left: i64,
    /// Whether it is over.
    pub passed: bool,
    /// How much of the time is used, in per cent.
    pub share: u8,
    /// Where it comes from.
    pub source: Text,
}

/// A paper that a recipient wants.
#[derive(Debug, Clone, Serialize)]
pub struct NeedView {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: Text,
    /// What it proves.
    pub proves: Text,
    /// `required` or `optional`.
    pub level: String,
    /// Whether the case has it.
    pub met: bool,
}

/// A possible cause, never a verdict.
#[derive(Debug, Clone, Serialize)]
pub struct CauseView {
    /// `C01`.
    pub id: String,
    /// What it is.
    pub title: Text,
    /// Above 0, at most 100: an order, not a probability.
    pub score: i64,
    /// What speaks for it.
    pub why: Vec<Text>,
    /// What speaks against it.
    pub against: Vec<Text>,
    /// The open questions that would decide it.
    pub would_decide: Vec<Text>,
    /// What to do about it.
    pub ask: Text,
    /// Whom to call: `acquirer`, `bank`, `issuer`, `unionpay`, `police`, `pbc`.
    pub call: Vec<String>,
    /// What to keep as evidence.
    pub keep: Text,
    /// How long it usually takes.
    pub usual: Text,
    /// What prevents it next time; may be empty.
    pub prevent: Text,
    /// How well it is known.
    pub sure: Text,
}

/// Something to do from now on.
#[derive(Debug, Clone, Serialize)]
pub struct HabitView {
    /// Its id.
    pub id: String,
    /// What to do.
    pub text: Text,
    /// Why.
    pub why: Text,
}

/// A rule of law.
#[derive(Debug, Clone, Serialize)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its number.
    pub document_no: String,
    /// The article.
    pub article: String,
    /// What it says, in our words.
    pub gist: Text,
    /// Whether it is in force.
    pub status: String,
    /// When we checked.
    pub checked_on: NaiveDate,
    /// Where we read it.
    pub source: String,
}

/// One entry of the case's course.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineEntry {
    /// When.
    pub at: String,
    /// Stable word.
    pub kind: String,
    /// What happened.
    pub text: Text,
    /// The rest.
    pub detail: String,
    /// Exhibit ids.
    pub exhibits: Vec<String>,
    /// It has not happened yet.
    pub future: bool,
}

/// What to do next in a case.
#[derive(Debug, Clone, Serialize)]
pub struct NextView {
    /// One sentence.
    pub text: Text,
    /// In which step.
    pub step: u8,
    /// Which question.
    pub check: Option<String>,
    /// `answer`, `import`, `review`, `call`, `demand`, `file`, `wait`, `close`, `none`.
    pub action: &'static str,
    /// Where to, when it is `file`.
    pub channel: Option<String>,
    /// Until when, when it is `wait` and there is a day.
    pub until: Option<NaiveDate>,
}

/// What sales without a case are likely about, and what to do.
#[derive(Debug, Clone, Serialize)]
pub struct Advice {
    /// The next thing to do.
    pub next: NextView,
    /// The likeliest first.
    pub causes: Vec<CauseView>,
    /// The rules of law that apply; empty where nothing is owed.
    pub rules: Vec<RuleView>,
    /// Where a complaint can go.
    pub channels: Vec<ChannelView>,
}

/// A dossier that was handed out.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryView {
    /// To whom.
    pub recipient: String,
    /// When.
    pub at: String,
    /// The file's name.
    pub file: String,
    /// Its pages.
    pub pages: u32,
    /// Hex.
    pub sha256: String,
}

/// Everything about a case.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct CaseView {
    pub case: u32,
    pub title: Text,
    pub acquirer: String,
    pub merchant_no: String,
    pub opened_on: NaiveDate,
    pub state: String,
    pub outcome: Option<String>,
    pub amount: Money,
    pub amount_capitals: String,
    pub sales: Vec<Sale>,
    pub steps: Vec<StepView>,
    pub next: NextView,
    pub waiting: Text,
    /// What that means: `ok`, `wait`, `warn` or `bad`.
    pub tone: String,
    pub clocks: Vec<ClockView>,
    pub needs: Vec<NeedView>,
    pub causes: Vec<CauseView>,
    pub rules: Vec<RuleView>,
    /// What to change so that it does not happen again.
    pub habits: Vec<HabitView>,
    pub contacts: Vec<ContactView>,
    pub exhibits: Vec<ExhibitView>,
    pub communications: Vec<CommunicationView>,
    pub timeline: Vec<TimelineEntry>,
    pub deliveries: Vec<DeliveryView>,
    pub demands: Vec<DemandView>,
    pub filings: Vec<FilingView>,
    pub channels: Vec<ChannelView>,
    pub payments: Vec<PaymentView>,
    /// Came so far, noted or seen in the books.
    pub received: Money,
    /// What is still claimed.
    pub outstanding: Money,
    pub papers: Vec<PaperView>,
    /// Which facts changed since the case pinned its own; empty when it is worked with the present ones.
    pub newer_facts: Vec<Text>,
}

/// One line of a call sheet.
#[derive(Debug, Clone, Serialize)]
pub struct CallQuestion {
    /// What to say.
    pub say: Text,
    /// Why.
    pub why: Text,
    /// What to write down.
    pub write_down: Text,
}

/// What to say on the telephone.
#[derive(Debug, Clone, Serialize)]
pub struct CallSheetView {
    /// Whom to call.
    pub contact: ContactView,
    /// The first words.
    pub opening: Text,
    /// What to have at hand.
    pub have_ready: Vec<Text>,
    /// The questions in order.
    pub questions: Vec<CallQuestion>,
    /// What to beware of.
    pub warnings: Vec<Text>,
}

/// What was said to whom.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NewCommunication {
    /// With whom.
    pub with: String,
    /// 电话, 微信, 柜台, …
    #[serde(default)]
    pub channel: String,
    /// The number called.
    #[serde(default)]
    pub number: String,
    /// Name or 工号.
    #[serde(default)]
    pub person: String,
    /// When, +08:00 local.
    pub at: String,
    /// What they said.
    #[serde(default)]
    pub said: String,
    /// 工单号.
    #[serde(default)]
    pub ticket: String,
    /// What they promised.
    #[serde(default)]
    pub promise: String,
    /// By when.
    #[serde(default)]
    pub by: Option<NaiveDate>,
}

/// What the recipient would send back, said before printing.
#[derive(Debug, Clone, Serialize)]
pub struct DossierCheck {
    /// `provider`, …
    pub recipient: String,
    /// Its name.
    pub title: Text,
    /// Nothing required is missing.
    pub ready: bool,
    /// What is missing.
    pub problems: Vec<Text>,
    /// What would help.
    pub hints: Vec<Text>,
    /// How many pages it has now.
    pub pages: usize,
}
