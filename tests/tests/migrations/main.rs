//! One set of migrations makes one schema: up, down and up again on every database, and the outcome compared.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod schema;

use atelier_persistence::SeaStore;
use atelier_testkit::databases::{Backend, empty};
use schema::Tables;

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

async fn forget_migrations(db: &SeaStore) {
    use sea_orm::ConnectionTrait;
    db.connection().execute_unprepared("DELETE FROM seaql_migrations").await.unwrap();
}

async fn migrated(backend: Backend) -> Tables {
    let db = empty(backend).await;
    db.migrate().await.unwrap();
    schema::read(backend, db.connection()).await
}
