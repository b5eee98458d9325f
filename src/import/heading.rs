//! Headings' ids, which are parts of addresses that others link to.
//!
//! In: a body whose shortcodes are marked as code. Out: the same body in which a heading has
//! `{#id}` where Stepdown would give it another id than Zola did, and the ids that cannot be
//! kept. What a shortcode made was HTML for Zola, and no part of an id.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::address::Strategy;
use super::{edited, markdown_options};
use crate::parse::{Ids, NOT_MOVED_INLINE, slugify};

/// A body with its ids.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Headings {
    pub(super) body: String,
    /// Ids under Zola, and what they are now.
    pub(super) ids: BTreeMap<String, String>,
}

/// Keeps the ids of `body`'s headings.
pub(super) fn keep_ids(body: &str, strategy: Strategy) -> Headings {
    let written = written(body);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut ids = BTreeMap::new();
    // Zola looks for the ids that are written first, Stepdown goes in order.
    let mut of_zola: HashSet<String> = written.iter().filter_map(|h| h.id.clone()).collect();
    let mut here = Ids::default();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    for heading in &written {
        let wanted = match &heading.id {
            Some(id) => id.clone(),
            None => {
                let id = unused(&strategy.anchor(&heading.words), &of_zola, &mut numbers);
                of_zola.insert(id.clone());
                id
            }
        };
        let plain = match &heading.id {
            Some(id) => id.clone(),
            None => slugify(&heading.title),
        };
        let mut got = here.peek(&plain);
        let can_be_written = heading.id.is_none() && is_id(&wanted) && !here.is_taken(&wanted);
        if got != wanted && can_be_written {
            got.clone_from(&wanted);
            edits.push((heading.end.clone(), wanted.clone()));
            here.take(&wanted);
        } else {
            here.take(&plain);
        }
        ids.insert(wanted, got);
    }
    let edits = edits.into_iter().map(|(end, id)| {
        let text = &body[..end.start];
        match text.strip_suffix('}').and_then(|t| t.rfind('{')) {
            // Classes are there already.
            Some(open) if text[open..].starts_with("{.") => (open + 1..open + 1, format!("#{id} ")),
            _ => (end, format!(" {{#{id}}}")),
        }
    });
    Headings {
        body: edited(body, edits),
        ids,
    }
}

struct Written {
    /// What Stepdown makes the id from.
    title: String,
    /// What Zola made it from: without shortcodes.
    words: String,
    id: Option<String>,
    /// Where an attribute can be written, in place of hashes that close the heading.
    end: Range<usize>,
}

fn written(body: &str) -> Vec<Written> {
    let mut all = Vec::new();
    let mut open: Option<Written> = None;
    for (event, range) in Parser::new_ext(body, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                // A heading that is underlined has its attribute in the line above.
                let text = &body[range];
                let first = text.trim_start();
                let line = match first.starts_with('#') {
                    true => first.lines().next().unwrap_or_default(),
                    false => {
                        let trimmed = first.trim_end();
                        trimmed
                            .rsplit_once('\n')
                            .map_or(trimmed, |(above, _)| above)
                    }
                };
                let start = first.as_ptr() as usize - body.as_ptr() as usize;
                let line = line.trim_end();
                // `## Title ##` has hashes at its end that belong to no title.
                let bare = line.trim_end_matches('#');
                let is_closed = bare.ends_with(' ') && !bare.trim().is_empty();
                let own = if is_closed { bare.trim_end() } else { line };
                open = Some(Written {
                    title: String::new(),
                    words: String::new(),
                    id: id.map(|id| id.to_string()),
                    end: start + own.len()..start + line.len(),
                });
            }
            Event::Text(ref text) | Event::Code(ref text) => {
                if let Some(heading) = &mut open {
                    heading.title.push_str(text);
                    let is_shortcode =
                        matches!(event, Event::Code(_)) && text.starts_with(NOT_MOVED_INLINE);
                    if !is_shortcode {
                        heading.words.push_str(text);
                    }
                }
            }
            Event::End(TagEnd::Heading(_)) => all.extend(open.take()),
            _ => {}
        }
    }
    all
}

/// What Zola makes of an id that is taken: `-1`, `-2` and so on. `numbers` remembers
/// the last one of each.
fn unused(id: &str, taken: &HashSet<String>, numbers: &mut HashMap<String, u32>) -> String {
    if !taken.contains(id) {
        return id.to_owned();
    }
    let n = numbers.entry(id.to_owned()).or_default();
    loop {
        *n += 1;
        let next = format!("{id}-{n}");
        if !taken.contains(&next) {
            return next;
        }
    }
}

/// Whether Markdown can say the id.
fn is_id(id: &str) -> bool {
    !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || "{}#.<>\"'`=".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_would_differ_are_written() {
        let body = "## Plain\n\n## Türkçe *ad* {.big}\n\n## Plain\n\n## Don't ##\n\nUnder'd\n-------\n\n## Own {#own}\n\n## References\n";
        let kept = keep_ids(body, Strategy::On);
        assert_eq!(
            kept.body,
            "## Plain\n\n## Türkçe *ad* {#turkce-ad .big}\n\n## Plain\n\n## Don't {#don-t}\n\nUnder'd {#under-d}\n-------\n\n## Own {#own}\n\n## References\n"
        );
        assert_eq!(kept.ids["plain-1"], "plain-1");
        assert_eq!(kept.ids["references"], "references-1");
        // Written ids are read as they were meant.
        let again = keep_ids(&kept.body, Strategy::On);
        assert_eq!(again.body, kept.body);
    }

    #[test]
    fn a_shortcode_is_no_part_of_an_id() {
        for (zola, here) in [
            (
                "## A {{ pr(id=1) }}\n\n## A\n",
                "## A `not-moved: {{ pr(id=1) }}` {#a}\n\n## A\n",
            ),
            (
                "## A\n\n## A {{ pr(id=1) }} {.big}\n",
                "## A\n\n## A `not-moved: {{ pr(id=1) }}` {#a-1 .big}\n",
            ),
            (
                "## {{ icon() }} A `b` ##\n",
                "## `not-moved: {{ icon() }}` A `b` {#a-b}\n",
            ),
            ("A {{ x() }}\n===\n", "A `not-moved: {{ x() }}` {#a}\n===\n"),
            // Zola's id is empty, which no heading here can have.
            ("## {{ x() }}\n", "## `not-moved: {{ x() }}`\n"),
        ] {
            let shown = crate::import::shortcode::show(zola).0;
            assert_eq!(keep_ids(&shown, Strategy::On).body, here);
        }
    }
}
