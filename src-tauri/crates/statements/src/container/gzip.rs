//! gzip, in which acquirers' interfaces deliver bills.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::{MAX_BYTES, megabytes, too_large};
use crate::refusal::{Refusal, RefusalCode};

/// The file inside. One that unpacks to more than a statement can have is refused before it is all there.
pub(super) fn unpacked(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut content = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut content)
        .map_err(|error| Refusal::new(name, RefusalCode::Damaged { detail: format!("gzip: {error}") }))?;
    if content.len() > MAX_BYTES {
        return Err(too_large(name, format!("> {}", megabytes(MAX_BYTES)), megabytes(MAX_BYTES)));
    }
    Ok(content)
}
