//! Where an address is written in a text, and another in its place.
//!
//! In: a text, and what of it shall change. Out: the text with all of it changed, or
//! why it cannot be. Only destinations are touched: the same words in a title or in a
//! sentence stay.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Span};

/// Somewhere in `span` an address is written as `old`, and shall be `new`.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) span: Span,
    pub(super) old: String,
    pub(super) new: String,
    pub(super) form: Form,
}

/// How an address is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `[words](address)`, or in a definition elsewhere.
    Markdown,
    /// A quoted value of TOML.
    Value,
}

/// Makes the replacements; says how many.
pub(super) fn apply(text: &mut String, edits: &[Edit], shown: &str) -> Result<usize, Diagnostic> {
    // All places are looked up before the first of them changes; a definition serves
    // many links and is one place.
    let mut places: BTreeMap<usize, &Edit> = BTreeMap::new();
    for edit in edits {
        let found = edit.places(text);
        if found.is_empty() {
            return Err(Diagnostic::new(
                Code::BrokenLink,
                format!("the link to `{}` cannot be mended", edit.old),
            )
            .in_file(shown)
            .at(edit.span)
            .help(format!(
                "change it to `{}` by hand, then move again; nothing was changed",
                edit.new
            )));
        }
        places.extend(found.into_iter().map(|at| (at, edit)));
    }
    for (at, edit) in places.iter().rev() {
        text.replace_range(*at..at + edit.old.len(), &edit.new);
    }
    Ok(places.len())
}

impl Edit {
    /// Where the old address stands in the text.
    fn places(&self, text: &str) -> Vec<usize> {
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let part = text.get(start..end.min(text.len())).unwrap_or_default();
        let in_part = |is_place: fn(&str, &str) -> bool| -> Vec<usize> {
            let places = occurrences(part, &self.old, is_place);
            places.into_iter().map(|at| start + at).collect()
        };
        if self.form == Form::Value {
            // No value is escaped.
            return match self.new.contains(['"', '\'', '\\']) {
                true => Vec::new(),
                false => in_part(is_value),
            };
        }
        let mut places = in_part(is_destination);
        if part.starts_with('[') || part.starts_with("![") {
            // The link itself: what stands in its words is no part of it.
            let own = |at: &usize| ends_link(&text[at + self.old.len()..start + part.len()]);
            places = places.into_iter().rev().find(own).into_iter().collect();
        }
        match places.is_empty() {
            true => occurrences(text, &self.old, is_definition),
            false => places,
        }
    }
}

/// Where `old` stands in the text, between what is right before and after it.
fn occurrences(text: &str, old: &str, is_place: fn(&str, &str) -> bool) -> Vec<usize> {
    text.match_indices(old)
        .filter(|(at, _)| is_place(&text[..*at], &text[at + old.len()..]))
        .map(|(at, _)| at)
        .collect()
}

/// Whether an address that is written between these texts is a link's.
fn is_destination(before: &str, after: &str) -> bool {
    stands_alone(before, after, "](", |c| c == ')')
}

/// Whether it is that of a definition: `[name]: address`.
fn is_definition(before: &str, after: &str) -> bool {
    stands_alone(before, after, "]:", |_| false)
}

fn stands_alone(before: &str, after: &str, opening: &str, closes: fn(char) -> bool) -> bool {
    let (before, is_closed) = match before.strip_suffix('<') {
        Some(before) => (before, after.starts_with('>')),
        None => (
            before,
            after
                .chars()
                .next()
                .is_none_or(|c| c.is_whitespace() || closes(c)),
        ),
    };
    is_closed && before.trim_end().ends_with(opening)
}

/// Whether it is a whole value in quotation marks.
fn is_value(before: &str, after: &str) -> bool {
    let quote = before.chars().next_back();
    quote.is_some_and(|q| matches!(q, '"' | '\'') && after.starts_with(q))
}

/// Whether nothing but a title follows the address in its link.
fn ends_link(rest: &str) -> bool {
    let rest = rest.strip_prefix('>').unwrap_or(rest).trim_start();
    rest == ")" || (rest.starts_with(['"', '\'', '(']) && rest.len() > 1 && rest.ends_with(')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text after `a.md` became `c.md` in the whole of it, as a link.
    fn link(text: &str) -> Option<String> {
        changed(text, 0..text.len(), Form::Markdown)
    }

    fn changed(text: &str, range: std::ops::Range<usize>, form: Form) -> Option<String> {
        let edit = Edit {
            span: Span::from(range),
            old: "a.md".to_owned(),
            new: "c.md".to_owned(),
            form,
        };
        let mut text = text.to_owned();
        apply(&mut text, &[edit], "x.md").ok()?;
        Some(text)
    }

    #[test]
    fn the_address_changes_and_no_other_word() {
        for (text, wanted) in [
            ("[a](a.md)", "[a](c.md)"),
            ("[a](a.md \"see a.md\")", "[a](c.md \"see a.md\")"),
            ("[a](a.md \"](a.md)\")", "[a](c.md \"](a.md)\")"),
            ("[`[x](a.md)`](a.md)", "[`[x](a.md)`](c.md)"),
            ("[a]( <a.md> 'a.md' )", "[a]( <c.md> 'a.md' )"),
            ("[![a.md](a.md)](a.md)", "[![a.md](a.md)](c.md)"),
            (
                "\"a.md [a](a.md), [a](a.md).\"",
                "\"a.md [a](c.md), [a](c.md).\"",
            ),
        ] {
            assert_eq!(link(text).as_deref(), Some(wanted));
        }
        assert_eq!(link("[a](aa.md)"), None);
        assert_eq!(link("[a](a.md#h)"), None);
    }

    #[test]
    fn a_definition_is_the_place_of_its_links() {
        let text = "[a.md][x]\n\n[y]: a.md#h\n[x]: <a.md> \"a.md\"\n";
        let wanted = "[a.md][x]\n\n[y]: a.md#h\n[x]: <c.md> \"a.md\"\n";
        assert_eq!(changed(text, 0..9, Form::Markdown).as_deref(), Some(wanted));
    }

    #[test]
    fn values_are_whole() {
        let text = "[\"a.md\", 'a.md', \"see a.md\"]";
        assert_eq!(
            changed(text, 0..text.len(), Form::Value).as_deref(),
            Some("[\"c.md\", 'c.md', \"see a.md\"]")
        );
    }
}
