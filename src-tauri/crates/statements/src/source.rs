//! What is known about one kind of file: a data file under `sources/`, or a mapping that the owner made.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use recoup_ledger::{Billing, Channel, Cycle, Kind, LineKind, PaysInto, Status};
use serde::{Deserialize, Serialize};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// An acquirer's transaction details: one row a payment.
    #[default]
    Detail,
    /// A bank statement: one row a movement on the account.
    Bank,
    /// Movements on the balance of a wallet or a merchant number.
    Wallet,
    /// Totals only, never taken for details.
    Summary,
}

impl FileKind {
    /// `detail`, `bank`, `wallet` or `summary`.
    pub fn as_str(self) -> &'static str {
        match self {
            FileKind::Detail => "detail",
            FileKind::Bank => "bank",
            FileKind::Wallet => "wallet",
            FileKind::Summary => "summary",
        }
    }
}

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $name:ident = $key:literal, $zh:literal, $en:literal;)+) => {
        /// What a column means. The list is one for all kinds of files; each kind uses its part.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Field { $($(#[doc = $doc])+ #[serde(rename = $key)] $name,)+ }

        impl Field {
            /// Every field, in the order in which columns are given out.
            pub const ALL: &'static [Field] = &[$(Field::$name,)+];

            /// The key in data files and JSON.
            pub fn key(self) -> &'static str {
                match self { $(Field::$name => $key,)+ }
            }

            /// The name that people read, Chinese and English.
            pub fn label(self) -> (&'static str, &'static str) {
                match self { $(Field::$name => ($zh, $en),)+ }
            }
        }
    };
}

fields! {
    /// The moment, or the time of day beside [`Field::Date`].
    Time = "time", "交易时间", "time";
    /// The day.
    Date = "date", "交易日期", "date";
    /// 清算日.
    ClearingDay = "clearing_day", "清算日期", "clearing day";
    /// The day on which the acquirer says it pays out.
    PaidOn = "paid_on", "结算日期", "payout day";
    /// What the customer paid.
    Gross = "gross", "交易金额", "amount of the sale";
    /// What a refund gives back, where it has a column of its own.
    RefundAmount = "refund_amount", "退款金额", "refunded amount";
    /// What the acquirer keeps.
    Fee = "fee", "手续费", "fee";
    /// Gross less fee.
    Net = "net", "结算金额", "net amount";
    /// What reaches the balance before the fee (商家实收).
    Received = "received", "商家实收", "received before the fee";
    /// A share passed on to others (分润), negative.
    Share = "share", "分润", "share passed on";
    /// Money in.
    In = "in", "收入金额", "money in";
    /// Money out.
    Out = "out", "支出金额", "money out";
    /// One amount with a sign or beside [`Field::Flag`].
    Amount = "amount", "发生额", "amount";
    /// Whether the amount came or went.
    Flag = "flag", "借贷标志", "in or out";
    /// The balance afterwards.
    Balance = "balance", "余额", "balance";
    /// 商户编号.
    Merchant = "merchant", "商户编号", "merchant number";
    /// 终端号.
    Terminal = "terminal", "终端号", "terminal number";
    /// 检索参考号.
    Reference = "reference", "参考号", "retrieval reference";
    /// 凭证号.
    Voucher = "voucher", "凭证号", "voucher number";
    /// 批次号.
    Batch = "batch", "批次号", "batch number";
    /// 授权码.
    Auth = "auth", "授权码", "authorisation code";
    /// The acquirer's own order number.
    AcquirerOrder = "acquirer_order", "平台订单号", "acquirer's order number";
    /// 商户订单号.
    Order = "order", "商户订单号", "order number";
    /// The refund's number.
    RefundNo = "refund_no", "退款单号", "refund number";
    /// Sale, refund, …
    Kind = "kind", "交易类型", "kind of transaction";
    /// Whether it succeeded.
    Status = "status", "交易状态", "status";
    /// 应答码.
    Response = "response", "应答码", "response code";
    /// How the customer paid.
    Channel = "channel", "支付方式", "payment method";
    /// 卡类型.
    CardKind = "card_kind", "卡类型", "kind of card";
    /// 卡号.
    Card = "card", "卡号", "card number";
    /// 操作员.
    Operator = "operator", "操作员", "operator";
    /// 门店.
    Store = "store", "门店", "store";
    /// The account that the statement is about.
    Account = "account", "本方账号", "own account";
    /// The other side's name.
    Counterparty = "counterparty", "对方户名", "other side's name";
    /// The other side's account.
    CounterAccount = "counter_account", "对方账号", "other side's account";
    /// The payer's name.
    Payer = "payer", "付款人名称", "payer";
    /// The payer's account.
    PayerAccount = "payer_account", "付款人账号", "payer's account";
    /// The payee's name.
    Payee = "payee", "收款人名称", "payee";
    /// The payee's account.
    PayeeAccount = "payee_account", "收款人账号", "payee's account";
    /// The bank's own number of the row.
    Serial = "serial", "交易流水号", "serial number";
    /// The currency.
    Currency = "currency", "币种", "currency";
    /// Everything else that is worth reading; every column that fits is taken.
    Memo = "memo", "摘要", "description";
}

/// In which unit amounts are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Yuan.
    #[default]
    Yuan,
    /// Fen.
    Fen,
    /// Fen, unless any amount of the file has a decimal point: headers that say 分 are not to be trusted.
    FenUnlessPoint,
}

/// What a word in the kind column makes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Meaning {
    /// A kind of transaction.
    Transaction(Kind),
    /// A kind of movement on a balance.
    Line(LineKind),
    /// Something of no consequence.
    Other(Aside),
}

/// Rows that are no transactions of their own right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aside {
    /// 预授权撤销: a hold is released; no money moves.
    Released,
    /// 余额查询 and the like: the row is left out.
    Ignore,
}

/// What a total in a preamble or a footer adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TotalOf {
    /// How many rows.
    Rows,
    /// Money in the shop's favour.
    SumIn,
    /// Money the other way.
    SumOut,
    /// Both: in less out.
    Balance,
    /// Fees.
    Fee,
    /// Net amounts.
    Net,
    /// How many rows in the shop's favour.
    RowsIn,
    /// How many rows the other way.
    RowsOut,
}

/// A total that the file states about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The words before the number.
    pub label: String,
    /// What it adds up.
    pub of: TotalOf,
}

/// What an agreement is by default for files of a source, until the owner says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgreementDefaults {
    /// The acquirer's name; empty when the file does not tell.
    pub acquirer: String,
    /// When money is due.
    pub cycle: Cycle,
    /// Payments at or after this time belong to the next clearing day.
    pub cut_off: Option<NaiveTime>,
    /// Net or gross.
    pub billing: Billing,
    /// Account or balance.
    pub pays_into: PaysInto,
    /// Texts that name this acquirer as payer on a bank statement.
    pub payers: Vec<String>,
}

/// How well a layout is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceLevel {
    /// Nobody has published the layout: a title is known, the columns are those that are usual.
    #[default]
    None,
    /// One source of doubtful authority.
    Weak,
    /// Notes of people who read such files; no file was seen.
    Note,
    /// Public code that reads it.
    Code,
    /// A file of this layout.
    File,
    /// The provider's own documentation.
    Documented,
    /// The owner explained it.
    Owner,
}

/// Where the knowledge about a layout comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// How well it is known.
    pub level: EvidenceLevel,
    /// Who says so: a page, a project, a file.
    pub from: String,
    /// The day on which that was looked at, `2026-11-22`.
    pub seen: String,
}

impl Evidence {
    /// Whether the headers are confirmed by notes of people who read such files, by code, by a file or by the provider.
    /// A format about which nothing is said here (an international standard) is in no doubt.
    pub fn is_confirmed(&self) -> bool {
        self.level >= EvidenceLevel::Note || self.from.is_empty()
    }
}

/// What a cell of a table without headers must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellTest {
    /// A day, with or without a time.
    Day,
    /// A time of day.
    Clock,
    /// An amount.
    Amount,
    /// Nothing but digits.
    Digits,
    /// One of these words.
    OneOf(Vec<String>),
}

/// A table without headers, known by the shape of its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Headless {
    /// The names of the columns, in order; a row has as many cells, and at most one empty one more.
    pub names: Vec<String>,
    /// What cells must hold, by the number of the column from 1.
    pub cells: BTreeMap<usize, CellTest>,
}

/// One kind of file. Header names are compared after [`crate::header::normalise`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// A short name for programs: `ums`, `icbc`.
    pub id: String,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
    /// What its rows are.
    pub kind: FileKind,
    /// Where the knowledge about it comes from.
    pub evidence: Evidence,
    /// [`crate::header::signature`] of the one header row for which it holds: a table that the owner explained. Empty
    /// where `require` or `headless` decides.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub layout: String,
    /// The shape of the rows, for files without headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headless: Option<Headless>,
    /// Whether the shop's own till wrote it and not somebody who pays: its rows say what was sold, and a sale that an
    /// acquirer's file has too is one sale.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub till: bool,
    /// Whether it stands for any file of its kind rather than for one provider's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub generic: bool,
    /// The generic source whose columns fill those not given here.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub base: String,
    /// Sets of headers; a table is a candidate when it has all of one set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub require: Vec<Vec<String>>,
    /// Headers that rule this source out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forbid: Vec<String>,
    /// Words before the table or in the sheet's name that point to this source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// Whether one of the titles must be there: the headers alone are those of several sources.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub title_needed: bool,
    /// Headers by field, the preferred first. `#3` is the third column of a table without headers.
    pub columns: BTreeMap<Field, Vec<String>>,
    /// Further headers that files of this source are known to have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// The unit of amounts.
    pub unit: Unit,
    /// The channel of every row, where the file is one wallet's.
    pub channel: Channel,
    /// Whether the fee of a sale is printed as a negative number.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fee_negative: bool,
    /// Whether an amount above nothing is money out, where one signed column is all there is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sign_reversed: bool,
    /// What whole words in the status column mean, before the common ones: the test for success.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<(String, Status)>,
    /// What whole words in the channel columns mean, before the common ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<(String, Channel)>,
    /// What whole words in the kind column mean, before `kinds`: what the owner said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub whole_kinds: Vec<(String, Meaning)>,
    /// What words in the kind column mean; the first word that the cell contains counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<(String, Meaning)>,
    /// First words of rows after the data, besides the common ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub end: Vec<String>,
    /// Totals that the file states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<Total>,
    /// The agreement by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defaults: Option<AgreementDefaults>,
}
