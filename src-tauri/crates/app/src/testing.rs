//! What the tests of several topics begin with.

use crate::{NamedFile, Recoup};

/// Empty books in a folder of their own, which goes with the first value.
pub(crate) fn world() -> (tempfile::TempDir, Recoup) {
    let dir = tempfile::tempdir().unwrap();
    let app = Recoup::open(&dir.path().join("data")).unwrap();
    (dir, app)
}

/// A file beside the books.
pub(crate) fn file(dir: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> NamedFile {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    NamedFile::from_path(path)
}
