//! The system's own dialogs, and the numbers that the page gets in place of paths.
//!
//! The only user of rfd. A dialog blocks the thread it is called on until the owner answers, so it is always called
//! through `spawn_blocking`, never on the window's own thread.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use recoup_app::NamedFile;
use serde::Serialize;

use crate::error::{Answer, unknown_file};

/// What a dialog asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Statements to import.
    Statements,
    /// Anything that proves something: pictures, recordings, PDFs, letters.
    Exhibits,
    /// A picture of a paper slip.
    Photo,
    /// A file of facts: law, rates, calendar…
    Facts,
    /// A dossier or an evidence pack to check.
    Dossier,
    /// A table's columns, explained by another owner.
    Mapping,
    /// Where to save, with a suggested name.
    Save {
        /// `追款材料.pdf`
        name: String,
    },
}

/// Who answers the dialogs.
#[derive(Debug)]
pub enum Dialogs {
    /// The owner.
    System,
    /// A test: each dialog takes the next line of this file. A line holds paths with tabs between them; an empty or
    /// missing line means that the dialog was closed. A release build never makes one.
    Script {
        /// The file of answers.
        file: PathBuf,
        /// How many lines were taken.
        taken: Mutex<usize>,
    },
}

impl Dialogs {
    /// The system's dialogs; in a debug build, the file of answers that `RECOUP_DIALOG_ANSWERS` names.
    pub fn of_environment() -> Dialogs {
        match std::env::var_os("RECOUP_DIALOG_ANSWERS") {
            Some(file) if cfg!(debug_assertions) => Dialogs::script(file.into()),
            _ => Dialogs::System,
        }
    }

    /// A test's answers, read from `file` when a dialog asks.
    pub fn script(file: PathBuf) -> Dialogs {
        Dialogs::Script { file, taken: Mutex::new(0) }
    }

    /// Asks, waits, and gives the chosen paths; none where the dialog was closed. Blocks.
    pub fn ask(&self, question: &Question) -> Vec<PathBuf> {
        match self {
            Dialogs::System => ask_owner(question),
            Dialogs::Script { file, taken } => {
                let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
                let answers = std::fs::read_to_string(file).unwrap_or_default();
                let line = answers.lines().nth(*taken).unwrap_or_default();
                *taken += 1;
                line.split('\t').filter(|path| !path.is_empty()).map(PathBuf::from).collect()
            }
        }
    }
}

fn ask_owner(question: &Question) -> Vec<PathBuf> {
    // Both languages in one title: the dialog's own buttons follow the system, not our switch.
    let dialog = rfd::FileDialog::new();
    match question {
        Question::Statements => dialog
            .set_title("选择流水或账单文件 · Choose statements")
            .add_filter(
                "流水、账单 · Statements",
                &[
                    "csv", "txt", "xls", "xlsx", "zip", "pdf", "ofx", "qif", "xml", "sta", "CSV", "XLS",
                    "XLSX", "ZIP", "PDF",
                ],
            )
            .add_filter("所有文件 · All files", &["*"])
            .pick_files()
            .unwrap_or_default(),
        Question::Exhibits => {
            dialog.set_title("选择证据文件 · Choose evidence").pick_files().unwrap_or_default()
        }
        Question::Photo => dialog
            .set_title("选择小票照片 · Choose a photo of the slip")
            .add_filter(
                "照片 · Pictures",
                &["jpg", "jpeg", "png", "heic", "webp", "JPG", "JPEG", "PNG", "HEIC"],
            )
            .pick_file()
            .into_iter()
            .collect(),
        Question::Facts => dialog
            .set_title("选择资料文件 · Choose a file of facts")
            .add_filter("资料 · Facts", &["json", "JSON"])
            .pick_file()
            .into_iter()
            .collect(),
        Question::Dossier => dialog
            .set_title("选择要核对的材料或证据包 · Choose a dossier or pack to check")
            .add_filter("材料、证据包 · Dossiers, packs", &["pdf", "zip", "PDF", "ZIP"])
            .pick_file()
            .into_iter()
            .collect(),
        Question::Mapping => dialog
            .set_title("选择列对应文件 · Choose a mapping")
            .add_filter("列对应 · Mappings", &["json", "JSON"])
            .pick_file()
            .into_iter()
            .collect(),
        Question::Save { name } => {
            dialog.set_title("保存到 · Save to").set_file_name(name).save_file().into_iter().collect()
        }
    }
}

/// What the page gets to know of a chosen file (`PickedFile` in `ui/src/api/types.ts`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PickedFile {
    /// Its number.
    pub id: u32,
    /// Its name, without the folder.
    pub name: String,
    /// In bytes.
    pub size: u64,
}

/// The files that the owner chose, by number. A number is never used twice while the app runs.
#[derive(Debug, Default)]
pub struct Chosen(Mutex<BTreeMap<u32, PathBuf>>);

impl Chosen {
    /// Gives each file a number. The page gets it with the name and the size, which it shows.
    pub fn keep(&self, paths: Vec<PathBuf>) -> Vec<PickedFile> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = Vec::with_capacity(paths.len());
        for path in paths {
            let id = files.last_key_value().map_or(1, |(last, _)| last + 1);
            let size = path.metadata().map_or(0, |data| data.len());
            let NamedFile { name, path } = NamedFile::from_path(path);
            kept.push(PickedFile { id, name, size });
            files.insert(id, path);
        }
        kept
    }

    /// The files behind numbers, in the order asked. Errors: `not_found` for a number that was never given.
    pub fn named(&self, ids: &[u32]) -> Answer<Vec<NamedFile>> {
        ids.iter().map(|id| self.one(*id)).collect()
    }

    /// The file behind a number. Errors: `not_found`.
    pub fn one(&self, id: u32) -> Answer<NamedFile> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path = files.get(&id).ok_or_else(|| unknown_file(id))?;
        Ok(NamedFile::from_path(path.clone()))
    }
}
