//! What the acquirer, the wallet or the till recorded at the counter.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::id::TxnId;
use crate::money::Money;

/// What kind of record it is (the trade's terms).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 消费.
    #[default]
    Sale,
    /// 退货 / 退款: money given back on a later day or in part.
    Refund,
    /// 撤销: the whole sale taken back on the same day, before clearing.
    Void,
    /// 冲正: the terminal or the host took back a payment whose answer got lost.
    Reversal,
    /// 预授权: money held, not yet taken.
    PreAuth,
    /// 预授权完成: the held money taken.
    Completion,
}

impl Kind {
    /// The word that goes into identifiers; it may never change.
    fn word(self) -> &'static str {
        match self {
            Kind::Sale => "Sale",
            Kind::Refund => "Refund",
            Kind::Void => "Void",
            Kind::Reversal => "Reversal",
            Kind::PreAuth => "PreAuth",
            Kind::Completion => "Completion",
        }
    }
}

/// How the customer paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A bank card, dipped, swiped or tapped.
    Card,
    /// 微信支付.
    WeChat,
    /// 支付宝.
    Alipay,
    /// 云闪付 / 银联二维码.
    UnionPayQr,
    /// 数字人民币.
    ECny,
    /// A QR code whose wallet the file does not name.
    Qr,
    /// The file does not say.
    #[default]
    Unknown,
}

/// Which kind of card, where the file says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// 借记卡.
    Debit,
    /// 贷记卡 / 准贷记卡.
    Credit,
    /// The file does not say, or no card was used.
    #[default]
    Unknown,
}

/// What became of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The money is owed.
    #[default]
    Succeeded,
    /// Failed, closed or cancelled before it counted: no money is owed.
    Failed,
    /// Still being processed when the file was made.
    Pending,
}

/// Where in an imported file a record stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The store's number of the import; 0 until it is stored. A sale typed in from a slip has its own import.
    pub import: u32,
    /// Which table of the file, from 0.
    pub sheet: u16,
    /// The line of the file or row of the sheet, from 1.
    pub line: u32,
}

/// One record of the acquirer, the wallet or the till. Texts are empty where the file has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The same on every machine; set by [`TxnIds`].
    pub id: TxnId,
    /// Where it was read.
    pub origin: Origin,
    /// 商户编号.
    pub merchant_no: String,
    /// 终端号.
    pub terminal_no: String,
    /// 凭证号 / 流水号 on the slip (six digits).
    pub voucher_no: String,
    /// 批次号.
    pub batch_no: String,
    /// 授权码.
    pub auth_code: String,
    /// 参考号 / 检索号 (retrieval reference).
    pub reference: String,
    /// 商户订单号.
    pub order_no: String,
    /// The acquirer's or wallet's own order number (银商订单号, 微信订单号, 支付宝交易号).
    pub acquirer_order: String,
    /// For a refund, void or reversal: its own number, or the number of the sale that it takes back.
    pub refund_no: String,
    /// Sale, refund, …
    pub kind: Kind,
    /// Whether it counts.
    pub status: Status,
    /// How the customer paid.
    pub channel: Channel,
    /// Which kind of card.
    pub card_kind: CardKind,
    /// First six and last four digits at most.
    pub card: String,
    /// When, in +08:00.
    pub at: NaiveDateTime,
    /// 清算日 where the file states it.
    pub clearing_day: Option<NaiveDate>,
    /// The day on which the acquirer's own file says it was or will be paid out (结算日期, 划付日期).
    pub paid_out_on: Option<NaiveDate>,
    /// In the shop's favour: sales positive, refunds and voids negative.
    pub gross: Money,
    /// What the acquirer keeps, positive; negative on a refund that gives the fee back. `None`: the file does not say.
    pub fee: Option<Money>,
    /// `gross − fee`, as the file states it. `None`: the file does not say.
    pub net: Option<Money>,
    /// 应答码 where the file or the slip has it.
    pub response_code: String,
    /// Who worked the terminal.
    pub operator: String,
    /// 门店.
    pub store: String,
    /// Whatever else a person would want to read.
    pub memo: String,
}

impl Transaction {
    /// A successful sale of `gross` with everything else unknown.
    pub fn sale(at: NaiveDateTime, gross: Money) -> Transaction {
        Transaction {
            id: TxnId([0; 6]),
            origin: Origin::default(),
            merchant_no: String::new(),
            terminal_no: String::new(),
            voucher_no: String::new(),
            batch_no: String::new(),
            auth_code: String::new(),
            reference: String::new(),
            order_no: String::new(),
            acquirer_order: String::new(),
            refund_no: String::new(),
            kind: Kind::Sale,
            status: Status::Succeeded,
            channel: Channel::Unknown,
            card_kind: CardKind::Unknown,
            card: String::new(),
            at,
            clearing_day: None,
            paid_out_on: None,
            gross,
            fee: None,
            net: None,
            response_code: String::new(),
            operator: String::new(),
            store: String::new(),
            memo: String::new(),
        }
    }

    /// What the shop should get for it: the stated net, else gross less the stated fee, else gross.
    pub fn owed(&self) -> Money {
        self.net.unwrap_or_else(|| self.gross - self.fee.unwrap_or(Money::ZERO))
    }
}

/// Gives every transaction of one file its identifier, one after the other in the file's order.
///
/// The strong key is the acquirer's own order number with kind, refund number and amount; where that is missing, the
/// retrieval reference with terminal, voucher number, kind, time and amount (a refund shares its sale's reference);
/// where that too is missing, the content and its ordinal among equal rows of the file. Overlapping exports of the
/// same acquirer thus give the same identifiers.
#[derive(Debug, Default)]
pub struct TxnIds {
    seen: HashMap<TxnId, u32>,
}

impl TxnIds {
    /// Gives the next row of the file its identifier.
    pub fn assign(&mut self, txn: &mut Transaction) {
        let kind = txn.kind.word();
        let gross = txn.gross.fen().to_string();
        let base = if !txn.acquirer_order.is_empty() {
            TxnId::of(&["order", &txn.acquirer_order, kind, &txn.refund_no, &gross])
        } else {
            let (day, time) = (txn.at.date(), txn.at.time());
            let at = format!(
                "{:04}{:02}{:02}{:02}{:02}{:02}",
                day.year(),
                day.month(),
                day.day(),
                time.hour(),
                time.minute(),
                time.second()
            );
            if !txn.reference.is_empty() {
                TxnId::of(&[
                    "ref",
                    &txn.merchant_no,
                    &txn.terminal_no,
                    &txn.reference,
                    &txn.voucher_no,
                    kind,
                    &at,
                    &gross,
                ])
            } else {
                TxnId::of(&[
                    "row",
                    &txn.merchant_no,
                    &txn.terminal_no,
                    &txn.order_no,
                    &txn.voucher_no,
                    &txn.card,
                    kind,
                    &at,
                    &gross,
                ])
            }
        };
        let count = self.seen.entry(base).or_insert(0);
        *count += 1;
        txn.id =
            if *count == 1 { base } else { TxnId::of(&["again", &base.to_string(), &count.to_string()]) };
    }
}
