//! The stored links of the operation chain. What an event means and how its hash is made is `casework`'s.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::open::Store;
use crate::schema::Step;
use crate::write::Write;

/// The triggers stop accidents and other programs, not an owner who edits the file: that is what the hashes are for.
pub(crate) const STEPS: &[Step] = &[(
    1,
    "CREATE TABLE chain(
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        event TEXT NOT NULL CHECK (json_valid(event)),
        prev TEXT NOT NULL,
        digest TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TRIGGER chain_grows_at_its_end BEFORE INSERT ON chain
    WHEN EXISTS (SELECT 1 FROM chain)
        AND NOT EXISTS (
            SELECT 1 FROM chain
            WHERE seq = (SELECT max(seq) FROM chain) AND NEW.seq = seq + 1 AND NEW.prev = hash
        )
    BEGIN SELECT RAISE(ABORT, 'a link must follow the end of the chain'); END;
    CREATE TRIGGER chain_is_never_changed BEFORE UPDATE ON chain
    BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;
    CREATE TRIGGER chain_is_never_cut BEFORE DELETE ON chain
    BEGIN SELECT RAISE(ABORT, 'the chain is append-only'); END;",
)];

/// One link as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredLink {
    /// Its number: the link before it plus one. The first link may be numbered 0 or 1.
    pub seq: u64,
    /// When, as the event says (ISO 8601 with +08:00).
    pub at: String,
    /// The event's JSON, kept to the byte because its hash is over it.
    pub event: String,
    /// The hash of the link before it; for the first link whatever the chain's format says.
    pub prev: String,
    /// The hash of the event alone, kept so that a change of the event can be told from one of the link.
    pub digest: String,
    /// Its own hash.
    pub hash: String,
}

fn link(row: &Row<'_>) -> rusqlite::Result<StoredLink> {
    Ok(StoredLink {
        seq: row.get(0)?,
        at: row.get(1)?,
        event: row.get(2)?,
        prev: row.get(3)?,
        digest: row.get(4)?,
        hash: row.get(5)?,
    })
}

fn head(connection: &Connection) -> Result<Option<StoredLink>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT seq, at, event, prev, digest, hash FROM chain ORDER BY seq DESC LIMIT 1")?
        .query_row([], link)
        .optional()?)
}

impl Store {
    /// The link at the end, if there is any.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn head(&self) -> Result<Option<StoredLink>, StoreError> {
        head(&self.connection)
    }

    /// All links from the first on.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn links(&self) -> Result<Vec<StoredLink>, StoreError> {
        self.links_after(None)
    }

    /// The links after the one with this number; all of them for `None`.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn links_after(&self, seq: Option<u64>) -> Result<Vec<StoredLink>, StoreError> {
        let after = match seq {
            Some(seq) => i64::try_from(seq).unwrap_or(i64::MAX),
            None => -1,
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT seq, at, event, prev, digest, hash FROM chain WHERE seq > ?1 ORDER BY seq",
        )?;
        let links = statement.query_map([after], link)?.collect::<Result<_, _>>()?;
        Ok(links)
    }

    /// Appends one link in a transaction of its own; see [`Write::append`].
    ///
    /// # Errors
    /// As [`Write::append`], and `Locked`.
    pub fn append(
        &mut self,
        make: impl FnOnce(Option<&StoredLink>) -> StoredLink,
    ) -> Result<StoredLink, StoreError> {
        self.write(|write| write.append(make))
    }
}

impl Write<'_> {
    /// The link at the end, which no other program can change during this transaction.
    ///
    /// # Errors
    /// `Disk`, `Damaged`.
    pub fn head(&self) -> Result<Option<StoredLink>, StoreError> {
        head(&self.tx)
    }

    /// Appends the link that `make` forms upon the link at the end (`None`: the chain is empty) and returns it.
    ///
    /// # Errors
    /// `ChainMoved` when the new link does not join the end; `Refused` for an event that is not JSON or a hash that is
    /// already there; `Full`, `Disk`.
    pub fn append(
        &mut self,
        make: impl FnOnce(Option<&StoredLink>) -> StoredLink,
    ) -> Result<StoredLink, StoreError> {
        let head = head(&self.tx)?;
        let link = make(head.as_ref());
        let joins = match &head {
            Some(head) => link.seq == head.seq + 1 && link.prev == head.hash,
            None => link.seq <= 1,
        };
        if !joins {
            return Err(StoreError::ChainMoved { head: head.map_or(0, |head| head.seq) });
        }
        self.tx
            .prepare_cached(
                "INSERT INTO chain(seq, at, event, prev, digest, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![link.seq, link.at, link.event, link.prev, link.digest, link.hash])?;
        Ok(link)
    }
}
