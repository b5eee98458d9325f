//! Links and images, which Zola and browsers understood in other ways.
//!
//! In: a body as Zola has it, the page it stands on, and the [`Map`] of the site. Out:
//! the same body with links between files as Stepdown reads them. `@/part/page.md`,
//! `/part/page/` and `../page/` all become the way from one file to the other; what
//! leads nowhere stays and is named.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, LinkType, Parser, Tag};

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
enum Becomes {
    Itself,
    Other(String),
    Lost(String, String),
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
        if kind == LinkType::Inline || (how == Use::Shown && is_external(&dest)) {
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
        // Pages load nothing from elsewhere, so that no other site learns who reads.
        if how == Use::Shown && is_external(&dest) && body[range.clone()].starts_with("![") {
            let is_bare = body[range.start + 2..].starts_with(']');
            let words = if is_bare { "[picture" } else { "[" };
            edits.push((range.start..range.start + 2, words.to_owned()));
            links.lost.push((
                range,
                format!("the picture `{dest}` of another site is a link now"),
                "put a copy beside the page and show that, if its licence allows".to_owned(),
            ));
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
        let becomes = becomes(&dest, page, map, &mut |file| {
            links.used.push((range.clone(), file, how));
        });
        match becomes {
            Becomes::Itself => {}
            Becomes::Lost(what, help) => links.lost.push((range, what, help)),
            Becomes::Other(new) => match own {
                Some(own) => edits.push((own, new)),
                None => links.lost.push((
                    range,
                    format!("the link to `{dest}` could not be rewritten"),
                    format!("write `{new}` in its place"),
                )),
            },
        }
    }
    // An image inside a link lies in its range.
    edits.sort_by_key(|(range, _)| range.start);
    edits.dedup_by(|a, b| a.0.start < b.0.end);
    links.body = edited(body, edits);
    links
}

fn becomes(dest: &str, page: &Page<'_>, map: &Map, on_use: &mut dyn FnMut(String)) -> Becomes {
    if is_external(dest) || dest.is_empty() {
        return Becomes::Itself;
    }
    let (path, fragment) = match dest.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (dest, None),
    };
    let (path, question) = path.split_at(path.find('?').unwrap_or(path.len()));
    let decoded = percent_decode_str(path).decode_utf8_lossy().into_owned();
    if path.is_empty() {
        return match fragment.map(|id| id_at(page.target, id, map)) {
            Some(Ok(id)) if Some(id.as_str()) != fragment => {
                Becomes::Other(format!("{question}#{id}"))
            }
            Some(Err(lost)) => lost,
            _ => Becomes::Itself,
        };
    }
    let target = if let Some(file) = decoded.strip_prefix("@/") {
        match map.file(file) {
            Some(target) => target,
            None => {
                return Becomes::Lost(format!("there is no `content/{file}`"), BY_HAND.to_owned());
            }
        }
    } else {
        match by_address(&decoded, page, map) {
            Ok(target) => target,
            Err(becomes) => return becomes,
        }
    };
    on_use(target.clone());
    let mut new = match target == page.target && fragment.is_some() {
        true => String::new(),
        false => safe(&relative(page.target, target)),
    };
    new.push_str(question);
    if let Some(id) = fragment.filter(|id| !id.is_empty()) {
        match id_at(target, id, map) {
            Ok(id) => {
                new.push('#');
                new.push_str(&id);
            }
            Err(lost) => return lost,
        }
    }
    match new == dest {
        true => Becomes::Itself,
        false => Becomes::Other(new),
    }
}

/// The file that an address without `@/` leads to.
fn by_address<'m>(path: &str, page: &Page<'_>, map: &'m Map) -> Result<&'m String, Becomes> {
    // Files of a folder were linked by their names.
    let beside = join(page.source, path).filter(|_| !path.starts_with('/'));
    if let Some(target) = beside.and_then(|file| map.file(&file)) {
        return Ok(target);
    }
    let address = match path.strip_prefix('/') {
        Some(path) => Some(path.to_owned()),
        // A page is a folder for browsers.
        None => join(&format!("{}x", page.address.trim_start_matches('/')), path),
    };
    let Some(address) = address.map(|a| a.trim_matches('/').to_owned()) else {
        return Err(Becomes::Lost(
            format!("`{path}` leads out of the site"),
            BY_HAND.to_owned(),
        ));
    };
    let plain = address_of(&address).trim_end_matches('/');
    if let Some(target) = map.addresses.get(plain) {
        return Ok(target);
    }
    if map.statics.contains(&address) {
        let new = format!("/{}", safe(&address));
        return Err(match new == path {
            true => Becomes::Itself,
            false => Becomes::Other(new),
        });
    }
    for (prefix, now) in &map.made {
        let is_it = address == *prefix || address.starts_with(&format!("{prefix}/"));
        if let (true, Some(now)) = (is_it, now) {
            let rest = &address[prefix.len()..];
            let slash = if path.ends_with('/') { "/" } else { "" };
            return Err(Becomes::Other(safe(&format!("{now}{rest}{slash}"))));
        }
    }
    Err(Becomes::Lost(
        format!("nothing was moved to which `{path}` leads"),
        BY_HAND.to_owned(),
    ))
}

/// A heading's id as it is now.
fn id_at(target: &str, id: &str, map: &Map) -> Result<String, Becomes> {
    let decoded = percent_decode_str(id).decode_utf8_lossy();
    match map.ids.get(target).map(|ids| ids.get(decoded.as_ref())) {
        Some(Some(now)) => Ok(now.clone()),
        // Notes have ids of their own, and a file has no headings.
        _ if decoded.starts_with("fn") || !map.ids.contains_key(target) => Ok(id.to_owned()),
        _ => Err(Becomes::Lost(
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
mod tests {
    use super::*;

    fn map() -> Map {
        let strings = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect()
        };
        let ids = [("ad", "ad"), ("references", "references-1")];
        Map {
            files: strings(&[
                ("a/b.md", "a/b.md"),
                ("a/c/index.md", "a/c/index.md"),
                ("a/c/p q.png", "a/c/p q.png"),
                ("x.tr.md", "tr/x.md"),
            ]),
            composed: HashMap::new(),
            addresses: strings(&[
                ("a/b", "a/b.md"),
                ("a/c", "a/c/index.md"),
                ("a/c/p q.png", "a/c/p q.png"),
            ]),
            ids: HashMap::from([(
                "a/b.md".to_owned(),
                ids.map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
            )]),
            drafts: HashSet::new(),
            statics: HashSet::from(["pic.png".to_owned()]),
            made: vec![("tags".to_owned(), Some("https://e.org/topics".to_owned()))],
        }
    }

    fn at_c(body: &str) -> Links {
        let page = Page {
            source: "a/c/index.md",
            target: "a/c/index.md",
            address: "/a/c/",
        };
        rewrite(body, &page, &map(), &[])
    }

    #[test]
    fn every_form_of_a_link_leads_from_file_to_file() {
        for (zola, here) in [
            ("[w](@/a/b.md#ad)", "[w](../b.md#ad)"),
            (
                "[w](@/a/b.md#references \"t\")",
                "[w](../b.md#references-1 \"t\")",
            ),
            (
                "[next](../b \"About ../b\"), [b](/a/b/ '(/a/b/)')",
                "[next](../b.md \"About ../b\"), [b](../b.md '(/a/b/)')",
            ),
            (
                "[w][r]\n\n[r]: /a/b/ \"/a/b/\"",
                "[w][r]\n\n[r]: ../b.md \"/a/b/\"",
            ),
            ("[w](/a/b/)", "[w](../b.md)"),
            ("[w](../b)", "[w](../b.md)"),
            (
                "[w](/a/b/?q=1#ad) [h](?q=1)",
                "[w](../b.md?q=1#ad) [h](?q=1)",
            ),
            ("![w](<p q.png>)", "![w](<p%20q.png>)"),
            ("[w](@/x.tr.md)", "[w](../../tr/x.md)"),
            ("![w](/pic.png)", "![w](/pic.png)"),
            ("[w](/tags/sleep/)", "[w](https://e.org/topics/sleep/)"),
            ("[w][r]\n\n[r]: @/a/b.md", "[w][r]\n\n[r]: ../b.md"),
            ("[![w](p%20q.png)](@/a/b.md)", "[![w](p%20q.png)](../b.md)"),
            (
                "[w](https://e.org) <https://e.org>",
                "[w](https://e.org) <https://e.org>",
            ),
        ] {
            let links = at_c(zola);
            assert_eq!(links.body, here);
            assert!(links.lost.is_empty(), "{zola}: {:?}", links.lost);
        }
    }

    #[test]
    fn a_link_with_a_shortcode_in_its_words_or_title_is_rewritten() {
        let page = Page {
            source: "a/c/index.md",
            target: "a/c/index.md",
            address: "/a/c/",
        };
        for (zola, here) in [
            (
                "[{{ i(n=\"x\") }} W](@/a/b.md)",
                "[{{ i(n=\"x\") }} W](../b.md)",
            ),
            ("[w](@/a/b.md \"{{ t() }}\")", "[w](../b.md \"{{ t() }}\")"),
            ("![{{ t() }}](/a/c/p%20q.png)", "![{{ t() }}](p%20q.png)"),
            // Within a shortcode, and in an address that it makes, nothing is known.
            (
                "{% b() %}[w](@/a/b.md){% end %}",
                "{% b() %}[w](@/a/b.md){% end %}",
            ),
            ("[w]({{u()}}/no)", "[w]({{u()}}/no)"),
        ] {
            let shortcodes = crate::import::shortcode::show(zola).1;
            let skip: Vec<_> = shortcodes.into_iter().map(|found| found.range).collect();
            assert!(!skip.is_empty(), "{zola}");
            let links = rewrite(zola, &page, &map(), &skip);
            assert_eq!(links.body, here);
            assert!(links.lost.is_empty(), "{zola}: {:?}", links.lost);
        }
        let zola = "[{{ t() }}](javascript:x())";
        let inside = 1..10;
        let links = rewrite(zola, &page, &map(), std::slice::from_ref(&inside));
        assert_eq!(links.lost.len(), 1, "{:?}", links.lost);
    }

    #[test]
    fn pictures_of_other_sites_become_links() {
        let links = at_c("![a](https://e.org/a.png) ![](https://e.org/b.png)");
        assert_eq!(
            links.body,
            "[a](https://e.org/a.png) [picture](https://e.org/b.png)"
        );
        assert_eq!(links.lost.len(), 2);
        for (zola, here) in [
            ("![a][r] ![][r]", "[a][r] [picture][r]"),
            ("![r][] ![r]", "[r][] [r]"),
        ] {
            let definition = "\n\n[r]: https://e.org/a.png";
            let links = at_c(&format!("{zola}{definition}"));
            assert_eq!(links.body, format!("{here}{definition}"));
            assert_eq!(links.lost.len(), 2, "{zola}: {:?}", links.lost);
        }
    }

    #[test]
    fn links_that_no_page_can_have_stay_and_are_named() {
        for zola in [
            "[a](ftp://e.org/a)",
            "[a](javascript:alert(1))",
            "<ftp://e.org/a>",
            "[a][r] [b]\n\n[r]: JavaScript:x()\n[b]: https://e.org\n[c]: ftp://e.org",
        ] {
            let links = at_c(zola);
            assert_eq!(links.body, zola);
            assert_eq!(links.lost.len(), 1, "{zola}: {:?}", links.lost);
            let (_, what, help) = &links.lost[0];
            assert!(what.starts_with("a link cannot begin with"), "{what}");
            assert_eq!(help, LEAD_ELSEWHERE);
        }
        let links = at_c("![a](ftp://e.org/a.png)");
        assert_eq!(links.body, "[a](ftp://e.org/a.png)");
        assert_eq!(links.lost.len(), 2);
    }

    #[test]
    fn pictures_in_their_own_addresses_stay_and_are_named() {
        for zola in [
            "![a](data:image/png;base64,AAAA)",
            "![a][r]\n\n[r]: data:image/png;base64,AAAA",
            "[![a](data:image/png;base64,AAAA)](https://e.org)",
        ] {
            let links = at_c(zola);
            assert_eq!(links.body, zola);
            assert_eq!(links.lost.len(), 1, "{zola}: {:?}", links.lost);
            let (_, what, _) = &links.lost[0];
            assert!(what.contains("the build stops at it"), "{what}");
        }
    }

    #[test]
    fn what_leads_nowhere_stays_and_is_named() {
        for zola in [
            "[w](@/no.md)",
            "[w](/no/)",
            "[w](/a/bindex.html)",
            "[w](@/a/b.md#no)",
            "[w](../../../x)",
        ] {
            let links = at_c(zola);
            assert_eq!(links.body, zola);
            assert_eq!(links.lost.len(), 1, "{zola}");
        }
    }
}
