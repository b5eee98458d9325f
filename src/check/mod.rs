//! Rules over the whole [`Site`].
//!
//! In: the site, its data files and today's date. Out: findings, each with its
//! place. A rule reads parsed documents ([`crate::parse::Prose`] where it reads
//! sentences), never raw Markdown. Its level is the site's choice; see
//! [`crate::diagnostic::Code`] for the list, and `docs/content/reference/rules/` for a page on
//! each, which `stepdown explain` prints.
//!
//! What a file that cannot be read says is not known. A rule that would find something missing
//! stays silent where it may stand there: who believed it would write it a second time.
//!
//! `structure` reads headings, links and tables; `evidence` markers and
//! references; `notices` the safety notices; `language` words, sentences and
//! numbers; `review` dates; `coverage` what must be said. `allow` takes away
//! what an article's front matter says is right as it is.
//!
//! Incremental: done anew for each build, a page at a time, in parallel.

mod allow;
mod coverage;
mod evidence;
mod language;
mod notices;
mod review;
mod structure;

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::civil::Date;
use rayon::prelude::*;

pub(crate) use allow::apply_exceptions;
pub(crate) use evidence::cited_by_helplines;
pub use language::{Counts, Score, Syllables};
pub use review::{hash_of_parameters, is_past, parameters_hash, text_hash};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level};
use crate::load::Sources;
use crate::parse::{Block, Prose, within};
use crate::resolve::{Page, PageId, Site, holds};

/// What every rule sees.
pub(crate) struct Scope<'s> {
    pub site: &'s Site,
    pub sources: &'s Sources,
    /// It may change findings, never output.
    pub today: Date,
    /// Nobody waits for the findings any more.
    pub stop: &'s AtomicBool,
    /// Whether all links of all pages could be read.
    pub knows_all_links: bool,
}

impl Scope<'_> {
    /// Whether a rule is switched on.
    fn is_on(&self, code: Code) -> bool {
        self.site.config.level(code) != Level::Off
    }
}

/// One page for the rules that read its words.
struct Reading<'s> {
    scope: &'s Scope<'s>,
    page: &'s Page,
    prose: &'s Prose,
    /// All sentences, in reading order, once a rule has asked for them.
    sentences: OnceCell<Vec<Range<usize>>>,
}

impl<'s> Reading<'s> {
    fn new(scope: &'s Scope<'s>, page: &'s Page, prose: &'s Prose) -> Self {
        Self {
            scope,
            page,
            prose,
            sentences: OnceCell::new(),
        }
    }

    /// A block's sentences, as places in [`Prose::text`].
    fn sentences(&self, block: &Block) -> &[Range<usize>] {
        within(self.all_sentences(), block)
    }

    /// Whether code is read as text: where evidence is demanded, it must not be the way
    /// around it.
    fn reads_code(&self) -> bool {
        is_named(
            self.scope.site,
            self.page,
            &self.scope.site.config.evidence.demand,
        )
    }

    fn all_sentences(&self) -> &[Range<usize>] {
        self.sentences.get_or_init(|| self.prose.all_sentences())
    }
}

/// Runs every rule that is not off.
///
/// Once `stop` is set it comes to its end without looking at the remaining pages;
/// what it found by then is of no use.
pub fn check(
    site: &Site,
    sources: &Sources,
    today: Date,
    stop: &AtomicBool,
    found: &mut Diagnostics,
) {
    let scope = Scope {
        site,
        sources,
        today,
        stop,
        knows_all_links: site.knows_all_links(),
    };
    if let Some(security) = &site.config.security
        && scope.is_on(Code::SecurityExpired)
        && security.expires.0 < today
    {
        found.push(
            Diagnostic::new(
                Code::SecurityExpired,
                format!("`security.txt` held until {}", security.expires),
            )
            .in_file(crate::config::FILE)
            .help("check that its addresses still reach somebody, and set `security.expires` anew"),
        );
    }
    let words = language::word_lists(&scope, found);
    let watches = notices::watches(&scope, found);
    let of_pages: Vec<Vec<Diagnostic>> = (0..site.pages.len())
        .into_par_iter()
        // Few states, so that the words they remember serve many pages.
        .with_min_len(256)
        .map_init(Syllables::default, |syllables, id| {
            page(&scope, &words, watches.as_ref(), syllables, id)
        })
        .collect();
    found.extend(of_pages.into_iter().flatten());
    language::data_files(&scope, &words, found);
    evidence::references(&scope, found);
    notices::configuration(&scope, found);
    review::helplines(&scope, found);
    review::record(&scope, found);
    coverage::coverage(&scope, found);
    allow::apply(&scope, found);
}

fn page(
    scope: &Scope<'_>,
    words: &[Option<language::WordList<'_>>],
    watches: Option<&notices::Watches<'_>>,
    syllables: &mut Syllables,
    id: PageId,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if scope.stop.load(Ordering::Relaxed) {
        return found;
    }
    structure::page(scope, id, &mut found);
    evidence::markers(scope, id, &mut found);
    review::page(scope, id, &mut found);
    let page = &scope.site.pages[id];
    if let Some(prose) = &page.document.prose {
        let reading = Reading::new(scope, page, prose);
        structure::words(&reading, &mut found);
        evidence::blocks(&reading, &mut found);
        if let Some(watches) = watches {
            notices::page(&reading, watches, &mut found);
        }
        language::page(
            &reading,
            words[page.language].as_ref(),
            syllables,
            &mut found,
        );
    }
    found
}

/// Whether one of `paths` (folders or files below `content/`, `.` for all) names
/// the page, by its own path or by its original's.
fn is_named(site: &Site, page: &Page, paths: &[String]) -> bool {
    paths.iter().any(|named| {
        named.trim_end_matches('/') == "."
            || holds(named, &page.path)
            || holds(named, site.common_path(page))
    })
}
