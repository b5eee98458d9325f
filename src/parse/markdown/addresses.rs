//! Addresses that stand in the text as they are become links, as on GitHub: a reader would
//! have to copy them by hand, and no rule would see where they lead.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use memchr::memmem;

use super::Writer;
use crate::parse::Part;
use crate::parse::text::escape_text;

/// Whether a text may have some: no is certain.
pub(super) fn may_hold(text: &str) -> bool {
    memchr::memchr(b'@', text.as_bytes()).is_some()
        || memmem::find(text.as_bytes(), b"://").is_some()
}

/// The addresses in a text and where they lead. `example.org` alone may be a file's name.
fn addresses(text: &str) -> Vec<(Range<usize>, String)> {
    if !may_hold(text) {
        return Vec::new();
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]);
    let leads_to = |kind: &LinkKind, address: &str| match kind {
        LinkKind::Email => Some(format!("mailto:{address}")),
        _ => ["https://", "http://"]
            .iter()
            .any(|scheme| address.starts_with(scheme))
            .then(|| address.to_owned()),
    };
    let mut start = 0;
    let mut found = Vec::new();
    for piece in text.split_inclusive(parts) {
        let words = piece.trim_end_matches(parts);
        start += piece.len();
        let goes_on = piece.ends_with(JOINING) && text[start..].starts_with(char::is_alphanumeric);
        for link in finder.links(words) {
            // Half an address leads to another page.
            if goes_on && link.end() == words.len() {
                continue;
            }
            if let Some(to) = leads_to(link.kind(), link.as_str()) {
                let at = start - piece.len();
                found.push((at + link.start()..at + link.end(), to));
            }
        }
    }
    found
}

/// What stands beside an address and in none, as other signs than those of ASCII.
fn parts(letter: char) -> bool {
    JOINING.contains(&letter)
        || "„‟‚«»‹›、。，；：！？「」『』【】《》〈〉（）".contains(letter)
        || !letter.is_ascii() && letter.is_whitespace()
}

/// What smart punctuation makes of `--`, `...`, `'` and `\"`: with a letter behind it, it may
/// have been a part of the address.
const JOINING: &[char] = &['–', '—', '…', '’', '‘', '“', '”'];

impl Writer<'_, '_, '_> {
    /// Writes text with its addresses as links, unless it stands in a link.
    pub(super) fn write_with_addresses(&mut self, text: &str, span: &Range<usize>) {
        let mut written = 0;
        if self.has_addresses && self.in_link == 0 && !self.raw.is_in_link {
            for (range, to) in addresses(text) {
                self.write_words(&text[written..range.start], span);
                let address = &text[range.clone()];
                let place = self.place.of(self.find(span, address));
                self.out.html.push_str(ADDRESS);
                self.out.slot(place, Part::Link(to.into_boxed_str()));
                self.out.html.push_str("\">");
                escape_text(&mut self.out.html, address);
                self.out.html.push_str("</a>");
                written = range.end;
            }
        }
        self.write_words(&text[written..], span);
    }

    fn write_words(&mut self, text: &str, span: &Range<usize>) {
        let wants_terms = self.page.glossary.is_some()
            && self.heading.is_none()
            && self.in_link == 0
            && !self.in_table_head
            && !self.in_caption;
        match wants_terms {
            true => self.write_with_terms(text, span.clone()),
            false => escape_text(&mut self.out.html, text),
        }
    }
}

/// The tag of a link whose words are its address: on paper these need not be said again.
pub(super) const ADDRESS: &str = "<a class=\"address\" href=\"";

#[cfg(test)]
mod tests {
    use crate::config::RawHtml;
    use crate::parse::markdown::page;
    use crate::parse::{MarkdownOptions, Part};

    /// The addresses that a text links to, with the words of the links.
    fn links(text: &str) -> Vec<(String, String)> {
        let options = MarkdownOptions {
            raw_html: RawHtml::Allow,
            ..MarkdownOptions::default()
        };
        let body = page(text, 0, "a.md", &options, None, false).body;
        let links = body.slots.iter().filter_map(|slot| match &slot.part {
            Part::Link(to) => {
                let words = body.html[slot.at as usize..].split(['>', '<']).nth(1);
                Some((to.to_string(), words.unwrap_or_default().to_owned()))
            }
            _ => None,
        });
        links.collect()
    }

    #[test]
    fn an_address_in_the_text_is_a_link() {
        for (text, to) in [
            ("See https://a.org/b?c=1&d=2.", "https://a.org/b?c=1&d=2"),
            ("(HTTP is http://a.org/x_(y)_z)", "http://a.org/x_(y)_z"),
            ("## At https://a.org/, now", "https://a.org/"),
            ("Write to “help@nhs.uk”!", "mailto:help@nhs.uk"),
            ("| a |\n|---|\n| https://a.org/ |", "https://a.org/"),
            ("https://a.org/wiki/हिन्दी.", "https://a.org/wiki/हिन्दी"),
            (
                "https://a.org/cafe\u{301}/x°/ญี่",
                "https://a.org/cafe\u{301}/x°/ญี่",
            ),
            ("（https://a.org/b）。", "https://a.org/b"),
            ("https://a.org/b – and", "https://a.org/b"),
        ] {
            let found = links(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].0, to, "{text}");
            let words = to.trim_start_matches("mailto:").replace('&', "&amp;");
            assert_eq!(found[0].1, words, "{text}");
        }
    }

    #[test]
    fn half_an_address_is_no_link() {
        let options = MarkdownOptions {
            smart_punctuation: true,
            ..MarkdownOptions::default()
        };
        for (text, count) in [
            ("https://a.org/a--b", 0),
            ("https://a.org/it's and https://b.org/x...y", 0),
            (
                "\"https://a.org/a\", https://b.org/ -- c, 'https://c.org/'",
                3,
            ),
        ] {
            let body = page(text, 0, "a.md", &options, None, false).body;
            assert_eq!(
                body.html.matches("<a ").count(),
                count,
                "{text}: {}",
                body.html
            );
        }
    }

    #[test]
    fn what_is_a_link_already_or_no_address_stays() {
        for (text, count) in [
            ("<https://a.org/>", 1),
            ("[https://a.org/](https://b.org/)", 1),
            ("`https://a.org/` and\n\n    https://a.org/", 0),
            ("<a href=\"b\">https://a.org/</a>", 0),
            (
                "<a href=\"b\">\n\nhttps://a.org/\n\n</a>\n\nhttps://a.org/",
                1,
            ),
            ("ftp://a.org/ a:b @c www.a.org tel:112 javascript://x", 0),
            ("![https://a.org/](https://b.org/c.png)", 0),
        ] {
            assert_eq!(links(text).len(), count, "{text}");
        }
    }
}
