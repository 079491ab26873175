//! `cargo dev test`: every check there is, going on after a failed one, with one line at the very end.
//!
//! The order is cheap first, and so that nothing compiles twice without need: the dependencies are compiled once for
//! the tests and once more, without code generation, for clippy; both share build scripts and macros, and the page is
//! built once by `src-tauri/build.rs`.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::program::{cargo, npm, say, watch};
use crate::tally::{Tally, libtest, vitest};
use crate::{system, ui, walls};

pub fn test() -> Result<()> {
    let mut run = Run::default();
    run.stage("what the tests need", || system::ready_to_test().map(|()| Tally::default()));
    run.stage("formatting", || command(cargo().args(["fmt", "--all", "--check"])));
    run.stage("walls", || walls::lint().map(|()| Tally::one(true)));
    let page = run.stage("packages of the page", || ui::install_packages().map(|()| Tally::default()));
    if page {
        run.stage("types of the page", || command(npm().args(["run", "check"])));
        run.stage("tests of the page", || {
            counted(npm().args(["test"]).env("CI", "true").env("NO_COLOR", "1"), vitest)
        });
    }
    run.stage("tests in Rust", || {
        let mut tests = cargo();
        tests.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
        if cfg!(target_os = "linux") {
            // The driver and the screen have just been installed: that they are not there is a failure, not a skip.
            tests.env("CI", "true");
        }
        counted(&mut tests, libtest)
    });
    run.stage("clippy", || {
        command(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
    });
    run.finish()
}

#[derive(Default)]
struct Run {
    total: Tally,
    failed_stages: Vec<&'static str>,
}

impl Run {
    /// Runs one stage and counts it; the answer is whether it went well. A stage that cannot even start is a failure.
    fn stage(&mut self, name: &'static str, work: impl FnOnce() -> Result<Tally>) -> bool {
        say(&format!("──── {name}"));
        let start = Instant::now();
        let tally = work().unwrap_or_else(|error| {
            say(&format!("{name}: {error:#}"));
            Tally::one(false)
        });
        self.total.add(tally);
        if tally.failed > 0 {
            self.failed_stages.push(name);
        }
        say(&format!(
            "{name}: {} passed, {} failed, {} s",
            tally.passed,
            tally.failed,
            start.elapsed().as_secs()
        ));
        tally.failed == 0
    }

    fn finish(self) -> Result<()> {
        // The error's own sentence goes first, so that the count is the last line of the output.
        if !self.failed_stages.is_empty() {
            say(&format!("failed: {}", self.failed_stages.join(", ")));
        }
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        if self.total.failed > 0 {
            std::process::exit(1);
        }
        if self.total.passed == 0 {
            bail!("no test ran");
        }
        Ok(())
    }
}

fn command(command: &mut Command) -> Result<Tally> {
    watch(command, |_| {}).map(Tally::one)
}

/// A runner that prints its own counts, perhaps several times (one test program after the other).
fn counted(command: &mut Command, read: fn(&str) -> Option<Tally>) -> Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = watch(command, |line| {
        if let Some(found) = read(line) {
            tally.add(found);
        }
    })?;
    Ok(tally.trusting_exit(succeeded))
}
