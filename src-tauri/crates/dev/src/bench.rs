//! `cargo dev bench`: the programs that measure. Each is a file `src-tauri/crates/*/benches/*.rs` and prints its own
//! figures; one that measures against another way of doing the same prints the ratio.

use anyhow::{Result, bail};

use crate::program::{cargo, must, root, say};

pub fn bench(only: &[String]) -> Result<()> {
    let known = benches()?;
    let chosen: Vec<_> = known.iter().filter(|(_, name)| only.is_empty() || only.contains(name)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = known.iter().map(|(_, name)| name.as_str()).collect();
        bail!(
            "nothing to measure: there is {}",
            if names.is_empty() { "no bench yet".into() } else { names.join(", ") }
        );
    }
    // The yardsticks live with the crates whose libraries they use.
    let yardsticks = ["--package", "recoup-store", "--package", "recoup-statements", "--examples"];
    must(cargo().args(["build", "--release", "--locked"]).args(yardsticks))?;
    for (package, name) in chosen {
        say(&format!("{name} ({package})"));
        must(cargo().args(["bench", "--locked", "--package", package, "--bench", name]))?;
    }
    Ok(())
}

/// Package and name of every bench, in the order of their paths.
fn benches() -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir(root().join("src-tauri/crates"))? {
        let folder = folder?;
        let package = format!("recoup-{}", folder.file_name().to_string_lossy());
        for file in std::fs::read_dir(folder.path().join("benches")).into_iter().flatten().flatten() {
            let path = file.path();
            if path.extension().is_some_and(|e| e == "rs")
                && let Some(name) = path.file_stem()
            {
                found.push((package.clone(), name.to_string_lossy().into_owned()));
            }
        }
    }
    found.sort();
    Ok(found)
}
