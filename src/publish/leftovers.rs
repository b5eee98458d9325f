//! The folders of builds beside the site, and what killed builds left of them.
//!
//! In go the places of a target; out comes a free name for this build's staging folder,
//! and a folder without the ones of earlier builds. One that cannot be removed is named,
//! stops nothing and is tried again by the next build. Where folders cannot be exchanged,
//! the old site is set aside under the name of the new one and [`ASIDE`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::failed;
use super::folder::Places;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::terminal::shell_word;

/// How the name of the old site ends while the new one takes its place.
const ASIDE: &str = "-old";

impl Places {
    /// A new folder for this build: neither its name nor that of the site it sets aside is
    /// a leftover's, since one that cannot be removed stays.
    pub(super) fn staging(&self) -> PathBuf {
        let name = format!("{}new-{}", self.prefix, std::process::id());
        let more = (1..).map(|n| format!("{name}-{n}"));
        let mut paths = std::iter::once(name.clone())
            .chain(more)
            .map(|name| self.folder.join(name));
        let is_free = |path: &Path| fs::symlink_metadata(path).is_err();
        let free = paths.find(|path| is_free(path) && is_free(&aside(path)));
        free.unwrap_or_else(|| self.folder.join(name))
    }

    /// Removes what killed builds left, and names what cannot be removed. Where folders
    /// cannot be exchanged, a kill between the two renames leaves the old site aside: it
    /// goes back.
    pub(super) fn remove_leftovers(&self) -> Result<Vec<Diagnostic>, Diagnostics> {
        let mut leftovers = self.leftovers()?;
        let old = match self.target.exists() {
            true => None,
            false => set_aside(&leftovers),
        };
        if let Some(old) = old {
            let old = leftovers.swap_remove(old);
            fs::rename(old, &self.target)
                .map_err(|e| failed(&self.target, "put the old site back", &e))?;
        }
        let mut left: Vec<Diagnostic> = leftovers
            .into_iter()
            .filter_map(|folder| self.remove_leftover(folder))
            .collect();
        left.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(left)
    }

    /// What killed builds left, by name.
    fn leftovers(&self) -> Result<Vec<PathBuf>, Diagnostics> {
        let told = |e: io::Error| failed(&self.folder, "read the folder", &e);
        let prefix = format!("{}new-", self.prefix);
        let mut leftovers = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(told)? {
            let entry = entry.map_err(told)?;
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                leftovers.push(entry.path());
            }
        }
        leftovers.sort();
        Ok(leftovers)
    }

    /// A site that was set aside loses the name that says so before anything in it goes:
    /// half of it is never put back.
    fn remove_leftover(&self, mut folder: PathBuf) -> Option<Diagnostic> {
        if is_aside(&folder) {
            let other = self.staging();
            if let Err(error) = fs::rename(&folder, &other) {
                return Some(left_over(&folder, &error));
            }
            folder = other;
        }
        discard(&folder)
    }
}

/// Where the old site is while the new one takes its place.
pub(super) fn aside(staging: &Path) -> PathBuf {
    let mut aside = staging.as_os_str().to_owned();
    aside.push(ASIDE);
    PathBuf::from(aside)
}

fn is_aside(folder: &Path) -> bool {
    folder.to_string_lossy().ends_with(ASIDE)
}

/// Which leftover is the old site: first of all one beside the new site that should have
/// taken its place, for else that one has been there.
fn set_aside(leftovers: &[PathBuf]) -> Option<usize> {
    let is_before = |old: &Path| leftovers.iter().any(|new| aside(new) == old);
    let asides = leftovers.iter().enumerate().filter(|(_, f)| is_aside(f));
    let old = asides.min_by_key(|(_, folder)| !is_before(folder));
    old.map(|(at, _)| at)
}

/// Removes a folder that nothing needs any more; says so where that cannot be done. It is
/// in nobody's way.
pub(super) fn discard(folder: &Path) -> Option<Diagnostic> {
    let error = match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => error,
        _ => return None,
    };
    Some(left_over(folder, &error))
}

/// Says that a folder stays which nothing needs, and how to remove it.
fn left_over(folder: &Path, error: &io::Error) -> Diagnostic {
    let shown = folder.to_string_lossy();
    let word = shell_word(&shown);
    let help = match error.kind() {
        // Its files can be the new site's too, so only folders change.
        io::ErrorKind::PermissionDenied => format!(
            "nothing needs it. Remove it by hand: `find {word} -type d -exec chmod u+w {{}} +`, then `rm -r {word}`; where the folders are another user's, that user has to"
        ),
        _ => format!("nothing needs it. Remove it by hand: `rm -r {word}`"),
    };
    let what = format!("a folder that is left over could not be removed: {error}");
    Diagnostic {
        severity: Severity::Warning,
        ..Diagnostic::new(Code::Io, what).in_file(shown).help(help)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::Target;
    use super::*;
    use crate::config::Method;

    #[test]
    fn a_new_folder_never_has_the_name_of_a_leftover() {
        let root = tempfile::tempdir().expect("a folder");
        let places = places(root.path());
        let names: Vec<PathBuf> = (0..3)
            .map(|_| {
                let name = places.staging();
                fs::create_dir(&name).expect("it was free");
                name
            })
            .collect();
        assert_eq!(BTreeSet::from_iter(&names).len(), 3);
        assert!(places.remove_leftovers().expect("removed").is_empty());
        assert!(
            names.iter().all(|name| !name.exists()),
            "each is known as a leftover"
        );
    }

    /// Places beside a folder `public`, which is not there.
    fn places(root: &Path) -> Places {
        let target = Target {
            folder: &root.join("public"),
            method: Method::Swap,
            keep: &[],
            compress: &[],
        };
        Places::of(&target).expect("places")
    }

    /// Leftovers of these names, each with its name in it.
    fn leave(root: &Path, names: &[&str]) {
        for name in names {
            let folder = root.join(format!(".stepdown-public.new-{name}"));
            fs::create_dir(&folder).expect("a folder");
            fs::write(folder.join("name"), name).expect("a file");
        }
    }

    #[test]
    fn the_old_site_that_goes_back_is_the_one_whose_new_site_waits() {
        for (names, old) in [
            (&["1", "1-old"][..], Some("1-old")),
            (&["1-old", "2", "2-old", "3-old"], Some("2-old")),
            // The second rename and the way back failed: there is nothing else.
            (&["1-old"], Some("1-old")),
            (&["1"], None),
        ] {
            let root = tempfile::tempdir().expect("a folder");
            let places = places(root.path());
            leave(root.path(), names);
            assert!(places.remove_leftovers().expect("removed").is_empty());
            // No file there is one of the answers: nothing went back.
            let back = fs::read_to_string(root.path().join("public/name")).ok();
            assert_eq!(back.as_deref(), old, "{names:?}");
            assert!(places.leftovers().expect("readable").is_empty());
        }
    }

    #[test]
    fn a_new_folder_has_a_free_name_for_the_old_site_too() {
        let root = tempfile::tempdir().expect("a folder");
        let places = places(root.path());
        let first = places.staging();
        fs::create_dir(aside(&first)).expect("a folder");
        assert_ne!(places.staging(), first);
    }
}
