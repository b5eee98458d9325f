//! What a reader changed after a plan was made.
//!
//! In goes one change as the page writes it and the part of the plan since the
//! last one; out comes that part as it goes on, never above the present row, or
//! why it does not.

use alloc::vec::Vec;

use super::Page;
use super::outcome::{Division, Outcome, Segment};
use crate::amount::{self, AmountError};
use crate::code::Change;
use crate::cut::{cut, parts};
use crate::date::Day;
use crate::form::{self, Problem};
use crate::piece::text;
use crate::quantity::{Ticks, WHOLE};
use crate::revise::{LOG_DAYS, Revision, revise};
use crate::rules::Clearance;
use crate::schedule::{Line, Pauses, Schedule};
use crate::split::same_shares;
use crate::words::Word;

/// How many days "hold a week longer" adds.
const WEEK: u32 = 7;

/// What a change did.
pub(super) enum Edited {
    Changed(Change),
    Stopped(Outcome),
}

impl Page<'_> {
    /// Applies one change; `hold ROW`, `took DATE AMOUNTS`, `from DATE TICKS`, with
    /// ` notice` behind it where a day was far above the plan, `scale DATE AMOUNT`.
    // A copy in its callers would make the module larger.
    #[inline(never)]
    pub(super) fn edit(&self, edit: &str, segment: &mut Segment, clearance: &Clearance) -> Edited {
        let stopped = |problem: Problem| Edited::Stopped(Outcome::Open(alloc::vec![problem]));
        let unreadable = || stopped(self.problem("edit", Word::ErrorEdit));
        let (what, rest) = cut(edit, b' ').unwrap_or((edit, ""));
        if what == "hold" {
            let Some(row) = rest.parse::<u32>().ok() else {
                return unreadable();
            };
            segment.pauses.add(row, WEEK);
            return match self.compute(segment, clearance) {
                Ok(_) => Edited::Changed(Change::Hold { row }),
                Err(_) => unreadable(),
            };
        }
        let (date, rest) = cut(rest, b' ').unwrap_or((rest, ""));
        let Ok(on) = date.parse::<Day>() else {
            return unreadable();
        };
        let schedule = match self.compute(segment, clearance) {
            Ok(schedule) => schedule,
            Err(problem) => return stopped(problem),
        };
        let rows = rows_of(&schedule, segment, on);
        // What was taken says more than the plan, even before it begins and after it ends.
        if what == "took" {
            return self.took(rest, on, &rows, &schedule, segment);
        }
        let line = match line_on(&schedule, on) {
            Some(line) if line.dose().is_zero() => {
                return stopped(self.problem("edit", Word::ErrorEditAfterEnd));
            }
            Some(line) => line,
            None => return stopped(self.problem("edit", Word::ErrorEditBeforeStart)),
        };
        let dose = line.dose();
        match what {
            "from" => {
                let (start, notice) = match rest.strip_suffix(" notice") {
                    Some(start) => (start, true),
                    None => (rest, false),
                };
                let start = start.parse().ok().and_then(Ticks::new);
                match start.filter(|start| *start <= dose && !start.is_zero()) {
                    Some(start) => match go_on(segment, start, on, line, &schedule) {
                        Ok(()) => Edited::Changed(Change::From {
                            dose: start,
                            on,
                            notice,
                        }),
                        Err(unfit) => stopped(self.unfit(unfit)),
                    },
                    None => unreadable(),
                }
            }
            "scale" if rest.trim().is_empty() => {
                stopped(self.problem("new_scale", Word::ErrorScale))
            }
            "scale" => match self.changed_amount("new_scale", rest) {
                Ok(scale) => {
                    if scale > dose {
                        return stopped(self.problem("edit", Word::ErrorScaleAboveDaily));
                    }
                    let product = self.request.get("product").unwrap_or("");
                    let product = self.pack.book.product(product.trim());
                    if !product.is_some_and(|product| product.has_scale(scale)) {
                        return stopped(self.problem("edit", Word::ErrorScaleNotOffered));
                    }
                    let stay_at = segment.wish.stay_at;
                    if !stay_at.is_multiple_of(scale) {
                        return stopped(self.problem("edit", Word::ErrorStayOffScale));
                    }
                    segment.wish.scale = scale;
                    match go_on(segment, dose, on, line, &schedule) {
                        Ok(()) => Edited::Changed(Change::Scale { scale, on }),
                        Err(unfit) => stopped(self.unfit(unfit)),
                    }
                }
                Err(problem) => stopped(problem),
            },
            _ => unreadable(),
        }
    }

    /// An amount within a change. After it may stand how it is meant, where that
    /// was asked: `1,500 decimal`.
    fn changed_amount(&self, field: &str, text: &str) -> Result<Ticks, Problem> {
        for reading in ["decimal", "thousands"] {
            if let Some(amount) = text.strip_suffix(reading) {
                return form::amount_of(self.pack, field, amount.trim(), reading);
            }
        }
        form::amount_of(self.pack, field, text, "")
    }

    /// Goes on from what was really taken in the last days, oldest first,
    /// divided by `;`; an empty place is a day that was not logged.
    fn took(
        &self,
        log: &str,
        on: Day,
        rows: &[Ticks; LOG_DAYS],
        schedule: &Schedule,
        segment: &mut Segment,
    ) -> Edited {
        let stopped = |problem: Problem| Edited::Stopped(Outcome::Open(alloc::vec![problem]));
        let texts: Vec<&str> = parts(log, b';').map(str::trim).collect();
        if texts.len() != LOG_DAYS {
            return stopped(self.problem("edit", Word::ErrorEdit));
        }
        let mut days = [None; LOG_DAYS];
        for (n, text) in texts.iter().enumerate() {
            days[n] = match amount::read(text, &self.pack.unit) {
                Err(AmountError::Empty) => None,
                Err(AmountError::Nothing) => Some(Ticks::ZERO),
                _ => match self.changed_amount(&text!("took.", n + 1), text) {
                    Ok(amount) => Some(amount),
                    Err(problem) => return stopped(problem),
                },
            };
        }
        let revision = revise(&days, rows, segment.wish.scale);
        let ask_again = |notice| Edited::Stopped(Outcome::AskAgain { notice });
        let (start, notice) = match revision {
            Revision::Break => return Edited::Stopped(Outcome::Worksheet { rules: Vec::new() }),
            Revision::TooFewDays { .. } => {
                return stopped(self.problem("took.1", Word::ErrorTookTooFew));
            }
            Revision::MayBeBreak { day } => {
                return stopped(self.problem(&text!("took.", day + 1), Word::ErrorTookGap));
            }
            Revision::Ended => return stopped(self.problem("edit", Word::ErrorEditAfterEnd)),
            Revision::AskAgain { notice } => return ask_again(notice),
            Revision::From { start, notice } => (start, notice),
        };
        let Some(line) = line_on(schedule, on) else {
            return stopped(self.problem("edit", Word::ErrorEditBeforeStart));
        };
        let unfit = go_on(segment, start, on, line, schedule).err();
        let notice = notice || self.is_far_below(segment);
        match unfit {
            None => Edited::Changed(Change::From {
                dose: start,
                on,
                notice,
            }),
            Some(Unfit::AtEnd) if !notice => stopped(self.unfit(Unfit::AtEnd)),
            // The rows that are left are more than what is taken, or cannot be divided as it is.
            Some(_) => ask_again(notice),
        }
    }

    /// What is said of a change that does not fit.
    fn unfit(&self, unfit: Unfit) -> Problem {
        let word = match unfit {
            Unfit::AtEnd | Unfit::Below => Word::ErrorEditAtEnd,
            Unfit::Undividable => Word::ErrorTimesScale,
        };
        self.problem("edit", word)
    }

    /// Whether what a part of a plan goes on from is further down than the window allows. That
    /// was a fast cut, whoever made it: tolerance may be lost, and the row before too much.
    fn is_far_below(&self, segment: &Segment) -> bool {
        let window = self.pack.book.window;
        let long_ago = |(first, _): &&(Day, Ticks)| {
            u32::try_from(first.until(segment.start)).is_ok_and(|days| days >= window.days)
        };
        let doses = &segment.earlier;
        let largest = doses.iter().rev().find(long_ago).or(doses.first());
        largest.is_some_and(|(_, dose)| {
            segment.wish.daily.wide() * WHOLE < dose.wide() * window.cap.rest()
        })
    }
}

/// Why a plan cannot go on from a dose.
#[derive(Clone, Copy)]
enum Unfit {
    /// It is the dose to stay at.
    AtEnd,
    /// It is below the dose to stay at, or below the last one before nothing.
    Below,
    /// It cannot be divided over the times of day.
    Undividable,
}

/// The row in force on a day.
fn line_on(schedule: &Schedule, day: Day) -> Option<&Line> {
    let lines = schedule.lines().iter();
    lines.rev().find(|line| line.first() <= day)
}

/// The dose of the plan on each of the days that a log of `on` has. Before its first row the
/// reader took what it begins with.
fn rows_of(schedule: &Schedule, segment: &Segment, on: Day) -> [Ticks; LOG_DAYS] {
    let lines = schedule.lines();
    let before = match segment.earlier.first() {
        Some((_, dose)) => *dose,
        None => lines[0].dose(),
    };
    let mut doses = [before; LOG_DAYS];
    let lines = lines.iter().map(|line| (line.first(), line.dose()));
    for (first, dose) in segment.earlier.iter().copied().chain(lines) {
        for (days_ago, of_day) in (0..).zip(doses.iter_mut().rev()) {
            if first.until(on) >= days_ago {
                *of_day = dose;
            }
        }
    }
    doses
}

/// Begins a new segment at a dose that is not above the present row, `line`. What `schedule` has
/// had in force until then counts for the window, and the next step does not come sooner.
fn go_on(
    segment: &mut Segment,
    start: Ticks,
    on: Day,
    line: &Line,
    schedule: &Schedule,
) -> Result<(), Unfit> {
    for line in schedule.lines() {
        if line.first() > on {
            segment.held_until = line.first();
            break;
        }
        segment.earlier.push((line.first(), line.dose()));
    }
    let wish = &mut segment.wish;
    wish.daily = start;
    wish.scale = wish.scale.min(start);
    segment.start = on;
    segment.division = Division::Row;
    segment.pauses = Pauses::new();
    if start < wish.stay_at || start < wish.last_dose {
        return Err(Unfit::Below);
    }
    if start == wish.stay_at {
        return Err(Unfit::AtEnd);
    }
    let once = [line.dose()];
    let present = match line.times() {
        [] => &once[..],
        times => times,
    };
    segment.present = if present.iter().map(|time| time.wide()).sum::<u64>() == start.wide() {
        present.to_vec()
    } else {
        same_shares(present, start, wish.scale).map_err(|_| Unfit::Undividable)?
    };
    Ok(())
}
