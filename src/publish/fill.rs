//! Everything rendered, compared with the old site, and what differs written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::compressed;
use super::manifest::Manifest;
use super::{Observer, Published, Target, collected, stays};
use crate::config::{Encoding, Method};
use crate::diagnostic::{Diagnostic, Diagnostics, output_error};
use crate::render::{Renderer, SearchIndex};
use crate::resolve::{Output, stays_below};

/// How a file of the new site differs from the old one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There was none.
    New,
    /// Other bytes.
    Changed,
    /// The same bytes.
    Same,
}

/// All files of the new site.
pub(super) struct Filled {
    files: Vec<(String, Change)>,
}

impl Filled {
    /// With what the old site had besides.
    pub(super) fn published(
        self,
        old: Option<&Manifest>,
        target: &Target<'_>,
        method: Method,
    ) -> Published {
        let mut files = self.files;
        files.sort_by(|(a, _), (b, _)| a.cmp(b));
        let new: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let old = old.into_iter().flat_map(Manifest::files);
        let removed = old
            .filter(|path| !new.contains(path))
            .filter(|path| !stays(path, target, |path| new.contains(path)));
        Published {
            removed: removed.map(str::to_owned).collect(),
            in_place: method == Method::InPlace,
            left: Vec::new(),
            files,
        }
    }
}

/// Renders all outputs without writing them: what `check` does.
///
/// # Errors
/// Every template error.
pub fn render_all(renderer: &Renderer) -> Result<(), Diagnostics> {
    let site = renderer.site();
    let found: Vec<Diagnostic> = site
        .outputs
        .par_iter()
        .filter(|(_, output)| !output.is_of_all())
        .filter_map(|(_, output)| renderer.render(output).err())
        .collect();
    match found.is_empty() {
        true => Ok(()),
        false => Err(collected(found)),
    }
}

/// The hash of every output, by path.
///
/// # Errors
/// Every template error.
pub fn digests(renderer: &Renderer) -> Result<BTreeMap<String, [u8; 32]>, Diagnostics> {
    let site = renderer.site();
    let hash = |bytes: &[u8]| *blake3::hash(bytes).as_bytes();
    let results: Vec<Result<(String, [u8; 32]), Diagnostic>> = site
        .outputs
        .par_iter()
        .map(|(path, output)| Ok((path.clone(), hash(&renderer.render(output)?))))
        .collect();
    let mut digests = BTreeMap::new();
    let mut errors = Vec::new();
    for result in results {
        match result {
            Ok((path, digest)) => _ = digests.insert(path, digest),
            Err(diagnostic) => errors.push(diagnostic),
        }
    }
    if !errors.is_empty() {
        return Err(collected(errors));
    }
    let index = renderer.search_index().map_err(Diagnostics::from)?;
    for (path, bytes) in index.into_iter().flat_map(SearchIndex::files) {
        digests.insert(path.clone(), hash(bytes));
    }
    Ok(digests)
}

/// Renders every output, compares it with the file in `old`, and writes what differs into
/// `staging`, where there is one.
pub(super) fn fill(
    renderer: &Renderer,
    old: Option<&Path>,
    staging: Option<&Path>,
    encodings: &[Encoding],
    observer: &dyn Observer,
) -> Result<Filled, Diagnostics> {
    let site = renderer.site();
    let sink = Sink {
        old,
        staging,
        encodings,
        outputs: &site.outputs,
    };
    let total = site.outputs.len();
    let done = AtomicUsize::new(0);
    let write = |path: &str, output: &Output| -> Put {
        let bytes = renderer.render(output)?;
        if let Output::HashedAsset(id) = output {
            site.assets.get(*id).is_as_named(&bytes)?;
        }
        sink.put(path, &bytes)
    };
    let outputs: Vec<(&String, &Output)> = site.outputs.iter().collect();
    let mut results: Vec<Put> = outputs
        .par_iter()
        .map(|(path, output)| {
            let put = write(path, output);
            // Files that pages ask for come after them; how many is not known yet.
            observer.rendered(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            put
        })
        .collect();
    // What templates and pages asked for under a hashed name is known now.
    let hashed: Vec<(&str, Output)> = site
        .assets
        .iter()
        .filter(|(_, asset)| asset.is_used())
        .map(|(id, asset)| (asset.hashed.as_str(), Output::HashedAsset(id)))
        .collect();
    results.par_extend(hashed.par_iter().map(|(path, output)| write(path, output)));
    match renderer.search_index() {
        Ok(index) => {
            let files: Vec<_> = index.into_iter().flat_map(SearchIndex::files).collect();
            results.par_extend(files.par_iter().map(|(path, bytes)| sink.put(path, bytes)));
        }
        // The file that says where the index is has told why.
        Err(_) => debug_assert!(results.iter().any(Result::is_err)),
    }
    let mut files = Vec::with_capacity(results.len());
    let mut errors = Vec::new();
    for result in results {
        match result {
            Ok(put) => files.extend(put),
            Err(diagnostic) => errors.push(diagnostic),
        }
    }
    match errors.is_empty() {
        true => Ok(Filled { files }),
        false => Err(collected(errors)),
    }
}

/// A file and its compressed forms.
type Put = Result<Vec<(String, Change)>, Diagnostic>;

struct Sink<'a> {
    old: Option<&'a Path>,
    staging: Option<&'a Path>,
    encodings: &'a [Encoding],
    outputs: &'a BTreeMap<String, Output>,
}

impl Sink<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> Put {
        let told = |error: io::Error| output_error(path, "write the output", &error);
        // Joining would take the path for a place of its own.
        if !stays_below(path) {
            return Err(told(io::Error::other(
                "it is no place in the output folder",
            )));
        }
        let change = self.compare(path, bytes);
        self.write(path, bytes, change).map_err(told)?;
        let mut files = vec![(path.to_owned(), change)];
        if !compressed::is_worthwhile(path, bytes) {
            return Ok(files);
        }
        for encoding in self.encodings {
            let beside = format!("{path}.{}", encoding.extension());
            // A site's own file of that name takes the generated one's place.
            if self.outputs.contains_key(&beside) {
                continue;
            }
            // Compressing is slow: what says the same is taken over.
            let old = self.old.map(|old| old.join(&beside));
            if change == Change::Same && old.is_some_and(|file| encoding.is_of(&file, bytes)) {
                files.push((beside, Change::Same));
                continue;
            }
            let smaller = encoding.compress(bytes).map_err(told)?;
            if smaller.len() < bytes.len() {
                let change = self.compare(&beside, &smaller);
                self.write(&beside, &smaller, change).map_err(told)?;
                files.push((beside, change));
            }
        }
        Ok(files)
    }

    fn compare(&self, path: &str, bytes: &[u8]) -> Change {
        let Some(file) = self.old.map(|old| old.join(path)) else {
            return Change::New;
        };
        match fs::symlink_metadata(&file) {
            Err(_) => Change::New,
            Ok(m) if !m.is_file() || m.len() != bytes.len() as u64 => Change::Changed,
            Ok(_) if fs::read(&file).is_ok_and(|old| old == bytes) => Change::Same,
            Ok(_) => Change::Changed,
        }
    }

    fn write(&self, path: &str, bytes: &[u8], change: Change) -> io::Result<()> {
        match self.staging {
            Some(staging) if change != Change::Same => {
                let to = staging.join(path);
                // Nearly every page is the first file of its folder.
                if let Some(folder) = to.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(&to, bytes)
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_outside_the_staging_folder() {
        let root = tempfile::tempdir().expect("a folder");
        let staging = root.path().join("new");
        let sink = Sink {
            old: None,
            staging: Some(&staging),
            encodings: &[],
            outputs: &BTreeMap::new(),
        };
        let outside = root.path().join("x.html");
        for bad in [outside.to_str().expect("UTF-8"), "../x.html", "a//x.html"] {
            assert!(sink.put(bad, b"text").is_err(), "{bad}");
        }
        assert!(!outside.exists() && !staging.exists());
        sink.put("a/x.html", b"text").expect("written");
        assert!(staging.join("a/x.html").is_file());
    }

    #[test]
    fn a_compressed_form_gives_way_to_an_output_of_its_name() {
        let root = tempfile::tempdir().expect("a folder");
        let own = BTreeMap::from([("a.json.gz".to_owned(), Output::Robots)]);
        let sink = Sink {
            old: None,
            staging: Some(root.path()),
            encodings: &[Encoding::Gzip],
            outputs: &own,
        };
        let names = |path: &str| -> Vec<String> {
            let files = sink.put(path, &[b'a'; 999]).expect("written");
            files.into_iter().map(|(path, _)| path).collect()
        };
        assert_eq!(names("a.json"), ["a.json"]);
        assert_eq!(names("b.json"), ["b.json", "b.json.gz"]);
        assert!(!root.path().join("a.json.gz").exists());
    }
}
