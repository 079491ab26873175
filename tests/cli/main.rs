//! The program `recoup` as a person or another program uses it. Each test is a story.

// Clippy grants these to test functions only, not to what they call.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arrival;
mod bad_input;
mod cases;
mod contract;
mod demo;
mod duplicates;
mod facts;
mod import;
mod inside;
mod interrupted;
mod mapping;
mod papers;
mod redact;
mod scenario;
mod take_back;
mod terms;
mod till;
mod world;
