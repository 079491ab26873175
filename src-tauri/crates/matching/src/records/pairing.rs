//! Pairs without a common number, and what is left over.

pub(super) mod equal;
mod told;

use std::collections::BTreeSet;

use recoup_ledger::TxnId;

use super::cover::Cover;
use super::rows::{ANSWERED, NONE, Row, Rows, pair};
use super::{Joined, Pair, Records, Tie, clock, may_be, number};
use equal::Window;

/// A till's clock that nothing is known of may be off by this many seconds: nobody corrects ten minutes.
const TILL_HALF: i64 = 600;
/// A slip is printed by the terminal, and typed in by the minute.
const SLIP_HALF: i64 = 300;

/// Pairs the tills' records with the acquirers'.
pub(super) fn tills(records: &Records<'_>, rows: &mut Rows, cover: &Cover, joined: &mut Joined) {
    if rows.tills.is_empty() {
        return;
    }
    number::join(records, &mut rows.tills, &mut rows.payers, number::SHORTEST);
    joined.clocks = clock::set(&rows.streams, &mut rows.tills, &rows.payers, TILL_HALF);
    by_amount(records, &mut rows.tills, &mut rows.payers, cover);
    told::tills(records, rows, cover, joined);
    keep(records, &rows.tills, joined);
    let known = rows.payers.iter().filter(|payer| payer.class == 1 && !payer.is_free());
    rows.known_back = known.map(|payer| payer.index).collect();
    for payer in &mut rows.payers {
        payer.partner = NONE;
    }
}

/// Pairs slips with the acquirers' records; those left over with the tills'.
pub(super) fn slips(records: &Records<'_>, rows: &mut Rows, cover: &Cover, joined: &mut Joined) {
    if rows.slips.is_empty() {
        return;
    }
    number::join(records, &mut rows.slips, &mut rows.payers, number::TYPED);
    clock::set(&[], &mut rows.slips, &rows.payers, SLIP_HALF);
    by_amount(records, &mut rows.slips, &mut rows.payers, cover);
    told::slips(records, rows, cover, joined);
    keep(records, &rows.slips, joined);
    slips_on_tills(records, rows, joined);
}

/// A slip of a sale that the till has and no acquirer's file.
pub(super) fn slips_on_tills(records: &Records<'_>, rows: &mut Rows, joined: &mut Joined) {
    let mut slips: Vec<Row> = rows.slips.iter().filter(|row| row.is_free()).cloned().collect();
    // A till's record that is not counted is no proof that a slip's sale is: perhaps it was cash.
    let unclear: BTreeSet<TxnId> = joined.unclear.iter().flat_map(|one| one.sales.iter().copied()).collect();
    let counted = |row: &&Row| row.is_free() && !unclear.contains(&row.id);
    let mut tills: Vec<Row> = rows.tills.iter().filter(counted).cloned().collect();
    if slips.is_empty() || tills.is_empty() {
        return;
    }
    number::join(records, &mut slips, &mut tills, number::TYPED);
    for slip in &mut slips {
        slip.half = TILL_HALF;
    }
    equal::pass(&mut slips, &mut tills, Window::Time, |a, b| may_be(a.channel, b.channel));
    keep(records, &slips, joined);
    let gone = |id: TxnId, slips: &[Row]| slips.iter().any(|slip| slip.id == id && !slip.is_free());
    joined.lacking.retain(|lacking| !lacking.slip || !gone(lacking.sale, &slips));
}

/// The nearest first: what succeeded at the same clock, then by the day, then what failed there.
fn by_amount(records: &Records<'_>, own: &mut [Row], payers: &mut [Row], cover: &Cover) {
    let fits = |own: &Row, payer: &Row, succeeded: bool, same: bool| {
        payer.succeeded == succeeded
            && if same { own.channel == payer.channel } else { may_be(own.channel, payer.channel) }
            && !cover.other_place(records, own, payer)
    };
    for succeeded in [true, false] {
        for window in [Window::Time, Window::Day] {
            for same in [true, false] {
                equal::pass(own, payers, window, |a, b| fits(a, b, succeeded, same));
            }
        }
    }
}

/// Notes the pairs.
fn keep(records: &Records<'_>, own: &[Row], joined: &mut Joined) {
    for row in own.iter().filter(|row| !row.is_free() && row.partner != ANSWERED) {
        let stands = &records.transactions[row.partner as usize];
        let record = &records.transactions[row.index as usize];
        joined.pairs.push(Pair {
            record: row.id,
            stands: stands.id,
            tie: row.tie,
            apart: if row.tie == Tie::Day { 0 } else { (record.at - stands.at).num_seconds() },
            sure: row.tie == Tie::Number || (row.tie == Tie::Time && clock::is_learned(row)),
        });
    }
}

/// Undoes a pair.
fn part(own: &mut Row, payer: &mut Row) {
    (own.partner, payer.partner) = (NONE, NONE);
}

/// Makes a late pair.
fn late(own: &mut Row, payer: &mut Row) {
    pair(own, payer, Tie::Later);
}
