//! The agreement (受理协议) under which an acquirer pays a shop.

use chrono::{NaiveTime, Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::transaction::{CardKind, Channel};

/// When a clearing day's money is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cycle {
    /// The next working day; days off are paid together on the next one.
    #[default]
    T1,
    /// The next natural day.
    D1,
    /// The same day.
    T0,
    /// Once a week on this day (the file's and the CLI's `weekly` means Monday).
    Weekly(Weekday),
    /// When the owner asks for it (提现).
    OnRequest,
}

/// Which of the shop's payments the agreement is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every payment of the merchant number.
    #[default]
    All,
    /// Cards only.
    Card,
    /// QR payments only.
    Qr,
}

/// Whether the fee is taken before the payout or billed apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Billing {
    /// The payout is gross less fee.
    #[default]
    Net,
    /// The payout is gross; the fee is taken apart.
    Gross,
}

/// Where the acquirer pays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaysInto {
    /// The bank account whose credits carry this payer, or the only one: nobody has said.
    #[default]
    AnyAccount,
    /// This bank account.
    Account(String),
    /// The balance of the merchant number; only withdrawals from it reach a bank.
    Balance,
}

/// One rate of the agreement: applies where channel and card kind fit; the first that fits counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRule {
    /// `None`: any channel.
    pub channel: Option<Channel>,
    /// `None`: any card.
    pub card_kind: Option<CardKind>,
    /// A fraction: 0.0038 is 0.38 %.
    pub rate: Decimal,
    /// The most that one payment costs (debit cards: often 20 yuan).
    pub cap: Option<Money>,
    /// The least that one payment costs.
    pub min: Option<Money>,
}

/// One merchant number at one acquirer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// The store's number; 0 until it is stored.
    pub id: u32,
    /// 商户编号; empty for sales typed in without one.
    pub merchant_no: String,
    /// Which payments of that number.
    pub scope: Scope,
    /// The acquirer's name as shown to people.
    pub acquirer: String,
    /// When money is due.
    pub cycle: Cycle,
    /// Payments at or after this time belong to the next clearing day. `None`: midnight.
    pub cut_off: Option<NaiveTime>,
    /// Empty: not known.
    pub rates: Vec<RateRule>,
    /// Net or gross.
    pub billing: Billing,
    /// Account or balance.
    pub pays_into: PaysInto,
    /// Texts that name this acquirer as payer on a bank statement.
    pub payers: Vec<String>,
    /// Whether the owner typed or confirmed it; a default is never shown as a contract term.
    pub confirmed: bool,
}

impl RateRule {
    /// Whether the rule is for a payment of this channel and card.
    pub fn fits(&self, channel: Channel, card_kind: CardKind) -> bool {
        self.channel.is_none_or(|c| c == channel) && self.card_kind.is_none_or(|k| k == card_kind)
    }

    /// The fee on one payment; negative for a refund that gives the fee back.
    pub fn fee(&self, gross: Money) -> Money {
        let mut fee = gross.abs().times(self.rate);
        if let Some(min) = self.min {
            fee = fee.max(min);
        }
        if let Some(cap) = self.cap {
            fee = fee.min(cap);
        }
        if gross.is_negative() { -fee } else { fee }
    }
}

impl Agreement {
    /// The rate for a payment, if the agreement knows one.
    pub fn rate(&self, channel: Channel, card_kind: CardKind) -> Option<&RateRule> {
        self.rates.iter().find(|rule| rule.fits(channel, card_kind))
    }

    /// Whether a payment by this channel falls under the agreement.
    pub fn covers(&self, channel: Channel) -> bool {
        match self.scope {
            Scope::All => true,
            Scope::Card => matches!(channel, Channel::Card | Channel::Unknown),
            Scope::Qr => !matches!(channel, Channel::Card | Channel::Unknown),
        }
    }
}
