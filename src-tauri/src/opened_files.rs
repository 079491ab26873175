//! Files that come from outside: named on the command line, opened by double-click, handed over by a second start of the
//! app, dropped on the window. All wait in one queue until the page asks for them, so that a file which arrives before
//! the page is drawn is not lost.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The queue.
#[derive(Debug, Default)]
pub struct OpenedFiles(Mutex<Vec<PathBuf>>);

impl OpenedFiles {
    /// Adds existing files; the answer is whether there were any. Folders and what does not exist are left out.
    pub fn push(&self, paths: impl IntoIterator<Item = PathBuf>) -> bool {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = queue.len();
        for path in paths {
            if path.is_file() && !queue.contains(&path) {
                queue.push(path);
            }
        }
        queue.len() > before
    }

    /// Empties the queue.
    pub fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The files among a program's arguments (without its own name). Desktops pass plain paths or `file://` addresses; a
/// relative path means the folder in which the program was started.
pub fn among_arguments(arguments: impl IntoIterator<Item = OsString>, folder: &Path) -> Vec<PathBuf> {
    let named = arguments.into_iter().filter_map(|argument| {
        let text = argument.to_string_lossy();
        if text.starts_with("file://") {
            return tauri::Url::parse(&text).ok().and_then(|url| url.to_file_path().ok());
        }
        // A flag is not a file, also not one that happens to be called like it.
        (!text.starts_with('-')).then(|| folder.join(&argument))
    });
    named.filter(|path| path.is_file()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_paths_addresses_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("账 单.csv");
        std::fs::write(&file, "x").unwrap();
        let address = tauri::Url::from_file_path(&file).unwrap().to_string();
        assert!(address.contains("%E8%B4%A6%20"), "{address}");
        let given = ["账 单.csv", &address, "--flag", "not here.csv", "."].map(OsString::from);
        assert_eq!(among_arguments(given, folder.path()), [file.clone(), file]);
    }

    #[test]
    fn the_queue_gives_each_file_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.csv");
        std::fs::write(&file, "x").unwrap();
        let queue = OpenedFiles::default();
        assert!(queue.push([file.clone(), file.clone(), folder.path().join("gone.csv")]));
        assert!(!queue.push([file.clone()]), "it is waiting already");
        assert_eq!(queue.take(), [file]);
        assert_eq!(queue.take(), Vec::<PathBuf>::new());
    }
}
