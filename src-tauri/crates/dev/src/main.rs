//! What a contributor types: `cargo dev run | test | lint | package | bench | fonts | fuzz`.
//!
//! **Architecture invariant:** this program depends on nothing but `std` and `anyhow`, so that the first command typed
//! on a fresh machine answers within seconds, also where the window cannot be built yet.

mod bench;
mod fonts;
mod fuzz;
mod package;
mod program;
mod run;
mod system;
mod tally;
mod test;
mod ui;
mod walls;

use std::process::ExitCode;

const USAGE: &str = "\
cargo dev run [FILE...]   install what is missing, build everything, open the window (no display: the demo without it)
cargo dev test            install what tests need and run every test, the ones in the real window included
cargo dev lint            check the walls of ARCHITECTURE.md (who may depend on what, no floats for money, command lists…)
cargo dev bench [NAME]    run the measuring programs, in release
cargo dev fuzz [TARGET…] [--minutes N]   damage statement files at random and see that every one has an answer
cargo dev package         make the installers that this system can make
cargo dev fonts           remake the fonts that are embedded in the dossier
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let done = match args.first().map(String::as_str) {
        Some("run") => run::run(rest),
        Some("test") => test::test(),
        Some("lint") => walls::lint(),
        Some("bench") => bench::bench(rest),
        Some("package") => package::package(),
        Some("fonts") => fonts::fonts(),
        Some("fuzz") => fuzz::fuzz(rest),
        Some("help" | "--help" | "-h") => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        other => {
            if let Some(word) = other {
                eprintln!("there is no `cargo dev {word}`. What there is:\n");
            }
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo dev: {error:#}");
            ExitCode::FAILURE
        }
    }
}
