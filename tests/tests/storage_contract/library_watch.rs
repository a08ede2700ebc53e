//! What those are told who remember libraries.

use std::sync::{Arc, Mutex};

use atelier_application::ports::library::NewPhoto;
use atelier_application::ports::{LibraryWatch, Store, Touched};
use atelier_domain::PhotoId;
use atelier_domain::library::{Shelf, TagName};
use atelier_testkit::databases::TestDatabase;
use serde_json::Map;

use crate::two_libraries::{Shelves, new_file, new_photo};
use crate::world::{commit, now};

contract!(
    every_change_of_a_library_is_told_with_its_version,
    what_is_undone_is_told_to_nobody,
    what_touches_some_photographs_names_them,
);

#[derive(Default)]
struct Heard(Mutex<Vec<(Shelf, i64, Touched)>>);

impl LibraryWatch for Heard {
    fn changed(&self, shelf: Shelf, version: i64, touched: &Touched) {
        self.0.lock().unwrap().push((shelf, version, touched.clone()));
    }

    fn unsure(&self, shelf: Shelf) {
        self.0.lock().unwrap().push((shelf, UNSURE, Touched::Everything));
    }
}

/// Told in place of a version.
const UNSURE: i64 = -1;

impl Heard {
    fn at(db: &TestDatabase) -> Arc<Self> {
        let heard = Arc::new(Self::default());
        let watch: Arc<dyn LibraryWatch> = heard.clone();
        db.store().watch_libraries(watch);
        heard
    }

    fn take(&self) -> Vec<(Shelf, i64, Touched)> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

fn of(photos: &[PhotoId]) -> Touched {
    Touched::Photos(photos.iter().copied().collect())
}

async fn every_change_of_a_library_is_told_with_its_version(db: TestDatabase) {
    let heard = Heard::at(&db);
    let shelves = Shelves::on(db).await;
    let (kari, ola) = (shelves.kari, shelves.ola);
    assert!(heard.take().is_empty(), "people are no libraries");
    for (shelf, version) in [(kari, 1), (kari, 2), (ola, 1), (kari, 3)] {
        shelves.photo(shelf, |_| ()).await;
        assert_eq!(heard.take(), [(shelf, version, of(&[]))]);
    }
    for version in [4, 5] {
        let file = new_file(PhotoId(0), Map::new());
        let added = shelves.db.arrive(kari, new_photo(), file, None).await.unwrap().into_inner();
        let told = heard.take();
        assert!(
            matches!(told[..], [(shelf, told, Touched::Photos(_))] if (shelf, told) == (kari, version)),
            "{told:?}"
        );
        assert!(added.photo.id > PhotoId(0));
    }
    let stranger = shelves.stranger().await;
    shelves
        .db
        .arrive(stranger, new_photo(), new_file(PhotoId(0), Map::new()), None)
        .await
        .unwrap()
        .into_inner();
    let told = heard.take();
    assert_eq!(
        told.iter().map(|(shelf, version, _)| (*shelf, *version)).collect::<Vec<_>>(),
        [(stranger, 1)]
    );
    assert_eq!(shelves.read().await.photos().library_version(stranger).await.unwrap(), 1);
}

async fn what_is_undone_is_told_to_nobody(db: TestDatabase) {
    let heard = Heard::at(&db);
    let shelves = Shelves::on(db).await;
    shelves.photo(shelves.kari, |_| ()).await;
    heard.take();
    let tx = shelves.open(shelves.kari).await;
    tx.photos().insert(shelves.kari, new_photo()).await.unwrap();
    drop(tx);
    let photo = shelves.photo(shelves.ola, |_| ()).await;
    heard.take();
    let again = NewPhoto { hothash: photo.hothash, ..new_photo() };
    let refused = shelves.db.arrive(shelves.ola, again, new_file(PhotoId(0), Map::new()), None).await;
    assert!(refused.is_err());
    // It may be refused because of what somebody wrote who did not wait for the answer.
    assert!(heard.take().iter().all(|(shelf, version, _)| (*shelf, *version) == (shelves.ola, UNSURE)));
    shelves.read().await.finish().await.unwrap();
    assert!(heard.take().is_empty());
    shelves.photo(shelves.kari, |_| ()).await;
    assert_eq!(heard.take(), [(shelves.kari, 2, of(&[]))]);
    let forgotten = Arc::downgrade(&heard);
    drop(heard);
    shelves.photo(shelves.kari, |_| ()).await;
    assert!(forgotten.upgrade().is_none(), "who is gone is not kept");
}

async fn what_touches_some_photographs_names_them(db: TestDatabase) {
    let heard = Heard::at(&db);
    let shelves = Shelves::on(db).await;
    let kari = shelves.kari;
    let photos = shelves.photos(kari, 3).await;
    let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
    heard.take();
    let touched = || heard.take().into_iter().map(|(_, _, touched)| touched).collect::<Vec<_>>();

    let tx = shelves.open(kari).await;
    let photo = tx.photos().update(kari, &photos[0]).await.unwrap();
    tx.photos().recount(kari, photo).await.unwrap();
    commit(tx).await;
    assert_eq!(touched(), [of(&ids[..1])]);
    shelves.tag(kari, &photos[1], &["fjord"]).await;
    shelves.tag(kari, &photos[2], &["Fjord"]).await;
    shelves.tag(kari, &photos[1], &[]).await;
    assert_eq!(touched(), [of(&ids[1..2]), of(&ids[2..]), of(&ids[1..2])]);
    shelves.file(kari, ids[2], |_| ()).await;
    assert_eq!(touched(), [of(&ids[2..])]);

    // Who renames a tag does not know whose it is.
    let tx = shelves.open(kari).await;
    let found = tx.tags().find_by_key(kari, "fjord").await.unwrap().unwrap();
    let name = TagName::all(&["fjell"]).unwrap().remove(0);
    tx.tags().rename(kari, found.id, &name, now()).await.unwrap();
    commit(tx).await;
    assert_eq!(touched(), [Touched::Everything]);
}
