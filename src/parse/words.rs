//! Words found in a text, in any case of letters.
//!
//! In: words or phrases of a list. Out: where they stand in a text. The glossary, the
//! words to avoid and the words that need a notice are all found here.
//!
//! A text is read once for all words. Most texts are searched as they are, since the
//! automaton takes ASCII capitals for small letters by itself; only a text with other
//! capitals, or with marks that stand behind their letters, is copied in small letters,
//! with a way back to its own places.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};

use super::letters::{composed, is_composed, may_join, pieces};

/// Words ready to be found.
#[derive(Default)]
pub(crate) struct WordSearch {
    matcher: Option<AhoCorasick>,
    /// As the list has them.
    words: Vec<Box<str>>,
}

/// Only the words: the automaton follows from them, and every state of it would be named.
impl fmt::Debug for WordSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.words).finish()
    }
}

/// The number of a word in its list, and where it stands in the text.
pub(crate) type Hit = (usize, Range<usize>);

/// The most words for which the fastest automaton is worth its memory.
const FAST: usize = 1000;

impl WordSearch {
    /// Builds the automaton.
    ///
    /// # Errors
    /// When the words are too many for it.
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Result<Self, BuildError> {
        let words: Vec<Box<str>> = words.into_iter().map(Box::from).collect();
        let matcher = (!words.is_empty())
            .then(|| {
                AhoCorasick::builder()
                    .ascii_case_insensitive(true)
                    .kind((words.len() <= FAST).then_some(AhoCorasickKind::DFA))
                    .build(words.iter().map(|word| folded(word)))
            })
            .transpose()?;
        Ok(Self { matcher, words })
    }

    /// Every place of every word, inside of other words too.
    pub(crate) fn everywhere(&self, text: &str) -> Vec<Hit> {
        let Some(matcher) = &self.matcher else {
            return Vec::new();
        };
        let folded = Folded::of(text);
        matcher
            .find_overlapping_iter(&*folded.text)
            .filter_map(|hit| {
                let range = folded.original(hit.start())?..folded.original(hit.end())?;
                Some((hit.pattern().as_usize(), range))
            })
            .filter(|(n, range)| {
                !range.is_empty() && have_same_dots(&self.words[*n], &text[range.clone()])
            })
            .collect()
    }

    /// Whole words in reading order. Of those that overlap the first counts, and of
    /// those that begin together the longest.
    pub(crate) fn whole(&self, text: &str) -> Vec<Hit> {
        let mut hits = self.everywhere(text);
        hits.retain(|(_, range)| is_whole(text, range));
        longest(hits)
    }
}

/// Of hits that overlap the first, and of those that begin together the longest.
pub(crate) fn longest(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_unstable_by_key(|(n, range)| (range.start, Reverse(range.end), *n));
    let mut end = 0;
    hits.retain(|(_, range)| {
        let is_free = range.start >= end;
        if is_free {
            end = range.end;
        }
        is_free
    });
    hits
}

/// Whether no letter or digit touches the range.
pub(crate) fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !inside(text[..range.start].chars().next_back()) && !inside(text[range.end..].chars().next())
}

/// A text in small letters, but for ASCII.
struct Folded<'t> {
    text: Cow<'t, str>,
    /// Places behind letters whose small form has another length, or none: here, and in
    /// the text as it was. Nothing for a place that lies within one letter of that text.
    shifts: Vec<(usize, Option<usize>)>,
}

impl<'t> Folded<'t> {
    fn of(text: &'t str) -> Self {
        let mut small = String::new();
        let mut shifts = Vec::new();
        let mut copied = 0;
        let mut is_known = false;
        let mut next = beyond_ascii(text, 0);
        while let Some(letter) = text[next..].chars().next() {
            if !is_known && may_join(letter) {
                is_known = is_composed(text);
                if !is_known {
                    return Self::of_pieces(text);
                }
            }
            let after = next + letter.len_utf8();
            if changes(letter) {
                small.reserve(text.len() - copied);
                small.push_str(&text[copied..next]);
                let length = small.len();
                push_folded(&mut small, &mut shifts, letter);
                copied = after;
                if small.len() - length != letter.len_utf8() || is_sharp(letter) {
                    shifts.push((small.len(), Some(copied)));
                }
            }
            next = beyond_ascii(text, after);
        }
        if copied == 0 {
            return Self {
                text: Cow::Borrowed(text),
                shifts,
            };
        }
        small.push_str(&text[copied..]);
        Self {
            text: Cow::Owned(small),
            shifts,
        }
    }

    /// The same for a text in which letters and their marks have to be put together.
    fn of_pieces(text: &str) -> Self {
        let mut small = String::with_capacity(text.len());
        let mut shifts = Vec::new();
        let mut end = 0;
        for piece in pieces(text) {
            let mut at = end;
            end += piece.len();
            let whole = composed(piece);
            let is_same = *whole == *piece;
            for letter in whole.chars() {
                push_folded(&mut small, &mut shifts, letter);
                at += letter.len_utf8();
                shifts.push((small.len(), is_same.then_some(at)));
            }
            shifts.push((small.len(), Some(end)));
        }
        Self {
            text: Cow::Owned(small),
            shifts,
        }
    }

    /// The place in the text as it was; both lie between letters.
    fn original(&self, at: usize) -> Option<usize> {
        let n = self.shifts.partition_point(|(here, _)| *here <= at);
        let last = n.checked_sub(1).and_then(|n| self.shifts.get(n));
        last.map_or(Some(at), |(here, there)| Some((*there)? + (at - here)))
    }
}

/// `ß`, which `ss` stands for in capitals and in Switzerland.
fn is_sharp(letter: char) -> bool {
    matches!(letter, 'ß' | 'ẞ')
}

/// Whether a letter is written in another way in small letters.
fn changes(letter: char) -> bool {
    fold(letter) != Some(letter) || is_sharp(letter)
}

/// Writes a letter in small letters, and notes a place that lies within it.
fn push_folded(small: &mut String, shifts: &mut Vec<(usize, Option<usize>)>, letter: char) {
    if is_sharp(letter) {
        small.push('s');
        shifts.push((small.len(), None));
        small.push('s');
    } else {
        small.extend(fold(letter));
    }
}

/// The first place from here on that holds no ASCII, else the end. Every word of the
/// site is read here, so it looks at many bytes at once.
fn beyond_ascii(text: &str, from: usize) -> usize {
    const MANY: usize = 16;
    let rest = &text.as_bytes()[from..];
    if rest.first().is_some_and(|byte| !byte.is_ascii()) {
        return from;
    }
    let chunks = rest.chunks_exact(MANY);
    let ascii = MANY * chunks.take_while(|chunk| chunk.is_ascii()).count();
    let near = rest[ascii..].iter().position(|byte| !byte.is_ascii());
    near.map_or(text.len(), |near| from + ascii + near)
}

/// A word in small letters.
fn folded(word: &str) -> String {
    let mut small = String::with_capacity(word.len());
    for letter in composed(word).chars() {
        push_folded(&mut small, &mut Vec::new(), letter);
    }
    small
}

/// The small letter that stands for all forms of a letter. Those of `i` with and without
/// a dot share one, since `I` is the capital of both; see [`have_same_dots`]. None for a
/// sign that only says how a word is written or spoken: a place to break it, Arabic vowel
/// marks and long strokes, the dot that some programs put behind the `i` of `İ`.
fn fold(letter: char) -> Option<char> {
    Some(match letter {
        '\u{ad}' | '\u{307}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => return None,
        // Spaces that hold two words on one line.
        '\u{a0}' | '\u{202f}' => ' ',
        'İ' | 'ı' => 'i',
        'ς' => 'σ',
        // Small letters, scripts without capitals, and punctuation: nearly all that is
        // asked for.
        '\u{80}'..='\u{bf}' | '\u{df}'..='\u{ff}' => letter,
        '\u{3ac}'..='\u{3ce}' | '\u{430}'..='\u{45f}' => letter,
        '\u{590}'..='\u{109f}' | '\u{2000}'..='\u{2125}' | '\u{2e80}'..='\u{a63f}' => letter,
        _ => {
            let mut small = letter.to_lowercase();
            match (small.next(), small.next()) {
                (Some(small), None) => small,
                _ => letter,
            }
        }
    })
}

/// Whether two forms of a word agree in their `i`: with a dot it is another letter than
/// without, in Turkish `sık` is not `sik`. The capital `I` is taken for either, as only
/// the language would tell.
fn have_same_dots(a: &str, b: &str) -> bool {
    let dots = |word: &str| -> Vec<Option<bool>> {
        composed(word)
            .chars()
            .filter_map(|letter| match letter {
                'i' | 'İ' => Some(Some(true)),
                'ı' => Some(Some(false)),
                'I' => Some(None),
                _ => None,
            })
            .collect()
    };
    if a.is_ascii() && b.is_ascii() {
        return true;
    }
    let agree = |(a, b): (Option<bool>, Option<bool>)| a.is_none() || b.is_none() || a == b;
    dots(a).into_iter().zip(dots(b)).all(agree)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole<'t>(words: &[&str], text: &'t str) -> Vec<&'t str> {
        let search = WordSearch::new(words.iter().copied()).expect("few words");
        let hits = search.whole(text).into_iter();
        hits.map(|(_, range)| &text[range]).collect()
    }

    #[test]
    fn words_are_found_in_any_case_of_letters() {
        for (word, text) in [
            ("ölüm", "Ölüm riski var."),
            ("ölüm", "ÖLÜM"),
            ("Ölüm", "ölüm"),
            ("ilaç", "İlaç"),
            ("ilaç", "İLAÇ"),
            ("ilaç", "ILAÇ"),
            ("İLAÇ", "ilaç"),
            ("ısı", "Isı"),
            ("ısı", "ISI"),
            ("ISI", "ısı"),
            ("передозировка", "ПЕРЕдозировка"),
            ("λόγος", "ΛΌΓΟΣ"),
            ("straße", "STRAẞE"),
            ("straße", "STRASSE"),
            ("Strasse", "Straße"),
            ("café", "cafe\u{301}"),
            ("cafe\u{301}", "CAFÉ"),
            ("thuốc", "THUO\u{302}\u{301}C"),
            ("약", "\u{110b}\u{1163}\u{11a8}"),
            ("İLAÇ", "I\u{307}LAC\u{327}"),
            ("sısí", "sısi\u{301}"),
            ("الآن", "الا\u{653}ن"),
            ("drug", "a DRUG"),
            ("الموت", "الموت"),
            ("الموت", "الموتُ"),
            ("الموت", "المـوت"),
            ("ilaç", "i\u{307}laç"),
            ("ilaç", "i\u{ad}laç"),
            ("hiç almayın", "Hiç\u{a0}almayın"),
            ("hiç almayın", "hiç\u{202f}almayın"),
        ] {
            assert_eq!(whole(&[word], text).len(), 1, "{word} in {text}");
        }
    }

    #[test]
    fn letters_with_and_without_a_dot_are_two() {
        assert!(whole(&["sik"], "sık sık").is_empty());
        assert!(whole(&["sık"], "sik").is_empty());
        assert!(whole(&["sık"], "SİK").is_empty());
        assert_eq!(whole(&["sık"], "SIK Sık sık"), ["SIK", "Sık", "sık"]);
    }

    #[test]
    fn no_word_ends_within_a_letter() {
        assert!(whole(&["das"], "daß").is_empty());
        assert!(whole(&["cafe"], "cafe\u{301}").is_empty());
        assert!(whole(&["sure"], "s\u{301}ure").is_empty());
        let text = "A cafe\u{301}, ein Fuß, une cafe\u{301}";
        assert_eq!(
            whole(&["fuss", "café", "une"], text),
            ["cafe\u{301}", "Fuß", "une", "cafe\u{301}"]
        );
    }

    #[test]
    fn places_are_those_of_the_text_as_it_is() {
        let text = "Işık İlaçtır: ẞ, İLAÇ ve ılık ÇAY – “Ölüm”";
        assert_eq!(
            whole(&["ilaç", "çay", "ölüm"], text),
            ["İLAÇ", "ÇAY", "Ölüm"]
        );
    }

    #[test]
    fn a_longer_word_that_is_not_whole_hides_no_shorter_one() {
        let words = ["drug", "drug abuse", "abuse of drugs"];
        assert_eq!(whole(&words, "a drug abuser"), ["drug"]);
        assert_eq!(whole(&words, "a drug abuse"), ["drug abuse"]);
        assert_eq!(whole(&words, "drug abuse of drugs, drugs"), ["drug abuse"]);
        assert!(whole(&words, "drugs").is_empty());
    }

    #[test]
    fn scripts_that_are_passed_over_have_no_capitals() {
        for letter in '\u{80}'..=char::MAX {
            let small: String = letter.to_lowercase().collect();
            let is_small = small.chars().eq([letter]);
            let folded = fold(letter);
            assert!(changes(letter) || is_small, "{letter} is a capital");
            assert_eq!(folded.and_then(fold), folded, "{letter}");
        }
    }

    proptest! {
        #[test]
        fn every_place_holds_its_word(
            text in "[aAiIıİöÖẞßsΣςKⱥȺ ’\u{a0}\u{ad}\u{640}\u{301}\u{308}\u{331}]{0,24}",
            word in "[aAiIıİöÖẞßsΣςKⱥȺ\u{301}\u{308}]{1,2}",
        ) {
            let search = WordSearch::new([&*word]).expect("one word");
            for (_, range) in search.everywhere(&text) {
                prop_assert_eq!(
                    folded(&text[range]).to_ascii_lowercase(),
                    folded(&word).to_ascii_lowercase()
                );
            }
        }

        #[test]
        fn a_word_in_capitals_is_found(word in "[a-zöüçşğıа-яα-ω]{1,8}") {
            let search = WordSearch::new([&*word]).expect("one word");
            // Some letters have no capital of one letter.
            let capitals = word.to_uppercase();
            if capitals.chars().count() == word.chars().count() {
                prop_assert_eq!(search.whole(&capitals), vec![(0, 0..capitals.len())]);
            }
        }
    }
}
