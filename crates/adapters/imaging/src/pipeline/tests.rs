use std::num::NonZeroUsize;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::samples;

struct Studio {
    folder: TempDir,
    pipeline: ImagePipeline,
}

impl Studio {
    fn with(limits: ImagingLimits) -> Self {
        Self { folder: TempDir::new().unwrap(), pipeline: ImagePipeline::new(limits) }
    }

    fn new() -> Self {
        Self::with(ImagingLimits::default())
    }

    fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("original");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn probe(&self, bytes: &[u8]) -> Result<ProbedImage, ImageError> {
        self.pipeline.probe(&self.file(bytes)).await
    }
}

#[tokio::test]
async fn a_probe_tells_format_size_and_metadata() {
    let studio = Studio::new();
    for (format, bytes) in samples::of_every_format() {
        let probed = studio.probe(&bytes).await.unwrap();
        assert_eq!((probed.format, probed.width, probed.height), (format, samples::SIZE.0, samples::SIZE.1));
    }
    let turned = studio.probe(&samples::jpeg_with(&samples::exif_with_orientation(6), &[])).await.unwrap();
    assert_eq!((turned.width, turned.height), (samples::SIZE.1, samples::SIZE.0));
    assert_eq!(turned.metadata["orientation"], 6);
}

#[tokio::test]
async fn the_hash_alone_is_the_one_that_comes_with_the_sizes_and_leaves_no_file() {
    let studio = Studio::new();
    let file = studio.file(&samples::jpeg());
    let alone = studio.pipeline.perceptual_hash(&file, ImageFormat::Jpeg).await.unwrap();
    assert_eq!(std::fs::read_dir(studio.folder.path()).unwrap().count(), 1);
    let folder = TempDir::new().unwrap();
    let made = studio
        .pipeline
        .make_derivatives(&file, ImageFormat::Jpeg, &Preset::EAGER, folder.path())
        .await
        .unwrap();
    assert_eq!(alone, made.perceptual_hash);
}

#[tokio::test]
async fn empty_large_and_foreign_files_are_refused() {
    let studio = Studio::with(ImagingLimits { max_bytes: 100, ..ImagingLimits::default() });
    assert_eq!(studio.probe(b"").await, Err(ImageError::Empty));
    assert_eq!(studio.probe(&samples::jpeg()).await, Err(ImageError::TooLarge { max: 100 }));
    let found = ImageError::UnsupportedType { found: "PDF".to_owned() };
    assert_eq!(studio.probe(b"%PDF-1.7").await, Err(found));
}

/// A decompression bomb: 1.6 thousand million pixels in a file of 50 bytes.
#[tokio::test]
async fn too_many_pixels_are_refused_from_the_header() {
    let side = 40_000_u32.to_be_bytes();
    let header = [side.as_slice(), &side, &[8, 2, 0, 0, 0]].concat();
    let bomb = [b"\x89PNG\r\n\x1a\n".to_vec(), samples::png_chunk(*b"IHDR", &header)].concat();
    let refused = ImageError::TooManyPixels { width: 40_000, height: 40_000, max: 100_000_000 };
    assert_eq!(Studio::new().probe(&bomb).await, Err(refused));

    let no_area = [[0; 8].as_slice(), &[8, 2, 0, 0, 0]].concat();
    let flat = [b"\x89PNG\r\n\x1a\n".to_vec(), samples::png_chunk(*b"IHDR", &no_area)].concat();
    assert_eq!(Studio::new().probe(&flat).await.unwrap_err().code(), "damaged_image");
}

#[tokio::test]
async fn the_bound_on_pixels_holds_for_every_format() {
    let pixels = u64::from(samples::SIZE.0 * samples::SIZE.1);
    let studio = Studio::with(ImagingLimits { max_pixels: pixels - 1, ..ImagingLimits::default() });
    for (format, bytes) in samples::of_every_format() {
        assert_eq!(studio.probe(&bytes).await.unwrap_err().code(), "too_many_pixels", "{format:?}");
        let file = studio.file(&bytes);
        let made =
            studio.pipeline.make_derivatives(&file, format, &Preset::EAGER, studio.folder.path()).await;
        assert_eq!(made.unwrap_err().code(), "too_many_pixels", "{format:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_pictures_at_once_pass_through_few_permits() {
    let limits = ImagingLimits { threads: NonZeroUsize::MIN, ..ImagingLimits::default() };
    let studio = Arc::new(Studio::with(limits));
    let file = studio.file(&samples::jpeg());
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let (studio, file) = (Arc::clone(&studio), file.clone());
            tokio::spawn(async move {
                let folder = studio.folder.path().join(number.to_string());
                std::fs::create_dir(&folder).unwrap();
                studio.pipeline.make_derivatives(&file, ImageFormat::Jpeg, &Preset::EAGER, &folder).await
            })
        })
        .collect();
    let mut hashes = Vec::new();
    for task in tasks {
        hashes.push(task.await.unwrap().unwrap().perceptual_hash);
    }
    assert_eq!(hashes, vec![hashes[0]; 8]);
    assert_eq!(studio.pipeline.permits.available_permits(), 1);
}

#[tokio::test]
async fn a_decoder_that_panics_means_that_the_file_is_damaged() {
    let outcome: Result<(), ImageError> =
        off_thread(|| panic!("a decoder met what it did not foresee")).await;
    assert_eq!(outcome.unwrap_err().code(), "damaged_image");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_our_fault() {
    let error = Studio::new().pipeline.probe(Path::new("/nowhere/at/all")).await.unwrap_err();
    assert_eq!(error.code(), "internal");
}

#[tokio::test]
async fn a_digest_is_blake3_and_size() {
    let studio = Studio::new();
    let file = studio.file(b"abc");
    let digest = studio.pipeline.digest(&file).await.unwrap();
    assert_eq!(digest, (blake3::hash(b"abc").to_hex().to_string(), 3));
}

mod hostile;
