//! gzip, in which acquirers' interfaces deliver bills.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::{megabytes, most_unpacked, too_large};
use crate::refusal::{Refusal, RefusalCode};

/// The file inside. One that unpacks to more than a statement can have is refused before it is all there.
pub(super) fn unpacked(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let most = most_unpacked(bytes.len());
    let mut content = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(most as u64 + 1)
        .read_to_end(&mut content)
        .map_err(|error| Refusal::new(name, RefusalCode::Damaged { detail: format!("gzip: {error}") }))?;
    if content.len() > most {
        return Err(too_large(name, format!("> {}", megabytes(most)), megabytes(most)));
    }
    Ok(content)
}
