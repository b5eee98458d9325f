//! `config.toml` of Zola, and `stepdown.toml` in its place.
//!
//! In: Zola's configuration. Out: what the rest of the import has to know of it, the
//! text of Stepdown's, and a note on each key that has no counterpart.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::address::{Strategy, code_here};
use super::note;
use crate::config::toml_string;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::resolve::{encode, stays_below};

/// What a Zola site says of itself.
#[derive(Debug, Default)]
pub(super) struct Zola {
    pub(super) file: &'static str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) base_url: String,
    pub(super) author: String,
    pub(super) language: String,
    pub(super) output: Option<String>,
    /// Further languages with title and description.
    pub(super) languages: Vec<(String, Option<String>, Option<String>)>,
    /// Names of the taxonomies.
    pub(super) taxonomies: Vec<String>,
    pub(super) paths: Strategy,
    pub(super) keep_dates: bool,
    pub(super) anchors: Strategy,
    pub(super) taxonomy_slugs: Strategy,
    pub(super) feed: bool,
    /// The most entries of a feed.
    pub(super) feed_entries: Option<u32>,
    pub(super) smart_punctuation: bool,
    pub(super) render_emoji: bool,
    pub(super) ignored: GlobSet,
    pub(super) extra: toml::Table,
    pub(super) notes: Vec<Diagnostic>,
    /// Where values stand that the new configuration can refuse.
    pub(super) places: Vec<(String, Span)>,
}

/// Keys that need no words: they are read, or say nothing for Stepdown.
const SILENT: [&str; 6] = [
    "compile_sass",
    "generate_sitemap",
    "generate_robots_txt",
    "minify_html",
    "hard_link_static",
    "preserve_dotfiles_in_output",
];

/// What to do about a key that has no counterpart.
fn way_out(key: &str) -> &'static str {
    match key {
        "theme" => {
            "Stepdown has a theme of its own; the manual's page on templates says how to change it"
        }
        "build_search_index" | "search" => "write a page with `template = \"search.html\"`",
        "markdown.render_emoji" => "write the signs themselves",
        "link_checker" => "`stepdown check --external` looks links up",
        "feed_filenames" | "feed_filename" => {
            "Stepdown's feed is `atom.xml`; redirect other names at your host"
        }
        "translations" => {
            "the manual's page on templates says how words of the pages are translated"
        }
        _ if key.starts_with("markdown.external_links") => {
            "Stepdown writes links to other sites in one way, without `target` and with a short referrer"
        }
        _ if key.starts_with("markdown.") => "Stepdown's Markdown has no such option",
        _ => "take it over by hand if the site needs it",
    }
}

/// Reads Zola's configuration.
///
/// # Errors
/// When it is no TOML, or a value that is needed has the wrong type.
pub(super) fn read(text: &str, file: &'static str) -> Result<Zola, Vec<Diagnostic>> {
    let table = DeTable::parse(text).map_err(|e| {
        let found = Diagnostic::new(Code::TomlSyntax, e.message().to_owned())
            .in_file(file)
            .help("correct the file and import again; nothing was written");
        vec![match e.span() {
            Some(span) => found.at(span),
            None => found,
        }]
    })?;
    let mut reader = Reader {
        zola: Zola {
            file,
            language: "en".to_owned(),
            ..Zola::default()
        },
        errors: Vec::new(),
    };
    for (key, value) in table.into_inner() {
        let name = key.get_ref().to_string();
        reader.top(&name, key.span(), value);
    }
    match reader.errors.is_empty() {
        true => Ok(reader.zola),
        false => Err(reader.errors),
    }
}

struct Reader {
    zola: Zola,
    errors: Vec<Diagnostic>,
}

impl Reader {
    fn top(&mut self, name: &str, at: Range<usize>, value: Spanned<DeValue<'_>>) {
        match name {
            "title" => self.zola.title = self.text(name, &value),
            "description" => self.zola.description = self.text(name, &value),
            "base_url" => self.zola.base_url = self.text(name, &value),
            "author" => self.zola.author = self.text(name, &value),
            "default_language" => {
                self.zola.language = self.text(name, &value);
                let place = (code_here(&self.zola.language), Span::from(value.span()));
                self.zola.places.push(place);
            }
            "output_dir" => self.output(name, &value),
            "generate_feeds" | "generate_feed" => self.zola.feed = self.truth(name, &value),
            "feed_limit" => match value.get_ref().as_integer().map(|n| n.as_str().parse()) {
                Some(Ok(most)) => self.zola.feed_entries = Some(most),
                _ => self.wrong(name, at, "a number"),
            },
            "feed_filenames" | "feed_filename" if is_own_feed(&value) => {}
            "taxonomies" => self.taxonomies(value, ""),
            "ignored_content" => self.ignored(name, value),
            "slugify" => self.slugify(value),
            "markdown" => self.markdown(value),
            "languages" => self.languages(value),
            "extra" => match toml::Table::deserialize(toml::de::ValueDeserializer::from(value)) {
                Ok(extra) => self.zola.extra = extra,
                Err(_) => self.wrong("extra", at, "a table"),
            },
            _ if SILENT.contains(&name) => {}
            _ => self.lost(name, &value, at),
        }
    }

    /// A key without a counterpart, unless it says that something is off.
    fn lost(&mut self, name: &str, value: &Spanned<DeValue<'_>>, at: Range<usize>) {
        let says_nothing = match value.get_ref() {
            DeValue::Boolean(truth) => !truth,
            DeValue::String(text) => text.is_empty() || text == "none",
            DeValue::Array(items) => items.is_empty(),
            DeValue::Table(entries) => entries.is_empty(),
            _ => false,
        };
        if !says_nothing {
            self.note(at, &format!("`{name}` was not moved"), way_out(name));
        }
    }

    /// A folder outside of the site may hold other things, which no build is to replace.
    fn output(&mut self, name: &str, value: &Spanned<DeValue<'_>>) {
        let output = self.text(name, value);
        let path = output.strip_prefix("./").unwrap_or(&output);
        if stays_below(path.strip_suffix('/').unwrap_or(path)) {
            self.zola.output = Some(output);
            return;
        }
        self.note(
            value.span(),
            &format!("`{name}` leads out of the site's folder and was not moved: the new site is built into `public/`"),
            "name another folder with `stepdown build --out`; what lies in it is replaced",
        );
    }

    fn taxonomies(&mut self, value: Spanned<DeValue<'_>>, prefix: &str) {
        let at = value.span();
        let DeValue::Array(items) = value.into_inner() else {
            return self.odd(
                "taxonomies",
                at,
                "a list of tables, `[{ name = \"tags\" }]`",
            );
        };
        for item in items {
            let at = item.span();
            let DeValue::Table(entries) = item.into_inner() else {
                self.odd("taxonomies", at, "a table in each of its places");
                continue;
            };
            let get = |key: &str| entries.get(key).map(Spanned::get_ref);
            let Some(name) = get("name").and_then(DeValue::as_str) else {
                self.odd("taxonomies", at, "a `name` in each table, a text");
                continue;
            };
            let what = match name {
                "tags" => format!("`/{prefix}tags/…` is `/{prefix}topics/…` now"),
                _ => format!(
                    "the taxonomy `{name}` has no pages any more: `/{prefix}{name}/…` is gone"
                ),
            };
            self.note(at.clone(), &what, "redirect the old addresses at your host");
            if get("paginate_by").is_some() || get("feed").and_then(DeValue::as_bool) == Some(true)
            {
                self.note(
                    at,
                    &format!("pages of the list and feeds of `{name}` were not moved"),
                    "Stepdown lists all pages of a topic on one page and makes one feed a language",
                );
            }
            if prefix.is_empty() {
                self.zola.taxonomies.push(name.to_owned());
            }
        }
    }

    fn ignored(&mut self, name: &str, value: Spanned<DeValue<'_>>) {
        let mut globs = GlobSetBuilder::new();
        let at = value.span();
        let DeValue::Array(items) = value.into_inner() else {
            return self.wrong(name, at, "a list of texts");
        };
        for item in items {
            match item.get_ref().as_str().map(Glob::new) {
                Some(Ok(glob)) => {
                    globs.add(glob);
                }
                _ => self.wrong(name, item.span(), "a pattern for paths"),
            }
        }
        match globs.build() {
            Ok(globs) => self.zola.ignored = globs,
            Err(_) => self.wrong(name, at, "patterns for paths"),
        }
    }

    fn slugify(&mut self, value: Spanned<DeValue<'_>>) {
        for (key, value) in self.entries("slugify", value) {
            let name = key.get_ref().as_ref();
            if name == "paths_keep_dates" {
                self.zola.keep_dates = self.truth("slugify.paths_keep_dates", &value);
                continue;
            }
            let strategy = value.get_ref().as_str().and_then(Strategy::named);
            let Some(strategy) = strategy else {
                self.wrong(name, value.span(), "`\"on\"`, `\"safe\"` or `\"off\"`");
                continue;
            };
            match name {
                "paths" => self.zola.paths = strategy,
                "anchors" => self.zola.anchors = strategy,
                "taxonomies" => self.zola.taxonomy_slugs = strategy,
                _ => self.lost(&format!("slugify.{name}"), &value, key.span()),
            }
        }
    }

    fn markdown(&mut self, value: Spanned<DeValue<'_>>) {
        for (key, value) in self.entries("markdown", value) {
            match key.get_ref().as_ref() {
                "smart_punctuation" => {
                    self.zola.smart_punctuation = self.truth("markdown.smart_punctuation", &value);
                }
                name => {
                    let is_on = value.get_ref().as_bool() == Some(true);
                    self.zola.render_emoji |= name == "render_emoji" && is_on;
                    self.lost(&format!("markdown.{name}"), &value, key.span());
                }
            }
        }
    }

    /// `[languages.fr]`, or `languages = [{ code = "fr" }]` of older sites.
    fn languages(&mut self, value: Spanned<DeValue<'_>>) {
        let at = value.span();
        let items = match value.into_inner() {
            DeValue::Table(languages) => {
                for (code, value) in languages {
                    self.place_language(code.get_ref(), code.span());
                    let code = code.get_ref().to_string();
                    let entries = self.entries(&format!("languages.{code}"), value);
                    self.language(code, entries);
                }
                return;
            }
            DeValue::Array(items) => items,
            _ => {
                return self.odd(
                    "languages",
                    at,
                    "a table for each language, `[languages.fr]`",
                );
            }
        };
        for item in items {
            let at = item.span();
            let mut entries = self.entries("languages", item);
            let code = entries.iter().position(|(key, _)| key.get_ref() == "code");
            let code = code.map(|n| entries.remove(n).1);
            match code.as_ref().and_then(|code| code.get_ref().as_str()) {
                Some(name) => {
                    let place = code.as_ref().map_or(at, Spanned::span);
                    self.place_language(name, place);
                    self.language(name.to_owned(), entries);
                }
                None => self.odd("languages", at, "a `code` in each table, a text"),
            }
        }
    }

    fn place_language(&mut self, code: &str, at: Range<usize>) {
        let place = (code_here(code), Span::from(at));
        self.zola.places.push(place);
    }

    fn language(&mut self, code: String, entries: Vec<Entry<'_>>) {
        let (mut title, mut description) = (None, None);
        for (key, value) in entries {
            match key.get_ref().as_ref() {
                "title" => title = Some(self.text("title", &value)),
                "description" => description = Some(self.text("description", &value)),
                "generate_feeds" | "generate_feed" | "feed" => {}
                "taxonomies" => self.taxonomies(value, &format!("{code}/")),
                name => {
                    let full = match name {
                        "translations" | "build_search_index" | "search" => name.to_owned(),
                        _ => format!("languages.{code}.{name}"),
                    };
                    self.lost(&full, &value, key.span());
                }
            }
        }
        self.zola.languages.push((code, title, description));
    }

    /// The entries of a table; anything else is named and has none.
    fn entries<'t>(&mut self, name: &str, value: Spanned<DeValue<'t>>) -> Vec<Entry<'t>> {
        let at = value.span();
        match value.into_inner() {
            DeValue::Table(entries) => entries.into_iter().collect(),
            _ => {
                self.odd(name, at, "a table");
                Vec::new()
            }
        }
    }

    fn truth(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.odd(name, value.span(), "`true` or `false`");
            false
        })
    }

    /// A value of a type that nothing reads, which costs the new site that value alone.
    fn odd(&mut self, name: &str, at: Range<usize>, expected: &str) {
        let what = format!("`{name}` was not moved: expected {expected}");
        self.note(
            at,
            &what,
            "correct it and import again, or take it over by hand",
        );
    }

    fn text(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> String {
        match value.get_ref().as_str() {
            Some(text) => text.to_owned(),
            None => {
                self.wrong(name, value.span(), "a text in quotes");
                String::new()
            }
        }
    }

    fn wrong(&mut self, name: &str, at: Range<usize>, expected: &str) {
        self.errors.push(
            Diagnostic::new(Code::WrongType, format!("`{name}`: expected {expected}"))
                .in_file(self.zola.file)
                .at(at)
                .help("correct the file and import again; nothing was written"),
        );
    }

    fn note(&mut self, at: Range<usize>, what: &str, help: &str) {
        let found = note(self.zola.file, Some(Span::from(at)), what, help);
        self.zola.notes.push(found);
    }
}

/// A key of a table with its value.
type Entry<'t> = (Spanned<Cow<'t, str>>, Spanned<DeValue<'t>>);

/// The rules whose level is lower in an imported site, and why.
pub(super) const LOWERED: [(&str, &str); 2] = [
    (
        "not-moved",
        "What could not be moved stands in the text as code, and each build names it.",
    ),
    (
        "image-alt",
        "Zola asks for no text alternatives. Readers who see no pictures need them.",
    ),
];

impl Zola {
    /// The codes of the further languages.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> + Clone {
        self.languages.iter().map(|(code, ..)| code.as_str())
    }

    /// A line that leads one address to another, as hosts with `_redirects` read it;
    /// addresses begin with the path of the whole site.
    pub(super) fn redirect(&self, from: &str, to: &str) -> String {
        let base = self.base_url.split_once("://");
        let path = base.and_then(|(_, rest)| rest.split_once('/'));
        let path = path.map_or("", |(_, path)| path.trim_matches('/'));
        let slash = if path.is_empty() { "" } else { "/" };
        let [from, to] = [from, to].map(encode);
        format!("{slash}{path}{from} {slash}{path}{to} 301")
    }

    /// The text of `stepdown.toml`; `raw` counts pages with raw HTML that builds leave out,
    /// and its places.
    pub(super) fn text(&self, raw: (usize, usize)) -> String {
        let mut out =
            String::from("# Moved in from Zola. `stepdown schema config` lists every key.\n");
        let mut line = |key: &str, value: &str| {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{key} = {}", toml_string(value));
        };
        line("title", &self.title);
        line("base_url", &self.base_url);
        line("language", &code_here(&self.language));
        for (key, value) in [("description", &self.description), ("author", &self.author)] {
            if !value.is_empty() {
                line(key, value);
            }
        }
        if let Some(output) = &self.output {
            line("output", output);
        }
        for (code, title, description) in &self.languages {
            let _ = writeln!(out, "\n[languages.{}]", toml_key(&code_here(code)));
            for (key, value) in [("title", title), ("description", description)] {
                if let Some(value) = value {
                    let _ = writeln!(out, "{key} = {}", toml_string(value));
                }
            }
        }
        if self.smart_punctuation || raw.1 > 0 {
            out.push_str("\n[markdown]\n");
        }
        if self.smart_punctuation {
            out.push_str("smart_punctuation = true\n");
        }
        if raw.1 > 0 {
            let _ = writeln!(
                out,
                "# Raw HTML that can load or run something, or that no list knows, is left out by\n# builds (places: {}, pages: {}). This line publishes all of it as it is, scripts included:\n# raw_html = \"allow\"",
                raw.1, raw.0
            );
        }
        let _ = writeln!(out, "\n[features]\nfeed = {}", self.feed);
        if let Some(most) = self.feed_entries {
            let _ = writeln!(out, "feed_entries = {most}");
        }
        out.push_str("\n# These rules are errors in a new site. They are warnings here, so that the site can be\n# built while it is put in order. Take a line away as soon as its rule finds nothing.\n[rules]\n");
        for (rule, why) in LOWERED {
            let _ = writeln!(out, "# {why}\n{rule} = \"warn\"");
        }
        out.push_str("\n# No page is held to evidence yet. Name the parts that make claims:\n# [evidence]\n# demand = [\".\"]\n");
        if !self.extra.is_empty() {
            let mut whole = toml::Table::new();
            whole.insert("extra".to_owned(), toml::Value::Table(self.extra.clone()));
            let _ = write!(out, "\n{whole}");
        }
        out
    }
}

/// Whether a feed has the name that Stepdown gives it.
fn is_own_feed(value: &Spanned<DeValue<'_>>) -> bool {
    const OWN: &str = "atom.xml";
    match value.get_ref() {
        DeValue::Array(names) => names
            .iter()
            .all(|name| name.get_ref().as_str() == Some(OWN)),
        name => name.as_str() == Some(OWN),
    }
}

/// A key of a table, in quotes where TOML wants them.
fn toml_key(key: &str) -> String {
    let is_bare = key
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    match is_bare && !key.is_empty() {
        true => key.to_owned(),
        false => toml_string(key),
    }
}
