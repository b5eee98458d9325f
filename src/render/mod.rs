//! One page of a [`Site`] to bytes, and the files around the pages.
//!
//! [`Renderer::render`] is a pure function of the site and the output that is
//! asked for: any page can be made alone, on any thread, in any order. Feeds,
//! the sitemap and the headers file are outputs like pages.
//!
//! Incremental: of the renderer before, the entries of lists, the addresses and the search
//! are taken over where they hold; no page is kept. `build` renders all outputs in parallel,
//! `serve` the one that is asked for.

mod added;
mod body;
mod circles;
mod context;
mod epub;
mod files;
mod guide;
mod hosting;
mod json_ld;
mod media_type;
mod offline;
mod page;
mod policy;
mod related;
mod running;
mod search;
mod template_error;
mod templates;
mod wanted;
mod xml;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use tera::{Context, Tera, Value};

pub(crate) use body::words;
pub use hosting::{Listen, Place, Server};
pub(crate) use json_ld::plain;
#[cfg(test)]
pub(crate) use media_type::ENDINGS;
pub(crate) use media_type::{is_compressible, media_type};
pub use search::Index as SearchIndex;
pub use templates::{Templates, compile};

use crate::diagnostic::Diagnostic;
use crate::parse::Document;
use crate::resolve::{LinkedFragment, Output, PageId, Site};

/// Makes any output of a site.
pub struct Renderer {
    site: Arc<Site>,
    /// By language: its functions and globals know the language.
    engines: Vec<Tera>,
    templates: Arc<Templates>,
    addresses: Arc<context::Addresses>,
    entries: context::Entries,
    /// By language: what each page's `page` begins with.
    blank_pages: Vec<page::Page>,
    is_medical: bool,
    inline: Option<guide::Inline>,
    search: OnceLock<Result<SearchIndex, Diagnostic>>,
    running: running::Running,
}

impl Renderer {
    /// Prepares what all pages of a language share. `previous` made pages of the
    /// same configuration.
    #[must_use]
    pub fn new(site: Arc<Site>, templates: Arc<Templates>, previous: Option<&Self>) -> Self {
        let addresses = match previous {
            Some(previous) if previous.site.has_pages_of(&site) => Arc::clone(&previous.addresses),
            _ => Arc::new(context::Addresses::new(&site)),
        };
        Self::with_addresses(site, templates, addresses)
    }

    fn with_addresses(
        site: Arc<Site>,
        templates: Arc<Templates>,
        addresses: Arc<context::Addresses>,
    ) -> Self {
        let is_medical = gives_health_information(&site);
        let entries = context::Entries::new(&site);
        let engines = (0..site.languages.len())
            .map(|n| {
                let mut engine = templates::engine(&templates, &site, n);
                let globals = engine.global_context();
                globals.insert_value(
                    "site",
                    context::site_value(&site, n, &addresses, &entries, is_medical),
                );
                globals.insert_value("data", context::data_value(&site, n));
                engine
            })
            .collect();
        let blank_pages = (0..site.languages.len())
            .map(|n| page::blank(&site, n))
            .collect();
        Self {
            inline: guide::Inline::new(&site),
            search: OnceLock::new(),
            running: running::Running::default(),
            entries,
            blank_pages,
            site,
            engines,
            templates,
            addresses,
            is_medical,
        }
    }

    /// For a site that has other texts of the same shape: its pages' addresses are
    /// the same.
    pub(crate) fn with_texts(&self, site: Arc<Site>) -> Self {
        Self::with_addresses(
            site,
            Arc::clone(&self.templates),
            Arc::clone(&self.addresses),
        )
    }

    /// The site that is rendered.
    #[must_use]
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// What others show of a page.
    fn entry(&self, id: PageId) -> Value {
        self.entries.entry(&self.site, &self.addresses, id)
    }

    /// What others show of each of many pages.
    fn list(&self, ids: impl IntoIterator<Item = PageId>) -> Value {
        self.entries.list(&self.site, &self.addresses, ids)
    }

    /// Makes one output.
    ///
    /// # Errors
    /// When a template fails, or an asset cannot be read.
    pub fn render(&self, output: &Output) -> Result<Cow<'_, [u8]>, Diagnostic> {
        let made = |text: String| Ok(Cow::Owned(text.into_bytes()));
        match output {
            Output::Page(id) => self.page(*id).map(Cow::Owned),
            Output::Topics(language) => self.topics(*language).map(Cow::Owned),
            Output::Topic(language, topic) => self.topic(*language, *topic).map(Cow::Owned),
            Output::NotFound(language) => self.not_found(*language).map(Cow::Owned),
            Output::WholeGuide(language) => self.whole_guide(*language).map(Cow::Owned),
            Output::Epub(language) => self.epub(*language).map(Cow::Owned),
            Output::Alias(id) => self.alias(*id).map(Cow::Owned),
            Output::Feed(language) => self.feed(*language).and_then(made),
            Output::Sitemap => made(files::sitemap(&self.site)),
            Output::Robots => made(files::robots(&self.site)),
            Output::Headers => made(self.headers()),
            Output::Redirects => made(files::redirects(&self.site)),
            Output::ServiceWorker => self.service_worker().and_then(made),
            Output::WebManifest(language) => made(self.web_manifest(*language)),
            Output::SearchIndex => self.search_file().and_then(made),
            Output::SecurityText => made(files::security_text(&self.site)),
            Output::NoJekyll => Ok(Cow::Borrowed(b"")),
            Output::Asset(id) => self.site.assets.get(*id).bytes(),
            Output::HashedAsset(id) => self.site.assets.get(*id).hashed_bytes(),
        }
    }

    /// Whether there are templates to render with. If there are none, the finding of the one that
    /// is broken says why, and that of a template that is rendered would be a false one.
    #[must_use]
    pub fn has_templates(&self) -> bool {
        self.templates.is_whole()
    }

    /// The editors' report: `data` in the template `report.html`.
    ///
    /// # Errors
    /// When the template cannot be rendered.
    pub fn report(&self, data: &impl serde::Serialize) -> Result<Vec<u8>, Diagnostic> {
        let mut context = Context::new();
        context.insert_value("report", Value::from_serializable(data));
        self.template(0, "report.html", &context, "the report")
    }

    /// Renders a template of a language.
    fn template(
        &self,
        language: usize,
        name: &str,
        context: &Context,
        page: &str,
    ) -> Result<Vec<u8>, Diagnostic> {
        let _at_work = self.running.begin(name, Some(page));
        let mut bytes = Vec::with_capacity(16 * 1024);
        let out = templates::Bounded::new(&mut bytes);
        self.engines[language]
            .render_to(name, context, out)
            .map_err(|e| self.templates.diagnose(&e, name, Some(page)))?;
        Ok(bytes)
    }

    /// A component's output.
    fn component(
        &self,
        language: usize,
        name: &str,
        args: &Context,
        implicits: &Context,
    ) -> tera::TeraResult<String> {
        let file = format!("components/{name}.html");
        let _at_work = self.running.begin(&file, None);
        let mut bytes = Vec::new();
        self.engines[language].render_component_with_implicits_to(
            name,
            args,
            implicits,
            None,
            true,
            templates::Bounded::new(&mut bytes),
        )?;
        String::from_utf8(bytes).map_err(tera::Error::from)
    }
}

/// A site may say that it is not about health, such as the manual of this program; a
/// graded claim, in a page or a notice, or a calculator says that it is.
fn gives_health_information(site: &Site) -> bool {
    let says_so = |document: &Document| {
        document.body.claims().all() > 0 || json_ld::has_calculator(&document.body)
    };
    let notices = || site.languages.iter().flat_map(|l| l.notices.values());
    let has_claims = |linked: &LinkedFragment| linked.fragment.claims().all() > 0;
    site.config.health
        || site.pages.iter().any(|page| says_so(&page.document))
        || notices().any(|notice| has_claims(&notice.text) || has_claims(&notice.short))
}

/// A map value from pairs.
fn map<const N: usize>(pairs: [(&'static str, Value); N]) -> Value {
    // Tera copies whatever it is given into a map of its own; this one is the least work.
    Value::from(BTreeMap::from(pairs))
}
