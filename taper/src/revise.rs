//! When life differs from the plan.
//!
//! A pause keeps a dose for longer. A new plan from what was really taken starts
//! at the median of the last days, never above the present row, unless most
//! days were above their own rows: then all questions are asked again. After days without
//! any there is no plan at all, because tolerance may be lost.

use crate::quantity::{Ticks, ceil_to};

/// How many calendar days are looked back on.
pub const LOG_DAYS: usize = 7;
/// How many of them must be logged.
pub const LEAST_LOGGED: usize = 5;
/// Days in a row without any after which there is no plan.
pub const BREAK_DAYS: usize = 3;

/// What a log means for the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revision {
    /// Three days or more without any, or some again long after the plan's end: no plan, and do
    /// not restart.
    Break,
    /// The plan has ended, and was followed since.
    Ended,
    /// Too few days are logged.
    TooFewDays {
        /// How many are.
        logged: usize,
    },
    /// A day that is not logged may make three days or more without any of those beside it.
    MayBeBreak {
        /// Its place in the log.
        day: usize,
    },
    /// Most days were above the plan: a new plan with all questions again.
    AskAgain {
        /// A day of one and a half times its row or more, or a break that may have begun before
        /// the log: the notice on lost tolerance comes first.
        notice: bool,
    },
    /// The plan goes on from this dose.
    From {
        /// Where the new plan starts; never above the present row.
        start: Ticks,
        /// The same, or the start is above all that was taken, since the scale is coarse.
        notice: bool,
    },
}

/// Reads the last [`LOG_DAYS`] days, the oldest first; `None` is a day that was
/// not logged, nothing is a day without any. `rows` has the dose of the plan on each of
/// these days, the present one last; `grid` is what can be measured.
#[must_use]
pub fn revise(log: &[Option<Ticks>; LOG_DAYS], rows: &[Ticks; LOG_DAYS], grid: Ticks) -> Revision {
    // Days in a row without any, those in a row that may be so, and the last of these that is
    // not logged.
    let (mut without, mut perhaps, mut unknown) = (0, 0, None);
    let (mut is_break, mut asked) = (false, None);
    let mut taken = [0_u64; LOG_DAYS];
    let mut logged = 0;
    // Days above their rows, one far above, and one after the plan's end.
    let (mut above, mut notice, mut is_after_end) = (0, false, false);
    for place in 0..LOG_DAYS {
        let row = rows[place].wide();
        let dose = log[place].map_or(0, Ticks::wide);
        if log[place].is_some() {
            taken[logged] = dose;
            logged += 1;
        }
        if dose > 0 {
            (without, perhaps, unknown) = (0, 0, None);
            above += usize::from(dose > row);
            notice |= dose * 2 >= row * 3;
            is_after_end |= row == 0;
            continue;
        }
        match log[place] {
            Some(_) => without += 1,
            None => unknown = Some(place),
        }
        perhaps += 1;
        is_break |= without >= BREAK_DAYS;
        if perhaps >= BREAK_DAYS {
            asked = asked.or(unknown);
        }
        // Nobody knows the day before the log.
        notice |= place == BREAK_DAYS - 2 && perhaps > place && without > 0;
    }
    let present = rows[LOG_DAYS - 1];
    let has_ended = present.is_zero();
    if has_ended && !is_after_end {
        return Revision::Ended;
    }
    // Nobody knows either what came between an end and the log.
    if is_break || rows[0].is_zero() {
        return Revision::Break;
    }
    if logged < LEAST_LOGGED && !has_ended {
        return Revision::TooFewDays { logged };
    }
    if let Some(day) = asked {
        return Revision::MayBeBreak { day };
    }
    if has_ended || above >= LEAST_LOGGED {
        return Revision::AskAgain { notice };
    }
    let taken = &mut taken[..logged];
    taken.sort_unstable();
    let most = taken[logged - 1];
    // Twice the median, so that the middle of two days stays whole.
    let twice = taken[(logged - 1) / 2] + taken[logged / 2];
    let start = ceil_to(twice, 2, grid.wide().max(1)).min(present.wide());
    if start == 0 {
        return Revision::Break;
    }
    // A coarse scale may have nothing between what was taken and more than that.
    notice |= start > most;
    Revision::From {
        start: present.not_above(start),
        notice,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(n: u32) -> Ticks {
        Ticks::new(n).expect("within bounds")
    }

    fn from(grams_in_tenths: [i64; LOG_DAYS]) -> Revision {
        let log = grams_in_tenths.map(|tenths| u32::try_from(tenths).ok().map(|n| ticks(n * 100)));
        revise(&log, &[ticks(16_200); LOG_DAYS], ticks(100))
    }

    #[test]
    fn case_16_one_bad_day_changes_the_median_little_and_brings_the_notice() {
        assert_eq!(
            from([80, 80, 80, 80, 80, 80, 300]),
            Revision::From {
                start: ticks(8_000),
                notice: true
            }
        );
    }

    #[test]
    fn case_16_most_days_above_the_row_are_a_new_plan() {
        assert_eq!(
            from([180, 180, 180, 180, 180, 100, 100]),
            Revision::AskAgain { notice: false }
        );
        assert_eq!(
            from([300, 300, 300, 300, 300, 300, 300]),
            Revision::AskAgain { notice: true }
        );
    }

    #[test]
    fn case_16_fourteen_grams_are_fourteen_and_never_the_old_dose_again() {
        assert_eq!(
            from([140, 140, 140, 140, 140, 140, 140]),
            Revision::From {
                start: ticks(14_000),
                notice: false
            }
        );
    }

    #[test]
    fn case_16_days_without_any_give_no_plan() {
        assert_eq!(from([80, 80, 0, 0, 0, 0, 0]), Revision::Break);
        assert_eq!(from([80, 0, 0, 0, 80, 80, 80]), Revision::Break);
        assert_eq!(
            from([80, 80, 80, 80, 80, 0, 0]),
            Revision::From {
                start: ticks(8_000),
                notice: false
            }
        );
        assert_eq!(from([80, 80, 80, 0, 0, -1, 0]), Revision::Break);
        assert_eq!(
            from([-1, -1, -1, -1, -1, -1, -1]),
            Revision::TooFewDays { logged: 0 }
        );
        assert_eq!(
            from([80, 80, 80, 80, -1, -1, -1]),
            Revision::TooFewDays { logged: 4 }
        );
    }

    #[test]
    fn a_day_that_is_not_logged_and_may_make_a_break_is_asked_about() {
        for (log, day) in [
            ([80, 80, 80, 80, 0, -1, 0], 5),
            ([80, 0, 0, -1, 80, 80, 80], 3),
            ([-1, -1, 0, 80, 80, 80, 80], 1),
            ([80, 80, -1, 0, -1, 80, 80], 4),
        ] {
            assert_eq!(from(log), Revision::MayBeBreak { day }, "{log:?}");
        }
        for log in [
            [80, 80, 80, 80, 80, -1, 0],
            [80, 80, 80, 80, 80, -1, -1],
            [-1, -1, 80, 80, 80, 80, 80],
        ] {
            assert!(
                matches!(from(log), Revision::From { notice: false, .. }),
                "{log:?}"
            );
        }
    }

    #[test]
    fn a_break_that_may_have_begun_before_the_log_brings_the_notice() {
        for log in [
            [0, 0, 80, 80, 80, 80, 80],
            [-1, 0, 80, 80, 80, 80, 80],
            [0, -1, 80, 80, 80, 80, -1],
        ] {
            assert_eq!(
                from(log),
                Revision::From {
                    start: ticks(8_000),
                    notice: true
                },
                "{log:?}"
            );
        }
    }

    #[test]
    fn each_day_is_held_against_its_own_row() {
        let of = |tenths: [u32; LOG_DAYS]| tenths.map(|n| ticks(n * 100));
        let rows = of([100, 100, 100, 100, 100, 90, 90]);
        let followed = revise(&rows.map(Some), &rows, ticks(100));
        let goes_on = Revision::From {
            start: ticks(9_000),
            notice: false,
        };
        assert_eq!(followed, goes_on, "never above the present row");
        // 1.5 times the present row was the row of that day.
        let rows = of([20, 20, 20, 20, 20, 20, 10]);
        let followed = revise(&rows.map(Some), &rows, ticks(1_000));
        assert!(matches!(followed, Revision::From { notice: false, .. }));
    }

    #[test]
    fn after_the_end_any_amount_is_a_restart_or_a_new_plan() {
        let of = |tenths: [u32; LOG_DAYS]| tenths.map(|n| ticks(n * 100));
        let rows = of([20, 20, 20, 20, 0, 0, 0]);
        let logged = |log: [u32; LOG_DAYS]| revise(&of(log).map(Some), &rows, ticks(100));
        assert_eq!(logged([20, 20, 20, 20, 0, 0, 0]), Revision::Ended);
        assert_eq!(logged([20, 20, 0, 0, 0, 0, 0]), Revision::Ended);
        assert_eq!(logged([20, 20, 0, 0, 0, 0, 1]), Revision::Break);
        let again = Revision::AskAgain { notice: true };
        assert_eq!(logged([20, 20, 20, 20, 0, 0, 1]), again);
        assert_eq!(logged([20, 20, 20, 20, 20, 20, 20]), again);
        let long_after = revise(
            &of([50; LOG_DAYS]).map(Some),
            &of([0; LOG_DAYS]),
            ticks(100),
        );
        assert_eq!(long_after, Revision::Break);
    }

    #[test]
    fn the_start_is_rounded_up_to_the_scale_and_never_above_the_row() {
        let log = [Some(ticks(16_150)); LOG_DAYS];
        assert_eq!(
            revise(&log, &[ticks(16_200); LOG_DAYS], ticks(500)),
            Revision::From {
                start: ticks(16_200),
                notice: true
            }
        );
        let mut log = [Some(ticks(8_010)); LOG_DAYS];
        let above_all_that_was_taken = Revision::From {
            start: ticks(8_500),
            notice: true,
        };
        assert_eq!(
            revise(&log, &[ticks(16_200); LOG_DAYS], ticks(500)),
            above_all_that_was_taken
        );
        log[0] = Some(ticks(8_500));
        assert_eq!(
            revise(&log, &[ticks(16_200); LOG_DAYS], ticks(500)),
            Revision::From {
                start: ticks(8_500),
                notice: false
            }
        );
    }
}
