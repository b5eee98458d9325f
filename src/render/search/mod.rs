//! Searching: what is found in the guide's texts, made by Pagefind from the pages
//! in memory.
//!
//! In: every page's own text, without its frame, its references and the marks of
//! its evidence; the grades of a section go along as data. Out: [`Index`], files
//! whose folder bears their hash, so that a reader's browser never mixes two
//! versions. `search.json` says which folder it is; pages do not depend on it, and
//! `serve` makes the index only when that file is asked for.
//!
//! Pagefind and what it needs are a fifth of the program's build: without the feature
//! `search` a site with a search page is refused.

#[cfg_attr(not(feature = "search"), path = "no_index.rs")]
mod index;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::body::{Mode, Numbering};
use super::{Renderer, context};
use crate::diagnostic::Diagnostic;
use crate::parse::{escape_attribute, escape_text};
use crate::resolve::{PageId, SEARCH_FOLDER, encode};

/// A search index: what browsers fetch piece by piece.
pub struct Index {
    /// With a slash at the end.
    folder: String,
    /// By path in the output folder.
    files: BTreeMap<String, Vec<u8>>,
}

/// A page as it goes into the index.
#[cfg_attr(not(feature = "search"), expect(dead_code))]
struct Searched<'s> {
    url: String,
    html: String,
    /// Its source.
    file: &'s str,
}

impl Index {
    /// Its files by path in the output folder.
    #[must_use]
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }
}

impl Renderer {
    /// Whether a page of the site searches it.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        let mut languages = self.site.languages.iter();
        languages.any(|language| language.roles.search.is_some())
    }

    /// The search index, which is made the first time that it is asked for; nothing
    /// where no page searches.
    ///
    /// # Errors
    /// When a page cannot be rendered, or Pagefind fails.
    pub fn search_index(&self) -> Result<Option<&Index>, Diagnostic> {
        if !self.is_searched() {
            return Ok(None);
        }
        // Nothing in it may wait for rayon's common threads: whoever waits for this could
        // hold up the very thread that it needs.
        let made = self.search.get_or_init(|| self.make_index());
        made.as_ref().map(Some).map_err(Clone::clone)
    }

    /// `search.json`.
    pub(super) fn search_file(&self) -> Result<String, Diagnostic> {
        let folder = self.search_index()?.map(|index| index.folder.as_str());
        let address = folder.map(|folder| context::url(&self.site, folder));
        Ok(json!({ "index": address }).to_string())
    }

    fn make_index(&self) -> Result<Index, Diagnostic> {
        let site = &*self.site;
        let mut order: Vec<PageId> = (0..site.pages.len()).collect();
        // The same pages in the same order give the same files.
        order.sort_by(|a, b| site.pages[*a].url.cmp(&site.pages[*b].url));
        let pages = order.into_iter().filter_map(|id| {
            let page = &site.pages[id];
            // It shows what is found, and holds nothing of its own.
            if site.languages[page.language].roles.search == Some(id) {
                return None;
            }
            Some(self.page_to_search(id).map(|html| Searched {
                url: format!("/{}", encode(&page.url)),
                html,
                file: &page.file,
            }))
        });
        let files = index::files(pages)?;
        let mut hash = blake3::Hasher::new();
        for (name, bytes) in &files {
            hash.update(name.as_bytes());
            hash.update(blake3::hash(bytes).as_bytes());
        }
        let folder = format!("{SEARCH_FOLDER}{}/", &hash.finalize().to_hex()[..10]);
        Ok(Index {
            files: files
                .into_iter()
                .map(|(name, bytes)| (format!("{folder}{name}"), bytes))
                .collect(),
            folder,
        })
    }

    /// A page as Pagefind reads it.
    fn page_to_search(&self, id: PageId) -> Result<String, Diagnostic> {
        let site = &*self.site;
        let page = &site.pages[id];
        let language = &site.languages[page.language];
        let text = self.text(id, Mode::Search, None, &mut Numbering::default())?;
        let mut grades: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (section, grade, scope) in &text.grades {
            let heading = section.checked_sub(1).map_or("", |n| {
                let headings = &page.document.headings;
                headings.get(n).map_or("", |heading| &*heading.id)
            });
            let mut words = grade.letter().to_owned();
            if let Some(scope) = scope {
                let _ = write!(words, " {}", language.strings.own(scope.ui_key()));
            }
            let known = grades.entry(heading).or_default();
            if !known.contains(&words) {
                known.push(words);
            }
        }
        grades.values_mut().for_each(|known| known.sort());
        let trail = site.breadcrumbs(id).into_iter().chain([id]);
        let part = trail.into_iter().find(|p| language.nav.contains(p));
        let mut html = format!("<html lang=\"{}\"><body data-pagefind-body", language.code);
        let mut add = |name: &str, value: &str| {
            let _ = write!(html, " data-{name}=\"");
            escape_attribute(&mut html, value);
            html.push('"');
        };
        add("title", &page.document.front.title);
        add("grades", &json!(grades).to_string());
        let mut meta = "title[data-title], grades[data-grades]".to_owned();
        if let Some(part) = part {
            add("part", self.addresses.page(part));
            add("part-title", &site.pages[part].document.front.title);
            add("pagefind-filter", "part[data-part]");
            meta.push_str(", part[data-part-title]");
        }
        add("pagefind-meta", &meta);
        html.push_str("><h1 data-pagefind-weight=\"7\">");
        escape_text(&mut html, &page.document.front.title);
        html.push_str("</h1><p data-pagefind-weight=\"2\">");
        escape_text(&mut html, &page.document.front.description);
        html.push_str("</p>");
        html.push_str(&separated(&text.html));
        if language.roles.glossary == Some(id) {
            for term in site.glossary(page.language) {
                // Below the pages that say more.
                let _ = write!(
                    html,
                    "<div data-pagefind-weight=\"0.3\"><h2 id=\"term-{}\">",
                    term.id
                );
                escape_text(&mut html, &term.term);
                let _ = write!(html, "</h2><p>{}</p></div>", term.definition);
            }
        }
        html.push_str("</body></html>");
        Ok(html)
    }
}

/// Ends of what stands on a line or in a cell of its own.
const ENDS: [&str; 7] = [
    "</caption>",
    "</dd>",
    "</dt>",
    "</figcaption>",
    "</li>",
    "</td>",
    "</th>",
];

/// Puts a semicolon after items and cells that end without a sign: in an excerpt they
/// stand one after the other, as if they were one sentence.
fn separated(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 64);
    let mut last = ';';
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, after) = rest.split_at(start);
        out.push_str(text);
        last = text.trim_end().chars().next_back().unwrap_or(last);
        let end = after.find('>').map_or(after.len(), |end| end + 1);
        let (tag, after) = after.split_at(end);
        if ENDS.contains(&tag) && (last.is_alphanumeric() || ")]%’”\"'".contains(last)) {
            out.push(';');
            last = ';';
        }
        out.push_str(tag);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::separated;

    #[test]
    fn items_and_cells_end_with_a_sign() {
        for (html, expected) in [
            (
                "<ul><li>one</li>\n<li>two.</li></ul>",
                "<ul><li>one;</li>\n<li>two.</li></ul>",
            ),
            (
                "<li><p>one <b>more</b></p></li>",
                "<li><p>one <b>more</b></p>;</li>",
            ),
            (
                "<li>a<ul><li>b</li></ul></li>",
                "<li>a<ul><li>b;</li></ul></li>",
            ),
            (
                "<tr><th>a</th><td>5 %</td><td></td></tr>",
                "<tr><th>a;</th><td>5 %;</td><td></td></tr>",
            ),
            ("<p>no list</p> <", "<p>no list</p> <"),
            ("&amp;</li>", "&amp;</li>"),
        ] {
            assert_eq!(separated(html), expected);
        }
    }
}
