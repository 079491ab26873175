//! Import: previews, reports, mappings, slips.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use recoup_ledger::Money;
use serde::{Deserialize, Serialize};

use super::Text;

/// One row that could not be read.
#[derive(Debug, Clone, Serialize)]
pub struct RowProblem {
    /// The file, or `archive.zip/entry.csv`.
    pub file: String,
    /// The sheet's name, empty for text files.
    pub sheet: String,
    /// Line or row, from 1.
    pub line: u32,
    /// The column's header.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: Text,
}

/// A check that the file allows on itself.
#[derive(Debug, Clone, Serialize)]
pub struct FileCheck {
    /// Whether it holds.
    pub ok: bool,
    /// What was checked.
    pub text: Text,
}

/// Why a file was not imported.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// A stable word for programs.
    pub code: String,
    /// What is wrong and what to do.
    pub text: Text,
    /// `password`, `choice` or `mapping` when that is all it takes.
    pub needs: Option<&'static str>,
    /// The sources that the table may come from, when the owner must choose between them.
    pub choices: Vec<SourceChoice>,
}

/// A source that fits a table as well as another one.
#[derive(Debug, Clone, Serialize)]
pub struct SourceChoice {
    /// Its id, for `--as` and for choosing it.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// `detail`, `bank`, `wallet` or `summary`.
    pub kind: String,
    /// How many of the table's columns it knows, in per cent.
    pub known_percent: u8,
}

/// One row as it was understood.
#[derive(Debug, Clone, Serialize)]
pub struct SampleRow {
    /// Line or row of the file.
    pub line: u32,
    /// Day, and time where the file has it.
    pub at: String,
    /// What it is.
    pub what: Text,
    /// In the shop's favour positive.
    pub amount: Money,
    /// The fee where the file has it.
    pub fee: Option<Money>,
    /// Counterparty, or terminal.
    pub who: String,
    /// Reference, order or serial number.
    pub reference: String,
}

/// What importing one file did, or would do.
#[derive(Debug, Clone, Serialize)]
pub struct ImportFile {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// The import's number; `None` for a preview or a refusal.
    pub import: Option<u32>,
    /// `detail`, `bank`, `wallet` or `summary`.
    pub kind: Option<String>,
    /// Whether the shop's own till wrote it: its sales are looked for in the acquirers' files.
    pub till: bool,
    /// The source's id.
    pub source: String,
    /// The source's name.
    pub source_name: Text,
    /// `sure`, `likely`, `mapped` or `none`.
    pub certainty: String,
    /// Why it was taken for this source.
    pub why: Vec<Text>,
    /// Field to header.
    pub columns: BTreeMap<String, String>,
    /// Headers that were not used.
    pub ignored_columns: Vec<String>,
    /// Transactions or lines read.
    pub rows: usize,
    /// Those that were not stored before.
    pub new: usize,
    /// Those that were.
    pub duplicate: usize,
    /// Rows that could not be read.
    pub bad_rows: usize,
    /// The same one by one; of a table with very many of them the first and the last.
    pub problems: Vec<RowProblem>,
    /// The file's checks on itself.
    pub checks: Vec<FileCheck>,
    /// Why it was not imported.
    pub refused: Option<Refused>,
    /// Money in the shop's favour.
    pub sum_in: Money,
    /// Refunds, debits and spending, not negative.
    pub sum_out: Money,
    /// First day of a row.
    pub from: Option<NaiveDate>,
    /// Last day of a row.
    pub to: Option<NaiveDate>,
    /// First day that the file says it covers.
    pub period_from: Option<NaiveDate>,
    /// Last day that the file says it covers.
    pub period_to: Option<NaiveDate>,
    /// At most five rows as they were understood.
    pub sample: Vec<SampleRow>,
    /// The import that already has these bytes.
    pub already: Option<u32>,
    /// Full card numbers were found; the copy that is kept has them masked.
    pub masked: bool,
}

/// One object a file, in the order given.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// The files.
    pub files: Vec<ImportFile>,
}

/// How far an import or a preview is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportProgress {
    /// The file's name.
    pub file: String,
    /// Which file, from 1.
    pub number: usize,
    /// Of how many.
    pub files: usize,
    /// Whether rows are being stored, or only looked at.
    pub storing: bool,
    /// Rows taken over so far.
    pub rows: usize,
    /// How much of this file is done, 0 to 100.
    pub percent: u8,
}

/// A line of the import log.
#[derive(Debug, Clone, Serialize)]
pub struct ImportEntry {
    /// Its number.
    pub import: u32,
    /// The file's name.
    pub file: String,
    /// `detail`, `bank`, `wallet`, `summary` or `slip`.
    pub kind: String,
    /// The source's name.
    pub source_name: Text,
    /// When, +08:00.
    pub imported_at: String,
    /// Rows read.
    pub rows: usize,
    /// New ones.
    pub new: usize,
    /// Known before.
    pub duplicate: usize,
    /// Rows that could not be read.
    pub problems: usize,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Whether it was undone.
    pub undone: bool,
}

/// A table that nobody recognised, and what its columns may be.
#[derive(Debug, Clone, Serialize)]
pub struct MappingProposal {
    /// The chosen file's number (set by the window).
    pub file: u32,
    /// The sheet's name.
    pub sheet: String,
    /// The table's signature, under which the answer is remembered.
    pub signature: String,
    /// The header's line.
    pub header_line: u32,
    /// The headers.
    pub headers: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// The proposal.
    pub proposal: Mapping,
    /// The fields that a column can be.
    pub fields: Vec<MappingField>,
    /// The words of columns that repeat few of them, and what each would be taken for.
    pub words: Vec<MappingWord>,
}

/// A word that a column repeats.
#[derive(Debug, Clone, Serialize)]
pub struct MappingWord {
    /// The column.
    pub header: String,
    /// The whole cell.
    pub word: String,
    /// In how many rows.
    pub rows: usize,
    /// In a column of states: `succeeded`, `failed` or `pending`; `None` when nobody knows it, which counts as pending.
    pub status: Option<String>,
    /// In a column of kinds: `sale`, `refund`, …; `None` when nobody knows it, which counts as a sale.
    pub kind: Option<String>,
    /// In a column of ways to pay: `card`, `we_chat`, …, `unknown`.
    pub channel: String,
}

/// A field that a column can be.
#[derive(Debug, Clone, Serialize)]
pub struct MappingField {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: Text,
    /// What it means.
    pub hint: Text,
    /// For which kinds of file.
    pub kinds: Vec<String>,
}

/// The owner's answer to what the columns are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mapping {
    /// `detail`, `till` (sales as the shop's own till wrote them) or `bank`.
    pub kind: String,
    /// Field to header.
    pub columns: BTreeMap<String, String>,
    /// `yuan` or `fen`.
    pub unit: String,
    /// `signed`, `in_out`, `flag` or `positive`.
    pub sign: String,
    /// The name that the owner gives it.
    pub name: String,
    /// What words mean, by `status`, `kind` or `channel`: the words as in [`MappingWord`]. What is left out means what it
    /// would be taken for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

/// A table that the owner has explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnSource {
    /// The first digits of the header's signature.
    pub id: String,
    /// The name that the owner gave it.
    pub name: String,
    /// `detail`, `bank` or `wallet`.
    pub kind: String,
    /// `yuan` or `fen`.
    pub unit: String,
    /// What its columns are.
    pub columns: Vec<OwnColumn>,
}

/// One of its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnColumn {
    /// What it is taken for.
    pub field: String,
    /// The name of that.
    pub label: Text,
    /// Its header.
    pub header: String,
}

/// A sale typed in from a paper slip.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SlipSale {
    /// `2026-11-04 18:22` or `2026-11-04T18:22:07`.
    pub at: String,
    /// Yuan.
    pub amount: String,
    /// `card`, `we_chat`, `alipay`, `union_pay_qr` or empty.
    #[serde(default)]
    pub channel: String,
    /// `sale`, `refund`, … or empty for a sale.
    #[serde(default)]
    pub kind: String,
    /// 商户编号, may be empty.
    #[serde(default)]
    pub merchant_no: String,
    /// 终端号, may be empty.
    #[serde(default)]
    pub terminal_no: String,
    /// 凭证号, may be empty.
    #[serde(default)]
    pub voucher_no: String,
    /// 参考号, may be empty.
    #[serde(default)]
    pub reference: String,
    /// Who pays, may be empty.
    #[serde(default)]
    pub acquirer: String,
}
