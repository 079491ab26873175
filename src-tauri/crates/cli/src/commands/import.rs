//! `recoup import` and `recoup sale`.

use std::process::ExitCode;

use recoup_app::view::{ImportFile, ImportReport, SlipSale};
use recoup_app::{AppError, ImportOptions, NamedFile, Recoup};

use super::{mapping, named};
use crate::args::{Import, ImportCommand, SaleCommand};
use crate::print::Printer;
use crate::progress;

pub fn run(mut app: Recoup, args: Import, out: &Printer) -> Result<ExitCode, AppError> {
    match args.command {
        Some(ImportCommand::Undo { import }) => {
            app.undo_import(import)?;
            out.say(&format!("第 {import} 次导入已撤销。"), &format!("Import {import} is undone."));
            return Ok(ExitCode::SUCCESS);
        }
        Some(ImportCommand::List { json }) => {
            list(&app, json, out)?;
            return Ok(ExitCode::SUCCESS);
        }
        None => {}
    }
    let mut passwords: Vec<String> = args.password.into_iter().collect();
    if let Some(file) = args.password_file {
        let text = std::fs::read_to_string(&file).map_err(|e| AppError::file(&file, e))?;
        passwords.push(text.trim_end_matches(['\r', '\n']).to_owned());
    }
    let files = named(args.files);
    if args.map.is_some() {
        app.use_passwords(&passwords);
        mapping::columns(&mut app, &files, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut mappings = Vec::new();
    if let Some(given) = args.mapping {
        app.use_passwords(&passwords);
        let given = NamedFile::from_path(given);
        for file in &files {
            let mapping = app.mapping_for(file, &given)?;
            if !args.dry_run {
                app.keep_mapping(&mapping)?;
            }
            mappings.push(mapping);
        }
    }
    let watch = progress::bar(out);
    let options =
        ImportOptions { passwords, source: args.source, agreement: args.agreement, mappings, watch };
    let report = if args.dry_run {
        app.preview_import(&files, &options)?
    } else {
        app.commit_import(&files, &options)?
    };
    if args.json {
        out.json(&report)?;
    } else {
        describe(&report, args.dry_run, out);
    }
    let refused = report.files.iter().any(|f| f.refused.is_some());
    Ok(ExitCode::from(if refused { 2 } else { 0 }))
}

fn describe(report: &ImportReport, dry_run: bool, out: &Printer) {
    for file in &report.files {
        out.line(&format!("● {}", file.file));
        match &file.refused {
            Some(refused) => {
                out.note(&refused.text);
                for one in &refused.choices {
                    out.line(&format!("  --as {}  {}", one.id, out.pick(&one.name)));
                }
                if !refused.choices.is_empty() {
                    out.say(
                        "  选一个加在命令后面；要以后都这样读：recoup mapping choose 文件 编号",
                        "  Add one of these to the command; to have it read so always: recoup mapping choose FILE ID",
                    );
                }
            }
            None => one(file, dry_run, out),
        }
        for problem in file.problems.iter().take(20) {
            let sheet =
                if problem.sheet.is_empty() { String::new() } else { format!("「{}」", problem.sheet) };
            out.say(
                &format!(
                    "  ! {sheet}第 {} 行「{}」写的是「{}」，应该是{}",
                    problem.line, problem.column, problem.found, problem.expected.zh
                ),
                &format!(
                    "  ! {sheet} line {}, column “{}”: found “{}”, expected {}",
                    problem.line, problem.column, problem.found, problem.expected.en
                ),
            );
        }
        if file.bad_rows > 20 {
            let more = file.bad_rows - 20;
            out.say(&format!("  ……另有 {more} 行，用 --json 看"), &format!("  … {more} more, see --json"));
        }
    }
}

fn one(file: &ImportFile, dry_run: bool, out: &Printer) {
    let days = match (file.from, file.to) {
        (Some(from), Some(to)) => format!("{from} — {to}"),
        _ => String::from("—"),
    };
    let name = out.pick(&file.source_name).to_owned();
    if let Some(import) = file.already {
        out.say(
            &format!("  {name}：和第 {import} 次导入的一字不差，跳过了"),
            &format!("  {name}: the same bytes as import {import}, skipped"),
        );
        return;
    }
    let (zh, en) = match file.import {
        Some(import) => (format!("已导入（第 {import} 次）"), format!("imported (no. {import})")),
        None if dry_run => ("只看没存".to_owned(), "not stored".to_owned()),
        None => (String::new(), String::new()),
    };
    out.say(
        &format!(
            "  {name}，{days}，{} 行：新 {}、重复 {}；进 {} 元，出 {} 元；{zh}",
            file.rows,
            file.new,
            file.duplicate,
            file.sum_in.grouped(),
            file.sum_out.grouped()
        ),
        &format!(
            "  {name}, {days}, {} rows: {} new, {} known; in {}, out {} yuan; {en}",
            file.rows,
            file.new,
            file.duplicate,
            file.sum_in.grouped(),
            file.sum_out.grouped()
        ),
    );
    for check in file.checks.iter().filter(|c| !c.ok) {
        out.line(&format!("  ✗ {}", out.pick(&check.text)));
    }
    if file.masked {
        out.say(
            "  文件里有完整卡号：存下来的副本只留前六后四，请自己保管好原件",
            "  The file holds full card numbers: the copy that is kept shows first six and last four only; keep the original",
        );
    }
}

fn list(app: &Recoup, json: bool, out: &Printer) -> Result<(), AppError> {
    let imports = app.imports()?;
    if json {
        return out.json(&imports);
    }
    if imports.is_empty() {
        out.say("还没有导入过文件。", "Nothing was imported yet.");
        return Ok(());
    }
    let rows: Vec<Vec<String>> = imports
        .iter()
        .map(|i| {
            vec![
                i.import.to_string(),
                i.imported_at.get(..16).unwrap_or(&i.imported_at).replace('T', " "),
                i.file.clone(),
                out.pick(&i.source_name).to_owned(),
                i.rows.to_string(),
                i.new.to_string(),
                if i.undone { "已撤销".to_owned() } else { String::new() },
            ]
        })
        .collect();
    out.table(&["#", "时间", "文件", "来源", "行", "新", ""], &[0, 4, 5], &rows);
    Ok(())
}

pub fn sale(mut app: Recoup, command: SaleCommand, out: &Printer) -> Result<(), AppError> {
    let SaleCommand::Add {
        at,
        amount,
        channel,
        merchant,
        terminal,
        voucher,
        reference,
        acquirer,
        kind,
        photo,
        json,
    } = command;
    let slip = SlipSale {
        at,
        amount,
        channel,
        kind,
        merchant_no: merchant,
        terminal_no: terminal,
        voucher_no: voucher,
        reference,
        acquirer,
    };
    let id = app.add_sale(&slip, photo.map(NamedFile::from_path))?;
    if json {
        return out.json(&serde_json::json!({ "id": id }));
    }
    out.say(&format!("记下了，编号 {id}。"), &format!("Noted as {id}."));
    Ok(())
}
