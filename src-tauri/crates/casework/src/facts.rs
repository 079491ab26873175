//! The data files, embedded at build time and read once.
//!
//! A file that cannot be read is empty here and a line in [`crate::lint::lint`], which a test keeps empty.

use serde::de::DeserializeOwned;

use crate::chain::sha256;
use crate::record::FactsPin;

/// Every data file: its name in `data/` and its text.
pub const FILES: [(&str, &str); 11] = [
    ("acquirer_prefix.json", include_str!("../data/acquirer_prefix.json")),
    ("calendar.json", include_str!("../data/calendar.json")),
    ("causes.json", include_str!("../data/causes.json")),
    ("channels.json", include_str!("../data/channels.json")),
    ("checks.json", include_str!("../data/checks.json")),
    ("contacts.json", include_str!("../data/contacts.json")),
    ("law.json", include_str!("../data/law.json")),
    ("payout_failures.json", include_str!("../data/payout_failures.json")),
    ("pitfalls.json", include_str!("../data/pitfalls.json")),
    ("rates.json", include_str!("../data/rates.json")),
    ("response_codes.json", include_str!("../data/response_codes.json")),
];

/// The text of a data file; empty when there is none of that name.
pub(crate) fn text(name: &str) -> &'static str {
    FILES.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| text)
}

/// A data file's content, or its default when it cannot be read.
pub(crate) fn read<T: DeserializeOwned + Default>(name: &str) -> T {
    serde_json::from_str(text(name)).unwrap_or_default()
}

/// The SHA-256 of every data file: what a case pins when it is opened, so that a printed dossier never changes
/// under it.
pub fn pin() -> FactsPin {
    FactsPin(FILES.iter().map(|(name, text)| ((*name).to_owned(), sha256(text.as_bytes()))).collect())
}
