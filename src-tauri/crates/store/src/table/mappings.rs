//! Which columns of an unknown table mean what, remembered by the signature of its header.

use std::collections::BTreeMap;

use rusqlite::params;
use serde_json::Value;

use crate::error::StoreError;
use crate::open::Store;
use crate::schema::Step;
use crate::table::{from_json, to_json};
use crate::write::Write;

pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE mappings(
        signature TEXT PRIMARY KEY,
        body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT, WITHOUT ROWID;",
)];

impl Store {
    /// All mappings by signature.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn mappings(&self) -> Result<BTreeMap<String, Value>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT signature, body FROM mappings")?;
        statement
            .query_and_then([], |row| {
                let text: String = row.get(1)?;
                Ok((row.get(0)?, from_json(&text, "mappings.body")?))
            })?
            .collect()
    }

    /// Remembers a mapping, in place of an earlier one of the same signature.
    ///
    /// # Errors
    /// `Full`, `Locked`, `Disk`, `Damaged`.
    pub fn save_mapping(&mut self, signature: &str, body: &Value) -> Result<(), StoreError> {
        self.write(|write| write.save_mapping(signature, body))
    }
}

impl Write<'_> {
    /// Remembers a mapping, in place of an earlier one of the same signature.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Damaged`.
    pub fn save_mapping(&mut self, signature: &str, body: &Value) -> Result<(), StoreError> {
        let body = to_json(body, "mapping")?;
        self.tx
            .prepare_cached(
                "INSERT INTO mappings(signature, body) VALUES (?1, ?2)
                 ON CONFLICT(signature) DO UPDATE SET body = excluded.body",
            )?
            .execute(params![signature, body])?;
        Ok(())
    }

    /// Forgets a mapping.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn forget_mapping(&mut self, signature: &str) -> Result<(), StoreError> {
        self.tx.prepare_cached("DELETE FROM mappings WHERE signature = ?1")?.execute([signature])?;
        Ok(())
    }
}
