//! The target folder: whether a site may be published there, and where its lock, manifest
//! and staging folder lie.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::{Target, failed};
use crate::config::Method;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, output_error};
use crate::files::absolute;

/// The folder of lock, manifest and staging folder inside a target that is published in place.
pub(super) const INSIDE: &str = ".stepdown";
/// How the name of the manifest ends.
pub(super) const MANIFEST: &str = "manifest";

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
    for name in SOURCES {
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
    // Its path is still its own, since it leads to no folder.
    if target.is_symlink() {
        let refused = refuse("the output folder is a symbolic link that leads nowhere".to_owned());
        return refused.map_err(|d| d.help("make the folder that it leads to, or name that one"));
    }
    Ok(())
}

/// The folders of a site that people write.
const SOURCES: [&str; 4] = ["content", "templates", "static", "locales"];

/// Whether a file would be one of the site's own: its configuration, or in a folder of sources.
#[must_use]
pub fn is_source(root: &Path, file: &Path) -> bool {
    let (root, file) = (resolved(root), resolved(file));
    let own = |name: &str| file.starts_with(resolved(&root.join(name)));
    SOURCES.into_iter().any(own) || own(crate::config::FILE)
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

/// The folder that is published: what a symbolic link leads to, so that the link stays and
/// all that lies beside the folder is beside the folder itself.
fn followed(path: &Path) -> PathBuf {
    // With a slash at its end, a link would be taken for what it leads to.
    let path: PathBuf = absolute(path).components().collect();
    match path.is_symlink() {
        true => resolved(&path),
        false => path,
    }
}

/// Where lock, manifest and staging folder of a target are: beside it, or inside it where
/// it is published in place.
pub(super) struct Places {
    pub method: Method,
    /// The folder in which they are.
    pub(super) folder: PathBuf,
    /// The output folder itself: where a symbolic link is named, what it leads to.
    pub target: PathBuf,
    /// What the names of our files begin with.
    pub(super) prefix: String,
    pub manifest: PathBuf,
    /// Where the manifest is when the other method is used.
    other: PathBuf,
}

impl Places {
    pub(super) fn of(target: &Target<'_>) -> Result<Self, Diagnostics> {
        let folder = followed(target.folder);
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(Diagnostic::new(
                Code::OutputFlag,
                "the root of a disk cannot be the output folder",
            )
            .help("choose a folder of its own, such as `public`")
            .into());
        };
        let method = if is_mount_point(&folder) {
            Method::InPlace
        } else {
            target.method
        };
        let beside = (
            parent.to_path_buf(),
            format!(".stepdown-{}.", name.to_string_lossy()),
        );
        let inside = (folder.join(INSIDE), String::new());
        let ((of_site, prefix), other) = match method {
            Method::Swap => (beside, inside),
            Method::InPlace => (inside, beside),
        };
        Ok(Self {
            manifest: of_site.join(format!("{prefix}{MANIFEST}")),
            other: other.0.join(format!("{}{MANIFEST}", other.1)),
            method,
            folder: of_site,
            target: folder,
            prefix,
        })
    }

    /// The target with the folder itself in place of a link to it.
    pub(super) fn of_itself<'a>(&'a self, target: &Target<'a>) -> Target<'a> {
        Target {
            folder: &self.target,
            ..*target
        }
    }

    /// The manifest; else the one that publishing by the other method left.
    pub(super) fn find_manifest(&self) -> Result<Option<Manifest>, Diagnostics> {
        match Manifest::read(&self.manifest)? {
            Some(manifest) => Ok(Some(manifest)),
            None => Manifest::read(&self.other),
        }
    }

    /// Removes what publishing by the other method left.
    pub(super) fn forget_other(&self) -> Result<(), Diagnostics> {
        for file in [self.other.clone(), self.other.with_extension("lock")] {
            match fs::remove_file(&file) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => {
                    return Err(failed(&file, "remove the file", &e));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Makes the folder in which they are.
    pub(super) fn prepare(&self) -> Result<(), Diagnostics> {
        fs::create_dir_all(&self.folder)
            .map_err(|e| self.failed(&self.folder, "create the folder", &e))
    }

    /// Holds the lock until it is dropped; the system frees it when we die.
    pub(super) fn lock(&self) -> Result<File, Diagnostics> {
        let path = self.folder.join(format!("{}lock", self.prefix));
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| self.failed(&path, "write beside the output folder", &e))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(Diagnostic::new(
                Code::Locked,
                "another build is writing to this output folder",
            )
            .help("wait until it is done, or choose another folder with `--out`")
            .into()),
            // Some network shares have no locks: then it is up to their users.
            Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(file)
            }
            Err(fs::TryLockError::Error(error)) => {
                Err(failed(&path, "lock the output folder", &error))
            }
        }
    }

    /// A failure beside the target, with the way round it.
    fn failed(&self, path: &Path, doing: &str, error: &io::Error) -> Diagnostics {
        let mut diagnostic = output_error(path.to_string_lossy(), doing, error);
        let may_work = self.method == Method::Swap
            && matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            )
            && self.target.is_dir();
        if may_work {
            diagnostic = diagnostic.help(format!(
                "if only the output folder itself may be written, say `publish = \"in-place\"` in `{}`",
                crate::config::FILE
            ));
        }
        diagnostic.into()
    }
}

/// Whether something is mounted at a folder: then it cannot be renamed.
#[cfg(target_os = "linux")]
fn is_mount_point(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(
        CWD,
        folder,
        AtFlags::SYMLINK_NOFOLLOW,
        StatxFlags::BASIC_STATS,
    )
    .is_ok_and(|stat| {
        let known = stat
            .stx_attributes_mask
            .contains(StatxAttributes::MOUNT_ROOT);
        known && stat.stx_attributes.contains(StatxAttributes::MOUNT_ROOT)
    })
}

/// Whether something is mounted at a folder: then it is on another device than its parent.
#[cfg(all(unix, not(target_os = "linux")))]
fn is_mount_point(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| fs::symlink_metadata(path).map(|m| m.dev());
    match (device(folder), folder.parent().map(device)) {
        (Ok(own), Some(Ok(above))) => own != above,
        _ => false,
    }
}

/// Renaming it fails then, and the error says so.
#[cfg(not(unix))]
fn is_mount_point(_folder: &Path) -> bool {
    false
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
    fn what_people_write_is_known() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir(root.path().join("content")).expect("a folder");
        let is_own = |path: &str| is_source(root.path(), &root.path().join(path));
        for own in [
            "content/_index.md",
            "content/../content/new.md",
            "static/a",
            "stepdown.toml",
        ] {
            assert!(is_own(own), "{own}");
        }
        for other in ["report.html", "out/content/a", "content.html"] {
            assert!(!is_own(other), "{other}");
        }
    }
}
