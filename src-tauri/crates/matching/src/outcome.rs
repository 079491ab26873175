//! What the matching answers: plain data with the names of the CLI's contract.

use chrono::{NaiveDate, NaiveDateTime};
use recoup_ledger::{DepositId, FindingId, Money, PayoutId, TxnId};
use serde::Serialize;

use crate::short::{Few, Rare};
use crate::terms::{LearnedTerms, Overcharge};

/// What became of a transaction's money. Judged at `known_to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not due yet.
    InTransit,
    /// Due, but no statement reaches to the due day.
    Uncovered,
    /// Due, covered, at most three working days ago.
    Overdue,
    /// Due, covered, longer ago.
    NotArrived,
    /// Came on the due day or before.
    Arrived,
    /// Came after the due day.
    ArrivedLate,
    /// No money is owed: failed, held, reversed, voided or refunded.
    NeverSettles,
    /// The owner said why it does not come.
    Explained,
}

/// What became of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutState {
    /// Everything came (rounding of fees aside).
    Paid,
    /// A part came.
    Short,
    /// More came than was owed.
    Over,
    /// Not due yet.
    InTransit,
    /// Due, but no statement reaches to the due day.
    Uncovered,
    /// Nothing came, at most three working days late.
    Overdue,
    /// Nothing came, longer.
    NotArrived,
}

/// How sure an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// All other stories together weigh no more than a hundredth.
    Proved,
    /// Certain as to the amount; it is one of several equal sales.
    OneOf,
    /// The likeliest of several stories.
    Likely,
}

/// By which evidence payouts and deposits belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The owner said so.
    Owner,
    /// An order or reference number stands in the deposit.
    Key,
    /// The deposit names the trading days, and the total fits to the fen.
    MemoDays,
    /// The total of one due day fits to the fen.
    Total,
    /// Several neighbouring clearing days were paid together.
    Run,
    /// One channel, terminal or clearing day of a due day was paid by itself.
    Part,
    /// One due day was paid in two or three credits.
    Split,
    /// The deposit is exactly one sale.
    Single,
    /// The fee is not known; the deposit lies 0 to 3 % under gross.
    FeeUnknown,
    /// The difference is a fee.
    Fee,
    /// The deposit lacks a few named sales.
    Deficit,
    /// Sales of the day before came with this deposit.
    Chained,
    /// The deposit belongs to the day by payer and date, but the amount is not explained.
    PayerAndDay,
    /// A balance's fund-flow bill credits the sale.
    Wallet,
    /// Money withdrawn from a balance.
    Withdrawal,
}

/// What the difference between expected and received is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Residual {
    /// There is none.
    None,
    /// The acquirer kept more or less than agreed.
    Fee,
    /// Nobody knows.
    Unexplained,
}

/// Why we say so: a code with its numbers. [`Reason::code`], [`Reason::zh`] and [`Reason::en`] make it readable.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[allow(missing_docs)] // the fields carry their names into the sentences of `words.rs`
pub enum Reason {
    /// The due day's money is not in the statement.
    NoDeposit { clearing_day: NaiveDate, due_on: NaiveDate, amount: Money, known_to: NaiveDate },
    /// Every other payout around it came, so the account is the right one.
    OthersArrived { count: u32 },
    /// No credit of this acquirer stands in the statement at all: it may be the wrong account's.
    NoneFromAcquirer,
    /// The deposit is short by exactly these sales.
    ShortBy { due_on: NaiveDate, expected: Money, received: Money, missing: Money, sales: u32 },
    /// Several equal sales; which one is missing cannot be told from the amount.
    EqualSales { count: u32, amount: Money },
    /// Other sets of sales would explain the same amount.
    Rivals { count: u64 },
    /// The deposit is short and no set of sales stands out.
    ShortUnclear { due_on: NaiveDate, expected: Money, received: Money, lacking: Money, stories: u64 },
    /// No statement covers the due day.
    NotCovered { due_on: NaiveDate, known_to: Option<NaiveDate> },
    /// Not due yet.
    NotDue { due_on: NaiveDate },
    /// Days off in between moved the due day.
    DaysOff { clearing_day: NaiveDate, due_on: NaiveDate },
    /// The working days of that year are not announced yet.
    CalendarProvisional { year: i32 },
    /// It came after the due day.
    Late { due_on: NaiveDate, arrived_on: NaiveDate, days: i64 },
    /// The fee is not stated anywhere; it was taken from what arrived.
    FeeUnconfirmed { gross: Money, received: Money },
    /// The fee is worked out from a rate that only the totals of so many due days show, to the fen.
    FeeLearned { fee: Money, days: u32 },
    /// The acquirer kept more (or less) than the file or the agreement says.
    FeeOff { expected: Money, received: Money, difference: Money },
    /// Credits show to the fen that this rate is charged instead of the agreed one.
    RateCharged { rate: String, sales: u32 },
    /// This very amount is kept back again and again: it is a charge, not a sale.
    KeptBack { amount: Money },
    /// More came than was owed.
    TooMuch { expected: Money, received: Money, surplus: Money },
    /// A credit of the acquirer fits no sale.
    UnknownCredit { on: NaiveDate, amount: Money },
    /// Money left the balance and did not reach the bank.
    WithdrawalNotSeen { on: NaiveDate, amount: Money, known_to: NaiveDate },
    /// Refunds exceed sales; it is taken from the next payout.
    CarriedOver { amount: Money },
    /// Failed or closed: no money is owed.
    Failed,
    /// The file calls it still in progress.
    Pending,
    /// Money only held, not taken.
    HeldOnly,
    /// The held money was taken by another record.
    Completed,
    /// Sale and counter-entry cancel each other.
    TakenBack { by: TxnId },
    /// Waits aside until the acquirer's own totals are matched; never seen outside.
    Held,
    /// The till or a slip has the sale; the acquirer's files of that time have not.
    NotAtAcquirer { at: NaiveDateTime, amount: Money, slip: bool },
    /// A till's clock is fast (negative: slow) beside the acquirer's; equal times were found with that.
    ClockOff { minutes: i64 },
    /// Till and acquirer have different numbers of equal sales at that time.
    EqualCounts { amount: Money, till: u32, acquirer: u32 },
    /// The acquirer's record of the sale failed or was closed.
    FailedThere { answer: String },
    /// The acquirer's record of the sale is still in progress.
    PendingThere { answer: String },
    /// The acquirer reversed or voided the sale, and the till does not know.
    ReversedThere { answer: String },
    /// Till and acquirer have different amounts for one sale.
    AmountsDiffer { till: Money, acquirer: Money },
    /// The acquirer has the sale at another time: taken offline, uploaded later.
    UploadedLate { till: NaiveDateTime, acquirer: NaiveDateTime },
    /// The till does not say how it was paid and the acquirer does not have it: perhaps cash; it is not counted.
    HowPaidUnknown { sales: u32, amount: Money },
    /// Too few of a till's sales are at this acquirer; those without a partner are not counted.
    LittleInCommon { sales: u32, amount: Money, common: u32 },
    /// The till took it back, the acquirer does not know of it; it is not counted.
    RefundNotThere { sales: u32, amount: Money },
    /// The till took the sale back itself.
    CancelledOnTill,
    /// The acquirer's file gives that day as the settlement day.
    SaidPaidOut { on: NaiveDate },
    /// The owner said why.
    OwnerSaid { why: String },
    /// The owner rejected the finding.
    OwnerRejected,
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Ask {
    /// The acquirer.
    Acquirer {
        /// Its name; may be empty.
        name: String,
    },
    /// The bank that keeps the account.
    Bank,
    /// The shop itself: a file is lacking.
    Shop,
}

/// What would settle the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[allow(missing_docs)] // as above
pub enum SettleBy {
    /// Import the bank statement for these days.
    ImportStatement { account: String, from: NaiveDate, to: NaiveDate },
    /// Import the balance's fund-flow bill for these days.
    ImportFundFlow { account: String, from: NaiveDate, to: NaiveDate },
    /// Import the acquirer's settlement detail of this day.
    ImportDetail { day: NaiveDate },
    /// Ask for the payout record (划款记录) of this day and amount.
    PayoutRecord { day: NaiveDate, amount: Money },
    /// Compare with the fee in the agreement.
    FeeAgreement,
    /// Import the sales that belong to the credit.
    ImportSales { day: NaiveDate },
    /// Ask the acquirer what became of the sale; let the terminal show its last payment and upload what it holds.
    AskStatus { at: NaiveDateTime, amount: Money },
    /// Compare till and acquirer over these days.
    CompareRecords { from: NaiveDate, to: NaiveDate },
}

/// What is known about one transaction; the list is aligned with [`crate::World::transactions`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The transaction.
    pub id: TxnId,
    /// The payout that it belongs to; `None` when it never settles.
    pub payout: Option<PayoutId>,
    /// When its money is or was due.
    pub due_on: Option<NaiveDate>,
    /// Natural days from `due_on` to `known_to`; for late money, to its arrival. 0 for all others.
    pub days_late: i64,
    /// What became of it.
    pub state: State,
    /// The day up to which statements let us judge.
    pub known_to: Option<NaiveDate>,
    /// How sure.
    pub certainty: Certainty,
    /// 0 to 1.
    pub confidence: f64,
    /// Where equal sales cannot be told apart: all of them, this one included. Otherwise empty.
    pub one_of: Rare<TxnId>,
    /// The file's fee, the agreement's, or what the deposit that brought it took. `None` where none of them says it:
    /// `net` may then be worked out from a learned rate ([`Reason::FeeLearned`]), which is no contract's.
    pub fee: Option<Money>,
    /// What the shop should get for it; sums to the payout's `net`.
    pub net: Money,
    /// The deposit that brought it.
    pub deposit: Option<DepositId>,
    /// Why; empty for plainly arrived sales of stated fee (the match has the proof).
    pub reasons: Rare<Reason>,
}

/// What is owed for one clearing day under one agreement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Payout {
    /// The same on every machine.
    pub id: PayoutId,
    /// [`recoup_ledger::Agreement::id`]; 0 for a default that is not stored.
    pub agreement: u32,
    /// 商户编号.
    pub merchant_no: String,
    /// The only channel of its transactions, else `all`, `card` or `qr`.
    pub channel: &'static str,
    /// 清算日.
    pub clearing_day: NaiveDate,
    /// When the money is due.
    pub due_on: NaiveDate,
    /// How many transactions, refunds included.
    pub sales: u32,
    /// Σ gross.
    pub gross: Money,
    /// gross − net.
    pub fee: Money,
    /// What is owed.
    pub net: Money,
    /// What came.
    pub received: Money,
    /// net − received: positive when money is lacking.
    pub difference: Money,
    /// The credits that brought it.
    pub deposits: Vec<DepositId>,
    /// What became of it.
    pub state: PayoutState,
    /// The day up to which statements let us judge.
    pub known_to: Option<NaiveDate>,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Due and covered for more than three working days, not there.
    NotArrived,
    /// Due and covered, at most three working days.
    Overdue,
    /// The acquirer's file says that it paid out; the bank statement does not show it.
    PaidOutNotSeen,
    /// On the till or on a slip, and not in the acquirer's files that show its day.
    NotAtAcquirer,
    /// Till and acquirer say different things of one sale: failed or taken back there, another amount or day.
    StatusConflict,
    /// A till's records and an acquirer's that do not fit together; which of them count is said with it.
    RecordsDiffer,
    /// A credit is short and the sales cannot be named.
    Short,
    /// Came after the due day.
    ArrivedLate,
    /// The fee differs from what was agreed.
    FeeDifference,
    /// The acquirer keeps back an amount that it does not explain.
    UnknownDeduction,
    /// More came than was owed.
    OverCredited,
    /// A credit of the acquirer belongs to no known sale.
    UnknownCredit,
    /// Withdrawn from the balance, not seen at the bank.
    WithdrawalNotArrived,
    /// A statement is lacking.
    StatementGap,
}

/// Something that the owner should know or do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The same as long as its cause is the same.
    pub id: FindingId,
    /// What kind.
    pub kind: FindingKind,
    /// The money in question, always positive.
    pub amount: Money,
    /// The credit in question.
    pub deposit: Option<DepositId>,
    /// The payouts in question.
    pub payouts: Vec<PayoutId>,
    /// The sales in question; empty where they cannot be named.
    pub sales: Vec<TxnId>,
    /// How sure.
    pub certainty: Certainty,
    /// 0 to 1.
    pub confidence: f64,
    /// How many other stories weigh more than one hundredth of this one; for `short`, how many there are.
    pub rivals: u64,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Whom to ask.
    pub ask: Ask,
    /// What would settle it.
    pub settle_by: SettleBy,
}

/// Account lines and the transactions they explain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    /// The lines: credits of a bank account or of a balance (for a withdrawal, its line first).
    pub deposits: Few<DepositId>,
    /// The payouts touched.
    pub payouts: Few<PayoutId>,
    /// The transactions paid.
    pub sales: Few<TxnId>,
    /// Σ net of the transactions (for a withdrawal, the amount withdrawn).
    pub expected: Money,
    /// Σ of the deposits that counts towards them.
    pub received: Money,
    /// expected − received.
    pub difference: Money,
    /// What the difference is.
    pub residual: Residual,
    /// By which evidence.
    pub proof: Proof,
    /// How sure.
    pub certainty: Certainty,
    /// 0 to 1.
    pub confidence: f64,
    /// What else is to be said.
    pub reasons: Rare<Reason>,
}

/// A credit of a bank account that explains no sale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leftover {
    /// The credit.
    pub deposit: DepositId,
    /// Its amount.
    pub amount: Money,
    /// Whether its payer is, or looks like, an acquirer.
    pub from_acquirer: bool,
}

/// The nine parts; see the sign convention of the crate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Everything owed, net of fees; what never settles is left out.
    pub expected: Money,
    /// What was received for it, late money included.
    pub arrived: Money,
    /// Not due.
    pub in_transit: Money,
    /// Due, not covered by a statement.
    pub uncovered: Money,
    /// Due and covered, at most three working days.
    pub overdue: Money,
    /// Due and covered, longer.
    pub not_arrived: Money,
    /// Kept by the acquirer beyond what was agreed.
    pub fee_difference: Money,
    /// The owner said why.
    pub explained: Money,
    /// Lacking (or too much: negative) without a known cause.
    pub unexplained: Money,
}

impl Totals {
    /// Whether the money identity holds to the fen.
    pub fn balance(&self) -> bool {
        self.expected
            == self.arrived
                + self.in_transit
                + self.uncovered
                + self.overdue
                + self.not_arrived
                + self.fee_difference
                + self.explained
                + self.unexplained
    }
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The day asked for.
    pub as_of: NaiveDate,
    /// One for each transaction, aligned with the input.
    pub verdicts: Vec<Verdict>,
    /// By due day, merchant number, clearing day.
    pub payouts: Vec<Payout>,
    /// By kind and amount, the gravest first.
    pub findings: Vec<Finding>,
    /// In the order of their first deposit.
    pub matches: Vec<Match>,
    /// Credits that explain no sale.
    pub leftovers: Vec<Leftover>,
    /// What the credits show about the agreements.
    pub learned: Vec<LearnedTerms>,
    /// Rates charged instead of the agreed ones.
    pub overcharges: Vec<Overcharge>,
    /// The nine parts.
    pub totals: Totals,
}
