//! A rate that the credits themselves show: charged again and again instead of the agreed one.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::stories::{ALL, Node, RATES, fee_at};

/// So many credits must fit to the fen before a rate counts as charged.
const WITNESSES: usize = 3;
/// And at least one in so many of the agreement's short credits from the first of them to the last: a small amount fits
/// some rate by chance.
const ONE_IN: usize = 3;

/// One credit as the learning sees it.
pub(super) struct Witness<'a> {
    pub agreement: u32,
    pub due: NaiveDate,
    pub node: &'a Node,
}

/// From this due day on, the agreement's sales of `channel` (or all) were charged `rate` hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Charged {
    pub channel: u8,
    pub rate: i64,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Charged {
    /// What the rate takes from a row beyond the agreed fee, in fen.
    pub fn extra(&self, row: &crate::stories::Row) -> i64 {
        if row.net <= 0 || !row.fee_known || (self.channel != ALL && self.channel != row.channel) {
            return 0;
        }
        fee_at(row.gross, self.rate) - (row.gross - row.net)
    }
}

/// For each agreement the rate that most of its short credits show to the fen, if there are enough of them.
pub(super) fn learn(witnesses: &[Witness<'_>]) -> BTreeMap<u32, Charged> {
    let mut votes: BTreeMap<(u32, u8, i64), Vec<NaiveDate>> = BTreeMap::new();
    for witness in witnesses.iter().filter(|w| w.node.deficit > 0) {
        let mut channels: Vec<u8> = witness.node.rows.iter().map(|row| row.channel).collect();
        channels.push(ALL);
        channels.sort_unstable();
        channels.dedup();
        for channel in channels {
            for rate in RATES {
                let charged = Charged { channel, rate, from: witness.due, until: witness.due };
                let extra: i64 = witness.node.rows.iter().map(|row| charged.extra(row)).sum();
                if extra > 2 && (extra - witness.node.deficit).abs() <= 1 {
                    votes.entry((witness.agreement, channel, rate)).or_default().push(witness.due);
                }
            }
        }
    }
    let mut found: BTreeMap<u32, (usize, Charged)> = BTreeMap::new();
    for ((agreement, channel, rate), mut days) in votes {
        days.sort_unstable();
        days.dedup();
        let (Some(from), Some(until)) = (days.first(), days.last()) else { continue };
        let between = |w: &&Witness<'_>| {
            w.agreement == agreement && w.node.deficit != 0 && (from..=until).contains(&&w.due)
        };
        if days.len() * ONE_IN < witnesses.iter().filter(between).count() {
            continue;
        }
        // One channel fits wherever all do and there is only one: the wider answer comes later and wins a draw.
        if days.len() >= WITNESSES && found.get(&agreement).is_none_or(|(count, _)| days.len() >= *count) {
            let charged = Charged { channel, rate, from: *from, until: *until };
            found.insert(agreement, (days.len(), charged));
        }
    }
    found.into_iter().map(|(agreement, (_, charged))| (agreement, charged)).collect()
}
