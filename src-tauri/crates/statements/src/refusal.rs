//! Why a file as a whole was not read.

use serde::{Deserialize, Serialize};

use crate::mapping::MappingProposal;
use crate::recognise::Candidate;
use crate::text::Bilingual;

/// A file that gave no rows, with what the owner can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{file}: {why}")]
pub struct Refusal {
    /// The name that the caller gave, or `archive.zip › entry` for a file inside an archive.
    pub file: String,
    /// What is wrong.
    pub why: RefusalCode,
}

/// The closed set of reasons. `Display` is the English sentence, [`RefusalCode::zh`] the Chinese one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RefusalCode {
    /// No bytes, or nothing but blanks.
    #[error("The file is empty. Download it again and check that it is not 0 bytes.")]
    Empty,
    /// More bytes, rows or cells than a statement can have.
    #[error(
        "The file is too large ({found}; the limit is {limit}). Export a shorter period, at most a month at a time."
    )]
    TooLarge {
        /// What was found, with its unit.
        found: String,
        /// The limit, with its unit.
        limit: String,
    },
    /// Protected by a password and none was given.
    #[error("The file is protected by a password. Enter the password that came with it.")]
    NeedsPassword,
    /// None of the given passwords opens it.
    #[error("None of the passwords opens this file. Check the password in the message that came with it.")]
    WrongPassword,
    /// The container cannot be opened.
    #[error("The file is damaged or was not downloaded completely ({detail}). Download it again.")]
    Damaged {
        /// What failed, for support.
        detail: String,
    },
    /// Its Chinese text was lost when some program saved it again.
    #[error(
        "The Chinese text in this file was destroyed when a program saved it again. Download the original again and import it without opening it first."
    )]
    Garbled,
    /// Text or a page without any table.
    #[error(
        "No table with a date and an amount was found in this file. Choose the export of the transaction details."
    )]
    NotATable,
    /// A photo or a screenshot.
    #[error(
        "This is a picture ({format}). Pictures are not read; attach it to a case as evidence, or type the sale in."
    )]
    Picture {
        /// JPEG, PNG, …
        format: String,
    },
    /// A PDF whose pages are pictures.
    #[error(
        "This PDF is a picture of a statement: it has no text that could be read. Export the statement as Excel, CSV or a PDF made by the bank itself; the picture can be attached to a case as evidence."
    )]
    ScannedPdf,
    /// A kind of file that is recognised and not read.
    #[error("This is {en}, which is not read. Export the same statement as Excel or CSV and import that.")]
    Unsupported {
        /// Its Chinese name.
        zh: String,
        /// Its English name.
        en: String,
    },
    /// The caller said what it is, and it is not.
    #[error("The file is not of the kind “{wanted}”. Import it without saying what it is.")]
    NotThatKind {
        /// What the caller asked for.
        wanted: String,
    },
    /// Several sources fit equally well and would be read differently. Read it again as one of them.
    #[error("The file may be {}. Say which it is.", names(candidates, |c| &c.en, " or "))]
    Ambiguous {
        /// What it may be, the likeliest first; [`Candidate::source`] goes into [`crate::Options::as_kind`].
        candidates: Vec<Candidate>,
    },
    /// A table whose columns nobody has explained yet.
    #[error(
        "The columns of this table are not known. Say once which column holds the date and which the amount."
    )]
    UnknownTable {
        /// What the columns probably mean, to be confirmed by the owner.
        proposal: Box<MappingProposal>,
    },
}

impl Refusal {
    pub(crate) fn new(file: &str, why: RefusalCode) -> Refusal {
        Refusal { file: file.to_owned(), why }
    }

    /// The sentence in Chinese, with the file's name.
    pub fn zh(&self) -> String {
        format!("{}：{}", self.file, self.why.zh())
    }

    /// The sentence in English, with the file's name.
    pub fn en(&self) -> String {
        self.to_string()
    }

    /// Both sentences.
    pub fn text(&self) -> Bilingual {
        Bilingual::new(self.zh(), self.en())
    }
}

impl RefusalCode {
    /// The code as programs read it: `empty`, `needs_password`, ….
    pub fn code(&self) -> &'static str {
        match self {
            RefusalCode::Empty => "empty",
            RefusalCode::TooLarge { .. } => "too_large",
            RefusalCode::NeedsPassword => "needs_password",
            RefusalCode::WrongPassword => "wrong_password",
            RefusalCode::Damaged { .. } => "damaged",
            RefusalCode::Garbled => "garbled",
            RefusalCode::NotATable => "not_a_table",
            RefusalCode::Picture { .. } => "picture",
            RefusalCode::ScannedPdf => "scanned_pdf",
            RefusalCode::Unsupported { .. } => "unsupported",
            RefusalCode::NotThatKind { .. } => "not_that_kind",
            RefusalCode::Ambiguous { .. } => "ambiguous",
            RefusalCode::UnknownTable { .. } => "unknown_table",
        }
    }

    /// Both sentences, without the file's name.
    pub fn text(&self) -> Bilingual {
        Bilingual::new(self.zh(), self.to_string())
    }

    /// The Chinese sentence, without the file's name.
    pub fn zh(&self) -> String {
        match self {
            RefusalCode::Empty => "文件是空的。请重新下载，并确认大小不是 0 字节。".into(),
            RefusalCode::TooLarge { found, limit } => {
                format!("文件太大（{found}，上限 {limit}）。请缩短导出的时间范围，每次不超过一个月。")
            }
            RefusalCode::NeedsPassword => "文件有密码保护。请输入随文件一起收到的密码。".into(),
            RefusalCode::WrongPassword => "密码不对，无法打开文件。请核对通知消息里的密码。".into(),
            RefusalCode::Damaged { detail } => format!("文件已损坏或没有下载完整（{detail}）。请重新下载。"),
            RefusalCode::Garbled => {
                "文件里的中文在另存时已经损坏。请重新下载原始文件，不要先打开再保存，直接导入。".into()
            }
            RefusalCode::NotATable => "文件里没有找到带日期和金额的表格。请选择导出“交易明细”的文件。".into(),
            RefusalCode::Picture { format } => {
                format!(
                    "这是一张图片（{format}）。图片不能读取；可以作为证据附到案件里，或手工录入这笔交易。"
                )
            }
            RefusalCode::ScannedPdf => {
                "这份 PDF 是图片（扫描件），里面没有可以读取的文字。请从银行导出 Excel、CSV 或银行直接生成的 PDF；图片可以作为证据附到案件里。".into()
            }
            RefusalCode::Unsupported { zh, .. } => {
                format!("这是{zh}，目前不能读取。请把同一份账单导出为 Excel 或 CSV 后再导入。")
            }
            RefusalCode::NotThatKind { wanted } => {
                format!("文件不是指定的类型“{wanted}”。请不指定类型，重新导入。")
            }
            RefusalCode::Ambiguous { candidates } => {
                format!("文件可能是{}，请选择是哪一种。", names(candidates, |c| &c.zh, "，或者"))
            }
            RefusalCode::UnknownTable { .. } => {
                "还不认识这张表的列。请指出哪一列是日期、哪一列是金额，以后会自动识别。".into()
            }
        }
    }
}

fn names(candidates: &[Candidate], name: fn(&Candidate) -> &str, between: &str) -> String {
    candidates.iter().map(name).collect::<Vec<_>>().join(between)
}
