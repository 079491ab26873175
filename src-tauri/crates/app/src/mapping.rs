//! Tables that nobody recognised: what their columns may be, and the owner's answer, remembered.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

use recoup_statements::{self as statements, Field, FileKind, Meaning, Source, Unit};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::files::{NamedFile, read_limited};
use crate::import::STATEMENT_LIMIT;
use crate::view::{ErrorCode, ImportFile, Mapping, MappingField, MappingProposal, MappingWord, Text};
use crate::{AppError, Recoup, worker};

/// The fields that the mapping screen offers, for a detail file, a bank statement or both.
const OFFERED: [(Field, bool, bool); 29] = [
    (Field::Time, true, true),
    (Field::Date, true, true),
    (Field::Gross, true, false),
    (Field::Fee, true, false),
    (Field::Net, true, false),
    (Field::ClearingDay, true, false),
    (Field::Merchant, true, false),
    (Field::Terminal, true, false),
    (Field::Reference, true, false),
    (Field::Order, true, false),
    (Field::AcquirerOrder, true, false),
    (Field::Voucher, true, false),
    (Field::Kind, true, false),
    (Field::Status, true, false),
    (Field::Channel, true, false),
    (Field::CardKind, true, false),
    (Field::Card, true, false),
    (Field::RefundAmount, true, false),
    (Field::PaidOn, true, false),
    (Field::Operator, true, false),
    (Field::Amount, false, true),
    (Field::Flag, false, true),
    (Field::In, false, true),
    (Field::Out, false, true),
    (Field::Balance, false, true),
    (Field::Counterparty, false, true),
    (Field::CounterAccount, false, true),
    (Field::Serial, false, true),
    (Field::Memo, true, true),
];

impl Recoup {
    /// What the columns of an unknown table probably are, with its first rows. `id` is the window's number of the file
    /// and comes back unchanged. An encrypted file is opened with the passwords of the last preview.
    ///
    /// # Errors
    /// `refused` when the file has no table.
    pub fn propose_mapping(&self, id: u32, file: &NamedFile) -> Result<MappingProposal, AppError> {
        let found = self.proposal(file)?;
        let source = &found.mapping.source;
        let columns: BTreeMap<String, String> = source
            .columns
            .iter()
            .filter_map(|(field, headers)| Some((field.key().to_owned(), headers.first()?.clone())))
            .collect();
        let sign = if columns.contains_key("in") || columns.contains_key("out") {
            "in_out"
        } else if columns.contains_key("flag") {
            "flag"
        } else if source.kind == FileKind::Bank {
            "signed"
        } else {
            "positive"
        };
        Ok(MappingProposal {
            file: id,
            sheet: found.sheet.clone(),
            signature: found.mapping.signature.clone(),
            header_line: found.header_line.unwrap_or(0),
            headers: found.headers.clone(),
            rows: found.sample.clone(),
            proposal: Mapping {
                kind: if source.till { "till" } else { source.kind.as_str() }.to_owned(),
                columns,
                unit: if source.unit == Unit::Fen { "fen" } else { "yuan" }.into(),
                sign: sign.into(),
                name: file.name.clone(),
                words: BTreeMap::new(),
            },
            words: found.words.iter().map(word).collect(),
            fields: OFFERED
                .iter()
                .map(|(field, detail, bank)| {
                    let (zh, en) = field.label();
                    let mut kinds = Vec::new();
                    if *detail {
                        kinds.push("detail".to_owned());
                        // A till knows no fee and no clearing.
                        if !matches!(field, Field::Fee | Field::Net | Field::ClearingDay) {
                            kinds.push("till".to_owned());
                        }
                    }
                    if *bank {
                        kinds.push("bank".to_owned());
                    }
                    MappingField {
                        id: field.key().to_owned(),
                        label: Text::new(zh, en),
                        hint: Text::default(),
                        kinds,
                    }
                })
                .collect(),
        })
    }

    /// The file as it would be read with the owner's answer. Stores nothing.
    ///
    /// # Errors
    /// `bad_input` for an answer that makes no sense.
    pub fn preview_mapping(&mut self, file: &NamedFile, mapping: &Mapping) -> Result<ImportFile, AppError> {
        let own = self.own_mapping(file, mapping)?;
        self.preview_with(file, own)
    }

    /// Has every table with the headers of this one read as one of the sources that fit it, by the id of
    /// [`crate::view::SourceChoice`].
    ///
    /// # Errors
    /// `refused` when no table of the file is of that source.
    pub fn choose_source(&mut self, file: &NamedFile, source: &str) -> Result<(), AppError> {
        let mappings = self.known_mappings(&[])?;
        let options = statements::Options {
            passwords: &self.passwords,
            mappings: &mappings,
            isolated: Some(worker::ISOLATED),
            ..statements::Options::default()
        };
        let chosen = statements::choose_source(&file.name, &beginning(file)?, source, &options)
            .map_err(|refusal| AppError::new(ErrorCode::Refused, refusal.zh(), refusal.en()))?;
        self.remember(&chosen)
    }

    /// Remembers the answer for every table with the same headers.
    ///
    /// # Errors
    /// As [`Recoup::preview_mapping`].
    pub fn save_mapping(&mut self, file: &NamedFile, mapping: &Mapping) -> Result<(), AppError> {
        let own = self.own_mapping(file, mapping)?;
        self.remember(&own)
    }

    pub(crate) fn proposal(&self, file: &NamedFile) -> Result<statements::MappingProposal, AppError> {
        let bytes = beginning(file)?;
        let options = statements::Options {
            passwords: &self.passwords,
            isolated: Some(worker::ISOLATED),
            ..statements::Options::default()
        };
        let refused = |zh: String, en: String| AppError::new(ErrorCode::Refused, zh, en);
        let found = statements::propose_mapping(&file.name, &bytes, &options)
            .map_err(|refusal| refused(refusal.zh(), refusal.en()))?;
        found.into_iter().next().ok_or_else(|| {
            refused(
                format!("{} 里没有找到带日期和金额的表格。", file.name),
                format!("{} holds no table with a day and an amount.", file.name),
            )
        })
    }

    pub(crate) fn own_mapping(
        &self,
        file: &NamedFile,
        mapping: &Mapping,
    ) -> Result<statements::Mapping, AppError> {
        let found = self.proposal(file)?;
        let kind = match mapping.kind.as_str() {
            "detail" | "till" => FileKind::Detail,
            "bank" => FileKind::Bank,
            other => {
                return Err(AppError::bad_input(
                    format!("类型「{other}」不认识，只能是收款明细、收银记录或银行流水。"),
                    format!("“{other}” is no kind of file; use detail, till or bank."),
                ));
            }
        };
        let mut columns: BTreeMap<Field, Vec<String>> = BTreeMap::new();
        for (id, header) in mapping.columns.iter().filter(|(_, header)| !header.is_empty()) {
            // In a list of sales the amount is what the customer paid.
            let id = if kind == FileKind::Detail && id == "amount" { "gross" } else { id };
            let field = Field::ALL.iter().find(|f| f.key() == id);
            let there = found.headers.contains(header) || header.starts_with('#');
            match field {
                Some(field) if there => columns.insert(*field, vec![header.clone()]),
                _ => {
                    return Err(AppError::bad_input(
                        format!("「{id} = {header}」对不上这张表的列。"),
                        format!("“{id} = {header}” is no column of this table."),
                    ));
                }
            };
        }
        let has = |field: Field| columns.contains_key(&field);
        let amount = if kind == FileKind::Detail {
            has(Field::Gross)
        } else {
            has(Field::Amount) || has(Field::In) || has(Field::Out)
        };
        if !(amount && (has(Field::Time) || has(Field::Date))) {
            return Err(AppError::bad_input(
                "至少要指出哪一列是日期、哪一列是金额。",
                "Say at least which column holds the day and which the amount.",
            ));
        }
        if mapping.sign != "flag" {
            columns.remove(&Field::Flag);
        }
        // What the proposal found out beyond the columns (words for kinds, memo columns) stays.
        let till = mapping.kind == "till";
        let mut source = Source { kind, till, ..found.mapping.source.clone() };
        let memo = source.columns.remove(&Field::Memo);
        source.columns = columns;
        if let Some(memo) = memo {
            source.columns.entry(Field::Memo).or_insert(memo);
        }
        own_words(&mapping.words, &mut source)?;
        source.unit = if mapping.unit == "fen" { Unit::Fen } else { Unit::Yuan };
        source.zh.clone_from(&mapping.name);
        source.en.clone_from(&mapping.name);
        Ok(statements::Mapping { signature: found.mapping.signature.clone(), source })
    }
}

fn word(word: &statements::ColumnWord) -> MappingWord {
    MappingWord {
        header: word.header.clone(),
        word: word.word.clone(),
        rows: word.rows,
        status: word.status.as_ref().and_then(plain_name),
        kind: word.kind.as_ref().and_then(plain_name),
        channel: plain_name(&word.channel).unwrap_or_default(),
    }
}

/// The name by which a value stands in JSON.
fn plain_name<T: Serialize>(value: &T) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Some(name),
        _ => None,
    }
}

fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

/// What the owner said that words mean.
fn own_words(
    words: &BTreeMap<String, BTreeMap<String, String>>,
    source: &mut Source,
) -> Result<(), AppError> {
    let kind = |name: &str| named(name).filter(|kind| !matches!(kind, Meaning::Line(_)));
    for (field, meanings) in words {
        for (word, meaning) in meanings {
            let known = match field.as_str() {
                "status" => named(meaning).map(|status| source.statuses.push((word.clone(), status))),
                "kind" => kind(meaning).map(|kind| source.whole_kinds.push((word.clone(), kind))),
                "channel" => named(meaning).map(|channel| source.channels.push((word.clone(), channel))),
                _ => None,
            };
            if known.is_none() || word.trim().is_empty() {
                return Err(AppError::bad_input(
                    format!(
                        "「{field}: {word} = {meaning}」看不懂：status 可填 succeeded、failed、pending，kind 可填 sale、refund、void、reversal、pre_auth、completion、released、ignore，channel 可填 card、we_chat、alipay 等。"
                    ),
                    format!(
                        "“{field}: {word} = {meaning}” makes no sense: a status is succeeded, failed or pending; a kind is sale, refund, void, reversal, pre_auth, completion, released or ignore; a channel is card, we_chat, alipay and so on."
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// As much of the file as the columns can be judged by: a long text is cut after one of its lines.
pub(crate) fn beginning(file: &NamedFile) -> Result<Vec<u8>, AppError> {
    const ENOUGH: u64 = 4_000_000;
    let error = |e| AppError::file(&file.path, e);
    let size = file.path.metadata().map_err(error)?;
    if size.is_file() && (ENOUGH..=STATEMENT_LIMIT).contains(&size.len()) {
        let mut head = Vec::new();
        File::open(&file.path).map_err(error)?.take(ENOUGH).read_to_end(&mut head).map_err(error)?;
        // What is more than lines must be whole.
        let in_lines = statements::form(&head) == statements::Form::Delimited;
        if let Some(end) = head.iter().rposition(|b| *b == b'\n').filter(|_| in_lines) {
            head.truncate(end + 1);
            return Ok(head);
        }
    }
    read_limited(&file.path, STATEMENT_LIMIT)
}
