//! Records in the form in which they are compared.

use std::collections::{BTreeMap, BTreeSet};

use recoup_ledger::{Channel, Kind, Status, Transaction, TxnId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Records, Tie};

/// No partner.
pub(super) const NONE: u32 = u32::MAX;

/// No partner is needed: the till itself took it back.
pub(super) const ANSWERED: u32 = u32::MAX - 1;

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// One record.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its place in [`Records::transactions`].
    pub index: u32,
    pub id: TxnId,
    /// Sales and completions 0, what takes back 1, holds 2: only equals are compared.
    pub class: u8,
    /// In fen.
    pub gross: i64,
    pub channel: Channel,
    /// Seconds, on the acquirer's clock as far as the till's is known.
    pub at: i64,
    /// How far from `at` its partner may be, in seconds.
    pub half: i64,
    /// Whether its file has times.
    pub timed: bool,
    pub succeeded: bool,
    /// Which till, see [`Rows::streams`]; 0 for others.
    pub stream: u32,
    /// Index of the other record of the same sale.
    pub partner: u32,
    pub tie: Tie,
}

impl Row {
    pub fn is_free(&self) -> bool {
        self.partner == NONE
    }

    pub fn day(&self) -> i64 {
        self.at.div_euclid(DAY)
    }

    /// Rows are sorted by this.
    pub fn key(&self) -> (u8, i64, i64, TxnId) {
        (self.class, self.gross, self.at, self.id)
    }
}

/// All records by who wrote them, each list sorted by [`Row::key`].
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub payers: Vec<Row>,
    pub tills: Vec<Row>,
    pub slips: Vec<Row>,
    /// The tills' numbers.
    pub streams: Vec<String>,
    /// What the acquirers took back and a till knows of, by its place among all records.
    pub known_back: BTreeSet<u32>,
}

impl Rows {
    pub fn of(records: &Records<'_>) -> Rows {
        let timed: FxHashSet<u32> = records
            .transactions
            .iter()
            .filter(|txn| txn.at.time() != chrono::NaiveTime::MIN)
            .map(|txn| txn.origin.import)
            .collect();
        let mut streams: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for txn in records.transactions.iter().filter(|txn| records.tills.contains(&txn.origin.import)) {
            streams.entry((&txn.store, &txn.terminal_no)).or_default();
        }
        for (number, stream) in streams.values_mut().enumerate() {
            *stream = number as u32;
        }
        let mut rows = Rows {
            streams: streams.keys().map(|(_, terminal)| (*terminal).to_owned()).collect(),
            ..Rows::default()
        };
        for (index, txn) in (0u32..).zip(records.transactions) {
            let import = txn.origin.import;
            let (till, slip) = (records.tills.contains(&import), records.slips.contains(&import));
            let stream =
                if till { streams.get(&(txn.store.as_str(), txn.terminal_no.as_str())) } else { None };
            let row = row(index, txn, stream.copied().unwrap_or_default(), timed.contains(&import));
            match (till, slip) {
                // A failed attempt at the till is no sale; the acquirer's own record tells if it was one after all.
                (true, _) | (_, true) if !row.succeeded => {}
                (true, _) => rows.tills.push(row),
                (_, true) => rows.slips.push(row),
                _ => rows.payers.push(row),
            }
        }
        for list in [&mut rows.payers, &mut rows.tills, &mut rows.slips] {
            list.sort_unstable_by_key(Row::key);
        }
        rows
    }
}

fn row(index: u32, txn: &Transaction, stream: u32, timed: bool) -> Row {
    Row {
        index,
        id: txn.id,
        class: match txn.kind {
            Kind::PreAuth => 2,
            _ if txn.gross.is_negative() => 1,
            _ => 0,
        },
        gross: txn.gross.fen(),
        channel: txn.channel,
        at: txn.at.and_utc().timestamp(),
        half: 0,
        timed,
        succeeded: txn.status == Status::Succeeded,
        stream,
        partner: NONE,
        tie: Tie::Number,
    }
}

/// Places in a sorted list by index.
pub(super) fn places(rows: &[Row]) -> FxHashMap<u32, u32> {
    (0u32..).zip(rows).map(|(place, row)| (row.index, place)).collect()
}

/// Makes two rows one sale.
pub(super) fn pair(a: &mut Row, b: &mut Row, tie: Tie) {
    (a.partner, a.tie) = (b.index, tie);
    (b.partner, b.tie) = (a.index, tie);
}
