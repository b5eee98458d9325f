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
use walkdir::{DirEntry, WalkDir};

use super::{Changes, FOLDERS, is_ignored, leads_into};

/// What the system says of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    number: u64,
    /// When anything of it changed, in seconds and nanoseconds: programs that put
    /// the time of an older version back cannot put this one back.
    changed: (i64, i64),
}

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            number: metadata.ino(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            number: 0,
            changed: (0, 0),
        }
    }
}

/// What lies at a path, or what a link there is that leads nowhere.
fn metadata_of(path: &Path) -> std::io::Result<Metadata> {
    std::fs::metadata(path).or_else(|_| std::fs::symlink_metadata(path))
}

/// Whether this is a link to a folder that is not in the site's.
fn leads_out(entry: &DirEntry, root: &Path) -> bool {
    entry.path_is_symlink() && entry.file_type().is_dir() && !leads_into(entry.path(), Some(root))
}

/// The stamps of a site's files at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    files: HashMap<OsString, Stamp, FixedState>,
    has_links: bool,
}

impl Stamps {
    /// Looks at every file that a site is made of.
    #[must_use]
    pub fn look(root: &Path) -> Self {
        let mut stamps = Self::default();
        let config = root.join(crate::config::FILE);
        stamps.has_links = config.is_symlink();
        if let Ok(metadata) = metadata_of(&config) {
            stamps
                .files
                .insert(config.into_os_string(), Stamp::of(&metadata));
        }
        for folder in FOLDERS {
            let mut entries = WalkDir::new(root.join(folder))
                .follow_links(true)
                .into_iter()
                .filter_entry(|e| e.depth() == 0 || !is_ignored(&e.file_name().to_string_lossy()));
            while let Some(entry) = entries.next() {
                let (path, metadata) = match entry {
                    // Loading refuses such a link, and whatever lies behind it (a whole
                    // disk, at worst) is no part of the site: the link itself is.
                    Ok(entry) if leads_out(&entry, root) => {
                        stamps.has_links = true;
                        entries.skip_current_dir();
                        let metadata = std::fs::symlink_metadata(entry.path());
                        (entry.into_path(), metadata)
                    }
                    Ok(entry) => {
                        stamps.has_links |= entry.path_is_symlink();
                        let metadata = entry.metadata().map_err(std::io::Error::from);
                        (entry.into_path(), metadata)
                    }
                    // What cannot be read is reported when it is loaded; that it can
                    // be read later is a change.
                    Err(error) => {
                        let Some(path) = error.path().map(Path::to_path_buf) else {
                            continue;
                        };
                        stamps.has_links |= path.is_symlink();
                        let metadata = std::fs::symlink_metadata(&path);
                        (path, metadata)
                    }
                };
                if let Ok(metadata) = metadata
                    && !metadata.is_dir()
                {
                    stamps
                        .files
                        .insert(path.into_os_string(), Stamp::of(&metadata));
                }
            }
        }
        stamps
    }

    /// Whether a link is among the files: what it leads to may change without an
    /// event.
    #[must_use]
    pub fn have_links(&self) -> bool {
        self.has_links
    }

    /// Looks again at what may have changed; gives what else has: where everything is
    /// looked at, nobody would see it any more.
    #[must_use]
    pub fn refresh(&mut self, root: &Path, changes: &Changes) -> Changes {
        let look_at_all = |known: &mut Self| {
            let now = Self::look(root);
            let found = known.differences(&now);
            *known = now;
            found
        };
        let Some(paths) = changes.paths() else {
            return look_at_all(self);
        };
        for path in paths {
            match metadata_of(path) {
                Ok(metadata) if !metadata.is_dir() && !path.is_symlink() => {
                    self.files
                        .insert(path.clone().into_os_string(), Stamp::of(&metadata));
                }
                Err(_) if self.files.remove(path.as_os_str()).is_some() => {}
                // A link, a folder, or what was one: whatever lies below it.
                _ => return look_at_all(self),
            }
        }
        Changes::default()
    }

    /// The files that differ, are new or are gone.
    #[must_use]
    pub fn differences(&self, later: &Self) -> Changes {
        let differs = |path: &&OsString| self.files.get(*path) != later.files.get(*path);
        let is_gone = |path: &&OsString| !later.files.contains_key(*path);
        let now = later.files.keys().filter(differs);
        let mut changes = Changes::default();
        // A set: the order of the two maps does not matter.
        for path in now.chain(self.files.keys().filter(is_gone)) {
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
        assert_eq!(before.files.len(), 1);
        assert!(before.differences(&Stamps::look(root)).is_empty());

        std::fs::write(&article, "three").expect("written");
        std::fs::write(root.join("content/part/b.md"), "new").expect("written");
        let after = Stamps::look(root);
        let changes = before.differences(&after);
        assert!(changes.concerns(&article));
        assert!(changes.concerns(&root.join("content/part/b.md")));

        let mut refreshed = before.clone();
        assert!(refreshed.refresh(root, &changes).is_empty());
        assert_eq!(refreshed, after);
        std::fs::remove_dir_all(root.join("content/part")).expect("removed");
        assert!(
            after
                .differences(&Stamps::look(root))
                .concerns(&root.join("content/part/b.md"))
        );
    }

    #[cfg(unix)]
    #[test]
    fn an_old_time_put_back_and_links_to_nowhere_are_seen() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        let article = root.join("content/a.md");
        std::fs::create_dir_all(root.join("content")).expect("a folder");
        std::fs::write(&article, "one").expect("written");
        let before = Stamps::look(root);
        assert!(!before.have_links());
        let modified = std::fs::metadata(&article).and_then(|m| m.modified());
        // The clock of a file system may tick only every few milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::write(&article, "two").expect("written");
        std::fs::File::options()
            .append(true)
            .open(&article)
            .and_then(|file| file.set_modified(modified?))
            .expect("the old time");
        let edited = Stamps::look(root);
        assert!(before.differences(&edited).concerns(&article));

        let link = root.join("content/b.md");
        std::os::unix::fs::symlink("nowhere.md", &link).expect("a link");
        let linked = Stamps::look(root);
        assert!(linked.have_links());
        assert!(edited.differences(&linked).concerns(&link));
        let mut refreshed = edited.clone();
        assert!(
            refreshed
                .refresh(root, &edited.differences(&linked))
                .concerns(&link)
        );
        assert_eq!(refreshed, linked);
    }

    #[test]
    fn what_another_change_makes_looked_at_is_told() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        let article = root.join("content/a.md");
        std::fs::create_dir_all(root.join("content")).expect("a folder");
        std::fs::write(&article, "one").expect("written");
        let mut stamps = Stamps::look(root);
        std::fs::write(&article, "three").expect("written");
        // A file that came and went in between, as vim's `4913`.
        let mut changes = Changes::default();
        changes.add(root.join("content/4913"));
        assert!(stamps.refresh(root, &changes).concerns(&article));
        assert_eq!(stamps, Stamps::look(root));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_site_is_seen_and_not_followed() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().expect("a folder");
        let elsewhere = dir.path().join("elsewhere");
        let root = &dir.path().join("site");
        for folder in [&elsewhere, &root.join("content"), &root.join("shared")] {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        let linked = root.join("content/out");
        std::fs::write(elsewhere.join("a.md"), "one").expect("written");
        std::fs::write(root.join("shared/b.md"), "one").expect("written");
        symlink(&elsewhere, &linked).expect("a link");
        symlink("../shared", root.join("content/in")).expect("a link");
        // A whole folder of the site may be such a link, too.
        symlink(&elsewhere, root.join("static")).expect("a link");
        let stamps = Stamps::look(root);
        assert!(stamps.have_links());
        let mut seen: Vec<_> = stamps.files.keys().map(PathBuf::from).collect();
        seen.sort();
        let expected = ["content/in/b.md", "content/out", "static"];
        assert_eq!(seen, expected.map(|path| root.join(path)));

        // That it is taken away is a change.
        std::fs::remove_file(&linked).expect("removed");
        let changes = stamps.differences(&Stamps::look(root));
        assert!(changes.concerns(&linked));
    }
}
