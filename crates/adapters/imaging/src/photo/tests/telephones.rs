//! HEIC. The samples are as gray as a picture can be, for their colours tell how samples became light.

use super::*;
use crate::heic::samples as telephones;

#[tokio::test]
async fn a_telephones_file_tells_how_it_was_taken_and_is_turned_by_its_container_alone() {
    let studio = Studio::new();
    let photo = studio.probe(&telephones::plain()).await;
    assert_eq!((photo.format, photo.preview), (FileFormat::Heic, PreviewSource::Itself));
    assert_eq!((photo.width, photo.height), (64, 128));
    assert_eq!(photo.taken_at.unwrap().to_string(), "2025-09-24 10:30:00");
    assert_eq!(photo.taken_offset_minutes, Some(-240));
    assert_eq!(photo.metadata["camera_model"], "A telephone");
    assert_eq!(photo.metadata["orientation"], 6);
    let developed = studio.develop(&telephones::plain()).await.unwrap();
    assert_eq!((developed.width, developed.height), (64, 128));
}

#[tokio::test]
async fn samples_without_a_description_have_all_of_the_range() {
    let studio = Studio::new();
    let developed = studio.develop(&telephones::plain()).await.unwrap();
    // Studio levels would make 130 of it.
    assert_eq!(decoded(&developed.hotpreview).1, [128; 3]);
    assert!(developed.hashes.dct.count_ones() < 6, "a flat picture says nothing");
}

#[tokio::test]
async fn tiles_make_one_picture() {
    let studio = Studio::new();
    let photo = studio.probe(&telephones::grid()).await;
    assert_eq!((photo.width, photo.height, &photo.preview), (250, 120, &PreviewSource::Itself));
    let developed = studio.develop(&telephones::grid()).await.unwrap();
    assert_eq!((developed.width, developed.coldpreview.width), (150, 250));
    assert_eq!(decoded(&developed.hotpreview).1, [128; 3]);
}

#[tokio::test]
async fn a_file_that_cannot_be_decoded_keeps_its_metadata_and_says_why() {
    let studio = Studio::new();
    let cut = telephones::plain();
    let cases = [
        (telephones::with_codec(b"j2k1"), "HEIF without HEVC"),
        (cut[..cut.len() - 3].to_vec(), "incomplete"),
        (telephones::of_size(60_000, 60_000), "pixels"),
    ];
    for (bytes, reason) in cases {
        let photo = studio.probe(&bytes).await;
        let PreviewSource::None { reason: told } = &photo.preview else {
            panic!("{reason}: {:?}", photo.preview)
        };
        assert!(told.contains(reason), "{told}");
        assert_eq!(
            photo.taken_at.map(|at| at.to_string()).as_deref(),
            Some("2025-09-24 10:30:00"),
            "{reason}"
        );
        let file = studio.file(&bytes);
        assert_eq!(studio.reader().develop(&file, &photo, studio.folder.path()).await, Ok(None));
    }
}

#[tokio::test]
async fn tiles_that_are_far_larger_than_the_picture_are_not_decoded() {
    let studio = Studio::new();
    let limits = ImagingLimits { max_pixels: 128 * 64, ..ImagingLimits::default() };
    let studio = Studio { pipeline: ImagePipeline::new(limits), ..studio };
    // Four tiles of the size that one may have, for a picture of 64 pixels.
    let photo = studio.probe(&telephones::grid_of_size(8, 8)).await;
    let PreviewSource::None { reason } = photo.preview else { panic!("{:?}", photo.preview) };
    assert!(reason.contains("tiles"), "{reason}");
}

#[test]
fn a_telephones_file_that_is_cut_off_anywhere_is_looked_at_and_never_decoded_in_part() {
    let limits = ImagingLimits::default();
    for whole in [telephones::plain(), telephones::grid()] {
        assert!(crate::heic::decode(&whole, &limits).is_ok());
        for length in 0..whole.len() {
            let found = crate::heic::look(&whole[..length], &limits);
            assert!(found.fault.is_some(), "{length} bytes");
            assert!(crate::heic::decode(&whole[..length], &limits).is_err(), "{length} bytes");
        }
    }
}
