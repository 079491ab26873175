//! `cargo dev run`: from a fresh clone to the open window, or to the dossier where there is no display.

use anyhow::{Result, bail};

use crate::program::{ask, cargo, must, root, say};
use crate::system;

pub fn run(files: &[String]) -> Result<()> {
    if !system::has_display() {
        return without_window();
    }
    system::ready_to_build()?;
    say("building the page and the window; the first time takes a few minutes");
    // Relative names mean the folder in which the command was typed, not the workspace's.
    let here = std::env::current_dir()?;
    let files = files.iter().map(|file| here.join(file));
    must(cargo().args(["run", "--locked", "--package", "recoup-desktop", "--"]).args(files))
}

/// The same job on the sample files by the CLI, which needs no system library but a C compiler (for SQLite).
fn without_window() -> Result<()> {
    say("there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.");
    say("doing the same job on the sample files without a window instead.");
    if cfg!(target_os = "linux") && ask("cc", &["--version"]).is_none() {
        bail!(
            "a C compiler is missing (SQLite is compiled from source): sudo apt-get install -y build-essential"
        );
    }
    let out = root().join("recoup-demo");
    must(cargo().args(["run", "--locked", "--package", "recoup-cli", "--", "demo"]).arg(&out))?;
    let dossier = out.join("dossier.pdf");
    if !dossier.is_file() {
        bail!("the demo ended without an error, but there is no {}", dossier.display());
    }
    say(&format!("the dossier lies at {}", dossier.display()));
    Ok(())
}
