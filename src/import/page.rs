//! The pages of a Zola site.
//!
//! In: files below `content/`. Out: [`Site`], in which every page knows where it was,
//! where it will be and which ids its headings keep.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::address::{self, Name};
use super::body::{more, plain};
use super::config::Zola;
use super::front::{self, Front};
use super::source::Tree;
use super::{Ids, Moved, heading, note, shortcode};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, io_error};
use crate::parse::slugify;
use crate::resolve::{alias_path, collision_key, is_kept_for_ever};

/// A page that could be read.
#[derive(Debug)]
pub(super) struct Page {
    /// Below Zola's `content/`; empty for a home page that Zola did not need.
    pub(super) source: String,
    pub(super) name: Name,
    /// Below the new `content/`.
    pub(super) target: String,
    pub(super) front: Front,
    /// The whole file.
    pub(super) text: String,
    /// Zola's address.
    pub(super) zola: String,
    pub(super) ids: Ids,
}

/// A file that could not be read as a page.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) source: String,
    pub(super) target: String,
    pub(super) is_section: bool,
}

/// All pages.
#[derive(Debug, Default)]
pub(super) struct Site {
    pub(super) pages: Vec<Page>,
    pub(super) carried: Vec<Carried>,
}

impl Page {
    /// As findings name it.
    pub(super) fn file(&self) -> String {
        format!("content/{}", self.source)
    }

    /// Stepdown's address, once its slug is known.
    pub(super) fn own(&self) -> String {
        match self.front.slug.is_some() {
            true => self.zola.clone(),
            false => self.name.stepdown(),
        }
    }

    pub(super) fn body(&self) -> &str {
        &self.text[self.front.body..]
    }
}

/// A summary that is longer stays in the text alone.
const LONGEST_DESCRIPTION: usize = 300;

/// Reads all pages.
pub(super) fn read_all(root: &Path, tree: &Tree, zola: &Zola, found: &mut Diagnostics) -> Site {
    let mut site = Site::default();
    let mut taken: HashMap<String, String> = HashMap::new();
    for source in &tree.pages {
        let file = format!("content/{source}");
        let mut name = Name::of(source, zola.codes());
        // The page of the top folder is what Stepdown calls home.
        if name.stem == "index" && name.folder.is_empty() {
            "_index".clone_into(&mut name.stem);
        }
        let target = name.target();
        if let Some(other) = taken.insert(target.to_lowercase(), source.clone()) {
            found.push(
                Diagnostic::new(
                    Code::UrlCollision,
                    format!("`content/{other}` has the same place, `content/{target}`; this file was not moved"),
                )
                .in_file(&file)
                .help("rename one of them and import again"),
            );
            continue;
        }
        let text = match fs::read(root.join(&file)) {
            Err(error) => {
                let unread = io_error(&file, "read the page, so nothing was written", &error);
                found.push(unread);
                continue;
            }
            Ok(bytes) => String::from_utf8(bytes),
        };
        let carried = Carried {
            source: source.clone(),
            target: target.clone(),
            is_section: name.is_section(),
        };
        let Ok(text) = text else {
            found.push(
                Diagnostic::new(
                    Code::InvalidUtf8,
                    "the file is no UTF-8; it was carried over as it is",
                )
                .in_file(&file)
                .help("save it as UTF-8"),
            );
            site.carried.push(carried);
            continue;
        };
        let mut front = match front::read(&text, &file) {
            Ok(front) => front,
            Err(errors) => {
                found.extend(errors);
                found.push(note(
                    &file,
                    Some(Span { start: 0, end: 3 }),
                    "the front matter cannot be read; the file was carried over as it is, and the new site is built once it is mended",
                    match name.is_section() {
                        // Nobody knows whether it is one.
                        true => "mend it here and import again: what lies below a draft is a draft too",
                        false => "mend it here and import again, or in the new site",
                    },
                ));
                site.carried.push(carried);
                continue;
            }
        };
        found.extend(std::mem::take(&mut front.notes));
        site.pages
            .push(page(source, name, target, front, text, zola, found));
    }
    site
}

fn page(
    source: &str,
    name: Name,
    target: String,
    mut front: Front,
    text: String,
    zola: &Zola,
    found: &mut Diagnostics,
) -> Page {
    if front.date.is_none()
        && !name.is_section()
        && let (_, Some(date)) = name.words()
    {
        // `words` takes for a date only what is a day of the calendar.
        front.date = date.parse().ok();
        date.clone_into(&mut front.dates[0]);
    }
    let address = name.zola(
        zola.paths,
        zola.keep_dates,
        front.slug.take().as_deref(),
        front.path.take().as_deref(),
    );
    let mut page = Page {
        source: source.to_owned(),
        name,
        target,
        front,
        text,
        zola: address,
        ids: Ids::new(),
    };
    page.ids = heading::keep_ids(&shortcode::show(page.body()).0, zola.anchors).ids;
    if page
        .front
        .title
        .as_deref()
        .is_none_or(|t| t.trim().is_empty())
    {
        let title = title_of(&page, zola);
        found.push(note(
            &page.file(),
            Some(Span { start: 0, end: 3 }),
            &format!("the page has no title; the new one is called “{title}”"),
            "write a title that says what the page is about",
        ));
        page.front.title = Some(title);
    }
    page.summary(found);
    page
}

/// A title from the file's name.
fn title_of(page: &Page, zola: &Zola) -> String {
    let words = match page.name.is_section() {
        true => page.name.folder.rsplit('/').next().unwrap_or_default(),
        false => page.name.words().0,
    };
    let words = slugify(words).replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => {
            let own = zola.languages.iter();
            let own = own.filter(|(code, ..)| Some(code) == page.name.language.as_ref());
            let own = own.filter_map(|(_, title, _)| title.clone()).next();
            own.unwrap_or_else(|| zola.title.clone())
        }
    }
}

impl Page {
    /// What stands above `<!-- more -->` becomes the description, if there is none.
    fn summary(&mut self, found: &mut Diagnostics) {
        let Some(at) = more(self.body()) else { return };
        if self.front.description.is_some() {
            return;
        }
        let text = plain(self.body(), at.start).unwrap_or_default();
        if !text.is_empty()
            && text.chars().count() <= LONGEST_DESCRIPTION
            && !text.contains("{{")
            && !text.contains("{%")
        {
            self.front.description = Some(text);
            return;
        }
        let span = Span::from(at).shifted(self.front.body);
        found.push(note(
            &self.file(),
            Some(span),
            "what stands above `<!-- more -->` is no description: it is too long, or has more than words",
            "write one or two sentences as `description`",
        ));
    }
}

/// Writes the home pages that Zola did without.
pub(super) fn homes(site: &mut Site, zola: &Zola, found: &mut Diagnostics) {
    let languages = std::iter::once(None).chain(zola.codes().map(|code| Some(code.to_owned())));
    for language in languages {
        let name = Name {
            folder: String::new(),
            stem: "_index".to_owned(),
            language,
        };
        let target = name.target();
        let is_there = site.pages.iter().map(|page| &page.target);
        let carried = site.carried.iter().map(|page| &page.target);
        if is_there.chain(carried).any(|other| *other == target) {
            continue;
        }
        let own = zola
            .languages
            .iter()
            .find(|(code, ..)| Some(code) == name.language.as_ref());
        let title = own.and_then(|(_, title, _)| title.clone());
        found.push(note(
            zola.file,
            None,
            &format!("`content/{target}` was made: every language has a home page"),
            "write what readers should see first",
        ));
        site.pages.push(Page {
            source: String::new(),
            zola: name.zola(zola.paths, zola.keep_dates, None, None),
            name,
            target,
            front: Front {
                title: Some(title.unwrap_or_else(|| zola.title.clone())),
                ..Front::default()
            },
            text: String::new(),
            ids: Ids::new(),
        });
    }
}

/// Keeps every page's address, and the old ones that led to it.
pub(super) fn addresses(pages: &mut [Page], zola: &Zola, moved: &mut Moved) {
    for page in pages.iter_mut() {
        let own = page.name.stepdown();
        if own != page.zola {
            match address::slug_for(&page.zola, &own).filter(|_| !page.name.is_section()) {
                Some(slug) => {
                    page.front.slug = Some(slug);
                    moved.slugs += 1;
                }
                None => page.front.aliases.insert(0, page.zola.clone()),
            }
        }
    }
    // An old address must not be another page's, in any spelling.
    let mut taken: HashMap<String, String> = HashMap::new();
    for page in pages.iter() {
        let (own, file) = (page.own(), page.file());
        let is_home = page.name.is_section() && page.name.folder.is_empty();
        let can_be_file = alias_path(&own).is_some_and(|path| !is_kept_for_ever(&path));
        let why = match taken.insert(collision_key(&own), file.clone()) {
            Some(other) => format!("`{other}` has the address `{own}` too"),
            None if can_be_file || is_home => continue,
            None => format!("it cannot have the address `{own}`"),
        };
        moved.found.push(note(
            &file,
            Some(page.front.place("slug")),
            &format!("{why}: the build stops at it"),
            "give it another `slug`, or rename the file, and import again",
        ));
    }
    for page in pages.iter_mut() {
        let file = page.file();
        let place = page.front.place("aliases");
        let own = page.own();
        let mut kept = Vec::new();
        for alias in std::mem::take(&mut page.front.aliases) {
            let is_of_zola = alias == page.zola;
            let alias = format!("/{}", alias.trim_start_matches('/'));
            let is_file = alias.ends_with(".html");
            let whole = match is_file || alias.ends_with('/') {
                true => alias,
                false => format!("{alias}/"),
            };
            if whole == own || kept.contains(&whole) {
                continue;
            }
            let key = collision_key(&whole);
            let can_be_file = alias_path(&whole).is_some_and(|path| !is_kept_for_ever(&path));
            let line = format!(
                "if it was in use, redirect it at your host: `{}`",
                zola.redirect(&whole, &own)
            );
            let out = || "take it out of `aliases`".to_owned();
            let (why, help) = if whole == "/" {
                ("it is the home page's".to_owned(), out())
            } else if !address::is_plain(&whole) {
                ("it is no address of this site".to_owned(), out())
            } else if !can_be_file {
                let why = "not every system can have it as a file, or the build keeps the place for its own";
                (why.to_owned(), line)
            } else if key == collision_key(&own) {
                let why = format!(
                    "it differs only in upper and lower case, or in how accents are written, from the new address `{own}`"
                );
                (why, line)
            } else if let Some(other) = taken.get(&key) {
                (format!("`{other}` has it"), out())
            } else {
                moved.aliases += usize::from(is_of_zola);
                taken.insert(key, file.clone());
                kept.push(whole);
                continue;
            };
            moved.unkept += usize::from(is_of_zola);
            moved.found.push(note(
                if page.source.is_empty() {
                    zola.file
                } else {
                    &file
                },
                Some(place),
                &format!("the old address `{whole}` leads nowhere: {why}"),
                &help,
            ));
        }
        page.front.aliases = kept;
    }
}

/// The file of the section that a page belongs to, whether it is there or not.
pub(super) fn section_of(page: &Page) -> String {
    let folder = match page.name.is_bundle() {
        true => {
            let folder = page.name.folder.rsplit_once('/');
            folder.map_or("", |(above, _)| above)
        }
        false => &page.name.folder,
    };
    let section = Name {
        folder: folder.to_owned(),
        stem: "_index".to_owned(),
        language: page.name.language.clone(),
    };
    section.target()
}
