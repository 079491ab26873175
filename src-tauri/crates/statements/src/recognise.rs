//! Which source a table comes from.

use serde::{Deserialize, Serialize};

use crate::catalog::catalog;
use crate::header::{self, Columns, normalise};
use crate::mapping::Mapping;
use crate::source::{Field, FileKind, Source};
use crate::table::Table;
use crate::text::Bilingual;

/// How sure it is what a file is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Understood column by column, provider not known: look at the preview.
    #[default]
    Likely,
    /// The owner said what the columns mean.
    Told,
    /// The headers are those of one provider.
    Sure,
}

/// A table that is understood.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub source: Source,
    /// The first row of data.
    pub data: usize,
    pub headers: Vec<String>,
    pub columns: Columns,
    pub certainty: Certainty,
    pub reasons: Vec<Bilingual>,
}

/// What a table is; `None` when nothing fits.
pub(crate) fn recognise(table: &Table, as_kind: Option<&str>, mappings: &[Mapping]) -> Option<Found> {
    if let Some(found) = mapped(table, mappings) {
        return Some(found);
    }
    let wanted = |source: &Source| as_kind.is_none_or(|k| source.id == k || source.kind.as_str() == k);
    let titles = |end: usize| -> String {
        let mut text = table.sheet.clone();
        for index in 0..end {
            for cell in table.row(index).cells() {
                text.push(' ');
                text.push_str(cell);
            }
        }
        text
    };
    let mut best: Option<(f64, Found)> = None;
    for (index, headers) in header::candidates(table) {
        let names: Vec<String> = headers.iter().map(|h| normalise(h)).collect();
        let named = names.iter().filter(|n| !n.is_empty()).count();
        let mut before = None;
        for source in catalog().sources.iter().filter(|s| !s.generic && wanted(s)) {
            let has = |name: &String| names.contains(name);
            if !source.require.iter().any(|set| set.iter().all(has)) || source.forbid.iter().any(has) {
                continue;
            }
            let before: &String = before.get_or_insert_with(|| titles(index));
            let title = source.titles.iter().find(|t| before.contains(t.as_str()));
            if source.title_needed && title.is_none() {
                continue;
            }
            let columns = Columns::assign(source, &headers);
            let set =
                source.require.iter().filter(|set| set.iter().all(has)).map(Vec::len).max().unwrap_or(0);
            let also = source.also.iter().filter(|name| has(name)).count();
            let known = columns.understood().max(set) + also;
            let score = known as f64 / named.max(1) as f64 + if title.is_some() { 0.5 } else { 0.0 };
            if best.as_ref().is_some_and(|(most, _)| *most >= score) {
                continue;
            }
            let mut reasons = vec![Bilingual::new(
                format!("表头与“{}”一致", source.zh),
                format!("The headers are those of “{}”", source.en),
            )];
            reasons.extend(title.map(|t| {
                Bilingual::new(format!("表头上方写着“{t}”"), format!("“{t}” stands above the table"))
            }));
            let found = Found {
                source: source.clone(),
                data: index + 1,
                headers: headers.clone(),
                columns,
                certainty: Certainty::Sure,
                reasons,
            };
            best = Some((score, found));
        }
    }
    best.map(|(_, found)| found).or_else(|| generic(table, as_kind))
}

/// A table whose provider is not known but whose headers are the usual ones.
fn generic(table: &Table, as_kind: Option<&str>) -> Option<Found> {
    let mut best: Option<(usize, Found)> = None;
    for (index, headers) in header::candidates(table) {
        for source in catalog().sources.iter().filter(|s| s.generic) {
            if as_kind.is_some_and(|k| source.id != k && source.kind.as_str() != k) {
                continue;
            }
            let columns = Columns::assign(source, &headers);
            if !usual(source.kind, &columns) {
                continue;
            }
            let score = columns.understood();
            if best.as_ref().is_some_and(|(most, _)| *most >= score) {
                continue;
            }
            let found = Found {
                source: source.clone(),
                data: index + 1,
                headers: headers.clone(),
                columns,
                certainty: Certainty::Likely,
                reasons: vec![Bilingual::new(
                    "没有认出是哪家机构的文件，按常见的列名读取，请核对预览",
                    "The provider was not recognised; the columns were read by their usual names, check the preview",
                )],
            };
            best = Some((score, found));
        }
    }
    best.map(|(_, found)| found)
}

/// Whether the columns are enough to read a table without asking, and belong to that kind of file and no other.
pub(crate) fn usual(kind: FileKind, columns: &Columns) -> bool {
    let has = |field| columns.has(field);
    let day = has(Field::Time) || has(Field::Date);
    match kind {
        FileKind::Bank => {
            let both = has(Field::In) && has(Field::Out);
            let one = has(Field::Amount) && (has(Field::Flag) || has(Field::Balance));
            day && (both || one) && (has(Field::Balance) || has(Field::Counterparty) || has(Field::Memo))
        }
        FileKind::Detail => {
            let marks = [
                Field::Fee,
                Field::Net,
                Field::Terminal,
                Field::Merchant,
                Field::Reference,
                Field::AcquirerOrder,
                Field::Order,
                Field::Kind,
            ];
            let found = marks.iter().filter(|f| has(**f)).count();
            (day || has(Field::ClearingDay)) && has(Field::Gross) && found >= 2
        }
        FileKind::Wallet | FileKind::Summary => false,
    }
}

/// A table that the owner has explained before.
fn mapped(table: &Table, mappings: &[Mapping]) -> Option<Found> {
    if mappings.is_empty() {
        return None;
    }
    for index in 0..table.len().min(header::SEARCHED) {
        let headers = header::texts(table.row(index));
        let signature = header::signature(&headers);
        let Some(mapping) = mappings.iter().find(|m| m.signature == signature) else { continue };
        return Some(told(mapping, index + 1, headers)).filter(|found| found.columns.enough());
    }
    let headers = crate::mapping::numbered(table);
    let signature = header::signature(&headers);
    let mapping = mappings.iter().find(|m| m.signature == signature)?;
    Some(told(mapping, 0, headers)).filter(|found| found.columns.enough())
}

fn told(mapping: &Mapping, data: usize, headers: Vec<String>) -> Found {
    let source = mapping.prepared();
    let columns = Columns::assign(&source, &headers);
    Found {
        source,
        data,
        headers,
        columns,
        certainty: Certainty::Told,
        reasons: vec![Bilingual::new("沿用上次指定的对应关系", "Read as you explained this table before")],
    }
}
