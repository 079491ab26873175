//! `recoup facts`.

use recoup_app::view::{FactImport, FactRow};
use recoup_app::{AppError, Recoup};

use crate::args::FactsCommand;
use crate::print::Printer;

pub fn run(mut app: Recoup, command: FactsCommand, out: &Printer) -> Result<(), AppError> {
    match command {
        FactsCommand::List { json } => {
            let kinds = app.fact_kinds()?;
            if json {
                return out.json(&kinds);
            }
            let rows: Vec<Vec<String>> = kinds
                .iter()
                .map(|kind| {
                    let corrected =
                        if kind.corrected == 0 { String::new() } else { kind.corrected.to_string() };
                    vec![
                        kind.id.clone(),
                        out.pick(&kind.title).to_owned(),
                        kind.rows.to_string(),
                        kind.checked_on.clone(),
                        corrected,
                    ]
                })
                .collect();
            out.table(&["", "资料", "条数", "核对日期", "更正"], &[2, 4], &rows);
        }
        FactsCommand::Show { kind, id, json } => {
            let mut rows = app.fact_rows(&kind)?;
            if let Some(id) = &id {
                rows.retain(|row| row.id == *id);
                if rows.is_empty() {
                    return Err(AppError::not_found(
                        format!("这类资料里没有「{id}」。用 recoup facts show {kind} 看看有哪些。"),
                        format!("There is no “{id}”; see `recoup facts show {kind}`."),
                    ));
                }
            }
            if json {
                return out.json(&rows);
            }
            rows.iter().for_each(|row| show(row, id.is_some(), out));
        }
        FactsCommand::Set { kind, id, field, value } => {
            let row = app.set_fact(&kind, &id, &field, &value)?;
            show(&row, true, out);
        }
        FactsCommand::Unset { kind, id } => {
            app.unset_fact(&kind, &id)?;
            out.say("已撤回，用程序自带的。", "Taken back; the program’s own counts.");
        }
        FactsCommand::Import { file, dry_run, json } => {
            let import = app.import_facts(&file, !dry_run)?;
            if json {
                return out.json(&import);
            }
            differences(&import, dry_run, out);
        }
        FactsCommand::Changes { json } => {
            let changes = app.fact_changes()?;
            if json {
                return out.json(&changes);
            }
            if changes.is_empty() {
                out.say("还没有更正过。", "Nothing was corrected yet.");
            }
            for change in changes {
                out.line(&format!(
                    "{}  {}/{} {}  {}",
                    change.at,
                    change.kind,
                    change.id,
                    change.title,
                    out.pick(&change.text)
                ));
            }
        }
    }
    Ok(())
}

/// A row on one line, or with every value; what the owner corrected has the original beside it.
fn show(row: &FactRow, whole: bool, out: &Printer) {
    let mark = out.pick(&row.mark);
    let mark = if mark.is_empty() { String::new() } else { format!("  [{mark}]") };
    out.line(&format!("{}  {}{mark}", row.id, row.title));
    for field in row.fields.iter().filter(|field| whole || field.original.is_some()) {
        match &field.original {
            Some(original) => out.say(
                &format!("   {} = {}　（原来：{original}）", field.name, field.value),
                &format!("   {} = {} (was: {original})", field.name, field.value),
            ),
            None => out.line(&format!("   {} = {}", field.name, field.value)),
        }
    }
    if whole {
        out.say(
            &format!("   出处：{}　核对于 {}　{}", row.source, row.checked_on, row.certainty.zh),
            &format!("   source: {}, checked {}, {}", row.source, row.checked_on, row.certainty.en),
        );
    }
}

pub fn differences(import: &FactImport, dry_run: bool, out: &Printer) {
    if import.older {
        out.say(
            &format!("这份文件核对于 {}，比程序里的旧。", import.checked_on),
            &format!("This file was checked on {}, before what is known.", import.checked_on),
        );
    }
    for one in &import.differences {
        let field = if one.field.is_empty() { String::new() } else { format!(" {}", one.field) };
        let held = one.held_back.as_ref().map(|why| format!("  ✗ {}", out.pick(why))).unwrap_or_default();
        let mark = if held.is_empty() { '+' } else { '-' };
        out.line(&format!(
            "{mark} {}/{} {}{field}：{} → {}{held}",
            one.kind, one.id, one.title, one.known, one.imported
        ));
    }
    let (all, taken) = (import.differences.len(), import.taken);
    match (all, dry_run) {
        (0, _) => out.say("没有不同，什么都没改。", "No difference, nothing was changed."),
        (_, true) => out.say(
            &format!("{all} 处不同，导入会换 {taken} 处。现在什么都没改。"),
            &format!("{all} differences, {taken} would be taken. Nothing was changed."),
        ),
        (_, false) => out.say(
            &format!("{all} 处不同，换了 {taken} 处，标作「店主导入」。"),
            &format!("{all} differences, {taken} taken and marked as imported by the owner."),
        ),
    }
}
