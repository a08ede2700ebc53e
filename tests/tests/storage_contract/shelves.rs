//! Libraries of three people: two of one studio and one of another.

use atelier_application::ports::Tx;
use atelier_application::ports::library::{NewAuthor, NewImageFile, NewImportSession, NewPhoto};
use atelier_domain::library::{Author, AuthorDetails, ImageFile, ImportDetails, ImportSession, Photo, Shelf};
use atelier_domain::{AuthorId, ImportSessionId, PhotoId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_studio, a_user};
use serde_json::Map;

use crate::two_libraries::{new_file, new_photo};
use crate::world::{World, commit, now};

pub struct Shelves {
    pub world: World,
    pub own: Shelf,
    /// Of the same studio.
    pub colleague: Shelf,
    /// Of another studio.
    pub stranger: Shelf,
}

impl Shelves {
    /// The libraries on a database that holds nothing else.
    pub async fn on(db: TestDatabase) -> Self {
        let world = World::on(db).await;
        let colleague = a_user().insert(&*world.db, world.studio.id).await;
        let elsewhere = a_studio().insert(&*world.db).await;
        let stranger = a_user().insert(&*world.db, elsewhere.id).await;
        Self {
            own: Shelf::for_job(world.studio.id, world.owner.id, "test"),
            colleague: Shelf::for_job(world.studio.id, colleague.id, "test"),
            stranger: Shelf::for_job(elsewhere.id, stranger.id, "test"),
            world,
        }
    }

    pub fn others(&self) -> [Shelf; 2] {
        [self.colleague, self.stranger]
    }

    /// A transaction that changes the library.
    pub async fn open(&self, shelf: Shelf) -> Tx {
        let tx = self.world.write().await;
        tx.photos().open(shelf).await.unwrap();
        tx
    }

    pub async fn author(&self, shelf: Shelf, name: &str) -> Author {
        let tx = self.open(shelf).await;
        let author = tx.authors().insert(shelf, new_author(name)).await.unwrap();
        commit(tx).await;
        author
    }

    pub async fn import(&self, shelf: Shelf, author: Option<AuthorId>) -> ImportSession {
        let tx = self.open(shelf).await;
        let session = tx.import_sessions().insert(shelf, new_import(author)).await.unwrap();
        commit(tx).await;
        session
    }

    pub async fn photo(&self, shelf: Shelf, author: Option<AuthorId>) -> Photo {
        let tx = self.open(shelf).await;
        let photo = tx.photos().insert(shelf, NewPhoto { author, ..new_photo() }).await.unwrap();
        commit(tx).await;
        photo
    }

    pub async fn file(&self, shelf: Shelf, photo: PhotoId, session: Option<ImportSessionId>) -> ImageFile {
        let tx = self.world.write().await;
        let version = tx.photos().open(shelf).await.unwrap();
        let new = NewImageFile {
            hotpreview: Some(vec![0xFF, 0xD8, 0xFF]),
            import_session: session,
            exif: None,
            ..new_file(photo, Map::new())
        };
        let file = tx.image_files().insert(shelf, version, new).await.unwrap();
        commit(tx).await;
        file
    }
}

pub fn new_author(name: &str) -> NewAuthor {
    let details = AuthorDetails { name: name.to_owned(), ..AuthorDetails::default() };
    NewAuthor { details, created_at: now(), now: now() }
}

pub fn new_import(default_author: Option<AuthorId>) -> NewImportSession {
    let name = "Lofoten".to_owned();
    let details = ImportDetails { name, source_path: None, description: None, default_author };
    NewImportSession { details, total_files: 0, created_at: now(), now: now() }
}
