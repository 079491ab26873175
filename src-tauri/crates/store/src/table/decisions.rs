//! What the owner decided (a match confirmed or taken back, a finding rejected, a sale explained): append-only; a later
//! decision on the same subject supersedes an earlier one.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::StoreError;
use crate::open::Store;
use crate::schema::Step;
use crate::table::{from_json, to_json};
use crate::write::Write;

pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE decisions(
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
    CREATE TRIGGER decisions_are_never_deleted BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;",
)];

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number, growing.
    pub seq: u64,
    /// When, ISO 8601 with +08:00, as the caller gave it.
    pub at: String,
    /// The caller's word for what it is (`match`, `unmatch`, `reject`, `settle`, …).
    pub kind: String,
    /// Everything else, in the caller's own shape.
    pub body: Value,
}

fn decision(row: &Row<'_>) -> Result<Decision, StoreError> {
    Ok(Decision {
        seq: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        body: from_json(row.get_ref(3)?.as_str().map_err(StoreError::row)?, "decisions.body")?,
    })
}

impl Store {
    /// All decisions, oldest first.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn decisions(&self) -> Result<Vec<Decision>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT seq, at, kind, body FROM decisions ORDER BY seq")?;
        statement.query_and_then([], decision)?.collect()
    }

    /// Appends one decision in a transaction of its own; see [`Write::append_decision`].
    ///
    /// # Errors
    /// As [`Write::append_decision`], and `Locked`.
    pub fn append_decision(&mut self, at: &str, kind: &str, body: &Value) -> Result<u64, StoreError> {
        self.write(|write| write.append_decision(at, kind, body))
    }
}

impl Write<'_> {
    /// Appends one decision and returns its number.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Damaged`.
    pub fn append_decision(&mut self, at: &str, kind: &str, body: &Value) -> Result<u64, StoreError> {
        let body = to_json(body, "decision")?;
        self.tx
            .prepare_cached("INSERT INTO decisions(at, kind, body) VALUES (?1, ?2, ?3)")?
            .execute(params![at, kind, body])?;
        Ok(self.tx.last_insert_rowid().unsigned_abs())
    }
}
