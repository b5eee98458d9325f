//! `stepdown build`

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::watchdog::Watchdog;
use super::{DenyArgs, Report, SiteArgs, count};
use crate::diagnostic::Diagnostics;
use crate::diagnostic::emit::Format;
use crate::pipeline;
use crate::publish::{self, Origin};

#[derive(Args, Debug)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The output folder, in place of `output`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    deny: DenyArgs,
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
    let target = match &args.out {
        Some(out) => out.clone(),
        None => {
            let target = root.join(&config.output);
            if let Err(diagnostic) = publish::check_target(root, &target, Origin::Configuration) {
                found.push(diagnostic);
            }
            target
        }
    };
    args.deny.apply(&mut found);
    if found.errors() > 0 {
        return Err(not_published(found, Some(&target)));
    }
    let limit = args.site.render_limit();
    let _watchdog = Watchdog::start(&renderer, root, args.format, limit);
    let bar = Progress::new(begin);
    let published = publish::publish(&renderer, &target, &config.keep, &|done, total| {
        bar.tell(done, total);
    });
    bar.finish();
    match published {
        Ok(published) => Ok(Report {
            closing: Some(format!(
                "{} in {:.2} s, {} ({} of {} files unchanged)",
                count(renderer.site().pages.len(), "page"),
                begin.elapsed().as_secs_f64(),
                count(found.warnings(), "warning"),
                published.unchanged,
                published.files,
            )),
            found,
        }),
        Err(errors) => {
            found.extend(errors);
            Err(not_published(found, Some(&target)))
        }
    }
}

fn not_published(found: Diagnostics, target: Option<&Path>) -> Report {
    let old_site = match target {
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

    fn tell(&self, done: usize, total: usize) {
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

    fn finish(&self) {
        if let Some(bar) = &self.bar
            && let Ok(mut bar) = bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}
