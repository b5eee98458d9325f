//! Footnotes: numbered by first use, written at the end of the page.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::{Writer, last_paragraph_end};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{Fragment, Part};

/// The footnotes of a page, as far as it was read.
#[derive(Default)]
pub(super) struct Footnotes {
    /// By label.
    numbers: HashMap<String, Footnote>,
    /// Labels by number.
    order: Vec<String>,
    /// By label; the first of two definitions counts.
    pub(super) bodies: HashMap<String, (Fragment, Range<usize>)>,
    /// Those that are being written, the innermost last: one may stand in another.
    pub(super) open: Vec<(String, Range<usize>)>,
}

struct Footnote {
    number: u32,
    references: u32,
    /// Where it is referred to first.
    first: Range<usize>,
}

impl Writer<'_, '_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        self.flush(false);
        if self.image.is_some() {
            return;
        }
        if self.open_brackets > 0 && ends_as_link(&self.text[range.end..]) {
            let what = "a footnote in the words of a link or an image takes it away: readers see brackets and an address";
            let help = "put the footnote behind it: `[words](page.md)[^1]`";
            self.report(
                Diagnostic::new(Code::BrokenLink, what).help(help),
                range.clone(),
            );
        }
        let next = u32::try_from(self.footnotes.order.len() + 1).unwrap_or(u32::MAX);
        let note = self
            .footnotes
            .numbers
            .entry(label.to_owned())
            .or_insert_with(|| {
                self.footnotes.order.push(label.to_owned());
                Footnote {
                    number: next,
                    references: 0,
                    first: range.clone(),
                }
            });
        note.references += 1;
        let (number, reference) = (note.number, note.references);
        let span = self.place.of(range);
        self.out
            .html
            .push_str("<sup class=\"footnote-ref\"><a id=\"");
        self.out.slot(span, Part::IdPrefix);
        let _ = write!(self.out.html, "fnref-{number}");
        if reference > 1 {
            let _ = write!(self.out.html, "-{reference}");
        }
        self.out.html.push_str("\" href=\"#");
        self.out.slot(span, Part::IdPrefix);
        let _ = write!(
            self.out.html,
            "fn-{number}\" role=\"doc-noteref\" aria-label=\""
        );
        self.out
            .slot(span, Part::UiNumber("footnote-number", number));
        let _ = write!(self.out.html, "\">{number}</a></sup>");
    }

    pub(super) fn write_footnotes(&mut self) {
        let mut unused: Vec<_> = self
            .footnotes
            .bodies
            .iter()
            .filter(|(label, _)| !self.footnotes.numbers.contains_key(*label))
            .map(|(label, (_, range))| (label.clone(), range.clone()))
            .collect();
        unused.sort_by_key(|(_, range)| range.start);
        for (label, range) in unused {
            self.report(
                Diagnostic::new(
                    Code::UnusedFootnote,
                    format!("nothing refers to the footnote `{label}`"),
                )
                .help(format!("write `[^{label}]` where it belongs, or remove it")),
                range,
            );
        }
        if self.footnotes.order.is_empty() {
            return;
        }
        let nowhere = self.place.of(0..0);
        self.out
            .html
            .push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        self.out.slot(nowhere, Part::Ui("footnotes"));
        self.out.html.push_str("\">\n<ol>\n");
        for label in std::mem::take(&mut self.footnotes.order) {
            let Some(note) = self.footnotes.numbers.remove(&label) else {
                continue;
            };
            let (number, references) = (note.number, note.references);
            let Some((mut body, _)) = self.footnotes.bodies.remove(&label) else {
                self.report(
                    Diagnostic::new(
                        Code::MarkerForm,
                        format!("the text of the footnote `{label}` would be lost"),
                    )
                    .help("define it at the end of the article, outside of everything else"),
                    note.first,
                );
                continue;
            };
            let paragraph = last_paragraph_end(&body);
            if let Some(end) = paragraph {
                body.html.truncate(end);
            }
            self.out.html.push_str("<li id=\"");
            self.out.slot(nowhere, Part::IdPrefix);
            let _ = write!(self.out.html, "fn-{number}\">");
            self.out.append(body);
            for reference in 1..=references {
                self.out.html.push_str(" <a class=\"backref\" href=\"#");
                self.out.slot(nowhere, Part::IdPrefix);
                let _ = write!(self.out.html, "fnref-{number}");
                if reference > 1 {
                    let _ = write!(self.out.html, "-{reference}");
                }
                self.out
                    .html
                    .push_str("\" role=\"doc-backlink\">↩<span class=\"visually-hidden\"> ");
                self.out
                    .slot(nowhere, Part::UiNumber("back-to-footnote", number));
                self.out.html.push_str("</span></a>");
            }
            self.out.html.push_str(match paragraph {
                Some(_) => "</p></li>\n",
                None => "</li>\n",
            });
        }
        self.out.html.push_str("</ol>\n</section>\n");
    }
}

/// Whether the bracket that a text stands in closes in its paragraph, with an address or a name
/// behind it.
fn ends_as_link(text: &str) -> bool {
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let mut depth = 0;
    let mut signs = paragraph.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            '[' => depth += 1,
            ']' if depth > 0 => depth -= 1,
            ']' => return paragraph[at + 1..].starts_with(['(', '[']),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Code;
    use crate::parse::MarkdownOptions;
    use crate::parse::markdown::page;

    #[test]
    fn a_footnote_in_a_footnote_leaves_the_outer_one_whole() {
        let text =
            "One[^a] and two[^b].\n\n[^a]: first\n\n    > [^b]: inner\n\n    rest of first\n";
        let body = page(text, 0, "a.md", &MarkdownOptions::default(), None, false);
        assert!(body.diagnostics.is_empty(), "{:?}", body.diagnostics);
        let html = body.body.html;
        let at = |words: &str| {
            html.find(words)
                .unwrap_or_else(|| panic!("{words}: {html}"))
        };
        assert!(at("fn-1\"><p>first") < at("rest of first"), "{html}");
        assert!(at("rest of first") < at("fn-2\"><p>inner"), "{html}");
    }

    #[test]
    fn a_footnote_that_takes_a_link_away_is_named() {
        for (text, expected) in [
            ("A [study[^1]](a.md).", 1),
            ("[*x*[^1]][r]\n\n[r]: a.md", 1),
            ("![note[^1]](a.png)", 1),
            ("[study](a.md)[^1], [aside[^1]] (b), [^1][^1]", 0),
            ("[one[^1]]\n\n[x](y.md)", 0),
            ("[Note: study[^1] and [the page](a.md).]", 0),
            ("A range [0,10[^1] of [doses](b.md)", 0),
            ("[a[^1] \\] and [b]](a.md)", 1),
        ] {
            let text = format!("{text}\n\n[^1]: Note.");
            let body = page(&text, 0, "a.md", &MarkdownOptions::default(), None, false);
            let found = body.diagnostics.iter();
            let found = found.filter(|d| d.code == Code::BrokenLink).count();
            assert_eq!(found, expected, "{text}");
        }
    }
}
