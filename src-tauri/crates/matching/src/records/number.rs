//! Records that share a number, although they have not the same identifier.

use rustc_hash::{FxHashMap, FxHashSet};

use recoup_ledger::Transaction;

use super::rows::{DAY, Row, pair};
use super::{Records, Tie};

/// Shorter numbers count up within a till and mean nothing elsewhere.
pub(super) const SHORTEST: usize = 8;
/// A number that a person copied from the terminal's slip.
pub(super) const TYPED: usize = 4;
/// So many rows of one day may share a number: an order paid in parts. More do only where a file fills the column with
/// anything (`00000000`).
const MOST: u32 = 4;
/// Equal amounts under one number are one sale within so many seconds: a reference comes again after months.
const FAR: i64 = 40 * DAY;

fn numbers(txn: &Transaction) -> impl Iterator<Item = &str> {
    let all: [&str; 3] = [&txn.acquirer_order, &txn.order_no, &txn.reference];
    (0..3).filter(move |at| !all[..*at].contains(&all[*at])).map(move |at| all[at])
}

/// Pairs rows that share an order number or a reference, or terminal, voucher and day. `own` is the shorter list.
///
/// Equal amounts go first. Another amount is one sale only where the number stands on one row of each side.
pub(super) fn join(records: &Records<'_>, own: &mut [Row], others: &mut [Row], shortest: usize) {
    let mut by_number: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    let mut by_voucher: FxHashMap<(&str, &str, i64), Vec<u32>> = FxHashMap::default();
    for (place, row) in (0u32..).zip(own.iter()).filter(|(_, row)| row.is_free()) {
        let txn = &records.transactions[row.index as usize];
        for number in numbers(txn).filter(|number| number.len() >= shortest) {
            by_number.entry(number).or_default().push(place);
        }
        if !txn.voucher_no.is_empty() && !txn.terminal_no.is_empty() {
            let day = row.at.div_euclid(DAY);
            by_voucher.entry((&txn.terminal_no, &txn.voucher_no, day)).or_default().push(place);
        }
    }
    for rows in [&*own, &*others] {
        for number in fillers(records, rows, &by_number) {
            by_number.remove(number);
        }
    }
    if by_number.is_empty() && by_voucher.is_empty() {
        return;
    }
    // What fits best first: equal amount, succeeded, near in time; then by place, so that the order is always the same.
    let mut hits: Vec<(bool, bool, i64, u32, u32)> = Vec::new();
    let mut times: FxHashMap<u32, u32> = FxHashMap::default();
    for (place, row) in (0u32..).zip(others.iter()).filter(|(_, row)| row.is_free()) {
        let txn = &records.transactions[row.index as usize];
        let mut found: Vec<u32> = Vec::new();
        for number in numbers(txn) {
            found.extend(by_number.get(number).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        for own_place in &found {
            *times.entry(*own_place).or_default() += 1;
        }
        let several = found.len() > 1;
        let day = row.at.div_euclid(DAY);
        let voucher = (txn.terminal_no.as_str(), txn.voucher_no.as_str(), day);
        let by_voucher = by_voucher.get(&voucher).into_iter().flatten();
        found.extend(by_voucher.filter(|place| own[**place as usize].gross == row.gross));
        for own_place in found {
            let own = &own[own_place as usize];
            let far = (own.at - row.at).abs();
            let other_amount = own.gross != row.gross;
            let most = if other_amount { 3 * DAY } else { FAR };
            if own.class == row.class && far <= most && !(other_amount && several) {
                hits.push((other_amount, !row.succeeded, far, own_place, place));
            }
        }
    }
    hits.sort_unstable();
    for (other_amount, .., own_place, place) in hits {
        let (a, b) = (&mut own[own_place as usize], &mut others[place as usize]);
        let alone = times.get(&own_place).is_none_or(|times| *times == 1);
        if a.is_free() && b.is_free() && (alone || !other_amount) {
            pair(a, b, Tie::Number);
        }
    }
}

/// Those of the known numbers that prove nothing: too many rows of one day and class have them.
fn fillers<'t>(
    records: &Records<'t>,
    rows: &[Row],
    known: &FxHashMap<&'t str, Vec<u32>>,
) -> FxHashSet<&'t str> {
    let mut times: FxHashMap<(&str, u8, i64), u32> = FxHashMap::default();
    let mut found = FxHashSet::default();
    for row in rows.iter().filter(|row| row.is_free()) {
        for number in numbers(&records.transactions[row.index as usize]) {
            if known.contains_key(number) {
                let times = times.entry((number, row.class, row.day())).or_default();
                *times += 1;
                if *times > MOST {
                    found.insert(number);
                }
            }
        }
    }
    found
}
