//! What photographers make of the files that wait.

use atelier_application::paging::PageRequest;
use atelier_application::ports::{StagingFacets, StagingFilter};
use atelier_domain::access::{Action, Visible};
use atelier_domain::ingest::{Flag, Marks, MarksChange};
use atelier_domain::{StagingImageId, StudioId};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;

use crate::staging::{a_batch, files, read_one, shown, writable};
use crate::world::{World, commit, job, now};

contract!(
    marks_come_back_and_each_file_keeps_its_own,
    the_tray_is_filtered_and_counted_by_marks,
    pages_of_marked_files_share_none_and_leave_none_out,
    another_studios_files_keep_their_marks,
);

fn change(rating: Option<i32>, flag: Flag) -> MarksChange {
    MarksChange { rating: Some(rating), flag: Some(flag) }
}

async fn mark(world: &World, marks: &[(StagingImageId, Option<i32>, Flag)]) {
    let tx = world.write().await;
    let mut marked = Vec::new();
    for &(id, rating, flag) in marks {
        let file = writable(&tx, world.studio.id, &[id]).await.remove(0);
        marked.push(file.change(|file| file.mark(change(rating, flag), now())).unwrap());
    }
    tx.staging().update_marks(&marked, now()).await.unwrap();
    commit(tx).await;
}

fn tray(studio: StudioId) -> Visible {
    Visible::to(&job(studio), Action::AccessStaging)
}

async fn marks_come_back_and_each_file_keeps_its_own(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let ids = files(&world, batch.id, 4).await;
    assert_eq!(read_one(&world, ids[0]).await.marks, Marks::default());
    mark(
        &world,
        &[(ids[0], Some(5), Flag::Pick), (ids[1], None, Flag::Reject), (ids[2], Some(5), Flag::Pick)],
    )
    .await;
    let said = async |id| {
        let file = read_one(&world, id).await;
        (file.marks.rating, file.marks.flag, file.version)
    };
    assert_eq!(said(ids[0]).await, (Some(5), Flag::Pick, 2));
    assert_eq!(said(ids[1]).await, (None, Flag::Reject, 2));
    assert_eq!(said(ids[2]).await, (Some(5), Flag::Pick, 2));
    assert_eq!(said(ids[3]).await, (None, Flag::None, 1));

    // One file by itself, and back to nothing.
    let tx = world.write().await;
    let file = writable(&tx, world.studio.id, &ids[..1]).await.remove(0);
    let cleared = file.change(|file| file.mark(change(None, Flag::None), now())).unwrap();
    tx.staging().update(&cleared).await.unwrap();
    commit(tx).await;
    assert_eq!(said(ids[0]).await, (None, Flag::None, 3));
}

async fn the_tray_is_filtered_and_counted_by_marks(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let ids = files(&world, batch.id, 5).await;
    mark(
        &world,
        &[
            (ids[0], Some(1), Flag::None),
            (ids[1], Some(3), Flag::Pick),
            (ids[2], Some(5), Flag::Pick),
            (ids[3], Some(5), Flag::Reject),
        ],
    )
    .await;
    let found = async |filter: StagingFilter| -> Vec<StagingImageId> {
        shown(&world, filter).await.into_iter().map(|file| file.id).collect()
    };
    let all = StagingFilter::default;
    assert_eq!(found(StagingFilter { rating_min: Some(3), ..all() }).await, [ids[1], ids[2], ids[3]]);
    assert_eq!(found(StagingFilter { rating_min: Some(5), ..all() }).await, [ids[2], ids[3]]);
    assert_eq!(found(StagingFilter { flag: Some(Flag::Pick), ..all() }).await, [ids[1], ids[2]]);
    assert_eq!(found(StagingFilter { flag: Some(Flag::None), ..all() }).await, [ids[0], ids[4]]);
    assert_eq!(found(StagingFilter { rejected: Some(true), ..all() }).await, [ids[3]]);
    let kept = StagingFilter { rejected: Some(false), ..all() };
    assert_eq!(found(kept.clone()).await, [ids[0], ids[1], ids[2], ids[4]]);
    let best = StagingFilter { rating_min: Some(5), ..kept };
    assert_eq!(found(best.clone()).await, [ids[2]]);
    let nonsense = StagingFilter { flag: Some(Flag::Reject), rejected: Some(false), ..all() };
    assert!(found(nonsense).await.is_empty());

    let facets = async |filter: StagingFilter| {
        world.read().await.staging().facets(&tray(world.studio.id), &filter).await.unwrap()
    };
    let StagingFacets { ratings, flags, .. } = facets(all()).await;
    assert_eq!(ratings, [(5, 2), (3, 1), (1, 1)]);
    assert_eq!(flags, [(Flag::None, 2), (Flag::Pick, 2), (Flag::Reject, 1)]);
    // What a filter says of one kind of mark narrows the other.
    let StagingFacets { ratings, flags, .. } = facets(best).await;
    assert_eq!(ratings, [(5, 1), (3, 1), (1, 1)]);
    assert_eq!(flags, [(Flag::Pick, 1), (Flag::Reject, 1)]);
}

async fn pages_of_marked_files_share_none_and_leave_none_out(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let ids = files(&world, batch.id, 7).await;
    let picks: Vec<_> = ids.iter().map(|&id| (id, Some(4), Flag::Pick)).collect();
    mark(&world, &picks).await;
    let filter = StagingFilter { flag: Some(Flag::Pick), rating_min: Some(4), ..StagingFilter::default() };
    let tx = world.read().await;
    let mut seen = Vec::new();
    for offset in [0, 3, 6] {
        let request = PageRequest { offset, ..PageRequest::first(3) };
        let page = tx.staging().list(&tray(world.studio.id), &filter, request).await.unwrap();
        assert_eq!(page.total, 7);
        seen.extend(page.items.into_iter().map(|file| file.id));
    }
    assert_eq!(seen, ids);
}

async fn another_studios_files_keep_their_marks(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = a_batch(&world).await;
    let ids = files(&world, batch.id, 1).await;
    mark(&world, &[(ids[0], Some(2), Flag::Pick)]).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.read().await;
    let filter = StagingFilter { flag: Some(Flag::Pick), ..StagingFilter::default() };
    let page = tx.staging().list(&tray(other.id), &filter, PageRequest::first(10)).await.unwrap();
    assert_eq!(page.total, 0);
    let facets = tx.staging().facets(&tray(other.id), &StagingFilter::default()).await.unwrap();
    assert_eq!(facets, StagingFacets::default());
}
