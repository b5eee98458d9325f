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
/// Before the hash and the path of a file that `keep` names and Stepdown wrote.
const KEPT: &str = "# kept: ";

/// The files of the last publish.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    files: BTreeSet<String>,
    /// Assets of the site before, for readers who still have its pages.
    retained: BTreeSet<String>,
    /// Hash and path of the files that `keep` names, as they were written: what has other
    /// bytes now is somebody else's. Two hashes of one file while two sites may be there.
    kept: BTreeSet<String>,
}

impl Manifest {
    /// `kept` are path and content of the files that `keep` names.
    pub(super) fn new(
        files: impl Iterator<Item = String>,
        retained: BTreeSet<String>,
        kept: impl Iterator<Item = (String, Vec<u8>)>,
    ) -> Self {
        Self {
            files: files.collect(),
            retained,
            kept: kept.map(|(path, bytes)| hashed(&path, &bytes)).collect(),
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
            kept: union(|m| &m.kept),
        }
    }

    /// Whether both list the same files of the site.
    pub(super) fn has_files_of(&self, other: &Self) -> bool {
        self.files == other.files
    }

    /// This one with what the other knows of the files that `keep` names, if it is news.
    pub(super) fn learnt_from(&self, other: &Self) -> Option<Self> {
        (self.kept != other.kept).then(|| Self {
            files: self.files.clone(),
            retained: self.retained.clone(),
            kept: other.kept.clone(),
        })
    }

    /// Whether Stepdown wrote these bytes to a path that `keep` names. What it wrote before
    /// `keep` named it is not known.
    pub(super) fn wrote(&self, path: &str, bytes: &[u8]) -> bool {
        self.kept.contains(&hashed(path, bytes))
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
            } else if let Some(kept) = line.strip_prefix(KEPT) {
                manifest.kept.insert(kept.to_owned());
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
        for (what, list) in [(RETAINED, &self.retained), (KEPT, &self.kept)] {
            for line in list {
                text.push_str(what);
                text.push_str(line);
                text.push('\n');
            }
        }
        write_whole(path, text.as_bytes()).map_err(|e| failed(path, "write the manifest", &e))
    }
}

/// How the manifest writes that a file had this content.
fn hashed(path: &str, bytes: &[u8]) -> String {
    format!("{} {path}", blake3::hash(bytes).to_hex())
}
