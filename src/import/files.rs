//! Files that are no pages.
//!
//! In: the lists of files beside pages and below `static/`. Out: where each of them
//! goes. A file that a moved page links to stays beside it; any other that Zola
//! published goes to `static/`, where it keeps its address. Names that Stepdown or its
//! theme makes by itself are left where they are and named.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use super::config::Zola;
use super::link::Use;
use super::page::{Page, Site};
use super::source::Tree;
use super::write::Content;
use super::{Moved, address, note};
use crate::diagnostic::Diagnostics;
use crate::load::{Theme, data};
use crate::resolve::{alias_path, is_kept_for_ever, problem_of, stays_below};

/// A file beside pages.
#[derive(Debug)]
pub(super) struct Beside {
    /// Below Zola's `content/`.
    pub(super) source: String,
    /// Below the new `content/`, where it can lie there.
    pub(super) target: Option<String>,
    /// Where Zola published it, without the first slash.
    pub(super) addresses: Vec<String>,
    /// Where Stepdown publishes it when a page links to it, if that is one of them.
    pub(super) keeps: Option<String>,
    /// It belongs to drafts alone, so Zola did not publish it.
    pub(super) left_out: bool,
}

/// Files at the top that the build makes.
const MADE: [&str; 11] = [
    "index.html",
    "404.html",
    "robots.txt",
    "sitemap.xml",
    "atom.xml",
    "search.json",
    "_headers",
    "_redirects",
    "sw.js",
    "manifest.webmanifest",
    "guide.epub",
];

/// Leaves out what `ignored_content` names, and warns of folders that are called like
/// a language.
pub(super) fn leave_out(tree: &mut Tree, zola: &Zola, found: &mut Diagnostics) {
    let is_ignored = |path: &String| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let whole = format!("content/{path}");
        [name, path, &whole]
            .iter()
            .any(|form| zola.ignored.is_match(form))
    };
    let before = tree.pages.len() + tree.beside.len();
    tree.pages.retain(|path| !is_ignored(path));
    tree.beside.retain(|path| !is_ignored(path));
    let ignored = before - tree.pages.len() - tree.beside.len();
    if ignored > 0 {
        found.push(note(
            zola.file,
            None,
            &format!("`ignored_content` names files that were not moved ({ignored})"),
            "copy by hand what the new site needs",
        ));
    }
    for code in zola.codes().map(address::code_here) {
        if tree.folders.contains(&code) {
            found.push(note(
                &format!("content/{code}"),
                None,
                "the folder is called like a language; Stepdown takes what lies in it for pages of that language",
                "rename the folder and import again if it is none",
            ));
        }
    }
}

/// Where files beside pages were and will be.
pub(super) fn beside(
    tree: &Tree,
    site: &Site,
    zola: &Zola,
    found: &mut Diagnostics,
) -> Vec<Beside> {
    // Addresses of the pages that own the files of a folder.
    let mut bundles: HashMap<&str, Vec<&Page>> = HashMap::new();
    let mut sections: HashMap<&str, Vec<&Page>> = HashMap::new();
    for page in site.pages.iter().filter(|page| !page.source.is_empty()) {
        let owned = match page.name.is_section() {
            true => &mut sections,
            false if page.name.is_bundle() => &mut bundles,
            false => continue,
        };
        owned.entry(&page.name.folder).or_default().push(page);
    }
    let mut all = Vec::new();
    for source in &tree.beside {
        let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
        let mut addresses: Vec<String> = Vec::new();
        let mut keeps = None;
        let mut left_out = false;
        let mut above = folder;
        loop {
            if let Some(owners) = bundles.get(above).filter(|_| !above.is_empty()) {
                let rest = source[above.len()..].trim_start_matches('/');
                let (pages, is_left_out) = publishing(owners);
                left_out = is_left_out;
                addresses.extend(pages.iter().map(|page| format!("{}{rest}", page.zola)));
                let owner = pages.iter().find(|page| page.name.language.is_none());
                keeps = owner.map(|page| format!("{}{rest}", page.own()));
                break;
            }
            match above.rsplit_once('/') {
                Some((up, _)) => above = up,
                None => break,
            }
        }
        if addresses.is_empty() {
            let owners = sections.get(folder).map_or(&[][..], Vec::as_slice);
            let (pages, is_left_out) = publishing(owners);
            left_out = is_left_out;
            addresses.extend(pages.iter().map(|page| format!("{}{name}", page.zola)));
            keeps = addresses.first().cloned();
        }
        for address in &mut addresses {
            *address = address.trim_start_matches('/').to_owned();
        }
        let top = folder.is_empty() || zola.codes().any(|code| address::code_here(code) == folder);
        let is_data = top && data::FILES.contains(&name);
        if is_data {
            found.push(note(
                &format!("content/{source}"),
                None,
                "the file has the name of one of Stepdown's own data files; it went to `static/`, if anywhere",
                "rename it",
            ));
        }
        if !is_data && addresses.is_empty() {
            found.push(note(
                &format!("content/{source}"),
                None,
                "no page owns this file, so Zola did not publish it; it lies in the new `content/`",
                "link to it from a page, or delete it",
            ));
        }
        all.push(Beside {
            source: source.clone(),
            target: (!is_data).then(|| source.clone()),
            addresses,
            keeps: keeps.map(|own| own.trim_start_matches('/').to_owned()),
            left_out,
        });
    }
    all
}

/// Those of a file's owners that are no drafts; if all are, all of them, and that it is so.
fn publishing<'p>(owners: &[&'p Page]) -> (Vec<&'p Page>, bool) {
    let known = owners.iter().copied();
    let published: Vec<&Page> = known.filter(|page| !page.front.left_out).collect();
    match published.is_empty() {
        true => (owners.to_vec(), !owners.is_empty()),
        false => (published, false),
    }
}

/// The files of `static/` that can go there: path, and the file in the old site.
pub(super) fn statics(
    tree: &Tree,
    made: &Made,
    zola: &Zola,
    found: &mut Diagnostics,
) -> BTreeMap<String, String> {
    let mut kept = BTreeMap::new();
    for path in &tree.statics {
        match made.has(path, zola) {
            Some((what, help)) => found.push(note(&format!("static/{path}"), None, what, help)),
            None => {
                kept.insert(path.clone(), format!("static/{path}"));
            }
        }
    }
    kept
}

/// What the build publishes by itself.
pub(super) struct Made {
    theme: Theme,
    pages: HashSet<String>,
}

impl Made {
    pub(super) fn of(site: &Site) -> Self {
        let pages = site.pages.iter();
        Self {
            theme: Theme::embedded(),
            pages: pages
                .flat_map(|page| {
                    let own = format!("{}index.html", page.own().trim_start_matches('/'));
                    let aliases = page.front.aliases.iter();
                    let aliases = aliases.filter_map(|alias| alias_path(alias));
                    std::iter::once(own).chain(aliases)
                })
                .collect(),
        }
    }

    /// Why a file cannot be published at this path, and the way out.
    fn has(&self, path: &str, zola: &Zola) -> Option<(&'static str, &'static str)> {
        let is_made = MADE.contains(&path) && (zola.feed || path != "atom.xml");
        if is_made || self.pages.contains(path) {
            Some((
                "the build makes a file of this name itself; this one was not moved",
                "the manual's page on hosting says how headers and redirects are set",
            ))
        } else if self.theme.statics.contains_key(path) {
            Some((
                "Stepdown's theme has a file of this name, which this one would replace; it was not moved",
                "put it into the new `static/` under another name",
            ))
        } else if is_kept_for_ever(path) || path.starts_with("topics/") {
            Some((
                "Stepdown keeps this folder for files that it makes; this one was not moved",
                "put it into another folder of the new `static/`",
            ))
        } else {
            None
        }
    }
}

/// All files with their places in the new site.
pub(super) fn places(
    from: &Path,
    beside: &[Beside],
    statics: &BTreeMap<String, String>,
    used: &HashMap<String, Use>,
    made: &Made,
    zola: &Zola,
    moved: &mut Moved,
) -> Vec<(String, Content)> {
    let mut out = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for (path, source) in statics {
        taken.insert(path.to_lowercase());
        out.push((format!("static/{path}"), Content::CopyOf(from.join(source))));
    }
    moved.statics = out.len();
    for file in beside {
        let source = from.join("content").join(&file.source);
        moved.beside += 1;
        let used = file.target.as_ref().and_then(|target| used.get(target));
        // What only drafts have stays private beside them.
        if let Some(target) = &file.target
            && (used.is_some() || file.addresses.is_empty() || file.left_out)
        {
            let content = Content::CopyOf(source.clone());
            out.push((format!("content/{target}"), content));
        }
        // Files of a folder of articles are published by links, and not if they run.
        if used.is_some()
            && let Some(what) = std::fs::read(&source)
                .ok()
                .and_then(|bytes| problem_of(&file.source, &bytes))
        {
            moved.found.push(note(
                &format!("content/{}", file.source),
                None,
                &format!("a browser could run this file on readers' devices, so the build stops at it: {what}"),
                "take that out; or put the file into the new `static/` and link to it as `/name`",
            ));
        }
        if file.left_out {
            continue;
        }
        if used == Some(&Use::Shown) {
            moved.pictures += 1;
            continue;
        }
        for address in &file.addresses {
            let is_kept = used.is_some() && file.keeps.as_ref() == Some(address);
            let name = format!("content/{}", file.source);
            if !stays_below(address) {
                moved.found.push(note(
                    &name,
                    None,
                    &format!(
                        "the file's old address `/{address}` leads out of the site and was not kept"
                    ),
                    "correct `path` or `slug` of its page",
                ));
            } else if !address::is_plain(address) {
                moved.found.push(note(
                    &name,
                    None,
                    "its name has a sign that no address can have, so it was not kept at its old address",
                    "rename the file",
                ));
            } else if !is_kept && let Some((what, help)) = made.has(address, zola) {
                moved.found.push(note(&name, None, what, help));
            } else if !is_kept && taken.insert(address.to_lowercase()) {
                let content = Content::CopyOf(source.clone());
                out.push((format!("static/{address}"), content));
            }
        }
    }
    out
}
