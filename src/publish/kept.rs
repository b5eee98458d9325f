//! Files in the output folder that Stepdown did not make: those that the site's `keep`
//! names stay, any other stops the build.
//!
//! In go the target, its manifest and the files of the new site; out comes a refusal, or,
//! published by exchange, the kept files in the new folder too. A file that `keep` names is
//! Stepdown's only while it has the bytes that the manifest says were written there.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use super::folder::INSIDE;
use super::manifest::Manifest;
use super::{Change, Target, failed, link_or_copy, with_parents};
use crate::config::{FILE, toml_string};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::slashes;

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
        let entry = entry.map_err(|e| failed(target, "read the output folder", &cause(e)))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(target).unwrap_or(entry.path());
        let path = slashes(relative);
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
                    "choose a new or an empty folder with `--out` or `output`; empty this one only if nothing in it is needed".to_owned(),
                )
            } else {
                let more = match unknown.len() {
                    1 => String::new(),
                    n => format!(" and {} more", n - 1),
                };
                (
                    format!("the output folder holds `{first}`{more}, which Stepdown did not make"),
                    format!(
                        "move it away, or add `keep = [{}]` to `{FILE}`",
                        toml_string(first)
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
        let file = target.join(&path);
        let path = slashes(&path);
        let is_listed = old.is_some_and(|m| m.contains(&path));
        // The host's people may have put their own in the place of one of ours.
        let is_ours = |old: &Manifest| {
            let is_file = file.symlink_metadata().is_ok_and(|m| m.is_file());
            is_file && fs::read(&file).is_ok_and(|bytes| old.wrote(&path, &bytes))
        };
        let in_the_way = in_the_way_of(&path, new);
        // The same bytes take nothing from anybody.
        let is_replaced = new.get(&*path).is_some_and(|c| *c != Change::Same);
        if (in_the_way.is_none() && !is_replaced) || old.is_some_and(is_ours) {
            continue;
        }
        if let Some(in_the_way) = in_the_way {
            return Err(Diagnostic::new(
                Code::OutputFolder,
                format!("`{in_the_way}` of the new site would remove `{path}`, which `keep` names"),
            )
            .help("give one of them another name; nothing was changed")
            .into());
        }
        let place = target.display();
        let help = match is_listed {
            true => format!(
                "move it out of `{place}`, or take it out of `keep` if it may be replaced; nothing was changed"
            ),
            false => format!(
                "take `{path}` out of the site, or move it out of `{place}`; nothing was changed"
            ),
        };
        return Err(Diagnostic::new(
            Code::OutputFolder,
            format!(
                "`{path}` of the new site would replace the file of that name, which `keep` names"
            ),
        )
        .help(help)
        .into());
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
            let entry = entry.map_err(|e| failed(&from, doing, &cause(e)))?;
            if !entry.file_type().is_dir() {
                let path = entry.path().strip_prefix(target).unwrap_or(entry.path());
                files.push(path.to_owned());
            }
        }
    }
    Ok(files)
}

/// Why a walk failed.
fn cause(error: walkdir::Error) -> io::Error {
    let failed = error.into_io_error();
    failed.unwrap_or_else(|| io::Error::other("a loop of links"))
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
    use super::*;

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
