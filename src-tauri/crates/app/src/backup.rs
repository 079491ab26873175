//! Backups and the store's health.

use std::path::Path;

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
        Exported::written(to)
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
        let unread = self.history()?.unread;
        if !unread.is_empty() {
            let list: Vec<String> = unread.iter().map(ToString::to_string).collect();
            findings.push(Text::new(
                format!(
                    "操作链第 {} 环这个版本读不懂，或者和前面对不上：案件里可能少了这些。链上的原文都在；请装新版本再看。",
                    list.join("、")
                ),
                format!(
                    "This version cannot read links {} of the chain, or they do not fit what came before: cases may lack \
                     them. The chain still holds them; look again with a newer version.",
                    list.join(", ")
                ),
            ));
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

#[cfg(test)]
mod tests {
    use recoup_casework::Event;

    use crate::Recoup;

    #[test]
    fn what_the_chain_holds_and_no_case_shows_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let mut app = Recoup::open(dir.path()).unwrap();
        assert!(app.doctor().unwrap().ok);
        app.append(&Event::CaseReopened { case: 9, why: String::new() }).unwrap();
        let doctor = app.doctor().unwrap();
        assert!(!doctor.ok);
        assert!(doctor.findings[0].zh.contains("操作链第 1 环"), "{:?}", doctor.findings);
    }
}
