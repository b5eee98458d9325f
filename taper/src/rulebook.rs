//! What one calculator asks, offers and forbids, as data.
//!
//! A parameter file becomes a [`Rulebook`] before it gets here, and nothing in this crate
//! knows what a product or a question is about. What the rules say of a reader is for
//! [`Rulebook::judge`].

use alloc::string::String;
use alloc::vec::Vec;

use crate::method::Method;
use crate::plan::Window;
use crate::quantity::{BasisPoints, Ticks};

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// The reader does not know.
    Unsure,
}

impl Answer {
    /// Reads `yes`, `no` or `unsure`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "yes" => Some(Self::Yes),
            "no" => Some(Self::No),
            "unsure" => Some(Self::Unsure),
            _ => None,
        }
    }

    /// As written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unsure => "unsure",
        }
    }
}

/// A question about suitability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// Whether "not sure" is an answer.
    pub unsure: bool,
}

/// What is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its name.
    pub id: String,
    /// The units that can be measured; empty for a product without schedules.
    pub scales: Vec<Ticks>,
    /// Whether the reader may name another unit, such as what a capsule holds.
    pub own_scale: bool,
}

impl Product {
    /// Whether the product can be measured in whole multiples of `scale`.
    #[must_use]
    pub fn has_scale(&self, scale: Ticks) -> bool {
        self.own_scale || self.scales.contains(&scale)
    }
}

/// A range: published, or of the reader's own numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Its name.
    pub id: String,
    /// How it cuts; `None` for one that is described and never computed.
    pub pace: Option<Pace>,
}

/// How a range cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How the next dose is chosen.
    pub method: Method,
    /// How long each dose is held, in days.
    pub hold: u32,
}

/// What a rule does when it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// No schedule: its text, help lines and the blank worksheet instead.
    Worksheet,
    /// Only some ranges are offered.
    Limit,
    /// Its text stands above the schedule.
    Warn,
    /// The amount is asked about at its field.
    Input,
}

impl Level {
    /// Whether the words of such a rule are shown as HTML, under the key `rule.ID.html`.
    #[must_use]
    pub fn has_html(self) -> bool {
        self != Self::Input
    }

    /// Whether they stand at a field or in a file, as plain text, under `rule.ID.text`.
    #[must_use]
    pub fn has_text(self) -> bool {
        self != Self::Worksheet
    }
}

/// When a rule applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A question has one of these answers.
    Answered {
        /// The question's name.
        question: String,
        /// The answers.
        is: Vec<Answer>,
    },
    /// One of these products is taken.
    Product(Vec<String>),
    /// So much a day, or more.
    DailyAtLeast(Ticks),
    /// More than so much a day.
    DailyAbove(Ticks),
    /// The last dose before nothing is more than this.
    LastDoseAbove(Ticks),
    /// The last dose before nothing is more than this share of the daily dose.
    LastDoseAboveShare(BasisPoints),
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// What it does.
    pub level: Level,
    /// It applies when any of these holds.
    pub when: Vec<Condition>,
    /// For [`Level::Limit`]: the ranges that are still offered.
    pub ranges: Vec<String>,
    /// For [`Level::Input`]: whether the reader may confirm the amount.
    pub confirm: bool,
    /// For [`Level::Worksheet`]: its text stands without the general one, which
    /// would contradict it.
    pub alone: bool,
}

/// Everything that the rules and the arithmetic of one calculator need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rulebook {
    /// In the order of the form.
    pub questions: Vec<Question>,
    /// In the order of the form.
    pub products: Vec<Product>,
    /// In the order of the form.
    pub ranges: Vec<Range>,
    /// In order of priority.
    pub rules: Vec<Rule>,
    /// The largest step, as a share of the present dose.
    pub step_cap: BasisPoints,
    /// The most that may go within a number of days.
    pub window: Window,
    /// Lengthened holds are whole multiples of this many days.
    pub hold_quantum: u32,
    /// A coarse step lengthens its hold to at most so many times the usual.
    pub hold_max_factor: u32,
    /// No more rows than this.
    pub max_rows: u32,
}

impl Rulebook {
    /// A product by its name.
    #[must_use]
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.id == id)
    }
}
