//! The shop's key, and what it signs: the hash list of a pack (Ed25519, RFC 8032).
//!
//! What a signature shows is only that whoever holds this key signed; who that is, the paper copy of the fingerprint says.

use std::fmt;

use ed25519_dalek::pkcs8::{DecodePublicKey, EncodePublicKey, spki::der::pem::LineEnding};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::exhibit::sha256;

/// The shop's signing key. Its bytes never leave this type but through [`ShopKey::from_seed`]'s caller, who keeps them.
pub struct ShopKey(SigningKey);

impl ShopKey {
    /// The key that grows from 32 random bytes. The same bytes give the same key and, for the same text, the same signature.
    pub fn from_seed(seed: &[u8; 32]) -> ShopKey {
        ShopKey(SigningKey::from_bytes(seed))
    }

    /// SHA-256 of the public key (its DER form, RFC 8410), 64 hexadecimal digits: what is printed on paper.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0.verifying_key()).unwrap_or_default()
    }

    /// The public key as `openssl` reads it.
    pub(crate) fn public_pem(&self) -> String {
        self.0.verifying_key().to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }

    /// 64 bytes, as `openssl pkeyutl -rawin` reads them.
    pub(crate) fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.0.sign(text).to_bytes()
    }
}

impl fmt::Debug for ShopKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShopKey({})", self.fingerprint())
    }
}

fn fingerprint(key: &VerifyingKey) -> Option<String> {
    Some(sha256(key.to_public_key_der().ok()?.as_bytes()))
}

/// Whether `signature` is that of the key in `pem` over `text`: the key's fingerprint if it is, else why not.
pub(crate) fn verify(pem: &[u8], text: &[u8], signature: &[u8]) -> Result<String, String> {
    let pem = std::str::from_utf8(pem).map_err(|e| e.to_string())?;
    let key = VerifyingKey::from_public_key_pem(pem).map_err(|e| e.to_string())?;
    let signature = Signature::from_slice(signature).map_err(|e| e.to_string())?;
    key.verify_strict(text, &signature).map_err(|e| e.to_string())?;
    fingerprint(&key).ok_or_else(|| "the key has no DER form".to_owned())
}
