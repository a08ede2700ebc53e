//! How long an upload of 24 megapixels takes: probe, BLAKE3, every eager derivative, perceptual hash.
//!
//! The throughput is in bytes of the original.

#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]

mod photograph;

use std::path::Path;

use atelier_application::ports::ImageProcessor;
use atelier_domain::images::Preset;
use atelier_imaging::{ImagePipeline, ImagingLimits};
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};

async fn ingest(pipeline: &ImagePipeline, file: &Path, folder: &Path) {
    pipeline.digest(file).await.expect("the file is there");
    let probed = pipeline.probe(file).await.expect("the file is whole");
    let made = pipeline.make_derivatives(file, probed.format, &Preset::EAGER, folder).await;
    made.expect("the file is a picture");
}

fn benchmark(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let file = folder.path().join("original.jpg");
    photograph::write(&file).expect("the folder is writable");
    let size = std::fs::metadata(&file).expect("it was just written").len();
    let pipeline = ImagePipeline::new(ImagingLimits::default());
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_time().build().expect("threads can be started");
    let mut group = criterion.benchmark_group("ingest 24 MP");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for threads in [1, 2] {
        group.throughput(Throughput::Bytes(size * threads));
        group.bench_with_input(BenchmarkId::new("threads", threads), &threads, |bencher, threads| {
            bencher.iter(|| {
                runtime.block_on(async {
                    let tasks: Vec<_> = (0..*threads)
                        .map(|number| {
                            let (pipeline, file) = (pipeline.clone(), file.clone());
                            let target = folder.path().join(number.to_string());
                            std::fs::create_dir_all(&target).expect("the folder is writable");
                            runtime.spawn(async move { ingest(&pipeline, &file, &target).await })
                        })
                        .collect();
                    for task in tasks {
                        task.await.expect("nothing panics");
                    }
                });
            });
        });
    }
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
