//! A Zola site in, a Stepdown site out.
//!
//! In: the folder of a Zola site, which is only read, and the folder of the new site,
//! which is not there yet or empty. Out: the new site with `stepdown.toml`, `content/`
//! and `static/`, written all at once, and [`Moved`]: counts, and a finding for each
//! thing that could not be moved, at its place in the old site.
//!
//! 1. `source` lists the files, `config` reads the configuration.
//! 2. `page` reads every page; `front` its front matter, `address` where it was and
//!    will be, `draft` what a draft section leaves out, `order` what a section's order
//!    and its topics become.
//! 3. `body` turns bodies into Stepdown's Markdown, with `link` (`base` knows the site's own
//!    addresses), `shortcode` and `heading`.
//! 4. `built` reads the moved pages as the next build will, and counts what it leaves out.
//! 5. `files` says where the other files go, `write` puts everything on the disk.
//!
//! Addresses stay: by the file's name where that is enough, else by `slug`, else by an
//! alias. A file whose front matter cannot be read is carried over as it is, so that
//! nothing is missing and the next build names it again.

mod address;
mod base;
mod body;
mod built;
mod config;
mod draft;
mod files;
mod front;
mod heading;
mod link;
mod order;
mod page;
mod shortcode;
mod source;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;

use pulldown_cmark::Options;

use self::config::Zola;
use self::write::Content;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::files::read_text;

/// What an import did.
#[derive(Debug, Default)]
pub struct Moved {
    /// What could not be moved, and what could not be read.
    pub found: Diagnostics,
    /// Pages and sections.
    pub pages: usize,
    /// Languages.
    pub languages: usize,
    /// Files beside pages.
    pub beside: usize,
    /// Files of `static/`.
    pub statics: usize,
    /// Pages whose old address leads to a new one.
    pub aliases: usize,
    /// Pages whose old address only a host can lead to the new one.
    pub unkept: usize,
    /// Pages that keep their address by a slug.
    pub slugs: usize,
    /// Pictures beside pages, which are published under other names.
    pub pictures: usize,
    /// Shortcodes that stand in the text as code, under a mark that each build finds.
    pub shortcodes: usize,
    /// How many of these stand in drafts.
    pub in_drafts: usize,
    /// Rules whose level is lower in the new site.
    pub lowered: Vec<&'static str>,
}

/// Moves the Zola site in `from` to the new folder `to`.
///
/// # Errors
/// When `from` is no Zola site or its configuration cannot be read, when `to` holds
/// something, or when the disk refuses. Nothing was written then.
pub fn import(from: &Path, to: &Path) -> Result<Moved, Diagnostics> {
    if !from.is_dir() {
        let what = format!("`{}` is no folder", from.display());
        return Err(Diagnostic::new(Code::Usage, what)
            .help("name the folder of a Zola site, then the folder of the new one")
            .into());
    }
    let to = write::target(from, to)?;
    let file = source::config_name(from)?;
    source::holds_its_pages(from)?;
    let text = read_text(&from.join(file), file)?;
    let mut zola = config::read(&text, file).map_err(|e| e.into_iter().collect::<Diagnostics>())?;
    let mut moved = Moved {
        lowered: config::LOWERED.map(|(rule, _)| rule).to_vec(),
        ..Moved::default()
    };
    // What stands in the place of one that cannot be used is no address of the old site.
    let base = base::Base::of(&zola.base_url);
    complete(&mut zola);
    moved.found.extend(std::mem::take(&mut zola.notes));
    usable(&zola.text((0, 0)), &zola)?;

    let mut tree = source::read(from, file, &mut moved.found)?;
    files::leave_out(&mut tree, &zola, &mut moved.found);
    let mut site = page::read_all(from, &tree, &zola, &mut moved.found);
    if moved.found.iter().any(|found| found.code == Code::Io) {
        // The new site would lack a page.
        moved.found.sort();
        return Err(moved.found);
    }
    draft::below_sections(&mut site, &mut moved.found);
    order::weights(&mut site.pages, &mut moved.found);
    order::topics(&mut site.pages, &zola, &mut moved.found);
    page::homes(&mut site, &zola, &mut moved.found);
    page::addresses(&mut site.pages, &zola, &mut moved);

    let beside = files::beside(&tree, &site, &zola, &mut moved.found);
    let made = files::Made::of(&site);
    let statics = files::statics(&tree, &made, &zola, &mut moved.found);
    let mut map = map(&site, &beside, &statics, &zola);
    map.base = base;
    let mut used = HashMap::new();
    let mut out = Vec::new();
    let mut left_out = built::LeftOut::new(&zola);
    for page in &site.pages {
        let body = body::body(page, &map, &zola, &mut used, &mut moved);
        let text = format!("{}{body}", page.front.text());
        let file = format!("content/{}", page.target);
        left_out.look(&text, &page.file(), &file, &zola, &mut moved);
        out.push((format!("content/{}", page.target), Content::Text(text)));
    }
    for carried in &site.carried {
        let path = from.join("content").join(&carried.source);
        out.push((format!("content/{}", carried.target), Content::CopyOf(path)));
    }
    let places = files::places(from, &beside, &statics, &used, &made, &zola, &mut moved);
    out.extend(places);
    left_out.say(&zola, &mut moved);
    let new_config = zola.text(left_out.raw);
    out.push((crate::config::FILE.to_owned(), Content::Text(new_config)));
    moved.pages = site.pages.len() + site.carried.len();
    moved.languages = 1 + zola.languages.len();
    write::all(&out, from, &to)?;
    moved.found.sort();
    Ok(moved)
}

/// Fills in what Stepdown cannot do without.
fn complete(zola: &mut Zola) {
    if zola.title.is_empty() {
        "A site".clone_into(&mut zola.title);
        zola.notes.push(note(
            zola.file,
            None,
            "the site has no title; the new one is called “A site”",
            "write `title` in stepdown.toml",
        ));
    }
    if !zola.base_url.starts_with("http") {
        zola.notes.push(note(
            zola.file,
            None,
            &format!("`base_url` is `{}`, which no feed and no sitemap can use; `https://example.org/` stands in its place", zola.base_url),
            "write `base_url` in stepdown.toml",
        ));
        "https://example.org/".clone_into(&mut zola.base_url);
    }
    let main = address::code_here(&zola.language);
    zola.languages
        .retain(|(code, ..)| address::code_here(code) != main);
}

/// Refuses a configuration that Stepdown would not read.
fn usable(text: &str, zola: &Zola) -> Result<(), Diagnostics> {
    let Err(found) = Config::parse(text) else {
        return Ok(());
    };
    let place = |message: &str| {
        let mut places = zola.places.iter();
        let named = places.find(|(value, _)| message.contains(&format!("`{value}`")));
        named.map(|(_, span)| *span)
    };
    let found = found.into_iter().map(|found| Diagnostic {
        file: Some(zola.file.to_owned()),
        span: place(&found.message),
        ..found
    });
    Err(found.collect())
}

/// Everything that a link can lead to.
fn map(
    site: &page::Site,
    beside: &[files::Beside],
    statics: &BTreeMap<String, String>,
    zola: &Zola,
) -> link::Map {
    let mut map = link::Map::default();
    for page in &site.pages {
        // One that was made up has no file: no path may lead to it by being empty.
        if !page.source.is_empty() {
            map.add_file(&page.source, &page.target);
        }
        let mut add = |address: &str| {
            let key = address.trim_matches('/').to_owned();
            map.addresses
                .entry(key)
                .or_insert_with(|| page.target.clone());
        };
        add(&page.zola);
        page.front.aliases.iter().for_each(|alias| add(alias));
        map.ids.insert(page.target.clone(), page.ids.clone());
        if page.front.draft {
            map.drafts.insert(page.target.clone());
        }
    }
    for carried in &site.carried {
        map.add_file(&carried.source, &carried.target);
    }
    for file in beside {
        if let Some(target) = &file.target {
            map.add_file(&file.source, target);
            for address in &file.addresses {
                map.addresses
                    .entry(address.clone())
                    .or_insert_with(|| target.clone());
            }
        }
    }
    map.statics = statics.keys().cloned().collect();
    let base = zola.base_url.trim_end_matches('/');
    let further = zola.codes().map(|code| {
        let here = address::code_here(code);
        (format!("{code}/"), format!("{here}/"))
    });
    for (old, new) in std::iter::once(Default::default()).chain(further) {
        if zola.taxonomies.iter().any(|name| name == "tags") {
            let now = format!("{base}/{new}topics");
            map.made.push((format!("{old}tags"), Some(now)));
        }
        let now = zola.feed.then(|| format!("{base}/{new}atom.xml"));
        map.made.push((format!("{old}atom.xml"), now));
    }
    map.made.push((
        "sitemap.xml".to_owned(),
        Some(format!("{base}/sitemap.xml")),
    ));
    map
}

/// Ids of a page's headings by Zola's id.
type Ids = BTreeMap<String, String>;

/// What Zola reads Markdown with.
fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// A text with parts of it written in another way; `edits` are in order and apart.
/// It is put together once: to move what follows at each edit would cost its square.
fn edited(text: &str, edits: impl IntoIterator<Item = (Range<usize>, String)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Something that was not moved, which costs the new site nothing but that.
fn note(file: &str, span: Option<Span>, what: &str, help: &str) -> Diagnostic {
    let mut found = Diagnostic::new(Code::NotMoved, what)
        .in_file(file)
        .help(help);
    found.severity = Severity::Warning;
    found.span = span;
    found
}
