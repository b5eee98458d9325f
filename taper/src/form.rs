//! What a reader filled in, read and judged.
//!
//! In goes a [`Message`] with the fields of the form, out comes [`Filled`]: the
//! facts for the rules, the amounts, and every problem at its field. Nothing is
//! computed here.

use alloc::string::String;
use alloc::vec::Vec;

use crate::amount::{self, AmountError, Reading};
use crate::code::{End, Times};
use crate::date::Day;
use crate::message::Message;
use crate::pack::Pack;
use crate::piece::text;
use crate::quantity::Ticks;
use crate::rulebook::Answer;
use crate::rules::Facts;
use crate::split::MOST_TIMES;
use crate::words::Word;

/// A field that has to be corrected or confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// What is wrong, in words.
    Error { field: String, words: String },
    /// The separator may divide thousands.
    Thousands {
        field: String,
        /// What was typed.
        text: String,
        decimal: Ticks,
        /// In ticks; it may be more than any dose.
        thousands: u64,
    },
    /// The amount is unlikely.
    Confirm { field: String, words: String },
}

/// The form, as far as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    pub facts: Facts,
    pub times: Option<Times>,
    pub scale: Option<Ticks>,
    /// The place of the range in the rulebook.
    pub range: Option<usize>,
    pub end: Option<End>,
    pub start: Option<Day>,
    pub today: Option<Day>,
    pub problems: Vec<Problem>,
}

/// Reads the fields. Where `is_final`, what is missing is a problem too.
pub(crate) fn read(request: &Message, pack: &Pack, is_final: bool) -> Filled {
    let mut form = Form {
        request,
        pack,
        is_final,
        problems: Vec::new(),
    };
    let mut filled = Filled {
        today: form.day("today"),
        ..Filled::default()
    };
    filled.facts.daily_confirmed = request.all("confirm").any(|field| field == "daily");
    for question in &pack.book.questions {
        let field = text!("answer.", question.id);
        match form.text(&field).and_then(Answer::read) {
            Some(answer) => filled.facts.answers.push((question.id.clone(), answer)),
            None => form.missing(&field, Word::ErrorAnswer),
        }
    }
    match form.text("product") {
        Some(id) if pack.book.product(id).is_some() => {
            filled.facts.product = Some(id.into());
        }
        _ => form.missing("product", Word::ErrorProduct),
    }
    let (daily, times) = form.day_s_dose();
    filled.facts.daily = daily;
    filled.times = times;
    filled.scale = form.scale(filled.facts.product.as_deref(), daily);
    match form.text("range") {
        Some(id) => {
            filled.range = pack.book.ranges.iter().position(|range| range.id == id);
            if filled.range.is_none() {
                form.error("range", Word::ErrorRange);
            }
        }
        None => form.missing("range", Word::ErrorRange),
    }
    filled.end = form.end(daily, filled.scale);
    if let Some(End::Stop { last_dose }) = filled.end {
        filled.facts.last_dose = Some(last_dose);
    }
    filled.start = form.day("start");
    if filled.start.is_none() {
        if form.text("start").is_some() {
            form.error("start", Word::ErrorStart);
        } else {
            form.missing("start", Word::ErrorStart);
        }
    }
    filled.problems = form.problems;
    filled
}

struct Form<'f> {
    request: &'f Message,
    pack: &'f Pack,
    is_final: bool,
    problems: Vec<Problem>,
}

impl<'f> Form<'f> {
    /// What stands in a field; `None` when nothing does, or two things that differ.
    fn text(&self, field: &str) -> Option<&'f str> {
        let mut texts = self.request.iter().filter(|(key, _)| *key == field);
        let (_, text) = texts.next()?;
        if texts.any(|(_, other)| other != text) {
            return None;
        }
        Some(text.trim()).filter(|text| !text.is_empty())
    }

    fn error(&mut self, field: &str, word: Word) {
        let words = String::from(self.pack.words.own(word));
        self.problems.push(Problem::Error {
            field: field.into(),
            words,
        });
    }

    fn missing(&mut self, field: &str, word: Word) {
        if self.is_final {
            self.error(field, word);
        }
    }

    fn day(&self, field: &str) -> Option<Day> {
        self.text(field).and_then(|text| text.parse().ok())
    }

    /// An amount; `word` is said when it is missing.
    fn amount(&mut self, field: &str, word: Word) -> Option<Ticks> {
        let Some(text) = self.text(field) else {
            self.missing(field, word);
            return None;
        };
        self.amount_of(field, text)
    }

    fn amount_of(&mut self, field: &str, text: &str) -> Option<Ticks> {
        let reading = self.text(&text!("reading.", field)).unwrap_or("");
        match amount_of(self.pack, field, text, reading) {
            Ok(amount) => Some(amount),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    /// What is taken in a day, and over which times.
    fn day_s_dose(&mut self) -> (Option<Ticks>, Option<Times>) {
        if self.text("per_day") == Some("own") {
            return self.own_times();
        }
        let daily = self.amount("daily", Word::ErrorDaily);
        let count = match self.text("times") {
            Some(text) => {
                let count = whole_number(text).filter(|n| (1..=MOST_TIMES as u32).contains(n));
                if count.is_none() {
                    self.error("times", Word::ErrorTimes);
                }
                count
            }
            None => {
                self.missing("times", Word::ErrorTimes);
                None
            }
        };
        (daily, count.map(Times::Equal))
    }

    fn own_times(&mut self) -> (Option<Ticks>, Option<Times>) {
        let texts: Vec<&str> = self.request.all("time").map(str::trim).collect();
        let filled = texts.iter().filter(|text| !text.is_empty()).count();
        if filled == 0 {
            self.missing("time.1", Word::ErrorDaily);
            return (None, None);
        }
        if filled > MOST_TIMES {
            self.error("time.1", Word::ErrorTimes);
            return (None, None);
        }
        let mut amounts = Vec::new();
        for (n, text) in texts
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
        {
            if let Some(amount) = self.amount_of(&text!("time.", n + 1), text) {
                amounts.push(amount);
            }
        }
        if amounts.len() < filled {
            return (None, None);
        }
        let sum: u64 = amounts.iter().map(|amount| amount.wide()).sum();
        match u32::try_from(sum).ok().and_then(Ticks::new) {
            Some(daily) => (Some(daily), Some(Times::Own(amounts))),
            None => {
                self.error("time.1", Word::ErrorAmountTooLarge);
                (None, None)
            }
        }
    }

    fn scale(&mut self, product: Option<&str>, daily: Option<Ticks>) -> Option<Ticks> {
        let product = product.and_then(|id| self.pack.book.product(id));
        // A product without a scale leads to the worksheet.
        if product.is_some_and(|p| p.scales.is_empty() && !p.own_scale) {
            return None;
        }
        let scale = self.amount("scale", Word::ErrorScale)?;
        let is_known = product.is_none_or(|p| p.has_scale(scale));
        if !is_known {
            self.error("scale", Word::ErrorScale);
            return None;
        }
        if daily.is_some_and(|daily| daily < scale) {
            self.error("scale", Word::ErrorScaleAboveDaily);
            return None;
        }
        Some(scale)
    }

    fn end(&mut self, daily: Option<Ticks>, scale: Option<Ticks>) -> Option<End> {
        match self.text("end") {
            Some("stop") => {
                let last_dose = self.amount("last", Word::ErrorLast)?;
                if daily.is_some_and(|daily| last_dose > daily) {
                    self.error("last", Word::ErrorLastAboveDaily);
                    return None;
                }
                if scale.is_some_and(|scale| last_dose < scale) {
                    self.error("last", Word::ErrorOffScale);
                    return None;
                }
                Some(End::Stop { last_dose })
            }
            Some("stay") => {
                let at = self.amount("stay", Word::ErrorStay)?;
                if daily.is_some_and(|daily| at >= daily) {
                    self.error("stay", Word::ErrorStayNotBelowDaily);
                    return None;
                }
                if scale.is_some_and(|scale| !at.is_multiple_of(scale)) {
                    self.error("stay", Word::ErrorOffScale);
                    return None;
                }
                Some(End::Stay { at })
            }
            _ => {
                self.missing("end", Word::ErrorEnd);
                None
            }
        }
    }
}

/// The amount that was typed into a field, where something was. `reading` is how
/// an ambiguous one is meant, once that was asked.
pub(crate) fn amount_of(
    pack: &Pack,
    field: &str,
    text: &str,
    reading: &str,
) -> Result<Ticks, Problem> {
    let amount = match amount::read(text, &pack.unit) {
        Ok(Reading::Amount(amount)) => Ok(amount),
        Ok(Reading::Ambiguous { decimal, thousands }) => match reading {
            "decimal" => Ok(decimal),
            "thousands" => amount::within(thousands, &pack.unit),
            _ => {
                return Err(Problem::Thousands {
                    field: field.into(),
                    text: text.into(),
                    decimal,
                    thousands,
                });
            }
        },
        Err(error) => Err(error),
    };
    amount.map_err(|error| {
        let word = match error {
            AmountError::Empty | AmountError::NotANumber => Word::ErrorAmountNotANumber,
            AmountError::Two => Word::ErrorAmountTwo,
            AmountError::Nothing => Word::ErrorAmountNothing,
            AmountError::TooExact => Word::ErrorAmountTooExact,
            AmountError::TooLarge => Word::ErrorAmountTooLarge,
            AmountError::SmallerUnit => Word::ErrorAmountSmallerUnit,
        };
        Problem::Error {
            field: field.into(),
            words: pack.words.own(word).into(),
        }
    })
}

/// A count in any digits; no sign, no separator.
pub(crate) fn whole_number(text: &str) -> Option<u32> {
    let counts = amount::Unit {
        name: String::new(),
        ticks: 1,
        smaller: None,
    };
    match amount::read(text, &counts) {
        Ok(Reading::Amount(count)) => Some(count.get()),
        _ => None,
    }
}
