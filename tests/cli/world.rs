//! A folder of its own for each story, and the program in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// One owner's machine.
pub struct World {
    pub dir: TempDir,
}

/// What the program said.
pub struct Said {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl World {
    pub fn new() -> World {
        World { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file of the story's own.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs `recoup`, whatever it answers.
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, args: &[S]) -> Said {
        let output: Output = Command::new(env!("CARGO_BIN_EXE_recoup"))
            .args(args)
            .current_dir(self.dir.path())
            .env("RECOUP_DATA", self.path("data"))
            .env("TZ", "America/New_York")
            .output()
            .unwrap();
        Said {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// Runs it and expects exit 0.
    pub fn ok<S: AsRef<std::ffi::OsStr> + std::fmt::Debug>(&self, args: &[S]) -> String {
        let said = self.run(args);
        assert_eq!(said.code, 0, "{args:?}\n{}\n{}", said.out, said.err);
        said.out
    }

    /// Runs it and expects exit 2 with these words.
    pub fn refused<S: AsRef<std::ffi::OsStr> + std::fmt::Debug>(&self, args: &[S], words: &str) {
        let said = self.run(args);
        assert_eq!(said.code, 2, "{args:?}: {}{}", said.out, said.err);
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }

    /// Runs it, expects exit 0 and one JSON document.
    pub fn json<S: AsRef<std::ffi::OsStr> + std::fmt::Debug>(&self, args: &[S]) -> Value {
        let out = self.ok(args);
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{args:?} printed no JSON: {e}\n{out}"))
    }

    /// Imports files and expects none refused.
    pub fn import(&self, files: &[&Path]) -> Value {
        let mut args: Vec<std::ffi::OsString> = vec!["import".into(), "--json".into()];
        args.extend(files.iter().map(|f| f.as_os_str().to_owned()));
        self.json(&args)
    }
}

/// The project's own sample files.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures").join(name)
}

/// The folder of collected sample files, where the machine has it.
pub fn samples() -> Option<PathBuf> {
    let found = std::env::var_os("RECOUP_SAMPLES").map(PathBuf::from).filter(|p| p.is_dir());
    if found.is_none() {
        println!("RECOUP_SAMPLES is not set: this story needs the collected sample files");
    }
    found
}

/// Yuan as a JSON string.
pub fn yuan(value: &Value) -> i64 {
    let text = value.as_str().unwrap_or_else(|| panic!("an amount is a string, not {value}"));
    let (whole, cents) = text.split_once('.').unwrap();
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    whole.parse::<i64>().unwrap() * 100 + sign * cents.parse::<i64>().unwrap()
}
