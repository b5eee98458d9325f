//! Words to avoid: stigma, promises, orders about doses, and what else the site's
//! list names, each with its reason and what to write instead.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::check::{Reading, Scope};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load::data::WordsFile;
use crate::parse::Block;

/// A language's words to avoid, with the entry that each stands for.
pub(in crate::check) struct WordList<'s> {
    matcher: AhoCorasick,
    entries: Vec<usize>,
    file: &'s WordsFile,
}

/// The word lists of all languages, by language. Nothing where the rule is off.
pub(in crate::check) fn word_lists<'s>(
    scope: &Scope<'s>,
    found: &mut Diagnostics,
) -> Vec<Option<WordList<'s>>> {
    let is_on = scope.is_on(Code::AvoidedWord);
    scope
        .sources
        .data
        .iter()
        .map(|data| {
            let file = data.words.as_ref().filter(|_| is_on)?;
            let mut patterns = Vec::new();
            let mut entries = Vec::new();
            for (n, entry) in file.value.avoid.iter().enumerate() {
                for word in &entry.find {
                    if word.get_ref().trim().is_empty() {
                        found.push(
                            Diagnostic::new(Code::InvalidValue, "an empty word to avoid")
                                .in_file(&file.file)
                                .at(word.span())
                                .help("write the word, or remove the entry"),
                        );
                        continue;
                    }
                    patterns.push(word.get_ref());
                    entries.push(n);
                }
                for phrase in &entry.unless {
                    let said = phrase.to_lowercase();
                    let excuses = |word: &toml::Spanned<String>| {
                        whole_word(&said, &word.get_ref().to_lowercase()).is_some()
                    };
                    if let (Some(first), false) =
                        (entry.find.first(), entry.find.iter().any(excuses))
                    {
                        found.push(
                            Diagnostic::new(
                                Code::InvalidValue,
                                format!("`{phrase}` holds none of the words to find, so it excuses nothing"),
                            )
                            .in_file(&file.file)
                            .at(first.span())
                            .help("an `unless` phrase has the whole word in it"),
                        );
                    }
                }
            }
            let matcher = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .kind(Some(AhoCorasickKind::DFA))
                .build(&patterns);
            match matcher {
                Ok(matcher) => Some(WordList {
                    matcher,
                    entries,
                    file: &file.value,
                }),
                Err(error) => {
                    found.push(
                        Diagnostic::new(
                            Code::InvalidValue,
                            format!("the list of words cannot be used: {error}"),
                        )
                        .in_file(&file.file),
                    );
                    None
                }
            }
        })
        .collect()
}

pub(super) fn avoided(
    reading: &Reading<'_>,
    words: &WordList<'_>,
    block: &Block,
    found: &mut Vec<Diagnostic>,
) {
    words.find(reading.prose.words(block), |range, diagnostic| {
        let place = block.range.start + range.start..block.range.start + range.end;
        found.push(
            diagnostic
                .in_file(&reading.page.file)
                .at(reading.prose.span(place)),
        );
    });
}

/// Titles, descriptions and changes, which stand in the front matter.
pub(super) fn avoided_in_front_matter(
    reading: &Reading<'_>,
    words: &WordList<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let front = &reading.page.document.front;
    let changes = front.changes.iter().map(|change| change.what.as_str());
    for text in [front.title.as_str(), front.description.as_str()]
        .into_iter()
        .chain(changes)
    {
        words.find(text, |_, diagnostic| {
            found.push(diagnostic.in_file(&reading.page.file).at(front.opening()));
        });
    }
}

/// Words to avoid in notices, the glossary and the notes of help lines.
pub(in crate::check) fn data_files(
    scope: &Scope<'_>,
    lists: &[Option<WordList<'_>>],
    found: &mut Diagnostics,
) {
    for (data, words) in scope.sources.data.iter().zip(lists) {
        let Some(words) = words else { continue };
        let mut look = |file: &str, text: &str, span: Span| {
            words.find(text, |_, diagnostic| {
                found.push(diagnostic.in_file(file).at(span));
            });
        };
        if let Some(file) = &data.notices {
            for notice in file.value.values() {
                for text in [&notice.text, &notice.short] {
                    look(&file.file, text.get_ref(), Span::from(text.span()));
                }
                look(&file.file, &notice.title, Span::from(notice.text.span()));
            }
        }
        if let Some(file) = &data.glossary {
            for term in &file.value.term {
                let span = Span::from(term.definition.span());
                look(&file.file, term.definition.get_ref(), span);
            }
        }
        if let Some(file) = &data.helplines {
            for line in file.value.country.iter().flat_map(|c| &c.line) {
                look(&file.file, &line.note, Span::from(line.name.span()));
            }
        }
    }
}

impl WordList<'_> {
    /// Every word to avoid in a text, with its place there.
    fn find(&self, text: &str, mut report: impl FnMut(Range<usize>, Diagnostic)) {
        let mut quoted = None;
        for hit in self.matcher.find_iter(text) {
            let range = hit.range();
            let entry = &self.file.avoid[self.entries[hit.pattern().as_usize()]];
            // A word in quotation marks is spoken of, not used.
            let is_mentioned = quoted
                .get_or_insert_with(|| quotations(text))
                .iter()
                .any(|q| q.start <= range.start && range.end <= q.end);
            if is_mentioned || !is_whole(text, &range) || is_part_of(text, &range, &entry.unless) {
                continue;
            }
            let diagnostic = Diagnostic::new(
                Code::AvoidedWord,
                format!("`{}`: {}", &text[range.clone()], entry.why),
            )
            .help(format!("write {}", entry.instead));
            report(range, diagnostic);
        }
    }
}

/// Whether no letter or digit touches the range.
pub(in crate::check) fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !inside(text[..range.start].chars().next_back()) && !inside(text[range.end..].chars().next())
}

/// Where `word` stands in `text` as a whole word; both in small letters.
pub(super) fn whole_word(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word)
        .map(|(at, _)| at)
        .find(|at| is_whole(text, &(*at..at + word.len())))
}

/// Whether the range lies in one of the phrases.
fn is_part_of(text: &str, range: &Range<usize>, phrases: &[String]) -> bool {
    let text = text.to_ascii_lowercase();
    phrases.iter().any(|phrase| {
        let phrase = phrase.to_ascii_lowercase();
        text.match_indices(&phrase)
            .any(|(at, _)| at <= range.start && range.end <= at + phrase.len())
    })
}

/// What stands between quotation marks.
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, sign) in text.char_indices() {
        match sign {
            '“' | '«' | '„' => open = Some(at),
            '”' | '»' => found.extend(open.take().map(|start| start..at)),
            '"' => match open.take() {
                Some(start) => found.push(start..at),
                None => open = Some(at),
            },
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_in_every_form() {
        let text = "a “b” c \"d\" e «f»";
        let found: Vec<_> = quotations(text).into_iter().map(|q| &text[q]).collect();
        assert_eq!(found, ["“b", "\"d", "«f"]);
    }
}
