//! Links to a new password: one for each person, found by its hash.

use atelier_application::ports::{Mode, Store, StoreError};
use atelier_domain::StudioId;
use atelier_domain::identity::{PasswordReset, User};
use atelier_testkit::builders::now;
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_studio, a_user};
use chrono::Duration;

contract!(
    the_latest_link_is_the_one_that_counts,
    a_link_is_taken_back_in_its_studio_only,
    of_many_who_show_a_token_at_once_one_finds_it,
    forgotten_links_are_those_that_expired_before,
    a_link_cannot_be_of_another_studio_than_its_person,
);

/// The hash of the token that a test calls `name`.
fn hash(name: &str) -> String {
    format!("{name:0>64}")
}

async fn somebody(db: &TestDatabase) -> User {
    let studio = a_studio().insert(&**db).await;
    a_user().password_hash("hash").insert(&**db, studio.id).await
}

async fn keep(db: &TestDatabase, reset: &PasswordReset, name: &str) {
    let tx = db.begin(Mode::Write).await.unwrap();
    tx.password_resets().replace(reset, &hash(name)).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
}

async fn find(db: &TestDatabase, name: &str) -> Option<PasswordReset> {
    let tx = db.begin(Mode::Read).await.unwrap();
    tx.password_resets().find_by_hash(&hash(name)).await.unwrap()
}

async fn the_latest_link_is_the_one_that_counts(db: TestDatabase) {
    let (user, other) = (somebody(&db).await, somebody(&db).await);
    let first = PasswordReset::of(&user, now()).unwrap();
    let second = PasswordReset::of(&user, now() + Duration::microseconds(1)).unwrap();
    let others = PasswordReset::of(&other, now()).unwrap();
    keep(&db, &first, "1").await;
    assert_eq!(find(&db, "1").await, Some(first));
    keep(&db, &others, "2").await;
    keep(&db, &second, "3").await;
    assert_eq!(find(&db, "1").await, None);
    assert_eq!(find(&db, "2").await, Some(others));
    assert_eq!(find(&db, "3").await, Some(second));
    assert_eq!(find(&db, "4").await, None);
}

async fn a_link_is_taken_back_in_its_studio_only(db: TestDatabase) {
    let user = somebody(&db).await;
    let reset = PasswordReset::of(&user, now()).unwrap();
    keep(&db, &reset, "1").await;
    let tx = db.begin(Mode::Write).await.unwrap();
    tx.password_resets().withdraw(StudioId(user.studio.0 + 1), user.id).await.unwrap();
    assert_eq!(tx.password_resets().find_by_hash(&hash("1")).await.unwrap(), Some(reset));
    for _ in 0..2 {
        tx.password_resets().withdraw(user.studio, user.id).await.unwrap();
    }
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!(find(&db, "1").await, None);
}

async fn of_many_who_show_a_token_at_once_one_finds_it(db: TestDatabase) {
    let user = somebody(&db).await;
    keep(&db, &PasswordReset::of(&user, now()).unwrap(), "1").await;
    let mut showing = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (store, user) = (db.store(), user.clone());
        showing.spawn(async move {
            let tx = store.begin(Mode::Write).await.unwrap();
            tx.users().find(user.studio, user.id).await.unwrap().unwrap();
            let found = tx.password_resets().find_by_hash(&hash("1")).await.unwrap().is_some();
            tokio::task::yield_now().await;
            tx.password_resets().withdraw(user.studio, user.id).await.unwrap();
            tx.commit(found).await.unwrap().into_inner()
        });
    }
    let found = showing.join_all().await.into_iter().filter(|&found| found).count();
    assert_eq!(found, 1);
}

async fn forgotten_links_are_those_that_expired_before(db: TestDatabase) {
    let (early, late) = (somebody(&db).await, somebody(&db).await);
    let early = PasswordReset::of(&early, now()).unwrap();
    let late = PasswordReset::of(&late, now() + Duration::microseconds(1)).unwrap();
    keep(&db, &early, "1").await;
    keep(&db, &late, "2").await;
    let tx = db.begin(Mode::Write).await.unwrap();
    assert_eq!(tx.password_resets().purge(early.expires_at).await.unwrap(), 0);
    assert_eq!(tx.password_resets().purge(late.expires_at).await.unwrap(), 1);
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!((find(&db, "1").await, find(&db, "2").await), (None, Some(late)));
}

async fn a_link_cannot_be_of_another_studio_than_its_person(db: TestDatabase) {
    let (user, other) = (somebody(&db).await, somebody(&db).await);
    let own = PasswordReset::of(&user, now()).unwrap();
    let crossed = PasswordReset { studio: other.studio, ..own.clone() };
    for stands in [false, true] {
        if stands {
            keep(&db, &own, "1").await;
        }
        let tx = db.begin(Mode::Write).await.unwrap();
        let refused = tx.password_resets().replace(&crossed, &hash("2")).await;
        assert_eq!(refused, Err(StoreError::Conflict { constraint: "reference" }));
    }
    assert_eq!(find(&db, "1").await, Some(own));
}
