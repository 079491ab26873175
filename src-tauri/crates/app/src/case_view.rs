//! Everything about a case as one screen needs it.

pub(crate) mod papers;
mod timeline;

use recoup_casework::{self as casework, Case, RowRef, auto, channels, checks, clocks, contacts, next_step};
use recoup_ledger::Money;

use self::timeline::timeline;
use crate::advice::{self, next};
use crate::cases::day_of;
use crate::contacts::show as show_contact;
use crate::report::{channel_word, kind_word};
use crate::view::{
    AutoView, CaseLine, CaseView, CheckView, ClockView, CommunicationView, DeliveryView, DetailView,
    ExhibitView, NeedView, OptionView, Sale, StepView, Text,
};
use crate::{AppError, Recoup, clock, today};

impl From<&casework::Text> for Text {
    fn from(text: &casework::Text) -> Text {
        Text::new(&text.zh, &text.en)
    }
}

impl From<casework::Text> for Text {
    fn from(text: casework::Text) -> Text {
        Text::new(text.zh, text.en)
    }
}

impl Recoup {
    /// A line of the list, judged as the case's own screen judges it.
    pub(crate) fn case_line(&mut self, case: &Case) -> Result<CaseLine, AppError> {
        // A list of cases must not fail over one that cannot be read; it falls back to the present facts.
        let _facts = self.with_facts_of(case).ok();
        // A closed case stays as it was: nothing is asked of the books, which costs their matching.
        let (case, answers) = if case.is_open() {
            (&self.restated(case)?, self.auto_answers(case)?)
        } else {
            (case, Vec::new())
        };
        let clocks = clocks::clocks(case, today(), &casework::calendar());
        let line = next_step::state_line(case, &clocks, today());
        let step = next(case, &answers).step;
        Ok(CaseLine {
            case: case.no,
            title: title(case),
            acquirer: case.acquirer.clone(),
            amount: amount(case),
            sales: case.sales.len(),
            opened_on: day_of(&case.opened_at),
            state: state(case),
            step,
            waiting: line.text.into(),
            tone: line.tone.into(),
            due: line.until,
            outcome: outcome(case),
        })
    }

    /// Everything about a case.
    ///
    /// # Errors
    /// `not_found`.
    pub fn case_view(&mut self, no: u32) -> Result<CaseView, AppError> {
        let case = self.find_case(no)?;
        let _facts = self.with_facts_of(&case)?;
        let shop = self.shop()?;
        let today = today();
        let calendar = casework::calendar();
        let answers = self.auto_answers(&case)?;
        let known = self.with_data(&case, &answers)?;
        let now = self.restated(&case)?;
        let step_now = next(&now, &answers);
        let clocks = clocks::clocks(&now, today, &calendar);
        let state_line = next_step::state_line(&now, &clocks, today);
        let steps = self.steps(&case, &answers, step_now.step);
        let own = self.all_contacts()?;
        let exhibits = case
            .exhibits
            .iter()
            .filter(|e| e.withdrawn.is_none())
            .map(|e| ExhibitView {
                id: e.exhibit.no.to_string(),
                no: e.exhibit.no,
                name: e.exhibit.name.clone(),
                media_type: e.exhibit.media_type.clone(),
                size: e.exhibit.size,
                sha256: e.exhibit.sha256.clone(),
                source: e.exhibit.source.clone(),
                proves: e.exhibit.proves.clone(),
                satisfies: e.exhibit.satisfies.clone(),
                proposed: e.exhibit.proposed,
                added_at: e.added_at.clone(),
                intact: [Some(&e.exhibit.sha256), e.painted.as_ref().map(|copy| &copy.sha256)]
                    .into_iter()
                    .flatten()
                    .all(|sha256| self.exhibit_bytes(sha256).is_ok()),
                painted: e.painted.as_ref().map(|copy| copy.areas.clone()).unwrap_or_default(),
            })
            .collect();
        let recipient = next_step::recipient_now(&case, &answers);
        let claimed = self.claimed(&case, &answers)?;
        let unpaid: Money = claimed.sales.iter().map(|s| s.net).sum();
        let beyond = claimed.paid_beyond_books().min(unpaid);
        Ok(CaseView {
            case: case.no,
            title: title(&case),
            acquirer: case.acquirer.clone(),
            merchant_no: case.merchant_no.clone(),
            opened_on: day_of(&case.opened_at),
            state: state(&case),
            outcome: outcome(&case),
            amount: amount(&case),
            amount_capitals: amount(&case).capitals(),
            sales: self.case_sale_views(&case)?,
            steps,
            waiting: state_line.text.into(),
            tone: state_line.tone.into(),
            next: step_now,
            clocks: clocks.into_iter().map(|c| clock_view(c, today)).collect(),
            needs: channels::checklist(recipient, &known, &shop)
                .into_iter()
                .map(|n| NeedView {
                    id: n.requirement.id.clone(),
                    title: (&n.requirement.title).into(),
                    proves: (&n.requirement.how).into(),
                    level: match n.level {
                        channels::Level::Required => "required",
                        _ => "optional",
                    }
                    .into(),
                    met: n.satisfied,
                })
                .collect(),
            causes: advice::causes(&case, &answers),
            rules: advice::rules(&known),
            habits: advice::habits(&case, &answers),
            contacts: contacts::for_acquirer(&case.acquirer, &own).iter().map(show_contact).collect(),
            exhibits,
            communications: case.communications.iter().zip(1..).map(communication).collect(),
            timeline: timeline(&case, today),
            deliveries: case
                .deliveries
                .iter()
                .map(|d| DeliveryView {
                    recipient: d.recipient.word().into(),
                    at: d.at.clone(),
                    file: d.file.clone(),
                    pages: d.pages,
                    sha256: d.sha256.clone(),
                })
                .collect(),
            demands: papers::demands(&case),
            filings: papers::filings(&case),
            channels: papers::channels(&known),
            payments: papers::payments(&case),
            received: claimed.settled_in_books + beyond,
            outstanding: unpaid - beyond,
            papers: papers::papers(),
            newer_facts: if case.is_open() { self.newer_facts(&case)? } else { Vec::new() },
        })
    }

    /// The case's sales: as they stand now where the books still have them, else as they were written down.
    fn case_sale_views(&mut self, case: &Case) -> Result<Vec<Sale>, AppError> {
        let cached = self.cached(today())?;
        Ok(case
            .sales
            .iter()
            .map(|s| match cached.txn(s.id) {
                Some((txn, verdict)) => Sale { case: Some(case.no), ..cached.sale(txn, verdict) },
                None => Sale {
                    id: s.id,
                    reference: s.reference.clone(),
                    order_no: s.order_no.clone(),
                    merchant_no: s.merchant_no.clone(),
                    terminal_no: s.terminal_no.clone(),
                    voucher_no: s.voucher_no.clone(),
                    sold_at: clock::local_moment(s.sold_at),
                    kind: kind_word(s.kind).into(),
                    channel: channel_word(s.channel).into(),
                    gross: s.gross,
                    fee: s.fee,
                    net: s.net,
                    acquirer: case.acquirer.clone(),
                    payout: None,
                    due_on: Some(s.due_on),
                    days_late: s.days_late,
                    state: "not_arrived".into(),
                    known_to: case.known_to,
                    certainty: "proved".into(),
                    confidence: 1.0,
                    one_of: Vec::new(),
                    reasons: Vec::new(),
                    source: row_text(&s.row),
                    case: Some(case.no),
                },
            })
            .collect())
    }

    fn steps(&self, case: &Case, answers: &[auto::AutoAnswer], now: u8) -> Vec<StepView> {
        checks::steps()
            .iter()
            .enumerate()
            .map(|(i, step)| {
                let number = i as u8 + 1;
                let views: Vec<CheckView> = step
                    .checks
                    .iter()
                    .map(|check| {
                        let said = case.answers.get(&check.id).filter(|a| !a.answer.is_empty());
                        CheckView {
                            id: check.id.clone(),
                            step: number,
                            question: (&check.question).into(),
                            why: (&check.why).into(),
                            kind: match check.kind {
                                checks::AnswerKind::Choice => "choice",
                                checks::AnswerKind::Text => "text",
                                checks::AnswerKind::Date => "date",
                            }
                            .into(),
                            options: check
                                .options
                                .iter()
                                .map(|o| OptionView {
                                    id: o.id.clone(),
                                    label: (&o.label).into(),
                                    next: without_lead(&o.next),
                                })
                                .collect(),
                            answer: said.map(|a| a.answer.clone()),
                            note: said.map(|a| a.note.clone()).unwrap_or_default(),
                            answered_at: said.map(|a| a.at.clone()),
                            auto: answers.iter().find(|a| a.check == check.id).map(|a| AutoView {
                                answer: a.answer.clone(),
                                text: (&a.text).into(),
                                rows: a.rows.iter().map(row_text).filter(|r| !r.is_empty()).collect(),
                                details: a
                                    .details
                                    .iter()
                                    .map(|d| DetailView {
                                        text: (&d.text).into(),
                                        rows: d.rows.iter().map(row_text).filter(|r| !r.is_empty()).collect(),
                                    })
                                    .collect(),
                            }),
                        }
                    })
                    .collect();
                let done = views.iter().filter(|c| c.answer.is_some() || c.auto.is_some()).count();
                let total = views.len();
                StepView {
                    step: number,
                    title: (&step.title).into(),
                    about: about(number),
                    checks: views,
                    done,
                    total,
                    state: if done == total {
                        "done"
                    } else if number == now {
                        "now"
                    } else {
                        "later"
                    }
                    .into(),
                }
            })
            .collect()
    }
}

/// The window writes 下一步 before the advice itself.
fn without_lead(next: &casework::Text) -> Text {
    Text::new(
        next.zh.strip_prefix("下一步：").unwrap_or(&next.zh),
        next.en.strip_prefix("Next: ").unwrap_or(&next.en),
    )
}

pub(crate) fn row_text(row: &RowRef) -> String {
    if row.line == 0 { row.file.clone() } else { format!("{} 第 {} 行", row.file, row.line) }
}

/// Rows by file, the first few lines of each: `收单明细.xlsx 第 145、146、147 行，共 24 行`.
pub(crate) fn rows_text(rows: &[RowRef]) -> String {
    let mut by_file: Vec<(&str, Vec<u32>)> = Vec::new();
    for row in rows.iter().filter(|r| !r.file.is_empty()) {
        match by_file.iter_mut().find(|(file, _)| *file == row.file) {
            Some((_, lines)) => lines.push(row.line),
            None => by_file.push((&row.file, vec![row.line])),
        }
    }
    let parts: Vec<String> = by_file
        .into_iter()
        .map(|(file, lines)| {
            let first: Vec<String> = lines.iter().take(3).map(ToString::to_string).collect();
            let more = if lines.len() > 3 { format!("，共 {} 行", lines.len()) } else { String::new() };
            format!("{file} 第 {} 行{more}", first.join("、"))
        })
        .collect();
    parts.join("；")
}

pub(crate) fn amount(case: &Case) -> Money {
    case.sales.iter().map(|s| s.net).sum()
}

/// Whether the case follows up payments that never settle: nothing is claimed in it.
pub(crate) fn nothing_owed(case: &Case) -> bool {
    !case.sales.is_empty() && case.sales.iter().all(|s| s.state == casework::SaleState::NeverSettles)
}

fn title(case: &Case) -> Text {
    if nothing_owed(case) {
        let (n, sum) = (case.sales.len(), case.sales.iter().map(|s| s.gross).sum::<Money>().grouped());
        return Text::new(
            format!("查清不会结算的 {n} 笔，{sum} 元"),
            format!("{n} payments of {sum} yuan that will not settle"),
        );
    }
    let sum = amount(case).grouped();
    Text::new(format!("向{}追 {sum} 元", case.acquirer), format!("{sum} yuan from {}", case.acquirer))
}

fn state(case: &Case) -> String {
    if case.is_open() { "open" } else { "closed" }.into()
}

fn outcome(case: &Case) -> Option<String> {
    let closed = case.closed.as_ref()?;
    serde_json::to_value(closed.outcome).ok()?.as_str().map(str::to_owned)
}

fn about(step: u8) -> Text {
    match step {
        1 => Text::new(
            "先弄清这些钱是真没到，还是还没到日子、被抵扣或者已经退了。",
            "First see whether the money is really missing, or not due, netted or refunded.",
        ),
        2 => Text::new(
            "找对人，问对话，每次联系都记下来。",
            "Reach the right party, ask the right questions, log every contact.",
        ),
        3 => Text::new(
            "看看是不是自己店里的原因：输错金额、员工操作、机器和账户。",
            "See whether the cause lies in the shop: amounts, staff, terminal, account.",
        ),
        _ => Text::new(
            "把依据和材料备齐，交给能处理的人。",
            "Get the rules and papers ready for whoever can act.",
        ),
    }
}

fn clock_view(c: clocks::Clock, today: chrono::NaiveDate) -> ClockView {
    let whole = (c.due - c.from).num_days().max(1);
    let used = (today - c.from).num_days().clamp(0, whole);
    ClockView {
        id: c.key,
        title: c.title.into(),
        due: c.due,
        days_left: c.days_left,
        passed: c.passed,
        share: (used * 100 / whole) as u8,
        source: c.source.into(),
    }
}

fn communication((c, no): (&casework::Communication, u32)) -> CommunicationView {
    CommunicationView {
        no,
        at: clock::local_moment(c.at),
        with: c.with.clone(),
        channel: c.way.zh().into(),
        number: c.number.clone(),
        person: c.person.clone(),
        ticket: c.ticket.clone(),
        said: c.said.clone(),
        promise: c.promise.clone(),
        by: c.promise_by,
        kept: c.kept,
        exhibits: papers::ids(&c.exhibits),
    }
}
