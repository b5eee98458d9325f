//! Exact taper arithmetic: integer doses and civil dates, without a clock,
//! floats or dependencies.
//!
//! This version holds the public types of quantities; methods and plans are
//! built on them.
#![no_std]

/// A dose as a whole number of ticks: 1 tick is 1 mg of powder, or 0.01 ml.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticks(u32);

impl Ticks {
    /// The largest dose that is accepted, in ticks.
    pub const MAX: u32 = 500_000;

    /// A dose; `None` above [`Ticks::MAX`], never a clamp.
    #[must_use]
    pub const fn new(ticks: u32) -> Option<Self> {
        if ticks <= Self::MAX {
            Some(Self(ticks))
        } else {
            None
        }
    }

    /// The number of ticks.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// A share in basis points: 10 000 is the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// The whole, 100 %.
    pub const WHOLE: u16 = 10_000;

    /// A share; `None` above the whole.
    #[must_use]
    pub const fn new(points: u16) -> Option<Self> {
        if points <= Self::WHOLE {
            Some(Self(points))
        } else {
            None
        }
    }

    /// The number of basis points.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_outside_their_bounds_are_refused_and_not_clamped() {
        assert_eq!(Ticks::new(Ticks::MAX).map(Ticks::get), Some(500_000));
        assert_eq!(Ticks::new(Ticks::MAX + 1), None);
        assert_eq!(BasisPoints::new(10_000).map(BasisPoints::get), Some(10_000));
        assert_eq!(BasisPoints::new(10_001), None);
    }
}
