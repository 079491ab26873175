//! What the shop's owner has given to the program, kept on this machine: one SQLite database, one folder of files named
//! by their SHA-256 (the vault), the stored links of the operation chain, and backups of all of it.
//!
//! ```text
//! DIR/recoup.db                 everything in rows; one file of `table/` for each table
//! DIR/vault/ab/cdef…            imported statements and exhibits, byte for byte
//! DIR/backups/before-v2-….db    made before a migration
//! ```
//!
//! Reading is `&self` on [`Store`]; every change goes through [`Store::write`] (or a shorthand on [`Store`] that calls
//! it), so that whatever belongs together is in one short `IMMEDIATE` transaction and a second program on the same
//! folder waits for its turn.
//!
//! **Architecture invariant:** this is the only crate that knows SQL. It knows no format of a statement, no rule of law
//! and no format of the chain's events: it keeps JSON that others gave it and guards only order and links.

#![deny(missing_docs)]

mod backup;
mod codes;
mod doctor;
mod error;
mod importing;
mod open;
mod schema;
mod sha;
mod table;
mod vault;
mod write;

pub use backup::{BackupContents, read_backup, restore};
pub use doctor::{Finding, Trouble};
pub use error::{StoreError, Target};
pub use importing::{Begun, CitedBy, Importing, RowId};
pub use open::Store;
pub use sha::Sha;
pub use table::chain::StoredLink;
pub use table::decisions::Decision;
pub use table::imports::{
    FileRead, Import, ImportEvent, ImportOutcome, LogEntry, NewFile, Original, SourceRef,
};
pub use table::overrides::Override;
pub use vault::{Vault, VaultTrouble};
pub use write::{OneView, Write};
