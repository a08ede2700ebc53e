//! Galleries, the order of their pictures, and their counters.

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::{
    CounterDrift, GalleryFilter, GalleryImage, ImageProgress, Sort, StoreError,
};
use atelier_domain::galleries::{GalleryDetails, GalleryStatus, Visibility};
use atelier_domain::images::GroupType;
use atelier_domain::{ImageGroupId, ImageId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_gallery, a_studio, an_organization};
use sea_orm::ConnectionTrait;

use crate::world::{World, commit, everything, gallery, group, image, job, main_group, now};

contract!(
    a_gallery_is_there_for_its_own_studio_only,
    a_gallery_cannot_be_given_to_another_studios_client,
    galleries_are_filtered_and_paged,
    an_update_leaves_the_counters_alone_and_refuses_a_stale_value,
    pictures_come_in_the_order_of_groups_and_then_of_places,
    a_position_is_the_place_in_the_list,
    a_deleted_gallery_shows_nothing,
    counters_count_each_live_picture_once,
    a_recount_finds_and_mends_what_differs,
    a_group_hangs_once_with_each_type,
    a_group_of_another_studio_cannot_hang_here,
    a_group_is_described_and_its_old_value_refused,
);

const ALL: [Visibility; 3] = Visibility::ALL;

async fn a_gallery_is_there_for_its_own_studio_only(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.read().await;
    assert!(tx.galleries().find(other.id, world.gallery.id).await.unwrap().is_none());
    let filter = GalleryFilter::default();
    let listed = tx.galleries().list(&everything(other.id), &filter, PageRequest::default()).await.unwrap();
    assert_eq!((listed.total, listed.items.len()), (0, 0));
}

async fn a_gallery_cannot_be_given_to_another_studios_client(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let foreign = an_organization().insert(&*world.db, other.id).await;
    let tx = world.write().await;
    let new = atelier_application::ports::NewGallery {
        studio: world.studio.id,
        organization: foreign.id,
        details: GalleryDetails { subject_name: "X".into(), description: None },
        created_by: world.owner.id,
        now: now(),
    };
    let refused = tx.galleries().insert(new).await.unwrap_err();
    assert!(matches!(refused, StoreError::Conflict { .. }), "{refused:?}");
}

async fn galleries_are_filtered_and_paged(db: TestDatabase) {
    let world = World::on(db).await;
    let studio = world.studio.id;
    let client = an_organization().insert(&*world.db, studio).await;
    let mut ids = vec![world.gallery.id];
    for name in ["Bryllup på Ås", "100% portrett", "Åse"] {
        let made = a_gallery().with(|details| details.subject_name = name.into());
        ids.push(made.insert(&*world.db, &client, &world.owner).await.id);
    }
    let tx = world.write().await;
    let completed = gallery(&tx, studio, ids[1]).await.change(|gallery| gallery.complete(now())).unwrap();
    tx.galleries().update(&completed).await.unwrap();
    commit(tx).await;
    world.delete_gallery(ids[3]).await;

    let tx = world.read().await;
    let list = async |filter: GalleryFilter, page: PageRequest| {
        let page = tx.galleries().list(&everything(studio), &filter, page).await.unwrap();
        (page.items.into_iter().map(|item| item.id).collect::<Vec<_>>(), page.total, page.next)
    };
    let any = GalleryFilter::default;
    let all = PageRequest::default();
    assert_eq!(list(GalleryFilter { search: Some("pa as".into()), ..any() }, all).await.0, [ids[1]]);
    assert_eq!(list(GalleryFilter { search: Some("0%".into()), ..any() }, all).await.0, [ids[2]]);
    let done = GalleryFilter { status: Some(GalleryStatus::Completed), ..any() };
    assert_eq!(list(done, all).await.0, [ids[1]]);
    let theirs = GalleryFilter { organization: Some(client.id), ..any() };
    assert_eq!(list(theirs, all).await.0, [ids[1], ids[2]]);
    assert_eq!(list(GalleryFilter { deleted: true, ..any() }, all).await.0, [ids[3]]);
    let newest = GalleryFilter { sort: Sort::NewestFirst, ..any() };
    let (first, total, next) = list(newest.clone(), PageRequest::first(2)).await;
    assert_eq!((first.as_slice(), total), ([ids[2], ids[1]].as_slice(), 3));
    let rest = list(newest, PageRequest { after: next, ..PageRequest::first(2) }).await;
    assert_eq!((rest.0.as_slice(), rest.2), ([ids[0]].as_slice(), None));
}

async fn an_update_leaves_the_counters_alone_and_refuses_a_stale_value(db: TestDatabase) {
    let world = World::on(db).await;
    let studio = world.studio.id;
    let images = world.images(2).await;
    let held = world.group_of(&images).await;
    let tx = world.write().await;
    let old = gallery(&tx, studio, world.gallery.id).await;
    tx.groups().attach(&old, held, &main_group(), Visibility::Public, now()).await.unwrap();
    tx.galleries().content_changed(&[world.gallery.id], now()).await.unwrap();
    tx.galleries().count_downloads(world.gallery.id, 1, now()).await.unwrap();
    let details = GalleryDetails { subject_name: "Ny".into(), description: Some("To\nlinjer".into()) };
    let changed = old.clone().change(|gallery| gallery.describe(details.clone(), now())).unwrap();
    let written = tx.galleries().update(&changed).await.unwrap();
    assert_eq!((written.image_count, written.download_count, written.content_version), (2, 1, 2));
    assert_eq!((&written.details, written.version), (&details, 2));
    let refused = tx.galleries().update(&old).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
}

/// A gallery with three groups in another order than they were made, one image in two of them, and one deleted.
struct Shown {
    images: Vec<ImageId>,
    last: ImageGroupId,
    first: ImageGroupId,
    hidden: ImageGroupId,
}

async fn show(world: &World) -> Shown {
    let images = world.images(8).await;
    let last = world.group_of(&[images[3], images[1], images[0]]).await;
    let first = world.group_of(&[images[5], images[1], images[4]]).await;
    let hidden = world.group_of(&[images[6], images[7]]).await;
    world.attach(world.gallery.id, last, "main", Visibility::Public).await;
    world.attach(world.gallery.id, first, "sketches", Visibility::Members).await;
    world.attach(world.gallery.id, hidden, "main", Visibility::Studio).await;
    let tx = world.write().await;
    let held = gallery(&tx, world.studio.id, world.gallery.id).await;
    let sketches = GroupType::parse("sketches").unwrap();
    assert!(tx.groups().set_attachment(&held, first, &sketches, Visibility::Members, -1).await.unwrap());
    assert!(!tx.groups().set_attachment(&held, first, &main_group(), Visibility::Public, 0).await.unwrap());
    commit(tx).await;
    world.delete_image(images[4]).await;
    let tx = world.write().await;
    tx.galleries().content_changed(&[world.gallery.id], now()).await.unwrap();
    commit(tx).await;
    Shown { images, last, first, hidden }
}

async fn page(
    world: &World,
    visibilities: &[Visibility],
    kind: Option<&GroupType>,
    page: PageRequest,
) -> Page<GalleryImage> {
    let tx = world.read().await;
    tx.galleries().images(world.gallery.id, visibilities, kind, page, true).await.unwrap()
}

fn ids(page: &Page<GalleryImage>) -> Vec<ImageId> {
    page.items.iter().map(|picture| picture.id).collect()
}

async fn pictures_come_in_the_order_of_groups_and_then_of_places(db: TestDatabase) {
    let world = World::on(db).await;
    let shown = show(&world).await;
    let i = &shown.images;
    let whole = page(&world, &ALL, None, PageRequest::default()).await;
    let order = [i[5], i[1], i[3], i[1], i[0], i[6], i[7]];
    assert_eq!((ids(&whole).as_slice(), whole.total), (order.as_slice(), 7));
    assert_eq!(whole.items[0].group, shown.first);
    assert_eq!(whole.items[0].group_type.as_str(), "sketches");
    assert_eq!((whole.items[2].group, whole.items[2].sort_order), (shown.last, 1));
    assert_eq!(whole.items[5].group, shown.hidden);
    assert_eq!(whole.items[0].metadata["camera_model"], "Nikon Z6");
    assert_eq!(whole.items[0].uploaded_at, now());

    // Every window of the list is the same part of the same order.
    for offset in 0..8 {
        for limit in 1..4 {
            let part = page(&world, &ALL, None, PageRequest { offset, limit, after: None }).await;
            let from = usize::try_from(offset).unwrap().min(order.len());
            let to = (from + usize::try_from(limit).unwrap()).min(order.len());
            assert_eq!(ids(&part), order[from..to], "{offset} {limit}");
            assert_eq!((part.total, part.next), (7, None));
        }
    }
    let public = page(&world, &[Visibility::Public], None, PageRequest::default()).await;
    assert_eq!((ids(&public), public.total), (vec![i[3], i[1], i[0]], 3));
    let main = page(&world, &ALL, Some(&main_group()), PageRequest::default()).await;
    assert_eq!(ids(&main), [i[3], i[1], i[0], i[6], i[7]]);
    let nothing = page(&world, &[], None, PageRequest::default()).await;
    assert_eq!((ids(&nothing).len(), nothing.total), (0, 0));

    let tx = world.read().await;
    let uncounted = tx.galleries().images(world.gallery.id, &ALL, None, PageRequest::first(2), false).await;
    let uncounted = uncounted.unwrap();
    assert_eq!((uncounted.items.len(), uncounted.total), (2, 0));
}

async fn a_position_is_the_place_in_the_list(db: TestDatabase) {
    let world = World::on(db).await;
    let shown = show(&world).await;
    for visibilities in [&ALL[..], &[Visibility::Public], &[Visibility::Public, Visibility::Studio]] {
        let order = ids(&page(&world, visibilities, None, PageRequest::default()).await);
        let tx = world.read().await;
        for &image in &shown.images {
            let expected = order.iter().position(|&id| id == image).map(|at| i64::try_from(at).unwrap() + 1);
            let position = tx.galleries().position(world.gallery.id, visibilities, image).await.unwrap();
            assert_eq!(position, expected, "{image} under {visibilities:?}");
        }
    }
}

async fn a_deleted_gallery_shows_nothing(db: TestDatabase) {
    let world = World::on(db).await;
    let shown = show(&world).await;
    world.delete_gallery(world.gallery.id).await;
    let whole = page(&world, &ALL, None, PageRequest::default()).await;
    assert_eq!((whole.items.len(), whole.total), (0, 0));
    let tx = world.read().await;
    let position = tx.galleries().position(world.gallery.id, &ALL, shown.images[0]).await.unwrap();
    assert_eq!(position, None);
}

async fn counters_count_each_live_picture_once(db: TestDatabase) {
    let world = World::on(db).await;
    let shown = show(&world).await;
    let tx = world.write().await;
    let stored = gallery(&tx, world.studio.id, world.gallery.id).await.into_inner();
    assert_eq!(stored.image_count, 6);
    let failed = image(&tx, world.studio.id, shown.images[3]).await.change(|image| {
        image.became_failed("damaged_image", now());
        Ok(())
    });
    tx.images().update(&failed.unwrap()).await.unwrap();
    let ready = image(&tx, world.studio.id, shown.images[1]).await.change(|image| {
        image.became_ready(-1, now());
        Ok(())
    });
    tx.images().update(&ready.unwrap()).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let all = tx.galleries().progress(world.gallery.id, &ALL).await.unwrap();
    assert_eq!(all, ImageProgress { total: 6, processing: 4, ready: 1, failed: 1 });
    let public = tx.galleries().progress(world.gallery.id, &[Visibility::Public]).await.unwrap();
    assert_eq!(public, ImageProgress { total: 3, processing: 1, ready: 1, failed: 1 });
}

async fn a_recount_finds_and_mends_what_differs(db: TestDatabase) {
    let world = World::on(db).await;
    show(&world).await;
    let sql = format!("UPDATE galleries SET image_count = 99 WHERE id = {}", world.gallery.id);
    world.db.connection().execute_unprepared(&sql).await.unwrap();
    let tx = world.write().await;
    let expected =
        [CounterDrift { gallery: world.gallery.id, counter: "image_count", stored: 99, counted: 6 }];
    assert_eq!(tx.galleries().recount(false).await.unwrap(), expected);
    assert_eq!(tx.galleries().recount(true).await.unwrap(), expected);
    assert_eq!(tx.galleries().recount(true).await.unwrap(), []);
    commit(tx).await;
    let tx = world.read().await;
    let found = tx.galleries().find(world.studio.id, world.gallery.id).await.unwrap().unwrap();
    assert_eq!(found.read(&job(world.studio.id)).unwrap().image_count, 6);
}

async fn a_group_hangs_once_with_each_type(db: TestDatabase) {
    let world = World::on(db).await;
    let images = world.images(2).await;
    let id = world.group_of(&images).await;
    world.attach(world.gallery.id, id, "main", Visibility::Public).await;
    world.delete_image(images[0]).await;
    let tx = world.write().await;
    let held = gallery(&tx, world.studio.id, world.gallery.id).await;
    let again = tx.groups().attach(&held, id, &main_group(), Visibility::Studio, now()).await;
    assert_eq!(again.unwrap_err(), StoreError::Conflict { constraint: "attachment" });
    let sketches = GroupType::parse("sketches").unwrap();
    tx.groups().attach(&held, id, &sketches, Visibility::Members, now()).await.unwrap();
    commit(tx).await;

    let tx = world.write().await;
    let attachments = tx.groups().of_gallery(world.gallery.id).await.unwrap();
    let told: Vec<_> = attachments
        .iter()
        .map(|hung| (hung.group_type.as_str(), hung.sort_order, hung.visibility, hung.image_count))
        .collect();
    assert_eq!(told, [("main", 1, Visibility::Public, 1), ("sketches", 2, Visibility::Members, 1)]);
    let held = gallery(&tx, world.studio.id, world.gallery.id).await;
    assert!(tx.groups().detach(&held, id, &main_group()).await.unwrap());
    assert!(!tx.groups().detach(&held, id, &main_group()).await.unwrap());
    commit(tx).await;
    assert_eq!(world.read().await.groups().of_gallery(world.gallery.id).await.unwrap().len(), 1);
}

async fn a_group_of_another_studio_cannot_hang_here(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.write().await;
    let new = atelier_application::ports::NewImageGroup {
        studio: other.id,
        name: "Theirs".into(),
        description: None,
        now: now(),
    };
    let foreign = tx.groups().insert(new).await.unwrap().id;
    commit(tx).await;
    let tx = world.write().await;
    assert!(tx.groups().find(world.studio.id, foreign).await.unwrap().is_none());
    let held = gallery(&tx, world.studio.id, world.gallery.id).await;
    let refused = tx.groups().attach(&held, foreign, &main_group(), Visibility::Public, now()).await;
    assert!(
        matches!(refused.unwrap_err(), StoreError::Conflict { constraint } if constraint != "attachment")
    );
}

async fn a_group_is_described_and_its_old_value_refused(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.group_of(&[]).await;
    world.attach(world.gallery.id, id, "main", Visibility::Members).await;
    let tx = world.write().await;
    let old = group(&tx, world.studio.id, id).await;
    let changed = old.clone().change(|group| group.describe("Nytt navn", Some("Om"), now())).unwrap();
    let written = tx.groups().update(&changed).await.unwrap();
    assert_eq!((written.version, written.description.as_deref()), (2, Some("Om")));
    assert_eq!(written.placements.len(), 1);
    let refused = tx.groups().update(&old).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
}
