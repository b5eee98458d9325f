//! What is wrong with a TOML text, in words for people who write no programs.
//!
//! In: what the parser and the deserialiser say. Out: the same without names of Rust's
//! types, and the way out of the slips that writers make most: a date as they write it
//! elsewhere, curly quotes, `yes`, a text without quotes.

use std::ops::Range;

use super::Notation;

/// How a date is written.
const DATE: &str = "write a date as 2026-11-24, without quotes";

/// What is said where nobody knows better.
const ANY_VALUE: &str = "see the list of keys in the manual, or run `stepdown schema`";

/// The way out where the slip is none that is known.
pub(super) const ANY_SYNTAX: &str =
    "TOML wants `key = value`, text in double quotes, lists in `[ ]`";

/// Keys whose values are dates.
const DATE_KEYS: [&str; 7] = [
    "date",
    "updated",
    "reviewed",
    "review_by",
    "expires",
    "checked_on",
    "on",
];

/// Keys whose values are lists of texts. `emergency` is one in a table of help lines, but names
/// a page in the configuration.
const LIST_KEYS: [&str; 8] = [
    "topics", "aliases", "covers", "also", "words", "numbers", "cite", "items",
];

/// Keys whose values are lists of tables.
const TABLE_LIST_KEYS: [&str; 4] = ["changes", "allow", "country", "line"];

/// More mistakes than this in one file are not worth listing.
pub(super) const MOST_ERRORS: usize = 50;

/// Quotes of printed text, which word processors put in place of `"`.
const CURLY: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '‚', '«', '»'];

/// A mistake in a TOML text.
#[derive(Debug)]
pub(crate) struct Slip {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do, where more can be said than how TOML is written.
    pub(crate) help: Option<String>,
    /// Where.
    pub(crate) span: Option<Range<usize>>,
}

/// The parser's errors. One slip can break several rules of TOML in its line: what was
/// recognised is said once.
pub(crate) fn slips(text: &str, errors: &[toml::de::Error]) -> Vec<Slip> {
    let mut last_known: Option<Range<usize>> = None;
    let mut slips = Vec::new();
    for error in errors {
        let span = error.span();
        let is_known = |place: usize| {
            let last = last_known.as_ref();
            last.is_some_and(|line| line.start <= place && place <= line.end)
        };
        if span.as_ref().is_some_and(|span| is_known(span.start)) {
            continue;
        }
        if slips.len() == MOST_ERRORS {
            break;
        }
        let line = span.as_ref().map(|span| Line::at(text, span.start));
        let range = line.as_ref().map(|line| line.range.clone());
        let known = line.zip(span.as_ref()).and_then(|(line, span)| {
            let place = text.floor_char_boundary(span.start);
            line.slip(place, error.message())
        });
        if known.is_some() {
            last_known = range;
        }
        slips.push(known.unwrap_or_else(|| Slip {
            message: first_line(error.message()).to_owned(),
            help: None,
            span,
        }));
    }
    slips
}

/// A line of a text with a mistake in it.
struct Line<'t> {
    text: &'t str,
    range: Range<usize>,
    /// Empty where there is none.
    key: &'t str,
    /// Where the value begins and ends.
    value: Range<usize>,
}

impl<'t> Line<'t> {
    fn at(text: &'t str, place: usize) -> Self {
        let place = text.floor_char_boundary(place);
        let start = text[..place].rfind('\n').map_or(0, |n| n + 1);
        let end = text[start..].find('\n').map_or(text.len(), |n| start + n);
        let line = &text[start..end];
        let (key, from) = match line.split_once('=') {
            Some((key, _)) => (key.trim(), start + key.len() + 1),
            None => ("", start),
        };
        let value = &text[from..end];
        let from = from + (value.len() - value.trim_start().len());
        Self {
            text,
            range: start..end,
            key,
            value: from..from + value.trim().len(),
        }
    }

    fn value(&self) -> &'t str {
        &self.text[self.value.clone()]
    }

    /// `key = value`, where the key is known.
    fn with_value(&self, value: &str) -> String {
        match self.key {
            "" => value.to_owned(),
            key => format!("{key} = {value}"),
        }
    }

    /// What the writer meant, if that can be told.
    fn slip(&self, place: usize, said: &str) -> Option<Slip> {
        let slip = |message: String, help: String, span: Range<usize>| {
            let span = Some(span);
            let help = Some(help);
            Some(Slip {
                message,
                help,
                span,
            })
        };
        let value = self.value();
        if said.starts_with("duplicate key") && !self.key.is_empty() {
            return slip(
                format!("the key `{}` stands twice", self.key),
                "keep one of the two lines".to_owned(),
                self.range.start..self.value.end,
            );
        }
        let is_date = DATE_KEYS.contains(&self.key);
        let is_list = value.starts_with('[') || LIST_KEYS.contains(&self.key);
        let example = match is_list {
            true => "[\"…\"]",
            false => "\"…\"",
        };
        if let Some((quote, at)) = self.curly_quote(place) {
            return slip(
                format!("`{quote}` is a curly quote, and no text begins or ends with it"),
                format!("write straight quotes: `{}`", self.with_value(example)),
                at..at + quote.len_utf8(),
            );
        }
        if value.is_empty() && !self.key.is_empty() {
            return slip(
                format!("`{}` has no value", self.key),
                match is_date {
                    true => DATE.to_owned(),
                    false => format!(
                        "write `{}`, or take the line away",
                        self.with_value(example)
                    ),
                },
                self.range.start..self.value.end,
            );
        }
        let is_quoted = value.starts_with(['"', '\'']);
        let is_plain = !value.contains(['"', '\'', '\\', '[', ']', '{', '}', '#', '`']);
        if is_list && is_plain {
            let items: Vec<String> = value
                .split(',')
                .map(|item| format!("\"{}\"", item.trim()))
                .collect();
            return slip(
                format!("`{}` is a list", self.key),
                format!(
                    "write `{}`",
                    self.with_value(&format!("[{}]", items.join(", ")))
                ),
                self.value.clone(),
            );
        }
        if !is_quoted && (is_date || is_like_a_date(value)) {
            let message = match said.starts_with("invalid date") {
                true => first_line(said).to_owned(),
                false => format!("`{value}` is no date"),
            };
            return slip(message, DATE.to_owned(), self.value.clone());
        }
        let word = value.split([' ', '\t', '#']).next().unwrap_or_default();
        let is_switch = ["yes", "no", "on", "off", "true", "false"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word));
        let is_right = matches!(word, "true" | "false");
        if is_switch && !is_right && word.len() == value.len() {
            return slip(
                format!("`{word}` is neither `true` nor `false`"),
                format!(
                    "write `{}` or `{}`; if a text is meant, `{}`",
                    self.with_value("true"),
                    self.with_value("false"),
                    self.with_value(&format!("\"{word}\""))
                ),
                self.value.clone(),
            );
        }
        if let Some(key) = self.yaml_key() {
            return slip(
                format!("`{key}:` is not how TOML writes a key"),
                match DATE_KEYS.contains(&key) {
                    true => format!("write `{key} = 2026-11-24`, a date without quotes"),
                    false => format!("write `{key} = …`, with text in double quotes"),
                },
                self.range.clone(),
            );
        }
        let before = &self.text[self.value.start.min(place)..place];
        if said.starts_with("unexpected key") && is_quoted && before.matches('"').count() > 1 {
            let behind = value.splitn(3, '"').nth(2).unwrap_or_default().trim();
            let help = match behind.split_once('=') {
                _ if behind == "," => "take the comma away: each key has a line of its own",
                Some((key, _)) if is_key(key.trim()) => "write each key in a line of its own",
                _ => "write quotes inside a text as “ and ”",
            };
            return slip(
                "the text ends at its second quote, and more follows".to_owned(),
                help.to_owned(),
                self.value.clone(),
            );
        }
        if said.starts_with("invalid basic string, expected `\"`") {
            return slip(
                "the text has no `\"` at its end".to_owned(),
                match is_date {
                    true => DATE.to_owned(),
                    false => format!("write `{}`", self.with_value("\"…\"")),
                },
                place..place,
            );
        }
        if said.starts_with("string values must be quoted") && is_plain {
            return slip(
                "a text without quotes".to_owned(),
                format!("write `{}`", self.with_value(&format!("\"{value}\""))),
                self.value.clone(),
            );
        }
        None
    }

    /// A curly quote in the place of a straight one.
    fn curly_quote(&self, place: usize) -> Option<(char, usize)> {
        let begins = |at: usize| {
            let quote = self.text.get(at..)?.chars().next()?;
            CURLY.contains(&quote).then_some((quote, at))
        };
        let ends = || {
            let value = self.value();
            let text = value.strip_prefix(['"', '\''])?;
            let quote = text.chars().next_back().filter(|c| CURLY.contains(c))?;
            let is_only = text.chars().filter(|c| CURLY.contains(c)).count() == 1;
            (is_only && !text.contains('"')).then(|| (quote, self.value.end - quote.len_utf8()))
        };
        begins(place)
            .or_else(|| begins(self.value.start))
            .or_else(ends)
    }

    /// The key of a line `key: value`.
    fn yaml_key(&self) -> Option<&'t str> {
        let (key, rest) = self.text[self.range.clone()].split_once(':')?;
        let key = key.trim();
        let is_value = rest.is_empty() || rest.starts_with([' ', '\r']);
        (is_key(key) && is_value).then_some(key)
    }
}

fn is_key(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    !text.is_empty() && text.chars().all(is_part)
}

/// A day, a month and a year with points, slashes or hyphens between them. Numbers of phones
/// and versions have these too.
fn is_like_a_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split(['.', '/', '-']).map(str::trim).collect();
    let has = |part: &str, digits: &[usize]| {
        digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    match parts[..] {
        [first, month, last] if has(month, &[1, 2]) => {
            has(first, &[4]) && has(last, &[1, 2]) || has(first, &[1, 2]) && has(last, &[4])
        }
        _ => false,
    }
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

/// What the deserialiser says of a value, without names of Rust's types.
pub(super) fn without_types(message: &str) -> String {
    if message.starts_with("wanted string or table") {
        return "expected one of a few words".to_owned();
    }
    let message = first_line(message)
        .replace(" as i128", "")
        .replace(" as u128", "")
        .replace("invalid type: map", "invalid type: table")
        .replace("invalid type: sequence", "invalid type: list")
        .replace("floating point", "number");
    let Some((found, expected)) = message.split_once("expected ") else {
        return message;
    };
    let is_out_of_range = found.starts_with("invalid value: integer");
    let expected = match (type_of(expected), is_out_of_range) {
        (Some(Type::Whole), true) if found.contains("`-") => "a whole number from 0",
        (Some(Type::Whole), true) => "a smaller whole number",
        (Some(Type::Whole), false) => "a whole number",
        (Some(Type::Number), _) => "a number",
        (Some(Type::List), _) => "a list",
        (Some(Type::Table), _) => "a table",
        (Some(Type::Switch), _) => "`true` or `false`",
        (Some(Type::Text) | None, _) => expected,
    };
    format!("{found}expected {expected}")
}

/// What a value should have been.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Switch,
    Whole,
    Number,
    List,
    Table,
}

/// The type that the deserialiser names.
fn type_of(expected: &str) -> Option<Type> {
    Some(match expected {
        "a string" => Type::Text,
        "a boolean" => Type::Switch,
        "f32" | "f64" => Type::Number,
        "a sequence" => Type::List,
        "a map" => Type::Table,
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => Type::Whole,
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => Type::Whole,
        _ if expected.starts_with("struct ") => Type::Table,
        _ => return None,
    })
}

/// How a value is written, by what the deserialiser says of another.
pub(super) fn type_help(message: &str, key: Option<&str>, notation: Notation) -> String {
    if message.starts_with("wanted string or table") {
        return format!("write it in double quotes; {ANY_VALUE}");
    }
    let message = first_line(message);
    let expected = message.split_once("expected ").map(|(_, what)| what);
    match (expected.and_then(type_of), key, notation) {
        (Some(Type::Text), _, _) => "put the value in double quotes".to_owned(),
        (Some(Type::Switch), _, _) => "write `true` or `false`, without quotes".to_owned(),
        (Some(Type::Whole), _, _) => "write a whole number, without quotes".to_owned(),
        (Some(Type::Number), _, _) => "write a number, without quotes".to_owned(),
        (Some(Type::List | Type::Table), Some(key), Notation::Toml)
            if TABLE_LIST_KEYS.contains(&key) || message.contains("type: map") =>
        {
            format!(
                "give the line with `{key}` two brackets on each side, as in `[[{key}]]`, and write its keys below it"
            )
        }
        (Some(Type::List), _, _) => "write a list: `[\"one\", \"two\"]`".to_owned(),
        (Some(Type::Table), Some(key), Notation::Toml) => {
            format!("write a line `[{key}]`, and below it its keys, each in a line")
        }
        (Some(Type::Table), Some(key), Notation::Yaml) => {
            format!("write a line `{key}:`, and below it its keys, each in a line that is indented")
        }
        _ if message.contains("date") => DATE.to_owned(),
        _ => ANY_VALUE.to_owned(),
    }
}

/// What a key that is missing could be given, for the way out: those that a site needs
/// first, and texts.
pub(super) fn example_of(key: &str) -> &'static str {
    match key {
        "base_url" => "\"https://example.org/\"",
        "language" => "\"en\"",
        "code" => "\"GB\"",
        "url" => "\"https://…\"",
        "checked" => "false",
        "date" | "expires" | "checked_on" | "on" => "2026-11-24",
        "title" | "id" | "term" | "definition" | "text" | "short" | "name" | "source" | "what"
        | "reason" | "rule" | "say" | "notice" => "\"…\"",
        _ => "…",
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    /// What is said of the text's first mistake.
    fn said(text: &str) -> (String, String, String) {
        let (_, errors) = DeTable::parse_recoverable(text);
        let mut slips = slips(text, &errors);
        assert!(!slips.is_empty(), "{text}");
        let slip = slips.swap_remove(0);
        let span = slip.span.expect("a place");
        (
            slip.message,
            slip.help.unwrap_or_default(),
            text[span].to_owned(),
        )
    }

    #[test]
    fn a_date_as_people_write_it_gets_the_form_of_a_date() {
        for date in [
            "24.11.2026",
            "11/24/2026",
            "24-11-2026",
            "24. November 2026",
            "November 24, 2026",
            "2026-11-4",
        ] {
            let text = format!("title = \"A\"\ndate = {date}\nweight = 1\n");
            let (_, errors) = DeTable::parse_recoverable(&text);
            assert_eq!(slips(&text, &errors).len(), 1, "{date}");
            let (_, help, place) = said(&text);
            assert_eq!((help.as_str(), place.as_str()), (DATE, date));
        }
    }

    #[test]
    fn curly_quotes_are_named() {
        for text in [
            "title = “A title”",
            "title = „A title“",
            "title = ‘A’",
            "title = “A\"",
            "title = \"A”",
            "topics = [“a”]",
        ] {
            let (message, help, _) = said(text);
            assert!(message.contains("curly quote"), "{text}: {message}");
            assert!(help.starts_with("write straight quotes"), "{text}: {help}");
        }
    }

    #[test]
    fn words_without_quotes_have_a_way_out() {
        for (text, way_out) in [
            ("draft = yes", "`draft = true` or `draft = false`"),
            ("missing-notice = off", "`missing-notice = \"off\"`"),
            ("draft = true\ndraft = true", "keep one of the two lines"),
            (
                "date = 2026-11-24\ndate = 2026-11-25",
                "keep one of the two lines",
            ),
            ("topics = a, b", "write `topics = [\"a\", \"b\"]`"),
            (
                "numbers = 0800-123-456",
                "write `numbers = [\"0800-123-456\"]`",
            ),
            ("covers = [“a”, “b”]", "`covers = [\"…\"]`"),
            ("emergency = help.md", "write `emergency = \"help.md\"`"),
            ("title =", "write `title = \"…\"`"),
            ("date =", "write a date as 2026-11-24"),
            ("date = \"2026-11-24", "write a date as 2026-11-24"),
            ("updated: 2026-11-24", "`updated = 2026-11-24`"),
            ("title = \"A\",", "take the comma away"),
            ("title = \"A\" weight = 1", "each key in a line of its own"),
            ("title = \"He said “yes”", "write `title = \"…\"`"),
            ("draft = True", "`draft = true` or `draft = false`"),
            ("title = A title", "write `title = \"A title\"`"),
            ("title: A", "write `title = …`"),
            ("title = \"A\nweight = 1", "write `title = \"…\"`"),
            (
                "title = \"She said \"no\" twice\"",
                "inside a text as “ and ”",
            ),
        ] {
            let (_, help, _) = said(text);
            assert!(help.contains(way_out), "{text}: {help}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_mistake_has_a_place_in_its_text(
            text in "([a-z]{0,3}[ =:\"'“”\\[\\]\\.0-9\u{e9}#\\\\,]{0,3}(yes)?[\r\n]{0,2}){0,8}",
        ) {
            let (_, errors) = DeTable::parse_recoverable(&text);
            for slip in slips(&text, &errors) {
                let span = slip.span.unwrap_or(0..0);
                proptest::prop_assert!(text.get(span).is_some(), "{text:?}");
            }
        }
    }

    #[test]
    fn no_message_names_a_type_of_rust() {
        for (said, plain) in [
            (
                "invalid type: string \"one\", expected u32",
                "expected a whole number",
            ),
            (
                "invalid value: integer `-1`, expected u32",
                "expected a whole number from 0",
            ),
            (
                "invalid value: integer `300`, expected u8",
                "expected a smaller whole number",
            ),
            (
                "invalid type: string \"x\", expected f64",
                "expected a number",
            ),
            (
                "invalid type: string \"x\", expected struct Pages",
                "expected a table",
            ),
            (
                "invalid type: map, expected a sequence",
                "invalid type: table, expected a list",
            ),
            (
                "invalid type: integer `9` as i128, expected i64",
                "integer `9`, expected a whole number",
            ),
        ] {
            let shown = without_types(said);
            assert!(shown.ends_with(plain), "{said}: {shown}");
        }
    }
}
