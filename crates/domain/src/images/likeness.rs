//! Whether a file shows what a picture shows: by what it looks like, when it was taken and by which camera.
//!
//! Names say nothing: two cameras both write `DSC_0001`. What is known of both files and differs, the second or the body
//! of the camera, makes them different photographs, however alike they look: the next frame of a burst is no version.

use chrono::{NaiveDateTime, Timelike};
use serde_json::{Map, Value};

use crate::ImageId;

/// Perceptual hashes that differ in at most so many bits look the same; retouching rarely moves more than eight.
const ALIKE: u32 = 10;

/// Hashes that differ in more bits look different. A tight crop moves up to 24, and other pictures begin at 17.
const UNLIKE: u32 = 24;

/// With fewer bits set, or missing, than this a hash says that the picture is flat, and nothing of what it shows.
const FLAT: u32 = 6;

/// What speaks for a picture, in points.
const LOOKS_THE_SAME: i32 = 60;
const PER_DIFFERING_BIT: i32 = 2;
const LOOKS_DIFFERENT: i32 = -20;
const SAME_SECOND: i32 = 30;
const SAME_FRACTION: i32 = 5;
const SAME_BODY: i32 = 20;
const SAME_MODEL: i32 = 5;

/// From so many points on a picture is worth a look.
const POSSIBLE: i32 = 30;

/// From so many points on a picture is meant, if no other comes near.
const CONFIDENT: i32 = 50;

/// How far the next picture has to stay behind.
const LEAD: i32 = 10;

/// How many pictures an ambiguous answer names.
const NAMED: usize = 5;

/// What a file can be compared by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traits {
    pub perceptual_hash: Option<i64>,
    /// By the camera's own clock.
    pub taken_at: Option<NaiveDateTime>,
    pub camera_model: Option<String>,
    /// The number of the camera's body.
    pub camera_serial: Option<String>,
}

impl Traits {
    pub fn of(
        metadata: &Map<String, Value>,
        taken_at: Option<NaiveDateTime>,
        perceptual_hash: Option<i64>,
    ) -> Self {
        let text = |key: &str| metadata.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            perceptual_hash,
            taken_at,
            camera_model: text("camera_model"),
            camera_serial: text("camera_serial"),
        }
    }
}

/// How far the camera is known to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameCamera {
    /// The very same body.
    Body,
    /// A camera of the same model.
    Model,
}

/// Why a picture is thought to be the one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// Differing bits of the perceptual hashes, where both say something.
    pub hash_distance: Option<u32>,
    /// Taken in the same second, as far as both files tell.
    pub same_second: bool,
    pub same_camera: Option<SameCamera>,
    /// What all of it comes to.
    pub score: i32,
}

/// A picture that a file may be a version of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub image: ImageId,
    pub evidence: Evidence,
}

/// Which picture a file is a version of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// This one.
    Confident(Candidate),
    /// One of these, the likeliest first; a person has to say which.
    Ambiguous(Vec<Candidate>),
    /// None.
    Unmatched,
}

/// The picture among `known` that the file is a version of. A picture may be named several times, once for each of its
/// versions; the likest one counts.
pub fn likeness(file: &Traits, known: &[(ImageId, Traits)]) -> Likeness {
    let mut candidates: Vec<Candidate> = known
        .iter()
        .filter_map(|(image, traits)| Some(Candidate { image: *image, evidence: compare(file, traits)? }))
        .filter(|candidate| candidate.evidence.score >= POSSIBLE)
        .collect();
    candidates.sort_by_key(|candidate| (-candidate.evidence.score, candidate.image));
    let mut seen = std::collections::BTreeSet::new();
    candidates.retain(|candidate| seen.insert(candidate.image));
    candidates.truncate(NAMED);
    match candidates.as_slice() {
        [] => Likeness::Unmatched,
        [first, rest @ ..] => {
            let lead = rest.first().map_or(i32::MAX, |next| first.evidence.score - next.evidence.score);
            if first.evidence.score >= CONFIDENT && lead >= LEAD {
                Likeness::Confident(*first)
            } else {
                Likeness::Ambiguous(candidates)
            }
        }
    }
}

/// What speaks for two files showing the same photograph; `None` if what both tell contradicts it.
pub fn compare(file: &Traits, known: &Traits) -> Option<Evidence> {
    let time = same_time(file.taken_at, known.taken_at).ok()?;
    let same_camera = same_camera(file, known).ok()?;
    let hash_distance = distance(file.perceptual_hash, known.perceptual_hash);
    let looks = match hash_distance {
        Some(bits) if bits <= ALIKE => {
            LOOKS_THE_SAME - PER_DIFFERING_BIT * i32::try_from(bits).unwrap_or_default()
        }
        Some(bits) if bits > UNLIKE => LOOKS_DIFFERENT,
        _ => 0,
    };
    let camera = match same_camera {
        Some(SameCamera::Body) => SAME_BODY,
        Some(SameCamera::Model) => SAME_MODEL,
        None => 0,
    };
    Some(Evidence { hash_distance, same_second: time > 0, same_camera, score: looks + time + camera })
}

/// Both files tell of it, and not the same.
struct Contradiction;

/// Points for the time.
fn same_time(one: Option<NaiveDateTime>, other: Option<NaiveDateTime>) -> Result<i32, Contradiction> {
    let (Some(one), Some(other)) = (one, other) else { return Ok(0) };
    if one.with_nanosecond(0) != other.with_nanosecond(0) {
        return Err(Contradiction);
    }
    // Programs drop the fraction; where both files have it, it tells the frames of a burst apart.
    match (one.nanosecond(), other.nanosecond()) {
        (0, _) | (_, 0) => Ok(SAME_SECOND),
        (one, other) if one == other => Ok(SAME_SECOND + SAME_FRACTION),
        _ => Err(Contradiction),
    }
}

fn same_camera(one: &Traits, other: &Traits) -> Result<Option<SameCamera>, Contradiction> {
    let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => Some(one == other),
        _ => None,
    };
    match (same(&one.camera_model, &other.camera_model), same(&one.camera_serial, &other.camera_serial)) {
        (Some(false), _) | (_, Some(false)) => Err(Contradiction),
        (_, Some(true)) => Ok(Some(SameCamera::Body)),
        (Some(true), None) => Ok(Some(SameCamera::Model)),
        (None, None) => Ok(None),
    }
}

/// The differing bits of two perceptual hashes, if both say something. All flat pictures have the same hash.
pub fn distance(one: Option<i64>, other: Option<i64>) -> Option<u32> {
    let (one, other) = (one?, other?);
    let is_flat = |hash: i64| !(FLAT..=64 - FLAT).contains(&hash.count_ones());
    (!is_flat(one) && !is_flat(other)).then(|| (one ^ other).count_ones())
}

/// Whether a picture with these two facts can be named for the file at all: it looks like it, or it was taken when the
/// file was. What storage finds with this is compared as a whole afterwards.
pub fn is_worth_comparing(
    file: &Traits,
    perceptual_hash: Option<i64>,
    taken_at: Option<NaiveDateTime>,
) -> bool {
    let looks = distance(file.perceptual_hash, perceptual_hash).is_some_and(|bits| bits <= ALIKE);
    same_time(file.taken_at, taken_at).is_ok_and(|points| looks || points > 0)
}

#[cfg(test)]
mod tests;
