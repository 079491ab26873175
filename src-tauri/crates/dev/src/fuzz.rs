//! `cargo dev fuzz`: random damage to statement files, by cargo-fuzz, one target after another. What was run is added
//! up in `fuzz/HOURS.md`, which is checked in.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::program::{ask, cargo, must, root, say};

/// A file may keep its reader busy for this long. How much memory it may take the targets count themselves; this much is
/// for the whole process with its corpus.
const SECONDS_A_FILE: u32 = 5;
const MEGABYTES: u32 = 1024;
const LONGEST_FILE: u32 = 65_536;

pub fn fuzz(args: &[String]) -> Result<()> {
    let mut minutes = 10u32;
    let mut chosen: Vec<&str> = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--minutes" => {
                let number = rest.next().context("`--minutes` needs a number")?;
                minutes = number.parse().with_context(|| format!("`{number}` is no number of minutes"))?;
            }
            target => chosen.push(target),
        }
    }
    let known = targets()?;
    if let Some(unknown) = chosen.iter().find(|t| !known.iter().any(|k| k == *t)) {
        bail!("there is no target `{unknown}`; there is {}", known.join(", "));
    }
    if !ask("rustup", &["toolchain", "list"]).is_some_and(|list| list.contains("nightly")) {
        bail!("fuzzing needs a nightly compiler: rustup toolchain install nightly");
    }
    if ask("cargo", &["fuzz", "--version"]).is_none() {
        must(cargo().args(["install", "cargo-fuzz", "--locked"]))?;
    }
    let corpus = folder().join("corpus");
    must(
        cargo()
            .args(["test", "--package", "recoup-statements", "--test", "statements"])
            .args(["--", "--ignored", "--exact", "seeds::write_corpora"])
            .env("RECOUP_CORPUS", &corpus),
    )?;
    for target in known.iter().filter(|t| chosen.is_empty() || chosen.contains(&t.as_str())) {
        one(target, minutes)?;
    }
    Ok(())
}

fn folder() -> PathBuf {
    root().join("src-tauri/crates/statements/fuzz")
}

fn targets() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder().join("fuzz_targets"))? {
        let path = file?.path();
        if path.extension().is_some_and(|e| e == "rs")
            && let Some(name) = path.file_stem()
        {
            found.push(name.to_string_lossy().into_owned());
        }
    }
    found.sort();
    Ok(found)
}

fn one(target: &str, minutes: u32) -> Result<()> {
    say(&format!("{target}: {minutes} min"));
    let mut command = Command::new("cargo");
    // No code here is unsafe, so the sanitizers would find nothing and halve the speed.
    command.current_dir(folder().parent().map(PathBuf::from).unwrap_or_default());
    command.args(["+nightly", "fuzz", "run", "--sanitizer", "none", "--target-dir"]);
    command.arg(root().join("target/fuzz")).args([target, "--"]);
    command.args([
        format!("-max_total_time={}", minutes * 60),
        format!("-timeout={SECONDS_A_FILE}"),
        format!("-rss_limit_mb={MEGABYTES}"),
        format!("-malloc_limit_mb={MEGABYTES}"),
        format!("-max_len={LONGEST_FILE}"),
        "-print_final_stats=1".to_owned(),
    ]);
    must(&mut command).with_context(|| {
        format!("{target} found a file that does harm; it lies under fuzz/artifacts/{target}")
    })?;
    // Minutes of a run that found something do not count: it is mended first.
    add_up(target, minutes)
}

/// Adds minutes to a target's line in the log.
fn add_up(target: &str, minutes: u32) -> Result<()> {
    let path = folder().join("HOURS.md");
    let log = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    std::fs::write(&path, added(&log, target, minutes))
        .with_context(|| format!("{} cannot be written", path.display()))
}

fn added(log: &str, target: &str, minutes: u32) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut known = false;
    for line in log.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, name, before, ..] = cells.as_slice()
            && *name == target
        {
            known = true;
            lines.push(format!("| {target} | {} |", before.parse::<u32>().unwrap_or(0) + minutes));
        } else {
            lines.push(line.to_owned());
        }
    }
    if !known {
        lines.push(format!("| {target} | {minutes} |"));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_add_up() {
        let log = "# x\n\n| target | minutes |\n|---|---|\n| pdf | 3 |\n";
        let log = added(log, "pdf", 10);
        assert!(log.contains("| pdf | 13 |\n"));
        assert!(added(&log, "xls", 2).ends_with("| pdf | 13 |\n| xls | 2 |\n"));
    }
}
