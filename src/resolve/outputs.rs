//! The list of everything that will be published, and whether two of them
//! want one place.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Component, Path};

use super::address::decode;
use super::pages::is_reserved;
use super::{Asset, AssetId, HASHED, PageId, Site, address_of};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::parse::composed;

/// The name of the e-book, below the language's prefix. It stays when the title
/// changes, since people pass addresses on.
pub const BOOK: &str = "guide.epub";

/// Folders of search indexes begin like this, whatever is in them; a hash follows. Pagefind's
/// script takes what stands before it for the site's base path.
pub const SEARCH_FOLDER: &str = "pagefind-";

/// One file to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A page made from Markdown.
    Page(PageId),
    /// The list of topics of a language.
    Topics(usize),
    /// One topic of a language.
    Topic(usize, usize),
    /// The page for addresses that are not there.
    NotFound(usize),
    /// The whole guide in one file.
    WholeGuide(usize),
    /// The guide of a language as an e-book.
    Epub(usize),
    /// An old address that leads to a page.
    Alias(PageId),
    /// The newest articles of a language.
    Feed(usize),
    /// All pages, for search engines.
    Sitemap,
    /// What crawlers may do.
    Robots,
    /// Headers for Netlify and Cloudflare Pages.
    Headers,
    /// Redirects for the same.
    Redirects,
    /// Keeps the guide on a reader's device, when asked.
    ServiceWorker,
    /// What the guide of a language is called when it is kept, and where it begins.
    WebManifest(usize),
    /// Where the search index is.
    SearchIndex,
    /// Whom to tell of a weakness.
    SecurityText,
    /// Tells GitHub Pages to publish names as they are.
    NoJekyll,
    /// A file, under its own name.
    Asset(AssetId),
    /// A file, under its hashed name.
    HashedAsset(AssetId),
}

impl Output {
    /// Whether it is made of all pages: slow, and without a mistake of its own.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        matches!(self, Self::SearchIndex | Self::ServiceWorker)
    }
}

/// Two paths with one key cannot both be published everywhere: some file systems take
/// capitals for small letters, and `é` for `e` with a mark.
pub(crate) fn collision_key(path: &str) -> String {
    composed(&path.to_lowercase()).into_owned()
}

/// Everything that wants a place, in the order in which it was asked for.
struct List<'s> {
    site: &'s Site,
    wanted: Vec<(String, Output)>,
}

impl List<'_> {
    fn add(&mut self, path: String, output: Output) {
        self.wanted.push((path, output));
    }

    /// Gives each place to the first that asked for it; reports the others.
    fn share_out(self, found: &mut Diagnostics) -> BTreeMap<String, Output> {
        let mut wanted = self.wanted;
        // A stable sort: the first stays first.
        match wanted.iter().all(|(path, _)| is_own_key(path)) {
            true => wanted.sort_by(|(a, _), (b, _)| a.cmp(b)),
            false => wanted.sort_by_cached_key(|(path, _)| collision_key(path)),
        }
        let mut clashes = Vec::new();
        wanted.dedup_by(|(path, output), (kept, owner)| {
            let clash = path == kept || collision_key(path) == collision_key(kept);
            if clash {
                clashes.push(clash_of(self.site, (kept, owner), (path, output)));
            }
            clash
        });
        let folders = folders_at_files(&wanted)
            .into_iter()
            .map(|(file, below)| folder_at_file(self.site, file, below));
        found.extend(clashes);
        found.extend(folders);
        let kept = wanted.iter().filter(|(path, _)| is_kept_for_ever(path));
        found.extend(kept.map(|(path, output)| reserved(self.site, path, output)));
        wanted.into_iter().collect()
    }
}

/// Whether hosts are told that what lies there never changes: files with a content hash in
/// their name, which are not among these outputs, and nothing else.
pub(crate) fn is_kept_for_ever(path: &str) -> bool {
    kept_for_ever(path).is_some()
}

/// What such a path begins with.
pub(crate) fn kept_for_ever(path: &str) -> Option<&'static str> {
    let mut starts = [HASHED, SEARCH_FOLDER].into_iter();
    starts.find(|start| path.starts_with(start))
}

/// An output where readers would get its first form for a year.
fn reserved(site: &Site, path: &str, output: &Output) -> Diagnostic {
    let (from, place) = origin(site, output, path);
    let address = address_of(path);
    let d = Diagnostic::new(
        Code::ReservedName,
        format!(
            "`/{address}` cannot be used: browsers keep for a year what begins with `/{}`",
            kept_for_ever(path).unwrap_or(path)
        ),
    )
    .in_file(from.trim_matches('`'))
    .help("give it another `slug`, file name or folder, or remove the alias");
    match place {
        Some(span) => d.at(span),
        None => d,
    }
}

type Wanted = (String, Output);

/// Files whose place must be a folder for another output, each with the first such output.
/// `about` is one beside `about/index.html`; `about.html` is none. The list is sorted by key.
fn folders_at_files(wanted: &[Wanted]) -> Vec<(&Wanted, &Wanted)> {
    let mut found = Vec::new();
    // Whose key the next ones may begin with; between `a` and `a/b` there may be `a-c`.
    let mut open: Vec<(Cow<'_, str>, &Wanted, bool)> = Vec::new();
    for this in wanted {
        let key = match is_own_key(&this.0) {
            true => Cow::Borrowed(this.0.as_str()),
            false => Cow::Owned(collision_key(&this.0)),
        };
        while open
            .pop_if(|(start, ..)| !key.starts_with(&**start))
            .is_some()
        {}
        for (start, file, is_said) in &mut open {
            let rest = key.strip_prefix(&**start).unwrap_or_default();
            if rest.starts_with('/') && !*is_said {
                *is_said = true;
                found.push((*file, this));
            }
        }
        open.push((key, this, false));
    }
    found
}

/// A file where a folder must be.
fn folder_at_file(site: &Site, file: &Wanted, below: &Wanted) -> Diagnostic {
    let (mut from, mut place) = origin(site, &file.1, &file.0);
    let (mut other, other_place) = origin(site, &below.1, &below.0);
    let is_exact = below.0.starts_with(&file.0);
    // What the program makes has no file that can be mended.
    let message = if from.starts_with('`') {
        format!(
            "it is a file at `/{}`, where {other} needs a folder",
            file.0
        )
    } else {
        std::mem::swap(&mut from, &mut other);
        place = other_place;
        format!("it needs a folder at `/{}`, where {other} is", file.0)
    };
    let code = match is_exact {
        true => Code::UrlCollision,
        false => Code::NameCase,
    };
    let d = Diagnostic::new(code, message)
        .in_file(from.trim_matches('`'))
        .help("give one of them another `slug` or file name, or remove the alias");
    match place {
        Some(span) => d.at(span),
        None => d,
    }
}

/// Whether the path is its own collision key, as nearly all are.
fn is_own_key(path: &str) -> bool {
    path.bytes()
        .all(|b| b.is_ascii() && !b.is_ascii_uppercase())
}

/// Two outputs that want one place.
fn clash_of(site: &Site, first: (&str, &Output), second: (&str, &Output)) -> Diagnostic {
    let is_same = first.0 == second.0;
    let (code, what) = match is_same {
        true => (Code::UrlCollision, "also has"),
        false if first.0.to_lowercase() == second.0.to_lowercase() => {
            (Code::NameCase, "has, but for upper and lower case,")
        }
        false => (
            Code::NameCase,
            "has, but for case and how accents are written,",
        ),
    };
    let path = second.0;
    let (mut other, other_place) = origin(site, first.1, path);
    let (mut from, mut place) = origin(site, second.1, path);
    // What the program makes has no file that can be mended.
    if !from.starts_with('`') && other.starts_with('`') {
        std::mem::swap(&mut from, &mut other);
        place = other_place;
    }
    let address = address_of(path);
    let look_the_same = other != from && composed(&other) == composed(&from);
    let d = Diagnostic::new(code, format!("{other} {what} the address `/{address}`"))
        .in_file(from.trim_matches('`'))
        .help(match look_the_same {
            true => {
                "the two names differ only in how accents are written: rename one or take it away"
            }
            false => "give one of them another `slug` or file name, or remove the alias",
        });
    match place {
        Some(span) => d.at(span),
        None => d,
    }
}

/// What is published at `path`, for people.
pub(crate) fn owner(site: &Site, output: &Output, path: &str) -> String {
    let (from, _) = origin(site, output, path);
    match output {
        Output::Alias(_) => format!("an alias of {from}"),
        _ => from,
    }
}

/// Where the output at `path` comes from, for people.
fn origin(site: &Site, output: &Output, path: &str) -> (String, Option<Span>) {
    match output {
        Output::Page(id) => {
            let front = &site.pages[*id].document.front;
            let slug = front.slug.as_ref().map(|slug| front.place(slug));
            let place = slug.unwrap_or_else(|| front.opening());
            (format!("`{}`", site.pages[*id].file), Some(place))
        }
        Output::Alias(id) => {
            let front = &site.pages[*id].document.front;
            let leads_here = |alias: &&toml::Spanned<String>| {
                alias_path(alias.get_ref())
                    .is_some_and(|p| collision_key(&p) == collision_key(path))
            };
            let alias = front.aliases.iter().find(leads_here);
            (
                format!("`{}`", site.pages[*id].file),
                alias.map(|alias| front.place(alias)),
            )
        }
        Output::Asset(id) | Output::HashedAsset(id) => {
            (format!("`{}`", site.assets.get(*id).file), None)
        }
        Output::Topics(_) | Output::Topic(..) => ("the list of topics".to_owned(), None),
        _ => ("a file that Stepdown makes".to_owned(), None),
    }
}

/// Fills in [`super::Frame::outputs`].
pub(super) fn list(site: &mut Site, found: &mut Diagnostics) {
    let mut list = List {
        site,
        wanted: Vec::with_capacity(site.pages.len() + 64),
    };
    for (id, page) in site.pages.iter().enumerate() {
        list.add([&*page.url, "index.html"].concat(), Output::Page(id));
    }
    for (id, asset) in site.assets.iter() {
        if asset.keeps_name {
            list.add(asset.plain.clone(), Output::Asset(id));
        }
    }
    for (n, language) in site.languages.iter().enumerate() {
        let prefix = &language.prefix;
        if !language.topics.is_empty() {
            list.add(format!("{prefix}topics/index.html"), Output::Topics(n));
            for (t, topic) in language.topics.iter().enumerate() {
                list.add(
                    format!("{prefix}topics/{}/index.html", topic.slug),
                    Output::Topic(n, t),
                );
            }
        }
        if site.config.features.feed {
            list.add(format!("{prefix}atom.xml"), Output::Feed(n));
        }
        if site.config.features.whole_guide && language.home.is_some() {
            list.add(
                format!("{prefix}whole-guide/index.html"),
                Output::WholeGuide(n),
            );
        }
        if site.config.features.epub && language.home.is_some() {
            list.add(format!("{prefix}{BOOK}"), Output::Epub(n));
        }
        list.add(format!("{prefix}404.html"), Output::NotFound(n));
        if site.config.features.offline && (n == 0 || language.home.is_some()) {
            let path = format!("{prefix}manifest.webmanifest");
            list.add(path, Output::WebManifest(n));
        }
    }
    // A site's own file of that name takes the generated one's place.
    if site.config.features.offline {
        list.add("sw.js".to_owned(), Output::ServiceWorker);
    }
    if site.languages.iter().any(|l| l.roles.search.is_some()) {
        list.add("search.json".to_owned(), Output::SearchIndex);
    }
    let security = site.config.security.is_some();
    for (path, output) in [
        ("sitemap.xml", Output::Sitemap),
        ("robots.txt", Output::Robots),
        ("_headers", Output::Headers),
        ("_redirects", Output::Redirects),
        (".nojekyll", Output::NoJekyll),
    ]
    .into_iter()
    .chain(security.then_some((".well-known/security.txt", Output::SecurityText)))
    {
        // What says what hosts do belongs to the site's owner; an author's file of that
        // name is another one.
        let is_own = |(_, asset): (_, &Asset)| {
            asset.keeps_name && asset.plain == path && asset.file.starts_with("static/")
        };
        if !site.assets.iter().any(is_own) {
            list.add(path.to_owned(), output);
        }
    }
    for (id, page) in site.pages.iter().enumerate() {
        for alias in &page.document.front.aliases {
            match alias_path(alias.get_ref()) {
                Some(path) => list.add(path, Output::Alias(id)),
                None => {
                    let help = match reserved_part(alias.get_ref()) {
                        Some(part) => format!(
                            "not every system can have `{part}` as a file: take the alias away, or redirect at the host"
                        ),
                        None => {
                            "write the old address from the site's root: `/old/place/`".to_owned()
                        }
                    };
                    found.push(
                        Diagnostic::new(
                            Code::InvalidValue,
                            format!("`{}` cannot be an alias", alias.get_ref()),
                        )
                        .in_file(&page.file)
                        .at(page.document.front.place(alias))
                        .help(help),
                    );
                }
            }
        }
    }
    site.frame_mut().outputs = list.share_out(found);
}

/// Whether a file tells a host what to do. Some hosts publish such files, some do not.
pub(crate) fn is_for_hosts(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["_headers", "_redirects", ".nojekyll"].contains(&path) || name == ".htaccess"
}

/// The file of an old address, which may be written as browsers show it or as they send it.
pub(crate) fn alias_path(alias: &str) -> Option<String> {
    let path = alias.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    let is_code = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let is_encoded = path.split('%').skip(1).all(is_code);
    let decoded = decode(path);
    let slashes = |text: &str| text.matches('/').count();
    let bad = path.contains(['?', '#'])
        || !is_encoded
        // Bytes that are no letters stay as they are.
        || (path.contains('%') && decoded == path)
        || slashes(&decoded) != slashes(path)
        || !stays_below(&decoded)
        || reserved_part(alias).is_some();
    if bad {
        return None;
    }
    let path = decoded;
    if path.ends_with(".html") {
        return Some(path.into_owned());
    }
    Some(format!("{path}/index.html"))
}

/// What of an old address cannot be a file everywhere, or is hidden on hosts.
fn reserved_part(alias: &str) -> Option<String> {
    let decoded = decode(alias);
    let mut parts = decoded.split('/');
    let is_bad = |part: &&str| {
        let is_hidden = part.starts_with('.') && *part != ".well-known";
        !part.is_empty()
            && ![".", ".."].contains(part)
            && (is_hidden
                || part.ends_with(['.', ' '])
                || part.contains(|c: char| c.is_control() || "<>:\"|?*\\".contains(c))
                || is_reserved(part.split('.').next().unwrap_or(part)))
    };
    parts.find(is_bad).map(str::to_owned)
}

/// Whether a path with slashes names one place below any folder that it is joined to: it
/// neither climbs nor begins anew (`/x`, `C:x`), and no two spellings are one file (`a//b`).
#[must_use]
pub fn stays_below(path: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(is_name)
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_become_files_and_never_climb_out() {
        assert_eq!(alias_path("/old/").as_deref(), Some("old/index.html"));
        assert_eq!(alias_path("/old.html").as_deref(), Some("old.html"));
        assert_eq!(alias_path("/%C3%BCber/"), alias_path("/über/"));
        assert_eq!(alias_path("/100%25/").as_deref(), Some("100%/index.html"));
        assert_eq!(
            alias_path("/.well-known/x/").as_deref(),
            Some(".well-known/x/index.html")
        );
        for bad in [
            "old/",
            "",
            "/",
            "//",
            "/../x/",
            "/a/../../x",
            "/./x",
            "/a?b",
            "//etc/x.html",
            "//x/",
            "/b//c/",
            "/b//",
            "/x.html//",
            "/%zz/",
            "/%ff/",
            "/a%2fb/",
            "/%2e%2e/x/",
            "/aux/",
            "/NUL.html",
            "/a./",
            "/a|b/",
            "/*/",
            "/:x/y/",
            "/.git/config",
            "/a%00/",
        ] {
            assert_eq!(alias_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_file_where_a_folder_must_be_is_found_once() {
        let all = [
            "a",
            "a-b",
            "a-b/c",
            "a.html",
            "a/index.html",
            "a/x/y",
            "B",
            "b.c/d",
            "b/c",
        ];
        let wanted: Vec<Wanted> = all.map(|path| (path.to_owned(), Output::Robots)).to_vec();
        let found = folders_at_files(&wanted);
        let found: Vec<_> = found.iter().map(|(a, b)| (&*a.0, &*b.0)).collect();
        assert_eq!(
            found,
            [("a-b", "a-b/c"), ("a", "a/index.html"), ("B", "b/c")]
        );
    }

    #[test]
    fn a_path_stays_below_only_by_names() {
        for good in ["a", "a/b.html", ".well-known/x", "..a/b"] {
            assert!(stays_below(good), "{good}");
        }
        for bad in ["", "/a", "a/", "a//b", "a/./b", "../a", "a/.."] {
            assert!(!stays_below(bad), "{bad}");
        }
    }
}
