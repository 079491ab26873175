//! The facts under everything: looked at, corrected by the owner, imported anew, and pinned by each case.
//!
//! A correction is a row in the store; it never changes the embedded file. A case is worked with the facts that it
//! pinned: their texts lie in the vault under their hashes, so that a letter of an old case does not change when the
//! owner or a newer program corrects a fact, until the owner takes the newer facts into the case.

use std::path::Path;

use recoup_casework::facts::rows::{self, Correction, KINDS, Kind, Origin};
use recoup_casework::facts::{self, InForce, Laid};
use recoup_casework::{Case, Event, FactsPin};
use recoup_store::Override;
use serde_json::Value;

use crate::files::read_limited;
use crate::view::{
    CaseView, ErrorCode, FactChange, FactDifference, FactField, FactImport, FactKind, FactRow, Text,
};
use crate::{AppError, Recoup, clock};

/// The kind under which corrections are stored; the name is `law/SD-30`.
const STORED: &str = "fact";

impl Recoup {
    /// The facts as they are now: the program's own with the owner's corrections laid over.
    pub(crate) fn facts_now(&self) -> Result<Laid, AppError> {
        let corrections = self.corrections()?;
        let mut laid = Laid::default();
        let mut files: Vec<&str> = KINDS.iter().map(|kind| kind.file).collect();
        files.dedup();
        for file in files {
            let own: Vec<Correction> =
                corrections.iter().filter(|c| file_of(&c.kind) == Some(file)).cloned().collect();
            if !own.is_empty() {
                let mut document = document(facts::text(file))?;
                rows::lay(&mut document, &own);
                // A correction that fitted an earlier program's file and no longer fits this one's is left out.
                let _ = laid.lay(file, &document.to_string());
            }
        }
        Ok(laid)
    }

    /// The facts that a case is worked with; a text that is nowhere any more gives way to the present one.
    fn facts_of(&self, case: &Case) -> Result<Laid, AppError> {
        let now = self.facts_now()?;
        let (own, current) = (&case.facts.0, now.pin());
        let mut laid = Laid::default();
        for (file, _) in facts::FILES {
            let pinned = own.get(file);
            let text = if pinned.is_none() || pinned == current.0.get(file) {
                now.text(file).to_owned()
            } else if pinned == facts::pin().0.get(file) {
                continue;
            } else {
                match pinned.and_then(|sha| self.exhibit_bytes(sha).ok()) {
                    Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                    None => now.text(file).to_owned(),
                }
            };
            let _ = laid.lay(file, &text);
        }
        Ok(laid)
    }

    /// Works with the present facts until the answer is dropped.
    pub(crate) fn with_facts_now(&self) -> Result<InForce, AppError> {
        Ok(facts::in_force(self.facts_now()?))
    }

    /// Works with a case's facts until the answer is dropped.
    pub(crate) fn with_facts_of(&self, case: &Case) -> Result<InForce, AppError> {
        Ok(facts::in_force(self.facts_of(case)?))
    }

    /// The present facts as a case pins them; their texts are kept beside the evidence.
    pub(crate) fn pin_facts(&self) -> Result<FactsPin, AppError> {
        let now = self.facts_now()?;
        for (file, _) in facts::FILES {
            self.store.vault().put(now.text(file).as_bytes())?;
        }
        Ok(now.pin())
    }

    /// Which data files changed since the case pinned its facts, as shown to people.
    pub(crate) fn newer_facts(&self, case: &Case) -> Result<Vec<Text>, AppError> {
        let current = self.facts_now()?.pin();
        let changed = |file: &str| case.facts.0.get(file).is_some_and(|pin| Some(pin) != current.0.get(file));
        let mut titles: Vec<Text> = Vec::new();
        for (file, _) in facts::FILES {
            if !changed(file) {
                continue;
            }
            match KINDS.iter().filter(|kind| kind.file == file).map(|kind| kind.title().into()).next() {
                Some(title) => titles.push(title),
                None => titles.push(Text::new("核查问题和提醒", "questions and warnings")),
            }
        }
        titles.dedup();
        Ok(titles)
    }

    /// Lets a case go on with the facts as they are now.
    ///
    /// # Errors
    /// `refused` for a closed case or when its facts are the present ones.
    pub fn take_facts(&mut self, no: u32) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        let facts = self.pin_facts()?;
        if facts == case.facts {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("案件 {no} 用的就是现在的资料。"),
                format!("Case {no} is worked with the present facts already."),
            ));
        }
        self.append(&Event::FactsTaken { case: no, facts })?;
        self.case_view(no)
    }

    /// Every set of facts.
    pub fn fact_kinds(&self) -> Result<Vec<FactKind>, AppError> {
        let corrections = self.corrections()?;
        let now = self.facts_now()?;
        KINDS
            .iter()
            .map(|kind| {
                let document = document(now.text(kind.file))?;
                Ok(FactKind {
                    id: kind.id.into(),
                    title: kind.title().into(),
                    file: kind.file.into(),
                    checked_on: document.get("checked_on").map(rows::shown).unwrap_or_default(),
                    rows: kind.rows(&document).len(),
                    corrected: corrections.iter().filter(|c| c.kind == kind.id).count(),
                })
            })
            .collect()
    }

    /// The rows of a set, with the original beside what the owner corrected.
    ///
    /// # Errors
    /// `not_found` for a set that there is none of.
    pub fn fact_rows(&self, kind: &str) -> Result<Vec<FactRow>, AppError> {
        let kind = kind_of(kind)?;
        let stored = self.store.overrides(STORED)?;
        let original = document(facts::text(kind.file))?;
        let now = self.facts_now()?;
        let now = document(now.text(kind.file))?;
        let before = kind.rows(&original);
        let checked = now.get("checked_on").map(rows::shown).unwrap_or_default();
        Ok(kind
            .rows(&now)
            .into_iter()
            .map(|(id, row)| {
                let name = stored_name(kind, &id);
                let correction = stored.iter().find(|fact| fact.name == name).and_then(read);
                let at = stored.iter().find(|fact| fact.name == name).map(|fact| fact.at.clone());
                let old = before.iter().find(|(known, _)| *known == id).map(|(_, row)| rows::fields(row));
                let text = |field: &str| row.get(field).map(rows::shown).unwrap_or_default();
                let mark = correction.as_ref().map(|c| Text::from(c.origin.mark())).unwrap_or_default();
                let fields = rows::fields(row)
                    .into_iter()
                    .map(|(name, value)| {
                        let value = rows::shown(&value);
                        let original = match &old {
                            Some(old) => old.get(&name).map(rows::shown).unwrap_or_default(),
                            None => String::new(),
                        };
                        FactField {
                            original: (old.is_some() && original != value).then_some(original),
                            name,
                            value,
                        }
                    })
                    .collect();
                FactRow {
                    title: kind.row_title(row),
                    source: first(&[text("source"), now.get("source").map(rows::shown).unwrap_or_default()]),
                    checked_on: first(&[text("checked_on"), checked.clone()]),
                    certainty: certainty(&first(&[text("sure"), text("tier"), text("status")])),
                    id,
                    fields,
                    mark,
                    at,
                }
            })
            .collect())
    }

    /// Corrects one value. The program's own stays beside it and can be taken back.
    ///
    /// # Errors
    /// `not_found` for a set or row that there is none of; `bad_input` for a field or value that does not fit.
    pub fn set_fact(&mut self, kind: &str, id: &str, field: &str, value: &str) -> Result<FactRow, AppError> {
        let kind = kind_of(kind)?;
        let now = document(self.facts_now()?.text(kind.file))?;
        let rows_now = kind.rows(&now);
        let row = rows_now.iter().find(|(known, _)| known == id).map(|(_, row)| *row);
        let mut correction = self.correction(kind, id)?.unwrap_or_else(|| empty(kind, id, Origin::Owner));
        correction.fix_tier();
        correction.origin = Origin::Owner;
        match row {
            Some(row) => {
                let value =
                    kind.typed(row, field, value).map_err(|e| AppError::bad_input(e.zh(), e.to_string()))?;
                if kind.id == "contacts" && field == "phone" {
                    correction.fields.insert("tier".to_owned(), Value::from("owner"));
                }
                correction.fields.insert(field.to_owned(), value);
            }
            None if kind.one_value() == Some(field) => {
                correction.row = Some(kind.new_row(id, field, value));
            }
            None => {
                let error = rows::NotCorrected::NoRow(id.to_owned());
                return Err(AppError::not_found(error.zh(), error.to_string()));
            }
        }
        self.keep_corrections(kind.file, vec![correction])?;
        self.fact_row(kind, id)
    }

    /// Takes the owner's correction of a row back: the program's own counts again.
    ///
    /// # Errors
    /// `not_found` when nothing of it was corrected.
    pub fn unset_fact(&mut self, kind: &str, id: &str) -> Result<(), AppError> {
        let kind = kind_of(kind)?;
        if self.correction(kind, id)?.is_none() {
            return Err(AppError::not_found(
                format!("「{id}」没有更正过。"),
                format!("“{id}” was never corrected."),
            ));
        }
        let at = clock::moment(clock::now());
        let name = stored_name(kind, id);
        self.store.set_override(&Override { kind: STORED.into(), name, at, body: Value::Null })?;
        self.forget_report();
        Ok(())
    }

    /// What a file of facts would change; with `take` it is taken over, marked 店主导入. A verified telephone number is
    /// never replaced, and neither is what the owner corrected by hand.
    ///
    /// # Errors
    /// `bad_input` for a file that is none of ours or would make the facts unreadable.
    pub fn import_facts(&mut self, file: &Path, take: bool) -> Result<FactImport, AppError> {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = read_limited(file, 10_000_000)?;
        let imported: Value = serde_json::from_slice(&bytes).map_err(|e| {
            AppError::bad_input(
                format!("{name} 不是 JSON 资料文件（第 {} 行看不懂）。", e.line()),
                format!("{name} is no JSON file of facts (line {} cannot be read).", e.line()),
            )
        })?;
        let Some(of) = rows::file_of(&imported) else {
            return Err(AppError::bad_input(
                format!(
                    "{name} 里没有认得的资料。要和程序自己的资料文件一个样子，比如 law.json、rates.json。"
                ),
                format!("{name} holds no facts of ours; it must have the form of law.json, rates.json…"),
            ));
        };
        let known = document(self.facts_now()?.text(of))?;
        let day = |document: &Value| document.get("checked_on").map(rows::shown).unwrap_or_default();
        let own: Vec<Correction> =
            self.corrections()?.into_iter().filter(|c| c.origin == Origin::Owner).collect();
        let added: Vec<String> = self.own_contacts()?.into_iter().map(|contact| contact.id).collect();
        let found = rows::differences(&known, &imported, of);
        let mut differences = Vec::new();
        let mut taken: Vec<Correction> = Vec::new();
        for one in found {
            let Some(kind) = rows::kind(&one.kind) else { continue };
            let by_hand = one.kind == "contacts" && added.contains(&one.id);
            let held_back = held_back(&one, &own, by_hand);
            if held_back.is_none() {
                let at = taken.iter().position(|c| c.kind == one.kind && c.id == one.id);
                let at = match at {
                    Some(at) => at,
                    None => {
                        let mut before = self.correction(kind, &one.id)?;
                        before.iter_mut().for_each(Correction::fix_tier);
                        taken.push(before.unwrap_or_else(|| empty(kind, &one.id, Origin::Import)));
                        taken.len() - 1
                    }
                };
                taken[at].origin = Origin::Import;
                if one.field.is_empty() {
                    taken[at].row = Some(one.imported.clone());
                } else {
                    taken[at].fields.insert(one.field.clone(), one.imported.clone());
                }
                // A number out of a file is nobody's official one.
                if kind.id == "contacts" && ["", "phone"].contains(&one.field.as_str()) {
                    taken[at].fields.insert("tier".to_owned(), Value::from("one_source"));
                }
            }
            differences.push(FactDifference {
                kind_title: kind.title().into(),
                kind: one.kind,
                id: one.id,
                title: one.title,
                field: one.field,
                known: rows::shown(&one.known),
                imported: rows::shown(&one.imported),
                held_back,
            });
        }
        let count = differences.iter().filter(|d| d.held_back.is_none()).count();
        self.check_corrections(of, &taken)?;
        if take && !taken.is_empty() {
            self.keep_corrections(of, taken)?;
        }
        let (checked_on, before) = (day(&imported), day(&known));
        Ok(FactImport {
            file: name,
            of: of.into(),
            older: checked_on < before,
            checked_on,
            differences,
            taken: count,
        })
    }

    /// Everything that the owner ever corrected, imported or took back, the newest first.
    pub fn fact_changes(&self) -> Result<Vec<FactChange>, AppError> {
        let mut changes = Vec::new();
        for name in self.store.override_names(STORED)? {
            let Some((kind_id, id)) = name.split_once('/') else { continue };
            let Some(kind) = rows::kind(kind_id) else { continue };
            let history = self.store.override_history(STORED, &name)?;
            let title = self.fact_row(kind, id).map(|row| row.title).unwrap_or_default();
            for (at, fact) in history.iter().enumerate() {
                let text = match read(fact) {
                    None => Text::new("撤回更正，用程序自带的", "taken back; the program’s own counts"),
                    Some(correction) => {
                        let mark = correction.origin.mark();
                        let values: Vec<String> = match &correction.row {
                            Some(_) if correction.fields.is_empty() => vec!["新的一条".to_owned()],
                            _ => correction
                                .fields
                                .iter()
                                .map(|(field, value)| format!("{field} = {}", rows::shown(value)))
                                .collect(),
                        };
                        let values = values.join("；");
                        Text::new(format!("{}：{values}", mark.zh), format!("{}: {values}", mark.en))
                    }
                };
                changes.push(FactChange {
                    at: fact.at.clone(),
                    kind: kind.id.into(),
                    kind_title: kind.title().into(),
                    id: id.to_owned(),
                    title: title.clone(),
                    text,
                    now: at + 1 == history.len() && !fact.body.is_null(),
                });
            }
        }
        changes.sort_by(|a, b| b.at.cmp(&a.at));
        Ok(changes)
    }

    fn fact_row(&self, kind: &Kind, id: &str) -> Result<FactRow, AppError> {
        let found = self.fact_rows(kind.id)?.into_iter().find(|row| row.id == id);
        found.ok_or_else(|| {
            AppError::not_found(
                format!("「{}」里没有「{id}」。", kind.title().zh),
                format!("There is no “{id}” there."),
            )
        })
    }

    fn corrections(&self) -> Result<Vec<Correction>, AppError> {
        Ok(self.store.overrides(STORED)?.iter().filter_map(read).collect())
    }

    fn correction(&self, kind: &Kind, id: &str) -> Result<Option<Correction>, AppError> {
        let found = self.corrections()?.into_iter().find(|c| c.kind == kind.id && c.id == id);
        Ok(found)
    }

    /// Whether the file could still be read with these laid over what is stored.
    fn check_corrections(&self, file: &str, fresh: &[Correction]) -> Result<(), AppError> {
        let mut all = self.corrections()?;
        all.retain(|c| {
            file_of(&c.kind) == Some(file) && !fresh.iter().any(|f| f.kind == c.kind && f.id == c.id)
        });
        all.extend(fresh.iter().cloned());
        let mut document = document(facts::text(file))?;
        rows::lay(&mut document, &all);
        Laid::default().lay(file, &document.to_string()).map_err(|e| {
            AppError::bad_input(
                format!("这样改，{file} 就读不出来了（{}）。没有改。", e.cause),
                format!("With that {file} could not be read any more ({}); nothing was changed.", e.cause),
            )
        })
    }

    fn keep_corrections(&mut self, file: &str, fresh: Vec<Correction>) -> Result<(), AppError> {
        self.check_corrections(file, &fresh)?;
        let at = clock::moment(clock::now());
        for correction in fresh {
            let name = format!("{}/{}", correction.kind, correction.id);
            let body = serde_json::to_value(&correction).map_err(AppError::internal)?;
            self.store.set_override(&Override { kind: STORED.into(), name, at: at.clone(), body })?;
        }
        self.forget_report();
        Ok(())
    }
}

fn held_back(one: &rows::Difference, own: &[Correction], added: bool) -> Option<Text> {
    if one.verified_phone {
        return Some(Text::new(
            "核实过的号码不从文件里换。确实换了号，打旧号核实后自己改。",
            "A verified number is never replaced from a file. Confirm it by the old one, then correct it yourself.",
        ));
    }
    if one.kind == "contacts" && one.field == "tier" {
        return Some(Text::new(
            "号码有多可靠，不听文件的。",
            "How sure a number is cannot be said by a file.",
        ));
    }
    let by_hand = added
        || own.iter().any(|c| {
            c.kind == one.kind
                && c.id == one.id
                && (one.field.is_empty() || c.fields.contains_key(&one.field))
        });
    // Where a correction stands the source names the owner; a file without it differs there and means nothing.
    let signature = one.field == "source" && rows::shown(&one.known).starts_with("店主");
    (by_hand || signature)
        .then(|| Text::new("您自己更正过，没有动。", "You corrected this yourself; it was left alone."))
}

fn kind_of(id: &str) -> Result<&'static Kind, AppError> {
    rows::kind(id).ok_or_else(|| {
        let known: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        AppError::not_found(
            format!("没有「{id}」这类资料，有的是：{}。", known.join("、")),
            format!("There are no facts “{id}”; there are {}.", known.join(", ")),
        )
    })
}

fn file_of(kind: &str) -> Option<&'static str> {
    rows::kind(kind).map(|kind| kind.file)
}

fn stored_name(kind: &Kind, id: &str) -> String {
    format!("{}/{id}", kind.id)
}

fn read(fact: &Override) -> Option<Correction> {
    serde_json::from_value(fact.body.clone()).ok()
}

fn empty(kind: &Kind, id: &str, origin: Origin) -> Correction {
    Correction {
        kind: kind.id.to_owned(),
        id: id.to_owned(),
        fields: std::collections::BTreeMap::new(),
        row: None,
        origin,
    }
}

pub(crate) fn document(text: &str) -> Result<Value, AppError> {
    serde_json::from_str(text).map_err(AppError::internal)
}

fn first(texts: &[String]) -> String {
    texts.iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
}

/// How sure a fact is, as a data file says it.
fn certainty(word: &str) -> Text {
    let (zh, en) = match word {
        "verified" | "official" => ("核对过原文或官方资料", "checked against the official text"),
        "two_sources" => ("两处资料一致", "two sources agree"),
        "third_party" => ("转载资料，没有见到原文", "reported by others, original not seen"),
        "documented" | "rule" => ("有书面规定或文档", "documented"),
        "practice" => ("行业做法", "practice of the trade"),
        "one_source" => ("只有一处，待核实", "one source, to be verified"),
        "outdated" => ("旧数字，应已更新，用前核实", "an old figure, verify before use"),
        "hint" => ("只作线索", "a hint only"),
        "conflict" => ("各处说法不一", "sources disagree"),
        "owner" => ("店主填的", "typed in by the owner"),
        "" => ("没有注明", "not stated"),
        "in_force" => ("现行有效", "in force"),
        _ => ("待核实", "to be verified"),
    };
    Text::new(zh, en)
}
