//! Lines of a bank statement, and of the fund-flow bill of a WeChat Pay or Alipay balance.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::id::DepositId;
use crate::money::Money;
use crate::transaction::Origin;

/// What a line is. Bank lines are `Bank`; the others stand in a balance's fund-flow bill (资金账单, 账务明细).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A line of a bank statement.
    #[default]
    Bank,
    /// A sale credited to the balance.
    WalletTrade,
    /// A service fee taken from the balance.
    WalletFee,
    /// A refund paid from the balance.
    WalletRefund,
    /// 提现: money on its way from the balance to the bank.
    WalletWithdrawal,
    /// Any other movement of the balance.
    WalletOther,
}

/// One movement on an account. A credit line of a bank statement is what the trade calls 银行入账 (a deposit).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLine {
    /// The same on every machine; set by [`LineIds`].
    pub id: DepositId,
    /// Where it was read.
    pub origin: Origin,
    /// What it is.
    pub kind: LineKind,
    /// The bank account's number as printed, or the merchant number of the balance. Empty where the file does not say.
    pub account: String,
    /// The booking day.
    pub on: NaiveDate,
    /// The time of day where the file has it.
    pub time: Option<NaiveTime>,
    /// In the shop's favour: credits positive, debits negative.
    pub amount: Money,
    /// The balance after this line where the file has it.
    pub balance: Option<Money>,
    /// 对方户名.
    pub counterparty: String,
    /// 对方账号.
    pub counter_account: String,
    /// 摘要, 用途, 附言 joined.
    pub memo: String,
    /// The bank's own number of the line.
    pub serial: String,
    /// Balance lines: the order that the movement belongs to.
    pub order_no: String,
}

impl AccountLine {
    /// A line of a bank statement with everything else unknown.
    pub fn bank(on: NaiveDate, amount: Money) -> AccountLine {
        AccountLine {
            id: DepositId([0; 6]),
            origin: Origin::default(),
            kind: LineKind::Bank,
            account: String::new(),
            on,
            time: None,
            amount,
            balance: None,
            counterparty: String::new(),
            counter_account: String::new(),
            memo: String::new(),
            serial: String::new(),
            order_no: String::new(),
        }
    }

    /// Day and time; midnight where the file has no time.
    pub fn at(&self) -> NaiveDateTime {
        self.on.and_time(self.time.unwrap_or(NaiveTime::MIN))
    }

    /// Whether it is money that came into a bank account.
    pub fn is_deposit(&self) -> bool {
        self.kind == LineKind::Bank && self.amount > Money::ZERO
    }
}

/// The days for which a file shows everything that happened on an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The account, spelt as in [`AccountLine::account`].
    pub account: String,
    /// Whether it is a bank account (else a balance).
    pub bank: bool,
    /// First day covered.
    pub from: NaiveDate,
    /// Last day covered.
    pub to: NaiveDate,
}

/// Gives every line of one file its identifier: the account with the bank's own number, day and amount; where there is
/// no number, the content with the running balance; equal rows get an ordinal, so the lines come one after the other in
/// the file's order.
#[derive(Debug, Default)]
pub struct LineIds {
    seen: HashMap<DepositId, u32>,
}

impl LineIds {
    /// Gives the next line of the file its identifier.
    pub fn assign(&mut self, line: &mut AccountLine) {
        let on = line.on.to_string();
        let amount = line.amount.fen().to_string();
        let kind = format!("{:?}", line.kind);
        let base = if line.serial.is_empty() {
            let time = line.time.map(|t| t.to_string()).unwrap_or_default();
            let balance = line.balance.map(|b| b.fen().to_string()).unwrap_or_default();
            DepositId::of(&[
                "row",
                &kind,
                &line.account,
                &on,
                &time,
                &amount,
                &balance,
                &line.counterparty,
                &line.memo,
            ])
        } else {
            DepositId::of(&["no", &kind, &line.account, &line.serial, &on, &amount])
        };
        let count = self.seen.entry(base).or_insert(0);
        *count += 1;
        line.id =
            if *count == 1 { base } else { DepositId::of(&["again", &base.to_string(), &count.to_string()]) };
    }
}
