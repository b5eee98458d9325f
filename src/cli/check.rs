//! `stepdown check`

use std::path::Path;

use clap::Args;

use super::watchdog::Watchdog;
use super::{DenyArgs, Report, SiteArgs, count};
use crate::diagnostic::emit::Format;
use crate::{pipeline, publish};

#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    deny: DenyArgs,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

pub(super) fn run(args: &CheckArgs, root: &Path) -> Result<Report, Report> {
    let request = args.site.request(root)?;
    let outcome = pipeline::run(&request);
    let mut found = outcome.diagnostics;
    let limit = args.site.render_limit();
    let watch = |renderer| Watchdog::start(renderer, root, args.format, limit);
    let _watchdog = outcome.renderer.as_ref().map(watch);
    // Templates are tried on every page, unless pages cannot be made at all.
    if found.errors() == 0
        && let Some(renderer) = &outcome.renderer
        && let Err(errors) = publish::render_all(renderer)
    {
        found.extend(errors);
    }
    args.deny.apply(&mut found);
    let pages = outcome
        .renderer
        .as_ref()
        .map_or(0, |r| r.site().pages.len());
    Ok(Report {
        closing: Some(format!(
            "{}: {}, {}",
            count(pages, "page"),
            count(found.errors(), "error"),
            count(found.warnings(), "warning"),
        )),
        found,
    })
}
