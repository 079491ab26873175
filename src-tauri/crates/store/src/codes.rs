//! How ledger values stand in columns. The numbers are part of the database's format: add, never renumber.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta};
use recoup_ledger::{CardKind, Channel, Kind, LineKind, Money, Status};

use crate::error::StoreError;

/// A 48-bit identifier as SQLite's row number, which makes it the fastest possible key.
pub(crate) fn key(id: [u8; 6]) -> i64 {
    id.iter().fold(0, |key, byte| key << 8 | i64::from(*byte))
}

pub(crate) fn unkey(key: i64) -> [u8; 6] {
    let bytes = key.to_be_bytes();
    [bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]
}

/// Seconds of the clock on the wall in +08:00, counted as if it were UTC.
pub(crate) fn seconds(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp()
}

pub(crate) fn moment(seconds: i64) -> Result<NaiveDateTime, StoreError> {
    DateTime::from_timestamp(seconds, 0)
        .map(|at| at.naive_utc())
        .ok_or_else(|| StoreError::row(format!("time {seconds}")))
}

/// Days since 1970-01-01.
pub(crate) fn days(on: NaiveDate) -> i64 {
    on.signed_duration_since(NaiveDate::default()).num_days()
}

pub(crate) fn day(days: i64) -> Result<NaiveDate, StoreError> {
    TimeDelta::try_days(days)
        .and_then(|delta| NaiveDate::default().checked_add_signed(delta))
        .ok_or_else(|| StoreError::row(format!("day {days}")))
}

pub(crate) fn fen(money: Option<Money>) -> Option<i64> {
    money.map(Money::fen)
}

macro_rules! code {
    ($to:ident, $from:ident, $type:ident, $($variant:ident = $number:literal),+) => {
        pub(crate) fn $to(value: $type) -> i64 {
            match value { $($type::$variant => $number),+ }
        }
        pub(crate) fn $from(number: i64) -> Result<$type, StoreError> {
            match number {
                $($number => Ok($type::$variant),)+
                other => Err(StoreError::row(format!("{} {other}", stringify!($type)))),
            }
        }
    };
}

code!(kind, to_kind, Kind, Sale = 0, Refund = 1, Void = 2, Reversal = 3, PreAuth = 4, Completion = 5);
code!(status, to_status, Status, Succeeded = 0, Failed = 1, Pending = 2);
code!(
    channel,
    to_channel,
    Channel,
    Unknown = 0,
    Card = 1,
    WeChat = 2,
    Alipay = 3,
    UnionPayQr = 4,
    ECny = 5,
    Qr = 6
);
code!(card_kind, to_card_kind, CardKind, Unknown = 0, Debit = 1, Credit = 2);
code!(
    line_kind,
    to_line_kind,
    LineKind,
    Bank = 0,
    WalletTrade = 1,
    WalletFee = 2,
    WalletRefund = 3,
    WalletWithdrawal = 4,
    WalletOther = 5
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_days_come_back() {
        for id in [[0; 6], [255; 6], [1, 2, 3, 4, 5, 6]] {
            assert_eq!(unkey(key(id)), id);
            assert!(key(id) >= 0);
        }
        for text in ["1969-12-31", "1970-01-01", "2026-11-24"] {
            let on: NaiveDate = text.parse().unwrap();
            assert_eq!(day(days(on)).unwrap(), on);
        }
        assert!(day(i64::MAX).is_err());
        assert!(moment(i64::MAX).is_err());
        assert!(to_kind(99).is_err());
    }
}
