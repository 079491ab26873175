//! The owner's corrections laid over the facts, and what an imported file would change.

#![allow(clippy::unwrap_used)]

use recoup_casework::facts::rows::{self, Correction, NotCorrected, Origin};
use recoup_casework::facts::{self, Laid};
use recoup_casework::{calendar, contacts, law, rates};
use serde_json::{Value, json};

fn document(file: &str) -> Value {
    serde_json::from_str(facts::text(file)).unwrap()
}

fn correction(kind: &str, id: &str, field: &str, value: Value) -> Correction {
    Correction {
        kind: kind.into(),
        id: id.into(),
        fields: [(field.to_owned(), value)].into(),
        row: None,
        origin: Origin::Owner,
    }
}

fn laid(file: &str, corrections: &[Correction]) -> Laid {
    let mut document = document(file);
    rows::lay(&mut document, corrections);
    let mut laid = Laid::default();
    laid.lay(file, &document.to_string()).unwrap();
    laid
}

#[test]
fn every_kind_has_rows_with_names_and_titles() {
    for kind in rows::KINDS {
        let document = document(kind.file);
        let rows = kind.rows(&document);
        assert!(!rows.is_empty(), "{}", kind.id);
        for (id, row) in rows {
            assert!(!id.is_empty() && !kind.row_title(row).trim().is_empty(), "{} {id}", kind.id);
            assert!(!rows::fields(row).is_empty());
        }
        assert_eq!(rows::file_of(&document), Some(kind.file));
    }
    assert_eq!(rows::file_of(&json!({"rules": []})), None);
    assert_eq!(rows::file_of(&json!([1])), None);
}

#[test]
fn a_correction_is_in_force_only_while_it_is_asked_for() {
    let before = law::find("SD-30").unwrap().clone();
    let laid = laid("law.json", &[correction("law", "SD-30", "gist.zh", json!("店主核对过的新说法"))]);
    {
        let _in_force = facts::in_force(laid.clone());
        let rule = law::find("SD-30").unwrap();
        assert_eq!(rule.gist.zh, "店主核对过的新说法");
        assert_eq!(rule.gist.en, before.gist.en, "what was not corrected stays");
        assert!(rule.source.starts_with("店主更正（原出处："), "{}", rule.source);
        {
            let _inner = facts::in_force(Laid::default());
            assert_eq!(law::find("SD-30").unwrap(), &before, "the innermost counts");
        }
        assert_eq!(law::find("SD-30").unwrap().gist.zh, "店主核对过的新说法");
        // Another thread works with its own.
        let elsewhere = std::thread::spawn(|| law::find("SD-30").unwrap().gist.zh.clone()).join().unwrap();
        assert_eq!(elsewhere, before.gist.zh);
    }
    assert_eq!(law::find("SD-30").unwrap(), &before);
    assert_ne!(laid.pin(), facts::pin());
    assert_eq!(laid.pin().0["rates.json"], facts::pin().0["rates.json"], "only the corrected file differs");
}

#[test]
fn a_newly_announced_rate_and_year_count() {
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    assert!(!rates::lpr(day("2026-11-24")).unwrap().1);
    let kind = rows::kind("lpr").unwrap();
    let new = Correction {
        fields: Default::default(),
        row: Some(kind.new_row("2026-11-20", "percent", "2.90")),
        ..correction("lpr", "2026-11-20", "percent", Value::Null)
    };
    let _in_force = facts::in_force(laid("rates.json", &[new]));
    let (percent, confirmed) = rates::lpr(day("2026-11-24")).unwrap();
    assert_eq!((percent.to_string().as_str(), confirmed), ("2.90", true));
    assert_eq!(rates::lpr(day("2026-11-19")).unwrap().0.to_string(), "3.00");

    let year = json!({"status": "official", "off": [["2027-01-01", "元旦"]], "work_on_weekend": [["2027-01-02", "元旦"]]});
    let fields = year.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let corrected = Correction { fields, ..correction("calendar", "2027", "", Value::Null) };
    let _year = facts::in_force(laid("calendar.json", &[corrected]));
    assert!(calendar().is_official(day("2027-05-01")) && calendar().is_working(day("2027-01-02")));
}

#[test]
fn a_corrected_number_is_the_owners_and_not_an_official_one() {
    let _in_force = facts::in_force(laid(
        "contacts.json",
        &[correction("contacts", "ums", "phone", json!("400-000-1234"))],
    ));
    let contact = contacts::find("ums").unwrap();
    assert_eq!((contact.shown_phone(), contact.tier), ("400-000-1234", contacts::Tier::Owner));
}

#[test]
fn values_keep_their_shape_and_names_stay() {
    let kind = rows::kind("channels").unwrap();
    let document = document("channels.json");
    let (_, row) = kind.rows(&document).into_iter().next().unwrap();
    assert_eq!(kind.typed(row, "prior_complaint", "true"), Ok(json!(true)));
    assert!(matches!(kind.typed(row, "prior_complaint", "maybe"), Err(NotCorrected::Shape { .. })));
    assert_eq!(kind.typed(row, "needs", r#"["sales"]"#), Ok(json!(["sales"])));
    assert!(matches!(kind.typed(row, "needs", "sales"), Err(NotCorrected::Shape { .. })));
    assert!(matches!(kind.typed(row, "id", "other"), Err(NotCorrected::NoField { .. })));
    let error = kind.typed(row, "no_such", "x").unwrap_err();
    assert!(error.zh().contains("prior_complaint"), "{}", error.zh());
    // A file that could no longer be read is refused.
    let mut broken = Laid::default();
    let mut document = self::document("rates.json");
    rows::lay(&mut document, &[correction("lpr", "2025-05-20", "percent", json!("三个点"))]);
    assert!(broken.lay("rates.json", &document.to_string()).is_err());
    assert_eq!(broken, Laid::default());
}

#[test]
fn a_file_with_a_swapped_hotline_is_shown_as_such() {
    let known = document("contacts.json");
    let mut file = known.clone();
    let rows = file["contacts"].as_array_mut().unwrap();
    let ums = rows.iter_mut().find(|row| row["id"] == "ums").unwrap();
    ums["phone"] = json!("400-999-9999");
    ums["note"] = json!("新的说明");
    rows.push(json!({"id": "new-one", "name": "新机构", "phone": "1"}));
    let found = rows::differences(&known, &file, "contacts.json");
    assert_eq!(found.len(), 3, "{found:?}");
    let phone = found.iter().find(|d| d.field == "phone").unwrap();
    assert!(phone.verified_phone && phone.known == "95534");
    assert!(found.iter().any(|d| d.field == "note" && !d.verified_phone));
    assert!(found.iter().any(|d| d.id == "new-one" && d.field.is_empty() && d.known.is_null()));
    assert_eq!(rows::differences(&known, &known, "contacts.json"), []);
}
