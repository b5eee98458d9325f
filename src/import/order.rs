//! The order of a section's pages, and the names of topics.
//!
//! In: all pages. Out: the same pages with the `weight` that gives Stepdown, which
//! knows no other order, the order that Zola's `sort_by` gave; and topics that are
//! written in one way each, since Zola takes two spellings for one and Stepdown does
//! not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

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
                    Reverse(page(n).front.dates[0].clone()),
                    page(n).zola.clone(),
                )
            }),
            "update_date" => members.sort_by_key(|n| {
                let [date, updated] = &page(n).front.dates;
                let last = if updated.is_empty() { date } else { updated };
                (Reverse(last.clone()), page(n).zola.clone())
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
