//! Whatever stands in `references.bib`: diagnostics or references whose text is
//! escaped, no panic and no end of memory.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stepdown::diagnostic::Diagnostics;
use stepdown::resolve::read_bibliography;

fuzz_target!(|text: &str| {
    let mut found = Diagnostics::new();
    let bibliography = read_bibliography(Some(text), "en", &mut found);
    for reference in bibliography.iter() {
        assert!(!reference.html.contains("<script"));
    }
});
