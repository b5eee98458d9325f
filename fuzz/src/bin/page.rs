//! Whatever the page sends to the module: an answer, no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = stepdown_taper::answer(text);
});
