//! The rows of the data files as an owner looks at them, and corrections of single values.
//!
//! Works on the JSON itself: a new kind of fact is a line in [`KINDS`], a new field needs nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::record::Text;

/// A set of facts of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The word for it.
    pub id: &'static str,
    /// Its data file.
    pub file: &'static str,
    /// Where its rows stand in the file, from outside in.
    path: &'static [&'static str],
    /// The field that names a row; empty where the rows stand under their names.
    key: &'static str,
    /// The fields that make a row's title, of which the first that is there counts.
    titles: &'static [&'static str],
    /// As shown to people.
    title: (&'static str, &'static str),
}

macro_rules! kind {
    ($id:literal, $file:literal, $path:expr, $key:literal, $titles:expr, $zh:literal, $en:literal) => {
        Kind { id: $id, file: $file, path: &$path, key: $key, titles: &$titles, title: ($zh, $en) }
    };
}

/// Every kind of fact that can be looked at and corrected.
pub const KINDS: [Kind; 12] = [
    kind!("law", "law.json", ["rules"], "id", ["title.zh"], "法律和规定", "Rules of law"),
    kind!("lpr", "rates.json", ["lpr_one_year", "points"], "from", ["from"], "一年期 LPR", "One-year LPR"),
    kind!(
        "small_claims",
        "rates.json",
        ["small_claims", "rows"],
        "province",
        ["province"],
        "小额诉讼标准",
        "Small-claims limits"
    ),
    kind!(
        "court_fee",
        "rates.json",
        ["court_fee", "bands"],
        "up_to",
        ["up_to"],
        "诉讼费分段",
        "Court fee bands"
    ),
    kind!("calendar", "calendar.json", ["years"], "", ["status"], "放假安排", "Holiday calendar"),
    kind!("codes", "response_codes.json", ["codes"], "code", ["meaning"], "交易应答码", "Response codes"),
    kind!(
        "failures",
        "payout_failures.json",
        ["rows"],
        "code",
        ["name.zh"],
        "打款失败原因",
        "Reasons of failed payouts"
    ),
    kind!("contacts", "contacts.json", ["contacts"], "id", ["name"], "机构电话", "Contacts"),
    kind!(
        "channels",
        "channels.json",
        ["channels"],
        "id",
        ["title.zh"],
        "投诉和起诉的去处",
        "Where to complain"
    ),
    kind!(
        "papers",
        "channels.json",
        ["requirements"],
        "id",
        ["title.zh"],
        "各处要的材料",
        "Papers asked for"
    ),
    kind!(
        "prefixes",
        "acquirer_prefix.json",
        ["prefixes"],
        "prefix",
        ["name"],
        "商户编号前缀",
        "Merchant number prefixes"
    ),
    kind!("causes", "causes.json", ["causes"], "id", ["title.zh"], "没到账的原因", "Causes"),
];

/// The field of a contact that no file can set.
const PINNED: &str = "pinned";

/// The kind of that word.
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id)
}

/// Where a correction comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// 店主更正.
    Owner,
    /// 店主导入: from a file that the owner chose.
    Import,
}

impl Origin {
    /// The mark that stands beside the fact wherever it is shown or printed.
    pub fn mark(self) -> Text {
        match self {
            Origin::Owner => Text::new("店主更正", "corrected by the owner"),
            Origin::Import => Text::new("店主导入", "imported by the owner"),
        }
    }
}

/// What is said anew about one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The word of its kind.
    pub kind: String,
    /// The row.
    pub id: String,
    /// The values that differ, by field; a field inside another is written with a dot (`gist.zh`).
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    /// The whole row, where the data file has none of that name.
    #[serde(default)]
    pub row: Option<Value>,
    /// Who says so.
    pub origin: Origin,
}

impl Correction {
    /// Writes down how sure a corrected telephone number is, before somebody else adds to the correction.
    pub fn fix_tier(&mut self) {
        if self.kind == "contacts" && self.fields.contains_key("phone") {
            let tier = self.tier();
            self.fields.entry("tier".to_owned()).or_insert(tier);
        }
    }

    /// A number that the owner gives is the owner's, one out of a file is to be verified; neither is an official one.
    fn tier(&self) -> Value {
        Value::from(if self.origin == Origin::Owner { "owner" } else { "one_source" })
    }
}

/// Why a value cannot be corrected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCorrected {
    /// There is no such row.
    #[error("there is no “{0}” among these facts")]
    NoRow(String),
    /// The row has no such field; those that it has.
    #[error("“{field}” is no field of it; it has {}", .known.join(", "))]
    NoField {
        /// As asked for.
        field: String,
        /// The fields of the row.
        known: Vec<String>,
    },
    /// The value is of another shape.
    #[error("“{value}” does not fit {field}: {wanted} is wanted")]
    Shape {
        /// The field.
        field: String,
        /// As given.
        value: String,
        /// In a few words.
        wanted: &'static str,
    },
}

impl NotCorrected {
    /// One sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            NotCorrected::NoRow(id) => format!("这类资料里没有「{id}」。"),
            NotCorrected::NoField { field, known } => {
                format!("它没有「{field}」这一栏，有的是：{}。", known.join("、"))
            }
            NotCorrected::Shape { field, value, wanted } => {
                let wanted = match *wanted {
                    "a number" => "数字",
                    "yes or no" => "true 或 false",
                    _ => "和原来一样的 JSON",
                };
                format!("「{field}」要填{wanted}，「{value}」不行。")
            }
        }
    }
}

impl Kind {
    /// As shown to people.
    pub fn title(&self) -> Text {
        Text::new(self.title.0, self.title.1)
    }

    /// The rows of a file's JSON by name, in the file's order.
    pub fn rows<'a>(&self, document: &'a Value) -> Vec<(String, &'a Value)> {
        let place = self.path.iter().try_fold(document, |at, step| at.get(step));
        match place {
            Some(Value::Array(rows)) => rows.iter().map(|row| (self.name_of(row), row)).collect(),
            Some(Value::Object(rows)) => rows.iter().map(|(name, row)| (name.clone(), row)).collect(),
            _ => Vec::new(),
        }
    }

    fn name_of(&self, row: &Value) -> String {
        row.get(self.key).map(shown).unwrap_or_default()
    }

    /// What a row is called.
    pub fn row_title(&self, row: &Value) -> String {
        let fields = fields(row);
        let found = self.titles.iter().find_map(|title| fields.get(*title));
        let mut title = found.map(shown).unwrap_or_default();
        // Articles of one law share its name.
        if let Some(article) = fields.get("article") {
            title = format!("{title} {}", shown(article));
        }
        title
    }

    /// A value for a field as the owner typed it, in the shape of the one that is there.
    ///
    /// # Errors
    /// [`NotCorrected`].
    pub fn typed(&self, row: &Value, field: &str, typed: &str) -> Result<Value, NotCorrected> {
        let fields = fields(row);
        let Some(now) = fields.get(field).filter(|_| field != self.key) else {
            let known = fields.keys().filter(|name| *name != self.key).cloned().collect();
            return Err(NotCorrected::NoField { field: field.to_owned(), known });
        };
        let wrong = |wanted| NotCorrected::Shape { field: field.into(), value: typed.into(), wanted };
        match now {
            Value::String(_) | Value::Null => Ok(Value::from(typed.trim())),
            Value::Number(_) => typed.trim().parse::<i64>().map(Value::from).map_err(|_| wrong("a number")),
            Value::Bool(_) => typed.trim().parse::<bool>().map(Value::from).map_err(|_| wrong("yes or no")),
            Value::Array(_) | Value::Object(_) => match serde_json::from_str::<Value>(typed) {
                Ok(value) if value.is_array() == now.is_array() => Ok(value),
                _ => Err(wrong("JSON of the same shape")),
            },
        }
    }

    /// Whether a row of this kind can be made of one value alone: a newly announced rate.
    pub fn one_value(&self) -> Option<&'static str> {
        (self.id == "lpr").then_some("percent")
    }

    /// A row that holds nothing but its name and that value.
    pub fn new_row(&self, id: &str, field: &str, value: &str) -> Value {
        Value::Object(Map::from_iter([
            (self.key.to_owned(), Value::from(id)),
            (field.to_owned(), Value::from(value.trim())),
        ]))
    }
}

/// The values of a row by field; `{"gist": {"zh": …}}` gives `gist.zh`.
pub fn fields(row: &Value) -> BTreeMap<String, Value> {
    fn into(at: &str, value: &Value, out: &mut BTreeMap<String, Value>) {
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                for (name, value) in inner {
                    let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                    into(&at, value, out);
                }
            }
            other => {
                out.insert(at.to_owned(), other.clone());
            }
        }
    }
    let mut out = BTreeMap::new();
    into("", row, &mut out);
    out
}

/// A value as a person reads and types it: a text without quotes, everything else as JSON.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn put(row: &mut Value, field: &str, value: &Value) {
    let mut at = row;
    let mut steps = field.split('.').peekable();
    while let Some(step) = steps.next() {
        let Value::Object(map) = at else { return };
        if steps.peek().is_none() {
            map.insert(step.to_owned(), value.clone());
            return;
        }
        at = map.entry(step.to_owned()).or_insert_with(|| Value::Object(Map::new()));
    }
}

/// Lays corrections over a data file's JSON. A correction of a row that is gone changes nothing.
pub fn lay(document: &mut Value, corrections: &[Correction]) {
    for correction in corrections {
        let Some(kind) = kind(&correction.kind) else { continue };
        let Some(place) = kind.path.iter().try_fold(&mut *document, |at, step| at.get_mut(*step)) else {
            continue;
        };
        let mark = correction.origin.mark().zh;
        match place {
            Value::Array(rows) => {
                let at = rows.iter().position(|row| kind.name_of(row) == correction.id);
                match (at, &correction.row) {
                    (Some(at), _) => change(&mut rows[at], correction, &mark),
                    (None, Some(new)) => {
                        let mut new = new.clone();
                        change(&mut new, correction, &mark);
                        // Tables by day stay in order.
                        let at = rows
                            .iter()
                            .position(|row| kind.key == "from" && kind.name_of(row) > correction.id);
                        rows.insert(at.unwrap_or(rows.len()), new);
                    }
                    (None, None) => {}
                }
            }
            Value::Object(rows) => match (rows.get_mut(&correction.id), &correction.row) {
                (Some(row), _) => change(row, correction, &mark),
                (None, Some(new)) => {
                    let mut new = new.clone();
                    change(&mut new, correction, &mark);
                    rows.insert(correction.id.clone(), new);
                }
                (None, None) => {}
            },
            _ => {}
        }
        // A rate that the owner looked up is known for that day.
        if kind.id == "lpr"
            && let Some(last) = document.pointer_mut("/lpr_one_year/last_confirmed")
            && shown(last) < correction.id
        {
            *last = Value::from(correction.id.as_str());
        }
    }
}

fn change(row: &mut Value, correction: &Correction, mark: &str) {
    for (field, value) in &correction.fields {
        put(row, field, value);
    }
    if correction.kind == "contacts" {
        if correction.fields.contains_key("phone") && !correction.fields.contains_key("tier") {
            put(row, "tier", &correction.tier());
        }
        // What goes on top is the owner's choice in the program, never a file's.
        if let Some(row) = row.as_object_mut() {
            row.remove(PINNED);
        }
    }
    signed(row, correction, mark);
}

fn signed(row: &mut Value, correction: &Correction, mark: &str) {
    match row.get("source").map(shown).filter(|source| !source.is_empty()) {
        Some(source) => put(row, "source", &Value::from(format!("{mark}（原出处：{source}）"))),
        // Nobody may call a number whose source is not told.
        None if correction.kind == "contacts" => put(row, "source", &Value::from(mark)),
        None => {}
    }
}

/// One value of an imported file that differs from what is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The word of its kind.
    pub kind: String,
    /// The row.
    pub id: String,
    /// What the row is called.
    pub title: String,
    /// The field; empty for a whole new row.
    pub field: String,
    /// What is known.
    pub known: Value,
    /// What the file says.
    pub imported: Value,
    /// Whether a verified telephone number would be replaced: that is never taken from a file.
    pub verified_phone: bool,
}

/// Which data file a JSON document is, from the rows that it holds; `None`: none of ours.
pub fn file_of(document: &Value) -> Option<&'static str> {
    let object = document.as_object()?;
    // Every list that a file of that name has must be there, so that a file of another kind is not taken for it.
    let mut files: Vec<&'static str> = KINDS.iter().map(|kind| kind.file).collect();
    files.dedup();
    files.into_iter().find(|file| {
        object.len() > 1
            && KINDS.iter().filter(|kind| kind.file == *file).all(|kind| {
                let place = kind.path.iter().try_fold(document, |at, step| at.get(step));
                let named = kind.rows(document).iter().all(|(name, row)| !name.is_empty() && row.is_object());
                place.is_some_and(|p| p.is_array() || p.is_object()) && named
            })
    })
}

/// What taking over a file would change, value by value: shown first, never taken over in silence. Rows that the file lacks stay as they are.
pub fn differences(known: &Value, imported: &Value, file: &str) -> Vec<Difference> {
    let mut found = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.file == file) {
        let before: BTreeMap<String, &Value> = kind.rows(known).into_iter().collect();
        for (id, row) in kind.rows(imported) {
            let difference = |field: &str, known: Value, imported: Value| Difference {
                kind: kind.id.to_owned(),
                id: id.clone(),
                title: kind.row_title(row),
                field: field.to_owned(),
                known,
                imported,
                verified_phone: false,
            };
            let Some(old) = before.get(&id) else {
                let mut row = row.clone();
                if let Some(row) = row.as_object_mut().filter(|_| kind.id == "contacts") {
                    row.remove(PINNED);
                }
                found.push(difference("", Value::Null, row));
                continue;
            };
            let (old, new) = (fields(old), fields(row));
            let sure = old
                .get("tier")
                .map(shown)
                .is_some_and(|tier| ["owner", "official", "two_sources"].contains(&tier.as_str()));
            let phone = old.get("phone").map(shown).unwrap_or_default();
            let swapped = kind.id == "contacts"
                && sure
                && !phone.is_empty()
                && new.get("phone").is_some_and(|new| shown(new) != phone);
            let differs = |field: &&String, value: &&Value| old.get(*field) != Some(*value);
            let may_set = |field: &&String| kind.id != "contacts" || *field != PINNED;
            for (field, value) in new.iter().filter(|(field, value)| may_set(field) && differs(field, value))
            {
                let known = old.get(field).cloned().unwrap_or(Value::Null);
                // How sure the number is would be swapped along with it.
                let held = swapped && ["phone", "tier"].contains(&field.as_str());
                found.push(Difference { verified_phone: held, ..difference(field, known, value.clone()) });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known() -> Value {
        serde_json::from_str(crate::facts::text("contacts.json")).unwrap()
    }

    #[test]
    fn a_swapped_hotline_is_noticed() {
        let mut swapped = known();
        let rows = swapped["contacts"].as_array_mut().unwrap();
        rows.iter_mut().find(|row| row["id"] == "ums").unwrap()["phone"] = json!("400-999-9999");
        let found = differences(&known(), &swapped, "contacts.json");
        assert_eq!(found.len(), 1);
        assert!(found[0].verified_phone);
        assert_eq!(found[0].known, "95534");
    }

    #[test]
    fn no_file_puts_a_number_on_top_or_calls_it_the_owners() {
        let mut imported = known();
        let rows = imported["contacts"].as_array_mut().unwrap();
        rows[0]["pinned"] = json!(true);
        rows.push(json!({"id": "x", "name": "银联商务", "phone": "400-999-9999", "pinned": true}));
        let found = differences(&known(), &imported, "contacts.json");
        assert_eq!(found.len(), 1, "pinned is nothing that a file can say");
        assert_eq!(found[0].imported.get("pinned"), None);

        let mut laid = known();
        let fields = [("phone", json!("400-1")), ("pinned", json!(true))];
        let correction = |origin| Correction {
            kind: "contacts".into(),
            id: "ums".into(),
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            row: None,
            origin,
        };
        let ums = |laid: &Value| laid["contacts"].as_array().unwrap()[0].clone();
        lay(&mut laid, &[correction(Origin::Import)]);
        assert_eq!((&ums(&laid)["tier"], ums(&laid).get("pinned")), (&json!("one_source"), None));
        let mut own = correction(Origin::Owner);
        own.fix_tier();
        own.origin = Origin::Import;
        lay(&mut laid, &[own]);
        assert_eq!(
            ums(&laid)["tier"],
            "owner",
            "the owner's number stays the owner's when a note is imported"
        );
    }
}
