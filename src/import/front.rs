//! A Zola page's front matter, and Stepdown's in its place.
//!
//! In: the file's text, TOML or YAML at its top. Out: [`Front`], what Stepdown has
//! keys for, and notes on the keys that it has none for. What Zola keeps under
//! `[extra]` stays there; other taxonomies than tags, authors and unknown keys go
//! there too, so nothing that somebody wrote is lost.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::note;
use crate::config::{Notation, toml_string, yaml_without_empty};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::parse::split;

/// What Stepdown can say of a page, and what is needed to find its address.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) date: Option<Date>,
    pub(super) updated: Option<Date>,
    /// As written, for Zola's order.
    pub(super) dates: [String; 2],
    pub(super) topics: Vec<String>,
    pub(super) weight: Option<i64>,
    pub(super) draft: bool,
    /// Zola published neither the page nor the files beside it.
    pub(super) left_out: bool,
    /// Zola's, as written; Stepdown's once [`Front::text`] is called.
    pub(super) slug: Option<String>,
    pub(super) path: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) extra: toml::Table,
    /// How a section sorts its pages.
    pub(super) sort_by: Option<String>,
    /// Where the keys stand in the file.
    pub(super) places: BTreeMap<String, Span>,
    /// Keys that could not be moved as they are.
    pub(super) notes: Vec<Diagnostic>,
    /// Where the body begins in the file.
    pub(super) body: usize,
}

/// Keys without a counterpart: name, what it is, the way out, and the value that
/// means nothing.
const LOST: [(&str, &str, &str, &str); 13] = [
    (
        "template",
        "the page's own template",
        "the manual's page on templates says how to write one",
        "",
    ),
    (
        "page_template",
        "the template of the section's pages",
        "name a template in each page",
        "",
    ),
    (
        "paginate_by",
        "pages of the list",
        "Stepdown lists all pages of a part on one page; the addresses `page/2/` are gone",
        "0",
    ),
    (
        "paginate_path",
        "pages of the list",
        "Stepdown lists all pages of a part on one page",
        "",
    ),
    (
        "paginate_reversed",
        "pages of the list",
        "Stepdown lists all pages of a part on one page",
        "false",
    ),
    (
        "transparent",
        "listing the pages in the part above",
        "move the pages up with `stepdown mv`, or link to them from the part above",
        "false",
    ),
    (
        "insert_anchor_links",
        "links beside headings",
        "Stepdown's theme decides about them",
        "none",
    ),
    (
        "in_search_index",
        "leaving out of the search",
        "Stepdown's search knows every published page",
        "true",
    ),
    (
        "redirect_to",
        "a redirect from the section",
        "redirect at your host, or link from the page",
        "",
    ),
    (
        "generate_feeds",
        "a feed of the section",
        "Stepdown makes one feed a language",
        "false",
    ),
    (
        "generate_feed",
        "a feed of the section",
        "Stepdown makes one feed a language",
        "false",
    ),
    (
        "sort_by_reversed",
        "a reversed order",
        "set `weight` in the pages",
        "false",
    ),
    (
        "include_in_sitemap",
        "leaving out of the sitemap",
        "Stepdown's sitemap has every published page",
        "true",
    ),
];

/// Reads the front matter of `source`.
///
/// # Errors
/// Everything that keeps it from being read; the file is then carried over as it is.
pub(super) fn read(source: &str, file: &str) -> Result<Front, Vec<Diagnostic>> {
    // Zola allows blank lines before it.
    let bare = source.trim_start_matches('\u{feff}').trim_start();
    let start = source.len() - bare.len();
    let at = split(bare, file).map_err(|mut found| {
        found.span = found.span.map(|span| span.shifted(start));
        vec![found]
    })?;
    let keys = start + at.keys.start;
    let text = &bare[at.keys];
    let unreadable = |code: Code, message: String, span: Option<Range<usize>>, help: &str| {
        let found = Diagnostic::new(code, message).in_file(file).help(help);
        vec![match span {
            Some(span) => found.at(Span::from(span).shifted(keys)),
            None => found,
        }]
    };
    let table = match at.notation {
        Notation::Toml => DeTable::parse(text).map_err(|e| {
            unreadable(
                Code::TomlSyntax,
                e.message().to_owned(),
                e.span(),
                "correct the TOML and import again",
            )
        })?,
        Notation::Yaml => yaml_without_empty(text)
            .map_err(|r| unreadable(Code::YamlSyntax, r.message, Some(r.span), r.help))?,
    };
    let mut reader = Reader {
        file,
        keys,
        front: Front {
            body: start + at.body,
            ..Front::default()
        },
        errors: Vec::new(),
    };
    for (key, value) in table.into_inner() {
        reader.key(&key, value);
    }
    match reader.errors.is_empty() {
        true => Ok(reader.front),
        false => Err(reader.errors),
    }
}

struct Reader<'f> {
    file: &'f str,
    keys: usize,
    front: Front,
    errors: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn key(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: Spanned<DeValue<'_>>) {
        let name = key.get_ref().as_ref();
        let span = Span::from(key.span()).shifted(self.keys);
        self.front.places.insert(name.to_owned(), span);
        match name {
            "title" => self.front.title = self.text(name, &value),
            "description" => self.front.description = self.text(name, &value),
            "slug" => self.front.slug = self.text(name, &value),
            "path" => self.front.path = self.text(name, &value),
            "sort_by" => self.front.sort_by = self.text(name, &value),
            "date" => {
                self.front.date = self.date(name, &value);
                self.front.dates[0] = written(&value);
            }
            "updated" => {
                self.front.updated = self.date(name, &value);
                self.front.dates[1] = written(&value);
            }
            "weight" => {
                self.front.weight = value
                    .get_ref()
                    .as_integer()
                    .and_then(|n| n.as_str().parse().ok());
                if self.front.weight.is_none() {
                    self.wrong(name, &value, "a whole number");
                }
            }
            "draft" => {
                self.front.left_out = self.truth(name, &value);
                self.front.draft |= self.front.left_out;
            }
            "render" => {
                if !self.truth(name, &value) {
                    self.front.draft = true;
                    self.lost(
                        span,
                        "`render = false` became `draft = true`",
                        "Stepdown has no page without an address: delete the page, or publish it",
                    );
                }
            }
            "aliases" => self.front.aliases = self.list(name, value),
            "authors" => {
                let authors = self.list(name, value);
                if !authors.is_empty() {
                    self.keep(name, toml::Value::from(authors));
                    self.lost(
                        span,
                        "`authors` was kept below `[extra]`",
                        "Stepdown names one author for the site: `author` in stepdown.toml",
                    );
                }
            }
            "taxonomies" => self.taxonomies(value),
            "extra" => match table_of(value) {
                Some(extra) => self.front.extra.extend(extra),
                None => self.errors.push(
                    Diagnostic::new(Code::WrongType, "`extra`: expected a table")
                        .in_file(self.file)
                        .at(span)
                        .help("correct it and import again"),
                ),
            },
            _ => self.other(name, span, value),
        }
    }

    fn other(&mut self, name: &str, span: Span, value: Spanned<DeValue<'_>>) {
        if let Some((_, what, help, nothing)) = LOST.iter().find(|(key, ..)| *key == name) {
            if written(&value) != *nothing {
                self.lost(span, &format!("`{name}` was not moved: {what}"), help);
            }
            return;
        }
        if let Some(value) = value_of(value) {
            self.keep(name, value);
        }
        self.lost(
            span,
            &format!("`{name}` is no key of Zola's; it was kept below `[extra]`"),
            "take it out if nothing needs it",
        );
    }

    /// Puts a value below `[extra]`, beside what is there.
    fn keep(&mut self, name: &str, value: toml::Value) {
        let name = match self.front.extra.contains_key(name) {
            true => format!("zola_{name}"),
            false => name.to_owned(),
        };
        self.front.extra.insert(name, value);
    }

    fn taxonomies(&mut self, value: Spanned<DeValue<'_>>) {
        let place = Span::from(value.span()).shifted(self.keys);
        let DeValue::Table(table) = value.into_inner() else {
            return;
        };
        let mut kept = toml::Table::new();
        for (key, value) in table {
            let span = Span::from(key.span()).shifted(self.keys);
            let name = key.into_inner().into_owned();
            self.front.places.insert(format!("taxonomies.{name}"), span);
            let terms = self.list(&name, value);
            if name == "tags" {
                self.front.topics = terms;
                continue;
            }
            if !terms.is_empty() {
                self.lost(
                    if span == Span::default() { place } else { span },
                    &format!("the taxonomy `{name}` was kept below `[extra.taxonomies]`, without pages of its own"),
                    "Stepdown has one taxonomy, `topics`: add what readers should find by",
                );
                kept.insert(name, toml::Value::from(terms));
            }
        }
        if !kept.is_empty() {
            self.keep("taxonomies", toml::Value::Table(kept));
        }
    }

    fn text(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(name, value, "a text in quotes");
        }
        text.map(str::to_owned)
    }

    fn truth(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> bool {
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(name, value, "`true` or `false`");
            true
        })
    }

    /// Zola takes a date, a time on a day, and both in quotes.
    fn date(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<Date> {
        let date = written(value).get(..10).and_then(|day| day.parse().ok());
        if date.is_none() {
            self.wrong(name, value, "a date such as 2026-11-24");
        }
        date
    }

    fn list(&mut self, name: &str, value: Spanned<DeValue<'_>>) -> Vec<String> {
        let span = value.span();
        let place = Spanned::new(span, DeValue::Boolean(true));
        let DeValue::Array(items) = value.into_inner() else {
            self.wrong(name, &place, "a list of texts");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items {
            texts.extend(self.text(name, &item));
        }
        texts
    }

    fn wrong(&mut self, name: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        self.errors.push(
            Diagnostic::new(Code::WrongType, format!("`{name}`: expected {expected}"))
                .in_file(self.file)
                .at(Span::from(value.span()).shifted(self.keys))
                .help("correct it and import again"),
        );
    }

    fn lost(&mut self, span: Span, what: &str, help: &str) {
        let found = note(self.file, Some(span), what, help);
        self.front.notes.push(found);
    }
}

/// A value as its own words; nothing for lists and tables.
fn written(value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        _ => "?".to_owned(),
    }
}

fn value_of(value: Spanned<DeValue<'_>>) -> Option<toml::Value> {
    toml::Value::deserialize(toml::de::ValueDeserializer::from(value)).ok()
}

fn table_of(value: Spanned<DeValue<'_>>) -> Option<toml::Table> {
    match value_of(value)? {
        toml::Value::Table(table) => Some(table),
        _ => None,
    }
}

impl Front {
    /// Where a key stands, else the file's first line.
    pub(super) fn place(&self, key: &str) -> Span {
        self.places
            .get(key)
            .copied()
            .unwrap_or(Span { start: 0, end: 3 })
    }

    /// Stepdown's front matter, fences included.
    pub(super) fn text(&self) -> String {
        let mut out = String::from("+++\n");
        let list = |items: &[String]| {
            let items: Vec<String> = items.iter().map(|item| toml_string(item)).collect();
            format!("[{}]", items.join(", "))
        };
        let mut line = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                // Writing to a String cannot fail.
                let _ = writeln!(out, "{key} = {value}");
            }
        };
        line("title", self.title.as_deref().map(toml_string));
        line("description", self.description.as_deref().map(toml_string));
        line("date", self.date.map(|date| date.to_string()));
        line("updated", self.updated.map(|date| date.to_string()));
        line(
            "topics",
            (!self.topics.is_empty()).then(|| list(&self.topics)),
        );
        line("weight", self.weight.map(|weight| weight.to_string()));
        line("draft", self.draft.then(|| "true".to_owned()));
        line("slug", self.slug.as_deref().map(toml_string));
        line(
            "aliases",
            (!self.aliases.is_empty()).then(|| list(&self.aliases)),
        );
        if !self.extra.is_empty() {
            let mut whole = toml::Table::new();
            whole.insert("extra".to_owned(), toml::Value::Table(self.extra.clone()));
            out.push('\n');
            out.push_str(&whole.to_string());
        }
        out.push_str("+++\n");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_and_yaml_give_the_same_front_matter() {
        let toml = "\n+++\ntitle = \"T\"\ndate = 2024-01-02T10:00:00Z\ntemplate = \"x.html\"\n[taxonomies]\ntags = [\"a\"]\nauthors = [\"b\"]\n[extra]\nx = 1\n[extra.deep]\ny = [1]\n+++\nBody";
        let yaml = "---\ntitle: T\ndescription:\ndate: \"2024-01-02\"\ntemplate: x.html\ntaxonomies:\n  tags: [a]\n  authors: [b]\nextra:\n  x: 1\n  deep: {y: [1]}\n---\nBody";
        let texts = [toml, yaml].map(|source| {
            let front = read(source, "f").expect("readable");
            assert_eq!(front.notes.len(), 2, "{:?}", front.notes);
            assert_eq!(&source[front.body..], "Body");
            front.text()
        });
        assert_eq!(texts[0], texts[1]);
        assert!(
            texts[0].contains("[extra.taxonomies]\nauthors = [\"b\"]\n"),
            "{}",
            texts[0]
        );
    }

    #[test]
    fn wrong_types_are_all_found() {
        let found = read("+++\ntitle = 1\nweight = \"x\"\n+++\n", "f").expect_err("wrong");
        assert_eq!(found.len(), 2);
    }
}
