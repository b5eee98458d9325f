//! The target folder and what lies beside it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::{absolute, failed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// How the name of the old site ends while the new one takes its place.
const ASIDE: &str = "-old";

/// Who named the output folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `--out`.
    Flag,
    /// `stepdown.toml`.
    Configuration,
}

/// Refuses an output folder that is, holds or lies in a folder of sources.
///
/// # Errors
/// When publishing there would destroy something.
pub fn check_target(root: &Path, target: &Path, origin: Origin) -> Result<(), Diagnostic> {
    let target = resolved(target);
    let root = resolved(root);
    let code = match origin {
        Origin::Flag => Code::OutputFlag,
        Origin::Configuration => Code::OutputFolder,
    };
    let refuse = |what: String| {
        let d = Diagnostic::new(code, what).help("choose a folder of its own, such as `public`");
        Err(match origin {
            Origin::Flag => d,
            Origin::Configuration => d.in_file(crate::config::FILE),
        })
    };
    if root.starts_with(&target) {
        return refuse("the output folder is the site's own folder, or holds it".to_owned());
    }
    for name in ["content", "templates", "static", "locales"] {
        let sources = root.join(name);
        if target.starts_with(&sources) || sources.starts_with(&target) {
            return refuse(format!(
                "the output folder is, or lies in, the folder `{name}/`"
            ));
        }
    }
    if target.exists() && !target.is_dir() {
        return refuse("the output folder is a file".to_owned());
    }
    Ok(())
}

/// The absolute path with the links of its existing part followed.
fn resolved(path: &Path) -> PathBuf {
    let path = absolute(path);
    let mut missing = Vec::new();
    let mut at = path.as_path();
    loop {
        if let Ok(real) = at.canonicalize() {
            return missing.iter().rev().fold(real, |p, name| p.join(name));
        }
        match (at.parent(), at.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name.to_owned());
                at = parent;
            }
            _ => return path,
        }
    }
}

/// Files and folders beside the target that belong to it.
pub(super) struct Neighbours {
    pub parent: PathBuf,
    name: String,
    pub manifest: PathBuf,
}

impl Neighbours {
    pub(super) fn of(target: &Path) -> Result<Self, Diagnostics> {
        let target = absolute(target);
        match (target.parent(), target.file_name()) {
            (Some(parent), Some(name)) => {
                let name = name.to_string_lossy().into_owned();
                Ok(Self {
                    parent: parent.to_path_buf(),
                    manifest: parent.join(format!(".stepdown-{name}.manifest")),
                    name,
                })
            }
            _ => Err(Diagnostic::new(
                Code::OutputFlag,
                "the root of a disk cannot be the output folder",
            )
            .help("choose a folder of its own, such as `public`")
            .into()),
        }
    }

    /// A new folder for this build.
    pub(super) fn staging(&self) -> PathBuf {
        self.parent.join(format!(
            ".stepdown-{}.new-{}",
            self.name,
            std::process::id()
        ))
    }

    /// Holds the lock until it is dropped; the system frees it when we die.
    pub(super) fn lock(&self) -> Result<File, Diagnostics> {
        let path = self.parent.join(format!(".stepdown-{}.lock", self.name));
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| failed(&path, "write beside the output folder", &e))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(Diagnostic::new(
                Code::Locked,
                "another build is writing to this output folder",
            )
            .help("wait until it is done, or choose another folder with `--out`")
            .into()),
            Err(fs::TryLockError::Error(error)) => {
                Err(failed(&path, "lock the output folder", &error))
            }
        }
    }

    /// Removes what killed builds left. Where folders cannot be exchanged, a
    /// kill between the two renames leaves the old site aside: it goes back.
    pub(super) fn remove_leftovers(&self) -> Result<(), Diagnostics> {
        let target = self.parent.join(&self.name);
        let prefix = format!(".stepdown-{}.new-", self.name);
        let entries =
            fs::read_dir(&self.parent).map_err(|e| failed(&self.parent, "read the folder", &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| failed(&self.parent, "read the folder", &e))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with(&prefix) {
                continue;
            }
            if name.ends_with(ASIDE) && !target.exists() {
                fs::rename(entry.path(), &target)
                    .map_err(|e| failed(&target, "put the old site back", &e))?;
            } else {
                fs::remove_dir_all(entry.path())
                    .map_err(|e| failed(&entry.path(), "remove a leftover", &e))?;
            }
        }
        Ok(())
    }
}

/// Whether the target exists; refuses it when it holds files that are not ours.
pub(super) fn check_unknown(
    target: &Path,
    manifest: Option<&Manifest>,
    keep: &[String],
) -> Result<bool, Diagnostics> {
    if !target.exists() {
        return Ok(false);
    }
    let mut unknown = Vec::new();
    for entry in walkdir::WalkDir::new(target).min_depth(1) {
        let entry = entry.map_err(|e| {
            let error = e
                .into_io_error()
                .unwrap_or_else(|| io::Error::other("a loop of links"));
            failed(target, "read the output folder", &error)
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(target).unwrap_or(entry.path());
        let path = relative.to_string_lossy().replace('\\', "/");
        if !is_kept(&path, keep) && !manifest.is_some_and(|m| m.contains(&path)) {
            unknown.push(path);
        }
    }
    unknown.sort();
    match unknown.as_slice() {
        [] => Ok(true),
        [first, ..] => {
            let (message, help) = if manifest.is_none() {
                (
                    format!(
                        "the output folder `{}` is not empty and was not made by Stepdown",
                        target.display()
                    ),
                    "empty it, or choose another folder with `--out`".to_owned(),
                )
            } else {
                let more = match unknown.len() {
                    1 => String::new(),
                    n => format!(" and {} more", n - 1),
                };
                (
                    format!("the output folder holds `{first}`{more}, which Stepdown did not make"),
                    format!(
                        "move it away, or add `keep = [\"{first}\"]` to `{}`",
                        crate::config::FILE
                    ),
                )
            };
            Err(Diagnostic::new(Code::OutputFolder, message)
                .help(help)
                .into())
        }
    }
}

/// Whether `keep` names the file or a folder above it.
fn is_kept(path: &str, keep: &[String]) -> bool {
    keep.iter().any(|k| {
        let k = k.trim_matches('/');
        path == k
            || path
                .strip_prefix(k)
                .is_some_and(|rest| rest.starts_with('/'))
    })
}

/// Carries the kept files of the old site into the new one.
pub(super) fn carry_over(
    target: &Path,
    staging: &Path,
    keep: &[String],
) -> Result<(), Diagnostics> {
    for name in keep {
        let from = target.join(name.trim_matches('/'));
        if !from.exists() {
            continue;
        }
        for entry in walkdir::WalkDir::new(&from) {
            let entry = entry.map_err(|e| {
                let error = e
                    .into_io_error()
                    .unwrap_or_else(|| io::Error::other("a loop of links"));
                failed(&from, "carry the file over", &error)
            })?;
            if entry.file_type().is_dir() {
                continue;
            }
            let relative = entry.path().strip_prefix(target).unwrap_or(entry.path());
            let to = staging.join(relative);
            if to.exists() {
                continue;
            }
            let copy = || -> io::Result<()> {
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::hard_link(entry.path(), &to).or_else(|_| fs::copy(entry.path(), &to).map(drop))
            };
            copy().map_err(|e| failed(entry.path(), "carry the file over", &e))?;
        }
    }
    Ok(())
}

/// Puts the new folder in the target's place, and the old one in the new one's.
pub(super) fn exchange(staging: &Path, target: &Path, exists: bool) -> Result<(), Diagnostics> {
    if !exists {
        return fs::rename(staging, target)
            .map_err(|e| failed(target, "put the new site in place", &e));
    }
    swap(staging, target).map_err(|e| failed(target, "put the new site in place", &e))
}

#[cfg(target_os = "linux")]
fn swap(staging: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, staging, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // File systems that cannot exchange: two renames, as elsewhere.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            two_renames(staging, target)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(staging: &Path, target: &Path) -> io::Result<()> {
    two_renames(staging, target)
}

/// Between the two the target is missing for an instant; nothing is lost.
fn two_renames(staging: &Path, target: &Path) -> io::Result<()> {
    let mut aside = staging.as_os_str().to_owned();
    aside.push(ASIDE);
    let aside = PathBuf::from(aside);
    fs::rename(target, &aside)?;
    if let Err(error) = fs::rename(staging, target) {
        fs::rename(&aside, target)?;
        return Err(error);
    }
    fs::rename(&aside, staging)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_never_a_target() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir(root.path().join("content")).expect("a folder");
        let refused =
            |path: &str| check_target(root.path(), &root.path().join(path), Origin::Flag).is_err();
        for bad in [
            "",
            ".",
            "..",
            "content",
            "content/x",
            "content/../content",
            "templates",
            "static/a",
        ] {
            assert!(refused(bad), "{bad}");
        }
        for good in ["public", "content-2", "out/deep"] {
            assert!(!refused(good), "{good}");
        }
    }

    #[test]
    fn the_exchange_without_the_system_call_does_the_same() {
        let root = tempfile::tempdir().expect("a folder");
        let (new, old) = (root.path().join("new"), root.path().join("old"));
        for (folder, text) in [(&new, "new"), (&old, "old")] {
            fs::create_dir(folder).expect("a folder");
            fs::write(folder.join("f"), text).expect("a file");
        }
        two_renames(&new, &old).expect("renamed");
        assert_eq!(fs::read_to_string(old.join("f")).expect("there"), "new");
        assert_eq!(fs::read_to_string(new.join("f")).expect("there"), "old");
    }

    #[test]
    fn kept_names_are_whole_names() {
        let keep = ["CNAME".to_owned(), ".well-known/".to_owned()];
        assert!(is_kept("CNAME", &keep));
        assert!(is_kept(".well-known/security.txt", &keep));
        assert!(!is_kept("CNAME2", &keep));
    }
}
