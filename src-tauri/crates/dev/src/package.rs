//! `cargo dev package`: the installers that this system can make.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::program::{must, root, say};
use crate::{system, ui};

/// The version whose bundler this was tried with; it comes as a prebuilt program inside the npm package.
const CLI: &str = "@tauri-apps/cli@2.12.5";

pub fn package() -> Result<()> {
    system::ready_to_build()?;
    ui::install_packages()?;
    let bundles = if cfg!(target_os = "macos") {
        "dmg"
    } else if cfg!(windows) {
        "nsis"
    } else {
        // No AppImage: its bundler downloads helpers from the network, and its GTK breaks Chinese input methods.
        "deb,rpm"
    };
    let mut npx = Command::new(if cfg!(windows) { "npx.cmd" } else { "npx" });
    npx.args(["--yes", CLI, "build", "--ci", "--bundles", bundles]).current_dir(root().join("src-tauri"));
    must(&mut npx)?;
    let folder = root().join("target/release/bundle");
    let mut made = Vec::new();
    files(&folder, &mut made);
    say(&format!("made for {bundles}:"));
    for file in made {
        say(&format!("  {file}"));
    }
    Ok(())
}

/// Installers under `folder`, with their sizes.
fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let installer =
            path.extension().is_some_and(|e| ["deb", "rpm", "dmg", "exe"].iter().any(|known| e == *known));
        if installer && path.is_file() {
            let size = entry.metadata().map(|m| m.len()).unwrap_or(0);
            found.push(format!("{} ({} KB)", path.display(), size / 1024));
        } else if path.is_dir() {
            files(&path, found);
        }
    }
}
