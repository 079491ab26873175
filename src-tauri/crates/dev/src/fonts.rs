//! `cargo dev fonts`: remakes the dossier's embedded fonts from the npm packages they came from.
//!
//! npm is where the static instances of Noto Serif SC and Noto Sans SC can be had without Google's servers, which are
//! not reached from mainland China. The result is compressed with zstd; the OFL text and the hashes lie beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::program::{must, npm, root, say};

/// npm package, weight's folder and file in it, name in `crates/dossier/fonts`.
const FONTS: &[(&str, &str, &str)] = &[
    (
        "@expo-google-fonts/noto-serif-sc",
        "400Regular/NotoSerifSC_400Regular.ttf",
        "NotoSerifSC-Regular.ttf.zst",
    ),
    ("@expo-google-fonts/noto-serif-sc", "700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf.zst"),
    ("@expo-google-fonts/noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf.zst"),
    ("@expo-google-fonts/noto-sans-sc", "700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf.zst"),
];

pub fn fonts() -> Result<()> {
    let work = root().join("target/fonts");
    std::fs::create_dir_all(&work)?;
    std::fs::write(work.join("package.json"), "{\"private\":true}\n")?;
    let mut install = npm();
    install.current_dir(&work).args(["install", "--no-audit", "--no-fund", "--ignore-scripts"]);
    let mut packages: Vec<&str> = FONTS.iter().map(|(package, ..)| *package).collect();
    packages.dedup();
    must(install.args(packages))?;

    let target = root().join("src-tauri/crates/dossier/fonts");
    for (package, file, name) in FONTS {
        let source = find(&work.join("node_modules").join(package), file)?;
        let packed = target.join(name);
        if !packed.is_file() {
            say(&format!("{name} is not used by the dossier, left out"));
            continue;
        }
        must(Command::new("zstd").args(["-19", "--force", "--quiet"]).arg(&source).arg("-o").arg(&packed))
            .context("zstd is needed to pack a font (apt-get install zstd)")?;
        say(&format!("{} ← {}", packed.display(), source.display()));
    }
    say("check what `git diff --stat` says, and bring the hashes in SOURCE.md up to date");
    Ok(())
}

/// The packages moved their files from the top into a folder for each weight: take either place.
fn find(package: &Path, file: &str) -> Result<PathBuf> {
    let flat = file.rsplit('/').next().unwrap_or(file);
    for candidate in [package.join(file), package.join(flat)] {
        if candidate.is_file() {
            return Ok(candidate);
        }
    }
    bail!("{} holds no {file}", package.display())
}
