//! `stepdown deploy-check URL`

use std::path::Path;
use std::time::Duration;

use clap::Args;
use url::Url;

use super::external::{Bar, at_least_one, seconds};
use super::watchdog::Watchdog;
use super::{DenyArgs, RenderArgs, Report, SiteArgs, count};
use crate::deployment::{self, Options};
use crate::diagnostic::emit::Format;
use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline;

#[derive(Args, Debug)]
pub(super) struct DeployCheckArgs {
    /// Where the site is served: `https://example.org/guide/`
    url: String,
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    render: RenderArgs,
    /// Looks at so many pages and so many other files, spread over the site
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    sample: Option<usize>,
    /// The most requests at once
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = at_least_one)]
    jobs: usize,
    /// The longest wait for one answer
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = seconds)]
    timeout: Duration,
    #[command(flatten)]
    deny: DenyArgs,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Short)]
    pub(super) format: Format,
}

pub(super) fn run(args: &DeployCheckArgs, root: &Path) -> Result<Report, Report> {
    let url = address(&args.url)?;
    let mut outcome = pipeline::run(&args.site.request(root)?);
    let renderer = match outcome.renderer {
        Some(renderer) if outcome.diagnostics.errors() == 0 => renderer,
        _ => {
            return Err(Report {
                found: outcome.diagnostics,
                closing: Some("the site cannot be built, so nothing was fetched".to_owned()),
            });
        }
    };
    // Warnings about the content are the business of `check`.
    outcome.diagnostics = crate::diagnostic::Diagnostics::new();
    let options = Options {
        url,
        sample: args.sample,
        timeout: args.timeout,
        jobs: args.jobs,
    };
    let limit = args.render.limit();
    let stopped = "stopped: what the host serves was not looked at";
    let _watchdog = Watchdog::start(&renderer, root, args.format, limit, stopped);
    let bar = Bar::new("files");
    let checked = deployment::check(&renderer, &options, &|done, all| bar.tell(done, all));
    drop(bar);
    let checked = checked?;
    let mut found = checked.found;
    args.deny.apply(&mut found);
    let mut closing = checked.summary;
    closing.push(format!(
        "{}, {}",
        count(found.errors(), "error"),
        count(found.warnings(), "warning"),
    ));
    Ok(Report {
        closing: Some(closing.join("\n")),
        found,
    })
}

/// The address as a folder: it ends in a slash, and has neither query nor fragment.
fn address(text: &str) -> Result<Url, Diagnostic> {
    let wrong = || {
        Diagnostic::new(Code::Usage, format!("`{text}` is no address of a site"))
            .help("write it as `https://example.org/` or `https://example.org/guide/`")
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !is_plain {
        return Err(wrong());
    }
    match url.path().ends_with('/') {
        true => Ok(url),
        false => Url::parse(&format!("{url}/")).map_err(|_| wrong()),
    }
}
