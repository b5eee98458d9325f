//! All documents to one [`Site`]: languages, sections, order, addresses,
//! links, topics, references, assets, and the list of everything that will be
//! published.
//!
//! In: [`Sources`] and the parsed documents. Out: a value that [`crate::render`]
//! can make any page from, alone. Whatever does not fit together (two pages
//! with one address, a link to a heading that is not there) is a diagnostic.
//!
//! Incremental: done anew for each build, at a few microseconds a page. Where only
//! words have changed, all but the words stays (`Site::with_texts`).

mod active;
mod address;
mod assets;
mod bibliography;
mod bibtex;
mod compact;
mod conventions;
mod data;
mod fields;
mod identifiers;
mod links;
mod outputs;
mod pages;
mod places;
mod strings;
mod style;
mod taper;
mod tex;
mod uses;

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

pub(crate) use active::{problem_of, problem_of_svg};
pub(crate) use address::folder_with;
pub use address::{address_of, encode, is_external, join, relative};
pub(crate) use address::{encode_external, encode_written};
pub use assets::{Asset, AssetId, Assets, Descriptions, HASHED};
use assets::{Collected, Collector};
pub use bibliography::{Bibliography, Reference, Retraction};
pub use data::{Helplines, LinkedFragment, Notice, Urgent};
pub use identifiers::ReferenceLink;
pub use links::Target;
pub(crate) use links::{
    Destination, LEAD_ELSEWHERE, Wanted, page_there, refused_address, refused_scheme, visit,
};
pub use outputs::{BOOK, Output, SEARCH_FOLDER, stays_below};
pub(crate) use outputs::{
    alias_path, collision_key, is_for_hosts, is_kept_for_ever, kept_for_ever, owner,
};
pub(crate) use pages::{address_at, holds, is_reserved};
pub use strings::{StringError, Strings};
pub use taper::{
    Around, COMPONENT as TAPER, Calculator, Example, number_before, parameters_path, read_amount,
};

use foldhash::fast::FixedState;

use crate::config::{Config, FILE};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::{SourceFile, Sources};
use crate::parse::{Document, Glossary, GlossaryTerm};

/// Index into [`Site::pages`].
pub type PageId = usize;

/// Everything about a guide, ready to be rendered.
#[derive(Debug)]
pub struct Site {
    /// By language, then by path.
    pub pages: Vec<Arc<Page>>,
    /// Everything else, whose fields are the site's.
    frame: Arc<Frame>,
}

/// All of a [`Site`] that stays the same when only words of its pages change, see
/// [`Document::shape`].
#[derive(Debug)]
pub struct Frame {
    /// The configuration.
    pub config: Config,
    /// The main language first.
    pub languages: Vec<Language>,
    /// The bibliography.
    pub bibliography: Arc<Bibliography>,
    /// For each reference, the pages that cite it, in page order.
    pub cited_in: BTreeMap<String, Vec<PageId>>,
    /// For each glossary term of each language, the pages that use it.
    pub used_in: Vec<BTreeMap<u32, Vec<PageId>>>,
    /// Static files and files beside articles.
    pub assets: Assets,
    /// Glossaries by language code.
    pub glossaries: Arc<BTreeMap<String, Glossary>>,
    /// Every file to publish, by path in the output folder.
    pub outputs: BTreeMap<String, Output>,
    /// Content path to page.
    by_path: Arc<HashMap<Arc<str>, PageId, FixedState>>,
    /// Files that are there and give no page.
    absent: BTreeMap<String, Absence>,
    /// Calculators that pages embed, by the content path of their parameters.
    pub calculators: BTreeMap<String, Calculator>,
    /// Whether every article with its components, calculator and data file could be read.
    /// What could not be may cite any reference.
    pub is_whole: bool,
}

/// Why a file gives no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It cannot be read; there is a diagnostic already.
    Unreadable,
    /// It is a draft, and drafts are not built.
    Draft,
}

/// One language of the site.
#[derive(Debug)]
pub struct Language {
    /// BCP 47 code.
    pub code: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Its own name for itself.
    pub name: String,
    /// Empty for the main language, else `code/`.
    pub prefix: String,
    /// The site's title in it.
    pub title: String,
    /// The site's description in it.
    pub description: String,
    /// The author line in it.
    pub author: String,
    /// UI strings.
    pub strings: Arc<Strings>,
    /// Its home page.
    pub home: Option<PageId>,
    /// Top-level sections, in order.
    pub nav: Vec<PageId>,
    /// Pages in the footer.
    pub footer: Vec<PageId>,
    /// Pages with a part to play.
    pub roles: Roles,
    /// Topics by name.
    pub topics: Vec<Topic>,
    /// Notices by name.
    pub notices: BTreeMap<String, Notice>,
    /// The file that the notices were read from, relative to the root.
    pub notices_file: String,
    /// Help lines.
    pub helplines: Helplines,
    /// Whether it has no notices of its own and shows the main language's.
    pub has_main_notices: bool,
    /// The names of its data files, and of the main language's that it shows, that are there
    /// and cannot be read: they may say anything.
    pub unread: Vec<&'static str>,
    /// The same of its help lines.
    pub has_main_helplines: bool,
    /// Searches that open sections of the search page.
    pub urgent: Vec<Urgent>,
}

/// The template of the page to search from.
pub const SEARCH: &str = "search.html";

/// Pages with a part to play.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    /// Linked at the top of every page.
    pub emergency: Option<PageId>,
    /// Help lines.
    pub help: Option<PageId>,
    /// What grades mean.
    pub grades: Option<PageId>,
    /// Who made it.
    pub about: Option<PageId>,
    /// The page with the glossary.
    pub glossary: Option<PageId>,
    /// The page with the bibliography.
    pub references: Option<PageId>,
    /// The page to search from.
    pub search: Option<PageId>,
}

/// A topic and its pages.
#[derive(Clone, Debug)]
pub struct Topic {
    /// As written in front matter.
    pub name: String,
    /// Part of its address.
    pub slug: String,
    /// Newest first.
    pub pages: Vec<PageId>,
}

/// What a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `_index.md` at the top of a language.
    Home,
    /// `_index.md` of a folder.
    Section,
    /// Any other Markdown file.
    Article,
}

impl Kind {
    /// As templates see it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Section => "section",
            Self::Article => "article",
        }
    }

    /// The template when the front matter names none.
    #[must_use]
    pub fn template(self) -> &'static str {
        match self {
            Self::Home => "home.html",
            Self::Section => "section.html",
            Self::Article => "article.html",
        }
    }
}

/// One page made from one Markdown file.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file, relative to the root.
    pub file: String,
    /// Its path below `content/`.
    pub path: Arc<str>,
    /// Index into [`Frame::languages`].
    pub language: usize,
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub document: Arc<Document>,
    /// Its address below the base path, not encoded: `` or `a/b/`.
    pub url: String,
    /// The section it belongs to.
    pub parent: Option<PageId>,
    /// Sections and articles in it, in order.
    pub children: Vec<PageId>,
    /// The article before it in its section.
    pub prev: Option<PageId>,
    /// The article after it in its section.
    pub next: Option<PageId>,
    /// Where its links and images lead, in the order of the text.
    pub targets: Vec<Target>,
    /// Pages whose text links here.
    pub backlinks: Vec<PageId>,
}

impl Page {
    /// The template that renders it.
    #[must_use]
    pub fn template(&self) -> &str {
        self.document
            .front
            .template
            .as_ref()
            .map_or(self.kind.template(), |t| t.get_ref().as_str())
    }
}

impl Deref for Site {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        &self.frame
    }
}

impl Site {
    /// The frame of a site that is being put together, which nobody shares yet.
    fn frame_mut(&mut self) -> &mut Frame {
        Arc::get_mut(&mut self.frame).expect("nobody shares it yet")
    }

    /// A page of a site that is being put together.
    fn page_mut(&mut self, id: PageId) -> &mut Page {
        Arc::make_mut(&mut self.pages[id])
    }

    /// The same site with other texts of the same shape.
    pub(crate) fn with_texts(
        &self,
        texts: impl IntoIterator<Item = (PageId, Arc<Document>)>,
    ) -> Self {
        let mut pages = self.pages.clone();
        for (id, document) in texts {
            debug_assert_eq!(pages[id].document.shape(), document.shape());
            Arc::make_mut(&mut pages[id]).document = document;
        }
        Self {
            pages,
            frame: Arc::clone(&self.frame),
        }
    }

    /// Whether the other site has the same pages at the same addresses.
    pub(crate) fn has_pages_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.by_path, &other.by_path)
    }

    /// The glossary of a language.
    #[must_use]
    pub fn glossary(&self, language: usize) -> &[GlossaryTerm] {
        self.glossaries
            .get(&self.languages[language].code)
            .map_or(&[], |g| g.terms.as_slice())
    }

    /// What the pages of a language are about, in its words.
    pub(crate) fn about(&self, language: usize) -> &[String] {
        match language {
            0 => &self.config.about,
            _ => {
                let code = &self.languages[language].code;
                let own = self.config.languages.get(code);
                own.map_or(&[], |own| &own.about)
            }
        }
    }

    /// The page of a content path.
    #[must_use]
    pub fn page_at(&self, path: &str) -> Option<PageId> {
        self.by_path.get(path).copied()
    }

    /// Whether the article of a content path is there and cannot be read.
    #[must_use]
    pub fn is_unreadable(&self, path: &str) -> bool {
        self.absent.get(path) == Some(&Absence::Unreadable)
    }

    /// Articles that are there and cannot be read. What they are for, whom they link to and
    /// what they say is not known.
    pub fn unreadable_articles(&self) -> impl Iterator<Item = &str> {
        let absent = self.absent.iter();
        absent
            .filter(|(_, why)| **why == Absence::Unreadable)
            .map(|(path, _)| path.as_str())
    }

    /// Whether all links of all pages are known.
    #[must_use]
    pub fn knows_all_links(&self) -> bool {
        self.unreadable_articles().next().is_none()
            && !self.pages.iter().any(|page| page.document.has_lost_parts)
    }

    /// The page's breadcrumbs: home first, without itself.
    #[must_use]
    pub fn breadcrumbs(&self, page: PageId) -> Vec<PageId> {
        let mut trail = Vec::new();
        let mut at = self.pages[page].parent;
        while let Some(parent) = at {
            trail.push(parent);
            at = self.pages[parent].parent;
        }
        trail.reverse();
        trail
    }

    /// The same page in the site's other languages.
    #[must_use]
    pub fn translations(&self, page: PageId) -> Vec<PageId> {
        if self.languages.len() == 1 {
            return Vec::new();
        }
        let this = &self.pages[page];
        let common = self.common_path(this);
        (0..self.languages.len())
            .filter(|l| *l != this.language)
            .filter_map(|l| self.page_at(&format!("{}{common}", self.languages[l].prefix)))
            .collect()
    }

    /// Where the main language would have a content path of another language.
    #[must_use]
    pub fn original_path<'a>(&self, path: &'a str) -> Option<&'a str> {
        let mut translations = self.languages.iter().skip(1);
        translations.find_map(|language| path.strip_prefix(&language.prefix))
    }

    /// The page's path without its language's folder.
    #[must_use]
    pub fn common_path<'a>(&self, page: &'a Page) -> &'a str {
        let prefix = &self.languages[page.language].prefix;
        page.path
            .strip_prefix(prefix.as_str())
            .unwrap_or(&page.path)
    }
}

/// A parsed article.
#[derive(Debug)]
pub struct ParsedFile {
    /// Its file.
    pub source: SourceFile,
    /// What it says.
    pub document: Arc<Document>,
}

/// What does not depend on the articles, read before they are parsed.
#[derive(Debug)]
pub struct Basis {
    /// The bibliography.
    pub bibliography: Arc<Bibliography>,
    /// UI strings by language.
    pub strings: Vec<Arc<Strings>>,
    /// Glossaries by language code.
    pub glossaries: Arc<BTreeMap<String, Glossary>>,
}

/// All articles.
#[derive(Debug, Default)]
pub struct Articles {
    /// Those that give a page.
    pub files: Vec<ParsedFile>,
    /// Those that give none.
    pub absent: BTreeMap<String, Absence>,
}

/// What a site leaves for the next one of the same configuration and the same
/// files: how its pages lie to one another, and which files they show.
#[derive(Debug)]
pub struct Previous {
    site: Arc<Site>,
    collected: Collected,
}

impl Previous {
    /// Whether the pages have only other words. Links lead to references and to words of
    /// the glossary too, so these have to be the same.
    fn fits(
        &self,
        basis: &Basis,
        files: &[ParsedFile],
        absent: &BTreeMap<String, Absence>,
    ) -> bool {
        let site = &self.site;
        let ids = |glossary: &Glossary| -> Vec<String> {
            glossary.terms.iter().map(|term| term.id.clone()).collect()
        };
        let glossaries = basis.glossaries.iter().map(|(code, g)| (code, ids(g)));
        Arc::ptr_eq(&basis.bibliography, &site.bibliography)
            && glossaries.eq(site.glossaries.iter().map(|(code, g)| (code, ids(g))))
            && files.len() == site.pages.len()
            && *absent == site.absent
            && files.iter().zip(&site.pages).all(|(file, page)| {
                file.source.path == page.path
                    && (Arc::ptr_eq(&file.document, &page.document)
                        || file.document.shape() == page.document.shape())
            })
    }

    /// The same with other texts of the same shape.
    pub(crate) fn update(&mut self, site: Arc<Site>) {
        self.site = site;
    }

    /// Takes the pages over into a site, with their texts of now.
    fn take_over(&self, site: &mut Site, files: Vec<ParsedFile>) {
        site.pages.clone_from(&self.site.pages);
        for (file, page) in files.into_iter().zip(&mut site.pages) {
            if !Arc::ptr_eq(&file.document, &page.document) {
                Arc::make_mut(page).document = file.document;
            }
        }
        let frame = site.frame_mut();
        frame.by_path = Arc::clone(&self.site.by_path);
        for (language, old) in frame.languages.iter_mut().zip(&self.site.languages) {
            language.home = old.home;
            language.nav.clone_from(&old.nav);
            language.footer.clone_from(&old.footer);
            language.roles.clone_from(&old.roles);
            language.topics.clone_from(&old.topics);
        }
    }
}

/// Puts the site together. `previous` is of the same configuration and of the same
/// list of files, and had no findings.
#[must_use]
pub fn resolve(
    config: &Config,
    sources: &Sources,
    basis: &Basis,
    articles: Articles,
    previous: Option<&Previous>,
    known: &mut Descriptions,
    found: &mut Diagnostics,
) -> (Arc<Site>, Previous) {
    let Articles { mut files, absent } = articles;
    pages::sort(&mut files);
    let previous = previous.filter(|previous| previous.fits(basis, &files, &absent));
    let mut site = Site {
        pages: Vec::new(),
        frame: Arc::new(Frame {
            config: config.clone(),
            languages: data::languages(config, basis),
            bibliography: Arc::clone(&basis.bibliography),
            cited_in: BTreeMap::new(),
            used_in: Vec::new(),
            assets: Assets::default(),
            glossaries: Arc::clone(&basis.glossaries),
            outputs: BTreeMap::new(),
            by_path: Arc::default(),
            is_whole: !absent.values().any(|why| *why == Absence::Unreadable)
                && !files.iter().any(|file| file.document.has_lost_parts)
                && sources.data.iter().all(|files| files.unread.is_empty()),
            absent,
            calculators: BTreeMap::new(),
        }),
    };
    data::read(&mut site, sources, found);
    let mut assets = match previous {
        Some(previous) => {
            previous.take_over(&mut site, files);
            Collector::go_on(sources, previous.collected.clone())
        }
        None => {
            pages::build(&mut site, files, found);
            pages::roles(&mut site, found);
            pages::topics(&mut site, found);
            let mut assets = Collector::new(sources, found);
            links::resolve(&mut site, &mut assets, found);
            assets
        }
    };
    data::check_urgent(&site, sources, found);
    let collected = assets.collected().clone();
    links::resolve_notices(&mut site, &mut assets, found);
    taper::resolve(&mut site, sources, &mut assets, found);
    check_picture(config, &assets, found);
    site.frame_mut().assets = assets.finish(known, found);
    site.frame_mut().cited_in = uses::cited_in(&site, found);
    site.frame_mut().used_in = uses::used_in(&site, &basis.glossaries);
    outputs::list(&mut site, found);
    let site = Arc::new(site);
    let previous = Previous {
        site: Arc::clone(&site),
        collected,
    };
    (site, previous)
}
pub use bibliography::read as read_bibliography;
pub use strings::{english as english_strings, read as read_strings};

/// The picture for shared links is there.
fn check_picture(config: &Config, assets: &Collector<'_>, found: &mut Diagnostics) {
    let Some(path) = &config.og_image else {
        return;
    };
    if assets.static_file(path.get_ref()).is_none() {
        found.push(
            Diagnostic::new(
                Code::MissingImage,
                format!("there is no `static/{}`", path.get_ref()),
            )
            .in_file(FILE)
            .at(path.span())
            .help("`og_image` names a picture of `static/`, best 1200 by 630 pixels"),
        );
    }
}
