//! Links and images, which Zola and browsers understood in other ways.
//!
//! In: a body as Zola has it, the page it stands on, and the [`Map`] of the site. Out:
//! the same body with links between files as Stepdown reads them. `@/part/page.md`,
//! `/part/page/`, `../page/` and the whole address all become the way from one file to the
//! other; what leads nowhere stays and is named.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::base::Base;
use super::{edited, markdown_options};
use crate::parse::{composed, defined, own_destination};
use crate::resolve::{
    LEAD_ELSEWHERE, address_of, encode, is_external, join, refused_address, relative,
};

/// Everything that a link can lead to.
#[derive(Debug, Default)]
pub(super) struct Map {
    /// Files of Zola's `content/`: where they are now, pages and others.
    pub(super) files: HashMap<String, String>,
    /// The same, with accents in the one form that links and names on disks may differ in.
    composed: HashMap<String, String>,
    /// Zola's addresses without slashes at their ends: files of the new `content/`.
    pub(super) addresses: HashMap<String, String>,
    /// Headings' ids by file of the new `content/`.
    pub(super) ids: HashMap<String, BTreeMap<String, String>>,
    /// Pages of the new `content/` that are drafts.
    pub(super) drafts: HashSet<String>,
    /// Files below `static/` that were moved.
    pub(super) statics: HashSet<String>,
    /// Addresses that Zola made by itself, and what is there now.
    pub(super) made: Vec<(String, Option<String>)>,
    /// Where the site is served.
    pub(super) base: Base,
}

impl Map {
    /// A file of Zola's `content/`, and where it is now.
    pub(super) fn add_file(&mut self, source: &str, target: &str) {
        let key = composed(source).into_owned();
        self.composed.insert(key, target.to_owned());
        self.files.insert(source.to_owned(), target.to_owned());
    }

    /// Where a file of Zola's `content/` is now.
    fn file(&self, source: &str) -> Option<&String> {
        let exact = self.files.get(source);
        exact.or_else(|| self.composed.get(&*composed(source)))
    }
}

/// The page that links stand on.
pub(super) struct Page<'a> {
    /// Below Zola's `content/`.
    pub(super) source: &'a str,
    /// Below the new `content/`.
    pub(super) target: &'a str,
    /// Zola's address.
    pub(super) address: &'a str,
}

/// How a file is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// As a picture, which Stepdown publishes under a name with a hash.
    Shown,
    /// By a link, so that it is published under its own name.
    Linked,
}

/// What became of a body's links.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) body: String,
    /// Files of the new `content/` that links and images lead to, with the place.
    pub(super) used: Vec<(Range<usize>, String, Use)>,
    /// What leads nowhere: place, what is wrong, the way out.
    pub(super) lost: Vec<(Range<usize>, String, String)>,
}

/// What a link becomes.
#[derive(Default)]
struct Becomes {
    /// The address in its place; none where it stays as it is.
    new: Option<String>,
    /// What is wrong with it, and the way out.
    lost: Option<Lost>,
}

type Lost = (String, String);

/// What an address leads to.
enum Leads<'m> {
    /// A file of the new `content/`.
    File(&'m str),
    /// Something else, at the address that it has now.
    Address(String),
}

const BY_HAND: &str = "link to the file: `[words](../part/page.md)`";

/// A picture that is written out in its own address, and the way out.
const IN_ADDRESS: (&str, &str) = (
    "the picture stands in its own address (`data:`), where no page shows it: it stayed as it is, and the build stops at it",
    "save it as a file beside the page and show that",
);

/// Rewrites the links outside of `skip`, the shortcodes.
pub(super) fn rewrite(body: &str, page: &Page<'_>, map: &Map, skip: &[Range<usize>]) -> Links {
    let mut links = Links::default();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let parser = Parser::new_ext(body, markdown_options());
    let definitions = parser.reference_definitions().iter();
    let mut places: Vec<(String, Range<usize>, Use)> = definitions
        .map(|(_, d)| (d.dest.to_string(), d.span.clone(), Use::Linked))
        .collect();
    // What stays as it is, and stops the build.
    let mut refused: Vec<(Range<usize>, String, &str)> = Vec::new();
    // A link's words and title may hold a shortcode: it is a link even so.
    let nearest = |range: &Range<usize>| skip.get(skip.partition_point(|s| s.end <= range.start));
    let is_skipped = |range: &Range<usize>| {
        nearest(range).is_some_and(|s| s.start <= range.start && range.end <= s.end)
    };
    let is_made = |address: &Range<usize>| nearest(address).is_some_and(|s| s.start < address.end);
    for (event, range) in parser.into_offset_iter() {
        let (kind, dest, how) = match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => (link_type, dest_url, Use::Linked),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                ..
            }) => (link_type, dest_url, Use::Shown),
            _ => continue,
        };
        if how == Use::Shown && dest.starts_with("data:") {
            refused.push((range, IN_ADDRESS.0.to_owned(), IN_ADDRESS.1));
            continue;
        }
        if let Some(why) = refused_address(&dest) {
            let what = format!("{why}: `{dest}` stayed as it is, and the build stops at it");
            refused.push((range.clone(), what, LEAD_ELSEWHERE));
        }
        // The definition of a picture of another site serves a link as well.
        let is_of_other = || leads_elsewhere(&dest, &becomes(&dest, page, map, &mut |_| {}));
        if kind == LinkType::Inline || (how == Use::Shown && is_of_other()) {
            places.push((dest.to_string(), range, how));
        }
    }
    let refused = refused.into_iter();
    links.lost = refused
        .filter(|(range, ..)| !is_skipped(range))
        .map(|(range, what, help)| (range, what, help.to_owned()))
        .collect();
    places.sort_by_key(|(_, range, _)| range.start);
    for (dest, range, how) in places {
        if is_skipped(&range) {
            continue;
        }
        let mut used = None;
        let becomes = becomes(&dest, page, map, &mut |file| used = Some(file));
        // Pages load nothing from elsewhere, so that no other site learns who reads.
        if how == Use::Shown
            && leads_elsewhere(&dest, &becomes)
            && body[range.clone()].starts_with("![")
        {
            let is_bare = body[range.start + 2..].starts_with(']');
            let words = if is_bare { "[picture" } else { "[" };
            edits.push((range.start..range.start + 2, words.to_owned()));
            let what = match becomes.lost {
                Some((why, _)) => format!("{why}: the picture is a link now"),
                None => format!("the picture `{dest}` of another site is a link now"),
            };
            let help = "put a copy beside the page and show that, if its licence allows";
            links.lost.push((range, what, help.to_owned()));
            continue;
        }
        // Words and titles can hold it as well.
        let text = &body[range.clone()];
        let own = own_destination(text, &dest).or_else(|| defined(text, &dest).into_iter().next());
        let own = own.map(|n| range.start + n..range.start + n + dest.len());
        // What a shortcode wrote there nobody knows.
        if own.as_ref().is_some_and(is_made) {
            continue;
        }
        let used = used.map(|file| (range.clone(), file, how));
        links.used.extend(used);
        if let Some((what, help)) = becomes.lost {
            links.lost.push((range.clone(), what, help));
        }
        match (becomes.new, own) {
            (None, _) => {}
            (Some(new), Some(own)) => edits.push((own, new)),
            (Some(new), None) => links.lost.push((
                range,
                format!("the link to `{dest}` could not be rewritten"),
                format!("write `{new}` in its place"),
            )),
        }
    }
    // An image inside a link lies in its range.
    edits.sort_by_key(|(range, _)| range.start);
    edits.dedup_by(|a, b| a.0.start < b.0.end);
    links.body = edited(body, edits);
    links
}

/// Whether a picture is of another site even in the new one.
fn leads_elsewhere(dest: &str, becomes: &Becomes) -> bool {
    is_external(becomes.new.as_deref().unwrap_or(dest))
}

fn becomes(dest: &str, page: &Page<'_>, map: &Map, on_use: &mut dyn FnMut(String)) -> Becomes {
    let stays = Becomes::default();
    let (address, fragment) = match dest.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (dest, None),
    };
    let (address, question) = address.split_at(address.find('?').unwrap_or(address.len()));
    let is_whole = is_external(dest);
    let path = match is_whole {
        true => map.base.on_host(address),
        false => Some(address),
    };
    let Some(path) = path else { return stays };
    let path = percent_decode_str(path).decode_utf8_lossy();
    let leads = if path.is_empty() {
        match fragment {
            Some(_) => Ok(Leads::File(page.target)),
            None => return stays,
        }
    } else if let Some(file) = path.strip_prefix("@/") {
        let target = map.file(file).map(|target| Leads::File(target));
        target.ok_or_else(|| (format!("there is no `content/{file}`"), BY_HAND.to_owned()))
    } else {
        match (map.base.below(&path), is_whole) {
            (Some(below), true) => by_address(below, address, page, map),
            // Another site of the same host.
            (None, true) => return stays,
            // Some write addresses as if the site were at the top of its host.
            (Some(below), false) => {
                by_address(below, &path, page, map).or_else(|_| by_address(&path, &path, page, map))
            }
            (None, false) => by_address(&path, &path, page, map),
        }
    };
    let leads = match leads {
        Ok(leads) => leads,
        Err(lost) => {
            let lost = Some(lost);
            return Becomes { lost, ..stays };
        }
    };
    let (mut new, target) = match leads {
        Leads::Address(new) => (new, None),
        Leads::File(target) => {
            on_use(target.to_owned());
            match target == page.target && fragment.is_some() {
                true => (String::new(), Some(target)),
                false => (safe(&relative(page.target, target)), Some(target)),
            }
        }
    };
    new.push_str(question);
    let mut lost = None;
    if let Some(id) = fragment.filter(|id| !id.is_empty() || new.is_empty()) {
        new.push('#');
        match target
            .filter(|_| !id.is_empty())
            .map(|file| id_at(file, id, map))
        {
            Some(Ok(id)) => new.push_str(&id),
            // The way to the page is right even so.
            Some(Err(why)) => {
                new.push_str(id);
                lost = Some(why);
            }
            // `#` alone is the top of the page.
            None => new.push_str(id),
        }
    }
    let new = Some(new).filter(|new| new != dest);
    Becomes { new, lost }
}

/// What an address without `@/` leads to; findings call it `shown`.
fn by_address<'m>(
    path: &str,
    shown: &str,
    page: &Page<'_>,
    map: &'m Map,
) -> Result<Leads<'m>, Lost> {
    // Files of a folder were linked by their names.
    let beside = join(page.source, path).filter(|_| !path.starts_with('/'));
    if let Some(target) = beside.and_then(|file| map.file(&file)) {
        return Ok(Leads::File(target));
    }
    let address = match path.strip_prefix('/') {
        Some(path) => Some(path.to_owned()),
        // A page is a folder for browsers.
        None => join(&format!("{}x", page.address.trim_start_matches('/')), path),
    };
    let Some(address) = address.map(|a| a.trim_matches('/').to_owned()) else {
        let what = format!("`{shown}` leads out of the site");
        return Err((what, BY_HAND.to_owned()));
    };
    let plain = address_of(&address).trim_end_matches('/');
    if let Some(target) = map.addresses.get(plain) {
        return Ok(Leads::File(target));
    }
    if map.statics.contains(&address) {
        return Ok(Leads::Address(format!("/{}", safe(&address))));
    }
    for (prefix, now) in &map.made {
        let is_it = address == *prefix || address.starts_with(&format!("{prefix}/"));
        if let (true, Some(now)) = (is_it, now) {
            let rest = &address[prefix.len()..];
            let slash = if path.ends_with('/') { "/" } else { "" };
            return Ok(Leads::Address(safe(&format!("{now}{rest}{slash}"))));
        }
    }
    let what = format!("nothing was moved to which `{shown}` leads");
    Err((what, BY_HAND.to_owned()))
}

/// A heading's id as it is now.
fn id_at(target: &str, id: &str, map: &Map) -> Result<String, Lost> {
    let decoded = percent_decode_str(id).decode_utf8_lossy();
    match map.ids.get(target).map(|ids| ids.get(decoded.as_ref())) {
        Some(Some(now)) => Ok(now.clone()),
        // Notes have ids of their own, and a file has no headings.
        _ if decoded.starts_with("fn") || !map.ids.contains_key(target) => Ok(id.to_owned()),
        _ => Err((
            format!("no heading of `content/{target}` has the id `{id}`"),
            "ids in raw HTML are not kept: give a heading `{#id}`".to_owned(),
        )),
    }
}

/// A path as Markdown can hold it between round brackets.
fn safe(path: &str) -> String {
    let is_hard = |c: char| c.is_whitespace() || "()<>%\\".contains(c);
    match path.contains(is_hard) && !is_external(path) {
        true => encode(path).into_owned(),
        false => path.to_owned(),
    }
}

#[cfg(test)]
mod tests;
