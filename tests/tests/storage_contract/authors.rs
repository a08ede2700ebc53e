//! Who takes the photographs of a library.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atelier_application::paging::{Cursor, PageRequest};
use atelier_application::ports::library::{AuthorFilter, AuthorOrder, NewAuthor};
use atelier_application::ports::{Mode, Store, StoreError};
use atelier_domain::AuthorId;
use atelier_domain::library::{Author, AuthorDetails};
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;

use crate::shelves::{Shelves, new_author};
use crate::world::{commit, now};

contract!(
    an_author_comes_back_as_they_were_written,
    an_old_value_of_an_author_is_refused,
    authors_are_found_by_a_part_of_their_name,
    authors_are_paged_in_each_order,
    nobody_else_sees_or_changes_an_author,
    a_removed_author_is_named_by_nothing,
    photographs_are_counted_for_many_authors_at_once,
);

async fn an_author_comes_back_as_they_were_written(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let details = AuthorDetails {
        name: "Åse Berg".to_owned(),
        email: Some("åse@berg.example".to_owned()),
        bio: Some("Fjell og fjord 🏔".to_owned()),
    };
    let tx = shelves.open(own).await;
    let new = NewAuthor { details: details.clone(), created_at: now() - Duration::days(9), now: now() };
    let inserted = tx.authors().insert(own, new.clone()).await.unwrap();
    let namesake = tx.authors().insert(own, new).await.unwrap();
    commit(tx).await;
    assert_ne!(inserted.id, namesake.id);
    assert_eq!((inserted.studio, inserted.owner), (own.studio(), own.owner()));
    let times = (inserted.created_at, inserted.updated_at);
    assert_eq!((inserted.version, times), (1, (now() - Duration::days(9), now())));
    assert_eq!(inserted.details, details);

    let later = now() + Duration::hours(1);
    let tx = shelves.open(own).await;
    let mut author = tx.authors().find(own, inserted.id).await.unwrap().unwrap();
    assert_eq!(author, inserted);
    let bare = AuthorDetails { name: "Åse".to_owned(), ..AuthorDetails::default() };
    author.describe(bare.clone(), later).unwrap();
    let updated = tx.authors().update(own, &author).await.unwrap();
    commit(tx).await;
    let tx = shelves.world.read().await;
    let found = tx.authors().find(own, inserted.id).await.unwrap().unwrap();
    assert_eq!(found, updated);
    assert_eq!((found.details, found.version, found.updated_at), (bare, 2, later));
}

async fn an_old_value_of_an_author_is_refused(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let old = shelves.author(shelves.own, "Åse").await;
    let tx = shelves.open(shelves.own).await;
    tx.authors().update(shelves.own, &old).await.unwrap();
    let refused = tx.authors().update(shelves.own, &old).await.unwrap_err();
    assert_eq!(refused, StoreError::VersionMismatch { current: 2 });
}

async fn authors_are_found_by_a_part_of_their_name(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let mut ids = Vec::new();
    for name in ["Åse Berg", "Ola 100%", "Bergsveinn", "A_b"] {
        ids.push(shelves.author(shelves.own, name).await.id);
    }
    let tx = shelves.world.read().await;
    let found = async |search: &str| -> Vec<AuthorId> {
        let filter = AuthorFilter { search: Some(search.to_owned()), ..AuthorFilter::default() };
        let page = tx.authors().list(shelves.own, &filter, PageRequest::default()).await.unwrap();
        assert_eq!(page.total as usize, page.items.len());
        page.items.into_iter().map(|author| author.id).collect()
    };
    assert_eq!(found("berg").await, [ids[0], ids[2]]);
    assert_eq!(found("ase").await, [ids[0]]);
    assert_eq!(found("%").await, [ids[1]], "a wildcard is a sign like any other");
    assert_eq!(found("_").await, [ids[3]]);
    assert!(found("nobody").await.is_empty());
}

async fn authors_are_paged_in_each_order(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let mut ids = Vec::new();
    // Two of the same name: the order ends in the number.
    for name in ["Ola", "Åse", "Kari", "Åse"] {
        ids.push(shelves.author(shelves.own, name).await.id);
    }
    let tx = shelves.world.read().await;
    let list = async |order, page| {
        let filter = AuthorFilter { search: None, order };
        let page = tx.authors().list(shelves.own, &filter, page).await.unwrap();
        assert_eq!(page.total, 4);
        let found: Vec<AuthorId> = page.items.into_iter().map(|author| author.id).collect();
        (found, page.next)
    };
    let first = list(AuthorOrder::Oldest, PageRequest::first(3)).await;
    assert_eq!(first, (ids[..3].to_vec(), Some(Cursor { key: 0, id: ids[2].0 })));
    let rest = PageRequest { after: first.1, ..PageRequest::first(3) };
    assert_eq!(list(AuthorOrder::Oldest, rest).await, (vec![ids[3]], None));

    let newest = list(AuthorOrder::Newest, PageRequest::first(2)).await;
    assert_eq!(newest, (vec![ids[3], ids[2]], Some(Cursor { key: 0, id: ids[2].0 })));
    let rest = PageRequest { after: newest.1, ..PageRequest::first(2) };
    assert_eq!(list(AuthorOrder::Newest, rest).await, (vec![ids[1], ids[0]], None));

    let by_name = list(AuthorOrder::Name, PageRequest::default()).await;
    assert_eq!(by_name, (vec![ids[1], ids[3], ids[2], ids[0]], None));
    let second = PageRequest { offset: 2, ..PageRequest::first(1) };
    assert_eq!(list(AuthorOrder::Name, second).await, (vec![ids[2]], None));
}

async fn nobody_else_sees_or_changes_an_author(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let author = shelves.author(shelves.own, "Åse").await;
    shelves.photo(shelves.own, Some(author.id)).await;
    for other in shelves.others() {
        let tx = shelves.open(other).await;
        assert!(tx.authors().find(other, author.id).await.unwrap().is_none());
        let page = tx.authors().list(other, &AuthorFilter::default(), PageRequest::default()).await.unwrap();
        assert_eq!((page.items, page.total), (Vec::<Author>::new(), 0));
        assert!(tx.authors().image_counts(other, &[author.id]).await.unwrap().is_empty());
        let refused = tx.authors().update(other, &author).await.unwrap_err();
        assert_eq!(refused, StoreError::VersionMismatch { current: 0 });
        tx.authors().remove(other, &author, now()).await.unwrap();
        commit(tx).await;
    }
    let tx = shelves.world.read().await;
    assert_eq!(tx.authors().find(shelves.own, author.id).await.unwrap(), Some(author.clone()));
    let counts = tx.authors().image_counts(shelves.own, &[author.id]).await.unwrap();
    assert_eq!(counts, HashMap::from([(author.id, 1)]));
}

async fn a_removed_author_is_named_by_nothing(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let own = shelves.own;
    let (gone, kept) = (shelves.author(own, "Åse").await, shelves.author(own, "Ola").await);
    let theirs = shelves.author(shelves.colleague, "Åse").await;
    let (of_gone, of_kept) =
        (shelves.photo(own, Some(gone.id)).await, shelves.photo(own, Some(kept.id)).await);
    let of_theirs = shelves.photo(shelves.colleague, Some(theirs.id)).await;
    let import = shelves.import(own, Some(gone.id)).await;
    let later = now() + Duration::hours(1);

    let tx = shelves.open(own).await;
    tx.authors().remove(own, &gone, later).await.unwrap();
    commit(tx).await;

    let tx = shelves.world.read().await;
    assert!(tx.authors().find(own, gone.id).await.unwrap().is_none());
    let photo = tx.photos().find_by_id(own, of_gone.id).await.unwrap().unwrap();
    assert_eq!((photo.author, photo.version, photo.updated_at), (None, of_gone.version + 1, later));
    let session = tx.import_sessions().find(own, import.id).await.unwrap().unwrap();
    assert_eq!((session.details.default_author, session.version), (None, import.version + 1));
    let photo = tx.photos().find_by_id(own, of_kept.id).await.unwrap().unwrap();
    assert_eq!((photo.author, photo.version), (Some(kept.id), of_kept.version));
    let photo = tx.photos().find_by_id(shelves.colleague, of_theirs.id).await.unwrap().unwrap();
    assert_eq!((photo.author, photo.version), (Some(theirs.id), of_theirs.version));
}

async fn photographs_are_counted_for_many_authors_at_once(db: TestDatabase) {
    let shelves = Shelves::on(db).await;
    let tx = shelves.open(shelves.own).await;
    let mut ids = Vec::new();
    for number in 0..40 {
        let author = tx.authors().insert(shelves.own, new_author(&format!("Author {number}"))).await;
        ids.push(author.unwrap().id);
    }
    commit(tx).await;
    for author in [ids[3], ids[7], ids[7]] {
        shelves.photo(shelves.own, Some(author)).await;
    }
    shelves.photo(shelves.own, None).await;

    let statements = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&statements);
    let store = shelves.world.db.store().observed(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let tx = store.begin(Mode::Read).await.unwrap();
    statements.store(0, Ordering::SeqCst);
    let counts = tx.authors().image_counts(shelves.own, &ids).await.unwrap();
    assert_eq!(counts, HashMap::from([(ids[3], 1), (ids[7], 2)]));
    assert_eq!(statements.load(Ordering::SeqCst), 1);
    assert!(tx.authors().image_counts(shelves.own, &[]).await.unwrap().is_empty());
}
