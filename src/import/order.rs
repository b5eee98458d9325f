//! The order of a section's pages, and the names of topics.
//!
//! In: all pages. Out: the same pages with the `weight` that gives Stepdown, which
//! knows no other order, the order that Zola's `sort_by` gave; and topics that are
//! written in one way each, since Zola takes two spellings for one and Stepdown does
//! not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::config::Zola;
use super::note;
use super::page::{Page, section_of};
use crate::diagnostic::Diagnostics;
use crate::parse::slugify;

/// Turns `sort_by` into weights.
pub(super) fn weights(pages: &mut [Page], found: &mut Diagnostics) {
    let mut sections: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let by_target: HashMap<&str, usize> = pages
        .iter()
        .enumerate()
        .map(|(n, page)| (page.target.as_str(), n))
        .collect();
    for (n, page) in pages.iter().enumerate() {
        if !page.name.is_section()
            && let Some(section) = by_target.get(section_of(page).as_str())
        {
            sections.entry(*section).or_default().push(n);
        }
    }
    for (section, mut members) in sections {
        let front = &pages[section].front;
        let Some(sort_by) = front.sort_by.clone() else {
            continue;
        };
        let page = |n: &usize| &pages[*n];
        match sort_by.as_str() {
            "date" => members.sort_by_key(|n| {
                (
                    Reverse(moment(&pages[*n].front.dates[0])),
                    page(n).zola.clone(),
                )
            }),
            "update_date" => members.sort_by_key(|n| {
                let [date, updated] = &pages[*n].front.dates;
                let last = if updated.is_empty() { date } else { updated };
                (Reverse(moment(last)), page(n).zola.clone())
            }),
            "title" | "title_bytes" => members.sort_by_key(|n| {
                page(n)
                    .front
                    .title
                    .as_deref()
                    .unwrap_or_default()
                    .to_lowercase()
            }),
            "slug" => members.sort_by_key(|n| page(n).zola.clone()),
            // `none` is no order; `weight` is Stepdown's.
            _ => continue,
        }
        found.push(note(
            &pages[section].file(),
            Some(front.place("sort_by")),
            &format!(
                "the order by `{sort_by}` was kept as `weight` of its pages ({})",
                members.len()
            ),
            "give a new page a `weight`; pages without one come last",
        ));
        for (weight, n) in (1..).zip(members) {
            pages[n].front.weight = Some(weight);
        }
    }
}

/// A date as Zola orders it: without an offset it is one of UTC. What is none comes last.
fn moment(date: &str) -> (Option<Timestamp>, &str) {
    let instant = date.parse::<Timestamp>().ok();
    let local = || {
        Offset::UTC
            .to_timestamp(date.parse::<DateTime>().ok()?)
            .ok()
    };
    let instant = instant.or_else(local);
    (instant, date)
}

/// Gives each topic one spelling.
pub(super) fn topics(pages: &mut [Page], zola: &Zola, found: &mut Diagnostics) {
    let mut spellings: HashMap<(Option<String>, String), String> = HashMap::new();
    for page in pages {
        let file = page.file();
        let place = page.front.place("taxonomies.tags");
        let mut topics: Vec<String> = Vec::new();
        for topic in std::mem::take(&mut page.front.topics) {
            let slug = slugify(&topic);
            if slug.is_empty() {
                found.push(note(
                    &file,
                    Some(place),
                    &format!("the tag `{topic}` was not moved: it has neither letter nor digit"),
                    "give it a name in words",
                ));
                continue;
            }
            let language = page.name.language.clone();
            let first = spellings
                .entry((language, slug.clone()))
                .or_insert_with(|| topic.clone());
            if *first != topic {
                found.push(note(
                    &file,
                    Some(place),
                    &format!("the tag `{topic}` is the topic `{first}` now: both have the address `{slug}`"),
                    "choose another word if they mean two things",
                ));
            }
            if !topics.contains(first) {
                topics.push(first.clone());
            }
            // Where Zola wrote the address in another way, links to it cannot follow.
            let old = zola.taxonomy_slugs.path(&topic);
            if old != slug && *first == topic && !page.source.is_empty() {
                found.push(note(
                    &file,
                    Some(place),
                    &format!("the topic's address is `topics/{slug}/` now; it was `tags/{old}/`"),
                    "redirect the old address at your host",
                ));
            }
        }
        page.front.topics = topics;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_ordered_by_their_moment_and_not_by_their_letters() {
        let mut dates = [
            "2024-01-02T00:30:00+02:00",
            "",
            "2024-01-01T23:00:00Z",
            "2024-01-02",
            "2024-01-01T12:00:00",
        ];
        dates.sort_by_key(|date| Reverse(moment(date)));
        assert_eq!(
            dates,
            [
                "2024-01-02",
                "2024-01-01T23:00:00Z",
                "2024-01-02T00:30:00+02:00",
                "2024-01-01T12:00:00",
                "",
            ]
        );
    }
}
