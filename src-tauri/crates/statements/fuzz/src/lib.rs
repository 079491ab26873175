//! A fuzz target: reads a file, and counts what memory that takes.

pub mod run;

use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// What a file may cost for each of its bytes, and what reading costs whatever the file: tables of characters, a page's
/// fonts, windows of decompressors.
const EACH_BYTE: usize = 50;
const ANY_FILE: usize = 32 << 20;

/// Reads the bytes as the target does, and fails where that takes more memory than a file of this size may.
pub fn checked(target: &str, data: &[u8]) {
    // What is made once for the whole program is no file's fault.
    recoup_statements::sources();
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    run::run(target, data);
    let taken = HEAP.peak_usage().saturating_sub(before);
    let most = ANY_FILE + EACH_BYTE * data.len();
    assert!(taken <= most, "{target}: {taken} bytes of memory for {} bytes, at most {most}", data.len());
}
