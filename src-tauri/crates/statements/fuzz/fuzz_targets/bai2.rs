#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| recoup_statements_fuzz::checked("bai2", data));
