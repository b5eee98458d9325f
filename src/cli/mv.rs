//! `stepdown mv OLD NEW`: moves an article, mends the links to it, adds its
//! old address as an alias.
//!
//! All changes are worked out in memory first and written only when every one
//! of them is known; the move itself comes last.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use toml_edit::DocumentMut;

use super::new::below_content;
use super::{Report, count};
use crate::config::FILE as CONFIG_FILE;
use crate::diagnostic::{Code, Diagnostic, Span, io_error};
use crate::load::data::REVIEWS;
use crate::parse::{ArgValue, Fragment, Part, with_alias};
use crate::pipeline;
use crate::resolve::{Kind, Site, is_external, relative};

#[derive(Args, Debug)]
pub(super) struct MvArgs {
    /// The article's file below `content/`
    old: PathBuf,
    /// Where it shall be
    new: PathBuf,
}

/// A replacement in a file: place, what stands there, what shall.
type Edit = (Span, String, String);

pub(super) fn run(args: &MvArgs, root: &Path) -> Result<Report, Report> {
    let old = slashes(&below_content(&args.old, root)?);
    let new = slashes(&below_content(&args.new, root)?);
    let content = root.join("content");
    let usage = |message: String, help: &str| {
        Report::from(Diagnostic::new(Code::Usage, message).help(help))
    };
    if content.join(&new).exists() {
        return Err(usage(
            format!("`content/{new}` is there already"),
            "choose another name; nothing was changed",
        ));
    }
    let request = pipeline::Request {
        root: root.to_path_buf(),
        base_url: None,
        drafts: true,
        today: pipeline::today(None)?,
        words: false,
    };
    let outcome = pipeline::run(&request);
    // Links can be mended only where they can be read.
    let (Some(renderer), 0) = (outcome.renderer, outcome.diagnostics.errors()) else {
        let mut report = Report::from(outcome.diagnostics);
        report.closing = Some("nothing was moved: correct these errors first".to_owned());
        return Err(report);
    };
    let site = renderer.site();
    let Some(id) = site.page_at(&old) else {
        return Err(
            Diagnostic::new(Code::Usage, format!("there is no article `content/{old}`"))
                .suggest(&old, site.pages.iter().map(|p| &*p.path))
                .into(),
        );
    };
    if site.pages[id].kind != Kind::Article {
        return Err(usage(
            format!("`content/{old}` is a section's own page"),
            "move the articles of the section one by one",
        ));
    }
    let move_ = Move::plan(site, &old, &new).map_err(Report::from)?;
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut mended = 0;
    for page in &site.pages {
        let edits = move_.edits(site, &page.path, *page.path == *old, &page.document.body);
        if edits.is_empty() && *page.path != *old {
            continue;
        }
        let shown = page.file.clone();
        let mut text = fs::read_to_string(root.join(&shown))
            .map_err(|e| io_error(&shown, "read the article", &e))?;
        mended += apply(&mut text, edits, &shown)?;
        if *page.path == *old {
            text = with_alias(&text, &format!("/{}", site.pages[id].url), &shown)?;
        }
        texts.insert(shown, text);
    }
    for language in &site.languages {
        let shown = &language.notices_file;
        let path = shown.strip_prefix("content/").unwrap_or(shown);
        let edits: Vec<Edit> = language
            .notices
            .values()
            .flat_map(|notice| [&notice.text, &notice.short])
            .flat_map(|linked| move_.edits(site, path, false, &linked.fragment))
            .collect();
        // Languages without notices of their own share a file.
        if edits.is_empty() || texts.contains_key(shown) {
            continue;
        }
        let mut text = fs::read_to_string(root.join(shown))
            .map_err(|e| io_error(shown.as_str(), "read the notices", &e))?;
        mended += apply(&mut text, edits, shown)?;
        texts.insert(shown.clone(), text);
    }
    if let Some(config) = mended_config(root, &old, &new)? {
        texts.insert(CONFIG_FILE.to_owned(), config);
    }
    if let Some(reviews) = mended_reviews(root, &old, &new)? {
        texts.insert(format!("content/{REVIEWS}"), reviews);
    }
    for (file, text) in &texts {
        write_whole(&root.join(file), text).map_err(|e| io_error(file, "write the file", &e))?;
    }
    let (from, to) = (content.join(&move_.from), content.join(&move_.to));
    let rename = || -> std::io::Result<()> {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(&from, &to)
    };
    rename().map_err(|e| io_error(format!("content/{}", move_.from), "move the article", &e))?;
    Ok(Report {
        closing: Some(format!(
            "moved to content/{new}; {} mended, /{} leads there",
            count(mended, "link"),
            site.pages[id].url
        )),
        ..Report::default()
    })
}

pub(super) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// What moves where: a file, or the folder of an `index.md`.
struct Move {
    /// Below `content/`.
    from: String,
    to: String,
    old: String,
}

impl Move {
    fn plan(site: &Site, old: &str, new: &str) -> Result<Self, Diagnostic> {
        let folder = |path: &str| path.strip_suffix("/index.md").map(str::to_owned);
        let (from, to) = match (folder(old), folder(new)) {
            (Some(from), Some(to)) => (from, to),
            (None, _) => (old.to_owned(), new.to_owned()),
            (Some(from), None) => {
                return Err(Diagnostic::new(
                    Code::Usage,
                    format!("`content/{from}/` is a folder with files beside the article"),
                )
                .help(format!(
                    "give the new folder's article: `{}/index.md`",
                    new.trim_end_matches(".md")
                )));
            }
        };
        // Articles of the same folder would move along and lose their links.
        let inside = site
            .pages
            .iter()
            .find(|p| *p.path != *old && p.path.starts_with(&format!("{from}/")));
        if let Some(other) = inside {
            return Err(Diagnostic::new(
                Code::Usage,
                format!("`{}` lies in the same folder", other.file),
            )
            .help("move it elsewhere first"));
        }
        Ok(Self {
            from,
            to,
            old: old.to_owned(),
        })
    }

    /// Where a content path will be after the move.
    fn moved(&self, path: &str) -> String {
        match path.strip_prefix(&self.from) {
            Some("") => self.to.clone(),
            Some(rest) if rest.starts_with('/') => format!("{}{rest}", self.to),
            _ => path.to_owned(),
        }
    }

    /// The links of one file's text that must change. `path` is the file's,
    /// `own` says that it is the article that moves.
    fn edits(&self, site: &Site, path: &str, own: bool, text: &Fragment) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut visit = |dest: &str, span: Span| {
            if is_external(dest) || dest.starts_with(['#', '/']) {
                return;
            }
            let (file, fragment) = dest.split_at(dest.find('#').unwrap_or(dest.len()));
            let Some(mut target) = crate::resolve::join(path, file) else {
                return;
            };
            // A page that is not translated is the original.
            if site.page_at(&target).is_none()
                && let Some(original) = site.original_path(&target)
                && site.page_at(original).is_some()
            {
                target = original.to_owned();
            }
            let leads_to_moved = target == self.old || target.trim_end_matches('/') == self.from;
            if !own && !leads_to_moved {
                return;
            }
            let new = relative(&self.moved(path), &self.moved(&target));
            let new = format!("{new}{fragment}");
            if new != dest {
                edits.push((span, dest.to_owned(), new));
            }
        };
        text.for_each_slot(&mut |slot| match &slot.part {
            Part::Link(dest) => visit(dest, slot.span),
            Part::Image(image) => visit(&image.src, slot.span),
            Part::Component(call) => {
                for argument in &call.args {
                    if let ArgValue::Image(src) = &argument.value {
                        visit(src, argument.span);
                    }
                }
            }
            _ => {}
        });
        edits
    }
}

/// Makes the replacements; says how many.
fn apply(text: &mut String, mut edits: Vec<Edit>, shown: &str) -> Result<usize, Diagnostic> {
    edits.sort_by_key(|(span, ..)| std::cmp::Reverse((span.start, span.end)));
    let mut done = 0;
    for (span, old, new) in edits {
        let (start, end) = (span.start as usize, (span.end as usize).min(text.len()));
        // The address is the last thing in `[words](address)`; a reference
        // link has it in its definition elsewhere.
        let at = match text.get(start..end).and_then(|s| s.rfind(&old)) {
            Some(n) => Some(start + n),
            None => text.find(&format!("]: {old}")).map(|n| n + "]: ".len()),
        };
        match at {
            Some(at) => {
                text.replace_range(at..at + old.len(), &new);
                done += 1;
            }
            // A definition serves many links and is mended once.
            None if text.contains(&format!("]: {new}")) => {}
            None => {
                return Err(Diagnostic::new(
                    Code::BrokenLink,
                    format!("the link to `{old}` cannot be mended"),
                )
                .in_file(shown)
                .at(span)
                .help(format!(
                    "change it to `{new}` by hand, then move again; nothing was changed"
                )));
            }
        }
    }
    Ok(done)
}

/// The record of reviews with the article's new path, when it names the old.
fn mended_reviews(root: &Path, old: &str, new: &str) -> Result<Option<String>, Diagnostic> {
    let file = format!("content/{REVIEWS}");
    let text = match fs::read_to_string(root.join(&file)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error(&file, "read the record of reviews", &error)),
    };
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        Diagnostic::new(Code::TomlSyntax, e.message().to_owned()).in_file(&file)
    })?;
    let mut changed = false;
    let reviews = document
        .get_mut("review")
        .and_then(|r| r.as_array_of_tables_mut());
    for review in reviews.into_iter().flat_map(|r| r.iter_mut()) {
        if review.get("page").and_then(|p| p.as_str()) == Some(old) {
            review["page"] = toml_edit::value(new);
            changed = true;
        }
    }
    Ok(changed.then(|| document.to_string()))
}

/// The configuration with its paths mended, when it names the article.
fn mended_config(root: &Path, old: &str, new: &str) -> Result<Option<String>, Diagnostic> {
    let text = fs::read_to_string(root.join(CONFIG_FILE))
        .map_err(|e| io_error(CONFIG_FILE, "read the configuration", &e))?;
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        Diagnostic::new(Code::TomlSyntax, e.message().to_owned()).in_file(CONFIG_FILE)
    })?;
    let mut changed = false;
    if let Some(pages) = document
        .get_mut("pages")
        .and_then(|p| p.as_table_like_mut())
    {
        for (_, value) in pages.iter_mut() {
            if value.as_str() == Some(old) {
                *value = toml_edit::value(new);
                changed = true;
            }
        }
    }
    let mut mend = |list: Option<&mut toml_edit::Array>| {
        for value in list.into_iter().flat_map(|list| list.iter_mut()) {
            if value.as_str() == Some(old) {
                let decor = value.decor().clone();
                *value = new.into();
                *value.decor_mut() = decor;
                changed = true;
            }
        }
    };
    mend(document.get_mut("footer").and_then(|f| f.as_array_mut()));
    for key in ["demand", "graded"] {
        let evidence = document.get_mut("evidence");
        mend(
            evidence
                .and_then(|e| e.get_mut(key))
                .and_then(|e| e.as_array_mut()),
        );
    }
    Ok(changed.then(|| document.to_string()))
}

/// Written beside and renamed, so that a full disk loses nothing.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file()
        .set_permissions(fs::metadata(path)?.permissions())?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
