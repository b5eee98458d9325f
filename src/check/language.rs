//! How plain the text is: words to avoid, reading grade, long sentences, numbers
//! and percentages.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{Reading, Scope};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load::data::WordsFile;
use crate::parse::{Block, BlockKind, Glossary, Prose};

/// A page or section shorter than this is not measured.
const LEAST_WORDS: usize = 100;
/// The fewest sentences that SMOG was made for.
const LEAST_SENTENCES: usize = 30;

/// A language's words to avoid, with the entry that each stands for.
pub(super) struct WordList<'s> {
    matcher: AhoCorasick,
    entries: Vec<usize>,
    file: &'s WordsFile,
}

/// The word lists of all languages, by language. Nothing where the rule is off.
pub(super) fn word_lists<'s>(
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

pub(super) fn page(
    reading: &Reading<'_>,
    words: Option<&WordList<'_>>,
    syllables: &mut Syllables,
    found: &mut Vec<Diagnostic>,
) {
    let Reading { scope, page, prose } = reading;
    if let Some(words) = words {
        for block in &prose.blocks {
            avoided(reading, words, block, found);
        }
        avoided_in_front_matter(reading, words, found);
    }
    let language = &scope.site.languages[page.language].code;
    // The formulas and the little words below are English.
    if language.split('-').next() != Some("en") {
        return;
    }
    if scope.is_on(Code::LongSentence) || scope.is_on(Code::ReadingGrade) {
        let counts = Counts::new(prose, scope.site.glossaries.get(language), syllables);
        if scope.is_on(Code::LongSentence) {
            long_sentences(reading, &counts, found);
        }
        if scope.is_on(Code::ReadingGrade) {
            grades(reading, &counts, found);
        }
    }
    let in_sentences = |block: &&Block| {
        // A cell of a component's table is an argument too.
        is_running_text(block.kind)
            && (block.kind != BlockKind::Argument
                || prose
                    .words(block)
                    .trim_end()
                    .ends_with(['.', '!', '?', '”']))
    };
    for block in prose.blocks.iter().filter(in_sentences) {
        if scope.is_on(Code::BareNumber) {
            bare_numbers(reading, block, found);
        }
        if scope.is_on(Code::BarePercentage) {
            bare_percentages(reading, block, found);
        }
    }
}

/// Text in sentences, in contrast to headings and cells.
fn is_running_text(kind: BlockKind) -> bool {
    match kind {
        BlockKind::Paragraph
        | BlockKind::Item
        | BlockKind::Quote
        | BlockKind::Footnote
        | BlockKind::Argument => true,
        BlockKind::Row
        | BlockKind::HeadRow
        | BlockKind::Caption
        | BlockKind::Label
        | BlockKind::Heading => false,
    }
}

fn avoided(
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
fn avoided_in_front_matter(
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
pub(super) fn data_files(
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
        let quoted = quotations(text);
        for hit in self.matcher.find_iter(text) {
            let range = hit.range();
            let entry = &self.file.avoid[self.entries[hit.pattern().as_usize()]];
            // A word in quotation marks is spoken of, not used.
            let is_mentioned = quoted
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
pub(super) fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !inside(text[..range.start].chars().next_back()) && !inside(text[range.end..].chars().next())
}

/// Where `word` stands in `text` as a whole word; both in small letters.
fn whole_word(text: &str, word: &str) -> Option<usize> {
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

fn long_sentences(reading: &Reading<'_>, counts: &Counts, found: &mut Vec<Diagnostic>) {
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
    /// Counts a document. The glossary's terms (with their other forms) are left
    /// out of the plain score: they are necessary and explained.
    #[must_use]
    pub fn new(prose: &Prose, glossary: Option<&Glossary>, syllables: &mut Syllables) -> Self {
        let mut sentences = Vec::new();
        for block in prose.blocks.iter().filter(|b| is_running_text(b.kind)) {
            let text = prose.words(block);
            let terms: Vec<Range<usize>> = glossary
                .into_iter()
                .flat_map(|glossary| glossary.find(text).map(|(_, range)| range))
                .collect();
            for range in prose.sentences(block) {
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

fn grades(reading: &Reading<'_>, counts: &Counts, found: &mut Vec<Diagnostic>) {
    let Reading { scope, page, .. } = reading;
    let most = scope.site.config.reading.grade;
    let mut report = |score: &Score, what: &str, span| {
        let smog = score.smog();
        let kincaid = score.flesch_kincaid();
        let grade = match score.sentences >= LEAST_SENTENCES {
            true => kincaid.max(smog),
            false => kincaid,
        };
        if grade > most {
            found.push(
                Diagnostic::new(
                    Code::ReadingGrade,
                    format!(
                        "{what} has reading grade {grade:.1} (Flesch-Kincaid {kincaid:.1}, SMOG {smog:.1}); the most is {most}"
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

fn bare_numbers(reading: &Reading<'_>, block: &Block, found: &mut Vec<Diagnostic>) {
    let Reading { scope, page, prose } = reading;
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
    for sentence in prose.sentences(block) {
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

fn bare_percentages(reading: &Reading<'_>, block: &Block, found: &mut Vec<Diagnostic>) {
    let Reading { scope, page, prose } = reading;
    let of_amounts = &scope.site.config.reading.percent_of;
    if !prose.words(block).contains('%') {
        return;
    }
    let sentences = prose.sentences(block);
    let counts: Vec<bool> = sentences
        .iter()
        .map(|sentence| says_a_count(&prose.text[sentence.clone()]))
        .collect();
    for (n, sentence) in sentences.into_iter().enumerate() {
        // The count may stand just before or after.
        let near = n.saturating_sub(1)..(n + 2).min(counts.len());
        if counts[near].contains(&true) {
            continue;
        }
        let text = &prose.text[sentence.clone()];
        let said = text.to_lowercase();
        let Some(at) = text.find('%') else { continue };
        if of_amounts
            .iter()
            .any(|word| whole_word(&said, word).is_some())
        {
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

    #[test]
    fn numbers_are_told_from_words_that_hold_digits() {
        for number in ["12", "1,500", "3–5", "0.05"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["CYP3A", "7-OH", "25g", "x2"] {
            assert!(!is_number(other), "{other}");
        }
    }

    #[test]
    fn quotations_are_found_in_every_form() {
        let text = "a “b” c \"d\" e «f»";
        let found: Vec<_> = quotations(text).into_iter().map(|q| &text[q]).collect();
        assert_eq!(found, ["“b", "\"d", "«f"]);
    }
}
