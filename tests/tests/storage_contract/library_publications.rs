//! Which pictures were made of which photographs.

use atelier_application::ports::StoreError;
use atelier_application::ports::library::LeftTray;
use atelier_domain::library::{Photo, Publication, Shelf};
use atelier_domain::{ImageId, PhotoId, StagingImageId, Timestamp};
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::staging::{batch_in, new_file};
use crate::two_libraries::Shelves;
use crate::world::{a_hash, commit, image, new_image, now, write};

contract!(
    a_publication_is_found_by_its_picture_and_by_its_photograph,
    a_picture_comes_from_one_photograph_at_most,
    a_publication_goes_with_its_photograph_and_with_its_picture,
    what_leaves_the_tray_comes_from_the_photograph_of_which_the_file_was_made,
    a_known_publication_takes_the_file_that_the_picture_shows,
    a_file_of_the_tray_is_of_one_photograph_and_goes_with_it,
    hundreds_leave_the_tray_while_their_photographs_go,
);

/// A picture of the pool.
async fn picture(shelves: &Shelves) -> ImageId {
    let tx = shelves.open(shelves.kari).await;
    let image = tx.images().insert(new_image(shelves.kari.studio(), "IMG_0001.JPG")).await.unwrap();
    commit(tx).await;
    image.id
}

fn publication(image: ImageId, photo: PhotoId) -> Publication {
    Publication { image, photo, content_hash: a_hash(), created_at: now(), updated_at: now() }
}

async fn record(shelves: &Shelves, shelf: Shelf, publication: &Publication) -> bool {
    let tx = shelves.open(shelf).await;
    let done = tx.publications().record(shelf, publication).await.unwrap();
    commit(tx).await;
    done
}

async fn find(shelves: &Shelves, shelf: Shelf, image: ImageId) -> Option<Publication> {
    shelves.read().await.publications().find(shelf, image).await.unwrap()
}

async fn of_photo(shelves: &Shelves, shelf: Shelf, photo: &Photo) -> Vec<Publication> {
    shelves.read().await.publications().of_photo(shelf, photo.id).await.unwrap()
}

async fn a_publication_is_found_by_its_picture_and_by_its_photograph(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photo = shelves.photo(shelves.kari, |_| ()).await;
    let first = publication(picture(&shelves).await, photo.id);
    let second = publication(picture(&shelves).await, photo.id);
    assert!(record(&shelves, shelves.kari, &second).await);
    assert!(record(&shelves, shelves.kari, &first).await);
    assert_eq!(find(&shelves, shelves.kari, first.image).await, Some(first.clone()));
    assert_eq!(of_photo(&shelves, shelves.kari, &photo).await, [first.clone(), second]);
    assert_eq!(find(&shelves, shelves.ola, first.image).await, None, "a colleague's is not there");
    assert_eq!(of_photo(&shelves, shelves.ola, &photo).await, []);
}

async fn a_picture_comes_from_one_photograph_at_most(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 2).await;
    let theirs = shelves.photo(shelves.ola, |_| ()).await;
    let first = publication(picture(&shelves).await, photos[0].id);
    assert!(record(&shelves, shelves.kari, &first).await);
    let other = publication(first.image, photos[1].id);
    assert!(!record(&shelves, shelves.kari, &other).await);
    assert!(!record(&shelves, shelves.ola, &publication(first.image, theirs.id)).await);
    assert_eq!(find(&shelves, shelves.kari, first.image).await, Some(first.clone()));

    let later = now() + Duration::hours(1);
    let again = Publication { content_hash: a_hash(), created_at: later, updated_at: later, ..first.clone() };
    assert!(record(&shelves, shelves.kari, &again).await);
    let stored = find(&shelves, shelves.kari, first.image).await.unwrap();
    assert_eq!(stored, Publication { created_at: first.created_at, ..again });
}

async fn a_publication_goes_with_its_photograph_and_with_its_picture(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 2).await;
    let first = publication(picture(&shelves).await, photos[0].id);
    let second = publication(picture(&shelves).await, photos[1].id);
    assert!(record(&shelves, shelves.kari, &first).await);
    assert!(record(&shelves, shelves.kari, &second).await);
    let tx = shelves.open(shelves.kari).await;
    tx.photos().remove(shelves.kari, &photos[0]).await.unwrap();
    let gone = image(&tx, shelves.kari.studio(), second.image).await;
    tx.images().purge(&gone).await.unwrap();
    commit(tx).await;
    assert_eq!(find(&shelves, shelves.kari, first.image).await, None);
    assert_eq!(find(&shelves, shelves.kari, second.image).await, None);
}

/// Files of the tray.
async fn staged(shelves: &Shelves, count: usize) -> Vec<StagingImageId> {
    let studio = shelves.kari.studio();
    let tx = shelves.open(shelves.kari).await;
    let batch = batch_in(&tx, studio, shelves.kari.owner()).await;
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        ids.push(tx.staging().insert(new_file(studio, batch.id, "DSC_0001.JPG")).await.unwrap().id);
    }
    commit(tx).await;
    ids
}

/// When files were put into the tray.
fn staged_at() -> Timestamp {
    now() - Duration::hours(3)
}

async fn record_staged(shelves: &Shelves, shelf: Shelf, file: StagingImageId, photo: &Photo) {
    let tx = shelves.open(shelf).await;
    tx.publications().record_staged(shelf, file, photo.id, staged_at()).await.unwrap();
    commit(tx).await;
}

async fn leave(shelves: &Shelves, files: &[LeftTray], at: Timestamp) {
    let tx = write(&*shelves.db).await;
    tx.publications().record_left(shelves.kari.studio(), files, at).await.unwrap();
    commit(tx).await;
}

fn left(file: StagingImageId, image: ImageId) -> LeftTray {
    LeftTray { file, image, content_hash: a_hash() }
}

async fn what_leaves_the_tray_comes_from_the_photograph_of_which_the_file_was_made(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 2).await;
    let theirs = shelves.photo(shelves.ola, |_| ()).await;
    let files = staged(&shelves, 4).await;
    record_staged(&shelves, shelves.kari, files[0], &photos[0]).await;
    record_staged(&shelves, shelves.kari, files[1], &photos[1]).await;
    record_staged(&shelves, shelves.ola, files[2], &theirs).await;
    let mut gone = Vec::new();
    for file in files {
        gone.push(left(file, picture(&shelves).await));
    }
    leave(&shelves, &gone, now()).await;

    let of = |n: usize, photo: PhotoId| Publication {
        content_hash: gone[n].content_hash.clone(),
        updated_at: staged_at(),
        ..publication(gone[n].image, photo)
    };
    assert_eq!(of_photo(&shelves, shelves.kari, &photos[0]).await, [of(0, photos[0].id)]);
    assert_eq!(of_photo(&shelves, shelves.kari, &photos[1]).await, [of(1, photos[1].id)]);
    assert_eq!(of_photo(&shelves, shelves.ola, &theirs).await, [of(2, theirs.id)]);
    assert_eq!(find(&shelves, shelves.kari, gone[2].image).await, None, "a colleague's");
    assert_eq!(find(&shelves, shelves.kari, gone[3].image).await, None, "of no photograph");
    leave(&shelves, &gone, now() + Duration::hours(1)).await;
    assert_eq!(of_photo(&shelves, shelves.kari, &photos[0]).await, [of(0, photos[0].id)], "nothing new");
}

async fn a_known_publication_takes_the_file_that_the_picture_shows(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 2).await;
    let tx = shelves.open(shelves.kari).await;
    let image = tx.images().insert(new_image(shelves.kari.studio(), "IMG_0001.JPG")).await.unwrap();
    commit(tx).await;
    let known = publication(image.id, photos[0].id);
    assert!(record(&shelves, shelves.kari, &known).await);
    let files = staged(&shelves, 3).await;
    record_staged(&shelves, shelves.kari, files[0], &photos[0]).await;
    record_staged(&shelves, shelves.kari, files[1], &photos[0]).await;
    record_staged(&shelves, shelves.kari, files[2], &photos[1]).await;
    let later = now() + Duration::hours(1);

    // What the picture was once, and what is another photograph's.
    let shown = |file| LeftTray { file, image: image.id, content_hash: image.content_hash.clone() };
    leave(&shelves, &[left(files[0], image.id), shown(files[2])], later).await;
    assert_eq!(find(&shelves, shelves.kari, image.id).await, Some(known.clone()));

    leave(&shelves, &[left(files[0], image.id), shown(files[1])], later).await;
    let content_hash = image.content_hash.clone();
    let taken = Publication { content_hash, updated_at: staged_at(), ..known };
    assert_eq!(find(&shelves, shelves.kari, image.id).await, Some(taken));
}

async fn a_file_of_the_tray_is_of_one_photograph_and_goes_with_it(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let photos = shelves.photos(shelves.kari, 3).await;
    let theirs = shelves.photo(shelves.ola, |_| ()).await;
    let files = staged(&shelves, 2).await;
    record_staged(&shelves, shelves.kari, files[0], &photos[0]).await;
    record_staged(&shelves, shelves.ola, files[0], &theirs).await;
    record_staged(&shelves, shelves.kari, files[0], &photos[1]).await;
    record_staged(&shelves, shelves.kari, files[1], &photos[1]).await;

    // One photograph is merged into another one, and the other is removed.
    let tx = shelves.open(shelves.kari).await;
    tx.publications().move_all(shelves.kari, photos[0].id, photos[2].id).await.unwrap();
    tx.photos().remove(shelves.kari, &photos[1]).await.unwrap();
    commit(tx).await;
    let gone = [left(files[0], picture(&shelves).await), left(files[1], picture(&shelves).await)];
    leave(&shelves, &gone, now()).await;
    assert_eq!(of_photo(&shelves, shelves.kari, &photos[2]).await.len(), 1);
    assert_eq!(find(&shelves, shelves.kari, gone[1].image).await, None);
    assert_eq!(of_photo(&shelves, shelves.ola, &theirs).await, []);
}

/// Does it until the database does not give it up in favour of another transaction, as use cases do.
async fn patiently(work: impl AsyncFn() -> Result<(), StoreError>) {
    for _ in 0..20 {
        match work().await {
            Err(StoreError::Busy) => {}
            done => return done.unwrap(),
        }
    }
    panic!("it was given up again and again");
}

/// More than one statement names, while photographs of which they were made are removed.
async fn hundreds_leave_the_tray_while_their_photographs_go(db: TestDatabase) {
    const FILES: usize = 502;
    let shelves = Shelves::on(db).await;
    let (shelf, studio) = (shelves.kari, shelves.kari.studio());
    let photos = shelves.photos(shelf, 4).await;
    let files = staged(&shelves, FILES).await;
    let tx = shelves.open(shelf).await;
    let mut gone = Vec::with_capacity(FILES);
    for (n, file) in files.into_iter().enumerate() {
        tx.publications().record_staged(shelf, file, photos[n % 4].id, staged_at()).await.unwrap();
        let image = tx.images().insert(new_image(studio, "IMG_0001.JPG")).await.unwrap();
        gone.push(left(file, image.id));
    }
    commit(tx).await;
    let removing = async {
        for photo in &photos[2..] {
            patiently(async || {
                let tx = shelves.open(shelf).await;
                tx.photos().remove(shelf, photo).await?;
                tx.commit(()).await.map(drop)
            })
            .await;
        }
    };
    let leaving = async {
        for some in gone.rchunks(100).chain([&*gone]) {
            patiently(async || {
                let tx = write(&*shelves.db).await;
                tx.publications().record_left(studio, some, now()).await?;
                tx.commit(()).await.map(drop)
            })
            .await;
        }
    };
    tokio::join!(removing, leaving);
    for (n, photo) in photos.iter().enumerate() {
        let expected = if n < 2 { FILES / 4 + usize::from(n < FILES % 4) } else { 0 };
        assert_eq!(of_photo(&shelves, shelf, photo).await.len(), expected, "{n}");
    }
}
