//! The outputs to a folder, all or nothing.
//!
//! Everything is rendered and compared with what is published (byte by byte, never by a
//! manifest's word). What differs is written into a new folder, the staging folder; where
//! nothing differs, nothing is touched. Then one of two methods puts it in place:
//!
//! * *swap*: the staging folder lies beside the target. Files that stay are hard-linked
//!   into it, so that their times stay, and the two folders are exchanged.
//! * *in place*: for a target that is a mount point, which no exchange can replace. The
//!   staging folder lies inside it, and file by file moves out: assets first, pages next,
//!   deletions last.
//!
//! Nothing ever opens a published file for writing, so a build that fails or is killed
//! leaves the old site, and what else it leaves behind is removed by the next one.
//!
//! A lock refuses a second build, and a manifest lists the files that Stepdown made. A
//! file that it did not make stops the build, unless the site's `keep` names it. Files with
//! a content hash in their name stay for one publish longer than the pages that asked for
//! them: a reader with yesterday's page still gets its style.

mod compressed;
mod fill;
mod folder;
mod in_place;
mod kept;
mod leftovers;
mod manifest;
mod swap;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

pub use fill::{Change, digests, render_all};
pub use folder::{Origin, check_target, is_source};

use crate::config::{Encoding, Method};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, output_error};
use crate::render::Renderer;
use crate::resolve::{Site, address_of, is_kept_for_ever};
use fill::Filled;
use folder::Places;
use manifest::Manifest;

/// Where and how to publish.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The output folder.
    pub folder: &'a Path,
    /// How a new site takes the old one's place; a mount point is always published in place.
    pub method: Method,
    /// Names in it that Stepdown did not make and keeps.
    pub keep: &'a [String],
    /// Compressed forms to put beside files.
    pub compress: &'a [Encoding],
}

/// What was published, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Every file of the new site, with what happened to it, by path.
    pub files: Vec<(String, Change)>,
    /// Files of the old site that the new one lacks.
    pub removed: Vec<String>,
    /// Whether it was published file by file.
    pub in_place: bool,
    /// What went wrong and does not touch the new site: warnings.
    pub left: Vec<Diagnostic>,
}

impl Published {
    /// How many files changed in this way.
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        self.files.iter().filter(|(_, c)| *c == change).count()
    }

    /// Refuses it when it would take a kept file's place.
    fn check_kept(&self, target: &Target<'_>, old: Option<&Manifest>) -> Result<(), Diagnostics> {
        let new = self.files.iter().map(|(path, c)| (path.as_str(), *c));
        let new = new.collect();
        kept::check_kept(target.folder, target.keep, old, &new)
    }
}

/// What publishing is about to do: for those who watch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Render everything, and write what differs into the staging folder.
    Render,
    /// Link what stays into the staging folder.
    Link,
    /// Say in the manifest which files both sites have.
    Announce,
    /// Put the new site in place.
    Exchange,
    /// Say in the manifest which files the new site has.
    Record,
    /// Remove the old site.
    Clean,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Render,
        Self::Link,
        Self::Announce,
        Self::Exchange,
        Self::Record,
        Self::Clean,
    ];
}

/// Is told how publishing goes on.
pub trait Observer: Sync {
    /// So many of so many files are rendered.
    fn rendered(&self, _done: usize, _of: usize) {}
    /// A phase begins.
    fn begins(&self, _phase: Phase) {}
}

/// Nobody watches.
impl Observer for () {}

/// Renders everything and publishes it.
///
/// # Errors
/// Every template error, or the first failure of the machine. The old site is
/// untouched then; published in place, it may have some files of the new one.
pub fn publish(
    renderer: &Renderer,
    target: &Target<'_>,
    observer: &dyn Observer,
) -> Result<Published, Diagnostics> {
    let places = Places::of(target)?;
    let target = &places.of_itself(target);
    places.prepare()?;
    let lock = places.lock()?;
    let mut left = places.remove_leftovers()?;
    let old = places.find_manifest()?;
    let exists = kept::check_unknown(target.folder, old.as_ref(), target.keep)?;
    let staging = places.staging();
    observer.begins(Phase::Render);
    let result = fill::fill(
        renderer,
        exists.then_some(target.folder),
        Some(&staging),
        target.compress,
        observer,
    )
    .and_then(|filled| {
        let publish = Publish {
            target,
            places: &places,
            staging: &staging,
            exists,
            old: old.as_ref(),
            observer,
        };
        publish.put_in_place(filled)
    });
    // The new folder after a failure, the old site after success.
    left.extend(leftovers::discard(&staging));
    drop(lock);
    match result {
        Ok(mut published) => {
            published.left.extend(left);
            Ok(published)
        }
        Err(mut errors) => {
            errors.extend(left);
            Err(errors)
        }
    }
}

/// What publishing would do. Nothing is written.
///
/// # Errors
/// As [`publish`].
pub fn preview(
    renderer: &Renderer,
    target: &Target<'_>,
    observer: &dyn Observer,
) -> Result<Published, Diagnostics> {
    let places = Places::of(target)?;
    let target = &places.of_itself(target);
    let old = places.find_manifest()?;
    let exists = kept::check_unknown(target.folder, old.as_ref(), target.keep)?;
    let old_folder = exists.then_some(target.folder);
    let filled = fill::fill(renderer, old_folder, None, target.compress, observer)?;
    let published = filled.published(old.as_ref(), target, places.method);
    published.check_kept(target, old.as_ref())?;
    Ok(published)
}

/// Addresses of the last publish that the site serves no more: printed links must not die.
///
/// # Errors
/// When the manifest cannot be read.
pub fn gone(site: &Site, target: &Target<'_>) -> Result<Vec<Diagnostic>, Diagnostics> {
    // A page that cannot be read is not gone.
    if !site.is_whole {
        return Ok(Vec::new());
    }
    let places = Places::of(target)?;
    let target = places.of_itself(target);
    let Some(old) = places.find_manifest()? else {
        return Ok(Vec::new());
    };
    // A compressed form is no address; a file of the author's that is named like one is.
    let is_form = |path: &str| compressed::original(path).is_some_and(|of| old.contains(of));
    let is_address = |path: &&str| {
        !is_kept_for_ever(path)
            && !is_form(path)
            && !site.outputs.contains_key(*path)
            && !stays(path, &target, |new| site.outputs.contains_key(new))
    };
    let list = old.files().filter(is_address).map(|path| {
        let shown = address_of(path);
        let help = if path.ends_with(".html") {
            "give the page that takes its place `aliases = [\"…\"]` with this address"
        } else {
            "keep a file of that name, or tell those who link to it"
        };
        Diagnostic::new(
            Code::UrlGone,
            format!("`/{shown}` was published and nothing will be there any more"),
        )
        .help(help)
    });
    Ok(list.collect())
}

/// Whether a file of the old site stays though the new one, which `makes` others, does not
/// make it: `keep` names it, and it may be somebody's own by now. A compressed form goes
/// even so where it would be sent in place of a file that the new site makes.
fn stays(path: &str, target: &Target<'_>, makes: impl Fn(&str) -> bool) -> bool {
    kept::is_kept(path, target.keep)
        && !compressed::original(path).is_some_and(makes)
        && target.folder.join(path).symlink_metadata().is_ok()
}

/// One publish, once everything is rendered.
struct Publish<'a> {
    target: &'a Target<'a>,
    places: &'a Places,
    staging: &'a Path,
    exists: bool,
    old: Option<&'a Manifest>,
    observer: &'a dyn Observer,
}

impl Publish<'_> {
    fn put_in_place(&self, filled: Filled) -> Result<Published, Diagnostics> {
        let mut published = filled.published(self.old, self.target, self.places.method);
        published.check_kept(self.target, self.old)?;
        let retained = self.retained(&published.files);
        let paths = published.files.iter().map(|(path, _)| path.clone());
        let kept = self.kept_outputs(&published.files)?;
        let new = Manifest::new(paths, retained.clone(), kept.into_iter());
        let is_same = self.exists
            && published.files.iter().all(|(_, c)| *c == Change::Same)
            // A kept file may become the site's own and cease to be: that is written down.
            && self.old.is_some_and(|old| old.has_files_of(&new))
            && self.places.manifest.exists();
        if is_same {
            // `keep` may name more than before, or less.
            if let Some(learnt) = self.old.and_then(|old| old.learnt_from(&new)) {
                published.left.extend(afterwards(self.record(&learnt)));
            }
            return Ok(published);
        }
        match self.places.method {
            Method::Swap => {
                self.observer.begins(Phase::Link);
                let same = published.files.iter().filter(|(_, c)| *c == Change::Same);
                let linked: Vec<&str> = same.map(|(path, _)| path.as_str()).collect();
                self.link(&linked)?;
                self.link(&retained.iter().map(String::as_str).collect::<Vec<_>>())?;
                kept::carry_over(self.target, self.staging, &published.removed)?;
                self.announce(&new)?;
                self.observer.begins(Phase::Exchange);
                swap::exchange(self.staging, self.target.folder, self.exists)?;
                published.left.extend(afterwards(self.record(&new)));
                self.observer.begins(Phase::Clean);
            }
            Method::InPlace => {
                self.announce(&new)?;
                self.observer.begins(Phase::Exchange);
                in_place::move_in(self.staging, self.target.folder, &published.files)?;
                self.observer.begins(Phase::Clean);
                let gone = self.old.into_iter().flat_map(Manifest::all);
                let gone: Vec<&str> = gone
                    .filter(|path| !new.contains(path))
                    .filter(|path| !stays(path, self.target, |path| new.contains(path)))
                    .collect();
                in_place::remove(self.target.folder, &gone)?;
                published.left.extend(afterwards(self.record(&new)));
                published
                    .left
                    .extend(afterwards(self.places.forget_other()));
            }
        }
        Ok(published)
    }

    /// Path and content of the new site's files that `keep` names.
    fn kept_outputs(
        &self,
        files: &[(String, Change)],
    ) -> Result<Vec<(String, Vec<u8>)>, Diagnostics> {
        let kept = files
            .iter()
            .filter(|(path, _)| kept::is_kept(path, self.target.keep));
        kept.map(|(path, change)| {
            let folder = match change {
                Change::Same => self.target.folder,
                Change::New | Change::Changed => self.staging,
            };
            let bytes = fs::read(folder.join(path));
            let bytes = bytes.map_err(|e| failed(&folder.join(path), "read the file", &e))?;
            Ok((path.clone(), bytes))
        })
        .collect()
    }

    /// Killed between two steps, the next build must know both sites' files.
    fn announce(&self, new: &Manifest) -> Result<(), Diagnostics> {
        self.observer.begins(Phase::Announce);
        new.with(self.old).write(&self.places.manifest)
    }

    fn record(&self, new: &Manifest) -> Result<(), Diagnostics> {
        self.observer.begins(Phase::Record);
        new.write(&self.places.manifest)
    }

    /// Files of the old site that its pages ask for by a name that never comes again.
    fn retained(&self, files: &[(String, Change)]) -> BTreeSet<String> {
        let new: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let old = self.old.into_iter().flat_map(Manifest::files);
        old.filter(|path| is_kept_for_ever(path) && !new.contains(path))
            .filter(|path| self.target.folder.join(path).is_file())
            .map(str::to_owned)
            .collect()
    }

    /// The old site's files into the staging folder, under the same names.
    fn link(&self, paths: &[&str]) -> Result<(), Diagnostics> {
        let failures: Vec<Diagnostic> = paths
            .par_iter()
            .filter_map(|path| {
                let (from, to) = (self.target.folder.join(path), self.staging.join(path));
                link_or_copy(&from, &to)
                    .err()
                    .map(|e| output_error(*path, "take the file over from the old site", &e))
            })
            .collect();
        match failures.is_empty() {
            true => Ok(()),
            false => Err(collected(failures)),
        }
    }
}

/// What failed once the new site is in place is no error any more: what the manifest says
/// meanwhile is both sites' files, and the next build mends it.
fn afterwards(done: Result<(), Diagnostics>) -> Vec<Diagnostic> {
    let errors = done.err().into_iter().flatten();
    let warning = |error| Diagnostic {
        severity: Severity::Warning,
        ..error
    };
    errors.map(warning).collect()
}

/// A second name for a file; where the system has none, a copy of the same age.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    with_parents(to, || match fs::hard_link(from, to) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        Err(_) => {
            fs::copy(from, to)?;
            let time = fs::metadata(from)?.modified()?;
            fs::File::options().write(true).open(to)?.set_modified(time)
        }
    })
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

/// A failure of the machine outside the site's own files.
fn failed(path: &Path, doing: &str, error: &io::Error) -> Diagnostics {
    Diagnostics::from(output_error(path.to_string_lossy(), doing, error))
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
