//! The tray: batches, uploads, and files on their way into the pool.

use atelier_application::paging::PageRequest;
use atelier_application::ports::{
    BatchCounts, DerivativeRecord, NewBatch, NewStagingImage, NewUpload, StagedContent, StagingFilter,
    StagingOrder, Store, StoreError, Tx,
};
use atelier_domain::access::{Action, Visible, Writable};
use atelier_domain::images::ImageFormat;
use atelier_domain::ingest::{
    BatchSource, CameraSettings, StagingImage, StagingState, Upload, UploadBatch, UploadState,
};
use atelier_domain::{BatchId, StagingImageId, StudioId, UploadId, UserId};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::world::{World, a_hash, commit, job, now};

contract!(
    the_same_bytes_are_one_file_of_the_tray,
    every_column_of_a_staged_file_comes_back,
    the_tray_is_filtered_sorted_and_counted,
    nobody_sees_another_studios_tray,
    counters_at_once_lose_no_file,
    an_upload_goes_on_and_ends,
    a_purge_keeps_bytes_that_a_picture_has,
);

/// A number for batches and uploads that no other test row has.
fn a_number() -> u128 {
    u128::from_str_radix(&a_hash(), 16).unwrap()
}

pub async fn a_batch(world: &World) -> UploadBatch {
    let tx = world.write().await;
    let batch = batch_in(&tx, world.studio.id, world.owner.id).await;
    commit(tx).await;
    batch
}

pub async fn batch_in(tx: &Tx, studio: StudioId, created_by: UserId) -> UploadBatch {
    let new = NewBatch {
        id: BatchId(a_number()),
        studio,
        name: Some("Card one".to_owned()),
        source: BatchSource::Upload,
        created_by,
        now: now(),
    };
    tx.batches().insert(new).await.unwrap()
}

pub fn new_file(studio: StudioId, batch: BatchId, filename: &str) -> NewStagingImage {
    let hash = a_hash();
    let metadata = serde_json::json!({
        "camera_model": "NIKON Z 6", "lens": "35mm f/1.8", "iso": 400, "aperture": "f/2.8", "focal_length": "35.0mm",
    });
    let metadata = metadata.as_object().unwrap().clone();
    NewStagingImage {
        studio,
        batch,
        filename: filename.to_owned(),
        file_size: 5_000_000_000,
        content: StagedContent::Kept {
            original_path: format!("originals/{studio}/{hash}.jpg"),
            content_hash: hash,
            format: ImageFormat::Jpeg,
            width: 6000,
            height: 4000,
            camera: CameraSettings::of(&metadata),
            metadata,
            taken_at: Some(now().naive_utc()),
        },
        uploaded_by: None,
        now: now(),
    }
}

pub async fn files(world: &World, batch: BatchId, count: usize) -> Vec<StagingImageId> {
    let tx = world.write().await;
    let mut ids = Vec::with_capacity(count);
    for n in 0..count {
        let new = new_file(world.studio.id, batch, &format!("DSC_{n:04}.JPG"));
        ids.push(tx.staging().insert(new).await.unwrap().id);
    }
    commit(tx).await;
    ids
}

fn tray(studio: StudioId) -> Visible {
    Visible::to(&job(studio), Action::AccessStaging)
}

pub async fn shown(world: &World, filter: StagingFilter) -> Vec<StagingImage> {
    let tx = world.read().await;
    tx.staging().list(&tray(world.studio.id), &filter, PageRequest::first(1_000)).await.unwrap().items
}

pub async fn writable(tx: &Tx, studio: StudioId, ids: &[StagingImageId]) -> Vec<Writable<StagingImage>> {
    let found = tx.staging().find_many(studio, ids).await.unwrap();
    found.into_iter().map(|file| file.write(&job(studio), Action::AssignStaging).unwrap()).collect()
}

pub async fn read_one(world: &World, id: StagingImageId) -> StagingImage {
    let found = world.read().await.staging().find(world.studio.id, id).await.unwrap().unwrap();
    found.read(&job(world.studio.id)).unwrap()
}

pub fn a_preview(name: &str) -> DerivativeRecord {
    DerivativeRecord {
        name: name.to_owned(),
        storage_key: format!("derivatives/{}-{name}.jpg", a_hash()),
        content_hash: a_hash(),
        format: ImageFormat::Jpeg,
        width: 512,
        height: 341,
        file_size: 40_000,
        placeholder: (name == "hotpreview").then(|| vec![0xFF, 0x00, 0xD8]),
    }
}

pub async fn make_ready(world: &World, id: StagingImageId) -> Vec<DerivativeRecord> {
    let made = vec![a_preview("hotpreview"), a_preview("thumb"), a_preview("web")];
    let tx = world.write().await;
    let file = writable(&tx, world.studio.id, &[id]).await.remove(0);
    let file = file
        .change(|file| {
            file.became_ready(-7, Some(&made[1].storage_key), now());
            Ok(())
        })
        .unwrap();
    tx.staging().put_derivatives(&file, &made, now()).await.unwrap();
    tx.staging().update(&file).await.unwrap();
    commit(tx).await;
    made
}

async fn the_same_bytes_are_one_file_of_the_tray(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let tx = world.write().await;
    let new = new_file(world.studio.id, batch.id, "a.jpg");
    let first = tx.staging().insert(new.clone()).await.unwrap();
    let refused = tx.staging().insert(new).await.unwrap_err();
    assert_eq!(refused, StoreError::Conflict { constraint: "staged_content" });
    // The transaction goes on after the refusal, and files without content never collide.
    for _ in 0..2 {
        let mut bad = new_file(world.studio.id, batch.id, "bad.heic");
        bad.content = StagedContent::Refused { code: "unsupported_image_type".to_owned() };
        let bad = tx.staging().insert(bad).await.unwrap();
        assert_eq!(
            (bad.state, bad.failure.as_deref()),
            (StagingState::Failed, Some("unsupported_image_type"))
        );
    }
    commit(tx).await;
    let hash = first.content_hash.unwrap();
    let tx = world.read().await;
    let found = tx.staging().find_by_hash(world.studio.id, &hash).await.unwrap().unwrap();
    assert_eq!(found.read(&job(world.studio.id)).unwrap().id, first.id);
}

async fn every_column_of_a_staged_file_comes_back(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let id = files(&world, batch.id, 1).await[0];
    let made = make_ready(&world, id).await;
    let file = read_one(&world, id).await;
    assert_eq!((file.state, file.perceptual_hash, file.version), (StagingState::Ready, Some(-7), 2));
    assert_eq!(file.thumbnail_path.as_ref(), Some(&made[1].storage_key));
    assert_eq!(
        (file.camera.iso, file.camera.aperture_x100, file.camera.focal_length_x10),
        (Some(400), Some(280), Some(350))
    );
    assert_eq!(file.taken_at, Some(now().naive_utc()));
    let tx = world.read().await;
    let names: Vec<String> =
        tx.staging().derivatives(id).await.unwrap().into_iter().map(|record| record.name).collect();
    assert_eq!(names, ["hotpreview", "thumb", "web"]);
    let keys: Vec<String> =
        made.iter().map(|record| record.storage_key.clone()).chain(file.original_path).collect();
    assert_eq!(tx.images().named_keys(&keys).await.unwrap().len(), 4);
}

async fn the_tray_is_filtered_sorted_and_counted(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let tx = world.write().await;
    for (n, (name, iso, aperture, day)) in
        [("beta.jpg", 100, "f/1.8", 2), ("Älpha.jpg", 400, "f/2.8", 1), ("gamma.jpg", 6400, "f/8.0", 3)]
            .into_iter()
            .enumerate()
    {
        let mut new = new_file(world.studio.id, batch.id, name);
        let StagedContent::Kept { camera, taken_at, .. } = &mut new.content else { continue };
        camera.iso = Some(iso);
        camera.aperture_x100 =
            CameraSettings::of(serde_json::json!({ "aperture": aperture }).as_object().unwrap())
                .aperture_x100;
        camera.camera_model = (n > 0).then(|| "NIKON Z 6".to_owned());
        *taken_at = Some((now() + Duration::days(day)).naive_utc());
        tx.staging().insert(new).await.unwrap();
    }
    let mut undated = new_file(world.studio.id, batch.id, "undated.jpg");
    if let StagedContent::Kept { taken_at, .. } = &mut undated.content {
        *taken_at = None;
    }
    tx.staging().insert(undated).await.unwrap();
    commit(tx).await;

    let names = async |filter: StagingFilter| -> Vec<String> {
        shown(&world, filter).await.into_iter().map(|file| file.filename).collect()
    };
    let all = StagingFilter::default;
    assert_eq!(names(all()).await, ["beta.jpg", "Älpha.jpg", "gamma.jpg", "undated.jpg"]);
    let by_time = StagingFilter { order: StagingOrder::TakenAt, ..all() };
    assert_eq!(names(by_time.clone()).await, ["Älpha.jpg", "beta.jpg", "gamma.jpg", "undated.jpg"]);
    let newest = StagingFilter { descending: true, ..by_time };
    assert_eq!(names(newest).await, ["gamma.jpg", "beta.jpg", "Älpha.jpg", "undated.jpg"]);
    let by_name = StagingFilter { order: StagingOrder::Filename, ..all() };
    assert_eq!(names(by_name).await, ["Älpha.jpg", "beta.jpg", "gamma.jpg", "undated.jpg"]);
    assert_eq!(names(StagingFilter { search: Some("alpha".into()), ..all() }).await, ["Älpha.jpg"]);
    assert_eq!(names(StagingFilter { iso: (Some(400), Some(400)), ..all() }).await.len(), 2);
    assert_eq!(names(StagingFilter { aperture_x100: (None, Some(280)), ..all() }).await.len(), 3);
    let from = (now() + Duration::days(2)).naive_utc();
    let until = (now() + Duration::days(3)).naive_utc();
    let window = StagingFilter { taken_from: Some(from), taken_until: Some(until), ..all() };
    assert_eq!(names(window).await, ["beta.jpg"]);
    assert!(names(StagingFilter { batch: Some(BatchId(a_number())), ..all() }).await.is_empty());
    assert!(names(StagingFilter { in_pool: Some(true), ..all() }).await.is_empty());
    assert_eq!(names(StagingFilter { in_pool: Some(false), ..all() }).await.len(), 4);

    let filter = StagingFilter { camera_model: Some("NIKON Z 6".into()), ..all() };
    let facets = world.read().await.staging().facets(&tray(world.studio.id), &filter).await.unwrap();
    assert_eq!(facets.cameras, [("NIKON Z 6".to_owned(), 3)]);
    assert_eq!(facets.lenses, [("35mm f/1.8".to_owned(), 3)]);
}

async fn nobody_sees_another_studios_tray(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let ids = files(&world, batch.id, 2).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.read().await;
    assert!(tx.staging().find(other.id, ids[0]).await.unwrap().is_none());
    assert!(tx.staging().find_many(other.id, &ids).await.unwrap().is_empty());
    assert!(tx.batches().find(other.id, batch.id).await.unwrap().is_none());
    let (visible, filter) = (tray(other.id), StagingFilter::default());
    let page = tx.staging().list(&visible, &filter, PageRequest::first(10)).await.unwrap();
    assert_eq!(page.total, 0);
    assert_eq!(tx.batches().list(&tray(other.id), PageRequest::first(10)).await.unwrap().total, 0);
    drop(tx);
    // Nor can a row be hung into it.
    let tx = world.write().await;
    let refused = tx.staging().insert(new_file(other.id, batch.id, "a.jpg")).await.unwrap_err();
    assert_eq!(refused, StoreError::Conflict { constraint: "reference" });
}

async fn counters_at_once_lose_no_file(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let writers: Vec<_> = (0..8)
        .map(|n| {
            let (store, studio, batch) = (world.db.store(), world.studio.id, batch.id);
            tokio::spawn(async move {
                let tx = store.begin(atelier_application::ports::Mode::Write).await.unwrap();
                tx.batches().find(studio, batch).await.unwrap().unwrap();
                let counts = BatchCounts { total: 1, received: n % 2, failed: 1 - n % 2, duplicate: 0 };
                tx.batches().count(studio, batch, counts).await.unwrap();
                commit(tx).await;
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    files(&world, batch.id, 3).await;
    let tx = world.read().await;
    let read = tx.batches().find(world.studio.id, batch.id).await.unwrap().unwrap();
    let read = read.read(&job(world.studio.id)).unwrap();
    assert_eq!((read.total, read.received, read.failed), (8, 4, 4));
    let progress = tx.batches().progress(world.studio.id, batch.id).await.unwrap();
    assert_eq!((progress.processing, progress.ready, progress.uploading), (3, 0, 0));
}

async fn upload(tx: &Tx, studio: StudioId, id: UploadId) -> Writable<Upload> {
    let found = tx.uploads().find(studio, id).await.unwrap().unwrap();
    found.write(&job(studio), Action::AccessStaging).unwrap()
}

async fn an_upload_goes_on_and_ends(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let (studio, id) = (world.studio.id, UploadId(a_number()));
    let metadata = serde_json::json!({ "filename": "å.jpg" }).as_object().unwrap().clone();
    let tx = world.write().await;
    let new = NewUpload {
        id,
        studio,
        batch: batch.id,
        filename: "å.jpg".to_owned(),
        length: 5_000_000_000,
        metadata: metadata.clone(),
        created_by: world.owner.id,
        expires_at: now() + Duration::days(1),
        now: now(),
    };
    let made = tx.uploads().insert(new).await.unwrap();
    assert_eq!((made.offset, made.state, made.metadata), (0, UploadState::Receiving, metadata));
    commit(tx).await;

    let tx = world.write().await;
    let stale = upload(&tx, studio, id).await;
    let later = now() + Duration::days(2);
    let moved = stale.clone().change(|upload| upload.advance(5_000_000_000, later, now())).unwrap();
    tx.uploads().update(&moved).await.unwrap();
    assert_eq!(tx.uploads().update(&stale).await.unwrap_err(), StoreError::VersionMismatch { current: 2 });
    commit(tx).await;
    let tx = world.read().await;
    assert_eq!(tx.uploads().received(10).await.unwrap(), [(studio, id)]);
    assert!(tx.uploads().expired(now() + Duration::days(1), 10).await.unwrap().is_empty());
    assert_eq!(tx.uploads().expired(later, 10).await.unwrap(), [(studio, id)]);
    assert_eq!(tx.uploads().under_way(&[id, UploadId(1)]).await.unwrap(), [id]);

    let file = files(&world, batch.id, 1).await[0];
    let tx = world.write().await;
    let ended = upload(&tx, studio, id).await.change(|upload| {
        upload.complete(file, true, now());
        Ok(())
    });
    tx.uploads().update(&ended.unwrap()).await.unwrap();
    commit(tx).await;
    let tx = world.write().await;
    assert!(tx.uploads().received(10).await.unwrap().is_empty());
    let ended = upload(&tx, studio, id).await;
    assert_eq!((ended.get().staging, ended.get().is_duplicate), (Some(file), true));
    tx.uploads().remove(&ended).await.unwrap();
    assert!(tx.uploads().find(studio, id).await.unwrap().is_none());
    commit(tx).await;
}

async fn a_purge_keeps_bytes_that_a_picture_has(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let ids = files(&world, batch.id, 2).await;
    let tx = world.write().await;
    let discarded: Vec<_> = writable(&tx, world.studio.id, &ids)
        .await
        .into_iter()
        .map(|file| file.change(|file| file.discard(now())).unwrap())
        .collect();
    tx.staging().update_states(&discarded, now()).await.unwrap();
    // A picture with the bytes of the first.
    let mut new = crate::world::new_image(world.studio.id, "a.jpg");
    new.storage_key = discarded[0].get().original_path.clone().unwrap();
    tx.images().insert(new).await.unwrap();
    commit(tx).await;
    let later = now() + Duration::days(1);
    let tx = world.write().await;
    assert_eq!(tx.staging().discarded_before(now(), 10).await.unwrap(), []);
    let due = tx.staging().discarded_before(later, 10).await.unwrap();
    assert_eq!(due, [(world.studio.id, ids[0]), (world.studio.id, ids[1])]);
    let [first, second] = <[_; 2]>::try_from(writable(&tx, world.studio.id, &ids).await).unwrap();
    assert!(tx.staging().purge(&first).await.unwrap().is_empty());
    let keys = tx.staging().purge(&second).await.unwrap();
    assert_eq!(keys, [second.get().original_path.clone().unwrap()]);
    commit(tx).await;
    assert!(world.read().await.staging().find(world.studio.id, ids[1]).await.unwrap().is_none());
}
