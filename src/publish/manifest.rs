//! The list of files that Stepdown made, one path a line.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::failed;
use crate::diagnostic::Diagnostics;
use crate::files::write_whole;

const HEADER: &str = "# Files that Stepdown made in the output folder. Made by the program.";
/// Before a file that only pages of the site before ask for.
const RETAINED: &str = "# retained: ";

/// The files of the last publish.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    files: BTreeSet<String>,
    /// Assets of the site before, for readers who still have its pages.
    retained: BTreeSet<String>,
}

impl Manifest {
    pub(super) fn new(files: impl Iterator<Item = String>, retained: BTreeSet<String>) -> Self {
        Self {
            files: files.collect(),
            retained,
        }
    }

    /// Both sites' files.
    pub(super) fn with(&self, other: Option<&Self>) -> Self {
        let union = |of: fn(&Self) -> &BTreeSet<String>| {
            let more = other.into_iter().flat_map(of);
            of(self).iter().chain(more).cloned().collect()
        };
        Self {
            files: union(|m| &m.files),
            retained: union(|m| &m.retained),
        }
    }

    /// Whether Stepdown made the file.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.files.contains(path) || self.retained.contains(path)
    }

    /// The site's files.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// These and what is retained.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.files.union(&self.retained).map(String::as_str)
    }

    /// `None` when there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Diagnostics> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(path, "read the manifest", &error)),
        };
        let mut manifest = Self::default();
        for line in text.lines() {
            if let Some(path) = line.strip_prefix(RETAINED) {
                manifest.retained.insert(path.to_owned());
            } else if !line.is_empty() && !line.starts_with("# ") {
                manifest.files.insert(line.to_owned());
            }
        }
        Ok(Some(manifest))
    }

    /// Written beside and renamed: it is never half a list.
    pub(super) fn write(&self, path: &Path) -> Result<(), Diagnostics> {
        let mut text = String::from(HEADER);
        text.push('\n');
        for path in &self.files {
            text.push_str(path);
            text.push('\n');
        }
        for path in &self.retained {
            text.push_str(RETAINED);
            text.push_str(path);
            text.push('\n');
        }
        write_whole(path, text.as_bytes()).map_err(|e| failed(path, "write the manifest", &e))
    }
}
