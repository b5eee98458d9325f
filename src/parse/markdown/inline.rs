//! Text and what stands in a line: glossary terms, code, links, images, raw HTML.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::LinkType;

use super::addresses::ADDRESS;
use super::{NO_CLAIM, NOT_MOVED_INLINE, Writer};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Part;
use crate::parse::text::{escape_attribute, escape_text};

/// Of what stands in brackets, in CommonMark.
const LONGEST_LABEL: usize = 999;

impl Writer<'_, '_, '_> {
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        // What `&#1;` stands for is no part of the source, which has none any more.
        let text = &*match self.text.as_bytes().get(range.start) {
            Some(b'&') => self.readable(text, &range),
            _ => Cow::Borrowed(text),
        };
        if let Some(fence) = &mut self.fence {
            let start = *fence.body_start.get_or_insert(range.start);
            fence.body.push_str(text);
            let end = start + fence.body.len();
            fence.exact &= self.text.get(start..end) == Some(fence.body.as_str());
            return;
        }
        if self.in_code_block {
            escape_text(&mut self.out.html, text);
            if let Some(prose) = &mut self.page.prose {
                prose.push(text, self.place, range);
            }
            return;
        }
        if self.in_html_block {
            self.raw_spaces(text);
            return;
        }
        let escaped = range.start > 0 && self.text.as_bytes()[range.start - 1] == b'\\';
        self.note_brackets(text, escaped);
        if self.page.options.evidence && !escaped {
            self.leftover_key(text, &range);
        }
        if self.pending.is_empty() {
            self.pending_span = range.clone();
        } else {
            self.pending_span.end = range.end;
        }
        self.pending.push_str(text);
        if self.image.is_none()
            && let Some(prose) = &mut self.page.prose
        {
            prose.push(text, self.place, range);
        }
    }

    /// Notes a text that stands beside the words of an image or a link, for the rules.
    fn beside(&mut self, words: &str, range: &Range<usize>) {
        if self.page.prose.is_none() || words.is_empty() {
            return;
        }
        let range = self.find(range, words);
        if let Some(prose) = &mut self.page.prose {
            prose.push_beside(words, self.place, range);
        }
    }

    /// Something parts the words that are read.
    pub(super) fn space(&mut self) {
        if self.image.is_none()
            && let Some(prose) = &mut self.page.prose
        {
            prose.space();
        }
    }

    pub(super) fn soft_break(&mut self) {
        self.space();
        if self.image.is_some() || self.heading.is_some() {
            self.pending.push(' ');
        } else {
            self.pending.push('\n');
        }
    }

    /// Writes the text that is pending. `ends_block`: nothing of the block follows.
    pub(super) fn flush(&mut self, ends_block: bool) {
        if ends_block {
            let ended = std::mem::take(&mut self.pending);
            let text = ended.trim_end();
            match text.strip_suffix(NO_CLAIM) {
                Some(rest) => {
                    self.pending.push_str(rest.trim_end());
                    if let Some(prose) = &mut self.page.prose {
                        prose.no_claim(NO_CLAIM);
                    }
                }
                None => self.pending = ended,
            }
            self.open_brackets = 0;
            if !self.in_row {
                self.end_prose();
            } else if let Some(prose) = &mut self.page.prose {
                prose.end_cell();
            }
        }
        let brackets = std::mem::take(&mut self.pending_brackets);
        if self.pending.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.pending);
        let span = self.pending_span.clone();
        if self.page.options.evidence {
            self.leftover_form(&text, &span);
        }
        self.undefined_footnotes(&text, &span, &brackets);
        if let Some((image, _, _)) = &mut self.image {
            image.alt.push_str(&text);
        } else {
            if let Some(heading) = &mut self.heading {
                heading.title.push_str(&text);
            }
            self.write_with_addresses(&text, &span);
        }
        // The buffer is used again.
        self.pending = text;
        self.pending.clear();
    }

    /// `[^label]` that is still text has no definition.
    fn undefined_footnotes(&mut self, text: &str, span: &Range<usize>, brackets: &[usize]) {
        for at in brackets {
            let Some(rest) = text.get(*at..).and_then(|rest| rest.strip_prefix("[^")) else {
                continue;
            };
            // As for Markdown, a label ends at the next bracket and has its limit.
            let Some((label, bracket)) = rest.find(['[', ']']).map(|end| rest.split_at(end)) else {
                break;
            };
            let is_label = bracket.starts_with(']')
                && !label.is_empty()
                && label.len() <= LONGEST_LABEL
                && !label.contains(char::is_whitespace);
            if is_label {
                self.report(
                    Diagnostic::new(
                        Code::UndefinedFootnote,
                        format!("the footnote `{label}` is not defined"),
                    )
                    .help(format!("add a line `[^{label}]: …`")),
                    self.find(span, &format!("[^{label}]")),
                );
            }
        }
    }

    /// `[words][name]` without a line `[name]: …` is text for Markdown.
    pub(super) fn undefined_reference(&mut self, name: &str, range: Range<usize>) {
        self.report(
            Diagnostic::new(
                Code::UndefinedFootnote,
                format!("the link to `{name}` is not defined, so readers see its brackets"),
            )
            .help(format!(
                "add a line `[{name}]: page.md`, or write `\\[` where no link is meant"
            )),
            range,
        );
    }

    pub(super) fn write_with_terms(&mut self, text: &str, span: Range<usize>) {
        let Some(glossary) = self.page.glossary else {
            return;
        };
        let place = self.place.of(span);
        let mut written = 0;
        for (index, range) in glossary.find(text) {
            if std::mem::replace(&mut self.page.terms_used[index], true) {
                continue;
            }
            escape_text(&mut self.out.html, &text[written..range.start]);
            let id = &glossary.terms[index].id;
            self.out.html.push_str("<a class=\"term\" id=\"");
            self.out.slot(place, Part::IdPrefix);
            // In the whole guide the words stand once, for all pages.
            let _ = write!(self.out.html, "use-{id}\" href=\"#term-{id}\">");
            escape_text(&mut self.out.html, &text[range.clone()]);
            self.out.html.push_str("</a>");
            self.out
                .slot(place, Part::Term(u32::try_from(index).unwrap_or(u32::MAX)));
            written = range.end;
        }
        escape_text(&mut self.out.html, &text[written..]);
    }

    pub(super) fn code(&mut self, code: &str, range: Range<usize>) {
        self.flush(false);
        if self.in_alt(code) {
            return;
        }
        if code.starts_with(NOT_MOVED_INLINE) {
            self.report_not_moved(range.clone());
        }
        if let Some(prose) = &mut self.page.prose {
            prose.push(code, self.place, range);
        }
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(code);
        }
        self.out.html.push_str("<code>");
        escape_text(&mut self.out.html, code);
        self.out.html.push_str("</code>");
    }

    /// Adds to the image's alternative, if one is being collected.
    pub(super) fn in_alt(&mut self, text: &str) -> bool {
        if let Some((image, _, _)) = &mut self.image {
            image.alt.push_str(text);
            return true;
        }
        false
    }

    pub(super) fn task(&mut self, done: bool, range: Range<usize>) {
        let span = self.place.of(range);
        self.out.html.push_str("<input type=\"checkbox\" disabled");
        self.out.html.push_str(if done {
            " checked aria-label=\""
        } else {
            " aria-label=\""
        });
        self.out
            .slot(span, Part::Ui(if done { "task-done" } else { "task-open" }));
        self.out.html.push_str("\"> ");
    }

    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        dest: &str,
        title: &str,
        range: Range<usize>,
    ) {
        self.flush(false);
        if self.image.is_some() {
            return;
        }
        self.in_link += 1;
        if self.in_link > 1 {
            // An address between `<` and `>` in the words of a link: these stay.
            let inner = Diagnostic::new(
                Code::BrokenLink,
                "this address stands in the words of another link, and only that is one",
            )
            .help("end the other link before it");
            return self.report(inner, range);
        }
        let words = self.page.prose.as_ref().map(|prose| prose.text.len());
        self.link = words.map(|at| (at, range.clone()));
        self.beside(title, &range);
        let span = self.place.of(range);
        self.out.html.push_str(match link_type {
            LinkType::Autolink | LinkType::Email => ADDRESS,
            _ => "<a href=\"",
        });
        let dest = if link_type == LinkType::Email {
            format!("mailto:{dest}")
        } else {
            dest.to_owned()
        };
        self.out.slot(span, Part::Link(dest.into_boxed_str()));
        if !title.is_empty() {
            self.out.html.push_str("\" title=\"");
            escape_attribute(&mut self.out.html, title);
        }
        self.out.html.push_str("\">");
        self.link_html = self.out.html.len();
    }

    /// Finds a link that nobody can see, and that a screen reader has no name for. One
    /// around a picture has the picture's words, or the picture is reported.
    pub(super) fn end_link(&mut self, range: Range<usize>) {
        let start = self.link_html;
        let written = self.out.html.get(start..).unwrap_or_default();
        let holds_image = || {
            let slots = self.out.slots.iter().rev();
            slots
                .take_while(|slot| slot.at as usize >= start)
                .any(|slot| matches!(slot.part, Part::Image(_)))
        };
        if !has_words(written) && !holds_image() {
            self.report(
                Diagnostic::new(
                    Code::BrokenLink,
                    "the link has no words: nobody can find it",
                )
                .help("write between the brackets what it leads to: `[emergency signs](…)`"),
                range,
            );
        }
        self.in_link = self.in_link.saturating_sub(1);
        self.out.html.push_str("</a>");
    }

    pub(super) fn end_image(&mut self) {
        self.flush(false);
        let Some((image, range, depth)) = self.image.take() else {
            return;
        };
        if depth > 0 {
            self.image = Some((image, range, depth - 1));
            return;
        }
        if image.alt.trim().is_empty() {
            self.report(
                Diagnostic::new(Code::ImageAlt, format!("the image `{}` has no text alternative", image.src))
                    .help("say in words what it shows: `![two curves, the second further right](curve.svg)`"),
                range.clone(),
            );
        }
        self.beside(&image.alt, &range);
        self.beside(&image.title, &range);
        let span = self.place.of(range);
        self.out.slot(span, Part::Image(Box::new(image)));
    }
}

/// Whether HTML holds anything besides tags and spaces, or a picture that somebody wrote
/// as HTML.
fn has_words(html: &str) -> bool {
    let mut rest = html.trim_start();
    while let Some(tag) = rest.strip_prefix('<') {
        if tag.starts_with("img") || tag.starts_with("svg") {
            return true;
        }
        let behind = tag.find('>').and_then(|end| tag.get(end + 1..));
        rest = behind.unwrap_or_default().trim_start();
    }
    !rest.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Code;
    use crate::parse::markdown::page;
    use crate::parse::{MarkdownOptions, RawHtml};

    #[test]
    fn a_link_by_a_name_that_is_not_defined_is_found() {
        for (text, places) in [
            ("A [word][nowhere] here.", vec![(2, 17)]),
            ("A [word][] here, ![dot][no].", vec![(2, 8), (17, 27)]),
            ("[word], [x] [y], \\[a][b], `[a][b]`, [^1][^1]", vec![]),
            ("[word][here] [here][]\n\n[here]: a.md", vec![]),
            ("[word][^a]\n\n[^a]: Note.", vec![]),
        ] {
            let found = page(text, 0, "a.md", &MarkdownOptions::default(), None, false);
            let found = found.diagnostics.iter();
            let found = found.filter(|d| d.message.starts_with("the link to"));
            let spans: Vec<_> = found
                .map(|d| d.span.map_or((0, 0), |span| (span.start, span.end)))
                .collect();
            assert_eq!(spans, places, "{text}");
        }
    }

    #[test]
    fn a_link_has_words_or_a_picture_with_words() {
        for (text, code) in [
            ("[](b.md)", Some(Code::BrokenLink)),
            ("A [ ](b.md \"Title\") b.", Some(Code::BrokenLink)),
            ("# Head [&nbsp;](b.md)", Some(Code::BrokenLink)),
            ("[` `](b.md)", Some(Code::BrokenLink)),
            ("[<i></i>](b.md)", Some(Code::BrokenLink)),
            ("[][b]\n\n[b]: b.md", Some(Code::BrokenLink)),
            ("[![](x.svg)](b.md)", Some(Code::ImageAlt)),
            ("[![A curve](x.svg)](b.md)", None),
            ("![A curve](x.svg) [B](b.md)", None),
            ("[*B*](b.md), [`b`](b.md), <https://b.org/>", None),
            ("[<img src=x alt=B>](b.md)", None),
            ("![[](b.md) A curve](x.svg)", None),
        ] {
            let options = MarkdownOptions {
                raw_html: RawHtml::Allow,
                ..MarkdownOptions::default()
            };
            let found = page(text, 0, "a.md", &options, None, false).diagnostics;
            let codes: Vec<Code> = found.iter().map(|d| d.code).collect();
            assert_eq!(codes, Vec::from_iter(code), "{text}");
        }
    }

    #[test]
    fn brackets_without_end_are_no_footnotes() {
        for (text, labels) in [
            ("[^".repeat(15_000), 0),
            (format!("{}]", "[^a".repeat(10_000)), 1),
            (format!("{}{}", "[^".repeat(5_000), "]".repeat(5_000)), 0),
            (format!("A [^{}].", "x".repeat(1_000)), 0),
            ("One[^a] and two[^b].".to_owned(), 2),
            // The backslash says that it is meant as text.
            (r"One \[^a], *two*[^b], \[^c][^d].".to_owned(), 2),
            (r"\[^a]".to_owned(), 0),
        ] {
            let body = page(&text, 0, "a.md", &MarkdownOptions::default(), None, false);
            assert_eq!(body.diagnostics.len(), labels, "{:.20}", text);
        }
    }
}
