//! The files that the walls are checked on: those that git knows or would add, so that a build's leavings don't count.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Paths from the workspace's folder (with `/`) and the texts of those that are text.
pub struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    pub fn of_git(root: &Path) -> Result<Tree> {
        let list = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context(
                "`git ls-files` could not be started: the lint asks git which files belong to the project",
            )?;
        if !list.status.success() {
            bail!("`git ls-files` failed: the lint wants a clone made with git");
        }
        let mut files = BTreeMap::new();
        for name in String::from_utf8_lossy(&list.stdout).split('\0').filter(|n| !n.is_empty()) {
            // A file that is deleted but not yet committed is still listed: it is gone, so it breaks nothing.
            if let Ok(bytes) = std::fs::read(root.join(name)) {
                files.insert(name.to_string(), String::from_utf8(bytes).ok());
            }
        }
        Ok(Tree { files })
    }

    /// A made-up tree.
    #[cfg(test)]
    pub fn made_of(files: &[(&str, &str)]) -> Tree {
        Tree { files: files.iter().map(|(name, text)| (name.to_string(), Some(text.to_string()))).collect() }
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.files.get(name)?.as_deref()
    }

    /// Text files whose path begins with `folder` and ends with one of `endings`.
    pub fn texts<'a>(
        &'a self,
        folder: &'a str,
        endings: &'a [&str],
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files.iter().filter_map(move |(name, text)| {
            let wanted = name.starts_with(folder) && endings.iter().any(|ending| name.ends_with(ending));
            wanted.then_some(()).and(text.as_deref()).map(|text| (name.as_str(), text))
        })
    }
}
