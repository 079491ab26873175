//! By how much a till's clock differs from the acquirer's.

use super::Clock;
use super::may_be;
use super::rows::{NONE, Row, places};

/// A clock is looked for within this many seconds: half a night's wrong setting would pair other sales.
const FAR: i64 = 3 * 3600;
/// Offsets of one clock lie within so many seconds of each other: the terminal prints, the host books, the till saves.
const SPREAD: i64 = 240;
/// So many sales must show it.
const WITNESSES: usize = 5;
/// How far from the learned offset a partner may be.
const LEARNED_HALF: i64 = 180;

/// Learns every till's clock from sales whose amount occurs once on both sides, and from those that share a number; sets
/// the tills' rows to the acquirer's time. Where nothing is learned a partner may be `half` seconds away.
///
/// Rows are sorted by amount and time, before and after.
pub(super) fn set(streams: &[String], own: &mut [Row], payers: &[Row], half: i64) -> Vec<Clock> {
    let mut offsets = offsets(own, payers);
    offsets.sort_unstable();
    let mut clocks = Vec::new();
    let mut fast: Vec<Option<i64>> = vec![None; streams.len().max(1)];
    for part in offsets.chunk_by(|a, b| a.0 == b.0) {
        let (stream, seen) =
            (part[0].0 as usize, part.iter().map(|(_, offset)| *offset).collect::<Vec<i64>>());
        let Some((median, sales)) = densest(&seen) else { continue };
        fast[stream] = Some(median);
        let terminal_no = streams.get(stream).cloned().unwrap_or_default();
        clocks.push(Clock { terminal_no, fast: median, sales: sales as u32 });
    }
    for row in own.iter_mut() {
        match fast[row.stream as usize].filter(|_| row.timed) {
            Some(fast) => (row.at, row.half) = (row.at - fast, LEARNED_HALF),
            None => row.half = half,
        }
    }
    own.sort_unstable_by_key(Row::key);
    clocks
}

/// Whether `half` is that of a learned clock.
pub(super) fn is_learned(row: &Row) -> bool {
    row.half == LEARNED_HALF
}

/// Till, and by how many seconds it is later than the acquirer, for every sale that can have but one partner.
fn offsets(own: &[Row], payers: &[Row]) -> Vec<(u32, i64)> {
    let at = places(payers);
    let mut offsets = Vec::new();
    let timed = |row: &&Row| row.timed && row.class == 0;
    for row in own.iter().filter(timed).filter(|row| row.partner != NONE) {
        if let Some(payer) = at.get(&row.partner).map(|place| &payers[*place as usize]).filter(timed) {
            offsets.push((row.stream, row.at - payer.at));
        }
    }
    for row in own.iter().filter(timed).filter(|row| row.is_free()) {
        let Some(payer) =
            only(payers, row, |payer| payer.succeeded && payer.timed && may_be(payer.channel, row.channel))
        else {
            continue;
        };
        if only(own, payer, |other| may_be(other.channel, payer.channel)).is_some() {
            offsets.push((row.stream, row.at - payer.at));
        }
    }
    offsets
}

/// The one row of the same amount near in time; `None` where there are several.
fn only<'r>(rows: &'r [Row], to: &Row, fits: impl Fn(&Row) -> bool) -> Option<&'r Row> {
    let from = rows.partition_point(|row| (row.class, row.gross, row.at) < (to.class, to.gross, to.at - FAR));
    let mut found = None;
    for row in &rows[from..] {
        if (row.class, row.gross) != (to.class, to.gross) || row.at > to.at + FAR {
            break;
        }
        if !row.is_free() || !fits(row) {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(row);
    }
    found
}

/// The median of the densest [`SPREAD`] seconds of sorted offsets and how many lie there, where that is at least half of
/// all; of equally dense ones the nearest to none.
fn densest(sorted: &[i64]) -> Option<(i64, usize)> {
    let mut best: Option<(usize, i64, usize)> = None;
    let mut end = 0;
    for start in 0..sorted.len() {
        while end < sorted.len() && sorted[end] - sorted[start] <= SPREAD {
            end += 1;
        }
        let (count, median) = (end - start, sorted[start + (end - start) / 2]);
        if best.is_none_or(|(most, before, _)| (count, -median.abs()) > (most, -before.abs())) {
            best = Some((count, median, start));
        }
    }
    let (count, median, _) = best?;
    (count >= WITNESSES && count * 2 >= sorted.len()).then_some((median, count))
}

#[cfg(test)]
mod tests {
    use super::densest;

    #[test]
    fn a_clock_is_believed_when_half_of_the_sales_agree() {
        let mut offsets = vec![1195, 1198, 1200, 1202, 1260, -9000, 4000, 7000];
        offsets.sort_unstable();
        assert_eq!(densest(&offsets), Some((1200, 5)));
        offsets.extend([9000, 9500, 10_000]);
        assert_eq!(densest(&offsets), None, "five of eleven may be chance");
        assert_eq!(densest(&[3, 4, 5, 6]), None, "too few");
        assert_eq!(densest(&[]), None);
    }
}
