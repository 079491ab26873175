//! Backups and the store's health.

use std::path::Path;

use crate::files::{name_of, sha256_hex};
use crate::view::{Doctor, Exported, Text};
use crate::{AppError, Recoup};

impl Recoup {
    /// Writes everything to one file: the owner's books, also while the sample shop is shown.
    ///
    /// # Errors
    /// `disk_full`, `read_only`, `damaged` when a kept file is not whole.
    pub fn backup(&self, to: &Path) -> Result<Exported, AppError> {
        if self.sample {
            recoup_store::Store::open(&self.dir)?.backup(to)?;
        } else {
            self.store.backup(to)?;
        }
        let bytes = std::fs::read(to).map_err(|e| AppError::file(to, e))?;
        Ok(Exported { file: name_of(to), pages: 0, sha256: sha256_hex(&bytes), warnings: Vec::new() })
    }

    /// Checks the books, the vault and the chain.
    ///
    /// # Errors
    /// Only when the check itself cannot be done.
    pub fn doctor(&self) -> Result<Doctor, AppError> {
        let mut findings: Vec<Text> =
            self.store.doctor()?.iter().map(|f| Text::new(f.zh(), f.to_string())).collect();
        if let Err(broken) = recoup_casework::verify(&self.links()?) {
            findings.push(Text::new(broken.zh(), broken.to_string()));
        }
        Ok(Doctor { ok: findings.is_empty(), findings })
    }
}

/// Puts a backup in place of the store in `dir`; what was there stays beside it.
///
/// # Errors
/// `refused` when the file is no whole backup, `locked` when the store is open elsewhere.
pub fn restore(from: &Path, dir: &Path) -> Result<(), AppError> {
    recoup_store::restore(from, dir)?;
    Ok(())
}
