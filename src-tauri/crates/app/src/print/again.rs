//! A delivery printed again, byte for byte, and the key that signs packs.

use std::io::{self, Write};
use std::path::Path;

use recoup_casework::Event;
use recoup_dossier::{Input, ShopKey};

use super::printing_error;
use crate::files::{hex, name_of, write_whole};
use crate::view::{ErrorCode, Exported};
use crate::{AppError, Recoup};

/// Under which setting the key's 32 bytes lie, in hexadecimal digits. A backup carries them along.
const KEY: &str = "signing_key";

impl Recoup {
    /// The shop's key, if it was ever needed.
    pub(super) fn known_key(&self) -> Result<Option<ShopKey>, AppError> {
        let Some(hex) = self.store.setting::<String>(KEY)? else { return Ok(None) };
        let seed = seed(&hex).ok_or_else(|| {
            AppError::new(
                ErrorCode::Damaged,
                "门店的签名密钥读不出来，数据库被改动过。请恢复备份。",
                "The shop's signing key cannot be read: the database was edited. Restore a backup.",
            )
        })?;
        Ok(Some(ShopKey::from_seed(&seed)))
    }

    /// The shop's key; made, and noted in the chain, when something is handed out for the first time.
    pub(super) fn shop_key(&mut self) -> Result<ShopKey, AppError> {
        if let Some(key) = self.known_key()? {
            return Ok(key);
        }
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(AppError::internal)?;
        self.take_key(&seed)
    }

    /// Makes the key of these 32 bytes the shop's.
    pub(crate) fn take_key(&mut self, seed: &[u8; 32]) -> Result<ShopKey, AppError> {
        let key = ShopKey::from_seed(seed);
        // The chain first: a key that it does not name would sign packs that nobody can lead back to the shop.
        self.append(&Event::KeyMade { fingerprint: key.fingerprint() })?;
        self.store.set_setting(KEY, &hex(seed))?;
        Ok(key)
    }

    /// Keeps what a delivery says, as plain data in the vault: its SHA-256.
    pub(super) fn freeze(&self, input: &Input) -> Result<String, AppError> {
        let bytes = serde_json::to_vec(input).map_err(AppError::internal)?;
        Ok(self.store.vault().put(&bytes)?.to_string())
    }

    /// Prints delivery `nth` (from 1) of a case once more: the same bytes as on its day, whatever was added since.
    ///
    /// # Errors
    /// `not_found`; `refused` when the delivery was not kept, or this version of the program no longer prints it alike
    /// (then nothing is written); `damaged` when an exhibit was changed; `disk_full`, `read_only`.
    pub fn print_again(&mut self, no: u32, nth: usize, to: &Path) -> Result<Exported, AppError> {
        let case = self.find_case(no)?;
        let delivery = nth.checked_sub(1).and_then(|i| case.deliveries.get(i)).ok_or_else(|| {
            let count = case.deliveries.len();
            AppError::not_found(
                format!("案件 {no} 只做过 {count} 份材料，没有第 {nth} 份。"),
                format!("Case {no} has {count} deliveries; there is no number {nth}."),
            )
        })?;
        if delivery.frozen.is_empty() {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("第 {nth} 份材料是旧版本做的，当时没有留底，不能原样再印。请用当时存下的文件。"),
                format!(
                    "Delivery {nth} was made by an older version that kept no copy; use the file saved then."
                ),
            ));
        }
        let input: Input =
            serde_json::from_slice(&self.exhibit_bytes(&delivery.frozen)?).map_err(AppError::internal)?;
        let differs = || {
            AppError::new(
                ErrorCode::Refused,
                format!("第 {nth} 份材料用现在这个版本印出来和当时不一样，没有保存。请用当时存下的文件。"),
                format!(
                    "This version prints delivery {nth} differently from its day; nothing was saved. Use the file saved then."
                ),
            )
        };
        let mut pages = 0;
        write_whole(to, |file| {
            let mut out = io::BufWriter::new(file);
            let made = recoup_dossier::print(&input, &mut |sha| self.open_exhibit(sha), &mut out)
                .map_err(|e| printing_error(to, e))?;
            out.flush().map_err(|e| AppError::file(to, e))?;
            pages = made.pages;
            if made.sha256 == delivery.sha256 { Ok(()) } else { Err(differs()) }
        })?;
        Ok(Exported { file: name_of(to), pages, sha256: delivery.sha256.clone(), warnings: Vec::new() })
    }
}

fn seed(hex: &str) -> Option<[u8; 32]> {
    let bytes: Option<Vec<u8>> =
        (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(hex.get(i..i + 2)?, 16).ok()).collect();
    bytes?.try_into().ok()
}
