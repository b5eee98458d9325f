//! Citations and graded claims, and what Markdown would lose of them in silence.

use std::ops::Range;

use memchr::{memchr2, memchr2_iter};
use pulldown_cmark::LinkType;

use super::{NO_CLAIM, Writer};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{Part, marker};

impl Writer<'_, '_, '_> {
    pub(super) fn marker(&mut self, id: &str, link_type: LinkType, range: Range<usize>) {
        let form =
            |message: &str, help: &str| Diagnostic::new(Code::MarkerForm, message).help(help);
        match link_type {
            LinkType::ReferenceUnknown => {
                return self.report(
                    form(
                        "two pairs of brackets side by side are one link, and the first is lost",
                        "put both references into one pair, `[@a; @b]`, or text between them",
                    ),
                    range,
                );
            }
            LinkType::CollapsedUnknown => {
                return self.report(
                    form(
                        "a citation takes no second pair of brackets",
                        "write `[@key]`",
                    ),
                    range,
                );
            }
            _ => {}
        }
        if self.open_brackets > 0 {
            return self.report(
                form(
                    "a citation stands inside other brackets",
                    "take the outer brackets away, or write them as `\\[`",
                ),
                range,
            );
        }
        if self.heading.is_some() || self.image.is_some() {
            return self.report(
                form(
                    "a citation cannot stand in a heading or an image's text",
                    "move it to the text below",
                ),
                range,
            );
        }
        match marker::read(id) {
            Ok(marker) => {
                let span = self.place.of(range);
                if let Some(prose) = &mut self.page.prose {
                    prose.mark(&marker, span);
                }
                self.out.slot(span, Part::Marker(Box::new(marker)));
            }
            Err(error) => {
                let code = if error.unknown_grade {
                    Code::UnknownGrade
                } else {
                    Code::MarkerForm
                };
                self.report(Diagnostic::new(code, error.message).help(error.help), range);
            }
        }
    }

    /// Takes note of the brackets of a text that joins what is pending.
    pub(super) fn note_brackets(&mut self, text: &str, escaped: bool) {
        let bytes = text.as_bytes();
        let first = usize::from(escaped);
        for at in memchr2_iter(b'[', b']', bytes.get(first..).unwrap_or_default()) {
            let at = first + at;
            if bytes[at] == b'[' {
                self.open_brackets += 1;
                self.pending_brackets.push(self.pending.len() + at);
            } else {
                self.open_brackets -= 1;
            }
        }
    }

    /// `@key` that is still text was meant as a citation.
    pub(super) fn leftover_key(&mut self, text: &str, range: &Range<usize>) {
        for (at, _) in text.match_indices('@') {
            let before = text[..at].chars().next_back();
            let after = text[at + 1..].chars().next();
            let word_before =
                before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
            if word_before || !after.is_some_and(|c| c.is_ascii_alphabetic()) {
                continue;
            }
            let key: String = text[at + 1..]
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .collect();
            let (message, help) = if self.in_link > 0 {
                (
                    format!("`[@{key}]` followed by `(` is a link and not a citation"),
                    "put a space or a word between the citation and the bracket".to_owned(),
                )
            } else {
                (
                    format!("`@{key}` is left over as text"),
                    format!("write `[@{key}]` for a citation, or `\\@{key}` for the plain text"),
                )
            };
            let place = range.start + at..(range.start + at + 1 + key.len()).min(range.end);
            self.report(Diagnostic::new(Code::MarkerForm, message).help(help), place);
        }
    }

    /// An alert's sign or `{.no-claim}` that is still text was meant as one.
    pub(super) fn leftover_form(&mut self, text: &str, span: &Range<usize>) {
        // Most texts have neither beginning.
        if memchr2(b'[', b'{', text.as_bytes()).is_none() {
            return;
        }
        for (form, help) in [
            (
                "[!",
                "an alert is `> [!WARNING]` alone on its line, with a known name",
            ),
            (
                NO_CLAIM,
                "put it at the very end of its paragraph, list item or cell",
            ),
        ] {
            if text.contains(form) {
                let message = format!("`{form}` is left over as text");
                let place = self.find(span, form);
                self.report(Diagnostic::new(Code::MarkerForm, message).help(help), place);
            }
        }
        if let Some(form) = nearly_no_claim(text) {
            let message = format!("`{form}` is left over as text");
            let place = self.find(span, form);
            let help = format!("did you mean `{NO_CLAIM}`?");
            self.report(Diagnostic::new(Code::MarkerForm, message).help(help), place);
        }
    }

    /// Where `words` stand in a range of the source; all of it when smart
    /// punctuation or an entity made the text differ.
    pub(super) fn find(&self, range: &Range<usize>, words: &str) -> Range<usize> {
        let within = self.text.get(range.clone()).and_then(|s| s.find(words));
        match within {
            Some(at) => range.start + at..range.start + at + words.len(),
            None => range.clone(),
        }
    }
}

/// What ends a text in braces and is almost [`NO_CLAIM`].
fn nearly_no_claim(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let form = &text[text.rfind("{")?..];
    let is_near =
        form != NO_CLAIM && form.ends_with('}') && strsim::damerau_levenshtein(form, NO_CLAIM) <= 3;
    is_near.then_some(form)
}
