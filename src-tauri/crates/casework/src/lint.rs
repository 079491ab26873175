//! Checks every data file: what `cargo dev lint` and a test run.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::contacts::{Contact, Tier};
use crate::record::Text;
use crate::{calendar, causes, channels, checks, codes, contacts, facts, law, pitfalls, rates};

/// What is wrong in the data files, one sentence each, naming file and entry; empty when all is well.
pub fn lint() -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in facts::FILES {
        if let Err(cause) = readable(name, text) {
            found.push(format!("{name} cannot be read: {cause}"));
        }
    }
    for (name, text) in facts::FILES {
        checked_on(name, text, &mut found);
    }
    found.extend(lint_checks());
    found.extend(lint_causes());
    found.extend(lint_channels());
    found.extend(lint_contacts(contacts::contacts()));
    found.extend(lint_law(law::rules()));
    found.extend(lint_pitfalls());
    found.extend(lint_codes());
    found.extend(lint_tables());
    found
}

/// Whether a text can be read as the data file of that name; else what the reader says.
pub(crate) fn readable(name: &str, text: &str) -> Result<(), String> {
    match name {
        "checks.json" => parse::<checks::File>(text),
        "causes.json" => parse::<causes::File>(text),
        "channels.json" => parse::<channels::File>(text),
        "contacts.json" => parse::<contacts::File>(text),
        "law.json" => parse::<law::File>(text),
        "rates.json" => parse::<rates::File>(text),
        "calendar.json" => parse::<calendar::File>(text),
        "pitfalls.json" => parse::<pitfalls::File>(text),
        "response_codes.json" => parse::<codes::CodesFile>(text),
        "payout_failures.json" => parse::<codes::FailuresFile>(text),
        "acquirer_prefix.json" => parse::<codes::PrefixFile>(text),
        other => Err(format!("there is no data file {other}")),
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<(), String> {
    serde_json::from_str::<T>(text).map(|_| ()).map_err(|error| error.to_string())
}

/// Files of facts say when they were checked; `checks.json` holds questions, not facts.
fn checked_on(name: &str, text: &str, found: &mut Vec<String>) {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let day = value.get("checked_on").and_then(Value::as_str).unwrap_or_default();
    if name != "checks.json" && day.parse::<NaiveDate>().is_err() {
        found.push(format!("{name} does not say on which day it was checked"));
    }
}

struct Ids<'a> {
    file: &'a str,
    seen: BTreeSet<String>,
    found: Vec<String>,
}

impl<'a> Ids<'a> {
    fn new(file: &'a str) -> Ids<'a> {
        Ids { file, seen: BTreeSet::new(), found: Vec::new() }
    }

    fn unique(&mut self, id: &str) {
        if id.is_empty() || !self.seen.insert(id.to_owned()) {
            self.found.push(format!("{}: the id “{id}” is empty or stands twice", self.file));
        }
    }

    fn text(&mut self, id: &str, what: &str, text: &Text) {
        if text.zh.trim().is_empty() || text.en.trim().is_empty() {
            self.found.push(format!("{}: {id} has no {what} in one of the languages", self.file));
        }
        if let Some(word) =
            ["欠款", "欠钱", "骗", "跑路", "拖欠"].iter().find(|word| text.zh.contains(**word))
        {
            // Naming the law's own term or a state authority's line is not an accusation.
            if !["诈骗", "防骗", "涉诈"].iter().any(|term| text.zh.contains(term)) {
                self.found
                    .push(format!("{}: {id} uses “{word}”, which claims more than data can show", self.file));
            }
        }
    }

    fn say(&mut self, sentence: String) {
        self.found.push(format!("{}: {sentence}", self.file));
    }
}

fn lint_checks() -> Vec<String> {
    let mut ids = Ids::new("checks.json");
    let order: Vec<&str> = checks::steps().iter().map(|step| step.id.as_str()).collect();
    if order != ["verify", "provider", "internal", "legal"] {
        ids.say(format!("the steps are {order:?}, not the four in their order"));
    }
    for step in checks::steps() {
        ids.text(&step.id, "title", &step.title);
        for check in &step.checks {
            ids.unique(&check.id);
            ids.text(&check.id, "question", &check.question);
            ids.text(&check.id, "reason", &check.why);
            let choice = check.kind == checks::AnswerKind::Choice;
            if choice == check.options.is_empty() || check.options.len() == 1 {
                ids.say(format!("{} has {} options", check.id, check.options.len()));
            }
            let mut seen = BTreeSet::new();
            for option in &check.options {
                ids.text(&check.id, "option label", &option.label);
                if !seen.insert(&option.id) {
                    ids.say(format!("{} has the option {} twice", check.id, option.id));
                }
                if option.next.zh.is_empty() != option.next.en.is_empty() {
                    ids.say(format!("{}.{} has advice in one language only", check.id, option.id));
                }
            }
        }
    }
    ids.found
}

/// Whether `check=answer` names a check and one of its options.
fn known_answer(check: &str, answer: &str) -> bool {
    checks::find(check).is_some_and(|(_, c)| c.option(answer).is_some())
}

fn lint_causes() -> Vec<String> {
    let mut ids = Ids::new("causes.json");
    let rules = law::rules();
    for cause in causes::causes() {
        ids.unique(&cause.id);
        for (what, text) in [
            ("title", &cause.title),
            ("action", &cause.act),
            ("evidence", &cause.keep),
            ("usual time", &cause.usual),
        ] {
            ids.text(&cause.id, what, text);
        }
        if !cause.signs.iter().any(|sign| sign.weight > 0) {
            ids.say(format!("{} has no sign that speaks for it", cause.id));
        }
        for sign in &cause.signs {
            if !known_answer(&sign.check, &sign.answer) {
                ids.say(format!(
                    "{} has a sign {}={} that no check knows",
                    cause.id, sign.check, sign.answer
                ));
            }
            if sign.weight == 0 || sign.weight.abs() > 100 {
                ids.say(format!("{} has a sign of weight {}", cause.id, sign.weight));
            }
        }
        for who in &cause.call {
            if !["acquirer", "bank", "issuer", "unionpay", "police", "pbc"].contains(&who.as_str()) {
                ids.say(format!("{} calls “{who}”, whom nobody knows", cause.id));
            }
        }
        let known = |s: &String| *s == cause.situation;
        if !cause.situation.is_empty() && !rules.iter().any(|rule| rule.situations.iter().any(known)) {
            ids.say(format!(
                "{} names the situation “{}”, which no rule of law has",
                cause.id, cause.situation
            ));
        }
        if causes::sure_text(&cause.sure).zh.is_empty() {
            ids.say(format!("{} does not say how sure it is", cause.id));
        }
    }
    for habit in causes::habits() {
        ids.unique(&habit.id);
        ids.text(&habit.id, "text", &habit.text);
        ids.text(&habit.id, "reason", &habit.why);
        for cause in habit.causes.iter().filter(|cause| causes::find(cause).is_none()) {
            ids.say(format!("{} guards against “{cause}”, which is no cause", habit.id));
        }
        if !habit.law.is_empty() && law::find(&habit.law).is_none() {
            ids.say(format!("{} stands on “{}”, which is no rule in law.json", habit.id, habit.law));
        }
    }
    let expected: Vec<String> = (1..=32).map(|n| format!("C{n:02}")).collect();
    if let Some(missing) = expected.iter().find(|id| causes::find(id).is_none()) {
        ids.say(format!("{missing} is missing"));
    }
    ids.found
}

fn lint_channels() -> Vec<String> {
    let mut ids = Ids::new("channels.json");
    let requirements = channels::requirements_list();
    for requirement in requirements {
        ids.unique(&requirement.id);
        ids.text(&requirement.id, "title", &requirement.title);
        ids.text(&requirement.id, "how", &requirement.how);
        let known = match requirement.by.split_once(':') {
            Some(("case", what)) => ["sales", "contacts", "ticket", "demand", "reference"].contains(&what),
            Some(("exhibit", tag)) => !tag.is_empty(),
            Some(("shop", field)) => channels::shop_field(field, &recoup_ledger::Shop::default()).is_some(),
            Some(("check", what)) => what.split_once('=').is_some_and(|(check, answer)| {
                let answer = answer.trim_start_matches('!');
                if answer == "*" { checks::find(check).is_some() } else { known_answer(check, answer) }
            }),
            _ => false,
        };
        if !known {
            ids.say(format!(
                "{} is satisfied by “{}”, which nothing can satisfy",
                requirement.id, requirement.by
            ));
        }
    }
    for info in channels::channels() {
        let id = format!("{:?}", info.id);
        ids.unique(&id);
        for (what, text) in [
            ("title", &info.title),
            ("who", &info.who),
            ("refusals", &info.refuses),
            ("effect", &info.effect),
        ] {
            ids.text(&id, what, text);
        }
        for need in info.needs.iter().chain(&info.helps) {
            if !requirements.iter().any(|r| r.id == *need) {
                ids.say(format!("{id} needs “{need}”, which is no requirement"));
            }
        }
        for rule in info.laws.iter().filter(|rule| law::find(rule).is_none()) {
            ids.say(format!("{id} stands on “{rule}”, which is no rule in law.json"));
        }
        if !["", "acquirer"].contains(&info.contact.as_str()) && contacts::find(&info.contact).is_none() {
            ids.say(format!("{id} is called at “{}”, which is no contact", info.contact));
        }
        for period in &info.clocks {
            if period.days == 0 || !["sent", "accepted", "refused"].contains(&period.after.as_str()) {
                ids.say(format!("{id} has a period {} that cannot run", period.id));
            }
        }
    }
    for recipient in crate::Recipient::ALL {
        if channels::requirements(recipient).is_empty() {
            ids.say(format!("nobody receives for {}", recipient.word()));
        }
    }
    ids.found
}

fn lint_pitfalls() -> Vec<String> {
    let mut ids = Ids::new("pitfalls.json");
    for pitfall in pitfalls::pitfalls() {
        ids.unique(&pitfall.id);
        ids.text(&pitfall.id, "text", &pitfall.text);
        let known = match pitfall.when.split_once(':') {
            None => pitfall.when == "always",
            Some(("no", what)) => ["contacts", "demand"].contains(&what),
            Some(("check", what)) => {
                what.split_once('=').is_some_and(|(check, answer)| known_answer(check, answer))
            }
            Some(_) => false,
        };
        if !known || pitfall.recipients.is_empty() {
            ids.say(format!("{} is never shown: “{}”", pitfall.id, pitfall.when));
        }
        if law::find(&pitfall.law).is_none() {
            ids.say(format!("{} stands on “{}”, which is no rule in law.json", pitfall.id, pitfall.law));
        }
    }
    ids.found
}

pub(crate) fn lint_contacts(contacts: &[Contact]) -> Vec<String> {
    let mut ids = Ids::new("contacts.json");
    for contact in contacts {
        ids.unique(&contact.id);
        let sure = !matches!(contact.tier, Tier::Conflict | Tier::Unverified);
        if !sure && !contact.phone.is_empty() {
            ids.say(format!("{} shows a number that nobody verified", contact.id));
        }
        if sure && (contact.phone.is_empty() || contact.source.is_empty() || contact.checked_on.is_none()) {
            ids.say(format!("{} lacks number, source or the day it was checked", contact.id));
        }
        if !contact.phone.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            ids.say(format!("{} has the number “{}”", contact.id, contact.phone));
        }
        if contact.name.is_empty() || contact.handles.is_empty() {
            ids.say(format!("{} lacks a name or what it deals with", contact.id));
        }
    }
    ids.found
}

pub(crate) fn lint_law(rules: &[law::Rule]) -> Vec<String> {
    let mut ids = Ids::new("law.json");
    for rule in rules {
        ids.unique(&rule.id);
        ids.text(&rule.id, "title", &rule.title);
        ids.text(&rule.id, "gist", &rule.gist);
        ids.text(&rule.id, "use", &rule.applies);
        if rule.article.is_empty() || rule.issuer.is_empty() || rule.source.is_empty() {
            ids.say(format!("{} lacks article, issuer or source", rule.id));
        }
        if rule.situations.is_empty() || !["shop", "other"].contains(&rule.side.as_str()) {
            ids.say(format!("{} does not say when or for whom it stands", rule.id));
        }
        if rule.sure != "verified" || rule.status != "in_force" {
            ids.say(format!("{} is shown as a fact but is “{}”, “{}”", rule.id, rule.sure, rule.status));
        }
        let known = [&rule.doc_no, &rule.source, &rule.article, &rule.gist.zh];
        if known.iter().any(|text| text.contains("UNVERIFIED") || text.contains("未核实")) {
            ids.say(format!("{} carries an unverified detail", rule.id));
        }
    }
    ids.found
}

fn lint_codes() -> Vec<String> {
    let mut ids = Ids::new("response_codes.json");
    let file = codes::codes_file();
    for row in &file.codes {
        ids.unique(&row.code);
        if row.code.len() != 2 || row.meaning.is_empty() {
            ids.say(format!("{} is no code with a meaning", row.code));
        }
        if !file.money.contains_key(&row.money) || !file.advice.contains_key(&row.advice) {
            ids.say(format!(
                "{} names “{}” and “{}”, one of which is unknown",
                row.code, row.money, row.advice
            ));
        }
    }
    for (key, text) in file.money.iter().chain(&file.advice) {
        ids.text(key, "sentence", text);
    }
    let mut failures = Ids::new("payout_failures.json");
    for row in codes::payout_failures() {
        failures.unique(&row.code);
        failures.text(&row.code, "name", &row.name);
        failures.text(&row.code, "advice", &row.advice);
        if row.any_of.is_empty() || row.any_of.iter().any(String::is_empty) {
            failures.say(format!("{} has an empty text to look for", row.code));
        }
        if causes::find(&row.cause).is_none() {
            failures.say(format!("{} points to the cause “{}”", row.code, row.cause));
        }
    }
    let mut hints = Ids::new("acquirer_prefix.json");
    for hint in codes::acquirer_hints() {
        hints.unique(&hint.prefix);
        if hint.prefix.len() != 3 || hint.name.is_empty() {
            hints.say(format!("“{}” is no prefix of three digits with a name", hint.prefix));
        }
    }
    [ids.found, failures.found, hints.found].concat()
}

fn lint_tables() -> Vec<String> {
    let mut found = Vec::new();
    if !rates::lpr_table().is_sorted_by_key(|point| point.from) || rates::lpr_table().is_empty() {
        found.push("rates.json: the LPR points are empty or not in the order of their days".to_owned());
    }
    for row in rates::small_claims_table() {
        if row.double <= row.half || row.source.is_empty() {
            found.push(format!("rates.json: the limits of {} do not fit", row.province));
        }
    }
    let calendar = calendar::calendar();
    for year in 2024..=2026 {
        let new_year = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        if !calendar.is_official(new_year) || calendar.is_working(new_year) {
            found.push(format!("calendar.json: {} is not an official holiday", new_year.year()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_files_are_sound() {
        assert_eq!(lint(), Vec::<String>::new());
    }

    #[test]
    fn an_unverified_number_or_a_doubtful_rule_is_reported() {
        let mut contact = contacts::find("ums").unwrap().clone();
        contact.tier = Tier::Unverified;
        assert_eq!(lint_contacts(&[contact.clone()]).len(), 1);
        contact.tier = Tier::Official;
        contact.source.clear();
        assert_eq!(lint_contacts(&[contact.clone(), contact]).len(), 3, "two without source, one id twice");
        let mut rule = law::find("SD-30").unwrap().clone();
        rule.sure = "third_party".into();
        rule.doc_no = "UNVERIFIED".into();
        rule.gist.en.clear();
        assert_eq!(lint_law(&[rule]).len(), 3);
    }
}
