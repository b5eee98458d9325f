//! YAML as the table that TOML gives.
//!
//! In: the text between two `---` lines. Out: a [`DeTable`] whose keys and values
//! know their places in bytes, or the first place that cannot be read.
//!
//! Of YAML 1.2 it takes what front matter needs: mappings, sequences, scalars of the
//! core schema and dates. Anchors, aliases, tags, several documents and keys that are
//! no words are refused, so no text grows while it is read; depth and number of
//! values have limits. A value that is empty or `null` is refused too, since TOML has
//! no such value and a forgotten one should be seen.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// Values inside one another.
const MOST_LEVELS: usize = 32;
/// Keys and values of one text.
const MOST_VALUES: usize = 20_000;

/// What cannot be read, and the way out.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(crate) help: &'static str,
    /// In bytes.
    pub(crate) span: Range<usize>,
}

impl Refusal {
    fn new(message: impl Into<String>, span: Range<usize>, help: &'static str) -> Self {
        Self {
            message: message.into(),
            help,
            span,
        }
    }
}

/// A mapping or sequence whose end has not come yet.
enum Open<'t> {
    Table {
        start: usize,
        entries: DeTable<'t>,
        key: Option<Spanned<Cow<'t, str>>>,
    },
    List {
        start: usize,
        items: DeArray<'t>,
    },
}

/// Reads a YAML text whose outermost value is a mapping. An empty text is an empty
/// table.
///
/// # Errors
/// The first thing that cannot be read.
pub(crate) fn table(text: &str) -> Result<Spanned<DeTable<'_>>, Refusal> {
    read(text, Empty::Refused)
}

/// What becomes of a key without a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Empty {
    Refused,
    LeftOut,
}

/// Like [`table`], without the keys and items that have no value: other generators
/// read them as if they were not there.
///
/// # Errors
/// The first thing that cannot be read.
pub(crate) fn table_without_empty(text: &str) -> Result<Spanned<DeTable<'_>>, Refusal> {
    read(text, Empty::LeftOut)
}

fn read(text: &str, empty: Empty) -> Result<Spanned<DeTable<'_>>, Refusal> {
    let places = Places::of(text);
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut root = None;
    let mut values = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| scan_refusal(&error, text, &places))?;
        let span = trimmed(
            text,
            places.byte(span.start.index())..places.byte(span.end.index()),
        );
        if let Event::Scalar(_, _, anchor, tag)
        | Event::SequenceStart(anchor, tag)
        | Event::MappingStart(anchor, tag) = &event
        {
            refuse_anchor_and_tag(*anchor, tag.is_some(), &span)?;
            values += 1;
            if values > MOST_VALUES || open.len() >= MOST_LEVELS {
                return Err(Refusal::new(
                    "the front matter has too many values, or too many inside one another",
                    span,
                    "keep data in a file of its own",
                ));
            }
        }
        let done = match event {
            Event::MappingStart(..) => {
                refuse_as_key(&open, &span)?;
                open.push(Open::Table {
                    start: span.start,
                    entries: DeTable::new(),
                    key: None,
                });
                continue;
            }
            Event::SequenceStart(..) => {
                refuse_as_key(&open, &span)?;
                open.push(Open::List {
                    start: span.start,
                    items: DeArray::new(),
                });
                continue;
            }
            Event::Scalar(word, style, ..) => {
                if let Some(Open::Table { entries, key, .. }) = open.last_mut()
                    && key.is_none()
                {
                    if entries.contains_key(word.as_ref()) {
                        return Err(Refusal::new(
                            format!("the key `{word}` stands twice"),
                            span,
                            "keep one of the two lines",
                        ));
                    }
                    *key = Some(Spanned::new(span, word));
                    continue;
                }
                // A document that holds nothing but comments.
                if open.is_empty() && word.is_empty() && style == ScalarStyle::Plain {
                    continue;
                }
                if empty == Empty::LeftOut && is_empty(&word, style) {
                    if let Some(Open::Table { key, .. }) = open.last_mut() {
                        *key = None;
                    }
                    continue;
                }
                Spanned::new(span.clone(), scalar(text, word, style, span, &open)?)
            }
            Event::MappingEnd | Event::SequenceEnd => match open.pop() {
                Some(Open::Table { start, entries, .. }) => {
                    Spanned::new(trimmed(text, start..span.end), DeValue::Table(entries))
                }
                Some(Open::List { start, items }) => {
                    Spanned::new(trimmed(text, start..span.end), DeValue::Array(items))
                }
                None => continue,
            },
            Event::Alias(_) => return Err(alias(span)),
            Event::DocumentStart(_) if root.is_some() => {
                return Err(Refusal::new(
                    "the front matter ends here, and then goes on",
                    span,
                    "take the line `...` out",
                ));
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(Open::Table { entries, key, .. }) => {
                if let Some(key) = key.take() {
                    entries.insert(key, done);
                }
            }
            Some(Open::List { items, .. }) => items.push(done),
            None => root = Some(done),
        }
    }
    match root.map(|root| (root.span(), root.into_inner())) {
        Some((span, DeValue::Table(entries))) => Ok(Spanned::new(span, entries)),
        None => Ok(Spanned::new(0..0, DeTable::new())),
        Some((span, _)) => Err(Refusal::new(
            "these lines are no front matter",
            span,
            "write `title: …` between the `---` lines; a line across the page is `***`, below the front matter",
        )),
    }
}

fn scan_refusal(error: &saphyr_parser::ScanError, text: &str, places: &Places) -> Refusal {
    let at = places.byte(error.marker().index());
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    // `title: *Words*` asks for an alias that nobody wrote.
    if text[at..].starts_with('*') {
        return alias(at..end);
    }
    Refusal::new(
        error.info().to_owned(),
        at..end,
        "YAML wants `key: value`, the same spaces before keys of one level, and quotes around text with `: ` or ` #`",
    )
}

fn alias(span: Range<usize>) -> Refusal {
    Refusal::new(
        "aliases are not read here",
        span,
        "write the value itself; text that begins with `*` stands in quotes",
    )
}

fn refuse_anchor_and_tag(anchor: usize, tag: bool, span: &Range<usize>) -> Result<(), Refusal> {
    if anchor != 0 {
        return Err(Refusal::new(
            "anchors are not read here",
            span.clone(),
            "take the `&name` out; text that begins with `&` stands in quotes",
        ));
    }
    if tag {
        return Err(Refusal::new(
            "tags are not read here",
            span.clone(),
            "take the `!name` out; text that begins with `!` stands in quotes",
        ));
    }
    Ok(())
}

fn refuse_as_key(open: &[Open<'_>], span: &Range<usize>) -> Result<(), Refusal> {
    match open.last() {
        Some(Open::Table { key: None, .. }) => Err(Refusal::new(
            "a list or mapping cannot be a key",
            span.clone(),
            "a key is a word; text that begins with `[` or `{` stands in quotes",
        )),
        _ => Ok(()),
    }
}

fn is_empty(word: &str, style: ScalarStyle) -> bool {
    style == ScalarStyle::Plain && matches!(word, "" | "~" | "null" | "Null" | "NULL")
}

/// What a scalar stands for.
fn scalar<'t>(
    text: &'t str,
    word: Cow<'t, str>,
    style: ScalarStyle,
    span: Range<usize>,
    open: &[Open<'_>],
) -> Result<DeValue<'t>, Refusal> {
    if style != ScalarStyle::Plain {
        return Ok(DeValue::String(word));
    }
    if is_empty(&word, style) {
        let (what, place) = match open.last() {
            Some(Open::Table { key: Some(key), .. }) => (
                format!("`{}` has no value", key.get_ref()),
                if span.is_empty() { key.span() } else { span },
            ),
            _ => ("an item of the list has no value".to_owned(), span),
        };
        return Err(Refusal::new(
            what,
            place,
            "write a value, or take the line out",
        ));
    }
    match word.as_ref() {
        "true" | "True" | "TRUE" => return Ok(DeValue::Boolean(true)),
        "false" | "False" | "FALSE" => return Ok(DeValue::Boolean(false)),
        _ => {}
    }
    if let Ok(date) = word.parse::<toml::value::Datetime>()
        && date.date.is_some()
    {
        return Ok(DeValue::Datetime(date));
    }
    if is_number(&word) {
        // A number as both languages write it; `007` means two things in YAML.
        if let Some(written) = text.get(span.clone())
            && written == word
            && let Ok(value) = DeValue::parse(written)
        {
            return Ok(value.into_inner());
        }
        return Err(Refusal::new(
            format!("`{word}` is a number that can be read in two ways"),
            span,
            "write it without zeros in front and with a digit on both sides of the point, or in quotes",
        ));
    }
    Ok(DeValue::String(word))
}

/// Whether the core schema of YAML 1.2 takes the word for a number.
fn is_number(word: &str) -> bool {
    if matches!(word, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    if matches!(digits, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let of = |prefix: &str, is_digit: fn(&u8) -> bool| {
        word.strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| is_digit(&b)))
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let exponent_is_number = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && all_digits(e)
    });
    let is_decimal = all_digits(whole)
        && all_digits(part)
        && !(whole.is_empty() && part.is_empty())
        && exponent_is_number;
    is_decimal || of("0x", u8::is_ascii_hexdigit) || of("0o", |b| (b'0'..=b'7').contains(b))
}

/// Characters' places in bytes: the scanner counts characters.
struct Places {
    /// Empty where each character is one byte.
    bytes: Vec<usize>,
    length: usize,
}

impl Places {
    fn of(text: &str) -> Self {
        let bytes = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().map(|(byte, _)| byte).collect(),
        };
        Self {
            bytes,
            length: text.len(),
        }
    }

    fn byte(&self, character: usize) -> usize {
        match self.bytes.is_empty() {
            true => character.min(self.length),
            false => self.bytes.get(character).copied().unwrap_or(self.length),
        }
    }
}

/// Without blanks at the end: a block ends where the next one begins.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let end = span.end.max(span.start);
    span.start..span.start + text[span.start..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(text: &str) -> (String, &str) {
        let refusal = table(text).expect_err("refused");
        (refusal.message, &text[refusal.span])
    }

    #[test]
    fn values_are_what_toml_gives_and_know_their_places_in_bytes() {
        let text = "title: \"Tükçe: ü\"\ndraft: true\nweight: -3\nx: 1.5\ndate: 2026-11-24\ntopics:\n- a\n- 'b: c'\nextra: {k: [1, 2]}\nlong: |\n  one\n  two\n";
        let table = table(text).expect("YAML");
        let get = |key: &str| table.get_ref().get(key).expect("there");
        assert_eq!(get("title").get_ref().as_str(), Some("Tükçe: ü"));
        assert_eq!(&text[get("title").span()], "\"Tükçe: ü\"");
        assert_eq!(get("draft").get_ref().as_bool(), Some(true));
        assert_eq!(&text[get("weight").span()], "-3");
        assert!(get("x").get_ref().is_float());
        assert!(get("date").get_ref().is_datetime());
        assert!(text[get("topics").span()].ends_with("a\n- 'b: c'"));
        assert_eq!(get("long").get_ref().as_str(), Some("one\ntwo\n"));
        assert_eq!(&text[get("extra").span()], "{k: [1, 2]}");
    }

    #[test]
    fn bombs_depth_and_duplicates_are_refused_at_their_place() {
        assert_eq!(refused("a: &x [1]\nb: *x\n").0, "anchors are not read here");
        assert_eq!(refused("title: *Words*\n").0, "aliases are not read here");
        assert_eq!(refused("a: !!str 1\n").0, "tags are not read here");
        assert_eq!(
            refused("title: a\ntitle: b\n"),
            ("the key `title` stands twice".to_owned(), "title")
        );
        let deep = format!("a: {}", "{b: ".repeat(100));
        assert!(refused(&deep).0.contains("too many"));
        assert!(table(&format!("a: {}", "[".repeat(100_000))).is_err());
        assert!(table(&"- ".repeat(100_000)).is_err());
        assert!(refused("? [a]\n: b\n").0.contains("cannot be a key"));
        assert!(refused("a: 1\n...\nb: 2\n").0.contains("goes on"));
    }

    #[test]
    fn empty_values_strange_numbers_and_prose_say_what_to_do() {
        assert_eq!(refused("a: 1\nb:\n"), ("`b` has no value".to_owned(), "b"));
        assert_eq!(refused("a: ~\n"), ("`a` has no value".to_owned(), "~"));
        assert_eq!(refused("a: 007\n").1, "007");
        assert_eq!(refused("Some prose.\n").1, "Some prose.");
        assert!(table("# nothing\n").expect("empty").get_ref().is_empty());
        assert!(table("").expect("empty").get_ref().is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_a_table_or_refused_at_a_place_in_it(text in "[-a:&*!\\[\\]{},'\"|>#?%@ \n0.ü]{0,60}") {
            if let Err(refusal) = table(&text) {
                prop_assert!(text.get(refusal.span).is_some());
            }
        }
    }
}
