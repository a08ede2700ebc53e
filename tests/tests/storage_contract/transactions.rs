//! Transactions: what they undo, what they lock, and what caches learn of them.

use std::sync::Arc;
use std::time::Duration;

use atelier_application::ports::{Mode, Store, StoreError, Tx};
use atelier_domain::StudioId;
use atelier_domain::access::{Action, Writable};
use atelier_domain::identity::{Studio, User};
use atelier_persistence::{DatabaseSettings, SeaStore};
use atelier_testkit::builders::{anybody_in, now};
use atelier_testkit::databases::{Backend, TestDatabase, open_narrow, sqlite_with_one_connection};
use atelier_testkit::{a_studio, a_user};

contract!(
    what_is_dropped_without_a_commit_never_happened,
    a_transaction_for_reading_refuses_to_write,
    a_reader_sees_what_is_committed_while_it_is_open,
    sixteen_writers_at_once_lose_no_change,
    a_writer_that_waits_too_long_is_told_so,
    of_two_writers_that_wait_for_each_other_one_is_told_so,
    who_looks_at_the_studio_holds_up_nobody_who_writes_in_it,
    who_locks_the_studio_waits_for_whoever_has_it,
    a_stale_version_is_refused_and_the_present_one_told,
    caches_learn_of_committed_changes_only,
    instants_keep_their_microseconds_in_every_century,
    two_nodes_that_start_at_once_migrate_once,
    a_database_that_cannot_hold_every_text_is_refused,
);

/// The user with leave to change it, its row locked by `tx`.
async fn writable(tx: &Tx, user: &User) -> Writable<User> {
    let found = tx.users().find(user.studio, user.id).await.unwrap().unwrap();
    found.write(&anybody_in(user.studio), Action::ManageUsers).unwrap()
}

fn renamed(user: Writable<User>, name: impl Into<String>) -> Writable<User> {
    user.change(|user| {
        user.details.name = name.into();
        Ok(())
    })
    .unwrap()
}

async fn read(db: &TestDatabase, user: &User) -> User {
    let tx = db.begin(Mode::Read).await.unwrap();
    tx.users().find(user.studio, user.id).await.unwrap().unwrap().read(&anybody_in(user.studio)).unwrap()
}

async fn what_is_dropped_without_a_commit_never_happened(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;

    let tx = db.begin(Mode::Write).await.unwrap();
    tx.users().update(&renamed(writable(&tx, &user).await, "Somebody else")).await.unwrap();
    drop(tx);

    assert_eq!(read(&db, &user).await.details.name, user.details.name);
}

async fn a_transaction_for_reading_refuses_to_write(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;

    let tx = db.begin(Mode::Read).await.unwrap();
    let refused = tx.users().update(&renamed(writable(&tx, &user).await, "Somebody else")).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");

    assert_eq!(read(&db, &user).await.details.name, user.details.name);
}

async fn a_reader_sees_what_is_committed_while_it_is_open(db: TestDatabase) {
    let reader = db.begin(Mode::Read).await.unwrap();
    assert_eq!(reader.studios().ids().await.unwrap(), []);
    assert!(!reader.studios().exists().await.unwrap());

    let studio = a_studio().insert(&*db).await;

    assert_eq!(reader.studios().ids().await.unwrap(), [studio.id]);
    assert!(reader.studios().exists().await.unwrap());
}

async fn sixteen_writers_at_once_lose_no_change(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = Arc::new(a_user().with(|user| user.name = "0".to_owned()).insert(&*db, studio.id).await);

    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (store, user) = (db.store(), Arc::clone(&user));
        writers.spawn(async move {
            let tx = store.begin(Mode::Write).await.unwrap();
            let found = writable(&tx, &user).await;
            let count: u32 = found.get().details.name.parse().unwrap();
            tokio::task::yield_now().await;
            tx.users().update(&renamed(found, (count + 1).to_string())).await.unwrap();
            tx.commit(()).await.unwrap().into_inner();
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }

    let user = read(&db, &user).await;
    assert_eq!((user.details.name.as_str(), user.version), ("16", 17));
}

async fn a_writer_that_waits_too_long_is_told_so(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;
    let impatient = DatabaseSettings { acquire_timeout: Duration::from_secs(1), ..db.settings().clone() };
    let other_node = SeaStore::connect(&impatient).await.unwrap();

    let first = db.begin(Mode::Write).await.unwrap();
    first.users().update(&renamed(writable(&first, &user).await, "First")).await.unwrap();
    // SQLite's writers wait where they begin, the others' at the row.
    let refused = match other_node.begin(Mode::Write).await {
        Ok(second) => second.users().find(studio.id, user.id).await.err(),
        Err(error) => Some(error),
    };
    assert_eq!(refused, Some(StoreError::Busy));

    first.commit(()).await.unwrap().into_inner();
    let second = other_node.begin(Mode::Write).await.unwrap();
    assert_eq!(writable(&second, &user).await.get().details.name, "First");
}

async fn of_two_writers_that_wait_for_each_other_one_is_told_so(db: TestDatabase) {
    if db.backend == Backend::Sqlite {
        // Its second writer waits before it can lock anything.
        return;
    }
    let studio = a_studio().insert(&*db).await;
    let (one, other) = (a_user().insert(&*db, studio.id).await, a_user().insert(&*db, studio.id).await);
    let (first, second) = (db.begin(Mode::Write).await.unwrap(), db.begin(Mode::Write).await.unwrap());
    first.users().find(studio.id, one.id).await.unwrap();
    second.users().find(studio.id, other.id).await.unwrap();

    // Who fails lets go of its locks, or the other would wait for the rest of the test.
    let crossing = async |tx: Tx, id| tx.users().find(studio.id, id).await.err();
    let outcomes = tokio::join!(crossing(first, other.id), crossing(second, one.id));
    match outcomes {
        (Some(error), None) | (None, Some(error)) => assert_eq!(error, StoreError::Busy),
        both => panic!("one of the two has to go on: {both:?}"),
    }
}

async fn who_looks_at_the_studio_holds_up_nobody_who_writes_in_it(db: TestDatabase) {
    if db.backend == Backend::Sqlite {
        // Whoever writes holds up all other writers there.
        return;
    }
    let studio = a_studio().insert(&*db).await;
    let other = a_user().insert(&*db, studio.id).await;
    let first = db.begin(Mode::Write).await.unwrap();
    first.studios().find(studio.id).await.unwrap().unwrap();

    let second = db.begin(Mode::Write).await.unwrap();
    let user = writable(&second, &other).await;
    let written = async {
        second.studios().find(studio.id).await.unwrap().unwrap();
        // The new row refers to the studio's.
        a_user().insert(&*db, studio.id).await;
        second.users().update(&renamed(user, "Written meanwhile")).await
    };
    tokio::time::timeout(Duration::from_secs(5), written).await.unwrap().unwrap();
    second.commit(()).await.unwrap().into_inner();

    // Each holds what the other one asks for next, if looking were locking: the tray's uploads met here.
    assert_eq!(writable(&first, &other).await.get().details.name, "Written meanwhile");
}

async fn who_locks_the_studio_waits_for_whoever_has_it(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let first = db.begin(Mode::Write).await.unwrap();
    first.studios().lock(studio.id).await.unwrap();

    let store = db.store();
    let second = tokio::spawn(async move {
        let second = store.begin(Mode::Write).await.unwrap();
        second.studios().lock(studio.id).await.unwrap();
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!second.is_finished());
    first.commit(()).await.unwrap().into_inner();
    second.await.unwrap();
}

async fn a_stale_version_is_refused_and_the_present_one_told(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    let stale = writable(&tx, &user).await;
    let updated = tx.users().update(&renamed(stale.clone(), "First")).await.unwrap();
    assert_eq!(updated.version, 2);

    let refused = tx.users().update(&renamed(stale, "Second")).await;
    assert_eq!(refused, Err(StoreError::VersionMismatch { current: 2 }));
    tx.commit(()).await.unwrap().into_inner();

    assert_eq!(read(&db, &user).await.details.name, "First");
    stale_studio(&db, &studio).await;
}

async fn stale_studio(db: &TestDatabase, studio: &Studio) {
    let tx = db.begin(Mode::Write).await.unwrap();
    let found = tx.studios().find(studio.id).await.unwrap().unwrap();
    let stale = found.write(&anybody_in(studio.id), Action::ManageStudioSettings).unwrap();
    assert_eq!(tx.studios().update(&stale).await.unwrap().version, 2);
    let refused = tx.studios().update(&stale).await;
    assert_eq!(refused, Err(StoreError::VersionMismatch { current: 2 }));
}

async fn caches_learn_of_committed_changes_only(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;
    let before = (db.access_epoch(), db.write_epoch());

    let tx = db.begin(Mode::Write).await.unwrap();
    tx.users().update(&renamed(writable(&tx, &user).await, "Dropped")).await.unwrap();
    drop(tx);
    let tx = db.begin(Mode::Read).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!((db.access_epoch(), db.write_epoch()), before);

    let tx = db.begin(Mode::Write).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!((db.access_epoch(), db.write_epoch()), (before.0, before.1 + 1));

    let tx = db.begin(Mode::Write).await.unwrap();
    tx.users().update(&renamed(writable(&tx, &user).await, "Committed")).await.unwrap();
    tx.commit(()).await.unwrap().into_inner();
    assert_eq!((db.access_epoch(), db.write_epoch()), (before.0 + 1, before.1 + 2));
}

async fn instants_keep_their_microseconds_in_every_century(db: TestDatabase) {
    let studio = a_studio().insert(&*db).await;
    for instant in
        ["1969-07-20T20:17:40.000001Z", "2026-03-29T02:30:00.123456Z", "2040-02-29T23:59:59.999999Z"]
    {
        let instant = atelier_testkit::clock::instant(instant);
        let user = a_user().insert(&*db, studio.id).await;
        let tx = db.begin(Mode::Write).await.unwrap();
        let verified = writable(&tx, &user).await.change(|user| {
            user.email_verified_at = Some(instant);
            user.updated_at = instant;
            Ok(())
        });
        tx.users().update(&verified.unwrap()).await.unwrap();
        tx.commit(()).await.unwrap().into_inner();

        let user = read(&db, &user).await;
        assert_eq!(
            (user.email_verified_at, user.updated_at, user.created_at),
            (Some(instant), instant, now())
        );
    }
}

async fn two_nodes_that_start_at_once_migrate_once(db: TestDatabase) {
    let empty = atelier_testkit::databases::empty(db.backend).await;
    let mut nodes = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let settings = empty.settings().clone();
        nodes.spawn(async move {
            let node = SeaStore::connect(&settings).await.unwrap();
            node.migrate().await.unwrap();
            let tx = node.begin(Mode::Write).await.unwrap();
            tx.roles().ensure_built_in(now()).await.unwrap();
            tx.commit(()).await.unwrap().into_inner();
        });
    }
    while let Some(done) = nodes.join_next().await {
        done.unwrap();
    }
    let tx = empty.begin(Mode::Read).await.unwrap();
    assert_eq!(tx.roles().list(StudioId(1)).await.unwrap().len(), 4);
}

#[tokio::test]
async fn one_connection_is_enough_for_everything_that_a_transaction_does() {
    let db = sqlite_with_one_connection().await;
    let studio = a_studio().insert(&*db).await;
    let user = a_user().insert(&*db, studio.id).await;
    let tx = db.begin(Mode::Write).await.unwrap();
    let identity = tx.access().identify(user.id, "none", now()).await.unwrap().unwrap();
    assert_eq!(identity.studio, studio.id);

    // A second writer waits for the first and gives up in time, rather than for ever.
    let second = db.begin(Mode::Write).await;
    assert_eq!(second.err(), Some(StoreError::Busy));
    drop(tx);
    db.begin(Mode::Write).await.unwrap();
}

async fn a_database_that_cannot_hold_every_text_is_refused(db: TestDatabase) {
    let Some(opened) = open_narrow(db.backend).await else { return };
    let Err(StoreError::Unavailable(told)) = opened else { panic!("a database in LATIN1 was opened") };
    assert!(told.to_lowercase().contains("latin1") && told.contains("create it with"), "{told}");
}
