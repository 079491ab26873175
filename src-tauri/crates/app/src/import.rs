//! Reading files into the books: preview, import, undo, mappings.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use recoup_ledger::{Agreement, Coverage, DepositId, Money, Transaction, TxnId};
use recoup_statements::{self as statements, FileKind, Reading, Refusal, RefusalCode};
use recoup_store::{ImportEvent, NewImport, Original, RowId, Sha};

use crate::files::{NamedFile, read_limited, sha256_hex};
use crate::report::{channel_text, kind_text};
use crate::view::{FileCheck, ImportEntry, ImportFile, ImportReport, Refused, RowProblem, SampleRow, Text};
use crate::{AppError, Recoup, clock, worker};

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
}

/// The rows that are stored already.
struct Known {
    transactions: HashSet<TxnId>,
    lines: HashSet<DepositId>,
}

impl Recoup {
    /// What importing these files would do. Stores nothing.
    pub fn preview_import(
        &mut self,
        files: &[NamedFile],
        options: &ImportOptions,
    ) -> Result<ImportReport, AppError> {
        self.passwords.clone_from(&options.passwords);
        let mut known = self.known()?;
        let mut report = ImportReport { files: Vec::new() };
        for file in files {
            let entry = match self.read(file, options, &[])? {
                Ok((bytes, reading)) => self.preview_file(file, &bytes, &reading, &mut known)?,
                Err(refused) => refused,
            };
            report.files.push(entry);
        }
        Ok(report)
    }

    /// The preview of one file with a mapping that is not saved yet.
    pub(crate) fn preview_with(
        &mut self,
        file: &NamedFile,
        mapping: statements::Mapping,
    ) -> Result<ImportFile, AppError> {
        let options = ImportOptions { passwords: self.passwords.clone(), ..ImportOptions::default() };
        let mut known = self.known()?;
        match self.read(file, &options, &[mapping])? {
            Ok((bytes, reading)) => self.preview_file(file, &bytes, &reading, &mut known),
            Err(refused) => Ok(refused),
        }
    }

    fn known(&self) -> Result<Known, AppError> {
        Ok(Known {
            transactions: self.store.transactions()?.iter().map(|t| t.id).collect(),
            lines: self.store.lines()?.iter().map(|l| l.id).collect(),
        })
    }

    fn preview_file(
        &self,
        file: &NamedFile,
        bytes: &[u8],
        reading: &Reading,
        known: &mut Known,
    ) -> Result<ImportFile, AppError> {
        let mut entry = describe(file, bytes, reading);
        entry.already = self.already(bytes)?;
        let rows = reading.transactions.len() + reading.lines.len();
        if entry.already.is_some() {
            entry.duplicate = rows;
        } else {
            let new = reading.transactions.iter().filter(|t| known.transactions.insert(t.id)).count()
                + reading.lines.iter().filter(|l| known.lines.insert(l.id)).count();
            entry.new = new;
            entry.duplicate = rows - new;
        }
        Ok(entry)
    }

    /// Imports files, each in one database transaction. A file that is refused says why; the others stay imported.
    ///
    /// # Errors
    /// Only when the store fails; what was imported before that stays.
    pub fn commit_import(
        &mut self,
        files: &[NamedFile],
        options: &ImportOptions,
    ) -> Result<ImportReport, AppError> {
        let mut report = ImportReport { files: Vec::new() };
        for file in files {
            let entry = match self.read(file, options, &[])? {
                Ok((bytes, reading)) => self.store_reading(file, &bytes, &reading)?,
                Err(refused) => refused,
            };
            report.files.push(entry);
        }
        self.forget_report();
        Ok(report)
    }

    fn store_reading(
        &mut self,
        file: &NamedFile,
        bytes: &[u8],
        reading: &Reading,
    ) -> Result<ImportFile, AppError> {
        let mut entry = describe(file, bytes, reading);
        entry.already = self.already(bytes)?;
        // A file with full card numbers is kept as a masked copy; its own hash says what the original was.
        let masked = reading.has_full_cards.then(|| masked(file, bytes));
        let original = masked
            .as_ref()
            .map(|_| -> Result<Original, AppError> {
                Ok(Original { sha256: Sha::of(bytes), size: bytes.len() as u64 })
            })
            .transpose()?;
        let summary = serde_json::to_value(&entry).map_err(AppError::internal)?;
        let now = clock::moment(clock::now());
        let agreements = self.missing_agreements(reading)?;
        let period = reading.period_from.zip(reading.period_to);
        let coverage = finished_days(&reading.coverage, clock::today());
        let outcome = self.store.write(|write| -> Result<_, AppError> {
            let outcome = write.import(&NewImport {
                file_name: &file.name,
                bytes: masked.as_deref().unwrap_or(bytes),
                original,
                kind: reading.kind.as_str(),
                source: &reading.source,
                transactions: &reading.transactions,
                lines: &reading.lines,
                coverage: &coverage,
                period,
                summary: &summary,
                imported_at: &now,
            })?;
            for agreement in &agreements {
                write.save_agreement(agreement)?;
            }
            Ok(outcome)
        })?;
        entry.import = Some(outcome.import.id);
        entry.new = outcome.new as usize;
        entry.duplicate = outcome.duplicate as usize;
        Ok(entry)
    }

    fn already(&self, bytes: &[u8]) -> Result<Option<u32>, AppError> {
        Ok(self.store.import_of(Sha::of(bytes))?.map(|i| i.id))
    }

    /// The agreements that the file's merchant numbers need and nobody has entered: the source's defaults, not
    /// confirmed by the owner.
    fn missing_agreements(&self, reading: &Reading) -> Result<Vec<Agreement>, AppError> {
        if reading.transactions.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.store.agreements()?;
        let mut merchants: BTreeSet<&str> = BTreeSet::new();
        for txn in &reading.transactions {
            if !known.iter().any(|a| a.merchant_no == txn.merchant_no && a.covers(txn.channel)) {
                merchants.insert(&txn.merchant_no);
            }
        }
        Ok(merchants.into_iter().map(|merchant| default_agreement(merchant, reading)).collect())
    }

    /// The bytes and their rows, or the report of a refused file.
    #[allow(clippy::type_complexity)]
    fn read(
        &self,
        file: &NamedFile,
        options: &ImportOptions,
        more: &[statements::Mapping],
    ) -> Result<Result<(Vec<u8>, Reading), ImportFile>, AppError> {
        let bytes = match read_limited(&file.path, STATEMENT_LIMIT) {
            Ok(bytes) => bytes,
            Err(error) => {
                return Ok(Err(refused(file, &[], "unreadable", error.text, None)));
            }
        };
        let mut mappings: Vec<statements::Mapping> = self
            .store
            .mappings()?
            .into_values()
            .filter_map(|body| serde_json::from_value(body).ok())
            .collect();
        mappings.retain(|known| more.iter().all(|m| m.signature != known.signature));
        mappings.extend_from_slice(more);
        let settings = statements::Options {
            passwords: &options.passwords,
            as_kind: options.source.as_deref(),
            mappings: &mappings,
            isolated: Some(worker::ISOLATED),
        };
        match statements::read(&file.name, &bytes, &settings) {
            // Euros beside yuan would be added to them: such a statement is shown, never stored.
            Ok(reading) if !reading.currency.is_empty() => {
                let mut entry = describe(file, &bytes, &reading);
                let text = Text::new(
                    format!(
                        "{}：这份对账单的币种是 {}，本软件只核对人民币，没有导入。",
                        file.name, reading.currency
                    ),
                    format!(
                        "{}: this statement is in {}. Only renminbi is reconciled here; nothing was imported.",
                        file.name, reading.currency
                    ),
                );
                entry.refused = Some(Refused { code: "foreign_currency".to_owned(), text, needs: None });
                Ok(Err(entry))
            }
            Ok(mut reading) => {
                if let Some(id) = options.agreement {
                    let agreement = self.store.agreement(id)?;
                    for txn in reading.transactions.iter_mut().filter(|t| t.merchant_no.is_empty()) {
                        txn.merchant_no.clone_from(&agreement.merchant_no);
                    }
                    recoup_ledger::transaction::assign_ids(&mut reading.transactions);
                }
                Ok(Ok((bytes, reading)))
            }
            Err(refusal) => {
                let Refusal { why, .. } = &refusal;
                let needs = match why {
                    RefusalCode::NeedsPassword | RefusalCode::WrongPassword => Some("password"),
                    RefusalCode::UnknownTable { .. } => Some("mapping"),
                    _ => None,
                };
                Ok(Err(refused(file, &bytes, why.code(), Text::new(refusal.zh(), refusal.en()), needs)))
            }
        }
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
                    problems: text("problems").as_array().map_or(0, Vec::len),
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

fn default_agreement(merchant: &str, reading: &Reading) -> Agreement {
    let hint = recoup_casework::codes::acquirer_hint(merchant).map(|h| h.name.clone()).unwrap_or_default();
    let mut agreement = recoup_matching::default_agreement(merchant, "", false);
    if let Some(defaults) = &reading.defaults {
        agreement.acquirer.clone_from(&defaults.acquirer);
        agreement.cycle = defaults.cycle;
        agreement.cut_off = defaults.cut_off;
        agreement.billing = defaults.billing;
        agreement.pays_into = defaults.pays_into.clone();
        agreement.payers.clone_from(&defaults.payers);
    }
    if agreement.acquirer.is_empty() {
        agreement.acquirer = hint;
    }
    agreement
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

/// The copy that is kept of a file with full card numbers: the text with digits replaced in place, or the tables of a
/// workbook as text. Where neither can be made only a note is kept, never the numbers.
fn masked(file: &NamedFile, bytes: &[u8]) -> Vec<u8> {
    statements::masked_copy(bytes).unwrap_or_else(|| {
        let tables = statements::masked_text(&file.name, bytes, &statements::Options::default());
        let note = "原件含完整卡号，没有留副本；请自己保管原件。\n";
        tables.unwrap_or_else(|_| note.to_owned()).into_bytes()
    })
}

fn describe(file: &NamedFile, bytes: &[u8], reading: &Reading) -> ImportFile {
    ImportFile {
        file: file.name.clone(),
        sha256: sha256_hex(bytes),
        import: None,
        kind: Some(reading.kind.as_str().to_owned()),
        source: reading.source.clone(),
        source_name: Text::new(&reading.source_name_zh, &reading.source_name_en),
        certainty: match reading.certainty {
            statements::Certainty::Sure => "sure",
            statements::Certainty::Told => "mapped",
            statements::Certainty::Likely => "likely",
        }
        .into(),
        why: reading.reasons.iter().map(|r| Text::new(&r.zh, &r.en)).collect(),
        columns: reading.columns.clone(),
        ignored_columns: reading.ignored_columns.clone(),
        rows: reading.rows,
        new: 0,
        duplicate: 0,
        problems: reading
            .problems
            .iter()
            .map(|p| RowProblem {
                file: p.file.clone(),
                sheet: p.sheet.clone(),
                line: p.line,
                column: p.column.clone(),
                found: p.found.clone(),
                expected: Text::new(&p.expected.zh, &p.expected.en),
            })
            .collect(),
        checks: reading
            .checks
            .iter()
            .map(|c| FileCheck {
                ok: c.holds,
                text: if c.holds {
                    Text::new(format!("{}：{}", c.what.zh, c.stated), format!("{}: {}", c.what.en, c.stated))
                } else {
                    Text::new(
                        format!("{}：文件写的是 {}，逐行加起来是 {}", c.what.zh, c.stated, c.found),
                        format!("{}: the file says {}, its rows say {}", c.what.en, c.stated, c.found),
                    )
                },
            })
            .collect(),
        refused: None,
        sum_in: reading.sum_in,
        sum_out: reading.sum_out,
        from: reading.from,
        to: reading.to,
        period_from: reading.period_from,
        period_to: reading.period_to,
        sample: sample(reading),
        already: None,
        masked: reading.has_full_cards,
    }
}

fn sample(reading: &Reading) -> Vec<SampleRow> {
    if reading.kind == FileKind::Detail {
        return reading.transactions.iter().take(5).map(sample_sale).collect();
    }
    reading
        .lines
        .iter()
        .take(5)
        .map(|line| SampleRow {
            line: line.origin.line,
            at: match line.time {
                Some(time) => format!("{} {}", line.on, time.format("%H:%M:%S")),
                None => line.on.to_string(),
            },
            what: if line.amount.is_negative() {
                Text::new("支出", "out")
            } else {
                Text::new("收入", "in")
            },
            amount: line.amount,
            fee: None,
            who: line.counterparty.clone(),
            reference: if line.serial.is_empty() { line.memo.clone() } else { line.serial.clone() },
        })
        .collect()
}

fn sample_sale(txn: &Transaction) -> SampleRow {
    let (channel, kind) = (channel_text(txn.channel), kind_text(txn.kind));
    SampleRow {
        line: txn.origin.line,
        at: txn.at.format("%Y-%m-%d %H:%M:%S").to_string(),
        what: Text::new(format!("{}{}", channel.zh, kind.zh), format!("{} {}", channel.en, kind.en)),
        amount: txn.gross,
        fee: txn.fee,
        who: txn.terminal_no.clone(),
        reference: if txn.reference.is_empty() { txn.acquirer_order.clone() } else { txn.reference.clone() },
    }
}

fn refused(
    file: &NamedFile,
    bytes: &[u8],
    code: &str,
    text: Text,
    needs: Option<&'static str>,
) -> ImportFile {
    ImportFile {
        file: file.name.clone(),
        sha256: sha256_hex(bytes),
        import: None,
        kind: None,
        source: String::new(),
        source_name: Text::default(),
        certainty: "none".into(),
        why: Vec::new(),
        columns: Default::default(),
        ignored_columns: Vec::new(),
        rows: 0,
        new: 0,
        duplicate: 0,
        problems: Vec::new(),
        checks: Vec::new(),
        refused: Some(Refused { code: code.to_owned(), text, needs }),
        sum_in: Money::ZERO,
        sum_out: Money::ZERO,
        from: None,
        to: None,
        period_from: None,
        period_to: None,
        sample: Vec::new(),
        already: None,
        masked: false,
    }
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
