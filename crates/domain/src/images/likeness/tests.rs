use chrono::{Duration, NaiveDate};
use proptest::prelude::*;

use super::*;

/// A hash with as many ones as zeros.
const HASH: i64 = 0x5a5a_5a5a_5a5a_5a5a;

fn noon() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 6, 1).and_then(|day| day.and_hms_opt(12, 0, 0)).unwrap()
}

fn frame() -> Traits {
    Traits {
        perceptual_hash: Some(HASH),
        taken_at: Some(noon()),
        camera_model: Some("Nikon Z6".to_owned()),
        camera_serial: Some("6001234".to_owned()),
    }
}

/// The hash with its lowest `bits` turned over.
fn turned(bits: u32) -> Option<i64> {
    Some(HASH ^ (1_u64.checked_shl(bits).unwrap_or(0).wrapping_sub(1)).cast_signed())
}

fn stripped(hash: Option<i64>) -> Traits {
    Traits { perceptual_hash: hash, ..Traits::default() }
}

fn among(file: &Traits, known: &[Traits]) -> Likeness {
    let known: Vec<_> = known.iter().cloned().zip(1..).map(|(traits, id)| (ImageId(id), traits)).collect();
    likeness(file, &known)
}

fn confident(outcome: &Likeness) -> Option<ImageId> {
    match outcome {
        Likeness::Confident(candidate) => Some(candidate.image),
        _ => None,
    }
}

fn named(outcome: &Likeness) -> Vec<i64> {
    match outcome {
        Likeness::Ambiguous(candidates) => candidates.iter().map(|candidate| candidate.image.0).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_retouched_file_finds_its_picture() {
    let other = Traits { taken_at: Some(noon() + Duration::seconds(9)), ..frame() };
    let outcome = among(&Traits { perceptual_hash: turned(6), ..frame() }, &[other, frame()]);
    let Likeness::Confident(Candidate { image: ImageId(2), evidence }) = outcome else {
        panic!("{outcome:?}");
    };
    let expected = Evidence {
        hash_distance: Some(6),
        same_second: true,
        same_camera: Some(SameCamera::Body),
        score: 60 - 12 + 30 + 20,
    };
    assert_eq!(evidence, expected);
}

#[test]
fn two_cameras_at_the_same_second_are_two_pictures() {
    let other = Traits { camera_serial: Some("6009999".to_owned()), ..frame() };
    assert_eq!(among(&frame(), std::slice::from_ref(&other)), Likeness::Unmatched);
    assert_eq!(confident(&among(&frame(), &[other, frame()])), Some(ImageId(2)));
    let model = Traits { camera_model: Some("Canon R5".to_owned()), camera_serial: None, ..frame() };
    assert_eq!(among(&frame(), &[model]), Likeness::Unmatched);
}

#[test]
fn the_next_frame_of_a_burst_is_another_picture() {
    let next = Traits { taken_at: Some(noon() + Duration::seconds(1)), ..frame() };
    assert_eq!(among(&frame(), &[next]), Likeness::Unmatched);
    let at = |millis| Traits { taken_at: Some(noon() + Duration::milliseconds(millis)), ..frame() };
    assert_eq!(confident(&among(&at(120), &[at(40), at(120), at(200)])), Some(ImageId(2)));
    // The retouching program dropped the fraction, and all frames look alike: a person has to say.
    assert_eq!(named(&among(&frame(), &[at(40), at(120)])), [1, 2]);
}

#[test]
fn a_file_without_metadata_is_known_by_its_looks_if_nothing_else_looks_like_it() {
    let known = [frame(), Traits { perceptual_hash: Some(!HASH), ..frame() }];
    assert_eq!(confident(&among(&stripped(turned(5)), &known)), Some(ImageId(1)));
    assert_eq!(named(&among(&stripped(turned(9)), &known)), [1], "that far, a person has to say");
    let twin = Traits { perceptual_hash: turned(2), taken_at: Some(noon() + Duration::hours(1)), ..frame() };
    assert_eq!(named(&among(&stripped(Some(HASH)), &[twin, frame()])), [2, 1]);
    assert_eq!(among(&stripped(turned(11)), &known), Likeness::Unmatched);
}

#[test]
fn a_tight_crop_is_known_by_camera_and_second() {
    let crop = Traits { perceptual_hash: turned(20), ..frame() };
    assert_eq!(confident(&among(&crop, &[frame()])), Some(ImageId(1)));
    let unlike = Traits { perceptual_hash: turned(32), ..frame() };
    assert_eq!(named(&among(&unlike, &[frame()])), [1], "it looks like another picture");
    let no_serial = Traits { camera_serial: None, ..crop };
    assert_eq!(named(&among(&no_serial, &[frame()])), [1], "two photographers may have the same model");
}

#[test]
fn flat_pictures_never_match_by_their_looks() {
    for flat in [0, -1, 1, 0b1_1111, !0b1_1111] {
        assert_eq!(distance(Some(flat), Some(flat)), None, "{flat:x}");
        assert_eq!(among(&stripped(Some(flat)), &[stripped(Some(flat))]), Likeness::Unmatched);
        let same_shot = Traits { perceptual_hash: Some(flat), ..frame() };
        assert_eq!(confident(&among(&same_shot, std::slice::from_ref(&same_shot))), Some(ImageId(1)));
    }
    assert_eq!(distance(None, Some(HASH)), None);
}

#[test]
fn the_versions_of_one_picture_are_one_candidate() {
    let later = Traits { perceptual_hash: turned(8), camera_serial: None, ..frame() };
    let known = [(ImageId(7), later), (ImageId(7), frame())];
    let outcome = likeness(&frame(), &known);
    assert_eq!(confident(&outcome), Some(ImageId(7)), "{outcome:?}");
}

fn any_traits() -> impl Strategy<Value = Traits> {
    let hash =
        prop_oneof![Just(None), Just(Some(0)), (0_u32..40).prop_map(turned), any::<i64>().prop_map(Some)];
    let time = proptest::option::of((0_i64..3, 0_i64..3).prop_map(|(seconds, parts)| {
        noon() + Duration::seconds(seconds) + Duration::milliseconds(parts * 100)
    }));
    let model = proptest::option::of((0..2).prop_map(|n| format!("model {n}")));
    let serial = proptest::option::of((0..3).prop_map(|n| format!("{n}")));
    (hash, time, model, serial).prop_map(|(perceptual_hash, taken_at, camera_model, camera_serial)| Traits {
        perceptual_hash,
        taken_at,
        camera_model,
        camera_serial,
    })
}

proptest! {
    #[test]
    fn likeness_goes_both_ways(one in any_traits(), other in any_traits()) {
        prop_assert_eq!(compare(&one, &other), compare(&other, &one));
    }

    #[test]
    fn the_order_in_which_pictures_are_named_changes_nothing(
        file in any_traits(),
        known in proptest::collection::vec(any_traits(), 0..8),
    ) {
        let known: Vec<_> = known.into_iter().zip(1..).map(|(traits, id)| (ImageId(id), traits)).collect();
        let mut turned = known.clone();
        turned.reverse();
        prop_assert_eq!(likeness(&file, &known), likeness(&file, &turned));
    }

    #[test]
    fn nothing_is_named_that_another_camera_or_another_second_took(
        file in any_traits(),
        known in any_traits(),
    ) {
        let differ = |one: &Option<String>, other: &Option<String>| {
            one.is_some() && other.is_some() && one != other
        };
        let seconds = file.taken_at.zip(known.taken_at);
        let contradicted = differ(&file.camera_serial, &known.camera_serial)
            || differ(&file.camera_model, &known.camera_model)
            || seconds.is_some_and(|(one, other)| one.with_nanosecond(0) != other.with_nanosecond(0));
        if contradicted {
            prop_assert_eq!(likeness(&file, &[(ImageId(1), known)]), Likeness::Unmatched);
        }
    }

    #[test]
    fn what_is_named_was_worth_comparing(file in any_traits(), known in any_traits()) {
        if likeness(&file, &[(ImageId(1), known.clone())]) != Likeness::Unmatched {
            prop_assert!(is_worth_comparing(&file, known.perceptual_hash, known.taken_at));
        }
    }

    #[test]
    fn looks_alone_need_hashes_that_say_something(hash in any::<i64>(), flat in 0_i64..3) {
        let outcome = among(&stripped(Some(flat)), &[stripped(Some(hash)), stripped(Some(flat))]);
        prop_assert_eq!(outcome, Likeness::Unmatched);
    }
}
