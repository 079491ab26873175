//! The use cases: import, match, open a case, log a call, print a dossier.
//!
//! **Architecture invariant:** this is the only crate that joins the others. The window and the command line call the
//! same functions of [`Recoup`] and get the same plain data ([`view`]); neither computes anything about money.

#![deny(missing_docs)]

mod advice;
mod agreements;
mod backup;
mod case_data;
mod case_papers;
mod case_view;
mod cases;
mod chain;
mod clock;
mod contacts;
mod csv_out;
mod decisions;
mod demo;
mod error;
mod exhibits;
mod explain;
mod facts;
mod files;
#[cfg(test)]
#[path = "../../../../tests/golden/mod.rs"]
mod golden;
mod import;
mod import_ahead;
mod import_file;
mod import_known;
mod import_view;
mod letters;
mod lists;
mod mapping;
mod opened;
mod overview;
mod own_sources;
mod print;
mod records;
mod report;
mod sample;
mod slips;
#[cfg(test)]
mod testing;
mod verify;
pub mod view;
mod worker;

use std::path::{Path, PathBuf};

pub use backup::restore;
pub use clock::{OnDay, now, on_day, today};
pub use demo::{Demo, demo};
pub use error::AppError;
pub use files::{NamedFile, read_text};
pub use import::{ImportOptions, Watch};
pub use recoup_casework::Recipient;
pub use recoup_ledger::{Money, Shop};
pub use verify::{Verified, VerifyLine, verify};
pub use view::ErrorCode;
pub use worker::{PARSE_WORKER, parse_worker};

use recoup_store::Store;

/// One owner's books, open.
///
/// Everything is written at once; dropping it loses nothing. Two of them (a window and a command line) may have the
/// same folder open.
pub struct Recoup {
    pub(crate) store: Store,
    pub(crate) report: Option<report::Cached>,
    /// What the matching weighed for the last report.
    pub(crate) memory: recoup_matching::Memory,
    /// The owner's data folder, also while the sample shop is shown.
    pub(crate) dir: PathBuf,
    /// The last dossier that was looked at.
    pub(crate) preview: Option<print::Preview>,
    /// The passwords of the last preview, for the mapping of an encrypted table; never stored.
    pub(crate) passwords: Vec<String>,
    /// Whether `store` is the sample shop.
    pub(crate) sample: bool,
}

impl Recoup {
    /// Opens the store in `dir`, making it when it is not there.
    ///
    /// # Errors
    /// `disk_full`, `read_only`, `locked`, `damaged`, `newer_version`.
    pub fn open(dir: &Path) -> Result<Recoup, AppError> {
        Ok(Recoup {
            store: Store::open(dir)?,
            report: None,
            memory: recoup_matching::Memory::default(),
            dir: dir.to_owned(),
            preview: None,
            passwords: Vec::new(),
            sample: false,
        })
    }

    /// Forgets what was computed: the next question reads the store again.
    pub(crate) fn forget_report(&mut self) {
        self.report = None;
    }

    /// The shop's details, empty until typed.
    pub fn shop(&self) -> Result<Shop, AppError> {
        Ok(self.store.shop()?.unwrap_or_default())
    }

    /// Saves the shop's details, and notes them in the chain.
    pub fn set_shop(&mut self, shop: &Shop) -> Result<(), AppError> {
        self.store.set_shop(shop)?;
        self.append(&recoup_casework::Event::ShopSet { shop: shop.clone() })?;
        Ok(())
    }

    /// `zh` or `en`.
    pub fn language(&self) -> Result<String, AppError> {
        Ok(self.store.setting("language")?.unwrap_or_else(|| "zh".to_owned()))
    }

    /// Keeps the window's language.
    pub fn set_language(&mut self, language: &str) -> Result<(), AppError> {
        if !matches!(language, "zh" | "en") {
            return Err(AppError::bad_input("语言只有 zh 和 en。", "The language is zh or en."));
        }
        Ok(self.store.set_setting("language", &language)?)
    }
}

/// Where the window keeps its data: `RECOUP_DATA`, else the platform's folder for the user's own data.
pub fn default_data_dir() -> Result<PathBuf, AppError> {
    let env = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if let Some(dir) = env("RECOUP_DATA") {
        return Ok(dir);
    }
    let base = if cfg!(windows) {
        env("APPDATA")
    } else if cfg!(target_os = "macos") {
        env("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        env("XDG_DATA_HOME").or_else(|| env("HOME").map(|home| home.join(".local/share")))
    };
    match base {
        Some(base) => Ok(base.join("cn.recoup.desktop")),
        None => Err(AppError::bad_input(
            "找不到存数据的文件夹，请用 --data 指定。",
            "No folder for the data was found; name one with --data.",
        )),
    }
}

/// Reads an amount as people type it.
///
/// # Errors
/// `bad_input` with what is wrong.
pub fn parse_amount(text: &str) -> Result<Money, AppError> {
    agreements::typed_amount(text).ok_or_else(|| {
        AppError::bad_input(
            format!("金额「{text}」看不懂，请写成 128.50。"),
            format!("“{text}” is not an amount; write 128.50."),
        )
    })
}
