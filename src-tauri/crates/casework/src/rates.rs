//! LPR, court fees and small-claims limits (`data/rates.json`), and what they give for a sum.

use chrono::NaiveDate;
use recoup_ledger::Money;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::facts::Kept;

/// One announced rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatePoint {
    /// The day of the announcement.
    pub from: NaiveDate,
    /// Per cent a year.
    pub percent: Decimal,
}

/// The small-claims limit of a province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallClaims {
    /// Without 省 or 市.
    pub province: String,
    /// Since when.
    pub from: NaiveDate,
    /// Up to here small claims apply by themselves.
    pub half: Money,
    /// Up to here the parties may agree on them.
    pub double: Money,
    /// `third_party`, or `outdated` when a newer figure must exist: shown as such.
    pub status: String,
    /// Where it was read.
    pub source: String,
}

/// Interest for late payment with everything that it was computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Interest {
    /// The sum that was due.
    pub principal: Money,
    /// From the day after the due day.
    pub from: NaiveDate,
    /// Up to and including.
    pub to: NaiveDate,
    /// Natural days.
    pub days: i64,
    /// One-year LPR on the day of the breach, per cent.
    pub percent: Decimal,
    /// `principal × percent ÷ 365 × days`, to the fen: the cautious claim.
    pub cautious: Money,
    /// 1.5 times that: the upper claim by analogy with sales contracts, at the court's discretion.
    pub upper: Money,
    /// Whether the rate was confirmed for that day; else it says 待核实.
    pub confirmed: bool,
}

#[derive(Deserialize)]
pub(crate) struct File {
    lpr_one_year: Lpr,
    court_fee: CourtFee,
    small_claims: SmallClaimsTable,
}

#[derive(Deserialize)]
struct Lpr {
    last_confirmed: NaiveDate,
    points: Vec<RatePoint>,
}

#[derive(Deserialize)]
struct CourtFee {
    first: FirstBand,
    bands: Vec<Band>,
}

#[derive(Deserialize)]
struct FirstBand {
    up_to: Money,
    fee: Money,
}

#[derive(Deserialize)]
struct Band {
    up_to: Money,
    percent: Decimal,
}

#[derive(Deserialize)]
struct SmallClaimsTable {
    rows: Vec<SmallClaims>,
}

static FILE: Kept<Option<File>> = Kept::of("rates.json");

/// The one-year LPR in force on a day and whether it was confirmed for that day; `None` before 2019-08-20.
pub fn lpr(on: NaiveDate) -> Option<(Decimal, bool)> {
    let lpr = &FILE.get().as_ref()?.lpr_one_year;
    let point = lpr.points.iter().rfind(|point| point.from <= on)?;
    // The rate is announced on the 20th of each month, so a confirmed figure holds about a month further.
    let confirmed = on < lpr.last_confirmed + chrono::Duration::days(31);
    Some((point.percent, confirmed))
}

/// Interest on a sum that was due on `due` and is not there on `to`; `None` when nothing is late or no rate is known.
pub fn interest(principal: Money, due: NaiveDate, to: NaiveDate) -> Option<Interest> {
    let days = (to - due).num_days();
    let from = due.succ_opt()?;
    if days <= 0 || principal <= Money::ZERO {
        return None;
    }
    let (percent, confirmed) = lpr(from)?;
    let share = percent * Decimal::from(days) / Decimal::from(36_500);
    let cautious = principal.times(share);
    let upper = principal.times(share * Decimal::new(15, 1));
    Some(Interest { principal, from, to, days, percent, cautious, upper, confirmed })
}

/// The court fee for a property claim (诉讼费用交纳办法 art. 13), before halving; `None` above two million yuan, where
/// the table ends.
pub fn court_fee(sum: Money) -> Option<Money> {
    let table = &FILE.get().as_ref()?.court_fee;
    let mut fee = table.first.fee;
    let mut below = table.first.up_to;
    if sum <= below {
        return Some(fee);
    }
    for band in &table.bands {
        let part = sum.min(band.up_to) - below;
        fee += part.times(band.percent / Decimal::from(100));
        below = band.up_to;
        if sum <= below {
            return Some(fee);
        }
    }
    None
}

/// The small-claims limit of a province, by any spelling that begins with its name.
pub fn small_claims(province: &str) -> Option<&'static SmallClaims> {
    FILE.get().as_ref()?.small_claims.rows.iter().find(|row| province.trim().starts_with(&row.province))
}

/// All small-claims limits.
pub fn small_claims_table() -> &'static [SmallClaims] {
    FILE.get().as_ref().map_or(&[], |file| &file.small_claims.rows)
}

/// All LPR points, oldest first.
pub fn lpr_table() -> &'static [RatePoint] {
    FILE.get().as_ref().map_or(&[], |file| &file.lpr_one_year.points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn court_fees_run_in_bands() {
        for (sum, fee) in [
            ("5000", "50"),
            ("10000", "50"),
            ("38650", "766.25"),
            ("64610", "1415.25"),
            ("100000", "2300"),
            ("258440", "5176.60"),
        ] {
            assert_eq!(court_fee(yuan(sum)), Some(yuan(fee)), "{sum}");
        }
        assert_eq!(court_fee(yuan("2000000.01")), None);
    }

    #[test]
    fn interest_shows_its_arithmetic() {
        let interest = interest(yuan("38650"), day("2025-06-01"), day("2025-07-31")).unwrap();
        assert_eq!(interest.days, 60);
        assert_eq!(interest.percent.to_string(), "3.00");
        assert_eq!(interest.cautious, yuan("190.60"));
        assert_eq!(interest.upper, yuan("285.90"));
        assert!(interest.confirmed);
        assert_eq!(super::interest(yuan("1"), day("2025-07-31"), day("2025-07-31")), None);
        assert!(!lpr(day("2026-11-20")).unwrap().1, "not confirmed: shown as 待核实");
    }

    #[test]
    fn small_claims_limits_say_how_old_they_are() {
        assert_eq!(small_claims("江苏省").map(|row| row.half), Some(yuan("64610")));
        assert_eq!(small_claims("浙江").map(|row| row.status.as_str()), Some("outdated"));
        assert!(small_claims("西藏").is_none());
    }
}
