//! Reading TOML and YAML so that every mistake in a file is found in one run.
//!
//! In: a text. Out: a value of the caller's type, or all that is wrong. YAML is
//! turned into the table that TOML gives ([`yaml`]), so both have one deserialiser
//! and one set of checks.
//!
//! serde stops at the first error. To go on, the offending entry is taken out of
//! the table (the places of everything else stay) and the table is read again.

use std::ops::Range;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::plain::MOST_ERRORS;
use super::{plain, yaml};
use crate::diagnostic::{Code, Diagnostic, Span};

/// What a key that is missing is given, to see which others are.
const STAND_IN: &str = "stand-in";

/// Where that stands: in no place of the text.
const NOWHERE: Range<usize> = usize::MAX..usize::MAX;

/// How a text writes its keys and values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// `key = "value"`
    #[default]
    Toml,
    /// `key: value`
    Yaml,
}

impl Notation {
    /// How `key` and a value stand in a line.
    #[must_use]
    pub fn line(self, key: &str, value: &str) -> String {
        match self {
            Self::Toml => format!("{key} = {value}"),
            Self::Yaml => format!("{key}: {value}"),
        }
    }
}

/// A text as TOML writes it.
pub(crate) fn toml_string(text: &str) -> String {
    toml_edit::Value::from(text).to_string().trim().to_owned()
}

/// Reads a TOML text as a `T`.
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
    let (table, syntax) = DeTable::parse_recoverable(text);
    if !syntax.is_empty() {
        return Err(plain::slips(text, &syntax)
            .into_iter()
            .take(MOST_ERRORS)
            .map(|slip| {
                let mut d = Diagnostic::new(Code::TomlSyntax, slip.message).in_file(file);
                if let Some(span) = slip.span {
                    d = d.at(Span::from(span).shifted(offset));
                }
                d.help(slip.help.unwrap_or_else(|| plain::ANY_SYNTAX.to_owned()))
            })
            .collect());
    }
    Err(mistakes::<T>(table, file, offset, Notation::Toml))
}

/// Reads a YAML text as a `T`: the same keys, types and findings as [`read_toml`].
///
/// # Errors
/// The first place that is no YAML, or every unknown key, wrong type and missing key.
pub fn read_yaml<T: DeserializeOwned>(
    text: &str,
    file: &str,
    offset: usize,
) -> Result<T, Vec<Diagnostic>> {
    let table = yaml::table(text).map_err(|refusal| {
        vec![
            Diagnostic::new(Code::YamlSyntax, refusal.message)
                .in_file(file)
                .at(Span::from(refusal.span).shifted(offset))
                .help(refusal.help),
        ]
    })?;
    match T::deserialize(toml::Deserializer::from(table.clone())) {
        Ok(value) => Ok(value),
        Err(_) => Err(mistakes::<T>(table, file, offset, Notation::Yaml)),
    }
}

/// All that keeps the table from being a `T`.
fn mistakes<T: DeserializeOwned>(
    mut table: Spanned<DeTable<'_>>,
    file: &str,
    offset: usize,
    notation: Notation,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut has_stand_in = false;
    while found.len() < MOST_ERRORS {
        let Err(error) = T::deserialize(toml::Deserializer::from(table.clone())) else {
            break;
        };
        let span = error.span();
        let missing = missing_key(&error).filter(|_| is_of_all(span.as_ref(), &table));
        let key = span.filter(|_| missing.is_none());
        let key = key.and_then(|span| take_entry(table.get_mut(), &span));
        let diagnostic = match &missing {
            Some(missing) => {
                let line = notation.line(missing, plain::example_of(missing));
                Diagnostic::new(Code::MissingKey, format!("the key `{missing}` is missing"))
                    .help(format!("add a line `{line}` at the top"))
                    .in_file(file)
                    .at(Span::from(0..0).shifted(offset))
            }
            None => describe(&error, file, offset, key.as_deref(), notation),
        };
        // What is missing may be missing because it was taken out.
        let mut others = found.iter().filter(|d| d.code != Code::MissingKey);
        let is_missing = diagnostic.code == Code::MissingKey;
        if is_missing && others.next().is_some() {
            break;
        }
        // What is wrong with a value is said before any key is missed: it is a stand-in.
        if !is_missing && has_stand_in {
            break;
        }
        found.push(diagnostic);
        match missing {
            // So that the next one that is missing is found too.
            Some(missing) => {
                let stand_in = DeValue::String(STAND_IN.into());
                let key = Spanned::new(NOWHERE, missing.into());
                table.get_mut().insert(key, Spanned::new(NOWHERE, stand_in));
                has_stand_in = true;
            }
            None if key.is_none() => break,
            None => {}
        }
    }
    found.sort_by_key(|d| d.span);
    found
}

fn describe(
    error: &toml::de::Error,
    file: &str,
    offset: usize,
    key: Option<&str>,
    notation: Notation,
) -> Diagnostic {
    let message = error.message();
    let span = error.span().unwrap_or(0..0);
    let ticked = ticked_words(message);
    let d = if message.starts_with("unknown field") {
        let word = ticked.first().map_or("", String::as_str);
        Diagnostic::new(Code::UnknownKey, format!("unknown key `{word}`"))
            .suggest(word, ticked.iter().skip(1).map(String::as_str))
    } else if message.starts_with("missing field") {
        let word = ticked.first().map_or("", String::as_str);
        Diagnostic::new(Code::MissingKey, format!("the key `{word}` is missing")).help(format!(
            "add a line `{}`",
            notation.line(word, plain::example_of(word))
        ))
    } else if message.starts_with("unknown variant") {
        let word = ticked.first().map_or("", String::as_str);
        Diagnostic::new(Code::InvalidValue, format!("unknown value `{word}`"))
            .suggest(word, ticked.iter().skip(1).map(String::as_str))
    } else {
        let what = match key {
            Some(key) => format!(
                "`{key}`: {}",
                without_capital(&plain::without_types(message))
            ),
            None => plain::without_types(message),
        };
        let code = match message {
            EMPTY_TEXT | NO_NUMBER | NO_COUNTRY => Code::InvalidValue,
            _ => Code::WrongType,
        };
        Diagnostic::new(code, what).help(type_help(message, key, notation))
    };
    d.in_file(file).at(Span::from(span).shifted(offset))
}

/// What a reader says of a text that has the right type and no words.
pub(crate) const EMPTY_TEXT: &str = "expected a text, found an empty one";

/// What a reader says of a number that no telephone can dial.
const NO_NUMBER: &str = "expected a number to dial";

/// What a reader says of a country that is none.
const NO_COUNTRY: &str = "expected a country";

/// A text with words in it.
pub(crate) fn words<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match is_blank(&text) {
        true => Err(D::Error::custom(EMPTY_TEXT)),
        false => Ok(text),
    }
}

/// A text with words in it, and its place.
pub(crate) fn placed_words<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Spanned<String>, D::Error> {
    let text = Spanned::<String>::deserialize(from)?;
    match is_blank(text.get_ref()) {
        true => Err(D::Error::custom(EMPTY_TEXT)),
        false => Ok(text),
    }
}

/// A list of texts with words in each.
pub(crate) fn all_words<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    match texts.iter().any(|text| is_blank(text)) {
        true => Err(D::Error::custom(EMPTY_TEXT)),
        false => Ok(texts),
    }
}

/// A list of texts with words in each, and their places.
pub(crate) fn all_placed_words<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<Spanned<String>>, D::Error> {
    let texts = Vec::<Spanned<String>>::deserialize(from)?;
    match texts.iter().any(|text| is_blank(text.get_ref())) {
        true => Err(D::Error::custom(EMPTY_TEXT)),
        false => Ok(texts),
    }
}

/// A text that may be left out and has words where it is there.
pub(crate) fn words_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    words(from).map(Some)
}

/// A number that a telephone can dial.
pub(crate) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match is_number(&text) {
        true => Ok(text),
        false => Err(D::Error::custom(NO_NUMBER)),
    }
}

/// Numbers that a telephone can dial.
pub(crate) fn numbers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    match texts.iter().all(|text| is_number(text)) {
        true => Ok(texts),
        false => Err(D::Error::custom(NO_NUMBER)),
    }
}

/// Two capital letters, or `any`.
pub(crate) fn country<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match is_country(&text) {
        true => Ok(text),
        false => Err(D::Error::custom(NO_COUNTRY)),
    }
}

pub(crate) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

pub(crate) fn is_country(text: &str) -> bool {
    text == "any" || (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()))
}

/// Digits, with what people write between them.
fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    rest.chars().any(|c| c.is_ascii_digit())
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || " \u{a0}-()./*#".contains(c))
}

fn type_help(message: &str, key: Option<&str>, notation: Notation) -> String {
    match message {
        EMPTY_TEXT => "write the text between the quotes".to_owned(),
        NO_NUMBER => "write digits, with spaces, hyphens or brackets between them: `112`, `+44 (0)20 7946 0000`".to_owned(),
        NO_COUNTRY => "write two capital letters such as `US`, or `any`".to_owned(),
        _ => plain::type_help(message, key, notation),
    }
}

/// Whether an error is about the whole text and not about a table in it.
fn is_of_all(span: Option<&Range<usize>>, table: &Spanned<DeTable<'_>>) -> bool {
    span.is_none_or(|span| span.is_empty() || *span == table.span())
}

/// The key that an error misses.
fn missing_key(error: &toml::de::Error) -> Option<String> {
    let is_missing = error.message().starts_with("missing field");
    is_missing.then(|| ticked_words(error.message()).into_iter().next())?
}

fn without_capital(message: &str) -> String {
    let mut chars = message.chars();
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

/// Takes the smallest `key = value` that holds the span out of the table, and says
/// its key.
fn take_entry(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    // What lacks a key lacks it as a whole: nothing that stands in it is wrong.
    let own = table
        .iter()
        .find(|(_, value)| matches!(value.get_ref(), DeValue::Table(_)) && value.span() == *span);
    if let Some(key) = own.map(|(key, _)| key.get_ref().to_string()) {
        table.remove(key.as_str());
        return Some(key);
    }
    // The span of a `[table]` ends before its entries do, so every value is looked
    // into.
    for (key, value) in table.iter_mut() {
        let inner = match value.get_mut() {
            DeValue::Table(inner) => take_entry(inner, span),
            DeValue::Array(items) => match items.iter().position(|item| item.span() == *span) {
                Some(item) => {
                    let all = std::mem::replace(items, DeArray::new());
                    let others = all.into_iter().enumerate().filter(|(n, _)| *n != item);
                    others.for_each(|(_, other)| items.push(other));
                    Some(key.get_ref().to_string())
                }
                None => take_from_items(items, span),
            },
            _ => None,
        };
        if inner.is_some() {
            return inner;
        }
    }
    let key = table.iter().find_map(|(key, value)| {
        let (name, value) = (key.span(), value.span());
        let start = name.start.min(value.start);
        let end = name.end.max(value.end);
        let holds = start <= span.start && span.end <= end;
        holds.then(|| key.get_ref().to_string())
    })?;
    table.remove(key.as_str());
    Some(key)
}

fn take_from_items(items: &mut DeArray<'_>, span: &Range<usize>) -> Option<String> {
    items.iter_mut().find_map(|item| match item.get_mut() {
        DeValue::Table(inner) => take_entry(inner, span),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
                (Code::WrongType, 21),
                (Code::UnknownKey, 48)
            ]
        );
    }

    #[test]
    fn a_missing_key_is_said_once_and_not_blamed_on_a_blanked_one() {
        assert_eq!(findings("weight = 1\n"), [(Code::MissingKey, 0)]);
        assert_eq!(findings("title = 5\n"), [(Code::WrongType, 8)]);
    }

    #[test]
    fn all_keys_that_are_missing_at_the_top_are_said_at_once() {
        for (text, missing) in [
            ("", "base_url language title"),
            (
                "language = \"en\"\n[review]\nmonths = 5\n",
                "base_url title",
            ),
            ("[review]\nmonths = \"five\"\n", ""),
        ] {
            let errors = read_toml::<crate::config::Config>(text, "f", 0).expect_err("too little");
            let mut keys: Vec<String> = errors
                .iter()
                .filter(|d| d.code == Code::MissingKey)
                .flat_map(|d| ticked_words(&d.message))
                .collect();
            keys.sort();
            assert_eq!(keys.join(" "), missing, "{text}");
        }
    }

    #[test]
    fn a_number_has_digits_and_what_stands_between_them() {
        for good in [
            "112",
            "0300 123 6600",
            "1-800-222-1222",
            "+44 (0)20 7946",
            "*16#",
        ] {
            assert!(is_number(good), "{good}");
        }
        for bad in [
            "",
            " ",
            "abc",
            "+",
            "javascript:alert(1)",
            "1+2",
            "11\n2",
            "#",
        ] {
            assert!(!is_number(bad), "{bad}");
        }
        assert!(is_country("US") && is_country("any"));
        assert!(!is_country("de") && !is_country("USA") && !is_country(""));
    }

    #[test]
    fn syntax_errors_come_first_and_all_of_them() {
        let found = findings("title = \nweight = [1\n");
        assert!(!found.is_empty());
        assert!(found.iter().all(|(code, _)| *code == Code::TomlSyntax));
    }
}
