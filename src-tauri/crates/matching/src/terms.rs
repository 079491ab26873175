//! What the credits show about an agreement, and how it is said.

use chrono::{NaiveDate, NaiveTime};
use recoup_ledger::{CardKind, Channel, Cycle, DepositId, Money, RateRule, TxnId};
use rust_decimal::Decimal;
use serde::Serialize;

/// Terms that the credits themselves show, to the fen, and that nobody typed. They are used for matching and never
/// shown as a contract's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LearnedTerms {
    /// [`recoup_ledger::Agreement::id`].
    pub agreement: u32,
    /// 商户编号.
    pub merchant_no: String,
    /// The cut-off, where it is another than assumed; 00:00:00 is midnight.
    pub cut_off: Option<NaiveTime>,
    /// The cycle, where it is another than assumed.
    pub cycle: Option<Cycle>,
    /// By how many minutes the till's clock is fast (negative: slow) beside the acquirer's.
    pub clock_fast_minutes: i64,
    /// The rates, where no file and no agreement states them.
    pub rates: Vec<RateRule>,
    /// How many due days show it.
    pub credits: u32,
}

/// A rate that several credits show to the fen, charged instead of the one that the file or the agreement states.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overcharge {
    /// [`recoup_ledger::Agreement::id`].
    pub agreement: u32,
    /// 商户编号.
    pub merchant_no: String,
    /// What was charged: `0.45%`.
    pub rate: String,
    /// The first due day of it.
    pub from: NaiveDate,
    /// The last due day of it.
    pub until: NaiveDate,
    /// What was kept beyond the stated fees; negative where less was.
    pub amount: Money,
    /// The credits, by date.
    pub deposits: Vec<DepositId>,
    /// The sales that were charged so.
    pub sales: Vec<TxnId>,
}

impl LearnedTerms {
    /// For the shop owner, in Chinese.
    pub fn zh(&self) -> String {
        let mut said = Vec::new();
        if !self.rates.is_empty() {
            said.push(format!(
                "费率是{}",
                rates(&self.rates, |rule| name(rule).0, ["、", "，", "（封顶 ", " 元）"])
            ));
        }
        if let Some(cut_off) = self.cut_off {
            said.push(format!("日切时间是 {}", cut_off.format("%H:%M")));
        }
        if self.cycle == Some(Cycle::D1) {
            said.push("周末和节假日的钱也在第二天到账，不等工作日".to_owned());
        }
        match self.clock_fast_minutes {
            0 => {}
            fast @ 1.. => said.push(format!("收款机的时钟快 {fast} 分钟")),
            slow => said.push(format!("收款机的时钟慢 {} 分钟", -slow)),
        }
        format!("{} 天的入账分文不差地说明，{}。这是推算的，不是合同写的", self.credits, said.join("；"))
    }

    /// In English.
    pub fn en(&self) -> String {
        let mut said = Vec::new();
        if !self.rates.is_empty() {
            let rates = rates(&self.rates, |rule| name(rule).1, [", ", "; ", " (at most ", " yuan)"]);
            said.push(format!("the rates are {rates}"));
        }
        if let Some(cut_off) = self.cut_off {
            said.push(format!("the cut-off is {}", cut_off.format("%H:%M")));
        }
        if self.cycle == Some(Cycle::D1) {
            said.push("days off are paid on the next day too, not on the next working day".to_owned());
        }
        match self.clock_fast_minutes {
            0 => {}
            fast @ 1.. => said.push(format!("the till's clock is {fast} minutes fast")),
            slow => said.push(format!("the till's clock is {} minutes slow", -slow)),
        }
        format!(
            "The credits of {} due days show to the fen that {}. This is worked out; no contract says it",
            self.credits,
            said.join(" and ")
        )
    }
}

impl Overcharge {
    /// For the shop owner, in Chinese.
    pub fn zh(&self) -> String {
        format!(
            "{} 到 {} 的 {} 笔入账分文不差地说明，{} 笔收款按 {} 扣手续费，不是约定的费率，共{} {} 元",
            self.from,
            self.until,
            self.deposits.len(),
            self.sales.len(),
            self.rate,
            if self.amount.is_negative() { "少扣" } else { "多扣" },
            self.amount.abs().grouped()
        )
    }

    /// In English.
    pub fn en(&self) -> String {
        format!(
            "{} credits from {} to {} show to the fen that {} sales were charged {} instead of the agreed rate: {} yuan too {}",
            self.deposits.len(),
            self.from,
            self.until,
            self.sales.len(),
            self.rate,
            self.amount.abs().grouped(),
            if self.amount.is_negative() { "little" } else { "much" }
        )
    }
}

/// Whom a rule is for, in Chinese and English.
fn name(rule: &RateRule) -> (&'static str, &'static str) {
    match (rule.channel, rule.card_kind) {
        (Some(Channel::Card), Some(CardKind::Debit)) => ("借记卡", "debit cards"),
        (Some(Channel::Card), Some(CardKind::Credit)) => ("贷记卡", "credit cards"),
        (Some(Channel::Card), _) => ("银行卡", "cards"),
        (Some(Channel::WeChat), _) => ("微信", "WeChat Pay"),
        (Some(Channel::Alipay), _) => ("支付宝", "Alipay"),
        (Some(Channel::UnionPayQr), _) => ("云闪付", "UnionPay QR"),
        (Some(Channel::ECny), _) => ("数字人民币", "e-CNY"),
        (Some(Channel::Qr), _) => ("扫码", "QR codes"),
        (Some(Channel::Unknown) | None, _) => ("其他", "others"),
    }
}

/// Rules of one price together: `微信、支付宝 0.38%，借记卡 0.5%（封顶 20.00 元）`.
fn rates(
    rules: &[RateRule],
    name: impl Fn(&RateRule) -> &'static str,
    [and, then, most, yuan]: [&str; 4],
) -> String {
    let alike = rules.chunk_by(|a, b| (a.rate, a.cap) == (b.rate, b.cap));
    let said = alike.map(|rules| {
        let names: Vec<&str> = rules.iter().map(&name).collect();
        let percent = (rules[0].rate * Decimal::ONE_HUNDRED).normalize();
        let cap = rules[0].cap.map(|cap| format!("{most}{}{yuan}", cap.grouped())).unwrap_or_default();
        format!("{} {percent}%{cap}", names.join(and))
    });
    said.collect::<Vec<_>>().join(then)
}
