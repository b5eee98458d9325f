//! `stepdown new PATH`

use std::fs;
use std::path::{Component, Path, PathBuf};

use clap::Args;

use super::Report;
use super::reference::print;
use crate::config::toml_string;
use crate::diagnostic::{Code, Diagnostic, io_error};
use crate::files::{slashes, write_new};
use crate::load::is_ignored;
use crate::parse::slugify;
use crate::pipeline;
use crate::resolve::{is_reserved, relative};

#[derive(Args, Debug)]
pub(super) struct NewArgs {
    /// The article's file below `content/`, such as `safety/alcohol.md`
    path: PathBuf,
    /// Its title [default: made from the file's name]
    #[arg(long)]
    title: Option<String>,
}

pub(super) fn run(args: &NewArgs, root: &Path) -> Result<Report, Report> {
    let path = below_content(&args.path, root)?;
    let full = root.join("content").join(&path);
    let shown = format!("content/{}", slashes(&path));
    if full.exists() {
        return Err(
            Diagnostic::new(Code::Usage, format!("`{shown}` is there already"))
                .help("choose another name; nothing was changed")
                .into(),
        );
    }
    check_name(&path, root)?;
    if args.title.as_deref().is_some_and(|t| t.trim().is_empty()) {
        return Err(
            Diagnostic::new(Code::Usage, "`--title` is empty, and every article has a title")
                .help("write one, or leave `--title` out: it is then made from the file's name; nothing was changed")
                .into(),
        );
    }
    let title = args.title.clone().unwrap_or_else(|| title_of(&path));
    let today = pipeline::today(None)?;
    let text = format!(
        "+++\ntitle = {}\ndescription = \"\"\ndate = {today}\ndraft = true\ntopics = []\n+++\n\nWrite the first paragraph here.\n",
        toml_string(&title)
    );
    if let Some(folder) = full.parent() {
        fs::create_dir_all(folder).map_err(|e| io_error(&shown, "create the folder", &e))?;
    }
    write_new(&full, text.as_bytes()).map_err(|e| io_error(&shown, "write the article", &e))?;
    let next = format!(
        "{shown}: a draft. `stepdown serve --drafts` shows it; take `draft = true` out to publish it.\n"
    );
    print(next.as_bytes())
}

/// What is wrong with the name that somebody chose; the content is as it was.
fn refused(why: String) -> Result<(), Diagnostic> {
    Err(Diagnostic::new(Code::Usage, why).help("choose another name; nothing was changed"))
}

/// Refuses a file below `content/` that no build would read.
pub(super) fn check_is_read(path: &str) -> Result<(), Diagnostic> {
    match path.split('/').any(is_ignored) {
        true => refused(format!(
            "`content/{path}` would not be read: it is the name of a hidden file or a backup"
        )),
        false => Ok(()),
    }
}

/// Refuses a file that no build would read, or that the next one would stop at.
fn check_name(path: &Path, root: &Path) -> Result<(), Diagnostic> {
    let shown = slashes(path);
    check_is_read(&shown)?;
    let mut parts = shown.trim_end_matches(".md").split('/').map(slugify);
    if let Some(part) = parts.find(|part| is_reserved(part)) {
        return refused(format!("`{part}` cannot be part of an address"));
    }
    // All of them are the page of one folder.
    let base = ["/_index.md", "/index.md", ".md"]
        .iter()
        .find_map(|end| shown.strip_suffix(end));
    let Some(base) = base.filter(|base| !["_index", "index"].contains(base)) else {
        return Ok(());
    };
    let others = ["/_index.md", "/index.md", ".md"].map(|end| format!("{base}{end}"));
    match others
        .iter()
        .find(|other| root.join("content").join(other).is_file())
    {
        Some(other) => refused(format!("`content/{other}` has the address of this file")),
        None => Ok(()),
    }
}

/// A path as people type it, below `content/`, with its ending: counted from `content/`, from
/// the site's folder, or from the folder that they are in.
pub(super) fn below_content(path: &Path, root: &Path) -> Result<PathBuf, Diagnostic> {
    let from_here = from_here(path, root);
    let path = from_here
        .as_deref()
        .unwrap_or_else(|| path.strip_prefix("content").unwrap_or(path));
    let climbs = path
        .components()
        .any(|c| !matches!(c, Component::Normal(_) | Component::CurDir));
    if climbs || path.as_os_str().is_empty() {
        return Err(Diagnostic::new(
            Code::Usage,
            format!("`{}` is not below `content/`", path.display()),
        )
        .help("give a path such as `safety/alcohol.md`"));
    }
    let mut path: PathBuf = path
        .components()
        .filter(|c| matches!(c, Component::Normal(_)))
        .collect();
    if path.extension().is_none_or(|e| e != "md") {
        path.as_mut_os_string().push(".md");
    }
    Ok(path)
}

/// A path below `content/` as it is typed in the current folder: [`below_content`] gives it
/// back.
pub(super) fn as_typed(path: &str, root: &Path) -> String {
    let below = || {
        let content = root.join("content").canonicalize().ok()?;
        let here = std::env::current_dir().ok()?.canonicalize().ok()?;
        here.strip_prefix(&content).ok().map(slashes)
    };
    match below() {
        Some(here) if !here.is_empty() => relative(&format!("{here}/x"), path),
        _ => path.to_owned(),
    }
}

/// A path below `content/`, if it leads there from the current folder.
fn from_here(path: &Path, root: &Path) -> Option<PathBuf> {
    let content = root.join("content").canonicalize().ok()?;
    let here = std::env::current_dir().ok()?.canonicalize().ok()?;
    let mut full = here;
    for component in path.components() {
        match component {
            Component::ParentDir => {
                full.pop();
            }
            other => full.push(other),
        }
    }
    let below = full.strip_prefix(&content).ok()?;
    (!below.as_os_str().is_empty()).then(|| below.to_path_buf())
}

fn title_of(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default();
    let name = match stem.as_str() {
        "index" | "_index" => path
            .parent()
            .and_then(Path::file_name)
            .map_or(stem.clone(), |s| s.to_string_lossy().into_owned()),
        _ => stem,
    };
    let words = slugify(&name).replace('-', " ");
    let mut chars = words.chars();
    chars
        .next()
        .map_or(name, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_below_content_and_end_in_md() {
        let root = Path::new("no/such/site");
        let ok = |p: &str| below_content(Path::new(p), root).expect("fine");
        assert_eq!(ok("a/b"), Path::new("a/b.md"));
        assert_eq!(ok("content/a.md"), Path::new("a.md"));
        assert_eq!(ok("./v1.2"), Path::new("v1.2.md"));
        for bad in ["../x", "/x", ""] {
            assert!(below_content(Path::new(bad), root).is_err(), "{bad}");
        }
    }

    #[test]
    fn titles_are_made_from_names() {
        assert_eq!(title_of(Path::new("a/not-every-day.md")), "Not every day");
        assert_eq!(
            title_of(Path::new("a/lost_tolerance/index.md")),
            "Lost tolerance"
        );
    }
}
