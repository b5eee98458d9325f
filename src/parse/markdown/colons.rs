//! Lines that begin with a colon and define nothing.
//!
//! For the parser a colon at the beginning of a line makes the text before it a term, even
//! with no space behind: `:::warning`, `:smile:`, `at 10` and in the next line `:30`. A
//! definition has a space there, in this dialect as elsewhere; without one the words of a
//! warning would stand as a term, and its colon nowhere. So the parser reads another sign in
//! place of such a colon, and what it finds gets the colon back.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Tag};

/// Signs that mean nothing to Markdown. Signs they must be: what stands beside a star or a
/// quotation mark says whether it opens or closes.
const STAND_INS: [u8; 6] = *b"$%;}?/";

/// A text as the parser reads it, as long as the text itself.
pub(super) struct Hidden<'t> {
    pub(super) text: Cow<'t, str>,
    stand_in: Option<char>,
}

impl<'t> Hidden<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut places = memchr::memchr_iter(b':', text.as_bytes())
            .filter(|at| begins_line(text, *at))
            .peekable();
        let none = places.peek().is_none();
        let is_free = |sign: &&u8| memchr::memchr(**sign, text.as_bytes()).is_none();
        // A text that has all of them keeps its colons, and their terms.
        let stand_in = STAND_INS.iter().find(|sign| !none && is_free(sign));
        let Some(stand_in) = stand_in.map(|sign| char::from(*sign)) else {
            return Self {
                text: Cow::Borrowed(text),
                stand_in: None,
            };
        };
        let mut read = String::with_capacity(text.len());
        let mut written = 0;
        for at in places {
            read.push_str(&text[written..at]);
            read.push(stand_in);
            written = at + 1;
        }
        read.push_str(&text[written..]);
        Self {
            text: Cow::Owned(read),
            stand_in: Some(stand_in),
        }
    }

    /// Whether it is another text than what was written; hardly any is.
    pub(super) fn is_other(&self) -> bool {
        self.stand_in.is_some()
    }

    /// What the parser found there, with the colons of the text.
    pub(super) fn shown<'e>(&self, event: Event<'e>, start: usize) -> Event<'e> {
        let Some(stand_in) = self.stand_in else {
            return event;
        };
        let colon = |text: CowStr<'e>| match text.contains(stand_in) {
            true => CowStr::from(text.replace(stand_in, ":")),
            false => text,
        };
        match event {
            // What a reference such as `&dollar;` stands for is none of ours.
            Event::Text(text) if self.text.as_bytes().get(start) != Some(&b'&') => {
                Event::Text(colon(text))
            }
            Event::Code(text) => Event::Code(colon(text)),
            Event::Html(text) => Event::Html(colon(text)),
            Event::InlineHtml(text) => Event::InlineHtml(colon(text)),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => Event::Start(Tag::Link {
                link_type,
                dest_url: colon(dest_url),
                title: colon(title),
                id,
            }),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => Event::Start(Tag::Image {
                link_type,
                dest_url: colon(dest_url),
                title: colon(title),
                id,
            }),
            event => event,
        }
    }
}

/// Whether a colon is the first sign of its line, but for what quotations and lists begin
/// with, and has no space behind it. The line below a table's head is none.
fn begins_line(text: &str, at: usize) -> bool {
    let (before, line) = (&text.as_bytes()[..at], &text.as_bytes()[at..]);
    let opens = |byte: &u8| b" \t>*+-.)".contains(byte) || byte.is_ascii_digit();
    let first = before.iter().rev().find(|byte| !opens(byte));
    if !matches!(first, None | Some(b'\n' | b'\r')) {
        return false;
    }
    let has_space = matches!(line.get(1), None | Some(b' ' | b'\t' | b'\n' | b'\r'));
    let end = line.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    let line = &line[..end.unwrap_or(line.len())];
    let parts_table = line.contains(&b'-') && line.iter().all(|byte| b":|- \t".contains(byte));
    !has_space && !parts_table
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser};

    use super::*;
    use crate::parse::MarkdownOptions;
    use crate::parse::markdown::page;

    fn written(text: &str) -> String {
        page(text, 0, "a.md", &MarkdownOptions::default(), None, false)
            .body
            .html
    }

    #[test]
    fn a_colon_without_a_space_defines_nothing() {
        for (text, html) in [
            (
                ":::warning\nNever.\n:::",
                "<p>:::warning\nNever.\n:::</p>\n",
            ),
            ("Great\n:smile: and", "<p>Great\n:smile: and</p>\n"),
            (
                "> At 10\n> :30.",
                "<blockquote>\n<p>At 10\n:30.</p>\n</blockquote>\n",
            ),
            ("- a\n  :b: c", "<ul>\n<li>a\n:b: c</li>\n</ul>\n"),
            ("a\n:*“b”* &dollar; $", "<p>a\n:<em>“b”</em> $ $</p>\n"),
            (
                "a `b\n:c` d\n:[e](#f:g)",
                "<p>a <code>b :c</code> d\n:[e](#f:g)</p>\n",
            ),
            ("```\na\n:b\n```", "<pre><code>a\n:b\n</code></pre>\n"),
        ] {
            let html = html.replace("[e](#f:g)", "<a href=\"\">e</a>");
            assert_eq!(written(text), html, "{text}");
        }
    }

    #[test]
    fn definitions_and_tables_stay_what_they_are() {
        assert_eq!(
            written("Term\n: One\n:\tTwo"),
            "<dl>\n<dt>Term</dt>\n<dd>One</dd>\n<dd>Two</dd>\n</dl>\n"
        );
        assert!(written("a|b\n:-|-:\n1|2").contains("<table>"));
        for text in ["a: b\nc:d", "a\n:\nb", "x\n  : y", "https://a.org/\n"] {
            assert!(Hidden::new(text).stand_in.is_none(), "{text}");
        }
    }

    #[test]
    fn whatever_stands_there_comes_back() {
        let text = "[a]: </b\n:c>\n\n![:d\n:e](f 'g\n:h') <i\n:j>k</i>\n\n<div\n:l>\n:m\n</div>\n\n    :n\n";
        let hidden = Hidden::new(text);
        assert_eq!(hidden.text.len(), text.len());
        assert_eq!(hidden.text.matches('$').count(), 7);
        let events = Parser::new_ext(&hidden.text, Options::all()).into_offset_iter();
        for (event, range) in events {
            let shown = format!("{:?}", hidden.shown(event, range.start));
            assert!(!shown.contains('$'), "{shown}");
        }
    }
}
