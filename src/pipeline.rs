//! The phases in their order: load, parse, resolve, check, and a [`Renderer`]
//! at the end. `build`, `check` and `serve` all begin here.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::check;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load::{SourceFile, Sources, load};
use crate::parse::{
    Document, Glossary, GlossaryTerm, MarkdownOptions, Parsed, parse, parse_fragment, slugify,
};
use crate::render::{Renderer, compile};
use crate::resolve::{Absence, Basis, ParsedFile, read_bibliography, read_strings, resolve};

/// What a run was asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The site's folder.
    pub root: PathBuf,
    /// In place of the configuration's `base_url`.
    pub base_url: Option<String>,
    /// Build drafts too.
    pub drafts: bool,
    /// The date that rules compare with.
    pub today: Date,
    /// Collect the words of the documents, whatever the rules need.
    pub words: bool,
}

/// Parsed documents by file, kept between builds.
#[derive(Debug, Default)]
pub struct ParseCache {
    options: Hash,
    files: HashMap<String, Cached>,
}

/// A content hash.
type Hash = [u8; 32];

#[derive(Clone, Debug)]
struct Cached {
    hash: Hash,
    document: Option<Arc<Document>>,
    diagnostics: Vec<Diagnostic>,
}

/// What a run gives: a renderer unless the site cannot be put together.
pub struct Outcome {
    /// Ready to render when `diagnostics` has no error.
    pub renderer: Option<Renderer>,
    /// The configuration, when it could be read.
    pub config: Option<Config>,
    /// What was read, when the configuration could be.
    pub sources: Option<Sources>,
    /// Every finding, levels applied, sorted.
    pub diagnostics: Diagnostics,
}

/// Runs all phases up to the renderer.
#[must_use]
pub fn run(request: &Request, cache: Option<&mut ParseCache>) -> Outcome {
    let mut found = Diagnostics::new();
    let mut config = match Config::read(&request.root) {
        Ok(config) => config,
        Err(mut diagnostics) => {
            diagnostics.sort();
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
    let (renderer, sources) = assemble(request, &config, cache, &mut found);
    found.apply_levels(|code| config.level(code));
    found.sort();
    Outcome {
        renderer: Some(renderer),
        config: Some(config),
        sources: Some(sources),
        diagnostics: found,
    }
}

fn assemble(
    request: &Request,
    config: &Config,
    cache: Option<&mut ParseCache>,
    found: &mut Diagnostics,
) -> (Renderer, Sources) {
    let sources = load(&request.root, config, found);
    let errors = found.errors();
    let (templates, components) = compile(&sources.theme, found);
    let templates_fail = found.errors() > errors;
    let bibliography = Arc::new(read_bibliography(
        sources.bibliography.as_deref(),
        &config.language,
        found,
    ));
    let basis = Basis {
        strings: read_strings(config, &sources.theme, found),
        bibliography,
    };
    let glossaries = Arc::new(glossaries(config, &sources, found));
    let options = MarkdownOptions {
        smart_punctuation: config.markdown.smart_punctuation,
        raw_html: config.markdown.raw_html,
        evidence: sources.bibliography.is_some(),
        prose: request.words || config.reads_words(&sources),
        components,
        glossaries: Arc::clone(&glossaries),
    };
    let codes: Vec<&str> = std::iter::once(config.language.as_str())
        .chain(config.languages.keys().map(String::as_str))
        .collect();
    let parsed = match cache {
        None => sources
            .articles
            .par_iter()
            .map(|source| parse_file(source, codes[source.language], &options))
            .collect(),
        Some(cache) => cache.parse(&sources, &codes, &options),
    };
    let mut absent = BTreeMap::new();
    let mut files = Vec::with_capacity(parsed.len());
    for (source, cached) in sources.articles.iter().zip(parsed) {
        found.extend(cached.diagnostics.into_iter().filter(|d| {
            // What components there are is known only when the templates are.
            let about_components =
                matches!(d.code, Code::UnknownComponent | Code::ComponentArgument);
            !(templates_fail && about_components)
        }));
        match cached.document {
            None => {
                absent.insert(source.path.clone(), Absence::Unreadable);
            }
            Some(document) if document.front.draft && !request.drafts => {
                absent.insert(source.path.clone(), Absence::Draft);
            }
            Some(document) => files.push(ParsedFile {
                source: source.clone(),
                document,
            }),
        }
    }
    let site = resolve(config, &sources, &basis, &glossaries, files, absent, found);
    check::check(&site, &sources, request.today, found);
    (Renderer::new(Arc::new(site), templates), sources)
}

fn parse_file(source: &SourceFile, language: &str, options: &MarkdownOptions) -> Cached {
    match source.read() {
        Ok(text) => parse_text(&text, source, language, options),
        Err(diagnostic) => Cached {
            hash: [0; 32],
            document: None,
            diagnostics: vec![diagnostic],
        },
    }
}

fn parse_text(
    text: &str,
    source: &SourceFile,
    language: &str,
    options: &MarkdownOptions,
) -> Cached {
    let Parsed {
        document,
        diagnostics,
    } = parse(text, &source.display(), language, options);
    Cached {
        hash: [0; 32],
        document: document.map(Arc::new),
        diagnostics,
    }
}

impl ParseCache {
    /// Parses what changed; everything else is taken from the cache.
    fn parse(
        &mut self,
        sources: &Sources,
        codes: &[&str],
        options: &MarkdownOptions,
    ) -> Vec<Cached> {
        let fingerprint = *blake3::hash(format!("{options:?}").as_bytes()).as_bytes();
        if fingerprint != self.options {
            self.files.clear();
            self.options = fingerprint;
        }
        let parsed: Vec<Cached> = sources
            .articles
            .par_iter()
            .map(|source| match source.read() {
                Err(diagnostic) => Cached {
                    hash: [0; 32],
                    document: None,
                    diagnostics: vec![diagnostic],
                },
                Ok(text) => {
                    let hash = *blake3::hash(text.as_bytes()).as_bytes();
                    match self.files.get(&source.path) {
                        Some(cached) if cached.hash == hash => cached.clone(),
                        _ => Cached {
                            hash,
                            ..parse_text(&text, source, codes[source.language], options)
                        },
                    }
                }
            })
            .collect();
        self.files = sources
            .articles
            .iter()
            .zip(&parsed)
            .map(|(source, cached)| (source.path.clone(), cached.clone()))
            .collect();
        parsed
    }
}

/// Reads the glossaries; a language without one has none.
fn glossaries(
    config: &Config,
    sources: &Sources,
    found: &mut Diagnostics,
) -> BTreeMap<String, Glossary> {
    let plain = MarkdownOptions {
        smart_punctuation: config.markdown.smart_punctuation,
        raw_html: crate::config::RawHtml::Refuse,
        ..MarkdownOptions::default()
    };
    let codes = std::iter::once(&config.language).chain(config.languages.keys());
    let mut glossaries = BTreeMap::new();
    for (code, data) in codes.zip(&sources.data) {
        let Some(file) = &data.glossary else { continue };
        let mut terms: Vec<GlossaryTerm> = Vec::new();
        for entry in &file.value.term {
            let id = entry.id.get_ref();
            let mut wrong = |message: String, help: &str, span: std::ops::Range<usize>| {
                found.push(
                    Diagnostic::new(Code::InvalidValue, message)
                        .in_file(&file.file)
                        .at(span)
                        .help(help),
                );
            };
            if slugify(id) != *id || id.is_empty() {
                wrong(
                    format!("`{id}` cannot be part of an address"),
                    "use lower-case letters, digits and hyphens",
                    entry.id.span(),
                );
            }
            if terms.iter().any(|t| t.id == *id) {
                wrong(
                    format!("the id `{id}` is used twice"),
                    "give one of the terms another id",
                    entry.id.span(),
                );
                continue;
            }
            let span = Span::from(entry.definition.span());
            let (definition, errors) =
                parse_fragment(entry.definition.get_ref(), true, &file.file, span, &plain);
            if !definition.slots.is_empty() {
                wrong(
                    format!(
                        "the definition of `{}` holds a link or a citation",
                        entry.term
                    ),
                    "a definition is shown on many pages: keep it to plain words",
                    entry.definition.span(),
                );
            }
            found.extend(errors);
            terms.push(GlossaryTerm {
                id: id.clone(),
                term: entry.term.clone(),
                also: entry.also.clone(),
                definition: definition.html.trim().to_owned(),
            });
        }
        match Glossary::new(terms) {
            Ok(glossary) => {
                glossaries.insert(code.clone(), glossary);
            }
            Err(error) => found.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("the glossary cannot be used: {error}"),
                )
                .in_file(&file.file),
            ),
        }
    }
    glossaries
}

/// Today: the argument, else `SOURCE_DATE_EPOCH`, else the machine's date.
///
/// # Errors
/// When one of the first two is no date.
pub fn today(argument: Option<&str>) -> Result<Date, Diagnostic> {
    let wrong = |what: &str, text: &str, help: &str| {
        Diagnostic::new(Code::Usage, format!("{what} is no date: `{text}`")).help(help)
    };
    if let Some(text) = argument {
        return text
            .parse()
            .map_err(|_| wrong("`--today`", text, "write it as 2026-11-24"));
    }
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text
            .trim()
            .parse::<i64>()
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .map(|stamp| stamp.to_zoned_datetime(jiff::tz::TimeZone::UTC).date())
            .ok_or_else(|| {
                wrong(
                    "`SOURCE_DATE_EPOCH`",
                    &text,
                    "it is a number of seconds since 1970",
                )
            }),
        Err(_) => Ok(jiff::ZonedDateTime::now().date()),
    }
}
