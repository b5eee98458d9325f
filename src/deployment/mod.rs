//! A site as a host serves it, held against the site as it is built.
//!
//! In: a site that can be rendered, and the address where it should be served. Out: a
//! finding for each thing that is not as it should be. Nothing is changed anywhere.
//!
//! `expected` is the list of files with what a host should say of each; `fetch` asks
//! for them; `file` judges one answer, `header` its header fields; `whole` asks what no
//! file can answer: absent addresses, slashes at the end, plain HTTP. `finding` joins what is
//! the same at many addresses to one line.
//!
//! Incremental: nothing is kept.

mod expected;
mod fetch;
mod file;
mod finding;
mod header;
mod whole;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use url::Url;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::render::Renderer;
use crate::resolve::{address_of, encode};
use expected::{Expectations, Expected};
use fetch::Fetcher;
use finding::Findings;

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the site is served.
    pub url: Url,
    /// How many pages, and how many other files; all of them unless it is given.
    pub sample: Option<usize>,
    /// The longest wait for one answer.
    pub timeout: Duration,
    /// The most requests at once.
    pub jobs: usize,
}

/// What holding a deployment against the site gave.
#[derive(Debug)]
pub struct Outcome {
    /// What is not as it should be.
    pub found: Diagnostics,
    /// Lines for people: what was looked at, and what could not be.
    pub summary: Vec<String>,
}

/// What all judgements share.
struct Scope<'s> {
    /// Where the site is served; ends in a slash.
    url: &'s Url,
    expectations: &'s Expectations,
    /// Whether the host says anything that `_headers` asks for.
    sets_headers: bool,
    /// Whether the same bytes can be expected.
    compares: bool,
}

impl Scope<'_> {
    /// The address of a file of the output folder.
    fn address(&self, path: &str) -> String {
        format!("{}{}", self.url, encode(address_of(path)))
    }
}

/// Fetches the deployment and judges it.
///
/// `progress` is told how many of how many files were asked for.
///
/// # Errors
/// When a page cannot be rendered, or the deployment cannot be reached at all.
pub fn check(
    renderer: &Renderer,
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Outcome, Diagnostics> {
    let expectations = Expectations::of(renderer)?;
    let fetcher = Fetcher::new(options.timeout, options.jobs);
    let home = fetcher
        .fetch(options.url.as_str())
        .map_err(|failure| unreachable(&options.url, &failure.words))?;
    let base_url = &renderer.site().config.base_url;
    let scope = Scope {
        url: &options.url,
        sets_headers: header::sets_any(&home, &expectations),
        compares: base_url == options.url.as_str(),
        expectations: &expectations,
    };
    let mut findings = Findings::default();
    // Every page would be sent on in the same way.
    if home.answer.is_redirect() {
        file::sent_on(&fetcher, home, options.url.as_str(), &mut findings);
        return Ok(Outcome {
            found: findings.into_diagnostics(),
            summary: vec![format!(
                "{}: no file looked at, since the first page is not there",
                options.url
            )],
        });
    }
    if !scope.sets_headers {
        header::none_at_all(&scope, &fetcher, &home, &mut findings);
    }
    whole::judge(&scope, &fetcher, &mut findings);
    let wanted = expectations.sample(options.sample);
    findings.merge(judge_files(&scope, &fetcher, options, &wanted, progress));
    let mut summary = Vec::new();
    if !scope.compares {
        summary.push(format!(
            "bytes were not compared: the site is built for `{base_url}`, not for `{}` (give that as `--base-url` to compare)",
            options.url
        ));
    }
    summary.push(format!(
        "{}: {} of {} files looked at",
        options.url,
        wanted.len(),
        expectations.files().len()
    ));
    Ok(Outcome {
        found: findings.into_diagnostics(),
        summary,
    })
}

/// Asks for the files, several at once, and judges each answer.
fn judge_files(
    scope: &Scope<'_>,
    fetcher: &Fetcher,
    options: &Options,
    wanted: &[&Expected],
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Findings {
    let next = AtomicUsize::new(0);
    let all = Mutex::new(Findings::default());
    std::thread::scope(|threads| {
        for _ in 0..options.jobs.clamp(1, wanted.len().max(1)) {
            threads.spawn(|| {
                while let Some(expected) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut findings = Findings::default();
                    file::judge(scope, fetcher, expected, &mut findings);
                    if let Ok(mut all) = all.lock() {
                        all.merge(findings);
                    }
                    progress(next.load(Ordering::Relaxed).min(wanted.len()), wanted.len());
                }
            });
        }
    });
    // The scope would have panicked with any thread that did.
    all.into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn unreachable(url: &Url, words: &str) -> Diagnostic {
    Diagnostic::new(
        Code::DeployUnreachable,
        format!("`{url}` cannot be reached: {words}"),
    )
    .help("check the address, that the host is set up, and that this machine is online")
}
