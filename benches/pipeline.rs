//! What each phase costs for the guide itself: `cargo bench --bench pipeline`.
//! `benches/rules.rs` has parsing and the rules, `taper/benches` the engine.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use divan::Bencher;
use stepdown::config::Method;
use stepdown::pipeline::{Kept, Request};
use stepdown::publish::{Target, publish};
use stepdown::render::Renderer;

fn main() {
    divan::main();
}

fn request() -> Request {
    Request {
        root: Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf(),
        base_url: None,
        drafts: false,
        today: jiff::civil::date(2026, 11, 24),
        words: false,
    }
}

fn renderer() -> Arc<Renderer> {
    let request = request();
    let outcome = Kept::new(&request.root).assemble(&request);
    outcome.renderer.expect("the guide")
}

/// Load, parse and resolve, from files that the system has in memory.
#[divan::bench]
fn first_assembly(bencher: Bencher<'_, '_>) {
    let request = request();
    bencher.bench_local(|| black_box(Kept::new(&request.root).assemble(&request)));
}

/// The same for a server, which has parsed every article before: reading what changed,
/// and resolving.
#[divan::bench]
fn next_assembly(bencher: Bencher<'_, '_>) {
    let request = request();
    let mut kept = Kept::new(&request.root);
    kept.assemble(&request);
    bencher.bench_local(|| black_box(kept.assemble(&request)));
}

/// Every page, feed, list and asset, on one thread.
#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    let renderer = renderer();
    bencher.bench_local(|| {
        for output in renderer.site().outputs.values() {
            black_box(renderer.render(output).expect("rendered"));
        }
    });
}

#[divan::bench]
fn publish_into_a_new_folder(bencher: Bencher<'_, '_>) {
    let renderer = renderer();
    bencher
        .with_inputs(|| tempfile::tempdir().expect("a folder"))
        .bench_local_values(|folder| {
            put(&renderer, &folder.path().join("site"));
            folder
        });
}

#[divan::bench]
fn publish_what_is_there_already(bencher: Bencher<'_, '_>) {
    let renderer = renderer();
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("site");
    put(&renderer, &site);
    bencher.bench_local(|| put(&renderer, &site));
}

fn put(renderer: &Renderer, folder: &Path) {
    let target = Target {
        folder,
        keep: &[],
        method: Method::Swap,
        compress: &[],
    };
    publish(renderer, &target, &()).expect("published");
}
