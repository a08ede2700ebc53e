//! Imports into a library.

use std::collections::HashMap;

use atelier_application::paging::PageRequest;
use atelier_application::ports::StoreError;
use atelier_application::ports::library::{ImportFilter, NewImportError, NewImportSession};
use atelier_domain::ImportSessionId;
use atelier_domain::library::{
    IMPORT_ERRORS_MAX, ImportDetails, ImportError, ImportSession, ImportStatus, Shelf,
};
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::shelves::{Shelves, new_import};
use crate::world::{commit, now, write};

contract!(
    an_import_comes_back_as_it_was_written,
    an_old_value_of_an_import_is_refused_and_counts_are_not_overwritten,
    the_first_file_starts_an_import_and_more_than_expected_raise_the_total,
    files_that_come_at_once_are_each_counted,
    an_import_keeps_a_thousand_errors_and_counts_them_all,
    errors_are_read_page_by_page_and_always_fit,
    imports_are_listed_newest_first,
    nobody_else_sees_or_counts_an_import,
    an_import_cannot_name_the_author_of_somebody_else,
    a_removed_import_leaves_its_files,
);

fn an_error(filename: &str) -> NewImportError {
    let (code, message) = ("unreadable".to_owned(), "the card has a bad sector".to_owned());
    NewImportError { filename: filename.to_owned(), code, message }
}

async fn found(shelves: &Shelves, shelf: Shelf, id: ImportSessionId) -> ImportSession {
    shelves.world.read().await.import_sessions().find(shelf, id).await.unwrap().unwrap()
}

async fn errors(shelves: &Shelves, shelf: Shelf, id: ImportSessionId) -> Vec<ImportError> {
    let page = PageRequest::first(1_000);
    shelves.world.read().await.import_sessions().errors(shelf, id, page).await.unwrap().items
}

async fn an_import_comes_back_as_it_was_written(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let author = shelves.author(own, "Åse").await;
    let details = ImportDetails {
        name: "Lofoten, kort 2".to_owned(),
        source_path: Some("/Volumes/EOS_DIGITAL/DCIM".to_owned()),
        description: Some("Regn og sol 🌦".to_owned()),
        default_author: Some(author.id),
    };
    let tx = shelves.open(own).await;
    let new = NewImportSession {
        details: details.clone(),
        total_files: 412,
        created_at: now() - Duration::days(9),
        now: now(),
    };
    let inserted = tx.import_sessions().insert(own, new).await.unwrap();
    commit(tx).await;
    assert_eq!((inserted.studio, inserted.owner), (own.studio(), own.owner()));
    assert_eq!((inserted.status, inserted.version, &inserted.details), (ImportStatus::Pending, 1, &details));
    let counts = (inserted.total_files, inserted.processed_files, inserted.failed_files);
    assert_eq!(counts, (412, 0, 0));
    assert_eq!((inserted.started_at, inserted.finished_at), (None, None));
    assert_eq!((inserted.created_at, inserted.updated_at), (now() - Duration::days(9), now()));

    let (begun, ended) = (now() + Duration::minutes(1), now() + Duration::minutes(9));
    let tx = shelves.open(own).await;
    let mut session = tx.import_sessions().find(own, inserted.id).await.unwrap().unwrap();
    session.start(begun).unwrap();
    session.complete(ended).unwrap();
    session.announce(3, ended).unwrap();
    let bare =
        ImportDetails { name: "Lofoten".into(), source_path: None, description: None, default_author: None };
    session.describe(bare, ended).unwrap();
    let updated = tx.import_sessions().update(own, &session).await.unwrap();
    commit(tx).await;
    assert_eq!(updated, ImportSession { version: 2, ..session });
    assert_eq!(found(&shelves, own, inserted.id).await, updated);
}

async fn an_old_value_of_an_import_is_refused_and_counts_are_not_overwritten(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let old = shelves.import(own, None).await;
    let tx = shelves.open(own).await;
    tx.import_sessions().file_failed(own, old.id, an_error("a.jpg"), now()).await.unwrap();
    let updated = tx.import_sessions().update(own, &old).await.unwrap();
    assert_eq!((updated.version, updated.processed_files, updated.failed_files), (2, 1, 1));
    let refused = tx.import_sessions().update(own, &old).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
}

async fn the_first_file_starts_an_import_and_more_than_expected_raise_the_total(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let tx = shelves.open(own).await;
    let new = NewImportSession { total_files: 2, ..new_import(None) };
    let id = tx.import_sessions().insert(own, new).await.unwrap().id;
    commit(tx).await;
    let begun = now() + Duration::minutes(1);
    for (minute, expected) in [(1, (2, 1)), (2, (2, 2)), (3, (3, 3))] {
        let tx = shelves.open(own).await;
        tx.import_sessions().file_arrived(own, id, now() + Duration::minutes(minute)).await.unwrap();
        commit(tx).await;
        let session = found(&shelves, own, id).await;
        assert_eq!((session.total_files, session.processed_files), expected);
        assert_eq!((session.status, session.started_at), (ImportStatus::Running, Some(begun)));
        assert_eq!((session.failed_files, session.version), (0, 1), "counting leaves the version");
    }
}

async fn files_that_come_at_once_are_each_counted(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let id = shelves.import(own, None).await.id;
    let mut people = tokio::task::JoinSet::new();
    for number in 0..8 {
        let store = shelves.world.db.store();
        people.spawn(async move {
            for (turn, fails) in [true, false].into_iter().enumerate() {
                let tx = write(&store).await;
                tx.photos().open(own).await.unwrap();
                if fails {
                    let error = an_error(&format!("IMG_{number}_{turn}.CR3"));
                    tx.import_sessions().file_failed(own, id, error, now()).await.unwrap();
                } else {
                    tx.import_sessions().file_arrived(own, id, now()).await.unwrap();
                }
                commit(tx).await;
            }
        });
    }
    people.join_all().await;
    let session = found(&shelves, own, id).await;
    assert_eq!((session.total_files, session.processed_files, session.failed_files), (16, 16, 8));
    assert_eq!(errors(&shelves, own, id).await.len(), 8);
}

async fn an_import_keeps_a_thousand_errors_and_counts_them_all(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let id = shelves.import(own, None).await.id;
    let tx = shelves.open(own).await;
    for number in 0..IMPORT_ERRORS_MAX + 3 {
        let error = an_error(&format!("IMG_{number:04}.CR3"));
        tx.import_sessions().file_failed(own, id, error, now()).await.unwrap();
    }
    commit(tx).await;
    let session = found(&shelves, own, id).await;
    assert_eq!((session.processed_files, session.failed_files), (1_003, 1_003));
    let kept = errors(&shelves, own, id).await;
    assert_eq!(kept.len(), 1_000);
    assert_eq!(kept[999].filename.as_deref(), Some("IMG_0999.CR3"), "the first ones are kept");

    // Why an import failed as a whole always has its place.
    let tx = shelves.open(own).await;
    tx.import_sessions().note(own, id, an_error(""), now()).await.unwrap();
    let page = tx.import_sessions().errors(own, id, PageRequest::default()).await.unwrap();
    assert_eq!(page.total, 1_001);
    commit(tx).await;
    assert_eq!(found(&shelves, own, id).await.failed_files, 1_003, "it is no file");
}

async fn errors_are_read_page_by_page_and_always_fit(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let id = shelves.import(own, None).await.id;
    let other = shelves.import(own, None).await.id;
    let tx = shelves.open(own).await;
    let long = NewImportError {
        filename: "å".repeat(300),
        code: "x".repeat(60),
        message: format!("a\0b{}", "ø".repeat(3_000)),
    };
    for error in [an_error("a.jpg"), long, an_error("")] {
        tx.import_sessions().file_failed(own, id, error, now()).await.unwrap();
    }
    tx.import_sessions().file_failed(own, other, an_error("b.jpg"), now()).await.unwrap();
    let first = tx.import_sessions().errors(own, id, PageRequest::first(2)).await.unwrap();
    assert_eq!((first.items.len(), first.total), (2, 3));
    assert_eq!(first.items[0].session, id);
    assert_eq!(first.items[0].filename.as_deref(), Some("a.jpg"));
    assert_eq!(first.items[0].created_at, now());
    let fitted = &first.items[1];
    assert_eq!(fitted.filename.as_deref().map(|name| name.chars().count()), Some(255));
    assert!(fitted.message.starts_with("abø"));
    let rest = PageRequest { after: first.next, ..PageRequest::first(2) };
    let rest = tx.import_sessions().errors(own, id, rest).await.unwrap();
    assert_eq!((rest.items.len(), rest.next), (1, None));
    assert_eq!(rest.items[0].filename, None);
}

async fn imports_are_listed_newest_first(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let author = shelves.author(own, "Åse").await;
    let mut ids = Vec::new();
    for named in [None, Some(author.id), None] {
        ids.push(shelves.import(own, named).await.id);
    }
    let tx = shelves.open(own).await;
    tx.import_sessions().file_arrived(own, ids[0], now()).await.unwrap();
    let list = async |filter, page| {
        let page = tx.import_sessions().list(own, filter, page).await.unwrap();
        let listed: Vec<ImportSessionId> = page.items.into_iter().map(|session| session.id).collect();
        (listed, page.total, page.next)
    };
    let (listed, total, next) = list(ImportFilter::default(), PageRequest::first(2)).await;
    assert_eq!((listed, total), (vec![ids[2], ids[1]], 3));
    let rest = PageRequest { after: next, ..PageRequest::first(2) };
    assert_eq!(list(ImportFilter::default(), rest).await, (vec![ids[0]], 3, None));
    let running = ImportFilter { status: Some(ImportStatus::Running), ..ImportFilter::default() };
    assert_eq!(list(running, PageRequest::default()).await, (vec![ids[0]], 1, None));
    let hers = ImportFilter { default_author: Some(author.id), ..ImportFilter::default() };
    assert_eq!(list(hers, PageRequest::default()).await, (vec![ids[1]], 1, None));
}

async fn nobody_else_sees_or_counts_an_import(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let import = shelves.import(own, None).await;
    let photo = shelves.photo(own, None).await;
    shelves.file(own, photo.id, Some(import.id)).await;
    let tx = shelves.open(own).await;
    tx.import_sessions().file_failed(own, import.id, an_error("a.jpg"), now()).await.unwrap();
    commit(tx).await;
    let before = found(&shelves, own, import.id).await;
    for other in shelves.others() {
        let tx = shelves.open(other).await;
        let sessions = tx.import_sessions();
        assert!(sessions.find(other, import.id).await.unwrap().is_none());
        let page = sessions.list(other, ImportFilter::default(), PageRequest::default()).await.unwrap();
        assert_eq!((page.items.len(), page.total), (0, 0));
        let page = sessions.errors(other, import.id, PageRequest::default()).await.unwrap();
        assert_eq!((page.items.len(), page.total), (0, 0));
        assert!(sessions.images_counts(other, &[import.id]).await.unwrap().is_empty());
        sessions.file_arrived(other, import.id, now()).await.unwrap();
        sessions.file_failed(other, import.id, an_error("b.jpg"), now()).await.unwrap();
        let refused = sessions.update(other, &before).await.unwrap_err();
        assert_eq!(refused, StoreError::VersionMismatch { current: 0 });
        sessions.remove(other, &before).await.unwrap();
        commit(tx).await;
    }
    assert_eq!(found(&shelves, own, import.id).await, before);
    assert_eq!(errors(&shelves, own, import.id).await.len(), 1);
    let tx = shelves.world.read().await;
    let counts = tx.import_sessions().images_counts(own, &[import.id]).await.unwrap();
    assert_eq!(counts, HashMap::from([(import.id, 1)]));
}

async fn an_import_cannot_name_the_author_of_somebody_else(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let author = shelves.author(shelves.own, "Åse").await;
    for other in shelves.others() {
        let tx = shelves.open(other).await;
        let refused = tx.import_sessions().insert(other, new_import(Some(author.id))).await.unwrap_err();
        assert_eq!(refused, StoreError::Conflict { constraint: "reference" });
    }
}

async fn a_removed_import_leaves_its_files(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let (gone, kept) = (shelves.import(own, None).await, shelves.import(own, None).await);
    let theirs = shelves.import(shelves.colleague, None).await;
    let photo = shelves.photo(own, None).await;
    let (of_gone, of_kept) =
        (shelves.file(own, photo.id, Some(gone.id)).await, shelves.file(own, photo.id, Some(kept.id)).await);
    let their_photo = shelves.photo(shelves.colleague, None).await;
    let of_theirs = shelves.file(shelves.colleague, their_photo.id, Some(theirs.id)).await;
    let tx = shelves.open(own).await;
    tx.import_sessions().file_failed(own, gone.id, an_error("a.jpg"), now()).await.unwrap();
    tx.import_sessions().remove(own, &gone).await.unwrap();
    commit(tx).await;

    assert!(errors(&shelves, own, gone.id).await.is_empty());
    let tx = shelves.world.read().await;
    assert!(tx.import_sessions().find(own, gone.id).await.unwrap().is_none());
    let file = tx.image_files().find(own, of_gone.id).await.unwrap().unwrap();
    assert_eq!((file.import_session, file.photo), (None, photo.id));
    let file = tx.image_files().find(own, of_kept.id).await.unwrap().unwrap();
    assert_eq!(file.import_session, Some(kept.id));
    let file = tx.image_files().find(shelves.colleague, of_theirs.id).await.unwrap().unwrap();
    assert_eq!(file.import_session, Some(theirs.id));
    assert!(tx.photos().find_by_id(own, photo.id).await.unwrap().is_some());
}
