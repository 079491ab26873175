//! `recoup case`.

use recoup_app::view::{CaseView, CauseView, ExhibitChange, NewCommunication, NewFiling, Text};
use recoup_app::{AppError, Recoup};

use super::{named, papers};
use crate::args::CaseCommand;
use crate::print::Printer;

pub fn run(mut app: Recoup, command: CaseCommand, out: &Printer) -> Result<(), AppError> {
    match command {
        CaseCommand::Open { missing, json } => {
            let no = app.open_case(&missing)?;
            if json {
                return out.json(&serde_json::json!({ "case": no }));
            }
            out.say(&format!("已立案：案件 {no}。"), &format!("Case {no} is open."));
            let view = app.case_view(no)?;
            out.line(out.pick(&view.next.text));
        }
        CaseCommand::List { json } => {
            let cases = app.cases()?;
            if json {
                return out.json(&cases);
            }
            if cases.is_empty() {
                out.say(
                    "还没有案件。从未到账里选几笔开始：recoup case open --missing 编号…",
                    "No case yet. Start one: recoup case open --missing ID…",
                );
            }
            for case in cases {
                out.line(&format!("{}  {}  {}", case.case, out.pick(&case.title), out.pick(&case.waiting)));
            }
        }
        CaseCommand::Show { case, json } => {
            let view = app.case_view(case)?;
            if json {
                return out.json(&view);
            }
            show(&view, out);
        }
        CaseCommand::Check { case, item, answer, note } => {
            let view = app.answer_check(case, &item, &answer, &note)?;
            out.say("已存。", "Saved.");
            out.line(out.pick(&view.next.text));
        }
        CaseCommand::Call(call) => {
            let communication = NewCommunication {
                with: call.with,
                channel: call.channel,
                number: call.number,
                person: call.person,
                at: call.at,
                said: call.said,
                ticket: call.ticket,
                promise: call.promise,
                by: call.by,
            };
            let view = app.log_communication(call.case, &communication, &named(call.file))?;
            out.say("已记入沟通记录。", "Logged.");
            out.line(out.pick(&view.waiting));
        }
        CaseCommand::Sheet { case, contact } => {
            let sheet = app.call_sheet(case, contact.as_deref())?;
            out.line(&format!(
                "☎ {} {}（{}）",
                sheet.contact.name, sheet.contact.phone, sheet.contact.source
            ));
            for warning in &sheet.warnings {
                out.line(&format!("⚠ {}", out.pick(warning)));
            }
            for ready in &sheet.have_ready {
                out.line(&format!("· {}", out.pick(ready)));
            }
            out.line(out.pick(&sheet.opening));
            for (i, question) in sheet.questions.iter().enumerate() {
                out.line(&format!("{}. {}", i + 1, out.pick(&question.say)));
                out.line(&format!("   ✎ {}", out.pick(&question.write_down)));
            }
        }
        CaseCommand::Attach { case, files, proves, satisfies } => {
            let view = app.attach(case, &named(files), &proves, satisfies.as_deref())?;
            out.say(
                &format!("现有证据 {} 份。", view.exhibits.len()),
                &format!("The case has {} exhibits.", view.exhibits.len()),
            );
        }
        CaseCommand::Exhibit { case, exhibit, name, proves, satisfies } => {
            let view = app.describe_exhibit(case, exhibit, &ExhibitChange { name, proves, satisfies })?;
            view.exhibits.iter().filter(|e| e.no == exhibit).for_each(|e| papers::exhibit(e, &view, out));
        }
        CaseCommand::Redact { case, exhibit, boxes, undo: _ } => {
            app.paint_over(case, exhibit, &boxes)?;
            let count = boxes.len();
            if boxes.is_empty() {
                out.say(
                    &format!("证据 {exhibit} 不再遮盖，材料里用原照片。"),
                    &format!("Exhibit {exhibit} is shown as it is again."),
                );
            } else {
                out.say(
                    &format!("证据 {exhibit} 遮盖了 {count} 处；材料里用遮盖副本，原件不动。"),
                    &format!("Exhibit {exhibit}: {count} areas painted over on a copy; the original stays as it is."),
                );
            }
        }
        CaseCommand::Withdraw { case, exhibit, why } => {
            app.withdraw_exhibit(case, exhibit, &why)?;
            out.say(
                &format!("证据 {exhibit} 不再用，文件和记录都留着。"),
                &format!("Exhibit {exhibit} is withdrawn; its file and the record stay."),
            );
        }
        CaseCommand::TakeOut { case, sales, why } => {
            let view = app.take_out_sales(case, &sales, &why)?;
            out.say(
                &format!("案件里还有 {} 笔，追 {} 元。", view.sales.len(), view.amount.grouped()),
                &format!("{} payments are left, {} yuan.", view.sales.len(), view.amount.grouped()),
            );
        }
        CaseCommand::Demand(args) => papers::demand(&mut app, args, out)?,
        CaseCommand::Filed { case, at, on, stage, number, file } => {
            let new = NewFiling { channel: at, stage, on, number };
            let view = app.file_complaint(case, &new, &named(file))?;
            papers::filed(&view, out);
        }
        CaseCommand::Promise { case, contact, kept } => {
            let view = app.settle_promise(case, contact, kept == "kept")?;
            out.line(out.pick(&view.next.text));
        }
        CaseCommand::Paid { case, amount, on, note, file } => {
            let amount = recoup_app::parse_amount(&amount)?;
            let view = app.payment_received(case, on, amount, &note, &named(file))?;
            out.say(
                &format!("共收到 {} 元，还差 {} 元。", view.received.grouped(), view.outstanding.grouped()),
                &format!(
                    "{} yuan received, {} still missing.",
                    view.received.grouped(),
                    view.outstanding.grouped()
                ),
            );
        }
        CaseCommand::Letter { case, recipient, show: _, set, reset, json } => {
            let letter = match set {
                Some(file) => {
                    let text = recoup_app::read_text(&file)?;
                    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
                    app.edit_letter(case, recipient, &lines)?
                }
                None if reset => app.edit_letter(case, recipient, &[])?,
                None => app.letter(case, recipient)?,
            };
            if json {
                return out.json(&letter);
            }
            papers::letter(&letter, out);
        }
        CaseCommand::TakeFacts { case } => {
            app.take_facts(case)?;
            out.say(
                &format!("案件 {case} 换用现在的资料，期限和信已按它重算。"),
                &format!("Case {case} goes on with the present facts."),
            );
        }
        CaseCommand::Reminders { case, output } => {
            app.export_calendar(case, &output)?;
            out.say("期限已写成日历文件，手机、电脑的日历都能打开。", "The due dates are written.");
        }
        CaseCommand::Close { case, outcome, note } => {
            let view = app.close_case(case, &outcome, &note)?;
            out.say(
                &format!("案件 {case} 已结。以后怎么防："),
                &format!("Case {case} is closed. To prevent it:"),
            );
            for habit in &view.habits {
                out.line(&format!("  · {}", out.pick(&habit.text)));
            }
        }
        CaseCommand::Reopen { case, why } => {
            let view = app.reopen_case(case, &why)?;
            out.say(&format!("案件 {case} 接着办。"), &format!("Case {case} goes on."));
            out.line(out.pick(&view.next.text));
        }
    }
    Ok(())
}

/// The likely causes, the likeliest first: what speaks for and against each, what to do, what would decide it.
pub fn causes(causes: &[CauseView], out: &Printer) {
    for (n, cause) in causes.iter().enumerate() {
        let (zh, en) = (&cause.title.zh, &cause.title.en);
        out.say(&format!("可能的原因 {}：{zh}", n + 1), &format!("possible cause {}: {en}", n + 1));
        let said = |zh: &str, en: &str, text: &Text| {
            out.say(&format!("   {zh}：{}", text.zh), &format!("   {en}: {}", text.en));
        };
        cause.why.iter().for_each(|why| said("看到", "seen", why));
        cause.against.iter().for_each(|against| said("不像的地方", "against", against));
        said("去做", "do", &cause.ask);
        if let Some(question) = cause.would_decide.first() {
            said("问清", "ask", question);
        }
    }
}

fn show(view: &CaseView, out: &Printer) {
    out.line(out.pick(&view.title));
    out.say(
        &format!("  {}　{} 笔　商户编号 {}", view.amount_capitals, view.sales.len(), view.merchant_no),
        &format!("  {} payments, merchant number {}", view.sales.len(), view.merchant_no),
    );
    out.line(&format!("  {}", out.pick(&view.waiting)));
    for step in &view.steps {
        out.line(&format!("{}. {}  {}/{}", step.step, out.pick(&step.title), step.done, step.total));
        for check in &step.checks {
            let answer = match (&check.answer, &check.auto) {
                (Some(answer), _) => answer.clone(),
                (None, Some(auto)) => format!("{} ({})", auto.answer, out.pick(&auto.text)),
                (None, None) => "—".to_owned(),
            };
            out.line(&format!("   [{}] {} → {answer}", check.id, out.pick(&check.question)));
            for part in check.auto.iter().flat_map(|auto| &auto.details) {
                out.line(&format!("        · {} {}", out.pick(&part.text), part.rows.join("；")));
            }
        }
    }
    causes(&view.causes, out);
    for clock in &view.clocks {
        out.line(&format!("⏱ {} {} ({})", clock.due, out.pick(&clock.title), clock.days_left));
    }
    for newer in &view.newer_facts {
        out.say(
            &format!("ℹ {}在立案后改过，用新的：recoup case take-facts {}", newer.zh, view.case),
            &format!("ℹ {} changed since; to use it: recoup case take-facts {}", newer.en, view.case),
        );
    }
    for communication in &view.communications {
        out.line(&format!("☎ {} {}：{}", communication.at, communication.with, communication.said));
    }
    for exhibit in &view.exhibits {
        papers::exhibit(exhibit, view, out);
    }
    papers::filed(view, out);
    out.say(&format!("下一步：{}", view.next.text.zh), &format!("Next: {}", view.next.text.en));
}
