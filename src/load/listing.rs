//! Which files lie in a folder, remembered between builds.
//!
//! In: the folder, and what may have changed since the last look. Out: the same
//! list as a walk through the folder would give, for the price of one look at
//! each file that may have changed. Whoever cannot say what changed says
//! [`Changes::everything`]; a build always does.
//!
//! Incremental: this is what makes loading so.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Found, is_left_out, walk};
use crate::diagnostic::Diagnostics;
use crate::files::exact_slashes;

/// What may have changed since the last look. A hint too many costs time, one
/// too few would show an old page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    everything: bool,
    paths: BTreeSet<PathBuf>,
}

impl Changes {
    /// Anything may have changed.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            everything: true,
            paths: BTreeSet::new(),
        }
    }

    /// One more file or folder may have changed.
    pub fn add(&mut self, path: PathBuf) {
        if !self.everything {
            self.paths.insert(path);
        }
    }

    /// Both.
    pub fn merge(&mut self, other: Self) {
        if self.everything || other.everything {
            *self = Self::everything();
        } else {
            self.paths.extend(other.paths);
        }
    }

    /// Whether nothing can have changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.everything && self.paths.is_empty()
    }

    /// Whether this file may have changed, itself or with a folder above it.
    #[must_use]
    pub fn concerns(&self, path: &Path) -> bool {
        self.everything || path.ancestors().any(|p| self.paths.contains(p))
    }

    /// Which of the files below `folder`, sorted by their paths in it, may have
    /// changed.
    #[must_use]
    pub fn among<'a>(
        &self,
        folder: &Path,
        files: &(impl ExactSizeIterator<Item = &'a str> + Clone),
    ) -> Vec<bool> {
        let Some(paths) = self.paths() else {
            return vec![true; files.len()];
        };
        let mut changed = vec![false; files.len()];
        for path in paths {
            let Ok(relative) = path.strip_prefix(folder) else {
                if folder.starts_with(path) {
                    return vec![true; files.len()];
                }
                continue;
            };
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            let name = parts.join("/");
            let lies_in = |file: &str| {
                let rest = file.strip_prefix(name.as_str());
                name.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            for (file, changed) in files.clone().zip(&mut changed) {
                *changed |= lies_in(file);
            }
        }
        changed
    }

    /// The files and folders, unless it may be everything.
    #[must_use]
    pub fn paths(&self) -> Option<&BTreeSet<PathBuf>> {
        (!self.everything).then_some(&self.paths)
    }
}

/// The files of one folder.
#[derive(Debug)]
pub(super) struct Listing {
    folder: PathBuf,
    /// As diagnostics name it.
    name: &'static str,
    is_known: bool,
    /// Grows whenever files come or go.
    version: u64,
    found: Found,
}

impl Listing {
    pub(super) fn new(root: &Path, name: &'static str) -> Self {
        Self {
            folder: root.join(name),
            name,
            is_known: false,
            version: 0,
            found: Found::default(),
        }
    }

    /// Brings the list up to date.
    pub(super) fn refresh(&mut self, changes: &Changes) {
        let is_certain = self.is_known
            && !changes.concerns(&self.folder)
            && changes.paths().is_some_and(|paths| {
                // A set is in order, so what lies in the folder stands together.
                let folder = self.folder.clone();
                let inside = paths.range(folder.clone()..);
                inside
                    .take_while(|path| path.starts_with(&folder))
                    .all(|path| self.look_at(path))
            });
        if !is_certain {
            let found = match self.folder.is_dir() {
                true => walk(&self.folder, self.name),
                false => Found::default(),
            };
            self.version += u64::from(found.files != self.found.files);
            self.found = found;
            self.is_known = true;
        }
    }

    /// Whether this is a file of the list whose text alone can have changed.
    fn is_edited_file(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(&self.folder) else {
            return false;
        };
        self.is_known
            && !self.found.has_links
            && self.found.diagnostics.is_empty()
            && exact_slashes(relative).is_some_and(|name| {
                let files = &self.found.files;
                files
                    .binary_search_by(|(known, _)| (**known).cmp(&*name))
                    .is_ok()
            })
            && std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
    }

    /// Takes note of one path. `false` when only a walk can say what is there.
    fn look_at(&mut self, path: &Path) -> bool {
        // A link can show one file under two paths, and mistakes may be mended.
        if self.found.has_links || !self.found.diagnostics.is_empty() {
            return false;
        }
        let Ok(relative) = path.strip_prefix(&self.folder) else {
            return false;
        };
        let Some(name) = exact_slashes(relative) else {
            return false;
        };
        if name.split('/').any(|part| is_left_out(self.name, part)) {
            return true;
        }
        let files = &mut self.found.files;
        let place = files.binary_search_by(|(known, _)| (**known).cmp(&*name));
        // The link itself, not what it leads to: links need a walk.
        match (std::fs::symlink_metadata(path), place) {
            (Ok(metadata), Ok(_)) => metadata.is_file(),
            (Ok(metadata), Err(at)) => {
                // Where a folder was, its files have to go from the list too.
                let folder = format!("{name}/");
                let below = files.get(files.partition_point(|(known, _)| **known < *folder));
                let was_folder = below.is_some_and(|(known, _)| known.starts_with(&folder));
                let levels = name.split('/').count();
                let is_plain = metadata.is_file() && levels <= super::MOST_LEVELS && !was_folder;
                if is_plain {
                    files.insert(at, (name.into(), path.into()));
                    self.version += 1;
                }
                is_plain
            }
            (Err(error), place) if error.kind() == ErrorKind::NotFound => match place {
                Ok(at) => {
                    files.remove(at);
                    self.version += 1;
                    true
                }
                Err(_) => {
                    let folder = format!("{name}/");
                    let first = files.partition_point(|(known, _)| **known < *folder);
                    files
                        .get(first)
                        .is_none_or(|(known, _)| !known.starts_with(&folder))
                }
            },
            (Err(_), _) => false,
        }
    }

    /// The files by path below the folder, sorted by it.
    pub(super) fn files(&self) -> &[(Arc<str>, Arc<Path>)] {
        &self.found.files
    }

    /// What was wrong with the tree.
    pub(super) fn report(&self, found: &mut Diagnostics) {
        found.extend(self.found.diagnostics.iter().cloned());
    }
}

/// The folders that a site is made of.
#[derive(Debug)]
pub struct Listings {
    pub(super) content: Listing,
    pub(super) templates: Listing,
    pub(super) statics: Listing,
    pub(super) locales: Listing,
}

impl Listings {
    /// Of a site, not looked at yet.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            content: Listing::new(root, "content"),
            templates: Listing::new(root, "templates"),
            statics: Listing::new(root, "static"),
            locales: Listing::new(root, "locales"),
        }
    }

    /// A number that is another one when files of the content or static files have
    /// come or gone.
    #[must_use]
    pub fn version(&self) -> (u64, u64) {
        (self.content.version, self.statics.version)
    }

    /// The content paths of the articles that changed, when nothing but the text of
    /// articles can have.
    #[must_use]
    pub fn edited_articles(&self, changes: &Changes) -> Option<Vec<String>> {
        let paths = changes.paths()?.iter();
        paths
            .map(|path| {
                let relative = path.strip_prefix(&self.content.folder).ok()?;
                let name = exact_slashes(relative)?;
                (name.ends_with(".md") && self.content.is_edited_file(path)).then_some(name)
            })
            .collect()
    }

    /// Brings all of them up to date.
    pub fn refresh(&mut self, changes: &Changes) {
        for listing in [
            &mut self.content,
            &mut self.templates,
            &mut self.statics,
            &mut self.locales,
        ] {
            listing.refresh(changes);
        }
    }
}

/// The folders below the root that a site is made of.
pub const FOLDERS: [&str; 4] = ["content", "templates", "static", "locales"];
