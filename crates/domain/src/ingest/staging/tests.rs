use serde_json::json;

use super::*;
use crate::ingest::{Flag, MarksChange};

fn now() -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000, 0).unwrap()
}

fn target(gallery: i64) -> Target {
    Target { gallery: GalleryId(gallery), group_type: GroupType::main() }
}

fn file() -> StagingImage {
    StagingImage {
        id: StagingImageId(1),
        studio: StudioId(1),
        batch: BatchId(1),
        filename: "a.jpg".to_owned(),
        original_path: Some("originals/1/ab/x.jpg".to_owned()),
        content_hash: Some("ab".to_owned()),
        thumbnail_path: None,
        file_size: 1,
        format: Some(ImageFormat::Jpeg),
        width: Some(1),
        height: Some(1),
        metadata: Map::new(),
        taken_at: None,
        camera: CameraSettings::default(),
        perceptual_hash: None,
        state: StagingState::Received,
        failure: None,
        assignment: None,
        marks: Marks::default(),
        uploaded_by: None,
        version: 1,
        created_at: now(),
        updated_at: now(),
        deleted_at: None,
    }
}

fn assigned(gallery: i64) -> StagingImage {
    let target = Some(target(gallery));
    let assignment = Assignment { target, image: ImageId(7), made_image: true, at: now() };
    StagingImage { state: StagingState::Assigned, assignment: Some(assignment), ..file() }
}

fn version() -> StagingImage {
    let assignment = Assignment { target: None, image: ImageId(7), made_image: false, at: now() };
    StagingImage { state: StagingState::Assigned, assignment: Some(assignment), ..file() }
}

#[test]
fn a_file_goes_to_one_place_and_asking_twice_changes_nothing() {
    assert_eq!(file().can_go_to(&target(1)), Ok(true));
    assert_eq!(assigned(1).can_go_to(&target(1)), Ok(false));
    let behind = Target { group_type: GroupType::parse("behind_the_scenes").unwrap(), ..target(1) };
    for elsewhere in [target(2), behind] {
        assert_eq!(assigned(1).can_go_to(&elsewhere).unwrap_err().code, "assigned_elsewhere");
    }
    for (state, code) in
        [(StagingState::Failed, "staging_failed"), (StagingState::Discarded, "staging_discarded")]
    {
        assert_eq!(StagingImage { state, ..file() }.can_go_to(&target(1)).unwrap_err().code, code);
    }
}

#[test]
fn a_file_becomes_a_version_of_one_picture_and_stays_it() {
    assert_eq!(file().can_become_version_of(ImageId(7)), Ok(true));
    assert_eq!(version().can_become_version_of(ImageId(7)), Ok(false));
    assert_eq!(version().can_become_version_of(ImageId(8)).unwrap_err().code, "taken_as_version");
    assert_eq!(assigned(1).can_become_version_of(ImageId(7)).unwrap_err().code, "assigned_elsewhere");
    assert_eq!(version().can_go_to(&target(1)).unwrap_err().code, "taken_as_version");
    assert_eq!(version().discard(now()).unwrap_err().code, "taken_as_version");
    assert_eq!(version().placed().unwrap_err().code, "taken_as_version");
    assert_eq!((assigned(1).placed(), file().placed()), (Ok(Some(&target(1))), Ok(None)));
    let mut stays = version();
    stays.take_back(now());
    assert_eq!(stays, version());
}

#[test]
fn what_a_version_is_made_of_is_what_the_file_is() {
    let made = file().original().unwrap();
    assert_eq!((made.storage_key.as_str(), made.content_hash.as_str()), ("originals/1/ab/x.jpg", "ab"));
    assert_eq!((made.width, made.height, made.file_size), (1, 1, 1));
    assert_eq!(StagingImage { original_path: None, ..file() }.original(), None, "a refused file");
}

#[test]
fn a_file_comes_back_as_what_it_was() {
    for (perceptual_hash, failure, state) in [
        (None, None, StagingState::Received),
        (Some(5), None, StagingState::Ready),
        (None, Some("damaged_image".to_owned()), StagingState::Failed),
    ] {
        let mut discarded = StagingImage { perceptual_hash, failure, state, ..file() };
        discarded.discard(now()).unwrap();
        assert_eq!((discarded.state, discarded.deleted_at), (StagingState::Discarded, Some(now())));
        discarded.discard(now()).unwrap();
        discarded.restore(now());
        assert_eq!((discarded.state, discarded.deleted_at), (state, None));
    }
    let mut back = StagingImage { perceptual_hash: Some(5), ..assigned(1) };
    assert_eq!(back.discard(now()).unwrap_err().code, "staging_assigned");
    back.restore(now());
    assert_eq!(back.state, StagingState::Assigned);
    back.take_back(now());
    assert_eq!((back.state, back.assignment), (StagingState::Ready, None));
}

#[test]
fn a_file_is_compared_while_it_waits_and_once_it_was_looked_at() {
    let metadata = json!({ "camera_model": "NIKON Z 6", "camera_serial": "6001234" });
    let mut waiting = StagingImage { metadata: metadata.as_object().unwrap().clone(), ..file() };
    assert_eq!(waiting.traits(), None, "what it looks like is not known yet");
    waiting.became_ready(5, None, now());
    let traits = waiting.traits().unwrap();
    assert_eq!((traits.perceptual_hash, traits.camera_serial.as_deref()), (Some(5), Some("6001234")));
    waiting.discard(now()).unwrap();
    assert_eq!(waiting.traits(), None);
}

#[test]
fn previews_that_come_late_do_not_bring_a_file_back() {
    let mut discarded = file();
    discarded.discard(now()).unwrap();
    discarded.became_ready(5, Some("thumb"), now());
    assert_eq!(discarded.state, StagingState::Discarded);
    let mut taken = assigned(1);
    taken.became_failed("damaged_image", now());
    assert_eq!(taken.state, StagingState::Assigned);
    let mut waiting = file();
    waiting.became_failed("damaged_image", now());
    waiting.try_again(now());
    assert_eq!(waiting.state, StagingState::Received);
}

#[test]
fn settings_are_read_as_the_pool_writes_them() {
    let metadata = json!({
        "camera_model": "NIKON Z 6", "lens": "35mm f/1.8", "iso": 400, "aperture": "f/0.95",
        "focal_length": "17.5mm",
    });
    let camera = CameraSettings::of(metadata.as_object().unwrap());
    assert_eq!((camera.iso, camera.aperture_x100, camera.focal_length_x10), (Some(400), Some(95), Some(175)));
    assert_eq!(camera.camera_model.as_deref(), Some("NIKON Z 6"));
    let odd = json!({ "iso": -1, "aperture": "f/NaN", "focal_length": "1e300mm", "lens": 5 });
    assert_eq!(CameraSettings::of(odd.as_object().unwrap()), CameraSettings::default());
}

fn rated(stars: i32) -> MarksChange {
    MarksChange { rating: Some(Some(stars)), flag: None }
}

fn flagged(flag: Flag) -> MarksChange {
    MarksChange { rating: None, flag: Some(flag) }
}

#[test]
fn what_waits_is_marked_and_each_part_by_itself() {
    for state in [StagingState::Received, StagingState::Ready, StagingState::Failed] {
        let mut file = StagingImage { state, ..file() };
        file.mark(rated(4), now()).unwrap();
        file.mark(flagged(Flag::Reject), now()).unwrap();
        assert_eq!(file.marks, Marks { rating: Some(4), flag: Flag::Reject });
        assert!(file.is_rejected());
        file.mark(MarksChange { rating: Some(None), flag: None }, now()).unwrap();
        file.mark(flagged(Flag::None), now()).unwrap();
        assert_eq!((file.marks, file.state), (Marks::default(), state));
    }
}

#[test]
fn a_rating_lies_between_one_and_five() {
    for stars in 1..=5 {
        assert!(file().mark(rated(stars), now()).is_ok(), "{stars}");
    }
    for stars in [0, 6, -1, i32::MAX] {
        assert_eq!(file().mark(rated(stars), now()).unwrap_err().code, "out_of_range", "{stars}");
    }
}

#[test]
fn marks_stay_what_they_were_when_a_file_leaves() {
    let discarded = StagingImage { state: StagingState::Discarded, ..file() };
    for (left, code) in
        [(assigned(1), "staging_assigned"), (version(), "taken_as_version"), (discarded, "staging_discarded")]
    {
        let marks = Marks { rating: Some(3), flag: Flag::Pick };
        let mut left = StagingImage { marks, ..left };
        assert_eq!(left.mark(rated(2), now()).unwrap_err().code, code);
        assert_eq!(left.mark(flagged(Flag::Pick), now()), Ok(()));
        assert_eq!(left.marks, marks);
    }
    let mut back = StagingImage { marks: Marks { rating: Some(3), flag: Flag::Pick }, ..assigned(1) };
    back.take_back(now());
    assert_eq!(back.marks.rating, Some(3));
    assert!(back.mark(rated(2), now()).is_ok());
}
