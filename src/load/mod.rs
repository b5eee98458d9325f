//! The tree on disk, read once.
//!
//! In: a root folder and its configuration. Out: [`Sources`], the list of
//! Markdown files, of the files beside them, of the data files' texts, and the
//! [`Theme`]. Only names and small data files are read here; the bytes of an
//! article are read when it is parsed ([`SourceFile::read`]).
//!
//! Whatever is wrong with the tree is a diagnostic, and the walk goes on.
//!
//! Incremental: [`Listings`] remembers which files there are; data files and
//! templates, which are few and small, are read anew for each build.

pub mod data;
mod listing;
pub mod parameters;
mod stamps;
mod theme;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

pub use listing::{Changes, FOLDERS, Listings};
pub use stamps::Stamps;
pub use theme::{StaticFile, Template, Theme};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, io_error};
use crate::files::{exact_slashes, is_other, neither, read_text, slashes};

/// The bibliography, which all languages share.
pub(crate) const REFERENCES: &str = "content/references.bib";

/// Folders nested more deeply than this are refused.
const MOST_LEVELS: usize = 32;

/// A file of the content tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path below `content/`, with `/`.
    pub path: Arc<str>,
    /// Where it is.
    pub full: Arc<Path>,
    /// Index into the site's languages; 0 is the main one.
    pub language: usize,
}

impl SourceFile {
    /// The path that diagnostics name, relative to the root.
    #[must_use]
    pub fn display(&self) -> String {
        ["content/", &self.path].concat()
    }

    /// Its text.
    ///
    /// # Errors
    /// When it cannot be read, is no UTF-8, or is too large.
    pub fn read(&self) -> Result<String, Diagnostic> {
        read_text(&self.full, &self.display())
    }
}

/// Everything that a build reads.
#[derive(Debug)]
pub struct Sources {
    /// The site's folder.
    pub root: PathBuf,
    /// Markdown files, sorted by path.
    pub articles: Vec<SourceFile>,
    /// Other files of `content/`, sorted by path.
    pub beside: Vec<SourceFile>,
    /// `references.bib`, if there is one.
    pub bibliography: Option<String>,
    /// Whether it is there and could not be read.
    pub is_bibliography_unread: bool,
    /// Data files by language.
    pub data: Vec<data::DataFiles>,
    /// Templates, static files and strings.
    pub theme: Theme,
}

/// Reads the tree, whose files are listed.
pub fn load(root: &Path, config: &Config, listings: &Listings, found: &mut Diagnostics) -> Sources {
    let codes: Vec<&str> = config.codes().collect();
    let content = root.join("content");
    let mut articles = Vec::new();
    let mut beside = Vec::new();
    if content.is_dir() {
        listings.content.report(found);
        for (path, full) in listings.content.files() {
            let first = path.split('/').next().unwrap_or_default();
            let language = match path.contains('/') {
                true => codes
                    .iter()
                    .skip(1)
                    .position(|c| *c == first)
                    .map_or(0, |n| n + 1),
                false => 0,
            };
            let is_article = path.ends_with(".md");
            let file = SourceFile {
                path: Arc::clone(path),
                full: Arc::clone(full),
                language,
            };
            if is_article {
                articles.push(file);
            } else {
                let depth = path.matches('/').count();
                if depth == usize::from(language > 0) {
                    found.extend(data::misnamed(&format!("content/{path}"), language == 0));
                }
                found.extend(misnamed_article(path));
                beside.push(file);
            }
        }
    } else {
        found.push(
            Diagnostic::new(Code::Usage, "the folder `content/` is missing").help(
                "make it and put `_index.md` in it, or start a site with `stepdown init DIR`",
            ),
        );
    }
    let path = root.join(REFERENCES);
    let bibliography = optional_text(&path, REFERENCES, found);
    let is_bibliography_unread = bibliography.is_none() && path.exists();
    let data = codes
        .iter()
        .enumerate()
        .map(|(n, code)| {
            let folder = if n == 0 {
                "content".to_owned()
            } else {
                format!("content/{code}")
            };
            data::DataFiles::read(root, &folder, n == 0, found)
        })
        .collect();
    Sources {
        root: root.to_path_buf(),
        articles,
        beside,
        bibliography,
        is_bibliography_unread,
        data,
        theme: Theme::load(listings, found),
    }
}

/// Endings that other programs know Markdown by, besides capitals of `.md`.
const OTHER_ENDINGS: [&str; 5] = ["markdown", "mdown", "mkdn", "mkd", "mdwn"];

/// Names a file that was meant as an article and is read as none: its page would be
/// missing without a word. `path` lies below `content/`.
fn misnamed_article(path: &str) -> Option<Diagnostic> {
    let (stem, ending) = path.rsplit_once('.')?;
    let is_article = ending.eq_ignore_ascii_case("md")
        || OTHER_ENDINGS
            .iter()
            .any(|other| ending.eq_ignore_ascii_case(other));
    is_article.then(|| {
        Diagnostic::new(
            Code::MisnamedFile,
            "nothing makes a page of this file: the name of an article ends in `.md`",
        )
        .in_file(format!("content/{path}"))
        .help(format!(
            "call it `content/{stem}.md`; a file to download can end in `.txt`"
        ))
    })
}

/// What a walk through a folder finds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Files by path below the folder, sorted by it.
    pub files: Vec<(Arc<str>, Arc<Path>)>,
    /// Whether symbolic links are among the files or folders.
    pub has_links: bool,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// All files below `folder`; hidden files and editors' backups are left out.
pub(crate) fn walk(folder: &Path, name: &str) -> Found {
    let mut found = Found::default();
    let mut entries = WalkDir::new(folder).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                // An editor's lock is a link that leads nowhere.
                let file_name = error.path().and_then(Path::file_name);
                if !file_name.is_some_and(|name| is_ignored(&name.to_string_lossy())) {
                    found.diagnostics.push(walk_error(&error, folder, name));
                }
                continue;
            }
        };
        let hidden = entry.depth() > 0 && is_left_out(name, &entry.file_name().to_string_lossy());
        let is_folder = entry.file_type().is_dir();
        if hidden {
            if is_folder {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.path_is_symlink() {
            found.has_links = true;
            // Whoever may write an article must not publish the machine's files.
            if !leads_into(entry.path(), folder.parent()) {
                found.diagnostics.push(
                    Diagnostic::new(
                        Code::LinkOutside,
                        "the symbolic link leads out of the site's folder",
                    )
                    .in_file(shown(entry.path(), folder, name))
                    .help("put a copy in its place"),
                );
                if is_folder {
                    entries.skip_current_dir();
                }
                continue;
            }
        }
        if is_folder {
            if entry.depth() > MOST_LEVELS {
                found.diagnostics.push(
                    Diagnostic::new(
                        Code::TooDeep,
                        format!("folders are nested more than {MOST_LEVELS} deep"),
                    )
                    .in_file(shown(entry.path(), folder, name))
                    .help("move the folder further up"),
                );
                entries.skip_current_dir();
            }
            continue;
        }
        if !entry.file_type().is_file() {
            // Reading a pipe would wait for ever.
            let file = shown(entry.path(), folder, name);
            found.diagnostics.push(neither(&file));
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        match exact_slashes(relative) {
            Some(path) => found.files.push((path.into(), entry.path().into())),
            None => found.diagnostics.push(
                Diagnostic::new(Code::ReservedName, "the file's name is not UTF-8")
                    .in_file(shown(entry.path(), folder, name))
                    .help("rename it"),
            ),
        }
    }
    found.files.sort_unstable();
    found
}

/// Whether a link leads to something below `root`.
pub(crate) fn leads_into(link: &Path, root: Option<&Path>) -> bool {
    let root = root.and_then(|root| root.canonicalize().ok());
    match (link.canonicalize(), root) {
        (Ok(target), Some(root)) => target.starts_with(root),
        _ => false,
    }
}

/// Hidden names in `static/` that hosts and browsers ask for, and that are published.
const PUBLISHED: [&str; 2] = [".well-known", ".htaccess"];

/// What is left out of one of the site's folders.
fn is_left_out(folder: &str, name: &str) -> bool {
    is_ignored(name) || (name.starts_with('.') && folder != "static")
}

/// Hidden files, editors' backups and locks.
pub(crate) fn is_ignored(name: &str) -> bool {
    (name.starts_with('.') && !PUBLISHED.contains(&name))
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
}

fn shown(path: &Path, folder: &Path, name: &str) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    format!("{name}/{}", slashes(relative))
}

fn walk_error(error: &walkdir::Error, folder: &Path, name: &str) -> Diagnostic {
    let file = error
        .path()
        .map_or(name.to_owned(), |p| shown(p, folder, name));
    if let Some(ancestor) = error.loop_ancestor() {
        return Diagnostic::new(
            Code::SymlinkLoop,
            format!("the link leads back to `{}`", shown(ancestor, folder, name)),
        )
        .in_file(file)
        .help("remove the symbolic link");
    }
    if let Some(found) = error.path().and_then(|link| leads_to_nothing(link, &file)) {
        return found;
    }
    match error.io_error() {
        Some(io) => io_error(file, "read", io),
        None => Diagnostic::new(Code::Io, error.to_string())
            .in_file(file)
            .help("check the disk and run again"),
    }
}

/// A symbolic link that leads back to itself, perhaps by way of others, or to nothing.
fn leads_to_nothing(link: &Path, shown: &str) -> Option<Diagnostic> {
    let target = std::fs::read_link(link).ok()?;
    let target = target.display();
    let error = std::fs::metadata(link).err()?;
    let what = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            format!("the symbolic link leads to `{target}`, which is not there")
        }
        _ if is_loop(&error) => format!("the symbolic link leads back to itself, by `{target}`"),
        _ => return None,
    };
    let found = Diagnostic::new(Code::SymlinkLoop, what).in_file(shown);
    Some(found.help("remove the symbolic link, or put a file in its place"))
}

/// Whether the system gave up following links.
#[cfg(unix)]
fn is_loop(error: &std::io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP)
}

/// Whether the system gave up following links: elsewhere it has no name for that.
#[cfg(not(unix))]
fn is_loop(_error: &std::io::Error) -> bool {
    false
}

/// Reads a file that need not be there.
fn optional_text(path: &Path, shown: &str, found: &mut Diagnostics) -> Option<String> {
    match std::fs::metadata(path) {
        Err(_) => return None,
        // The list of files has named it.
        Ok(metadata) if is_other(metadata.file_type()) => return None,
        Ok(_) => {}
    }
    match read_text(path, shown) {
        Ok(text) => Some(text),
        Err(diagnostic) => {
            found.push(diagnostic);
            None
        }
    }
}
