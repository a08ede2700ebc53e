use std::sync::Arc;

use async_trait::async_trait;
use atelier_application::identity::InviteInput;
use atelier_application::jobs::Jobs;
use atelier_application::mail::SendMail;
use atelier_application::paging::PageRequest;
use atelier_application::ports::{ImageError, JobFilter, MailError, Mailer, OutgoingMail};
use atelier_domain::events::{JobState, MAX_ATTEMPTS};
use atelier_domain::identity::UserKind;
use atelier_domain::images::{GroupType, ProcessingState};
use chrono::Duration;

use crate::desk::{Desk, code};

mockall::mock! {
    Post {}

    #[async_trait]
    impl Mailer for Post {
        async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError>;
    }
}

async fn invite(desk: &Desk) -> atelier_domain::access::Actor {
    let signed_in = desk.register("Lys").await;
    let owner = desk.actor(&signed_in).await;
    let role = desk.kernel.read().await.unwrap().roles().built_in(UserKind::Studio).await.unwrap();
    let input = InviteInput {
        email: "ola@example.com".into(),
        role: role.id,
        organization: None,
        base_url: "http://localhost".into(),
    };
    desk.users.invite(&owner, input).await.unwrap().into_inner();
    owner
}

#[tokio::test]
async fn a_mail_server_that_is_down_delays_a_letter_and_its_token_is_not_kept_once_it_left() {
    let desk = Desk::open().await;
    let owner = invite(&desk).await;
    let mut post = MockPost::new();
    let mut turn = 0;
    post.expect_send().times(2).returning(move |letter| {
        turn += 1;
        assert_eq!(letter.to, "ola@example.com");
        if turn == 1 { Err(MailError::Temporary("try later".into())) } else { Ok(()) }
    });
    let worker = desk.worker(vec![Arc::new(SendMail { mailer: Arc::new(post) })]);

    let job = worker.claim(1).await.unwrap().pop().unwrap();
    let job = worker.run(job).await.unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Queued, 1));
    assert!(worker.claim(1).await.unwrap().is_empty(), "the pause is kept");
    desk.clock.advance(Duration::seconds(2));
    let job = worker.claim(1).await.unwrap().pop().unwrap();
    let job = worker.run(job).await.unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2));
    let stored = Jobs::new(desk.kernel.clone()).read(&owner, job.id).await.unwrap();
    assert_eq!(stored.payload, serde_json::json!({}));
}

#[tokio::test]
async fn a_letter_that_nobody_takes_waits_for_a_person_to_replay_it() {
    let desk = Desk::open().await;
    let owner = invite(&desk).await;
    let mut post = MockPost::new();
    post.expect_send().times(1).returning(|_| Err(MailError::Permanent("no such mailbox".into())));
    let worker = desk.worker(vec![Arc::new(SendMail { mailer: Arc::new(post) })]);
    let job = worker.claim(1).await.unwrap().pop().unwrap();
    worker.run(job).await.unwrap();

    let jobs = Jobs::new(desk.kernel.clone());
    let filter = JobFilter { state: Some(JobState::Dead), ..JobFilter::default() };
    let dead = jobs.list(&owner, filter, PageRequest::default()).await.unwrap();
    assert_eq!(dead.total, 1);
    let replayed = jobs.replay(&owner, dead.items[0].id).await.unwrap().into_inner();
    assert_eq!((replayed.state, replayed.attempts), (JobState::Queued, 0));
    assert_eq!(code(jobs.replay(&owner, replayed.id).await), "job_not_dead");
}

#[tokio::test]
async fn a_job_that_is_given_back_runs_again_with_all_its_attempts() {
    let desk = Desk::open().await;
    invite(&desk).await;
    let worker = desk.worker(Vec::new());
    let job = worker.claim(1).await.unwrap().pop().unwrap();
    assert_eq!(job.attempts, 1);
    worker.give_back(job).await.unwrap();
    assert_eq!(worker.claim(1).await.unwrap()[0].attempts, 1);
}

#[tokio::test]
async fn a_worker_that_died_loses_its_job_to_another_after_the_lease() {
    let desk = Desk::open().await;
    invite(&desk).await;
    let worker = desk.worker(Vec::new());
    assert_eq!(worker.claim(5).await.unwrap().len(), 1);
    desk.clock.advance(Duration::minutes(10) - Duration::seconds(1));
    assert!(worker.claim(5).await.unwrap().is_empty());
    desk.clock.advance(Duration::seconds(2));
    assert_eq!(worker.claim(5).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_picture_that_cannot_be_decoded_says_why_and_can_be_tried_again() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "a.jpg", b"picture");
    let stored = desk.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await.unwrap();
    let id = stored.image().id;
    *desk.processor.failure.lock().unwrap() = Some(ImageError::Damaged("no such table".into()));
    desk.work().await;
    let failed = desk.images.read(&owner, id).await.unwrap();
    assert_eq!((failed.state, failed.failure.as_deref()), (ProcessingState::Failed, Some("damaged_image")));
    assert!(failed.urls.is_empty());
    assert_eq!(failed.downloads.len(), 1, "the original can always be taken home");

    *desk.processor.failure.lock().unwrap() = None;
    desk.images.process_again(&owner, id).await.unwrap().into_inner();
    desk.work().await;
    let ready = desk.images.read(&owner, id).await.unwrap();
    assert_eq!((ready.state, ready.perceptual_hash), (ProcessingState::Ready, Some(-42)));
}

#[tokio::test]
async fn a_job_that_takes_its_workers_down_is_given_up_in_the_end() {
    let desk = Desk::open().await;
    invite(&desk).await;
    let mut post = MockPost::new();
    post.expect_send().never();
    let worker = desk.worker(vec![Arc::new(SendMail { mailer: Arc::new(post) })]);
    for _ in 0..MAX_ATTEMPTS {
        assert_eq!(worker.claim(1).await.unwrap().len(), 1);
        desk.clock.advance(Duration::minutes(11));
    }
    let job = worker.claim(1).await.unwrap().pop().unwrap();
    assert_eq!(worker.run(job).await.unwrap().state, JobState::Dead);
}

#[tokio::test]
async fn a_picture_whose_job_is_given_up_does_not_stay_in_processing() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "a.jpg", b"picture");
    let stored = desk.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await.unwrap();
    *desk.processor.failure.lock().unwrap() = Some(ImageError::Processor("no memory".into()));
    for _ in 0..MAX_ATTEMPTS {
        assert_eq!(
            desk.images.read(&owner, stored.image().id).await.unwrap().state,
            ProcessingState::Processing
        );
        desk.work().await;
        desk.clock.advance(Duration::minutes(16));
    }
    let failed = desk.images.read(&owner, stored.image().id).await.unwrap();
    assert_eq!((failed.state, failed.failure.as_deref()), (ProcessingState::Failed, Some("internal")));
}
