//! The window of 追款管家. Everything is in the library, so that the tests can reach it.

// A console window beside ours would frighten a shop owner; a contributor's debug build keeps it for the log.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    recoup_desktop::run()
}
