//! The ways to choose the next dose.
//!
//! A method names an *ideal* next dose, which the plan rounds up to what can be
//! measured, and an *allowance*: the largest cut that the method itself means at
//! a dose. A cut above its allowance is one that the scale forces.

use crate::quantity::{BasisPoints, Ticks, WHOLE};

/// How the next dose is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// A share of the dose that is taken now.
    PercentOfPresent {
        /// The share that goes at each step.
        step: BasisPoints,
    },
    /// A share of the first dose, the same amount at every step.
    PercentOfStart {
        /// The share of the start that goes at each step.
        step: BasisPoints,
    },
    /// The same amount at every step.
    FixedAmount {
        /// What goes at each step.
        amount: Ticks,
    },
    /// A share of the start down to the knee, then the same share of the
    /// present dose (CDC 2022, for weeks to months of use).
    TwoPart {
        /// The share that goes at each step.
        step: BasisPoints,
        /// Where the second part begins, as a share of the start.
        knee: BasisPoints,
    },
    /// In a straight line to the target, in so many steps.
    Linear {
        /// The number of steps.
        steps: u32,
    },
    /// Equal steps of receptor occupancy, in so many steps.
    Hyperbolic {
        /// The number of steps.
        steps: u32,
        /// The dose with half of the largest occupancy.
        ed50: Ticks,
    },
}

/// A dose before rounding: a fraction of ticks, never below nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ideal {
    pub numerator: u64,
    pub denominator: u64,
}

impl Ideal {
    fn whole(ticks: u64) -> Self {
        Self {
            numerator: ticks,
            denominator: 1,
        }
    }
}

/// What a method is asked about: where the plan began, where it goes, and the
/// dose that is taken now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    pub start: u64,
    pub target: u64,
    pub grid: u64,
    pub present: u64,
    /// The number of the step, from 1.
    pub step: u32,
}

impl Method {
    /// The number of steps of a method that keeps to a time.
    pub(crate) fn timed_steps(self) -> Option<u32> {
        match self {
            Self::Linear { steps } | Self::Hyperbolic { steps, .. } => Some(steps),
            _ => None,
        }
    }

    /// The dose that the method means, before rounding.
    pub(crate) fn ideal(self, at: Situation) -> Ideal {
        match self {
            Self::PercentOfPresent { step } => of_present(at.present, step),
            Self::PercentOfStart { step } => {
                Ideal::whole(at.present.saturating_sub(amount_of_start(at, step)))
            }
            Self::FixedAmount { amount } => Ideal::whole(at.present.saturating_sub(amount.wide())),
            Self::TwoPart { step, knee } if above_knee(at, knee) => {
                let straight = at.present.saturating_sub(amount_of_start(at, step));
                let knee_amount = at.start * knee.wide();
                if straight * WHOLE >= knee_amount {
                    Ideal::whole(straight)
                } else {
                    Ideal {
                        numerator: knee_amount,
                        denominator: WHOLE,
                    }
                }
            }
            Self::TwoPart { step, .. } => of_present(at.present, step),
            Self::Linear { steps } => {
                let (all, done) = (u64::from(steps), u64::from(at.step.min(steps)));
                Ideal {
                    numerator: at.start * all - done * (at.start - at.target),
                    denominator: all,
                }
            }
            Self::Hyperbolic { steps, ed50 } => {
                let (all, done) = (u64::from(steps), u64::from(at.step.min(steps)));
                let half = ed50.wide();
                Ideal {
                    numerator: half * at.start * (all - done),
                    denominator: all * half + done * at.start,
                }
            }
        }
    }

    /// The largest cut that the method means at the present dose, in ticks
    /// times [`WHOLE`]. The methods that keep to a time mean what the cap allows.
    pub(crate) fn allowance(self, at: Situation, cap: BasisPoints) -> u64 {
        match self {
            Self::PercentOfPresent { step } => at.present * step.wide(),
            Self::PercentOfStart { step } => amount_of_start(at, step) * WHOLE,
            Self::FixedAmount { amount } => amount.wide() * WHOLE,
            Self::TwoPart { step, knee } if above_knee(at, knee) => {
                amount_of_start(at, step) * WHOLE
            }
            Self::TwoPart { step, .. } => at.present * step.wide(),
            Self::Linear { .. } | Self::Hyperbolic { .. } => at.present * cap.wide(),
        }
    }
}

fn of_present(present: u64, step: BasisPoints) -> Ideal {
    Ideal {
        numerator: present * step.rest(),
        denominator: WHOLE,
    }
}

/// A share of the start in measurable units, at least one.
fn amount_of_start(at: Situation, step: BasisPoints) -> u64 {
    let share = at.start * step.wide() / WHOLE;
    (share / at.grid * at.grid).max(at.grid)
}

fn above_knee(at: Situation, knee: BasisPoints) -> bool {
    at.present * WHOLE > at.start * knee.wide()
}
