//! What the rules cost, on the guide itself under its strictest rules: parsing its
//! pages plainly, parsing them with their words kept, and running every rule.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use divan::Bencher;
use stepdown::check;
use stepdown::diagnostic::Diagnostics;
use stepdown::parse::{MarkdownOptions, parse};
use stepdown::pipeline::{self, Request};
use stepdown::render::compile;

fn main() {
    divan::main();
}

fn request() -> Request {
    Request {
        root: Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf(),
        base_url: None,
        drafts: false,
        today: jiff::civil::date(2026, 11, 24),
        words: true,
    }
}

fn parse_all(bencher: Bencher<'_, '_>, prose: bool) {
    let outcome = pipeline::run(&request());
    let sources = outcome.sources.expect("the guide");
    let site = outcome.renderer.expect("the guide");
    let site = site.site();
    let (_, components) = compile(&sources.theme, &mut Diagnostics::new());
    let texts: Vec<String> = sources
        .articles
        .iter()
        .map(|article| article.read().expect("readable"))
        .collect();
    let options = MarkdownOptions {
        evidence: true,
        prose,
        components,
        glossaries: site.glossaries.clone(),
        ..MarkdownOptions::default()
    };
    bencher.bench_local(|| {
        for text in &texts {
            black_box(parse(text, "a.md", "en", &options));
        }
    });
}

#[divan::bench]
fn parse_plain(bencher: Bencher<'_, '_>) {
    parse_all(bencher, false);
}

#[divan::bench]
fn parse_with_words(bencher: Bencher<'_, '_>) {
    parse_all(bencher, true);
}

/// On one thread, as the two above.
#[divan::bench]
fn rules(bencher: Bencher<'_, '_>) {
    check_all(bencher, false);
}

/// What they cost once for a site, whatever the number of its pages: the automata
/// of the words to find, and the rules of data files.
#[divan::bench]
fn rules_without_pages(bencher: Bencher<'_, '_>) {
    check_all(bencher, true);
}

fn check_all(bencher: Bencher<'_, '_>, stop: bool) {
    let outcome = pipeline::run(&request());
    let sources = outcome.sources.expect("the guide");
    let renderer = outcome.renderer.expect("the guide");
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread");
    bencher.bench_local(|| {
        one.install(|| {
            let mut found = Diagnostics::new();
            check::check(
                renderer.site(),
                &sources,
                request().today,
                &AtomicBool::new(stop),
                &mut found,
            );
            black_box(found);
        });
    });
}
