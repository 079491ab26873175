//! The four steps and their checks (`data/checks.json`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::facts::Kept;
use crate::record::Text;

/// One of the four steps, in the fixed order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// `verify`, `provider`, `internal`, `legal`.
    pub id: String,
    /// As shown to people.
    pub title: Text,
    /// In the order in which they are asked.
    pub checks: Vec<Check>,
}

/// One question of a step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Unique over all steps.
    pub id: String,
    /// What is asked.
    pub question: Text,
    /// Why it is asked.
    pub why: Text,
    /// Which answers it takes.
    pub kind: AnswerKind,
    /// The choices, in order; empty for texts and dates.
    pub options: Vec<Choice>,
    /// Whether the data can answer it (see [`crate::auto`]).
    pub automatic: bool,
}

/// Which answers a check takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// One of the options, by its id.
    #[default]
    Choice,
    /// Any text.
    Text,
    /// A day, ISO 8601.
    Date,
}

/// One choice and what to do next when it is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Unique within its check.
    pub id: String,
    /// As shown to people.
    pub label: Text,
    /// The advice that follows; empty when there is none.
    pub next: Text,
}

/// An answer that a check does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAnswer {
    /// There is no such check.
    #[error("there is no check “{0}”")]
    NoSuchCheck(String),
    /// Not one of the options.
    #[error("check “{check}” does not take “{answer}”; use one of: {}", options.join(", "))]
    NotAnOption {
        /// The check.
        check: String,
        /// What was given.
        answer: String,
        /// What it takes.
        options: Vec<String>,
    },
    /// Not a day.
    #[error("check “{check}” takes a day such as 2026-11-24, not “{answer}”")]
    NotADate {
        /// The check.
        check: String,
        /// What was given.
        answer: String,
    },
}

impl NotAnAnswer {
    /// One sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            NotAnAnswer::NoSuchCheck(check) => format!("没有「{check}」这一项。"),
            NotAnAnswer::NotAnOption { check, answer, options } => {
                format!("「{check}」不能答「{answer}」，可以答：{}。", options.join("、"))
            }
            NotAnAnswer::NotADate { check, answer } => {
                format!("「{check}」要一个日子，比如 2026-11-24，写的是「{answer}」。")
            }
        }
    }
}

#[derive(Default, Deserialize)]
pub(crate) struct File {
    steps: Vec<Step>,
}

static FILE: Kept<File> = Kept::of("checks.json");

/// The four steps in order.
pub fn steps() -> &'static [Step] {
    &FILE.get().steps
}

/// A check with its step.
pub fn find(id: &str) -> Option<(&'static Step, &'static Check)> {
    FILE.get()
        .steps
        .iter()
        .find_map(|step| step.checks.iter().find(|check| check.id == id).map(|check| (step, check)))
}

/// Whether `answer` may be given to `check`; an empty one takes an answer back and always may.
pub fn accept(check: &str, answer: &str) -> Result<&'static Check, NotAnAnswer> {
    let (_, known) = find(check).ok_or_else(|| NotAnAnswer::NoSuchCheck(check.to_owned()))?;
    let (check, answer) = (check.to_owned(), answer.to_owned());
    match known.kind {
        _ if answer.is_empty() => Ok(known),
        AnswerKind::Choice if known.option(&answer).is_none() => {
            let options = known.options.iter().map(|option| option.id.clone()).collect();
            Err(NotAnAnswer::NotAnOption { check, answer, options })
        }
        AnswerKind::Date if answer.parse::<NaiveDate>().is_err() => {
            Err(NotAnAnswer::NotADate { check, answer })
        }
        _ => Ok(known),
    }
}

impl Check {
    /// The option of that id.
    pub fn option(&self, id: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.id == id)
    }

    /// How an answer is shown to people: the option's label, else the answer itself.
    pub fn shown(&self, answer: &str) -> Text {
        self.option(answer).map_or_else(|| Text::new(answer, answer), |option| option.label.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_steps_of_a_dozen_checks_at_most() {
        let ids: Vec<&str> = steps().iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids, ["verify", "provider", "internal", "legal"]);
        for step in steps() {
            assert!((5..=12).contains(&step.checks.len()), "{}", step.id);
        }
    }

    #[test]
    fn only_answers_that_fit_are_taken() {
        assert_eq!(accept("provider_status", "payout_failed").unwrap().id, "provider_status");
        assert!(accept("provider_status", "").is_ok());
        assert!(accept("failure_reason", "收款户名不符").is_ok());
        let wrong = accept("provider_status", "maybe").unwrap_err();
        assert!(wrong.to_string().contains("risk_hold"), "{wrong}");
        assert!(wrong.zh().contains("provider_status"));
        assert!(matches!(accept("nothing", "yes"), Err(NotAnAnswer::NoSuchCheck(_))));
    }
}
