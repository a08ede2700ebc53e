//! How long it takes to draw a mark over a picture and write it anew: the screen size as it is kept, and an original of
//! 24 megapixels.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]

mod photograph;

use std::path::{Path, PathBuf};

use atelier_application::ports::{ImageProcessor, Stamp, Stamping};
use atelier_domain::galleries::Position;
use atelier_domain::images::{ImageFormat, Preset};
use atelier_imaging::{ImagePipeline, ImagingLimits};
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use tokio::runtime::Runtime;

/// The original, and the screen size that is kept of it.
fn files(pipeline: &ImagePipeline, runtime: &Runtime, folder: &Path) -> [(Preset, PathBuf); 2] {
    let original = folder.join("photograph.jpg");
    photograph::write(&original).expect("the folder is writable");
    let made = pipeline.make_derivatives(&original, ImageFormat::Jpeg, &[Preset::Web], folder);
    let made = runtime.block_on(made).expect("the file is a picture");
    let web = made.derivatives.into_iter().next().expect("one size was asked for");
    [(Preset::Web, web.path), (Preset::Original, original)]
}

fn benchmark(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let target = folder.path().join("stamped");
    std::fs::create_dir_all(&target).expect("the folder is writable");
    let pipeline = ImagePipeline::new(ImagingLimits::default());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_time().build().expect("threads can be started");
    let mut group = criterion.benchmark_group("watermark");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (preset, file) in files(&pipeline, &runtime, folder.path()) {
        for position in [Position::BottomRight, Position::Tile] {
            let stamping = Stamping {
                stamp: Stamp::Text("© 2027 Studio · for the board of Acme".to_owned()),
                position,
                opacity: 35,
                scale: 40,
            };
            let name = BenchmarkId::new(preset.as_str(), position.as_str());
            group.bench_with_input(name, &stamping, |bencher, stamping| {
                bencher.iter(|| {
                    let stamped = pipeline.stamp(&file, ImageFormat::Jpeg, stamping, preset, &target);
                    runtime.block_on(stamped).expect("the file is a picture")
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
