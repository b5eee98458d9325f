//! Pages on the same matter.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::parse::Part;
use crate::resolve::{Kind, PageId, Site};

/// So many related pages are shown.
const MOST_RELATED: usize = 4;
/// What more pages than this share says little about any two of them.
const TOO_COMMON: usize = 40;

/// Pages on the same matter: those that share topics and references with this one,
/// the rare ones above all. Neighbours and pages that link here are shown anyway.
pub(super) fn related(site: &Site, id: PageId) -> Vec<PageId> {
    let this = &site.pages[id];
    let language = &site.languages[this.language];
    let mut shared: HashMap<PageId, (u32, u32), FixedState> = HashMap::default();
    let mut count = |pages: &[PageId], weight: u32| {
        if pages.len() > TOO_COMMON {
            return;
        }
        for other in pages {
            let (things, score) = shared.entry(*other).or_default();
            *things += 1;
            *score += weight / u32::try_from(pages.len()).unwrap_or(u32::MAX);
        }
    };
    for name in &this.document.front.topics {
        if let Ok(n) = language
            .topics
            .binary_search_by(|t| t.name.as_str().cmp(name.get_ref()))
        {
            count(&language.topics[n].pages, 2000);
        }
    }
    let mut keys = BTreeSet::new();
    this.document.body.for_each_slot(&mut |slot| {
        if let Part::Marker(marker) = &slot.part {
            keys.extend(marker.items.iter().map(|item| item.key.as_str()));
        }
    });
    for key in keys {
        count(site.cited_in.get(key).map_or(&[], Vec::as_slice), 1000);
    }
    let is_shown = |other: &PageId| {
        *other == id
            || [this.prev, this.next].contains(&Some(*other))
            || this.backlinks.contains(other)
            || site.pages[*other].kind != Kind::Article
            || site.pages[*other].language != this.language
    };
    let mut pages: Vec<(u32, PageId)> = shared
        .into_iter()
        // One thing in common is chance.
        .filter(|(other, (things, _))| *things > 1 && !is_shown(other))
        .map(|(other, (_, score))| (score, other))
        .collect();
    pages.sort_unstable_by_key(|(score, other)| (std::cmp::Reverse(*score), *other));
    pages.truncate(MOST_RELATED);
    pages.into_iter().map(|(_, other)| other).collect()
}
