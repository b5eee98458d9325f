//! Doses and shares as integers.

/// A dose as a whole number of ticks, which the parameter file gives their size: 1 mg of
/// powder, 0.01 ml.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticks(u32);

impl Ticks {
    /// The largest dose that is accepted, in ticks.
    pub const MAX: u32 = 500_000;

    /// Nothing.
    pub const ZERO: Self = Self(0);

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

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is so many times `unit`, or nothing.
    pub(crate) const fn is_multiple_of(self, unit: Self) -> bool {
        self.0.is_multiple_of(unit.0)
    }

    /// The number of ticks, for sums that a dose cannot hold.
    pub(crate) const fn wide(self) -> u64 {
        self.0 as u64
    }

    /// A dose that is known to lie within the bounds, because it is no larger
    /// than one that does.
    pub(crate) fn not_above(self, ticks: u64) -> Self {
        Self(u32::try_from(ticks).map_or(self.0, |ticks| ticks.min(self.0)))
    }
}

/// A share in basis points: 10 000 is the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// 100 %, as a number.
    pub const WHOLE: u16 = 10_000;

    /// 100 %.
    pub const ALL: Self = Self(Self::WHOLE);

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

    /// The number of basis points, for products that need the room.
    pub(crate) const fn wide(self) -> u64 {
        self.0 as u64
    }

    /// What is left of the whole.
    pub(crate) const fn rest(self) -> u64 {
        (Self::WHOLE - self.0) as u64
    }
}

/// [`BasisPoints::WHOLE`] for products.
pub(crate) const WHOLE: u64 = BasisPoints::WHOLE as u64;

/// The next multiple of `grid` at or above `numerator / denominator`.
pub(crate) fn ceil_to(numerator: u64, denominator: u64, grid: u64) -> u64 {
    numerator.div_ceil(denominator * grid) * grid
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

    #[test]
    fn rounding_up_is_exact() {
        assert_eq!(ceil_to(91, 10, 1), 10);
        assert_eq!(ceil_to(90, 10, 1), 9);
        assert_eq!(ceil_to(86_451, 10, 100), 8_700);
        assert_eq!(ceil_to(0, 10, 100), 0);
    }
}
