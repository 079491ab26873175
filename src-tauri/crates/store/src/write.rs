//! One write transaction.

use rusqlite::{Transaction, TransactionBehavior};

use crate::error::StoreError;
use crate::open::Store;
use crate::vault::Vault;

/// What may be changed, inside one transaction: everything done through it becomes true together or not at all.
/// The methods stand with the tables in `table/`.
#[derive(Debug)]
pub struct Write<'s> {
    pub(crate) tx: Transaction<'s>,
    pub(crate) vault: &'s Vault,
}

/// See [`Store::one_view`].
#[derive(Debug)]
pub struct OneView<'s>(#[expect(dead_code, reason = "held, and ended when dropped")] Transaction<'s>);

impl Store {
    /// As long as the answer lives, all questions are answered from the same state of the store, and the next question
    /// costs no new transaction. Not inside another.
    ///
    /// # Errors
    /// `Locked`, `Disk`, `Damaged`.
    pub fn one_view(&self) -> Result<OneView<'_>, StoreError> {
        Ok(OneView(self.connection.unchecked_transaction()?))
    }

    /// Runs `change` in one `IMMEDIATE` transaction and commits it when it returns `Ok`; otherwise nothing is changed.
    /// Keep it short: other programs wait for at most five seconds.
    ///
    /// # Errors
    /// Those of `change`, and `Locked`, `Full`, `ReadOnly`, `Disk`, `Damaged`.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        change: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let mut write = Write { tx, vault: &self.vault };
        let out = change(&mut write)?;
        write.tx.commit().map_err(StoreError::from)?;
        Ok(out)
    }
}
