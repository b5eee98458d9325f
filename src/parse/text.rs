//! Escaping and slugs.

use std::borrow::Cow;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::letters::composed;

/// Appends `text` escaped for element content.
pub fn escape_text(out: &mut String, text: &str) {
    if has_none(text, |byte| matches!(byte, b'<' | b'>' | b'&')) {
        out.push_str(text);
    } else {
        escape_html_body_text(&mut *out, text).expect("writing to a String never fails");
    }
}

/// Appends `text` escaped for a double-quoted attribute.
pub fn escape_attribute(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        escape_html(&mut *out, text).expect("writing to a String never fails");
    }
}

/// Whether nothing in `text` has to be escaped, neither in an element nor in an attribute.
pub(crate) fn is_plain(text: &str) -> bool {
    has_none(text, |byte| {
        matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'')
    })
}

/// Nearly every text has none: to look at all of it costs less than to stop early.
fn has_none(text: &str, is_markup: impl Fn(u8) -> bool) -> bool {
    !text
        .bytes()
        .fold(false, |found, byte| found | is_markup(byte))
}

/// A stable part of an address: letters and digits in lower case, everything
/// else one hyphen. Empty when the text has neither letter nor digit.
#[must_use]
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'A'..='Z' => slug.push(c.to_ascii_lowercase()),
            // Apostrophes inside words vanish: "don't" is "dont".
            '\'' | '\u{2019}' => {}
            _ if c.is_alphanumeric() || is_mark(c) => slug.extend(c.to_lowercase()),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    if slug.ends_with('-') {
        slug.pop();
    }
    // Some small letters join with marks that their capitals do not.
    let joined = match composed(&slug) {
        Cow::Owned(joined) => Some(joined),
        Cow::Borrowed(_) => None,
    };
    joined.unwrap_or(slug)
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}' | '\u{b3c}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_are_what_a_reader_would_type() {
        assert_eq!(
            slugify("Don't mix!  7-OH & alcohol"),
            "dont-mix-7-oh-alcohol"
        );
        assert_eq!(slugify("Türkçe Başlık"), "türkçe-başlık");
        assert_eq!(slugify("  --  "), "");
        assert_eq!(slugify("Cafe\u{301}"), slugify("café"));
        assert_eq!(slugify("H\u{331}a"), slugify("ẖa"));
        assert_eq!(slugify("\u{9b9}\u{9df}"), "\u{9b9}\u{9af}\u{9bc}");
    }

    proptest! {
        #[test]
        fn a_slug_of_a_slug_is_itself(text in "\\PC{0,40}") {
            let once = slugify(&text);
            prop_assert_eq!(slugify(&once), once);
        }

        #[test]
        fn escaped_text_holds_no_markup(text in "\\PC{0,40}") {
            let mut out = String::new();
            escape_attribute(&mut out, &text);
            let is_clean = !out.contains(['<', '>', '"']);
            prop_assert!(is_clean);
        }

        #[test]
        fn a_plain_text_is_one_that_escaping_leaves_alone(text in "[a<>&\"'é]{0,9}") {
            let mut attribute = String::new();
            escape_html(&mut attribute, &text).expect("written");
            prop_assert_eq!(is_plain(&text), attribute == text);
            let mut escaped = String::new();
            escape_attribute(&mut escaped, &text);
            prop_assert_eq!(escaped, attribute);
            let mut body = String::new();
            escape_html_body_text(&mut body, &text).expect("written");
            let mut escaped = String::new();
            escape_text(&mut escaped, &text);
            prop_assert_eq!(escaped, body);
        }
    }
}
