//! The store as `app` uses it, on real folders.

// Clippy's permission for tests does not reach the functions that several tests share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backups;
mod chain;
mod imports;
mod opening;
mod owner;
mod references;
mod util;
mod vault;
