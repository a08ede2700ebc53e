//! What files of the tray cost, one and many.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use atelier_application::ingest::{Fate, FileResult, Matching, Tray, TrayWanted};
use atelier_application::kernel::Kernel;
use atelier_application::paging::PageRequest;
use atelier_application::ports::{
    DerivativeRecord, NewBatch, NewStagingImage, StagedContent, StagingFilter, Tx,
};
use atelier_domain::access::{Action, Actor, Scope};
use atelier_domain::images::{GroupType, ImageFormat, Preset};
use atelier_domain::ingest::matching::Outcome;
use atelier_domain::ingest::{BatchSource, CameraSettings};
use atelier_domain::{BatchId, StagingImageId};

use crate::desk::Desk;

/// A number that no other row of this process has.
fn serial() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

fn hash() -> String {
    format!("{:064x}", serial())
}

/// So many files of the tray that can be looked at.
async fn staged(desk: &Desk, owner: &Actor, count: usize) -> Vec<StagingImageId> {
    let tx = desk.kernel.write().await.unwrap();
    let new = NewBatch {
        id: BatchId(u128::try_from(serial()).unwrap()),
        studio: owner.studio,
        name: None,
        source: BatchSource::Upload,
        created_by: owner.user,
        now: owner.now,
    };
    let batch = tx.batches().insert(new).await.unwrap().id;
    let mut files = Vec::with_capacity(count);
    for _ in 0..count {
        files.push(stage(&tx, owner, batch).await);
    }
    tx.finish().await.unwrap();
    files
}

async fn stage(tx: &Tx, owner: &Actor, batch: BatchId) -> StagingImageId {
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
            metadata: Default::default(),
            taken_at: None,
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
        file.became_ready(serial(), thumbnail.as_deref(), owner.now);
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
    }
}

/// A tray whose statements are counted.
fn counted(desk: &Desk) -> (Tray, Arc<AtomicUsize>) {
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let store = desk.database.store().observed(move || {
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
    // A glance at what pictures are, and one at what they were.
    assert_eq!(costs, [costs[0], costs[0], costs[0] + 2, costs[0] + 2]);
    assert!(costs[0] <= 6, "{costs:?}");
}
