//! Footnotes: numbered by first use, written at the end of the page.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::Writer;
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
    /// The one that is being written.
    pub(super) open: Option<(String, Range<usize>)>,
}

struct Footnote {
    number: u32,
    references: u32,
}

impl Writer<'_, '_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        self.flush(false);
        if self.image.is_some() {
            return;
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
            let Some((mut body, _)) = self.footnotes.bodies.remove(&label) else {
                continue;
            };
            let (number, references) = self
                .footnotes
                .numbers
                .get(&label)
                .map_or((0, 0), |note| (note.number, note.references));
            let in_paragraph = body.html.trim_end().ends_with("</p>");
            if in_paragraph {
                let end = body.html.trim_end().len() - "</p>".len();
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
            self.out.html.push_str(if in_paragraph {
                "</p></li>\n"
            } else {
                "</li>\n"
            });
        }
        self.out.html.push_str("</ol>\n</section>\n");
    }
}
