//! Words found in a text, in any case of letters.
//!
//! In: words or phrases of a list. Out: where they stand in a text. The glossary, the
//! words to avoid and the words that need a notice are all found here.
//!
//! What a reader cannot tell apart is one here: letters in both cases and forms, white
//! space of any kind and length, apostrophes, quotation marks, hyphens, and a word with
//! or without signs that nobody sees.
//!
//! A text is read once for all words. Most texts are searched as they are, since the
//! automaton takes ASCII capitals for small letters by itself; only a text with other
//! capitals, with marks that stand behind their letters, with two spaces in a row or
//! with signs that are not ASCII's is copied in the folded form, with a way back to its
//! own places. A line break is kept: it parts blocks and cells (see [`one_line`]).

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

    /// Every place of every word, inside of other words too, but across no line break.
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

    /// Whole words in reading order, in a text whose line breaks are spaces. Of those
    /// that overlap the first counts, and of those that begin together the longest.
    pub(crate) fn whole(&self, text: &str) -> Vec<Hit> {
        if self.matcher.is_none() {
            return Vec::new();
        }
        let text = one_line(text);
        let mut hits = self.everywhere(&text);
        hits.retain(|(_, range)| is_whole(&text, range));
        longest(hits)
    }
}

/// A text in which a line break is no more than a space. Places stay the same.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    match memchr::memchr(b'\n', text.as_bytes()) {
        Some(_) => Cow::Owned(text.replace('\n', " ")),
        None => Cow::Borrowed(text),
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

/// Whether no letter or digit touches the range, signs that nobody sees left aside.
pub(crate) fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_seen = |c: &char| fold(*c).is_some();
    !inside(text[..range.start].chars().rev().find(is_seen))
        && !inside(text[range.end..].chars().find(is_seen))
}

/// A text in its folded form, but for ASCII capitals.
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
        let mut next = beyond_plain(text, 0);
        while let Some(letter) = text[next..].chars().next() {
            if !is_known && may_join(letter) {
                is_known = is_composed(text);
                if !is_known {
                    return Self::of_pieces(text);
                }
            }
            let after = next + letter.len_utf8();
            // What was not copied yet is as it was.
            let is_after_space = || match copied == next {
                true => small.ends_with(' '),
                false => text[..next].ends_with(' '),
            };
            if changes(letter) || (letter == ' ' && is_after_space()) {
                small.reserve(text.len() - copied);
                small.push_str(&text[copied..next]);
                let length = small.len();
                push_folded(&mut small, &mut shifts, letter);
                copied = after;
                if small.len() - length != letter.len_utf8() || is_sharp(letter) {
                    shifts.push((small.len(), Some(copied)));
                }
            }
            next = beyond_plain(text, after);
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

/// Writes a letter in small letters, and notes a place that lies within it. Of several
/// spaces the first is enough.
fn push_folded(small: &mut String, shifts: &mut Vec<(usize, Option<usize>)>, letter: char) {
    if is_sharp(letter) {
        small.push('s');
        shifts.push((small.len(), None));
        small.push('s');
    } else if let Some(letter) = fold(letter)
        && !(letter == ' ' && small.ends_with(' '))
    {
        small.push(letter);
    }
}

/// The first place from here on that holds something else than ASCII's letters, signs,
/// line breaks and single spaces, else the end. A space right here is such a place, as
/// nobody knows what stands before it. Every word of the site is read here, so it looks
/// at many bytes at once.
fn beyond_plain(text: &str, from: usize) -> usize {
    const MANY: usize = 16;
    /// Whether a byte, with the one before it, asks for a closer look.
    fn asks(before: u8, byte: u8) -> bool {
        let is_sign = byte.wrapping_sub(b' ') < 0x80 - b' ';
        (!is_sign & (byte != b'\n')) | ((byte == b' ') & (before == b' '))
    }
    let bytes = text.as_bytes();
    if bytes.get(from).is_some_and(|byte| asks(b' ', *byte)) {
        return from;
    }
    let mut at = from + 1;
    while let Some(many) = bytes.get(at - 1..at + MANY) {
        let mut any = false;
        for (before, byte) in many[..MANY].iter().zip(&many[1..]) {
            any |= asks(*before, *byte);
        }
        if any {
            break;
        }
        at += MANY;
    }
    let rest = bytes.get(at - 1..).unwrap_or_default();
    let near = rest.windows(2).position(|pair| asks(pair[0], pair[1]));
    near.map_or(text.len(), |near| at + near)
}

/// A word of a list in its folded form.
fn folded(word: &str) -> String {
    let mut small = String::with_capacity(word.len());
    for letter in composed(&one_line(word)).chars() {
        push_folded(&mut small, &mut Vec::new(), letter);
    }
    small
}

/// The sign that stands for all forms of a letter, a space or a mark that readers take
/// for the same. The letters `i` with and without a dot share one, since `I` is the
/// capital of both; see [`have_same_dots`]. None for what only says how a word is
/// written, spoken or broken, or is not seen at all: soft hyphens, joiners and signs of
/// direction, Arabic vowel marks and long strokes, the dot that some programs put behind
/// the `i` of `İ`.
fn fold(letter: char) -> Option<char> {
    Some(match letter {
        'a'..='z' | ' ' | '\n' => letter,
        '\u{ad}' | '\u{307}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => return None,
        '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' => return None,
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => return None,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => return None,
        '\t' | '\u{b}'..='\r' | '\u{85}' | '\u{a0}' | '\u{1680}' => ' ',
        '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' => ' ',
        '\u{205f}' | '\u{3000}' => ' ',
        '´' | 'ʹ' | 'ʼ' | '‘'..='‛' | '′' | '‹' | '›' | '＇' => '\'',
        '«' | '»' | '“'..='‟' | '″' | '＂' => '"',
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{5be}' | '﹣' | '－' => '-',
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
            ("a break", "a  break"),
            ("a break", "a\tbreak"),
            ("a break", "a \u{a0} \u{200b} break"),
            ("a break", "é  a \t\u{2009}break, four spaces before it"),
            ("a break", "a\u{2007}break"),
            ("a break", "a\u{3000}break"),
            ("a break", "a\r\nbreak"),
            ("a  break", "a break"),
            ("a\nbreak", "a\u{301} a break"),
            ("a break", "cafe\u{301}: a  break"),
            ("break", "br\u{200b}e\u{200c}a\u{2060}k"),
            ("mi\u{200c}khaham", "mikhaham"),
            ("don't stop", "Don’t stop"),
            ("don’t stop", "don't stop"),
            ("don't stop", "donʼt stop"),
            ("7-OH", "7‑oh"),
            ("7-OH", "7‐OH"),
            ("7‑OH", "7-OH"),
            ("7-OH", "7–OH"),
            ("“safe”", "\"safe\""),
            ("\"safe\"", "„safe“"),
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
    fn signs_that_nobody_sees_neither_end_nor_begin_a_word() {
        assert!(whole(&["drug"], "drug\u{200b}s").is_empty());
        assert!(whole(&["drug"], "un\u{ad}drug").is_empty());
    }

    #[test]
    fn a_line_break_is_a_space_only_where_the_text_says_so() {
        let search = WordSearch::new(["a break"]).expect("few words");
        assert_eq!(search.whole("a\nbreak"), [(0, 0..7)]);
        assert_eq!(search.whole("a \n break"), [(0, 0..9)]);
        assert!(search.everywhere("a\nbreak").is_empty());
        assert!(search.everywhere("a \n\u{a0}break").is_empty());
    }

    #[test]
    fn a_plain_text_is_searched_as_it_is() {
        let plain = "One line of words; it has 2 sentences.\nAnother \n line, with é and ğ in it.";
        assert!(matches!(Folded::of(plain).text, Cow::Borrowed(_)));
    }

    #[test]
    fn places_are_those_of_the_text_as_it_is() {
        assert_eq!(
            whole(&["a break", "x"], "no  x, no\t\ttake  a\u{a0} break  now"),
            ["x", "a\u{a0} break"]
        );
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
            text in "[aAiIıİöÖẞßsΣςKⱥȺ '’\t\n\u{a0}\u{ad}\u{200b}\u{640}\u{301}\u{308}\u{331}]{0,24}",
            word in "[aAiIıİöÖẞßsΣςKⱥȺ ’\u{301}\u{308}]{1,3}",
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
        fn every_text_is_folded_as_letter_by_letter(
            text in "[abé’ \t\n\u{a0}\u{200b}]{0,60}",
        ) {
            let mut letters = String::new();
            for letter in text.chars() {
                push_folded(&mut letters, &mut Vec::new(), letter);
            }
            prop_assert_eq!(&*Folded::of(&text).text, letters);
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
