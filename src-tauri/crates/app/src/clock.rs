//! The only clock of the program: China Standard Time, whatever the machine's zone.

use std::cell::Cell;
use std::marker::PhantomData;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

use crate::AppError;

/// +08:00.
pub fn zone() -> FixedOffset {
    // The offset is a constant within chrono's range; the fallback is never reached.
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// This moment in +08:00, to the second.
pub fn now() -> DateTime<FixedOffset> {
    #[cfg(test)]
    if let Some(fixed) = MOMENT.get() {
        return fixed;
    }
    Utc::now().with_timezone(&zone())
}

#[cfg(test)]
thread_local! {
    static MOMENT: Cell<Option<DateTime<FixedOffset>>> = const { Cell::new(None) };
}

/// The clock of this thread stands at a moment from now on: what is written then is the same on every day. Tests only; a
/// program has no way to tell a false time.
#[cfg(test)]
pub(crate) fn stand_at(moment: &str) {
    MOMENT.set(Some(DateTime::parse_from_rfc3339(moment).unwrap().with_timezone(&zone())));
}

thread_local! {
    static DAY: Cell<Option<NaiveDate>> = const { Cell::new(None) };
}

/// Today in +08:00, or the day of [`on_day`].
pub fn today() -> NaiveDate {
    DAY.get().unwrap_or_else(|| now().date_naive())
}

/// Whatever is asked on this thread is judged as on that day until this is dropped; what is written keeps the true time.
#[must_use = "the day holds only while this lives"]
#[derive(Debug)]
pub struct OnDay(Option<NaiveDate>, PhantomData<*const ()>);

/// Judges what is asked on this thread as on `day`: a case stays comparable when it is looked at later.
pub fn on_day(day: NaiveDate) -> OnDay {
    OnDay(DAY.replace(Some(day)), PhantomData)
}

impl Drop for OnDay {
    fn drop(&mut self) {
        DAY.set(self.0);
    }
}

/// `2026-11-04T18:22:07+08:00`.
pub fn moment(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A local date-time of a record as a moment.
pub fn local_moment(at: NaiveDateTime) -> String {
    format!("{}+08:00", at.format("%Y-%m-%dT%H:%M:%S"))
}

/// Reads a moment as people type it: `2026-11-04 18:22`, with seconds, with `T`, or with +08:00.
pub fn parse_moment(text: &str) -> Result<NaiveDateTime, AppError> {
    let clean = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(clean) {
        return Ok(at.with_timezone(&zone()).naive_local());
    }
    for format in ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(clean, format) {
            return Ok(at);
        }
    }
    Err(AppError::bad_input(
        format!("时间「{text}」看不懂，请写成 2026-11-04 18:22。"),
        format!("“{text}” is not a time; write 2026-11-04 18:22."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_holds_until_its_guard_is_dropped() {
        let day: NaiveDate = "2026-10-03".parse().unwrap();
        let before = today();
        {
            let _day = on_day(day);
            assert_eq!(today(), day);
            {
                let _other = on_day(day.succ_opt().unwrap());
                assert_eq!(today(), day.succ_opt().unwrap());
            }
            assert_eq!(today(), day);
        }
        assert!(today() >= before);
    }

    #[test]
    fn moments_as_people_type_them() {
        let at = parse_moment("2026-11-04 18:22").unwrap();
        assert_eq!(local_moment(at), "2026-11-04T18:22:00+08:00");
        assert_eq!(parse_moment("2026-11-04T10:22:00Z").unwrap(), at, "a zone is honoured");
        assert!(parse_moment("昨天下午").is_err());
    }
}
