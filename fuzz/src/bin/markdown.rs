//! Whatever an article's text is: HTML without an element that could do harm, and
//! slots that stand between characters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stepdown::config::RawHtml;
use stepdown::parse::{MarkdownOptions, parse};

fuzz_target!(|text: &str| {
    let options = MarkdownOptions {
        raw_html: RawHtml::Sanitize,
        evidence: true,
        smart_punctuation: true,
        prose: true,
        ..MarkdownOptions::default()
    };
    let source = format!("+++\ntitle = \"Fuzz\"\n+++\n{text}");
    let parsed = parse(&source, "content/fuzz.md", "en", &options);
    let Some(document) = parsed.document else {
        return;
    };
    let html = &document.body.html;
    for harmful in [
        "<script",
        "<style",
        "<iframe",
        "<svg",
        "<object",
        "<form",
        "<a href=\"javascript",
    ] {
        assert!(!html.contains(harmful));
    }
    for slot in &document.body.slots {
        assert!(html.is_char_boundary(slot.at as usize));
    }
});
