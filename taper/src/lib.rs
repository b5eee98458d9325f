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
//! 7. [`Schedule`] puts a plan on the calendar; [`View`] puts it in words;
//!    [`schedule_html`], [`chart_svg`], [`plain_text`], [`csv`] and [`calendar`]
//!    show it.
//! 8. [`answer`] is the one entry of the page: a text in, a text out, the same
//!    natively and in WebAssembly.
//!
//! Everything that depends on the world comes in from outside: today, labels,
//! the identity of a plan.
#![no_std]

extern crate alloc;

pub mod amount;
mod calendar;
mod chart;
pub mod code;
mod csv;
mod cut;
mod date;
mod form;
mod html;
mod labels;
mod message;
mod method;
mod pack;
mod page;
mod piece;
mod plan;
mod quantity;
mod revise;
mod rulebook;
mod rules;
#[cfg(test)]
mod samples;
mod schedule;
mod split;
mod text;
mod view;
#[cfg(target_arch = "wasm32")]
mod wasm;
mod words;

pub use calendar::{CalendarKey, Stamp, calendar};
pub use chart::chart_svg;
pub use csv::csv;
pub use date::{Civil, Day, NoDate};
pub use html::{schedule_html, schedule_html_without_chart};
pub use labels::{Labels, fill};
pub use message::Message;
pub use method::Method;
pub use pack::{NoPack, Pack};
pub use page::{PAGE_TEXTS, answer};
pub use plan::{
    Flags, LEAST_HOLD, MOST_HOLD, MOST_STEPS, MOST_WINDOW, Past, Plan, Refusal, Request, Row,
    Status, Window,
};
pub use quantity::{BasisPoints, Ticks};
pub use revise::{BREAK_DAYS, LEAST_LOGGED, LOG_DAYS, Revision, revise};
pub use rulebook::{Answer, Condition, Level, Pace, Product, Question, Range, Rule, Rulebook};
pub use rules::{Clearance, Facts, Verdict, Wish, WishRefusal};
pub use schedule::{Line, Pauses, Schedule, ScheduleRefusal, Share};
pub use split::{MOST_TIMES, Split, SplitRefusal, equal_times, same_shares};
pub use text::plain_text;
pub use view::View;
pub use words::{PAGE_WORDS, Words};

/// This crate, compiled to WebAssembly from the same source.
#[cfg(feature = "module")]
pub const MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stepdown_taper.wasm"));
