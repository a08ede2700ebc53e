//! Files that were made to do harm: whatever the bytes, the answer is an answer.

use proptest::prelude::*;

use super::*;

/// Every format, and within them the variants that take other paths through the code.
fn seeds() -> Vec<(ImageFormat, Vec<u8>)> {
    let exif = samples::exif_with_orientation(6);
    let icc = samples::display_p3();
    let mut seeds = samples::of_every_format().to_vec();
    seeds.extend([
        (ImageFormat::Jpeg, samples::jpeg_with(&exif, &icc)),
        (ImageFormat::Jpeg, samples::progressive_jpeg()),
        (ImageFormat::Jpeg, samples::cmyk_jpeg(jpeg_encoder::ColorType::CmykAsYcck)),
        (ImageFormat::Png, samples::png_with_chunk(*b"eXIf", &exif)),
        (ImageFormat::WebP, samples::webp_with(&exif, &icc)),
        (ImageFormat::Gif, samples::animated_gif()),
    ]);
    seeds
}

/// Runs all three verbs; what matters is that each returns.
fn survive(format: ImageFormat, bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let limits = ImagingLimits { max_pixels: 1_000_000, ..ImagingLimits::default() };
        let studio = Studio::with(limits);
        let file = studio.file(bytes);
        let target = studio.folder.path().join("copy");
        let probed = studio.pipeline.probe(&file).await;
        let made =
            studio.pipeline.make_derivatives(&file, format, &Preset::EAGER, studio.folder.path()).await;
        let stripped = studio.pipeline.strip_metadata(&file, format, &target).await;
        for error in [probed.err(), made.err(), stripped.err()].into_iter().flatten() {
            // Never the processor's fault: it is the file that is bad.
            assert_ne!(error.code(), "internal", "{error}");
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_are_survived(
        which in 0..11_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let (format, mut bytes) = seeds().swap_remove(which);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        survive(format, &bytes);
    }

    #[test]
    fn cut_off_files_are_survived(which in 0..11_usize, cut in any::<prop::sample::Index>()) {
        let (format, bytes) = seeds().swap_remove(which);
        survive(format, &bytes[..cut.index(bytes.len())]);
    }

    #[test]
    fn parts_that_are_missing_or_doubled_are_survived(
        which in 0..11_usize,
        from in any::<prop::sample::Index>(),
        length in 1..64_usize,
        doubled in any::<bool>(),
    ) {
        let (format, mut bytes) = seeds().swap_remove(which);
        let from = from.index(bytes.len());
        let to = (from + length).min(bytes.len());
        let part = bytes[from..to].to_vec();
        if doubled {
            bytes.splice(from..from, part);
        } else {
            bytes.drain(from..to);
        }
        survive(format, &bytes);
    }

    #[test]
    fn noise_behind_a_signature_is_survived(
        which in 0..5_usize,
        keep in 4..40_usize,
        noise in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let (format, bytes) = seeds().swap_remove(which);
        survive(format, &[&bytes[..keep], &noise].concat());
    }
}
