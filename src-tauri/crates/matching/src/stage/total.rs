//! The total of a due day, or of one clearing day, that fits a credit to the fen.

use chrono::NaiveDate;
use recoup_ledger::PaysInto;

use crate::book::{Book, Group, How, minus, plus};
use crate::outcome::Proof;
use crate::payer::Strength;

/// A credit of the due day so near to the total, in fen, may be the payout with a fee that is off: a late credit that
/// fits to the fen may then be another day's, and both are weighed.
const OFF: i64 = 300;
/// The longest holiday, with the weekends about it, in days.
const LONG_HOLIDAY: u64 = 14;
/// So many days late a total is still weighed against others.
const WEIGHED: u64 = 5;

/// Credits around the due day, the strongest evidence first.
pub(crate) fn on_the_day(book: &mut Book<'_>) {
    by_memo_days(book);
    totals(book, Strength::Looks, 0, 0);
    totals(book, Strength::Neutral, 0, 0);
    totals(book, Strength::Looks, 3, WEIGHED);
    totals(book, Strength::Neutral, 3, 3);
    // Days off are due on the next working day; some acquirers pay them before.
    totals(book, Strength::Looks, LONG_HOLIDAY, 0);
}

/// Credits that came long after the due day, and credits of strangers.
pub(crate) fn late(book: &mut Book<'_>) {
    totals(book, Strength::Looks, 3, 45);
    totals(book, Strength::Neutral, 3, 15);
    totals(book, Strength::Stranger, 0, 3);
}

fn totals(book: &mut Book<'_>, least: Strength, early: u64, late: u64) {
    for group in book.open_totals() {
        try_total(book, &group, least, early, late);
    }
}

fn try_total(book: &mut Book<'_>, group: &Group, least: Strength, early: u64, late: u64) {
    if close_exact(book, group, group.batches.clone(), least, early, late) || group.batches.len() < 2 {
        return;
    }
    for batch in group.batches.clone() {
        close_exact(book, group, batch..batch + 1, least, early, late);
    }
}

/// Closes the batches if their open total is a credit in the window.
fn close_exact(
    book: &mut Book<'_>,
    group: &Group,
    batches: std::ops::Range<u32>,
    least: Strength,
    early: u64,
    late: u64,
) -> bool {
    let open = book.sum_open(batches.clone());
    if open.count == 0 || open.net <= 0 {
        return false;
    }
    let days = book.days(batches.clone());
    // Money cannot come before the sales are cleared.
    let window = (minus(group.due, early).max(days.1), plus(group.due, late));
    let Some(line) = book.find(group.agreement, open.net, window, least, days) else { return false };
    if late <= WEIGHED && book.lines[line as usize].on > group.due {
        let on_day = book.credits(group.agreement, (group.due, group.due), Strength::Looks, days);
        let near = |line: &u32| (book.lines[*line as usize].amount - open.net).abs() <= OFF;
        if on_day.iter().any(near) {
            return false;
        }
    }
    let how = how(book, group.agreement, line, open.count);
    let txns = book.open_txns(batches);
    if book.strength(group.agreement, line) != Strength::Stranger {
        book.learn(group.agreement, line);
    }
    book.close(txns, [line], how);
    true
}

fn how(book: &mut Book<'_>, agreement: u32, line: u32, count: u32) -> How {
    let proof = if count == 1 { Proof::Single } else { Proof::Total };
    match book.strength(agreement, line) {
        Strength::Known => How::proved(proof, 0.995),
        Strength::Looks => How::proved(proof, 0.99),
        Strength::Neutral => How::proved(proof, 0.97),
        Strength::Stranger | Strength::Never => How::likely(proof, 0.7),
    }
}

/// Credits whose memo names the trading days (and the fee, where no file states it).
fn by_memo_days(book: &mut Book<'_>) {
    for line in 0..book.lines.len() as u32 {
        let Some((from, to)) = book.lines[line as usize].memo.days else { continue };
        for agreement in 0..book.agreements.len() as u32 {
            if !book.lines[line as usize].free {
                break;
            }
            if book.agreements[agreement as usize].pays_into != PaysInto::Balance {
                try_memo_days(book, line, agreement, from, to);
            }
        }
    }
}

fn try_memo_days(book: &mut Book<'_>, line: u32, agreement: u32, from: NaiveDate, to: NaiveDate) {
    let batches: Vec<u32> = book.cleared_between(agreement, from, to);
    let open = book.sum_open(batches.iter().copied());
    let this = &book.lines[line as usize];
    let amount = this.amount;
    if open.count == 0 || open.net < amount {
        return;
    }
    let stated_fee = this.memo.fee.is_some_and(|fee| open.unknown > 0 && open.net - amount == fee);
    if open.net != amount && !stated_fee {
        return;
    }
    if book.strength(agreement, line) < Strength::Neutral || !book.pays_into(agreement, line) {
        return;
    }
    let txns = book.open_txns(batches);
    if open.net != amount {
        book.spread_fee(&txns, open.net - amount);
    }
    book.learn(agreement, line);
    book.close(txns, [line], How::proved(Proof::MemoDays, 0.999));
}
