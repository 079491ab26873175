//! Every command of the window, called as the page calls it: through tauri's real permissions and argument decoding, on
//! real data in a folder of its own, without a display.

// Outside of #[test] functions too, a test that cannot go on should stop.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod border;
mod page;
mod refusals;
mod story;

use std::path::PathBuf;

/// An invented statement of the sample shop (`tests/fixtures/README.md`).
fn fixture(name: &str) -> PathBuf {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures")).join(name);
    assert!(path.is_file(), "{} is missing", path.display());
    path
}
