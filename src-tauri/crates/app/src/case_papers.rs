//! What goes out of the house and comes back in a case: written demands, complaints, promises, payments.

use chrono::{Days, NaiveDate};
use recoup_casework::{Channel, Event, Stage, channels, demand};
use recoup_ledger::Money;

use crate::files::NamedFile;
use crate::view::{CaseView, ErrorCode, NewFiling};
use crate::{AppError, Recoup, today};

impl Recoup {
    /// Notes that a written demand was sent; its receipt or waybill becomes an exhibit.
    ///
    /// `by` is a word of [`demand::WAYS`]; without `until` the demand gives [`demand::DEMAND_DAYS`] days.
    ///
    /// # Errors
    /// `bad_input` for a day to come, an unknown way, or a last day before the sending; `refused` for a closed case.
    #[allow(clippy::too_many_arguments)]
    pub fn demand_sent(
        &mut self,
        no: u32,
        on: NaiveDate,
        by: &str,
        tracking: &str,
        to: &str,
        until: Option<NaiveDate>,
        files: &[NamedFile],
    ) -> Result<CaseView, AppError> {
        self.open_one(no)?;
        happened(on)?;
        let by = if by.is_empty() { "ems" } else { by };
        if !demand::WAYS.iter().any(|(id, ..)| *id == by) {
            let known: Vec<&str> = demand::WAYS.iter().map(|(id, ..)| *id).collect();
            return Err(AppError::bad_input(
                format!("寄送方式「{by}」不认识，可以写 {}。", known.join("、")),
                format!("“{by}” is no way of sending; use {}.", known.join(", ")),
            ));
        }
        let until = until.or_else(|| on.checked_add_days(Days::new(demand::DEMAND_DAYS)));
        if let Some(until) = until.filter(|until| *until <= on) {
            return Err(AppError::bad_input(
                format!("催告函的期限 {until} 要在寄出的 {on} 之后。"),
                format!("The last day {until} must lie after the sending on {on}."),
            ));
        }
        let exhibits = self.add_papers(no, files, &format!("{on} 寄出书面催告函"), &[])?;
        self.append(&Event::DemandSent {
            case: no,
            on,
            by: by.to_owned(),
            tracking: tracking.trim().to_owned(),
            to: to.trim().to_owned(),
            until,
            exhibits,
        })?;
        self.case_view(no)
    }

    /// Notes that the last demand arrived: from that day the limitation period runs anew. The proof becomes an exhibit
    /// that satisfies the requirement `demand`.
    ///
    /// # Errors
    /// `refused` when no demand is on its way or the case is closed; `bad_input` for a day before the sending or to come.
    pub fn demand_received(
        &mut self,
        no: u32,
        on: NaiveDate,
        by: &str,
        files: &[NamedFile],
    ) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        happened(on)?;
        let Some(sent) = case.demands.iter().rfind(|demand| demand.received_on.is_none()) else {
            return Err(AppError::new(
                ErrorCode::Refused,
                format!("案件 {no} 没有在路上的催告函。先记寄出，再记送达。"),
                format!("No demand of case {no} is on its way. Note the sending first."),
            ));
        };
        if on < sent.sent_on {
            return Err(AppError::bad_input(
                format!("催告函 {} 才寄出，不会在 {on} 就送达。", sent.sent_on),
                format!("The demand was sent on {}; it cannot have arrived on {on}.", sent.sent_on),
            ));
        }
        let exhibits = self.add_papers(no, files, &format!("催告函 {on} 已送达"), &["demand"])?;
        self.append(&Event::DemandReceived { case: no, on, by: by.trim().to_owned(), exhibits })?;
        self.case_view(no)
    }

    /// Notes that a complaint or suit was handed in, or how far it is there: the periods of that channel run from it.
    ///
    /// # Errors
    /// `bad_input` for an unknown channel or stage or a day to come; `refused` when a later stage has no complaint before
    /// it, or the case is closed.
    pub fn file_complaint(
        &mut self,
        no: u32,
        new: &NewFiling,
        files: &[NamedFile],
    ) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        happened(new.on)?;
        let channel = channel_of(&new.channel)?;
        let stage = stage_of(&new.stage)?;
        let title = channels::find(channel).map(|info| info.title.clone()).unwrap_or_default();
        let last = case.filings.iter().rfind(|filing| filing.channel == channel);
        if stage != Stage::Sent {
            let before = last.and_then(|filing| filing.stages.last());
            match before {
                None => {
                    return Err(AppError::new(
                        ErrorCode::Refused,
                        format!("还没记过向{}提交。先记提交的日子，再记进展。", title.zh),
                        format!("Nothing was handed in to {} yet; note that first.", title.en),
                    ));
                }
                Some(before) if before.on > new.on => {
                    return Err(AppError::bad_input(
                        format!("上一步记在 {}，这一步不会更早。", before.on),
                        format!("The step before was on {}; this one cannot be earlier.", before.on),
                    ));
                }
                Some(_) => {}
            }
        }
        let proves = format!("{} 向{}：{}", new.on, title.zh, stage_text(stage).zh);
        let exhibits = self.add_papers(no, files, &proves, &[])?;
        self.append(&Event::Filed {
            case: no,
            channel,
            stage,
            on: new.on,
            number: new.number.trim().to_owned(),
            exhibits,
        })?;
        self.case_view(no)
    }

    /// Notes whether a promise was kept; `communication` is its number within the case, from 1.
    ///
    /// # Errors
    /// `not_found`; `bad_input` when nothing was promised there; `refused` for a closed case.
    pub fn settle_promise(&mut self, no: u32, communication: u32, kept: bool) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        let at = (communication as usize).checked_sub(1);
        let Some(said) = at.and_then(|at| case.communications.get(at)) else {
            return Err(AppError::not_found(
                format!(
                    "案件 {no} 没有第 {communication} 次沟通，一共记了 {} 次。",
                    case.communications.len()
                ),
                format!("Case {no} has no contact {communication}; there are {}.", case.communications.len()),
            ));
        };
        if said.promise.is_empty() && said.promise_by.is_none() {
            return Err(AppError::bad_input(
                format!("第 {communication} 次沟通里，对方没有答应什么。"),
                format!("Nothing was promised in contact {communication}."),
            ));
        }
        let mut amended = said.clone();
        amended.kept = Some(kept);
        self.append(&Event::ContactAmended { case: no, no: communication, communication: amended })?;
        self.case_view(no)
    }

    /// Notes that some of the money came. What a statement shows as arrived as well is counted once.
    ///
    /// # Errors
    /// `bad_input` for nothing, for more than the case claims, or for a day to come; `refused` for a closed case.
    pub fn payment_received(
        &mut self,
        no: u32,
        on: NaiveDate,
        amount: Money,
        note: &str,
        files: &[NamedFile],
    ) -> Result<CaseView, AppError> {
        let case = self.open_one(no)?;
        happened(on)?;
        let claimed = crate::case_view::amount(&case);
        let before: Money = case.payments.iter().map(|paid| paid.amount).sum();
        if amount <= Money::ZERO || before + amount > claimed {
            return Err(AppError::bad_input(
                format!(
                    "收到的金额要大于 0，加上记过的 {} 元也不能超过追的 {} 元。",
                    before.grouped(),
                    claimed.grouped()
                ),
                format!(
                    "The amount must be above 0 and, with the {} yuan noted before, not above the {} yuan claimed.",
                    before.grouped(),
                    claimed.grouped()
                ),
            ));
        }
        let exhibits = self.add_papers(no, files, &format!("{on} 收到 {} 元", amount.grouped()), &[])?;
        let note = note.trim().to_owned();
        self.append(&Event::PaymentReceived { case: no, on, amount, note, exhibits })?;
        self.case_view(no)
    }
}

/// What the owner notes has happened already.
fn happened(on: NaiveDate) -> Result<(), AppError> {
    let today = today();
    if on <= today {
        return Ok(());
    }
    Err(AppError::bad_input(
        format!("{on} 还没到（今天是 {today}）。办完了再记。"),
        format!("{on} has not come yet (today is {today}). Note it when it is done."),
    ))
}

fn channel_of(word: &str) -> Result<Channel, AppError> {
    serde_json::from_value(serde_json::Value::from(word.trim())).map_err(|_| {
        let known: Vec<String> = channels::channels().iter().map(|info| word_of(&info.id)).collect();
        AppError::bad_input(
            format!("渠道「{word}」不认识，可以写 {}。", known.join("、")),
            format!("“{word}” is no channel; use {}.", known.join(", ")),
        )
    })
}

fn stage_of(word: &str) -> Result<Stage, AppError> {
    let word = if word.trim().is_empty() { "sent" } else { word.trim() };
    serde_json::from_value(serde_json::Value::from(word)).map_err(|_| {
        AppError::bad_input(
            format!(
                "进展「{word}」不认识，可以写 sent、accepted、papers_asked、answered、refused、withdrawn。"
            ),
            format!(
                "“{word}” is no stage; use sent, accepted, papers_asked, answered, refused or withdrawn."
            ),
        )
    })
}

/// The word that stands for a value in JSON.
pub(crate) fn word_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A stage as shown to people.
pub(crate) fn stage_text(stage: Stage) -> crate::view::Text {
    let (zh, en) = match stage {
        Stage::Sent => ("已提交", "handed in"),
        Stage::Accepted => ("已受理", "accepted"),
        Stage::PapersAsked => ("要求补材料", "more papers asked for"),
        Stage::Answered => ("已答复", "answered"),
        Stage::Refused => ("不受理", "refused"),
        Stage::Withdrawn => ("已撤回", "withdrawn"),
    };
    crate::view::Text::new(zh, en)
}
