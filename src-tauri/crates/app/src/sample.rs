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
            app.store = Store::open(&app.sample_dir())?;
            app.sample = true;
        }
        Ok(app)
    }

    fn sample_dir(&self) -> PathBuf {
        self.dir.join(SAMPLE)
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
        self.store = sample.store;
        self.sample = true;
        self.forget_report();
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
        self.store = Store::open(&self.dir)?;
        self.sample = false;
        self.forget_report();
        let dir = self.sample_dir();
        fs::remove_dir_all(&dir).map_err(|e| AppError::file(&dir, e))
    }
}
