//! Equal amounts within reach of each other: as many pairs as there can be, and of those the nearest in time.

use super::super::Tie;
use super::super::rows::{Row, pair};

/// Within what two records must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Window {
    /// The row's `half`; both files have times.
    Time,
    /// The same day; one of the files has no times.
    Day,
}

/// Up to so many combinations the nearest pairs are looked for, beyond them the first that are in reach are taken.
const MOST: usize = 40_000;
/// A row looks at no more rows than this for one that fits.
const LOOK: usize = 64;

/// Pairs free rows of the same class and amount that `fits` allows. Both lists are sorted by [`Row::key`].
pub(in super::super) fn pass(
    own: &mut [Row],
    others: &mut [Row],
    window: Window,
    fits: impl Fn(&Row, &Row) -> bool,
) {
    let key = |row: &Row| (row.class, row.gross);
    let mut from = 0;
    let mut start = 0;
    while start < own.len() {
        let this = key(&own[start]);
        let end = start + own[start..].iter().take_while(|row| key(row) == this).count();
        from += others[from..].partition_point(|row| key(row) < this);
        let to = from + others[from..].iter().take_while(|row| key(row) == this).count();
        if to > from {
            amount(&mut own[start..end], &mut others[from..to], window, &fits);
        }
        (start, from) = (end, to);
    }
}

/// One amount: cuts it where nothing reaches across.
fn amount(own: &mut [Row], others: &mut [Row], window: Window, fits: &impl Fn(&Row, &Row) -> bool) {
    let usable = |a_timed: bool, b_timed: bool| (window == Window::Time) == (a_timed && b_timed);
    let any = |rows: &[Row], timed: bool| rows.iter().any(|row| row.timed == timed);
    if ![(true, true), (true, false), (false, true), (false, false)]
        .iter()
        .any(|(a, b)| usable(*a, *b) && any(own, *a) && any(others, *b))
    {
        return;
    }
    let free = |rows: &[Row]| -> Vec<u32> {
        (0u32..).zip(rows).filter(|(_, row)| row.is_free()).map(|(place, _)| place).collect()
    };
    let (mine, theirs) = (free(own), free(others));
    // One reach for all, so that both ends grow with the time; each row's own is looked at below.
    let most = own.iter().map(|row| row.half).max().unwrap_or_default();
    let reach = |row: &Row| match window {
        Window::Time => (row.at - most, row.at + most),
        Window::Day => (row.day(), row.day()),
    };
    let when = |row: &Row| match window {
        Window::Time => row.at,
        Window::Day => row.day(),
    };
    let mut first = 0;
    let mut start = 0;
    while start < mine.len() && first < theirs.len() {
        // Rows whose reaches overlap belong together.
        let (low, mut high) = reach(&own[mine[start] as usize]);
        let mut end = start + 1;
        while let Some(place) = mine.get(end) {
            let (from, to) = reach(&own[*place as usize]);
            if from > high {
                break;
            }
            high = high.max(to);
            end += 1;
        }
        while first < theirs.len() && when(&others[theirs[first] as usize]) < low {
            first += 1;
        }
        let last = first
            + theirs[first..].iter().take_while(|place| when(&others[**place as usize]) <= high).count();
        let ok = |a: &Row, b: &Row| {
            let near = match window {
                Window::Time => (a.at - b.at).abs() <= a.half,
                Window::Day => a.day() == b.day(),
            };
            near && usable(a.timed, b.timed) && fits(a, b)
        };
        let early = |a: &Row, b: &Row| when(b) < reach(a).0;
        let sides = Sides { mine: &mine[start..end], theirs: &theirs[first..last], own, others };
        let found = cluster(&sides, &ok, &early);
        for (a, b) in found {
            let tie = if window == Window::Time { Tie::Time } else { Tie::Day };
            pair(&mut own[a as usize], &mut others[b as usize], tie);
        }
        (start, first) = (end, last);
    }
}

/// Places of one cluster in their lists.
struct Sides<'r> {
    mine: &'r [u32],
    theirs: &'r [u32],
    own: &'r [Row],
    others: &'r [Row],
}

impl Sides<'_> {
    fn rows(&self, i: usize, j: usize) -> (&Row, &Row) {
        (&self.own[self.mine[i] as usize], &self.others[self.theirs[j] as usize])
    }
}

/// Pairs of one cluster, in the order of time.
fn cluster(
    sides: &Sides<'_>,
    ok: &impl Fn(&Row, &Row) -> bool,
    early: &impl Fn(&Row, &Row) -> bool,
) -> Vec<(u32, u32)> {
    let (k, m) = (sides.mine.len(), sides.theirs.len());
    let fit = |i: usize, j: usize| {
        let (a, b) = sides.rows(i, j);
        ok(a, b)
    };
    if k == m && (0..k).all(|i| fit(i, i)) {
        return sides.mine.iter().copied().zip(sides.theirs.iter().copied()).collect();
    }
    if k.saturating_mul(m) > MOST {
        return first_in_reach(sides, ok, early);
    }
    nearest(sides, ok)
}

fn first_in_reach(
    sides: &Sides<'_>,
    ok: &impl Fn(&Row, &Row) -> bool,
    early: &impl Fn(&Row, &Row) -> bool,
) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut taken = vec![false; sides.theirs.len()];
    let mut from = 0;
    for i in 0..sides.mine.len() {
        let passed = |j: usize| {
            let (a, b) = sides.rows(i, j);
            early(a, b)
        };
        while from < taken.len() && (taken[from] || passed(from)) {
            from += 1;
        }
        let look = (from..taken.len()).take(LOOK).find(|j| {
            let (a, b) = sides.rows(i, *j);
            !taken[*j] && ok(a, b)
        });
        if let Some(j) = look {
            taken[j] = true;
            found.push((sides.mine[i], sides.theirs[j]));
        }
    }
    found
}

/// The most pairs without crossing, and of those with the least sum of distances (dynamic programming).
fn nearest(sides: &Sides<'_>, ok: &impl Fn(&Row, &Row) -> bool) -> Vec<(u32, u32)> {
    let (k, m) = (sides.mine.len(), sides.theirs.len());
    let at = |i: usize, j: usize| i * (m + 1) + j;
    // Best from (i, j) to the end: pairs, and minus the sum of distances.
    let mut best = vec![(0u32, 0i64); (k + 1) * (m + 1)];
    let paired = |best: &[(u32, i64)], i: usize, j: usize| {
        let (a, b) = sides.rows(i, j);
        let (pairs, near) = best[at(i + 1, j + 1)];
        ok(a, b).then_some((pairs + 1, near - (a.at - b.at).abs()))
    };
    for i in (0..k).rev() {
        for j in (0..m).rev() {
            let apart = best[at(i + 1, j)].max(best[at(i, j + 1)]);
            best[at(i, j)] = paired(&best, i, j).map_or(apart, |together| together.max(apart));
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < k && j < m {
        if paired(&best, i, j) == Some(best[at(i, j)]) {
            found.push((sides.mine[i], sides.theirs[j]));
            (i, j) = (i + 1, j + 1);
        } else if best[at(i, j)] == best[at(i + 1, j)] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}
