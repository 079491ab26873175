//! What goes out and comes back in a case: demands, complaints, letters, evidence.

use recoup_app::view::{CaseView, ExhibitView, LetterView};
use recoup_app::{AppError, Recoup};

use super::named;
use crate::args::Demand;
use crate::print::Printer;

pub fn demand(app: &mut Recoup, args: Demand, out: &Printer) -> Result<(), AppError> {
    let files = named(args.file);
    let view = match (args.sent, args.received) {
        (Some(on), _) => {
            app.demand_sent(args.case, on, &args.by, &args.tracking, &args.to, args.until, &files)?
        }
        (None, Some(on)) => app.demand_received(args.case, on, &args.by, &files)?,
        (None, None) => {
            return Err(AppError::bad_input(
                "写 --sent 或 --received 和日子。",
                "Give --sent or --received.",
            ));
        }
    };
    for demand in &view.demands {
        let received = match demand.received_on {
            Some(on) => (format!("{on} 送达"), format!("received on {on}")),
            None => ("还没有送达证明".to_owned(), "no proof of delivery yet".to_owned()),
        };
        out.say(
            &format!("✉ 催告函 {} {} {}　{}", demand.sent_on, demand.by.zh, demand.tracking, received.0),
            &format!("✉ demand {} {} {}, {}", demand.sent_on, demand.by.en, demand.tracking, received.1),
        );
    }
    out.line(out.pick(&view.next.text));
    Ok(())
}

/// Complaints with their stages, and every deadline.
pub fn filed(view: &CaseView, out: &Printer) {
    for filing in &view.filings {
        let stages: Vec<String> =
            filing.stages.iter().map(|stage| format!("{} {}", stage.on, out.pick(&stage.title))).collect();
        out.line(&format!("⚖ {} {}　{}", out.pick(&filing.title), filing.number, stages.join(" → ")));
    }
    if !view.filings.is_empty() {
        for clock in &view.clocks {
            out.line(&format!("⏱ {} {}　{}", clock.due, out.pick(&clock.title), out.pick(&clock.source)));
        }
    }
}

/// One exhibit with what it is for; a proposal says that it is one.
pub fn exhibit(exhibit: &ExhibitView, view: &CaseView, out: &Printer) {
    let papers: Vec<&str> = exhibit
        .satisfies
        .iter()
        .filter_map(|id| view.papers.iter().find(|paper| paper.id == *id))
        .map(|paper| out.pick(&paper.title))
        .collect();
    out.line(&format!("📎 证据{} {} {}", exhibit.no, exhibit.name, exhibit.sha256));
    if !exhibit.painted.is_empty() {
        let count = exhibit.painted.len();
        out.say(
            &format!("   材料里用遮盖副本（{count} 处）"),
            &format!("   shown as a copy with {count} areas painted over"),
        );
    }
    if !papers.is_empty() {
        let proposed = if exhibit.proposed { ("（程序猜的）", " (a proposal)") } else { ("", "") };
        out.say(
            &format!("   算作：{}{}", papers.join("、"), proposed.0),
            &format!("   counts as: {}{}", papers.join(", "), proposed.1),
        );
    }
}

pub fn letter(letter: &LetterView, out: &Printer) {
    out.line(&letter.title);
    out.line(&letter.to);
    letter.paragraphs.iter().for_each(|paragraph| out.line(paragraph));
    letter.signature.iter().for_each(|line| out.line(line));
    let note = |zh: String, en: String| out.note(&recoup_app::view::Text::new(zh, en));
    if letter.edited {
        note(
            "这封信您改过；--reset 改回范文。".into(),
            "You reworded this letter; --reset goes back.".into(),
        );
    }
    for lost in &letter.lost {
        note(format!("⚠ 少了：{}", lost.zh), format!("⚠ lacks {}", lost.en));
    }
    for fill in &letter.to_fill {
        note(format!("⚠ 待填：{fill}"), format!("⚠ to fill in: {fill}"));
    }
}
