//! Whatever an article's file begins with: diagnostics or a document, no panic, and
//! every place that a diagnostic names is in the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stepdown::parse::{MarkdownOptions, parse};

fuzz_target!(|text: &str| {
    let parsed = parse(text, "content/fuzz.md", "en", &MarkdownOptions::default());
    assert!(parsed.document.is_some() || !parsed.diagnostics.is_empty());
    for span in parsed.diagnostics.iter().filter_map(|found| found.span) {
        assert!(text.get(span.start as usize..span.end as usize).is_some());
    }
});
