//! Another address in the place of one that is written in a text.
//!
//! In: a text, and what of it shall change. Out: the text with all of it changed, or
//! why it cannot be. Only destinations are touched: the same words in a title or in a
//! sentence stay.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::parse::{defined, destinations, occurrences, own_destination};

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
        let places = match self.form {
            // No value is escaped.
            Form::Value if self.new.contains(['"', '\'', '\\']) => Vec::new(),
            Form::Value => occurrences(part, &self.old, is_value),
            Form::Markdown if part.starts_with('[') || part.starts_with("![") => {
                Vec::from_iter(own_destination(part, &self.old))
            }
            Form::Markdown => destinations(part, &self.old),
        };
        match places.is_empty() && self.form == Form::Markdown {
            true => defined(text, &self.old),
            false => places.into_iter().map(|at| start + at).collect(),
        }
    }
}

/// Whether it is a whole value in quotation marks.
fn is_value(before: &str, after: &str) -> bool {
    let quote = before.chars().next_back();
    quote.is_some_and(|q| matches!(q, '"' | '\'') && after.starts_with(q))
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
