//! What files of the tray cost, one and many.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use atelier_application::images::GroupInput;
use atelier_application::ingest::{Fate, FileResult, Matching, Tray, TrayWanted};
use atelier_application::kernel::Kernel;
use atelier_application::paging::PageRequest;
use atelier_application::ports::{
    DerivativeRecord, NewBatch, NewImage, NewStagingImage, StagedContent, StagingFilter, Tx,
};
use atelier_domain::access::{Action, Actor, Scope};
use atelier_domain::events::EventKind;
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::{GroupType, ImageFormat, Preset};
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::ingest::{BatchSource, CameraSettings};
use atelier_domain::{BatchId, EventId, ImageId, StagingImageId};
use chrono::{Duration, NaiveDateTime};
use serde_json::{Map, Value};

use crate::desk::Desk;

/// A number that no other row of this process has.
fn serial() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

fn hash() -> String {
    format!("{:064x}", serial())
}

/// What all of them look like.
const LOOKS: i64 = 0x5a5a_5a5a_5a5a_5a5a;

fn taken_at(owner: &Actor, second: i64) -> NaiveDateTime {
    owner.now.naive_utc() + Duration::seconds(second)
}

fn metadata() -> Map<String, Value> {
    Map::from_iter([("camera_serial".to_owned(), "6001234".into())])
}

/// Pictures of the gallery, one for each of these seconds.
async fn shots(desk: &Desk, owner: &Actor, gallery: &Gallery, seconds: Range<i64>) -> Vec<ImageId> {
    let input = GroupInput {
        name: "Shots".into(),
        description: None,
        group_type: "main".into(),
        visibility: Visibility::Public,
    };
    let group = desk.groups.create(owner, gallery.id.into(), input).await.unwrap().group;
    let scope = Scope::for_job(owner.studio, "test", owner.now);
    let tx = desk.kernel.write().await.unwrap();
    let mut images = Vec::new();
    for second in seconds {
        let content_hash = hash();
        let new = NewImage {
            studio: owner.studio,
            filename: "DSC_0001.JPG".to_owned(),
            alt_text: None,
            storage_key: format!("originals/{content_hash}"),
            content_hash,
            file_size: 1,
            format: ImageFormat::Jpeg,
            width: 6000,
            height: 4000,
            metadata: metadata(),
            taken_at: Some(taken_at(owner, second)),
            uploaded_by: Some(owner.user),
            now: owner.now,
        };
        let image = tx.images().insert(new).await.unwrap().id;
        let found = tx.images().find(owner.studio, image).await.unwrap().unwrap();
        let ready = found.write(scope.actor(), Action::EditImages).unwrap().change(|image| {
            image.became_ready(LOOKS, owner.now);
            Ok(())
        });
        tx.images().update(&ready.unwrap()).await.unwrap();
        images.push(image);
    }
    tx.finish().await.unwrap();
    desk.groups.add_images(owner, group, &images).await.unwrap().into_inner();
    images
}

/// So many files of the tray that can be looked at.
async fn staged(desk: &Desk, owner: &Actor, count: usize) -> Vec<StagingImageId> {
    let tx = desk.kernel.write().await.unwrap();
    let batch = batch(&tx, owner).await;
    let mut files = Vec::with_capacity(count);
    for _ in 0..count {
        files.push(stage(&tx, owner, batch, None).await);
    }
    tx.finish().await.unwrap();
    files
}

/// Files of the tray, one for each of these seconds.
async fn retouched(desk: &Desk, owner: &Actor, seconds: Range<i64>) -> Vec<StagingImageId> {
    let tx = desk.kernel.write().await.unwrap();
    let batch = batch(&tx, owner).await;
    let mut files = Vec::new();
    for second in seconds {
        files.push(stage(&tx, owner, batch, Some(second)).await);
    }
    tx.finish().await.unwrap();
    files
}

async fn batch(tx: &Tx, owner: &Actor) -> BatchId {
    let new = NewBatch {
        id: BatchId(u128::try_from(serial()).unwrap()),
        studio: owner.studio,
        name: None,
        source: BatchSource::Upload,
        created_by: owner.user,
        now: owner.now,
    };
    tx.batches().insert(new).await.unwrap().id
}

/// One file, which was taken in this second of the day, if any.
async fn stage(tx: &Tx, owner: &Actor, batch: BatchId, second: Option<i64>) -> StagingImageId {
    let content_hash = hash();
    let new = NewStagingImage {
        studio: owner.studio,
        batch,
        filename: "DSC_0001.JPG".to_owned(),
        file_size: 1,
        content: StagedContent::Kept {
            original_path: format!("originals/{content_hash}"),
            content_hash,
            format: ImageFormat::Jpeg,
            width: 6000,
            height: 4000,
            metadata: metadata(),
            taken_at: second.map(|second| taken_at(owner, second)),
            camera: CameraSettings::default(),
        },
        uploaded_by: Some(owner.user),
        now: owner.now,
    };
    let id = tx.staging().insert(new).await.unwrap().id;
    let made: Vec<DerivativeRecord> = Preset::EAGER.into_iter().map(preview).collect();
    let thumbnail = made.first().map(|record| record.storage_key.clone());
    let scope = Scope::for_job(owner.studio, "test", owner.now);
    let file = tx.staging().find(owner.studio, id).await.unwrap().unwrap();
    let file = file.write(scope.actor(), Action::AssignStaging).unwrap().change(|file| {
        file.became_ready(LOOKS, thumbnail.as_deref(), owner.now);
        Ok(())
    });
    let file = file.unwrap();
    tx.staging().put_derivatives(&file, &made, owner.now).await.unwrap();
    tx.staging().update(&file).await.unwrap();
    id
}

fn preview(preset: Preset) -> DerivativeRecord {
    DerivativeRecord {
        name: preset.as_str().to_owned(),
        storage_key: format!("derivatives/{}", hash()),
        content_hash: hash(),
        format: ImageFormat::Jpeg,
        width: 150,
        height: 100,
        file_size: 1,
        placeholder: None,
    }
}

/// A tray whose statements are counted.
fn counted(desk: &Desk) -> (Tray, Arc<AtomicUsize>) {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let store = desk.database.store().observed(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let kernel = Kernel { store: Arc::new(store), ..desk.kernel.clone() };
    (Tray::new(kernel, desk.media.clone()), statements)
}

fn went(results: &[FileResult]) -> usize {
    results.iter().filter(|result| matches!(result.fate, Fate::Assigned(_))).count()
}

#[tokio::test]
async fn a_hundred_files_go_into_a_gallery_with_as_many_statements_as_twenty() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let (tray, statements) = counted(&desk);
    let main = GroupType::main();
    // The first one makes the group.
    let first = staged(&desk, &owner, 1).await;
    tray.assign(&owner, &first, gallery.id, &main).await.unwrap().into_inner();
    let (mut there, mut back) = (Vec::new(), Vec::new());
    for count in [20, 40, 100] {
        let files = staged(&desk, &owner, count).await;
        statements.store(0, Ordering::SeqCst);
        let results = tray.assign(&owner, &files, gallery.id, &main).await.unwrap().into_inner();
        there.push(statements.swap(0, Ordering::SeqCst));
        assert_eq!(went(&results), count);
        tray.unassign(&owner, &files).await.unwrap().into_inner();
        back.push(statements.swap(0, Ordering::SeqCst));
    }
    assert_eq!(there, [there[0]; 3]);
    assert_eq!(back, [back[0]; 3]);
    assert!(there[0] <= 60 && back[0] <= 60, "{there:?} {back:?}");
}

#[tokio::test]
async fn a_page_of_a_hundred_files_costs_as_many_statements_as_one_of_one() {
    let desk = Desk::open().await;
    let (owner, _) = desk.owner_with_gallery().await;
    let (tray, statements) = counted(&desk);
    let files = staged(&desk, &owner, 100).await;
    let matching = Matching::new(desk.kernel.clone(), desk.tray.clone());
    matching.reject(&owner, &files).await.unwrap().into_inner();
    let mut costs = Vec::new();
    for (versions, limit) in [(false, 1), (false, 100), (true, 1), (true, 100)] {
        statements.store(0, Ordering::SeqCst);
        let (filter, page) = (StagingFilter::default(), PageRequest::first(limit));
        let page = tray.list(&owner, filter, page, TrayWanted { versions }).await.unwrap();
        costs.push(statements.load(Ordering::SeqCst));
        assert_eq!((page.items.len() as u64, page.total), (limit, 100));
        let said = page.items.iter().filter_map(|file| file.proposal.as_ref());
        assert!(said.clone().all(|held| held.proposal.outcome == Outcome::ManualUnassign));
        assert_eq!(said.count() as u64, limit);
        assert!(page.items.iter().all(|file| file.version_of.is_some() == versions));
    }
    // Whose bytes these are now, and whose they were; a glance at what pictures are, and one at what they were.
    assert_eq!(costs, [costs[0], costs[0], costs[0] + 4, costs[0] + 4]);
    assert!(costs[0] <= 6, "{costs:?}");
}

#[tokio::test]
async fn a_file_that_becomes_a_version_costs_one_statement_of_its_own() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let pictures = shots(&desk, &owner, &gallery, 0..60).await;
    let (tray, statements) = counted(&desk);
    let mut costs = Vec::new();
    for seconds in [0..20, 20..60] {
        let files = retouched(&desk, &owner, seconds.clone()).await;
        statements.store(0, Ordering::SeqCst);
        let main = GroupType::main();
        let results = tray.assign_or_version(&owner, &files, gallery.id, &main).await.unwrap().into_inner();
        costs.push(statements.load(Ordering::SeqCst));
        let became: Vec<ImageId> = results
            .iter()
            .map(|result| match result.fate {
                Fate::Versioned { image, number: 2, evidence: Some(_) } => image,
                _ => panic!("{result:?}"),
            })
            .collect();
        let expected = pictures.iter().zip(0..).filter(|(_, second)| seconds.contains(second));
        assert_eq!(became, expected.map(|(image, _)| *image).collect::<Vec<_>>());
    }
    assert_eq!(costs[1] - costs[0], 20, "{costs:?}");
    assert_eq!(desk.galleries.read(&owner, gallery.id).await.unwrap().image_count, 60);
}

#[tokio::test]
async fn a_version_from_the_tray_is_told_once_and_its_bytes_are_nobodys_else() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let picture = shots(&desk, &owner, &gallery, 0..1).await[0];
    let files = retouched(&desk, &owner, 0..1).await;
    let named = [(files[0], picture)];
    for _ in 0..2 {
        let told = desk.tray.take_as_versions(&owner, &named, None).await.unwrap().into_inner();
        assert_eq!(told[0].fate, Fate::Versioned { image: picture, number: 2, evidence: None });
    }
    let tx = desk.kernel.read().await.unwrap();
    let entries = tx.events().outbox(EventId(0), 1_000).await.unwrap();
    let versioned = entries.iter().filter(|entry| entry.kind == EventKind::ImageVersioned.as_str());
    assert_eq!(versioned.count(), 1);
    let file = tx.staging().find(owner.studio, files[0]).await.unwrap().unwrap().read(&owner).unwrap();
    let known = tx.versions().with_hash(owner.studio, file.content_hash.as_ref().unwrap()).await.unwrap();
    assert_eq!(known, Some((picture, 2)));
    // The picture has the file's own bytes and previews.
    let image = tx.images().find(owner.studio, picture).await.unwrap().unwrap().read(&owner).unwrap();
    assert_eq!(Some(&image.storage_key), file.original_path.as_ref());
    assert_eq!((image.current_version, image.perceptual_hash), (2, Some(LOOKS)));
    assert_eq!(tx.images().derivatives(picture, 2).await.unwrap().len(), 3);
}
