//! Every link to elsewhere, with the place where it is written.
//!
//! Texts and data files say their places themselves. Then every page is rendered and
//! read once more, so that no link stays out that comes from raw HTML, from a template
//! or from a component.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;
use scraper::{Html, Selector};
use url::Url;

use crate::config;
use crate::diagnostic::Span;
use crate::load::{REFERENCES, Sources};
use crate::parse::{Fragment, Part, escape_attribute};
use crate::render::Renderer;
use crate::resolve::{Output, Site};

/// A link to another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// As written.
    pub written: String,
    /// What is asked for: without a fragment, which no server is told. Nothing where
    /// it is no address.
    pub address: Option<Url>,
    /// The file, relative to the root; nothing where the program itself wrote it.
    pub file: Option<String>,
    /// Where in it.
    pub span: Option<Span>,
}

/// Links in the order in which they are found.
struct Links {
    all: Vec<Link>,
}

impl Links {
    /// Adds it when it is a link over HTTP.
    fn add(&mut self, written: &str, file: Option<&str>, span: Option<Span>) {
        let Some(full) = over_http(written) else {
            return;
        };
        let address = address_of(&full);
        self.all.push(Link {
            written: written.to_owned(),
            address,
            file: file.map(str::to_owned),
            span,
        });
    }

    fn add_fragment(&mut self, fragment: &Fragment, file: &str) {
        fragment.for_each_slot(&mut |slot| {
            if let Part::Link(dest) = &slot.part {
                self.add(dest, Some(file), Some(slot.span));
            }
        });
    }
}

/// The whole address of a link over HTTP; nothing for any other.
fn over_http(written: &str) -> Option<String> {
    let written = written.trim();
    let has = |scheme: &str| {
        let start = written.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    match written {
        _ if has("https://") || has("http://") => Some(written.to_owned()),
        // Guides are served over HTTPS, and so is what follows their scheme.
        _ if has("//") => Some(format!("https:{written}")),
        _ => None,
    }
}

/// What is asked for, where it is an address.
fn address_of(full: &str) -> Option<Url> {
    let mut url = Url::parse(full).ok().filter(Url::has_host)?;
    url.set_fragment(None);
    Some(url)
}

/// Every link of the site, by file and place.
pub(super) fn of_site(renderer: &Renderer, sources: &Sources) -> Vec<Link> {
    let site = renderer.site();
    let mut links = Links { all: Vec::new() };
    for page in &site.pages {
        links.add_fragment(&page.document.body, &page.file);
    }
    for language in &site.languages {
        for notice in language.notices.values() {
            for linked in [&notice.text, &notice.short] {
                links.add_fragment(&linked.fragment, &language.notices_file);
            }
        }
    }
    for reference in site.bibliography.iter() {
        for link in &reference.links {
            links.add(&link.url, Some(REFERENCES), Some(reference.span));
        }
    }
    helplines(sources, &mut links);
    let addresses = site.config.report.iter();
    let addresses = addresses.chain(site.config.license.as_ref().map(|license| &license.url));
    let security = site.config.security.iter();
    let addresses = addresses.chain(security.flat_map(|s| s.contact.iter().chain(&s.policy)));
    for url in addresses {
        links.add(url, Some(config::FILE), site.config.place_of(url));
    }
    published(renderer, &sources.root, &mut links);
    let mut all = links.all;
    all.sort_by(|a, b| (&a.file, a.span, &a.written).cmp(&(&b.file, b.span, &b.written)));
    // Languages without notices of their own share a file.
    all.dedup();
    all
}

/// A help line's own page, and the sources that are addresses.
fn helplines(sources: &Sources, links: &mut Links) {
    for data in sources.data.iter().filter_map(|d| d.helplines.as_ref()) {
        // A file that went away since it was read still has places for its lines.
        let text = std::fs::read_to_string(sources.root.join(&data.file)).unwrap_or_default();
        for line in data.value.country.iter().flat_map(|country| &country.line) {
            let name = line.name.span();
            let place = |url: &str| {
                let start = text.get(name.start..)?.find(url)? + name.start;
                Some(Span::from(start..start + url.len()))
            };
            let in_source = addresses_in(&line.source);
            for url in line.url.iter().map(String::as_str).chain(in_source) {
                let span = place(url).unwrap_or_else(|| name.clone().into());
                links.add(url, Some(&data.file), Some(span));
            }
        }
    }
}

/// Addresses among words, without the punctuation behind them.
fn addresses_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "<>\"".contains(c))
        .filter_map(|word| {
            let start = word.find("https://").or_else(|| word.find("http://"))?;
            Some(word[start..].trim_end_matches(['.', ',', ';', ':', ')', ']']))
        })
}

/// Links of the rendered pages that were not found so far. Those of the site to itself
/// are no links to elsewhere here: pages name their own address.
fn published(renderer: &Renderer, root: &Path, links: &mut Links) {
    let site = renderer.site();
    let Ok(selector) = Selector::parse("a[href], area[href]") else {
        debug_assert!(false, "the selector is well formed");
        return;
    };
    let outputs: Vec<(&String, &Output)> = site
        .outputs
        .iter()
        .filter(|(path, output)| path.ends_with(".html") && is_page(output))
        .collect();
    // What cannot be rendered is an error already, which `check` has reported.
    let of_pages: Vec<(&Output, Vec<String>)> = outputs
        .into_par_iter()
        .filter_map(|(_, output)| {
            let bytes = renderer.render(output).ok()?;
            let html = Html::parse_document(&String::from_utf8_lossy(&bytes));
            let hrefs = html.select(&selector).filter_map(|a| a.attr("href"));
            Some((output, hrefs.map(str::to_owned).collect()))
        })
        .collect();
    let mut known: BTreeSet<String> = links
        .all
        .iter()
        .map(|link| match &link.address {
            Some(address) => address.to_string(),
            None => over_http(&link.written).unwrap_or_default(),
        })
        .collect();
    let texts = Texts::of(root);
    for (output, hrefs) in of_pages {
        for href in hrefs {
            let Some(full) = over_http(&href) else {
                continue;
            };
            let address = address_of(&full).map_or_else(|| full.clone(), String::from);
            let is_own = address.starts_with(&site.config.base_url);
            if !known.insert(address) || is_own {
                continue;
            }
            let own = page_file(site, output);
            match texts.place_of(&href, own) {
                Some((file, span)) => links.add(&href, Some(file), Some(span)),
                None => links.add(&href, own, None),
            }
        }
    }
}

/// Whether the output is a page with links of its own.
fn is_page(output: &Output) -> bool {
    matches!(
        output,
        Output::Page(_) | Output::Topics(_) | Output::Topic(..) | Output::NotFound(_)
    )
}

fn page_file<'s>(site: &'s Site, output: &Output) -> Option<&'s str> {
    match output {
        Output::Page(id) => Some(&site.pages[*id].file),
        _ => None,
    }
}

/// The site's files in which a link may be written, by path relative to the root.
struct Texts(Vec<(String, String)>);

impl Texts {
    fn of(root: &Path) -> Self {
        let mut texts = Vec::new();
        let mut add = |path: &Path| {
            let is_text = path.extension().is_some_and(|end| {
                ["md", "toml", "html", "ftl", "bib"]
                    .iter()
                    .any(|known| end == *known)
            });
            if is_text
                && let Ok(relative) = path.strip_prefix(root)
                && let Ok(text) = std::fs::read_to_string(path)
            {
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                texts.push((parts.join("/"), text));
            }
        };
        add(&root.join(config::FILE));
        // A place is looked for, for the reader of a finding. The site was read before, so
        // folders and files that cannot be read are errors already; here they hold no place.
        for folder in crate::load::FOLDERS {
            let entries = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name();
            for entry in entries.into_iter().filter_map(Result::ok) {
                add(entry.path());
            }
        }
        Self(texts)
    }

    /// Where `href` is written: in the page's own file, else anywhere.
    fn place_of(&self, href: &str, own: Option<&str>) -> Option<(&str, Span)> {
        let mut escaped = String::new();
        escape_attribute(&mut escaped, href);
        let in_text = |text: &str| {
            let found = [href, &escaped]
                .into_iter()
                .find_map(|form| Some((text.find(form)?, form.len())));
            found.map(|(start, len)| Span::from(start..start + len))
        };
        let owns = |file: &str| own == Some(file);
        let (first, rest): (Vec<_>, Vec<_>) = self.0.iter().partition(|(file, _)| owns(file));
        first
            .into_iter()
            .chain(rest)
            .find_map(|(file, text)| Some((file.as_str(), in_text(text)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_over_http_are_links_to_elsewhere() {
        assert_eq!(over_http("HTTPS://e.org").as_deref(), Some("HTTPS://e.org"));
        assert_eq!(over_http("//e.org/x").as_deref(), Some("https://e.org/x"));
        for other in ["mailto:a@e.org", "tel:911", "a.md", "/a/", "é"] {
            assert_eq!(over_http(other), None, "{other}");
        }
    }

    #[test]
    fn addresses_are_found_among_words() {
        let text = "read on https://e.org/a, a copy (http://f.org/b?c=d).";
        let found: Vec<&str> = addresses_in(text).collect();
        assert_eq!(found, ["https://e.org/a", "http://f.org/b?c=d"]);
        assert_eq!(addresses_in("its own page").count(), 0);
    }
}
