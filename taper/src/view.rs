//! How a schedule is put in words.
//!
//! In go a schedule, the labels of a language and the unit; out come the pieces
//! that all views share: amounts, shares, dates, notes, totals, and the lines
//! about the whole plan. All amounts of one schedule have the same number of
//! decimals, so that columns align: what the scale needs, at least one, and more
//! only where an amount that the reader entered has more.

use alloc::string::String;
use alloc::vec::Vec;

use crate::amount::{Unit, format_wide};
use crate::date::Day;
use crate::labels::{Labels, fill};
use crate::piece::{joined, text};
use crate::quantity::Ticks;
use crate::schedule::{Line, Schedule, Share};

/// A schedule with everything that is needed to show it.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub(crate) schedule: &'a Schedule,
    pub(crate) labels: &'a Labels,
    pub(crate) unit: &'a Unit,
    times: &'a [String],
    decimals: usize,
    /// Of which product and range the plan is.
    pub(crate) name: &'a str,
    /// What must stand beside the amounts of a file.
    pub(crate) warning: &'a str,
}

impl<'a> View<'a> {
    /// Joins them. `times` names the times of day in the order of the division;
    /// a time without a name gets its number.
    #[must_use]
    pub fn new(
        schedule: &'a Schedule,
        labels: &'a Labels,
        unit: &'a Unit,
        times: &'a [String],
    ) -> Self {
        let of_line = |line: &Line| {
            let of_times = line.times().iter().map(|time| decimals_of(*time, unit));
            let of_times = of_times.max().unwrap_or(0);
            of_times.max(decimals_of(line.dose(), unit))
        };
        let of_lines = schedule.lines().iter().map(of_line).max().unwrap_or(0);
        let of_grid = decimals_of(schedule.grid(), unit);
        Self {
            schedule,
            labels,
            unit,
            times,
            decimals: of_lines.max(of_grid).max(1),
            name: "",
            warning: "",
        }
    }

    /// The same for a reader's plan, whose name is [`Labels::plan_name`] filled in. It stands
    /// in whatever the reader takes away, so that nobody follows it for another product. An
    /// example has no name, and its heading says what it is of.
    #[must_use]
    pub fn named(self, name: &'a str) -> Self {
        Self { name, ..self }
    }

    /// The same for a file whose rows are read one at a time, months later and far from the
    /// page: `warning` then stands beside each.
    #[must_use]
    pub fn warned(self, warning: &'a str) -> Self {
        Self { warning, ..self }
    }

    /// A heading of the plan, after its name.
    pub(crate) fn titled(&self, heading: &str) -> String {
        match self.name {
            "" => String::from(heading),
            name => text!(name, " ", heading),
        }
    }

    /// A number of ticks in the unit, without the unit's name.
    pub(crate) fn number(&self, ticks: u64) -> String {
        self.number_with(ticks, self.decimals, self.labels.decimal_sign())
    }

    /// The same with another decimal sign, for files that programs read.
    // A copy in its callers would make the module larger.
    #[inline(never)]
    pub(crate) fn exported_number(&self, ticks: u64, sign: char) -> String {
        self.number_with(ticks, self.decimals, sign)
    }

    /// At least so many decimals, more when the number has them.
    pub(crate) fn number_with(&self, ticks: u64, decimals: usize, sign: char) -> String {
        format_wide(ticks, self.unit, decimals, sign)
    }

    /// A number of ticks in the unit, with its name.
    #[must_use]
    pub fn amount(&self, ticks: u64) -> String {
        let values = [("number", &*self.number(ticks)), ("unit", &*self.unit.name)];
        fill(self.labels.amount(), &values)
    }

    /// A date in words.
    pub(crate) fn date(&self, day: Day) -> String {
        let civil = day.civil();
        let values = [
            ("day", &*text!(civil.day)),
            ("month", self.labels.month(civil.month)),
            ("year", &*text!(civil.year)),
        ];
        fill(self.labels.date(), &values)
    }

    /// A share with one decimal, for columns.
    pub(crate) fn share(&self, share: Share) -> String {
        let number = share_number(share, self.labels.decimal_sign());
        fill(self.labels.share(), &[("number", &number)])
    }

    /// A share for sentences: whole when it is.
    pub(crate) fn share_in_words(&self, share: Share) -> String {
        if !share.tenths().is_multiple_of(10) {
            return self.share(share);
        }
        let number = text!(share.tenths() / 10);
        fill(self.labels.share(), &[("number", &number)])
    }

    pub(crate) fn days(&self, days: u64) -> String {
        counted(self.labels.days(), self.labels.days_one(), days)
    }

    pub(crate) fn steps(&self) -> String {
        let steps = u64::from(self.schedule.steps());
        counted(self.labels.steps(), self.labels.steps_one(), steps)
    }

    /// `weeks` when the plan takes whole weeks.
    fn weeks(&self) -> Option<String> {
        let days = self.schedule.days();
        let weeks = || counted(self.labels.weeks(), self.labels.weeks_one(), days / 7);
        days.is_multiple_of(7).then(weeks)
    }

    /// How many times of day there are; 0 when the day is not divided.
    pub(crate) fn times_a_day(&self) -> usize {
        self.schedule
            .lines()
            .first()
            .map_or(0, |line| line.times().len())
    }

    /// The name of a time of day.
    pub(crate) fn time_name(&self, time: usize) -> String {
        match self.times.get(time) {
            Some(name) => name.clone(),
            None => {
                let number = text!(time + 1);
                fill(self.labels.time_number(), &[("number", &number)])
            }
        }
    }

    /// What is to be said of a row.
    pub(crate) fn notes(&self, line: &Line) -> Vec<String> {
        let labels = self.labels;
        let flags = line.flags();
        let mut notes = Vec::new();
        let mut note = |is_so: bool, text: &str| {
            if is_so {
                notes.push(String::from(text));
            }
        };
        note(line.number() == 1, labels.note_present());
        if flags.stop {
            let cut = self.amount(line.cut().wide());
            note(true, &fill(labels.note_stop(), &[("amount", &cut)]));
        }
        note(flags.stay, labels.note_stay());
        note(flags.capped, labels.note_capped());
        let coarse = match flags.stay {
            true => labels.note_coarse_stay(),
            false => labels.note_coarse(),
        };
        note(flags.coarse, coarse);
        note(flags.slowed, labels.note_slowed());
        if line.paused() > 0 {
            let days = self.days(u64::from(line.paused()));
            note(true, &fill(labels.note_paused(), &[("days", &days)]));
        }
        notes
    }

    /// A row in sentences: the amount, the times of day, the cut, the notes.
    pub(crate) fn sentences(&self, line: &Line) -> Vec<String> {
        let labels = self.labels;
        let amount = self.amount(line.dose().wide());
        let mut sentences = Vec::from([fill(labels.a_day(), &[("amount", &amount)])]);
        let times: Vec<String> = (0..)
            .zip(line.times())
            .filter(|(_, amount)| !amount.is_zero())
            .map(|(time, amount)| {
                let name = self.time_name(time);
                let amount = self.amount(amount.wide());
                fill(
                    labels.time_amount(),
                    &[("time", &name), ("amount", &amount)],
                )
            })
            .collect();
        if !times.is_empty() {
            sentences.push(joined(&times, &text!(labels.separator(), " ")));
        }
        // The note on a stop says its size.
        if line.number() > 1 && !line.flags().stop {
            let values = [
                ("amount", &*self.amount(line.cut().wide())),
                ("share", &*self.share_in_words(line.share_of_present())),
            ];
            sentences.push(fill(labels.text_cut(), &values));
        }
        sentences.extend(self.notes(line));
        sentences
    }

    /// Joins notes or sentences.
    pub(crate) fn joined(&self, notes: &[String]) -> String {
        joined(notes, &text!(self.labels.note_separator(), " "))
    }

    /// Hands the names and values of the totals over, in order.
    pub(crate) fn for_totals(&self, each: &mut dyn FnMut(&str, &str)) {
        let (labels, schedule) = (self.labels, self.schedule);
        let days = self.days(schedule.days());
        let length = match self.weeks() {
            Some(weeks) => {
                let values = [("weeks", &*weeks), ("days", &*days)];
                fill(labels.weeks_and_days(), &values)
            }
            None => days,
        };
        let end = match schedule.stop() {
            Some(_) => labels.total_end(),
            None => labels.total_reached(),
        };
        each(labels.total_length(), &length);
        each(labels.total_steps(), &text!(schedule.steps()));
        each(end, &self.date(schedule.end()));
        each(labels.total_product(), &self.amount(schedule.product()));
        if let Some(largest) = schedule.largest() {
            let share = self.share_in_words(largest);
            let value = fill(labels.largest(), &[("share", &share)]);
            each(labels.total_largest(), &value);
        }
        if let Some(stop) = schedule.stop() {
            let amount = self.amount(stop.wide());
            let value = fill(labels.note_stop(), &[("amount", &amount)]);
            each(labels.total_stop(), &value);
        }
    }

    /// One sentence to announce: steps, end, largest step.
    #[must_use]
    pub fn status(&self) -> String {
        let date = self.date(self.schedule.end());
        match self.schedule.largest() {
            Some(largest) => {
                let values = [
                    ("steps", &*self.steps()),
                    ("date", &*date),
                    ("share", &*self.share_in_words(largest)),
                ];
                fill(self.labels.status(), &values)
            }
            None => fill(self.labels.status_stop_only(), &[("date", &date)]),
        }
    }

    /// The length beside a range: weeks or days, steps, end.
    #[must_use]
    pub fn length_line(&self) -> String {
        let length = self.weeks();
        let values = [
            (
                "length",
                &*length.unwrap_or_else(|| self.days(self.schedule.days())),
            ),
            ("steps", &*self.steps()),
            ("date", &*self.date(self.schedule.end())),
        ];
        fill(self.labels.length_line(), &values)
    }
}

/// The number of a share with one decimal.
pub(crate) fn share_number(share: Share, sign: char) -> String {
    text!(share.tenths() / 10, sign, share.tenths() % 10)
}

fn counted(many: &str, one: &str, count: u64) -> String {
    let template = if count == 1 { one } else { many };
    fill(template, &[("count", &text!(count))])
}

/// How many decimals an amount needs in a unit.
fn decimals_of(amount: Ticks, unit: &Unit) -> usize {
    let mut decimals = unit.decimals();
    let mut ticks = amount.get();
    while decimals > 0 && ticks.is_multiple_of(10) {
        ticks /= 10;
        decimals -= 1;
    }
    decimals
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::plan::Request;
    use crate::samples::{case_1, labels_with, paged, schedule, ticks, with_labels, with_view};

    /// The names of the totals.
    fn totals(view: &View<'_>) -> Vec<String> {
        let mut names = Vec::new();
        view.for_totals(&mut |name, _| names.push(String::from(name)));
        names
    }

    #[test]
    fn the_status_says_steps_end_and_largest_step() {
        let schedule = schedule(&case_1(), &[], &[]);
        with_view(&schedule, |view| {
            let status = "34 steps, ends 20 month-7 2027, largest step 10 %";
            assert_eq!(view.status(), status);
            let length = "34 weeks, 34 steps, ends 20 month-7 2027";
            assert_eq!(view.length_line(), length);
        });
    }

    #[test]
    fn a_plan_of_one_step_to_nothing_names_no_largest_step() {
        let schedule = schedule(&paged(600, 600, 600, 10), &[], &[]);
        with_view(&schedule, |view| {
            assert_eq!(view.status(), "status-stop-only 4 month-12 2026");
            assert_eq!(
                view.length_line(),
                "10 days, one step, ends 4 month-12 2026"
            );
            assert!(!totals(view).contains(&String::from("total-largest")));
        });
    }

    #[test]
    fn all_amounts_have_the_decimals_that_the_scale_needs_and_at_least_one() {
        let number = |grid, start| {
            let schedule = schedule(&paged(start, grid, 1_000, 14), &[], &[]);
            with_view(&schedule, |view| view.number(18_000))
        };
        assert_eq!(number(1_000, 18_000), "18.0");
        assert_eq!(number(100, 18_000), "18.0");
        assert_eq!(number(250, 18_000), "18.00");
        assert_eq!(number(100, 18_125), "18.000", "as entered");
        let schedule = schedule(&case_1(), &[], &[]);
        let tablet = Unit {
            name: String::from("mg"),
            ticks: 1,
            smaller: None,
        };
        let labels = labels_with(&[("decimal", ",")]);
        let view = View::new(&schedule, &labels, &tablet, &[]);
        assert_eq!(view.amount(18_000), "18000 mg", "a tick has no decimals");
        with_labels(&schedule, &labels, |view| {
            assert_eq!(view.number(1_800), "1,8");
        });
    }

    #[test]
    fn the_last_row_says_the_whole_dose_and_every_flag_has_its_note() {
        let schedule = schedule(&paged(10_000, 500, 500, 14), &[], &[(2, 1)]);
        with_view(&schedule, |view| {
            let lines = view.schedule.lines();
            let last = view.notes(lines.last().expect("a row"));
            assert_eq!(last, ["0.5 g less, the whole dose"]);
            assert_eq!(view.notes(&lines[0])[0], "note-present");
            assert!(
                view.notes(&lines[1])
                    .iter()
                    .any(|note| note == "one day longer")
            );
            for line in lines {
                let notes = view.notes(line);
                let has = |note: &str| notes.iter().any(|other| other == note);
                assert_eq!(has("note-coarse"), line.flags().coarse);
                assert!(!has("note-coarse-stay"));
                assert_eq!(has("note-slowed"), line.flags().slowed);
                assert_eq!(has("note-capped"), line.flags().capped);
            }
            assert!(lines.iter().any(|line| line.flags().coarse));
        });
        let stay = Request {
            target: ticks(5_000),
            ..paged(10_000, 100, 0, 14)
        };
        let schedule = crate::samples::schedule(&stay, &[], &[]);
        with_view(&schedule, |view| {
            let last = view.schedule.lines().last().expect("a row");
            assert_eq!(view.notes(last), ["note-stay"]);
            let totals = totals(view);
            assert!(!view.schedule.is_coarse());
            assert!(totals.contains(&String::from("total-reached")));
            assert!(!totals.contains(&String::from("total-end")));
        });
    }

    #[test]
    fn a_coarse_step_to_an_amount_to_stay_at_is_noted_and_is_not_held_longer() {
        let stay = Request {
            target: ticks(500),
            ..paged(1_000, 500, 0, 14)
        };
        let schedule = schedule(&stay, &[], &[]);
        with_view(&schedule, |view| {
            let notes = view.notes(&view.schedule.lines()[1]);
            assert_eq!(notes, ["note-stay", "note-coarse-stay"]);
        });
    }

    #[test]
    fn sentences_name_the_times_that_are_left_and_number_the_unnamed() {
        let schedule = schedule(&paged(700, 100, 0, 14), &[300, 300, 100], &[]);
        with_view(&schedule, |view| {
            let lines = view.schedule.lines();
            assert_eq!(
                view.sentences(&lines[0])[..2],
                [
                    "0.7 g a day",
                    "morning 0.3 g, noon 0.3 g, time-number 3 0.1 g"
                ]
            );
            let one = lines.iter().find(|line| line.dose() == ticks(100));
            let sentences = view.sentences(one.expect("a row"));
            assert_eq!(sentences[1], "morning 0.1 g", "a time at nothing is gone");
            let last = view.sentences(lines.last().expect("a row"));
            assert_eq!(last, ["0.0 g a day", "0.1 g less, the whole dose"]);
        });
    }
}
