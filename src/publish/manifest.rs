//! The list of files that Stepdown made, one path a line, beside the target.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::failed;
use crate::diagnostic::Diagnostics;

const HEADER: &str =
    "# Files that Stepdown made in the folder beside this file. Made by the program.";

/// The files of the last publish.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    files: BTreeSet<String>,
}

impl Manifest {
    pub(super) fn new(files: Vec<String>) -> Self {
        Self {
            files: files.into_iter().collect(),
        }
    }

    /// Both sites' files.
    pub(super) fn with(&self, other: Option<&Self>) -> Self {
        let more = other.into_iter().flat_map(|m| m.files.iter());
        Self {
            files: self.files.iter().chain(more).cloned().collect(),
        }
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// `None` when there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, Diagnostics> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let files = text
                    .lines()
                    .filter(|l| !l.is_empty() && !l.starts_with("# "))
                    .map(str::to_owned);
                Ok(Some(Self {
                    files: files.collect(),
                }))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(path, "read the manifest", &error)),
        }
    }

    /// Written beside and renamed: it is never half a list.
    pub(super) fn write(&self, path: &Path) -> Result<(), Diagnostics> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let write = || -> std::io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            let mut text = String::from(HEADER);
            text.push('\n');
            for path in &self.files {
                text.push_str(path);
                text.push('\n');
            }
            file.write_all(text.as_bytes())?;
            file.persist(path).map_err(|e| e.error)?;
            Ok(())
        };
        write().map_err(|e| failed(path, "write the manifest", &e))
    }
}
