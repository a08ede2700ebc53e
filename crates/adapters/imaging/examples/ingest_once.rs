//! Makes every eager derivative and both hashes of one file: the work of one upload, for profilers and comparisons.
//!
//! `ingest_once FILE [REPETITIONS]` writes into a temporary folder and says what it made and how long it took.
//! `ingest_once --generate FILE` writes the picture of the benchmarks, to compare other programs on the same file.

#[path = "../benches/photograph/mod.rs"]
mod photograph;

use std::path::{Path, PathBuf};
use std::time::Instant;

use atelier_application::ports::ImageProcessor;
use atelier_domain::images::Preset;
use atelier_imaging::{ImagePipeline, ImagingLimits};

const USAGE: &str = "usage: ingest_once FILE [REPETITIONS], or ingest_once --generate FILE";

// One thread for everything, so that instruction counts and processor time are those of one picture.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().ok_or(USAGE)?;
    if first == "--generate" {
        let file = arguments.next().ok_or(USAGE)?;
        return Ok(photograph::write(Path::new(&file))?);
    }
    let file = PathBuf::from(first);
    let repetitions: u32 = arguments.next().map(|count| count.parse()).transpose()?.unwrap_or(1);
    let folder = tempfile::tempdir()?;
    let pipeline = ImagePipeline::new(ImagingLimits::default());
    for _ in 0..repetitions {
        let start = Instant::now();
        let (hash, size) = pipeline.digest(&file).await?;
        let probed = pipeline.probe(&file).await?;
        let made = pipeline.make_derivatives(&file, probed.format, &Preset::EAGER, folder.path()).await?;
        let took = start.elapsed();
        println!(
            "{} × {}, {size} bytes, {} fields, blake3 {hash}, perceptual hash {:016x}: {:.1} ms",
            probed.width,
            probed.height,
            probed.metadata.len(),
            made.perceptual_hash,
            took.as_secs_f64() * 1000.0
        );
        for file in made.derivatives {
            println!("  {} {} × {}, {} bytes", file.preset.as_str(), file.width, file.height, file.size);
        }
    }
    Ok(())
}
