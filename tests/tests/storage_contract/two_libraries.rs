//! Two people of one studio, each with a library, and short ways to fill it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atelier_application::ports::library::{NewImageFile, NewPhoto};
use atelier_application::ports::{Mode, Store, Tx};
use atelier_domain::library::{ImageFile, Photo, Shelf, TagName, TakenAt};
use atelier_domain::{AuthorId, PhotoId};
use atelier_persistence::SeaStore;
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::library::{bare_file, bare_photo};
use atelier_testkit::{a_studio, a_user};
use serde_json::{Map, Value};

use crate::shelves::new_author;
use crate::world::{a_hash, commit, now, read, write};

pub struct Shelves {
    pub db: TestDatabase,
    pub kari: Shelf,
    pub ola: Shelf,
}

/// A time by the camera's clock, such as `2024-02-29T10:00:00`.
pub fn at(text: &str) -> Option<TakenAt> {
    Some(TakenAt { local: text.parse().unwrap(), offset_minutes: None })
}

pub fn new_photo() -> NewPhoto {
    bare_photo(&a_hash(), now())
}

/// A file that says nothing but what EXIF says.
pub fn new_file(photo: PhotoId, exif: Map<String, Value>) -> NewImageFile {
    NewImageFile { exif: Some(exif), ..bare_file(photo, now()) }
}

impl Shelves {
    pub async fn on(db: TestDatabase) -> Self {
        let studio = a_studio().insert(&*db).await;
        let kari = a_user().insert(&*db, studio.id).await;
        let ola = a_user().insert(&*db, studio.id).await;
        let of = |owner| Shelf::for_job(studio.id, owner, "test");
        Self { kari: of(kari.id), ola: of(ola.id), db }
    }

    /// A transaction with the library opened.
    pub async fn open(&self, shelf: Shelf) -> Tx {
        let tx = write(&*self.db).await;
        tx.photos().open(shelf).await.unwrap();
        tx
    }

    pub async fn read(&self) -> Tx {
        read(&*self.db).await
    }

    pub async fn photo(&self, shelf: Shelf, change: impl FnOnce(&mut NewPhoto)) -> Photo {
        let mut new = new_photo();
        change(&mut new);
        let tx = self.open(shelf).await;
        let photo = tx.photos().insert(shelf, new).await.unwrap();
        commit(tx).await;
        photo
    }

    pub async fn photos(&self, shelf: Shelf, count: usize) -> Vec<Photo> {
        let mut photos = Vec::with_capacity(count);
        for _ in 0..count {
            photos.push(self.photo(shelf, |_| ()).await);
        }
        photos
    }

    /// A file of the photograph, which is counted.
    pub async fn file(
        &self,
        shelf: Shelf,
        photo: PhotoId,
        change: impl FnOnce(&mut NewImageFile),
    ) -> ImageFile {
        let mut new = NewImageFile { exif: None, ..new_file(photo, Map::new()) };
        change(&mut new);
        let tx = write(&*self.db).await;
        let version = tx.photos().open(shelf).await.unwrap();
        let file = tx.image_files().insert(shelf, version, new).await.unwrap();
        let photo = tx.photos().find_by_id(shelf, photo).await.unwrap().unwrap();
        tx.photos().recount(shelf, photo).await.unwrap();
        commit(tx).await;
        file
    }

    /// The photograph as it is stored, which is also how it is shown.
    pub async fn find(&self, shelf: Shelf, photo: &Photo) -> Option<Photo> {
        let tx = self.read().await;
        let found = tx.photos().find_by_id(shelf, photo.id).await.unwrap();
        let shown = tx.photos().views(shelf, &[photo.id], false).await.unwrap().pop();
        assert_eq!(shown.map(|view| view.photo), found);
        found
    }

    /// Somebody of another studio.
    pub async fn stranger(&self) -> Shelf {
        let studio = a_studio().insert(&*self.db).await;
        let user = a_user().insert(&*self.db, studio.id).await;
        Shelf::for_job(studio.id, user.id, "test")
    }

    pub async fn tag(&self, shelf: Shelf, photo: &Photo, tags: &[&str]) {
        let tx = self.open(shelf).await;
        tx.photos().set_tags(shelf, photo.id, &TagName::all(tags).unwrap(), now()).await.unwrap();
        commit(tx).await;
    }

    pub async fn tags(&self, shelf: Shelf, photo: &Photo) -> Vec<String> {
        let tags = self.read().await.photos().tags(shelf, photo.id).await.unwrap();
        tags.into_iter().map(|tag| tag.name).collect()
    }

    pub async fn version(&self, shelf: Shelf, photo: &Photo) -> i64 {
        self.read().await.photos().find_by_id(shelf, photo.id).await.unwrap().unwrap().version
    }

    /// The store, and how many statements it has sent.
    pub fn counting(&self) -> (SeaStore, Arc<AtomicUsize>) {
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&statements);
        let store = self.db.store().observed(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        (store, statements)
    }

    /// A transaction for reading, and how many statements it has sent.
    pub async fn counted(&self) -> (Tx, Arc<AtomicUsize>) {
        let (store, statements) = self.counting();
        (store.begin(Mode::Read).await.unwrap(), statements)
    }

    pub async fn author(&self, shelf: Shelf) -> AuthorId {
        let tx = self.open(shelf).await;
        let author = tx.authors().insert(shelf, new_author("Åse")).await.unwrap();
        commit(tx).await;
        author.id
    }
}
