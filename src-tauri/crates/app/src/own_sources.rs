//! What the owner has explained: the list of it, and files of it to hand on to another shop.

use std::io::Write;
use std::path::Path;

use recoup_statements::{self as statements, Unit};

use crate::files::{NamedFile, read_limited, write_whole};
use crate::view::{ErrorCode, Mapping, OwnSource, Text};
use crate::{AppError, Recoup};

/// A mapping is some kilobytes.
const LIMIT: u64 = 1_000_000;

impl Recoup {
    /// Passwords to try on the files of the mapping commands; never stored.
    pub fn use_passwords(&mut self, passwords: &[String]) {
        self.passwords = passwords.to_vec();
    }

    pub(crate) fn remember(&mut self, mapping: &statements::Mapping) -> Result<(), AppError> {
        Ok(self.store.save_mapping(&mapping.key(), &mapping.to_value())?)
    }

    /// What the owner has explained, with `more` in place of what is remembered under the same key.
    pub(crate) fn known_mappings(
        &self,
        more: &[statements::Mapping],
    ) -> Result<Vec<statements::Mapping>, AppError> {
        let replaced: Vec<String> = more.iter().map(statements::Mapping::key).collect();
        let mut mappings = Vec::new();
        for (key, body) in self.store.mappings()? {
            if !replaced.contains(&key) {
                mappings.extend(statements::Mapping::from_value(body).unwrap_or_default());
            }
        }
        mappings.extend_from_slice(more);
        Ok(mappings)
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
            let key = m.key();
            key == id || (id.len() >= 4 && key.starts_with(&id.to_ascii_lowercase())) || m.source.zh == id
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
        Ok(serde_json::Value::Array(vec![self.mapping_of(id)?.to_value()]))
    }

    /// Writes it to a file, for another shop or another machine.
    ///
    /// # Errors
    /// As [`Recoup::own_source`]; those of writing.
    pub fn export_own_source(&self, id: &str, path: &Path) -> Result<(), AppError> {
        let text = statements::Mapping::to_json(&[self.mapping_of(id)?]);
        write_whole(path, |out| writeln!(out, "{text}").map_err(|e| AppError::file(path, e)))
    }

    /// Takes one in that was handed on, in place of an earlier one for the same headers.
    ///
    /// # Errors
    /// `refused` when it is no mapping, with what is wrong.
    pub fn import_own_source(&mut self, file: &NamedFile) -> Result<OwnSource, AppError> {
        let mapping = mapping_file(file, read_json(file)?)?;
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
        let marks = ["layout", "require", "headless", "source"];
        if body.is_array() || marks.iter().any(|mark| body.get(mark).is_some()) {
            return mapping_file(file, body);
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
        let key = self.mapping_of(id)?.key();
        self.store.write(|write| write.forget_mapping(&key))?;
        Ok(())
    }
}

fn read_json(file: &NamedFile) -> Result<serde_json::Value, AppError> {
    let bytes = read_limited(&file.path, LIMIT)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    serde_json::from_slice(text)
        .map_err(|e| no_mapping(file, (format!("不是 JSON（{e}）"), format!("it is no JSON ({e})"))))
}

/// The one mapping of a file.
fn mapping_file(file: &NamedFile, body: serde_json::Value) -> Result<statements::Mapping, AppError> {
    let mut found = statements::Mapping::from_value(body).map_err(|why| {
        AppError::new(
            ErrorCode::Refused,
            format!("「{}」用不了。{}", file.name, why.zh()),
            format!("“{}” cannot be used. {why}", file.name),
        )
    })?;
    match (found.len(), found.pop()) {
        (1, Some(one)) => Ok(one),
        (n, _) => Err(no_mapping(
            file,
            (format!("里面有 {n} 个列对应，一次只能用一个"), format!("it holds {n} mappings, not one")),
        )),
    }
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
        id: if mapping.signature.is_empty() {
            mapping.key()
        } else {
            mapping.signature.chars().take(12).collect()
        },
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

#[cfg(test)]
mod tests {
    use crate::ImportOptions;
    use crate::testing::{file, world};

    #[test]
    fn what_an_earlier_version_kept_is_still_known() {
        let (dir, mut app) = world();
        let table =
            file(&dir, "甲.csv", "我的对账单\n何时,收了多少,谁\n2026-11-03,12.50,甲\n2026-11-04,8.00,乙\n");
        let found = app.proposal(&table).unwrap().mapping;
        let before = serde_json::json!({"signature": found.signature, "source": found.source});
        app.store.save_mapping(&found.signature, &before).unwrap();
        let read = app.preview_import(&[table], &ImportOptions::default()).unwrap();
        assert_eq!(read.files[0].rows, 2, "{:?}", read.files[0].refused);
        let id = app.own_sources().unwrap()[0].id.clone();
        assert!(found.signature.starts_with(&id));
        assert_eq!(app.own_source_json(&id).unwrap()[0]["layout"], found.signature);
    }

    #[test]
    fn a_source_that_is_told_by_its_headers_is_kept_by_its_name() {
        let (dir, mut app) = world();
        let source = file(
            &dir,
            "山海.json",
            r#"[{"id": "shanhai", "zh": "山海支付", "kind": "detail", "require": [["山海单号", "票面"]],
                "columns": {"acquirer_order": ["山海单号"], "time": ["入金时间"], "gross": ["票面"]}, "unit": "fen"}]"#,
        );
        assert_eq!(app.import_own_source(&source).unwrap().id, "shanhai");
        let table = file(&dir, "甲.csv", "山海单号,入金时间,票面\na1,2026-11-03 10:00:00,12850\n");
        let read = app.preview_import(&[table], &ImportOptions::default()).unwrap();
        assert_eq!((read.files[0].source.as_str(), read.files[0].rows), ("shanhai", 1));
        app.remove_own_source("shanhai").unwrap();
        assert!(app.own_sources().unwrap().is_empty());
        let two = file(&dir, "两个.json", "[]");
        let refused = app.import_own_source(&two).unwrap_err();
        assert!(refused.text.zh.contains("0 个"), "{}", refused.text.zh);
    }
}
