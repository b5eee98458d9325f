//! The plan as a short text, for the link that a reader may share.
//!
//! A code names what was filled in, never an answer to a suitability question:
//! whoever opens it answers those anew, and nothing is computed before. There is
//! exactly one code for a plan, and reading is strict: another length, order,
//! sign or spelling is refused as a whole.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cut::{cut, parts};
use crate::date::Day;
use crate::piece::{push, text};
use crate::quantity::Ticks;
use crate::split::MOST_TIMES;

/// No code is longer.
pub const MOST_BYTES: usize = 600;
/// No code holds more changes.
pub const MOST_CHANGES: usize = 60;

/// How the day's dose is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Times {
    /// Over so many equal times.
    Equal(u32),
    /// As taken now, at each time.
    Own(Vec<Ticks>),
}

/// How the plan ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With nothing, after this last dose.
    Stop {
        /// The lowest dose that is taken before nothing.
        last_dose: Ticks,
    },
    /// With a dose that is kept.
    Stay {
        /// That dose.
        at: Ticks,
    },
}

/// What was changed after the plan was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A row is held a week longer.
    Hold {
        /// The row, from 1.
        row: u32,
    },
    /// The plan goes on from what was really taken.
    From {
        /// The dose.
        dose: Ticks,
        /// The first day.
        on: Day,
        /// A day was far above the plan: whoever opens it reads of lost tolerance first.
        notice: bool,
    },
    /// The plan goes on with another scale.
    Scale {
        /// The smallest change that can be measured from then on.
        scale: Ticks,
        /// The first day.
        on: Day,
    },
}

/// Everything that a plan is made from, but for the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The calculator's name.
    pub name: String,
    /// The calculator's version.
    pub version: u32,
    /// The product's name.
    pub product: String,
    /// What is taken in a day.
    pub daily: Ticks,
    /// How the day's dose is divided.
    pub times: Times,
    /// The smallest change that can be measured.
    pub scale: Ticks,
    /// The range's name.
    pub range: String,
    /// How the plan ends.
    pub end: End,
    /// The first day.
    pub start: Day,
    /// What was changed since, in order.
    pub changes: Vec<Change>,
}

/// A text that is no plan code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCode;

impl Code {
    /// The text: letters, digits and `. - _ ~`, which need no escaping.
    #[must_use]
    pub fn write(&self) -> String {
        let mut times = String::new();
        match &self.times {
            Times::Equal(count) => push!(times, count),
            // One amount alone would look like a count.
            Times::Own(amounts) => {
                for amount in amounts {
                    push!(times, '-', amount.get());
                }
            }
        }
        let (end, amount) = match self.end {
            End::Stop { last_dose } => ("stop", last_dose),
            End::Stay { at } => ("stay", at),
        };
        let mut text = text!(
            self.name,
            '.',
            self.version,
            '.',
            self.product,
            '.',
            self.daily.get(),
            '.',
            times,
            '.',
            self.scale.get(),
            '.',
            self.range,
            '.',
            end,
            '.',
            amount.get(),
            '.',
            self.start,
            '.'
        );
        for (n, change) in self.changes.iter().enumerate() {
            if n > 0 {
                text.push('~');
            }
            match change {
                Change::Hold { row } => push!(text, 'h', row),
                Change::From { dose, on, notice } => {
                    push!(text, if *notice { 'n' } else { 'f' }, dose.get(), '_', on);
                }
                Change::Scale { scale, on } => push!(text, 's', scale.get(), '_', on),
            }
        }
        text
    }

    /// Reads a code.
    ///
    /// # Errors
    /// When the text is not exactly what [`Code::write`] gives for some plan.
    pub fn read(text: &str) -> Result<Self, NoCode> {
        if text.len() > MOST_BYTES {
            return Err(NoCode);
        }
        let fields: Vec<&str> = parts(text, b'.').collect();
        let [
            name,
            version,
            product,
            daily,
            times,
            scale,
            range,
            end,
            amount,
            start,
            changes,
        ] = fields[..]
        else {
            return Err(NoCode);
        };
        let amount = dose(amount)?;
        let end = match end {
            "stop" => End::Stop { last_dose: amount },
            "stay" => End::Stay { at: amount },
            _ => return Err(NoCode),
        };
        let times = match times.strip_prefix('-') {
            None => Times::Equal(number(times)?),
            Some(amounts) => {
                let mut own = Vec::new();
                for amount in parts(amounts, b'-') {
                    own.push(dose(amount)?);
                }
                Times::Own(own)
            }
        };
        let is_within = match &times {
            Times::Equal(count) => (1..=MOST_TIMES as u32).contains(count),
            Times::Own(amounts) => amounts.len() <= MOST_TIMES,
        };
        if !is_within {
            return Err(NoCode);
        }
        let texts = changes;
        let mut changes = Vec::new();
        if !texts.is_empty() {
            for text in parts(texts, b'~') {
                changes.push(change(text)?);
            }
        }
        if changes.len() > MOST_CHANGES {
            return Err(NoCode);
        }
        Ok(Self {
            name: word(name)?,
            version: number(version)?,
            product: word(product)?,
            daily: dose(daily)?,
            times,
            scale: dose(scale)?,
            range: word(range)?,
            end,
            start: start.parse().map_err(|_| NoCode)?,
            changes,
        })
    }
}

/// A name: lower-case letters, digits, `-` and `_`.
fn word(text: &str) -> Result<String, NoCode> {
    let is_name = (1..=60).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    is_name.then(|| String::from(text)).ok_or(NoCode)
}

/// A number without a sign and without zeros in front.
fn number(text: &str) -> Result<u32, NoCode> {
    let is_plain =
        text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    let value = is_plain.then(|| text.parse().ok()).flatten();
    value.ok_or(NoCode)
}

fn dose(text: &str) -> Result<Ticks, NoCode> {
    Ticks::new(number(text)?).ok_or(NoCode)
}

fn change(text: &str) -> Result<Change, NoCode> {
    let dated = |rest: &str| -> Result<(Ticks, Day), NoCode> {
        let (amount, day) = cut(rest, b'_').ok_or(NoCode)?;
        Ok((dose(amount)?, day.parse().map_err(|_| NoCode)?))
    };
    if let Some(row) = text.strip_prefix('h') {
        return Ok(Change::Hold { row: number(row)? });
    }
    if let Some(rest) = text.strip_prefix(['f', 'n']) {
        let (dose, on) = dated(rest)?;
        let notice = text.starts_with('n');
        return Ok(Change::From { dose, on, notice });
    }
    if let Some(rest) = text.strip_prefix('s') {
        let (scale, on) = dated(rest)?;
        return Ok(Change::Scale { scale, on });
    }
    Err(NoCode)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;

    fn ticks() -> impl Strategy<Value = Ticks> {
        (0..=Ticks::MAX).prop_filter_map("within bounds", Ticks::new)
    }

    fn day() -> impl Strategy<Value = Day> {
        (-700_000..2_900_000_i32).prop_filter_map("within bounds", Day::from_number)
    }

    fn any_change() -> impl Strategy<Value = Change> {
        prop_oneof![
            any::<u32>().prop_map(|row| Change::Hold { row }),
            (ticks(), day(), any::<bool>()).prop_map(|(dose, on, notice)| Change::From {
                dose,
                on,
                notice
            }),
            (ticks(), day()).prop_map(|(scale, on)| Change::Scale { scale, on }),
        ]
    }

    fn times() -> impl Strategy<Value = Times> {
        prop_oneof![
            (1..=12u32).prop_map(Times::Equal),
            proptest::collection::vec(ticks(), 1..=12).prop_map(Times::Own),
        ]
    }

    prop_compose! {
        fn any_code()(
            name in "[a-z][a-z0-9-]{0,10}", version: u32, product in "[a-z_]{1,10}", daily in ticks(),
            times in times(), scale in ticks(), range in "[a-z0-9_]{1,10}", stop: bool, amount in ticks(),
            start in day(), changes in proptest::collection::vec(any_change(), 0..8),
        ) -> Code {
            let end = if stop { End::Stop { last_dose: amount } } else { End::Stay { at: amount } };
            Code { name, version, product, daily, times, scale, range, end, start, changes }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(code in any_code()) {
            let text = code.write();
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_~".contains(&b)));
            prop_assert_eq!(Code::read(&text), Ok(code));
        }

        #[test]
        fn whatever_is_read_is_the_one_code_of_its_plan(text in "[a-z0-9.~_-]{0,80}|\\PC{0,60}") {
            if let Ok(code) = Code::read(&text) {
                prop_assert_eq!(code.write(), text);
            }
        }

        #[test]
        fn a_code_with_one_sign_changed_is_another_plan_or_none(code in any_code(), at: prop::sample::Index, to in "[ -~]") {
            let text = code.write();
            let at = at.index(text.len());
            let changed = std::format!("{}{to}{}", &text[..at], &text[at + 1..]);
            if let Ok(other) = Code::read(&changed) {
                prop_assert_eq!(other.write(), changed);
            }
        }
    }

    #[test]
    fn junk_is_refused() {
        let good = "kratom.1.leaf.18000.3.100.ten_14.stop.1000.2026-11-24.";
        assert!(Code::read(good).is_ok());
        for bad in [
            "",
            "x",
            "kratom.1.leaf.018000.3.100.ten_14.stop.1000.2026-11-24.",
            "kratom.1.leaf.18000.3.100.ten_14.go.1000.2026-11-24.",
            "kratom.1.leaf.18000.13.100.ten_14.stop.1000.2026-11-24.",
            "kratom.1.leaf.18000.0.100.ten_14.stop.1000.2026-11-24.",
            "kratom.1.leaf.18000.3.100.ten_14.stop.1000.2026-02-30.",
            "kratom.1.leaf.18000.3.100.ten_14.stop.1000.2026-11-24.x9",
            "kratom.1.leaf.18000.3.100.ten_14.stop.1000.2026-11-24..step=9000",
            "kratom.1.LEAF.18000.3.100.ten_14.stop.1000.2026-11-24.",
            "kratom.1.leaf.600000.3.100.ten_14.stop.1000.2026-11-24.",
        ] {
            assert_eq!(Code::read(bad), Err(NoCode), "{bad}");
        }
        assert_eq!(Code::read(&"9".repeat(10_000)), Err(NoCode));
    }
}
