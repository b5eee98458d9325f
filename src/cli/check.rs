//! `stepdown check`

use std::path::Path;

use clap::Args;

use super::external::ExternalArgs;
use super::watchdog::Watchdog;
use super::{DenyArgs, RenderArgs, Report, SiteArgs, count};
use crate::diagnostic::emit::Format;
use crate::{pipeline, publish};

#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    render: RenderArgs,
    #[command(flatten)]
    deny: DenyArgs,
    #[command(flatten)]
    external: ExternalArgs,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

pub(super) fn run(args: &CheckArgs, root: &Path) -> Result<Report, Report> {
    let request = args.site.request(root)?;
    let outcome = pipeline::run(&request);
    let mut found = outcome.diagnostics;
    let limit = args.render.limit();
    let watch = |renderer| {
        Watchdog::start(
            renderer,
            root,
            args.format,
            limit,
            "stopped: the rest was not looked at",
        )
    };
    let _watchdog = outcome.renderer.as_ref().map(watch);
    // Templates are tried on every page, unless pages cannot be made at all.
    if found.errors() == 0
        && let Some(renderer) = &outcome.renderer
        && let Err(errors) = publish::render_all(renderer)
    {
        found.extend(errors);
    }
    let mut closing = Vec::new();
    if args.external.external {
        match (&outcome.renderer, &outcome.sources) {
            // A site with errors may lack what it links to, such as an image.
            (Some(renderer), Some(sources)) if found.errors() == 0 => {
                let looked_up = args.external.check(renderer, sources, request.today);
                found.extend(looked_up.found);
                found.sort();
                closing = looked_up.summary;
            }
            _ => closing
                .push("links to elsewhere were not looked up: correct the errors first".to_owned()),
        }
    }
    args.deny.apply(&mut found);
    let pages = outcome
        .renderer
        .as_ref()
        .map_or(0, |r| r.site().pages.len());
    closing.push(format!(
        "{}: {}, {}",
        count(pages, "page"),
        count(found.errors(), "error"),
        count(found.warnings(), "warning"),
    ));
    Ok(Report {
        closing: Some(closing.join("\n")),
        found,
    })
}
