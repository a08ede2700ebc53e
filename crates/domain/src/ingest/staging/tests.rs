use serde_json::json;

use super::*;

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
