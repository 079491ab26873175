//! Why money may not have arrived (`data/causes.json`): candidates ranked by the answers, never verdicts.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::auto::AutoAnswer;
use crate::case::Case;
use crate::checks;
use crate::codes;
use crate::facts::Kept;
use crate::record::{RowRef, Text};

/// How pressing a cause is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is wrong.
    #[default]
    Normal,
    /// Wait and look again.
    Wait,
    /// Something must be done.
    Act,
    /// Something must be done today.
    Urgent,
}

/// A cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// `C01` to `C32`.
    pub id: String,
    /// As shown to people.
    pub title: Text,
    /// How pressing.
    pub severity: Severity,
    /// Answers that speak for it (positive) or against it (negative).
    pub signs: Vec<Sign>,
    /// What to do.
    pub act: Text,
    /// Whom to call: `acquirer`, `bank`, `issuer`, `unionpay`, `police`, `pbc`.
    pub call: Vec<String>,
    /// What to keep as evidence.
    pub keep: Text,
    /// How long it usually takes.
    pub usual: Text,
    /// What prevents it next time; may be empty.
    pub prevent: Text,
    /// The situation whose rules of law apply; empty: none.
    pub situation: String,
    /// `rule`, `two_sources`, `documented`, `one_source`, `practice`: how well the cause is known.
    pub sure: String,
}

/// Something to do from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habit {
    /// Unique.
    pub id: String,
    /// What to do.
    pub text: Text,
    /// Why.
    pub why: Text,
    /// The causes that it guards against, by id.
    pub causes: Vec<String>,
    /// The rule that it stands on, by id; may be empty.
    pub law: String,
}

/// An answer that speaks for or against a cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// The check.
    pub check: String,
    /// Its answer.
    pub answer: String,
    /// −100 to 100.
    pub weight: i32,
}

/// A cause that is possible after what is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// Which.
    pub cause: &'static Cause,
    /// Above 0, at most 100: an order, not a probability.
    pub score: i32,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
    /// What speaks against it.
    pub against: Vec<Reason>,
    /// Checks without an answer that would decide it, by id.
    pub would_decide: Vec<String>,
}

/// One thing that speaks for or against a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The check it comes from.
    pub check: String,
    /// In a sentence.
    pub text: Text,
    /// The rows that show it.
    pub rows: Vec<RowRef>,
}

#[derive(Default, Deserialize)]
pub(crate) struct File {
    #[serde(default)]
    sure: BTreeMap<String, Text>,
    causes: Vec<Cause>,
    #[serde(default)]
    habits: Vec<Habit>,
}

static FILE: Kept<File> = Kept::of("causes.json");

/// All causes.
pub fn causes() -> &'static [Cause] {
    &FILE.get().causes
}

/// The cause of that id.
pub fn find(id: &str) -> Option<&'static Cause> {
    FILE.get().causes.iter().find(|cause| cause.id == id)
}

/// What to change so that it does not happen again, in the order of the list.
pub fn habits() -> &'static [Habit] {
    &FILE.get().habits
}

/// The habits that guard against these causes first, then the others.
pub fn habits_for(ranked: &[Ranked]) -> Vec<&'static Habit> {
    let mut found: Vec<&Habit> = FILE.get().habits.iter().collect();
    let guards = |habit: &&Habit| ranked.iter().take(3).any(|r| habit.causes.contains(&r.cause.id));
    found.sort_by_key(|habit| !guards(habit));
    found
}

/// How well a cause is known, as shown to people.
pub fn sure_text(sure: &str) -> Text {
    FILE.get().sure.get(sure).cloned().unwrap_or_default()
}

/// The possible causes, the likeliest first. The owner's answers in the case count before those from the data.
pub fn rank_causes(case: &Case, automatic: &[AutoAnswer]) -> Vec<Ranked> {
    let failure = codes::payout_failure(case.answer("failure_reason"));
    let mut ranked: Vec<Ranked> =
        FILE.get().causes.iter().filter_map(|cause| weigh(cause, case, automatic, failure)).collect();
    ranked.sort_by_key(|r| (-r.score, std::cmp::Reverse(r.cause.severity), &r.cause.id));
    ranked
}

fn weigh(
    cause: &'static Cause,
    case: &Case,
    automatic: &[AutoAnswer],
    failure: Option<&codes::PayoutFailure>,
) -> Option<Ranked> {
    let mut score = 0;
    let (mut reasons, mut against, mut would_decide) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(failure) = failure.filter(|failure| failure.cause == cause.id) {
        score += 50;
        let text = Text::new(
            format!("打款失败的原话是「{}」，对得上「{}」。", case.answer("failure_reason"), failure.name.zh),
            format!("The payout failed with “{}”: {}.", case.answer("failure_reason"), failure.name.en),
        );
        reasons.push(Reason { check: "failure_reason".into(), text, rows: Vec::new() });
    }
    for sign in &cause.signs {
        let own = case.answer(&sign.check);
        let data = automatic.iter().find(|auto| auto.check == sign.check);
        let answer = if own.is_empty() { data.map_or("", |auto| &auto.answer) } else { own };
        if ["", "dont_know"].contains(&answer) {
            if sign.weight > 0 && !would_decide.contains(&sign.check) {
                would_decide.push(sign.check.clone());
            }
            continue;
        }
        if answer != sign.answer {
            continue;
        }
        score += sign.weight;
        let reason = reason(sign, data.filter(|auto| auto.answer == answer));
        if sign.weight > 0 { reasons.push(reason) } else { against.push(reason) }
    }
    let score = score.clamp(-100, 100);
    (score > 0).then_some(Ranked { cause, score, reasons, against, would_decide })
}

fn reason(sign: &Sign, data: Option<&AutoAnswer>) -> Reason {
    if let Some(auto) = data {
        return Reason { check: sign.check.clone(), text: auto.text.clone(), rows: auto.rows.clone() };
    }
    let text = checks::find(&sign.check).map_or_else(Text::default, |(_, check)| {
        let answer = check.shown(&sign.answer);
        Text::new(
            format!("「{}」答的是：{}。", check.question.zh, answer.zh),
            format!("“{}” was answered: {}.", check.question.en, answer.en),
        )
    });
    Reason { check: sign.check.clone(), text, rows: Vec::new() }
}
