//! Numbers that do not say of what, and percentages that are hard to picture.

use std::ops::Range;

use crate::check::Reading;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{Block, is_whole};

/// A word that stands after a number without being what it counts.
const NO_UNIT: [&str; 28] = [
    "a", "after", "an", "and", "as", "at", "because", "before", "but", "by", "can", "does", "for",
    "from", "has", "if", "in", "is", "it", "of", "on", "or", "so", "than", "the", "then", "was",
    "with",
];

/// After `7 of`: what is counted was said before.
const SAID_BEFORE: [&str; 6] = ["these", "those", "them", "which", "whom", "the"];

/// Between two numbers that share a unit.
const BETWEEN: [&str; 7] = ["to", "or", "and", "in", "of", "by", "out"];

/// A word before a number that is a name and no count.
const NAMES: [&str; 27] = [
    "age", "aged", "appendix", "article", "chapter", "class", "covid", "day", "fig", "figure",
    "grade", "issue", "item", "level", "no", "number", "page", "part", "phase", "row", "schedule",
    "section", "step", "table", "version", "wcag", "week",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A word of a text: without the signs around it, and with what it is.
struct Token<'t> {
    range: Range<usize>,
    word: &'t str,
    /// A comma, colon or the like follows, or a bracket closes.
    ends: bool,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let signs = |c: char| !c.is_alphanumeric() && !matches!(c, '%' | '°' | '-' | '–' | '+' | '/');
    text.split_whitespace()
        .filter_map(|raw| {
            let at = raw.as_ptr() as usize - text.as_ptr() as usize;
            let word = raw.trim_start_matches(signs);
            let start = at + (raw.len() - word.len());
            let bare = word.trim_end_matches(signs);
            (!bare.is_empty()).then(|| Token {
                range: start..start + bare.len(),
                word: bare,
                ends: bare.len() < word.len(),
            })
        })
        .collect()
}

/// Digits with separators in them: `12`, `1,500`, `3–5`, `0.05`.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(|c: char| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–' | '/' | ':'))
}

pub(super) fn bare_numbers(reading: &Reading<'_>, block: &Block, found: &mut Vec<Diagnostic>) {
    let Reading {
        scope, page, prose, ..
    } = reading;
    let lines = &scope.site.languages[page.language].helplines;
    let is_phone = |word: &str| {
        lines.countries.iter().any(|country| {
            let numbers = country.line.iter().flat_map(|line| &line.numbers);
            country.emergency.iter().chain(numbers).any(|number| {
                number
                    .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ','))
                    .any(|part| part == word)
            })
        })
    };
    if !prose.words(block).contains(|c: char| c.is_ascii_digit()) {
        return;
    }
    for sentence in reading.sentences(block) {
        if !prose.text[sentence.clone()].contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let tokens = tokens(&prose.text[sentence.clone()]);
        let lower: Vec<String> = tokens.iter().map(|t| t.word.to_lowercase()).collect();
        for (n, token) in tokens.iter().enumerate() {
            if !is_number(token.word) {
                continue;
            }
            let before = n.checked_sub(1).map(|n| lower[n].as_str()).unwrap_or("");
            let after = (!token.ends)
                .then(|| lower.get(n + 1).map(String::as_str))
                .flatten();
            let is_year = token.word.len() == 4
                && token
                    .word
                    .parse::<u32>()
                    .is_ok_and(|year| (1900..2100).contains(&year));
            let is_name = NAMES.contains(&before)
                || MONTHS.contains(&before)
                || token.word.matches(['-', '–']).count() > 1
                || is_phone(token.word);
            // `1 to 2 days`, `7 of 91 deaths`: the unit stands after the second.
            let shares = after.is_some_and(|word| BETWEEN.contains(&word))
                && lower[n + 2..]
                    .iter()
                    .take(2)
                    .any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            // `8 in 10`, `3 of these`, `under 18`, `65 or over`.
            let next = lower.get(n + 2).map_or("", String::as_str);
            let is_share = after.is_some_and(|word| matches!(word, "in" | "of")) && is_number(next)
                || (matches!(before, "in" | "of")
                    && n.checked_sub(2).is_some_and(|n| is_number(&lower[n])));
            let is_of_those = after == Some("of") && SAID_BEFORE.contains(&next);
            let is_age = matches!(before, "under" | "over")
                || (after == Some("or") && matches!(next, "over" | "under" | "older" | "younger"));
            let has_unit = after.is_some_and(|word| {
                !NO_UNIT.contains(&word)
                    && word.starts_with(|c: char| c.is_alphabetic() || c == '%' || c == '°')
            });
            // `16, 18 and 20 g`.
            let is_listed = token.ends && lower.get(n + 1).is_some_and(|word| is_number(word));
            if !(is_year
                || is_name
                || shares
                || is_share
                || is_of_those
                || is_age
                || has_unit
                || is_listed)
            {
                let place = sentence.start + token.range.start..sentence.start + token.range.end;
                found.push(
                    Diagnostic::new(
                        Code::BareNumber,
                        format!("`{}` does not say of what", token.word),
                    )
                    .in_file(&page.file)
                    .at(prose.span(place))
                    .help("write the unit or the thing after it: `3 g`, `28 days`, `65 years`"),
                );
            }
        }
    }
}

pub(super) fn bare_percentages(reading: &Reading<'_>, block: &Block, found: &mut Vec<Diagnostic>) {
    let Reading {
        scope, page, prose, ..
    } = reading;
    let of_amounts = &scope.site.config.reading.percent_of;
    if !prose.words(block).contains('%') {
        return;
    }
    let sentences = reading.sentences(block);
    let counts: Vec<bool> = sentences
        .iter()
        .map(|sentence| says_a_count(&prose.text[sentence.clone()]))
        .collect();
    for (n, sentence) in sentences.iter().enumerate() {
        // The count may stand just before or after.
        let near = n.saturating_sub(1)..(n + 2).min(counts.len());
        if counts[near].contains(&true) {
            continue;
        }
        let text = &prose.text[sentence.clone()];
        let said = text.to_lowercase();
        let Some(at) = text.find('%') else { continue };
        if of_amounts.iter().any(|word| has_word(&said, word)) {
            continue;
        }
        let start = text[..at]
            .rfind(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' ')))
            .map_or(0, |n| {
                n + text[n..].chars().next().map_or(1, char::len_utf8)
            });
        let start = start + (text[start..at].len() - text[start..at].trim_start().len());
        found.push(
            Diagnostic::new(
                Code::BarePercentage,
                format!("`{}` is hard to picture", &text[start..=at]),
            )
            .in_file(&page.file)
            .at(prose.span(sentence.start + start..sentence.start + at + 1))
            .help("write a count instead, or beside it: `about 4 in 10 people`"),
        );
    }
}

/// Whether `word` stands in `text` as a whole word; both in small letters.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| is_whole(text, &(at..at + word.len())))
}

/// `4 in 10 people`, `7 of 91 deaths`, `3 out of 10`.
fn says_a_count(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = tokens(&text).iter().map(|token| token.word).collect();
    words
        .windows(3)
        .any(|w| is_number(w[0]) && matches!(w[1], "in" | "of") && is_number(w[2]))
        || words
            .windows(4)
            .any(|w| is_number(w[0]) && w[1] == "out" && w[2] == "of" && is_number(w[3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_words_that_hold_digits() {
        for number in ["12", "1,500", "3–5", "0.05"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["CYP3A", "7-OH", "25g", "x2"] {
            assert!(!is_number(other), "{other}");
        }
    }
}
