//! Reading files into the books: preview, import, undo.

use std::ops::ControlFlow;
use std::sync::Arc;

use recoup_statements as statements;
use recoup_store::{ImportEvent, RowId};

use crate::files::NamedFile;
use crate::import_file::{Place, Seen};
use crate::mapping::beginning;
use crate::opened::Opened;
use crate::view::{ImportEntry, ImportFile, ImportProgress, ImportReport, Text};
use crate::{AppError, Recoup, clock};

/// A statement larger than this is refused unread: 200 MB.
pub(crate) const STATEMENT_LIMIT: u64 = 200_000_000;

/// What the owner says about the files of one import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Passwords to try on encrypted files.
    pub passwords: Vec<String>,
    /// Read as this source, whatever it looks like.
    pub source: Option<String>,
    /// The agreement of rows without a merchant number.
    pub agreement: Option<u32>,
    /// Mappings that count for these files only.
    pub mappings: Vec<statements::Mapping>,
    /// Hears how far it is.
    pub watch: Watch,
}

/// Hears how far a long job is and says whether it shall go on.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<Hears>>);

type Hears = dyn Fn(&ImportProgress) -> ControlFlow<()> + Send + Sync;

impl Watch {
    /// Calls `hears` several times a second, on whichever thread does the work.
    pub fn new(hears: impl Fn(&ImportProgress) -> ControlFlow<()> + Send + Sync + 'static) -> Watch {
        Watch(Some(Arc::new(hears)))
    }

    pub(crate) fn tell(&self, progress: impl FnOnce() -> ImportProgress) -> ControlFlow<()> {
        match &self.0 {
            Some(hears) => hears(&progress()),
            None => ControlFlow::Continue(()),
        }
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Watch({})", self.0.is_some())
    }
}

impl Recoup {
    /// What importing these files would do. Stores nothing.
    ///
    /// # Errors
    /// `cancelled` when the options' watch says so; else only when the store fails.
    pub fn preview_import(
        &mut self,
        files: &[NamedFile],
        options: &ImportOptions,
    ) -> Result<ImportReport, AppError> {
        self.passwords.clone_from(&options.passwords);
        let mut seen = Seen::default();
        let mut report = ImportReport { files: Vec::new() };
        for (at, file) in files.iter().enumerate() {
            let place = Place { file: at, files: files.len(), stored: 0, options };
            report.files.push(self.look(file, &place, Opened::new(file), &[], &mut seen)?);
        }
        Ok(report)
    }

    /// The preview of one file with a mapping that is not saved yet. Of a long text only the beginning is read, so that
    /// each choice is answered at once.
    pub(crate) fn preview_with(
        &mut self,
        file: &NamedFile,
        mapping: statements::Mapping,
    ) -> Result<ImportFile, AppError> {
        let options = ImportOptions { passwords: self.passwords.clone(), ..ImportOptions::default() };
        let place = Place { file: 0, files: 1, stored: 0, options: &options };
        self.look(file, &place, beginning(file).map(Opened::part), &[mapping], &mut Seen::default())
    }

    /// Imports files, each in one database transaction. A file that is refused says why; the others stay imported.
    ///
    /// # Errors
    /// `cancelled` when the options' watch says so: nothing of the file under way is stored, those before it stay.
    /// Else only when the store fails; what was imported before that stays.
    pub fn commit_import(
        &mut self,
        files: &[NamedFile],
        options: &ImportOptions,
    ) -> Result<ImportReport, AppError> {
        let mut report = ImportReport { files: Vec::new() };
        for (at, file) in files.iter().enumerate() {
            let stored =
                report.files.iter().filter(|f: &&ImportFile| f.import.is_some() && f.already.is_none());
            let place = Place { file: at, files: files.len(), stored: stored.count(), options };
            let entry = self.store_file(file, &place);
            self.forget_report();
            report.files.push(entry?);
        }
        Ok(report)
    }

    /// The import log, newest first.
    pub fn imports(&self) -> Result<Vec<ImportEntry>, AppError> {
        let live = self.store.imports()?;
        let mut entries: Vec<ImportEntry> = live
            .iter()
            .map(|i| {
                let text = |name: &str| i.summary.get(name).cloned().unwrap_or_default();
                let name = serde_json::from_value(text("source_name"))
                    .unwrap_or_else(|_| Text::new("手工补录的小票", "typed in from a slip"));
                let day = |name: &str| text(name).as_str().and_then(|d| d.parse().ok());
                ImportEntry {
                    import: i.id,
                    file: i.file_name.clone(),
                    kind: i.kind.clone(),
                    source_name: name,
                    imported_at: i.imported_at.clone(),
                    rows: (i.transactions + i.lines) as usize,
                    new: i.new as usize,
                    duplicate: i.duplicate as usize,
                    problems: bad_rows(&i.summary),
                    from: day("from"),
                    to: day("to"),
                    undone: false,
                }
            })
            .collect();
        for undone in self.store.import_log()?.into_iter().filter(|e| e.event == ImportEvent::Undone) {
            entries.push(ImportEntry {
                import: undone.import,
                file: undone.file_name,
                kind: String::new(),
                source_name: Text::default(),
                imported_at: undone.at,
                rows: 0,
                new: 0,
                duplicate: 0,
                problems: 0,
                from: None,
                to: None,
                undone: true,
            });
        }
        entries.sort_by_key(|e| std::cmp::Reverse((e.import, e.undone)));
        Ok(entries)
    }

    /// Takes an import back whole, unless a case cites its rows.
    ///
    /// # Errors
    /// `cited` naming the case; `not_found`.
    pub fn undo_import(&mut self, id: u32) -> Result<(), AppError> {
        let history = self.history()?;
        let now = clock::moment(clock::now());
        self.store.undo_import(id, &now, &|row| match row {
            RowId::Transaction(txn) => history
                .cases
                .iter()
                .find(|case| case.sale(txn).is_some())
                .map(|case| format!("案件 {}", case.no)),
            RowId::Line(_) => None,
        })?;
        self.forget_report();
        Ok(())
    }
}

/// How many rows of an import could not be read. Imports of the first versions only list them.
fn bad_rows(summary: &serde_json::Value) -> usize {
    match summary.get("bad_rows").and_then(serde_json::Value::as_u64) {
        Some(rows) => rows as usize,
        None => summary.get("problems").and_then(serde_json::Value::as_array).map_or(0, Vec::len),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::ErrorCode;

    /// Long enough to be read in pieces: about 6 MB.
    fn long_file(dir: &std::path::Path) -> NamedFile {
        let mut text = String::from("交易时间,交易金额,手续费,交易类型,参考号,商户编号\n");
        for n in 0..90_000 {
            let (h, m, s) = (n / 3600 % 24, n / 60 % 60, n % 60);
            text.push_str(&format!(
                "2026-11-03 {h:02}:{m:02}:{s:02},{}.50,0.10,消费,{n:012},899331054110027\n",
                n % 500 + 1
            ));
        }
        let path = dir.join("全年.csv");
        std::fs::write(&path, text).unwrap();
        NamedFile::from_path(path)
    }

    #[test]
    fn a_long_file_can_be_stopped_and_then_nothing_of_it_is_stored() {
        let dir = tempfile::tempdir().unwrap();
        let mut app = Recoup::open(&dir.path().join("data")).unwrap();
        let file = long_file(dir.path());
        let heard = Arc::new(AtomicUsize::new(0));
        let options = |stop: bool| {
            let heard = Arc::clone(&heard);
            let watch = Watch::new(move |at| {
                assert!(at.percent <= 100 && at.files == 1);
                heard.fetch_max(at.rows, Ordering::Relaxed);
                if stop && at.rows > 20_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            ImportOptions { watch, ..ImportOptions::default() }
        };
        for preview in [true, false] {
            let files = [file.clone()];
            let stopped = match preview {
                true => app.preview_import(&files, &options(true)),
                false => app.commit_import(&files, &options(true)),
            };
            let error = stopped.unwrap_err();
            assert_eq!(error.code, ErrorCode::Cancelled, "{error}");
            assert!(error.text.zh.contains("没有存入"), "{}", error.text.zh);
            assert!(heard.swap(0, Ordering::Relaxed) > 20_000);
        }
        assert_eq!(app.store.transaction_count().unwrap(), 0);
        assert!(app.imports().unwrap().is_empty() && app.agreements(crate::today()).unwrap().is_empty());
        let kept = std::fs::read_dir(dir.path().join("data/vault")).unwrap().count();
        assert_eq!(kept, 0, "no file is kept of what was stopped");

        let looked = app.preview_import(std::slice::from_ref(&file), &options(false)).unwrap();
        let done = app.commit_import(&[file], &options(false)).unwrap();
        assert_eq!((looked.files[0].rows, looked.files[0].new), (90_000, 90_000));
        assert_eq!((done.files[0].rows, done.files[0].new), (90_000, 90_000));
        assert_eq!(heard.load(Ordering::Relaxed), 90_000);
        assert_eq!(app.store.transaction_count().unwrap(), 90_000);
    }
    #[test]
    fn reading_a_file_that_is_there_already_keeps_no_other_program_waiting() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let mut app = Recoup::open(&data).unwrap();
        let path = dir.path().join("明细.csv");
        let text = "交易时间,交易金额,手续费,交易类型,参考号,商户编号\n\
                    2026-11-03 10:00:00,10.00,0.06,消费,000000000001,898331054110027\n";
        std::fs::write(&path, text).unwrap();
        let files = [NamedFile::from_path(path)];
        app.commit_import(&files, &ImportOptions::default()).unwrap();
        let wrote = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&wrote);
        let watch = Watch::new(move |at| {
            assert!(!at.storing);
            let mut other = recoup_store::Store::open(&data).unwrap();
            other.set_setting("other", &1).unwrap();
            counted.fetch_add(1, Ordering::Relaxed);
            ControlFlow::Continue(())
        });
        let again = app.commit_import(&files, &ImportOptions { watch, ..ImportOptions::default() }).unwrap();
        assert_eq!((again.files[0].already, again.files[0].rows, again.files[0].new), (Some(1), 1, 0));
        assert!(wrote.load(Ordering::Relaxed) > 0);
    }
}
