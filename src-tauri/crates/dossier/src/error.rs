//! What can go wrong, as sentences in both languages.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

/// Why a dossier or a pack was not made. Nothing is written in part that looks whole: the caller writes to a temporary
/// file and renames it after success.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// The exhibit's bytes could not be opened.
    #[error(
        "exhibit {no} ({name}) cannot be opened: {cause}; put the file back into the vault or take the exhibit out of the dossier"
    )]
    ExhibitUnreadable {
        /// The exhibit's number.
        no: u32,
        /// Its title.
        name: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The bytes are not those that were taken in: somebody or something changed the file.
    #[error(
        "exhibit {no} ({name}) was changed: its SHA-256 is {found}, the case recorded {expected}; restore the original file"
    )]
    ExhibitAltered {
        /// The exhibit's number.
        no: u32,
        /// Its title.
        name: String,
        /// The recorded hash, 64 hexadecimal digits.
        expected: String,
        /// The hash of what was opened.
        found: String,
    },
    /// Something in the input makes printing pointless; see [`check`](crate::check).
    #[error("the dossier cannot be printed yet: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Refusal>),
    /// The disk is full, the folder is read-only, or the like.
    #[error("the file cannot be written: {0}; free some space or choose another folder")]
    Write(#[from] io::Error),
    /// The embedded fonts or the page writer are broken: a fault of the program, not of the case.
    #[error("the page writer failed: {0}; this is a fault of the program, please report it")]
    Internal(String),
}

impl DossierError {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            DossierError::ExhibitUnreadable { no, name, cause } => {
                format!("证据{no}（{name}）打不开：{cause}。请把原文件放回，或把这件证据从材料中去掉。")
            }
            DossierError::ExhibitAltered { no, name, expected, found } => format!(
                "证据{no}（{name}）被改动过：现在的 SHA-256 是 {found}，入案时是 {expected}。请恢复原文件。"
            ),
            DossierError::Refused(refusals) => {
                let all: Vec<String> = refusals.iter().map(Refusal::zh).collect();
                format!("材料还不能打印：{}", all.join("；"))
            }
            DossierError::Write(cause) => format!("文件写不进去：{cause}。请腾出空间或另选文件夹。"),
            DossierError::Internal(what) => format!("排版程序出错：{what}。这是程序的毛病，请反馈。"),
        }
    }
}

/// One thing a reader or a receiver would stumble over, found before printing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Refusal {
    /// No embedded font has this character; it would print as its code in brackets. Advice, does not stop the printing.
    Character {
        /// The character itself.
        character: char,
        /// The text it was found in, shortened.
        inside: String,
    },
    /// The claimed amount is not the sum of the rows. Advice: a short credit may be claimed that has no row of its own.
    Amount {
        /// What the cover says.
        claimed: recoup_ledger::Money,
        /// Σ net of the unsettled rows, less what was paid.
        rows: recoup_ledger::Money,
    },
    /// Two exhibits have one number, or the numbers do not run 1, 2, 3…. Stops the printing.
    Numbering {
        /// The number that is wrong.
        no: u32,
    },
    /// A text or row names an exhibit or part that the dossier does not hold. Stops the printing.
    Reference {
        /// What was named.
        to: String,
    },
    /// A hash is not 64 hexadecimal digits. Stops the printing.
    Hash {
        /// Whose hash.
        of: String,
    },
    /// One exhibit is larger than a PDF of ours can carry (1 GiB). Stops the printing.
    TooLarge {
        /// The exhibit's number.
        no: u32,
        /// Its size in bytes.
        size: u64,
    },
}

impl Refusal {
    /// Whether [`print`](crate::print) refuses because of it.
    pub fn stops(&self) -> bool {
        !matches!(self, Refusal::Character { .. } | Refusal::Amount { .. })
    }

    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Refusal::Character { character, inside } => format!(
                "字体里没有“{character}”（U+{:04X}，在“{inside}”中），会印成编码，请换一个写法",
                u32::from(*character)
            ),
            Refusal::Amount { claimed, rows } => {
                format!("封面金额 {} 元和明细合计 {} 元不一致", claimed.grouped(), rows.grouped())
            }
            Refusal::Numbering { no } => format!("证据编号 {no} 不连续或重复"),
            Refusal::Reference { to } => format!("文中提到的“{to}”不在材料里"),
            Refusal::Hash { of } => format!("{of}的 SHA-256 不是 64 位十六进制数"),
            Refusal::TooLarge { no, size } => {
                format!("证据{no}有 {} MB，超过 1 GB，放不进一份 PDF，请单独交付", size / 1_000_000)
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Character { character, inside } => write!(
                f,
                "no font has “{character}” (U+{:04X}, in “{inside}”); it would print as its code, write it another way",
                u32::from(*character)
            ),
            Refusal::Amount { claimed, rows } => {
                write!(f, "the cover claims {claimed} yuan, the rows add up to {rows}")
            }
            Refusal::Numbering { no } => write!(f, "exhibit number {no} is out of sequence or used twice"),
            Refusal::Reference { to } => write!(f, "“{to}” is referred to but not in the dossier"),
            Refusal::Hash { of } => write!(f, "the SHA-256 of {of} is not 64 hexadecimal digits"),
            Refusal::TooLarge { no, size } => {
                write!(f, "exhibit {no} has {size} bytes, more than 1 GiB; hand it over beside the PDF")
            }
        }
    }
}
