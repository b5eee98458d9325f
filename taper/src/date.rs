//! Civil dates as day numbers: no clock, no time zone, no daylight saving.

use core::fmt;
use core::str::FromStr;

/// A civil day of the proleptic Gregorian calendar, as the number of days
/// since 1970-01-01. Years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A year, month (1 to 12) and day of the month (1 to 31).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Day {
    /// 0001-01-01.
    const FIRST: i32 = -719_162;
    /// 9999-12-31.
    const LAST: i32 = 2_932_896;

    /// The day of a year, month and day of the month; `None` when there is no
    /// such day.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let is_real = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        is_real.then(|| {
            Self(days_from_civil(
                i32::from(year),
                i32::from(month),
                i32::from(day),
            ))
        })
    }

    /// So many days later; `None` after 9999-12-31.
    #[must_use]
    pub fn plus(self, days: u32) -> Option<Self> {
        let later = self.0.checked_add(i32::try_from(days).ok()?)?;
        (later <= Self::LAST).then_some(Self(later))
    }

    /// How many days later `later` is, negative when it is earlier.
    #[must_use]
    pub fn until(self, later: Self) -> i32 {
        later.0 - self.0
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// From days since 1970-01-01; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Self> {
        (Self::FIRST..=Self::LAST)
            .contains(&number)
            .then_some(Self(number))
    }

    /// The day of the week, Monday 0 to Sunday 6.
    #[must_use]
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// Year, month and day of the month.
    #[must_use]
    pub fn civil(self) -> Civil {
        // Days counted from 0000-03-01, in eras of 400 years: the leap day is
        // then the last of its year (Hinnant, "chrono-Compatible Low-Level Date
        // Algorithms").
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        Civil {
            year: u16::try_from(year).unwrap_or(1),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }
}

fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = (month + 9) % 12;
    let of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Day {
    /// As ISO 8601: `2026-11-24`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day } = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A text that is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDate;

impl FromStr for Day {
    type Err = NoDate;

    /// Reads `2026-11-24` and nothing else.
    fn from_str(text: &str) -> Result<Self, NoDate> {
        let bytes = text.as_bytes();
        let is_shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_shape {
            return Err(NoDate);
        }
        read_date(text, [0, 5, 8]).ok_or(NoDate)
    }
}

/// The number in a part of a text that holds digits alone. It is a `u32` like
/// all numbers that are read: each type would bring a parser of its own.
pub(crate) fn read_number(text: &str, from: usize, digits: usize) -> Option<u32> {
    text.get(from..from + digits)?.parse().ok()
}

/// The date whose year, month and day begin at these places.
pub(crate) fn read_date(text: &str, [year, month, day]: [usize; 3]) -> Option<Day> {
    Day::new(
        u16::try_from(read_number(text, year, 4)?).ok()?,
        u8::try_from(read_number(text, month, 2)?).ok()?,
        u8::try_from(read_number(text, day, 2)?).ok()?,
    )
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString as _;

    fn day(text: &str) -> Day {
        text.parse().expect("a date")
    }

    #[test]
    fn every_day_of_all_years_follows_the_one_before() {
        let mut before = Day::from_number(Day::FIRST).expect("in range").civil();
        assert_eq!((before.year, before.month, before.day), (1, 1, 1));
        for number in Day::FIRST + 1..=Day::LAST {
            let now = Day::from_number(number).expect("in range");
            let civil = now.civil();
            let expected = if before.day < days_in_month(before.year, before.month) {
                (before.year, before.month, before.day + 1)
            } else if before.month < 12 {
                (before.year, before.month + 1, 1)
            } else {
                (before.year + 1, 1, 1)
            };
            assert_eq!((civil.year, civil.month, civil.day), expected);
            assert_eq!(Day::new(civil.year, civil.month, civil.day), Some(now));
            before = civil;
        }
        assert_eq!(before.year, 9999);
    }

    #[test]
    fn the_leap_day_of_2028_is_counted_and_that_of_2027_refused() {
        assert_eq!(
            day("2028-02-22").plus(7).map(|d| d.to_string()).as_deref(),
            Some("2028-02-29")
        );
        for bad in [
            "2026-02-30",
            "2027-02-29",
            "2026-13-01",
            "2026-00-10",
            "0000-01-01",
            "2026-1-1",
            "26-01-01",
            "2026-11-24 ",
            "２026-11-24",
        ] {
            assert_eq!(bad.parse::<Day>(), Err(NoDate), "{bad}");
        }
    }

    #[test]
    fn days_across_a_change_of_clocks_are_whole() {
        // 2026-03-29 and 2026-10-25 are the days on which Berlin's clocks change.
        for start in ["2026-03-01", "2026-10-18"] {
            let start = day(start);
            let later = start.plus(28).expect("in range");
            assert_eq!(start.until(later), 28);
            assert_eq!(start.weekday(), later.weekday());
        }
        assert_eq!(day("2026-11-24").weekday(), 1, "a Tuesday");
    }

    #[test]
    fn the_last_day_has_no_next() {
        assert_eq!(day("9999-12-31").plus(1), None);
    }
}
