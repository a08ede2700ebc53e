//! The tray: batches, uploads, and files on their way into the pool.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atelier_application::paging::PageRequest;
use atelier_application::ports::{
    BatchCounts, DerivativeRecord, NewBatch, NewStagingImage, NewUpload, StagedContent, StagingFilter,
    StagingOrder, Store, StoreError, TakenAs, Tx,
};
use atelier_domain::access::{Action, Visible, Writable};
use atelier_domain::images::{GroupType, ImageFormat, ProcessingState};
use atelier_domain::ingest::{
    Assignment, BatchSource, CameraSettings, StagingImage, StagingState, Target, Upload, UploadBatch,
    UploadState,
};
use atelier_domain::{BatchId, ImageId, StagingImageId, StudioId, UploadId};
use atelier_server::Config;
use atelier_server::wiring::UseCases;
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_gallery, a_studio};
use chrono::Duration;

use crate::versions::versioned;
use crate::world::{World, a_hash, commit, gallery, image, job, now};

contract!(
    the_same_bytes_are_one_file_of_the_tray,
    every_column_of_a_staged_file_comes_back,
    the_tray_is_filtered_sorted_and_counted,
    nobody_sees_another_studios_tray,
    counters_at_once_lose_no_file,
    an_upload_goes_on_and_ends,
    a_thousand_files_become_pictures_and_go_back,
    a_hundred_files_become_pictures_with_as_many_statements_as_twenty,
    two_galleries_want_the_same_files,
    two_assignments_of_the_same_pictures_wait_for_one_another,
    a_picture_of_the_pool_is_taken_as_it_is,
    bytes_that_a_picture_had_once_are_that_picture,
    two_files_of_one_picture_tell_of_it_once,
    a_picture_with_later_versions_is_not_deleted_with_its_first_file,
    files_become_versions_and_hand_over_their_previews,
    a_purge_keeps_bytes_that_a_picture_has,
    many_events_and_jobs_are_told_at_once,
);

/// A number for batches and uploads that no other test row has.
fn a_number() -> u128 {
    u128::from_str_radix(&a_hash(), 16).unwrap()
}

async fn a_batch(world: &World) -> UploadBatch {
    let tx = world.write().await;
    let new = NewBatch {
        id: BatchId(a_number()),
        studio: world.studio.id,
        name: Some("Card one".to_owned()),
        source: BatchSource::Upload,
        created_by: world.owner.id,
        now: now(),
    };
    let batch = tx.batches().insert(new).await.unwrap();
    commit(tx).await;
    batch
}

fn new_file(studio: StudioId, batch: BatchId, filename: &str) -> NewStagingImage {
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

async fn files(world: &World, batch: BatchId, count: usize) -> Vec<StagingImageId> {
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

async fn shown(world: &World, filter: StagingFilter) -> Vec<StagingImage> {
    let tx = world.read().await;
    tx.staging().list(&tray(world.studio.id), &filter, PageRequest::first(1_000)).await.unwrap().items
}

async fn writable(tx: &Tx, studio: StudioId, ids: &[StagingImageId]) -> Vec<Writable<StagingImage>> {
    let found = tx.staging().find_many(studio, ids).await.unwrap();
    found.into_iter().map(|file| file.write(&job(studio), Action::AssignStaging).unwrap()).collect()
}

async fn read_one(world: &World, id: StagingImageId) -> StagingImage {
    let found = world.read().await.staging().find(world.studio.id, id).await.unwrap().unwrap();
    found.read(&job(world.studio.id)).unwrap()
}

fn target(world: &World) -> Target {
    Target { gallery: world.gallery.id, group_type: GroupType::main() }
}

fn a_preview(name: &str) -> DerivativeRecord {
    DerivativeRecord {
        name: name.to_owned(),
        storage_key: format!("derivatives/{}-{name}.jpg", a_hash()),
        content_hash: a_hash(),
        format: ImageFormat::Jpeg,
        width: 512,
        height: 341,
        file_size: 40_000,
    }
}

async fn make_ready(world: &World, id: StagingImageId) -> Vec<DerivativeRecord> {
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

async fn a_thousand_files_become_pictures_and_go_back(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let ids = files(&world, batch.id, 1_000).await;
    let previews = make_ready(&world, ids[0]).await;
    let tx = world.write().await;
    let wanted = writable(&tx, world.studio.id, &ids).await;
    let into = gallery(&tx, world.studio.id, world.gallery.id).await;
    let adopted = tx.staging().adopt(&into, &target(&world), &wanted, now()).await.unwrap();
    assert_eq!(adopted.len(), 1_000);
    assert!(adopted.iter().all(|file| file.made_image));
    assert_eq!(adopted.iter().filter(|file| file.needs_derivatives).count(), 999);
    let pictures: BTreeSet<_> = adopted.iter().map(|file| file.image).collect();
    assert_eq!(pictures.len(), 1_000);
    commit(tx).await;

    // What was ready is ready as a picture, with the very same bytes.
    let tx = world.write().await;
    let first = image(&tx, world.studio.id, adopted[0].image).await;
    assert_eq!((first.get().state, first.get().perceptual_hash), (ProcessingState::Ready, Some(-7)));
    let made = tx.images().derivatives(adopted[0].image, 1).await.unwrap();
    assert_eq!(made[1].storage_key, previews[1].storage_key);
    drop(tx);
    let file = read_one(&world, ids[0]).await;
    assert_eq!(file.state, StagingState::Assigned);
    assert_eq!(file.original_path.as_ref(), Some(&first.get().storage_key));
    let assignment = file.assignment.unwrap();
    assert_eq!(
        (assignment.image, assignment.target, assignment.made_image),
        (adopted[0].image, Some(target(&world)), true)
    );
    assert!(shown(&world, StagingFilter::default()).await.is_empty());
    let tx = world.read().await;
    assert_eq!(tx.staging().pictures_of(world.studio.id, &ids).await.unwrap().len(), 1_000);
    drop(tx);

    let tx = world.write().await;
    let images: Vec<_> = pictures.into_iter().collect();
    let deleted = tx.staging().delete_loose(world.studio.id, &images, now()).await.unwrap();
    assert_eq!(deleted.len(), 1_000);
    let back: Vec<_> = writable(&tx, world.studio.id, &ids)
        .await
        .into_iter()
        .map(|file| {
            file.change(|file| {
                file.take_back(now());
                Ok(())
            })
            .unwrap()
        })
        .collect();
    tx.staging().update_states(&back, now()).await.unwrap();
    commit(tx).await;
    let waiting = shown(&world, StagingFilter::default()).await;
    assert_eq!(waiting.len(), 1_000);
    assert_eq!((waiting[0].state, waiting[1].state), (StagingState::Ready, StagingState::Received));
    assert!(waiting.iter().all(|file| file.assignment.is_none()));

    // Assigned again, the very same picture is back.
    let tx = world.write().await;
    let wanted = writable(&tx, world.studio.id, &ids[..2]).await;
    let into = gallery(&tx, world.studio.id, world.gallery.id).await;
    let again = tx.staging().adopt(&into, &target(&world), &wanted, now()).await.unwrap();
    assert_eq!(again[0].image, adopted[0].image);
    assert!(again[0].made_image && !again[0].needs_derivatives);
    assert!(image(&tx, world.studio.id, again[0].image).await.get().deleted_at.is_none());
    commit(tx).await;
}

async fn a_hundred_files_become_pictures_with_as_many_statements_as_twenty(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let counted = world.db.store().observed(move || {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let mut costs = Vec::new();
    for count in [20, 40, 100] {
        let ids = files(&world, batch.id, count).await;
        for id in &ids {
            make_ready(&world, *id).await;
        }
        let tx = counted.begin(atelier_application::ports::Mode::Write).await.unwrap();
        let wanted = writable(&tx, world.studio.id, &ids).await;
        let into = gallery(&tx, world.studio.id, world.gallery.id).await;
        statements.store(0, Ordering::SeqCst);
        let adopted = tx.staging().adopt(&into, &target(&world), &wanted, now()).await.unwrap();
        costs.push(statements.load(Ordering::SeqCst));
        assert_eq!(adopted.len(), count);
        commit(tx).await;
    }
    assert_eq!(costs, [costs[0]; 3]);
    assert!((1..=10).contains(&costs[0]), "{costs:?}");
}

async fn two_galleries_want_the_same_files(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let ids = files(&world, batch.id, 20).await;
    let writers: Vec<_> = ["one", "two"]
        .into_iter()
        .map(|kind| {
            let (store, studio, id) = (world.db.store(), world.studio.id, world.gallery.id);
            let ids = ids.clone();
            tokio::spawn(async move {
                let tx = store.begin(atelier_application::ports::Mode::Write).await.unwrap();
                let group_type = GroupType::parse(kind).unwrap();
                let target = Target { gallery: id, group_type };
                let free: Vec<_> = writable(&tx, studio, &ids)
                    .await
                    .into_iter()
                    .filter(|file| file.get().can_go_to(&target).is_ok_and(|can| can))
                    .collect();
                let into = gallery(&tx, studio, id).await;
                let adopted = tx.staging().adopt(&into, &target, &free, now()).await.unwrap();
                commit(tx).await;
                adopted.len()
            })
        })
        .collect();
    let mut taken = 0;
    for writer in writers {
        taken += writer.await.unwrap();
    }
    assert_eq!(taken, 20);
}

/// A file with these bytes waits in the tray.
async fn a_file_of(world: &World, batch: BatchId, hash: &str) -> StagingImageId {
    let tx = world.write().await;
    let mut new = new_file(world.studio.id, batch, "again.jpg");
    if let StagedContent::Kept { content_hash, .. } = &mut new.content {
        *content_hash = hash.to_owned();
    }
    let id = tx.staging().insert(new).await.unwrap().id;
    commit(tx).await;
    id
}

/// A picture that has become another file: its id, the hash that it had and the one that it has.
async fn a_retouched_picture(world: &World) -> (ImageId, String, String) {
    let id = world.images(1).await[0];
    let tx = world.write().await;
    let first = image(&tx, world.studio.id, id).await.get().content_hash.clone();
    drop(tx);
    let second = a_hash();
    versioned(world, id, &second).await;
    (id, first, second)
}

async fn two_assignments_of_the_same_pictures_wait_for_one_another(db: TestDatabase) {
    let world = World::on(db).await;
    let (studio, batch) = (world.studio.id, a_batch(&world).await);
    let other = a_gallery().insert(&*world.db, &world.organization, &world.owner).await;
    let (_, first_old, first_new) = a_retouched_picture(&world).await;
    let (_, second_old, second_new) = a_retouched_picture(&world).await;
    // Found by their bytes, each pair names the two pictures in another order.
    let mut pairs = Vec::new();
    for (new, old) in [(&second_new, &first_old), (&first_new, &second_old)] {
        pairs.push([a_file_of(&world, batch.id, new).await, a_file_of(&world, batch.id, old).await]);
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_string_lossy().into_owned();
    let config = Config::with(&[("data.folder", data.as_str())]).unwrap();
    let tray = UseCases::build(&config, world.db.store()).unwrap().tray;
    let (actor, main) = (job(studio), GroupType::main());
    for _ in 0..10 {
        let (one, two) = tokio::join!(
            tray.assign(&actor, &pairs[0], world.gallery.id, &main),
            tray.assign(&actor, &pairs[1], other.id, &main),
        );
        one.unwrap().into_inner();
        two.unwrap().into_inner();
        for pair in &pairs {
            tray.unassign(&actor, pair).await.unwrap().into_inner();
        }
    }
}

async fn a_picture_of_the_pool_is_taken_as_it_is(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let known = world.images(1).await[0];
    let tx = world.write().await;
    let picture = image(&tx, world.studio.id, known).await.into_inner();
    let mut new = new_file(world.studio.id, batch.id, "again.jpg");
    if let StagedContent::Kept { content_hash, original_path, .. } = &mut new.content {
        *content_hash = picture.content_hash.clone();
        *original_path = picture.storage_key.clone();
    }
    let file = tx.staging().insert(new).await.unwrap();
    commit(tx).await;
    let hashes = [picture.content_hash.clone()];
    let pooled = world.read().await.staging().in_pool(world.studio.id, &hashes).await.unwrap();
    assert_eq!(pooled, [(picture.content_hash, known)]);
    assert!(
        shown(&world, StagingFilter { in_pool: Some(false), ..StagingFilter::default() }).await.is_empty()
    );
    let tx = world.write().await;
    let wanted = writable(&tx, world.studio.id, &[file.id]).await;
    let into = gallery(&tx, world.studio.id, world.gallery.id).await;
    let adopted = tx.staging().adopt(&into, &target(&world), &wanted, now()).await.unwrap();
    assert_eq!((adopted[0].image, adopted[0].made_image), (known, false));
    commit(tx).await;
}

async fn bytes_that_a_picture_had_once_are_that_picture(db: TestDatabase) {
    let world = World::on(db).await;
    let (studio, batch) = (world.studio.id, a_batch(&world).await);
    let known = world.images(1).await[0];
    let tx = world.read().await;
    let found = tx.images().find(studio, known).await.unwrap().unwrap();
    let first = found.read(&job(studio)).unwrap().content_hash;
    drop(tx);
    versioned(&world, known, &a_hash()).await;
    world.delete_image(known).await;
    let tx = world.write().await;
    let mut new = new_file(studio, batch.id, "first.jpg");
    if let StagedContent::Kept { content_hash, .. } = &mut new.content {
        *content_hash = first;
    }
    let old = tx.staging().insert(new).await.unwrap().id;
    let fresh = tx.staging().insert(new_file(studio, batch.id, "fresh.jpg")).await.unwrap().id;
    commit(tx).await;
    assert_eq!(world.read().await.staging().pictures_of(studio, &[old, fresh]).await.unwrap(), [known]);

    let tx = world.write().await;
    let wanted = writable(&tx, studio, &[old, fresh]).await;
    let into = gallery(&tx, studio, world.gallery.id).await;
    let adopted = tx.staging().adopt(&into, &target(&world), &wanted, now()).await.unwrap();
    assert_eq!((adopted[0].image, adopted[0].version, adopted[0].made_image), (known, 2, true));
    assert_eq!((adopted[1].version, adopted[1].made_image), (1, true));
    assert_ne!(adopted[1].image, known);
    let back = image(&tx, studio, known).await;
    assert_eq!((back.get().current_version, back.get().deleted_at), (2, None));
    commit(tx).await;
}

async fn two_files_of_one_picture_tell_of_it_once(db: TestDatabase) {
    let world = World::on(db).await;
    let (studio, batch) = (world.studio.id, a_batch(&world).await);
    let (known, old, new) = a_retouched_picture(&world).await;
    let tx = world.write().await;
    let failed = image(&tx, studio, known).await.change(|image| {
        image.became_failed("damaged_image", now());
        image.delete(now());
        Ok(())
    });
    tx.images().update(&failed.unwrap()).await.unwrap();
    commit(tx).await;
    let ids = [a_file_of(&world, batch.id, &old).await, a_file_of(&world, batch.id, &new).await];
    let tx = world.write().await;
    let wanted = writable(&tx, studio, &ids).await;
    let into = gallery(&tx, studio, world.gallery.id).await;
    let adopted = tx.staging().adopt(&into, &target(&world), &wanted, now()).await.unwrap();
    let told: Vec<_> =
        adopted.iter().map(|file| (file.image, file.made_image, file.needs_derivatives)).collect();
    assert_eq!(told, [(known, true, true), (known, false, false)]);
    let mut there = tx.staging().assigned_as(studio, &target(&world), &[known]).await.unwrap();
    there.sort_unstable();
    assert_eq!(there, ids.map(|id| (id, known)));
    let elsewhere = Target { group_type: GroupType::parse("other").unwrap(), ..target(&world) };
    assert_eq!(tx.staging().assigned_as(studio, &elsewhere, &[known]).await.unwrap(), []);
    commit(tx).await;
}

async fn a_picture_with_later_versions_is_not_deleted_with_its_first_file(db: TestDatabase) {
    let world = World::on(db).await;
    let studio = world.studio.id;
    let ids = world.images(2).await;
    versioned(&world, ids[0], &a_hash()).await;
    let tx = world.write().await;
    let deleted = tx.staging().delete_loose(studio, &ids, now()).await.unwrap();
    assert_eq!(deleted.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids[1]]);
    assert_eq!(image(&tx, studio, ids[0]).await.get().deleted_at, None);
    commit(tx).await;
}

async fn files_become_versions_and_hand_over_their_previews(db: TestDatabase) {
    let world = World::on(db).await;
    let (studio, batch) = (world.studio.id, a_batch(&world).await);
    let picture = world.images(1).await[0];
    let ids = files(&world, batch.id, 2).await;
    let previews = make_ready(&world, ids[0]).await;
    make_ready(&world, ids[1]).await;
    let tx = world.write().await;
    let wanted = writable(&tx, studio, &ids).await;
    let (new, known) = (
        TakenAs { image: picture, number: 2, was_known: false },
        TakenAs { image: picture, number: 1, was_known: true },
    );
    tx.staging().become_versions(&[(&wanted[0], new), (&wanted[1], known)], now()).await.unwrap();
    tx.staging().become_versions(&[], now()).await.unwrap();
    commit(tx).await;

    let tx = world.read().await;
    let keys = |records: &[DerivativeRecord]| -> Vec<String> {
        records.iter().map(|record| record.storage_key.clone()).collect()
    };
    assert_eq!(keys(&tx.images().derivatives(picture, 2).await.unwrap()), keys(&previews));
    assert!(tx.images().derivatives(picture, 1).await.unwrap().is_empty());
    drop(tx);
    let assignment = Assignment { target: None, image: picture, made_image: false, at: now() };
    for id in ids {
        let file = read_one(&world, id).await;
        assert_eq!((file.state, file.version), (StagingState::Assigned, 3));
        assert_eq!(file.assignment, Some(assignment.clone()));
        // Written as a whole, it comes back as it was.
        let tx = world.write().await;
        let held = writable(&tx, studio, &[id]).await.remove(0);
        tx.staging().update(&held).await.unwrap();
        commit(tx).await;
        assert_eq!(read_one(&world, id).await.assignment, Some(assignment.clone()));
    }
    let assigned = StagingFilter { states: vec![StagingState::Assigned], ..StagingFilter::default() };
    assert_eq!(shown(&world, assigned.clone()).await.len(), 2);
    let there = StagingFilter { gallery: Some(world.gallery.id), ..assigned };
    assert!(shown(&world, there).await.is_empty());
    assert!(world.read().await.staging().originals(StagingImageId(0), 10).await.unwrap().is_empty());
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

async fn many_events_and_jobs_are_told_at_once(db: TestDatabase) {
    use atelier_application::ports::NewJob;
    use atelier_domain::access::Context;
    use atelier_domain::events::{Event, EventKind};

    let world = World::on(db).await;
    let event = |n: i64| Event {
        studio: world.studio.id,
        kind: EventKind::StagingReady,
        subject: Some(Context::Studio(world.studio.id)),
        actor: (n % 2 == 0).then_some(world.owner.id),
        payload: serde_json::json!({ "n": n }),
        occurred_at: now(),
    };
    let events: Vec<Event> = (0..1_200).map(event).collect();
    let job = |n: i64| NewJob {
        studio: world.studio.id,
        kind: "test.kind",
        payload: serde_json::json!({ "n": n }),
        run_at: now(),
        now: now(),
    };
    let tx = world.write().await;
    tx.events().record_all(&events).await.unwrap();
    tx.jobs().enqueue_all((0..1_200).map(job).collect()).await.unwrap();
    tx.jobs().enqueue_all(Vec::new()).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let outbox = tx.events().outbox(atelier_domain::EventId(0), 2_000).await.unwrap();
    assert_eq!(outbox.iter().filter(|entry| entry.kind == "staging.ready").count(), 1_200);
    let audit = tx.events().audit(world.studio.id, PageRequest::first(2)).await.unwrap().items;
    assert_eq!((audit[0].actor, audit[0].actor_name.as_deref()), (None, None));
    assert_eq!(
        (audit[1].actor, audit[1].actor_name.as_ref()),
        (Some(world.owner.id), Some(&world.owner.details.name))
    );
    assert_eq!(tx.jobs().counts().await.unwrap().queued, 1_200);
}
