//! The sources that come with the program. Adding one is adding a file here and under `sources/`, nothing else.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::header::normalise;
use crate::source::{Field, Source};

/// Every data file of `sources/`, each a list of sources.
const FILES: [&str; 9] = [
    include_str!("../sources/generic.json"),
    include_str!("../sources/acquirers.json"),
    include_str!("../sources/wallets.json"),
    include_str!("../sources/banks.json"),
    include_str!("../sources/banks_merchant.json"),
    include_str!("../sources/international.json"),
    include_str!("../sources/aggregators.json"),
    include_str!("../sources/unconfirmed.json"),
    include_str!("../sources/tills.json"),
];

/// Words that mean the same in every file.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Words {
    pub end: Vec<String>,
    pub subtotals: Vec<String>,
    pub succeeded: Vec<String>,
    pub failed: Vec<String>,
    pub pending: Vec<String>,
    pub flag_in: Vec<String>,
    pub flag_out: Vec<String>,
    pub flag_neutral: Vec<String>,
    pub renminbi: Vec<String>,
    pub channels: Vec<(String, recoup_ledger::Channel)>,
    /// Ways of payment on a till that go through no acquirer.
    pub not_acquired: Vec<String>,
    pub card_kinds: Vec<(String, recoup_ledger::CardKind)>,
    pub account_labels: Vec<String>,
    pub merchant_labels: Vec<String>,
    pub period_labels: Vec<String>,
    pub from_labels: Vec<String>,
    pub to_labels: Vec<String>,
}

/// What all readers share.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    pub sources: Vec<Source>,
    pub words: Words,
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    // A data file that does not parse is caught by the test below, before it is ever shipped.
    let mut sources: Vec<Source> =
        FILES.iter().flat_map(|file| serde_json::from_str::<Vec<Source>>(file).unwrap_or_default()).collect();
    let words = serde_json::from_str(include_str!("../sources/words.json")).unwrap_or_default();
    let bases: Vec<Source> = sources.iter().filter(|s| s.generic).cloned().collect();
    for source in &mut sources {
        prepare(source, &bases);
    }
    Catalog { sources, words }
});

pub(crate) fn catalog() -> &'static Catalog {
    &CATALOG
}

/// The sources that are recognised, for a list on a screen.
pub fn sources() -> &'static [Source] {
    &CATALOG.sources
}

/// Fills a source from its base and brings its names into the form in which they are compared.
pub(crate) fn prepare(source: &mut Source, bases: &[Source]) {
    if let Some(base) = bases.iter().find(|base| base.generic && base.id == source.base) {
        for (field, names) in &base.columns {
            // A field given here, even as an empty list, is not filled.
            source.columns.entry(*field).or_insert_with(|| names.clone());
        }
        if source.kinds.is_empty() {
            source.kinds.clone_from(&base.kinds);
        }
    }
    for (field, names) in &mut source.columns {
        let _: &Field = field;
        for name in names {
            if !name.starts_with('#') {
                *name = normalise(name);
            }
        }
    }
    for name in source.require.iter_mut().flatten().chain(&mut source.forbid).chain(&mut source.also) {
        *name = normalise(name);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_data_file_parses() {
        for file in FILES {
            let sources: Result<Vec<Source>, _> = serde_json::from_str(file);
            assert!(sources.is_ok(), "{:?} in {}", sources.err(), &file[..60]);
        }
        let words: Result<Words, _> = serde_json::from_str(include_str!("../sources/words.json"));
        assert!(words.is_ok(), "{:?}", words.err());
    }

    #[test]
    fn every_source_can_be_told_and_read() {
        let mut ids = BTreeSet::new();
        for source in sources() {
            assert!(ids.insert(&source.id), "{} twice", source.id);
            assert!(!source.zh.is_empty() && !source.en.is_empty(), "{}", source.id);
            let told = !source.require.is_empty() || source.headless.is_some();
            assert!(source.generic || told, "{} requires nothing", source.id);
            assert!(source.base.is_empty() || sources().iter().any(|s| s.generic && s.id == source.base));
            assert!(!source.title_needed || !source.titles.is_empty(), "{}", source.id);
        }
    }
}
