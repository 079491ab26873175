//! Which agreement a transaction falls under, on which day it clears, when its money is due, and how much that is.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use recoup_ledger::{Agreement, Billing, Calendar, Cycle, Money, PaysInto, RateRule, Scope, Transaction};

use crate::closed::plus;

/// The agreement to assume where nobody has typed one.
///
/// Cards and aggregated QR: T1 on working days, cut-off 23:00 (a common rule of the trade; every file's own clearing
/// day and every owner's word goes before it), any bank account. A WeChat Pay or Alipay merchant number
/// (`into_balance`): its balance is credited on the natural day. `acquirer` may be empty.
pub fn default_agreement(merchant_no: &str, acquirer: &str, into_balance: bool) -> Agreement {
    Agreement {
        id: 0,
        merchant_no: merchant_no.to_owned(),
        scope: Scope::All,
        acquirer: acquirer.to_owned(),
        cycle: if into_balance { Cycle::T0 } else { Cycle::T1 },
        cut_off: if into_balance { None } else { NaiveTime::from_hms_opt(23, 0, 0) },
        rates: Vec::new(),
        billing: Billing::Net,
        pays_into: if into_balance { PaysInto::Balance } else { PaysInto::AnyAccount },
        payers: Vec::new(),
        confirmed: false,
    }
}

/// The day on which the transaction clears: the file's, else by the cut-off, read on a clock that is `fast` minutes fast.
pub(crate) fn clearing_day(txn: &Transaction, agreement: &Agreement, fast: i64) -> NaiveDate {
    match txn.clearing_day {
        Some(day) => day,
        None if fast == 0 => day_of(txn.at, agreement),
        None => day_of(txn.at - TimeDelta::minutes(fast), agreement),
    }
}

/// The clearing day of a moment by the cut-off (that very second belongs to the next day).
pub(crate) fn day_of(at: NaiveDateTime, agreement: &Agreement) -> NaiveDate {
    let day = at.date();
    match agreement.cut_off {
        Some(cut_off)
            if cut_off.num_seconds_from_midnight() > 0 && at.time().with_nanosecond(0) >= Some(cut_off) =>
        {
            plus(day, 1)
        }
        _ => day,
    }
}

/// When the money of a clearing day is due. On request: the 30 natural days that the central bank allows at most
/// (中国人民银行公告〔2013〕第9号 第三十条), since no earlier day is agreed.
pub(crate) fn due_on(cycle: Cycle, clearing_day: NaiveDate, calendar: &Calendar) -> NaiveDate {
    match cycle {
        Cycle::T1 => calendar.next_working(clearing_day),
        Cycle::D1 => plus(clearing_day, 1),
        Cycle::T0 => clearing_day,
        Cycle::Weekly(weekday) => {
            let ahead =
                (weekday.num_days_from_monday() + 7 - clearing_day.weekday().num_days_from_monday()) % 7;
            let ahead = if ahead == 0 { 7 } else { ahead };
            calendar.working_on_or_after(plus(clearing_day, u64::from(ahead)))
        }
        Cycle::OnRequest => plus(clearing_day, 30),
    }
}

/// What is known about a fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fee {
    /// The file or the agreement says it.
    Stated,
    /// Only the credits show its rate.
    Learned,
    /// Nothing is known.
    Unknown,
}

/// What the shop should get, and what is known about the fee: the file's columns, else the agreement's rate, else the
/// `learned` one, else gross.
pub(crate) fn net(txn: &Transaction, agreement: &Agreement, learned: &[RateRule]) -> (Money, Fee) {
    if agreement.billing == Billing::Gross {
        return (txn.gross, Fee::Stated);
    }
    if let Some(net) = txn.net {
        return (net, Fee::Stated);
    }
    if let Some(fee) = txn.fee {
        return (txn.gross - fee, Fee::Stated);
    }
    if let Some(rule) = agreement.rate(txn.channel, txn.card_kind) {
        return (txn.gross - rule.fee(txn.gross), Fee::Stated);
    }
    match learned.iter().find(|rule| rule.fits(txn.channel, txn.card_kind)) {
        Some(rule) => (txn.gross - rule.fee(txn.gross), Fee::Learned),
        None => (txn.gross, Fee::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;
    use recoup_ledger::calendar::Year;
    use std::collections::BTreeMap;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The published rests of 2018 and 2026 that the cases below need.
    fn calendar() -> Calendar {
        let year = |off: &[&str], worked: &[&str]| Year {
            status: "official".into(),
            off: off.iter().map(|day| (d(day), String::new())).collect(),
            work_on_weekend: worked.iter().map(|day| (d(day), String::new())).collect(),
        };
        let national: Vec<String> = (1..=7).map(|n| format!("2026-10-0{n}")).collect();
        let mut off: Vec<&str> = national.iter().map(String::as_str).collect();
        off.extend(["2026-09-25", "2026-09-26", "2026-09-27"]);
        Calendar::new(&BTreeMap::from([
            (2018, year(&["2018-04-05", "2018-04-06", "2018-04-07"], &["2018-04-08"])),
            (2026, year(&off, &["2026-05-09", "2026-09-20", "2026-10-10"])),
        ]))
    }

    #[test]
    fn the_next_working_day_over_rests_and_worked_weekends() {
        for (sold, due) in [
            ("2018-04-03", "2018-04-04"),
            ("2018-04-04", "2018-04-08"),
            ("2018-04-07", "2018-04-08"),
            ("2018-04-08", "2018-04-09"),
            ("2026-05-08", "2026-05-09"),
            ("2026-09-19", "2026-09-20"),
            ("2026-09-24", "2026-09-28"),
            ("2026-09-30", "2026-10-08"),
            ("2026-11-20", "2026-11-23"),
            ("2026-11-22", "2026-11-23"),
        ] {
            assert_eq!(due_on(Cycle::T1, d(sold), &calendar()), d(due), "{sold}");
        }
        assert_eq!(due_on(Cycle::D1, d("2026-10-01"), &calendar()), d("2026-10-02"));
        assert_eq!(due_on(Cycle::Weekly(Weekday::Mon), d("2026-11-23"), &calendar()), d("2026-11-30"));
        assert_eq!(due_on(Cycle::Weekly(Weekday::Mon), d("2026-09-30"), &calendar()), d("2026-10-08"));
    }

    #[test]
    fn eleven_at_night_belongs_to_the_next_day() {
        let card = default_agreement("898", "", false);
        let wallet = default_agreement("1600000000", "", true);
        for (at, day) in [("22:59:59", "2026-11-03"), ("23:00:00", "2026-11-04")] {
            let txn = Transaction::sale(format!("2026-11-03T{at}").parse().unwrap(), Money::from_fen(1));
            assert_eq!(clearing_day(&txn, &card, 0), d(day));
            assert_eq!(clearing_day(&txn, &wallet, 0), d("2026-11-03"), "a balance knows only midnight");
        }
        let mut txn = Transaction::sale("2026-11-03T23:30:00".parse().unwrap(), Money::from_fen(1));
        txn.clearing_day = Some(d("2026-11-03"));
        assert_eq!(clearing_day(&txn, &card, 0), d("2026-11-03"), "the file's own day goes first");
    }
}
