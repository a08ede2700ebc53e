//! Holds the scanner against the contract of its port, carried out word by word: exactly the same comes out.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use atelier_application::ports::{HashColumns, Hit, LikenessGroup};
use atelier_domain::library::likeness::{Hashes, Threshold, distance};
use atelier_similarity::SimdScanner;
use proptest::prelude::*;

fn columns(hashes: &[Hashes]) -> HashColumns {
    hashes.iter().zip(1..).map(|(hashes, id)| (id, *hashes)).collect()
}

fn threshold(bits: u32) -> Threshold {
    Threshold::new(bits).unwrap()
}

fn naive_within(hashes: &[Hashes], query: Hashes, threshold: Threshold) -> Vec<Hit> {
    let mut hits: Vec<Hit> = hashes
        .iter()
        .zip(0..)
        .filter_map(|(hashes, place)| Some(Hit { distance: distance(query, *hashes)?, place }))
        .filter(|hit| hit.distance <= threshold.bits())
        .collect();
    hits.sort();
    hits
}

fn naive_groups(hashes: &[Hashes], threshold: Threshold) -> Vec<LikenessGroup> {
    let mut taken = vec![false; hashes.len()];
    let mut groups = Vec::new();
    for (centre, own) in hashes.iter().enumerate() {
        if taken[centre] {
            continue;
        }
        taken[centre] = true;
        let mut others = naive_within(hashes, *own, threshold);
        others.retain(|hit| !std::mem::replace(&mut taken[hit.place as usize], true));
        if !others.is_empty() {
            groups.push(LikenessGroup { centre: centre as u32, others });
        }
    }
    groups
}

/// A hash that differs from another in a few bits.
fn moved(hash: i64, bits: &[u8]) -> i64 {
    bits.iter().fold(hash, |hash, bit| hash ^ (1 << (bit % 64)))
}

/// Anything, what is flat, and what is nearly flat.
fn any_hash() -> impl Strategy<Value = i64> {
    let few = prop::collection::vec(any::<u8>(), 0..9).prop_map(|bits| moved(0, &bits));
    let nearly_all = prop::collection::vec(any::<u8>(), 0..9).prop_map(|bits| moved(-1, &bits));
    prop_oneof![8 => any::<i64>(), 1 => few, 1 => nearly_all]
}

fn any_hashes() -> impl Strategy<Value = Hashes> {
    (any_hash(), any_hash()).prop_map(|(gradient, dct)| Hashes { gradient, dct })
}

/// Frames around a few pictures, so that there is something to find at every threshold, and equal ones among them.
fn clustered(most: usize) -> impl Strategy<Value = Vec<Hashes>> {
    let frame = (
        any::<prop::sample::Index>(),
        prop::collection::vec(any::<u8>(), 0..20),
        prop::collection::vec(any::<u8>(), 0..40),
    );
    let scenes = prop::collection::vec(any_hashes(), 1..8);
    (scenes, prop::collection::vec(frame, 0..most)).prop_map(|(scenes, frames)| {
        let frame = |(scene, dct, gradient): (prop::sample::Index, Vec<u8>, Vec<u8>)| {
            let scene = scene.get(&scenes);
            Hashes { gradient: moved(scene.gradient, &gradient), dct: moved(scene.dct, &dct) }
        };
        frames.into_iter().map(frame).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_scan_finds_exactly_what_the_rule_accepts(
        hashes in clustered(300),
        at in any::<prop::sample::Index>(),
        stranger in any_hashes(),
        bits in 0u32..=16,
    ) {
        let columns = columns(&hashes);
        let queries = if hashes.is_empty() { vec![stranger] } else { vec![stranger, *at.get(&hashes)] };
        for query in queries {
            let found = SimdScanner::new().within(&columns, query, threshold(bits));
            prop_assert_eq!(found, naive_within(&hashes, query, threshold(bits)));
        }
    }

    #[test]
    fn groups_are_those_of_the_contract(hashes in clustered(200), bits in 0u32..=16) {
        let found = SimdScanner::new().groups(&columns(&hashes), threshold(bits));
        prop_assert_eq!(found, naive_groups(&hashes, threshold(bits)));
    }
}

/// Two DCT hashes that differ in exactly these bits, on pictures that are otherwise the same.
fn pair(differing: u64) -> Vec<Hashes> {
    let one = Hashes { gradient: 0x1234_5678_9abc_def0, dct: 0x0f0f_3c3c_5a5a_9696 };
    vec![one, Hashes { dct: one.dct ^ differing.cast_signed(), ..one }]
}

/// Looks like chance, and is the same in every run.
fn mixed(number: u64) -> i64 {
    let mixed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb).cast_signed()
}

#[test]
fn a_pair_is_found_at_its_distance_and_not_below_however_the_bits_lie() {
    for distance in 1..=16u32 {
        // All in one place, and spread over the hash as evenly as can be; at each of 64 positions.
        let packed = u64::MAX >> (64 - distance);
        let spread = (0..distance).fold(0u64, |bits, n| bits | 1 << (n * 64 / distance));
        let differing = (0..64).flat_map(|by| [packed.rotate_left(by), spread.rotate_left(by)]);
        let pairs = differing.zip(0..).flat_map(|(bits, number)| {
            let one = Hashes { gradient: mixed(2 * number), dct: mixed(2 * number + 1) };
            [one, Hashes { dct: one.dct ^ bits.cast_signed(), ..one }]
        });
        let columns = columns(&pairs.collect::<Vec<_>>());
        let scanner = SimdScanner::new();
        assert_eq!(scanner.groups(&columns, threshold(distance)).len(), 128, "at {distance}");
        assert_eq!(scanner.groups(&columns, threshold(distance - 1)), [], "below {distance}");
    }
}

#[test]
fn nothing_is_found_where_there_is_nothing() {
    let (scanner, columns) = (SimdScanner::new(), HashColumns::default());
    assert!(columns.is_empty());
    assert_eq!(scanner.within(&columns, pair(0)[0], Threshold::default()), []);
    assert_eq!(scanner.groups(&columns, Threshold::default()), []);
}

#[test]
fn a_picture_alone_finds_itself_and_makes_no_group() {
    let one = pair(0)[0];
    let columns = columns(&[one]);
    let scanner = SimdScanner::new();
    assert_eq!(scanner.within(&columns, one, threshold(0)), [Hit { distance: 0, place: 0 }]);
    assert_eq!(scanner.groups(&columns, threshold(16)), []);
}

#[test]
fn pictures_that_show_nothing_are_not_found() {
    let card = Hashes { gradient: 0, dct: i64::MIN };
    let columns = columns(&[card; 3]);
    let scanner = SimdScanner::new();
    assert_eq!(scanner.within(&columns, card, threshold(16)), []);
    assert_eq!(scanner.groups(&columns, threshold(16)), []);
}

#[test]
fn the_first_picture_is_the_centre_and_the_nearest_comes_first() {
    let [one, near] = pair(0b11)[..] else { unreachable!() };
    let far = pair(0b1_1111)[1];
    let found = SimdScanner::new().groups(&columns(&[one, far, near, one]), threshold(10));
    let others =
        vec![Hit { distance: 0, place: 3 }, Hit { distance: 2, place: 2 }, Hit { distance: 5, place: 1 }];
    assert_eq!(found, [LikenessGroup { centre: 0, others }]);
}

#[test]
fn a_burst_that_drifts_does_not_become_one_group() {
    // Each frame differs from the next in three bits, the first from the last in sixty.
    let frames: Vec<Hashes> = (0..=20).map(|frame| pair((1 << (3 * frame)) - 1)[1]).collect();
    let found = SimdScanner::new().groups(&columns(&frames), threshold(10));
    let sizes: Vec<usize> = found.iter().map(|group| 1 + group.others.len()).collect();
    assert_eq!(sizes, [4, 4, 4, 4, 4]);
}

#[test]
fn a_hundred_thousand_equal_pictures_are_one_group() {
    let found = SimdScanner::new().groups(&columns(&[pair(0)[0]; 100_000]), threshold(16));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].others.len(), 99_999);
}

#[test]
fn a_hundred_thousand_pictures_that_are_all_alike_and_all_different_are_one_group() {
    // The first is the middle of the ball; the others differ from it in up to three bits each.
    let bits = |n: u64| 1u64 << (n % 64) | 1 << (n / 64 % 64) | 1 << (n / 4096 % 64);
    let hashes: Vec<Hashes> = (0..100_000).map(|n| pair(if n == 0 { 0 } else { bits(n) })[1]).collect();
    let found = SimdScanner::new().groups(&columns(&hashes), threshold(10));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].others.len(), 99_999);
}
