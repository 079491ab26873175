//! A dossier from an invented case to a file, looked at from outside.

// Clippy grants these to test functions only, not to what they call.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod files;
mod integrity;
mod lines;
mod pages;
mod preview;
mod redact;
mod sample;
mod tools;
