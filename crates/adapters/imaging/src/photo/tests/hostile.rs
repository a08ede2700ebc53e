//! Library files that were made to do harm: whatever the bytes, the answer is an answer.

use proptest::prelude::*;

use super::*;
use crate::heic::samples as telephones;

fn seeds() -> Vec<Vec<u8>> {
    let cameras = cameras::all().into_iter().map(|(_, sample)| sample.bytes);
    cameras.chain([telephones::plain(), telephones::grid()]).collect()
}

fn survive(bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let limits = ImagingLimits { max_pixels: 1_000_000, ..ImagingLimits::default() };
        let studio = Studio { pipeline: ImagePipeline::new(limits), ..Studio::new() };
        let file = studio.file(bytes);
        let error = match studio.reader().probe(&file).await {
            Ok(photo) => studio.reader().develop(&file, &photo, studio.folder.path()).await.err(),
            Err(error) => Some(error),
        };
        // Never the processor's fault: it is the file that is bad.
        assert!(error.as_ref().is_none_or(|error| error.code() != "internal"), "{error:?}");
    });
}

#[test]
fn files_that_are_cut_off_anywhere_are_survived() {
    for bytes in [cameras::cr2().bytes, cameras::cr3().bytes, cameras::raf().bytes, telephones::plain()] {
        for length in (0..bytes.len()).step_by(7).chain(bytes.len().saturating_sub(40)..bytes.len()) {
            survive(&bytes[..length]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_are_survived(
        which in 0..10_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = seeds().swap_remove(which);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        survive(&bytes);
    }

    /// The structure is in the few bytes that are no JPEG; most changes should meet it.
    #[test]
    fn changed_structures_are_survived(
        which in 0..10_usize,
        changes in prop::collection::vec((0..400_usize, any::<bool>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = seeds().swap_remove(which);
        for (at, from_the_end, value) in changes {
            let at = at.min(bytes.len() - 1);
            let at = if from_the_end { bytes.len() - 1 - at } else { at };
            bytes[at] = value;
        }
        survive(&bytes);
    }

    #[test]
    fn parts_that_are_missing_or_doubled_are_survived(
        which in 0..10_usize,
        from in any::<prop::sample::Index>(),
        length in 1..64_usize,
        doubled in any::<bool>(),
    ) {
        let mut bytes = seeds().swap_remove(which);
        let from = from.index(bytes.len());
        let to = (from + length).min(bytes.len());
        let part = bytes[from..to].to_vec();
        if doubled {
            bytes.splice(from..from, part);
        } else {
            bytes.drain(from..to);
        }
        survive(&bytes);
    }
}
