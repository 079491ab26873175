//! One table, one file: its steps of migration, its rows, reading and writing.

pub(crate) mod agreements;
pub(crate) mod chain;
pub(crate) mod decisions;
pub(crate) mod imports;
pub(crate) mod lines;
pub(crate) mod mappings;
pub(crate) mod overrides;
pub(crate) mod settings;
pub(crate) mod transactions;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;

/// JSON of a column; what cannot be read is damage, named by its place.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str, place: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::row(format!("{place}: {e}")))
}

pub(crate) fn to_json<T: Serialize>(value: &T, place: &str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Refused(format!("{place}: {e}")))
}
