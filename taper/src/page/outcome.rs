//! What becomes of a filled form.
//!
//! In go the form as it was read and what the rules say of it; out comes an
//! [`Outcome`]: what is missing, a worksheet in place of a plan, or a schedule
//! with everything that it was made from.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem::take;

use super::Page;
use super::changes::Edited;
use crate::code::{Change, Code, End, Times};
use crate::date::Day;
use crate::form::{Filled, Problem};
use crate::piece::text;
use crate::plan::{Past, Plan, Refusal};
use crate::quantity::Ticks;
use crate::rules::{Clearance, Verdict, Wish, WishRefusal};
use crate::schedule::{Pauses, Schedule, ScheduleRefusal};
use crate::split::{Split, equal_times};
use crate::words::Word;

/// What became of the form.
pub(super) enum Outcome {
    /// Something is missing or wrong.
    Open(Vec<Problem>),
    /// No schedule: these rules, or a break, forbid it.
    Worksheet { rules: Vec<usize> },
    /// Most days were above the plan: all questions again, after the text on lost tolerance
    /// where a day was far above it.
    AskAgain { notice: bool },
    /// A schedule.
    Schedule(Box<Made>),
}

/// A schedule and what it was made from.
pub(super) struct Made {
    pub(super) schedule: Schedule,
    pub(super) warnings: Vec<usize>,
    /// A day far above the plan: the text on lost tolerance comes first.
    pub(super) notice: bool,
    pub(super) code: Code,
}

impl Made {
    /// The day on which the reader last said what is really taken: the first day, or that of
    /// a log. A row that is held or another scale says nothing of it.
    pub(super) fn known_since(&self) -> Day {
        let logged = |change: &Change| match change {
            Change::From { on, .. } => Some(*on),
            _ => None,
        };
        let changes = self.code.changes.iter();
        changes.rev().find_map(logged).unwrap_or(self.code.start)
    }
}

/// The part of a plan since the last change of its numbers.
pub(super) struct Segment {
    pub(super) wish: Wish,
    pub(super) start: Day,
    pub(super) present: Vec<Ticks>,
    pub(super) pauses: Pauses,
    pub(super) division: Division,
    /// The doses of the parts before this one, each with its first day, the oldest first.
    pub(super) earlier: Vec<(Day, Ticks)>,
    /// The day on which the row that this part takes the place of would have ended.
    pub(super) held_until: Day,
}

impl Segment {
    fn past(&self) -> Past {
        let days = |from: Day, to: Day| u32::try_from(from.until(to)).unwrap_or_default();
        let doses = self.earlier.iter();
        Past {
            doses: doses
                .map(|(first, dose)| (u64::from(days(*first, self.start)), *dose))
                .collect(),
            least_hold: days(self.start, self.held_until),
        }
    }
}

/// Where the amounts over the day come from.
pub(super) enum Division {
    /// The same each time.
    Equal,
    /// As the reader wrote them.
    Own,
    /// A row of the plan before a change.
    Row,
}

impl Page<'_> {
    pub(super) fn outcome(&self, filled: &mut Filled, verdict: &Verdict) -> Outcome {
        let clearance = match verdict {
            Verdict::Worksheet { rules } => {
                return Outcome::Worksheet {
                    rules: rules.clone(),
                };
            }
            Verdict::Incomplete { .. } => return Outcome::Open(take(&mut filled.problems)),
            Verdict::Clear(clearance) => clearance,
        };
        if self.request.all("edit").any(|edit| edit == "break") {
            return Outcome::Worksheet { rules: Vec::new() };
        }
        let mut problems = take(&mut filled.problems);
        problems.extend(self.asked(filled, clearance));
        if !problems.is_empty() {
            return Outcome::Open(problems);
        }
        self.schedule(filled, clearance)
    }

    /// The amounts that the rules ask about, at the field that holds them.
    fn asked(&self, filled: &Filled, clearance: &Clearance) -> Vec<Problem> {
        let field = match &filled.times {
            Some(Times::Own(_)) => "time.1",
            _ => "daily",
        };
        let mut asked = Vec::new();
        for rule in clearance.asks() {
            let rule = &self.pack.book.rules[*rule];
            let words = String::from(self.text_of(&text!("rule.", rule.id, ".text")));
            let field = String::from(field);
            asked.push(if rule.confirm {
                Problem::Confirm { field, words }
            } else {
                Problem::Error { field, words }
            });
        }
        asked
    }

    /// The schedule, when everything is filled in.
    fn schedule(&self, filled: &Filled, clearance: &Clearance) -> Outcome {
        let incomplete = || Outcome::Open(Vec::new());
        let (Some(daily), Some(times), Some(scale)) =
            (filled.facts.daily, &filled.times, filled.scale)
        else {
            return incomplete();
        };
        let (Some(range), Some(end), Some(start)) = (filled.range, filled.end, filled.start) else {
            return incomplete();
        };
        let (present, division) = match times {
            Times::Equal(count) => (equal_times(daily, *count, scale), Division::Equal),
            Times::Own(amounts) => (amounts.clone(), Division::Own),
        };
        let (last_dose, stay_at) = match end {
            End::Stop { last_dose } => (last_dose, Ticks::ZERO),
            End::Stay { at } => (Ticks::ZERO, at),
        };
        let mut segment = Segment {
            wish: Wish {
                range,
                daily,
                scale,
                last_dose,
                stay_at,
            },
            start,
            present,
            pauses: Pauses::new(),
            division,
            earlier: Vec::new(),
            held_until: start,
        };
        let mut code = Code {
            name: self.pack.name.clone(),
            version: self.pack.version,
            product: filled.facts.product.clone().unwrap_or_default(),
            daily,
            times: times.clone(),
            scale,
            range: self.pack.book.ranges[range].id.clone(),
            end,
            start,
            changes: Vec::new(),
        };
        let mut notice = false;
        for edit in self.request.all("edit") {
            match self.edit(edit, &mut segment, clearance) {
                Edited::Changed(change) => {
                    notice |= matches!(change, Change::From { notice: true, .. });
                    code.changes.push(change);
                }
                Edited::Stopped(outcome) => return outcome,
            }
        }
        // What is kept or shared has to be opened again.
        if !code.changes.is_empty() && Code::read(&code.write()).is_err() {
            return Outcome::Open(alloc::vec![self.problem("edit", Word::ErrorEditTooMany)]);
        }
        let schedule = match self.compute(&segment, clearance) {
            Ok(schedule) => schedule,
            Err(problem) => return Outcome::Open(alloc::vec![problem]),
        };
        // The plan may end at a larger dose than was asked for.
        let clearance = match self.pack.book.judge_schedule(&filled.facts, &schedule) {
            Verdict::Worksheet { rules } => return Outcome::Worksheet { rules },
            Verdict::Incomplete { .. } => return incomplete(),
            Verdict::Clear(clearance) => clearance,
        };
        if !clearance.asks().is_empty() {
            return Outcome::Open(self.asked(filled, &clearance));
        }
        if !clearance.ranges().contains(&range) {
            return Outcome::Open(alloc::vec![self.refusal(WishRefusal::RangeNotOffered)]);
        }
        Outcome::Schedule(Box::new(Made {
            schedule,
            // Why only slower ranges are left belongs above the plan too.
            warnings: [clearance.limits(), clearance.warnings()].concat(),
            notice,
            code,
        }))
    }

    pub(super) fn problem(&self, field: &str, word: Word) -> Problem {
        Problem::Error {
            field: field.into(),
            words: String::from(self.word(word)),
        }
    }

    pub(super) fn compute(
        &self,
        segment: &Segment,
        clearance: &Clearance,
    ) -> Result<Schedule, Problem> {
        let plan = self
            .pack
            .book
            .plan_after(clearance, &segment.wish, &segment.past())
            .map_err(|refusal| self.refusal(refusal))?;
        let split = self.split(&plan, segment)?;
        Schedule::new(&plan, split.as_ref(), &segment.pauses, segment.start).map_err(|refusal| {
            let word = match refusal {
                ScheduleRefusal::Unfinished => Word::ErrorScheduleUnfinished,
                ScheduleRefusal::BeyondCalendar => Word::ErrorScheduleBeyondCalendar,
                ScheduleRefusal::PauseOutOfBounds => Word::ErrorSchedulePauseOutOfBounds,
                ScheduleRefusal::SplitDiffers => Word::ErrorScheduleSplitDiffers,
            };
            self.problem("start", word)
        })
    }

    /// One time a day needs no division.
    fn split(&self, plan: &Plan, segment: &Segment) -> Result<Option<Split>, Problem> {
        let present = &segment.present;
        if present.len() < 2 {
            return Ok(None);
        }
        let (split, field, words) = match segment.division {
            Division::Equal => (Split::new(plan, present), "times", Word::ErrorTimesScale),
            Division::Own => (Split::new(plan, present), "time.1", Word::ErrorSplit),
            Division::Row => (Split::going_on(plan, present), "edit", Word::ErrorEdit),
        };
        split.map(Some).map_err(|_| self.problem(field, words))
    }

    fn refusal(&self, refusal: WishRefusal) -> Problem {
        match refusal {
            WishRefusal::RangeNotOffered => self.problem("range", Word::ErrorRangeNotOffered),
            WishRefusal::Unconfirmed => self.problem("daily", Word::ErrorDaily),
            WishRefusal::StayOffScale => self.problem("stay", Word::ErrorOffScale),
            WishRefusal::Request(Refusal::GridAboveStart) => {
                self.problem("scale", Word::ErrorScaleAboveDaily)
            }
            WishRefusal::Request(Refusal::TargetNotBelowStart) => {
                self.problem("stay", Word::ErrorStayNotBelowDaily)
            }
            WishRefusal::Request(Refusal::JumpOffAboveStart) => {
                self.problem("last", Word::ErrorLastAboveDaily)
            }
            WishRefusal::Request(_) => self.problem("daily", Word::ErrorDaily),
        }
    }
}
