//! The target folder and what lies beside it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::{Change, Target, absolute, failed, link_or_copy, with_parents};
use crate::config::Method;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, io_error};
use crate::terminal::shell_word;

/// How the name of the old site ends while the new one takes its place.
const ASIDE: &str = "-old";
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
    folder: PathBuf,
    /// The output folder itself: where a symbolic link is named, what it leads to.
    pub target: PathBuf,
    /// What the names of our files begin with.
    prefix: String,
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

    /// A failure beside the target, with the way round it.
    fn failed(&self, path: &Path, doing: &str, error: &io::Error) -> Diagnostics {
        let mut diagnostic = io_error(path.to_string_lossy(), doing, error);
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
    let own = target.join(INSIDE);
    let files = walkdir::WalkDir::new(target).min_depth(1).into_iter();
    for entry in files.filter_entry(|entry| entry.path() != own) {
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
pub(super) fn is_kept(path: &str, keep: &[String]) -> bool {
    keep.iter().any(|k| {
        let k = k.trim_matches('/');
        path == k
            || path
                .strip_prefix(k)
                .is_some_and(|rest| rest.starts_with('/'))
    })
}

/// Refuses a new site that needs the place of a kept file: as a file where its folder is,
/// as a folder where it is, or as another file of its name. Nothing has moved yet.
pub(super) fn check_kept(
    target: &Path,
    keep: &[String],
    old: Option<&Manifest>,
    new: &BTreeMap<&str, Change>,
) -> Result<(), Diagnostics> {
    for path in kept_files(target, keep, "read the kept file")? {
        let path = path.to_string_lossy().replace('\\', "/");
        if old.is_some_and(|m| m.contains(&path)) {
            continue;
        }
        if let Some(in_the_way) = in_the_way_of(&path, new) {
            return Err(Diagnostic::new(
                Code::OutputFolder,
                format!("`{in_the_way}` of the new site would remove `{path}`, which `keep` names"),
            )
            .help("give one of them another name; nothing was changed")
            .into());
        }
        // The same bytes take nothing from anybody.
        if new.get(&*path).is_some_and(|c| *c != Change::Same) {
            return Err(Diagnostic::new(
                Code::OutputFolder,
                format!("`{path}` of the new site would replace the file of that name, which `keep` names"),
            )
            .help(format!(
                "take `{path}` out of the site, or move it out of `{}`; nothing was changed",
                target.display()
            ))
            .into());
        }
    }
    Ok(())
}

/// The output that cannot be there together with the file `path`.
fn in_the_way_of<'n>(path: &str, new: &BTreeMap<&'n str, Change>) -> Option<&'n str> {
    let above = path.match_indices('/').map(|(at, _)| &path[..at]);
    let file = above.filter_map(|folder| new.get_key_value(folder)).next();
    let below = format!("{path}/");
    let next = new
        .range::<str, _>((Bound::Included(below.as_str()), Bound::Unbounded))
        .next();
    file.or(next.filter(|(next, _)| next.starts_with(&below)))
        .map(|(path, _)| *path)
}

/// The files that `keep` names and that are there, below the target. A link is one of
/// them, wherever it leads.
fn kept_files(target: &Path, keep: &[String], doing: &str) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut files = Vec::new();
    let roots = keep.iter().map(|name| target.join(name.trim_matches('/')));
    for from in roots.filter(|from| from.symlink_metadata().is_ok()) {
        for entry in walkdir::WalkDir::new(&from).follow_root_links(false) {
            let entry = entry.map_err(|e| {
                let error = e
                    .into_io_error()
                    .unwrap_or_else(|| io::Error::other("a loop of links"));
                failed(&from, doing, &error)
            })?;
            if !entry.file_type().is_dir() {
                let path = entry.path().strip_prefix(target).unwrap_or(entry.path());
                files.push(path.to_owned());
            }
        }
    }
    Ok(files)
}

/// Carries the kept files of the old site into the new one, but for what is `removed`.
pub(super) fn carry_over(
    target: &Target<'_>,
    staging: &Path,
    removed: &[String],
) -> Result<(), Diagnostics> {
    for path in kept_files(target.folder, target.keep, "carry the file over")? {
        let (from, to) = (target.folder.join(&path), staging.join(&path));
        let is_removed = removed.iter().any(|gone| Path::new(gone) == path);
        if is_removed || to.symlink_metadata().is_ok() {
            continue;
        }
        let done = match from.is_symlink() {
            true => same_link(&from, &to),
            false => link_or_copy(&from, &to),
        };
        done.map_err(|e| failed(&from, "carry the file over", &e))?;
    }
    Ok(())
}

/// Another link that leads where the first one does: not every system gives a link a second
/// name, nor lets us do it with a link of somebody else's, and a copy would be no link.
#[cfg(unix)]
fn same_link(from: &Path, to: &Path) -> io::Result<()> {
    let leads = fs::read_link(from)?;
    with_parents(to, || std::os::unix::fs::symlink(&leads, to))
}

/// A second name for the link.
#[cfg(not(unix))]
fn same_link(from: &Path, to: &Path) -> io::Result<()> {
    link_or_copy(from, to)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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

    #[test]
    fn a_kept_file_and_an_output_cannot_share_a_place() {
        let new = ["a", "b/c/index.html", "b.txt"].map(|path| (path, Change::New));
        let new = BTreeMap::from(new);
        assert_eq!(in_the_way_of("a/private.txt", &new), Some("a"));
        assert_eq!(in_the_way_of("b/c", &new), Some("b/c/index.html"));
        for fine in ["b/private.txt", "b.txt", "ab/c", "b/c/x"] {
            assert_eq!(in_the_way_of(fine, &new), None, "{fine}");
        }
    }

    #[test]
    fn kept_names_are_whole_names() {
        let keep = ["CNAME".to_owned(), ".well-known/".to_owned()];
        assert!(is_kept("CNAME", &keep));
        assert!(is_kept(".well-known/security.txt", &keep));
        assert!(!is_kept("CNAME2", &keep));
    }
}
