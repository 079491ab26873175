//! `recoup mapping`, and the columns of an unknown table.

use recoup_app::{AppError, NamedFile, Recoup};

use crate::args::MappingCommand;
use crate::print::Printer;

pub fn run(mut app: Recoup, command: MappingCommand, out: &Printer) -> Result<(), AppError> {
    match command {
        MappingCommand::List { json } => {
            let all = app.own_sources()?;
            if json {
                return out.json(&all);
            }
            if all.is_empty() {
                out.say("还没有教它认过表。", "It was not taught any table yet.");
                return Ok(());
            }
            let rows: Vec<Vec<String>> = all
                .iter()
                .map(|one| {
                    let columns: Vec<String> =
                        one.columns.iter().map(|c| format!("{}={}", out.pick(&c.label), c.header)).collect();
                    vec![one.id.clone(), one.name.clone(), one.kind.clone(), columns.join("，")]
                })
                .collect();
            out.table(&["编号", "名称", "类型", "列"], &[], &rows);
        }
        MappingCommand::Show { id } => out.json(&app.own_source_json(&id)?)?,
        MappingCommand::Export { id, file } => {
            app.export_own_source(&id, &file)?;
            out.say(&format!("已存到 {}。", file.display()), &format!("Written to {}.", file.display()));
        }
        MappingCommand::Import { file } => {
            let taken = app.import_own_source(&NamedFile::from_path(file))?;
            out.say(
                &format!("记住了「{}」（{}），以后这种表头的文件会自动认出来。", taken.name, taken.id),
                &format!(
                    "“{}” ({}) is remembered; files with these headers will be known.",
                    taken.name, taken.id
                ),
            );
        }
        MappingCommand::Choose { file, source, passwords } => {
            app.use_passwords(&passwords);
            app.choose_source(&NamedFile::from_path(file), &source)?;
            out.say(
                "记住了，这种表头的文件以后都这样读。",
                "Remembered: files with these headers are read so from now on.",
            );
        }
        MappingCommand::Remove { id } => {
            app.remove_own_source(&id)?;
            out.say("忘掉了。已经导入的文件不受影响。", "Forgotten. Files that are imported stay.");
        }
    }
    Ok(())
}

/// The columns of each file and a first guess at what they are: `{"files": [{"file", "headers", "rows", "proposal", …}]}`.
/// The document, with its proposal corrected, can be given back with `--mapping`.
pub fn columns(app: &mut Recoup, files: &[NamedFile], out: &Printer) -> Result<(), AppError> {
    let mut proposals = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let proposal = app.propose_mapping(number as u32 + 1, file)?;
        let mut entry = serde_json::to_value(&proposal).map_err(AppError::internal)?;
        if let Some(entry) = entry.as_object_mut() {
            entry.insert("file".into(), file.name.clone().into());
        }
        proposals.push(entry);
    }
    out.json(&serde_json::json!({ "files": proposals }))
}
