//! The program `recoup`: every use case without a window.
//!
//! What a program reads (JSON, CSV) goes to standard output; what a person reads on the way goes to standard error.
//! Exit codes: 0 done, 1 the answer is "no" (`verify`), 2 bad usage or refused input, 3 disk, lock or damaged store.

mod args;
mod commands;
mod print;
mod progress;

use std::process::ExitCode;

use clap::Parser;
use recoup_app::{AppError, ErrorCode};

use crate::args::Cli;
use crate::print::Printer;

fn main() -> ExitCode {
    // Not for people: this program, or the window, hands a file that may be damaged to a process of its own.
    if std::env::args_os().nth(1).is_some_and(|word| word == recoup_app::PARSE_WORKER) {
        return recoup_app::parse_worker();
    }
    let cli = Cli::parse();
    let out = Printer::new(cli.lang);
    match commands::run(cli, &out) {
        Ok(code) => code,
        Err(error) => {
            out.note(&error.text);
            ExitCode::from(exit_code(&error))
        }
    }
}

/// 3 when the machine is the trouble, 2 when the input is.
fn exit_code(error: &AppError) -> u8 {
    match error.code {
        ErrorCode::DiskFull
        | ErrorCode::ReadOnly
        | ErrorCode::Locked
        | ErrorCode::Damaged
        | ErrorCode::NewerVersion
        | ErrorCode::Internal => 3,
        _ => 2,
    }
}
