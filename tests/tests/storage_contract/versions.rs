//! The files that a picture has had.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atelier_application::ports::{NewImage, NewVersion, SearchPlace, StoreError, Tx};
use atelier_domain::access::Writable;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{Image, Original, ProcessingState, Traits, likeness};
use atelier_domain::{ImageId, UserId};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::world::{World, a_hash, commit, image, job, new_image, now};

contract!(
    a_picture_with_one_file_has_no_rows,
    every_column_of_a_version_comes_back,
    a_version_that_is_left_again_keeps_its_row_and_says_what_became_of_it,
    the_bytes_of_every_version_are_taken_in_their_studio_only,
    the_same_bytes_at_once_are_a_version_or_a_picture_and_never_both,
    derivatives_of_versions_do_not_mix,
    sweeps_and_checks_know_the_originals_of_every_version,
    a_file_is_compared_with_what_is_shown_and_with_what_it_was,
    only_the_second_of_the_file_is_compared,
    many_files_are_compared_at_once_as_each_by_itself,
    files_without_a_time_are_compared_with_the_pool_once_and_step_by_step,
    many_versions_are_written_at_once_as_one_by_one,
);

fn original(hash: &str) -> Original {
    Original {
        storage_key: format!("originals/{hash}.tif"),
        content_hash: hash.to_owned(),
        file_size: 6_000_000_000,
        format: atelier_domain::images::ImageFormat::Tiff,
        width: 30,
        height: 20,
        metadata: serde_json::json!({"camera_serial": "6001234"}).as_object().unwrap().clone(),
        taken_at: Some(now().naive_utc() + Duration::milliseconds(120)),
    }
}

fn new(notes: &str, by: Option<UserId>) -> NewVersion {
    NewVersion { filename: "edit.tif".into(), notes: Some(notes.into()), created_by: by, now: now() }
}

/// The picture becomes the file of this hash, as the next version.
async fn replaced(tx: &Tx, held: Writable<Image>, hash: &str) -> Result<Image, StoreError> {
    let number = tx.versions().highest(held.get().id).await? + 1;
    tx.versions().set_aside(&held).await?;
    let held = held.change(|image| {
        image.replace(number, original(hash), now());
        Ok(())
    });
    let held = held.unwrap();
    let written = tx.images().update(&held).await?;
    tx.versions().insert(&held, new(hash, None)).await?;
    Ok(written)
}

/// The picture has become the file of this hash.
pub async fn versioned(world: &World, id: ImageId, hash: &str) -> Image {
    let tx = world.write().await;
    let held = image(&tx, world.studio.id, id).await;
    let written = replaced(&tx, held, hash).await.unwrap();
    commit(tx).await;
    written
}

/// The picture becomes this version again.
async fn returned(world: &World, id: ImageId, number: i32) {
    let tx = world.write().await;
    let held = image(&tx, world.studio.id, id).await;
    tx.versions().set_aside(&held).await.unwrap();
    let version = tx.versions().find(id, number).await.unwrap().unwrap();
    let held = held.change(|image| image.return_to(version, now()).map(drop)).unwrap();
    tx.images().update(&held).await.unwrap();
    commit(tx).await;
}

async fn a_picture_with_one_file_has_no_rows(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.images(1).await[0];
    let tx = world.read().await;
    assert_eq!(tx.versions().of_image(id).await.unwrap(), []);
    assert_eq!(tx.versions().find(id, 1).await.unwrap(), None);
    assert_eq!(tx.versions().highest(id).await.unwrap(), 1);
    let found = tx.images().find(world.studio.id, id).await.unwrap().unwrap();
    let found = found.read(&job(world.studio.id)).unwrap();
    let known = tx.versions().with_hash(world.studio.id, &found.content_hash).await.unwrap();
    assert_eq!((known, found.current_version), (Some((id, 1)), 1));
}

async fn every_column_of_a_version_comes_back(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.images(1).await[0];
    let tx = world.write().await;
    let held = image(&tx, world.studio.id, id).await;
    let held = held.change(|image| {
        image.became_ready(i64::MIN, now());
        Ok(())
    });
    let first = tx.images().update(&held.unwrap()).await.unwrap();
    let held = image(&tx, world.studio.id, id).await;
    tx.versions().set_aside(&held).await.unwrap();
    let hash = a_hash();
    let held = held.change(|image| {
        image.replace(2, original(&hash), now());
        Ok(())
    });
    let held = held.unwrap();
    let second = tx.images().update(&held).await.unwrap();
    tx.versions().insert(&held, new("Søsken – 😀", Some(world.owner.id))).await.unwrap();
    commit(tx).await;

    let tx = world.read().await;
    let versions = tx.versions().of_image(id).await.unwrap();
    assert_eq!(versions.iter().map(|version| version.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(versions[0], first.first_version());
    let latest = &versions[1];
    assert_eq!(latest.original, original(&hash));
    assert_eq!(latest.original, second.original());
    assert_eq!((latest.image, latest.studio), (id, world.studio.id));
    assert_eq!((latest.filename.as_str(), latest.notes.as_deref()), ("edit.tif", Some("Søsken – 😀")));
    assert_eq!((latest.created_by, latest.created_at), (Some(world.owner.id), now()));
    assert_eq!((latest.state, latest.perceptual_hash), (ProcessingState::Processing, None));
    assert_eq!(tx.versions().find(id, 2).await.unwrap().as_ref(), Some(latest));
    assert_eq!(tx.versions().highest(id).await.unwrap(), 2);
    let found = tx.images().find(world.studio.id, id).await.unwrap().unwrap();
    assert_eq!(found.read(&job(world.studio.id)).unwrap(), second);
}

async fn a_version_that_is_left_again_keeps_its_row_and_says_what_became_of_it(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.images(1).await[0];
    versioned(&world, id, &a_hash()).await;
    // The second version fails; then the first one, which was never processed, comes back and is ready in the end.
    let tx = world.write().await;
    let held = image(&tx, world.studio.id, id).await;
    let failed = held.change(|image| {
        image.became_failed("damaged_image", now());
        Ok(())
    });
    tx.images().update(&failed.unwrap()).await.unwrap();
    commit(tx).await;
    returned(&world, id, 1).await;
    let tx = world.write().await;
    let held = image(&tx, world.studio.id, id).await;
    let second = tx.versions().find(id, 2).await.unwrap().unwrap();
    assert_eq!((second.state, second.failure.as_deref()), (ProcessingState::Failed, Some("damaged_image")));
    assert_eq!((second.filename.as_str(), second.notes.is_some()), ("edit.tif", true));
    let mended = atelier_domain::images::ImageVersion {
        state: ProcessingState::Ready,
        failure: None,
        perceptual_hash: Some(-7),
        ..second
    };
    tx.versions().put_outcome(&held, &mended).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    assert_eq!(tx.versions().find(id, 2).await.unwrap(), Some(mended));
    assert_eq!(tx.versions().of_image(id).await.unwrap().len(), 2);
}

async fn the_bytes_of_every_version_are_taken_in_their_studio_only(db: TestDatabase) {
    let world = World::on(db).await;
    let studio = world.studio.id;
    let other = a_studio().insert(&*world.db).await;
    let ids = world.images(2).await;
    let tx = world.read().await;
    let found = tx.images().find(studio, ids[0]).await.unwrap().unwrap().read(&job(studio)).unwrap();
    let (first, second, third) = (found.content_hash, a_hash(), a_hash());
    versioned(&world, ids[0], &second).await;
    versioned(&world, ids[0], &third).await;
    world.delete_image(ids[0]).await;

    for (hash, number) in [(&first, 1), (&second, 2), (&third, 3)] {
        let tx = world.read().await;
        assert_eq!(tx.versions().with_hash(studio, hash).await.unwrap(), Some((ids[0], number)));
        assert_eq!(tx.versions().with_hash(other.id, hash).await.unwrap(), None);
        let found = tx.images().find_by_hash(studio, hash).await.unwrap().unwrap();
        assert_eq!(found.read(&job(studio)).unwrap().id, ids[0]);
        assert!(tx.images().find_by_hash(other.id, hash).await.unwrap().is_none());

        let taken = Err(StoreError::Conflict { constraint: "content_hash" });
        let tx = world.write().await;
        let same = NewImage { content_hash: hash.clone(), ..new_image(studio, "same.jpg") };
        assert_eq!(tx.images().insert(same.clone()).await.map(|image| image.id), taken);
        // The transaction goes on after the refusal, and nothing of the refused picture stays.
        let elsewhere = NewImage { studio: other.id, ..same };
        tx.images().insert(elsewhere).await.unwrap();
        drop(tx);
        let tx = world.write().await;
        let held = image(&tx, studio, ids[1]).await;
        assert_eq!(replaced(&tx, held, hash).await.map(|image| image.id), taken);
    }
    let tx = world.read().await;
    let hashes = [first.clone(), second.clone(), third.clone(), a_hash()];
    let known = tx.versions().with_hashes(studio, &hashes).await.unwrap();
    assert!(known.iter().all(|known| known.image == ids[0]), "{known:?}");
    let told: BTreeSet<_> =
        known.iter().map(|known| (known.content_hash.clone(), known.number, known.is_current)).collect();
    assert_eq!(told, BTreeSet::from([(first, 1, false), (second, 2, false), (third, 3, true)]));
    assert_eq!(known.len(), 3);
    assert!(tx.versions().with_hashes(other.id, &hashes).await.unwrap().is_empty());
    let all = tx.images().originals(ImageId(0), 10).await.unwrap();
    assert_eq!(all.into_iter().map(|row| row.0).collect::<Vec<_>>(), ids);
}

async fn the_same_bytes_at_once_are_a_version_or_a_picture_and_never_both(db: TestDatabase) {
    let world = World::on(db).await;
    let studio = world.studio.id;
    let id = world.images(1).await[0];
    for _ in 0..4 {
        let hash = a_hash();
        let upload = {
            let (store, hash) = (world.db.store(), hash.clone());
            tokio::spawn(async move {
                let tx = crate::world::write(&store).await;
                let same = NewImage { content_hash: hash, ..new_image(studio, "same.jpg") };
                let made = tx.images().insert(same).await.is_ok();
                commit(tx).await;
                made
            })
        };
        let versions = {
            let (store, hash) = (world.db.store(), hash.clone());
            tokio::spawn(async move {
                // The picture becomes these bytes and leaves them at once, so that only its old version has them.
                for hash in [hash, a_hash()] {
                    let tx = crate::world::write(&store).await;
                    let held = image(&tx, studio, id).await;
                    if replaced(&tx, held, &hash).await.is_err() {
                        return false;
                    }
                    commit(tx).await;
                }
                true
            })
        };
        let (uploaded, versioned) = (upload.await.unwrap(), versions.await.unwrap());
        assert!(uploaded != versioned, "uploaded: {uploaded}, versioned: {versioned}");
    }
}

async fn derivatives_of_versions_do_not_mix(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.images(1).await[0];
    versioned(&world, id, &a_hash()).await;
    let tx = world.write().await;
    for (version, key) in [(1, "d/one"), (2, "d/two"), (1, "d/one-again")] {
        let made = crate::images::derivative(&world, id, "web", key);
        let made = atelier_application::ports::NewDerivative { version, ..made };
        tx.images().put_derivative(made).await.unwrap();
    }
    commit(tx).await;
    let tx = world.read().await;
    for (version, key) in [(1, Some("d/one-again")), (2, Some("d/two")), (3, None)] {
        let found = tx.images().derivatives(id, version).await.unwrap();
        assert_eq!(found.first().map(|record| record.storage_key.as_str()), key, "version {version}");
    }
}

async fn sweeps_and_checks_know_the_originals_of_every_version(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(2).await;
    let hashes = [a_hash(), a_hash()];
    let first = versioned(&world, ids[0], &hashes[0]).await;
    versioned(&world, ids[0], &hashes[1]).await;
    let tx = world.write().await;
    let made = crate::images::derivative(&world, ids[0], "web", "d/second");
    let made = atelier_application::ports::NewDerivative { version: 2, ..made };
    tx.images().put_derivative(made).await.unwrap();
    commit(tx).await;

    let tx = world.read().await;
    let keys = hashes.clone().map(|hash| original(&hash).storage_key);
    let mut named = tx.images().named_keys(&[keys[0].clone(), keys[1].clone(), "x".into()]).await.unwrap();
    named.sort();
    assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from(keys.clone()));
    // The picture is its third version: the first two are checked here, the third among the pictures.
    let old = tx.versions().originals(0, 10).await.unwrap();
    let told: Vec<_> = old.iter().map(|(_, image, key, _, _)| (*image, key.clone())).collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[1], (ids[0], first.storage_key.clone()));
    assert_eq!(tx.versions().originals(old[0].0, 10).await.unwrap(), old[1..]);
    drop(tx);

    world.delete_image(ids[0]).await;
    let tx = world.write().await;
    let doomed = image(&tx, world.studio.id, ids[0]).await;
    let freed: BTreeSet<String> = tx.images().purge(&doomed).await.unwrap().into_iter().collect();
    let expected = [told[0].1.clone(), keys[0].clone(), keys[1].clone(), "d/second".into()];
    assert_eq!(freed, BTreeSet::from(expected));
    commit(tx).await;
    let tx = world.read().await;
    assert_eq!(tx.versions().of_image(ids[0]).await.unwrap(), []);
    assert_eq!(tx.versions().originals(0, 10).await.unwrap(), []);
}

/// A picture that looks like `hash` and was taken so many milliseconds after the file.
async fn looking(world: &World, hash: i64, millis: Option<i64>) -> ImageId {
    let tx = world.write().await;
    let taken_at = millis.map(|millis| now().naive_utc() + Duration::milliseconds(millis));
    let new = NewImage { taken_at, ..new_image(world.studio.id, "a.jpg") };
    let id = tx.images().insert(new).await.unwrap().id;
    let held = image(&tx, world.studio.id, id).await.change(|image| {
        image.became_ready(hash, now());
        Ok(())
    });
    tx.images().update(&held.unwrap()).await.unwrap();
    commit(tx).await;
    id
}

const HASH: i64 = 0x5a5a_5a5a_5a5a_5a5a;

fn file(taken: bool) -> Traits {
    Traits {
        perceptual_hash: Some(HASH ^ 0b11),
        taken_at: taken.then(|| now().naive_utc()),
        ..Traits::default()
    }
}

async fn named(world: &World, place: &SearchPlace, file: &Traits) -> BTreeSet<ImageId> {
    let file = std::slice::from_ref(file);
    let found = world.read().await.versions().candidates(place, file).await.unwrap();
    found.into_iter().map(|(image, _)| image).collect()
}

async fn a_file_is_compared_with_what_is_shown_and_with_what_it_was(db: TestDatabase) {
    let world = World::on(db).await;
    let shown = looking(&world, HASH, None).await;
    let hidden = looking(&world, HASH ^ 1, None).await;
    let unlike = looking(&world, !HASH, None).await;
    let deleted = looking(&world, HASH ^ 2, None).await;
    let loose = looking(&world, HASH ^ 4, None).await;
    world.delete_image(deleted).await;
    // What it was looks like the file; what it is now does not even have a hash yet.
    versioned(&world, shown, &a_hash()).await;
    let group = world.group_of(&[shown, unlike, deleted]).await;
    world.attach(world.gallery.id, group, "main", Visibility::Public).await;
    let group = world.group_of(&[hidden]).await;
    world.attach(world.gallery.id, group, "making_of", Visibility::Studio).await;

    let place = |levels: &[Visibility]| SearchPlace {
        studio: world.studio.id,
        gallery: Some((world.gallery.id, levels.to_vec())),
    };
    let public = named(&world, &place(&[Visibility::Public]), &file(false)).await;
    assert_eq!(public, BTreeSet::from([shown]));
    let all = named(&world, &place(&Visibility::ALL), &file(false)).await;
    assert_eq!(all, BTreeSet::from([shown, hidden]));
    let pool = SearchPlace { studio: world.studio.id, gallery: None };
    assert_eq!(named(&world, &pool, &file(false)).await, BTreeSet::from([shown, hidden, loose]));
    let other = a_studio().insert(&*world.db).await;
    let elsewhere = SearchPlace { studio: other.id, gallery: None };
    assert!(named(&world, &elsewhere, &file(false)).await.is_empty());

    let found = world.read().await.versions().candidates(&place(&[Visibility::Public]), &[file(false)]).await;
    let (_, traits) = found.unwrap().remove(0);
    assert_eq!(traits.perceptual_hash, Some(HASH));
    assert_eq!(traits.camera_model.as_deref(), Some("Nikon Z6"));
}

async fn only_the_second_of_the_file_is_compared(db: TestDatabase) {
    let world = World::on(db).await;
    let mut expected = BTreeSet::new();
    for (hash, millis, is_named) in [
        (HASH, Some(0), true),
        (HASH, Some(999), true),
        (!HASH, Some(500), true),
        (HASH, Some(1_000), false),
        (HASH, Some(-1), false),
        (HASH, None, true),
        (!HASH, None, false),
    ] {
        let id = looking(&world, hash, millis).await;
        if is_named {
            expected.insert(id);
        }
    }
    let pool = SearchPlace { studio: world.studio.id, gallery: None };
    assert_eq!(named(&world, &pool, &file(true)).await, expected);
}

async fn many_files_are_compared_at_once_as_each_by_itself(db: TestDatabase) {
    let world = World::on(db).await;
    // Pictures that look alike, a second apart, and one without a time.
    let mut known = Vec::new();
    for second in [0, 1, 2, 500] {
        known.push(looking(&world, HASH, Some(second * 1_000)).await);
    }
    let undated = looking(&world, HASH, None).await;
    versioned(&world, known[3], &a_hash()).await;
    let at = |second: i64| Traits {
        perceptual_hash: Some(HASH),
        taken_at: Some(now().naive_utc() + Duration::seconds(second)),
        ..Traits::default()
    };
    // More than one statement asks for, most of which find nothing.
    let files: Vec<Traits> = (0..450).map(|number| at(number * 2)).collect();
    let pool = SearchPlace { studio: world.studio.id, gallery: None };
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let counted = world.db.store().observed(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let tx = crate::world::read(&counted).await;
    let found = tx.versions().candidates(&pool, &files).await.unwrap();
    assert!(statements.load(Ordering::SeqCst) <= 8, "{statements:?}");
    let together: BTreeSet<ImageId> = found.iter().map(|(image, _)| *image).collect();
    assert_eq!(together, BTreeSet::from([known[0], known[2], known[3], undated]));
    for file in [&files[0], &files[1], &files[2], &files[250]] {
        let alone = tx.versions().candidates(&pool, std::slice::from_ref(file)).await.unwrap();
        assert_eq!(likeness(file, &alone), likeness(file, &found), "{file:?}");
    }
    // A file without a time may be any of them.
    let any = [at(7), Traits { taken_at: None, ..at(0) }];
    assert_eq!(tx.versions().candidates(&pool, &any).await.unwrap().len(), 5);
    assert!(tx.versions().candidates(&pool, &[]).await.unwrap().is_empty());
}

async fn files_without_a_time_are_compared_with_the_pool_once_and_step_by_step(db: TestDatabase) {
    let world = World::on(db).await;
    let first = looking(&world, HASH, Some(0)).await;
    world.images(1_050).await;
    let last = looking(&world, HASH, Some(500_000)).await;
    let unlike = looking(&world, !HASH, Some(7_000)).await;
    let undated = Traits { perceptual_hash: Some(HASH), ..Traits::default() };
    // Beside those without, a file that tells its time is still looked for in its second only.
    let dated = Traits {
        perceptual_hash: Some(!HASH),
        taken_at: Some(now().naive_utc() + Duration::seconds(7)),
        ..Traits::default()
    };
    let files: Vec<Traits> =
        std::iter::repeat_n(undated, 450).chain(std::iter::repeat_n(dated, 50)).collect();
    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let counted = world.db.store().observed(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let tx = crate::world::read(&counted).await;
    let pool = SearchPlace { studio: world.studio.id, gallery: None };
    let found = tx.versions().candidates(&pool, &files).await.unwrap();
    let found: BTreeSet<ImageId> = found.into_iter().map(|(image, _)| image).collect();
    assert_eq!(found, BTreeSet::from([first, last, unlike]));
    // Of the pictures: those of one second, all of them in two steps, and what is worth comparing. Of what they were: none.
    assert!(statements.load(Ordering::SeqCst) <= 7, "{statements:?}");
}

async fn many_versions_are_written_at_once_as_one_by_one(db: TestDatabase) {
    let world = World::on(db).await;
    let studio = world.studio.id;
    let ids = world.images(3).await;
    versioned(&world, ids[0], &a_hash()).await;
    let tx = world.write().await;
    assert_eq!(tx.versions().highest_of(&ids).await.unwrap(), HashMap::from([(ids[0], 2)]));
    let (mut left, mut made) = (Vec::new(), Vec::new());
    for (id, number) in [(ids[0], 3), (ids[1], 2)] {
        let held = image(&tx, studio, id).await;
        left.push(held.clone());
        let hash = a_hash();
        let held = held.change(|image| {
            image.replace(number, original(&hash), now());
            Ok(())
        });
        let held = held.unwrap();
        tx.images().update(&held).await.unwrap();
        made.push((held, new(&hash, Some(world.owner.id))));
    }
    tx.versions().set_aside_all(&left).await.unwrap();
    tx.versions().insert_all(made).await.unwrap();
    let highest = tx.versions().highest_of(&ids).await.unwrap();
    assert_eq!(highest, HashMap::from([(ids[0], 3), (ids[1], 2)]));
    tx.versions().set_aside_all(&[]).await.unwrap();
    tx.versions().insert_all(Vec::new()).await.unwrap();
    commit(tx).await;

    let tx = world.read().await;
    for (id, expected) in [(ids[0], vec![1, 2, 3]), (ids[1], vec![1, 2]), (ids[2], Vec::new())] {
        let versions = tx.versions().of_image(id).await.unwrap();
        assert_eq!(versions.iter().map(|version| version.number).collect::<Vec<_>>(), expected);
    }
    let first = tx.versions().find(ids[1], 1).await.unwrap().unwrap().original;
    let latest = tx.versions().find(ids[1], 2).await.unwrap().unwrap();
    assert_eq!((latest.created_by, latest.state), (Some(world.owner.id), ProcessingState::Processing));
    drop(tx);
    let tx = world.write().await;
    let held = image(&tx, studio, ids[2]).await;
    tx.versions().set_aside_all(std::slice::from_ref(&held)).await.unwrap();
    let held = held.change(|image| {
        image.replace(2, first, now());
        Ok(())
    });
    let held = held.unwrap();
    tx.images().update(&held).await.unwrap();
    let refused = tx.versions().insert_all(vec![(held, new("the bytes of another", None))]).await;
    assert_eq!(refused, Err(StoreError::Conflict { constraint: "content_hash" }));
}
