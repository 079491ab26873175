//! gzip, in which acquirers' interfaces deliver bills.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::{most_unpacked, unpacks_to_more};
use crate::refusal::{Refusal, RefusalCode};

/// The file inside. One that unpacks to more than a statement can have is refused before it is all there.
pub(super) fn unpacked(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let most = most_unpacked(bytes.len());
    let unpacked = || {
        // The file does not say how long it is inside: that is counted first, and nothing of a made-up one is held.
        let mut counted = MultiGzDecoder::new(bytes).take(most as u64 + 1);
        let size = std::io::copy(&mut counted, &mut std::io::sink())?;
        super::unpacked(MultiGzDecoder::new(bytes), size, most)
    };
    unpacked()
        .map_err(|error| Refusal::new(name, RefusalCode::Damaged { detail: format!("gzip: {error}") }))?
        .ok_or_else(|| unpacks_to_more(name, most))
}
