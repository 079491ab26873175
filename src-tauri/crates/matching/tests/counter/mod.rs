//! A shop with a till beside the acquirer, and what the joining and the matching answer.

use std::collections::BTreeSet;

use recoup_ledger::{Channel, Money, Status, Transaction};
use recoup_matching::records::{Joined, Records, join};
use recoup_matching::{FindingKind, Outcome, State, World, explain};

use crate::world::*;

pub const ACQUIRER: u32 = 1;
pub const TILL: u32 = 2;
pub const SLIP: u32 = 3;

/// A shop with a till beside the acquirer.
pub struct Counter {
    pub shop: Shop,
    /// First and last day that the acquirer's file says it shows.
    pub stated: Option<(&'static str, &'static str)>,
}

pub struct Answer {
    pub joined: Joined,
    pub counted: Vec<Transaction>,
    pub outcome: Outcome,
}

impl Counter {
    pub fn new() -> Counter {
        Counter { shop: Shop::new("2026-11-20", "2026-11-21"), stated: None }
    }

    pub fn push(&mut self, import: u32, at: &str, gross: &str, channel: Channel) -> usize {
        let mut txn = Transaction::sale(at.parse().unwrap(), yuan(gross));
        txn.origin.import = import;
        txn.channel = channel;
        if import == ACQUIRER {
            txn.merchant_no = SHOP.into();
            txn.fee = Some(Money::ZERO);
        }
        self.shop.push(txn)
    }

    pub fn acquirer(&mut self, at: &str, gross: &str) -> usize {
        self.push(ACQUIRER, at, gross, Channel::Card)
    }

    pub fn till(&mut self, at: &str, gross: &str) -> usize {
        self.push(TILL, at, gross, Channel::Card)
    }

    /// A sale that both have.
    pub fn both(&mut self, at: &str, gross: &str, till_at: &str) {
        self.acquirer(at, gross);
        self.till(till_at, gross);
    }

    /// Twelve sales of different amounts from 9:00 on the day on, the till's clock `fast` minutes fast.
    pub fn usual_day(&mut self, day: &str, fast: i64) {
        for n in 0..12 {
            let at: chrono::NaiveDateTime = format!("{day}T09:00:00").parse().unwrap();
            let at = at + chrono::TimeDelta::minutes(n * 47);
            let till = at + chrono::TimeDelta::minutes(fast) + chrono::TimeDelta::seconds(n % 5);
            let text = |t: chrono::NaiveDateTime| t.format("%Y-%m-%dT%H:%M:%S").to_string();
            self.both(&text(at), &format!("{}.{:02}", 20 + n * 7, (n * 31) % 100), &text(till));
        }
    }

    /// The till does not say of what it has so far how it was paid.
    pub fn till_forgets_how_it_was_paid(&mut self) {
        for txn in self.shop.transactions.iter_mut().filter(|t| t.origin.import == TILL) {
            txn.channel = Channel::Unknown;
        }
    }

    pub fn join(&self) -> Joined {
        let periods: Vec<_> = self.stated.iter().map(|(from, to)| (ACQUIRER, d(from), d(to))).collect();
        join(&Records {
            transactions: &self.shop.transactions,
            lines: &self.shop.lines,
            agreements: &self.shop.agreements,
            tills: &BTreeSet::from([TILL]),
            slips: &BTreeSet::from([SLIP]),
            periods: &periods,
        })
    }

    pub fn answer(&self) -> Answer {
        let joined = self.join();
        let mut counted = self.shop.transactions.clone();
        counted.retain(|txn| joined.stands_for(txn.id).is_none());
        for txn in &mut counted {
            txn.merchant_no = SHOP.into();
        }
        let outcome = explain(&World {
            transactions: &counted,
            lines: &self.shop.lines,
            agreements: &self.shop.agreements,
            coverage: &self.shop.coverage,
            calendar: &self.shop.calendar,
            typed: &[],
            joined: &joined,
            decisions: &self.shop.decisions,
            as_of: self.shop.as_of,
        });
        assert!(outcome.totals.balance(), "{:?}", outcome.totals);
        Answer { joined, counted, outcome }
    }

    /// The day's credit to the fen.
    pub fn paid(&mut self, on: &str, clearing: &str) {
        let sum: Money = self
            .shop
            .transactions
            .iter()
            .filter(|t| {
                t.origin.import == ACQUIRER && t.at.date() == d(clearing) && t.status == Status::Succeeded
            })
            .map(|t| t.gross)
            .sum();
        self.shop.credit(on, &sum.to_string(), "");
    }

    pub fn id(&self, place: usize) -> recoup_ledger::TxnId {
        self.shop.transactions[place].id
    }
}

impl Answer {
    pub fn state(&self, id: recoup_ledger::TxnId) -> State {
        self.outcome.verdicts.iter().find(|v| v.id == id).unwrap().state
    }

    pub fn kinds(&self) -> Vec<FindingKind> {
        self.outcome.findings.iter().map(|f| f.kind).collect()
    }
}
