//! A page's body as Stepdown has it.
//!
//! In: a page with all that is known of it, and where the site's links lead. Out: its
//! Markdown, and a note at the place of each thing that could not be moved. Links are
//! rewritten first, in the text as Zola has it, so that notes have places in it; then
//! shortcodes become code, and headings get their ids.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::{BrokenLink, Event, Parser, Tag, TagEnd};

use super::config::Zola;
use super::page::Page;
use super::shortcode::Place;
use super::{Moved, edited, heading, link, markdown_options, note, shortcode};
use crate::diagnostic::Span;
use crate::parse::is_marker;

/// A page's body as Stepdown has it.
pub(super) fn body(
    page: &Page,
    map: &link::Map,
    zola: &Zola,
    used: &mut HashMap<String, link::Use>,
    moved: &mut Moved,
) -> String {
    let file = page.file();
    let start = page.front.body;
    let mut lost = |span: Span, what: &str, help: &str| {
        moved
            .found
            .push(note(&file, Some(span.shifted(start)), what, help));
    };
    let original = page.body();
    let (_, shortcodes) = shortcode::show(original);
    for found in &shortcodes {
        let first = original[found.range.clone()]
            .find('\n')
            .unwrap_or(found.range.len());
        let span = Span::from(found.range.start..found.range.start + first);
        let (what, help) = match found.place {
            Place::Text => (
                "was not moved; readers see its code",
                "write what it stood for as Markdown or as a component",
            ),
            Place::Code => (
                "stands in code, where it is shown as it is",
                "take it out if Zola ran it there",
            ),
            Place::Unmarked => (
                "stands in raw HTML, a comment, a title or the words of a picture, where no build names it; it stayed as it is",
                "write there what it stood for, or take it out",
            ),
            Place::Endless => (
                "has arguments without an end within 64 KiB: it stayed as it is, and readers see it as text",
                "write what it stood for as Markdown or as a component",
            ),
        };
        lost(
            span,
            &format!("the shortcode `{}` {what}", found.name),
            help,
        );
    }
    let ranges: Vec<_> = shortcodes.iter().map(|found| found.range.clone()).collect();
    let here = link::Page {
        source: &page.source,
        target: &page.target,
        address: &page.zola,
    };
    let links = link::rewrite(original, &here, map, &ranges);
    for (range, what, help) in &links.lost {
        lost(Span::from(range.clone()), what, help);
    }
    if zola.render_emoji {
        for range in emoji(original) {
            let what = format!("`{}` is no picture any more", &original[range.clone()]);
            lost(Span::from(range), &what, "write the sign itself");
        }
    }
    for (place, file, how) in links.used {
        // A published page cannot lead to one that is not there.
        if map.drafts.contains(&file) && !page.front.draft {
            lost(
                Span::from(place),
                &format!("the link leads to `content/{file}`, a draft: the build stops at it"),
                "take the link out, or `draft = true` out of that page once it is ready to be read",
            );
        }
        let known = used.entry(file).or_insert(how);
        *known = how.max(*known);
    }
    let text = without_more(&links.body);
    let (text, shortcodes) = shortcode::show(&text);
    let marked = shortcodes.iter().filter(|f| f.place == Place::Text).count();
    moved.shortcodes += marked;
    if page.front.draft {
        moved.in_drafts += marked;
    }
    let text = without_markers(&text);
    heading::keep_ids(&text, zola.anchors).body
}

/// Without the mark that ends a summary; it is no comment for anybody else.
fn without_more(body: &str) -> String {
    let Some(at) = more(body) else {
        return body.to_owned();
    };
    let before = body[..at.start].trim_end_matches([' ', '\t']);
    let after = &body[at.end..];
    let is_own_line = before.is_empty() || before.ends_with('\n');
    let after = match is_own_line {
        true => after
            .trim_start_matches([' ', '\t', '\r'])
            .strip_prefix('\n')
            .unwrap_or(after),
        false => after,
    };
    let after = match before.ends_with("\n\n") {
        true => after.strip_prefix('\n').unwrap_or(after),
        false => after,
    };
    format!("{before}{after}")
}

/// `[@name]` would be a reference to a source here; it was text, and stays text.
fn without_markers(body: &str) -> String {
    let mut places = BTreeSet::new();
    let mut callback = |link: BrokenLink<'_>| {
        if is_marker(&link.reference, false) {
            places.insert(link.span.start);
        }
        None
    };
    let options = markdown_options();
    Parser::new_with_broken_link_callback(body, options, Some(&mut callback)).for_each(drop);
    let slashes = places.into_iter().map(|at| (at..at, "\\".to_owned()));
    edited(body, slashes)
}

/// `:name:` outside of code.
fn emoji(body: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut in_code = false;
    for (event, range) in Parser::new_ext(body, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code => {
                let text = &body[range.clone()];
                let mut from = 0;
                while let Some(open) = text[from..].find(':').map(|n| from + n) {
                    let rest = &text[open + 1..];
                    let length = rest
                        .find(|c: char| {
                            !(c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c))
                        })
                        .unwrap_or(rest.len());
                    let is_name = length > 1
                        && rest[length..].starts_with(':')
                        && !rest[..length].bytes().all(|b| b.is_ascii_digit());
                    if is_name {
                        all.push(range.start + open..range.start + open + length + 2);
                        from = open + length + 2;
                    } else {
                        from = open + 1;
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// Where `<!-- more -->` stands. In code it is shown, by Zola too, and ends nothing.
pub(super) fn more(body: &str) -> Option<Range<usize>> {
    let events = Parser::new_ext(body, markdown_options()).into_offset_iter();
    let html = events
        .filter(|(event, _)| matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)));
    html.map(|(_, range)| range).find_map(|range| {
        let at = mark_in(&body[range.clone()])?;
        Some(range.start + at.start..range.start + at.end)
    })
}

/// Where the mark stands in HTML.
fn mark_in(html: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(n) = html[from..].find("<!--") {
        let start = from + n;
        let end = start + html[start..].find("-->")? + 3;
        // `<!-->` is a comment whose ends share their dashes.
        let words = html.get(start + 4..end - 3).unwrap_or_default();
        if words.trim() == "more" {
            return Some(start..end);
        }
        from = end;
    }
    None
}

/// The words of a Markdown text above a place in it; none where there is more than words.
/// What its links by name lead to may be said below.
pub(super) fn plain(text: &str, end: usize) -> Option<String> {
    let mut words = String::new();
    let events = Parser::new_ext(text, markdown_options()).into_offset_iter();
    for (event, range) in events {
        if range.start >= end {
            break;
        }
        match event {
            Event::Start(Tag::Image { .. }) | Event::FootnoteReference(_) => return None,
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => words.push(' '),
            _ => {}
        }
    }
    Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_of_a_summary_leaves_no_trace() {
        assert_eq!(
            without_more("One.\n\n<!-- more -->\n\nTwo.\n"),
            "One.\n\nTwo.\n"
        );
        assert_eq!(without_more("One.<!--more--> Two.\n"), "One. Two.\n");
        assert_eq!(
            without_more("One.\n<!-- else -->\n"),
            "One.\n<!-- else -->\n"
        );
        assert_eq!(
            without_more("<!--> <!---> <!---->\n<!-- more -->\nTwo.\n"),
            "<!--> <!---> <!---->\nTwo.\n"
        );
    }

    #[test]
    fn the_mark_of_a_summary_is_text_where_it_is_shown_as_code() {
        let shown = "One.\n\n```html\n<!-- more -->\n```\n\n    <!-- more -->\n\n`<!-- more -->`\n";
        assert_eq!(more(shown), None);
        assert_eq!(without_more(shown), shown);
        let both = format!("{shown}\n> Two.\n> <!-- more -->\n");
        assert_eq!(more(&both), both.rfind("<!--").map(|at| at..at + 13));
        assert_eq!(more("One.\n<!--\nmore\n-->\n"), Some(5..18));
    }

    #[test]
    fn a_summary_is_words_alone_and_knows_where_its_links_lead() {
        let summary = |text: &str| plain(text, text.find("<!--").expect("a mark"));
        let link = "See [the **site**][r] now.\n\n<!-- more -->\n\nMore.\n\n[r]: https://e.org/\n";
        assert_eq!(summary(link).as_deref(), Some("See the site now."));
        for more in ["![pic](p.png) here.", "Said.[^1]"] {
            let text = format!("{more}\n\n<!-- more -->\n\n[^1]: A note.\n");
            assert_eq!(summary(&text), None, "{more}");
        }
    }

    #[test]
    fn text_that_would_be_a_reference_stays_text() {
        assert_eq!(
            without_markers("By [@me] and [@me](x), `[@me]`.\n"),
            "By \\[@me] and [@me](x), `[@me]`.\n"
        );
    }

    #[test]
    fn names_of_emoji_are_found_outside_of_code() {
        let body = "A :smile: `:smile:` 10:30:00 https://e.org:80 :+1:\n";
        let found: Vec<&str> = emoji(body).into_iter().map(|r| &body[r]).collect();
        assert_eq!(found, [":smile:", ":+1:"]);
    }
}
