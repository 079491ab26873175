//! Imported files, the days that they cover, and the log of what was imported and taken back.

use chrono::NaiveDate;
use recoup_ledger::{Coverage, DepositId, TxnId};
use rusqlite::{Connection, Row, ToSql, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes;
use crate::error::{StoreError, Target};
use crate::open::Store;
use crate::schema::Step;
use crate::sha::Sha;
use crate::table::from_json;

/// Numbers are never used twice (`AUTOINCREMENT`): a printed page may name an import that was undone later.
pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE imports(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        file_name TEXT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        kept TEXT NOT NULL,
        kind TEXT NOT NULL,
        source TEXT NOT NULL,
        imported_at TEXT NOT NULL,
        transactions INTEGER NOT NULL,
        lines INTEGER NOT NULL,
        new INTEGER NOT NULL,
        duplicate INTEGER NOT NULL,
        period_from INTEGER,
        period_to INTEGER,
        summary TEXT NOT NULL CHECK (json_valid(summary))
    ) STRICT;
    CREATE TABLE coverage(
        import INTEGER NOT NULL REFERENCES imports(id),
        account TEXT NOT NULL,
        bank INTEGER NOT NULL,
        from_day INTEGER NOT NULL,
        to_day INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX coverage_by_import ON coverage(import);
    CREATE TABLE import_log(
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        event TEXT NOT NULL,
        import INTEGER NOT NULL,
        file_name TEXT NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER import_log_is_never_changed BEFORE UPDATE ON import_log
    BEGIN SELECT RAISE(ABORT, 'the import log is append-only'); END;
    CREATE TRIGGER import_log_is_never_deleted BEFORE DELETE ON import_log
    BEGIN SELECT RAISE(ABORT, 'the import log is append-only'); END;",
)];

/// A file whose rows come one by one: what is known of it before they do.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// The file's name without folders.
    pub file_name: &'a str,
    /// What the file is, whether it or a masked copy will be kept.
    pub original: Original,
    /// When, ISO 8601 with +08:00.
    pub imported_at: &'a str,
}

/// What is known of such a file after its rows.
#[derive(Debug, Clone, Copy)]
pub struct FileRead<'a> {
    /// `detail`, `bank`, `wallet`, `summary` or `slip`.
    pub kind: &'a str,
    /// Which format it was read as.
    pub source: &'a str,
    /// For which days the file shows everything.
    pub coverage: &'a [Coverage],
    /// First and last day that the file itself states.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Whatever else the caller wants to show later (columns found, sums, problems).
    pub summary: &'a Value,
}

/// The file as the owner has it, whether it or a masked copy is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// Its SHA-256.
    pub sha256: Sha,
    /// Its size in bytes.
    pub size: u64,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOutcome {
    /// The import's record; of the earlier import when the same file was there already.
    pub import: Import,
    /// Whether the same file was there already, so that nothing but the log was changed.
    pub again: bool,
    /// Rows (transactions and lines) that were not there before.
    pub new: u64,
    /// Rows that were there.
    pub duplicate: u64,
}

/// One imported file as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Its number, never used for another.
    pub id: u32,
    /// The file's name without folders.
    pub file_name: String,
    /// SHA-256 of the file as the owner has it.
    pub sha256: Sha,
    /// Its size in bytes.
    pub size: u64,
    /// Under which name the vault keeps it: the same hash, or that of the masked copy.
    pub kept: Sha,
    /// `detail`, `bank`, `wallet` or `summary`.
    pub kind: String,
    /// Which format it was read as.
    pub source: String,
    /// When, ISO 8601 with +08:00.
    pub imported_at: String,
    /// How many transactions the file has.
    pub transactions: u64,
    /// How many account lines the file has.
    pub lines: u64,
    /// How many rows were not there before.
    pub new: u64,
    /// How many rows were there.
    pub duplicate: u64,
    /// First day that the file itself states.
    pub period_from: Option<NaiveDate>,
    /// Last day that the file itself states.
    pub period_to: Option<NaiveDate>,
    /// What the caller gave with it.
    pub summary: Value,
}

/// What happened to an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportEvent {
    /// It was imported.
    Imported,
    /// The same file was given again; nothing was changed.
    Again,
    /// It was taken back.
    Undone,
}

/// One entry of the import log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When, ISO 8601 with +08:00.
    pub at: String,
    /// What happened.
    pub event: ImportEvent,
    /// To which import.
    pub import: u32,
    /// The file's name at that time.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: Sha,
}

/// One place where a row was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRef {
    /// The import.
    pub import: u32,
    /// Its file.
    pub file_name: String,
    /// SHA-256 of the file.
    pub sha256: Sha,
    /// Which table of the file, from 0.
    pub sheet: u16,
    /// The line of the file or row of the sheet, from 1.
    pub line: u32,
    /// Whether the stored values are from here.
    pub stored: bool,
    /// Whether this file states other values than the stored ones.
    pub differs: bool,
}

pub(crate) fn sha(text: &str) -> Result<Sha, StoreError> {
    text.parse().map_err(|text| StoreError::row(format!("SHA-256 {text}")))
}

const SELECT: &str = "SELECT id, file_name, sha256, size, kept, kind, source, imported_at, transactions, lines, new, \
                      duplicate, period_from, period_to, summary FROM imports";

fn import(row: &Row<'_>) -> Result<Import, StoreError> {
    let text = |i: usize| row.get::<_, String>(i);
    let day = |i: usize| row.get::<_, Option<i64>>(i)?.map(codes::day).transpose();
    Ok(Import {
        id: row.get(0)?,
        file_name: text(1)?,
        sha256: sha(&text(2)?)?,
        size: row.get(3)?,
        kept: sha(&text(4)?)?,
        kind: text(5)?,
        source: text(6)?,
        imported_at: text(7)?,
        transactions: row.get(8)?,
        lines: row.get(9)?,
        new: row.get(10)?,
        duplicate: row.get(11)?,
        period_from: day(12)?,
        period_to: day(13)?,
        summary: from_json(&text(14)?, "imports.summary")?,
    })
}

fn one(connection: &Connection, condition: &str, value: &dyn ToSql) -> Result<Option<Import>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE {condition} = ?1"))?;
    let mut rows = statement.query_and_then([value], import)?;
    rows.next().transpose()
}

pub(crate) fn by_id(connection: &Connection, id: u32) -> Result<Import, StoreError> {
    one(connection, "id", &id)?.ok_or(StoreError::NoSuch { what: Target::Import, id })
}

pub(crate) fn by_sha(connection: &Connection, sha256: Sha) -> Result<Option<Import>, StoreError> {
    one(connection, "sha256", &sha256.to_string())
}

/// Stores the record and returns its number; what is known only after the rows is filled in by [`complete`].
pub(crate) fn insert(connection: &Connection, new: &NewFile<'_>) -> Result<u32, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO imports(file_name, sha256, size, kept, kind, source, imported_at, transactions, lines, new,
                duplicate, summary)
             VALUES (?1, ?2, ?3, ?2, '', '', ?4, 0, 0, 0, 0, 'null')",
        )?
        .execute(params![
            new.file_name,
            new.original.sha256.to_string(),
            new.original.size,
            new.imported_at
        ])?;
    u32::try_from(connection.last_insert_rowid()).map_err(StoreError::row)
}

pub(crate) fn complete(connection: &Connection, import: &Import) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE imports SET kept = ?2, kind = ?3, source = ?4, transactions = ?5, lines = ?6, new = ?7,
                duplicate = ?8, period_from = ?9, period_to = ?10, summary = ?11 WHERE id = ?1",
        )?
        .execute(params![
            import.id,
            import.kept.to_string(),
            import.kind,
            import.source,
            import.transactions,
            import.lines,
            import.new,
            import.duplicate,
            import.period_from.map(codes::days),
            import.period_to.map(codes::days),
            import.summary.to_string(),
        ])?;
    Ok(())
}

pub(crate) fn insert_coverage(
    connection: &Connection,
    id: u32,
    coverage: &[Coverage],
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO coverage(import, account, bank, from_day, to_day) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for c in coverage {
        statement.execute(params![id, c.account, c.bank, codes::days(c.from), codes::days(c.to)])?;
    }
    Ok(())
}

pub(crate) fn log(
    connection: &Connection,
    at: &str,
    event: ImportEvent,
    import: &Import,
    file_name: &str,
) -> Result<(), StoreError> {
    let event = match event {
        ImportEvent::Imported => "imported",
        ImportEvent::Again => "again",
        ImportEvent::Undone => "undone",
    };
    connection
        .prepare_cached(
            "INSERT INTO import_log(at, event, import, file_name, sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![at, event, import.id, file_name, import.sha256.to_string()])?;
    Ok(())
}

fn sources(connection: &Connection, table: &str, key: i64) -> Result<Vec<SourceRef>, StoreError> {
    let further = if table == "lines" { "line_sources" } else { "transaction_sources" };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT i.id, i.file_name, i.sha256, s.sheet, s.line, s.stored, s.differs
         FROM (SELECT import, sheet, line, 1 AS stored, 0 AS differs FROM {table} WHERE id = ?1
               UNION ALL
               SELECT import, sheet, line, 0, body IS NOT NULL FROM {further} WHERE id = ?1) AS s
         JOIN imports AS i ON i.id = s.import ORDER BY s.stored DESC, i.id"
    ))?;
    statement
        .query_and_then([key], |row| {
            Ok(SourceRef {
                import: row.get(0)?,
                file_name: row.get(1)?,
                sha256: sha(&row.get::<_, String>(2)?)?,
                sheet: row.get(3)?,
                line: row.get(4)?,
                stored: row.get(5)?,
                differs: row.get(6)?,
            })
        })?
        .collect()
}

impl Store {
    /// All imports that count now, oldest first.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn imports(&self) -> Result<Vec<Import>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{SELECT} ORDER BY id"))?;
        statement.query_and_then([], import)?.collect()
    }

    /// One import.
    ///
    /// # Errors
    /// `NoSuch`, `Disk`, `Damaged`.
    pub fn import_record(&self, id: u32) -> Result<Import, StoreError> {
        by_id(&self.connection, id)
    }

    /// The import of exactly this file, if there is one.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn import_of(&self, sha256: Sha) -> Result<Option<Import>, StoreError> {
        by_sha(&self.connection, sha256)
    }

    /// Everything that was imported, given again or taken back, oldest first.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn import_log(&self) -> Result<Vec<LogEntry>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT at, event, import, file_name, sha256 FROM import_log ORDER BY seq")?;
        statement
            .query_and_then([], |row| {
                let event = match row.get_ref(1)?.as_str().map_err(StoreError::row)? {
                    "imported" => ImportEvent::Imported,
                    "again" => ImportEvent::Again,
                    "undone" => ImportEvent::Undone,
                    other => return Err(StoreError::row(format!("import_log.event {other}"))),
                };
                let sha256 = sha(&row.get::<_, String>(4)?)?;
                Ok(LogEntry { at: row.get(0)?, event, import: row.get(2)?, file_name: row.get(3)?, sha256 })
            })?
            .collect()
    }

    /// For which days the files show everything, by account and day.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn coverage(&self) -> Result<Vec<Coverage>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT account, bank, from_day, to_day FROM coverage ORDER BY account, from_day, to_day, import",
        )?;
        statement
            .query_and_then([], |row| {
                Ok(Coverage {
                    account: row.get(0)?,
                    bank: row.get(1)?,
                    from: codes::day(row.get(2)?)?,
                    to: codes::day(row.get(3)?)?,
                })
            })?
            .collect()
    }

    /// Where a transaction was seen: first the place that its stored values are from, then the others.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn sources_of(&self, id: TxnId) -> Result<Vec<SourceRef>, StoreError> {
        sources(&self.connection, "transactions", codes::key(id.0))
    }

    /// Where an account line was seen: first the place that its stored values are from, then the others.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn sources_of_line(&self, id: DepositId) -> Result<Vec<SourceRef>, StoreError> {
        sources(&self.connection, "lines", codes::key(id.0))
    }
}
