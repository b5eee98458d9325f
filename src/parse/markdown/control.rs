//! Characters that no page may hold: control characters, and places of Unicode that are no
//! characters. HTML or XML forbids them and no reader can see them; they come along when text is
//! copied from a PDF file or a slide. There they part words as often as not, so a space takes
//! their place.

use std::borrow::Cow;
use std::ops::Range;

use super::Writer;
use crate::diagnostic::{Code, Diagnostic};

impl Writer<'_, '_, '_> {
    /// Names the characters that no page may hold, once for each line.
    pub(super) fn report_forbidden(&mut self, source: &str, places: &[Range<usize>]) {
        let mut said = 0;
        for place in places {
            if place.start >= said {
                let rest = &source[place.start..];
                said = place.start + rest.find('\n').unwrap_or(rest.len());
                if let Some(letter) = rest.chars().next() {
                    self.report(finding(letter), place.clone());
                }
            }
        }
    }

    /// A text that references to characters were replaced in.
    pub(super) fn readable<'s>(&mut self, text: &'s str, range: &Range<usize>) -> Cow<'s, str> {
        let readable = with_spaces(text);
        if let Cow::Owned(_) = &readable
            && let Some(letter) = text.chars().find(|letter| is_forbidden(*letter))
        {
            self.report(finding(letter), range.clone());
        }
        readable
    }
}

/// Whether HTML forbids it, or XML, which feeds and e-books are: a form feed is none there.
fn is_forbidden(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => false,
        '\u{fdd0}'..='\u{fdef}' => true,
        _ => letter.is_control() || letter as u32 & 0xfffe == 0xfffe,
    }
}

/// The text with a space in place of each, as long as before, and where each stood.
pub(super) fn spaced(text: &str) -> (Cow<'_, str>, Vec<Range<usize>>) {
    if !may_hold(text.as_bytes()) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let places: Vec<Range<usize>> = text
        .char_indices()
        .filter(|(_, letter)| is_forbidden(*letter))
        .map(|(at, letter)| at..at + letter.len_utf8())
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut written = 0;
    for place in &places {
        out.push_str(&text[written..place.start]);
        // Places in the text stay what they are: spaces of one to four bytes.
        out.push_str(["", " ", "\u{a0}", "\u{2002}", "\u{2002} "][place.len()]);
        written = place.end;
    }
    out.push_str(&text[written..]);
    (Cow::Owned(out), places)
}

/// The same for a text that is no part of the source, such as what a reference to a
/// character stands for.
fn with_spaces(text: &str) -> Cow<'_, str> {
    match may_hold(text.as_bytes()) && text.chars().any(is_forbidden) {
        true => Cow::Owned(text.replace(is_forbidden, " ")),
        false => Cow::Borrowed(text),
    }
}

/// What is said of one.
fn finding(letter: char) -> Diagnostic {
    Diagnostic::new(
        Code::ControlCharacter,
        format!(
            "U+{:04X} is no character that a page may hold; a space stands in its place",
            letter as u32
        ),
    )
    .help("delete it, or write what it stood for: texts copied from PDF files and slides have such signs")
}

/// A quick look, a block at a time: no is certain. Only bytes with which such a character
/// begins are looked for, and hardly any other character begins with these.
fn may_hold(text: &[u8]) -> bool {
    // Without a jump, so that many bytes are compared at once.
    let begins_one = |byte: u8| {
        let is_space = (byte == b'\t') | (byte == b'\n') | (byte == b'\r');
        (!is_space & (byte < b' ')) | (byte == 0x7f) | (byte == 0xc2) | (byte >= 0xef)
    };
    text.chunks(256).any(|block| {
        block
            .iter()
            .fold(false, |found, byte| found | begins_one(*byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_and_takes_as_many_bytes_as_before() {
        for letter in '\0'..=char::MAX {
            let text = format!("a{letter}b");
            let (out, places) = spaced(&text);
            assert_eq!(
                places.len(),
                usize::from(is_forbidden(letter)),
                "{letter:?}"
            );
            assert_eq!(out.len(), text.len(), "{letter:?}");
            assert!(!out.contains(is_forbidden), "{letter:?}");
            assert!(!with_spaces(&text).contains(is_forbidden), "{letter:?}");
            assert_eq!(out == text, places.is_empty(), "{letter:?}");
        }
    }

    #[test]
    fn what_html_allows_stays() {
        for text in [
            "a\tb\r\nc",
            "“é” 5 °C",
            "\u{ad}\u{200b}\u{feff}\u{fffd}",
            "👍",
        ] {
            assert_eq!(spaced(text), (Cow::Borrowed(text), vec![]));
            assert_eq!(with_spaces(text), text);
        }
    }
}
