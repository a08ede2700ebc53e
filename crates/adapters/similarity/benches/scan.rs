//! Looking for one picture among many, against a loop that only counts bits, and grouping all of them. One core.
//!
//! The hashes are those of a studio: a hundred pictures of the same scene that differ in some bits, and the next scene.

use std::hint::black_box;

use atelier_application::ports::HashColumns;
use atelier_domain::library::likeness::{Hashes, Threshold};
use atelier_similarity::SimdScanner;
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};

/// How many pictures show the same scene.
const FRAMES: u64 = 100;

/// Looks like chance, and is the same in every run (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A hash in which up to `bits` bits are turned, different ones for each seed.
fn moved(hash: u64, seed: u64, bits: u64) -> u64 {
    (0..mixed(seed) % (bits + 1)).fold(hash, |hash, n| hash ^ 1 << (mixed(seed ^ (n + 1) << 40) % 64))
}

fn picture(number: u64) -> Hashes {
    let scene = mixed(number / FRAMES);
    Hashes {
        dct: moved(scene, number, 16).cast_signed(),
        gradient: moved(!scene.rotate_left(32), number ^ 1 << 60, 16).cast_signed(),
    }
}

fn studio(pictures: u64) -> HashColumns {
    (0..pictures).zip(1..).map(|(number, id)| (id, picture(number))).collect()
}

fn scan(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(20);
    for pictures in [2_000, 100_000, 1_000_000] {
        let (columns, scanner) = (studio(pictures), SimdScanner::new());
        let query = picture(pictures / 2);
        group.bench_function(BenchmarkId::new("naive", pictures), |bencher| {
            let query = query.dct.cast_unsigned();
            bencher.iter(|| {
                let near = columns.dct().iter().filter(|hash| (*hash ^ black_box(query)).count_ones() <= 10);
                near.count()
            });
        });
        group.bench_function(BenchmarkId::new("within", pictures), |bencher| {
            bencher.iter(|| scanner.within(&columns, black_box(query), Threshold::default()));
        });
    }
    group.finish();
}

fn groups(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("groups");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for pictures in [100_000, 1_000_000] {
        let (columns, scanner) = (studio(pictures), SimdScanner::new());
        for bits in [4, 8, 10, 16] {
            // At the largest threshold the index says little, and the largest library takes minutes.
            if bits == 16 && pictures == 1_000_000 {
                continue;
            }
            let threshold = Threshold::new(bits).unwrap_or_default();
            group.bench_function(BenchmarkId::new(format!("up to {bits}"), pictures), |bencher| {
                bencher.iter(|| scanner.groups(&columns, threshold));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, scan, groups);
criterion_main!(benches);
