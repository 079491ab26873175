//! One story: import, agreements, look, open, answer; after each stage the program's view beside the expectation.

use std::path::Path;

use chrono::NaiveDate;
use recoup_app::view::{AgreementView, CaseView, NewCommunication, NewFiling, SlipSale};
use recoup_app::{AppError, ImportOptions, NamedFile, Recoup, on_day, today};
use serde_json::{Value, json};

pub fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// What does not agree with the story's own expectation; empty when it holds.
pub fn run(path: &Path) -> Vec<String> {
    compare(path, &read(&path.join("expected.json")))
}

/// What does not agree with `expected`.
pub fn compare(path: &Path, expected: &Value) -> Vec<String> {
    let script = read(&path.join("answers.json"));
    let dir = tempfile::tempdir().unwrap();
    let mut shop = Shop { app: Recoup::open(dir.path()).unwrap(), case: 0, wrong: Vec::new() };
    shop.story(path, &script, expected);
    shop.wrong
}

struct Shop {
    app: Recoup,
    case: u32,
    wrong: Vec<String>,
}

fn day(value: &Value) -> NaiveDate {
    text(value).parse().unwrap_or_else(|_| panic!("{value} is no day"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|v| text(v).to_owned()).collect()
}

impl Shop {
    fn story(&mut self, path: &Path, script: &Value, expected: &Value) {
        let as_of = day(&script["as_of"]);
        let _day = on_day(as_of);
        let files: Vec<NamedFile> = list(&script["files"])
            .into_iter()
            .map(|name| NamedFile { path: path.join("files").join(&name), name })
            .collect();
        let report = self.app.commit_import(&files, &ImportOptions::default()).unwrap();
        for file in &report.files {
            let view = serde_json::to_value(file).unwrap();
            assert!(view["refused"].is_null(), "{view}");
            assert_eq!(view["problems"], json!([]), "{}: a fixture reads without a problem", view["file"]);
        }
        for typed in script["agreements"].as_array().into_iter().flatten() {
            self.agreement(typed);
        }
        for slip in script["slips"].as_array().into_iter().flatten() {
            let slip: SlipSale = serde_json::from_value(slip.clone()).unwrap();
            self.app.add_sale(&slip, None).unwrap();
        }
        let books = serde_json::to_value(self.app.missing(as_of).unwrap()).unwrap();
        self.books(&books, &expected["books"]);
        if let Some(reference) = script["look_at"].as_str() {
            let id = place(&books, reference);
            let view = serde_json::to_value(self.app.explain(&id, as_of).unwrap()).unwrap();
            self.check("look", &view["advice"], &expected["look"]);
        }
        let refs: Vec<String> = match &script["open"] {
            Value::String(word) if word == "missing" => {
                books["missing"].as_array().unwrap().iter().map(|s| text(&s["id"]).to_owned()).collect()
            }
            refs => list(refs).iter().map(|reference| place(&books, reference)).collect(),
        };
        if refs.is_empty() {
            return;
        }
        match self.app.open_case(&refs) {
            Ok(no) => self.case = no,
            Err(error) => {
                self.same("opens", &json!(expected["opens"]), &json!(false), &format!("{error}"));
                return;
            }
        }
        self.same("opens", &json!(expected["opens"]), &json!(true), "");
        self.see("opened", &expected["opened"]);
        let stages = script["stages"].as_array().cloned().unwrap_or_default();
        let wanted = expected["stages"].as_array().cloned().unwrap_or_default();
        assert_eq!(stages.len(), wanted.len(), "{}: a stage lacks its expectation", path.display());
        for (n, (stage, wanted)) in stages.iter().zip(&wanted).enumerate() {
            let _day = on_day(day(&stage["as_of"]));
            for deed in stage["do"].as_array().unwrap() {
                self.deed(deed).unwrap_or_else(|e| panic!("{}: {deed}: {e}", path.display()));
            }
            self.see(&format!("stage {}", n + 1), &wanted["expect"]);
        }
    }

    fn agreement(&mut self, typed: &Value) {
        let merchant = text(&typed["merchant_no"]);
        let known = self.app.agreements(today()).unwrap().into_iter().find(|a| a.merchant_no == merchant);
        let view: AgreementView = serde_json::from_value(json!({
            "id": known.map_or(0, |a| a.id), "merchant_no": merchant, "acquirer": typed["acquirer"],
            "scope": "all", "cycle": typed["cycle"], "cut_off": typed["cut_off"], "rates": typed["rates"],
            "cap_debit": null, "billing": "net", "pays_into": "", "confirmed": true,
        }))
        .unwrap();
        self.app.set_agreement(&view).unwrap();
    }

    fn deed(&mut self, deed: &Value) -> Result<(), AppError> {
        let (what, details) = deed.as_object().unwrap().iter().next().unwrap();
        match what.as_str() {
            "answers" => {
                for (check, answer) in details.as_object().unwrap() {
                    self.app.answer_check(self.case, check, text(answer), "")?;
                }
            }
            "call" => {
                let call: NewCommunication = serde_json::from_value(details.clone()).unwrap();
                self.app.log_communication(self.case, &call, &[])?;
            }
            "demand" => {
                let until = details["until"].as_str().map(|_| day(&details["until"]));
                let to = text(&details["to"]);
                self.app.demand_sent(self.case, day(&details["on"]), "ems", "EX1", to, until, &[])?;
            }
            "received" => {
                self.app.demand_received(self.case, day(&details["on"]), "收发室", &[])?;
            }
            "filed" => {
                let new: NewFiling = serde_json::from_value(details.clone()).unwrap();
                self.app.file_complaint(self.case, &new, &[])?;
            }
            other => panic!("nobody knows how to do {other}"),
        }
        Ok(())
    }

    fn books(&mut self, books: &Value, expected: &Value) {
        let missing = books["missing"].as_array().unwrap();
        self.same("missing sales", &expected["missing"], &json!(missing.len()), "");
        for (reference, wanted) in expected["sales"].as_object().into_iter().flatten() {
            let sale = sale(books, reference);
            for (part, value) in wanted.as_object().unwrap() {
                self.same(&format!("{reference} {part}"), value, &sale[part], "");
            }
        }
        for (part, value) in expected["totals"].as_object().into_iter().flatten() {
            self.same(&format!("total {part}"), value, &books["totals"][part], "");
        }
    }

    /// The open case beside what is expected of it now.
    fn see(&mut self, when: &str, expected: &Value) {
        if !expected.is_null() {
            let view: CaseView = self.app.case_view(self.case).unwrap();
            self.check(when, &serde_json::to_value(view).unwrap(), expected);
        }
    }

    fn check(&mut self, when: &str, view: &Value, expected: &Value) {
        for (part, wanted) in expected.as_object().into_iter().flatten() {
            let what = format!("{when}: {part}");
            match part.as_str() {
                "next" => {
                    for (key, value) in wanted.as_object().unwrap() {
                        if key == "says" {
                            self.says(&what, value, text(&view["next"]["text"]["zh"]));
                        } else {
                            self.same(
                                &format!("{what}.{key}"),
                                value,
                                &view["next"][key],
                                text(&view["next"]["text"]["zh"]),
                            );
                        }
                    }
                }
                // The likeliest first; what is ranked behind is open.
                "cause" => {
                    let ranked: Vec<&str> = items(&view["causes"]).map(|c| text(&c["id"])).collect();
                    let wanted = list(wanted);
                    if !wanted.iter().map(String::as_str).eq(ranked.iter().take(wanted.len()).copied()) {
                        let scores: Vec<String> = items(&view["causes"])
                            .map(|c| format!("{}={}", text(&c["id"]), c["score"]))
                            .collect();
                        self.wrong.push(format!("{what}: expected {wanted:?} first, ranked {scores:?}"));
                    }
                }
                "call" => self.same(&what, wanted, &view["causes"][0]["call"], ""),
                "act_says" => self.says(&what, wanted, text(&view["causes"][0]["ask"]["zh"])),
                "keep_says" => self.says(&what, wanted, text(&view["causes"][0]["keep"]["zh"])),
                "rules" | "channels" | "rules_not" | "channels_not" => {
                    let (of, not) = (part.trim_end_matches("_not"), part.ends_with("_not"));
                    let there: Vec<&str> = items(&view[of]).map(|r| text(&r["id"])).collect();
                    for id in list(wanted) {
                        if there.contains(&id.as_str()) == not {
                            let word = if not { "must not be" } else { "is not" };
                            self.wrong.push(format!("{what}: {id} {word} among {there:?}"));
                        }
                    }
                }
                "no_rules" => self.same(&what, &json!(0), &json!(items(&view["rules"]).count()), ""),
                "clocks" => {
                    for (id, due) in wanted.as_object().unwrap() {
                        let found = items(&view["clocks"]).find(|c| is_clock(c, id));
                        self.same(
                            &format!("{what} {id}"),
                            due,
                            found.map_or(&Value::Null, |c| &c["due"]),
                            "",
                        );
                    }
                }
                "clocks_not" => {
                    for id in list(wanted) {
                        if items(&view["clocks"]).any(|c| is_clock(c, &id)) {
                            self.wrong.push(format!("{what}: {id} must not run"));
                        }
                    }
                }
                "auto" => {
                    for (id, answer) in wanted.as_object().unwrap() {
                        let found = checks(view).find(|c| text(&c["id"]) == id);
                        let auto = found.map_or(Value::Null, |c| c["auto"].clone());
                        self.same(
                            &format!("{what} {id}"),
                            answer,
                            &auto["answer"],
                            text(&auto["text"]["zh"]),
                        );
                        if !items(&auto["rows"]).all(|row| text(row).contains('行')) {
                            self.wrong
                                .push(format!("{what} {id}: a row does not name its line: {}", auto["rows"]));
                        }
                    }
                }
                "auto_says" => {
                    for (id, words) in wanted.as_object().unwrap() {
                        let auto = checks(view)
                            .find(|c| text(&c["id"]) == id)
                            .map_or(Value::Null, |c| c["auto"].clone());
                        let details: String =
                            items(&auto["details"]).map(|d| text(&d["text"]["zh"])).collect();
                        self.says(
                            &format!("{what} {id}"),
                            words,
                            &format!("{}{details}", text(&auto["text"]["zh"])),
                        );
                    }
                }
                "why_says" => {
                    let why: String = items(&view["causes"][0]["why"]).map(|w| text(&w["zh"])).collect();
                    self.says(&what, wanted, &why);
                }
                "warnings_say" => {
                    let all: String = items(&view["channels"])
                        .flat_map(|c| {
                            items(&c["warnings"]).map(|w| text(&w["zh"])).chain([text(&c["refuses"]["zh"])])
                        })
                        .collect();
                    self.says(&what, wanted, &all);
                }
                other => panic!("nobody compares {other}"),
            }
        }
    }

    fn says(&mut self, what: &str, words: &Value, said: &str) {
        for word in list(words) {
            if !said.contains(&word) {
                self.wrong.push(format!("{what}: “{word}” is not said in “{said}”"));
            }
        }
    }

    fn same(&mut self, what: &str, wanted: &Value, found: &Value, told: &str) {
        if wanted != found {
            let told = if told.is_empty() { String::new() } else { format!(" ({told})") };
            self.wrong.push(format!("{what}: expected {wanted}, found {found}{told}"));
        }
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A clock of a channel carries the number of its filing behind.
fn is_clock(clock: &Value, id: &str) -> bool {
    let key = text(&clock["id"]);
    key == id || key.trim_end_matches(|c: char| c.is_ascii_digit()) == format!("{id}_")
}

fn checks(view: &Value) -> impl Iterator<Item = &Value> {
    items(&view["steps"]).flat_map(|step| items(&step["checks"]))
}

/// The sale of that reference; a refund or void may carry its sale's reference.
fn sale<'a>(books: &'a Value, reference: &str) -> &'a Value {
    let all = || items(&books["missing"]).chain(items(&books["sales"]));
    all()
        .find(|s| text(&s["reference"]) == reference && !text(&s["gross"]).starts_with('-'))
        .unwrap_or_else(|| panic!("{reference} is not among the sales without their money"))
}

/// The id of a payout by its clearing day, else of a sale by its reference.
fn place(books: &Value, reference: &str) -> String {
    let payout = items(&books["payouts"]).find(|p| text(&p["clearing_day"]) == reference);
    payout.map_or_else(|| text(&sale(books, reference)["id"]).to_owned(), |p| text(&p["id"]).to_owned())
}
