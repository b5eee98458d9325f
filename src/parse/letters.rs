//! Letters and their marks in one form.
//!
//! `é` can be written as one sign or as `e` with a mark behind it (Unicode's forms NFC and
//! NFD). Both look the same, and keyboards, PDF files and file systems give now the one
//! and now the other. Here the first is made of the second. Nearly no text needs it, so a
//! look at its letters comes first.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::{
    CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed,
};

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();

/// The text with each letter and its marks as one sign, where there is such a sign.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    match text.is_ascii() || !text.chars().any(may_join) {
        true => Cow::Borrowed(text),
        false => NFC.normalize(text),
    }
}

/// Whether [`composed`] gives the text as it is.
pub(super) fn is_composed(text: &str) -> bool {
    NFC.is_normalized(text)
}

/// Whether a sign may become one with the letter before it, or another sign by itself. A
/// yes too many costs time, so the letters that most texts are made of get none.
pub(super) fn may_join(letter: char) -> bool {
    match letter {
        '\u{300}'..='\u{387}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{65f}' => true,
        ..='\u{6d5}' | '\u{2010}'..='\u{2027}' => false,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => false,
        _ => true,
    }
}

/// Cuts a text before each letter that joins nothing before it, so that each piece can be
/// composed alone.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    const JOINED: CanonicalCompositionBorrowed<'static> = CanonicalCompositionBorrowed::new();
    const CLASSES: CanonicalCombiningClassMapBorrowed<'static> =
        CanonicalCombiningClassMapBorrowed::new();
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut letters = rest.char_indices();
        let (_, mut last) = letters.next()?;
        let end = letters.find_map(|(at, letter)| {
            let joined = JOINED.compose(last, letter);
            last = joined.unwrap_or(letter);
            (joined.is_none() && CLASSES.get_u8(letter) == 0).then_some(at)
        });
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use icu_normalizer::DecomposingNormalizerBorrowed;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_letter_that_joins_another_is_passed_over() {
        let nfd = DecomposingNormalizerBorrowed::new_nfd();
        for letter in '\u{80}'..=char::MAX {
            let alone = letter.to_string();
            assert!(may_join(letter) || is_composed(&alone), "{letter:?}");
            for mark in nfd.normalize(&alone).chars().skip(1) {
                assert!(may_join(mark), "{mark:?} of {letter:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn pieces_are_composed_as_the_whole(
            text in "[a-eéK\u{300}-\u{345}\u{5b0}-\u{5bd}\u{5d0}\u{64e}-\u{655}\u{627}\u{915}\u{93c}\u{958}\u{9c7}\u{9be}\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a8}-\u{11c2}]{0,12}",
        ) {
            let composed: String = pieces(&text).map(|piece| NFC.normalize(piece)).collect();
            prop_assert_eq!(composed, NFC.normalize(&text));
        }
    }
}
