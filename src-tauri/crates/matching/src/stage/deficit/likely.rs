//! How likely a credit is that of one due day, or of several paid together.
//!
//! The question is asked for many pairs, so the causes are only counted here, not told: how many sales the deficit may
//! be, wrong fees, a sale of the day before that came with this one. The stories of the pairs chosen are told after.

use super::anchors::Wanted;
use crate::book::Book;
use crate::stories::Weight;

/// Odds that a sale is lost or comes with the next credit, and that a credit brings one of the day before.
const ABSENT: Weight = 0.003;
const BROUGHT: Weight = 0.001;
/// A deficit of so many fen is rounding, spread over five amounts.
const ROUNDING: i64 = 2;
/// Odds of one particular sum of wrong fees up to [`FEES`] fen.
const FEE: Weight = 0.001;
const FEES: i64 = 300;
/// Odds of a cause that is not modelled; spread over all amounts up to the expected one.
const OTHER: Weight = 0.001;
/// Odds of one particular late day.
const LATE: Weight = 0.004;
/// Odds that a due day is paid with the next.
const TOGETHER: Weight = 0.005;
/// Odds that a payout comes in two credits, and then in three; each piece may have any amount.
const SPLIT: Weight = 0.01;
const SPLIT_MORE: Weight = 0.3;
/// Odds that a due day is not paid at all, and that a credit of the acquirer is for something else.
const UNPAID: Weight = 0.000_5;
const STRAY: Weight = 0.001;
/// How far a memo that names these last trading days, or others, counts.
const THIS_DAY: Weight = 20.0;
const OTHER_DAY: Weight = 0.01;
/// How far a memo that names the merchant number counts.
const NUMBER: Weight = 1e9;

/// The odds that these credits pay these days together, against the days' staying unpaid and the credits' coming from
/// nowhere; `days` follow each other, and neither they nor `lines` are empty.
pub(super) fn of(book: &Book<'_>, days: &[Wanted], lines: &[u32]) -> Weight {
    let (Some(last), [line, more @ ..]) = (days.last(), lines) else { return 0.0 };
    let received = lines.iter().map(|line| book.lines[*line as usize].amount).sum::<i64>();
    // A stray credit may have any amount.
    let mut odds = of_sum(days, received) * received.max(1) as Weight / (STRAY * UNPAID);
    odds = days.iter().skip(1).fold(odds, |odds, _| odds * TOGETHER / UNPAID);
    odds = more
        .iter()
        .enumerate()
        .fold(odds, |odds, (i, _)| odds * if i == 0 { SPLIT } else { SPLIT_MORE } / STRAY);
    let this = &book.lines[*line as usize];
    if this.on > last.group.due {
        odds *= LATE;
    }
    if let Some((_, to)) = this.memo.days {
        odds *= if to == book.days(last.group.batches.clone()).1 { THIS_DAY } else { OTHER_DAY };
    }
    if last.is_named(book, *line) {
        odds *= NUMBER;
    }
    odds
}

/// Odds of this very amount, in fen.
fn of_sum(days: &[Wanted], received: i64) -> Weight {
    let expected: i64 = days.iter().map(|day| day.expected).sum();
    let count: usize = days.iter().map(|day| day.nets.len()).sum();
    let (lacking, count) = (expected - received, count as Weight);
    let mean = (expected as Weight / count).max(1.0);
    let mut odds = off_by(lacking) + OTHER / expected.max(1) as Weight;
    for day in days {
        let from = day.nets.partition_point(|net| *net < lacking - FEES);
        for net in day.nets[from..].iter().take_while(|net| **net <= lacking + FEES) {
            odds += ABSENT * off_by(lacking - net);
        }
    }
    let beside = lacking.abs() as Weight;
    // Two or three sales: so many that their sums lie everywhere.
    let several = |odds: Weight, sales: Weight| {
        // A long tail by plain arithmetic, which is the same on every machine.
        let size = sales * mean;
        let tail = 1.0 + beside / size;
        odds * 2.0 / (size * tail * tail * tail)
    };
    let (absent, brought) = (count * ABSENT, count * BROUGHT);
    odds += if lacking > 0 {
        several(absent * absent / 2.0, 2.0) + several(absent * absent * absent / 6.0, 3.0)
    } else {
        several(brought, 1.0) + several(brought * brought / 2.0, 2.0)
    };
    odds
}

fn off_by(fen: i64) -> Weight {
    match fen.abs() {
        0..=ROUNDING => 1.0 / (2 * ROUNDING + 1) as Weight,
        ..=FEES => FEE,
        _ => 0.0,
    }
}
