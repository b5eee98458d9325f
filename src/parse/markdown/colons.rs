//! Lines that begin with a colon and define nothing.
//!
//! For the parser a colon at the beginning of a line makes the text before it a term, even
//! with no space behind: `:::warning`, `:smile:`, `at 10` and in the next line `:30`. A
//! definition has a space there, in this dialect as elsewhere; without one the words of a
//! warning would stand as a term, and its colon nowhere. So the parser reads another sign in
//! place of such a colon, and what it finds gets the colon back.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag};

/// Signs that mean nothing to Markdown. Signs they must be: what stands beside a star or a
/// quotation mark says whether it opens or closes.
const STAND_INS: [u8; 6] = *b"$%;}?/";

/// A text as the parser reads it, as long as the text itself.
pub(super) struct Hidden<'t> {
    written: &'t str,
    pub(super) text: Cow<'t, str>,
    stand_in: Option<char>,
    /// Whether the sign stands nowhere for itself.
    is_free: bool,
}

impl<'t> Hidden<'t> {
    pub(super) fn new(written: &'t str) -> Self {
        let mut places = memchr::memchr_iter(b':', written.as_bytes())
            .filter(|at| begins_line(written, *at))
            .peekable();
        if places.peek().is_none() {
            return Self {
                written,
                text: Cow::Borrowed(written),
                stand_in: None,
                is_free: true,
            };
        }
        let is_free = |sign: &&u8| memchr::memchr(**sign, written.as_bytes()).is_none();
        let free = STAND_INS.iter().find(is_free);
        let stand_in = char::from(*free.unwrap_or(&STAND_INS[0]));
        let mut text = String::with_capacity(written.len());
        let mut end = 0;
        for at in places {
            text.push_str(&written[end..at]);
            text.push(stand_in);
            end = at + 1;
        }
        text.push_str(&written[end..]);
        Self {
            written,
            text: Cow::Owned(text),
            stand_in: Some(stand_in),
            is_free: free.is_some(),
        }
    }

    /// Whether it is another text than what was written; hardly any is.
    pub(super) fn is_other(&self) -> bool {
        self.stand_in.is_some()
    }

    /// What the parser found there, with the colons of the text.
    pub(super) fn shown<'e>(&self, event: Event<'e>, range: &Range<usize>) -> Event<'e> {
        let Some(stand_in) = self.stand_in else {
            return event;
        };
        let in_place = |text: CowStr<'e>| self.in_place(text, range, stand_in);
        // An address has no line end in it, and either may stand far from the link.
        let dest = |dest: CowStr<'e>| match dest.strip_prefix(stand_in) {
            Some(rest) if self.is_free => CowStr::from(format!(":{rest}")),
            _ => dest,
        };
        let title = |title: CowStr<'e>| match self.is_free && title.contains(stand_in) {
            true => CowStr::from(at_line_starts(&title, stand_in)),
            false => title,
        };
        match event {
            Event::Text(text) => Event::Text(in_place(text)),
            Event::Code(text) => Event::Code(in_place(text)),
            Event::Html(text) => Event::Html(in_place(text)),
            Event::InlineHtml(text) => Event::InlineHtml(in_place(text)),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title: words,
                id,
            }) => Event::Start(Tag::Link {
                link_type,
                dest_url: dest(dest_url),
                title: title(words),
                id,
            }),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title: words,
                id,
            }) => Event::Start(Tag::Image {
                link_type,
                dest_url: dest(dest_url),
                title: title(words),
                id,
            }),
            event => event,
        }
    }

    /// A text of which every sign stands in its place in the source, and no more of them than
    /// there: not what a reference such as `&dollar;` stands for.
    fn in_place<'e>(&self, text: CowStr<'e>, range: &Range<usize>, stand_in: char) -> CowStr<'e> {
        if !text.contains(stand_in) {
            return text;
        }
        let read = self.text.get(range.clone()).unwrap_or_default();
        if read.matches(stand_in).count() != text.matches(stand_in).count() {
            return text;
        }
        let written = self.written.as_bytes();
        let mut places = read.match_indices(stand_in);
        let shown = text.chars().map(|letter| match letter {
            letter if letter != stand_in => letter,
            _ => places
                .next()
                .and_then(|(at, _)| written.get(range.start + at))
                .map_or(letter, |byte| char::from(*byte)),
        });
        CowStr::from(shown.collect::<String>())
    }
}

/// A title of a link with a colon for each sign that begins one of its lines.
fn at_line_starts(title: &str, stand_in: char) -> String {
    let lines = title.split('\n').map(|line| {
        let words = line.trim_start();
        match words.strip_prefix(stand_in) {
            Some(rest) => format!("{}:{rest}", &line[..line.len() - words.len()]),
            None => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
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
            (
                "```\n&a b\n:c $ % ; } ? /\n  :d\n```",
                "<pre><code>&amp;a b\n:c $ % ; } ? /\n  :d\n</code></pre>\n",
            ),
            (
                "$5 % ; } ? /\n\nNever\n:warning: $ *mix*",
                "<p>$5 % ; } ? /</p>\n<p>Never\n:warning: $ <em>mix</em></p>\n",
            ),
            ("a\r\n:b $ % ; } ? /", "<p>a\n:b $ % ; } ? /</p>\n"),
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
            let shown = format!("{:?}", hidden.shown(event, &range));
            assert!(!shown.contains('$'), "{shown}");
        }
    }

    #[test]
    fn what_a_reference_stands_for_is_none_of_ours() {
        let text = "a\n:smile: [x](https://a.org/?p=&dollar;5 \"T &#36;\")";
        let hidden = Hidden::new(text);
        let events = Parser::new_ext(&hidden.text, Options::all()).into_offset_iter();
        let link = events
            .map(|(event, range)| hidden.shown(event, &range))
            .find_map(|event| match event {
                Event::Start(Tag::Link {
                    dest_url, title, ..
                }) => Some((dest_url, title)),
                _ => None,
            });
        let (dest, title) = link.expect("a link");
        assert_eq!((&*dest, &*title), ("https://a.org/?p=$5", "T $"));
    }
}
