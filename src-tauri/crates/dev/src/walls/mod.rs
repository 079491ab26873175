//! `cargo dev lint`: the walls of the design, each broken one with a sentence that names file and line.
//!
//! These are checks on text, not on meaning: they are there to be noticed in a review when someone moves a wall, and
//! they answer in a second. What the compiler or clippy can hold is not repeated here.

mod border;
mod manifests;
mod places;
mod rust;
mod source;
mod tree;
mod web;

use anyhow::{Result, bail};

use crate::program::{root, say};
use tree::Tree;

/// One broken wall.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// Path from the workspace's folder, with `/`.
    pub file: String,
    /// From 1; 0 where the whole file or folder is meant.
    pub line: usize,
    /// What is wrong and what to do instead.
    pub text: String,
}

impl Breach {
    fn new(file: &str, line: usize, text: impl Into<String>) -> Breach {
        Breach { file: file.to_string(), line, text: text.into() }
    }
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.text),
            line => write!(f, "{}:{line}: {}", self.file, self.text),
        }
    }
}

/// Prints every breach; an error if there is one.
pub fn lint() -> Result<()> {
    let breaches = breaches(&Tree::of_git(&root())?);
    for breach in &breaches {
        println!("{breach}");
    }
    match breaches.len() {
        0 => {
            say("lint: every wall stands");
            Ok(())
        }
        1 => bail!("1 wall is broken"),
        n => bail!("{n} walls are broken"),
    }
}

/// Every breach in the tree, in the order of files and lines.
fn breaches(tree: &Tree) -> Vec<Breach> {
    let mut found = Vec::new();
    places::check(tree, &mut found);
    manifests::check(tree, &mut found);
    rust::check(tree, &mut found);
    web::check(tree, &mut found);
    border::check(tree, &mut found);
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wall_stands() {
        let found = breaches(&Tree::of_git(&root()).unwrap());
        let text: Vec<String> = found.iter().map(Breach::to_string).collect();
        assert!(found.is_empty(), "\n{}", text.join("\n"));
    }
}
