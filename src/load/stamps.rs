//! Size, time and number of every file of a site: a cheap way to see that a file
//! changed when no event said so.
//!
//! File systems of containers and networks send no events, and where a folder
//! has just been made some may be missed. Comparing stamps finds those files;
//! what is in them decides as always.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

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
pub struct Stamps(BTreeMap<PathBuf, Stamp>);

impl Stamps {
    /// Looks at every file that a site is made of.
    #[must_use]
    pub fn look(root: &Path) -> Self {
        let mut stamps = BTreeMap::new();
        let config = root.join(crate::config::FILE);
        if let Ok(metadata) = std::fs::metadata(&config) {
            stamps.insert(config, Stamp::of(&metadata));
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
                    stamps.insert(entry.into_path(), Stamp::of(&metadata));
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
                    self.0.insert(path.clone(), Stamp::of(&metadata));
                }
                Err(_) if self.0.remove(path).is_some() => {}
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
        let mut changes = Changes::default();
        for (path, stamp) in &later.0 {
            if self.0.get(path) != Some(stamp) {
                changes.add(path.clone());
            }
        }
        for path in self.0.keys().filter(|path| !later.0.contains_key(*path)) {
            changes.add(path.clone());
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
