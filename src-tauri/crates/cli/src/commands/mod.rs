//! One file a group of commands; each calls one use case and prints what it answers.

mod books;
mod case;
mod demo;
mod facts;
mod import;
mod keep;
mod lists;
mod mapping;
mod missing;
mod papers;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use recoup_app::view::TransactionQuery;
use recoup_app::{AppError, Recoup};

use crate::args::{Cli, Command};
use crate::print::Printer;

/// Runs one command; `Err` has been neither printed nor logged.
pub fn run(cli: Cli, out: &Printer) -> Result<ExitCode, AppError> {
    let dir = match cli.data {
        Some(dir) => dir,
        None => recoup_app::default_data_dir()?,
    };
    let open = || Recoup::open(&dir);
    match cli.command {
        Command::Import(args) => return import::run(open()?, args, out),
        Command::Mapping { command } => mapping::run(open()?, command, out)?,
        Command::Sale { command } => import::sale(open()?, command, out)?,
        Command::Agreement { command } => books::agreement(open()?, command, out)?,
        Command::Contacts { command } => books::contacts(open()?, command, out)?,
        Command::Facts { command } => facts::run(open()?, command, out)?,
        Command::Shop(args) => books::shop(open()?, args, out)?,
        Command::Missing { as_of, json, csv } => missing::missing(open()?, as_of, json, csv, out)?,
        Command::Transactions { text, from, to, state, channel, page } => {
            let query = TransactionQuery {
                text,
                from,
                to,
                state,
                channel,
                offset: page.offset,
                limit: page.limit.into(),
            };
            lists::transactions(open()?, &query, page.json, out)?;
        }
        Command::Deposits { text, page } => lists::deposits(open()?, &text, &page, out)?,
        Command::Explain { id, as_of, json } => missing::explain(open()?, &id, as_of, json, out)?,
        Command::Match { deposit, sales } => {
            open()?.match_by_hand(&deposit, &sales)?;
            out.say("已匹配。", "Matched.");
        }
        Command::Unmatch { deposit } => {
            open()?.unmatch(&deposit)?;
            out.say("已取消匹配。", "The match is taken back.");
        }
        Command::Reject { finding } => {
            open()?.reject_finding(&finding)?;
            out.say(
                "记下了：这条发现不对，以后不再提。",
                "Noted: the finding is wrong and will not come back.",
            );
        }
        Command::Settle { sale, why } => {
            open()?.settle(&sale, &why)?;
            out.say("记下了，这笔算「已说明」。", "Noted: the sale counts as explained.");
        }
        Command::Undo => {
            open()?.undo_decision()?;
            out.say("上一个手工决定已撤回。", "The newest decision is taken back.");
        }
        Command::Case { command } => case::run(open()?, command, out)?,
        Command::Dossier { case, recipient, supplement, again, output, pack } => {
            // Only a pack does without the PDF's place, and it goes with neither of the other two.
            let pdf = output.as_deref().unwrap_or(Path::new(""));
            match (recipient, again) {
                (Some(recipient), _) if supplement => keep::supplement(open()?, case, recipient, pdf, out)?,
                (Some(recipient), _) => {
                    keep::dossier(open()?, case, recipient, output.as_deref(), pack.as_deref(), out)?;
                }
                (None, again) => keep::again(open()?, case, again.unwrap_or_default(), pdf, out)?,
            }
        }
        Command::Verify { file } => return keep::verify(&dir, &file, out),
        Command::Backup { file } => keep::backup(open()?, &file, out)?,
        Command::Restore { file } => keep::restore(&dir, &file, out)?,
        Command::Doctor => return keep::doctor(open()?, out),
        Command::Demo { dir } => demo::run(&dir, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Files as the use cases take them: a name to show and a place to read.
fn named(files: Vec<PathBuf>) -> Vec<recoup_app::NamedFile> {
    files.into_iter().map(recoup_app::NamedFile::from_path).collect()
}
