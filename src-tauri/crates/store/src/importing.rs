//! Importing a file and taking an import back, each in one transaction.

use std::collections::BTreeSet;

use recoup_ledger::{AccountLine, DepositId, Origin, Transaction, TxnId};
use rusqlite::{OptionalExtension, params};

use crate::codes;
use crate::error::StoreError;
use crate::open::Store;
use crate::sha::Sha;
use crate::table::imports::{self, Import, ImportEvent, ImportOutcome, NewImport};
use crate::table::{from_json, lines, to_json, transactions};
use crate::write::Write;

/// Says who cites a row, or `None`. The answer is shown to the owner: “case 3 (南桥店)”.
pub type CitedBy<'a> = &'a dyn Fn(RowId) -> Option<String>;

/// A row that a case may cite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowId {
    /// A transaction.
    Transaction(TxnId),
    /// An account line.
    Line(DepositId),
}

impl Store {
    /// Imports one file in a transaction of its own; see [`Write::import`].
    ///
    /// # Errors
    /// As [`Write::import`], and `Locked`.
    pub fn import(&mut self, new: &NewImport<'_>) -> Result<ImportOutcome, StoreError> {
        self.write(|write| write.import(new))
    }

    /// Takes an import back in a transaction of its own; see [`Write::undo_import`].
    ///
    /// # Errors
    /// As [`Write::undo_import`], and `Locked`.
    pub fn undo_import(&mut self, id: u32, at: &str, cited: CitedBy<'_>) -> Result<Import, StoreError> {
        self.write(|write| write.undo_import(id, at, cited))
    }
}

impl Write<'_> {
    /// Imports one file: its bytes into the vault, its rows into the tables. The same file again (by the SHA-256 of the
    /// original) changes nothing but the log. A row that is already there keeps its first stored values; the further
    /// place where it was seen is noted.
    ///
    /// # Errors
    /// `Full`, `ReadOnly`, `Disk`, `Damaged`.
    pub fn import(&mut self, new: &NewImport<'_>) -> Result<ImportOutcome, StoreError> {
        let bytes_sha = Sha::of(new.bytes);
        let (sha256, size) = match new.original {
            Some(original) => (original.sha256, original.size),
            None => (bytes_sha, new.bytes.len() as u64),
        };
        if let Some(import) = imports::by_sha(&self.tx, sha256)? {
            imports::log(&self.tx, new.imported_at, ImportEvent::Again, &import, new.file_name)?;
            let duplicate = import.transactions + import.lines;
            return Ok(ImportOutcome { import, again: true, new: 0, duplicate, differing: Vec::new() });
        }
        // First the bytes: rows without their file must never exist; a file without rows does no harm.
        let kept = self.vault.put(new.bytes)?;
        let mut import = Import {
            id: 0,
            file_name: new.file_name.to_owned(),
            sha256,
            size,
            kept,
            kind: new.kind.to_owned(),
            source: new.source.to_owned(),
            imported_at: new.imported_at.to_owned(),
            transactions: new.transactions.len() as u64,
            lines: new.lines.len() as u64,
            new: 0,
            duplicate: 0,
            period_from: new.period.map(|(from, _)| from),
            period_to: new.period.map(|(_, to)| to),
            summary: new.summary.clone(),
        };
        import.id = imports::insert(&self.tx, &import)?;
        imports::insert_coverage(&self.tx, import.id, new.coverage)?;
        let (added, differing) = self.add_transactions(import.id, new.transactions)?;
        import.new = added + self.add_lines(import.id, new.lines)?;
        import.duplicate = import.transactions + import.lines - import.new;
        imports::set_counts(&self.tx, import.id, import.new, import.duplicate)?;
        imports::log(&self.tx, new.imported_at, ImportEvent::Imported, &import, new.file_name)?;
        let (new, duplicate) = (import.new, import.duplicate);
        Ok(ImportOutcome { import, again: false, new, duplicate, differing })
    }

    fn add_transactions(&self, import: u32, rows: &[Transaction]) -> Result<(u64, Vec<TxnId>), StoreError> {
        // In the order of the key: then SQLite appends to its tree instead of splitting pages all over it.
        let mut sorted: Vec<&Transaction> = rows.iter().collect();
        sorted.sort_unstable_by_key(|txn| txn.id);
        let mut insert = transactions::inserter(&self.tx)?;
        let mut added = 0;
        let mut differing = Vec::new();
        for txn in sorted {
            let origin = Origin { import, ..txn.origin };
            if transactions::put(&mut insert, txn, origin)? {
                added += 1;
                continue;
            }
            let Some(mut stored) = transactions::by_id(&self.tx, txn.id)? else { continue };
            let place = std::mem::replace(&mut stored.origin, txn.origin);
            let other = stored != *txn;
            let body = if other { Some(to_json(txn, "transaction")?) } else { None };
            if other {
                differing.push(txn.id);
            }
            self.note_source("transaction_sources", codes::key(txn.id.0), place, origin, body)?;
        }
        Ok((added, differing))
    }

    fn add_lines(&self, import: u32, rows: &[AccountLine]) -> Result<u64, StoreError> {
        let mut sorted: Vec<&AccountLine> = rows.iter().collect();
        sorted.sort_unstable_by_key(|line| line.id);
        let mut insert = lines::inserter(&self.tx)?;
        let mut added = 0;
        for line in sorted {
            let origin = Origin { import, ..line.origin };
            if lines::put(&mut insert, line, origin)? {
                added += 1;
                continue;
            }
            let Some(mut stored) = lines::by_id(&self.tx, line.id)? else { continue };
            let place = std::mem::replace(&mut stored.origin, line.origin);
            let other = stored != *line;
            let body = if other { Some(to_json(line, "line")?) } else { None };
            self.note_source("line_sources", codes::key(line.id.0), place, origin, body)?;
        }
        Ok(added)
    }

    fn note_source(
        &self,
        table: &str,
        key: i64,
        stored: Origin,
        origin: Origin,
        body: Option<String>,
    ) -> Result<(), StoreError> {
        // The caller gives every row of one file its own identifier; should it not, the first row stands.
        if stored.import == origin.import {
            return Ok(());
        }
        self.tx
            .prepare_cached(&format!(
                "INSERT INTO {table}(id, import, sheet, line, body) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO NOTHING"
            ))?
            .execute(params![key, origin.import, origin.sheet, origin.line, body])?;
        Ok(())
    }

    /// Takes an import back whole. A row that another import has too stays, with that import's own reading of it; all
    /// others go. `cited` is asked for every row whose stored values are from this import. The file stays in the vault.
    ///
    /// # Errors
    /// `Cited`, and nothing is changed; `NoSuch`; `Full`, `Disk`, `Damaged`.
    pub fn undo_import(&mut self, id: u32, at: &str, cited: CitedBy<'_>) -> Result<Import, StoreError> {
        let import = imports::by_id(&self.tx, id)?;
        let own_transactions = self.own_rows("transactions", id)?;
        let own_lines = self.own_rows("lines", id)?;
        let by: BTreeSet<String> = own_transactions
            .iter()
            .map(|key| RowId::Transaction(TxnId(codes::unkey(*key))))
            .chain(own_lines.iter().map(|key| RowId::Line(DepositId(codes::unkey(*key)))))
            .filter_map(cited)
            .collect();
        if !by.is_empty() {
            let by = by.into_iter().collect();
            return Err(StoreError::Cited { import: id, file_name: import.file_name, by });
        }
        for (table, sources) in [("transactions", "transaction_sources"), ("lines", "line_sources")] {
            self.tx.execute(&format!("DELETE FROM {sources} WHERE import = ?1"), [id])?;
            self.remove_unshared(table, sources, id)?;
        }
        for key in self.contested("transactions", "transaction_sources", id)? {
            self.hand_over_transaction(key)?;
        }
        for key in self.contested("lines", "line_sources", id)? {
            self.hand_over_line(key)?;
        }
        self.hand_over_the_rest("transactions", "transaction_sources", id)?;
        self.hand_over_the_rest("lines", "line_sources", id)?;
        self.tx.execute("DELETE FROM coverage WHERE import = ?1", [id])?;
        self.tx.execute("DELETE FROM imports WHERE id = ?1", [id])?;
        imports::log(&self.tx, at, ImportEvent::Undone, &import, &import.file_name)?;
        Ok(import)
    }

    fn own_rows(&self, table: &str, import: u32) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.tx.prepare_cached(&format!("SELECT id FROM {table} WHERE import = ?1"))?;
        let keys = statement.query_map([import], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(keys)
    }

    /// Rows that no other import has.
    fn remove_unshared(&self, table: &str, sources: &str, import: u32) -> Result<(), StoreError> {
        self.tx.execute(
            &format!("DELETE FROM {table} WHERE import = ?1 AND id NOT IN (SELECT id FROM {sources})"),
            [import],
        )?;
        Ok(())
    }

    /// Rows of this import of which the next import has a reading of its own.
    fn contested(&self, table: &str, sources: &str, import: u32) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.tx.prepare_cached(&format!(
            "SELECT t.id FROM {sources} AS s JOIN {table} AS t ON t.id = s.id
             WHERE t.import = ?1 AND s.body IS NOT NULL
             AND s.import = (SELECT min(import) FROM {sources} WHERE id = s.id)"
        ))?;
        let keys = statement.query_map([import], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(keys)
    }

    /// Rows of which the next import says the same: only the place where they stand changes.
    fn hand_over_the_rest(&self, table: &str, sources: &str, import: u32) -> Result<(), StoreError> {
        let heir = format!("(SELECT min(import) FROM {sources} WHERE id = {table}.id)");
        self.tx.execute(
            &format!(
                "UPDATE {table} SET (import, sheet, line) =
                    (SELECT import, sheet, line FROM {sources} WHERE id = {table}.id AND import = {heir})
                 WHERE import = ?1"
            ),
            [import],
        )?;
        // A further place is never the stored one as well.
        self.tx.execute(
            &format!(
                "DELETE FROM {sources} WHERE import = (SELECT import FROM {table} WHERE id = {sources}.id)"
            ),
            [],
        )?;
        Ok(())
    }

    /// The earliest of the further places where a row was seen, taken out of the list, with its own reading.
    fn next_source(&self, table: &str, key: i64) -> Result<Option<(Origin, Option<String>)>, StoreError> {
        Ok(self
            .tx
            .prepare_cached(&format!(
                "DELETE FROM {table} WHERE id = ?1
                 AND import = (SELECT min(import) FROM {table} WHERE id = ?1)
                 RETURNING import, sheet, line, body"
            ))?
            .query_row([key], |row| {
                let origin = Origin { import: row.get(0)?, sheet: row.get(1)?, line: row.get(2)? };
                Ok((origin, row.get(3)?))
            })
            .optional()?)
    }

    /// Those that agreed with the old values disagree with the new ones, so they get the old values spelt out.
    fn spell_out(&self, table: &str, key: i64, old: &str) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(&format!("UPDATE {table} SET body = ?2 WHERE id = ?1 AND body IS NULL"))?
            .execute(params![key, old])?;
        Ok(())
    }

    fn hand_over_transaction(&self, key: i64) -> Result<(), StoreError> {
        let Some((origin, Some(body))) = self.next_source("transaction_sources", key)? else { return Ok(()) };
        let Some(stored) = transactions::by_id(&self.tx, TxnId(codes::unkey(key)))? else { return Ok(()) };
        self.spell_out("transaction_sources", key, &to_json(&stored, "transaction")?)?;
        let txn: Transaction = from_json(&body, "transaction_sources.body")?;
        transactions::put(&mut transactions::replacer(&self.tx)?, &txn, origin)?;
        Ok(())
    }

    fn hand_over_line(&self, key: i64) -> Result<(), StoreError> {
        let Some((origin, Some(body))) = self.next_source("line_sources", key)? else { return Ok(()) };
        let Some(stored) = lines::by_id(&self.tx, DepositId(codes::unkey(key)))? else { return Ok(()) };
        self.spell_out("line_sources", key, &to_json(&stored, "line")?)?;
        let line: AccountLine = from_json(&body, "line_sources.body")?;
        lines::put(&mut lines::replacer(&self.tx)?, &line, origin)?;
        Ok(())
    }
}
