//! Identifiers that are the same on every machine and for every order of imports.
//!
//! Each is a letter and the first 12 hex digits of the SHA-256 over the record's strong key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A text that is not an identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an identifier of this kind")]
pub struct NotAnId(pub String);

macro_rules! id {
    ($name:ident, $letter:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 6]);

        impl $name {
            /// Over the parts of a strong key; parts are separated, so ("ab","c") differs from ("a","bc").
            pub fn of(parts: &[&str]) -> $name {
                $name(digest($letter, parts))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($letter)?;
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<$name, NotAnId> {
                parse($letter, text).map($name).ok_or_else(|| NotAnId(text.to_owned()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(TxnId, "S", "A transaction: `S` and 12 hex digits.");
id!(DepositId, "D", "A line of a bank statement or of a balance's fund-flow bill: `D` and 12 hex digits.");
id!(PayoutId, "P", "What an acquirer owes for one clearing day: `P` and 12 hex digits.");
id!(
    FindingId,
    "F",
    "A finding of the matching: `F` and 12 hex digits, the same as long as its cause is the same."
);

fn digest(letter: &str, parts: &[&str]) -> [u8; 6] {
    let mut hash = Sha256::new();
    hash.update(letter);
    for part in parts {
        hash.update([0x1f]);
        hash.update(part);
    }
    let full = hash.finalize();
    let mut out = [0; 6];
    out.copy_from_slice(&full[..6]);
    out
}

fn parse(letter: &str, text: &str) -> Option<[u8; 6]> {
    let hex = text.strip_prefix(letter)?;
    if hex.len() != 12 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = [0; 6];
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_comes_back() {
        let id = TxnId::of(&["89800000000001A", "3202611020838253792033592"]);
        assert_eq!(id.to_string().len(), 13);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("D000000000000".parse::<TxnId>().is_err(), "a deposit is not a sale");
        assert!("S中文中文".parse::<TxnId>().is_err());
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(TxnId::of(&["ab", "c"]), TxnId::of(&["a", "bc"]));
    }
}
