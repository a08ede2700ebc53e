//! How files of the tray become pictures, or versions of them, and go back.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atelier_application::ports::{DerivativeRecord, StagedContent, StagingFilter, Store, TakenAs};
use atelier_domain::images::{GroupType, ProcessingState};
use atelier_domain::ingest::{Assignment, StagingState, Target};
use atelier_domain::{BatchId, ImageId, StagingImageId};
use atelier_server::Config;
use atelier_server::wiring::UseCases;
use atelier_testkit::a_gallery;
use atelier_testkit::databases::TestDatabase;

use crate::staging::{a_batch, files, make_ready, new_file, read_one, shown, writable};
use crate::versions::versioned;
use crate::world::{World, a_hash, commit, gallery, image, job, now};

contract!(
    a_thousand_files_become_pictures_and_go_back,
    a_hundred_files_become_pictures_with_as_many_statements_as_twenty,
    two_galleries_want_the_same_files,
    two_assignments_of_the_same_pictures_wait_for_one_another,
    a_picture_of_the_pool_is_taken_as_it_is,
    bytes_that_a_picture_had_once_are_that_picture,
    two_files_of_one_picture_tell_of_it_once,
    a_picture_with_later_versions_is_not_deleted_with_its_first_file,
    files_become_versions_and_hand_over_their_previews,
);

fn target(world: &World) -> Target {
    Target { gallery: world.gallery.id, group_type: GroupType::main() }
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
    let counted = world.db.store().observed(move |_| {
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
