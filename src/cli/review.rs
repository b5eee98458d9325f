//! `stepdown review PATH --by NAME --on DATE`: records that somebody read a page
//! against the evidence.
//!
//! The record is `content/reviews.toml`: the page, the reader, the day, and a
//! hash of the text that was read, and of its calculators’ parameters. From then on the
//! rule `changed-since-review` speaks when they are others. One call is one page: nobody reads
//! `*.md`.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::Report;
use super::new::below_content;
use crate::check::{parameters_hash, text_hash};
use crate::diagnostic::{Code, Diagnostic, io_error};
use crate::files::{is_other, neither, read_text, slashes, write_whole};
use crate::load::data::REVIEWS;
use crate::parse::split;
use crate::pipeline;
use crate::resolve::TAPER;

#[derive(Args, Debug)]
pub(super) struct ReviewArgs {
    /// The page's file below `content/`: one page, the one that was read
    page: PathBuf,
    /// Who read it
    #[arg(long, value_name = "NAME")]
    by: String,
    /// On which day
    #[arg(long, value_name = "DATE")]
    on: String,
}

pub(super) fn run(args: &ReviewArgs, root: &Path) -> Result<Report, Report> {
    let wrong = |message: String, help: &str| {
        Report::from(Diagnostic::new(Code::Usage, message).help(help))
    };
    let written = args.page.display().to_string();
    if written.contains(['*', '?', '[', '{']) {
        return Err(wrong(
            format!("`{written}` stands for many pages"),
            "name one page: a review says that somebody read this very text",
        ));
    }
    let by = args.by.trim();
    if by.is_empty() {
        return Err(wrong(
            "a review needs a name".to_owned(),
            "write `--by \"NAME\"`, the name of the person who read the page",
        ));
    }
    let on: Date = args.on.parse().map_err(|_| {
        wrong(
            format!("`{}` is no date", args.on),
            "write the day of the review: `--on 2026-11-24`",
        )
    })?;
    let today = pipeline::today(None)?;
    if on > today {
        return Err(wrong(
            format!("{on} has not come yet: today is {today}"),
            "write the day on which the page was read",
        ));
    }
    let page = slashes(&below_content(&args.page, root)?);
    let content = root.join("content");
    let full = content.join(&page);
    let file = format!("content/{page}");
    if !full.is_file() {
        return Err(wrong(
            format!("there is no page `{file}`"),
            "name a Markdown file below `content/`",
        ));
    }
    let text = read_text(&full, &file)?;
    let notation = split(&text, &file)?.notation;
    let Some(hash) = text_hash(&text) else {
        return Err(Report::from(
            Diagnostic::new(Code::FrontMatter, "the page has no front matter")
                .in_file(file)
                .help("begin it with a block between two lines of `+++`"),
        ));
    };
    let numbers = numbers_of(&text, &page, root, today)?;
    record(&content.join(REVIEWS), &page, by, on, &hash, numbers)?;
    Ok(Report {
        closing: Some(format!(
            "recorded: {by} reviewed `{file}` on {on}. If a clinician read it, set `{}` in its front matter: the page then no longer says that no clinician has reviewed it.",
            notation.line("reviewed", &on.to_string())
        )),
        ..Report::default()
    })
}

/// The hash of the numbers that its calculators work with.
fn numbers_of(text: &str, page: &str, root: &Path, today: Date) -> Result<Option<String>, Report> {
    // Which files those are is known only when the site is read.
    if !text.contains(TAPER) {
        return Ok(None);
    }
    let request = pipeline::Request {
        root: root.to_path_buf(),
        base_url: None,
        drafts: true,
        today,
        words: false,
    };
    let outcome = pipeline::run(&request);
    let site = outcome.renderer.as_ref().map(|renderer| renderer.site());
    match site.and_then(|site| Some(&site.pages[site.page_at(page)?])) {
        Some(page) => Ok(parameters_hash(page, root)?),
        None => {
            let mut report = Report::from(outcome.diagnostics);
            report.closing = Some("nothing was recorded: correct these errors first".to_owned());
            Err(report)
        }
    }
}

/// Adds the review at the end; whatever else the file holds stays as it is.
fn record(
    path: &Path,
    page: &str,
    by: &str,
    on: Date,
    hash: &str,
    numbers: Option<String>,
) -> Result<(), Diagnostic> {
    let name = format!("content/{REVIEWS}");
    if std::fs::metadata(path).is_ok_and(|metadata| is_other(metadata.file_type())) {
        return Err(neither(&name));
    }
    let text = match path.exists() {
        true => read_text(path, &name)?,
        false => {
            "# Who read which text against the evidence. `stepdown review` writes this file.\n"
                .to_owned()
        }
    };
    let unreadable = |message: String| {
        Diagnostic::new(Code::TomlSyntax, message)
            .in_file(&name)
            .help("mend the file first; nothing was written")
    };
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| unreadable(error.message().to_owned()))?;
    // What stands below the last table, or in a file without one, stays above the new one.
    let above = document.trailing().as_str().unwrap_or_default().to_owned();
    document.set_trailing("");
    let reviews = document
        .entry("review")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or_else(|| unreadable("`review` is no list of tables".to_owned()))?;
    let mut entry = Table::new();
    entry["page"] = value(page);
    entry["by"] = value(by);
    entry["on"] = value(toml_date(on));
    entry["text"] = value(hash);
    if let Some(numbers) = numbers {
        entry["parameters"] = value(numbers);
    }
    let is_first = above.is_empty() && reviews.is_empty();
    let gap = match is_first || above.ends_with("\n\n") {
        true => "",
        false => "\n",
    };
    entry.decor_mut().set_prefix(format!("{above}{gap}"));
    reviews.push(entry);
    write_whole(path, document.to_string().as_bytes())
        .map_err(|e| io_error(&name, "write the record of reviews", &e))
}

fn toml_date(date: Date) -> toml_edit::Datetime {
    toml_edit::Datetime {
        date: Some(toml_edit::Date {
            year: date.year().unsigned_abs(),
            month: date.month().unsigned_abs(),
            day: date.day().unsigned_abs(),
        }),
        time: None,
        offset: None,
    }
}
