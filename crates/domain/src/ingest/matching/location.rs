//! How near to a session's place a picture was taken.

use super::{PositionState, Score};
use crate::galleries::Place;

/// A place that is not known neither helps nor harms: indoors no camera has a position.
const UNKNOWN: Score = Score::of(50_000);

/// Further than the last bucket.
const ELSEWHERE: Score = Score::of(5_000);

const EARTH_RADIUS: f64 = 6_371_000.0;

/// The farthest distance of each bucket, in metres, and what it is worth.
const BUCKETS: [(f64, DistanceBucket, Score); 5] = [
    (100.0, DistanceBucket::SameVenue, Score::ONE),
    (500.0, DistanceBucket::VeryNear, Score::of(85_000)),
    (1_500.0, DistanceBucket::Near, Score::of(70_000)),
    (5_000.0, DistanceBucket::Nearby, Score::of(45_000)),
    (20_000.0, DistanceBucket::Far, Score::of(20_000)),
];

/// How far apart two places are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum DistanceBucket {
    SameVenue,
    VeryNear,
    Near,
    Nearby,
    Far,
    Elsewhere,
    Unknown,
    /// The file's position was taken out of it.
    Redacted,
}

/// Why the place fits as well as it does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LocationEvidence {
    /// Whole ones, rounded up.
    pub distance_metres: Option<u32>,
    pub bucket: DistanceBucket,
    pub score: Score,
}

pub(super) fn evidence(position: PositionState, place: Option<Place>) -> LocationEvidence {
    let unknown = |bucket| LocationEvidence { distance_metres: None, bucket, score: UNKNOWN };
    let (taken, place) = match (position, place) {
        (PositionState::Known(taken), Some(place)) => (taken, place),
        (PositionState::Redacted, _) => return unknown(DistanceBucket::Redacted),
        (PositionState::Known(_) | PositionState::Unknown, _) => return unknown(DistanceBucket::Unknown),
    };
    let metres = haversine(taken, place);
    let (bucket, score) = BUCKETS
        .into_iter()
        .find(|(farthest, ..)| metres <= *farthest)
        .map_or((DistanceBucket::Elsewhere, ELSEWHERE), |(_, bucket, score)| (bucket, score));
    LocationEvidence { distance_metres: Some(whole(metres)), bucket, score }
}

/// Half the earth's circumference fits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a distance on earth is neither negative nor more than 20,040 km"
)]
fn whole(metres: f64) -> u32 {
    metres.ceil() as u32
}

fn haversine(a: Place, b: Place) -> f64 {
    let half_sine = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let along = a.latitude.to_radians().cos() * b.latitude.to_radians().cos();
    let h = half_sine(a.latitude, b.latitude) + along * half_sine(a.longitude, b.longitude);
    // Rounding may lift it above 1 at the other side of the earth.
    2.0 * EARTH_RADIUS * h.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: Place = Place { latitude: 59.0, longitude: 10.0 };

    /// A place so many metres north of home.
    fn north(metres: f64) -> Place {
        Place { latitude: HOME.latitude + (metres / EARTH_RADIUS).to_degrees(), ..HOME }
    }

    #[test]
    fn every_bucket_ends_where_it_says() {
        for (metres, score) in [
            (0.0, "1.00000"),
            (99.9, "1.00000"),
            (100.5, "0.85000"),
            (499.9, "0.85000"),
            (500.5, "0.70000"),
            (1_499.9, "0.70000"),
            (1_500.5, "0.45000"),
            (4_999.9, "0.45000"),
            (5_000.5, "0.20000"),
            (19_999.9, "0.20000"),
            (20_000.5, "0.05000"),
            (5_000_000.0, "0.05000"),
        ] {
            let evidence = evidence(PositionState::Known(north(metres)), Some(HOME));
            assert_eq!(evidence.score.to_string(), score, "{metres} m");
        }
    }

    #[test]
    fn distances_are_those_of_the_globe() {
        let oslo = Place { latitude: 59.9139, longitude: 10.7522 };
        let bergen = Place { latitude: 60.3913, longitude: 5.3221 };
        assert!((haversine(oslo, bergen) - 305_000.0).abs() < 2_000.0);
        let antipodes = Place { latitude: -59.9139, longitude: -169.2478 };
        assert!((haversine(oslo, antipodes) - 20_015_000.0).abs() < 1_000.0);
        let across_the_date_line = haversine(
            Place { latitude: 0.0, longitude: 179.9995 },
            Place { latitude: 0.0, longitude: -179.9995 },
        );
        assert!(across_the_date_line < 120.0);
    }

    #[test]
    fn what_is_not_known_is_worth_half() {
        for (position, place, bucket) in [
            (PositionState::Unknown, Some(HOME), DistanceBucket::Unknown),
            (PositionState::Known(HOME), None, DistanceBucket::Unknown),
            (PositionState::Redacted, Some(HOME), DistanceBucket::Redacted),
        ] {
            let evidence = evidence(position, place);
            assert_eq!((evidence.bucket, evidence.score), (bucket, Score::of(50_000)));
        }
    }
}
