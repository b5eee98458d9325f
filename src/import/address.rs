//! Where a page is under Zola, and where it will be under Stepdown.
//!
//! In: the path of a content file, its language, its slug or path. Out: two addresses
//! from the site's root. Zola makes them as its `page.rs` and `section.rs` do: only
//! the last part is slugified, and a date before the name is left out. Stepdown
//! slugifies every part, and keeps letters of all alphabets.

use crate::parse::slugify;
use crate::resolve::stays_below;

/// How Zola makes addresses and anchors of words: `[slugify]` in its configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Strategy {
    /// ASCII letters, digits and hyphens.
    #[default]
    On,
    /// All but what file names cannot hold.
    Safe,
    /// As written.
    Off,
}

impl Strategy {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "on" => Some(Self::On),
            "safe" => Some(Self::Safe),
            "off" => Some(Self::Off),
            _ => None,
        }
    }

    /// A part of an address.
    pub(super) fn path(self, name: &str) -> String {
        match self {
            Self::On => slug::slugify(name),
            Self::Safe => {
                let end = name.trim_end_matches([' ', '.']);
                end.replace(['<', '>', ':', '"', '/', '\\', '|', '?', '*'], "")
            }
            Self::Off => name.to_owned(),
        }
    }

    /// A heading's id.
    pub(super) fn anchor(self, title: &str) -> String {
        match self {
            Self::On => slug::slugify(title),
            Self::Safe | Self::Off => title.replace(|c: char| c.is_ascii_whitespace(), "_"),
        }
    }
}

/// A language's code as Stepdown has it: Zola takes `zh_cn`, which is no code of BCP 47.
pub(super) fn code_here(code: &str) -> String {
    code.replace('_', "-")
}

/// A content file of the Zola site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The folder below `content/`, without a slash at its end; empty at the top.
    pub(super) folder: String,
    /// The file's name without language and `.md`.
    pub(super) stem: String,
    /// The code of a further language, as Zola has it.
    pub(super) language: Option<String>,
}

impl Name {
    /// Reads a path below `content/`; `languages` are the further ones.
    pub(super) fn of<'a>(path: &str, languages: impl IntoIterator<Item = &'a str>) -> Self {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let name = file.strip_suffix(".md").unwrap_or(file);
        let coded = name.split_once('.').and_then(|(stem, code)| {
            let mut known = languages.into_iter();
            known.any(|known| known == code).then_some((stem, code))
        });
        Self {
            folder: folder.to_owned(),
            stem: coded.map_or(name, |(stem, _)| stem).to_owned(),
            language: coded.map(|(_, code)| code.to_owned()),
        }
    }

    pub(super) fn is_section(&self) -> bool {
        self.stem == "_index"
    }

    /// Whether files of the folder belong to this page.
    pub(super) fn is_bundle(&self) -> bool {
        self.stem == "index" && !self.folder.is_empty()
    }

    /// The path below `content/` that Stepdown wants.
    pub(super) fn target(&self) -> String {
        let language = self.language.as_deref().map(code_here);
        let parts = [language.as_deref(), Some(self.folder.as_str())];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        let folder: Vec<&str> = parts.collect();
        let file = format!("{}.md", self.stem);
        [folder, vec![&file]].concat().join("/")
    }

    /// The words that Zola makes the last part of the address from, and the date
    /// before them.
    pub(super) fn words(&self) -> (&str, Option<&str>) {
        let name = match self.is_bundle() {
            true => self.folder.rsplit('/').next().unwrap_or(&self.folder),
            false => &self.stem,
        };
        match dated(name) {
            Some((date, words)) => (words, Some(date)),
            None => (name, None),
        }
    }

    /// Zola's address, which begins and ends with a slash.
    pub(super) fn zola(
        &self,
        strategy: Strategy,
        keep_dates: bool,
        slug: Option<&str>,
        path: Option<&str>,
    ) -> String {
        if let Some(path) = path.filter(|_| !self.is_section()) {
            return format!("/{}/", path.trim().trim_matches('/')).replace("//", "/");
        }
        let mut parts: Vec<String> = self.language.iter().cloned().collect();
        let folder = match self.is_bundle() {
            true => self.folder.rsplit_once('/').map_or("", |(above, _)| above),
            false => &self.folder,
        };
        if !folder.is_empty() {
            parts.push(folder.to_owned());
        }
        if !self.is_section() {
            let (words, _) = self.words();
            let name = match self.is_bundle() {
                true => self.folder.rsplit('/').next().unwrap_or(&self.folder),
                false => &self.stem,
            };
            let words = if keep_dates { name } else { words };
            parts.push(strategy.path(slug.unwrap_or(words)));
        }
        parts.retain(|part| !part.is_empty());
        match parts.is_empty() {
            true => "/".to_owned(),
            false => format!("/{}/", parts.join("/")),
        }
    }

    /// Stepdown's address of the file, without a slug of its own.
    pub(super) fn stepdown(&self) -> String {
        let language = self.language.as_deref().map(code_here);
        let mut parts: Vec<String> = language.into_iter().collect();
        let folders = self.folder.split('/').filter(|part| !part.is_empty());
        parts.extend(folders.map(slugify));
        if !self.is_section() && !self.is_bundle() {
            parts.push(slugify(&self.stem));
        }
        match parts.is_empty() {
            true => "/".to_owned(),
            false => format!("/{}/", parts.join("/")),
        }
    }
}

/// The slug that gives a page the address `zola` in place of `stepdown`, if one can.
pub(super) fn slug_for(zola: &str, stepdown: &str) -> Option<String> {
    let split = |address: &str| -> Option<(String, String)> {
        let (above, last) = address.trim_end_matches('/').rsplit_once('/')?;
        Some((above.to_owned(), last.to_owned()))
    };
    let ((wanted_above, wanted), (above, _)) = (split(zola)?, split(stepdown)?);
    (wanted_above == above && !wanted.is_empty() && slugify(&wanted) == wanted).then_some(wanted)
}

/// Whether an address, with or without slashes around it, can be a file of the published
/// site: it neither climbs nor begins anew, and has no signs that addresses cannot have.
pub(super) fn is_plain(address: &str) -> bool {
    let path = address.strip_prefix('/').unwrap_or(address);
    let path = path.strip_suffix('/').unwrap_or(path);
    stays_below(path) && !path.contains(['\\', '?', '#', '"', '<', '>', '\n', '\0'])
}

/// `2026-11-24-words` and its kin: the date, and the words after it.
fn dated(name: &str) -> Option<(&str, &str)> {
    let date = name.get(..10)?;
    date.parse::<jiff::civil::Date>().ok()?;
    let rest = &name[10..];
    // A time of day may follow.
    let rest = match rest.strip_prefix('T') {
        Some(time) => &time[time.find(['_', '-'])?..],
        None => rest,
    };
    let words = rest.trim_start().strip_prefix(['_', '-'])?;
    (!words.is_empty()).then_some((date, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(path: &str) -> (String, String) {
        let name = Name::of(path, ["tr"]);
        let zola = name.zola(Strategy::On, false, None, None);
        (zola, name.stepdown())
    }

    #[test]
    fn addresses_are_those_of_zola_and_of_stepdown() {
        for (path, zola, stepdown) in [
            ("_index.md", "/", "/"),
            ("_index.tr.md", "/tr/", "/tr/"),
            ("about.md", "/about/", "/about/"),
            ("blog/_index.md", "/blog/", "/blog/"),
            ("blog/Türkçe Ad.md", "/blog/turkce-ad/", "/blog/türkçe-ad/"),
            ("blog/post/index.tr.md", "/tr/blog/post/", "/tr/blog/post/"),
            ("blog/2024-01-02-a.md", "/blog/a/", "/blog/2024-01-02-a/"),
            ("My Part/x.md", "/My Part/x/", "/my-part/x/"),
            ("blog/page.fr.md", "/blog/page-fr/", "/blog/page-fr/"),
        ] {
            assert_eq!(both(path), (zola.to_owned(), stepdown.to_owned()), "{path}");
        }
    }

    #[test]
    fn slugs_and_paths_of_the_front_matter_win() {
        let name = Name::of("blog/a.md", []);
        let zola = |slug, path| name.zola(Strategy::On, false, slug, path);
        assert_eq!(zola(Some("Other Name"), None), "/blog/other-name/");
        assert_eq!(zola(None, Some("x/y")), "/x/y/");
    }

    #[test]
    fn a_slug_is_enough_where_only_the_last_part_differs() {
        assert_eq!(
            slug_for("/blog/turkce/", "/blog/türkçe/").as_deref(),
            Some("turkce")
        );
        assert_eq!(slug_for("/x/y/", "/blog/y/"), None);
        assert_eq!(slug_for("/blog/Upper/", "/blog/upper/"), None);
    }

    #[test]
    fn files_of_a_language_lie_in_its_folder() {
        assert_eq!(Name::of("a/b.tr.md", ["tr"]).target(), "tr/a/b.md");
        assert_eq!(Name::of("a/b.md", ["tr"]).target(), "a/b.md");
        assert_eq!(Name::of("_index.tr.md", ["tr"]).target(), "tr/_index.md");
    }

    #[test]
    fn a_plain_address_is_one_file_below_the_site() {
        for good in ["/old/", "/old/page.html", "blog/post/picture.png"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in [
            "//etc/x.html",
            "/b//c/",
            "/a/../b/",
            "b//c.png",
            "//",
            "/a?b/",
        ] {
            assert!(!is_plain(bad), "{bad}");
        }
    }
}
