use std::path::PathBuf;

use atelier_application::ports::{ImageProcessor, PreviewSource};
use atelier_domain::images::{ImageFormat, Preset};
use atelier_domain::library::FileFormat;
use tempfile::TempDir;

use super::*;
use crate::limits::ImagingLimits;
use crate::raw::samples as cameras;
use crate::samples;

mod hostile;
mod previews;
mod telephones;

struct Studio {
    folder: TempDir,
    pipeline: ImagePipeline,
}

impl Studio {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), pipeline: ImagePipeline::new(ImagingLimits::default()) }
    }

    fn reader(&self) -> &dyn PhotoReader {
        &self.pipeline
    }

    fn file(&self, bytes: &[u8]) -> PathBuf {
        // A name that says nothing, or the wrong thing.
        let path = self.folder.path().join("photo.txt");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn probe(&self, bytes: &[u8]) -> ProbedPhoto {
        self.reader().probe(&self.file(bytes)).await.unwrap()
    }

    async fn develop(&self, bytes: &[u8]) -> Option<Developed> {
        let photo = self.probe(bytes).await;
        self.reader().develop(&self.file(bytes), &photo, self.folder.path()).await.unwrap()
    }
}

/// A decoded JPEG, and its mean colour.
fn decoded(jpeg: &[u8]) -> ((u32, u32), [u8; 3]) {
    let picture = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).unwrap().into_rgb8();
    let count = u64::from(picture.width()) * u64::from(picture.height());
    let mean = [0, 1, 2].map(|channel| {
        let sum: u64 = picture.pixels().map(|pixel| u64::from(pixel.0[channel])).sum();
        u8::try_from(sum / count).unwrap()
    });
    (picture.dimensions(), mean)
}

#[tokio::test]
async fn a_camera_file_of_every_format_is_known_by_its_bytes_and_tells_how_it_was_taken() {
    let studio = Studio::new();
    for (format, sample) in cameras::all() {
        let photo = studio.probe(&sample.bytes).await;
        assert_eq!(photo.format, FileFormat::Raw(format));
        assert_eq!((photo.width, photo.height), (4000, 6000), "{format:?}: as seen");
        assert_eq!(photo.taken_at.unwrap().to_string(), "2025-09-24 10:30:00", "{format:?}");
        assert_eq!(photo.taken_offset_minutes, Some(120), "{format:?}");
        assert_eq!(photo.metadata["offset_time_original"], "+02:00", "{format:?}");
        assert!(photo.metadata["camera_make"].as_str().is_some(), "{format:?}");
        assert_eq!(photo.metadata["camera_model"], "Model One", "{format:?}");
        assert_eq!(photo.metadata["lens"], "Lens 24-70mm", "{format:?}");
        let PreviewSource::Embedded { offset, orientation, .. } = photo.preview else {
            panic!("{format:?}: {:?}", photo.preview)
        };
        assert_eq!((offset, orientation), (sample.preview.0, 6), "{format:?}");
    }
    let position = &studio.probe(&cameras::cr3().bytes).await.metadata["gps"];
    assert_eq!((position["latitude"].as_f64(), position["longitude"].as_f64()), (Some(55.5), Some(12.25)));
}

#[tokio::test]
async fn a_camera_file_is_developed_upright_from_its_jpeg() {
    let studio = Studio::new();
    let jpeg = cameras::large();
    // What the pool makes of the same picture with the same orientation.
    let turned = [
        &jpeg[..2],
        &samples::segment(0xE1, &[b"Exif\0\0", samples::exif_with_orientation(6).as_slice()].concat()),
        &jpeg[2..],
    ]
    .concat();
    let expected = studio.develop(&turned).await.unwrap();
    for (format, sample) in cameras::all() {
        let developed = studio.develop(&sample.bytes).await.unwrap();
        assert_eq!((developed.width, developed.height), (80, 120), "{format:?}");
        assert_eq!(developed.hotpreview, expected.hotpreview, "{format:?}");
        assert_eq!(developed.hashes, expected.hashes, "{format:?}");
        assert_eq!(developed.coldpreview.blake3, expected.coldpreview.blake3, "{format:?}");
        assert_eq!(
            studio.reader().hashes_of(&studio.file(&sample.bytes)).await.unwrap(),
            Some(expected.hashes)
        );
    }
}

#[tokio::test]
async fn a_camera_file_without_a_preview_is_probed_and_not_developed() {
    let studio = Studio::new();
    let sample = cameras::cr2();
    let photo = studio.probe(&sample.bytes[..20]).await;
    assert_eq!((photo.format, photo.width), (FileFormat::Raw(atelier_domain::library::RawFormat::Cr2), 0));
    assert!(matches!(photo.preview, PreviewSource::None { .. }));
    let file = studio.file(&sample.bytes[..20]);
    assert_eq!(studio.reader().develop(&file, &photo, studio.folder.path()).await, Ok(None));
    assert_eq!(studio.reader().hashes_of(&file).await, Ok(None));
}

#[tokio::test]
async fn the_pictures_of_the_pool_are_probed_as_the_pool_does() {
    let studio = Studio::new();
    for (format, bytes) in samples::of_every_format() {
        let photo = studio.probe(&bytes).await;
        let image = ImageProcessor::probe(&studio.pipeline, &studio.file(&bytes)).await.unwrap();
        assert_eq!((photo.format, photo.preview), (FileFormat::Image(format), PreviewSource::Itself));
        assert_eq!((photo.width, photo.height, photo.metadata), (image.width, image.height, image.metadata));
    }
    let refused = studio.file(b"%PDF-1.7");
    assert_eq!(studio.reader().probe(&refused).await.unwrap_err().code(), "unsupported_image_type");
    let cut = samples::jpeg();
    let cut = studio.file(&cut[..cut.len() - 9]);
    assert_eq!(studio.reader().probe(&cut).await.unwrap_err().code(), "truncated_image");
}

#[tokio::test]
async fn both_previews_have_their_size_and_no_metadata_and_the_hashes_are_those_of_the_pool() {
    let studio = Studio::new();
    let bytes = samples::jpeg_of(&samples::picture(2600, 1300));
    let developed = studio.develop(&bytes).await.unwrap();
    assert_eq!((developed.width, developed.height), (150, 75));
    assert_eq!(decoded(&developed.hotpreview).0, (150, 75));
    let cold = &developed.coldpreview;
    let written = std::fs::read(&cold.path).unwrap();
    assert_eq!((cold.width, cold.height, cold.size), (1200, 600, written.len() as u64));
    assert_eq!(
        (decoded(&written).0, cold.path.file_name().unwrap()),
        ((1200, 600), "coldpreview.jpg".as_ref())
    );
    assert_eq!(cold.blake3, blake3::hash(&written).to_hex().as_str());
    let pool = studio
        .pipeline
        .make_derivatives(&studio.file(&bytes), ImageFormat::Jpeg, &[Preset::Web], studio.folder.path())
        .await
        .unwrap();
    assert_eq!(developed.hashes.gradient, pool.perceptual_hash);

    let noted = samples::jpeg_with(&samples::exif_with_orientation(8), &samples::display_p3());
    let small = studio.develop(&noted).await.unwrap();
    assert_eq!((small.width, small.coldpreview.width), (30, 30), "never enlarged");
    for jpeg in [&small.hotpreview, &std::fs::read(&small.coldpreview.path).unwrap()] {
        assert!(!jpeg.windows(4).any(|part| part == b"Exif" || part == b"ICC_"));
    }
}

#[tokio::test]
async fn what_is_transparent_is_white() {
    let studio = Studio::new();
    let glass = image::RgbaImage::from_pixel(60, 40, image::Rgba([200, 0, 0, 0]));
    let developed = studio.develop(&samples::png_of(glass.into())).await.unwrap();
    assert_eq!(decoded(&developed.hotpreview), ((60, 40), [255; 3]));
    assert_eq!(decoded(&std::fs::read(developed.coldpreview.path).unwrap()).1, [255; 3]);
}
