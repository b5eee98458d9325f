//! The Zola site's folder, looked at once.
//!
//! In: the folder. Out: its files by where they stand, as relative paths, and what
//! was left where it is. Nothing is followed out of the folder: a symbolic link is
//! named and not read, whatever it leads to.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::note;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::{exact_slashes, is_other, neither, slashes};
use crate::load::is_ignored;

/// Folders nested more deeply than this are not read.
const MOST_LEVELS: usize = 32;

/// Names at the top that the rest of the import deals with, or that hold nothing of
/// the site's own.
const KNOWN: [&str; 6] = ["content", "static", "templates", "sass", "themes", "public"];

/// What lies in a Zola site's folder.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Below `content/`, Markdown.
    pub(super) pages: Vec<String>,
    /// Below `content/`, anything else.
    pub(super) beside: Vec<String>,
    /// Below `static/`.
    pub(super) statics: Vec<String>,
    /// Folders below `content/`.
    pub(super) folders: Vec<String>,
}

/// Lists the files below `root`.
///
/// # Errors
/// When a folder cannot be read, or something is neither a file nor a folder.
pub(super) fn read(root: &Path, config: &str, notes: &mut Diagnostics) -> Result<Tree, Diagnostic> {
    let mut tree = Tree::default();
    let mut others = Vec::new();
    let mut entries = WalkDir::new(root)
        .sort_by_file_name()
        .follow_links(false)
        .into_iter();
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(|error| {
            let path = error.path().map(Path::to_path_buf).unwrap_or_default();
            let io = std::io::Error::from(error);
            crate::diagnostic::io_error(shown(&path, root), "read the Zola site", &io)
        })?;
        if entry.depth() == 0 {
            continue;
        }
        let Some(path) = slashed(entry.path(), root) else {
            notes.push(note(
                &shown(entry.path(), root),
                None,
                "a name that is no UTF-8 was not moved",
                "rename the file",
            ));
            entries.skip_current_dir();
            continue;
        };
        let name = entry.file_name().to_string_lossy();
        let is_folder = entry.file_type().is_dir();
        let top = path.split('/').next().unwrap_or_default();
        let is_of_site = matches!(top, "content" | "static");
        if entry.path_is_symlink() {
            if is_of_site || entry.depth() == 1 {
                notes.push(note(
                    &path,
                    None,
                    "a symbolic link was not followed and not moved",
                    "put a copy of what it leads to in its place",
                ));
            }
            continue;
        }
        if is_ignored(&name) {
            if is_of_site {
                notes.push(note(
                    &path,
                    None,
                    "a hidden file or backup was not moved",
                    "of names that begin with a dot Stepdown publishes `.well-known` and `.htaccess` alone",
                ));
            }
            if is_folder {
                entries.skip_current_dir();
            }
            continue;
        }
        if is_folder {
            if entry.depth() > MOST_LEVELS {
                notes.push(note(
                    &path,
                    None,
                    "folders this deep were not moved",
                    "move them up",
                ));
                entries.skip_current_dir();
            } else if entry.depth() == 1 && !KNOWN.contains(&top) {
                others.push(format!("{path}/"));
                entries.skip_current_dir();
            } else if top == "public" {
                entries.skip_current_dir();
            } else if top == "themes" && entry.depth() == 2 {
                notes.push(note(
                    &path,
                    None,
                    "a theme was not moved",
                    "Stepdown has a theme of its own; the manual's page on templates says how to change it",
                ));
                entries.skip_current_dir();
            } else if let Some(folder) = path.strip_prefix("content/") {
                tree.folders.push(folder.to_owned());
            }
            continue;
        }
        if is_of_site && is_other(entry.file_type()) {
            return Err(neither(&path));
        }
        match (top, path.split_once('/').map(|(_, rest)| rest.to_owned())) {
            ("content", Some(rest)) if rest.ends_with(".md") => tree.pages.push(rest),
            ("content", Some(rest)) => tree.beside.push(rest),
            ("static", Some(rest)) => tree.statics.push(rest),
            ("templates", Some(_)) => notes.push(note(
                &path,
                None,
                "a template was not moved",
                "Stepdown has templates of its own; the manual's page on templates says how to change one",
            )),
            ("sass", Some(_)) => notes.push(note(
                &path,
                None,
                "a Sass file was not moved",
                "compile it to CSS, put that into static/css/ and name it in a template of your own",
            )),
            (_, None) if path != config => others.push(path),
            _ => {}
        }
    }
    if !others.is_empty() {
        notes.push(note(
            config,
            None,
            &format!(
                "other files of the folder were not looked at: {}",
                others.join(", ")
            ),
            "copy what the site needs by hand",
        ));
    }
    Ok(tree)
}

/// The configuration's name, `config.toml` or `zola.toml`.
///
/// # Errors
/// When there is none: the folder is no Zola site.
pub(super) fn config_name(root: &Path) -> Result<&'static str, Diagnostic> {
    ["zola.toml", "config.toml"]
        .into_iter()
        .find(|name| {
            let path: PathBuf = root.join(name);
            std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
        })
        .ok_or_else(|| {
            let is_link = |name: &&str| root.join(name).is_symlink();
            if let Some(name) = ["zola.toml", "config.toml"].into_iter().find(is_link) {
                return a_link(name);
            }
            Diagnostic::new(
                Code::Usage,
                format!(
                    "`{}` is no Zola site: it has no `config.toml`",
                    root.display()
                ),
            )
            .help("name the folder that holds `config.toml` or `zola.toml`; nothing was written")
        })
}

/// Refuses a site whose pages all lie behind a symbolic link: without them there is no site to
/// move.
///
/// # Errors
/// With the way out; nothing was written.
pub(super) fn holds_its_pages(root: &Path) -> Result<(), Diagnostic> {
    match root.join("content").is_symlink() {
        true => Err(a_link("content")),
        false => Ok(()),
    }
}

fn a_link(name: &str) -> Diagnostic {
    Diagnostic::new(
        Code::Usage,
        format!("`{name}` is a symbolic link, and none is followed"),
    )
    .help("put a copy of what it leads to in its place; nothing was written")
}

fn slashed(path: &Path, root: &Path) -> Option<String> {
    exact_slashes(path.strip_prefix(root).ok()?)
}

fn shown(path: &Path, root: &Path) -> String {
    slashes(path.strip_prefix(root).unwrap_or(path))
}
