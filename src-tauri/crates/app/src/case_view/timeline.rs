//! What happened in a case, in the order in which it happened.

use recoup_casework::{Case, Event, channels, checks, demand};

use super::papers::ids;
use crate::case_papers::stage_text;
use crate::clock;
use crate::view::{Text, TimelineEntry};

/// What happened, newest first, with what is still to come on top.
pub(super) fn timeline(case: &Case, today: chrono::NaiveDate) -> Vec<TimelineEntry> {
    let entry = |at: String, kind: &str, zh: String, en: String, detail: String| TimelineEntry {
        at,
        kind: kind.into(),
        text: Text::new(zh, en),
        detail,
        exhibits: Vec::new(),
        future: false,
    };
    let mut entries = Vec::new();
    for dated in &case.events {
        let at = dated.at.clone();
        let made = match &dated.event {
            Event::CaseOpened { sales, .. } => entry(
                at,
                "opened",
                format!("立案，{} 笔", sales.len()),
                format!("case opened on {} payments", sales.len()),
                String::new(),
            ),
            Event::Answered { check, answer, note, .. } => {
                let Some((_, known)) = checks::find(check) else { continue };
                let shown = known.shown(answer);
                entry(
                    at,
                    "answered",
                    format!("{} {}", known.question.zh, shown.zh),
                    format!("{} {}", known.question.en, shown.en),
                    note.clone(),
                )
            }
            Event::ContactLogged { communication: c, .. } => {
                let mut made = entry(
                    clock::local_moment(c.at),
                    "contact",
                    format!("{}：{}", c.way.zh(), c.with),
                    format!("{}: {}", c.way.en(), c.with),
                    format!(
                        "「{}」{}",
                        c.said,
                        if c.ticket.is_empty() { String::new() } else { format!(" 工单 {}", c.ticket) }
                    ),
                );
                made.exhibits = ids(&c.exhibits);
                made
            }
            Event::ExhibitAdded { exhibit, .. } => entry(
                at,
                "exhibit",
                format!("加入证据{}：{}", exhibit.no, exhibit.name),
                format!("exhibit {} added: {}", exhibit.no, exhibit.name),
                exhibit.proves.clone(),
            ),
            Event::Delivered { recipient, file, .. } => entry(
                at,
                "delivered",
                format!("做好交给{}的材料", recipient.zh()),
                format!("dossier made for {}", recipient.en()),
                file.clone(),
            ),
            Event::ExhibitDescribed { no, name, proves, .. } => entry(
                at,
                "exhibit",
                format!("补说明证据{no}{}", name.as_ref().map(|n| format!("：{n}")).unwrap_or_default()),
                format!("exhibit {no} described"),
                proves.clone().unwrap_or_default(),
            ),
            Event::LetterEdited { recipient, paragraphs, .. } => {
                let (zh, en) = if paragraphs.is_empty() {
                    ("的信改回范文", "letter set back to the draft:")
                } else {
                    ("的信改过措辞", "letter reworded:")
                };
                entry(
                    at,
                    "letter",
                    format!("给{}{zh}", recipient.zh()),
                    format!("{en} {}", recipient.en()),
                    String::new(),
                )
            }
            Event::DemandSent { on, by, tracking, until, exhibits, .. } => {
                let by = demand::way_text(by);
                let mut detail = tracking.clone();
                if let Some(until) = until {
                    let gap = if detail.is_empty() { "" } else { "　" };
                    detail.push_str(&format!("{gap}请对方在 {until} 前答复"));
                }
                let mut made = entry(
                    on_day(*on, &dated.at),
                    "demand",
                    format!("催告函寄出（{}）", by.zh),
                    format!("demand sent ({})", by.en),
                    detail,
                );
                made.exhibits = ids(exhibits);
                made
            }
            Event::DemandReceived { on, by, exhibits, .. } => {
                let mut made = entry(
                    on_day(*on, &dated.at),
                    "demand",
                    "催告函送达，起诉时效从这天重新算".into(),
                    "demand received; the limitation period runs anew".into(),
                    by.clone(),
                );
                made.exhibits = ids(exhibits);
                made
            }
            Event::Filed { channel, stage, on, number, exhibits, .. } => {
                let Some(info) = channels::find(*channel) else { continue };
                let stage = stage_text(*stage);
                let mut made = entry(
                    on_day(*on, &dated.at),
                    "filed",
                    format!("{}：{}", info.title.zh, stage.zh),
                    format!("{}: {}", info.title.en, stage.en),
                    number.clone(),
                );
                made.exhibits = ids(exhibits);
                made
            }
            Event::PaymentReceived { on, amount, note, exhibits, .. } => {
                let mut made = entry(
                    on_day(*on, &dated.at),
                    "payment",
                    format!("收到 {} 元", amount.grouped()),
                    format!("{} yuan received", amount.grouped()),
                    note.clone(),
                );
                made.exhibits = ids(exhibits);
                made
            }
            Event::ContactAmended { communication: c, .. } => {
                let (zh, en) = match c.kept {
                    Some(true) => ("答应的兑现了", "kept the promise"),
                    Some(false) => ("答应的没有兑现", "did not keep the promise"),
                    None => ("的沟通记录改过", "contact corrected"),
                };
                entry(at, "contact", format!("{}{zh}", c.with), format!("{} {en}", c.with), c.promise.clone())
            }
            Event::FactsTaken { .. } => {
                entry(at, "facts", "换用新的法规和资料".into(), "newer facts taken".into(), String::new())
            }
            Event::ExhibitWithdrawn { no, why, .. } => entry(
                at,
                "exhibit",
                format!("证据{no}不再用"),
                format!("exhibit {no} withdrawn"),
                why.clone(),
            ),
            Event::ExhibitPaintedOver { no, copy, .. } => {
                let (zh, en) = match copy {
                    Some(copy) => (
                        format!("证据{no}以遮盖副本代替，遮盖 {} 处", copy.areas.len()),
                        format!("a copy painted over in {} places stands for exhibit {no}", copy.areas.len()),
                    ),
                    None => (format!("证据{no}不再遮盖"), format!("exhibit {no} is shown as it is again")),
                };
                entry(at, "exhibit", zh, en, String::new())
            }
            Event::SalesTakenOut { sales, why, .. } => entry(
                at,
                "sales",
                format!("拿出 {} 笔，不在本案追", sales.len()),
                format!("{} payments taken out of the case", sales.len()),
                why.clone(),
            ),
            Event::CaseReopened { why, .. } => {
                entry(at, "opened", "重新办理".into(), "case reopened".into(), why.clone())
            }
            Event::CaseClosed { note, .. } => {
                entry(at, "closed", "结案".into(), "case closed".into(), note.clone())
            }
            _ => continue,
        };
        entries.push(made);
    }
    for c in &case.communications {
        if let Some(by) = c.promise_by.filter(|by| *by >= today && c.kept.is_none()) {
            let mut due = entry(
                format!("{by}T00:00:00+08:00"),
                "due",
                format!("{}答应的日子到期", c.with),
                format!("{}'s promise falls due", c.with),
                c.promise.clone(),
            );
            due.future = true;
            entries.push(due);
        }
    }
    entries.sort_by(|a, b| b.at.cmp(&a.at));
    entries
}

/// A day without an hour. What is noted on the day itself stands where it was noted, else before everything of its day.
fn on_day(day: chrono::NaiveDate, noted: &str) -> String {
    let day = day.to_string();
    if noted.starts_with(&day) { noted.to_owned() } else { format!("{day}T00:00:00+08:00") }
}
