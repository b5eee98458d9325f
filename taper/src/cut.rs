//! Texts cut at a sign.
//!
//! The search that `str` brings knows every kind of pattern, and would be a hundredth of the
//! module. Here a sign is one of ASCII, which is one byte wherever it stands in a text.

use core::iter::from_fn;

/// What stands before and after the first `sign`.
#[inline(never)]
pub(crate) fn cut(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == sign)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The parts between the signs: one more than there are signs.
pub(crate) fn parts(text: &str, sign: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    from_fn(move || {
        let text = rest?;
        let (part, after) =
            cut(text, sign).map_or((text, None), |(part, after)| (part, Some(after)));
        rest = after;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    proptest! {
        #[test]
        fn texts_are_cut_where_the_standard_library_cuts_them(text in "(\\PC|=|ğ){0,12}") {
            prop_assert_eq!(cut(&text, b'='), text.split_once('='));
            let expected: Vec<&str> = text.split('=').collect();
            prop_assert_eq!(parts(&text, b'=').collect::<Vec<_>>(), expected);
        }
    }
}
