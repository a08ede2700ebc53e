//! Refresh tokens: spent once, ended together.

use atelier_application::ports::{Mode, NewRefreshToken, RefreshToken, Store};
use atelier_domain::ShareLinkId;
use atelier_domain::identity::User;
use atelier_testkit::builders::now;
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_studio, a_user};
use chrono::Duration;

contract!(
    a_token_is_found_by_its_hash_and_spent_once,
    of_many_who_spend_a_token_at_once_one_succeeds,
    a_sign_in_ends_with_all_its_tokens_and_no_others,
    ending_a_sign_in_reaches_the_token_that_an_exchange_is_just_adding,
    forgotten_tokens_are_those_that_expired_before,
);

/// The hash of the token that a test calls `name`.
fn hash(name: &str) -> String {
    format!("{name:0>64}")
}

fn a_token(user: &User, family: &str, name: &str) -> NewRefreshToken {
    NewRefreshToken {
        studio: user.studio,
        user: user.id,
        family: family.to_owned(),
        token_hash: hash(name),
        share_link: None,
        expires_at: now() + Duration::days(30),
        now: now(),
    }
}

async fn store_tokens(db: &TestDatabase, tokens: impl IntoIterator<Item = NewRefreshToken>) {
    let tx = db.begin(Mode::Write).await.unwrap();
    for token in tokens {
        tx.tokens().insert(token).await.unwrap();
    }
    tx.commit(()).await.unwrap().into_inner();
}

async fn find(db: &TestDatabase, name: &str) -> Option<RefreshToken> {
    let tx = db.begin(Mode::Read).await.unwrap();
    tx.tokens().find_by_hash(&hash(name)).await.unwrap()
}

/// Which of these tokens still stand.
async fn standing<'a>(db: &TestDatabase, names: &[&'a str]) -> Vec<&'a str> {
    let mut left = Vec::new();
    for &name in names {
        if find(db, name).await.is_some_and(|token| token.revoked_at.is_none()) {
            left.push(name);
        }
    }
    left
}

async fn somebody(db: &TestDatabase) -> User {
    let studio = a_studio().insert(&**db).await;
    a_user().insert(&**db, studio.id).await
}

async fn a_token_is_found_by_its_hash_and_spent_once(db: TestDatabase) {
    let user = somebody(&db).await;
    let new = NewRefreshToken { share_link: Some(ShareLinkId(7)), ..a_token(&user, "family", "1") };
    store_tokens(&db, [new]).await;
    let token = find(&db, "1").await.unwrap();
    assert_eq!((token.user, token.studio, token.family.as_str()), (user.id, user.studio, "family"));
    assert_eq!((token.share_link, token.spent_at, token.revoked_at), (Some(ShareLinkId(7)), None, None));
    assert_eq!(find(&db, "2").await, None);

    let tx = db.begin(Mode::Write).await.unwrap();
    assert!(tx.tokens().spend(token.id, now()).await.unwrap());
    assert!(!tx.tokens().spend(token.id, now()).await.unwrap());
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!(find(&db, "1").await.unwrap().spent_at, Some(now()));
}

async fn of_many_who_spend_a_token_at_once_one_succeeds(db: TestDatabase) {
    let user = somebody(&db).await;
    store_tokens(&db, [a_token(&user, "family", "1")]).await;
    let id = find(&db, "1").await.unwrap().id;
    let mut spending = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = db.store();
        spending.spawn(async move {
            let tx = store.begin(Mode::Write).await.unwrap();
            let spent = tx.tokens().spend(id, now()).await.unwrap();
            tokio::task::yield_now().await;
            tx.commit(spent).await.unwrap().into_inner()
        });
    }
    let spent = spending.join_all().await.into_iter().filter(|&spent| spent).count();
    assert_eq!(spent, 1);
}

async fn a_sign_in_ends_with_all_its_tokens_and_no_others(db: TestDatabase) {
    let (user, other) = (somebody(&db).await, somebody(&db).await);
    let by_link = |name: &str| NewRefreshToken {
        share_link: Some(ShareLinkId(9)),
        ..a_token(&other, &format!("link{name}"), name)
    };
    let tokens = [
        a_token(&user, "phone", "1"),
        a_token(&user, "phone", "2"),
        a_token(&user, "desk", "3"),
        a_token(&user, "home", "4"),
        a_token(&other, "others", "5"),
        by_link("6"),
        by_link("7"),
    ];
    store_tokens(&db, tokens).await;
    let names = ["1", "2", "3", "4", "5", "6", "7"];
    assert_eq!(standing(&db, &names).await, names);

    let tx = db.begin(Mode::Write).await.unwrap();
    tx.tokens().revoke_family("phone", now()).await.unwrap();
    tx.tokens().revoke_family("phone", now() + Duration::days(1)).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!(standing(&db, &names).await, ["3", "4", "5", "6", "7"]);
    assert_eq!(find(&db, "1").await.unwrap().revoked_at, Some(now()), "the first end stays");

    let tx = db.begin(Mode::Write).await.unwrap();
    tx.tokens().revoke_user(user.id, Some("desk"), now()).await.unwrap();
    tx.tokens().revoke_link(ShareLinkId(9), now()).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!(standing(&db, &names).await, ["3", "5"]);

    let tx = db.begin(Mode::Write).await.unwrap();
    tx.tokens().revoke_user(user.id, None, now()).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!(standing(&db, &names).await, ["5"]);

    let tx = db.begin(Mode::Read).await.unwrap();
    assert!(!tx.access().identify(user.id, "desk", now()).await.unwrap().unwrap().family_open);
    assert!(tx.access().identify(other.id, "others", now()).await.unwrap().unwrap().family_open);
}

async fn ending_a_sign_in_reaches_the_token_that_an_exchange_is_just_adding(db: TestDatabase) {
    let user = somebody(&db).await;
    store_tokens(&db, [a_token(&user, "family", "1")]).await;

    let exchange = db.begin(Mode::Write).await.unwrap();
    let old = exchange.tokens().find_by_hash(&hash("1")).await.unwrap().unwrap();
    let store = db.store();
    let ending = tokio::spawn(async move {
        let tx = store.begin(Mode::Write).await.unwrap();
        tx.tokens().revoke_family("family", now()).await.unwrap();
        tx.commit(()).await.unwrap().into_inner();
    });
    // Long enough for the other to reach the lock that this one holds.
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    assert!(exchange.tokens().spend(old.id, now()).await.unwrap());
    exchange.tokens().insert(a_token(&user, "family", "2")).await.unwrap();
    exchange.commit(()).await.unwrap().into_inner();
    ending.await.unwrap();

    assert_eq!(standing(&db, &["1", "2"]).await, Vec::<&str>::new());
}

async fn forgotten_tokens_are_those_that_expired_before(db: TestDatabase) {
    let user = somebody(&db).await;
    let expiring = |name: &str, at| NewRefreshToken { expires_at: at, ..a_token(&user, "family", name) };
    let edge = now() - Duration::days(30);
    let tokens = [
        expiring("1", edge - Duration::microseconds(1)),
        expiring("2", edge),
        expiring("3", now() + Duration::days(1)),
    ];
    store_tokens(&db, tokens).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    assert_eq!(tx.tokens().purge(edge).await.unwrap(), 1);
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!(find(&db, "1").await, None);
    assert!(find(&db, "2").await.is_some() && find(&db, "3").await.is_some());
}
