//! Amounts as people write them.
//!
//! Reads `7.5` and `7,5`, in European, Arabic-Indic and full-width digits. It
//! never guesses: `1,500` may be one and a half or one thousand five hundred,
//! so it is a question; more decimals than a tick holds are refused and not
//! rounded; a separator is never thrown away.

use alloc::string::String;

use crate::piece::{push, push_number, text};
use crate::quantity::Ticks;

/// A unit as people write it, and how many ticks it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// As shown, such as `g`.
    pub name: String,
    /// How many ticks one unit has: a power of ten from 1 to 1000.
    pub ticks: u32,
    /// The name of a thousandth of the unit, such as `mg`, if people use it.
    pub smaller: Option<String>,
}

impl Unit {
    /// How many decimals a tick has in this unit.
    #[must_use]
    pub fn decimals(&self) -> usize {
        match self.ticks {
            0..=1 => 0,
            2..=10 => 1,
            11..=100 => 2,
            _ => 3,
        }
    }
}

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// An amount.
    Amount(Ticks),
    /// The separator may divide whole and part, or thousands.
    Ambiguous {
        /// Read as a decimal separator.
        decimal: Ticks,
        /// Read as a separator of thousands, in ticks; it may be more than any
        /// dose, see [`within`].
        thousands: u64,
    },
}

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmountError {
    /// Nothing was written.
    Empty,
    /// Something other than digits and one separator.
    NotANumber,
    /// Two amounts, such as `5-6`.
    Two,
    /// Nothing, or less.
    Nothing,
    /// More decimals than can be measured.
    TooExact,
    /// More than the engine accepts.
    TooLarge,
    /// More than the engine accepts, but not in thousandths of the unit.
    SmallerUnit,
}

impl AmountError {
    /// A name that does not change, for programs and translations.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotANumber => "not-a-number",
            Self::Two => "two",
            Self::Nothing => "nothing",
            Self::TooExact => "too-exact",
            Self::TooLarge => "too-large",
            Self::SmallerUnit => "smaller-unit",
        }
    }
}

/// A digit in one of the scripts that keyboards offer.
fn digit(c: char) -> Option<u32> {
    let first = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(first))
}

/// A sign that divides whole and part, or thousands.
fn is_separator(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | '\u{66b}' | '\u{66c}' | '\u{ff0c}' | '\u{ff0e}'
    )
}

/// Reads an amount.
///
/// # Errors
/// When the text is none, or the amount is out of bounds.
pub fn read(text: &str, unit: &Unit) -> Result<Reading, AmountError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    // Longer than any amount: refused before it is looked at.
    if text.chars().nth(20).is_some() {
        return Err(AmountError::NotANumber);
    }
    if text.char_indices().any(|(at, c)| is_range(text, at, c)) {
        return Err(AmountError::Two);
    }
    let mut whole: Option<u64> = None;
    let mut whole_digits = 0;
    let mut part: u64 = 0;
    let mut part_digits = 0;
    let mut separator = None;
    for c in text.chars() {
        if let Some(value) = digit(c) {
            let into = if separator.is_some() {
                &mut part
            } else {
                whole.get_or_insert(0)
            };
            // More digits than fit are too many whatever they are.
            *into = into.saturating_mul(10).saturating_add(u64::from(value));
            if separator.is_some() {
                part_digits += 1;
            } else {
                whole_digits += 1;
            }
        } else if is_separator(c) && separator.is_none() {
            separator = Some(c);
        } else {
            return Err(AmountError::NotANumber);
        }
    }
    // `.5` and `5.` are slips as often as amounts.
    let Some(whole) = whole else {
        return Err(AmountError::NotANumber);
    };
    if separator.is_some() && part_digits == 0 {
        return Err(AmountError::NotANumber);
    }
    // The Arabic separators say which they are.
    let is_thousands = matches!(separator, Some('\u{66c}'));
    let may_be_thousands = separator.is_some_and(|c| c != '\u{66b}')
        && part_digits == 3
        && (1..=3).contains(&whole_digits)
        && whole > 0;
    // Three digits before the separator and three after it: no overflow.
    let thousands = || (whole * 1_000 + part) * u64::from(unit.ticks);
    if is_thousands {
        return if may_be_thousands {
            within(thousands(), unit).map(Reading::Amount)
        } else {
            Err(AmountError::NotANumber)
        };
    }
    // What cannot be measured as a decimal is still no reason to guess.
    let decimal = in_ticks(whole, part, part_digits, unit)?;
    Ok(if may_be_thousands {
        Reading::Ambiguous {
            decimal,
            thousands: thousands(),
        }
    } else {
        Reading::Amount(decimal)
    })
}

/// Whether `c` at `at` stands between two amounts.
fn is_range(text: &str, at: usize, c: char) -> bool {
    let is_dash = matches!(c, '-' | '\u{2013}' | '\u{2014}' | '\u{2212}' | '/');
    let before = text.get(..at).and_then(|t| t.trim().chars().next_back());
    let after = text
        .get(at + c.len_utf8()..)
        .and_then(|t| t.trim().chars().next());
    let is_digit = |c: Option<char>| c.and_then(digit).is_some();
    is_dash && is_digit(before) && is_digit(after)
}

fn in_ticks(whole: u64, part: u64, part_digits: u32, unit: &Unit) -> Result<Ticks, AmountError> {
    // Zeros at the end say nothing.
    let (mut part, mut digits) = (part, part_digits as usize);
    while digits > 0 && part.is_multiple_of(10) {
        part /= 10;
        digits -= 1;
    }
    let decimals = unit.decimals();
    if digits > decimals {
        return Err(AmountError::TooExact);
    }
    for _ in digits..decimals {
        part *= 10;
    }
    let ticks = whole.checked_mul(u64::from(unit.ticks));
    let Some(ticks) = ticks.and_then(|ticks| ticks.checked_add(part)) else {
        return Err(AmountError::TooLarge);
    };
    within(ticks, unit)
}

/// So many ticks as an amount.
///
/// # Errors
/// When they are none, or more than the engine accepts.
pub fn within(ticks: u64, unit: &Unit) -> Result<Ticks, AmountError> {
    if ticks == 0 {
        return Err(AmountError::Nothing);
    }
    match u32::try_from(ticks).ok().and_then(Ticks::new) {
        Some(amount) => Ok(amount),
        None if unit.smaller.is_some() && ticks / 1_000 <= u64::from(Ticks::MAX) => {
            Err(AmountError::SmallerUnit)
        }
        None => Err(AmountError::TooLarge),
    }
}

/// Writes an amount with at least `decimals` decimals, more when it has them.
#[must_use]
pub fn format(amount: Ticks, unit: &Unit, decimals: usize, separator: char) -> String {
    format_wide(u64::from(amount.get()), unit, decimals, separator)
}

/// As [`format`], for a sum that no single dose could be.
#[must_use]
pub fn format_wide(ticks: u64, unit: &Unit, decimals: usize, separator: char) -> String {
    let scale = u64::from(unit.ticks);
    let all = unit.decimals();
    let mut text = text!(ticks / scale);
    let part = {
        let mut part = String::new();
        push_number(&mut part, ticks % scale, all);
        part
    };
    let needed = if all == 0 {
        0
    } else {
        part.len() - part.bytes().rev().take_while(|b| *b == b'0').count()
    };
    let shown = needed.max(decimals.min(all));
    if shown > 0 {
        text.push(separator);
        push!(text, part.get(..shown).unwrap_or(&part));
    }
    text
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use alloc::borrow::ToOwned as _;

    fn gram() -> Unit {
        Unit {
            name: "g".to_owned(),
            ticks: 1_000,
            smaller: Some("mg".to_owned()),
        }
    }

    fn amount(ticks: u32) -> Ticks {
        Ticks::new(ticks).expect("within bounds")
    }

    #[test]
    fn points_commas_and_digits_of_other_scripts_are_read() {
        for text in [
            "7.5",
            "7,5",
            " 7.5 ",
            "٧٫٥",
            "٧,٥",
            "۷.۵",
            "７．５",
            "7.50",
            "07.5",
        ] {
            assert_eq!(
                read(text, &gram()),
                Ok(Reading::Amount(amount(7_500))),
                "{text}"
            );
        }
        assert_eq!(
            read("4,4", &gram()),
            Ok(Reading::Amount(amount(4_400))),
            "not 44"
        );
        assert_eq!(read("0.500", &gram()), Ok(Reading::Amount(amount(500))));
    }

    #[test]
    fn what_may_be_thousands_is_asked() {
        for text in ["1,500", "1.500"] {
            assert_eq!(
                read(text, &gram()),
                Ok(Reading::Ambiguous {
                    decimal: amount(1_500),
                    thousands: 1_500_000
                }),
                "{text}"
            );
        }
        assert_eq!(within(1_500_000, &gram()), Err(AmountError::SmallerUnit));
        assert_eq!(within(1_500, &gram()), Ok(amount(1_500)));
        let milligram = Unit {
            name: "mg".to_owned(),
            ticks: 1,
            smaller: None,
        };
        assert_eq!(read("1,500", &milligram), Err(AmountError::TooExact));
        assert_eq!(
            read("1٬500", &milligram),
            Ok(Reading::Amount(amount(1_500)))
        );
    }

    #[test]
    fn what_is_no_amount_is_refused_and_never_repaired() {
        for (text, error) in [
            ("", AmountError::Empty),
            ("  ", AmountError::Empty),
            ("0", AmountError::Nothing),
            ("0.0", AmountError::Nothing),
            ("-5", AmountError::NotANumber),
            ("+5", AmountError::NotANumber),
            ("1e3", AmountError::NotANumber),
            ("NaN", AmountError::NotANumber),
            ("7.5 g", AmountError::NotANumber),
            ("1 500", AmountError::NotANumber),
            ("1,500.5", AmountError::NotANumber),
            (".5", AmountError::NotANumber),
            ("5.", AmountError::NotANumber),
            ("5-6", AmountError::Two),
            ("5 – 6", AmountError::Two),
            ("0.0005", AmountError::TooExact),
            ("7.12345", AmountError::TooExact),
            ("20000", AmountError::SmallerUnit),
            ("99999999999999999999", AmountError::TooLarge),
            ("999999999999999999999999999", AmountError::NotANumber),
        ] {
            assert_eq!(read(text, &gram()), Err(error), "{text}");
        }
    }

    #[test]
    fn amounts_are_written_with_the_decimals_that_they_need() {
        let text = |ticks, decimals, separator| format(amount(ticks), &gram(), decimals, separator);
        assert_eq!(text(18_000, 1, '.'), "18.0");
        assert_eq!(text(18_000, 0, '.'), "18");
        assert_eq!(text(1_234, 1, ','), "1,234");
        assert_eq!(text(50, 1, '.'), "0.05");
        let milligram = Unit {
            name: "mg".to_owned(),
            ticks: 1,
            smaller: None,
        };
        assert_eq!(format(amount(40), &milligram, 1, '.'), "40");
    }

    #[test]
    fn what_is_written_is_read_back_in_every_locale() {
        for ticks in (1..=500_000).step_by(7) {
            for separator in ['.', ',', '\u{66b}'] {
                let text = format(amount(ticks), &gram(), 1, separator);
                let back = match read(&text, &gram()).expect("an amount") {
                    Reading::Amount(back) => back,
                    Reading::Ambiguous { decimal, .. } => decimal,
                };
                assert_eq!(back, amount(ticks), "{text}");
            }
        }
    }
}
