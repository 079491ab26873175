//! Which source a table comes from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::catalog;
use crate::header::{self, Columns, normalise};
use crate::mapping::Mapping;
use crate::source::{CellTest, EvidenceLevel, Field, FileKind, Source};
use crate::table::{Row, Table};
use crate::text::Bilingual;
use crate::value;

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

/// One of several sources that a table fits equally well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The source's id, to be given back as [`crate::Options::as_kind`].
    pub source: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// What its rows would be.
    pub kind: FileKind,
    /// How many of the named columns it knows, in per cent.
    pub known_percent: u8,
}

/// What a table is.
#[derive(Debug)]
pub(crate) enum Recognised {
    /// One source.
    Found(Box<Found>),
    /// Several that are equally likely and would be read differently: the owner must say.
    Ambiguous(Vec<Candidate>),
}

/// Two sources whose scores differ by less are asked about, not guessed.
const CLOSE: f64 = 0.02;

/// A table and what speaks for one source.
struct Scored {
    score: f64,
    share: f64,
    found: Found,
}

/// What a table is; `None` when nothing fits.
pub(crate) fn recognise(table: &Table, as_kind: Option<&str>, mappings: &[Mapping]) -> Option<Recognised> {
    let is_kind = |source: &Source| as_kind.is_none_or(|k| source.id == k || source.kind.as_str() == k);
    if let Some(found) = mapped(table, mappings).filter(|found| is_kind(&found.source)) {
        return Some(Recognised::Found(Box::new(found)));
    }
    let own: Vec<Source> =
        mappings.iter().filter(|m| m.signature.is_empty()).map(Mapping::prepared).collect();
    let wanted = |source: &&Source| !source.generic && is_kind(source);
    let sources: Vec<&Source> = own.iter().chain(&catalog().sources).filter(wanted).collect();
    let mut best: BTreeMap<&str, Scored> = BTreeMap::new();
    for (index, headers) in header::candidates(table) {
        let names: Vec<String> = headers.iter().map(|h| normalise(h)).collect();
        let mut above = None;
        for source in &sources {
            let has = |name: &String| names.contains(name);
            let required = source.require.iter().filter(|set| set.iter().all(has)).map(Vec::len).max();
            let Some(required) = required.filter(|_| !source.forbid.iter().any(has)) else { continue };
            let above: &String = above.get_or_insert_with(|| titles(table, index));
            let title = source.titles.iter().find(|t| above.contains(t.as_str()));
            if source.title_needed && title.is_none() {
                continue;
            }
            keep(&mut best, by_headers(source, index, &headers, &names, required, title), &source.id);
        }
    }
    if best.is_empty() {
        for source in &sources {
            if let Some(scored) = headless(source, table) {
                keep(&mut best, scored, &source.id);
            }
        }
    }
    if best.is_empty() {
        return generic(table, as_kind);
    }
    decide(best.into_values().collect(), &own)
}

/// Keeps the best of what a source gives, the earlier of equals.
fn keep<'s>(best: &mut BTreeMap<&'s str, Scored>, scored: Scored, id: &'s str) {
    if best.get(id).is_none_or(|before| before.score < scored.score) {
        best.insert(id, scored);
    }
}

/// The texts above a row and the sheet's name.
fn titles(table: &Table, end: usize) -> String {
    let mut text = table.sheet.clone();
    for index in 0..end {
        for cell in table.row(index).cells() {
            text.push(' ');
            text.push_str(cell);
        }
    }
    text
}

fn by_headers(
    source: &Source,
    index: usize,
    headers: &[String],
    names: &[String],
    required: usize,
    title: Option<&String>,
) -> Scored {
    let named = names.iter().filter(|n| !n.is_empty()).count().max(1);
    let columns = Columns::assign(source, headers);
    let also = source.also.iter().filter(|name| names.contains(name)).count();
    let known = (columns.understood().max(required) + also).min(named);
    let share = known as f64 / named as f64;
    let mut reasons = vec![Bilingual::new(
        format!("表头与“{}”一致：{named} 列中认得 {known} 列", source.zh),
        format!("The headers are those of “{}”: {known} of {named} columns are known", source.en),
    )];
    reasons.extend(
        title.map(|t| Bilingual::new(format!("表头上方写着“{t}”"), format!("“{t}” stands above the table"))),
    );
    let found = Found {
        source: source.clone(),
        data: index + 1,
        headers: headers.to_vec(),
        columns,
        certainty: certainty(source, &mut reasons),
        reasons,
    };
    // What nobody has confirmed comes after what somebody has.
    let doubt = if source.evidence.is_confirmed() { 0.0 } else { 0.1 };
    Scored { score: share + if title.is_some() { 0.5 } else { 0.0 } - doubt, share, found }
}

/// A source whose layout nobody has confirmed is never sure, and says so.
fn certainty(source: &Source, reasons: &mut Vec<Bilingual>) -> Certainty {
    match source.evidence.level {
        EvidenceLevel::Owner => Certainty::Told,
        _ if source.evidence.is_confirmed() => Certainty::Sure,
        _ => {
            reasons.push(Bilingual::new(
                "这家机构的列名没有公开资料可核对，请对照预览检查",
                "No public file or document confirms this layout; check the preview",
            ));
            Certainty::Likely
        }
    }
}

/// A source without headers, when the shape of most rows is its own.
fn headless(source: &Source, table: &Table) -> Option<Scored> {
    let shape = source.headless.as_ref()?;
    let width = shape.names.len();
    let fits = |row: Row<'_>| {
        (width..=width + 1).contains(&row.len())
            && row.get(width).is_empty()
            && shape
                .cells
                .iter()
                .all(|(at, test)| at.checked_sub(1).is_some_and(|at| holds(test, row.get(at))))
    };
    let looked = table.len().min(header::SEARCHED);
    let fitting: Vec<usize> = (0..looked).filter(|index| fits(table.row(*index))).collect();
    let data = *fitting.first()?;
    if fitting.len() * 2 < looked - data {
        return None;
    }
    let columns = Columns::assign(source, &shape.names);
    let share = fitting.len() as f64 / looked as f64;
    let mut reasons = vec![Bilingual::new(
        format!("没有表头；{} 行的列数和每列内容与“{}”一致", fitting.len(), source.zh),
        format!("No headers; {} rows have the columns and contents of “{}”", fitting.len(), source.en),
    )];
    let certainty = certainty(source, &mut reasons);
    let headers = shape.names.clone();
    Some(Scored {
        // More conditions on a row are more proof.
        score: share + shape.cells.len() as f64 / 100.0,
        share,
        found: Found { source: source.clone(), data, headers, columns, certainty, reasons },
    })
}

fn holds(test: &CellTest, text: &str) -> bool {
    match test {
        CellTest::Day => value::moment(text, None).is_some_and(|m| m.day.is_some()),
        CellTest::Clock => value::clock(text).is_some(),
        CellTest::Amount => value::amount(text).is_ok(),
        CellTest::Digits => !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
        CellTest::OneOf(words) => words.iter().any(|word| word == text),
    }
}

/// The best source, or all that are as good and would read something else.
fn decide(mut all: Vec<Scored>, own: &[Source]) -> Option<Recognised> {
    // What the owner brought goes first, then the better score; equals stay in the order of their ids.
    let is_own = |s: &Scored| own.iter().any(|source| source.id == s.found.source.id);
    all.sort_by(|a, b| is_own(b).cmp(&is_own(a)).then(b.score.total_cmp(&a.score)));
    let first = all.first()?;
    let rivals: Vec<&Scored> =
        all[1..].iter().filter(|s| is_own(s) == is_own(first) && first.score - s.score < CLOSE).collect();
    if rivals.iter().any(|rival| !reads_alike(&first.found, &rival.found)) {
        let candidates = std::iter::once(first).chain(rivals).map(candidate).collect();
        return Some(Recognised::Ambiguous(candidates));
    }
    let mut reasons = Vec::new();
    if !rivals.is_empty() {
        let names = |name: fn(&Source) -> &str, between: &str| -> String {
            rivals.iter().map(|r| name(&r.found.source)).collect::<Vec<_>>().join(between)
        };
        reasons.push(Bilingual::new(
            format!("表头也与“{}”一致，读法相同", names(|s| &s.zh, "、")),
            format!("The headers are also those of “{}”, which is read the same way", names(|s| &s.en, ", ")),
        ));
    }
    let mut found = all.swap_remove(0).found;
    found.reasons.extend(reasons);
    Some(Recognised::Found(Box::new(found)))
}

fn candidate(scored: &Scored) -> Candidate {
    let source = &scored.found.source;
    Candidate {
        source: source.id.clone(),
        zh: source.zh.clone(),
        en: source.en.clone(),
        kind: source.kind,
        known_percent: (scored.share * 100.0).round().clamp(0.0, 100.0) as u8,
    }
}

/// Whether two sources give the same rows, and the same acquirer.
fn reads_alike(a: &Found, b: &Found) -> bool {
    let rules = |s: &Source| {
        (
            (s.kind, s.till, s.unit, s.channel, s.fee_negative, s.sign_reversed),
            (
                s.whole_kinds.clone(),
                s.kinds.clone(),
                s.statuses.clone(),
                s.channels.clone(),
                s.defaults.clone(),
            ),
        )
    };
    a.data == b.data
        && (a.source.kind == FileKind::Summary || a.columns == b.columns)
        && rules(&a.source) == rules(&b.source)
}

/// A table whose provider is not known but whose headers are the usual ones.
fn generic(table: &Table, as_kind: Option<&str>) -> Option<Recognised> {
    let mut best: Vec<Scored> = Vec::new();
    // A till's columns are too usual to be taken for one unasked.
    let asked = |source: &Source| source.till && as_kind == Some(source.id.as_str());
    for source in catalog().sources.iter().filter(|s| s.generic || asked(s)) {
        if as_kind.is_some_and(|k| source.id != k && source.kind.as_str() != k) {
            continue;
        }
        let mut most: Option<Scored> = None;
        for (index, headers) in header::candidates(table) {
            if headers.iter().any(|h| source.forbid.contains(&normalise(h))) {
                continue;
            }
            let columns = Columns::assign(source, &headers);
            if !usual(source.kind, &columns) && !signed(source.kind, &columns, table, index + 1) {
                continue;
            }
            let score = columns.understood() as f64;
            if most.as_ref().is_some_and(|before| before.score >= score) {
                continue;
            }
            let named = headers.iter().filter(|h| !h.is_empty()).count().max(1);
            let reasons = vec![Bilingual::new(
                "没有认出是哪家机构的文件，按常见的列名读取，请核对预览",
                "The provider was not recognised; the columns were read by their usual names, check the preview",
            )];
            let found = Found {
                source: source.clone(),
                data: index + 1,
                headers,
                columns,
                certainty: Certainty::Likely,
                reasons,
            };
            most = Some(Scored { score, share: score / named as f64, found });
        }
        best.extend(most);
    }
    decide(best, &[])
}

/// Whether one amount column says by its own signs which way money went: some of its values are below nothing.
fn signed(kind: FileKind, columns: &Columns, table: &Table, data: usize) -> bool {
    let day = columns.has(Field::Time) || columns.has(Field::Date);
    let told = columns.has(Field::Memo) || columns.has(Field::Counterparty);
    let Some(at) = columns.at(Field::Amount).filter(|_| kind == FileKind::Bank && day && told) else {
        return false;
    };
    let negative = |row: Row<'_>| value::amount(row.get(at)).is_ok_and(|a| a.number.is_sign_negative());
    // A broker's list has signs too, and a column for the number of shares.
    columns.understood() >= 3 && table.rows_from(data).take(500).any(negative)
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
    if mappings.iter().all(|m| m.signature.is_empty()) {
        return None;
    }
    for index in 0..table.len().min(header::SEARCHED) {
        for headers in header::variants(table, index) {
            let signature = header::signature(&headers);
            let Some(mapping) = mappings.iter().find(|m| m.signature == signature) else { continue };
            return Some(told(mapping, index + 1, headers)).filter(|found| found.columns.enough());
        }
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
