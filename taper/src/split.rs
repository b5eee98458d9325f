//! The day's dose over its times.
//!
//! Every time keeps its share as well as whole units allow, and no time ever
//! rises while the total falls: units are given out in one fixed order of
//! priority (Webster, also called Sainte-Lague), so a smaller total is the same
//! order cut off earlier. A unit that would lift a time above what is taken at
//! it now goes to the next one.

use alloc::vec::Vec;
use core::fmt;

use crate::plan::Plan;
use crate::quantity::Ticks;

/// The most times of day.
pub const MOST_TIMES: usize = 12;

/// Why a day's dose was not divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SplitRefusal {
    /// No time, or more than [`MOST_TIMES`].
    TimesOutOfBounds,
    /// A time at which nothing is taken now.
    TimeIsNothing,
    /// The amounts do not make up the daily dose.
    SumDiffers,
    /// The present amounts cannot be measured, and no division of a lower total
    /// keeps each of them from rising.
    OffGrid,
}

impl SplitRefusal {
    /// A name that does not change, for programs and translations.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TimesOutOfBounds => "split_times_out_of_bounds",
            Self::TimeIsNothing => "split_time_is_nothing",
            Self::SumDiffers => "split_sum_differs",
            Self::OffGrid => "split_off_grid",
        }
    }

    /// What is wrong, in English.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::TimesOutOfBounds => "`weights` must name 1 to 12 times",
            Self::TimeIsNothing => "each of `weights` must be more than 0",
            Self::SumDiffers => "the sum of `weights` must be `start`",
            Self::OffGrid => "the amounts of the day cannot be measured with this scale",
        }
    }
}

impl fmt::Display for SplitRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// The amounts of a plan at each time of day, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    rows: Vec<Vec<Ticks>>,
}

impl Split {
    /// Divides each row of a plan. `present` is what is taken at each time now,
    /// the most important time first: ties go to it.
    ///
    /// # Errors
    /// When the amounts are not the first row's, or cannot be measured.
    pub fn new(plan: &Plan, present: &[Ticks]) -> Result<Self, SplitRefusal> {
        if present.iter().any(|amount| amount.is_zero()) {
            return Err(SplitRefusal::TimeIsNothing);
        }
        Self::going_on(plan, present)
    }

    /// The same for a plan that goes on in its middle, where a time may have come to nothing
    /// already. It keeps its place, so that the times after it keep their numbers.
    pub(crate) fn going_on(plan: &Plan, present: &[Ticks]) -> Result<Self, SplitRefusal> {
        if present.is_empty() || present.len() > MOST_TIMES {
            return Err(SplitRefusal::TimesOutOfBounds);
        }
        let start = plan.rows().first().map_or(0, |row| row.dose().wide());
        if present.iter().map(|amount| amount.wide()).sum::<u64>() != start {
            return Err(SplitRefusal::SumDiffers);
        }
        let mut rows: Vec<Vec<Ticks>> = Vec::with_capacity(plan.rows().len());
        rows.push(present.to_vec());
        for row in plan.rows().iter().skip(1) {
            let before = rows.last().map_or(present, Vec::as_slice);
            rows.push(divided(present, before, row.dose(), plan.grid())?);
        }
        Ok(Self { rows })
    }

    /// The amounts of each row, in the order of the times.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Ticks>] {
        &self.rows
    }
}

/// The present amounts of a day that is divided equally: in measurable units
/// where the dose has them, the earlier times the larger ones.
#[must_use]
pub fn equal_times(daily: Ticks, count: u32, grid: Ticks) -> Vec<Ticks> {
    let unit = if grid.is_zero() || !daily.get().is_multiple_of(grid.get()) {
        1
    } else {
        grid.wide()
    };
    let units = daily.wide() / unit;
    let count = u64::from(count);
    (0..count)
        .map(|time| daily.not_above((units + count - 1 - time) / count * unit))
        .collect()
}

/// Another daily dose over the same times, in the same shares. A time that comes to nothing
/// keeps its place.
///
/// # Errors
/// When no division keeps each time from rising.
pub fn same_shares(
    present: &[Ticks],
    dose: Ticks,
    grid: Ticks,
) -> Result<Vec<Ticks>, SplitRefusal> {
    divided(present, present, dose, grid)
}

/// A dose over the times in the shares of `present`, none above what it was `before`.
fn divided(
    present: &[Ticks],
    before: &[Ticks],
    dose: Ticks,
    grid: Ticks,
) -> Result<Vec<Ticks>, SplitRefusal> {
    let unit = grid.wide().max(1);
    let units = shares(present, dose.wide() / unit, unit)?;
    let mut amounts: Vec<u64> = units.iter().map(|units| units * unit).collect();
    let rest = dose.wide() % unit;
    if rest > 0 {
        // Only an amount off the grid has a rest, such as one to stay at: it goes to the
        // first time that stays at or below what it was.
        let time = (0..amounts.len())
            .find(|time| amounts[*time] + rest <= before[*time].wide())
            .ok_or(SplitRefusal::OffGrid)?;
        amounts[time] += rest;
    }
    let amounts = amounts.iter().zip(present);
    Ok(amounts
        .map(|(amount, most)| most.not_above(*amount))
        .collect())
}

/// Gives out `units` over the times in the order of priority
/// `present / (2 * already + 1)`; ties go to the earlier time.
fn shares(present: &[Ticks], units: u64, grid: u64) -> Result<Vec<u64>, SplitRefusal> {
    let whole: u64 = present.iter().map(|amount| amount.wide()).sum();
    let times = present.len() as u64;
    let most: Vec<u64> = present.iter().map(|amount| amount.wide() / grid).collect();
    if most.iter().sum::<u64>() < units {
        return Err(SplitRefusal::OffGrid);
    }
    // No time gets fewer than its exact share less the number of times, so the
    // order can be entered there instead of at the first unit.
    let mut given: Vec<u64> = present
        .iter()
        .zip(&most)
        .map(|(amount, most)| {
            let exact = amount.wide() * units / whole;
            exact.saturating_sub(times).min(*most)
        })
        .collect();
    let mut left = units - given.iter().sum::<u64>();
    while left > 0 {
        let mut chosen: Option<usize> = None;
        for time in (0..present.len()).filter(|time| given[*time] < most[*time]) {
            let is_ahead = chosen.is_none_or(|other| {
                present[time].wide() * (2 * given[other] + 1)
                    > present[other].wide() * (2 * given[time] + 1)
            });
            if is_ahead {
                chosen = Some(time);
            }
        }
        let Some(time) = chosen else {
            return Err(SplitRefusal::OffGrid);
        };
        given[time] += 1;
        left -= 1;
    }
    Ok(given)
}
