//! What stands at the top of a file: TOML between `+++` lines, or YAML between
//! `---` lines.
//!
//! In: a file's text. Out: its keys as a [`FrontMatter`], whichever notation they
//! have, and where the body begins. Every page has front matter, so a first line
//! `---` always opens it; below it `---` is a line across the page, as in any
//! Markdown.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::config::{Notation, read_toml, read_yaml, words};
use crate::diagnostic::{Code, Diagnostic, Span};

/// A civil date, as `2026-11-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub jiff::civil::Date);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let value =
            toml::value::Datetime::deserialize(deserializer).map_err(|error| {
                match error.to_string().starts_with("missing field") {
                    true => error,
                    false => D::Error::custom("expected a date"),
                }
            })?;
        // A time would be dropped in silence.
        let (Some(date), None, None) = (value.date, value.time, value.offset) else {
            return Err(D::Error::custom("expected a date without a time"));
        };
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

/// The first `+++` or `---`.
const OPENING: Span = Span { start: 0, end: 3 };

/// The keys that any article may have.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FrontMatter {
    /// The page's one h1. The only required key.
    #[serde(deserialize_with = "words")]
    pub title: String,
    /// One or two sentences for lists, search engines and the feed.
    pub description: String,
    /// When it was written.
    pub date: Option<Date>,
    /// When its text last changed in substance.
    pub updated: Option<Date>,
    /// When a clinician read it; the page then no longer says that none has.
    pub reviewed: Option<Date>,
    /// When it must be checked again.
    #[schemars(with = "Option<Date>")]
    pub review_by: Option<Spanned<Date>>,
    /// What it is about; each topic gets a page.
    #[schemars(with = "Vec<String>")]
    pub topics: Vec<Spanned<String>>,
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
    /// What changed for readers; shown newest first.
    pub changes: Vec<Change>,
    /// Findings that are right as they are, each with its reason.
    pub allow: Vec<Allow>,
    /// Anything that the site's own templates want.
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub extra: toml::Table,
    /// Where the TOML or YAML begins in the file, for the spans above.
    #[serde(skip)]
    pub offset: usize,
    /// Which of the two it is.
    #[serde(skip)]
    pub notation: Notation,
}

/// One change of an article that its readers should know of.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// On which day.
    pub date: Date,
    /// What changed, in plain text.
    #[serde(deserialize_with = "words")]
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
    #[serde(deserialize_with = "words")]
    pub reason: String,
}

impl FrontMatter {
    /// Reads the lines that `split` found in `source`.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(super) fn read(source: &str, file: &str, at: &Split) -> Result<Self, Vec<Diagnostic>> {
        let text = &source[at.keys.clone()];
        let mut front: Self = match at.notation {
            Notation::Toml => read_toml(text, file, at.keys.start)?,
            Notation::Yaml => read_yaml(text, file, at.keys.start)?,
        };
        if front.title.is_empty() {
            let line = at.notation.line("title", "\"…\"");
            let fence = fence(at.notation);
            let is_below = front.extra.contains_key("title");
            let help = match (is_below, at.notation) {
                (true, Notation::Toml) => "it stands below `[extra]`, which takes all keys that follow: move the line above `[extra]`".to_owned(),
                (true, Notation::Yaml) => "it stands below `extra:`: move the line above it, without the spaces at its beginning".to_owned(),
                (false, _) => format!("add a line `{line}` between the `{fence}` lines"),
            };
            return Err(vec![
                Diagnostic::new(Code::MissingKey, "the key `title` is missing")
                    .in_file(file)
                    .at(OPENING)
                    .help(help),
            ]);
        }
        front.offset = at.keys.start;
        front.notation = at.notation;
        Ok(front)
    }

    /// The line that opens it, for findings about the page as a whole.
    #[must_use]
    pub fn opening(&self) -> Span {
        OPENING
    }

    /// When its text last changed: the later of the days on which it was written and
    /// updated.
    #[must_use]
    pub fn changed(&self) -> Option<Date> {
        self.updated.max(self.date)
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

/// The line above and below front matter of that notation.
fn fence(notation: Notation) -> &'static str {
    match notation {
        Notation::Toml => "+++",
        Notation::Yaml => "---",
    }
}

/// Where a file's front matter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Split {
    /// Which language it is written in.
    pub(crate) notation: Notation,
    /// The lines between the fences.
    pub(crate) keys: Range<usize>,
    /// Where the body begins.
    pub(crate) body: usize,
}

/// Finds the front matter.
///
/// # Errors
/// When there is none, or it has no end.
pub(crate) fn split(source: &str, file: &str) -> Result<Split, Diagnostic> {
    let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let first_line_end = source[bom..]
        .find('\n')
        .map_or(source.len(), |n| bom + n + 1);
    let first = source[bom..first_line_end].trim_end();
    let notation = match first {
        "+++" => Notation::Toml,
        "---" => Notation::Yaml,
        _ => {
            return Err(
                Diagnostic::new(Code::FrontMatter, "the file has no front matter")
                    .in_file(file)
                    .at(bom..bom + first.len())
                    .help(
                        "begin the file with a line `+++`, then `title = \"…\"`, then a line `+++`",
                    ),
            );
        }
    };
    let mut at = first_line_end;
    while at < source.len() {
        let end = source[at..].find('\n').map_or(source.len(), |n| at + n + 1);
        if source[at..end].trim_end() == fence(notation) {
            return Ok(Split {
                notation,
                keys: first_line_end..at,
                body: end,
            });
        }
        at = end;
    }
    let help = match notation {
        Notation::Toml => "add a line `+++` after the last key",
        Notation::Yaml => {
            "add a line `---` after the last key; a file begins with front matter, so a line across the page stands below it"
        }
    };
    Err(
        Diagnostic::new(Code::FrontMatter, "the front matter is not closed")
            .in_file(file)
            .at(bom..bom + 3)
            .help(help),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Result<FrontMatter, Vec<Diagnostic>> {
        let at = split(source, "f").expect("closed");
        FrontMatter::read(source, "f", &at)
    }

    #[test]
    fn split_finds_the_body_with_windows_line_ends_and_a_byte_order_mark() {
        for (fence, notation) in [("+++", Notation::Toml), ("---", Notation::Yaml)] {
            let source = format!("\u{feff}{fence}\r\nkey\r\n{fence}\r\nBody");
            let at = split(&source, "f").expect("closed");
            assert_eq!(at.notation, notation);
            assert_eq!(&source[at.keys], "key\r\n");
            assert_eq!(&source[at.body..], "Body");
        }
    }

    #[test]
    fn unclosed_and_missing_front_matter_each_say_the_way_out() {
        let unclosed = split("+++\ntitle = 1\n---\n", "f").expect_err("unclosed");
        assert!(unclosed.help.expect("help").contains("after the last key"));
        let none = split("# Title\n", "f").expect_err("none");
        assert!(none.help.expect("help").starts_with("begin the file"));
        let line = split("---\n\nText.\n", "f").expect_err("a line across the page");
        assert!(line.help.expect("help").contains("stands below it"));
    }

    #[test]
    fn an_impossible_date_is_refused_at_its_place() {
        for source in [
            "+++\ntitle = \"T\"\ndate = \"soon\"\n+++\n",
            "---\ntitle: T\ndate: soon\n---\n",
        ] {
            let errors = read(source).expect_err("no date");
            assert_eq!(errors[0].code, Code::WrongType);
            let start = errors[0].span.expect("a place").start as usize;
            assert!(source[start..].trim_start_matches('"').starts_with("soon"));
        }
    }

    #[test]
    fn a_page_changed_on_the_later_of_its_days() {
        for (keys, changed) in [
            ("", None),
            ("date = 2026-01-02", Some("2026-01-02")),
            ("updated = 2026-01-02", Some("2026-01-02")),
            (
                "date = 2026-01-02\nupdated = 2026-02-01",
                Some("2026-02-01"),
            ),
            (
                "date = 2026-02-01\nupdated = 2026-01-02",
                Some("2026-02-01"),
            ),
        ] {
            let front = read(&format!("+++\ntitle = \"T\"\n{keys}\n+++\n")).expect("TOML");
            let found = front.changed().map(|date| date.to_string());
            assert_eq!(found.as_deref(), changed, "{keys}");
        }
    }

    #[test]
    fn both_notations_give_the_same_keys() {
        let toml = read(
            "+++\ntitle = \"T\"\ndate = 2026-11-24\nreview_by = 2027-11-24\ntopics = [\"a\"]\nweight = 2\ndraft = true\naliases = [\"/old/\"]\n[[changes]]\ndate = 2026-11-24\nwhat = \"W\"\n[[allow]]\nrule = \"orphan\"\nreason = \"R\"\n[extra]\nx = 1\n+++\n",
        )
        .expect("TOML");
        let yaml = read(
            "---\ntitle: T\ndate: 2026-11-24\nreview_by: 2027-11-24\ntopics: [a]\nweight: 2\ndraft: true\naliases:\n  - /old/\nchanges:\n  - date: 2026-11-24\n    what: W\nallow:\n  - rule: orphan\n    reason: R\nextra:\n  x: 1\n---\n",
        )
        .expect("YAML");
        let without_places = |front: &FrontMatter| {
            let text = format!("{front:?}");
            let cut = text.find("offset").unwrap_or(text.len());
            let mut out = String::new();
            let mut rest = &text[..cut];
            while let Some(at) = rest.find("span: ") {
                out.push_str(&rest[..at]);
                rest = &rest[at..];
                rest = &rest[rest.find(',').unwrap_or(0)..];
            }
            out + rest
        };
        assert_eq!(without_places(&toml), without_places(&yaml));
    }
}
