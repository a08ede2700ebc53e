//! What must stay in view.

use crate::RuleViolation;

/// The point of a picture that must stay in view when it is cropped: fractions of its width and height, from the upper
/// left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FocalPoint {
    x: f64,
    y: f64,
}

impl FocalPoint {
    /// A point within the picture, its borders included.
    pub fn new(x: f64, y: f64) -> Result<Self, RuleViolation> {
        for (field, fraction) in [("focal_point.x", x), ("focal_point.y", y)] {
            // NaN lies in no range.
            if !(0.0..=1.0).contains(&fraction) {
                let message = format!("{field} must be between 0 and 1");
                return Err(RuleViolation::invalid(field, "out_of_range", message));
            }
        }
        Ok(Self { x, y })
    }

    pub const fn x(self) -> f64 {
        self.x
    }

    pub const fn y(self) -> f64 {
        self.y
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_focal_point_lies_in_the_picture() {
        for (x, y) in [(0.0, 0.0), (1.0, 1.0), (0.25, 0.75)] {
            let point = FocalPoint::new(x, y).unwrap();
            assert_eq!((point.x(), point.y()), (x, y));
        }
        for (x, y, field) in [
            (-0.1, 0.5, "focal_point.x"),
            (1.000_001, 0.5, "focal_point.x"),
            (0.5, f64::NAN, "focal_point.y"),
            (0.5, f64::INFINITY, "focal_point.y"),
        ] {
            assert_eq!(FocalPoint::new(x, y).unwrap_err().field, Some(field));
        }
    }
}
