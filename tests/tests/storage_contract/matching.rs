//! Sessions of galleries, and what was decided about files of the tray.

use atelier_application::paging::{Cursor, PageRequest};
use atelier_application::ports::{
    NewBatch, NewDecision, NewStagingImage, ProposalFilter, StagedContent, StagingFilter, StoreError, Tx,
};
use atelier_domain::access::{Action, Context, Visible, Writable};
use atelier_domain::events::{Event, EventKind};
use atelier_domain::galleries::{Buffers, CalendarState, Gallery, Place, SessionStatus, SessionWindow};
use atelier_domain::images::ImageFormat;
use atelier_domain::ingest::matching::{Outcome, Score, Span};
use atelier_domain::ingest::{BatchSource, CameraSettings, Flag, MarksChange, StagingImage};
use atelier_domain::{BatchId, GalleryId, StagingImageId, StudioId, Timestamp};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{a_gallery, a_studio};
use chrono::Duration;
use serde_json::json;

use crate::world::{World, a_hash, commit, everything, gallery, job, now};

contract!(
    a_gallery_has_one_window_that_is_replaced_and_taken_away,
    sessions_are_found_by_the_time_that_they_touch,
    a_decision_is_appended_once_and_the_last_one_holds,
    nothing_is_left_of_a_decision_whose_transaction_fails,
    proposals_are_listed_by_file_with_what_they_are_about,
    what_waits_in_a_batch_is_found_in_portions,
    of_two_who_decide_at_once_the_second_sees_the_first,
    a_gallery_that_goes_takes_its_proposals_and_leaves_the_log,
);

fn window(start: Timestamp) -> SessionWindow {
    SessionWindow {
        starts_at: start,
        ends_at: start + Duration::hours(2),
        timezone: "America/Los_Angeles".parse().unwrap(),
        buffers: Buffers { setup: 30, travel_before: 15, travel_after: 20, teardown: 10 },
        place: Place::at(34.072_812_3, -118.442_1),
        location: Some("Royce Hall".into()),
        session_type: Some("headshot".into()),
        job_type: None,
        status: SessionStatus::Confirmed,
        calendar_state: CalendarState::Stale,
    }
}

async fn another_gallery(world: &World) -> Gallery {
    a_gallery().insert(&*world.db, &world.organization, &world.owner).await
}

async fn set_window(world: &World, id: GalleryId, window: &SessionWindow) {
    let tx = world.write().await;
    let gallery = gallery(&tx, world.studio.id, id).await;
    tx.session_windows().put(&gallery, window, now()).await.unwrap();
    commit(tx).await;
}

async fn a_gallery_has_one_window_that_is_replaced_and_taken_away(db: TestDatabase) {
    let world = World::on(db).await;
    let id = world.gallery.id;
    assert_eq!(world.read().await.session_windows().of_gallery(id).await.unwrap(), None);
    let first = window(now());
    let tx = world.write().await;
    let owner = gallery(&tx, world.studio.id, id).await;
    let stored = tx.session_windows().put(&owner, &first, now()).await.unwrap();
    assert_eq!((stored.gallery, &stored.window, stored.version), (id, &first, 1));
    commit(tx).await;

    let second = SessionWindow { place: None, location: None, status: SessionStatus::NoShow, ..first };
    let later = now() + Duration::minutes(1);
    let tx = world.write().await;
    let owner = gallery(&tx, world.studio.id, id).await;
    let stored = tx.session_windows().put(&owner, &second, later).await.unwrap();
    assert_eq!((&stored.window, stored.version), (&second, 2));
    assert_eq!((stored.created_at, stored.updated_at), (now(), later));
    commit(tx).await;
    assert_eq!(world.read().await.session_windows().of_gallery(id).await.unwrap(), Some(stored));

    let tx = world.write().await;
    let owner = gallery(&tx, world.studio.id, id).await;
    assert!(tx.session_windows().remove(&owner).await.unwrap());
    assert!(!tx.session_windows().remove(&owner).await.unwrap());
    commit(tx).await;
    assert_eq!(world.read().await.session_windows().of_gallery(id).await.unwrap(), None);
}

async fn touching(world: &World, studio: StudioId, spans: &[(i64, i64)]) -> Vec<GalleryId> {
    let span = |(from, until): &(i64, i64)| Span {
        from: now() + Duration::hours(*from),
        until: now() + Duration::hours(*until),
    };
    let spans: Vec<Span> = spans.iter().map(span).collect();
    let found = world.read().await.sessions().touching(studio, &spans).await.unwrap();
    found.into_iter().map(|candidate| candidate.gallery).collect()
}

async fn sessions_are_found_by_the_time_that_they_touch(db: TestDatabase) {
    let world = World::on(db).await;
    let (today, next_month) = (world.gallery.id, another_gallery(&world).await.id);
    let off = another_gallery(&world).await.id;
    set_window(&world, today, &window(now())).await;
    set_window(&world, next_month, &window(now() + Duration::days(30))).await;
    set_window(&world, off, &SessionWindow { status: SessionStatus::Cancelled, ..window(now()) }).await;

    let studio = world.studio.id;
    assert_eq!(touching(&world, studio, &[(0, 1)]).await, [today]);
    assert_eq!(touching(&world, studio, &[(720, 721)]).await, [next_month]);
    assert_eq!(touching(&world, studio, &[(720, 721), (-1, 1)]).await, [today, next_month]);
    assert_eq!(touching(&world, studio, &[(-3, 0), (2, 3)]).await, [today]);
    assert!(touching(&world, studio, &[]).await.is_empty());
    assert!(touching(&world, studio, &[(-2_000, -1_900)]).await.is_empty());
    // A camera without a set clock, and one far ahead.
    assert!(touching(&world, studio, &[(-1_700_000, -1_699_999), (69_000_000, 69_000_001)]).await.is_empty());
    let other = a_studio().insert(&*world.db).await;
    assert!(touching(&world, other.id, &[(0, 1)]).await.is_empty());

    let found = world.read().await;
    let span = Span { from: now(), until: now() };
    let found = found.sessions().touching(studio, &[span]).await.unwrap();
    assert_eq!(
        (found[0].title.as_str(), &found[0].window),
        (world.gallery.details.subject_name.as_str(), &window(now()))
    );

    let tx = world.write().await;
    let archived = gallery(&tx, studio, today).await.change(|gallery| gallery.archive(now())).unwrap();
    tx.galleries().update(&archived).await.unwrap();
    commit(tx).await;
    assert!(touching(&world, studio, &[(0, 1)]).await.is_empty());
    world.delete_gallery(next_month).await;
    assert!(touching(&world, studio, &[(720, 721)]).await.is_empty());
}

async fn batch(world: &World, name: Option<&str>) -> BatchId {
    let tx = world.write().await;
    let new = NewBatch {
        id: BatchId::parse(&a_hash()[32..]).unwrap(),
        studio: world.studio.id,
        name: name.map(str::to_owned),
        source: BatchSource::Upload,
        created_by: world.owner.id,
        now: now(),
    };
    let id = tx.batches().insert(new).await.unwrap().id;
    commit(tx).await;
    id
}

async fn staged(world: &World, batch: BatchId, filename: &str) -> StagingImageId {
    let tx = world.write().await;
    let hash = a_hash();
    let content = StagedContent::Kept {
        original_path: format!("originals/{hash}.jpg"),
        content_hash: hash,
        format: ImageFormat::Jpeg,
        width: 60,
        height: 40,
        metadata: serde_json::Map::new(),
        taken_at: Some(now().naive_utc()),
        camera: CameraSettings::default(),
    };
    let new = NewStagingImage {
        studio: world.studio.id,
        batch,
        filename: filename.to_owned(),
        file_size: 1_000,
        content,
        uploaded_by: Some(world.owner.id),
        now: now(),
    };
    let id = tx.staging().insert(new).await.unwrap().id;
    commit(tx).await;
    id
}

async fn file(tx: &Tx, world: &World, id: StagingImageId) -> Writable<StagingImage> {
    let found = tx.staging().find(world.studio.id, id).await.unwrap().unwrap();
    found.write(&job(world.studio.id), atelier_domain::access::Action::AssignStaging).unwrap()
}

fn decision(outcome: Outcome, gallery: Option<GalleryId>, key: &str) -> NewDecision {
    NewDecision {
        outcome,
        gallery,
        score: gallery.map(|_| Score::of(92_500)),
        evidence: json!({"reason": "clear_winner", "words": ["søren"]}),
        algorithm_version: "1",
        fingerprint: format!("{key:0>64}"),
        idempotency_key: format!("{key:0>64}"),
        decided_by: None,
        now: now(),
    }
}

async fn decide(world: &World, id: StagingImageId, new: NewDecision) {
    let tx = world.write().await;
    let file = file(&tx, world, id).await;
    tx.proposals().decide(&[(&file, new)]).await.unwrap();
    commit(tx).await;
}

async fn log(world: &World, id: StagingImageId) -> Vec<Outcome> {
    let tx = world.read().await;
    let page = tx.proposals().log(world.studio.id, id, PageRequest::default()).await.unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|decision| decision.outcome).collect()
}

async fn a_decision_is_appended_once_and_the_last_one_holds(db: TestDatabase) {
    let world = World::on(db).await;
    let batch = batch(&world, None).await;
    let id = staged(&world, batch, "a.jpg").await;
    let other = staged(&world, batch, "b.jpg").await;
    let place = Some(world.gallery.id);
    let propose = decision(Outcome::Propose, place, "1");
    decide(&world, id, propose.clone()).await;
    decide(&world, id, propose.clone()).await;
    assert_eq!(log(&world, id).await, [Outcome::Propose]);
    // The same key on another file is another decision.
    decide(&world, other, propose.clone()).await;
    let reject =
        NewDecision { decided_by: Some(world.owner.id), ..decision(Outcome::ManualUnassign, place, "2") };
    decide(&world, id, reject).await;
    assert_eq!(log(&world, id).await, [Outcome::ManualUnassign, Outcome::Propose]);

    let tx = world.read().await;
    let held = tx.proposals().holding(world.studio.id, &[id, other]).await.unwrap();
    let told: Vec<_> = held.iter().map(|held| (held.staging_image, held.outcome, held.gallery)).collect();
    assert_eq!(told, [(id, Outcome::ManualUnassign, None), (other, Outcome::Propose, place)]);
    assert_eq!(
        (held[1].score, held[1].fingerprint.as_str()),
        (Some(Score::of(92_500)), propose.fingerprint.as_str())
    );
    let page = tx.proposals().log(world.studio.id, id, PageRequest::first(1)).await.unwrap();
    assert_eq!((page.items[0].gallery, page.items[0].decided_by), (place, Some(world.owner.id)));
    assert_eq!(page.items[0].evidence, propose.evidence);
    assert_eq!(page.next.map(|next| next.id), Some(page.items[0].id.0));

    let stranger = a_studio().insert(&*world.db).await;
    assert!(tx.proposals().holding(stranger.id, &[id]).await.unwrap().is_empty());
    assert_eq!(tx.proposals().log(stranger.id, id, PageRequest::default()).await.unwrap().total, 0);
    drop(tx);
    // What held before can hold again.
    decide(&world, id, propose).await;
    assert_eq!(log(&world, id).await.len(), 2);
    let held = world.read().await.proposals().holding(world.studio.id, &[id]).await.unwrap();
    assert_eq!(held[0].outcome, Outcome::Propose);
}

async fn nothing_is_left_of_a_decision_whose_transaction_fails(db: TestDatabase) {
    let world = World::on(db).await;
    let id = staged(&world, batch(&world, None).await, "a.jpg").await;
    let before = world.read().await.events().outbox(atelier_domain::EventId(0), 1_000).await.unwrap().len();
    let tx = world.write().await;
    let file = file(&tx, &world, id).await;
    tx.proposals().decide(&[(&file, decision(Outcome::Propose, Some(world.gallery.id), "1"))]).await.unwrap();
    let event = Event {
        studio: world.studio.id,
        kind: EventKind::StagingMatched,
        subject: Some(Context::Studio(world.studio.id)),
        actor: None,
        payload: json!({}),
        occurred_at: now(),
    };
    tx.events().record(&event).await.unwrap();
    // The gallery is of another studio, or of none.
    let stray = decision(Outcome::Propose, Some(GalleryId(i64::MAX)), "2");
    let refused = tx.proposals().decide(&[(&file, stray)]).await.unwrap_err();
    assert_eq!(refused, StoreError::Conflict { constraint: "reference" });
    drop(tx);
    assert!(log(&world, id).await.is_empty());
    assert!(world.read().await.proposals().holding(world.studio.id, &[id]).await.unwrap().is_empty());
    let after = world.read().await.events().outbox(atelier_domain::EventId(0), 1_000).await.unwrap().len();
    assert_eq!(before, after);
}

async fn listed(world: &World, filter: &ProposalFilter, page: PageRequest) -> (Vec<StagingImageId>, u64) {
    let visible = everything(world.studio.id);
    let page = world.read().await.proposals().list(&visible, filter, page).await.unwrap();
    (page.items.into_iter().map(|entry| entry.decision.staging_image).collect(), page.total)
}

async fn proposals_are_listed_by_file_with_what_they_are_about(db: TestDatabase) {
    let world = World::on(db).await;
    let (first, second) = (batch(&world, None).await, batch(&world, None).await);
    let elsewhere = another_gallery(&world).await.id;
    let mut ids = Vec::new();
    for (batch, place, outcome) in [
        (first, Some(world.gallery.id), Outcome::AutoAssign),
        (first, None, Outcome::NoMatch),
        (second, Some(elsewhere), Outcome::Propose),
        (first, Some(elsewhere), Outcome::Propose),
        (first, Some(elsewhere), Outcome::ManualUnassign),
    ] {
        let id = staged(&world, batch, "DSC_0001.JPG").await;
        decide(&world, id, decision(outcome, place, "1")).await;
        ids.push(id);
    }
    let all = PageRequest::default();
    let offers = ProposalFilter::default();
    assert_eq!(listed(&world, &offers, all).await, (vec![ids[0], ids[2], ids[3]], 3));
    let of_batch = ProposalFilter { batch: Some(first), ..offers.clone() };
    assert_eq!(listed(&world, &of_batch, all).await, (vec![ids[0], ids[3]], 2));
    let of_gallery = ProposalFilter { gallery: Some(elsewhere), ..offers.clone() };
    assert_eq!(listed(&world, &of_gallery, all).await, (vec![ids[2], ids[3]], 2));
    let unmatched = ProposalFilter { outcomes: vec![Outcome::NoMatch], ..offers.clone() };
    assert_eq!(listed(&world, &unmatched, all).await, (vec![ids[1]], 1));
    let tx = world.write().await;
    let flag = MarksChange { rating: Some(Some(2)), flag: Some(Flag::Reject) };
    let rejected = file(&tx, &world, ids[2]).await.change(|file| file.mark(flag, now())).unwrap();
    tx.staging().update_marks(&[rejected], now()).await.unwrap();
    commit(tx).await;
    let wanted = ProposalFilter { rejected: Some(false), ..offers.clone() };
    assert_eq!(listed(&world, &wanted, all).await, (vec![ids[0], ids[3]], 2));
    let unwanted = ProposalFilter { rejected: Some(true), ..offers.clone() };
    assert_eq!(listed(&world, &unwanted, all).await, (vec![ids[2]], 1));
    let after = PageRequest { after: Some(Cursor { key: 0, id: ids[0].0 }), ..PageRequest::first(1) };
    assert_eq!(listed(&world, &offers, after).await, (vec![ids[2]], 3));
    let skipped = PageRequest { offset: 2, ..all };
    assert_eq!(listed(&world, &offers, skipped).await, (vec![ids[3]], 3));

    let visible = everything(world.studio.id);
    let page = world.read().await.proposals().list(&visible, &offers, PageRequest::first(1)).await.unwrap();
    assert_eq!(page.items[0].subject_name.as_deref(), Some(world.gallery.details.subject_name.as_str()));
    assert_eq!((page.items[0].batch, page.items[0].filename.as_str()), (first, "DSC_0001.JPG"));
    assert_eq!(page.next, Some(Cursor { key: 0, id: ids[0].0 }));
    let other = a_studio().insert(&*world.db).await;
    assert_eq!(
        world.read().await.proposals().list(&everything(other.id), &offers, all).await.unwrap().total,
        0
    );

    let none = staged(&world, first, "nobody_looked.jpg").await;
    let asked: Vec<_> = ids.iter().copied().chain([none]).collect();
    let tx = world.read().await;
    let told = tx.proposals().summaries(world.studio.id, &asked).await.unwrap();
    assert_eq!(told.iter().map(|told| told.proposal.staging_image).collect::<Vec<_>>(), ids);
    let held = tx.proposals().holding(world.studio.id, &asked).await.unwrap();
    assert_eq!(told.iter().map(|told| told.proposal.clone()).collect::<Vec<_>>(), held);
    assert_eq!(told[0].subject_name.as_ref(), Some(&world.gallery.details.subject_name));
    assert_eq!(told[1].subject_name, None);
    assert!(tx.proposals().summaries(other.id, &asked).await.unwrap().is_empty());
    let visible = Visible::to(&job(world.studio.id), Action::AccessStaging);
    for (outcome, expected) in [
        (Outcome::NoMatch, vec![ids[1]]),
        (Outcome::ManualUnassign, vec![ids[4]]),
        (Outcome::ManualAssign, Vec::new()),
    ] {
        let filter = StagingFilter { outcome: Some(outcome), ..StagingFilter::default() };
        let page = tx.staging().list(&visible, &filter, PageRequest::default()).await.unwrap();
        assert_eq!(page.items.iter().map(|file| file.id).collect::<Vec<_>>(), expected, "{outcome:?}");
    }
    drop(tx);

    let tx = world.write().await;
    let discarded = file(&tx, &world, ids[0]).await.change(|file| file.discard(now())).unwrap();
    tx.staging().update_states(&[discarded], now()).await.unwrap();
    commit(tx).await;
    assert_eq!(listed(&world, &offers, all).await.0, [ids[2], ids[3]]);
}

async fn what_waits_in_a_batch_is_found_in_portions(db: TestDatabase) {
    let world = World::on(db).await;
    let (named, nameless) = (batch(&world, Some("UCLA headshots")).await, batch(&world, None).await);
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(staged(&world, named, &format!("{n}.jpg")).await);
    }
    staged(&world, nameless, "other.jpg").await;
    let tx = world.read().await;
    let waiting = async |after, limit| {
        tx.proposals().waiting(world.studio.id, named, StagingImageId(after), limit).await.unwrap()
    };
    assert_eq!(waiting(0, 2).await, ids[..2]);
    assert_eq!(waiting(ids[1].0, 2).await, ids[2..]);
    assert!(waiting(ids[2].0, 2).await.is_empty());
    let names = tx.proposals().batch_names(world.studio.id, &[named, nameless]).await.unwrap();
    assert_eq!(names, [(named, "UCLA headshots".to_owned())]);
    let other = a_studio().insert(&*world.db).await;
    assert!(tx.proposals().batch_names(other.id, &[named]).await.unwrap().is_empty());
    assert!(tx.proposals().waiting(other.id, named, StagingImageId(0), 9).await.unwrap().is_empty());
    drop(tx);

    let tx = world.write().await;
    let discarded = file(&tx, &world, ids[0]).await.change(|file| file.discard(now())).unwrap();
    tx.staging().update_states(&[discarded], now()).await.unwrap();
    commit(tx).await;
    let left = world.read().await.proposals().waiting(world.studio.id, named, StagingImageId(0), 9).await;
    assert_eq!(left.unwrap(), ids[1..]);
}

async fn of_two_who_decide_at_once_the_second_sees_the_first(db: TestDatabase) {
    let world = World::on(db).await;
    let id = staged(&world, batch(&world, None).await, "a.jpg").await;
    let world = std::sync::Arc::new(world);
    let deciders: Vec<_> = (0..6)
        .map(|_| {
            let world = std::sync::Arc::clone(&world);
            tokio::spawn(async move {
                let tx = world.write().await;
                let file = file(&tx, &world, id).await;
                let held = tx.proposals().holding(world.studio.id, &[id]).await.unwrap();
                if held.is_empty() {
                    let new = decision(Outcome::Propose, Some(world.gallery.id), &a_hash()[50..]);
                    tx.proposals().decide(&[(&file, new)]).await.unwrap();
                }
                commit(tx).await;
            })
        })
        .collect();
    for decider in deciders {
        decider.await.unwrap();
    }
    assert_eq!(log(&world, id).await, [Outcome::Propose]);
}

async fn a_gallery_that_goes_takes_its_proposals_and_leaves_the_log(db: TestDatabase) {
    let world = World::on(db).await;
    let id = staged(&world, batch(&world, None).await, "a.jpg").await;
    decide(&world, id, decision(Outcome::Propose, Some(world.gallery.id), "1")).await;
    // Nothing in the program removes galleries for good; the schema says what would happen.
    let sql = format!("DELETE FROM galleries WHERE id = {}", world.gallery.id);
    sea_orm::ConnectionTrait::execute_unprepared(world.db.connection(), &sql).await.unwrap();
    assert!(world.read().await.proposals().holding(world.studio.id, &[id]).await.unwrap().is_empty());
    assert_eq!(log(&world, id).await, [Outcome::Propose]);
}
