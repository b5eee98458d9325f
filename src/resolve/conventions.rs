//! How a language writes dates and numbers, from the Unicode project's tables (CLDR), by ICU.
//!
//! In goes a language's code; out come the names of its months, the order of a date, the
//! sign before decimals and the grouping of digits. They are asked once for each language:
//! a page's date is then three values put in their places, and the engine, which knows no
//! language, gets the same names. A language that ICU does not know is written as its
//! nearest relative, at last as the tables' root.
//!
//! Digits are always 0 to 9 and the calendar is always the Gregorian one: the amounts and
//! days of a plan are computed and typed that way, and two kinds of digits on one page
//! would be easy to misread.

use std::convert::Infallible;
use std::fmt::{self, Write as _};

use fluent_bundle::FluentValue;
use icu_calendar::{Date, Gregorian};
use icu_datetime::fieldsets::YMD;
use icu_datetime::{FixedCalendarDateTimeFormatter, parts};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::Locale;
use icu_provider::DataError;
use intl_memoizer::Memoizable;
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;
use writeable::{Part, PartsWrite, Writeable};

/// What a language's long dates and its numbers look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Conventions {
    /// A long date, piece by piece.
    date: Vec<Piece>,
    /// The names of the months, as they stand in a date.
    months: Vec<String>,
    /// Between a whole number and its decimals.
    decimal: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Day,
    Month,
    Year,
    Text(String),
}

impl Conventions {
    /// What is usual in a language.
    ///
    /// # Errors
    /// Says what ICU says, when it has no tables for the language nor for any relative.
    pub(super) fn of(language: &LanguageIdentifier) -> Result<Self, String> {
        let locale = locale(language);
        let dates = FixedCalendarDateTimeFormatter::<Gregorian, YMD>::try_new(
            locale.clone().into(),
            YMD::long(),
        )
        .map_err(|error| error.to_string())?;
        let mut date = Vec::new();
        let mut months = Vec::new();
        for month in 1..=12 {
            let day =
                Date::try_new_gregorian(2026, month, 24).map_err(|error| error.to_string())?;
            let mut written = Written::default();
            dates
                .format(&day)
                .write_to_parts(&mut written)
                .map_err(|error| error.to_string())?;
            months.push(written.month);
            date = written.pieces;
        }
        let mut half = Decimal::from(5);
        half.multiply_pow10(-1);
        let half = write_number(&locale, &half).map_err(|error| error.to_string())?;
        Ok(Self {
            date,
            months,
            decimal: half.replace(['0', '5'], ""),
        })
    }

    /// A date in words.
    pub(super) fn long_date(&self, date: jiff::civil::Date) -> String {
        let month = usize::try_from(date.month() - 1).ok();
        let mut text = String::new();
        for piece in &self.date {
            let _ = match piece {
                Piece::Day => write!(text, "{}", date.day()),
                Piece::Month => write!(text, "{}", month.map_or("", |at| &self.months[at])),
                Piece::Year => write!(text, "{}", date.year()),
                Piece::Text(words) => write!(text, "{words}"),
            };
        }
        text
    }

    /// What the calculator's views need, as a Fluent file: a site's own file may say it otherwise.
    pub(super) fn as_fluent(&self) -> String {
        let mut file = String::new();
        for (name, n) in self.months.iter().zip(1..) {
            let _ = writeln!(file, "taper-month-{n} = {}", Quoted(name));
        }
        file.push_str("taper-date = ");
        for piece in &self.date {
            let _ = match piece {
                Piece::Day => write!(file, "{{ $day }}"),
                Piece::Month => write!(file, "{{ $month }}"),
                Piece::Year => write!(file, "{{ $year }}"),
                Piece::Text(words) => write!(file, "{}", Quoted(words)),
            };
        }
        let _ = writeln!(file, "\ntaper-decimal = {}", Quoted(&self.decimal));
        file
    }
}

/// A text as a Fluent string literal, which keeps spaces, braces and dots as they are.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "{{\"{text}\"}}")
    }
}

/// The tables that are asked. Plain `en` is written the British way: “24 November” and
/// “November 24” are equally clear, but authors choose with `en-US`, and one must be first.
fn locale(language: &LanguageIdentifier) -> Locale {
    let code = match language.to_string().as_str() {
        "en" => "en-GB".to_owned(),
        code => code.to_owned(),
    };
    // Both types know the same codes.
    format!("{code}-u-nu-latn")
        .parse()
        .unwrap_or(Locale::UNKNOWN)
}

fn write_number(locale: &Locale, number: &Decimal) -> Result<String, DataError> {
    let formatter = DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default())?;
    Ok(formatter.format(number).to_string())
}

/// Numbers in the interface's words, such as `{ $count } pages`: Fluent writes their digits,
/// ICU groups those of long ones.
pub(super) fn format_number(
    value: &FluentValue<'_>,
    languages: &IntlLangMemoizer,
) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let plain = number.as_string();
    if plain.len() < 4 {
        return None;
    }
    let decimal = Decimal::try_from_str(&plain).ok()?;
    let written = languages.with_try_get::<Tables, _, _>((), |tables| {
        // Long numbers are rare, and a formatter is not for several threads.
        write_number(&tables.0, &decimal).ok()
    });
    written.unwrap_or_else(|never| match never {})
}

/// The tables of a bundle's language: Fluent says which that is only here.
struct Tables(Locale);

impl Memoizable for Tables {
    type Args = ();
    type Error = Infallible;

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, Infallible> {
        Ok(Self(locale(&language)))
    }
}

/// Takes a date apart while ICU writes it.
#[derive(Default)]
struct Written {
    pieces: Vec<Piece>,
    month: String,
    /// The part that is being written.
    part: Option<Part>,
}

impl fmt::Write for Written {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match self.part {
            Some(parts::DAY) => self.place(Piece::Day),
            Some(parts::YEAR) => self.place(Piece::Year),
            Some(parts::MONTH) => {
                self.place(Piece::Month);
                self.month.push_str(text);
            }
            _ => match self.pieces.last_mut() {
                Some(Piece::Text(words)) => words.push_str(text),
                _ => self.pieces.push(Piece::Text(text.to_owned())),
            },
        }
        Ok(())
    }
}

impl Written {
    /// Notes a place once, in however many pieces its value is written.
    fn place(&mut self, piece: Piece) {
        if self.pieces.last() != Some(&piece) {
            self.pieces.push(piece);
        }
    }
}

impl PartsWrite for Written {
    type SubPartsWrite = Self;

    fn with_part(
        &mut self,
        part: Part,
        mut write: impl FnMut(&mut Self) -> fmt::Result,
    ) -> fmt::Result {
        // Within a day, month or year the finer parts (its digits) do not matter.
        let outer = self.part;
        if !matches!(outer, Some(parts::DAY | parts::MONTH | parts::YEAR)) {
            self.part = Some(part);
        }
        let result = write(self);
        self.part = outer;
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Conventions {
        Conventions::of(&code.parse().expect("a code")).expect("tables")
    }

    #[test]
    fn dates_are_written_as_the_language_writes_them() {
        let day = jiff::civil::date(2026, 3, 4);
        for (code, expected) in [
            ("en", "4 March 2026"),
            ("en-GB", "4 March 2026"),
            ("en-US", "March 4, 2026"),
            ("tr", "4 Mart 2026"),
            ("ar", "4 مارس 2026"),
            ("de", "4. März 2026"),
            ("es", "4 de marzo de 2026"),
            ("ca", "4 de març del 2026"),
            ("hu", "2026. március 4."),
            ("ja", "2026年3月4日"),
            ("ru", "4 марта 2026\u{202f}г."),
            ("th", "4 มีนาคม ค.ศ. 2026"),
        ] {
            assert_eq!(of(code).long_date(day), expected, "{code}");
        }
    }

    /// The pieces, put together again, are what ICU itself writes on any day.
    #[test]
    fn every_day_is_written_as_icu_writes_it() {
        for code in [
            "en", "en-US", "tr", "ar", "ca", "de", "fa", "fr", "he", "ja", "lt", "pt-PT", "zh",
        ] {
            let conventions = of(code);
            let locale = locale(&code.parse().expect("a code"));
            let formatter = FixedCalendarDateTimeFormatter::<Gregorian, YMD>::try_new(
                locale.into(),
                YMD::long(),
            )
            .expect("tables");
            let mut day = jiff::civil::date(2024, 1, 1);
            while day.year() < 2026 {
                let (year, month, number) = (i32::from(day.year()), day.month(), day.day());
                let date =
                    Date::try_new_gregorian(year, month.unsigned_abs(), number.unsigned_abs());
                let expected = formatter.format(&date.expect("a day")).to_string();
                assert_eq!(conventions.long_date(day), expected, "{code}");
                day = day.tomorrow().expect("there is a next day");
            }
        }
    }

    #[test]
    fn long_numbers_are_grouped_and_short_ones_left_alone() {
        let written = |code: &str, number: i64| {
            let languages = IntlLangMemoizer::new(code.parse().expect("a code"));
            format_number(&FluentValue::from(number), &languages)
        };
        assert_eq!(written("en", 999), None);
        assert_eq!(written("en", 12_345).as_deref(), Some("12,345"));
        assert_eq!(written("tr", 12_345).as_deref(), Some("12.345"));
        assert_eq!(
            written("es", 1_234).as_deref(),
            Some("1234"),
            "as Spanish has it"
        );
        assert_eq!(written("ar", 12_345).as_deref(), Some("12,345"));
    }

    #[test]
    fn the_engine_gets_the_same_names_and_signs() {
        let file = of("de").as_fluent();
        assert!(file.contains("taper-month-3 = {\"März\"}"), "{file}");
        assert!(
            file.contains("taper-date = { $day }{\". \"}{ $month }{\" \"}{ $year }"),
            "{file}"
        );
        assert!(file.ends_with("taper-decimal = {\",\"}\n"), "{file}");
        assert_eq!(Quoted(r#"a"\"#).to_string(), r#"{"a\"\\"}"#);
    }
}
