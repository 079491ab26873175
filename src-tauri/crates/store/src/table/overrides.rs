//! The owner's own facts (contacts, calendar years, codes), which `app` lays over the ones that come with the program.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::StoreError;
use crate::open::Store;
use crate::schema::Step;
use crate::table::{from_json, to_json};
use crate::write::Write;

/// Rows are never replaced: a printed dossier may rest on an earlier one, so the newest of a name counts.
pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE fact_overrides(
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        at TEXT NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE INDEX fact_overrides_by_name ON fact_overrides(kind, name, seq);",
)];

/// One fact of the owner's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Which set of facts (`contact`, `calendar`, …).
    pub kind: String,
    /// Which entry of the set.
    pub name: String,
    /// When it was entered or imported, as the caller gave it.
    pub at: String,
    /// The fact in the caller's own shape; `null` when the owner took it back.
    pub body: Value,
}

fn fact(row: &Row<'_>) -> Result<Override, StoreError> {
    let text: String = row.get(3)?;
    Ok(Override {
        kind: row.get(0)?,
        name: row.get(1)?,
        at: row.get(2)?,
        body: from_json(&text, "fact_overrides.body")?,
    })
}

impl Store {
    /// The facts of a set that count now, by name; those taken back are left out.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn overrides(&self, kind: &str) -> Result<Vec<Override>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT kind, name, at, body FROM fact_overrides
             WHERE seq IN (SELECT max(seq) FROM fact_overrides WHERE kind = ?1 GROUP BY name) AND body <> 'null'
             ORDER BY name",
        )?;
        statement.query_and_then([kind], fact)?.collect()
    }

    /// Everything that was ever said about one fact, oldest first.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn override_history(&self, kind: &str, name: &str) -> Result<Vec<Override>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT kind, name, at, body FROM fact_overrides WHERE kind = ?1 AND name = ?2 ORDER BY seq",
        )?;
        statement.query_and_then([kind, name], fact)?.collect()
    }

    /// The names of a set that were ever said anything about, those taken back included.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn override_names(&self, kind: &str) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT name FROM fact_overrides WHERE kind = ?1 ORDER BY name")?;
        statement.query_and_then([kind], |row| Ok(row.get(0)?))?.collect()
    }

    /// Lays a fact over an earlier one in a transaction of its own; `Value::Null` takes it back.
    ///
    /// # Errors
    /// `Full`, `Locked`, `Disk`, `Damaged`.
    pub fn set_override(&mut self, fact: &Override) -> Result<(), StoreError> {
        self.write(|write| write.set_override(fact))
    }
}

impl Write<'_> {
    /// Lays a fact over an earlier one; `Value::Null` takes it back.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Damaged`.
    pub fn set_override(&mut self, fact: &Override) -> Result<(), StoreError> {
        let body = to_json(&fact.body, "fact")?;
        self.tx
            .prepare_cached("INSERT INTO fact_overrides(kind, name, at, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![fact.kind, fact.name, fact.at, body])?;
        Ok(())
    }
}
