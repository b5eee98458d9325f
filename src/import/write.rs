//! The new site on the disk, all or nothing.
//!
//! In: files by path, as text or as a copy of a file of the old site. Out: the target
//! folder. Everything is written into a folder beside the target, which takes its
//! place at the end; whatever goes wrong before leaves the target as it was.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, io_error};
use crate::files::{absolute, slashes};

/// What a new file holds.
#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    /// The bytes of a file that is there.
    CopyOf(PathBuf),
}

/// The place of the new site: `to`, or the folder that it leads to if it is a link. Refuses one
/// that holds something, or lies in the old site.
///
/// # Errors
/// With the way out; nothing was written.
pub(super) fn target(from: &Path, to: &Path) -> Result<PathBuf, Diagnostic> {
    let shown = to.display();
    // The site takes the place of a folder, and cannot take that of a link to one.
    let place = match to.is_symlink() && to.is_dir() {
        true => fs::canonicalize(to)
            .map_err(|e| io_error(to.to_string_lossy(), "look at the target", &e))?,
        false => to.to_path_buf(),
    };
    match fs::symlink_metadata(&place) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(io_error(to.to_string_lossy(), "look at the target", &error)),
        Ok(metadata) if !metadata.is_dir() => {
            let what = match metadata.is_symlink() {
                true => "is a symbolic link that leads to no folder",
                false => "is no folder",
            };
            return Err(Diagnostic::new(Code::Usage, format!("`{shown}` {what}"))
                .help("name a new or an empty folder; nothing was changed"));
        }
        Ok(_) => {
            let mut entries = fs::read_dir(&place)
                .map_err(|e| io_error(to.to_string_lossy(), "read the target", &e))?;
            if entries.next().is_some() {
                return Err(
                    Diagnostic::new(Code::Usage, format!("`{shown}` is not empty"))
                        .help("name a new or an empty folder; nothing was changed"),
                );
            }
        }
    }
    let from = fs::canonicalize(from)
        .map_err(|e| io_error(from.to_string_lossy(), "read the Zola site", &e))?;
    let place = absolute(&place);
    let above = place
        .ancestors()
        .find_map(|path| fs::canonicalize(path).ok());
    if above.is_some_and(|above| above.starts_with(&from)) {
        return Err(Diagnostic::new(
            Code::Usage,
            format!("`{shown}` lies in the Zola site's folder"),
        )
        .help("name a folder elsewhere: nothing is ever written into the old site"));
    }
    Ok(place)
}

/// Writes the files to `to`, which is a [`target`]; `from` is the old site.
///
/// # Errors
/// When a file of the old site cannot be read, or the disk refuses; the target is then as
/// it was.
pub(super) fn all(files: &[(String, Content)], from: &Path, to: &Path) -> Result<(), Diagnostic> {
    let shown = to.to_string_lossy().into_owned();
    let parent = to.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(parent).map_err(|e| io_error(&shown, "create the folder", &e))?;
    // Removed when it goes out of scope, so nothing half done stays.
    let staging = tempfile::Builder::new()
        .prefix(".stepdown-import-")
        .tempdir_in(parent)
        .map_err(|e| io_error(&shown, "create a folder beside it", &e))?;
    // The temporary folder is for its owner alone; the site is not.
    let site = staging.path().join("site");
    fs::create_dir(&site).map_err(|e| io_error(&shown, "create a folder beside it", &e))?;
    for (path, content) in files {
        let mut parts = Path::new(path).components();
        if !parts.all(|part| matches!(part, Component::Normal(_))) {
            return Err(
                Diagnostic::new(Code::ReservedName, "the path leads out of the new site")
                    .in_file(path)
                    .help("rename the file; nothing was written"),
            );
        }
        let full = site.join(path);
        if let Content::CopyOf(source) = content {
            readable(source, from)?;
        }
        let write = || -> std::io::Result<()> {
            if let Some(folder) = full.parent() {
                fs::create_dir_all(folder)?;
            }
            match content {
                Content::Text(text) => fs::write(&full, text),
                Content::CopyOf(source) => fs::copy(source, &full).map(|_| ()),
            }
        };
        write().map_err(|e| io_error(path, "write the file", &e))?;
    }
    fs::rename(&site, to).map_err(|e| io_error(&shown, "put the new site in its place", &e))
}

/// Whether a file of the old site can be read; else it is the one that is named.
fn readable(source: &Path, from: &Path) -> Result<(), Diagnostic> {
    let opened = fs::File::open(source).map(drop);
    opened.map_err(|error| {
        let file = source.strip_prefix(from).unwrap_or(source);
        io_error(
            slashes(file),
            "read the file, so nothing was written",
            &error,
        )
    })
}
