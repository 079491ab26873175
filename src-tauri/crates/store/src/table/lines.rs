//! Lines of bank statements and fund-flow bills, and in which imports each line was seen.

use chrono::NaiveTime;
use recoup_ledger::{AccountLine, DepositId, Money, Origin};
use rusqlite::{CachedStatement, Connection, Row, params};

use crate::codes;
use crate::error::StoreError;
use crate::open::Store;
use crate::schema::Step;

/// As with transactions: `lines` holds each line once, `line_sources` the further imports that have it too.
pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE lines(
        id INTEGER NOT NULL UNIQUE,
        import INTEGER NOT NULL REFERENCES imports(id),
        sheet INTEGER NOT NULL,
        line INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        account TEXT NOT NULL,
        on_day INTEGER NOT NULL,
        time INTEGER,
        amount INTEGER NOT NULL,
        balance INTEGER,
        counterparty TEXT NOT NULL,
        counter_account TEXT NOT NULL,
        memo TEXT NOT NULL,
        serial TEXT NOT NULL,
        order_no TEXT NOT NULL
    ) STRICT;
    CREATE TABLE line_sources(
        id INTEGER NOT NULL REFERENCES lines(id),
        import INTEGER NOT NULL REFERENCES imports(id),
        sheet INTEGER NOT NULL,
        line INTEGER NOT NULL,
        body TEXT,
        PRIMARY KEY (id, import)
    ) STRICT, WITHOUT ROWID;",
)];

macro_rules! columns {
    () => {
        "id, import, sheet, line, kind, account, on_day, time, amount, balance, counterparty, counter_account, memo, \
         serial, order_no"
    };
}

const SELECT: &str = concat!("SELECT ", columns!(), " FROM lines");
const VALUES: &str = "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

fn line(row: &Row<'_>) -> Result<AccountLine, StoreError> {
    let time = match row.get::<_, Option<u32>>(7)? {
        None => None,
        Some(seconds) => Some(
            NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)
                .ok_or_else(|| StoreError::row(format!("time of day {seconds}")))?,
        ),
    };
    Ok(AccountLine {
        id: DepositId(codes::unkey(row.get(0)?)),
        origin: Origin { import: row.get(1)?, sheet: row.get(2)?, line: row.get(3)? },
        kind: codes::to_line_kind(row.get(4)?)?,
        account: row.get(5)?,
        on: codes::day(row.get(6)?)?,
        time,
        amount: Money::from_fen(row.get(8)?),
        balance: row.get::<_, Option<i64>>(9)?.map(Money::from_fen),
        counterparty: row.get(10)?,
        counter_account: row.get(11)?,
        memo: row.get(12)?,
        serial: row.get(13)?,
        order_no: row.get(14)?,
    })
}

/// A prepared insert that leaves a row with the same identifier alone.
pub(crate) fn inserter(connection: &Connection) -> Result<CachedStatement<'_>, StoreError> {
    Ok(connection.prepare_cached(&format!(
        "INSERT INTO lines({}) VALUES {VALUES} ON CONFLICT(id) DO NOTHING",
        columns!()
    ))?)
}

/// A prepared insert that takes the place of a row with the same identifier.
pub(crate) fn replacer(connection: &Connection) -> Result<CachedStatement<'_>, StoreError> {
    Ok(connection.prepare_cached(&format!("INSERT OR REPLACE INTO lines({}) VALUES {VALUES}", columns!()))?)
}

/// Runs [`inserter`] or [`replacer`]; returns whether a row was written.
pub(crate) fn put(
    statement: &mut CachedStatement<'_>,
    line: &AccountLine,
    origin: Origin,
) -> Result<bool, StoreError> {
    use chrono::Timelike;
    let changed = statement.execute(params![
        codes::key(line.id.0),
        origin.import,
        origin.sheet,
        origin.line,
        codes::line_kind(line.kind),
        line.account,
        codes::days(line.on),
        line.time.map(|time| time.num_seconds_from_midnight()),
        line.amount.fen(),
        codes::fen(line.balance),
        line.counterparty,
        line.counter_account,
        line.memo,
        line.serial,
        line.order_no,
    ])?;
    Ok(changed == 1)
}

pub(crate) fn by_id(connection: &Connection, id: DepositId) -> Result<Option<AccountLine>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    let mut rows = statement.query_and_then([codes::key(id.0)], line)?;
    rows.next().transpose()
}

impl Store {
    /// Every line of every account, by account and day; within a day in the order of import and line. A file may run from
    /// the newest line to the oldest, so this is not always the order of time.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn lines(&self) -> Result<Vec<AccountLine>, StoreError> {
        let mut statement = self.connection.prepare_cached(SELECT)?;
        let mut out = statement.query_and_then([], line)?.collect::<Result<Vec<_>, _>>()?;
        out.sort_by(|a, b| (&a.account, a.on, a.origin, a.id).cmp(&(&b.account, b.on, b.origin, b.id)));
        Ok(out)
    }

    /// Whether a line is in the store.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn has_line(&self, id: DepositId) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM lines WHERE id = ?1")?;
        Ok(statement.exists([codes::key(id.0)])?)
    }

    /// One line; `None` when it is not in the store.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn line(&self, id: DepositId) -> Result<Option<AccountLine>, StoreError> {
        by_id(&self.connection, id)
    }
}
