//! Where everything is in the book: which document a page is, which file a
//! picture. What is not in the book is on the site.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use percent_encoding::percent_decode_str;
use url::Url;

use super::package::Medium;
use super::{finding, xhtml};
use crate::diagnostic::Diagnostic;
use crate::parse::slugify;
use crate::resolve::{Asset, AssetId, Output, PageId, Site, address_of, problem_of_svg};

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// A document of the book, and an id in it.
    Inside(String, Option<String>),
    /// An address of the web, a telephone number and so on.
    Outside(String),
    /// Nowhere that a book could lead to.
    Nowhere,
}

/// The kinds of pictures that every reader of EPUB 3 knows.
const PICTURES: [(&str, &str); 6] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("svg", "image/svg+xml"),
];

/// The site's addresses, and what they are in the book.
pub(super) struct Places<'s> {
    site: &'s Site,
    language: usize,
    base: Url,
    /// In reading order.
    pages: Vec<PageId>,
    /// The documents of `pages`.
    names: Vec<String>,
    numbers: HashMap<PageId, usize>,
    /// Files by their path on the site.
    files: HashMap<&'s str, AssetId>,
    /// Pictures by their path in the book.
    pictures: BTreeMap<String, AssetId>,
}

impl<'s> Places<'s> {
    pub(super) fn new(site: &'s Site, language: usize, pages: Vec<PageId>) -> Self {
        let mut files = HashMap::new();
        let mut pictures = BTreeMap::new();
        for (id, asset) in site.assets.iter() {
            files.insert(asset.plain.as_str(), id);
            files.insert(asset.hashed.as_str(), id);
            if let Some((path, _)) = picture_of(asset) {
                pictures.insert(path, id);
            }
        }
        let name = |(n, id): (usize, &PageId)| {
            let last = site.pages[*id].url.trim_end_matches('/').rsplit('/').next();
            match last
                .map(slugify)
                .filter(|slug| !slug.is_empty() && slug.is_ascii())
            {
                Some(slug) => format!("{:04}-{slug}.xhtml", n + 1),
                None => format!("{:04}.xhtml", n + 1),
            }
        };
        Self {
            site,
            language,
            base: Url::parse(&site.config.base_url).expect("the configuration was checked"),
            names: pages.iter().enumerate().map(name).collect(),
            numbers: pages.iter().enumerate().map(|(n, id)| (*id, n)).collect(),
            pages,
            files,
            pictures,
        }
    }

    /// The site.
    pub(super) fn site(&self) -> &'s Site {
        self.site
    }

    pub(super) fn language(&self) -> usize {
        self.language
    }

    /// All pages, in reading order.
    pub(super) fn pages(&self) -> &[PageId] {
        &self.pages
    }

    /// The document of a page of the book.
    pub(super) fn name(&self, id: PageId) -> &str {
        &self.names[self.numbers[&id]]
    }

    /// The address on the web of a page, or of the language's first page.
    pub(super) fn address(&self, page: Option<PageId>) -> Url {
        let path = match page {
            Some(id) => &self.site.pages[id].url,
            None => &self.site.languages[self.language].prefix,
        };
        let path = crate::resolve::encode(path);
        self.base.join(&path).unwrap_or_else(|_| self.base.clone())
    }

    /// Where a link of the page at `from` leads.
    pub(super) fn link(&self, from: &Url, href: &str, outward: bool) -> Lead {
        let Ok(url) = from.join(href.trim()) else {
            return Lead::Nowhere;
        };
        match url.scheme() {
            "http" | "https" => {}
            "javascript" | "vbscript" | "data" | "blob" | "file" => return Lead::Nowhere,
            _ => return Lead::Outside(strict(url.as_str())),
        }
        match self.page_at(&url).filter(|_| !outward) {
            Some(page) => {
                let fragment = url.fragment().filter(|f| !f.is_empty());
                let id = fragment.map(|f| xhtml::id(&decoded(f)));
                Lead::Inside(self.name(page).to_owned(), id)
            }
            None => Lead::Outside(strict(url.as_str())),
        }
    }

    /// The page of the book that is at an address of the site, or was.
    fn page_at(&self, url: &Url) -> Option<PageId> {
        // A question to the page is for its script.
        if url.query().is_some() {
            return None;
        }
        let path = self.path_of(url)?;
        let path = address_of(&path);
        let folder = path.trim_end_matches('/');
        let file = match folder.is_empty() {
            true => "index.html".to_owned(),
            false => format!("{folder}/index.html"),
        };
        match self
            .site
            .outputs
            .get(&file)
            .or_else(|| self.site.outputs.get(path))?
        {
            Output::Page(id) | Output::Alias(id) if self.numbers.contains_key(id) => Some(*id),
            _ => None,
        }
    }

    /// The part below the site's address.
    fn path_of(&self, url: &Url) -> Option<String> {
        let is_own = url.origin() == self.base.origin();
        let rest = url
            .path()
            .strip_prefix(self.base.path())
            .filter(|_| is_own)?;
        Some(decoded(rest).into_owned())
    }

    /// Where a picture of the page at `from` lies in the book; else why it cannot.
    pub(super) fn picture(&self, from: &Url, src: &str) -> Result<String, String> {
        let src = src.trim();
        if src.starts_with("data:") {
            let is_known = PICTURES.iter().any(|(_, kind)| {
                src["data:".len()..]
                    .strip_prefix(kind)
                    .is_some_and(|rest| rest.starts_with([';', ',']))
            });
            return match is_known {
                true => Ok(src.to_owned()),
                false => Err("a `data:` picture that is no PNG, JPEG, GIF, WebP or SVG".to_owned()),
            };
        }
        let url = from
            .join(src)
            .map_err(|_| format!("the picture `{src}`, which is no address"))?;
        let Some(path) = self.path_of(&url) else {
            return Err(format!("the picture `{src}` of another site"));
        };
        let Some(id) = self.files.get(path.as_str()) else {
            return Err(format!("the picture `{src}`: the site has no such file"));
        };
        match picture_of(self.site.assets.get(*id)) {
            Some((path, _)) => Ok(path),
            None => Err(format!(
                "the picture `{src}`, which is no PNG, JPEG, GIF, WebP or SVG"
            )),
        }
    }

    /// The cover's place in the book; none when the site has no such file.
    pub(super) fn cover(&self, path: &str) -> Option<Result<String, Diagnostic>> {
        let asset = self.site.assets.static_file(path)?;
        Some(match picture_of(asset) {
            Some((path, _)) => Ok(path),
            None => Err(finding(
                &asset.file,
                "an e-book's cover is a PNG, JPEG, GIF, WebP or SVG".to_owned(),
            )
            .help("name such a file as `og_image` in `stepdown.toml`")),
        })
    }

    /// A picture by its path in the book.
    pub(super) fn medium(&self, path: &str) -> Result<Medium, Diagnostic> {
        let asset = self.site.assets.get(self.pictures[path]);
        let bytes = asset.bytes()?.into_owned();
        let kind = picture_of(asset).map_or("", |(_, kind)| kind);
        if kind == "image/svg+xml"
            && let Some(problem) = problem_of_svg(&bytes)
        {
            return Err(finding(
                &asset.file,
                format!("an e-book cannot hold this picture: {problem}"),
            )
            .help("take it out of the file, or use a PNG"));
        }
        Ok(Medium { kind, bytes })
    }
}

/// An address as checkers of books want it: browsers are content with less.
fn strict(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for (at, c) in url.char_indices() {
        let code = url.as_bytes().get(at + 1..at + 3);
        let is_code = code.is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
        match c {
            ' ' => out.push_str("%20"),
            '%' if !is_code => out.push_str("%25"),
            c => out.push(c),
        }
    }
    out
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(text))
}

/// A picture's path in the book and its type. The name is made of the hashed one,
/// so that it is the same as long as the picture is, and plain ASCII.
fn picture_of(asset: &Asset) -> Option<(String, &'static str)> {
    let extension = asset.plain.rsplit('.').next()?.to_ascii_lowercase();
    let (extension, kind) = PICTURES.iter().find(|(known, _)| *known == extension)?;
    let hash = blake3::hash(asset.hashed.as_bytes()).to_hex();
    Some((format!("images/{}.{extension}", &hash[..12]), kind))
}

#[cfg(test)]
mod tests {
    use super::strict;

    #[test]
    fn addresses_are_strict() {
        assert_eq!(strict("tel:+1 2"), "tel:+1%202");
        assert_eq!(strict("https://e.org/%zz%20%"), "https://e.org/%25zz%20%25");
    }
}
