//! Programs that look at a PDF from outside. Used when installed; required when `CI` is set.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a program, or says that it is missing.
pub fn run(program: &str, args: &[&str], dir: &Path) -> Option<Output> {
    match Command::new(program).args(args).current_dir(dir).output() {
        Ok(output) => Some(output),
        Err(e) if std::env::var_os("CI").is_some() => panic!("{program} is required in CI: {e}"),
        Err(e) => {
            println!("skipped: {program} is not installed ({e})");
            None
        }
    }
}

/// What a program printed; it must have succeeded.
pub fn stdout(program: &str, args: &[&str], dir: &Path) -> Option<String> {
    let output = run(program, args, dir)?;
    assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
