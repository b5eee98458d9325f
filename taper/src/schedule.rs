//! A plan on the calendar.
//!
//! In go a [`Plan`], the day's division if there is one, the reader's pauses and
//! the first day; out comes a [`Schedule`]: one [`Line`] for each row with its
//! days and its cut both ways, and the totals. Every figure is derived here,
//! once, from the same doses, so that no view can show another. Doses are in
//! ticks, time in whole days. What cannot be shown truthfully is refused: a plan
//! that was cut off, or a day after the year 9999.

use alloc::vec::Vec;
use core::fmt;

use crate::date::Day;
use crate::plan::{Flags, Plan, Status};
use crate::quantity::Ticks;
use crate::split::Split;

/// Days that the reader adds to rows. A pause keeps a dose for longer: it moves
/// every later row and changes no dose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pauses {
    /// Row and days, by ascending row.
    days: Vec<(u32, u32)>,
}

impl Pauses {
    /// Without any.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Holds a row so many days longer; rows count from 1, the present dose.
    /// Pauses at one row add up, so their order does not matter.
    pub fn add(&mut self, row: u32, days: u32) {
        match self.days.binary_search_by_key(&row, |pause| pause.0) {
            // A sum that large ends after the year 9999 and is refused there.
            Ok(at) => self.days[at].1 = self.days[at].1.saturating_add(days),
            Err(at) => self.days.insert(at, (row, days)),
        }
    }

    /// How many days are added at a row.
    #[must_use]
    pub fn at(&self, row: u32) -> u32 {
        let at = self.days.binary_search_by_key(&row, |pause| pause.0);
        at.map_or(0, |at| self.days[at].1)
    }
}

/// A share of a dose as it is shown: tenths of a percent, half rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

impl Share {
    /// What share `part` is of `whole`; `None` of nothing, or of less than
    /// `part`.
    #[must_use]
    pub fn of(part: Ticks, whole: Ticks) -> Option<Self> {
        if whole.is_zero() || part > whole {
            return None;
        }
        let tenths = (part.wide() * 2_000 + whole.wide()) / (whole.wide() * 2);
        u32::try_from(tenths).ok().map(Self)
    }

    /// Tenths of a percent, 0 to 1000.
    #[must_use]
    pub fn tenths(self) -> u32 {
        self.0
    }
}

/// One dose on the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    number: u32,
    first: Day,
    last: Option<Day>,
    days: u32,
    paused: u32,
    dose: Ticks,
    times: Vec<Ticks>,
    cut: Ticks,
    of_present: Share,
    of_start: Share,
    flags: Flags,
}

impl Line {
    /// From 1, which is the dose that is taken now.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The first day of the dose.
    #[must_use]
    pub fn first(&self) -> Day {
        self.first
    }

    /// The last day of the dose; the last row has none.
    #[must_use]
    pub fn last(&self) -> Option<Day> {
        self.last
    }

    /// How many days the dose is taken, pauses included; 0 in the last row,
    /// which has no end.
    #[must_use]
    pub fn days(&self) -> u32 {
        self.days
    }

    /// How many of the days the reader added.
    #[must_use]
    pub fn paused(&self) -> u32 {
        self.paused
    }

    /// What is taken in a day.
    #[must_use]
    pub fn dose(&self) -> Ticks {
        self.dose
    }

    /// What is taken at each time of day; empty when the day is not divided.
    /// Their sum is the dose.
    #[must_use]
    pub fn times(&self) -> &[Ticks] {
        &self.times
    }

    /// How much less than in the row before; nothing in the first.
    #[must_use]
    pub fn cut(&self) -> Ticks {
        self.cut
    }

    /// The cut as a share of the dose before it.
    #[must_use]
    pub fn share_of_present(&self) -> Share {
        self.of_present
    }

    /// The cut as a share of the first dose.
    #[must_use]
    pub fn share_of_start(&self) -> Share {
        self.of_start
    }

    /// What the engine says of the row.
    #[must_use]
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// The names of the flags that are set, `paused` among them.
    pub fn flag_names(&self) -> impl Iterator<Item = &'static str> {
        let paused = (self.paused > 0).then_some("paused");
        self.flags.names().chain(paused)
    }
}

/// Why a plan was not put on the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScheduleRefusal {
    /// The plan was cut off before its end: it must not be shown as finished.
    Unfinished,
    /// A day of it lies after the year 9999.
    BeyondCalendar,
    /// A pause at the last row, which has no end, or at a row that is not there.
    PauseOutOfBounds,
    /// The day's division belongs to another plan.
    SplitDiffers,
}

impl ScheduleRefusal {
    /// A name that does not change, for programs and translations.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unfinished => "schedule_unfinished",
            Self::BeyondCalendar => "schedule_beyond_calendar",
            Self::PauseOutOfBounds => "schedule_pause_out_of_bounds",
            Self::SplitDiffers => "schedule_split_differs",
        }
    }
}

impl fmt::Display for ScheduleRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unfinished => "the plan has too many rows and was cut off",
            Self::BeyondCalendar => "the plan ends after the year 9999",
            Self::PauseOutOfBounds => "a pause belongs to a row before the last",
            Self::SplitDiffers => "the amounts of the day are not those of the plan",
        })
    }
}

/// A plan with dates. It has at least two lines; the last one stops or stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    lines: Vec<Line>,
    grid: Ticks,
    end: Day,
}

impl Schedule {
    /// Puts a plan on the calendar: row 1 begins on `start`.
    ///
    /// # Errors
    /// When it cannot be shown truthfully; see [`ScheduleRefusal`].
    pub fn new(
        plan: &Plan,
        split: Option<&Split>,
        pauses: &Pauses,
        start: Day,
    ) -> Result<Self, ScheduleRefusal> {
        let rows = plan.rows();
        let (Some(present), Some(last)) = (rows.first(), rows.last()) else {
            return Err(ScheduleRefusal::Unfinished);
        };
        let is_finished = last.flags().stop || last.flags().stay;
        if plan.status() == Status::TooLong || !is_finished {
            return Err(ScheduleRefusal::Unfinished);
        }
        if split.is_some_and(|split| split.rows().len() != rows.len()) {
            return Err(ScheduleRefusal::SplitDiffers);
        }
        let most = rows.len() as u64;
        let is_before_last = |row: &u32| *row >= 1 && u64::from(*row) < most;
        if !pauses.days.iter().all(|(row, _)| is_before_last(row)) {
            return Err(ScheduleRefusal::PauseOutOfBounds);
        }
        let mut lines = Vec::with_capacity(rows.len());
        let mut first = start;
        for (row, number) in rows.iter().zip(1_u32..) {
            let times = split.map_or(&[][..], |split| &split.rows()[number as usize - 1]);
            let sum: u64 = times.iter().map(|amount| amount.wide()).sum();
            if split.is_some() && sum != row.dose().wide() {
                return Err(ScheduleRefusal::SplitDiffers);
            }
            let is_last = row.flags().stop || row.flags().stay;
            let paused = pauses.at(number);
            let days = row.hold().checked_add(paused);
            let days = days.ok_or(ScheduleRefusal::BeyondCalendar)?;
            let next = first.plus(days).ok_or(ScheduleRefusal::BeyondCalendar)?;
            let last_of_row = first.plus(days.saturating_sub(1));
            let share = |whole| Share::of(row.cut(), whole).ok_or(ScheduleRefusal::Unfinished);
            lines.push(Line {
                number,
                first,
                last: last_of_row.filter(|_| !is_last),
                days,
                paused,
                dose: row.dose(),
                times: times.to_vec(),
                cut: row.cut(),
                of_present: share(row.before())?,
                of_start: share(present.dose())?,
                // A reader is told of a coarse step wherever it is.
                flags: Flags {
                    coarse: row.is_coarse(),
                    ..row.flags()
                },
            });
            first = next;
        }
        // A calendar names the day after the last one too.
        first.plus(1).ok_or(ScheduleRefusal::BeyondCalendar)?;
        Ok(Self {
            lines,
            grid: plan.grid(),
            end: first,
        })
    }

    /// The rows, from the present dose down.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The smallest change of the daily dose that can be measured.
    #[must_use]
    pub fn grid(&self) -> Ticks {
        self.grid
    }

    /// The first day.
    #[must_use]
    pub fn start(&self) -> Day {
        self.lines.first().map_or(self.end, |line| line.first)
    }

    /// The day on which the last row begins.
    #[must_use]
    pub fn end(&self) -> Day {
        self.end
    }

    /// How many days it takes, from the first day to the last row.
    #[must_use]
    pub fn days(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.days)).sum()
    }

    /// How many times the dose falls, the last row included.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.lines.last().map_or(0, |line| line.number - 1)
    }

    /// How much is taken in all until the last row, in ticks.
    #[must_use]
    pub fn product(&self) -> u64 {
        let of_line = |line: &Line| line.dose.wide() * u64::from(line.days);
        self.lines.iter().map(of_line).sum()
    }

    /// The largest cut as a share of the dose before it, but for a stop; `None`
    /// when the stop is the only cut.
    #[must_use]
    pub fn largest(&self) -> Option<Share> {
        let cuts = self.lines.iter().skip(1).filter(|line| !line.flags.stop);
        cuts.map(|line| line.of_present).max()
    }

    /// The last cut of a plan to stop, in ticks: the whole dose before it.
    #[must_use]
    pub fn stop(&self) -> Option<Ticks> {
        let last = self.lines.last().filter(|line| line.flags.stop);
        last.map(|line| line.cut)
    }

    /// Whether the scale made every step larger than chosen, but for a stop.
    #[must_use]
    pub fn is_coarse(&self) -> bool {
        let steps = self.lines.iter().skip(1).filter(|line| !line.flags.stop);
        let mut steps = steps.peekable();
        steps.peek().is_some() && steps.all(|line| line.flags.coarse)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::method::Method;
    use crate::plan::Request;
    use crate::samples::{case_1, day, paged, plan, schedule, share, ticks};
    use std::string::ToString as _;
    use std::vec;

    #[test]
    fn case_1_has_34_cuts_in_238_days_and_ends_with_the_whole_dose() {
        let schedule = schedule(&case_1(), &[], &[]);
        assert_eq!((schedule.steps(), schedule.days()), (34, 238));
        assert_eq!(schedule.end().to_string(), "2027-07-20");
        assert_eq!(schedule.product(), plan(&case_1()).product());
        assert_eq!(schedule.largest().map(Share::tenths), Some(100));
        assert_eq!(schedule.stop(), Some(ticks(1_000)));
        let last = schedule.lines().last().expect("a row");
        assert_eq!((last.number(), last.last(), last.days()), (35, None, 0));
        assert_eq!(last.share_of_present().tenths(), 1_000);
        assert_eq!(last.share_of_start().tenths(), 50);
        let first = &schedule.lines()[0];
        assert_eq!(first.last(), Some(day("2026-11-30")), "seven days");
        assert!(first.cut().is_zero());
    }

    #[test]
    fn each_row_begins_the_day_after_the_one_before() {
        for pauses in [&[][..], &[(1, 3), (20, 40)]] {
            let schedule = schedule(&paged(18_000, 100, 1_000, 14), &[], pauses);
            for pair in schedule.lines().windows(2) {
                assert_eq!(pair[0].first().plus(pair[0].days()), Some(pair[1].first()));
                let last = pair[0].last().expect("an end");
                assert_eq!(last.plus(1), Some(pair[1].first()));
                assert!(pair[1].dose() < pair[0].dose());
            }
            let whole = schedule.start().until(schedule.end());
            assert_eq!(u64::try_from(whole), Ok(schedule.days()));
        }
    }

    #[test]
    fn case_15_pauses_of_10_and_4_days_in_either_order_are_the_same() {
        let plain = schedule(&case_1(), &[], &[]);
        let one = schedule(&case_1(), &[], &[(3, 10), (9, 4)]);
        let other = schedule(&case_1(), &[], &[(9, 4), (3, 10)]);
        assert_eq!(one, other);
        let same_row = schedule(&case_1(), &[], &[(5, 10), (5, 4)]);
        assert_eq!(same_row, schedule(&case_1(), &[], &[(5, 4), (5, 10)]));
        let mut product = plain.product();
        for (line, before) in one.lines().iter().zip(plain.lines()) {
            assert_eq!(line.dose(), before.dose(), "a pause changes no dose");
            let moved = before.first().until(line.first());
            let expected = match line.number() {
                1..=3 => 0,
                4..=9 => 10,
                _ => 14,
            };
            assert_eq!(moved, expected, "row {}", line.number());
            product += line.dose().wide() * u64::from(line.paused());
        }
        assert_eq!(one.days(), 238 + 14);
        assert_eq!(one.product(), product);
        let paused = one
            .lines()
            .iter()
            .filter(|line| line.flag_names().any(|n| n == "paused"));
        assert_eq!(paused.map(Line::number).collect::<Vec<_>>(), [3, 9]);
    }

    #[test]
    fn case_11_fourteen_days_are_fourteen_across_a_change_of_clocks() {
        let request = Request {
            hold: 14,
            ..case_1()
        };
        for start in ["2026-03-01", "2026-10-18"] {
            let pauses = Pauses::new();
            let schedule = Schedule::new(&plan(&request), None, &pauses, day(start));
            let schedule = schedule.expect("a schedule");
            let weekdays = schedule.lines().iter().map(|line| line.first().weekday());
            assert_eq!(weekdays.collect::<std::collections::BTreeSet<_>>().len(), 1);
        }
    }

    #[test]
    fn the_times_of_every_row_sum_to_the_dose_that_is_shown() {
        // 11.75 three times is 35.25, and not 35.3.
        let times = [11_750, 11_750, 11_750];
        for grid in [10, 50, 250] {
            let schedule = schedule(&paged(35_250, grid, 1_000, 14), &times, &[]);
            for line in schedule.lines() {
                let sum: u32 = line.times().iter().map(|time| time.get()).sum();
                assert_eq!(sum, line.dose().get());
            }
        }
    }

    #[test]
    fn shares_are_of_the_doses_shown_and_half_is_rounded_up() {
        for (part, whole, tenths) in [
            (1_000, 8_000, 125),
            (1, 2_000, 1),
            (1, 2_001, 0),
            (100, 300, 333),
            (200, 300, 667),
            (100, 100, 1_000),
            (0, 100, 0),
        ] {
            let found = Share::of(ticks(part), ticks(whole)).map(Share::tenths);
            assert_eq!(found, Some(tenths), "{part} of {whole}");
        }
        assert_eq!(Share::of(ticks(1), Ticks::ZERO), None);
        assert_eq!(Share::of(ticks(2), ticks(1)), None);
    }

    #[test]
    fn what_cannot_be_shown_truthfully_is_refused() {
        let new = |request: &Request, pauses: &[(u32, u32)], start: &str| {
            let mut added = Pauses::new();
            for (row, days) in pauses {
                added.add(*row, *days);
            }
            Schedule::new(&plan(request), None, &added, day(start)).map(|s| s.days())
        };
        let cut_off = Request {
            max_rows: 10,
            ..case_1()
        };
        assert_eq!(
            new(&cut_off, &[], "2026-11-24"),
            Err(ScheduleRefusal::Unfinished)
        );
        for row in [0, 35, 36] {
            let refused = Err(ScheduleRefusal::PauseOutOfBounds);
            assert_eq!(
                new(&case_1(), &[(row, 7)], "2026-11-24"),
                refused,
                "row {row}"
            );
        }
        let beyond = Err(ScheduleRefusal::BeyondCalendar);
        assert_eq!(
            new(&case_1(), &[(34, u32::MAX), (34, 1)], "2026-11-24"),
            beyond
        );
        assert_eq!(
            new(&case_1(), &[], "9999-05-07"),
            beyond,
            "no day after the last"
        );
        assert_eq!(new(&case_1(), &[], "9999-05-06"), Ok(238));
        let other = plan(&paged(20_000, 500, 1_000, 7));
        let split = Split::new(&other, &[ticks(20_000)]).expect("a division");
        assert_eq!(
            Schedule::new(
                &plan(&case_1()),
                Some(&split),
                &Pauses::new(),
                day("2026-11-24")
            ),
            Err(ScheduleRefusal::SplitDiffers)
        );
    }

    #[test]
    fn case_3_and_4_a_coarse_scale_and_only_a_stop() {
        let capsules = schedule(&paged(2_400, 600, 600, 14), &[], &[]);
        assert_eq!(capsules.steps(), 4);
        assert!(capsules.is_coarse());
        let one = schedule(&paged(600, 600, 600, 14), &[], &[]);
        assert_eq!(
            (one.steps(), one.largest(), one.is_coarse()),
            (1, None, false)
        );
        assert_eq!(one.stop(), Some(ticks(600)));
        assert!(!schedule(&case_1(), &[], &[]).is_coarse());
        // One of two capsules less, for good.
        let stay = Request {
            target: ticks(500),
            ..paged(1_000, 500, 0, 14)
        };
        assert!(plan(&stay).rows()[1].flags().stay && !plan(&stay).rows()[1].flags().coarse);
        let stay = schedule(&stay, &[], &[]);
        assert_eq!((stay.steps(), stay.is_coarse()), (1, true));
        let flags: Vec<&str> = stay.lines()[1].flag_names().collect();
        assert_eq!(flags, ["coarse", "stay"]);
    }

    #[test]
    fn a_plan_to_stay_counts_its_last_cut_and_has_no_stop() {
        let request = Request {
            target: ticks(8_000),
            method: Method::PercentOfPresent { step: share(1_000) },
            ..case_1()
        };
        let schedule = schedule(&request, &[], &[]);
        assert_eq!((schedule.steps(), schedule.days()), (10, 70));
        assert_eq!(schedule.stop(), None);
        let doses: Vec<u32> = schedule
            .lines()
            .iter()
            .map(|line| line.dose().get())
            .collect();
        assert_eq!(doses[8..], vec![8_900, 8_100, 8_000]);
    }
}
