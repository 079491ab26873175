//! Importing a file, row by row, and taking an import back, each in one transaction.

use std::collections::BTreeSet;
use std::io::Read;

use recoup_ledger::{AccountLine, DepositId, Origin, Transaction, TxnId};
use rusqlite::{CachedStatement, OptionalExtension, params};

use crate::codes;
use crate::error::StoreError;
use crate::open::Store;
use crate::table::imports::{self, FileRead, Import, ImportEvent, ImportOutcome, NewFile};
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
    /// Takes an import back in a transaction of its own; see [`Write::undo_import`].
    ///
    /// # Errors
    /// As [`Write::undo_import`], and `Locked`.
    pub fn undo_import(&mut self, id: u32, at: &str, cited: CitedBy<'_>) -> Result<Import, StoreError> {
        self.write(|write| write.undo_import(id, at, cited))
    }
}

/// What [`Write::begin_import`] found.
pub enum Begun<'w> {
    /// The same file is there already; nothing but the log was changed.
    Again(ImportOutcome),
    /// Its rows may come.
    New(Importing<'w>),
}

/// An import under way.
pub struct Importing<'w> {
    write: &'w Write<'w>,
    file: NewFile<'w>,
    id: u32,
    transaction: CachedStatement<'w>,
    line: CachedStatement<'w>,
    transactions: u64,
    lines: u64,
    new: u64,
}

impl Importing<'_> {
    /// Adds a transaction; its identifier and `origin.sheet` and `.line` are set. One that is there already keeps its
    /// first stored values; the further place where it was seen is noted.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Damaged`.
    pub fn transaction(&mut self, txn: &Transaction) -> Result<(), StoreError> {
        self.transactions += 1;
        let origin = Origin { import: self.id, ..txn.origin };
        if transactions::put(&mut self.transaction, txn, origin)? {
            self.new += 1;
            return Ok(());
        }
        let Some(mut stored) = transactions::by_id(&self.write.tx, txn.id)? else { return Ok(()) };
        let place = std::mem::replace(&mut stored.origin, txn.origin);
        let other = stored != *txn;
        let body = if other { Some(to_json(txn, "transaction")?) } else { None };
        self.write.note_source("transaction_sources", codes::key(txn.id.0), place, origin, body)
    }

    /// Adds an account line, as [`Importing::transaction`] does.
    ///
    /// # Errors
    /// `Full`, `Disk`, `Damaged`.
    pub fn line(&mut self, line: &AccountLine) -> Result<(), StoreError> {
        self.lines += 1;
        let origin = Origin { import: self.id, ..line.origin };
        if lines::put(&mut self.line, line, origin)? {
            self.new += 1;
            return Ok(());
        }
        let Some(mut stored) = lines::by_id(&self.write.tx, line.id)? else { return Ok(()) };
        let place = std::mem::replace(&mut stored.origin, line.origin);
        let other = stored != *line;
        let body = if other { Some(to_json(line, "line")?) } else { None };
        self.write.note_source("line_sources", codes::key(line.id.0), place, origin, body)
    }

    /// Keeps the file (or its masked copy) from `kept` and completes the record. The caller compares `import.kept` with
    /// what it meant to keep.
    ///
    /// # Errors
    /// `Full`, `ReadOnly`, `Disk` (also when `kept` cannot be read), `Damaged`.
    pub fn finish(self, read: &FileRead<'_>, kept: &mut dyn Read) -> Result<ImportOutcome, StoreError> {
        // The bytes before the commit: rows without their file must never exist; a file without rows does no harm.
        let (kept, _) = self.write.vault.stream(kept)?;
        let rows = self.transactions + self.lines;
        let import = Import {
            id: self.id,
            file_name: self.file.file_name.to_owned(),
            sha256: self.file.original.sha256,
            size: self.file.original.size,
            kept,
            kind: read.kind.to_owned(),
            source: read.source.to_owned(),
            imported_at: self.file.imported_at.to_owned(),
            transactions: self.transactions,
            lines: self.lines,
            new: self.new,
            duplicate: rows - self.new,
            period_from: read.period.map(|(from, _)| from),
            period_to: read.period.map(|(_, to)| to),
            summary: read.summary.clone(),
        };
        let tx = &self.write.tx;
        imports::complete(tx, &import)?;
        imports::insert_coverage(tx, import.id, read.coverage)?;
        imports::log(tx, self.file.imported_at, ImportEvent::Imported, &import, self.file.file_name)?;
        let (new, duplicate) = (import.new, import.duplicate);
        Ok(ImportOutcome { import, again: false, new, duplicate })
    }
}

impl Write<'_> {
    /// Begins the import of a file whose rows come one by one, so that they never have to be held together. The same
    /// file again (by the SHA-256 of the original) changes nothing but the log. Nothing of it is there before
    /// [`Importing::finish`] and the end of the transaction.
    ///
    /// # Errors
    /// `Full`, `ReadOnly`, `Disk`, `Damaged`.
    pub fn begin_import<'w>(&'w self, new: &NewFile<'w>) -> Result<Begun<'w>, StoreError> {
        if let Some(import) = imports::by_sha(&self.tx, new.original.sha256)? {
            imports::log(&self.tx, new.imported_at, ImportEvent::Again, &import, new.file_name)?;
            let duplicate = import.transactions + import.lines;
            return Ok(Begun::Again(ImportOutcome { import, again: true, new: 0, duplicate }));
        }
        Ok(Begun::New(Importing {
            id: imports::insert(&self.tx, new)?,
            write: self,
            file: *new,
            transaction: transactions::inserter(&self.tx)?,
            line: lines::inserter(&self.tx)?,
            transactions: 0,
            lines: 0,
            new: 0,
        }))
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
