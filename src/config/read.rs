//! Reading TOML so that every mistake in a file is found in one run.
//!
//! serde stops at the first error. To go on, the offending entry is blanked
//! out (the offsets of everything else stay) and the text is read again.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Span};

/// More mistakes than this in one file are not worth listing.
const MOST_ERRORS: usize = 50;

/// Reads `text` as a `T`.
///
/// `file` is named in the findings; `offset` is where `text` begins in it, in
/// bytes (front matter does not begin at 0).
///
/// # Errors
/// Every syntax error, unknown key, wrong type and missing key, with its place.
pub fn read_toml<T: DeserializeOwned>(
    text: &str,
    file: &str,
    offset: usize,
) -> Result<T, Vec<Diagnostic>> {
    if let Ok(value) = toml::from_str(text) {
        return Ok(value);
    }
    let (_, syntax) = DeTable::parse_recoverable(text);
    if !syntax.is_empty() {
        return Err(syntax
            .iter()
            .take(MOST_ERRORS)
            .map(|e| {
                let mut d = Diagnostic::new(Code::TomlSyntax, sentence(e.message())).in_file(file);
                if let Some(span) = e.span() {
                    d = d.at(Span::from(span).shifted(offset));
                }
                d.help("TOML wants `key = value`, text in double quotes, lists in `[ ]`")
            })
            .collect());
    }
    let mut found = Vec::new();
    let mut rest = text.to_owned();
    while found.len() < MOST_ERRORS {
        let Err(error) = toml::from_str::<T>(&rest) else {
            break;
        };
        let entry = error.span().and_then(|span| entry_at(&rest, &span));
        let diagnostic = describe(&error, file, offset, entry.as_ref().map(|e| e.key.as_str()));
        // What is missing may be missing because it was blanked out.
        if diagnostic.code == Code::MissingKey && !found.is_empty() {
            break;
        }
        found.push(diagnostic);
        let Some(entry) = entry else { break };
        let blank: String = rest[entry.range.clone()]
            .chars()
            .flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8()))
            .collect();
        rest.replace_range(entry.range, &blank);
    }
    found.sort_by_key(|d| d.span);
    Err(found)
}

fn describe(error: &toml::de::Error, file: &str, offset: usize, key: Option<&str>) -> Diagnostic {
    let message = error.message();
    let span = error.span().unwrap_or(0..0);
    let ticked = ticked_words(message);
    let d = if message.starts_with("unknown field") {
        let word = ticked.first().map_or("", String::as_str);
        Diagnostic::new(Code::UnknownKey, format!("unknown key `{word}`"))
            .suggest(word, ticked.iter().skip(1).map(String::as_str))
    } else if message.starts_with("missing field") {
        let word = ticked.first().map_or("", String::as_str);
        Diagnostic::new(Code::MissingKey, format!("the key `{word}` is missing"))
            .help(format!("add a line `{word} = …`"))
    } else if message.starts_with("unknown variant") {
        let word = ticked.first().map_or("", String::as_str);
        Diagnostic::new(Code::InvalidValue, format!("unknown value `{word}`"))
            .suggest(word, ticked.iter().skip(1).map(String::as_str))
    } else {
        let what = match key {
            Some(key) => format!("`{key}`: {}", without_capital(message)),
            None => sentence(message),
        };
        // Rust's names of types mean nothing to an editor.
        let what = what
            .replace("expected i64", "expected a whole number")
            .replace("expected usize", "expected a whole number")
            .replace("expected a sequence", "expected a list");
        Diagnostic::new(Code::TomlType, what).help(type_help(message))
    };
    d.in_file(file).at(Span::from(span).shifted(offset))
}

fn type_help(message: &str) -> &'static str {
    if message.contains("expected a string") {
        "put the value in double quotes"
    } else if message.contains("expected a sequence") {
        "write a list: `[\"one\", \"two\"]`"
    } else if message.contains("expected i64") || message.contains("expected u") {
        "write a whole number, without quotes"
    } else if message.contains("boolean") {
        "write `true` or `false`, without quotes"
    } else if message.contains("date") {
        "write a date as 2026-11-24, without quotes"
    } else {
        "see the list of keys in the manual, or run `stepdown schema`"
    }
}

fn sentence(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

fn without_capital(message: &str) -> String {
    let first = sentence(message);
    let mut chars = first.chars();
    chars
        .next()
        .map_or(String::new(), |c| c.to_lowercase().chain(chars).collect())
}

/// The words between backticks.
fn ticked_words(message: &str) -> Vec<String> {
    message
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

struct Entry {
    key: String,
    range: std::ops::Range<usize>,
}

/// The smallest `key = value` that holds the span.
fn entry_at(text: &str, span: &std::ops::Range<usize>) -> Option<Entry> {
    let table = DeTable::parse(text).ok()?;
    entry_in(text, table.get_ref(), span)
}

fn entry_in(text: &str, table: &DeTable<'_>, span: &std::ops::Range<usize>) -> Option<Entry> {
    let holds = |outer: &std::ops::Range<usize>| outer.start <= span.start && span.end <= outer.end;
    for (key, value) in table {
        let whole = key.span().start..value.span().end.max(key.span().end);
        if holds(&key.span()) || holds(&whole) {
            let inner = match value.get_ref() {
                DeValue::Table(inner) => entry_in(text, inner, span),
                DeValue::Array(items) => {
                    items.iter().find_map(|item| inner_entry(text, item, span))
                }
                _ => None,
            };
            // A `[table]` header is no entry that can be blanked by itself.
            let is_entry = text.get(key.span().end..value.span().start)?.contains('=');
            return inner.or(is_entry.then(|| Entry {
                key: key.get_ref().to_string(),
                range: whole,
            }));
        }
        // The span of a `[table]` ends before its entries do.
        if let DeValue::Table(inner) = value.get_ref()
            && let Some(entry) = entry_in(text, inner, span)
        {
            return Some(entry);
        }
        if let DeValue::Array(items) = value.get_ref()
            && let Some(entry) = items.iter().find_map(|item| inner_entry(text, item, span))
        {
            return Some(entry);
        }
    }
    None
}

fn inner_entry(
    text: &str,
    item: &Spanned<DeValue<'_>>,
    span: &std::ops::Range<usize>,
) -> Option<Entry> {
    match item.get_ref() {
        DeValue::Table(inner) => entry_in(text, inner, span),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[allow(dead_code, reason = "only the reading is tested")]
        title: String,
        #[allow(dead_code, reason = "only the reading is tested")]
        #[serde(default)]
        weight: i64,
        #[allow(dead_code, reason = "only the reading is tested")]
        #[serde(default)]
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[allow(dead_code, reason = "only the reading is tested")]
        name: String,
    }

    fn findings(text: &str) -> Vec<(Code, u32)> {
        read_toml::<Sample>(text, "f", 100)
            .expect_err("the text is wrong")
            .iter()
            .map(|d| (d.code, d.span.expect("has a place").start - 100))
            .collect()
    }

    #[test]
    fn every_unknown_key_and_wrong_type_is_found_with_its_place() {
        let text =
            "titel = \"x\"\nweight = \"five\"\ntitle = \"t\"\n[inner]\nnam = 1\nname = \"n\"\n";
        assert_eq!(
            findings(text),
            [
                (Code::UnknownKey, 0),
                (Code::TomlType, 21),
                (Code::UnknownKey, 48)
            ]
        );
    }

    #[test]
    fn a_missing_key_is_said_once_and_not_blamed_on_a_blanked_one() {
        assert_eq!(findings("weight = 1\n"), [(Code::MissingKey, 0)]);
        assert_eq!(findings("title = 5\n"), [(Code::TomlType, 8)]);
    }

    #[test]
    fn syntax_errors_come_first_and_all_of_them() {
        let found = findings("title = \nweight = [1\n");
        assert!(!found.is_empty());
        assert!(found.iter().all(|(code, _)| *code == Code::TomlSyntax));
    }
}
