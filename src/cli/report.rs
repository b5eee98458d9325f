//! `stepdown report`: a page for the guide's editors, not for its readers.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::reference::print;
use super::watchdog::Watchdog;
use super::{RenderArgs, Report, SiteArgs, count};
use crate::diagnostic::emit::Format;
use crate::diagnostic::{Code, Diagnostic, io_error};
use crate::{pipeline, report};

#[derive(Args, Debug)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    render: RenderArgs,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A page with plots, or the numbers
    #[arg(long, value_enum, default_value_t)]
    format: Kind,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Kind {
    /// A page that needs no other file
    #[default]
    Html,
    /// The same numbers for programs
    Json,
}

pub(super) fn run(args: &ReportArgs, root: &Path) -> Result<Report, Report> {
    let request = pipeline::Request {
        words: true,
        ..args.site.request(root)?
    };
    let outcome = pipeline::run(&request);
    let (Some(renderer), Some(sources)) = (outcome.renderer, outcome.sources) else {
        return Err(outcome.diagnostics.into());
    };
    let limit = args.render.limit();
    let _watchdog = Watchdog::start(&renderer, root, Format::Human, limit);
    let data = report::gather(
        renderer.site(),
        &sources,
        request.today,
        &outcome.diagnostics,
    );
    let bytes = match args.format {
        Kind::Json => {
            let mut text = serde_json::to_vec_pretty(&data)
                .map_err(|e| io_error("the report", "write it", &std::io::Error::other(e)))?;
            text.push(b'\n');
            text
        }
        Kind::Html => renderer.report(&data)?,
    };
    let Some(out) = &args.out else {
        return print(&bytes);
    };
    let shown = out.to_string_lossy().into_owned();
    // The next build would stop at a file that it did not make.
    if let Some(config) = &outcome.config {
        let target = crate::publish::absolute(&root.join(&config.output));
        if crate::publish::absolute(out).starts_with(&target) {
            return Err(Diagnostic::new(
                Code::Usage,
                format!("`{shown}` lies in the output folder, and the report is not for readers"),
            )
            .help("write it elsewhere")
            .into());
        }
    }
    std::fs::write(out, bytes).map_err(|e| io_error(&shown, "write the report", &e))?;
    Ok(Report {
        closing: Some(format!(
            "{shown}: {}, {} and {} of the rules",
            count(data.pages.len(), "page"),
            count(outcome.diagnostics.errors(), "error"),
            count(outcome.diagnostics.warnings(), "warning"),
        )),
        ..Report::default()
    })
}
