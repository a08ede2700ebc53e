//! Whether two pictures look alike, by two hashes that see different things.
//!
//! The hash of the DCT sees the large shapes of light and shadow in the whole picture; it decides, and its differing bits
//! are what a person reads as the distance. The gradient hash sees whether it gets brighter from one place to the next; it
//! only objects. Pictures of one kind, pages of text or things on white, have much the same large shapes, and that is
//! where most coincidences of the first hash come from; few of them pass the second.
//!
//! All numbers here were measured: [PERFORMANCE](../../../../docs/PERFORMANCE.md) has the table, and says how to repeat it.
//!
//! Which file belongs to which picture is another question, with more witnesses: see `images::likeness`.

use crate::RuleViolation;

/// With fewer bits set, or missing, than this a hash says that the picture is flat, and nothing of what it shows.
///
/// Half the bits of a DCT hash are set, because each says whether a value lies above the median. Only where nearly all
/// values are equal, in a picture without any pattern, are there fewer, and then the rest is chance: the same card, saved
/// anew, differs from itself in thirty bits.
const FLAT: u32 = 6;

/// By so many bits more than the threshold may the gradient hashes differ before the pictures count as different.
///
/// What is done to a picture moves this hash about as far as the other one, and now and then further: bits of even areas
/// turn over for nothing. With six bits of grace the rule finds all but three in a thousand of the copies that the DCT hash
/// finds alone, and two of three of its coincidences are gone. With four, twice as many copies would be missed for a fifth
/// fewer coincidences; with ten, hardly any copy would be missed and only one coincidence of three be gone.
const GRACE: u32 = 6;

/// The two hashes of a picture, 64 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hashes {
    /// Whether the picture gets brighter from one of 8 × 8 places to the next on its right.
    pub gradient: i64,
    /// Which of the 8 × 8 lowest frequencies of the picture lie above their median.
    pub dct: i64,
}

impl Hashes {
    /// Whether the picture shows anything by which it can be compared. What does not is alike to nothing, not even to its
    /// own copy.
    pub fn say_something(self) -> bool {
        (FLAT..=64 - FLAT).contains(&self.dct.count_ones())
    }
}

/// How far pictures may differ and still count as alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Threshold(u32);

impl Threshold {
    /// Of fifty photographs that have nothing in common, the two that are closest differ in 20 bits.
    pub const MAX: u32 = 16;

    /// Finds copies that were made smaller, saved anew, brightened, straightened, or cropped by a little. Among a million pairs
    /// of strangers it takes about twenty for copies, nearly all of them things on white.
    pub const DEFAULT: u32 = 10;

    pub fn new(bits: u32) -> Result<Self, RuleViolation> {
        if bits > Self::MAX {
            let message = format!("threshold must be between 0 and {}", Self::MAX);
            return Err(RuleViolation::invalid("threshold", "out_of_range", message));
        }
        Ok(Self(bits))
    }

    pub fn bits(self) -> u32 {
        self.0
    }

    /// Whether two pictures at this distance count as alike.
    pub fn covers(self, distance: u32) -> bool {
        distance <= self.0
    }
}

impl Default for Threshold {
    fn default() -> Self {
        Self(Self::DEFAULT)
    }
}

/// How far two pictures are from each other, from 0 to 64, if both show something.
///
/// It is the number of differing bits of the DCT hashes, unless the gradient hashes differ by more than that and the grace.
/// So a threshold covers the distance exactly if it covers that of the DCT hashes and, with the grace, that of the gradient
/// hashes; the order of pictures by their distance does not depend on any threshold; and the distance is never smaller than
/// that of the DCT hashes, so that whoever looks through many may compare those first.
pub fn distance(one: Hashes, other: Hashes) -> Option<u32> {
    let dct = (one.dct ^ other.dct).count_ones();
    let gradient = (one.gradient ^ other.gradient).count_ones();
    let says_something = one.say_something() && other.say_something();
    says_something.then(|| dct.max(gradient.saturating_sub(GRACE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Hashes = Hashes { gradient: 0x1234_5678_9abc_def0, dct: 0x0f0f_3c3c_5a5a_9696 };

    /// The picture with this many bits of each hash turned over.
    fn moved(dct: u32, gradient: u32) -> Hashes {
        let low = |bits: u32| u64::MAX.checked_shr(64 - bits).unwrap_or(0).cast_signed();
        Hashes { gradient: PICTURE.gradient ^ low(gradient), dct: PICTURE.dct ^ low(dct) }
    }

    #[test]
    fn the_distance_is_the_number_of_differing_bits_of_the_dct_hash() {
        for bits in 0..=16 {
            assert_eq!(distance(PICTURE, moved(bits, 0)), Some(bits));
            assert_eq!(distance(PICTURE, moved(bits, bits + GRACE)), Some(bits));
        }
    }

    #[test]
    fn the_gradient_hash_objects_once_the_grace_is_used_up() {
        assert_eq!(distance(PICTURE, moved(4, 17)), Some(11));
        assert_eq!(distance(PICTURE, moved(0, 64)), Some(58));
    }

    #[test]
    fn the_distance_is_the_same_in_both_directions() {
        assert_eq!(distance(PICTURE, moved(7, 20)), distance(moved(7, 20), PICTURE));
    }

    #[test]
    fn a_threshold_covers_what_both_hashes_allow_and_nothing_else() {
        for bits in 0..=Threshold::MAX {
            let threshold = Threshold::new(bits).unwrap();
            for dct in 0..=20 {
                for gradient in 0..=30 {
                    let covered =
                        distance(PICTURE, moved(dct, gradient)).is_some_and(|d| threshold.covers(d));
                    assert_eq!(covered, dct <= bits && gradient <= bits + GRACE, "{bits} {dct} {gradient}");
                }
            }
        }
    }

    #[test]
    fn a_picture_that_shows_nothing_has_no_distance_to_anything() {
        for dct in [0, -1, i64::MIN, 0x1f, !0x1f] {
            let card = Hashes { gradient: 0, dct };
            assert!(!card.say_something());
            assert_eq!(distance(card, card), None);
            assert_eq!(distance(card, PICTURE), None);
            assert_eq!(distance(PICTURE, card), None);
        }
        assert!(Hashes { gradient: 0, dct: 0x3f }.say_something());
        assert!(Hashes { gradient: 0, dct: !0x3f }.say_something());
    }

    #[test]
    fn a_smooth_picture_is_compared_although_its_gradient_hash_is_even() {
        let from_the_left = Hashes { gradient: 0, ..PICTURE };
        let from_the_right = Hashes { gradient: -1, ..PICTURE };
        assert_eq!(distance(from_the_left, from_the_left), Some(0));
        assert_eq!(distance(from_the_left, from_the_right), Some(58));
    }

    #[test]
    fn a_threshold_lies_between_0_and_16_and_is_10_without_a_word() {
        assert_eq!(Threshold::default().bits(), 10);
        assert_eq!(Threshold::new(16).unwrap().bits(), 16);
        let refused = Threshold::new(17).unwrap_err();
        assert_eq!((refused.field, refused.code), (Some("threshold"), "out_of_range"));
    }
}
