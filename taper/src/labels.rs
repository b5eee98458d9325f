//! Every text that the views of a schedule show.
//!
//! In go pairs of key and text, as the files of a language hold them; out come
//! [`Labels`] in which nothing is missing, nothing is unknown and every text has
//! the places for the numbers that it must show. A text names such a place as
//! `{name}`; [`fill`] puts the values there. The one list below makes the
//! fields, the keys and the names of the places, so that they cannot differ.

use crate::cut::cut;
use crate::piece::{push, text};
use alloc::string::String;
use alloc::vec::Vec;

/// Texts in one language. Keys that end in `-one` are for the number 1.
///
/// They lie in a list and not in fields: a field for each would be the largest
/// part of the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    /// In the order of [`Labels::KEYS`].
    texts: Vec<String>,
}

macro_rules! labels {
    ($($field:ident = $key:literal [$($place:literal)*] $doc:literal;)*) => {
        /// The labels in the order of their keys.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy)]
        enum Place { $($field),* }

        impl Labels {
            $(
                #[doc = $doc]
                #[must_use]
                pub fn $field(&self) -> &str {
                    self.text(Place::$field)
                }
            )*

            /// The keys, in order.
            pub const KEYS: &'static [&'static str] = &[$($key),*];

            /// The names of the places in the text of each key.
            const PLACES: &'static [&'static [&'static str]] = &[$(&[$($place),*]),*];
        }
    };
}

labels! {
    // Dates and numbers.
    month_1 = "month-1" [] "January.";
    month_2 = "month-2" [] "February.";
    month_3 = "month-3" [] "March.";
    month_4 = "month-4" [] "April.";
    month_5 = "month-5" [] "May.";
    month_6 = "month-6" [] "June.";
    month_7 = "month-7" [] "July.";
    month_8 = "month-8" [] "August.";
    month_9 = "month-9" [] "September.";
    month_10 = "month-10" [] "October.";
    month_11 = "month-11" [] "November.";
    month_12 = "month-12" [] "December.";
    date = "date" ["day" "month" "year"] "A date in words.";
    decimal = "decimal" [] "The sign before the decimals: one character.";
    separator = "separator" [] "Between the items of a list; a space follows.";
    note_separator = "note-separator" [] "Between notes, which may hold commas; a space follows.";
    amount = "amount" ["number" "unit"] "An amount with its unit.";
    share = "share" ["number"] "A percentage.";
    days = "days" ["count"] "A number of days.";
    days_one = "days-one" ["count"] "One day.";
    weeks = "weeks" ["count"] "A number of weeks.";
    weeks_one = "weeks-one" ["count"] "One week.";
    steps = "steps" ["count"] "A number of steps down.";
    steps_one = "steps-one" ["count"] "One step down.";
    weeks_and_days = "weeks-and-days" ["weeks" "days"] "A whole number of weeks, and the same in days.";
    a_day = "a-day" ["amount"] "The amount of a day.";
    time_number = "time-number" ["number"] "A time of day without a name of its own.";
    time_amount = "time-amount" ["time" "amount"] "What is taken at a time of day.";
    none = "none" [] "Stands in a cell that has no value.";
    open_end = "open-end" [] "In place of the last day of the last row.";
    plan_name = "plan-name" ["product" "range"] "Of which product and range a plan is, wherever it is taken.";
    // The table.
    caption = "caption" ["start"] "The caption of the table.";
    table_name = "table-name" [] "The name of the frame in which the table scrolls.";
    head_step = "head-step" [] "Column: number of the row.";
    head_from = "head-from" [] "Column: first day.";
    head_to = "head-to" [] "Column: last day.";
    head_days = "head-days" [] "Column: how many days.";
    head_amount = "head-amount" [] "Column: amount a day.";
    head_cut = "head-cut" [] "Column: how much less than before.";
    head_share_present = "head-share-present" [] "Column: the cut as a share of the present dose.";
    head_share_start = "head-share-start" [] "Column: the cut as a share of the first dose.";
    head_note = "head-note" [] "Column: notes.";
    head_plan = "head-plan" [] "Column of a file: the name of the plan.";
    head_warning = "head-warning" [] "Column of a file: what must stand beside each amount.";
    note_present = "note-present" [] "Note on the first row.";
    note_capped = "note-capped" [] "Note: the cap made the step smaller.";
    note_coarse = "note-coarse" [] "Note: the scale made the step larger, and the hold longer.";
    note_coarse_stay = "note-coarse-stay" [] "The same at an amount to stay at, where no hold is longer.";
    note_slowed = "note-slowed" [] "Note: the window's cap made the hold longer.";
    note_paused = "note-paused" ["days"] "Note: the reader made the hold longer.";
    note_stop = "note-stop" ["amount"] "Note on the last row of a plan to stop.";
    note_stay = "note-stay" [] "Note on the last row of a plan to stay at a dose.";
    advice_coarse = "advice-coarse" [] "When the scale made every step larger.";
    // The totals.
    total_length = "total-length" [] "Name of the length.";
    total_steps = "total-steps" [] "Name of the number of steps.";
    total_end = "total-end" [] "Name of the day on which a plan to stop ends.";
    total_reached = "total-reached" [] "Name of the day on which the dose to stay at is reached.";
    total_product = "total-product" [] "Name of the amount needed in all.";
    total_largest = "total-largest" [] "Name of the largest step, but for the last one to nothing.";
    total_stop = "total-stop" [] "Name of the last step, to nothing.";
    largest = "largest" ["share"] "The size of the largest step.";
    // The chart.
    chart_title = "chart-title" ["start" "end"] "The name of the chart.";
    chart_description = "chart-description" ["from" "start" "to" "end" "steps"] "What the chart shows, in words.";
    chart_caption = "chart-caption" [] "The caption of the chart.";
    chart_amount = "chart-amount" ["unit"] "The name of the upright axis.";
    chart_weeks = "chart-weeks" [] "The name of the level axis.";
    key_coarse = "key-coarse" [] "What the diamond means.";
    key_slowed = "key-slowed" [] "What the triangle means.";
    key_paused = "key-paused" [] "What the two bars mean.";
    // Text to copy, calendar, and lines about the whole plan.
    text_title = "text-title" ["start"] "First line of the text.";
    text_total = "text-total" ["name" "value"] "A total in the text.";
    text_row = "text-row" ["number" "from" "to" "days" "words"] "A row in the text.";
    text_row_last = "text-row-last" ["number" "from" "words"] "The last row in the text.";
    text_cut = "text-cut" ["amount" "share"] "A cut in the text.";
    calendar_summary = "calendar-summary" ["number"] "Heading in the calendar: others may see it, so no amount.";
    status = "status" ["steps" "date" "share"] "What is announced when a plan is made.";
    status_stop_only = "status-stop-only" ["date"] "The same when the one step goes to nothing.";
    length_line = "length-line" ["length" "steps" "date"] "The length of a plan beside its range.";
    begun_long_ago = "begun-long-ago" ["date" "days"] "Above a plan that began long ago: today's row may be none of the reader's.";
    amount_two_ways = "amount-two-ways" ["text"] "Asks what is meant by an amount such as `1,500`.";
}

impl Labels {
    /// The names of the places in the text of a key: what may stand in braces
    /// there, and must unless the key ends in `-one`. None for an unknown key.
    #[must_use]
    pub fn places(key: &str) -> &'static [&'static str] {
        let at = Self::KEYS.iter().position(|other| *other == key);
        at.map_or(&[], |at| Self::PLACES[at])
    }

    /// Reads pairs of key and text, in any order. What the texts say is checked
    /// by [`Labels::check`], once, where they are written.
    ///
    /// # Errors
    /// Says which key is missing, unknown or there twice.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, String> {
        let mut texts: Vec<Option<String>> = alloc::vec![None; Self::KEYS.len()];
        for (key, text) in pairs {
            let Some(at) = Self::KEYS.iter().position(|other| *other == key) else {
                return Err(text!("no label is called `", key, "`"));
            };
            if texts[at].replace(String::from(text)).is_some() {
                return Err(text!("the label `", key, "` is there twice"));
            }
        }
        let mut complete = Vec::with_capacity(texts.len());
        for (key, text) in Self::KEYS.iter().zip(texts) {
            match text {
                Some(text) => complete.push(text),
                None => return Err(text!("the label `", key, "` is missing")),
            }
        }
        Ok(Self { texts: complete })
    }

    /// Takes texts that are in the order of the keys, as [`Labels::texts`] gives them;
    /// `None` when they are not as many. Between the generator and the module, which are
    /// of one source, the keys need not go along.
    #[must_use]
    pub fn in_order(texts: Vec<String>) -> Option<Self> {
        (texts.len() == Self::KEYS.len()).then_some(Self { texts })
    }

    /// The texts in the order of their keys.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Holds every text against the places that it must show.
    ///
    /// # Errors
    /// Says what is wrong with the first that does not fit.
    pub fn check(&self) -> Result<(), String> {
        self.pairs().try_for_each(|(key, text)| check(key, text))
    }

    // Called from a hundred places: one copy of it is enough.
    #[inline(never)]
    fn text(&self, place: Place) -> &str {
        self.texts.get(place as usize).map_or("", String::as_str)
    }

    /// The keys and their texts, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let texts = self.texts.iter().map(String::as_str);
        Self::KEYS.iter().copied().zip(texts)
    }

    /// The name of a month, 1 to 12: the first keys.
    #[must_use]
    pub fn month(&self, month: u8) -> &str {
        let place = usize::from(month).clamp(1, 12) - 1;
        self.texts.get(place).map_or("", String::as_str)
    }

    /// The sign before the decimals.
    #[must_use]
    pub fn decimal_sign(&self) -> char {
        self.decimal().chars().next().unwrap_or('.')
    }
}

/// A translation that loses a number would hide it from the reader, and one
/// with a misspelled place would show the braces.
fn check(key: &str, text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err(text!("the label `", key, "` is empty"));
    }
    let is_one_sign = text.chars().count() == 1 && !text.starts_with(|c: char| c.is_alphanumeric());
    if key == "decimal" && !is_one_sign {
        return Err(text!("the label `", key, "` must be one sign"));
    }
    let places = Labels::places(key);
    for piece in pieces(text) {
        if let Piece::Place(name) = piece
            && !places.contains(&name)
        {
            return Err(text!(
                "the label `",
                key,
                "` has no place for `{",
                name,
                "}`"
            ));
        }
    }
    let lacks = |name: &&&str| !pieces(text).any(|piece| piece == Piece::Place(name));
    match places.iter().find(lacks) {
        Some(name) if !key.ends_with("-one") => {
            Err(text!("the label `", key, "` does not show `{", name, "}`"))
        }
        _ => Ok(()),
    }
}

/// Puts values into the places of a text. A place without a value stays as it
/// is; braces within a value are not places.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    for piece in pieces(template) {
        match piece {
            Piece::Text(piece) => push!(text, piece),
            Piece::Place(name) => match values.iter().find(|(other, _)| *other == name) {
                Some((_, value)) => push!(text, value),
                None => {
                    text.push('{');
                    push!(text, name);
                    text.push('}');
                }
            },
        }
    }
    text
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Place(&'a str),
}

fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|r| cut(r, b'}')) {
            rest = after;
            return Some(Piece::Place(name));
        }
        // A brace that is never closed is text, and so is everything after it.
        let opening = rest.bytes().position(|b| b == b'{').filter(|at| *at > 0);
        let (text, after) = opening
            .and_then(|at| rest.split_at_checked(at))
            .unwrap_or((rest, ""));
        rest = after;
        Some(Piece::Text(text))
    })
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::samples;
    use alloc::format;

    #[test]
    fn every_key_is_needed_once_and_no_other_is_taken() {
        let pairs = samples::pairs();
        let all = || pairs.iter().map(|(key, text)| (*key, text.as_str()));
        assert!(Labels::from_pairs(all()).is_ok());
        for (left_out, _) in &pairs {
            let some = all().filter(|(key, _)| key != left_out);
            let error = Labels::from_pairs(some).expect_err("missing");
            assert_eq!(error, format!("the label `{left_out}` is missing"));
        }
        let error = Labels::from_pairs(all().chain([("colour", "x")])).expect_err("unknown");
        assert_eq!(error, "no label is called `colour`");
        let error = Labels::from_pairs(all().chain([("none", "x")])).expect_err("twice");
        assert_eq!(error, "the label `none` is there twice");
        let labels = samples::labels();
        let given_back = labels.pairs().zip(&pairs);

        for ((key, text), (other, expected)) in given_back {
            assert_eq!((key, text), (*other, expected.as_str()));
        }
    }

    #[test]
    fn a_text_that_loses_or_misspells_a_number_is_refused() {
        for (key, text, error) in [
            (
                "a-day",
                "every day",
                "the label `a-day` does not show `{amount}`",
            ),
            (
                "a-day",
                "{amount} {mount}",
                "the label `a-day` has no place for `{mount}`",
            ),
            ("a-day", "  ", "the label `a-day` is empty"),
            ("decimal", "..", "the label `decimal` must be one sign"),
            ("decimal", "5", "the label `decimal` must be one sign"),
        ] {
            assert_eq!(
                check(key, text).as_ref().map_err(String::as_str),
                Err(error)
            );
        }
        assert_eq!(
            check("days-one", "one day"),
            Ok(()),
            "the number is in the words"
        );
    }

    #[test]
    fn values_are_filled_in_once_and_never_read_again() {
        let values = [("a", "{b}"), ("b", "ü")];
        assert_eq!(fill("{a}-{b}-{c}-{a", &values), "{b}-ü-{c}-{a");
        assert_eq!(fill("", &values), "");
        assert_eq!(fill("}{b}}", &values), "}ü}");
    }

    #[test]
    fn months_are_named_in_order() {
        let labels = samples::labels();
        for month in 1..=12 {
            assert_eq!(labels.month(month), format!("month-{month}"));
        }
    }
}
