//! Whatever stands in an address: no panic, and a code that is read is the one
//! code of its plan.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stepdown_taper::code::Code;

fuzz_target!(|text: &str| {
    if let Ok(code) = Code::read(text) {
        assert_eq!(code.write(), text);
    }
});
