//! The agreements (受理协议) with the acquirers.

use recoup_ledger::{Agreement, Scope};
use rusqlite::{OptionalExtension, Row, params};

use crate::error::{StoreError, Target};
use crate::open::Store;
use crate::schema::Step;
use crate::table::{from_json, to_json};
use crate::write::Write;

pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE agreements(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        merchant_no TEXT NOT NULL,
        scope TEXT NOT NULL,
        confirmed INTEGER NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body)),
        UNIQUE(merchant_no, scope)
    ) STRICT;",
)];

fn agreement(row: &Row<'_>) -> Result<Agreement, StoreError> {
    let text: String = row.get(1)?;
    let mut agreement: Agreement = from_json(&text, "agreements.body")?;
    agreement.id = row.get(0)?;
    Ok(agreement)
}

fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::All => "all",
        Scope::Card => "card",
        Scope::Qr => "qr",
    }
}

impl Store {
    /// All agreements by number.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn agreements(&self) -> Result<Vec<Agreement>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id, body FROM agreements ORDER BY id")?;
        statement.query_and_then([], agreement)?.collect()
    }

    /// One agreement.
    ///
    /// # Errors
    /// `NoSuch`, `Disk`, `Damaged`.
    pub fn agreement(&self, id: u32) -> Result<Agreement, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, body FROM agreements WHERE id = ?1")?;
        let mut rows = statement.query_and_then([id], agreement)?;
        rows.next().unwrap_or(Err(StoreError::NoSuch { what: Target::Agreement, id }))
    }

    /// Saves an agreement in a transaction of its own; see [`Write::save_agreement`].
    ///
    /// # Errors
    /// As [`Write::save_agreement`], and `Locked`.
    pub fn save_agreement(&mut self, agreement: &Agreement) -> Result<u32, StoreError> {
        self.write(|write| write.save_agreement(agreement))
    }

    /// Removes an agreement in a transaction of its own.
    ///
    /// # Errors
    /// `NoSuch`, `Locked`, `Disk`, `Damaged`.
    pub fn remove_agreement(&mut self, id: u32) -> Result<(), StoreError> {
        self.write(|write| write.remove_agreement(id))
    }
}

impl Write<'_> {
    /// Saves an agreement and returns its number. With `id` 0 it is new, or takes the place of the one with the same
    /// merchant number and scope; but a default (`confirmed` false) never replaces what the owner confirmed.
    ///
    /// # Errors
    /// `NoSuch` for an unknown number; `Refused` when another agreement has the same merchant number and scope;
    /// `Full`, `Disk`, `Damaged`.
    pub fn save_agreement(&mut self, agreement: &Agreement) -> Result<u32, StoreError> {
        let body = to_json(agreement, "agreement")?;
        let (merchant_no, scope) = (&agreement.merchant_no, scope(agreement.scope));
        if agreement.id != 0 {
            let changed = self
                .tx
                .prepare_cached(
                    "UPDATE agreements SET merchant_no = ?2, scope = ?3, confirmed = ?4, body = ?5 WHERE id = ?1",
                )?
                .execute(params![agreement.id, merchant_no, scope, agreement.confirmed, body])?;
            return match changed {
                0 => Err(StoreError::NoSuch { what: Target::Agreement, id: agreement.id }),
                _ => Ok(agreement.id),
            };
        }
        let id: Option<u32> = self
            .tx
            .prepare_cached(
                "INSERT INTO agreements(merchant_no, scope, confirmed, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT(merchant_no, scope) DO UPDATE
                 SET confirmed = excluded.confirmed, body = excluded.body
                 WHERE excluded.confirmed >= agreements.confirmed
                 RETURNING id",
            )?
            .query_row(params![merchant_no, scope, agreement.confirmed, body], |row| row.get(0))
            .optional()?;
        match id {
            Some(id) => Ok(id),
            None => Ok(self
                .tx
                .prepare_cached("SELECT id FROM agreements WHERE merchant_no = ?1 AND scope = ?2")?
                .query_row(params![merchant_no, scope], |row| row.get(0))?),
        }
    }

    /// Removes an agreement.
    ///
    /// # Errors
    /// `NoSuch`, `Disk`, `Damaged`.
    pub fn remove_agreement(&mut self, id: u32) -> Result<(), StoreError> {
        match self.tx.prepare_cached("DELETE FROM agreements WHERE id = ?1")?.execute([id])? {
            0 => Err(StoreError::NoSuch { what: Target::Agreement, id }),
            _ => Ok(()),
        }
    }
}
