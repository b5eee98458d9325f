//! The reading order: the first page, the parts with their articles, what belongs
//! to no part, then the glossary and the references.

use crate::render::guide::is_list;
use crate::resolve::{Kind, PageId, Site};

/// A page, and those that belong to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub page: PageId,
    pub below: Vec<Entry>,
}

impl Entry {
    fn alone(page: PageId) -> Self {
        Self {
            page,
            below: Vec::new(),
        }
    }
}

/// The pages of a language as a tree, each once.
pub(super) fn entries(site: &Site, language: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    let home = site.languages[language].home;
    if let Some(home) = home {
        entries.push(Entry::alone(home));
        entries.extend(below(site, home, Kind::Section));
        entries.extend(below(site, home, Kind::Article));
    }
    // Nobody should lose a page that lies where no first page leads to.
    let mut seen = vec![false; site.pages.len()];
    for id in order(&entries) {
        seen[id] = true;
    }
    let own = || (0..site.pages.len()).filter(|id| site.pages[*id].language == language);
    entries.extend(
        own()
            .filter(|id| !seen[*id] && !is_list(site, *id))
            .map(Entry::alone),
    );
    for template in ["glossary.html", "references.html"] {
        let lists = own().filter(|id| !seen[*id] && site.pages[*id].template() == template);
        entries.extend(lists.map(Entry::alone));
    }
    entries
}

/// The children of one kind; a part has its articles, then the parts inside it.
fn below(site: &Site, id: PageId, kind: Kind) -> Vec<Entry> {
    let children = site.pages[id].children.iter().copied();
    children
        .filter(|child| site.pages[*child].kind == kind && !is_list(site, *child))
        .map(|child| {
            let mut entries = below(site, child, Kind::Article);
            entries.extend(below(site, child, Kind::Section));
            Entry {
                page: child,
                below: entries,
            }
        })
        .collect()
}

/// All pages, in reading order.
pub(super) fn order(entries: &[Entry]) -> Vec<PageId> {
    let mut pages = Vec::new();
    for entry in entries {
        pages.push(entry.page);
        pages.extend(order(&entry.below));
    }
    pages
}
