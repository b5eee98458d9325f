//! Exact taper arithmetic: integer doses and civil dates, without a clock,
//! floats or dependencies.
//!
//! 1. [`Method`] names the next dose that is meant, before rounding.
//! 2. [`Request::plan`] applies the one step rule: round up to what can be
//!    measured, cap the step and the fall within a window of days, lengthen the
//!    hold where the scale forces a larger cut. The [`Plan`] strictly falls.
//! 3. [`Split`] divides each day's dose over its times.
//! 4. [`Rulebook::judge`] holds a reader's answers against rules that are data;
//!    only its [`Clearance`] computes a plan for a reader.
//! 5. [`revise`] says what a log of real days means for the plan.
//! 6. [`Day`] counts civil dates, [`amount`] reads and writes amounts.
//!
//! Everything that depends on the world comes in from outside: today, labels,
//! the identity of a plan.
#![no_std]

extern crate alloc;

pub mod amount;
pub mod code;
mod date;
mod message;
mod method;
mod pack;
mod plan;
mod quantity;
mod revise;
mod rules;
mod split;

pub use date::{Civil, Day, NoDate};
pub use message::Message;
pub use method::Method;
pub use pack::{NoPack, Pack, Words};
pub use plan::{
    Flags, LEAST_HOLD, MOST_HOLD, MOST_STEPS, MOST_WINDOW, Plan, Refusal, Request, Row, Status,
    Window,
};
pub use quantity::{BasisPoints, Ticks};
pub use revise::{BREAK_DAYS, LEAST_LOGGED, LOG_DAYS, Revision, revise};
pub use rules::{
    Answer, Clearance, Condition, Facts, Level, Pace, Product, Question, Range, Rule, Rulebook,
    Verdict, Wish, WishRefusal,
};
pub use split::{MOST_TIMES, Split, SplitRefusal};
