//! Looking transactions up the way a person does: a piece of a number, the last four of a card, an amount, a day.

use std::cmp::Reverse;

use chrono::NaiveDate;
use recoup_ledger::{CardKind, Channel, Kind, Money, Status, Transaction, TxnId};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::codes;
use crate::error::StoreError;
use crate::open::Store;
use crate::table::transactions::by_id;

/// In which order a page is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Latest sale first.
    #[default]
    Newest,
    /// Earliest sale first.
    Oldest,
    /// Largest amount first, whatever its sign.
    Largest,
}

/// What to look for. Empty lists and `None` mean “any”.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransactionQuery {
    /// Words, all of which must be found: an amount in yuan, a day (2026-11-11), the last digits of a card, or a piece
    /// of a reference, order, voucher, terminal or authorisation number, operator, shop or memo.
    pub text: String,
    /// First day of sale.
    pub from: Option<NaiveDate>,
    /// Last day of sale.
    pub to: Option<NaiveDate>,
    /// Kinds of record.
    pub kinds: Vec<Kind>,
    /// Whether they count.
    pub statuses: Vec<Status>,
    /// Ways of paying.
    pub channels: Vec<Channel>,
    /// Kinds of card.
    pub card_kinds: Vec<CardKind>,
    /// Exactly this merchant number.
    pub merchant_no: Option<String>,
    /// Exactly this terminal.
    pub terminal_no: Option<String>,
    /// Only rows whose stored values are from this import.
    pub import: Option<u32>,
    /// Sorting.
    pub order: Order,
    /// At most so many rows; 0 gives none but still counts.
    pub limit: u32,
    /// After leaving out so many.
    pub offset: u32,
}

/// One page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The rows of this page.
    pub rows: Vec<Transaction>,
    /// How many were found on all pages.
    pub total: u64,
    /// Their amounts added up (refunds are negative), whether they count or not.
    pub gross: Money,
}

/// Conditions and the values that they are bound to: nothing that a person typed becomes SQL.
#[derive(Default)]
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    /// `?` in the condition stands for the value, as often as it occurs.
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace('?', &format!("?{}", self.values.len())));
    }

    fn one_of(&mut self, column: &str, codes: impl Iterator<Item = i64>) {
        let list: Vec<String> = codes.map(|code| code.to_string()).collect();
        if !list.is_empty() {
            self.sql.push_str(&format!(" AND {column} IN ({})", list.join(", ")));
        }
    }

    fn word(&mut self, word: &str) {
        if let Ok(on) = word.parse::<NaiveDate>() {
            let start = codes::days(on) * 86_400;
            self.and("at BETWEEN ? AND ? + 86399", start);
            return;
        }
        let number = word.trim_start_matches(['¥', '￥']).replace(',', "");
        let text =
            "(instr(reference, ?) OR instr(order_no, ?) OR instr(acquirer_order, ?) OR instr(refund_no, ?)
            OR instr(voucher_no, ?) OR instr(auth_code, ?) OR instr(terminal_no, ?) OR instr(operator, ?)
            OR instr(store, ?) OR instr(memo, ?) OR substr(card, -length(?)) = ?";
        match number.parse::<Money>() {
            Ok(money) => {
                let fen = money.abs().fen();
                self.and(&format!("{text} OR abs(gross) = {fen} OR net = {fen})"), word.to_owned());
            }
            Err(_) => self.and(&format!("{text})"), word.to_owned()),
        }
    }
}

impl Store {
    /// One page of the transactions that fit, with the count and the sum of all of them.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn transactions_page(&self, query: &TransactionQuery) -> Result<Page, StoreError> {
        let conditions = conditions(query);
        // One narrow scan finds, counts, adds and sorts; only the rows of the page are then read whole.
        let mut hits = self
            .connection
            .prepare_cached(&format!("SELECT id, at, gross FROM transactions WHERE 1{}", conditions.sql))?
            .query_map(params_from_iter(&conditions.values), |row| {
                Ok(Hit { id: row.get(0)?, at: row.get(1)?, gross: row.get(2)? })
            })?
            .collect::<Result<Vec<_>, _>>()?;
        match query.order {
            Order::Newest => hits.sort_unstable_by_key(|hit| (Reverse(hit.at), hit.id)),
            Order::Oldest => hits.sort_unstable_by_key(|hit| (hit.at, hit.id)),
            Order::Largest => {
                hits.sort_unstable_by_key(|hit| (Reverse(hit.gross.abs()), Reverse(hit.at), hit.id));
            }
        }
        let gross = hits.iter().map(|hit| Money::from_fen(hit.gross)).sum();
        let mut rows = Vec::new();
        for hit in hits.iter().skip(query.offset as usize).take(query.limit as usize) {
            rows.extend(by_id(&self.connection, TxnId(codes::unkey(hit.id)))?);
        }
        Ok(Page { rows, total: hits.len() as u64, gross })
    }
}

struct Hit {
    id: i64,
    at: i64,
    gross: i64,
}

fn conditions(query: &TransactionQuery) -> Conditions {
    let mut out = Conditions::default();
    if let Some(from) = query.from {
        out.and("at >= ?", codes::days(from) * 86_400);
    }
    if let Some(to) = query.to {
        out.and("at < ? + 86400", codes::days(to) * 86_400);
    }
    out.one_of("kind", query.kinds.iter().map(|kind| codes::kind(*kind)));
    out.one_of("status", query.statuses.iter().map(|status| codes::status(*status)));
    out.one_of("channel", query.channels.iter().map(|channel| codes::channel(*channel)));
    out.one_of("card_kind", query.card_kinds.iter().map(|kind| codes::card_kind(*kind)));
    if let Some(merchant_no) = &query.merchant_no {
        out.and("merchant_no = ?", merchant_no.clone());
    }
    if let Some(terminal_no) = &query.terminal_no {
        out.and("terminal_no = ?", terminal_no.clone());
    }
    if let Some(import) = query.import {
        out.and("import = ?", i64::from(import));
    }
    for word in query.text.split_whitespace() {
        out.word(word);
    }
    out
}
