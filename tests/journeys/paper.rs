//! A PDF as other programs see it: qpdf, pdftotext, pdftoppm.

use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Paper {
    file: PathBuf,
    /// The words of each page, in reading order.
    pub pages: Vec<String>,
}

impl Paper {
    pub fn read(file: &Path) -> Paper {
        run(Command::new("qpdf").arg("--check").arg(file));
        let text = run(Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(file).arg("-"));
        // pdftotext ends every page with a form feed.
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_string).collect();
        pages.pop();
        Paper { file: file.to_path_buf(), pages }
    }

    /// All words without line ends and spaces: a number may be broken where a column ends.
    pub fn text(&self) -> String {
        self.pages.concat().chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// Draws every page and looks that there is ink on it.
    pub fn has_no_blank_page(&self) {
        let folder = tempfile::tempdir().unwrap();
        run(Command::new("pdftoppm")
            .args(["-r", "30", "-gray"])
            .arg(&self.file)
            .arg(folder.path().join("page")));
        let mut drawn: Vec<PathBuf> =
            std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
        drawn.sort();
        assert_eq!(drawn.len(), self.pages.len(), "pages drawn");
        for (index, page) in drawn.iter().enumerate() {
            let bytes = std::fs::read(page).unwrap();
            let ink =
                bytes.iter().rev().take(bytes.len().saturating_sub(20)).filter(|grey| **grey < 128).count();
            assert!(ink > 20, "page {} is blank", index + 1);
        }
    }
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}\n{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
