//! Files that are published as they are: their names with a content hash,
//! and the size of images.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::active::problem_of;
use super::address::{is_external, join, relative};
use super::compact;
use super::outputs::collision_key;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::{Changes, Sources, StaticFile, Theme};

/// The folder of files with a content hash in the name; hosts may cache all
/// of it for ever.
pub const HASHED: &str = "assets/";

/// Index into [`Assets`].
pub type AssetId = usize;

/// A file that is published as it is.
#[derive(Debug)]
pub struct Asset {
    /// Its file as diagnostics name it.
    pub file: String,
    /// Its bytes' place.
    source: StaticFile,
    /// Its path in the output folder under its own name.
    pub plain: String,
    /// Its path with the content hash in the name.
    pub hashed: String,
    /// Width and height in CSS pixels, for images.
    pub size: Option<(u32, u32)>,
    /// Published under its own name, whoever uses it.
    pub keeps_name: bool,
    /// Asked for under the hashed name by a page or template.
    used: AtomicBool,
    integrity: OnceLock<String>,
}

impl Asset {
    /// What `integrity="…"` says of the file; browsers then refuse any other.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn integrity(&self) -> Result<&str, Diagnostic> {
        if let Some(known) = self.integrity.get() {
            return Ok(known);
        }
        let bytes = self.hashed_bytes()?;
        let digest = STANDARD.encode(Sha256::digest(&bytes));
        Ok(self.integrity.get_or_init(|| format!("sha256-{digest}")))
    }

    /// What is published under its own name.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, Diagnostic> {
        let bytes = self.source.bytes(&self.file)?;
        Ok(published(&self.plain, bytes, &self.plain))
    }

    /// What is published under the hashed name.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn hashed_bytes(&self) -> Result<Cow<'_, [u8]>, Diagnostic> {
        let bytes = self.source.bytes(&self.file)?;
        Ok(published(&self.plain, bytes, &self.hashed))
    }

    /// Whether these bytes are the ones that its hashed name was made from.
    ///
    /// # Errors
    /// When the file was written meanwhile: pages would refuse it.
    pub fn is_as_named(&self, bytes: &[u8]) -> Result<(), Diagnostic> {
        if with_hash(&format!("{HASHED}{}", self.plain), &short_hash(bytes)) == self.hashed {
            return Ok(());
        }
        let what = "the file was written while the site was built";
        Err(Diagnostic::new(Code::ChangedMeanwhile, what)
            .in_file(&self.file)
            .help("build again"))
    }

    /// The path that pages use; asking for it publishes it.
    pub fn use_hashed(&self) -> &str {
        self.used.store(true, Ordering::Relaxed);
        &self.hashed
    }

    /// Whether anything asked for the hashed name so far.
    pub fn is_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }
}

/// All assets.
#[derive(Debug, Default)]
pub struct Assets {
    list: Vec<Asset>,
    /// Path below `static/`.
    statics: BTreeMap<String, AssetId>,
}

impl Assets {
    /// One of them.
    #[must_use]
    pub fn get(&self, id: AssetId) -> &Asset {
        &self.list[id]
    }

    /// A file of `static/`.
    #[must_use]
    pub fn static_file(&self, path: &str) -> Option<&Asset> {
        self.statics.get(path).map(|id| &self.list[*id])
    }

    /// All paths below `static/`.
    pub fn static_paths(&self) -> impl Iterator<Item = &str> {
        self.statics.keys().map(String::as_str)
    }

    /// All of them, with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (AssetId, &Asset)> {
        self.list.iter().enumerate()
    }
}

/// Collects what is referred to, then reads each file once.
pub(super) struct Collector<'s> {
    sources: &'s Sources,
    beside: HashMap<&'s str, usize>,
    collected: Collected,
}

/// What is referred to so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Collected {
    wanted: Vec<Wanted>,
    by_file: HashMap<String, AssetId>,
    statics: BTreeMap<String, AssetId>,
}

/// What is known of files without reading them again: hash and size in pixels.
#[derive(Debug, Default)]
pub struct Descriptions {
    files: HashMap<Arc<Path>, Description>,
    /// How many bytes of files may be kept.
    room: usize,
}

/// Larger files are not kept.
const LARGEST_KEPT: usize = 512 * 1024;

#[derive(Clone, Debug)]
struct Description {
    /// The first ten digits of the content hash.
    hash: String,
    size: Option<(u32, u32)>,
    /// False for a picture by its name that is none by its bytes.
    is_what_its_name_says: bool,
    bytes: Option<Arc<[u8]>>,
    /// What of it would run, if it lies in `content/`.
    runs: Option<String>,
}

impl Descriptions {
    /// Keeps so many bytes of small files too: a page that is served on after its
    /// files have changed goes on to look as it did.
    #[must_use]
    pub fn with_room(bytes: usize) -> Self {
        Self {
            room: bytes,
            ..Self::default()
        }
    }

    /// Forgets what may have changed.
    pub fn forget(&mut self, changes: &Changes) {
        let room = &mut self.room;
        self.files.retain(|path, description| {
            let stays = !changes.concerns(path);
            if !stays {
                *room += description.bytes.as_ref().map_or(0, |bytes| bytes.len());
            }
            stays
        });
    }

    /// Remembers a file; gives where its bytes are from now on.
    fn remember(&mut self, path: &Arc<Path>, mut description: Description) -> StaticFile {
        if let Some(known) = self.files.get(path) {
            description.bytes.clone_from(&known.bytes);
        } else {
            match &description.bytes {
                Some(bytes) if bytes.len() <= self.room => self.room -= bytes.len(),
                _ => description.bytes = None,
            }
        }
        let source = match &description.bytes {
            Some(bytes) => StaticFile::Kept(Arc::clone(bytes)),
            None => StaticFile::Disk(Arc::clone(path)),
        };
        self.files.insert(Arc::clone(path), description);
        source
    }
}

#[derive(Clone, Debug)]
struct Wanted {
    file: String,
    source: StaticFile,
    plain: String,
    keeps_name: bool,
}

impl<'s> Collector<'s> {
    pub(super) fn new(sources: &'s Sources, found: &mut Diagnostics) -> Self {
        let mut collected = Collected::default();
        let mut lower: HashMap<String, &str> = HashMap::new();
        for (path, source) in &sources.theme.statics {
            if let Some(other) = lower.insert(collision_key(path), path) {
                let what = match path.to_lowercase() == other.to_lowercase() {
                    true => "case",
                    false => "how accents are written",
                };
                found.push(
                    Diagnostic::new(
                        Code::NameCase,
                        format!("`{path}` and `{other}` differ in {what} only"),
                    )
                    .in_file(format!("static/{path}"))
                    .help("rename one: some systems cannot hold both"),
                );
                continue;
            }
            let id = collected.wanted.len();
            collected.wanted.push(Wanted {
                file: format!("static/{path}"),
                source: source.clone(),
                plain: path.clone(),
                keeps_name: matches!(source, StaticFile::Disk(_)),
            });
            collected.statics.insert(path.clone(), id);
        }
        Self::go_on(sources, collected)
    }

    /// With what was collected from the same files before.
    pub(super) fn go_on(sources: &'s Sources, collected: Collected) -> Self {
        let beside = sources.beside.iter().enumerate();
        Self {
            sources,
            beside: beside.map(|(n, f)| (&*f.path, n)).collect(),
            collected,
        }
    }

    /// What was collected so far.
    pub(super) fn collected(&self) -> &Collected {
        &self.collected
    }

    /// A file of `static/`.
    pub(super) fn static_file(&self, path: &str) -> Option<AssetId> {
        self.collected.statics.get(path).copied()
    }

    /// A file beside an article, by content path; it is published under `plain`.
    pub(super) fn beside(&mut self, path: &str, plain: impl FnOnce() -> String) -> Option<AssetId> {
        if let Some(id) = self.collected.by_file.get(path) {
            return Some(*id);
        }
        let file = &self.sources.beside[*self.beside.get(path)?];
        let id = self.collected.wanted.len();
        self.collected.wanted.push(Wanted {
            file: file.display(),
            source: StaticFile::Disk(file.full.clone()),
            plain: plain(),
            keeps_name: false,
        });
        self.collected.by_file.insert(path.to_owned(), id);
        Some(id)
    }

    /// Files beside articles, for suggestions.
    pub(super) fn beside_paths(&self) -> impl Iterator<Item = &str> {
        self.sources.beside.iter().map(|f| &*f.path)
    }

    /// A file that is linked to keeps its own name.
    pub(super) fn keep_name(&mut self, id: AssetId) {
        self.collected.wanted[id].keeps_name = true;
    }

    pub(super) fn finish(self, known: &mut Descriptions, found: &mut Diagnostics) -> Assets {
        let described: Vec<Result<Description, Diagnostic>> = self
            .collected
            .wanted
            .par_iter()
            .map(|wanted| describe(wanted, known))
            .collect();
        let mut list = Vec::with_capacity(described.len());
        let mut failed = false;
        for (wanted, description) in self.collected.wanted.into_iter().zip(described) {
            match description {
                Ok(description) => {
                    if let Some(what) = &description.runs {
                        found.push(runnable(&wanted.file, what));
                    }
                    let hashed = with_hash(&format!("{HASHED}{}", wanted.plain), &description.hash);
                    let size = description.size;
                    if !description.is_what_its_name_says {
                        found.push(no_picture(&wanted.file));
                    }
                    let source = match wanted.source {
                        StaticFile::Disk(path) => known.remember(&path, description),
                        other => other,
                    };
                    list.push(Asset {
                        hashed,
                        file: wanted.file,
                        source,
                        plain: wanted.plain,
                        size,
                        keeps_name: wanted.keeps_name,
                        used: AtomicBool::new(false),
                        integrity: OnceLock::new(),
                    });
                }
                Err(diagnostic) => {
                    failed = true;
                    found.push(diagnostic);
                }
            }
        }
        if failed {
            // Ids no longer fit; there is an error, so nothing is rendered.
            return Assets::default();
        }
        Assets {
            list,
            statics: self.collected.statics,
        }
    }
}

fn runnable(file: &str, what: &str) -> Diagnostic {
    Diagnostic::new(
        Code::RunnableFile,
        format!("a browser could run this file on readers’ devices: {what}"),
    )
    .in_file(file)
    .help("take that out, or let the site’s owner put the file into `static/` and link to it as `/name`")
}

fn no_picture(file: &str) -> Diagnostic {
    let what = "this file is no picture that browsers show";
    Diagnostic::new(Code::MissingImage, what)
        .in_file(file)
        .help("save the picture again as what its name says")
}

fn describe(wanted: &Wanted, known: &Descriptions) -> Result<Description, Diagnostic> {
    if let StaticFile::Disk(path) = &wanted.source
        && let Some(description) = known.files.get(path)
    {
        return Ok(description.clone());
    }
    let bytes = wanted.source.bytes(&wanted.file)?;
    // The name says what is published: another way to write the same sheet is another file.
    let is_content = wanted.file.starts_with("content/");
    let place = [HASHED, &wanted.plain].concat();
    Ok(Description {
        runs: is_content
            .then(|| problem_of(&wanted.plain, &bytes))
            .flatten(),
        hash: short_hash(&published(&wanted.plain, Cow::Borrowed(&bytes), &place)),
        size: image_size(&wanted.plain, &bytes),
        is_what_its_name_says: !is_of_pixels(&wanted.plain) || is_picture(&bytes),
        bytes: (bytes.len() <= LARGEST_KEPT.min(known.room)).then(|| bytes.as_ref().into()),
    })
}

/// A file's bytes as hosts get them: style sheets and the theme's own scripts without
/// comments and indents. `place` is where in the output folder: a style sheet that lies
/// elsewhere than it was written for finds its fonts and pictures from there.
fn published<'b>(path: &str, bytes: Cow<'b, [u8]>, place: &str) -> Cow<'b, [u8]> {
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return bytes;
    };
    let smaller = match Path::new(path).extension().and_then(OsStr::to_str) {
        Some("css") => compact::style_sheet(text, &|address| seen_from(place, path, address)),
        // The browser tests run these; a script that nobody tested small stays as written.
        Some("js") if Theme::has(path, &bytes) => compact::script(text),
        _ => return bytes,
    };
    Cow::Owned(smaller.into_bytes())
}

/// The address that a file written for `path` has in it, as seen from `place`; nothing
/// where it stays as it is.
fn seen_from(place: &str, path: &str, address: &str) -> Option<String> {
    let is_relative = !address.starts_with(['/', '#', '?']) && !is_external(address);
    if !is_relative || address.is_empty() || place == path {
        return None;
    }
    let (file, rest) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let to = join(path, file)?;
    Some([&relative(place, &to), rest].concat())
}

/// The digits of a content hash that go into a name.
fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().as_str()[..10].to_owned()
}

/// `css/style.css` to `css/style.0123456789.css`.
fn with_hash(path: &str, hash: &str) -> String {
    let name_start = path.rfind('/').map_or(0, |n| n + 1);
    match path[name_start..].rfind('.') {
        Some(dot) if dot > 0 => {
            let (stem, extension) = path.split_at(name_start + dot);
            format!("{stem}.{hash}{extension}")
        }
        _ => format!("{path}.{hash}"),
    }
}

/// Whether a name is that of a picture made of pixels.
fn is_of_pixels(path: &str) -> bool {
    const ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];
    let ending = Path::new(path).extension().and_then(OsStr::to_str);
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// Whether a file begins as a picture of pixels does that every browser shows.
fn is_picture(bytes: &[u8]) -> bool {
    use imagesize::{Compression, ImageType};
    matches!(
        imagesize::image_type(bytes),
        Ok(ImageType::Png
            | ImageType::Jpeg
            | ImageType::Gif
            | ImageType::Webp
            | ImageType::Heif(Compression::Av1))
    )
}

fn image_size(path: &str, bytes: &[u8]) -> Option<(u32, u32)> {
    if path.to_ascii_lowercase().ends_with(".svg") {
        return svg_size(std::str::from_utf8(bytes).ok()?);
    }
    if !is_of_pixels(path) {
        return None;
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((
        u32::try_from(size.width).ok()?,
        u32::try_from(size.height).ok()?,
    ))
}

/// The size an SVG asks for: `width` and `height` in pixels, else its `viewBox`.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options).ok()?;
    let svg = document.root_element();
    let pixels = |name: &str| {
        svg.attribute(name)?
            .trim_end_matches("px")
            .parse::<f64>()
            .ok()
    };
    let (width, height) = match (pixels("width"), pixels("height")) {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let numbers: Vec<f64> = svg
                .attribute("viewBox")?
                .split([' ', ','])
                .filter_map(|n| n.parse().ok())
                .collect();
            match numbers.as_slice() {
                [_, _, width, height] => (*width, *height),
                _ => return None,
            }
        }
    };
    let whole = |n: f64| (1.0..100_000.0).contains(&n).then(|| n.round() as u32);
    Some((whole(width)?, whole(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_goes_before_the_extension() {
        assert_eq!(with_hash("css/style.css", "ab"), "css/style.ab.css");
        assert_eq!(with_hash("a.b/LICENSE", "ab"), "a.b/LICENSE.ab");
        assert_eq!(with_hash(".htaccess", "ab"), ".htaccess.ab");
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_not_published_under_the_old_name() {
        let asset = Asset {
            file: "static/a.txt".to_owned(),
            source: StaticFile::Embedded(Cow::Borrowed(b"one")),
            plain: "a.txt".to_owned(),
            hashed: with_hash("assets/a.txt", &short_hash(b"one")),
            size: None,
            keeps_name: false,
            used: AtomicBool::new(true),
            integrity: OnceLock::new(),
        };
        assert!(asset.is_as_named(b"one").is_ok());
        let said = asset.is_as_named(b"two").expect_err("another file");
        assert_eq!(said.code, Code::ChangedMeanwhile);
    }

    #[test]
    fn the_size_of_an_svg() {
        assert_eq!(svg_size("<svg width='10' height='20px'/>"), Some((10, 20)));
        assert_eq!(svg_size("<svg viewBox='0 0 640 360'/>"), Some((640, 360)));
        assert_eq!(svg_size("<svg width='100%' height='100%'/>"), None);
        assert_eq!(svg_size("no xml"), None);
    }
}
