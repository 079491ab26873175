//! Small invented worlds for the stories.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use recoup_ledger::calendar::Year;
use recoup_ledger::{
    AccountLine, Agreement, Calendar, Channel, Coverage, Kind, LineKind, Money, Transaction, TxnId,
};
use recoup_matching::{Decision, Outcome, Payout, State, Verdict, World, default_agreement, explain};

pub const SHOP: &str = "898000000000001";
pub const ACCOUNT: &str = "450000000001";
pub const PAYER: &str = "银联商务股份有限公司客户备付金";

pub fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

/// 2026 with the rests that the stories touch.
pub fn calendar() -> Calendar {
    let mut off: Vec<(NaiveDate, String)> =
        (1..=7).map(|n| (d(&format!("2026-10-0{n}")), "国庆节".to_owned())).collect();
    off.extend(["2026-09-25", "2026-09-26", "2026-09-27"].map(|day| (d(day), "中秋节".to_owned())));
    let year = Year {
        status: "official".into(),
        off,
        work_on_weekend: vec![(d("2026-09-20"), "国庆节".into()), (d("2026-10-10"), "国庆节".into())],
    };
    Calendar::new(&BTreeMap::from([(2026, year)]))
}

pub struct Shop {
    pub transactions: Vec<Transaction>,
    pub lines: Vec<AccountLine>,
    pub agreements: Vec<Agreement>,
    pub coverage: Vec<Coverage>,
    pub calendar: Calendar,
    pub typed: Vec<TxnId>,
    pub decisions: Vec<Decision>,
    pub as_of: NaiveDate,
}

impl Shop {
    /// One card agreement, T1, and a bank statement from 10-01 to `covered`.
    pub fn new(covered: &str, as_of: &str) -> Shop {
        Shop {
            transactions: Vec::new(),
            lines: Vec::new(),
            agreements: vec![default_agreement(SHOP, "银联商务", false)],
            coverage: vec![bank_days("2026-09-01", covered)],
            calendar: calendar(),
            typed: Vec::new(),
            decisions: Vec::new(),
            as_of: d(as_of),
        }
    }

    /// A sale with its fee in yuan; returns its place.
    pub fn sale(&mut self, at: &str, gross: &str, fee: &str) -> usize {
        let mut txn = Transaction::sale(at.parse().unwrap(), yuan(gross));
        txn.merchant_no = SHOP.into();
        txn.channel = Channel::Card;
        txn.reference = format!("{:012}", 700_000_000_000u64 + self.transactions.len() as u64 * 7919);
        txn.fee = (!fee.is_empty()).then(|| yuan(fee));
        self.push(txn)
    }

    pub fn push(&mut self, mut txn: Transaction) -> usize {
        let place = self.transactions.len();
        txn.id = TxnId::of(&["test", &place.to_string()]);
        self.transactions.push(txn);
        place
    }

    /// A counter-entry of a sale of this list.
    pub fn counter(&mut self, sale: usize, kind: Kind, at: &str, gross: &str, fee: &str) -> usize {
        let mut txn = self.transactions[sale].clone();
        txn.kind = kind;
        txn.at = at.parse().unwrap();
        txn.gross = -yuan(gross);
        txn.fee = (!fee.is_empty()).then(|| -yuan(fee));
        self.push(txn)
    }

    /// A credit from the acquirer.
    pub fn credit(&mut self, on: &str, amount: &str, memo: &str) -> usize {
        self.line(on, amount, PAYER, memo)
    }

    pub fn line(&mut self, on: &str, amount: &str, counterparty: &str, memo: &str) -> usize {
        let mut line = AccountLine::bank(d(on), yuan(amount));
        line.account = ACCOUNT.into();
        line.counterparty = counterparty.into();
        line.memo = memo.into();
        self.push_line(line)
    }

    pub fn push_line(&mut self, mut line: AccountLine) -> usize {
        let place = self.lines.len();
        line.id = recoup_ledger::DepositId::of(&["test", &place.to_string()]);
        self.lines.push(line);
        place
    }

    pub fn wallet(&mut self, account: &str, kind: LineKind, at: &str, amount: &str, order: &str) -> usize {
        let at: chrono::NaiveDateTime = at.parse().unwrap();
        let mut line = AccountLine::bank(at.date(), yuan(amount));
        line.kind = kind;
        line.time = Some(at.time());
        line.account = account.into();
        line.order_no = order.into();
        self.push_line(line)
    }

    pub fn explain(&self) -> Outcome {
        let outcome = explain(&self.world());
        assert!(outcome.totals.balance(), "{:?}", outcome.totals);
        assert_eq!(outcome.verdicts.len(), self.transactions.len());
        outcome
    }

    pub fn world(&self) -> World<'_> {
        World {
            transactions: &self.transactions,
            lines: &self.lines,
            agreements: &self.agreements,
            coverage: &self.coverage,
            calendar: &self.calendar,
            typed: &self.typed,
            joined: &recoup_matching::records::NOTHING,
            decisions: &self.decisions,
            as_of: self.as_of,
        }
    }
}

pub fn bank_days(from: &str, to: &str) -> Coverage {
    Coverage { account: ACCOUNT.into(), bank: true, from: d(from), to: d(to) }
}

/// Places of the sales that are missing.
pub fn missing(outcome: &Outcome) -> Vec<usize> {
    let is_missing = |v: &Verdict| matches!(v.state, State::Overdue | State::NotArrived);
    (0..outcome.verdicts.len()).filter(|i| is_missing(&outcome.verdicts[*i])).collect()
}

pub fn payout<'a>(outcome: &'a Outcome, clearing_day: &str) -> &'a Payout {
    outcome.payouts.iter().find(|p| p.clearing_day == d(clearing_day)).unwrap()
}
