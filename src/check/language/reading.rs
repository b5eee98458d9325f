//! Reading grades and long sentences.

use std::collections::HashMap;
use std::ops::Range;

use super::is_running_text;
use crate::check::Reading;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{Glossary, Prose, within};

/// A page or section shorter than this is not measured.
const LEAST_WORDS: usize = 100;

/// The fewest sentences that SMOG was made for.
const LEAST_SENTENCES: usize = 30;

pub(super) fn long_sentences(reading: &Reading<'_>, counts: &Counts, found: &mut Vec<Diagnostic>) {
    let most = reading.scope.site.config.reading.sentence;
    for sentence in counts.sentences.iter().filter(|s| s.words > most) {
        found.push(
            Diagnostic::new(
                Code::LongSentence,
                format!(
                    "the sentence has {} words; the most is {most}",
                    sentence.words
                ),
            )
            .in_file(&reading.page.file)
            .at(reading.prose.span(sentence.range.clone()))
            .help("make two sentences of it, with one idea each"),
        );
    }
}

pub(super) fn grades(reading: &Reading<'_>, counts: &Counts, found: &mut Vec<Diagnostic>) {
    let Reading { scope, page, .. } = reading;
    let most = scope.site.config.reading.grade;
    let mut report = |score: &Score, what: &str, span| {
        let smog = score.smog();
        let kincaid = score.flesch_kincaid();
        let grade = match score.sentences >= LEAST_SENTENCES {
            true => kincaid.max(smog),
            false => kincaid,
        };
        let shown = as_shown(grade);
        if shown > most {
            found.push(
                Diagnostic::new(
                    Code::ReadingGrade,
                    format!(
                        "{what} has reading grade {shown:.1} (Flesch-Kincaid {kincaid:.1}, SMOG {smog:.1}); the most is {most}"
                    ),
                )
                .in_file(&page.file)
                .at(span)
                .help("write shorter sentences and shorter words; necessary words belong in the glossary"),
            );
        }
    };
    let whole = counts.without_terms();
    if whole.words >= LEAST_WORDS {
        report(&whole, "the page", page.document.front.opening());
    }
    for (n, heading) in page.document.headings.iter().enumerate() {
        if heading.level != 2 {
            continue;
        }
        let end = page.document.headings[n + 1..]
            .iter()
            .position(|h| h.level <= 2)
            .map_or(usize::MAX, |more| n + 1 + more);
        let section = counts.below(n + 1..end.saturating_add(1));
        if section.words >= LEAST_WORDS {
            report(&section, &format!("`{}`", heading.title), heading.span);
        }
    }
}

/// A grade as findings show it. Held to this, since nobody could see why 8.0 is more than 8.
fn as_shown(grade: f64) -> f64 {
    (grade * 10.0).round() / 10.0
}

/// What reading formulas count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Words.
    pub words: usize,
    /// Sentences.
    pub sentences: usize,
    /// Syllables of all words.
    pub syllables: usize,
    /// Words of three or more syllables.
    pub long_words: usize,
    /// Words in the longest sentence.
    pub longest: usize,
}

impl Score {
    /// Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59
    /// (Kincaid and others, 1975).
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    pub fn flesch_kincaid(&self) -> f64 {
        if self.words == 0 || self.sentences == 0 {
            return 0.0;
        }
        let words = self.words as f64;
        0.39 * words / self.sentences as f64 + 11.8 * self.syllables as f64 / words - 15.59
    }

    /// SMOG grade: 1.0430 times the root of long words in 30 sentences, + 3.1291
    /// (`McLaughlin`, 1969). Meant for 30 sentences or more.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    pub fn smog(&self) -> f64 {
        if self.sentences == 0 {
            return 0.0;
        }
        let rate = self.long_words as f64 * 30.0 / self.sentences as f64;
        1.0430f64.mul_add(rate.sqrt(), 3.1291)
    }
}

/// Syllables of words that were met before: the same words come again and again.
#[derive(Debug, Default)]
pub struct Syllables {
    known: HashMap<Box<str>, u8, foldhash::fast::RandomState>,
}

/// How many words are remembered at most.
const MOST_KNOWN: usize = 50_000;

impl Syllables {
    fn of(&mut self, word: &str) -> usize {
        if let Some(known) = self.known.get(word) {
            return usize::from(*known);
        }
        let count = u8::try_from(textstat::syllables(word).max(1)).unwrap_or(u8::MAX);
        if self.known.len() < MOST_KNOWN {
            self.known.insert(word.into(), count);
        }
        usize::from(count)
    }
}

/// The sentences of a document's running text, each counted once.
#[derive(Debug)]
pub struct Counts {
    sentences: Vec<Sentence>,
}

/// One sentence's share of a [`Score`], with and without glossary terms.
#[derive(Debug)]
struct Sentence {
    range: Range<usize>,
    /// How many headings begin before its block's end.
    headings: usize,
    words: usize,
    all: Words,
    plain: Words,
}

#[derive(Clone, Copy, Debug, Default)]
struct Words {
    words: usize,
    syllables: usize,
    long_words: usize,
}

impl Words {
    fn add(&mut self, syllables: usize) {
        self.words += 1;
        self.syllables += syllables;
        self.long_words += usize::from(syllables >= 3);
    }
}

impl Counts {
    /// Counts a document with all its sentences in reading order. The glossary's terms (with their other forms) are left
    /// out of the plain score: they are necessary and explained.
    #[must_use]
    pub fn new(
        prose: &Prose,
        all: &[Range<usize>],
        glossary: Option<&Glossary>,
        syllables: &mut Syllables,
    ) -> Self {
        let mut sentences = Vec::with_capacity(all.len());
        for block in prose.blocks.iter().filter(|b| is_running_text(b.kind)) {
            let text = prose.words(block);
            let terms: Vec<Range<usize>> = glossary
                .into_iter()
                .flat_map(|glossary| glossary.find(text))
                .map(|(_, range)| range)
                .collect();
            for range in within(all, block) {
                let mut sentence = Sentence {
                    range: range.clone(),
                    headings: block.headings,
                    words: 0,
                    all: Words::default(),
                    plain: Words::default(),
                };
                for (at, word) in words_of(&prose.text[range.clone()]) {
                    let syllables = syllables.of(word);
                    sentence.words += 1;
                    sentence.all.add(syllables);
                    let at = range.start - block.range.start + at;
                    if !terms.iter().any(|term| term.contains(&at)) {
                        sentence.plain.add(syllables);
                    }
                }
                if sentence.words > 0 {
                    sentences.push(sentence);
                }
            }
        }
        Self { sentences }
    }

    /// The score of all words.
    #[must_use]
    pub fn with_terms(&self) -> Score {
        Score::of(self.sentences.iter().map(|s| (s.words, s.all)))
    }

    /// The score without glossary terms.
    #[must_use]
    pub fn without_terms(&self) -> Score {
        Score::of(self.sentences.iter().map(|s| (s.words, s.plain)))
    }

    /// The score without glossary terms of what stands below some headings.
    fn below(&self, headings: Range<usize>) -> Score {
        let below = self.sentences.iter();
        let below = below.filter(|s| headings.contains(&s.headings));
        Score::of(below.map(|s| (s.words, s.plain)))
    }
}

impl Score {
    fn of(sentences: impl Iterator<Item = (usize, Words)>) -> Self {
        let mut score = Self::default();
        for (length, words) in sentences {
            score.sentences += 1;
            score.longest = score.longest.max(length);
            score.words += words.words;
            score.syllables += words.syllables;
            score.long_words += words.long_words;
        }
        score
    }
}

/// Words with their places; what has no letter or digit is none.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace()
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .filter_map(|(at, word)| {
            let start = word.find(char::is_alphanumeric)?;
            Some((at + start, word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_that_looks_like_the_limit_is_within_it() {
        assert!(as_shown(8.04) <= 8.0);
        assert!(as_shown(8.06) > 8.0);
        assert!(as_shown(8.0) > 7.95);
    }

    #[test]
    fn the_formulas_are_the_published_ones() {
        let score = Score {
            words: 100,
            sentences: 10,
            syllables: 150,
            long_words: 10,
            longest: 12,
        };
        assert!((score.flesch_kincaid() - 6.01).abs() < 1e-9);
        assert!((score.smog() - (1.043 * 30f64.sqrt() + 3.1291)).abs() < 1e-9);
    }
}
