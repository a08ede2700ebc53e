//! Measures how many changed copies of a picture the rule finds, and how many strangers it takes for copies: the tables of
//! docs/PERFORMANCE.md.
//!
//! `recall [SCENES]` makes that many scenes (600 without a number). `recall FOLDER` takes the JPEG files of a folder instead,
//! each of which must show something else.

mod changes;
mod hashes;
mod scenes;

use std::path::{Path, PathBuf};

use atelier_domain::library::likeness::{Hashes, distance};
use changes::CHANGES;
use image::{DynamicImage, ImageDecoder, ImageReader, ImageResult, RgbImage};

const THRESHOLDS: [u32; 5] = [4, 8, 10, 12, 16];
const CARDS: u64 = 60;

/// Larger than anything that is hashed; real photographs would take minutes otherwise.
const LONGEST: u32 = 1500;

/// A picture and its copies, changed in each way.
struct Subject {
    picture: Hashes,
    copies: Vec<Hashes>,
}

type Distance = fn(Hashes, Hashes) -> Option<u32>;

/// Each hash by itself, and the rule of both.
const WAYS: [Distance; 3] = [
    |one, other| Some((one.dct ^ other.dct).count_ones()),
    |one, other| Some((one.gradient ^ other.gradient).count_ones()),
    distance,
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = std::env::args().nth(1).unwrap_or_else(|| "600".to_owned());
    let subjects = match argument.parse() {
        Ok(scenes) => measure((0..scenes).collect(), |number| Some(scenes::scene(*number))),
        Err(_) => measure(photographs(Path::new(&argument))?, |file| photograph(file).ok()),
    };
    println!("{} pictures; in each cell: DCT alone, gradient alone, the rule\n", subjects.len());
    println!("| change, found of 100 |{}\n|---|{}", heads(), "---|".repeat(THRESHOLDS.len()));
    for (number, (name, _)) in CHANGES.iter().enumerate() {
        let pairs = subjects.iter().filter_map(|one| Some((one.picture, *one.copies.get(number)?)));
        let count = subjects.len() as f64 / 100.0;
        row(name, &counts(pairs), |found| format!("{:.1}", found as f64 / count));
    }
    let strangers = subjects.iter().enumerate().flat_map(|(number, one)| {
        let others = subjects.iter().enumerate().filter(move |(other, _)| *other != number);
        let copies = others.flat_map(|(_, other)| other.copies.iter().chain([&other.picture]));
        copies.map(|copy| (one.picture, *copy))
    });
    let pairs = strangers.clone().count();
    println!("\n| of {pairs} pairs of strangers |{}\n|---|{}", heads(), "---|".repeat(THRESHOLDS.len()));
    row("taken for copies", &counts(strangers), |found| found.to_string());
    let cards: Vec<Hashes> = (0..CARDS).filter_map(|card| hashes::hashes(&scenes::card(card))).collect();
    let pairs =
        cards.iter().zip(1..).flat_map(|(one, next)| cards.iter().skip(next).map(|card| (*one, *card)));
    let name = format!("{} pairs of plain cards", pairs.clone().count());
    row(&name, &counts(pairs), |found| found.to_string());
    Ok(())
}

fn heads() -> String {
    THRESHOLDS.iter().map(|threshold| format!(" {threshold} |")).collect()
}

fn row(name: &str, counts: &[[usize; WAYS.len()]], show: impl Fn(usize) -> String) {
    let cells = counts.iter().map(|ways| format!(" {} |", ways.map(&show).join(" · ")));
    println!("| {name} |{}", cells.collect::<String>());
}

/// How many of the pairs each way finds, for each threshold.
fn counts(pairs: impl Iterator<Item = (Hashes, Hashes)>) -> Vec<[usize; WAYS.len()]> {
    let mut counts = vec![[0; WAYS.len()]; THRESHOLDS.len()];
    for (one, other) in pairs {
        let distances = WAYS.map(|way| way(one, other));
        for (counts, threshold) in counts.iter_mut().zip(THRESHOLDS) {
            for (count, distance) in counts.iter_mut().zip(distances) {
                *count += usize::from(distance.is_some_and(|distance| distance <= threshold));
            }
        }
    }
    counts
}

/// Makes and hashes pictures on two threads, one picture at a time on each.
fn measure<T: Sync>(sources: Vec<T>, make: impl Fn(&T) -> Option<RgbImage> + Sync) -> Vec<Subject> {
    let subject = |source: &T| {
        let picture = make(source)?;
        let copies = CHANGES.iter().filter_map(|(_, change)| hashes::hashes(&change(&picture)?));
        Some(Subject { picture: hashes::hashes(&picture)?, copies: copies.collect() })
    };
    std::thread::scope(|scope| {
        let halves = sources.chunks(sources.len().div_ceil(2).max(1));
        let threads: Vec<_> = halves
            .map(|half| scope.spawn(move || half.iter().filter_map(subject).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    })
}

fn photographs(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jpg")));
    files.sort();
    Ok(files)
}

/// A photograph as it is seen, upright.
fn photograph(file: &Path) -> ImageResult<RgbImage> {
    let mut decoder = ImageReader::open(file)?.with_guessed_format()?.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > LONGEST {
        picture = picture.thumbnail(LONGEST, LONGEST);
    }
    Ok(picture.into_rgb8())
}
