//! Texts from pieces.
//!
//! `format!` does the same and brings the machinery of `core::fmt` along, which
//! would be a tenth of the module. Here a piece is text, a sign or a whole
//! number, and that is all that the engine ever writes.

use alloc::string::String;

use crate::date::Day;

/// Something that can be written at the end of a text.
pub(crate) trait Piece {
    fn push_to(&self, text: &mut String);
}

impl Piece for str {
    // Called from a hundred places: one copy of it is enough.
    #[inline(never)]
    fn push_to(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Piece for String {
    fn push_to(&self, text: &mut String) {
        self.as_str().push_to(text);
    }
}

impl Piece for char {
    #[inline(never)]
    fn push_to(&self, text: &mut String) {
        text.push(*self);
    }
}

impl Piece for u64 {
    fn push_to(&self, text: &mut String) {
        push_number(text, *self, 1);
    }
}

impl Piece for u32 {
    fn push_to(&self, text: &mut String) {
        push_number(text, u64::from(*self), 1);
    }
}

impl Piece for u8 {
    fn push_to(&self, text: &mut String) {
        push_number(text, u64::from(*self), 1);
    }
}

impl Piece for u16 {
    fn push_to(&self, text: &mut String) {
        push_number(text, u64::from(*self), 1);
    }
}

impl Piece for usize {
    fn push_to(&self, text: &mut String) {
        push_number(text, *self as u64, 1);
    }
}

impl Piece for Day {
    /// As ISO 8601.
    fn push_to(&self, text: &mut String) {
        let civil = self.civil();
        push_number(text, u64::from(civil.year), 4);
        text.push('-');
        push_number(text, u64::from(civil.month), 2);
        text.push('-');
        push_number(text, u64::from(civil.day), 2);
    }
}

impl<P: Piece + ?Sized> Piece for &P {
    fn push_to(&self, text: &mut String) {
        (**self).push_to(text);
    }
}

/// What pieces are added to.
pub(crate) trait Grows {
    fn grows(&mut self) -> &mut String;
}

impl Grows for String {
    fn grows(&mut self) -> &mut String {
        self
    }
}

/// Adds a number with at least so many digits.
pub(crate) fn push_number(text: &mut String, number: u64, digits: usize) {
    let mut reversed = [0_u8; 20];
    let mut rest = number;
    let mut length = 0;
    while rest > 0 || length < digits.clamp(1, 20) {
        // The rest of a division by ten is one digit.
        reversed[length] = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
    }
    for digit in reversed[..length].iter().rev() {
        text.push(char::from(*digit));
    }
}

/// Joins texts, with the same sign between them.
#[inline(never)]
pub(crate) fn joined(texts: &[String], between: &str) -> String {
    let mut joined = String::new();
    for (n, text) in texts.iter().enumerate() {
        if n > 0 {
            between.push_to(&mut joined);
        }
        text.push_to(&mut joined);
    }
    joined
}

/// Joins pieces to a text.
macro_rules! text {
    ($($piece:expr),* $(,)?) => {{
        let mut joined = alloc::string::String::new();
        $($crate::piece::Piece::push_to(&$piece, &mut joined);)*
        joined
    }};
}

/// Adds pieces to the end of a text, which may be a variable or borrowed.
macro_rules! push {
    ($text:expr, $($piece:expr),* $(,)?) => {{
        use $crate::piece::Grows as _;
        let text = $text.grows();
        $($crate::piece::Piece::push_to(&$piece, text);)*
    }};
}

pub(crate) use {push, text};

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString as _;

    #[test]
    fn pieces_are_written_as_they_would_be_formatted() {
        for number in [0, 7, 10, 99, 12_345, u64::MAX] {
            assert_eq!(text!(number), number.to_string());
        }
        let mut padded = String::new();
        push_number(&mut padded, 5, 3);
        assert_eq!(padded, "005");
        let day: Day = "2028-02-29".parse().expect("a date");
        assert_eq!(
            text!("a", 'b', 3_u32, &day, String::from("c")),
            "ab32028-02-29c"
        );
        push!(padded, "x", 1_usize);
        assert_eq!(padded, "005x1");
    }
}
