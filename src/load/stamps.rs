//! Size, time and number of every file of a site: a cheap way to see that a file
//! changed when no event said so.
//!
//! File systems of containers and networks send no events, and where a folder
//! has just been made some may be missed. Comparing stamps finds those files;
//! what is in them decides as always.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use foldhash::fast::FixedState;
use walkdir::WalkDir;

use super::{Changes, FOLDERS, is_ignored};

/// What the system says of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    number: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            number: std::os::unix::fs::MetadataExt::ino(metadata),
            #[cfg(not(unix))]
            number: 0,
        }
    }
}

/// The stamps of a site's files at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps(HashMap<OsString, Stamp, FixedState>);

impl Stamps {
    /// Looks at every file that a site is made of.
    #[must_use]
    pub fn look(root: &Path) -> Self {
        let mut stamps = HashMap::default();
        let config = root.join(crate::config::FILE);
        if let Ok(metadata) = std::fs::metadata(&config) {
            stamps.insert(config.into_os_string(), Stamp::of(&metadata));
        }
        for folder in FOLDERS {
            let entries = WalkDir::new(root.join(folder))
                .follow_links(true)
                .into_iter()
                .filter_entry(|e| e.depth() == 0 || !is_ignored(&e.file_name().to_string_lossy()));
            // What cannot be read is reported when it is loaded.
            for entry in entries.filter_map(Result::ok) {
                if let Ok(metadata) = entry.metadata()
                    && !metadata.is_dir()
                {
                    stamps.insert(entry.into_path().into_os_string(), Stamp::of(&metadata));
                }
            }
        }
        Self(stamps)
    }

    /// Looks again at what may have changed.
    pub fn refresh(&mut self, root: &Path, changes: &Changes) {
        let Some(paths) = changes.paths() else {
            *self = Self::look(root);
            return;
        };
        for path in paths {
            match std::fs::metadata(path) {
                Ok(metadata) if !metadata.is_dir() => {
                    self.0
                        .insert(path.clone().into_os_string(), Stamp::of(&metadata));
                }
                Err(_) if self.0.remove(path.as_os_str()).is_some() => {}
                // A folder, or what was one: whatever lies below it.
                _ => {
                    *self = Self::look(root);
                    return;
                }
            }
        }
    }

    /// The files that differ, are new or are gone.
    #[must_use]
    pub fn differences(&self, later: &Self) -> Changes {
        let differs = |path: &&OsString| self.0.get(*path) != later.0.get(*path);
        let is_gone = |path: &&OsString| !later.0.contains_key(*path);
        let now = later.0.keys().filter(differs);
        let mut changes = Changes::default();
        // A set: the order of the two maps does not matter.
        for path in now.chain(self.0.keys().filter(is_gone)) {
            changes.add(PathBuf::from(path));
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_seen_without_an_event() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        let article = root.join("content/a.md");
        std::fs::create_dir_all(root.join("content/part")).expect("a folder");
        std::fs::write(&article, "one").expect("written");
        std::fs::write(root.join("content/part/.b.md.swp"), "x").expect("written");
        let before = Stamps::look(root);
        assert_eq!(before.0.len(), 1);
        assert!(before.differences(&Stamps::look(root)).is_empty());

        std::fs::write(&article, "three").expect("written");
        std::fs::write(root.join("content/part/b.md"), "new").expect("written");
        let after = Stamps::look(root);
        let changes = before.differences(&after);
        assert!(changes.concerns(&article));
        assert!(changes.concerns(&root.join("content/part/b.md")));

        let mut refreshed = before.clone();
        refreshed.refresh(root, &changes);
        assert_eq!(refreshed, after);
        std::fs::remove_dir_all(root.join("content/part")).expect("removed");
        assert!(
            after
                .differences(&Stamps::look(root))
                .concerns(&root.join("content/part/b.md"))
        );
    }
}
