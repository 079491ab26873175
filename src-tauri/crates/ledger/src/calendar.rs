//! Working days after the State Council's yearly notice, adjusted weekends included.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Days off and worked weekends of the years whose notice is known; every other year is Monday to Friday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    off: BTreeMap<NaiveDate, String>,
    worked: BTreeSet<NaiveDate>,
    official: BTreeSet<i32>,
}

/// One year as it stands in a data file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    /// `official` once the notice is out; anything else is shown as 暂定.
    pub status: String,
    /// Days off and the holiday's name.
    pub off: Vec<(NaiveDate, String)>,
    /// Saturdays and Sundays that are worked and the holiday's name.
    pub work_on_weekend: Vec<(NaiveDate, String)>,
}

impl Calendar {
    /// From the years of a data file.
    pub fn new(years: &BTreeMap<i32, Year>) -> Calendar {
        let mut calendar = Calendar::default();
        for (year, data) in years {
            if data.status == "official" {
                calendar.official.insert(*year);
            }
            calendar.off.extend(data.off.iter().cloned());
            calendar.worked.extend(data.work_on_weekend.iter().map(|(day, _)| *day));
        }
        calendar
    }

    /// Whether banks clear on this day.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        if self.worked.contains(&day) {
            return true;
        }
        !self.off.contains_key(&day) && !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The holiday's name, for a day off.
    pub fn holiday(&self, day: NaiveDate) -> Option<&str> {
        self.off.get(&day).map(String::as_str)
    }

    /// Whether the State Council's notice for the day's year is in the calendar (else 暂定).
    pub fn is_official(&self, day: NaiveDate) -> bool {
        self.official.contains(&day.year())
    }

    /// The first working day after `day`.
    pub fn next_working(&self, day: NaiveDate) -> NaiveDate {
        self.add_working(day, 1)
    }

    /// `day` itself if it is a working day, else the next one.
    pub fn working_on_or_after(&self, day: NaiveDate) -> NaiveDate {
        if self.is_working(day) { day } else { self.next_working(day) }
    }

    /// The n-th working day after `day`.
    pub fn add_working(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let mut left = n;
        let mut at = day;
        while left > 0 {
            let Some(next) = at.succ_opt() else { return at };
            at = next;
            if self.is_working(at) {
                left -= 1;
            }
        }
        at
    }

    /// How many working days lie after `from` up to and including `to`; 0 when `to` is not after `from`.
    pub fn working_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| self.is_working(*day)).count()
            as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn calendar() -> Calendar {
        let year = Year {
            status: "official".into(),
            off: (1..=7).map(|d| (day(&format!("2026-10-0{d}")), "国庆节".into())).collect(),
            work_on_weekend: vec![(day("2026-10-10"), "国庆节".into())],
        };
        Calendar::new(&BTreeMap::from([(2026, year)]))
    }

    #[test]
    fn holidays_and_worked_weekends() {
        let calendar = calendar();
        assert_eq!(calendar.next_working(day("2026-09-30")), day("2026-10-08"));
        assert_eq!(calendar.next_working(day("2026-10-09")), day("2026-10-10"), "a worked Saturday");
        assert_eq!(calendar.working_between(day("2026-09-30"), day("2026-10-10")), 3);
        assert!(!calendar.is_official(day("2027-01-04")));
        assert_eq!(calendar.working_between(day("2026-10-10"), day("2026-09-30")), 0);
    }
}
