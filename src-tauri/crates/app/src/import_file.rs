//! One file from the disk to the store, or to a preview: its rows go through one by one, so that a file of any length
//! needs the same memory.

use std::collections::{BTreeSet, HashSet};
use std::io::{Seek, SeekFrom};
use std::ops::ControlFlow;

use chrono::NaiveDate;
use recoup_ledger::{AccountLine, Channel, Coverage, DepositId, Transaction, TxnId};
use recoup_statements::{self as statements, Reading, Refusal, RefusalCode, Stopped, Understood};
use recoup_store::{Begun, FileRead, ImportOutcome, Importing, NewFile, Store, StoreError};

use crate::files::NamedFile;
use crate::import::ImportOptions;
use crate::import_ahead::{Row, read_ahead};
use crate::import_known::{Known, guesses};
use crate::import_view::{describe, refused, sample_line, sample_sale};
use crate::opened::Opened;
use crate::view::{ErrorCode, ImportFile, ImportProgress, Refused, SampleRow, SourceChoice, Text};
use crate::{AppError, Recoup, clock};

/// Which file of how many, and what was asked for all of them.
pub(crate) struct Place<'a> {
    /// From 0.
    pub file: usize,
    pub files: usize,
    /// How many before it were stored.
    pub stored: usize,
    pub options: &'a ImportOptions,
}

/// The rows that a preview has met, in the files before this one too.
#[derive(Default)]
pub(crate) struct Seen {
    transactions: HashSet<TxnId>,
    lines: HashSet<DepositId>,
}

/// What came of a file that was to be stored.
enum Stored {
    New(Box<ImportFile>),
    /// It is there already; its rows were not read.
    Again(Box<(ImportOutcome, Understood)>),
}

/// Why a file was not stored.
enum Failed {
    Refused(Refusal),
    /// Read, and shown, but not to be stored.
    Shown(Box<ImportFile>),
    App(AppError),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Failed {
        Failed::App(error.into())
    }
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Failed {
        Failed::App(error)
    }
}

/// Where the rows go.
enum Target<'t> {
    /// Into the store.
    Store(Box<Importing<'t>>),
    /// Nowhere; those that are new are counted.
    Count(&'t Store, &'t mut Seen),
    /// Nowhere: the file is stored already.
    Nowhere,
}

/// Takes the rows of one file.
struct Rows<'t> {
    target: Target<'t>,
    place: &'t Place<'t>,
    file: &'t NamedFile,
    new: usize,
    sample: Vec<SampleRow>,
    merchants: BTreeSet<(String, Channel)>,
    /// Why it stopped.
    error: Option<AppError>,
}

impl<'t> Rows<'t> {
    fn new(target: Target<'t>, place: &'t Place<'t>, file: &'t NamedFile) -> Rows<'t> {
        Rows { target, place, file, new: 0, sample: Vec::new(), merchants: BTreeSet::new(), error: None }
    }

    /// Reads a file through it, and says what is in it.
    fn read(
        &mut self,
        opened: &mut Opened,
        understood: Understood,
        merchant: Option<&str>,
    ) -> Result<(Reading, ImportFile), Failed> {
        let (storing, name, place) = (matches!(self.target, Target::Store(_)), &self.file.name, self.place);
        let watch = &place.options.watch;
        let progress = |at: statements::Progress| {
            watch.tell(|| ImportProgress {
                file: name.clone(),
                number: place.file + 1,
                files: place.files,
                storing,
                rows: at.rows,
                percent: (at.done.saturating_mul(100) / at.of.max(1)).min(100) as u8,
            })
        };
        let read = read_ahead(understood, &mut *opened.file, merchant, &progress, &mut |row| self.take(row));
        if let Some(error) = self.error.take() {
            return Err(Failed::App(error));
        }
        let reading = read.map_err(|why| stopped(self.file, place, why))?;
        let sample = std::mem::take(&mut self.sample);
        let mut entry = describe(self.file, &opened.sha(), &reading, sample);
        entry.why.extend(guesses(&reading, &self.merchants));
        entry.masked &= !opened.is_kept_as_given();
        entry.refused = foreign(self.file, &reading);
        Ok((reading, entry))
    }
}

const SAMPLE: usize = 5;

impl Rows<'_> {
    fn take(&mut self, row: Row) -> ControlFlow<()> {
        let done = match row {
            Row::Transaction(txn) => self.transaction(txn),
            Row::Line(line) => self.line(&line),
        };
        match done {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error.into());
                ControlFlow::Break(())
            }
        }
    }

    fn transaction(&mut self, txn: Transaction) -> Result<(), StoreError> {
        if self.sample.len() < SAMPLE {
            self.sample.push(sample_sale(&txn));
        }
        match &mut self.target {
            Target::Store(rows) => rows.transaction(&txn)?,
            Target::Count(store, seen) => {
                let known = store.has_transaction(txn.id)?;
                self.new += usize::from(seen.transactions.insert(txn.id) && !known);
            }
            Target::Nowhere => {}
        }
        // The set is small; a key is made only for a pair that is new.
        let pair = (txn.merchant_no, txn.channel);
        if !self.merchants.contains(&pair) {
            self.merchants.insert(pair);
        }
        Ok(())
    }

    fn line(&mut self, line: &AccountLine) -> Result<(), StoreError> {
        if self.sample.len() < SAMPLE {
            self.sample.push(sample_line(line));
        }
        match &mut self.target {
            Target::Store(rows) => rows.line(line)?,
            Target::Count(store, seen) => {
                let known = store.has_line(line.id)?;
                self.new += usize::from(seen.lines.insert(line.id) && !known);
            }
            Target::Nowhere => {}
        }
        Ok(())
    }
}

impl Recoup {
    /// What importing a file would do.
    pub(crate) fn look(
        &mut self,
        file: &NamedFile,
        place: &Place<'_>,
        opened: Result<Opened, AppError>,
        more: &[statements::Mapping],
        seen: &mut Seen,
    ) -> Result<ImportFile, AppError> {
        let mut opened = match opened {
            Ok(opened) => opened,
            Err(error) => return Ok(refused(file, "", "unreadable", error.text, None)),
        };
        let known = Known::of(self, place.options, more)?;
        // Each row is looked for: without this each would begin and end a transaction of its own.
        let _one = self.store.one_view()?;
        let already = self.store.import_of(opened.original.sha256)?.map(|i| i.id);
        let target = if already.is_some() { Target::Nowhere } else { Target::Count(&self.store, seen) };
        let mut rows = Rows::new(target, place, file);
        let read = understand(file, place, &known, &mut opened)
            .and_then(|understood| rows.read(&mut opened, understood, known.merchant.as_deref()));
        let read = read.map(|(reading, entry)| {
            let duplicate = reading.rows.saturating_sub(rows.new);
            ImportFile { already, new: rows.new, duplicate, ..entry }
        });
        shown(file, &opened.sha(), read)
    }

    /// Stores a file in one transaction, or says why not.
    pub(crate) fn store_file(&mut self, file: &NamedFile, place: &Place<'_>) -> Result<ImportFile, AppError> {
        let mut opened = match Opened::new(file) {
            Ok(opened) => opened,
            Err(error) => return Ok(refused(file, "", "unreadable", error.text, None)),
        };
        let known = Known::of(self, place.options, &[])?;
        let stored = self.store_opened(file, place, &known, &mut opened);
        shown(file, &opened.sha(), stored)
    }

    fn store_opened(
        &mut self,
        file: &NamedFile,
        place: &Place<'_>,
        known: &Known,
        opened: &mut Opened,
    ) -> Result<ImportFile, Failed> {
        let merchant = known.merchant.as_deref();
        // Other programs can write as long as it is not known what the file is.
        let understood = understand(file, place, known, opened)?;
        let now = clock::moment(clock::now());
        let stored = self.store.write(|write| -> Result<Stored, Failed> {
            let new = NewFile { file_name: &file.name, original: opened.original, imported_at: &now };
            let importing = match write.begin_import(&new)? {
                Begun::New(importing) => importing,
                Begun::Again(outcome) => return Ok(Stored::Again(Box::new((outcome, understood)))),
            };
            let (entry, agreements) = {
                let mut rows = Rows::new(Target::Store(Box::new(importing)), place, file);
                let (reading, mut entry) = rows.read(opened, understood, merchant)?;
                if entry.refused.is_some() {
                    return Err(Failed::Shown(Box::new(entry)));
                }
                let agreements = known.missing_agreements(&rows.merchants, &reading);
                if let Target::Store(importing) = rows.target {
                    let outcome =
                        keep(*importing, file, opened, &known.settings(place.options), &reading, &entry)?;
                    entry.import = Some(outcome.import.id);
                    entry.new = outcome.new as usize;
                    entry.duplicate = outcome.duplicate as usize;
                }
                (entry, agreements)
            };
            for agreement in &agreements {
                write.save_agreement(agreement)?;
            }
            Ok(Stored::New(Box::new(entry)))
        })?;
        match stored {
            Stored::New(entry) => Ok(*entry),
            Stored::Again(there) => {
                let (outcome, understood) = *there;
                let (_, mut entry) =
                    Rows::new(Target::Nowhere, place, file).read(opened, understood, merchant)?;
                entry.already = Some(outcome.import.id);
                entry.import = Some(outcome.import.id);
                entry.new = outcome.new as usize;
                entry.duplicate = outcome.duplicate as usize;
                Ok(entry)
            }
        }
    }
}

/// What a file is.
fn understand(
    file: &NamedFile,
    place: &Place<'_>,
    known: &Known,
    opened: &mut Opened,
) -> Result<Understood, Failed> {
    statements::open(&file.name, &mut opened.file, &known.settings(place.options))
        .map_err(|why| stopped(file, place, why))
}

fn stopped(file: &NamedFile, place: &Place<'_>, why: Stopped) -> Failed {
    match why {
        Stopped::Refused(refusal) => Failed::Refused(refusal),
        Stopped::ByCaller => Failed::App(cancelled(&file.name, place.stored)),
        Stopped::Unreadable(error) => Failed::App(unreadable(&file.name, &error)),
    }
}

/// A file that is refused is shown with the reason; only the store's own failures are errors.
fn shown(file: &NamedFile, sha: &str, done: Result<ImportFile, Failed>) -> Result<ImportFile, AppError> {
    match done {
        Ok(entry) => Ok(entry),
        Err(Failed::Refused(refusal)) => Ok(not_read(file, sha, &refusal)),
        Err(Failed::Shown(entry)) => Ok(*entry),
        Err(Failed::App(error)) => Err(error),
    }
}

/// Euros beside yuan would be added to them: such a statement is shown, never stored.
fn foreign(file: &NamedFile, reading: &Reading) -> Option<Refused> {
    let (name, currency) = (&file.name, &reading.currency);
    let text = Text::new(
        format!("{name}：这份对账单的币种是 {currency}，本软件只核对人民币，没有导入。"),
        format!(
            "{name}: this statement is in {currency}. Only renminbi is reconciled here; nothing was imported."
        ),
    );
    (!currency.is_empty()).then(|| Refused {
        code: "foreign_currency".to_owned(),
        text,
        needs: None,
        choices: Vec::new(),
    })
}

/// Puts the file itself, or its masked copy, beside its rows.
fn keep(
    importing: Importing<'_>,
    file: &NamedFile,
    opened: &mut Opened,
    settings: &statements::Options<'_>,
    reading: &Reading,
    entry: &ImportFile,
) -> Result<ImportOutcome, Failed> {
    let summary = serde_json::to_value(entry).map_err(AppError::internal)?;
    let coverage = finished_days(&reading.coverage, clock::today());
    let read = FileRead {
        kind: reading.kind.as_str(),
        source: &reading.source,
        coverage: &coverage,
        period: reading.period_from.zip(reading.period_to),
        summary: &summary,
    };
    let unreadable = |error: std::io::Error| Failed::App(unreadable(&file.name, &error));
    opened.file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    if entry.masked {
        let mut masked = opened.masked(&file.name, settings).map_err(unreadable)?;
        return Ok(importing.finish(&read, &mut masked)?);
    }
    let outcome = importing.finish(&read, &mut opened.file)?;
    if outcome.import.kept != opened.original.sha256 {
        return Err(Failed::App(AppError::new(
            ErrorCode::Refused,
            format!("「{}」在读取时被别的程序改动了，没有存入。关掉打开它的程序再试。", file.name),
            format!(
                "“{}” was changed by another program while it was read; nothing of it is stored. Close that program \
                 and try again.",
                file.name
            ),
        )));
    }
    Ok(outcome)
}

fn not_read(file: &NamedFile, sha: &str, refusal: &Refusal) -> ImportFile {
    let needs = match &refusal.why {
        RefusalCode::NeedsPassword | RefusalCode::WrongPassword => Some("password"),
        RefusalCode::Ambiguous { .. } => Some("choice"),
        RefusalCode::UnknownTable { .. } => Some("mapping"),
        _ => None,
    };
    let mut answer = refused(file, sha, refusal.why.code(), Text::new(refusal.zh(), refusal.en()), needs);
    if let (Some(refused), RefusalCode::Ambiguous { candidates }) = (&mut answer.refused, &refusal.why) {
        refused.choices = candidates
            .iter()
            .map(|one| SourceChoice {
                id: one.source.clone(),
                name: Text::new(&one.zh, &one.en),
                kind: one.kind.as_str().to_owned(),
                known_percent: one.known_percent,
            })
            .collect();
    }
    answer
}

fn unreadable(name: &str, error: &std::io::Error) -> AppError {
    AppError::new(
        ErrorCode::Refused,
        format!("「{name}」读到一半读不下去了（{error}），没有存入。检查 U 盘或网盘后再试。"),
        format!(
            "“{name}” could not be read to its end ({error}); nothing of it is stored. Check the drive it is on."
        ),
    )
}

fn cancelled(name: &str, stored: usize) -> AppError {
    let (zh, en) = match stored {
        0 => (String::new(), String::new()),
        n => (
            format!("它前面的 {n} 个文件已经存好，可以在导入记录里撤销。"),
            format!(" The {n} files before it are stored; undo them in the import log."),
        ),
    };
    AppError::new(
        ErrorCode::Cancelled,
        format!("已取消：「{name}」没有存入。{zh}"),
        format!("Cancelled: nothing of “{name}” is stored.{en}"),
    )
}

/// A bank lets one ask for a period that ends in the future: what is imported today covers no day that is not over.
fn finished_days(coverage: &[Coverage], today: NaiveDate) -> Vec<Coverage> {
    let Some(yesterday) = today.pred_opt() else { return Vec::new() };
    coverage
        .iter()
        .map(|c| Coverage { to: c.to.min(yesterday), ..c.clone() })
        .filter(|c| c.from <= c.to)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_covers_no_day_that_is_not_over() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let cover =
            |from: &str, to: &str| Coverage { account: "1".into(), bank: true, from: day(from), to: day(to) };
        let kept = finished_days(
            &[
                cover("2026-11-01", "2026-12-31"),
                cover("2026-11-24", "2026-11-30"),
                cover("2026-10-01", "2026-10-31"),
            ],
            day("2026-11-24"),
        );
        assert_eq!(kept, [cover("2026-11-01", "2026-11-23"), cover("2026-10-01", "2026-10-31")]);
    }
}
