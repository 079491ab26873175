//! Checks that the data answers, each with the rows that show it.
//!
//! A rule answers only where the data can: with too little data there is no answer, and the owner is asked.

mod fees;
mod internal;
mod kinds;
mod payers;
mod refunds;
mod verify;

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use recoup_ledger::{AccountLine, Agreement, Calendar, Money, Transaction};
use serde::Serialize;

use crate::case::Case;
use crate::record::{CaseSale, RowRef, Text};

/// Who made a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Source {
    /// The acquirer's or wallet's own file.
    #[default]
    Acquirer,
    /// The shop's till, or a slip typed in.
    Till,
}

/// A transaction with the place where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What was recorded.
    pub txn: Transaction,
    /// Where.
    pub row: RowRef,
    /// By whom.
    pub source: Source,
}

/// A line of a bank statement with the place where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct BankRow {
    /// What the bank booked.
    pub line: AccountLine,
    /// Where.
    pub row: RowRef,
    /// Whether another payout already explains it: then it cannot be this money.
    pub matched: bool,
    /// Whether it is a payout under the number of the case's merchant.
    pub own: bool,
}

/// What the rules look at. Made by the app from the store; the case's sales with their verdicts come first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseData {
    /// The case's sales.
    pub sales: Vec<CaseSale>,
    /// All transactions of the days of the sales and a month after, of every source and kind.
    pub records: Vec<Record>,
    /// All lines of the account paid into, from a day before the first due day on.
    pub lines: Vec<BankRow>,
    /// The last day that the statements cover without a gap; `None`: no statement.
    pub known_to: Option<NaiveDate>,
    /// The agreement's daily cut-off; `None`: midnight or unknown.
    pub cut_off: Option<NaiveTime>,
    /// The shop's own merchant numbers.
    pub merchant_numbers: BTreeSet<String>,
    /// The agreements whose rates the owner typed or confirmed.
    pub agreements: Vec<Agreement>,
    /// Credits that came with more fee taken than files and agreement say.
    pub fees_kept: Vec<FeeKept>,
}

/// A credit that is smaller than it should be by a fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeKept {
    /// By how much, above zero.
    pub amount: Money,
    /// The line of the bank statement.
    pub row: RowRef,
    /// Whether the credit pays the case's own sales.
    pub own: bool,
}

/// One part of what was found, with its own rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// In a sentence.
    pub text: Text,
    /// The rows that show it.
    pub rows: Vec<RowRef>,
}

/// An answer that the data gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AutoAnswer {
    /// The check.
    pub check: String,
    /// Its answer.
    pub answer: String,
    /// What was found, in a sentence.
    pub text: Text,
    /// The rows that show it.
    pub rows: Vec<RowRef>,
    /// The parts of it, where there are several.
    #[serde(default)]
    pub details: Vec<Detail>,
}

impl AutoAnswer {
    pub(crate) fn new(check: &str, answer: &str, zh: String, en: String, rows: Vec<RowRef>) -> AutoAnswer {
        let details = Vec::new();
        AutoAnswer { check: check.into(), answer: answer.into(), text: Text { zh, en }, rows, details }
    }

    pub(crate) fn with(self, details: Vec<Detail>) -> AutoAnswer {
        AutoAnswer { details, ..self }
    }
}

/// Every check that the data can answer, in the order of the steps.
pub fn auto_answers(data: &CaseData, calendar: &Calendar) -> Vec<AutoAnswer> {
    let rules: [Option<AutoAnswer>; 16] = [
        verify::record_in_acquirer(data),
        verify::response_code(data),
        verify::absent_in_bank(data),
        verify::holiday_in_between(data, calendar),
        verify::after_cut_off(data),
        verify::refund_pairs(data),
        verify::duplicate_in_minutes(data),
        verify::credit_close_by(data),
        fees::fee_as_agreed(data),
        payers::payer_kind(data),
        internal::off_by_digit(data),
        kinds::kind_wrong(data),
        internal::preauth_open(data),
        refunds::staff_refunds(data),
        internal::terminal_silent(data, calendar),
        internal::foreign_merchant_no(data),
    ];
    rules.into_iter().flatten().collect()
}

/// Checks that the case itself answers: whether the provider was called, whether a demand was sent.
pub fn case_answers(case: &Case) -> Vec<AutoAnswer> {
    let mut answers = Vec::new();
    let calls = case.communications.len();
    let ticket = case.communications.iter().find(|c| !c.ticket.is_empty());
    if let Some(ticket) = ticket {
        answers.push(AutoAnswer::new(
            "called_provider",
            "yes",
            format!("已记 {calls} 次沟通，工单号 {}。", ticket.ticket),
            format!("{calls} contacts are logged; ticket {}.", ticket.ticket),
            Vec::new(),
        ));
    }
    if let Some(demand) = case.demands.last() {
        let (answer, zh, en) = match demand.received_on {
            Some(on) => ("yes", format!("催告函 {on} 送达。"), format!("The demand arrived on {on}.")),
            None => (
                "sent",
                format!("催告函 {} 寄出，还没有送达证明。", demand.sent_on),
                format!("The demand was sent on {}; there is no proof of delivery yet.", demand.sent_on),
            ),
        };
        answers.push(AutoAnswer::new("written_demand", answer, zh, en, Vec::new()));
    }
    answers
}

/// The case's sales that are due on one day.
pub(crate) struct Batch {
    pub due_on: NaiveDate,
    pub count: usize,
    pub gross: Money,
    pub net: Money,
}

impl CaseData {
    pub(crate) fn batches(&self) -> Vec<Batch> {
        let mut batches: Vec<Batch> = Vec::new();
        for sale in &self.sales {
            let at = batches.iter().position(|b| b.due_on == sale.due_on).unwrap_or_else(|| {
                let empty = Batch { due_on: sale.due_on, count: 0, gross: Money::ZERO, net: Money::ZERO };
                batches.push(empty);
                batches.len() - 1
            });
            batches[at].count += 1;
            batches[at].gross += sale.gross;
            batches[at].net += sale.net;
        }
        batches.sort_by_key(|batch| batch.due_on);
        batches
    }

    pub(crate) fn from(&self, source: Source) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(move |record| record.source == source)
    }

    pub(crate) fn record(&self, sale: &CaseSale) -> Option<&Record> {
        self.records.iter().find(|record| record.txn.id == sale.id)
    }
}

pub(crate) fn rows<'a>(records: impl IntoIterator<Item = &'a Record>) -> Vec<RowRef> {
    let mut rows: Vec<RowRef> = records.into_iter().map(|record| record.row.clone()).collect();
    rows.sort();
    rows.dedup();
    rows
}
