//! What the use cases answer: plain data with the JSON that both the window and `recoup … --json` show.
//!
//! The TypeScript side of the same shapes is `ui/src/api/types.ts`. Money is a string in yuan, a day is ISO 8601, a
//! moment carries +08:00, a sentence comes in Chinese and English.

mod books;
mod case;
mod facts;
mod import;
mod papers;
mod report;

use serde::{Deserialize, Serialize};

pub use books::*;
pub use case::*;
pub use facts::*;
pub use import::*;
pub use papers::*;
pub use report::*;

/// A sentence in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }

    /// A text that is the same in both (a name, a number).
    pub fn same(text: impl Into<String>) -> Text {
        let text = text.into();
        Text { zh: text.clone(), en: text }
    }
}

/// Everything that can go wrong, as far as a screen behaves differently for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// An argument that makes no sense.
    BadInput,
    /// A file or an action that is refused, with the reason.
    Refused,
    /// The file is encrypted and the password is missing or wrong.
    NeedsPassword,
    /// Nothing has this identifier.
    NotFound,
    /// More than one thing fits.
    Ambiguous,
    /// A case cites what would be removed.
    Cited,
    /// No room on the disk.
    DiskFull,
    /// The folder or file may not be written.
    ReadOnly,
    /// Another program holds the file.
    Locked,
    /// The store or an exhibit is damaged.
    Damaged,
    /// The store was written by a newer version.
    NewerVersion,
    /// The owner closed the dialog.
    Cancelled,
    /// A fault of the program.
    Internal,
}
