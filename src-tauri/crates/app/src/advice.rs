//! What a sale that needs no case, or has none yet, is likely about: the same rules as in a case, over its sales alone.

use recoup_casework::{
    self as casework, Case, auto,
    causes::{self, Ranked},
    checks, law,
    next_step::{self, Action},
};
use recoup_ledger::TxnId;

use crate::case_papers::word_of;
use crate::case_view::papers;
use crate::view::{Advice, CauseView, HabitView, NextView, RuleView, Text};
use crate::{AppError, Recoup, today};

/// So many sales of a payout stand for all of it: the rows around them are looked at anyway.
const LOOKED_AT: usize = 100;

impl Recoup {
    /// What to do about these sales, judged as if a case were opened on them with nothing answered yet; `None` where
    /// everything came as it should. Writes nothing.
    pub(crate) fn advice(&mut self, ids: &[TxnId]) -> Result<Option<Advice>, AppError> {
        let _facts = self.with_facts_now()?;
        // Those that did not come first: of a large payout only the first are looked at.
        let cached = self.cached(today())?;
        let (mut ids, rest): (Vec<TxnId>, Vec<TxnId>) = ids.iter().partition(|id| cached.is_open(**id));
        ids.extend(rest);
        ids.truncate(LOOKED_AT);
        let (sales, owing) = self.case_sales(&ids)?;
        if sales.is_empty() {
            return Ok(None);
        }
        let (acquirer, merchant_no) = owing.into_iter().next().unwrap_or_default();
        let acquirer = if acquirer.is_empty() { "收单机构".to_owned() } else { acquirer };
        let case = Case { acquirer, merchant_no, sales, ..Case::default() };
        let answers = self.auto_answers(&case)?;
        let next = next(&case, &answers);
        if next.action == "close" {
            return Ok(None);
        }
        let known = self.with_data(&case, &answers)?;
        Ok(Some(Advice {
            next,
            causes: causes(&case, &answers),
            rules: rules(&known),
            channels: papers::channels(&known),
        }))
    }
}

/// What to do next; a closed case has nothing left to do.
pub(crate) fn next(case: &Case, answers: &[auto::AutoAnswer]) -> NextView {
    match next_step::next_step(case, answers, today()) {
        Some(next) => {
            let (action, channel, until) = match next.action {
                Action::Answer => ("answer", None, None),
                Action::Import => ("import", None, None),
                Action::Review => ("review", None, None),
                Action::Call => ("call", None, None),
                Action::Demand => ("demand", None, None),
                Action::File(channel) => ("file", Some(word_of(&channel)), None),
                Action::Wait(until) => ("wait", None, until),
                Action::Close => ("close", None, None),
            };
            NextView {
                text: next.text.into(),
                step: checks::steps().iter().position(|s| s.id == next.step).map_or(1, |i| i as u8 + 1),
                check: next.check.map(str::to_owned),
                action,
                channel,
                until,
            }
        }
        None => NextView {
            text: Text::new("案件已结。", "The case is closed."),
            step: 4,
            check: None,
            action: "none",
            channel: None,
            until: None,
        },
    }
}

/// The likeliest causes, each with what speaks for and against it and what would decide it.
pub(crate) fn causes(case: &Case, answers: &[auto::AutoAnswer]) -> Vec<CauseView> {
    let texts = |reasons: &[causes::Reason]| reasons.iter().map(|r| (&r.text).into()).collect();
    let shown = |r: &Ranked| CauseView {
        id: r.cause.id.clone(),
        title: (&r.cause.title).into(),
        score: i64::from(r.score),
        why: texts(&r.reasons),
        against: texts(&r.against),
        would_decide: r
            .would_decide
            .iter()
            .filter_map(|id| checks::find(id))
            .map(|(_, check)| (&check.question).into())
            .collect(),
        ask: (&r.cause.act).into(),
        call: r.cause.call.clone(),
        keep: (&r.cause.keep).into(),
        usual: (&r.cause.usual).into(),
        prevent: (&r.cause.prevent).into(),
        sure: causes::sure_text(&r.cause.sure).into(),
    };
    causes::rank_causes(case, answers).iter().take(5).map(shown).collect()
}

/// What to change so that it does not happen again; what guards against the likely causes comes first.
pub(crate) fn habits(case: &Case, answers: &[auto::AutoAnswer]) -> Vec<HabitView> {
    let ranked = causes::rank_causes(case, answers);
    let shown = |habit: &causes::Habit| HabitView {
        id: habit.id.clone(),
        text: (&habit.text).into(),
        why: (&habit.why).into(),
    };
    causes::habits_for(&ranked).into_iter().map(shown).collect()
}

/// The rules of law that the answers call for.
pub(crate) fn rules(known: &casework::Case) -> Vec<RuleView> {
    law::for_case(known)
        .into_iter()
        .map(|r| RuleView {
            id: r.id.clone(),
            title: r.title.zh.clone(),
            document_no: r.doc_no.clone(),
            article: r.article.clone(),
            gist: (&r.gist).into(),
            status: r.status.clone(),
            checked_on: r.checked_on,
            source: r.source.clone(),
        })
        .collect()
}
