//! Dates and times of day.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::half_width;

/// What a cell says about when: a day, a time of day, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: Option<NaiveDate>,
    /// The time of day.
    pub time: Option<NaiveTime>,
}

/// The order of day and month in `24/03/2025`. Every other spelling starts with the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// 24/03/2025.
    DayFirst,
    /// 03/24/2025.
    MonthFirst,
}

/// Reads the spellings of a date with or without a time: `20240131`, `2024/1/3`, `2024年1月3日 9时5分`,
/// `20240131185319`, `2014-11-1016：33：45`, `20131022-215006`, spreadsheet serials, and with `order` `24/03/2025`.
/// `None` when it is no date of the years 1990 to 2099.
pub fn moment(text: &str, order: Option<DayOrder>) -> Option<Moment> {
    let bytes = text.as_bytes();
    if let Some(moment) = iso(bytes) {
        return Some(moment);
    }
    let text = half_width(text);
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    let (groups, separators) = groups(text)?;
    match groups.as_slice() {
        [all] => digits(all),
        // A serial with a fraction of the day; a plain decimal number of that size is no date otherwise.
        [whole, fraction] if whole.len() == 5 && separators == "." => serial(whole, fraction),
        [ymd, rest @ ..] if ymd.len() == 8 => {
            Some(Moment { day: compact_day(ymd), time: clock_groups(rest) }).filter(|m| m.day.is_some())
        }
        [year, month, day, rest @ ..] if year.len() == 4 => {
            // `2018-07-3116:07:27`: the blank between day and hour is missing.
            if day.len() == 4 && !rest.is_empty() {
                let mut clock = vec![&day[2..]];
                clock.extend(rest);
                return full(year, month, &day[..2], &clock);
            }
            full(year, month, day, rest)
        }
        [a, b, year, rest @ ..] if year.len() == 4 => match order? {
            DayOrder::DayFirst => full(year, b, a, rest),
            DayOrder::MonthFirst => full(year, a, b, rest),
        },
        _ => None,
    }
}

/// Reads a time of day: `09:15:37`, `9时5分`, `091537`, `91537` (a lost zero).
pub fn clock(text: &str) -> Option<NaiveTime> {
    if text.is_ascii() {
        match text.as_bytes() {
            [a, b, b':', c, d, b':', e, f] => {
                let two = |tens: &u8, ones: &u8| {
                    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
                    digits.then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
                };
                return NaiveTime::from_hms_opt(two(a, b)?, two(c, d)?, two(e, f)?);
            }
            // Longer ASCII texts are days with a time.
            long if long.len() > 12 => return None,
            _ => {}
        }
    }
    let text = half_width(text);
    let (groups, _) = groups(text.trim())?;
    match groups.as_slice() {
        [all] if (5..=6).contains(&all.len()) => {
            let padded = format!("{all:0>6}");
            hms(&padded[..2], &padded[2..4], &padded[4..])
        }
        [hour, ..] if hour.len() <= 2 && (2..=4).contains(&groups.len()) => clock_groups(&groups),
        _ => None,
    }
}

/// Reads `MMDDhhmmss`, as clearing files print it, near a day whose year is known: the last such day that is not more
/// than a day after it (a sale of 31 December is cleared in January).
pub fn without_year(text: &str, near: NaiveDate) -> Option<Moment> {
    if text.len() != 10 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let two = |at: usize| text[at..at + 2].parse::<u32>().ok();
    let time = NaiveTime::from_hms_opt(two(4)?, two(6)?, two(8)?)?;
    let last = near.checked_add_days(Days::new(1))?;
    let day = [last.year(), last.year() - 1]
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, two(0)?, two(2)?))
        .find(|day| *day <= last)?;
    Some(Moment { day: Some(day), time: Some(time) })
}

/// Finds the order of day and month that a column of `24/03/2025` dates proves, cell by cell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DayOrderSearch {
    found: Option<DayOrder>,
    contradicted: bool,
}

impl DayOrderSearch {
    /// The next cell.
    pub fn see(&mut self, text: &str) {
        let text = half_width(text);
        let Some((groups, _)) = groups(text.trim()) else { return };
        let [a, b, year, ..] = groups.as_slice() else { return };
        if year.len() != 4 || a.len() > 2 || b.len() > 2 {
            return;
        }
        let order = match (a.parse::<u32>().unwrap_or(0) > 12, b.parse::<u32>().unwrap_or(0) > 12) {
            (true, false) => DayOrder::DayFirst,
            (false, true) => DayOrder::MonthFirst,
            _ => return,
        };
        self.contradicted |= self.found.is_some_and(|before| before != order);
        self.found = Some(order);
    }

    /// What the cells say.
    pub fn order(&self) -> Option<DayOrder> {
        self.found.filter(|_| !self.contradicted)
    }
}

/// `2026-11-03`, `20261103`, each alone or with ` 09:15:37`, without looking at anything twice.
fn iso(b: &[u8]) -> Option<Moment> {
    let number = |from: usize, to: usize| -> Option<u32> {
        b[from..to].iter().try_fold(0, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
    };
    if b.len() == 8 || b.len() == 17 && b[8] == b' ' && b[11] == b':' && b[14] == b':' {
        let day = NaiveDate::from_ymd_opt(number(0, 4)? as i32, number(4, 6)?, number(6, 8)?).filter(sane)?;
        let time = match b.len() {
            8 => None,
            _ => Some(NaiveTime::from_hms_opt(number(9, 11)?, number(12, 14)?, number(15, 17)?)?),
        };
        return Some(Moment { day: Some(day), time });
    }
    if b.len() != 10 && b.len() != 19 || !matches!(b[4], b'-' | b'/') || b[4] != b[7] {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(number(0, 4)? as i32, number(5, 7)?, number(8, 10)?).filter(sane)?;
    if b.len() == 10 {
        return Some(Moment { day: Some(day), time: None });
    }
    if !matches!(b[10], b' ' | b'T') || b[13] != b':' || b[16] != b':' {
        return None;
    }
    let time = NaiveTime::from_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)?;
    Some(Moment { day: Some(day), time: Some(time) })
}

fn sane(day: &NaiveDate) -> bool {
    (1990..2100).contains(&chrono::Datelike::year(day))
}

/// The runs of digits, and what separates them. `None` when it holds letters that no date has.
fn groups(text: &str) -> Option<(Vec<&str>, String)> {
    let mut groups = Vec::new();
    let mut separators = String::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            groups.push(&text[from..at]);
        } else if groups.is_empty() {
            return None;
        }
        if !matches!(
            c,
            '-' | '/' | '.' | ':' | ' ' | '\t' | '年' | '月' | '日' | '时' | '點' | '点' | '分' | '秒' | 'T'
        ) {
            return None;
        }
        separators.push(c);
    }
    if let Some(from) = start {
        groups.push(&text[from..]);
    }
    (!groups.is_empty()).then_some((groups, separators))
}

fn digits(all: &str) -> Option<Moment> {
    match all.len() {
        14 => Some(Moment {
            day: Some(compact_day(&all[..8])?),
            time: hms(&all[8..10], &all[10..12], &all[12..]),
        }),
        12 => Some(Moment { day: Some(compact_day(&all[..8])?), time: hms(&all[8..10], &all[10..12], "00") }),
        8 => Some(Moment { day: Some(compact_day(all)?), time: None }),
        6 => full(&format!("20{}", &all[..2]), &all[2..4], &all[4..], &[]),
        5 => serial(all, "0"),
        _ => None,
    }
}

fn compact_day(text: &str) -> Option<NaiveDate> {
    full(&text[..4], &text[4..6], &text[6..8], &[])?.day
}

/// Days since 1899-12-30, as spreadsheets count; 1990 to 2099 only.
fn serial(whole: &str, fraction: &str) -> Option<Moment> {
    let days: u64 = whole.parse().ok()?;
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days)).filter(sane)?;
    let share: f64 = format!("0.{fraction}").parse().ok()?;
    let seconds = (share * 86_400.0).round().clamp(0.0, 86_399.0) as u32;
    let time = (seconds > 0).then(|| NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)).flatten();
    Some(Moment { day: Some(day), time })
}

fn full(year: &str, month: &str, day: &str, clock: &[&str]) -> Option<Moment> {
    let date =
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).filter(sane)?;
    let time = match clock {
        [] => None,
        groups => Some(clock_groups(groups)?),
    };
    Some(Moment { day: Some(date), time })
}

fn clock_groups(groups: &[&str]) -> Option<NaiveTime> {
    match groups {
        [] => None,
        [all] if all.len() == 6 => hms(&all[..2], &all[2..4], &all[4..]),
        [all] if all.len() == 4 => hms(&all[..2], &all[2..], "00"),
        [hour] => hms(hour, "0", "0"),
        [hour, minute] => hms(hour, minute, "0"),
        [hour, minute, second, ..] => hms(hour, minute, second),
    }
}

fn hms(hour: &str, minute: &str, second: &str) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let Moment { day, time } = moment(text, Some(DayOrder::DayFirst)).unwrap_or_default();
        let day = day.map(|d| d.to_string()).unwrap_or_default();
        time.map_or(day.clone(), |t| format!("{day}T{t}"))
    }

    #[test]
    fn spellings_of_dates() {
        for (text, expected) in [
            ("20240131", "2024-01-31"),
            ("2024/1/31", "2024-01-31"),
            ("2024.01.31", "2024-01-31"),
            ("2024年1月3日 9时5分", "2024-01-03T09:05:00"),
            ("20240131 18:53:19", "2024-01-31T18:53:19"),
            ("20240131185319", "2024-01-31T18:53:19"),
            ("2014-11-1016：33：45", "2014-11-10T16:33:45"),
            ("45322", "2024-01-31"),
            ("45322.787", "2024-01-31T18:53:17"),
            ("2025/12/03  14:06:51", "2025-12-03T14:06:51"),
            ("2015-5-6 0:14:02", "2015-05-06T00:14:02"),
            ("251103", "2025-11-03"),
            ("24/03/2025", "2025-03-24"),
            ("20131022-215006", "2013-10-22T21:50:06"),
            ("2026-01-03 09:12:00.0", "2026-01-03T09:12:00"),
            ("2026-11-03", "2026-11-03"),
            ("2026-11-03 23:59:60", ""),
            ("2026-02-30", ""),
            ("16", ""),
            ("1,234.50", ""),
            ("12345.67", ""),
            ("0716104928", ""),
            ("合计", ""),
            ("２０２６－１１－０３", "2026-11-03"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn times_of_day() {
        let time = |text| clock(text).map(|t| t.to_string()).unwrap_or_default();
        assert_eq!(time("091537"), "09:15:37");
        assert_eq!(time("91537"), "09:15:37");
        assert_eq!(time("9:15"), "09:15:00");
        assert_eq!(time("09:15:37.0"), "09:15:37");
        assert_eq!(time("250000"), "");
        assert_eq!(time("20261103"), "");
    }

    #[test]
    fn a_column_decides_the_order_of_day_and_month() {
        let day_order = |column: &[&str]| {
            let mut search = DayOrderSearch::default();
            column.iter().for_each(|text| search.see(text));
            search.order()
        };
        assert_eq!(day_order(&["01/02/2025", "24/03/2025"]), Some(DayOrder::DayFirst));
        assert_eq!(day_order(&["01/02/2025"]), None);
        assert_eq!(day_order(&["13/02/2025", "02/13/2025"]), None);
        assert_eq!(moment("01/02/2025", None), None);
    }
}
