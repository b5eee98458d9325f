//! What one build leaves for the next.
//!
//! Only what depends on single files is kept: which files there are, each
//! article's parsed document, each asset's hash and size, the compiled templates
//! and the formatted bibliography. Everything that crosses pages is put together
//! anew each time, so nothing of it can be out of date.

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
    Absence, Basis, Bibliography, Descriptions, ParsedFile, read_bibliography, read_strings,
    resolve,
};

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
    bibliography: Option<(Hash, Arc<Bibliography>, Vec<Diagnostic>)>,
}

/// Parsed documents of all articles, sorted by content path.
#[derive(Default)]
struct Documents {
    /// Of the options that they were parsed with.
    options: Hash,
    files: Vec<(Arc<str>, Cached)>,
}

struct Cached {
    hash: Hash,
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
            bibliography: None,
        }
    }

    /// Takes note of what may have changed; the next build looks at it.
    pub fn note(&mut self, changes: Changes) {
        self.pending.merge(changes);
    }

    /// Runs the phases but the rules. What cannot be read or does not fit together
    /// is in the findings, which are not settled yet: rules can take some away.
    pub fn assemble(&mut self, request: &Request) -> Outcome {
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
        let basis = Basis {
            strings: read_strings(&config, &sources.theme, &mut found),
            bibliography: self.bibliography(&config, &sources, &mut found),
        };
        let glossaries = Arc::new(glossaries::read(&config, &sources, &mut found));
        let options = MarkdownOptions {
            smart_punctuation: config.markdown.smart_punctuation,
            raw_html: config.markdown.raw_html,
            evidence: sources.bibliography.is_some(),
            prose: request.words || config.reads_words(&sources),
            components: compiled.components,
            glossaries: Arc::clone(&glossaries),
        };
        let codes: Vec<&str> = std::iter::once(config.language.as_str())
            .chain(config.languages.keys().map(String::as_str))
            .collect();
        self.documents.refresh(&sources, &codes, &options, &changes);
        let mut absent = BTreeMap::new();
        let mut files = Vec::with_capacity(sources.articles.len());
        for (source, (_, cached)) in sources.articles.iter().zip(&self.documents.files) {
            found.extend(cached.diagnostics.iter().cloned().filter(|d| {
                // What components there are is known only when the templates are.
                let about_components =
                    matches!(d.code, Code::UnknownComponent | Code::ComponentArgument);
                !(templates_fail && about_components)
            }));
            match &cached.document {
                None => {
                    absent.insert(source.path.to_string(), Absence::Unreadable);
                }
                Some(document) if document.front.draft && !request.drafts => {
                    absent.insert(source.path.to_string(), Absence::Draft);
                }
                Some(document) => files.push(ParsedFile {
                    source: source.clone(),
                    document: Arc::clone(document),
                }),
            }
        }
        let site = resolve(
            &config,
            &sources,
            &basis,
            &glossaries,
            files,
            absent,
            &mut self.descriptions,
            &mut found,
        );
        Outcome {
            renderer: Some(Renderer::new(Arc::new(site), compiled.templates)),
            config: Some(config),
            sources: Some(sources),
            diagnostics: found,
        }
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
        hasher.update(&[0, u8::from(text.is_some())]);
        hasher.update(text.unwrap_or_default().as_bytes());
        let hash = *hasher.finalize().as_bytes();
        if let Some((known, bibliography, diagnostics)) = &self.bibliography
            && *known == hash
        {
            found.extend(diagnostics.iter().cloned());
            return Arc::clone(bibliography);
        }
        let mut diagnostics = Diagnostics::new();
        let bibliography = Arc::new(read_bibliography(text, &config.language, &mut diagnostics));
        let diagnostics: Vec<Diagnostic> = diagnostics.into_iter().collect();
        found.extend(diagnostics.iter().cloned());
        self.bibliography = Some((hash, Arc::clone(&bibliography), diagnostics));
        bibliography
    }
}

impl Documents {
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
        let changed = changes.among(&sources.root.join("content"), paths);
        let stale: Vec<_> = files
            .iter_mut()
            .zip(changed)
            .filter(|((_, known), changed)| *changed || known.is_none())
            .map(|(file, _)| file)
            .collect();
        stale.into_par_iter().for_each(|(source, known)| {
            Cached::refresh(known, source, codes[source.language], options);
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
        known: &mut Option<Self>,
        source: &SourceFile,
        language: &str,
        options: &MarkdownOptions,
    ) {
        let text = match source.read() {
            Ok(text) => text,
            Err(diagnostic) => {
                *known = Some(Self {
                    hash: Hash::default(),
                    document: None,
                    diagnostics: vec![diagnostic],
                });
                return;
            }
        };
        let hash = *blake3::hash(text.as_bytes()).as_bytes();
        if known.as_ref().is_some_and(|known| known.hash == hash) {
            return;
        }
        let Parsed {
            document,
            diagnostics,
        } = parse(&text, &source.display(), language, options);
        *known = Some(Self {
            hash,
            document: document.map(Arc::new),
            diagnostics,
        });
    }
}
