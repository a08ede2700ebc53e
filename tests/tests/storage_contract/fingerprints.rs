//! Fingerprints of pictures.

use atelier_application::ports::fingerprints::{
    FileLook, Fingerprint, FingerprintPlace, FingerprintState, Standing,
};
use atelier_domain::access::{Action, Visible};
use atelier_domain::library::{Hashes, ImageFile, Photo, Shelf};
use atelier_domain::{ImageFileId, PhotoId, StagingImageId};
use atelier_testkit::databases::TestDatabase;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Map;

use crate::shelves::Shelves;
use crate::staging::{a_batch, files, make_ready};
use crate::two_libraries::new_file;
use crate::world::{commit, everything, image, job, now};

contract!(
    fingerprints_come_by_version_page_by_page,
    another_user_and_another_studio_have_other_fingerprints,
    what_goes_or_moves_is_told_by_the_version_of_removals,
    what_decides_between_photographs_is_read_with_their_files,
    publications_come_from_the_photograph_that_is_kept,
    the_newest_hashes_of_pool_and_tray_come_first,
);

const PICTURE: Hashes = Hashes { gradient: -7, dct: 0x0f0f_3c3c_5a5a_9696 };
const CARD: Hashes = Hashes { gradient: 9, dct: 0 };

async fn file(
    shelves: &Shelves,
    shelf: Shelf,
    photo: &Photo,
    hashes: Option<Hashes>,
    size: Option<(i32, i32)>,
) -> ImageFile {
    let mut new = new_file(photo.id, Map::new());
    new.hashes = hashes;
    (new.width, new.height) = (size.map(|(width, _)| width), size.map(|(_, height)| height));
    let tx = shelves.world.write().await;
    let version = tx.photos().open(shelf).await.unwrap();
    let file = tx.image_files().insert(shelf, version, new).await.unwrap();
    commit(tx).await;
    file
}

async fn state(shelves: &Shelves, shelf: Shelf) -> FingerprintState {
    shelves.world.read().await.fingerprints().state(shelf).await.unwrap()
}

async fn since(shelves: &Shelves, shelf: Shelf, place: FingerprintPlace, limit: u64) -> Vec<Fingerprint> {
    shelves.world.read().await.fingerprints().since(shelf, place, limit).await.unwrap()
}

async fn look(shelves: &Shelves, shelf: Shelf, file: ImageFileId) -> Option<FileLook> {
    shelves.world.read().await.fingerprints().of_file(shelf, file).await.unwrap()
}

fn numbers(page: &[Fingerprint]) -> Vec<ImageFileId> {
    page.iter().map(|fingerprint| fingerprint.file).collect()
}

async fn fingerprints_come_by_version_page_by_page(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    assert_eq!(state(&shelves, own).await, FingerprintState::default());
    let photo = shelves.photo(own, None).await;
    let one = file(&shelves, own, &photo, Some(PICTURE), None).await;
    let bare = file(&shelves, own, &photo, None, None).await;
    // Two come with one change of the library.
    let tx = shelves.world.write().await;
    let version = tx.photos().open(own).await.unwrap();
    let mut both = Vec::new();
    for _ in 0..2 {
        let mut new = new_file(photo.id, Map::new());
        new.hashes = Some(Hashes { gradient: i64::MIN, dct: i64::MAX });
        both.push(tx.image_files().insert(own, version, new).await.unwrap().id);
    }
    commit(tx).await;
    let last = file(&shelves, own, &photo, Some(CARD), None).await;

    let all = since(&shelves, own, FingerprintPlace::START, 10).await;
    assert_eq!(numbers(&all), [one.id, both[0], both[1], last.id]);
    assert_eq!((all[0].photo, all[0].hashes, all[3].hashes), (photo.id, PICTURE, CARD));
    assert_eq!(all[1].hashes, Hashes { gradient: i64::MIN, dct: i64::MAX });
    assert_eq!((all[1].version, all[2].version), (version, version));
    let now = state(&shelves, own).await;
    assert_eq!((all[3].version, now.removals_version), (now.version, 0));
    let extremes = Some(Hashes { gradient: i64::MIN, dct: i64::MAX });
    for (id, hashes) in [(one.id, Some(PICTURE)), (bare.id, None), (both[1], extremes), (last.id, Some(CARD))]
    {
        let expected = FileLook { photo: photo.id, hashes, state: now };
        assert_eq!(look(&shelves, own, id).await, Some(expected));
    }
    let page = since(&shelves, own, FingerprintPlace::START, 2).await;
    assert_eq!(numbers(&page), [one.id, both[0]], "a page may end within a version");
    let page = since(&shelves, own, page[1].place(), 2).await;
    assert_eq!(numbers(&page), [both[1], last.id]);
    assert!(since(&shelves, own, page[1].place(), 2).await.is_empty());
    let page = since(&shelves, own, FingerprintPlace::after(version), 10).await;
    assert_eq!(numbers(&page), [last.id]);
}

async fn another_user_and_another_studio_have_other_fingerprints(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let photo = shelves.photo(own, None).await;
    let hers = file(&shelves, own, &photo, Some(PICTURE), None).await;
    for other in shelves.others() {
        let tx = shelves.world.read().await;
        assert_eq!(tx.fingerprints().state(other).await.unwrap(), FingerprintState::default());
        assert!(tx.fingerprints().since(other, FingerprintPlace::START, 10).await.unwrap().is_empty());
        assert!(tx.fingerprints().photos_of(other, &[hers.id]).await.unwrap().is_empty());
        assert_eq!(tx.fingerprints().of_file(other, hers.id).await.unwrap(), None);
        assert!(tx.fingerprints().standings(other, PhotoId(0), 10).await.unwrap().is_empty());
    }
    let tx = shelves.world.read().await;
    let unknown = ImageFileId(hers.id.0 + 99);
    let found = tx.fingerprints().photos_of(own, &[unknown, hers.id]).await.unwrap();
    assert_eq!(found, [(hers.id, photo.id)]);
    // The same person's shelf of another studio would be as empty.
    let elsewhere = Shelf::for_job(shelves.stranger.studio(), own.owner(), "test");
    assert!(tx.fingerprints().since(elsewhere, FingerprintPlace::START, 10).await.unwrap().is_empty());
    assert_eq!(tx.fingerprints().of_file(elsewhere, hers.id).await.unwrap(), None);
    assert_eq!(tx.fingerprints().of_file(own, unknown).await.unwrap(), None);
}

async fn what_goes_or_moves_is_told_by_the_version_of_removals(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let (photo, other) = (shelves.photo(own, None).await, shelves.photo(own, None).await);
    let first = file(&shelves, own, &photo, Some(PICTURE), None).await;
    let bare = file(&shelves, own, &photo, None, None).await;
    let moved = file(&shelves, own, &other, Some(PICTURE), None).await;
    let remove = async |file: &ImageFile| {
        let tx = shelves.world.write().await;
        let version = tx.photos().open(own).await.unwrap();
        tx.image_files().remove(own, version, file).await.unwrap();
        commit(tx).await;
        version
    };
    remove(&bare).await;
    assert_eq!(state(&shelves, own).await.removals_version, 0, "it had no fingerprint");
    let version = remove(&first).await;
    assert_eq!(state(&shelves, own).await, FingerprintState { version, removals_version: version });
    let tx = shelves.world.write().await;
    let version = tx.photos().open(own).await.unwrap();
    tx.image_files().move_all(own, other.id, photo.id).await.unwrap();
    tx.image_files().fingerprints_removed(own, version).await.unwrap();
    commit(tx).await;
    assert_eq!(state(&shelves, own).await, FingerprintState { version, removals_version: version });
    let reached = FingerprintState { version, removals_version: version };
    let expected = FileLook { photo: photo.id, hashes: Some(PICTURE), state: reached };
    assert_eq!(look(&shelves, own, moved.id).await, Some(expected));
    let left = since(&shelves, own, FingerprintPlace::START, 10).await;
    assert_eq!(left.iter().map(|it| (it.file, it.photo)).collect::<Vec<_>>(), [(moved.id, photo.id)]);
    for other in shelves.others() {
        assert_eq!(state(&shelves, other).await, FingerprintState::default());
    }
}

async fn what_decides_between_photographs_is_read_with_their_files(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let photos =
        [shelves.photo(own, None).await, shelves.photo(own, None).await, shelves.photo(own, None).await];
    shelves.photo(shelves.colleague, None).await;
    file(&shelves, own, &photos[0], Some(CARD), Some((40_000, 60_000))).await;
    file(&shelves, own, &photos[0], Some(PICTURE), Some((30, 20))).await;
    file(&shelves, own, &photos[2], None, Some((30, 20))).await;
    let tx = shelves.open(own).await;
    let rated = Photo { rating: Some(4), ..photos[1].clone() };
    tx.photos().update(own, &rated).await.unwrap();
    commit(tx).await;
    let standing = |photo: &Photo, hashes, pixels, rating| Standing {
        photo: photo.id,
        hashes,
        pixels,
        rating,
        created_at: photo.created_at,
    };
    let expected = [
        standing(&photos[0], Some(PICTURE), 2_400_000_000, None),
        standing(&photos[1], None, 0, Some(4)),
        standing(&photos[2], None, 600, None),
    ];
    let tx = shelves.world.read().await;
    let page = tx.fingerprints().standings(own, PhotoId(0), 2).await.unwrap();
    assert_eq!(page, expected[..2]);
    let page = tx.fingerprints().standings(own, page[1].photo, 2).await.unwrap();
    assert_eq!(page, expected[2..]);
}

async fn publications_come_from_the_photograph_that_is_kept(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let (own, world) = (shelves.own, &shelves.world);
    let (kept, gone) = (shelves.photo(own, None).await, shelves.photo(own, None).await);
    let foreign = shelves.photo(shelves.colleague, None).await;
    let images = world.images(3).await;
    let connection = world.db.connection();
    let photos = [(&kept, own), (&gone, own), (&foreign, shelves.colleague)];
    for (image, (photo, shelf)) in images.iter().zip(photos) {
        let (studio, user) = (shelf.studio(), shelf.owner());
        let insert = format!(
            "INSERT INTO photo_publications \
             (image_id, photo_id, studio_id, user_id, content_hash, created_at, updated_at) VALUES \
             ({image}, {}, {studio}, {user}, '{}', '2026-03-01 12:00:00', '2026-03-01 12:00:00')",
            photo.id,
            "ab".repeat(32),
        );
        connection.execute_unprepared(&insert).await.unwrap();
    }
    let count = async |photo: PhotoId| {
        let select = format!("SELECT image_id FROM photo_publications WHERE photo_id = {photo}");
        let statement = Statement::from_string(connection.get_database_backend(), select);
        connection.query_all_raw(statement).await.unwrap().len()
    };
    let tx = shelves.open(shelves.colleague).await;
    tx.publications().move_all(shelves.colleague, gone.id, foreign.id).await.unwrap();
    commit(tx).await;
    assert_eq!((count(kept.id).await, count(gone.id).await, count(foreign.id).await), (1, 1, 1));
    let tx = shelves.open(own).await;
    tx.publications().move_all(own, gone.id, kept.id).await.unwrap();
    tx.photos().remove(own, &gone).await.unwrap();
    commit(tx).await;
    assert_eq!((count(kept.id).await, count(gone.id).await, count(foreign.id).await), (2, 0, 1));
}

async fn the_newest_hashes_of_pool_and_tray_come_first(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let (studio, world) = (shelves.own.studio(), &shelves.world);
    let images = world.images(4).await;
    for (id, hash) in images[..3].iter().zip([5, -6, i64::MIN]) {
        let tx = world.write().await;
        let ready = image(&tx, studio, *id).await.change(|image| {
            image.became_ready(hash, now());
            Ok(())
        });
        tx.images().update(&ready.unwrap()).await.unwrap();
        commit(tx).await;
    }
    world.delete_image(images[1]).await;
    let batch = a_batch(world).await;
    let staged: Vec<StagingImageId> = files(world, batch.id, 2).await;
    make_ready(world, staged[0]).await;

    let tx = world.read().await;
    let pool = tx.fingerprints().pool(&everything(studio), None, 10).await.unwrap();
    assert_eq!(pool, [(images[2], i64::MIN), (images[0], 5)]);
    let page = tx.fingerprints().pool(&everything(studio), Some(images[2]), 10).await.unwrap();
    assert_eq!(page, [(images[0], 5)]);
    assert_eq!(tx.fingerprints().pool(&everything(studio), None, 1).await.unwrap(), pool[..1]);
    let tray = Visible::to(&job(studio), Action::AccessStaging);
    assert_eq!(tx.fingerprints().tray(&tray, None, 10).await.unwrap(), [(staged[0], -7)]);
    assert!(tx.fingerprints().tray(&tray, Some(staged[0]), 10).await.unwrap().is_empty());
    let elsewhere = shelves.stranger.studio();
    assert!(tx.fingerprints().pool(&everything(elsewhere), None, 10).await.unwrap().is_empty());
    let tray = Visible::to(&job(elsewhere), Action::AccessStaging);
    assert!(tx.fingerprints().tray(&tray, None, 10).await.unwrap().is_empty());
}
