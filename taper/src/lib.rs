//! Exact taper arithmetic: integer doses and civil dates, without a clock,
//! floats or dependencies.
//!
//! 1. [`Method`] names the next dose that is meant, before rounding.
//! 2. [`Request::plan`] applies the one step rule: round up to what can be
//!    measured, cap the step and the fall within a window of days, lengthen the
//!    hold where the scale forces a larger cut. The [`Plan`] strictly falls.
//! 3. [`Split`] divides each day's dose over its times.
//! 4. [`Day`] counts civil dates.
//!
//! Everything that depends on the world comes in from outside: today, labels,
//! the identity of a plan.
#![no_std]

extern crate alloc;

mod date;
mod method;
mod plan;
mod quantity;
mod split;

pub use date::{Civil, Day, NoDate};
pub use method::Method;
pub use plan::{
    Flags, LEAST_HOLD, MOST_HOLD, MOST_STEPS, MOST_WINDOW, Plan, Refusal, Request, Row, Status,
    Window,
};
pub use quantity::{BasisPoints, Ticks};
pub use split::{MOST_TIMES, Split, SplitRefusal};
