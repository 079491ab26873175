//! Which of the shop's records an acquirer's files would have to show.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use recoup_ledger::Channel;
use rustc_hash::FxHashSet;

use super::Records;
use super::rows::{DAY, Row, Rows};

/// Ways of payment that an acquirer exports together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Family {
    Card,
    Code,
    Unknown,
}

pub(super) fn family(channel: Channel) -> Family {
    match channel {
        Channel::Card => Family::Card,
        Channel::Unknown => Family::Unknown,
        _ => Family::Code,
    }
}

/// What one file of an acquirer or wallet shows.
#[derive(Debug, Default)]
struct File {
    /// Days from 1970 on, first and last, that the file says it shows whole.
    stated: Option<(i64, i64)>,
    first: Option<i64>,
    last: Option<i64>,
    days: FxHashSet<i64>,
    families: BTreeSet<Family>,
    merchants: BTreeSet<String>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Cover {
    files: Vec<File>,
    merchants: BTreeSet<String>,
    terminals: BTreeSet<String>,
}

impl Cover {
    pub fn of(records: &Records<'_>, rows: &Rows) -> Cover {
        let mut files: BTreeMap<u32, File> = BTreeMap::new();
        let mut cover = Cover::default();
        for row in &rows.payers {
            let txn = &records.transactions[row.index as usize];
            let file = files.entry(txn.origin.import).or_default();
            file.first = Some(file.first.map_or(row.at, |first| first.min(row.at)));
            // A file without times shows its last day to the end.
            let last = if row.timed { row.at } else { row.at + DAY - 1 };
            file.last = file.last.max(Some(last));
            file.days.insert(row.day());
            file.families.insert(family(txn.channel));
            if !file.merchants.contains(&txn.merchant_no) {
                file.merchants.insert(txn.merchant_no.clone());
                cover.merchants.insert(txn.merchant_no.clone());
            }
            if !cover.terminals.contains(&txn.terminal_no) {
                cover.terminals.insert(txn.terminal_no.clone());
            }
        }
        let day = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp().div_euclid(DAY);
        for (import, from, to) in records.periods {
            if let Some(file) = files.get_mut(import) {
                file.stated = Some((day(*from), day(*to)));
            }
        }
        cover.files = files.into_values().collect();
        cover
    }

    /// Whether the acquirer's files show the shop's record if the acquirer has it.
    pub fn shows(&self, records: &Records<'_>, row: &Row) -> bool {
        let txn = &records.transactions[row.index as usize];
        self.files.iter().any(|file| {
            let same =
                !self.merchants.contains(&txn.merchant_no) || file.merchants.contains(&txn.merchant_no);
            same && file.shows(row)
        })
    }

    /// Whether both numbers are the acquirer's and different: a till has numbers of its own, which say nothing here.
    pub fn other_place(&self, records: &Records<'_>, own: &Row, payer: &Row) -> bool {
        let (a, b) = (&records.transactions[own.index as usize], &records.transactions[payer.index as usize]);
        let differ = |known: &BTreeSet<String>, a: &str, b: &str| {
            a != b && !a.is_empty() && !b.is_empty() && known.contains(a)
        };
        differ(&self.merchants, &a.merchant_no, &b.merchant_no)
            || differ(&self.terminals, &a.terminal_no, &b.terminal_no)
    }
}

impl File {
    fn shows(&self, row: &Row) -> bool {
        let families = match row.channel {
            Channel::Unknown => true,
            // Some acquirers list the code of UnionPay among the cards.
            Channel::UnionPayQr => !self.families.is_empty(),
            channel => self.families.contains(&family(channel)) || self.families.contains(&Family::Unknown),
        };
        let Some((first, last)) = self.first.zip(self.last).filter(|_| families) else { return false };
        let day = row.day();
        if self.stated.is_some_and(|(from, to)| (from..=to).contains(&day)) {
            return true;
        }
        // A day of which the file has nothing may be lacking in the file; of the first and the last one it may have a
        // part.
        let within = if row.timed {
            (first..=last).contains(&row.at)
        } else {
            first.div_euclid(DAY) < day && day < last.div_euclid(DAY)
        };
        within && self.days.contains(&day)
    }
}
