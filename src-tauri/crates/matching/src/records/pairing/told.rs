//! What is said about records of the shop that found no partner, or one that contradicts them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use recoup_ledger::{Channel, Kind, Money, Status, Transaction, TxnId};
use rustc_hash::FxHashMap;

use super::super::cover::{Cover, Family, family};
use super::super::rows::{ANSWERED, DAY, Row, Rows, places};
use super::super::{Conflict, Differs, Joined, Lacking, Records, Tie, Unclear, Uneven, Why, clock, may_be};
use crate::never;

/// With fewer sales than this nothing is said about whether the files are of one shop.
const FEW: usize = 5;

/// One till's sales of one way of payment that the acquirer's files would have to show.
#[derive(Debug, Default)]
struct Group {
    /// Places in the tills' list.
    shown: Vec<u32>,
    /// How many of them have a partner.
    common: usize,
    /// How many the acquirer has in the same time.
    there: usize,
}

impl Group {
    /// Whether so few are in common that the pairs themselves are chance.
    fn is_chance(&self) -> bool {
        self.shown.len() >= FEW && self.common * 2 < self.shown.len().min(self.there)
    }

    /// Whether the till has mostly sales that this acquirer does not have.
    fn is_elsewhere(&self) -> bool {
        self.shown.len() >= FEW && self.common * 2 < self.shown.len()
    }

    /// Whether the till has practically all that the acquirer has.
    fn has_all(&self) -> bool {
        self.common * 10 >= self.there * 9 && self.common > 0
    }

    fn confidence(&self, learned: bool) -> f64 {
        let share = |tenths: usize| self.common * 10 >= self.shown.len() * tenths;
        match self.shown.len() {
            n if n < FEW || !learned => 0.6,
            _ if share(9) => 0.93,
            _ if share(8) => 0.85,
            _ => 0.7,
        }
    }
}

pub(super) fn tills(records: &Records<'_>, rows: &mut Rows, cover: &Cover, joined: &mut Joined) {
    let mut groups = groups(records, rows, cover);
    cancelled(records, rows, cover, &groups, joined);
    let at = places(&rows.payers);
    for group in groups.values_mut().filter(|group| group.is_chance()) {
        for place in &group.shown {
            let own = &mut rows.tills[*place as usize];
            if own.tie != Tie::Number
                && let Some(payer) = at.get(&own.partner)
            {
                super::part(own, &mut rows.payers[*payer as usize]);
            }
        }
    }
    for group in groups.values() {
        if !group.is_elsewhere() && group.has_all() {
            uploaded_late(rows, group);
        }
    }
    let mut equal = Equal::new(&rows.tills, &rows.payers, &at);
    for group in groups.values() {
        left_over(records, rows, group, &mut equal, joined);
    }
    let mut seen = vec![false; rows.payers.len()];
    for group in groups.values().filter(|group| group.has_all() && !group.is_elsewhere()) {
        uneven(rows, group, &at, &mut seen, joined);
    }
    conflicts(records, &rows.tills, rows, joined);
}

/// Tills and ways of payment.
fn groups(records: &Records<'_>, rows: &Rows, cover: &Cover) -> BTreeMap<(u32, Family), Group> {
    let mut groups: BTreeMap<(u32, Family), Group> = BTreeMap::new();
    for (place, row) in (0u32..).zip(&rows.tills).filter(|(_, row)| row.class == 0) {
        if !row.is_free() || cover.shows(records, row) {
            let group = groups.entry((row.stream, family(row.channel))).or_default();
            group.shown.push(place);
            group.common += usize::from(!row.is_free());
        }
    }
    let mut there: BTreeMap<Family, Vec<i64>> = BTreeMap::new();
    for row in rows.payers.iter().filter(|row| row.class == 0 && row.succeeded) {
        there.entry(family(row.channel)).or_default().push(row.at);
    }
    there.values_mut().for_each(|times| times.sort_unstable());
    for ((_, this), group) in &mut groups {
        let times = group.shown.iter().map(|place| rows.tills[*place as usize].at);
        let (Some(first), Some(last)) = (times.clone().min(), times.max()) else { continue };
        for (other, times) in &there {
            if other == this || *other == Family::Unknown || *this == Family::Unknown {
                group.there += times.partition_point(|at| *at <= last + DAY / 24)
                    - times.partition_point(|at| *at < first - DAY / 24);
            }
        }
    }
    groups
}

/// A sale that the till itself took back before the acquirer had it: nobody owes anything. What else the till took back
/// and the acquirer does not know is not counted and asked about.
fn cancelled(
    records: &Records<'_>,
    rows: &mut Rows,
    cover: &Cover,
    groups: &BTreeMap<(u32, Family), Group>,
    joined: &mut Joined,
) {
    let mut free: BTreeMap<(u32, i64), Vec<u32>> = BTreeMap::new();
    for place in groups.values().flat_map(|group| &group.shown) {
        let row = &rows.tills[*place as usize];
        if row.is_free() {
            free.entry((row.stream, row.gross)).or_default().push(*place);
        }
    }
    free.values_mut().for_each(|places| places.sort_unstable());
    let mut unknown: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for place in 0..rows.tills.len() {
        let row = &rows.tills[place];
        if row.class != 1 || !row.is_free() || !cover.shows(records, row) {
            continue;
        }
        let sale = free.get_mut(&(row.stream, -row.gross)).and_then(|places| {
            let before = |place: &u32| (0..DAY).contains(&(row.at - rows.tills[*place as usize].at));
            let fits = |place: &u32| may_be(rows.tills[*place as usize].channel, row.channel);
            // In the order of time: the last one of the day before it.
            let end = places.partition_point(|place| rows.tills[*place as usize].at <= row.at);
            let from = places[..end].partition_point(|place| !before(place));
            places[from..end].iter().rposition(fits).map(|at| places.remove(from + at))
        });
        match sale {
            Some(sale) => {
                joined.cancelled.push((rows.tills[sale as usize].id, row.id));
                rows.tills[sale as usize].partner = ANSWERED;
                rows.tills[place].partner = ANSWERED;
            }
            None => unknown.entry(row.stream).or_default().push(place as u32),
        }
    }
    for places in unknown.into_values() {
        unclear(records, &rows.tills, Why::TakenBack, &places, 0, joined);
    }
}

/// Notes records that are not counted.
fn unclear(records: &Records<'_>, own: &[Row], why: Why, places: &[u32], common: usize, joined: &mut Joined) {
    let rows = || places.iter().map(|place| &own[*place as usize]);
    let days = rows().map(|row| records.transactions[row.index as usize].at.date());
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return };
    let mut sales: Vec<TxnId> = rows().map(|row| row.id).collect();
    sales.sort_unstable();
    let amount = Money::from_fen(rows().map(|row| row.gross).sum());
    joined.unclear.push(Unclear { why, sales, amount, days: (first, last), common: common as u32 });
}

/// The one sale that the acquirer has later where the till has one too many: taken offline, uploaded afterwards.
fn uploaded_late(rows: &mut Rows, group: &Group) {
    const DAYS: i64 = 3;
    for place in &group.shown {
        let own = &rows.tills[*place as usize];
        let key = (own.class, own.gross);
        if !own.is_free() || own.channel == Channel::Unknown {
            continue;
        }
        let near = |list: &[Row], from: i64, to: i64| -> Vec<u32> {
            let start = list.partition_point(|row| (row.class, row.gross, row.at) < (key.0, key.1, from));
            (start as u32..)
                .zip(&list[start..])
                .take_while(|(_, row)| (row.class, row.gross) == key && row.at <= to)
                .filter(|(_, row)| row.is_free() && row.succeeded && may_be(row.channel, own.channel))
                .map(|(place, _)| place)
                .take(2)
                .collect()
        };
        let [payer] = near(&rows.payers, own.at + own.half, own.at + DAYS * DAY)[..] else { continue };
        let there = rows.payers[payer as usize].at;
        if near(&rows.tills, there - DAYS * DAY, there + own.half) == [*place] {
            super::late(&mut rows.tills[*place as usize], &mut rows.payers[payer as usize]);
        }
    }
}

/// Sales of a till without a partner: the acquirer lacks them, or it is not clear whether it should have them.
fn left_over(records: &Records<'_>, rows: &Rows, group: &Group, equal: &mut Equal<'_>, joined: &mut Joined) {
    let mut free: Vec<u32> =
        group.shown.iter().copied().filter(|place| rows.tills[*place as usize].is_free()).collect();
    let Some(first) = free.first().map(|place| &rows.tills[*place as usize]) else { return };
    let why = match first.channel {
        Channel::Unknown => Some(Why::HowPaid),
        _ => group.is_elsewhere().then_some(Why::LittleInCommon),
    };
    if let Some(why) = why {
        // Nor are those of the days that no file of the acquirer shows: they are the same cash, or the same other shop's.
        let of = |row: &Row| (row.stream, family(row.channel));
        let unshown = (0u32..).zip(&rows.tills).filter(|(place, row)| {
            row.class == 0
                && row.is_free()
                && of(row) == of(first)
                && group.shown.binary_search(place).is_err()
        });
        free.extend(unshown.map(|(place, _)| place));
        free.sort_unstable();
        unclear(records, &rows.tills, why, &free, group.common, joined);
    } else {
        for row in free.iter().map(|place| &rows.tills[*place as usize]) {
            let confidence = group.confidence(clock::is_learned(row) || !row.timed);
            joined.lacking.push(lacking(records, equal, row, confidence));
        }
    }
}

fn lacking(records: &Records<'_>, equal: &mut Equal<'_>, row: &Row, confidence: f64) -> Lacking {
    let txn = &records.transactions[row.index as usize];
    let learned = clock::is_learned(row);
    let (equal, one_of) = equal.around(row);
    Lacking {
        sale: row.id,
        at: txn.at,
        amount: txn.gross,
        slip: false,
        fast: learned.then(|| txn.at.and_utc().timestamp() - row.at),
        equal,
        one_of,
        confidence,
    }
}

/// Equal sales of both sides.
struct Equal<'r> {
    own: &'r [Row],
    payers: &'r [Row],
    /// Places of the payers by index.
    at: &'r FxHashMap<u32, u32>,
    /// Where a file has no times all equal sales of a day have the same answer: class, amount, day and channel.
    of_days: FxHashMap<(u8, i64, i64, Channel), Around>,
}

/// How many equal sales both sides have, and those of the shop's that have a partner and might as well have none.
type Around = ((u32, u32), Rc<[TxnId]>);

impl<'r> Equal<'r> {
    fn new(own: &'r [Row], payers: &'r [Row], at: &'r FxHashMap<u32, u32>) -> Equal<'r> {
        Equal { own, payers, at, of_days: FxHashMap::default() }
    }

    /// How many equal sales both sides have around a row without a partner, and those of the shop's that might as well
    /// be the one without.
    fn around(&mut self, row: &Row) -> ((u32, u32), Vec<TxnId>) {
        let key = (row.class, row.gross, row.day(), row.channel);
        let (counts, others) = match self.of_days.get(&key).filter(|_| !row.timed) {
            Some(known) => known.clone(),
            None => {
                let found = self.look(row);
                if !row.timed {
                    self.of_days.insert(key, found.clone());
                }
                found
            }
        };
        let mut one_of = others.to_vec();
        if !one_of.is_empty() {
            one_of.push(row.id);
            one_of.sort_unstable();
        }
        (counts, one_of)
    }

    fn look(&self, row: &Row) -> Around {
        let near = |a: &Row, b: &Row| match a.timed && b.timed {
            true => (a.at - b.at).abs() <= 2 * row.half,
            false => a.day() == b.day(),
        };
        let is_around = |r: &Row| near(row, r) && may_be(r.channel, row.channel) && r.succeeded;
        let (mine, theirs) = (equal_to(self.own, row), equal_to(self.payers, row));
        let count = |list: &[Row]| list.iter().filter(|r| is_around(r)).count() as u32;
        let might = |other: &&Row| {
            let payer = self.at.get(&other.partner).map(|place| &self.payers[*place as usize]);
            let of_row = |r: &Row| (r.class, r.gross) == (row.class, row.gross);
            let Some(payer) = payer.filter(|payer| of_row(payer) && is_around(payer)) else { return false };
            // Where clocks agree to the second, the time tells which of them has no partner.
            let (this, that) = ((row.at - payer.at).abs(), (other.at - payer.at).abs());
            let timed = row.timed && payer.timed;
            !timed || (this <= row.half && !(clock::is_learned(row) && that <= 20 && this > 90))
        };
        let others = mine.iter().filter(|other| is_around(other) && other.tie != Tie::Number).filter(might);
        ((count(mine), count(theirs)), others.map(|other| other.id).collect())
    }
}

/// The rows of the same class and amount at most a day from this one.
fn equal_to<'r>(list: &'r [Row], row: &Row) -> &'r [Row] {
    let key = |at: i64| (row.class, row.gross, at);
    let from = list.partition_point(|r| (r.class, r.gross, r.at) < key(row.at - DAY));
    let to = list.partition_point(|r| (r.class, r.gross, r.at) <= key(row.at + DAY));
    &list[from..to]
}

/// Equal sales of which the acquirer has more than the till, near to one that both have.
fn uneven(rows: &Rows, group: &Group, at: &FxHashMap<u32, u32>, seen: &mut [bool], joined: &mut Joined) {
    for place in &group.shown {
        let own = &rows.tills[*place as usize];
        let Some(first) = at.get(&own.partner).copied().filter(|_| own.timed) else { continue };
        if seen[first as usize] {
            continue;
        }
        // All equal ones that follow each other within the clock's reach.
        let together =
            |a: &Row, b: &Row| (a.class, a.gross) == (b.class, b.gross) && (a.at - b.at).abs() <= own.half;
        let list = &rows.payers;
        let (mut from, mut to) = (first as usize, first as usize + 1);
        while from > 0 && together(&list[from - 1], &list[from]) {
            from -= 1;
        }
        while to < list.len() && together(&list[to - 1], &list[to]) {
            to += 1;
        }
        seen[from..to].fill(true);
        let ones: Vec<&Row> =
            list[from..to].iter().filter(|row| row.succeeded && may_be(row.channel, own.channel)).collect();
        let paired = ones.iter().filter(|row| !row.is_free()).count();
        if paired > 0 && paired < ones.len() {
            joined.uneven.push(Uneven {
                sales: ones.iter().map(|row| row.id).collect(),
                each: Money::from_fen(own.gross),
                till: paired as u32,
            });
        }
    }
}

/// Slips that the acquirer lacks, or knows otherwise.
pub(super) fn slips(records: &Records<'_>, rows: &Rows, cover: &Cover, joined: &mut Joined) {
    let at = places(&rows.payers);
    let mut equal = Equal::new(&rows.slips, &rows.payers, &at);
    for row in rows.slips.iter().filter(|row| row.class == 0 && row.is_free()) {
        if cover.shows(records, row) {
            let numbered = !records.transactions[row.index as usize].reference.is_empty();
            let confidence = if numbered { 0.9 } else { 0.7 };
            let slip = lacking(records, &mut equal, row, confidence);
            joined.lacking.push(Lacking { slip: true, ..slip });
        }
    }
    conflicts(records, &rows.slips, rows, joined);
}

/// Pairs whose records contradict each other; what the till's record said already is not said again of the slip.
fn conflicts(records: &Records<'_>, own: &[Row], rows: &Rows, joined: &mut Joined) {
    let taken_back = taken_back(records, &rows.payers, &rows.known_back);
    let told: BTreeSet<TxnId> = joined.conflicts.iter().map(|conflict| conflict.stands).collect();
    let pairs = own.iter().filter(|row| row.class == 0 && !row.is_free() && row.partner != ANSWERED);
    for row in pairs {
        let (till, there) =
            (&records.transactions[row.index as usize], &records.transactions[row.partner as usize]);
        if told.contains(&there.id) {
            continue;
        }
        let differs = match there.status {
            Status::Failed => Differs::Failed,
            Status::Pending => Differs::Pending,
            Status::Succeeded if taken_back.contains(&row.partner) => Differs::TakenBack,
            Status::Succeeded if till.gross != there.gross => {
                Differs::Amount { till: till.gross, acquirer: there.gross }
            }
            Status::Succeeded if row.tie == Tie::Later => {
                Differs::Later { till: till.at, acquirer: there.at }
            }
            Status::Succeeded => continue,
        };
        let code = if there.response_code.is_empty() { &till.response_code } else { &there.response_code };
        joined.conflicts.push(Conflict {
            record: row.id,
            stands: there.id,
            differs,
            code: code.clone(),
            amount: till.gross,
            confidence: match row.tie {
                Tie::Number => 0.98,
                Tie::Time if clock::is_learned(row) => 0.9,
                _ => 0.7,
            },
        });
    }
}

/// Sales that a void or reversal of the acquirer takes back, of which the shop has no record.
fn taken_back(records: &Records<'_>, payers: &[Row], known: &BTreeSet<u32>) -> BTreeSet<u32> {
    let txn = |row: &Row| -> &Transaction { &records.transactions[row.index as usize] };
    let counters: Vec<&Row> = payers
        .iter()
        .filter(|row| row.class == 1 && row.is_free() && row.succeeded && !known.contains(&row.index))
        .filter(|row| matches!(txn(row).kind, Kind::Void | Kind::Reversal))
        .collect();
    let mut found = BTreeSet::new();
    for counter in counters {
        let key = (0, -counter.gross);
        let from =
            payers.partition_point(|row| (row.class, row.gross, row.at) < (key.0, key.1, counter.at - DAY));
        let sale = payers[from..]
            .iter()
            .take_while(|row| (row.class, row.gross) == key && row.at <= counter.at)
            .find(|row| {
                row.succeeded && !found.contains(&row.index) && never::share_number(txn(row), txn(counter))
            });
        found.extend(sale.map(|sale| sale.index));
    }
    found
}
