//! What the owner has explained: the list of it, and files of it to hand on to another shop.

use std::io::Write;
use std::path::Path;

use recoup_statements::{self as statements, Field, FileKind, Unit};

use crate::files::{NamedFile, read_limited, write_whole};
use crate::view::{ErrorCode, Mapping, OwnSource, Text};
use crate::{AppError, Recoup};

/// A mapping is some kilobytes.
const LIMIT: u64 = 1_000_000;

/// The form in which a mapping is kept and handed on. The one place that knows it.
fn to_json(mapping: &statements::Mapping) -> Result<serde_json::Value, AppError> {
    serde_json::to_value(mapping).map_err(AppError::internal)
}

/// Reads that form, and says what is wrong with it.
fn from_json(body: serde_json::Value) -> Result<statements::Mapping, (String, String)> {
    let mapping: statements::Mapping = serde_json::from_value(body)
        .map_err(|e| (format!("内容不是列对应（{e}）"), format!("it is no mapping ({e})")))?;
    if mapping.signature.len() != 64 || !mapping.signature.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(("缺少表头的标记 signature".into(), "the header's signature is missing".into()));
    }
    let source = &mapping.source;
    if !matches!(source.kind, FileKind::Detail | FileKind::Bank | FileKind::Wallet) {
        return Err((
            "类型只能是 detail、bank 或 wallet".into(),
            "the kind is detail, bank or wallet".into(),
        ));
    }
    let has = |fields: &[Field]| {
        fields.iter().any(|f| source.columns.get(f).is_some_and(|names| names.iter().any(|n| !n.is_empty())))
    };
    if !has(&[Field::Time, Field::Date, Field::ClearingDay])
        || !has(&[Field::Gross, Field::Amount, Field::In, Field::Out])
    {
        return Err((
            "没有指出哪一列是日期、哪一列是金额".into(),
            "it does not say which column holds the day and which the amount".into(),
        ));
    }
    Ok(mapping)
}

impl Recoup {
    /// Passwords to try on the files of the mapping commands; never stored.
    pub fn use_passwords(&mut self, passwords: &[String]) {
        self.passwords = passwords.to_vec();
    }

    pub(crate) fn remember(&mut self, mapping: &statements::Mapping) -> Result<(), AppError> {
        Ok(self.store.save_mapping(&mapping.signature, &to_json(mapping)?)?)
    }

    /// Every table that the owner has explained, by name.
    pub fn own_sources(&self) -> Result<Vec<OwnSource>, AppError> {
        let mut all: Vec<OwnSource> = self.known_mappings(&[])?.iter().map(view).collect();
        all.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(all)
    }

    /// One of them, by its id (the first digits of the header's signature are enough) or its name.
    ///
    /// # Errors
    /// `not_found`, `ambiguous`.
    pub fn own_source(&self, id: &str) -> Result<OwnSource, AppError> {
        Ok(view(&self.mapping_of(id)?))
    }

    fn mapping_of(&self, id: &str) -> Result<statements::Mapping, AppError> {
        let id = id.trim();
        let fits = |m: &statements::Mapping| {
            (id.len() >= 4 && m.signature.starts_with(&id.to_ascii_lowercase())) || m.source.zh == id
        };
        let mut found: Vec<_> = self.known_mappings(&[])?.into_iter().filter(|m| fits(m)).collect();
        match (found.len(), found.pop()) {
            (1, Some(one)) => Ok(one),
            (0, _) | (_, None) => Err(AppError::not_found(
                format!("没有叫「{id}」的列对应，用 recoup mapping list 看全部。"),
                format!("No mapping is called “{id}”; see recoup mapping list."),
            )),
            (n, _) => Err(AppError::new(
                ErrorCode::Ambiguous,
                format!("「{id}」有 {n} 个，请多写几位编号。"),
                format!("“{id}” fits {n} mappings; write more digits of the id."),
            )),
        }
    }

    /// One of them as it is handed on.
    ///
    /// # Errors
    /// As [`Recoup::own_source`].
    pub fn own_source_json(&self, id: &str) -> Result<serde_json::Value, AppError> {
        to_json(&self.mapping_of(id)?)
    }

    /// Writes it to a file, for another shop or another machine.
    ///
    /// # Errors
    /// As [`Recoup::own_source`]; those of writing.
    pub fn export_own_source(&self, id: &str, path: &Path) -> Result<(), AppError> {
        let text = serde_json::to_string_pretty(&self.own_source_json(id)?).map_err(AppError::internal)?;
        write_whole(path, |out| writeln!(out, "{text}").map_err(|e| AppError::file(path, e)))
    }

    /// Takes one in that was handed on, in place of an earlier one for the same headers.
    ///
    /// # Errors
    /// `refused` when it is no mapping, with what is wrong.
    pub fn import_own_source(&mut self, file: &NamedFile) -> Result<OwnSource, AppError> {
        let mapping = mapping_file(file, &read_json(file)?)?;
        self.remember(&mapping)?;
        Ok(view(&mapping))
    }

    /// The mapping in a file that the owner wrote or was given: one that was handed on, or the proposal for `table`
    /// (`recoup import FILE --map columns`), corrected.
    ///
    /// # Errors
    /// `refused` when it is neither; `bad_input` when the proposal's columns are not those of the table.
    pub fn mapping_for(&self, table: &NamedFile, file: &NamedFile) -> Result<statements::Mapping, AppError> {
        let body = read_json(file)?;
        if body.get("source").is_some() {
            return mapping_file(file, &body);
        }
        // The whole answer of `--map columns`, or the part of it that is the proposal.
        let proposal = body.pointer("/files/0/proposal").or_else(|| body.get("proposal")).unwrap_or(&body);
        let mapping: Mapping = serde_json::from_value(proposal.clone()).map_err(|e| {
            no_mapping(file, (format!("内容不是列对应（{e}）"), format!("it is no mapping ({e})")))
        })?;
        self.own_mapping(table, &mapping)
    }

    /// Keeps a mapping that [`Recoup::mapping_for`] gave.
    ///
    /// # Errors
    /// Only when the store fails.
    pub fn keep_mapping(&mut self, mapping: &statements::Mapping) -> Result<(), AppError> {
        self.remember(mapping)
    }

    /// Forgets one of them. Files that were read with it stay imported.
    ///
    /// # Errors
    /// As [`Recoup::own_source`].
    pub fn remove_own_source(&mut self, id: &str) -> Result<(), AppError> {
        let signature = self.mapping_of(id)?.signature;
        self.store.write(|write| write.forget_mapping(&signature))?;
        Ok(())
    }
}

fn read_json(file: &NamedFile) -> Result<serde_json::Value, AppError> {
    let bytes = read_limited(&file.path, LIMIT)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(text)
        .map_err(|e| no_mapping(file, (format!("不是 JSON（{e}）"), format!("it is no JSON ({e})"))))
}

fn mapping_file(file: &NamedFile, body: &serde_json::Value) -> Result<statements::Mapping, AppError> {
    from_json(body.clone()).map_err(|why| no_mapping(file, why))
}

fn no_mapping(file: &NamedFile, (zh, en): (String, String)) -> AppError {
    AppError::new(
        ErrorCode::Refused,
        format!("「{}」用不了：{zh}。要的是「导出列对应」存出来的文件。", file.name),
        format!(
            "“{}” cannot be used: {en}. What is wanted is a file that “export mapping” wrote.",
            file.name
        ),
    )
}

fn view(mapping: &statements::Mapping) -> OwnSource {
    let source = &mapping.source;
    OwnSource {
        id: mapping.signature.chars().take(12).collect(),
        name: if source.zh.is_empty() { "自定义表格".to_owned() } else { source.zh.clone() },
        kind: source.kind.as_str().to_owned(),
        unit: if source.unit == Unit::Fen { "fen" } else { "yuan" }.to_owned(),
        columns: source
            .columns
            .iter()
            .map(|(field, names)| {
                let (zh, en) = field.label();
                (field.key().to_owned(), Text::new(zh, en), names.join(" + "))
            })
            .map(|(field, label, header)| crate::view::OwnColumn { field, label, header })
            .collect(),
    }
}
