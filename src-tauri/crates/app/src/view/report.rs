//! What arrived and what did not.

use chrono::NaiveDate;
use recoup_ledger::{DepositId, Money, PayoutId, TxnId};
use serde::{Deserialize, Serialize};

use super::Text;

/// Why the app says something: a stable code and a sentence.
#[derive(Debug, Clone, Serialize)]
pub struct Reason {
    /// Stable for programs.
    pub code: String,
    /// For people.
    pub text: Text,
}

/// One transaction and where its money is.
#[derive(Debug, Clone, Serialize)]
pub struct Sale {
    /// `S…`.
    pub id: TxnId,
    /// 参考号.
    pub reference: String,
    /// 商户订单号.
    pub order_no: String,
    /// 商户编号.
    pub merchant_no: String,
    /// 终端号.
    pub terminal_no: String,
    /// 凭证号.
    pub voucher_no: String,
    /// When, +08:00.
    pub sold_at: String,
    /// `sale`, `refund`, …
    pub kind: String,
    /// `card`, `we_chat`, …
    pub channel: String,
    /// What the customer paid; negative for refunds.
    pub gross: Money,
    /// The fee, where known.
    pub fee: Option<Money>,
    /// What the shop should get.
    pub net: Money,
    /// Who owes it.
    pub acquirer: String,
    /// The payout that it belongs to.
    pub payout: Option<PayoutId>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// Days from `due_on` to `known_to`.
    pub days_late: i64,
    /// Where the money is.
    pub state: String,
    /// The day up to which statements let us know.
    pub known_to: Option<NaiveDate>,
    /// `proved`, `one_of` or `likely`.
    pub certainty: String,
    /// 0 to 1.
    pub confidence: f64,
    /// The equal candidates, where they cannot be told apart.
    pub one_of: Vec<TxnId>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// File and line.
    pub source: String,
    /// The case that it is in.
    pub case: Option<u32>,
}

/// What an acquirer owes for one clearing day.
#[derive(Debug, Clone, Serialize)]
pub struct Payout {
    /// `P…`.
    pub id: PayoutId,
    /// The agreement's number.
    pub agreement: u32,
    /// Who owes it.
    pub acquirer: String,
    /// 商户编号.
    pub merchant_no: String,
    /// Which payments: `all`, `card`, `qr`, …
    pub channel: String,
    /// 清算日.
    pub clearing_day: NaiveDate,
    /// When it is due.
    pub due_on: NaiveDate,
    /// How many transactions.
    pub sales: usize,
    /// Their sum.
    pub gross: Money,
    /// The fees.
    pub fee: Money,
    /// What should arrive.
    pub net: Money,
    /// What arrived.
    pub received: Money,
    /// `net − received`.
    pub difference: Money,
    /// The deposits that cover it.
    pub deposits: Vec<DepositId>,
    /// `paid`, `short`, …
    pub state: String,
    /// The day up to which statements let us know.
    pub known_to: Option<NaiveDate>,
    /// It arrived after its day.
    pub late: bool,
}

/// Something worth asking about.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// Stable.
    pub id: String,
    /// Stable word.
    pub kind: String,
    /// One line.
    pub title: Text,
    /// How much.
    pub amount: Money,
    /// The deposit that it is about.
    pub deposit: Option<DepositId>,
    /// The transactions that it is about.
    pub sales: Vec<TxnId>,
    /// `proved`, `one_of` or `likely`.
    pub certainty: String,
    /// 0 to 1.
    pub confidence: f64,
    /// Other stories that explain the same.
    pub rivals: u64,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Whom to ask what.
    pub ask: Text,
    /// What would settle it.
    pub settle_by: Text,
}

/// The nine parts that add up: expected is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Everything owed, net.
    pub expected: Money,
    /// Came, late or not.
    pub arrived: Money,
    /// Not due yet.
    pub in_transit: Money,
    /// Due, but no statement covers the day.
    pub uncovered: Money,
    /// One to three working days late.
    pub overdue: Money,
    /// Later.
    pub not_arrived: Money,
    /// Fees taken beyond those expected.
    pub fee_difference: Money,
    /// The owner said why.
    pub explained: Money,
    /// Nobody knows why.
    pub unexplained: Money,
}

/// `recoup missing --json`.
#[derive(Debug, Clone, Serialize)]
pub struct MissingReport {
    /// Judged on this day.
    pub as_of: NaiveDate,
    /// Overdue and not arrived.
    pub missing: Vec<Sale>,
    /// All others that have not arrived or never will.
    pub sales: Vec<Sale>,
    /// Every payout.
    pub payouts: Vec<Payout>,
    /// What is worth asking.
    pub findings: Vec<Finding>,
    /// The sum that adds up.
    pub totals: Totals,
}

/// Where a hint leads.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "screen", rename_all = "snake_case")]
pub enum Target {
    /// The import screen.
    Import,
    /// The list of missing sales.
    Missing,
    /// A case, at a step.
    Case {
        /// Its number.
        case: u32,
        /// 1 to 4.
        step: Option<u8>,
    },
    /// The agreements.
    Agreements,
    /// The shop's details.
    Shop,
}

/// What to do next.
#[derive(Debug, Clone, Serialize)]
pub struct Todo {
    /// `bad`, `warn`, `wait` or `info`.
    pub urgency: &'static str,
    /// One line.
    pub title: Text,
    /// Why.
    pub detail: Text,
    /// Where it leads.
    pub go: Target,
}

/// One clearing day of the calendar.
#[derive(Debug, Clone, Serialize)]
pub struct DayCell {
    /// 清算日.
    pub day: NaiveDate,
    /// What was owed for it.
    pub expected: Money,
    /// The worst state of its payouts, `fee`, or `none`.
    pub state: String,
    /// Whether banks clear on it.
    pub working: bool,
    /// The holiday's name.
    pub holiday: String,
    /// It arrived late.
    pub late: bool,
    /// The State Council's notice for its year is not known (暂定).
    pub unofficial: bool,
}

/// One acquirer's line.
#[derive(Debug, Clone, Serialize)]
pub struct AcquirerLine {
    /// Its name.
    pub acquirer: String,
    /// Owed.
    pub expected: Money,
    /// Arrived.
    pub arrived: Money,
    /// Due and not arrived.
    pub missing: Money,
    /// Payouts due so far.
    pub payouts: usize,
    /// Of these on time.
    pub on_time: usize,
}

/// The first screen.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    /// Nothing was imported yet.
    pub empty: bool,
    /// Sample data is shown.
    pub demo: bool,
    /// The shop's name.
    pub shop: String,
    /// Judged on this day.
    pub as_of: NaiveDate,
    /// First day that bank statements cover.
    pub covered_from: Option<NaiveDate>,
    /// Last day.
    pub covered_to: Option<NaiveDate>,
    /// Everything.
    pub report: MissingReport,
    /// The answer in one sentence.
    pub sentence: Text,
    /// The second line.
    pub detail: Text,
    /// The calendar.
    pub days: Vec<DayCell>,
    /// By acquirer.
    pub acquirers: Vec<AcquirerLine>,
    /// What to do next.
    pub todos: Vec<Todo>,
    /// Open cases.
    pub open_cases: usize,
    /// The sum adds up.
    pub even: bool,
}

/// Which transactions to show.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TransactionQuery {
    /// Amount, reference, order number, terminal, last four digits or day.
    pub text: String,
    /// Not before.
    pub from: Option<NaiveDate>,
    /// Not after.
    pub to: Option<NaiveDate>,
    /// Only this state.
    pub state: Option<String>,
    /// Only this channel.
    pub channel: Option<String>,
    /// Skip so many.
    pub offset: usize,
    /// At most so many.
    pub limit: usize,
}

/// A page of transactions.
#[derive(Debug, Clone, Serialize)]
pub struct TransactionPage {
    /// How many fit the query.
    pub total: usize,
    /// Their net sum.
    pub sum: Money,
    /// This page.
    pub rows: Vec<Sale>,
}

/// A line of a bank statement or balance.
#[derive(Debug, Clone, Serialize)]
pub struct Deposit {
    /// `D…`.
    pub id: DepositId,
    /// Booked on.
    pub on: NaiveDate,
    /// At, where known.
    pub time: Option<String>,
    /// Credits positive.
    pub amount: Money,
    /// The account.
    pub account: String,
    /// 对方户名.
    pub counterparty: String,
    /// 摘要.
    pub memo: String,
    /// After this line.
    pub balance: Option<Money>,
    /// File and line.
    pub source: String,
    /// The payouts that it pays.
    pub payouts: Vec<PayoutId>,
    /// The transactions that it pays directly.
    pub sales: Vec<TxnId>,
    /// What it is.
    pub note: Option<Text>,
    /// The owner matched it.
    pub by_owner: bool,
}

/// A page of deposits.
#[derive(Debug, Clone, Serialize)]
pub struct DepositPage {
    /// How many fit.
    pub total: usize,
    /// This page.
    pub rows: Vec<Deposit>,
}

/// One part of an explanation.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// What it is.
    pub label: Text,
    /// In the shop's favour positive.
    pub amount: Money,
    /// What it leads to.
    pub id: Option<String>,
    /// Its state.
    pub state: Option<String>,
}

/// What a deposit, payout or sale is made of: the parts and the rest add up.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The id that was asked for.
    pub id: String,
    /// `deposit`, `payout` or `sale`.
    pub what: &'static str,
    /// One line.
    pub title: Text,
    /// In words.
    pub sentences: Vec<Text>,
    /// In numbers.
    pub parts: Vec<Part>,
    /// What no part explains.
    pub left_over: Money,
    /// Files and lines.
    pub sources: Vec<String>,
    /// For a sale: what the till, a slip, the acquirer, the wallet and the bank have of it, side by side.
    pub records: Vec<SaleRecord>,
    /// What it may be and what to do; `None` where all is well.
    pub advice: Option<super::Advice>,
}

/// One record of a sale.
#[derive(Debug, Clone, Serialize)]
pub struct SaleRecord {
    /// `till`, `slip`, `acquirer`, `wallet`, `balance` or `bank`.
    pub who: &'static str,
    /// Its own id.
    pub id: String,
    /// Whether the sale is counted by this record; the others are evidence.
    pub counts: bool,
    /// When, by its own clock.
    pub at: String,
    /// The whole amount; for a bank line that of the line.
    pub amount: Money,
    /// How and what, or who paid.
    pub what: Text,
    /// `succeeded`, `failed`, `pending` or `arrived`.
    pub status: &'static str,
    /// What its response code means.
    pub answer: Option<Text>,
    /// Reference, order or voucher number.
    pub number: String,
    /// File and line.
    pub source: String,
    /// Why it is the same sale.
    pub note: Option<Text>,
}
