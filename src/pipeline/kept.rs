//! What one build leaves for the next.
//!
//! Only what depends on single files is kept: which files there are, each
//! article's parsed document, each asset's hash and size, the compiled templates
//! and the formatted bibliography. What crosses pages is put together anew, unless
//! the list of files, the configuration and every document's shape are the same
//! (`Previous`), so nothing of it can be out of date.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Outcome, Request, glossaries};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::{Changes, Listings, SourceFile, Sources, Theme, load};
use crate::parse::{Document, MarkdownOptions, Parsed, Signature, parse};
use crate::render::{Renderer, Templates, compile};
use crate::resolve::{
    Absence, Articles, Basis, Bibliography, Descriptions, ParsedFile, Previous, read_bibliography,
    read_strings, resolve,
};

/// How many bytes of images and style sheets are kept.
const ROOM_FOR_FILES: usize = 32 * 1024 * 1024;

/// A content hash.
type Hash = [u8; 32];

/// What is kept between builds.
pub struct Kept {
    /// What may have changed since the last build that could read it.
    pending: Changes,
    listings: Listings,
    documents: Documents,
    descriptions: Descriptions,
    templates: Option<(Hash, Compiled)>,
    last: Option<Last>,
    bibliography: Option<(Hash, Arc<Bibliography>, Vec<Diagnostic>)>,
}

/// A site without a mistake outside its articles, and what it was made with.
struct Last {
    config: Config,
    sources: Arc<Sources>,
    /// Of the list of files.
    version: (u64, u64),
    previous: Previous,
    options: MarkdownOptions,
    renderer: Arc<Renderer>,
}

/// Parsed documents of all articles, sorted by content path.
struct Documents {
    /// Of the options that they were parsed with.
    options: Hash,
    /// Whether later texts will be compared with these.
    are_compared: bool,
    files: Vec<(Arc<str>, Cached)>,
}

impl Default for Documents {
    fn default() -> Self {
        Self {
            options: Hash::default(),
            are_compared: true,
            files: Vec::new(),
        }
    }
}

#[derive(Default)]
struct Cached {
    /// Nothing when it could not be read, or will never be compared.
    hash: Option<Hash>,
    document: Option<Arc<Document>>,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Clone)]
struct Compiled {
    templates: Arc<Templates>,
    components: BTreeMap<String, Signature>,
    diagnostics: Diagnostics,
}

impl Kept {
    /// Nothing yet.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            pending: Changes::everything(),
            listings: Listings::new(root),
            documents: Documents::default(),
            descriptions: Descriptions::default(),
            templates: None,
            last: None,
            bibliography: None,
        }
    }

    /// For one build alone: what a later one would be compared with is not worked out.
    #[must_use]
    pub(super) fn for_one_build(root: &Path) -> Self {
        Self {
            documents: Documents {
                are_compared: false,
                ..Documents::default()
            },
            ..Self::new(root)
        }
    }

    /// Keeps small files too, so that a site can be served on while the files on the
    /// disk are already others.
    #[must_use]
    pub fn with_files(root: &Path) -> Self {
        Self {
            descriptions: Descriptions::with_room(ROOM_FOR_FILES),
            ..Self::new(root)
        }
    }

    /// Forgets all but what is found by the hash of its whole source: the compiled
    /// templates and the bibliography. The next build is a clean one.
    pub fn forget_files(&mut self, root: &Path) {
        let Self {
            templates,
            bibliography,
            ..
        } = std::mem::replace(self, Self::new(root));
        self.templates = templates;
        self.bibliography = bibliography;
    }

    /// Takes note of what may have changed; the next build looks at it.
    pub fn note(&mut self, changes: Changes) {
        self.pending.merge(changes);
    }

    /// Runs the phases but the rules. What cannot be read or does not fit together
    /// is in the findings, which are not settled yet: rules can take some away.
    pub fn assemble(&mut self, request: &Request) -> Outcome {
        if let Some(outcome) = self.edit_words(request) {
            return outcome;
        }
        let mut last = self.last.take();
        let mut found = Diagnostics::new();
        let mut config = match Config::read(&request.root) {
            Ok(config) => config,
            Err(diagnostics) => {
                return Outcome {
                    renderer: None,
                    config: None,
                    sources: None,
                    diagnostics,
                };
            }
        };
        if let Some(url) = &request.base_url
            && let Err(diagnostic) = config.override_base_url(url)
        {
            found.push(diagnostic);
        }
        let changes = std::mem::take(&mut self.pending);
        self.listings.refresh(&changes);
        self.descriptions.forget(&changes);
        let sources = load(&request.root, &config, &self.listings, &mut found);
        let compiled = self.templates(&sources.theme);
        let templates_fail = compiled.diagnostics.errors() > 0;
        found.extend(compiled.diagnostics.iter().cloned());
        let glossaries = Arc::new(glossaries::read(&config, &sources, &mut found));
        let basis = Basis {
            glossaries: Arc::clone(&glossaries),
            strings: read_strings(&config, &sources.theme, &mut found),
            bibliography: self.bibliography(&config, &sources, &mut found),
        };
        let options = MarkdownOptions {
            smart_punctuation: config.markdown.smart_punctuation,
            raw_html: config.markdown.raw_html,
            // Some grades stand without a reference, and so without a bibliography.
            evidence: sources.bibliography.is_some()
                || !config.evidence.demand.is_empty()
                || !config.evidence.graded.is_empty(),
            prose: request.words || config.reads_words(&sources),
            components: compiled.components,
            glossaries: Arc::clone(&glossaries),
        };
        self.documents.refresh(
            &sources,
            &Vec::from_iter(config.codes()),
            &options,
            &changes,
        );
        let mut articles = Articles::default();
        articles.files.reserve(sources.articles.len());
        for (source, (_, cached)) in sources.articles.iter().zip(&self.documents.files) {
            match &cached.document {
                None => {
                    articles
                        .absent
                        .insert(source.path.to_string(), Absence::Unreadable);
                }
                Some(document) if document.front.draft && !request.drafts => {
                    articles
                        .absent
                        .insert(source.path.to_string(), Absence::Draft);
                }
                Some(document) => articles.files.push(ParsedFile {
                    source: source.clone(),
                    document: Arc::clone(document),
                }),
            }
        }
        let version = self.listings.version();
        last = last.filter(|last| last.version == version && last.config.is_same(&config));
        let (site, previous) = resolve(
            &config,
            &sources,
            &basis,
            articles,
            last.as_ref().map(|last| &last.previous),
            &mut self.descriptions,
            &mut found,
        );
        let is_clean = found.is_empty();
        self.documents.report(templates_fail, &mut found);
        let renderer = Arc::new(Renderer::new(
            site,
            compiled.templates,
            last.as_ref().map(|last| &*last.renderer),
        ));
        let sources = Arc::new(sources);
        if is_clean {
            self.last = Some(Last {
                config: config.clone(),
                sources: Arc::clone(&sources),
                version,
                previous,
                options,
                renderer: Arc::clone(&renderer),
            });
        }
        Outcome {
            renderer: Some(renderer),
            config: Some(config),
            sources: Some(sources),
            diagnostics: found,
        }
    }

    /// Where only the words of articles have changed since the last build, and that
    /// had no mistake outside of articles: the same site with the new texts.
    fn edit_words(&mut self, request: &Request) -> Option<Outcome> {
        let last = self.last.as_ref()?;
        let paths = self.listings.edited_articles(&self.pending)?;
        let site = last.renderer.site();
        let codes = Vec::from_iter(last.config.codes());
        let mut texts = Vec::with_capacity(paths.len());
        for path in &paths {
            let articles = &last.sources.articles;
            let n = articles.binary_search_by(|a| (*a.path).cmp(path)).ok()?;
            let (known, cached) = self.documents.files.get_mut(n)?;
            debug_assert_eq!(**known, **path);
            // Whatever comes of it, this file is read; a way back starts from here.
            let language = codes[articles[n].language];
            let are_compared = self.documents.are_compared;
            cached.refresh(&articles[n], language, &last.options, are_compared);
            let document = cached.document.as_ref()?;
            let is_absent = document.front.draft && !request.drafts;
            let id = site.page_at(path).filter(|_| !is_absent)?;
            if document.shape() != site.pages[id].document.shape() {
                return None;
            }
            texts.push((id, Arc::clone(document)));
        }
        let site = Arc::new(site.with_texts(texts));
        let renderer = Arc::new(last.renderer.with_texts(site));
        self.pending = Changes::default();
        let mut diagnostics = Diagnostics::new();
        self.documents.report(false, &mut diagnostics);
        let outcome = Outcome {
            renderer: Some(Arc::clone(&renderer)),
            config: Some(last.config.clone()),
            sources: Some(Arc::clone(&last.sources)),
            diagnostics,
        };
        let last = self.last.as_mut()?;
        last.previous.update(Arc::clone(renderer.site()));
        last.renderer = renderer;
        Some(outcome)
    }

    fn templates(&mut self, theme: &Theme) -> Compiled {
        let mut hasher = blake3::Hasher::new();
        for (name, template) in &theme.templates {
            for part in [name, template.text.as_ref()] {
                hasher.update(&part.len().to_le_bytes());
                hasher.update(part.as_bytes());
            }
            hasher.update(&[u8::from(template.file.is_some())]);
        }
        let hash = *hasher.finalize().as_bytes();
        match &self.templates {
            Some((known, compiled)) if *known == hash => compiled.clone(),
            _ => {
                let mut diagnostics = Diagnostics::new();
                let (templates, components) = compile(theme, &mut diagnostics);
                let compiled = Compiled {
                    templates,
                    components,
                    diagnostics,
                };
                self.templates = Some((hash, compiled.clone()));
                compiled
            }
        }
    }

    fn bibliography(
        &mut self,
        config: &Config,
        sources: &Sources,
        found: &mut Diagnostics,
    ) -> Arc<Bibliography> {
        let text = sources.bibliography.as_deref();
        let mut hasher = blake3::Hasher::new();
        hasher.update(config.language.as_bytes());
        let is_unread = sources.is_bibliography_unread;
        hasher.update(&[0, u8::from(text.is_some()), u8::from(is_unread)]);
        hasher.update(text.unwrap_or_default().as_bytes());
        let hash = *hasher.finalize().as_bytes();
        if let Some((known, bibliography, diagnostics)) = &self.bibliography
            && *known == hash
        {
            found.extend(diagnostics.iter().cloned());
            return Arc::clone(bibliography);
        }
        let mut diagnostics = Diagnostics::new();
        let bibliography = Arc::new(match is_unread {
            true => Bibliography::unread(),
            false => read_bibliography(text, &config.language, &mut diagnostics),
        });
        let diagnostics: Vec<Diagnostic> = diagnostics.into_iter().collect();
        found.extend(diagnostics.iter().cloned());
        self.bibliography = Some((hash, Arc::clone(&bibliography), diagnostics));
        bibliography
    }
}

impl Documents {
    /// What is wrong with single articles.
    fn report(&self, templates_fail: bool, found: &mut Diagnostics) {
        for (_, cached) in &self.files {
            let meant = |d: &&Diagnostic| {
                // What components there are is known only when the templates are.
                let about_components =
                    matches!(d.code, Code::UnknownComponent | Code::ComponentArgument);
                !(templates_fail && about_components)
            };
            found.extend(cached.diagnostics.iter().filter(meant).cloned());
        }
    }

    /// Parses what is new or has changed, and forgets what is gone.
    fn refresh(
        &mut self,
        sources: &Sources,
        codes: &[&str],
        options: &MarkdownOptions,
        changes: &Changes,
    ) {
        // A file's language comes from its path and these codes.
        let fingerprint = *blake3::hash(format!("{codes:?} {options:?}").as_bytes()).as_bytes();
        if fingerprint != self.options {
            self.files.clear();
            self.options = fingerprint;
        }
        // Both lists are sorted by path.
        let mut old = std::mem::take(&mut self.files).into_iter().peekable();
        let known = sources.articles.iter().map(|source| {
            while old.next_if(|(path, _)| *path < source.path).is_some() {}
            old.next_if(|(path, _)| *path == source.path)
                .map(|(_, cached)| cached)
        });
        let mut files: Vec<(&SourceFile, Option<Cached>)> =
            sources.articles.iter().zip(known).collect();
        let paths = sources.articles.iter().map(|source| &*source.path);
        let changed = changes.among(&sources.root.join("content"), &paths);
        let stale: Vec<_> = files
            .iter_mut()
            .zip(changed)
            .filter(|((_, known), changed)| *changed || known.is_none())
            .map(|(file, _)| file)
            .collect();
        let are_compared = self.are_compared;
        stale.into_par_iter().for_each(|(source, known)| {
            known.get_or_insert_with(Cached::default).refresh(
                source,
                codes[source.language],
                options,
                are_compared,
            );
        });
        self.files = files
            .into_iter()
            .filter_map(|(source, cached)| Some((Arc::clone(&source.path), cached?)))
            .collect();
    }
}

impl Cached {
    /// Reads a file, and parses it unless its text is the known one.
    fn refresh(
        &mut self,
        source: &SourceFile,
        language: &str,
        options: &MarkdownOptions,
        is_compared: bool,
    ) {
        let text = match source.read() {
            Ok(text) => text,
            Err(diagnostic) => {
                *self = Self {
                    diagnostics: vec![diagnostic],
                    ..Self::default()
                };
                return;
            }
        };
        let hash = is_compared.then(|| *blake3::hash(text.as_bytes()).as_bytes());
        if is_compared && self.hash == hash {
            return;
        }
        let Parsed {
            document,
            diagnostics,
        } = parse(&text, &source.display(), language, options);
        *self = Self {
            hash,
            document: document.map(Arc::new),
            diagnostics,
        };
    }
}
