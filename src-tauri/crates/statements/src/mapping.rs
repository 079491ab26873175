//! Tables that nobody has described yet: what the owner says about them, and what to propose.

use std::collections::BTreeMap;

use recoup_ledger::mask;
use serde::{Deserialize, Serialize};

use crate::catalog::{catalog, prepare};
use crate::header::{self, Columns, signature};
use crate::recognise::{Found, usual};
use crate::source::{Evidence, EvidenceLevel, Field, FileKind, Source};
use crate::table::Table;
use crate::value;
use crate::words::{self, ColumnWord};

/// What the owner said about a table: a source that holds for every table with the same headers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// [`signature`] of the header row; empty for a source that is recognised by its own `require` or `headless`.
    pub signature: String,
    /// The same as a data file holds. Only `kind` and `columns` must be filled.
    pub source: Source,
}

/// Why a text is no list of sources.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// No JSON, or not of that form.
    #[error("This is no list of file layouts ({0}). Choose a file that was exported from here.")]
    NotSources(String),
    /// Nothing says to which tables a source belongs.
    #[error(
        "“{0}” names neither a header row nor headers that must be there. Add `layout`, `require` or `headless`."
    )]
    NothingToTellBy(String),
    /// No column for the day or for the amount.
    #[error("“{0}” does not say which column holds the day and which the amount. Add them under `columns`.")]
    NothingToRead(String),
}

impl SourceError {
    fn not_sources(error: serde_json::Error) -> SourceError {
        SourceError::NotSources(error.to_string())
    }

    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            SourceError::NotSources(why) => {
                format!("这不是文件格式清单（{why}）。请选择由本软件导出的文件。")
            }
            SourceError::NothingToTellBy(name) => {
                format!("“{name}”没有写明适用哪种表头。请补上 layout、require 或 headless。")
            }
            SourceError::NothingToRead(name) => {
                format!("“{name}”没有指出哪一列是日期、哪一列是金额。请在 columns 里补上。")
            }
        }
    }
}

/// A table to be explained, with a first guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingProposal {
    /// The file's name; `archive.zip › entry` inside an archive.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The line of the header row; `None` when the table has none.
    pub header_line: Option<u32>,
    /// The headers as printed, or `第 n 列` where there are none.
    pub headers: Vec<String>,
    /// The first rows of data, card numbers masked.
    pub sample: Vec<Vec<String>>,
    /// The guess; complete as far as headers and values tell.
    pub mapping: Mapping,
    /// What must still be said before rows can be read.
    pub missing: Vec<Field>,
    /// The words of columns that have few of them.
    pub words: Vec<ColumnWord>,
}

impl Mapping {
    /// Mappings as a data file: a JSON list of sources, in the form of those that come with the program.
    pub fn to_json(mappings: &[Mapping]) -> String {
        let sources: Vec<Source> = mappings.iter().map(Mapping::shared).collect();
        // A list of plain data always has a JSON form.
        serde_json::to_string_pretty(&sources).unwrap_or_default()
    }

    /// One mapping as a source of such a list.
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self.shared()).unwrap_or_default()
    }

    /// Reads a list of sources, or a single one, in the form of [`Mapping::to_json`] and of the data files.
    ///
    /// # Errors
    ///
    /// A [`SourceError`] when the text is no such list, or when a source could never be told or read.
    pub fn from_json(text: &str) -> Result<Vec<Mapping>, SourceError> {
        let text = text.trim_start_matches('\u{feff}');
        Mapping::from_value(serde_json::from_str(text).map_err(SourceError::not_sources)?)
    }

    /// As [`Mapping::from_json`]. A mapping that an earlier version kept (`signature` beside `source`) is read too.
    ///
    /// # Errors
    ///
    /// As [`Mapping::from_json`].
    pub fn from_value(value: serde_json::Value) -> Result<Vec<Mapping>, SourceError> {
        let one = |value: serde_json::Value| -> Result<Mapping, SourceError> {
            let source: Source = if value.get("source").is_some() {
                let kept: Mapping = serde_json::from_value(value).map_err(SourceError::not_sources)?;
                Source { layout: kept.signature, ..kept.source }
            } else {
                serde_json::from_value(value).map_err(SourceError::not_sources)?
            };
            Mapping::from_source(source)
        };
        match value {
            serde_json::Value::Array(values) => values.into_iter().map(one).collect(),
            value => Ok(vec![one(value)?]),
        }
    }

    /// Under which a mapping is remembered: the signature of the header row, else the source's id.
    pub fn key(&self) -> String {
        if self.signature.is_empty() { self.shared().id } else { self.signature.clone() }
    }

    /// The mapping of one source.
    ///
    /// # Errors
    ///
    /// A [`SourceError`] when it could never be told or read.
    pub fn from_source(mut source: Source) -> Result<Mapping, SourceError> {
        let name = if source.zh.is_empty() { source.id.clone() } else { source.zh.clone() };
        source.generic = false;
        let required = source.require.iter().any(|set| !set.is_empty());
        let shaped = source.headless.as_ref().is_some_and(|shape| !shape.names.is_empty());
        let layout = source.layout.as_str();
        let marked = layout.len() == 64 && layout.bytes().all(|b| b.is_ascii_hexdigit());
        if !marked && (!layout.is_empty() || !required && !shaped) {
            return Err(SourceError::NothingToTellBy(name));
        }
        if source.evidence == Evidence::default() {
            source.evidence.level = EvidenceLevel::Owner;
        }
        let mapping = Mapping { signature: std::mem::take(&mut source.layout), source };
        let columns = &mapping.prepared().columns;
        let has = |fields: &[Field]| fields.iter().any(|f| columns.get(f).is_some_and(|n| !n.is_empty()));
        let readable = has(&[Field::Time, Field::Date, Field::ClearingDay])
            && has(&[Field::Gross, Field::In, Field::Out, Field::Amount]);
        if mapping.source.kind != FileKind::Summary && !readable {
            return Err(SourceError::NothingToRead(name));
        }
        Ok(mapping)
    }

    /// The source as it is given to others: with an id, a name and the layout for which it holds.
    fn shared(&self) -> Source {
        let mut source = self.source.clone();
        source.layout.clone_from(&self.signature);
        self.name(&mut source);
        source
    }

    fn name(&self, source: &mut Source) {
        if source.id.is_empty() {
            let mark = if self.signature.is_empty() {
                signature(&source.require.concat())
            } else {
                self.signature.clone()
            };
            source.id = format!("own_{}", mark.get(..8).unwrap_or(&mark));
        }
        if source.zh.is_empty() {
            source.zh = "自定义表格".into();
        }
        if source.en.is_empty() {
            source.en = "own table".into();
        }
        if source.evidence.level == EvidenceLevel::None {
            source.evidence.level = EvidenceLevel::Owner;
        }
    }

    /// The source, its names brought into the form in which they are compared.
    pub(crate) fn prepared(&self) -> Source {
        let mut source = self.source.clone();
        self.name(&mut source);
        prepare(&mut source, &catalog().sources);
        if source.kinds.is_empty()
            && let Some(base) = catalog().sources.iter().find(|s| s.generic && s.kind == source.kind)
        {
            source.kinds.clone_from(&base.kinds);
        }
        source
    }
}

/// The mapping that has tables with these headers read as they were found.
pub(crate) fn of_source(table: &Table, found: Found) -> Mapping {
    let mut source = found.source;
    let Some(shape) = &source.headless else {
        return Mapping { signature: signature(&found.headers), source };
    };
    // A table without headers is remembered by its columns' numbers.
    for name in source.columns.values_mut().flatten() {
        if let Some(at) = shape.names.iter().position(|n| header::normalise(n) == *name) {
            *name = format!("#{}", at + 1);
        }
    }
    Mapping { signature: signature(&numbered(table)), source }
}

/// Names for the columns of a table without headers.
pub(crate) fn numbered(table: &Table) -> Vec<String> {
    let width = table.rows_from(0).take(header::SEARCHED).map(|row| row.len()).max().unwrap_or(0);
    (1..=width).map(|n| format!("第{n}列")).collect()
}

/// A first guess at what the columns of a table mean. `None` when the table is no table: a single column, or nowhere
/// a date and an amount in one row.
pub(crate) fn propose(table: &Table) -> Option<MappingProposal> {
    let data = first_data_row(table)?;
    // The last row before the data; of the ways to read it, the first that names the most columns.
    let names = |headers: &[String]| headers.iter().filter(|h| !h.is_empty()).count();
    let named = header::candidates(table).filter(|(index, _)| *index < data).fold(
        None,
        |best: Option<(usize, Vec<String>)>, next| match best {
            Some(best) if (best.0, names(&best.1)) >= (next.0, names(&next.1)) => Some(best),
            _ => Some(next),
        },
    );
    let width = table.row(data).len();
    let (header_line, mut headers) = match named {
        Some((index, headers)) => (Some(table.row(index).line), headers),
        None => (None, numbered(table)),
    };
    let mark = signature(&headers);
    while headers.len() < width {
        headers.push(format!("第{}列", headers.len() + 1));
    }
    let kind = guess_kind(&headers);
    let base = catalog().sources.iter().find(|s| s.generic && s.kind == kind)?;
    let columns = Columns::assign(base, &headers);
    let mut source = Source { kind, unit: base.unit, ..Source::default() };
    let name = |at: usize| if header_line.is_some() { headers[at].clone() } else { format!("#{}", at + 1) };
    for &field in Field::ALL {
        let found: Vec<usize> = match field {
            Field::Memo => columns.memo.clone(),
            Field::Channel => columns.channel.clone(),
            _ => columns.at(field).into_iter().collect(),
        };
        if !found.is_empty() {
            source.columns.insert(field, found.into_iter().map(name).collect());
        }
    }
    by_values(table, data, width, &columns, &mut source, &name);
    let amount = match kind {
        FileKind::Detail => [Field::Gross, Field::Gross],
        _ => [Field::Amount, Field::In],
    };
    let mut missing = Vec::new();
    if !source.columns.contains_key(&Field::Time) && !source.columns.contains_key(&Field::Date) {
        missing.push(Field::Date);
    }
    if !amount.iter().any(|f| source.columns.contains_key(f)) {
        missing.push(amount[0]);
    }
    let sample = table
        .rows_from(data)
        .take(5)
        .map(|row| row.cells().map(|cell| mask::masked(cell).into_owned()).collect())
        .collect();
    let words = words::of(table, data, &headers);
    Some(MappingProposal {
        file: table.file.clone(),
        sheet: table.sheet.clone(),
        header_line,
        headers,
        sample,
        mapping: Mapping { signature: mark, source },
        missing,
        words,
    })
}

/// The first row with a date and an amount in different cells.
fn first_data_row(table: &Table) -> Option<usize> {
    (0..table.len().min(header::SEARCHED * 2)).find(|index| {
        let row = table.row(*index);
        let dates: Vec<usize> = (0..row.len()).filter(|at| is_date(row.get(*at))).collect();
        !dates.is_empty() && (0..row.len()).any(|at| dates != [at] && is_money(row.get(at)))
    })
}

fn is_date(text: &str) -> bool {
    text.len() >= 6 && value::moment(text, Some(value::DayOrder::DayFirst)).is_some_and(|m| m.day.is_some())
}

/// An amount with two decimals, as money is printed; account and order numbers are whole numbers.
fn is_money(text: &str) -> bool {
    let decimals = text.rsplit_once('.').map_or(0, |(_, d)| d.bytes().take_while(u8::is_ascii_digit).count());
    value::amount(text).is_ok() && ((1..=2).contains(&decimals) || text.len() <= 9)
}

fn guess_kind(headers: &[String]) -> FileKind {
    let score = |kind: FileKind| {
        let source = catalog().sources.iter().find(|s| s.generic && s.kind == kind);
        source.map_or((false, 0), |source| {
            let columns = Columns::assign(source, headers);
            (usual(kind, &columns), columns.understood())
        })
    };
    if score(FileKind::Detail) > score(FileKind::Bank) { FileKind::Detail } else { FileKind::Bank }
}

/// Fills date and amount from the values of the columns that no header explains.
fn by_values(
    table: &Table,
    data: usize,
    width: usize,
    columns: &Columns,
    source: &mut Source,
    name: &dyn Fn(usize) -> String,
) {
    let rows: Vec<_> = table.rows_from(data).take(20).collect();
    let share = |at: usize, test: fn(&str) -> bool| {
        let filled: Vec<&str> = rows.iter().map(|row| row.get(at)).filter(|c| !value::is_blank(c)).collect();
        !filled.is_empty() && filled.iter().filter(|c| test(c)).count() * 10 >= filled.len() * 8
    };
    let free = |source: &BTreeMap<Field, Vec<String>>, at: usize| {
        !columns.uses(at) && !source.values().flatten().any(|n| *n == name(at))
    };
    if !source.columns.contains_key(&Field::Time) && !source.columns.contains_key(&Field::Date) {
        let found = (0..width).find(|at| free(&source.columns, *at) && share(*at, is_date));
        if let Some(at) = found {
            source.columns.insert(Field::Date, vec![name(at)]);
        }
    }
    let wanted = if source.kind == FileKind::Detail { Field::Gross } else { Field::Amount };
    let amounts = [Field::Gross, Field::Amount, Field::In, Field::Out];
    if !amounts.iter().any(|f| source.columns.contains_key(f)) {
        let found =
            (0..width).find(|at| free(&source.columns, *at) && share(*at, is_money) && !share(*at, is_date));
        if let Some(at) = found {
            source.columns.insert(wanted, vec![name(at)]);
        }
    }
}
