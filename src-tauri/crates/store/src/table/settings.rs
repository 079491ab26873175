//! Settings of the program and the shop's own details: a key and JSON.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::open::Store;
use crate::schema::Step;
use crate::table::{from_json, to_json};
use crate::write::Write;

pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE settings(
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL CHECK (json_valid(value))
    ) STRICT, WITHOUT ROWID;",
)];

/// Under which key the shop's details lie.
const SHOP: &str = "shop";

impl Store {
    /// A setting; `None` when it was never set.
    ///
    /// # Errors
    /// `Disk`; `Damaged`, also for a value of another shape.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self
            .connection
            .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        text.map(|text| from_json(&text, key)).transpose()
    }

    /// Sets one setting in a transaction of its own.
    ///
    /// # Errors
    /// `Full`, `Locked`, `Disk`, `Damaged`.
    pub fn set_setting<T: Serialize>(&mut self, key: &str, value: &T) -> Result<(), StoreError> {
        self.write(|write| write.set_setting(key, value))
    }

    /// The shop's details (name, address, licence number …) in the caller's own shape.
    ///
    /// # Errors
    /// As [`Store::setting`].
    pub fn shop<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        self.setting(SHOP)
    }

    /// Replaces the shop's details.
    ///
    /// # Errors
    /// As [`Store::set_setting`].
    pub fn set_shop<T: Serialize>(&mut self, shop: &T) -> Result<(), StoreError> {
        self.set_setting(SHOP, shop)
    }
}

impl Write<'_> {
    /// Sets one setting.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Damaged`.
    pub fn set_setting<T: Serialize>(&mut self, key: &str, value: &T) -> Result<(), StoreError> {
        let value = to_json(value, key)?;
        self.tx
            .prepare_cached(
                "INSERT INTO settings(key, value) VALUES (?1, ?2)
                 ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![key, value])?;
        Ok(())
    }
}
