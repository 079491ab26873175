//! The window's sample data: a store of its own beside the owner's, so that the two never mix.

use std::fs;
use std::path::PathBuf;

use recoup_store::Store;

use crate::{AppError, Recoup};

/// The folder of the sample store inside the data folder.
const SAMPLE: &str = "sample";

impl Recoup {
    /// As [`Recoup::open`]; goes on with the sample data if it was left open. For the window; programs always get the
    /// owner's own books.
    ///
    /// # Errors
    /// As [`Recoup::open`].
    pub fn open_for_window(dir: &std::path::Path) -> Result<Recoup, AppError> {
        let mut app = Recoup::open(dir)?;
        if app.sample_dir().join("recoup.db").is_file() {
            app.swap_store(Store::open(&app.sample_dir())?, true);
        }
        Ok(app)
    }

    fn sample_dir(&self) -> PathBuf {
        self.dir.join(SAMPLE)
    }

    /// Nothing that was computed or typed for one store may be shown for the other.
    fn swap_store(&mut self, store: Store, sample: bool) {
        self.store = store;
        self.sample = sample;
        self.report = None;
        self.preview = None;
        self.passwords.clear();
    }

    /// Whether the sample shop is shown instead of the owner's books.
    pub fn is_demo(&self) -> bool {
        self.sample
    }

    /// Shows the sample shop. The owner's books are left alone.
    ///
    /// # Errors
    /// Those of making a store.
    pub fn load_demo(&mut self) -> Result<(), AppError> {
        if self.sample {
            return Ok(());
        }
        let dir = self.sample_dir();
        if dir.exists() {
            fs::remove_dir_all(&dir).map_err(|e| AppError::file(&dir, e))?;
        }
        let language = self.language()?;
        let mut sample = Recoup::open(&dir)?;
        sample.set_language(&language)?;
        sample.fill_with_samples(&dir.join("文件"))?;
        self.swap_store(sample.store, true);
        Ok(())
    }

    /// Goes back to the owner's books and erases the sample shop.
    ///
    /// # Errors
    /// Those of opening the owner's store.
    pub fn remove_demo(&mut self) -> Result<(), AppError> {
        if !self.sample {
            return Ok(());
        }
        self.swap_store(Store::open(&self.dir)?, false);
        let dir = self.sample_dir();
        fs::remove_dir_all(&dir).map_err(|e| AppError::file(&dir, e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recoup_casework::Recipient;
    use recoup_ledger::Shop;

    #[test]
    fn the_sample_shop_is_kept_apart_and_a_look_makes_no_key() {
        let dir = tempfile::tempdir().unwrap();
        let mut app = Recoup::open(&dir.path().join("data")).unwrap();
        app.set_shop(&Shop { name: "自己的店".into(), ..Shop::default() }).unwrap();
        app.load_demo().unwrap();
        let report = app.missing(crate::today()).unwrap();
        let no = app.open_case(&[report.missing[0].id.to_string()]).unwrap();

        let links = app.links().unwrap().len();
        assert!(app.dossier_check(no, Recipient::Provider).unwrap().pages > 0);
        assert_eq!(app.links().unwrap().len(), links, "to look at a dossier is no event");
        assert!(app.preview.is_some());
        app.export_dossier(no, Recipient::Provider, &dir.path().join("a.pdf")).unwrap();
        let kinds: Vec<String> = app.links().unwrap()[links..]
            .iter()
            .map(|link| serde_json::from_str::<serde_json::Value>(&link.event).unwrap()["kind"].to_string())
            .collect();
        assert_eq!(kinds, ["\"key_made\"", "\"delivered\""]);

        // A backup is of the owner's own books, whatever is shown.
        let backup = dir.path().join("备份.zip");
        app.backup(&backup).unwrap();
        let restored = dir.path().join("restored");
        crate::restore(&backup, &restored).unwrap();
        assert_eq!(Recoup::open(&restored).unwrap().shop().unwrap().name, "自己的店");

        app.passwords.push("123456".into());
        app.remove_demo().unwrap();
        assert!(
            app.preview.is_none() && app.passwords.is_empty(),
            "nothing of the sample is shown as the owner's"
        );
        assert_eq!(app.shop().unwrap().name, "自己的店");
    }
}
