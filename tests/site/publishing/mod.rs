//! What happens to the output folder: nothing without need, nothing that is not ours,
//! and never half a site.

mod changes;
mod compressed;
mod kept;
mod linked;
mod trouble;

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use stepdown::config::Method;
use stepdown::pipeline::{self, Request};
use stepdown::publish::{self, Observer, Published, Target};
use stepdown::render::Renderer;

use crate::harness::{CONFIG, SiteTest, names, said};

/// Both ways to publish, as the configuration says them.
const METHODS: [&str; 2] = ["", "publish = \"in-place\"\n"];

/// Two articles, and more in the configuration.
fn with_config(more: &str) -> SiteTest {
    let site = SiteTest::new();
    site.file("stepdown.toml", format!("{CONFIG}{more}"));
    site.article("a.md", "Text.\n").article("b.md", "More.\n");
    site
}

/// What it wrote, on both streams.
fn printed(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        said(output)
    )
}

/// Device, inode and times of every file and folder.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, (u64, i64, i64, i64, i64)> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| {
            let entry = entry.expect("readable");
            let m = entry.metadata().expect("readable");
            let stamp = (
                m.ino(),
                m.mtime(),
                m.mtime_nsec(),
                m.ctime(),
                m.ctime_nsec(),
            );
            (entry.into_path(), stamp)
        })
        .collect()
}

/// Names beside a site that are not its sources or its output.
fn beside(site: &SiteTest) -> Vec<String> {
    let mut names = names(site.root());
    names.retain(|name| !["content", "static", "stepdown.toml", "public"].contains(&name.as_str()));
    names
}

/// Publishes the site in this process, by exchange, so that somebody can watch it.
fn publish_watched_by(site: &SiteTest, observer: &dyn Observer) -> (Arc<Renderer>, Published) {
    let outcome = pipeline::run(&Request {
        root: site.root().to_path_buf(),
        base_url: None,
        drafts: false,
        today: "2026-11-24".parse().expect("a date"),
        words: false,
    });
    let renderer = outcome.renderer.expect("a site");
    let target = Target {
        folder: &site.root().join("public"),
        method: Method::Swap,
        keep: &[],
        compress: &[],
    };
    let published = publish::publish(&renderer, &target, observer).expect("published");
    (renderer, published)
}
