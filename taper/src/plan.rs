//! One rule for every step, and the plan that it makes.
//!
//! A [`Request`] is checked as a whole and becomes a [`Plan`], or a [`Refusal`]
//! says which value lies outside its bounds; nothing is clamped. A plan's rows
//! can be read and not written: each row is made from the one before it by a
//! [`Cut`], which only exists when the dose falls, and the flag of a cut that is
//! larger than the method means is set in the same place that measures it.

use alloc::vec::Vec;
use core::fmt;

use crate::method::{Method, Situation};
use crate::quantity::{BasisPoints, Ticks, WHOLE, ceil_to};

/// The shortest hold that is accepted, in days: the blood level has to settle
/// before the next cut.
pub const LEAST_HOLD: u32 = 7;
/// The longest hold that is accepted, in days.
pub const MOST_HOLD: u32 = 60;
/// The most steps of a method that keeps to a time.
pub const MOST_STEPS: u32 = 520;
/// The longest window that is accepted, in days.
pub const MOST_WINDOW: u32 = 366;

/// The most that the dose may fall within a number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many days are looked back on.
    pub days: u32,
    /// The largest fall, as a share of the largest dose of those days.
    pub cap: BasisPoints,
}

/// What was in force before the first day, where a plan goes on from another one. Without it
/// a change of the plan would be a way round the window and round a longer hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// How many days before the first day each dose began, and the dose: the oldest first, never
    /// rising, none below the new start. The oldest counts for all days before it.
    pub doses: Vec<(u64, Ticks)>,
    /// What was left of the row in force, in days. The first dose is held for at least so long.
    pub least_hold: u32,
}

/// Everything that a plan is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// How the next dose is chosen.
    pub method: Method,
    /// What is taken in a day now.
    pub start: Ticks,
    /// What shall be taken in the end; nothing to stop.
    pub target: Ticks,
    /// The lowest dose that will be taken before nothing.
    pub jump_off: Ticks,
    /// The smallest change of the daily dose that can be measured.
    pub grid: Ticks,
    /// The largest cut, as a share of the present dose.
    pub cap: BasisPoints,
    /// The most that may go within a number of days.
    pub window: Option<Window>,
    /// How long each dose is held, in days.
    pub hold: u32,
    /// Lengthened holds are whole multiples of this many days.
    pub hold_quantum: u32,
    /// A coarse step lengthens its hold to at most so many times `hold`.
    pub hold_max_factor: u32,
    /// No more rows than this.
    pub max_rows: u32,
}

/// Why no plan was made. Each names the value that has to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is nothing to cut down from.
    StartIsNothing,
    /// The scale cannot measure anything.
    GridIsNothing,
    /// One unit of the scale is more than the whole dose.
    GridAboveStart,
    /// The target is not below the start.
    TargetNotBelowStart,
    /// The last dose before nothing is above the start.
    JumpOffAboveStart,
    /// A step of nothing, or above the whole.
    StepOutOfBounds,
    /// A cap of nothing.
    CapOutOfBounds,
    /// Fewer than [`LEAST_HOLD`] or more than [`MOST_HOLD`] days.
    HoldOutOfBounds,
    /// Not 1 to [`MOST_HOLD`] days.
    HoldQuantumOutOfBounds,
    /// Not 1 to 52 times.
    HoldMaxFactorOutOfBounds,
    /// Not 1 to [`MOST_STEPS`] steps.
    StepsOutOfBounds,
    /// An ED50 of nothing.
    Ed50IsNothing,
    /// Not 1 to [`MOST_WINDOW`] days, or a cap of nothing.
    WindowOutOfBounds,
    /// No rows asked for, or more than a plan can have.
    MaxRowsOutOfBounds,
}

impl Refusal {
    /// A name that does not change, for programs and translations.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::StartIsNothing => "start_is_nothing",
            Self::GridIsNothing => "grid_is_nothing",
            Self::GridAboveStart => "grid_above_start",
            Self::TargetNotBelowStart => "target_not_below_start",
            Self::JumpOffAboveStart => "jump_off_above_start",
            Self::StepOutOfBounds => "step_out_of_bounds",
            Self::CapOutOfBounds => "cap_out_of_bounds",
            Self::HoldOutOfBounds => "hold_out_of_bounds",
            Self::HoldQuantumOutOfBounds => "hold_quantum_out_of_bounds",
            Self::HoldMaxFactorOutOfBounds => "hold_max_factor_out_of_bounds",
            Self::StepsOutOfBounds => "steps_out_of_bounds",
            Self::Ed50IsNothing => "ed50_is_nothing",
            Self::WindowOutOfBounds => "window_out_of_bounds",
            Self::MaxRowsOutOfBounds => "max_rows_out_of_bounds",
        }
    }

    /// What is wrong, in English.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::StartIsNothing => "`start` must be more than 0",
            Self::GridIsNothing => "`grid` must be more than 0",
            Self::GridAboveStart => {
                "`grid` is more than `start`: the scale cannot measure this dose"
            }
            Self::TargetNotBelowStart => "`target` must be below `start`",
            Self::JumpOffAboveStart => "`jump_off` must not be above `start`",
            Self::StepOutOfBounds => "the step must be more than 0 and at most the whole",
            Self::CapOutOfBounds => "`cap` must be 1 to 10000 basis points",
            Self::HoldOutOfBounds => "`hold` must be 7 to 60 days",
            Self::HoldQuantumOutOfBounds => "`hold_quantum` must be 1 to 60 days",
            Self::HoldMaxFactorOutOfBounds => "`hold_max_factor` must be 1 to 52",
            Self::StepsOutOfBounds => "`steps` must be 1 to 520",
            Self::Ed50IsNothing => "`ed50` must be more than 0",
            Self::WindowOutOfBounds => {
                "a window needs 1 to 366 days and a cap of 1 to 10000 basis points"
            }
            Self::MaxRowsOutOfBounds => "`max_rows` must be 2 to 500001",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// What stands beside a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// The cap made the step smaller than the method means.
    pub capped: bool,
    /// The scale made the step larger than the method means; the hold is longer.
    pub coarse: bool,
    /// The hold is longer because of the window's cap.
    pub slowed: bool,
    /// The last row: nothing is taken any more.
    pub stop: bool,
    /// The last row: this dose is kept.
    pub stay: bool,
}

impl Flags {
    /// The names of the flags that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        [
            (self.capped, "capped"),
            (self.coarse, "coarse"),
            (self.slowed, "slowed"),
            (self.stop, "stop"),
            (self.stay, "stay"),
        ]
        .into_iter()
        .filter_map(|(is_set, name)| is_set.then_some(name))
    }
}

/// A fall from one dose to a lower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    from: Ticks,
    to: Ticks,
}

impl Cut {
    /// `None` unless the dose falls.
    fn new(from: Ticks, to: u64) -> Option<Self> {
        (to < from.wide()).then(|| Self {
            from,
            to: from.not_above(to),
        })
    }

    fn size(self) -> u64 {
        self.from.wide() - self.to.wide()
    }
}

/// One dose and how long it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    dose: Ticks,
    cut: Ticks,
    hold: u32,
    flags: Flags,
    is_coarse: bool,
}

impl Row {
    /// What is taken in a day.
    #[must_use]
    pub fn dose(&self) -> Ticks {
        self.dose
    }

    /// How much less than in the row before; nothing in the first.
    #[must_use]
    pub fn cut(&self) -> Ticks {
        self.cut
    }

    /// How many days the dose is held; 0 in the last row, which has no end.
    #[must_use]
    pub fn hold(&self) -> u32 {
        self.hold
    }

    /// What stands beside it.
    #[must_use]
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// Whether the scale made the step larger than the method means. Of the last rows, which
    /// have no such flag, one to stay can be so; the size of a stop is shown as it is.
    #[must_use]
    pub fn is_coarse(&self) -> bool {
        self.is_coarse
    }

    /// The dose of the row before.
    #[must_use]
    pub fn before(&self) -> Ticks {
        Ticks::new(self.dose.get() + self.cut.get()).unwrap_or(self.dose)
    }

    /// The first row.
    fn first(request: &Request) -> Self {
        Self {
            dose: request.start,
            cut: Ticks::ZERO,
            hold: request.hold,
            flags: Flags::default(),
            is_coarse: false,
        }
    }

    /// The last row, which no cap and no coarse scale applies to.
    fn last(cut: Cut, flags: Flags, allowed: u64) -> Self {
        Self {
            dose: cut.to,
            cut: cut.from.not_above(cut.size()),
            hold: 0,
            flags,
            is_coarse: flags.stay && cut.size() * WHOLE > allowed,
        }
    }

    /// A row between the first and the last. A cut above `allowed` (in ticks
    /// times [`WHOLE`]) is one that the scale forces: it is flagged, and its
    /// hold grows in proportion.
    fn between(cut: Cut, capped: bool, allowed: u64, request: &Request) -> Self {
        let coarse = cut.size() * WHOLE > allowed;
        let hold = if coarse {
            lengthened(cut.size(), allowed, request)
        } else {
            request.hold
        };
        Self {
            dose: cut.to,
            cut: cut.from.not_above(cut.size()),
            hold,
            flags: Flags {
                capped,
                coarse,
                ..Flags::default()
            },
            is_coarse: coarse,
        }
    }
}

/// The hold after a cut that is larger than `allowed`: longer in proportion,
/// in whole quanta, at most so many times the usual hold.
fn lengthened(cut: u64, allowed: u64, request: &Request) -> u32 {
    let most = request.hold * request.hold_max_factor;
    // A cap or step of less than one tick allows nothing: the longest hold.
    let Some(days) = (u64::from(request.hold) * cut * WHOLE)
        .checked_add(allowed.saturating_sub(1))
        .and_then(|n| n.checked_div(allowed))
    else {
        return most;
    };
    let quantum = u64::from(request.hold_quantum);
    let rounded = days.div_ceil(quantum) * quantum;
    u32::try_from(rounded).map_or(most, |days| days.min(most))
}

/// Whether the plan kept to what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It did.
    Ok,
    /// A cap made a step smaller, or a plan that keeps to a time takes longer.
    Extended,
    /// The rows were cut off at `max_rows`: the plan is not finished.
    TooLong,
}

impl Status {
    /// As written in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Extended => "extended",
            Self::TooLong => "too_long",
        }
    }
}

/// Doses that strictly fall, and how long each is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    rows: Vec<Row>,
    status: Status,
    grid: Ticks,
}

impl Plan {
    /// The rows, from the present dose down.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether the plan kept to what was asked.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// What the doses are multiples of.
    #[must_use]
    pub fn grid(&self) -> Ticks {
        self.grid
    }

    /// How many days it takes, from the first day to the last row.
    #[must_use]
    pub fn days(&self) -> u64 {
        self.rows.iter().map(|row| u64::from(row.hold)).sum()
    }

    /// How much is taken in all, in ticks.
    #[must_use]
    pub fn product(&self) -> u64 {
        let of_row = |row: &Row| row.dose.wide() * u64::from(row.hold);
        self.rows.iter().map(of_row).sum()
    }
}

impl Request {
    /// Computes the plan of somebody who took `start` on each day before.
    ///
    /// # Errors
    /// The first value that lies outside its bounds.
    pub fn plan(&self) -> Result<Plan, Refusal> {
        self.plan_after(&Past::default())
    }

    /// Computes the plan that goes on from another one: after [`Past::doses`], the window holds
    /// from the first day.
    ///
    /// # Errors
    /// The first value that lies outside its bounds.
    pub fn plan_after(&self, past: &Past) -> Result<Plan, Refusal> {
        self.check()?;
        let mut first = Row::first(self);
        first.hold = first.hold.max(past.least_hold);
        let mut making = Making {
            request: self,
            past,
            rows: alloc::vec![first],
            starts_on: 0,
            extended: false,
        };
        let finished = making.run();
        let status = match (finished, making.extended) {
            (false, _) => Status::TooLong,
            (true, true) => Status::Extended,
            (true, false) => Status::Ok,
        };
        Ok(Plan {
            rows: making.rows,
            status,
            grid: self.grid,
        })
    }

    fn check(&self) -> Result<(), Refusal> {
        let within = |value: u32, least: u32, most: u32| (least..=most).contains(&value);
        let refuse_unless =
            |holds: bool, refusal: Refusal| if holds { Ok(()) } else { Err(refusal) };
        refuse_unless(!self.start.is_zero(), Refusal::StartIsNothing)?;
        refuse_unless(!self.grid.is_zero(), Refusal::GridIsNothing)?;
        refuse_unless(self.grid <= self.start, Refusal::GridAboveStart)?;
        refuse_unless(self.target < self.start, Refusal::TargetNotBelowStart)?;
        refuse_unless(self.jump_off <= self.start, Refusal::JumpOffAboveStart)?;
        refuse_unless(self.cap.get() > 0, Refusal::CapOutOfBounds)?;
        refuse_unless(
            within(self.hold, LEAST_HOLD, MOST_HOLD),
            Refusal::HoldOutOfBounds,
        )?;
        refuse_unless(
            within(self.hold_quantum, 1, MOST_HOLD),
            Refusal::HoldQuantumOutOfBounds,
        )?;
        refuse_unless(
            within(self.hold_max_factor, 1, 52),
            Refusal::HoldMaxFactorOutOfBounds,
        )?;
        refuse_unless(
            within(self.max_rows, 2, Ticks::MAX + 1),
            Refusal::MaxRowsOutOfBounds,
        )?;
        if let Some(window) = self.window {
            let is_within = within(window.days, 1, MOST_WINDOW) && window.cap.get() > 0;
            refuse_unless(is_within, Refusal::WindowOutOfBounds)?;
        }
        match self.method {
            Method::PercentOfPresent { step }
            | Method::PercentOfStart { step }
            | Method::TwoPart { step, .. } => {
                refuse_unless(step.get() > 0, Refusal::StepOutOfBounds)
            }
            Method::FixedAmount { amount } => {
                refuse_unless(!amount.is_zero(), Refusal::StepOutOfBounds)
            }
            Method::Linear { steps } => {
                refuse_unless(within(steps, 1, MOST_STEPS), Refusal::StepsOutOfBounds)
            }
            Method::Hyperbolic { steps, ed50 } => {
                refuse_unless(within(steps, 1, MOST_STEPS), Refusal::StepsOutOfBounds)?;
                refuse_unless(!ed50.is_zero(), Refusal::Ed50IsNothing)
            }
        }
    }
}

/// A plan in the making: never without a row.
struct Making<'r> {
    request: &'r Request,
    past: &'r Past,
    rows: Vec<Row>,
    /// The day on which the last row begins, counted from the first day.
    starts_on: u64,
    extended: bool,
}

impl Making<'_> {
    /// Adds rows to the end; `false` when `max_rows` cuts them off.
    fn run(&mut self) -> bool {
        let request = self.request;
        let (grid, cap) = (request.grid.wide(), request.cap);
        let target = request.target.wide();
        let timed = request.method.timed_steps();
        let mut step = 0;
        loop {
            step += 1;
            let Some(&last) = self.rows.last() else {
                return true;
            };
            let at = Situation {
                start: request.start.wide(),
                target,
                grid,
                present: last.dose.wide(),
                step,
            };
            let below = (at.present - 1) / grid * grid;
            let lowest = ceil_to(at.present * cap.rest(), WHOLE, grid).min(below);
            let ideal = request.method.ideal(at);
            let mut next = ceil_to(ideal.numerator, ideal.denominator, grid);
            let capped = next < lowest;
            if capped {
                next = lowest;
            }
            if next > below {
                if timed.is_some_and(|steps| step < steps) {
                    // Nothing measurable to change yet.
                    self.hold_longer(request.hold);
                    continue;
                }
                next = below;
            }
            if self.rows.len() >= request.max_rows as usize {
                return false;
            }
            let stops = target == 0 && (next == 0 || next < request.jump_off.wide());
            let stays = target > 0 && next <= target;
            if stops {
                next = 0;
            } else if stays {
                next = target;
            }
            if !stops {
                self.wait_for_window(next);
            }
            let Some(cut) = Cut::new(last.dose, next) else {
                return true;
            };
            let allowed = request
                .method
                .allowance(at, cap)
                .min(at.present * cap.wide());
            let row = if stops || stays {
                let flags = Flags {
                    stop: stops,
                    stay: stays,
                    ..Flags::default()
                };
                Row::last(cut, flags, allowed)
            } else {
                let row = Row::between(cut, capped, allowed, request);
                self.extended |= capped || (row.flags.coarse && timed.is_some());
                row
            };
            self.starts_on += self.rows.last().map_or(0, |row| u64::from(row.hold));
            self.rows.push(row);
            if stops || stays {
                return true;
            }
        }
    }

    fn hold_longer(&mut self, days: u32) {
        if let Some(last) = self.rows.last_mut() {
            last.hold += days;
        }
    }

    /// Lengthens the present hold until the window allows `next`. After a whole
    /// window at one dose only the step's cap remains.
    fn wait_for_window(&mut self, next: u64) {
        let Some(window) = self.request.window else {
            return;
        };
        loop {
            let Some(last) = self.rows.last() else { return };
            let next_starts = self.starts_on + u64::from(last.hold);
            let is_whole_window = last.hold >= window.days;
            let largest = self.dose_before(next_starts, u64::from(window.days));
            if is_whole_window || next * WHOLE >= largest * window.cap.rest() {
                return;
            }
            let quantum = self.request.hold_quantum;
            if let Some(last) = self.rows.last_mut() {
                last.hold += quantum;
                last.flags.slowed = true;
            }
            self.extended |= self.request.method.timed_steps().is_some();
        }
    }

    /// The dose in force so many days before a day.
    fn dose_before(&self, day: u64, back: u64) -> u64 {
        let Some(day) = day.checked_sub(back) else {
            let ago = back - day;
            let doses = &self.past.doses;
            let begun = doses.iter().rev().find(|(began, _)| *began >= ago);
            let dose = begun.or(doses.first()).map(|(_, dose)| *dose);
            return dose.unwrap_or_default().max(self.request.start).wide();
        };
        let mut ends = self.starts_on + self.rows.last().map_or(0, |r| u64::from(r.hold));
        for row in self.rows.iter().rev() {
            ends = ends.saturating_sub(u64::from(row.hold));
            if ends <= day {
                return row.dose.wide();
            }
        }
        self.request.start.wide()
    }
}
