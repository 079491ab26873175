//! Whole files through the public functions: what a shop owner drops on the window, and what comes out.

// Helpers of a test stand outside `#[test]`, where the switch in clippy.toml does not reach.
#![allow(clippy::unwrap_used, clippy::panic)]

mod bad_input;
mod beside;
mod bombs;
mod fixtures;
#[path = "../../fuzz/src/run.rs"]
mod fuzz;
mod international;
mod mapping;
mod masked;
mod memory;
mod never_panics;
mod own_sources;
mod paper;
mod pdf;
mod recognised;
mod rows;
mod samples;
mod seeds;
