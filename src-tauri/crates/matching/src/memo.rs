//! What a deposit's memo says: trading days, fee, gross, count. Patterns seen in real statements:
//! `1106-1108费62.87元` (UnionPay Merchant Services), `招行20231001/3840.00/9.60` (CMB), `250403_250406日` (UnionPay).

use chrono::{Datelike, NaiveDate};
use smallvec::SmallVec;

/// The facts found in a memo; everything absent is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Memo {
    /// First and last trading day.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Fee in fen.
    pub fee: Option<i64>,
    /// Gross in fen.
    pub gross: Option<i64>,
    /// Number of transactions.
    pub count: Option<u32>,
}

/// The facts of one memo among a million that mostly have none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told(Option<Box<Memo>>);

static NOTHING: Memo = Memo { days: None, fee: None, gross: None, count: None };

impl From<Memo> for Told {
    fn from(memo: Memo) -> Told {
        Told((memo != NOTHING).then(|| Box::new(memo)))
    }
}

impl std::ops::Deref for Told {
    type Target = Memo;
    fn deref(&self) -> &Memo {
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

/// How far back a memo's trading days may lie.
const REACH: i64 = 60;

/// Reads the memo of a line booked on `on`.
pub(crate) fn read(text: &str, on: NaiveDate) -> Memo {
    let mut memo = Memo::default();
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return memo;
    }
    let runs = digit_runs(text);
    for (i, run) in runs.iter().enumerate() {
        let after = &text[run.end..];
        let next = runs.get(i + 1).filter(|next| is_joint(&text[run.end..next.start]));
        if memo.days.is_none() {
            if let Some(next) = next
                && let (Some(from), Some(to)) =
                    (day(&text[run.start..run.end], on), day(&text[next.start..next.end], on))
                && from <= to
                && next.end - next.start == run.end - run.start
            {
                memo.days = Some((from, to));
            } else if run.end - run.start == 8
                && after.starts_with('/')
                && let Some(one) = day(&text[run.start..run.end], on)
            {
                memo.days = Some((one, one));
                let mut parts = after[1..].split(['/', ' ', ';', ',']);
                memo.gross = parts.next().and_then(fen);
                memo.fee = parts.next().and_then(fen);
            }
        }
        if after.starts_with('笔') {
            memo.count = text[run.start..run.end].parse().ok().or(memo.count);
        }
        if memo.fee.is_none() && (text[..run.start].ends_with('费') || text[..run.start].ends_with("费:")) {
            let tail = &text[run.start..];
            let end = tail.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tail.len());
            memo.fee = fen(&tail[..end]);
        }
    }
    memo
}

struct Run {
    start: usize,
    end: usize,
}

fn digit_runs(text: &str) -> SmallVec<[Run; 4]> {
    let bytes = text.as_bytes();
    let mut runs = SmallVec::new();
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i].is_ascii_digit() {
            let start = i;
            while i < bytes.len() && bytes[i].is_ascii_digit() {
                i += 1;
            }
            runs.push(Run { start, end: i });
        } else {
            i += 1;
        }
    }
    runs
}

fn is_joint(text: &str) -> bool {
    matches!(text, "-" | "_" | "~" | "—" | "至" | "－" | "～")
}

/// MMDD, YYMMDD or YYYYMMDD, at most [`REACH`] days before `on` and not after it.
fn day(digits: &str, on: NaiveDate) -> Option<NaiveDate> {
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let near = |date: &NaiveDate| *date <= on && (on - *date).num_days() <= REACH;
    match digits.len() {
        4 => [on.year(), on.year() - 1]
            .into_iter()
            .filter_map(|year| NaiveDate::from_ymd_opt(year, number(0..2)?, number(2..4)?))
            .find(near),
        6 => NaiveDate::from_ymd_opt(2000 + number(0..2)? as i32, number(2..4)?, number(4..6)?).filter(near),
        8 => NaiveDate::from_ymd_opt(number(0..4)? as i32, number(4..6)?, number(6..8)?).filter(near),
        _ => None,
    }
}

fn fen(text: &str) -> Option<i64> {
    text.trim_end_matches('.').parse::<recoup_ledger::Money>().ok().map(|money| money.fen())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_fee_as_banks_print_them() {
        let memo = read("1106-1108费62.87元 ", d("2026-11-09"));
        assert_eq!(memo.days, Some((d("2026-11-06"), d("2026-11-08"))));
        assert_eq!(memo.fee, Some(6287));
        let memo = read("1231-0102费0元", d("2026-01-05"));
        assert_eq!(memo.days, Some((d("2025-12-31"), d("2026-01-02"))), "over the new year");
        assert_eq!(memo.fee, Some(0));
        let memo = read("招行20231001/3840.00/9.60", d("2023-10-07"));
        assert_eq!(
            memo,
            Memo {
                days: Some((d("2023-10-01"), d("2023-10-01"))),
                gross: Some(384_000),
                fee: Some(960),
                count: None
            }
        );
        let memo = read("250403_250406日银联服务费48210001", d("2025-04-07"));
        assert_eq!(memo.days, Some((d("2025-04-03"), d("2025-04-06"))));
    }

    #[test]
    fn other_numbers_are_not_days() {
        assert_eq!(read("订单4200001280696028628620261102", d("2026-11-03")).days, None);
        assert_eq!(read("9999-9999", d("2026-11-03")).days, None);
        assert_eq!(read("房租0101-0131", d("2026-11-03")).days, None, "too long ago");
        assert_eq!(read("共42笔", d("2026-11-03")).count, Some(42));
        assert_eq!(read("特约商户资金清算转入", d("2026-11-03")), Memo::default());
    }
}
