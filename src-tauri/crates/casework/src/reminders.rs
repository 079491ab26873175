//! The deadlines of a case as a calendar file (RFC 5545), for the telephone in the owner's pocket.

use chrono::{DateTime, Duration, Utc};
use icalendar::{Alarm, Calendar, Component, EventLike, Property};

use crate::case::Case;
use crate::clocks::Clock;

/// An all-day event on each due day that has not passed, with a reminder at nine in the morning of that day.
///
/// `stamp` is the moment of writing. An event keeps its UID when the file is written again, so that a calendar which
/// imports it a second time moves the date and does not double it.
pub fn ics(case: &Case, clocks: &[Clock], stamp: DateTime<Utc>) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&format!("追款案件 {}", case.no));
    for clock in clocks.iter().filter(|clock| !clock.passed) {
        let title = format!("案件 {} {}：{}", case.no, case.acquirer, clock.title.zh);
        let uid = format!("case-{}-{}@recoup.local", case.no, clock.key);
        // Whatever has no name or moment of its own would get a new one each time.
        let mut alarm = Alarm::display(&title, Duration::hours(9));
        alarm.uid(&format!("alarm-{uid}")).timestamp(stamp);
        let mut event = icalendar::Event::new();
        event
            .uid(&uid)
            .timestamp(stamp)
            .all_day(clock.due)
            .summary(&title)
            .description(&clock.source.zh)
            .append_property(Property::new("TRANSP", "TRANSPARENT"))
            .alarm(alarm);
        calendar.push(event.done());
    }
    calendar.to_string()
}
