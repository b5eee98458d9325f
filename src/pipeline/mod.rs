//! The phases in their order: load, parse, resolve, check, and a [`Renderer`]
//! at the end. `build`, `check` and `serve` all begin here.
//!
//! In: a [`Request`]. Out: an [`Outcome`]. What one build can leave for the next
//! is in [`Kept`]; a single build begins with an empty one, so that both take
//! the same way.

mod glossaries;
mod kept;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;

pub use kept::Kept;

use crate::check;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::Sources;
use crate::render::Renderer;

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

/// What a run gives: a renderer unless the site cannot be put together.
pub struct Outcome {
    /// Ready to render when `diagnostics` has no error.
    pub renderer: Option<Arc<Renderer>>,
    /// The configuration, when it could be read.
    pub config: Option<Config>,
    /// What was read, when the configuration could be.
    pub sources: Option<Arc<Sources>>,
    /// Every finding.
    pub diagnostics: Diagnostics,
}

/// Runs all phases up to the renderer, rules included.
#[must_use]
pub fn run(request: &Request) -> Outcome {
    let mut outcome = Kept::for_one_build(&request.root).assemble(request);
    if let (Some(renderer), Some(sources)) = (&outcome.renderer, &outcome.sources) {
        let never = AtomicBool::new(false);
        let (site, found) = (renderer.site(), &mut outcome.diagnostics);
        check::check(site, sources, request.today, &never, found);
    }
    outcome.settle();
    outcome
}

impl Outcome {
    /// Gives every finding the level that the configuration says, and sorts them.
    pub fn settle(&mut self) {
        if let Some(config) = &self.config {
            self.diagnostics.apply_levels(|code| config.level(code));
        }
        self.diagnostics.sort();
    }
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
