//! The web view's packages. `src-tauri/build.rs` builds the page itself and keeps the same stamp.

use anyhow::Result;

use crate::program::{must, npm, root};

/// Runs `npm ci` unless the packages were installed for exactly this lock file.
pub fn install_packages() -> Result<()> {
    let ui = root().join("ui");
    let lock = std::fs::read(ui.join("package-lock.json"))?;
    let stamp = ui.join("node_modules/.installed-for");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    must(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    std::fs::write(stamp, lock)?;
    Ok(())
}
