//! Which pictures were made of which photographs.

use atelier_domain::library::{Photo, Publication, Shelf};
use atelier_domain::{ImageId, PhotoId};
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::two_libraries::Shelves;
use crate::world::{a_hash, commit, image, new_image, now};

contract!(
    a_publication_is_found_by_its_picture_and_by_its_photograph,
    a_picture_comes_from_one_photograph_at_most,
    a_publication_goes_with_its_photograph_and_with_its_picture,
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
