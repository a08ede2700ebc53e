//! How SQLite finds photographs. It knows nothing of how many there are, so a statement must leave it no choice.

use std::sync::{Arc, Mutex};

use atelier_application::paging::PageRequest;
use atelier_application::ports::library::ImageFileFilter;
use atelier_application::ports::{Mode, Store};
use atelier_domain::PhotoId;
use atelier_domain::library::{Hothash, Photo};
use atelier_testkit::databases;
use sea_orm::{ConnectionTrait, Statement};

use crate::two_libraries::Shelves;
use crate::world::{commit, now};

/// The plans of statements, each with the statement.
async fn plans(db: &impl ConnectionTrait, statements: Vec<Statement>) -> Vec<String> {
    let mut plans = Vec::new();
    for mut statement in statements {
        statement.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
        for step in db.query_all_raw(statement.clone()).await.unwrap() {
            plans.push(format!("{} in {}", step.try_get::<String>("", "detail").unwrap(), statement.sql));
        }
    }
    plans
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photographs_that_are_named_are_looked_up_one_by_one() {
    let shelves = Shelves::on(databases::sqlite().await).await;
    let kari = shelves.kari;
    let photos = shelves.photos(kari, 60).await;
    let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
    shelves.tag(kari, &photos[0], &["fjord"]).await;
    let names: Vec<Hothash> = photos.iter().map(|photo: &Photo| photo.hothash.clone()).collect();
    for photo in &ids {
        shelves.file(kari, *photo, |_| ()).await;
    }
    let statements: Arc<Mutex<Vec<Statement>>> = Arc::default();
    let seen = Arc::clone(&statements);
    let store = shelves.db.store().observed(move |statement| seen.lock().unwrap().push(statement.clone()));

    let tx = store.begin(Mode::Read).await.unwrap();
    for count in [1, 2, 10, 60] {
        for previews in [false, true] {
            assert_eq!(tx.photos().views(kari, &ids[..count], previews).await.unwrap().len(), count);
        }
        assert_eq!(tx.stacks().named(kari, &names[..count]).await.unwrap().len(), count);
    }
    assert!(tx.photos().view(kari, &names[7]).await.unwrap().is_some());
    let request = PageRequest { offset: 0, limit: 50, after: None };
    let files = tx.image_files().list(kari, ImageFileFilter::default(), request).await;
    assert_eq!(files.unwrap().items.len(), 50);
    drop(tx);
    let tx = store.begin(Mode::Write).await.unwrap();
    tx.photos().open(kari).await.unwrap();
    let tag = tx.tags().find_by_key(kari, "fjord").await.unwrap().unwrap();
    tx.tags().remove(kari, tag.id, now()).await.unwrap();
    commit(tx).await;

    let statements = std::mem::take(&mut *statements.lock().unwrap());
    assert!(statements.len() > 20, "{}", statements.len());
    let plans = plans(store.connection(), statements).await;
    let walks: Vec<_> =
        plans.iter().filter(|plan| plan.contains("ix_photos_order") || plan.contains("SCAN ")).collect();
    assert!(walks.is_empty(), "{walks:#?}");
}
