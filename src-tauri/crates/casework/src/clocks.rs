//! Deadlines: promises, the settlement limit, complaint periods, limitation. Days come from the rules they cite.

use chrono::{Datelike, Days, Months, NaiveDate};
use recoup_ledger::Calendar;
use serde::Serialize;

use crate::case::{Case, Filing};
use crate::channels;
use crate::demand::TRACE_DAYS;
use crate::law;
use crate::record::{SaleState, Stage, Text};

/// A deadline of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// Stable and unique within the case, also when other deadlines come and go: what a calendar knows the date by.
    pub key: String,
    /// `promise`, `settlement_30`, `limitation`, `demand`, or channel and period (`pbc_answer`).
    pub id: String,
    /// What is due.
    pub title: Text,
    /// From which day it runs.
    pub from: NaiveDate,
    /// Its last day.
    pub due: NaiveDate,
    /// Natural days from today; negative when passed.
    pub days_left: i64,
    /// Whether it has passed.
    pub passed: bool,
    /// Where the period comes from.
    pub source: Text,
    /// The rule's id in `law.json`; empty for promises.
    pub law: String,
}

/// The settlement limit: 收单办法 art. 30, natural days from the day of the payment order.
const SETTLEMENT_DAYS: u64 = 30;
/// 民法典 art. 188.
const LIMITATION_YEARS: u32 = 3;

/// Every deadline of an open case, the nearest first; a closed case has none, and neither has one whose money is all there.
pub fn clocks(case: &Case, today: NaiveDate, calendar: &Calendar) -> Vec<Clock> {
    if !case.is_open() || case.all_arrived() {
        return Vec::new();
    }
    let mut clocks = promises(case, today);
    clocks.extend(demand(case, today));
    clocks.extend(trace(case, today));
    clocks.extend(settlement(case, today));
    clocks.extend(limitation(case, today, calendar));
    for (i, filing) in case.filings.iter().enumerate() {
        let mut own = periods(case, filing, today, calendar);
        own.iter_mut().for_each(|clock| clock.key = format!("{}_{}", clock.id, i + 1));
        clocks.extend(own);
    }
    clocks.sort_by_key(|clock| (clock.due, clock.key.clone()));
    clocks
}

fn clock(
    id: &str,
    title: Text,
    from: NaiveDate,
    due: NaiveDate,
    today: NaiveDate,
    source: Text,
    law: &str,
) -> Clock {
    let days_left = (due - today).num_days();
    Clock {
        key: id.into(),
        id: id.into(),
        title,
        from,
        due,
        days_left,
        passed: days_left < 0,
        source,
        law: law.into(),
    }
}

fn promises(case: &Case, today: NaiveDate) -> Vec<Clock> {
    let open = case.communications.iter().enumerate().filter(|(_, c)| c.kept.is_none());
    open.filter_map(|(i, said)| {
        let due = said.promise_by?;
        let from = said.at.date();
        let (short, way) = (from.format("%m-%d"), said.way);
        let made = clock(
            "promise",
            Text::new(format!("{}答应的答复", said.with), format!("Answer promised by {}", said.with)),
            from,
            due,
            today,
            Text::new(format!("{short} {}里说的", way.zh()), format!("said on {short} by {}", way.en())),
            "",
        );
        Some(Clock { key: format!("promise_{}", i + 1), ..made })
    })
    .collect()
}

fn demand(case: &Case, today: NaiveDate) -> Option<Clock> {
    let demand = case.demands.last()?;
    let due = demand.until?;
    Some(clock(
        "demand",
        Text::new("催告函给的期限", "Period given by the demand"),
        demand.sent_on,
        due,
        today,
        Text::new("催告函里写的，不是法定期限", "stated in the letter, not by law"),
        "",
    ))
}

/// Until there is proof of delivery the demand restarts nothing: a reminder to look for it.
fn trace(case: &Case, today: NaiveDate) -> Option<Clock> {
    let demand = case.demands.last().filter(|demand| demand.received_on.is_none())?;
    let due = demand.sent_on.checked_add_days(Days::new(TRACE_DAYS))?;
    Some(clock(
        "demand_trace",
        Text::new("查催告函签收没有", "Trace the demand"),
        demand.sent_on,
        due,
        today,
        Text::new(
            "本程序的提醒，不是法定期限；有了送达证明，时效才重新起算",
            "a reminder of this program; only proof of delivery restarts the limitation period",
        ),
        "",
    ))
}

/// Thirty natural days after the payment; the sale whose limit ends first counts.
fn settlement(case: &Case, today: NaiveDate) -> Option<Clock> {
    let first = case.unpaid().map(|sale| sale.sold_at.date()).min()?;
    let due = first.checked_add_days(Days::new(SETTLEMENT_DAYS))?;
    Some(clock(
        "settlement_30",
        Text::new("结算最迟 30 天", "Settlement within 30 days at the latest"),
        first,
        due,
        today,
        Text::new(
            format!("{}；风险交易延迟结算的除外，约定的到账日仍然算数", cite("SD-30")),
            "PBOC Announcement No. 9 of 2013, art. 30; risk transactions excepted, the agreed day still counts",
        ),
        "SD-30",
    ))
}

/// Three years from the day after the due day, anew from a demand that provably arrived, a payment in part (时效规定
/// art. 14) or a suit; a last day
/// that is a statutory holiday moves to the next day that is none.
fn limitation(case: &Case, today: NaiveDate, calendar: &Calendar) -> Option<Clock> {
    let owed = |state| matches!(state, SaleState::Overdue | SaleState::NotArrived);
    let due = case.sales.iter().filter(|s| owed(s.state)).map(|s| s.due_on).min()?;
    // On the due day itself it may still come: the owner knows from the day after (时效规定 art. 4).
    let start = due.succ_opt()?;
    let paid = case.payments.iter().map(|p| p.on);
    let restarts = case.demands.iter().filter_map(|d| d.received_on).chain(paid).chain(
        case.filings.iter().filter_map(|f| {
            // A complaint to the acquirer counts only through a demand that provably arrived.
            let restarts = f.channel != crate::record::Channel::Provider
                && channels::find(f.channel).is_some_and(|info| info.restarts_limitation);
            restarts.then(|| f.stages.first().map(|first| first.on)).flatten()
        }),
    );
    let from = restarts.fold(start, |latest, day| latest.max(day));
    let mut due = from.checked_add_months(Months::new(LIMITATION_YEARS * 12))?;
    while !calendar.is_working(due)
        && (calendar.holiday(due).is_some() || due.weekday().num_days_from_monday() > 4)
    {
        due = due.succ_opt()?;
    }
    Some(clock(
        "limitation",
        Text::new("起诉时效 3 年", "Limitation: three years"),
        from,
        due,
        today,
        Text::new(
            if from > start {
                format!("{}；从 {from} 重新起算（{}）", cite("ZG-188"), cite("ZG-195"))
            } else {
                format!("{}；书面催告送达会重新起算", cite("ZG-188"))
            },
            if from > start {
                format!("Civil Code, art. 188; restarted on {from} (art. 195)")
            } else {
                "Civil Code, art. 188; a demand that arrives starts it anew".to_owned()
            },
        ),
        "ZG-188",
    ))
}

fn periods(case: &Case, filing: &Filing, today: NaiveDate, calendar: &Calendar) -> Vec<Clock> {
    let Some(info) = channels::find(filing.channel) else { return Vec::new() };
    let day_of = |stage: Stage| filing.stages.iter().rfind(|s| s.stage == stage).map(|s| s.on);
    let done = |stage: Stage| day_of(stage).is_some();
    let bank = case.answer("real_acquirer") == "bank";
    let aml = case.answer("hold_reason") == "aml";
    let mut clocks = Vec::new();
    for period in &info.clocks {
        let applies = match period.only.as_str() {
            "bank" => bank,
            "aml" => aml,
            _ => true,
        };
        let (from, over) = match period.after.as_str() {
            "accepted" => (day_of(Stage::Accepted), done(Stage::Answered)),
            "refused" => (day_of(Stage::Refused), false),
            _ => {
                (day_of(Stage::Sent), done(Stage::Accepted) || done(Stage::Answered) || done(Stage::Refused))
            }
        };
        let (Some(from), true, false) = (from, applies, over || done(Stage::Withdrawn)) else { continue };
        let due = if period.working {
            calendar.add_working(from, period.days)
        } else {
            from + Days::new(u64::from(period.days))
        };
        let law = info.laws.iter().rfind(|id| id.starts_with("XB-43")).or(info.laws.last());
        let law = law.map_or("", String::as_str);
        let kind = if period.working { "个工作日" } else { "日" };
        clocks.push(clock(
            &format!("{}_{}", channel_word(filing), period.id),
            Text::new(
                format!("{}：{}", info.title.zh, period.title.zh),
                format!("{}: {}", info.title.en, period.title.en),
            ),
            from,
            due,
            today,
            Text::new(
                format!("{} 起 {} {kind}；{}", from.format("%m-%d"), period.days, cite(law)),
                format!("{} {}days from {from}", period.days, if period.working { "working " } else { "" }),
            ),
            law,
        ));
    }
    clocks
}

fn channel_word(filing: &Filing) -> String {
    serde_json::to_value(filing.channel)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn cite(id: &str) -> String {
    law::find(id).map(law::Rule::cite).unwrap_or_default()
}
