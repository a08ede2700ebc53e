//! The spine: events, jobs, and keys of repeated requests.

use std::collections::HashSet;

use atelier_application::paging::PageRequest;
use atelier_application::ports::{
    IdempotencyRecord, JobCounts, JobFilter, NewJob, Sort, Store, StoreError, Tx,
};
use atelier_domain::access::{Action, Context, Visible};
use atelier_domain::events::{Event, EventKind, Job, JobState};
use atelier_domain::{EventId, ImageId, JobId, StudioId, Timestamp, UserId};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;
use chrono::Duration;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::world::{World, a_hash, commit, job, now, write};

contract!(
    an_event_is_told_to_the_outbox_and_the_audit_log,
    what_happened_to_a_gallery_is_found_by_kind_newest_first,
    pruning_the_outbox_leaves_the_audit_log,
    eight_workers_never_claim_the_same_job_twice,
    jobs_are_claimed_when_they_are_due_oldest_first,
    jobs_that_wait_for_a_service_outside_hide_no_others,
    workers_that_wait_outside_do_not_hold_up_the_others,
    a_job_whose_lease_ran_out_goes_to_another_worker,
    jobs_are_listed_counted_replayed_and_pruned,
    workers_learn_of_queued_work_alone,
    of_two_requests_with_one_key_one_is_new,
    a_repeated_request_gets_the_first_answer,
    a_key_says_nothing_in_another_scope,
    many_events_and_jobs_are_told_at_once,
);

fn event(world: &World, kind: EventKind, actor: Option<UserId>) -> Event {
    Event {
        studio: world.studio.id,
        kind,
        subject: Some(Context::Gallery(world.gallery.id)),
        actor,
        payload: json!({"subject": "Åse", "ids": [1, 2]}),
        occurred_at: now(),
    }
}

async fn an_event_is_told_to_the_outbox_and_the_audit_log(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.write().await;
    tx.events().record(&event(&world, EventKind::GalleryCreated, Some(world.owner.id))).await.unwrap();
    tx.events().record(&event(&world, EventKind::GalleryArchived, None)).await.unwrap();
    commit(tx).await;
    // What is undone has not happened.
    let tx = world.write().await;
    tx.events().record(&event(&world, EventKind::GalleryDeleted, None)).await.unwrap();
    drop(tx);
    let rename = format!("UPDATE users SET name = 'Another' WHERE id = {}", world.owner.id);
    world.db.connection().execute_unprepared(&rename).await.unwrap();

    let tx = world.read().await;
    let outbox = tx.events().outbox(EventId(0), 10).await.unwrap();
    let kinds: Vec<&str> = outbox.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["gallery.created", "gallery.archived"]);
    assert_eq!(outbox[0].subject_type.as_deref(), Some("gallery"));
    assert_eq!(outbox[0].subject_id, Some(world.gallery.id.0));
    assert_eq!(outbox[0].payload, json!({"subject": "Åse", "ids": [1, 2]}));
    assert_eq!((outbox[0].studio, outbox[0].occurred_at), (world.studio.id, now()));
    assert_eq!(tx.events().outbox(outbox[0].id, 10).await.unwrap(), outbox[1..]);

    let first = tx.events().audit(world.studio.id, PageRequest::first(1)).await.unwrap();
    assert_eq!((first.items[0].kind.as_str(), first.total), ("gallery.archived", 2));
    assert_eq!((first.items[0].actor, &first.items[0].actor_name), (None, &None));
    let rest = PageRequest { after: first.next, ..PageRequest::first(1) };
    let rest = tx.events().audit(world.studio.id, rest).await.unwrap();
    assert_eq!(rest.items[0].actor, Some(world.owner.id));
    assert_eq!(rest.items[0].actor_name.as_ref(), Some(&world.owner.details.name));
    assert_eq!(rest.next, None);
    assert_eq!(tx.events().audit(other.id, PageRequest::default()).await.unwrap().total, 0);
}

async fn what_happened_to_a_gallery_is_found_by_kind_newest_first(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let elsewhere = Some(Context::Image(ImageId(world.gallery.id.0)));
    let tx = world.write().await;
    let opened = event(&world, EventKind::ShareLinkOpened, Some(world.owner.id));
    let approved = event(&world, EventKind::ImageApproved, None);
    let changed = event(&world, EventKind::GalleryChanged, None);
    let of_picture = Event { subject: elsewhere, ..event(&world, EventKind::ImageApproved, None) };
    for event in [&opened, &approved, &changed, &of_picture, &opened] {
        tx.events().record(event).await.unwrap();
    }
    commit(tx).await;
    let tx = world.read().await;
    let (studio, gallery) = (world.studio.id, world.gallery.id);
    let of = async |studio: StudioId, kinds: &[EventKind], page: PageRequest| {
        tx.events().of_gallery(studio, gallery, kinds, page).await.unwrap()
    };
    let first = of(studio, EventKind::ACTIVITY, PageRequest::first(2)).await;
    let kinds: Vec<&str> = first.items.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!((kinds, first.total), (vec!["share_link.opened", "image.approved"], 3));
    let rest =
        of(studio, EventKind::ACTIVITY, PageRequest { after: first.next, ..PageRequest::first(2) }).await;
    assert_eq!((rest.items.len(), rest.items[0].actor, rest.next), (1, Some(world.owner.id), None));
    assert_eq!(of(studio, &[EventKind::GalleryChanged], PageRequest::first(9)).await.total, 1);
    assert_eq!(of(studio, &[], PageRequest::first(9)).await.total, 0);
    assert_eq!(of(other.id, EventKind::ACTIVITY, PageRequest::first(9)).await.total, 0);
}

async fn pruning_the_outbox_leaves_the_audit_log(db: TestDatabase) {
    let world = World::on(db).await;
    let tx = world.write().await;
    tx.events().record(&event(&world, EventKind::GalleryCreated, None)).await.unwrap();
    assert_eq!(tx.events().prune_outbox(now()).await.unwrap(), 0);
    assert_eq!(tx.events().prune_outbox(now() + Duration::seconds(1)).await.unwrap(), 1);
    assert_eq!(tx.events().outbox(EventId(0), 10).await.unwrap(), []);
    assert_eq!(tx.events().audit(world.studio.id, PageRequest::default()).await.unwrap().total, 1);
}

async fn enqueue(tx: &Tx, studio: StudioId, run_at: Timestamp) -> JobId {
    enqueue_as(tx, studio, "images.make_derivatives", run_at).await
}

async fn enqueue_as(tx: &Tx, studio: StudioId, kind: &'static str, run_at: Timestamp) -> JobId {
    let new = NewJob { studio, kind, payload: json!({"image": 1}), run_at, now: now() };
    tx.jobs().enqueue(new).await.unwrap()
}

async fn claim(store: &dyn Store, worker: &str, at: Timestamp, limit: u64) -> Vec<Job> {
    claim_of(store, worker, at, limit, false).await
}

async fn claim_of(store: &dyn Store, worker: &str, at: Timestamp, limit: u64, outside: bool) -> Vec<Job> {
    let tx = write(store).await;
    let jobs = tx.jobs().claim(worker, at, Duration::minutes(5), limit, outside).await.unwrap();
    commit(tx).await;
    jobs
}

/// Kinds of jobs that wait for a service outside.
const OUTSIDE: [&str; 3] = ["images.mirror", "images.unmirror", "images.check_mirror"];

async fn eight_workers_never_claim_the_same_job_twice(db: TestDatabase) {
    let world = World::on(db).await;
    let tx = world.write().await;
    for _ in 0..60 {
        enqueue(&tx, world.studio.id, now()).await;
    }
    commit(tx).await;
    let workers: Vec<_> = (0..8)
        .map(|n| {
            let store = world.db.store();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                // A worker that finds everything locked finds nothing; the next round tells.
                for _ in 0..20 {
                    mine.extend(claim(&store, &format!("worker-{n}"), now(), 3).await);
                }
                mine
            })
        })
        .collect();
    let mut seen = HashSet::new();
    let mut count = 0;
    for worker in workers {
        for job in worker.await.unwrap() {
            assert_eq!((job.state, job.attempts), (JobState::Running, 1));
            seen.insert(job.id);
            count += 1;
        }
    }
    assert_eq!((seen.len(), count), (60, 60), "{}", world.db.backend.name());
}

async fn jobs_are_claimed_when_they_are_due_oldest_first(db: TestDatabase) {
    let world = World::on(db).await;
    let tx = world.write().await;
    let later = enqueue(&tx, world.studio.id, now() + Duration::seconds(1)).await;
    let second = enqueue(&tx, world.studio.id, now()).await;
    let first = enqueue(&tx, world.studio.id, now() - Duration::seconds(1)).await;
    commit(tx).await;
    let ids = |jobs: Vec<Job>| jobs.into_iter().map(|job| job.id).collect::<Vec<_>>();
    assert_eq!(ids(claim(&*world.db, "w", now(), 1).await), [first]);
    assert_eq!(ids(claim(&*world.db, "w", now(), 9).await), [second]);
    assert_eq!(ids(claim(&*world.db, "w", now() + Duration::seconds(1), 9).await), [later]);
}

async fn jobs_that_wait_for_a_service_outside_hide_no_others(db: TestDatabase) {
    let world = World::on(db).await;
    let (studio, store) = (world.studio.id, &*world.db);
    let tx = world.write().await;
    let mut copies = Vec::new();
    for n in 0..30 {
        copies.push(enqueue_as(&tx, studio, OUTSIDE[n % 3], now() - Duration::minutes(1)).await);
    }
    let own = [enqueue(&tx, studio, now()).await, enqueue(&tx, studio, now()).await];
    commit(tx).await;
    let ids = |jobs: Vec<Job>| jobs.into_iter().map(|job| job.id).collect::<Vec<_>>();
    assert_eq!(ids(claim_of(store, "w", now(), 1, false).await), own[..1]);
    assert_eq!(ids(claim_of(store, "w", now(), 9, false).await), own[1..]);
    assert_eq!(ids(claim_of(store, "w", now(), 9, false).await), []);
    assert_eq!(ids(claim_of(store, "w", now(), 2, true).await), copies[..2]);
    assert_eq!(ids(claim_of(store, "w", now(), 9, true).await), copies[2..11]);
    // The same where workers have gone silent.
    let later = now() + Duration::minutes(5);
    assert_eq!(ids(claim_of(store, "w", later, 9, false).await), own);
    assert_eq!(claim_of(store, "w", later, 99, true).await.len(), copies.len());
}

async fn workers_that_wait_outside_do_not_hold_up_the_others(db: TestDatabase) {
    let world = World::on(db).await;
    let tx = world.write().await;
    for _ in 0..40 {
        enqueue_as(&tx, world.studio.id, OUTSIDE[0], now()).await;
        enqueue(&tx, world.studio.id, now()).await;
    }
    commit(tx).await;
    let workers: Vec<_> = (0..8)
        .map(|n| {
            let store = world.db.store();
            tokio::spawn(async move {
                let outside = n % 2 == 1;
                let mut mine = Vec::new();
                for _ in 0..25 {
                    mine.extend(claim_of(&store, &format!("worker-{n}"), now(), 2, outside).await);
                }
                assert!(mine.iter().all(|job| OUTSIDE.contains(&job.kind.as_str()) == outside));
                mine
            })
        })
        .collect();
    let mut seen = HashSet::new();
    let mut count = 0;
    for worker in workers {
        for job in worker.await.unwrap() {
            seen.insert(job.id);
            count += 1;
        }
    }
    assert_eq!((seen.len(), count), (80, 80), "{}", world.db.backend.name());
}

async fn a_job_whose_lease_ran_out_goes_to_another_worker(db: TestDatabase) {
    let world = World::on(db).await;
    let tx = world.write().await;
    let id = enqueue(&tx, world.studio.id, now()).await;
    commit(tx).await;
    let mut held = claim(&*world.db, "first", now(), 9).await.remove(0);
    assert_eq!(held.claimed_by.as_deref(), Some("first"));
    assert_eq!(held.lease_until, Some(now() + Duration::minutes(5)));
    assert_eq!(held.payload, json!({"image": 1}));
    assert!(claim(&*world.db, "second", now() + Duration::minutes(4), 9).await.is_empty());
    let tx = world.write().await;
    let until = now() + Duration::minutes(10);
    assert!(tx.jobs().extend(id, "first", until).await.unwrap());
    assert!(!tx.jobs().extend(id, "second", until).await.unwrap());
    commit(tx).await;
    assert!(claim(&*world.db, "second", now() + Duration::minutes(9), 9).await.is_empty());

    let mut taken = claim(&*world.db, "second", until, 9).await.remove(0);
    assert_eq!((taken.id, taken.attempts), (id, 2));
    held.succeed(until);
    taken.fail("no such file", false, until);
    let tx = world.write().await;
    assert!(!tx.jobs().save(&held, "first").await.unwrap(), "who lost its claim has no say");
    assert!(tx.jobs().save(&taken, "second").await.unwrap());
    assert!(!tx.jobs().save(&taken, "second").await.unwrap(), "a job that was let go is nobody's");
    let stored = tx.jobs().find(world.studio.id, id).await.unwrap().unwrap();
    assert_eq!(stored.read(&job(world.studio.id)).unwrap(), taken);
}

async fn jobs_are_listed_counted_replayed_and_pruned(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let tx = world.write().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(enqueue(&tx, world.studio.id, now()).await);
    }
    let foreign = enqueue(&tx, other.id, now()).await;
    commit(tx).await;
    let mut claimed = claim(&*world.db, "w", now(), 2).await;
    let tx = world.write().await;
    claimed[0].succeed(now());
    claimed[1].fail("broken for good", true, now());
    for job in &claimed {
        assert!(tx.jobs().save(job, "w").await.unwrap());
    }
    let counts = tx.jobs().counts().await.unwrap();
    assert_eq!(counts, JobCounts { queued: 2, running: 0, dead: 1 });
    assert!(tx.jobs().find(world.studio.id, foreign).await.unwrap().is_none());

    let visible = Visible::to(&job(world.studio.id), Action::ViewAuditLog);
    let newest = JobFilter { sort: Sort::NewestFirst, ..Default::default() };
    let page = tx.jobs().list(&visible, &newest, PageRequest::first(2)).await.unwrap();
    assert_eq!(page.items.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[2], ids[1]]);
    assert_eq!(page.total, 3);
    let dead = JobFilter { state: Some(JobState::Dead), ..Default::default() };
    let page = tx.jobs().list(&visible, &dead, PageRequest::default()).await.unwrap();
    assert_eq!(page.items, [claimed[1].clone()]);
    let kind = JobFilter { kind: Some("other".into()), ..Default::default() };
    assert_eq!(tx.jobs().list(&visible, &kind, PageRequest::default()).await.unwrap().total, 0);

    let found = tx.jobs().find(world.studio.id, claimed[1].id).await.unwrap().unwrap();
    let replayed = found
        .write(&job(world.studio.id), Action::ViewAuditLog)
        .unwrap()
        .change(|job| job.replay(now()))
        .unwrap();
    tx.jobs().update(&replayed).await.unwrap();
    assert_eq!(tx.jobs().prune(now()).await.unwrap(), 0);
    assert_eq!(tx.jobs().prune(now() + Duration::seconds(1)).await.unwrap(), 1);
    let counts = tx.jobs().counts().await.unwrap();
    assert_eq!(counts, JobCounts { queued: 3, running: 0, dead: 0 });
}

async fn workers_learn_of_queued_work_alone(db: TestDatabase) {
    let world = World::on(db).await;
    let start = world.db.work_epoch();
    let tx = world.write().await;
    enqueue(&tx, world.studio.id, now()).await;
    drop(tx);
    let tx = world.write().await;
    tx.events().record(&event(&world, EventKind::GalleryCreated, None)).await.unwrap();
    commit(tx).await;
    assert_eq!(world.db.work_epoch(), start, "there is nothing to claim");

    let tx = world.write().await;
    let id = enqueue(&tx, world.studio.id, now()).await;
    commit(tx).await;
    assert_eq!(world.db.work_epoch(), start + 1);
    let tx = world.write().await;
    let kind = "images.make_derivatives";
    let new = NewJob { studio: world.studio.id, kind, payload: json!({}), run_at: now(), now: now() };
    tx.jobs().enqueue_all(vec![new]).await.unwrap();
    commit(tx).await;
    assert_eq!(world.db.work_epoch(), start + 2);

    let mut claimed = claim(&*world.db, "w", now(), 1).await;
    claimed[0].fail("broken for good", true, now());
    let tx = world.write().await;
    assert!(tx.jobs().save(&claimed[0], "w").await.unwrap());
    commit(tx).await;
    assert_eq!(world.db.work_epoch(), start + 2, "whoever claims knows of it");

    let tx = world.write().await;
    let dead = tx.jobs().find(world.studio.id, id).await.unwrap().unwrap();
    let dead = dead.write(&job(world.studio.id), Action::ViewAuditLog).unwrap();
    tx.jobs().update(&dead.change(|job| job.replay(now())).unwrap()).await.unwrap();
    commit(tx).await;
    assert_eq!(world.db.work_epoch(), start + 3);
}

async fn claim_key(
    store: &dyn Store,
    key: &str,
    print: &str,
    at: Timestamp,
) -> Result<IdempotencyRecord, StoreError> {
    let tx = write(store).await;
    let record = tx.idempotency().claim("1/2/POST /galleries", key, print, at).await?;
    commit(tx).await;
    Ok(record)
}

async fn of_two_requests_with_one_key_one_is_new(db: TestDatabase) {
    let world = World::on(db).await;
    for (key, at) in [("fresh", now()), ("fresh", now() + Duration::hours(25))] {
        let callers: Vec<_> = (0..8)
            .map(|_| {
                let store = world.db.store();
                tokio::spawn(async move { claim_key(&store, key, "print", at).await.unwrap() })
            })
            .collect();
        let mut new = 0;
        for caller in callers {
            match caller.await.unwrap() {
                IdempotencyRecord::New => new += 1,
                other => assert_eq!(other, IdempotencyRecord::InProgress),
            }
        }
        assert_eq!(new, 1, "{} at {at}", world.db.backend.name());
    }
}

async fn a_repeated_request_gets_the_first_answer(db: TestDatabase) {
    let world = World::on(db).await;
    let scope = "1/2/POST /galleries";
    let key = "å".repeat(300);
    let store = &*world.db;
    assert_eq!(claim_key(store, &key, "a", now()).await.unwrap(), IdempotencyRecord::New);
    assert_eq!(claim_key(store, &key, "a", now()).await.unwrap(), IdempotencyRecord::InProgress);
    let tx = world.write().await;
    tx.idempotency().complete(scope, &key, 201, "{\"id\":7}", Some("/galleries/7")).await.unwrap();
    commit(tx).await;
    let done = IdempotencyRecord::Done {
        status: 201,
        body: "{\"id\":7}".into(),
        location: Some("/galleries/7".into()),
    };
    let day = now() + Duration::hours(24);
    assert_eq!(claim_key(store, &key, "a", day).await.unwrap(), done);
    assert_eq!(claim_key(store, &key, "b", day).await.unwrap(), IdempotencyRecord::Mismatch);
    let past = day + Duration::microseconds(1);
    assert_eq!(claim_key(store, &key, "b", past).await.unwrap(), IdempotencyRecord::New);
    assert_eq!(claim_key(store, &key, "b", past).await.unwrap(), IdempotencyRecord::InProgress);
    let tx = world.write().await;
    tx.idempotency().release(scope, &key).await.unwrap();
    commit(tx).await;
    assert_eq!(claim_key(store, &key, "c", past).await.unwrap(), IdempotencyRecord::New);
    let tx = world.write().await;
    assert_eq!(tx.idempotency().purge(past).await.unwrap(), 0);
    assert_eq!(tx.idempotency().purge(past + Duration::seconds(1)).await.unwrap(), 1);
}

async fn a_key_says_nothing_in_another_scope(db: TestDatabase) {
    let world = World::on(db).await;
    let key = a_hash();
    let tx = world.write().await;
    for scope in ["1/1/POST /galleries", "1/2/POST /galleries"] {
        let record = tx.idempotency().claim(scope, &key, "a", now()).await.unwrap();
        assert_eq!(record, IdempotencyRecord::New);
    }
    commit(tx).await;
}

async fn many_events_and_jobs_are_told_at_once(db: TestDatabase) {
    let world = World::on(db).await;
    let event = |n: i64| Event {
        studio: world.studio.id,
        kind: EventKind::StagingReady,
        subject: Some(Context::Studio(world.studio.id)),
        actor: (n % 2 == 0).then_some(world.owner.id),
        payload: json!({ "n": n }),
        occurred_at: now(),
    };
    let events: Vec<Event> = (0..1_200).map(event).collect();
    let job = |n: i64| NewJob {
        studio: world.studio.id,
        kind: "test.kind",
        payload: json!({ "n": n }),
        run_at: now(),
        now: now(),
    };
    let tx = world.write().await;
    tx.events().record_all(&events).await.unwrap();
    tx.jobs().enqueue_all((0..1_200).map(job).collect()).await.unwrap();
    tx.jobs().enqueue_all(Vec::new()).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let outbox = tx.events().outbox(EventId(0), 2_000).await.unwrap();
    assert_eq!(outbox.iter().filter(|entry| entry.kind == "staging.ready").count(), 1_200);
    let audit = tx.events().audit(world.studio.id, PageRequest::first(2)).await.unwrap().items;
    assert_eq!((audit[0].actor, audit[0].actor_name.as_deref()), (None, None));
    assert_eq!(
        (audit[1].actor, audit[1].actor_name.as_ref()),
        (Some(world.owner.id), Some(&world.owner.details.name))
    );
    assert_eq!(tx.jobs().counts().await.unwrap().queued, 1_200);
}
