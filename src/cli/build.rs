//! `stepdown build`

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::watchdog::Watchdog;
use super::{DenyArgs, RenderArgs, Report, SiteArgs, count};
use crate::diagnostic::emit::Format;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::pipeline::{self, Request};
use crate::publish::{self, Change, Observer, Origin, Published, Target};
use crate::render::Renderer;

#[derive(Args, Debug)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    render: RenderArgs,
    /// The output folder, in place of `output`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    deny: DenyArgs,
    /// Says what would change, and changes nothing
    #[arg(long)]
    dry_run: bool,
    /// Builds a second time, in one thread, and compares every byte before publishing
    #[arg(long)]
    verify: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

/// Shorter work needs no progress bar.
const QUIET: Duration = Duration::from_millis(500);

pub(super) fn run(args: &BuildArgs, root: &Path) -> Result<Report, Report> {
    let begin = Instant::now();
    let request = args.site.request(root)?;
    // A flag that would destroy the sources is refused before anything is read.
    if let Some(out) = &args.out {
        publish::check_target(root, out, Origin::Flag)?;
    }
    let outcome = pipeline::run(&request);
    let mut found = outcome.diagnostics;
    let (Some(renderer), Some(config)) = (outcome.renderer, outcome.config) else {
        return Err(not_published(found, args.out.as_deref()));
    };
    // The process ends with this command: taking the site apart first is work for nobody.
    std::mem::forget(Arc::clone(&renderer));
    let folder = match &args.out {
        Some(out) => out.clone(),
        None => {
            let folder = root.join(&config.output);
            if let Err(diagnostic) = publish::check_target(root, &folder, Origin::Configuration) {
                found.push(diagnostic);
            }
            folder
        }
    };
    let target = Target {
        folder: &folder,
        method: config.publish,
        keep: &config.keep,
        compress: &config.compress,
    };
    match publish::gone(renderer.site(), &target) {
        Ok(gone) => found.extend(gone),
        Err(errors) => found.extend(errors),
    }
    found.apply_levels(|code| config.level(code));
    args.deny.apply(&mut found);
    let stopped = "stopped: nothing was published; the old site is as it was";
    let limit = args.render.limit();
    let watch = |renderer: &_| Watchdog::start(renderer, root, args.format, limit, stopped);
    let _watchdog = watch(&renderer);
    if found.errors() == 0 && args.verify {
        found.extend(verify(&renderer, &request, watch));
    }
    if found.errors() > 0 {
        return Err(not_published(found, Some(&folder)));
    }
    let bar = Progress::new(begin);
    let published = match args.dry_run {
        true => publish::preview(&renderer, &target, &bar),
        false => publish::publish(&renderer, &target, &bar),
    };
    bar.finish();
    match published {
        Ok(published) => {
            found.extend(published.left.iter().cloned());
            if args.dry_run {
                return Ok(Report {
                    closing: Some(preview_of(&published)),
                    found,
                });
            }
            let in_place = match published.in_place {
                true => ", file by file",
                false => "",
            };
            Ok(Report {
                closing: Some(format!(
                    "{} in {:.2} s{in_place}, {} ({} of {} files unchanged)",
                    count(renderer.site().pages.len(), "page"),
                    begin.elapsed().as_secs_f64(),
                    count(found.warnings(), "warning"),
                    published.count(Change::Same),
                    published.files.len(),
                )),
                found,
            })
        }
        Err(errors) => {
            found.extend(errors);
            Err(not_published(found, Some(&folder)))
        }
    }
}

/// What `--dry-run` says: a line for each file that would change.
fn preview_of(published: &Published) -> String {
    let mut lines = String::new();
    for (path, change) in &published.files {
        let word = match change {
            Change::New => "new",
            Change::Changed => "changed",
            Change::Same => continue,
        };
        lines.push_str(&format!("{word:8} {path}\n"));
    }
    for path in &published.removed {
        lines.push_str(&format!("{:8} {path}\n", "removed"));
    }
    format!(
        "{lines}nothing was written: {} new, {} changed, {} removed, {} unchanged",
        published.count(Change::New),
        published.count(Change::Changed),
        published.removed.len(),
        published.count(Change::Same),
    )
}

/// Reads and renders everything again, in one thread; says which outputs differ. What
/// is read again has a renderer of its own, which is watched as well.
fn verify(
    renderer: &Renderer,
    request: &Request,
    watch: impl Fn(&Arc<Renderer>) -> Watchdog + Sync,
) -> Diagnostics {
    let first = publish::digests(renderer);
    let again = || {
        let outcome = pipeline::run(request);
        outcome.renderer.map(|renderer| {
            let _watchdog = watch(&renderer);
            publish::digests(&renderer)
        })
    };
    let second = match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(pool) => pool.install(again),
        Err(_) => again(),
    };
    let (first, second) = match (first, second) {
        (Ok(first), Some(Ok(second))) => (first, second),
        (Err(errors), _) | (_, Some(Err(errors))) => return errors,
        (_, None) => {
            return Diagnostic::new(
                Code::NotReproducible,
                "the site could be built once, and not a second time",
            )
            .help("was a file changed meanwhile? build again")
            .into();
        }
    };
    let mut found = Diagnostics::new();
    let paths: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    for path in paths {
        if first.get(path) != second.get(path) {
            found.push(
                Diagnostic::new(
                    Code::NotReproducible,
                    format!("two builds made different bytes of `{path}`"),
                )
                .help("was a file changed meanwhile? build again; else please report it"),
            );
        }
    }
    found
}

fn not_published(found: Diagnostics, target: Option<&Path>) -> Report {
    let is_half = found.iter().any(|d| d.code == Code::HalfPublished);
    let old_site = match target {
        _ if is_half => "; some files of the new site are in place",
        Some(target) if target.exists() => "; the old site is as it was",
        _ => "",
    };
    Report {
        closing: Some(format!(
            "not published: {}, {}{old_site}",
            count(found.errors(), "error"),
            count(found.warnings(), "warning"),
        )),
        found,
    }
}

/// A bar on a terminal, once the work has taken half a second.
struct Progress {
    begin: Instant,
    bar: Option<Mutex<Option<ProgressBar>>>,
}

impl Progress {
    fn new(begin: Instant) -> Self {
        Self {
            begin,
            bar: std::io::stderr().is_terminal().then(|| Mutex::new(None)),
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar
            && let Ok(mut bar) = bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Observer for Progress {
    fn rendered(&self, done: usize, total: usize) {
        let Some(bar) = &self.bar else { return };
        if self.begin.elapsed() < QUIET || !done.is_multiple_of(64) {
            return;
        }
        // Another thread is drawing: this step need not be drawn.
        let Ok(mut bar) = bar.try_lock() else { return };
        let bar = bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos} of {len} files")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total as u64).with_style(style)
        });
        bar.set_position(done as u64);
    }
}
