//! `cargo dev fonts`: remakes the dossier's embedded fonts from the npm packages they came from.
//!
//! npm is where the static instances of Noto Serif SC and Noto Sans SC can be had without Google's servers, which are
//! not reached from mainland China. The result is compressed with zstd; the OFL text and the hashes lie beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::program::{must, npm, root, say};

/// What `crates/dossier/src/fonts.rs` embeds and SOURCE.md lists: npm package, weight's folder and file in it, name in
/// `crates/dossier/fonts`.
const FONTS: &[(&str, &str, &str)] = &[
    (
        "@expo-google-fonts/noto-serif-sc",
        "400Regular/NotoSerifSC_400Regular.ttf",
        "NotoSerifSC-Regular.ttf.zst",
    ),
    ("@expo-google-fonts/noto-sans-sc", "500Medium/NotoSansSC_500Medium.ttf", "NotoSansSC-Medium.ttf.zst"),
];

pub fn fonts() -> Result<()> {
    let work = root().join("target/fonts");
    std::fs::create_dir_all(&work)?;
    std::fs::write(work.join("package.json"), "{\"private\":true}\n")?;
    let mut install = npm();
    install.current_dir(&work).args(["install", "--no-audit", "--no-fund", "--ignore-scripts"]);
    must(install.args(FONTS.iter().map(|(package, ..)| package)))?;

    let target = root().join("src-tauri/crates/dossier/fonts");
    for (package, file, name) in FONTS {
        let source = find(&work.join("node_modules").join(package), file)?;
        let packed = target.join(name);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_remade_are_those_embedded() {
        let dossier = root().join("src-tauri/crates/dossier");
        let code = std::fs::read_to_string(dossier.join("src/fonts.rs")).unwrap();
        let source = std::fs::read_to_string(dossier.join("fonts/SOURCE.md")).unwrap();
        let embedded: Vec<&str> =
            code.split("include_bytes!(\"../fonts/").skip(1).filter_map(|r| r.split('"').next()).collect();
        let remade: Vec<&str> = FONTS.iter().map(|(.., name)| *name).collect();
        assert_eq!(remade, embedded);
        for (package, file, name) in FONTS {
            let row = source.lines().find(|line| line.contains(name)).unwrap();
            assert!(row.contains(package) && row.contains(file), "{row}");
        }
    }
}
