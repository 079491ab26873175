//! Working days (`data/calendar.json`), after the State Council's yearly notices.

use std::collections::BTreeMap;

use recoup_ledger::calendar::{Calendar, Year};
use serde::Deserialize;

use crate::facts::Kept;

#[derive(Default, Deserialize)]
pub(crate) struct File {
    years: BTreeMap<i32, Year>,
}

static FILE: Kept<File> = Kept::of("calendar.json");

/// The calendar of the data file: 2024–2026 official, 2027 暂定 (statutory days only, no worked weekends yet).
pub fn calendar() -> Calendar {
    Calendar::new(&FILE.get().years)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn the_known_settlement_days_come_out() {
        // Trade day → next working day; computed from the notices and, for 2025-04, seen on a real statement.
        let calendar = calendar();
        for (traded, due) in [
            ("2025-04-06", "2025-04-07"),
            ("2025-01-27", "2025-02-05"),
            ("2025-09-30", "2025-10-09"),
            ("2026-02-13", "2026-02-14"),
            ("2026-02-14", "2026-02-24"),
            ("2026-05-08", "2026-05-09"),
            ("2026-09-19", "2026-09-20"),
            ("2026-09-24", "2026-09-28"),
            ("2026-09-30", "2026-10-08"),
            ("2026-11-20", "2026-11-23"),
        ] {
            let day = |text: &str| text.parse::<NaiveDate>().unwrap();
            assert_eq!(calendar.next_working(day(traded)), day(due), "{traded}");
        }
        assert!(calendar.is_official("2026-12-31".parse().unwrap()));
        assert!(!calendar.is_official("2027-01-04".parse().unwrap()));
    }
}
