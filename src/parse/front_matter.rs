//! The TOML between `+++` lines at the top of a file.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::config::read_toml;
use crate::diagnostic::{Code, Diagnostic, Span};

/// A civil date, as `2026-11-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub jiff::civil::Date);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let value = toml::value::Datetime::deserialize(deserializer)
            .map_err(|_| D::Error::custom("expected a date"))?;
        let date = value
            .date
            .ok_or_else(|| D::Error::custom("expected a date"))?;
        let field = |n: u8| i8::try_from(n).unwrap_or(0);
        let year = i16::try_from(date.year).unwrap_or(0);
        jiff::civil::Date::new(year, field(date.month), field(date.day))
            .map(Self)
            .map_err(|_| D::Error::custom("no such date"))
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date"})
    }
}

/// The first `+++`.
const OPENING: Span = Span { start: 0, end: 3 };

/// The keys that any article may have.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FrontMatter {
    /// The page's one h1. The only required key.
    #[serde(deserialize_with = "non_empty")]
    pub title: String,
    /// One or two sentences for lists, search engines and the feed.
    pub description: String,
    /// When it was written.
    pub date: Option<Date>,
    /// When its text last changed in substance.
    pub updated: Option<Date>,
    /// When somebody checked it against the evidence.
    pub reviewed: Option<Date>,
    /// When it must be checked again.
    #[schemars(with = "Option<Date>")]
    pub review_by: Option<Spanned<Date>>,
    /// What it is about; each topic gets a page.
    pub topics: Vec<String>,
    /// Place in its section, smallest first; pages without one come last.
    pub weight: Option<i64>,
    /// Not published without `--drafts`.
    pub draft: bool,
    /// Its part of the address, in place of the file's name.
    #[schemars(with = "Option<String>")]
    pub slug: Option<Spanned<String>>,
    /// Old addresses that lead here: `/old/place/`.
    #[schemars(with = "Vec<String>")]
    pub aliases: Vec<Spanned<String>>,
    /// The template, in place of the usual one.
    #[schemars(with = "Option<String>")]
    pub template: Option<Spanned<String>>,
    /// Items of the must-say list that the page answers.
    #[schemars(with = "Vec<String>")]
    pub covers: Vec<Spanned<String>>,
    /// What changed for readers, newest first.
    pub changes: Vec<Change>,
    /// Findings that are right as they are, each with its reason.
    pub allow: Vec<Allow>,
    /// Anything that the site's own templates want.
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub extra: toml::Table,
    /// Where the TOML begins in the file, for the spans above.
    #[serde(skip)]
    pub offset: usize,
}

/// One change of an article that its readers should know of.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// On which day.
    pub date: Date,
    /// What changed, in plain text.
    pub what: String,
}

/// A finding that is right as it is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The rule's name.
    #[schemars(with = "String")]
    pub rule: Spanned<String>,
    /// Only in the paragraph, item or row that has these words; without it, on
    /// the whole page.
    #[serde(default)]
    pub text: Option<String>,
    /// Why it is right.
    #[serde(deserialize_with = "non_empty")]
    pub reason: String,
}

fn non_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let title = String::deserialize(deserializer)?;
    if title.trim().is_empty() {
        return Err(serde::de::Error::custom(
            "expected a text, found an empty one",
        ));
    }
    Ok(title)
}

impl FrontMatter {
    /// Reads the text between the `+++` lines, which begins at `offset`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(text: &str, file: &str, offset: usize) -> Result<Self, Vec<Diagnostic>> {
        let mut front: Self = read_toml(text, file, offset)?;
        if front.title.is_empty() {
            return Err(vec![
                Diagnostic::new(Code::MissingKey, "the key `title` is missing")
                    .in_file(file)
                    .at(OPENING)
                    .help("add a line `title = \"…\"` between the `+++` lines"),
            ]);
        }
        front.offset = offset;
        Ok(front)
    }

    /// The line that opens it, for findings about the page as a whole.
    #[must_use]
    pub fn opening(&self) -> Span {
        OPENING
    }

    /// When it must be checked again.
    #[must_use]
    pub fn review_date(&self) -> Option<Date> {
        self.review_by.as_ref().map(|date| *date.get_ref())
    }

    /// Where a value with a span stands in the file.
    #[must_use]
    pub fn place<T>(&self, value: &Spanned<T>) -> Span {
        Span::from(value.span()).shifted(self.offset)
    }
}

/// Finds the front matter: its range, and where the body begins.
pub(super) fn split(source: &str, file: &str) -> Result<(Range<usize>, usize), Diagnostic> {
    let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let first_line_end = source[bom..]
        .find('\n')
        .map_or(source.len(), |n| bom + n + 1);
    let first = source[bom..first_line_end].trim_end();
    if first != "+++" {
        let help = if first == "---" {
            "front matter is TOML here: write `+++` lines with `title = \"…\"` between them"
        } else {
            "begin the file with a line `+++`, then `title = \"…\"`, then a line `+++`"
        };
        return Err(
            Diagnostic::new(Code::FrontMatter, "the file has no front matter")
                .in_file(file)
                .at(bom..bom + first.len())
                .help(help),
        );
    }
    let mut at = first_line_end;
    while at < source.len() {
        let end = source[at..].find('\n').map_or(source.len(), |n| at + n + 1);
        if source[at..end].trim_end() == "+++" {
            return Ok((first_line_end..at, end));
        }
        at = end;
    }
    Err(
        Diagnostic::new(Code::FrontMatter, "the front matter is not closed")
            .in_file(file)
            .at(bom..bom + 3)
            .help("add a line `+++` after the last key"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_finds_the_body_with_windows_line_ends_and_a_byte_order_mark() {
        let source = "\u{feff}+++\r\ntitle = \"T\"\r\n+++\r\nBody";
        let (front, body) = split(source, "f").expect("closed");
        assert_eq!(&source[front], "title = \"T\"\r\n");
        assert_eq!(&source[body..], "Body");
    }

    #[test]
    fn unclosed_missing_and_yaml_front_matter_each_say_the_way_out() {
        let unclosed = split("+++\ntitle = 1\n", "f").expect_err("unclosed");
        assert!(unclosed.help.expect("help").contains("after the last key"));
        let none = split("# Title\n", "f").expect_err("none");
        assert!(none.help.expect("help").starts_with("begin the file"));
        let yaml = split("---\ntitle: x\n---\n", "f").expect_err("yaml");
        assert!(yaml.help.expect("help").contains("TOML"));
    }

    #[test]
    fn an_impossible_date_is_refused() {
        let errors =
            FrontMatter::read("title = \"T\"\ndate = \"soon\"\n", "f", 4).expect_err("no date");
        assert_eq!(errors[0].code, Code::TomlType);
        assert_eq!(errors[0].span.map(|s| s.start), Some(4 + 19));
    }
}
