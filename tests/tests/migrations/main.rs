//! One set of migrations makes one schema: up, down and up again on every database, and the outcome compared.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod schema;

use atelier_application::ports::library::NewImageFile;
use atelier_application::ports::{Mode, Store};
use atelier_domain::library::Shelf;
use atelier_persistence::SeaStore;
use atelier_testkit::builders::now;
use atelier_testkit::databases::{Backend, empty};
use atelier_testkit::library::{bare_file, bare_photo};
use atelier_testkit::{a_studio, a_user};
use schema::Tables;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

async fn up_down_up(backend: Backend) {
    if !backend.is_available() {
        return;
    }
    let db = empty(backend).await;
    db.migrate().await.unwrap();
    let first = schema::read(backend, db.connection()).await;
    let users = first.get("users").unwrap();
    assert!(users.references.contains("studio_id -> studios(id) on delete cascade"), "{users:?}");
    assert!(users.unique.contains(&vec!["studio_id".to_owned(), "email_key".to_owned()]), "{users:?}");
    assert!(first.contains_key("jobs"), "{:?}", first.keys());

    db.migrate().await.unwrap();
    assert_eq!(schema::read(backend, db.connection()).await, first, "nothing is left to do");

    db.migrate_down().await.unwrap();
    assert_eq!(schema::read(backend, db.connection()).await, Tables::new(), "nothing stays behind");

    db.migrate().await.unwrap();
    assert_eq!(schema::read(backend, db.connection()).await, first);
}

#[tokio::test]
async fn sqlite_goes_up_down_and_up_again() {
    up_down_up(Backend::Sqlite).await;
}

#[tokio::test]
async fn postgresql_goes_up_down_and_up_again() {
    up_down_up(Backend::Postgres).await;
}

#[tokio::test]
async fn mysql_goes_up_down_and_up_again() {
    up_down_up(Backend::MySql).await;
}

#[tokio::test]
async fn every_database_gets_the_same_tables_columns_keys_and_references() {
    let sqlite = migrated(Backend::Sqlite).await;
    for other in [Backend::Postgres, Backend::MySql] {
        if !other.is_available() {
            continue;
        }
        let tables = migrated(other).await;
        assert_eq!(
            sqlite.keys().collect::<Vec<_>>(),
            tables.keys().collect::<Vec<_>>(),
            "SQLite against {}",
            other.name()
        );
        for (name, table) in &sqlite {
            assert_eq!(Some(table), tables.get(name), "{name}: SQLite against {}", other.name());
        }
    }
}

#[tokio::test]
async fn a_migration_that_was_cut_short_can_run_again() {
    for backend in Backend::ALL {
        if !backend.is_available() {
            continue;
        }
        let db = empty(backend).await;
        db.migrate().await.unwrap();
        let whole = schema::read(backend, db.connection()).await;
        // All tables are there, and nothing says that the migrations have run.
        forget_migrations(&db).await;
        db.migrate().await.unwrap();
        assert_eq!(schema::read(backend, db.connection()).await, whole, "{}", backend.name());
    }
}

#[tokio::test]
async fn small_columns_of_files_stand_before_what_is_long_and_nothing_is_lost() {
    let db = empty(Backend::Sqlite).await;
    db.migrate().await.unwrap();
    let tx = db.begin(Mode::Write).await.unwrap();
    tx.roles().ensure_built_in(now()).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    let owner = a_user().insert(&*db, a_studio().insert(&*db).await.id).await;
    let shelf = Shelf::for_job(owner.studio, owner.id, "test");
    let tx = db.begin(Mode::Write).await.unwrap();
    let version = tx.photos().open(shelf).await.unwrap();
    let photo = tx.photos().insert(shelf, bare_photo(&"ab".repeat(32), now())).await.unwrap();
    let exif = serde_json::json!({ "camera_model": "NIKON Z 6" }).as_object().cloned();
    let new =
        NewImageFile { hotpreview: Some(vec![0, 255, 7]), exif: exif.clone(), ..bare_file(photo.id, now()) };
    let file = tx.image_files().insert(shelf, version, new).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();

    let run_again = "DELETE FROM seaql_migrations WHERE version = 'm0028_files_in_front'";
    db.connection().execute_unprepared(run_again).await.unwrap();
    db.migrate().await.unwrap();
    let columns = "SELECT name FROM pragma_table_info('image_files') ORDER BY cid";
    let columns =
        db.connection().query_all_raw(Statement::from_string(DbBackend::Sqlite, columns)).await.unwrap();
    let columns: Vec<String> = columns.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert_eq!(columns[columns.len() - 2..], ["hotpreview", "exif_dict"], "{columns:?}");
    let tx = db.begin(Mode::Read).await.unwrap();
    let found = tx.image_files().find(shelf, file.id).await.unwrap().unwrap();
    assert_eq!((found.id, found.exif), (file.id, exif));
    let shown = tx.photos().view(shelf, &photo.hothash).await.unwrap().unwrap();
    assert_eq!(shown.hotpreview.unwrap().base64(), "AP8H");
}

async fn forget_migrations(db: &SeaStore) {
    db.connection().execute_unprepared("DELETE FROM seaql_migrations").await.unwrap();
}

async fn migrated(backend: Backend) -> Tables {
    let db = empty(backend).await;
    db.migrate().await.unwrap();
    schema::read(backend, db.connection()).await
}
