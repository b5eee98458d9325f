//! `stepdown report`: a page for the guide's editors, not for its readers.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::reference::print;
use super::watchdog::Watchdog;
use super::{RenderArgs, Report, SiteArgs, count};
use crate::diagnostic::emit::Format;
use crate::diagnostic::{Code, Diagnostic, io_error, output_error};
use crate::files::{absolute, write_whole};
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

/// The end of a page, whatever its template says: the next report may take its place.
const MARK: &str = "\n<!-- Made by `stepdown report`. -->\n";

/// Refuses a file that the report must not replace.
fn check_place(out: &Path, root: &Path, shown: &str) -> Result<(), Diagnostic> {
    if crate::publish::is_source(root, out) {
        return Err(Diagnostic::new(
            Code::Usage,
            format!("`{shown}` is a place of the site's own files, and the report is none"),
        )
        .help("write it elsewhere; nothing was changed"));
    }
    if !out.is_file() {
        return Ok(());
    }
    let old = std::fs::read(out).map_err(|e| io_error(shown, "read the earlier report", &e))?;
    if is_report(&old) {
        return Ok(());
    }
    Err(
        Diagnostic::new(Code::Usage, format!("`{shown}` is there and is no report"))
            .help("choose another name, or delete it first; nothing was changed"),
    )
}

/// Whether a file is an earlier report, in either form, or empty.
fn is_report(bytes: &[u8]) -> bool {
    let is_numbers = || {
        // What cannot be read as JSON is no report: that is the question, and no failure.
        let value: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
        let has = |key: &str| value.as_ref().is_some_and(|v| v.get(key).is_some());
        ["today", "limits", "coverage"].into_iter().all(has)
    };
    bytes.is_empty() || bytes.ends_with(MARK.as_bytes()) || is_numbers()
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
    let _watchdog = Watchdog::start(
        &renderer,
        root,
        Format::Human,
        limit,
        "stopped: no report was written",
    );
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
        Kind::Html if !renderer.has_templates() => {
            let mut found = outcome.diagnostics;
            found.retain(|finding| finding.code == Code::TemplateError);
            return Err(found.into());
        }
        Kind::Html => {
            let mut page = renderer.report(&data)?;
            page.extend_from_slice(MARK.as_bytes());
            page
        }
    };
    let Some(out) = &args.out else {
        return print(&bytes);
    };
    let shown = out.to_string_lossy().into_owned();
    // The next build would stop at a file that it did not make.
    if let Some(config) = &outcome.config {
        let target = absolute(&root.join(&config.output));
        if absolute(out).starts_with(&target) {
            return Err(Diagnostic::new(
                Code::Usage,
                format!("`{shown}` lies in the output folder, and the report is not for readers"),
            )
            .help("write it elsewhere")
            .into());
        }
    }
    check_place(out, root, &shown)?;
    let written = match std::fs::metadata(out) {
        // A pipe or a device: there is nothing to lose.
        Ok(there) if !there.is_file() => std::fs::write(out, bytes),
        _ => write_whole(out, &bytes),
    };
    written.map_err(|e| output_error(&shown, "write the report", &e))?;
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
