//! Words to avoid: stigma, promises, orders about doses, and what else the site's
//! list names, each with its reason and what to write instead.

use std::ops::Range;

use crate::check::{Reading, Scope};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load::data::{AvoidEntry, WordsFile};
use crate::parse::{Block, Hit, WordSearch, is_whole, longest, one_line};

/// A language's words to avoid.
pub(in crate::check) struct WordList<'s> {
    words: WordSearch,
    /// What each of `words` stands for.
    patterns: Vec<Pattern>,
    file: &'s WordsFile,
}

struct Pattern {
    /// Index into the file's entries.
    entry: usize,
    /// A phrase in which the entry's words are right.
    excuses: bool,
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
            let mut words = Vec::new();
            let mut patterns = Vec::new();
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
                    words.push(word.get_ref().as_str());
                    patterns.push(Pattern {
                        entry: n,
                        excuses: false,
                    });
                }
                let idle = excusing_nothing(entry);
                for phrase in &entry.unless {
                    words.push(phrase);
                    patterns.push(Pattern {
                        entry: n,
                        excuses: true,
                    });
                    if let Some(first) = entry.find.first()
                        && idle.contains(&phrase.as_str())
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
            match WordSearch::new(words) {
                Ok(words) => Some(WordList {
                    words,
                    patterns,
                    file: &file.value,
                }),
                Err(error) => {
                    found.push(
                        Diagnostic::new(
                            Code::InvalidValue,
                            format!("the list of words cannot be used: {error}"),
                        )
                        .in_file(&file.file)
                        .help("use fewer or shorter words"),
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
        words.find(&one_line(text), |_, diagnostic| {
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
            words.find(&one_line(text), |_, diagnostic| {
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
    /// Every word to avoid in a text, with its place there. A line break ends a block
    /// or a cell.
    fn find(&self, text: &str, mut report: impl FnMut(Range<usize>, Diagnostic)) {
        let (excused, mut hits): (Vec<Hit>, Vec<Hit>) = self
            .words
            .everywhere(text)
            .into_iter()
            .partition(|(pattern, _)| self.patterns[*pattern].excuses);
        hits.retain(|(_, range)| is_whole(text, range));
        if hits.is_empty() {
            return;
        }
        let quoted = quotations(text);
        for (pattern, range) in longest(hits) {
            let number = self.patterns[pattern].entry;
            let entry = &self.file.avoid[number];
            let is_inside =
                |outer: &Range<usize>| outer.start <= range.start && range.end <= outer.end;
            let is_excused = excused.iter().any(|(pattern, phrase)| {
                self.patterns[*pattern].entry == number && is_inside(phrase)
            });
            // A word in quotation marks is spoken of, not used.
            if is_excused || quoted.iter().any(is_inside) {
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

/// The entry's phrases that have none of its words in them.
fn excusing_nothing(entry: &AvoidEntry) -> Vec<&str> {
    let phrases = entry.unless.iter().map(String::as_str);
    if entry.unless.is_empty() {
        return Vec::new();
    }
    let words = entry.find.iter().map(|word| word.get_ref().as_str());
    // Too many words are reported where all are put together.
    let Ok(words) = WordSearch::new(words) else {
        return Vec::new();
    };
    phrases
        .filter(|phrase| words.whole(phrase).is_empty())
        .collect()
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
