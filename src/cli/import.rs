//! `stepdown import FROM TO`: moves a Zola site in.

use std::path::PathBuf;

use clap::Args;

use super::{Report, count};
use crate::diagnostic::emit::Format;
use crate::import;
use crate::terminal::shell_word;

#[derive(Args, Debug)]
pub(super) struct ImportArgs {
    /// The folder of the Zola site; it is only read
    pub(super) from: PathBuf,
    /// The new site's folder
    to: PathBuf,
    /// How findings are written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

pub(super) fn run(args: &ImportArgs) -> Result<Report, Report> {
    let moved = import::import(&args.from, &args.to)?;
    let errors = moved.found.errors();
    let lost = moved.found.warnings();
    let mut lines = vec![format!(
        "moved to {}: {} in {}, {} beside pages, {} of `static/`",
        args.to.display(),
        count(moved.pages, "page"),
        count(moved.languages, "language"),
        count(moved.beside, "file"),
        count(moved.statics, "file"),
    )];
    if moved.slugs + moved.aliases + moved.unkept > 0 {
        lines.push(format!(
            "addresses: {} kept by `slug`, {} by an alias that leads to the new one{}",
            moved.slugs,
            moved.aliases,
            match moved.unkept {
                0 => String::new(),
                n => format!(
                    "; {n} not kept: redirect them at your host, the remarks above have the lines"
                ),
            }
        ));
    }
    if moved.pictures > 0 {
        lines.push(format!(
            "{} beside pages: published under a name with a hash, and no more under the old address",
            count(moved.pictures, "picture")
        ));
    }
    if moved.shortcodes > 0 {
        lines.push(format!(
            "{} in the text as code, which readers see; each build names them{} (`stepdown explain not-moved`)",
            match moved.shortcodes {
                1 => "1 shortcode stands".to_owned(),
                n => format!("{n} shortcodes stand"),
            },
            match moved.in_drafts {
                0 => String::new(),
                n => format!(", those in drafts ({n}) only with `--drafts`"),
            }
        ));
    }
    lines.push(format!(
        "warnings in place of errors, in the new stepdown.toml: {}. No page is held to evidence yet: see `[evidence]` there",
        moved.lowered.join(", ")
    ));
    lines.push(match (errors, lost) {
        (0, 0) => "everything was moved".to_owned(),
        (0, lost) => format!(
            "{} above: what was not moved as it was, and what to do",
            count(lost, "remark")
        ),
        (errors, lost) => format!(
            "{} and {} above: correct the errors, then import again or mend the new site",
            count(errors, "error"),
            count(lost, "remark")
        ),
    });
    let folder = shell_word(&args.to.to_string_lossy());
    lines.push(format!("next: cd {folder} && stepdown serve"));
    Ok(Report {
        found: moved.found,
        closing: Some(lines.join("\n")),
    })
}
