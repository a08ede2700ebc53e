//! Numbers from 0 to 1 that are the same everywhere.

use std::fmt;

/// A number from 0 to 1 with five decimals, kept as a whole number: no machine rounds it differently, and thresholds
/// are compared exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score(i32);

impl Score {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self(Self::UNITS);

    /// Parts of which 1 has that many.
    pub const UNITS: i32 = 100_000;

    /// A score of so many hundred-thousandths; more than all and less than none are cut off.
    pub const fn of(units: i32) -> Self {
        Self(if units < 0 {
            0
        } else if units > Self::UNITS {
            Self::UNITS
        } else {
            units
        })
    }

    /// `part` of `whole`, rounded; nothing of nothing is nothing.
    pub fn ratio(part: i64, whole: i64) -> Self {
        if whole <= 0 { Self::ZERO } else { Self::rounded(part * i64::from(Self::UNITS), whole) }
    }

    /// `numerator / denominator` hundred-thousandths, halves rounded up.
    pub(super) fn rounded(numerator: i64, denominator: i64) -> Self {
        let units = (numerator.max(0) + denominator / 2) / denominator.max(1);
        Self::of(i32::try_from(units).unwrap_or(i32::MAX))
    }

    /// Hundred-thousandths: the form in which it is stored.
    pub const fn units(self) -> i32 {
        self.0
    }

    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / f64::from(Self::UNITS)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:05}", self.0 / Self::UNITS, self.0 % Self::UNITS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Score {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_has_five_decimals_and_stays_between_zero_and_one() {
        assert_eq!(Score::ratio(1, 3).to_string(), "0.33333");
        assert_eq!(Score::ratio(2, 3).to_string(), "0.66667");
        assert_eq!(Score::ratio(3, 3), Score::ONE);
        assert_eq!(Score::ratio(7, 3), Score::ONE);
        assert_eq!(Score::ratio(-1, 3), Score::ZERO);
        assert_eq!(Score::ratio(1, 0), Score::ZERO);
        assert_eq!(Score::of(54_000).as_f64(), 0.54);
    }
}
