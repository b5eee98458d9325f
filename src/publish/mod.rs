//! The outputs to a folder, all or nothing.
//!
//! Everything is rendered into a new folder beside the target; a file that is
//! equal to the old one's (byte by byte, never by a manifest's word) is
//! hard-linked from it, so that its time stays. Then the two folders are
//! exchanged. Nothing ever opens a published file for writing, so a build that
//! fails or is killed leaves the old site as it was; what it leaves behind is
//! removed by the next one.
//!
//! Beside the target lie a lock, which refuses a second build, and a manifest
//! of the files that Stepdown made. A file that it did not make stops the
//! build, unless the site's `keep` names it.

mod folder;
mod manifest;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

pub use folder::{Origin, check_target};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, io_error};
use crate::render::{Renderer, SearchIndex};
use crate::resolve::Output;
use folder::Neighbours;
use manifest::Manifest;

/// What was published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// All files.
    pub files: usize,
    /// Those that are the old site's files.
    pub unchanged: usize,
}

/// Renders everything and publishes it at `target`.
///
/// `progress` is told how many of how many files are done.
///
/// # Errors
/// Every template error, or the first failure of the machine. The old site is
/// untouched then.
pub fn publish(
    renderer: &Renderer,
    target: &Path,
    keep: &[String],
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Published, Diagnostics> {
    let neighbours = Neighbours::of(target)?;
    fs::create_dir_all(&neighbours.parent)
        .map_err(|e| failed(&neighbours.parent, "create the folder", &e))?;
    let lock = neighbours.lock()?;
    neighbours.remove_leftovers()?;
    let old = Manifest::read(&neighbours.manifest)?;
    let exists = folder::check_unknown(target, old.as_ref(), keep)?;
    let staging = neighbours.staging();
    fs::create_dir(&staging).map_err(|e| failed(&staging, "create the folder", &e))?;
    let result = fill(renderer, &staging, exists.then_some(target), progress).and_then(
        |(files, published)| {
            folder::carry_over(target, &staging, keep)?;
            let new = Manifest::new(files);
            // Killed between the two steps, the next build must know both
            // sites' files.
            new.with(old.as_ref()).write(&neighbours.manifest)?;
            folder::exchange(&staging, target, exists)?;
            new.write(&neighbours.manifest)?;
            Ok(published)
        },
    );
    // The new folder after a failure, the old site after success.
    let removed = if staging.exists() {
        fs::remove_dir_all(&staging)
    } else {
        Ok(())
    };
    drop(lock);
    let published = result?;
    removed.map_err(|e| failed(&staging, "remove the old site", &e))?;
    Ok(published)
}

/// Renders all outputs without writing them: what `check` does.
///
/// # Errors
/// Every template error.
pub fn render_all(renderer: &Renderer) -> Result<usize, Diagnostics> {
    let site = renderer.site();
    let found: Vec<Diagnostic> = site
        .outputs
        .par_iter()
        .filter(|(_, output)| !output.is_of_all())
        .filter_map(|(_, output)| renderer.render(output).err())
        .collect();
    match found.is_empty() {
        true => Ok(site.outputs.len()),
        false => Err(collected(found)),
    }
}

type Filled = (Vec<String>, Published);

/// Writes every output into `staging`.
fn fill(
    renderer: &Renderer,
    staging: &Path,
    old: Option<&Path>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Filled, Diagnostics> {
    let site = renderer.site();
    let total = site.outputs.len();
    let done = AtomicUsize::new(0);
    let write = |path: &str, output: &Output| -> Result<bool, Diagnostic> {
        let bytes = renderer.render(output)?;
        let unchanged =
            put(staging, path, &bytes, old).map_err(|e| io_error(path, "write the output", &e));
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        unchanged
    };
    let outputs: Vec<(&String, &Output)> = site.outputs.iter().collect();
    let mut results: Vec<(String, Result<bool, Diagnostic>)> = outputs
        .par_iter()
        .map(|(path, output)| ((*path).clone(), write(path, output)))
        .collect();
    // What templates and pages asked for under a hashed name is known now.
    let hashed: Vec<(String, Output)> = site
        .assets
        .iter()
        .filter(|(_, asset)| asset.is_used())
        .map(|(id, asset)| (asset.hashed.clone(), Output::HashedAsset(id)))
        .collect();
    results.extend(
        hashed
            .into_par_iter()
            .map(|(path, output)| {
                let result = write(&path, &output);
                (path, result)
            })
            .collect::<Vec<_>>(),
    );
    match renderer.search_index() {
        Ok(index) => results.extend(index.into_iter().flat_map(SearchIndex::files).map(
            |(path, bytes)| {
                let unchanged = put(staging, path, bytes, old)
                    .map_err(|e| io_error(path, "write the output", &e));
                (path.clone(), unchanged)
            },
        )),
        // The file that says where the index is has told why.
        Err(_) => debug_assert!(results.iter().any(|(_, result)| result.is_err())),
    }
    let mut files = Vec::with_capacity(results.len());
    let mut published = Published::default();
    let mut errors = Vec::new();
    for (path, result) in results {
        match result {
            Ok(unchanged) => {
                published.files += 1;
                published.unchanged += usize::from(unchanged);
                files.push(path);
            }
            Err(diagnostic) => errors.push(diagnostic),
        }
    }
    match errors.is_empty() {
        true => Ok((files, published)),
        false => Err(collected(errors)),
    }
}

/// Writes one file, or links it when it is equal to the old one.
fn put(staging: &Path, path: &str, bytes: &[u8], old: Option<&Path>) -> io::Result<bool> {
    let to = staging.join(path);
    if let Some(old) = old {
        let from = old.join(path);
        if is_equal(&from, bytes) && with_parents(&to, || fs::hard_link(&from, &to)).is_ok() {
            return Ok(true);
        }
    }
    with_parents(&to, || fs::write(&to, bytes))?;
    Ok(false)
}

/// Does it; where the folder is missing, makes the folder first.
fn with_parents(path: &Path, mut act: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    match act() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            act()
        }
        done => done,
    }
}

fn is_equal(path: &Path, bytes: &[u8]) -> bool {
    let same_size =
        fs::symlink_metadata(path).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64);
    same_size && fs::read(path).is_ok_and(|old| old == bytes)
}

/// A failure of the machine outside the site's own files.
fn failed(path: &Path, doing: &str, error: &io::Error) -> Diagnostics {
    Diagnostics::from(io_error(path.to_string_lossy(), doing, error))
}

/// One failing template fails every page: the same place is said once.
fn collected(mut errors: Vec<Diagnostic>) -> Diagnostics {
    errors.sort_by(|a, b| (&a.file, a.span, &a.message).cmp(&(&b.file, b.span, &b.message)));
    errors.dedup_by(|a, b| a.code == Code::TemplateError && (&a.file, a.span) == (&b.file, b.span));
    let mut all = Diagnostics::new();
    all.extend(errors);
    all.sort();
    all
}

/// The absolute form of a path that need not exist.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}
