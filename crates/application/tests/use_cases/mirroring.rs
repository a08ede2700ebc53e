//! Copies of pictures at a service that delivers them: when they are made, and when they go.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use atelier_application::images::MirrorImage;
use atelier_application::ingest::{Arrival, Fate, StagingIntake, Tray};
use atelier_application::jobs::JobHandler;
use atelier_application::upkeep::Retention;
use atelier_domain::access::Action;
use atelier_domain::events::{Job, JobState};
use atelier_domain::images::{GroupType, Mirror, Preset};
use chrono::Duration;
use tokio::sync::Semaphore;

use crate::desk::{Desk, code};
use crate::mirrored::Mirrored;
use crate::outside::all_ours;

#[tokio::test]
async fn a_picture_that_becomes_ready_is_copied_and_then_delivered_from_outside() {
    let world = Mirrored::open().await;
    let id = world.store(b"picture").await;
    world.desk.work().await;
    assert!(world.url(id, Preset::Web).await.starts_with("/media/web/"), "there is no copy yet");
    world.work().await;

    let mirror = world.mirror(id).await.unwrap();
    let files = world.cdn.files.lock().unwrap().clone();
    let file = &files[&mirror.file_id];
    assert_eq!(file.bytes, b"web of picture", "the screen size is copied, and no original");
    assert_eq!(file.content_hash, mirror.content_hash);
    drop(files);
    for (preset, edge) in [(Preset::Hotpreview, 150), (Preset::Thumb, 512), (Preset::Web, 2048)] {
        let url = world.url(id, preset).await;
        assert!(url.starts_with(&format!("{}?{edge}&", mirror.url)), "{url}");
    }
    // More than the copy has, and everything that is taken home, comes from us.
    assert!(world.url(id, Preset::Large).await.starts_with("/media/large/"));
    let view = world.desk.images.read(&world.owner, id).await.unwrap();
    assert_eq!(view.downloads.len(), 5);
    assert!(view.downloads.iter().all(|(_, url)| url.starts_with("/media/")));
    assert_eq!(view.mirror_url, None, "an unsigned address leaves nobody's hands");
}

#[tokio::test]
async fn a_job_that_is_done_twice_copies_once() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let before = world.mirror(id).await;
    for mut job in world.jobs("images.mirror").await {
        job.state = JobState::Running;
        MirrorImage { mirroring: world.mirroring.clone() }.run(&job).await.unwrap();
    }
    assert_eq!(world.mirroring.mirror_missing().await.unwrap(), 0);
    assert_eq!(world.cdn.uploads.load(Ordering::SeqCst), 1);
    assert_eq!(world.mirror(id).await, before);
}

#[tokio::test]
async fn an_outage_delays_copies_and_loses_none() {
    let world = Mirrored::open().await;
    world.cdn.set_down(true);
    let id = world.picture().await;
    assert!(world.url(id, Preset::Web).await.starts_with("/media/web/"), "the picture is ready all the same");
    // Longer than the attempts of a job last.
    for _ in 0..40 {
        world.desk.clock.advance(Duration::minutes(15));
        world.work().await;
    }
    let job = world.jobs("images.mirror").await.remove(0);
    assert_eq!(job.state, JobState::Queued, "{job:?}");
    assert!(job.last_error.unwrap().contains("switched off"));
    world.cdn.set_down(false);
    world.desk.clock.advance(Duration::minutes(15));
    world.work().await;
    assert!(world.mirror(id).await.is_some());
}

#[tokio::test]
async fn thousands_of_copies_leave_our_own_work_and_a_part_of_the_workers_alone() {
    let world = Mirrored::open().await;
    for number in 0..4_u8 {
        world.store(&[b'a', number]).await;
    }
    world.desk.work().await;
    world.desk.clock.advance(Duration::minutes(1));
    world.store(b"picture").await;
    let worker = world.worker();
    let kinds = |jobs: &[Job]| jobs.iter().map(|job| job.kind.clone()).collect::<Vec<_>>();
    let first = worker.claim_within(2, 1).await.unwrap();
    assert_eq!(kinds(&first), ["images.make_derivatives", "images.mirror"]);
    assert_eq!(worker.claim_within(9, 0).await.unwrap(), [], "there is no room for more copies");
    assert_eq!(worker.claim_within(9, 9).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_service_that_wants_to_be_left_alone_is_and_no_attempt_is_used_up() {
    let world = Mirrored::open().await;
    world.store(b"picture").await;
    world.desk.work().await;
    world.cdn.set_down(true);
    let asked = [(1, 2), (600, 600), (86_400, 3_600)];
    for (seconds, waited) in asked {
        *world.cdn.asks_for.lock().unwrap() = Some(std::time::Duration::from_secs(seconds));
        let worker = world.worker();
        let job = worker.claim(1).await.unwrap().remove(0);
        let job = worker.run(job).await.unwrap();
        assert_eq!((job.state, job.attempts), (JobState::Queued, 0), "{job:?}");
        let pause = Duration::seconds(waited);
        assert_eq!(job.run_at, world.desk.kernel.now() + pause);
        world.desk.clock.advance(pause);
    }
}

#[tokio::test]
async fn an_upload_of_which_nobody_heard_is_overwritten_by_its_own_job() {
    let world = Mirrored::open().await;
    let id = world.store(b"picture").await;
    world.desk.work().await;
    world.cdn.loses_answers.store(true, Ordering::SeqCst);
    world.work().await;
    assert_eq!((world.cdn.names().len(), world.mirror(id).await), (1, None));
    // By the time of the next attempt the picture shows something else.
    world.retouch(id, b"retouched").await;
    world.cdn.loses_answers.store(false, Ordering::SeqCst);
    world.desk.clock.advance(Duration::seconds(2));
    world.work().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of retouched");
    assert_eq!(world.cdn.names(), [world.mirror(id).await.unwrap().file_id]);
}

#[tokio::test]
async fn one_copy_that_is_refused_keeps_no_other_from_going() {
    let world = Mirrored::open().await;
    let mut ids = Vec::new();
    for number in 0..3_u8 {
        ids.push(world.store(&[b'a', number]).await);
    }
    world.work().await;
    let first = world.mirror(ids[0]).await.unwrap();
    *world.cdn.refuses.lock().unwrap() = vec![first.file_id.clone(), first.url.clone()];
    world.desk.images.delete_many(&world.owner, &ids, true).await.unwrap().into_inner();
    world.work().await;
    assert_eq!(world.cdn.names(), [first.file_id]);
    assert_eq!(world.cdn.purged.lock().unwrap().len(), 2);
    let job = world.jobs("images.unmirror").await.remove(0);
    assert_eq!(job.state, JobState::Dead, "somebody has to see to the one: {job:?}");
}

#[tokio::test]
async fn a_copy_that_a_row_names_again_is_not_removed() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let mirror = world.mirror(id).await.unwrap();
    world.desk.images.delete(&world.owner, id, None, true).await.unwrap().into_inner();
    world.desk.images.restore(&world.owner, id).await.unwrap().into_inner();
    // As a backup leaves it from before the picture was deleted.
    let now = world.desk.kernel.now();
    let tx = world.desk.kernel.write().await.unwrap();
    let image = tx.images().find(world.owner.studio, id).await.unwrap().unwrap();
    let image = image.write(&world.owner, Action::EditImages).unwrap().change(|image| {
        image.became_mirrored(mirror.clone(), now);
        Ok(())
    });
    tx.images().update(&image.unwrap()).await.unwrap();
    tx.finish().await.unwrap();
    world.work().await;
    assert_eq!(world.cdn.names(), [mirror.file_id]);
    assert_eq!(*world.cdn.purged.lock().unwrap(), [mirror.url]);
}

#[tokio::test]
async fn a_picture_that_is_deleted_meanwhile_is_not_copied() {
    let world = Mirrored::open().await;
    let id = world.store(b"picture").await;
    world.desk.work().await;
    world.desk.images.delete(&world.owner, id, None, true).await.unwrap().into_inner();
    world.work().await;
    assert_eq!(world.cdn.uploads.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_deleted_picture_goes_from_the_service_at_once_and_a_restored_one_comes_back() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let mirror = world.mirror(id).await.unwrap();
    world.desk.images.delete(&world.owner, id, None, true).await.unwrap().into_inner();
    assert_eq!(world.mirror(id).await, None);
    world.work().await;
    assert!(world.cdn.names().is_empty());
    assert_eq!(*world.cdn.purged.lock().unwrap(), std::slice::from_ref(&mirror.url));

    world.desk.images.restore(&world.owner, id).await.unwrap().into_inner();
    world.work().await;
    let again = world.mirror(id).await.unwrap();
    assert_ne!(again.file_id, mirror.file_id, "a removal that comes late finds another file");
    assert_eq!(world.cdn.names(), [again.file_id]);
    // Sending the bytes again brings a picture back too.
    world.desk.images.delete(&world.owner, id, None, true).await.unwrap().into_inner();
    assert_eq!(world.store(b"picture").await, id);
    world.work().await;
    assert_eq!(world.cdn.names().len(), 1);
}

#[tokio::test]
async fn a_purge_takes_a_copy_with_it_that_the_row_still_names() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    // As it is left where the picture was deleted by something that knew nothing of copies.
    let now = world.desk.kernel.now();
    let tx = world.desk.kernel.write().await.unwrap();
    let image = tx.images().find(world.owner.studio, id).await.unwrap().unwrap();
    let image = image.write(&world.owner, Action::DeleteImages).unwrap().change(|image| {
        image.delete(now);
        Ok(())
    });
    tx.images().update(&image.unwrap()).await.unwrap();
    tx.finish().await.unwrap();
    world.desk.clock.advance(Duration::days(31));
    let days = Duration::days(30);
    let retention = Retention { deleted: days, orphans: days, history: days };
    assert_eq!(world.desk.upkeep.tidy(retention).await.unwrap().images_purged, 1);
    world.work().await;
    assert!(world.cdn.names().is_empty());
}

#[tokio::test]
async fn a_copy_of_what_the_picture_no_longer_shows_is_replaced() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let now = world.desk.kernel.now();
    let tx = world.desk.kernel.write().await.unwrap();
    let image = tx.images().find(world.owner.studio, id).await.unwrap().unwrap();
    let image = image.write(&world.owner, Action::EditImages).unwrap().change(|image| {
        let mirror = image.mirror.clone().unwrap();
        image.became_mirrored(Mirror { content_hash: "other".to_owned(), ..mirror }, now);
        Ok(())
    });
    tx.images().update(&image.unwrap()).await.unwrap();
    tx.finish().await.unwrap();
    let before = world.mirror(id).await.unwrap();
    world.desk.images.process_again(&world.owner, id).await.unwrap().into_inner();
    world.work().await;
    let after = world.mirror(id).await.unwrap();
    assert_ne!(after.content_hash, before.content_hash);
    assert_eq!(world.cdn.names(), [after.file_id]);
}

#[tokio::test]
async fn a_file_that_was_deleted_at_the_service_is_delivered_from_here() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let file = world.mirror(id).await.unwrap().file_id;
    world.notice(&format!("deleted m1 {file}")).await;
    assert_eq!(world.mirror(id).await, None);
    assert!(world.url(id, Preset::Web).await.starts_with("/media/web/"));
    // Nobody makes it again until somebody asks for it: whoever deleted it had a reason.
    world.work().await;
    assert_eq!(world.mirror(id).await, None);
    assert_eq!(world.mirroring.mirror_missing().await.unwrap(), 1);
    world.work().await;
    assert!(world.mirror(id).await.is_some());
}

#[tokio::test]
async fn a_notice_counts_once_and_one_about_a_change_is_verified() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let file = world.mirror(id).await.unwrap().file_id;
    world.notice(&format!("changed m1 {file}")).await;
    world.notice(&format!("changed m1 {file}")).await;
    world.notice("changed m2 unknown").await;
    world.notice("moon.risen m3 x").await;
    assert_eq!(world.jobs("images.check_mirror").await.len(), 1);
    world.work().await;
    assert!(world.mirror(id).await.unwrap().url.starts_with("cdn:/moved/"));
    // The file is gone although nobody said so.
    world.cdn.files.lock().unwrap().clear();
    assert_eq!(world.mirroring.check_all().await.unwrap(), 1);
    world.work().await;
    assert_eq!(world.mirror(id).await, None);
}

#[tokio::test]
async fn a_notice_that_nobody_signed_changes_nothing() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let file = world.mirror(id).await.unwrap().file_id;
    let text = format!("deleted m1 {file}");
    assert_eq!(code(world.mirroring.take_notice(&[], text.as_bytes()).await), "invalid_webhook_signature");
    let signed = [("signed".to_owned(), "yes".to_owned())];
    assert_eq!(code(world.mirroring.take_notice(&signed, b"").await), "invalid_value");
    assert!(world.mirror(id).await.is_some());
    let off = Desk::open().await;
    assert_eq!(code(off.mirroring.take_notice(&signed, text.as_bytes()).await), "not_found");
}

#[tokio::test]
async fn a_new_version_takes_its_copy_and_addresses_along_and_an_earlier_one_brings_its_own() {
    let world = Mirrored::open().await;
    let id = world.picture().await;
    let first = world.mirror(id).await.unwrap();
    world.retouch(id, b"retouched").await;
    assert_eq!(world.mirror(id).await, None, "nobody is given the earlier picture's address any more");
    world.work().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of retouched");
    let second = world.mirror(id).await.unwrap();
    assert_ne!(second.url, first.url);
    assert_eq!(world.cdn.names(), std::slice::from_ref(&second.file_id));
    assert_eq!(*world.cdn.purged.lock().unwrap(), std::slice::from_ref(&first.url));
    assert!(world.url(id, Preset::Web).await.starts_with(&second.url));

    // Who compares versions sees the earlier one from here: the service has the present one only.
    let versions = world.desk.versions.list(&world.owner, id).await.unwrap();
    let web = |number: usize| {
        let urls = &versions[number].file.as_ref().unwrap().picture.urls;
        urls.iter().find(|(size, _)| *size == Preset::Web).unwrap().1.clone()
    };
    assert!(web(0).starts_with("/media/web/"));
    assert!(web(1).starts_with(&second.url));

    let back = world.desk.versions.restore(&world.owner, id, 1, None).await.unwrap().into_inner();
    assert!(all_ours(&back.urls));
    world.work().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of picture");
    let third = world.mirror(id).await.unwrap();
    assert!(![&first.url, &second.url].contains(&&third.url), "no address of before comes to life again");
    assert_eq!(world.cdn.names(), [third.file_id]);
    assert_eq!(*world.cdn.purged.lock().unwrap(), [first.url, second.url]);
}

#[tokio::test]
async fn a_copy_that_is_made_while_the_picture_becomes_another_file_goes_again() {
    let world = Mirrored::open().await;
    let id = world.store(b"picture").await;
    world.desk.work().await;
    let gate = Arc::new(Semaphore::new(0));
    *world.cdn.gate.lock().unwrap() = Some(Arc::clone(&gate));
    let worker = world.worker();
    let copying = worker.claim(100).await.unwrap().remove(0);
    assert_eq!(copying.kind, "images.mirror");
    let (done, ()) = tokio::join!(worker.run(copying), async {
        while world.cdn.uploads.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        world.retouch(id, b"retouched").await;
        *world.cdn.gate.lock().unwrap() = None;
        gate.add_permits(1);
    });
    done.unwrap();
    assert_eq!(world.mirror(id).await, None);
    world.work().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of retouched");
    assert_eq!(world.cdn.names().len(), 1, "the copy that came too late is gone");
}

#[tokio::test]
async fn pictures_that_go_together_are_removed_from_the_service_together() {
    let world = Mirrored::open().await;
    let mut ids = Vec::new();
    for number in 0..3_u8 {
        ids.push(world.store(&[b'a', number]).await);
    }
    world.work().await;
    assert_eq!(world.cdn.names().len(), 3);
    world.desk.images.delete_many(&world.owner, &ids, true).await.unwrap().into_inner();
    assert_eq!(world.jobs("images.unmirror").await.len(), 1);
    world.work().await;
    assert!(world.cdn.names().is_empty());
    assert_eq!(world.cdn.purged.lock().unwrap().len(), 3);
    world.desk.images.restore_many(&world.owner, &ids).await.unwrap().into_inner();
    world.work().await;
    assert_eq!(world.cdn.names().len(), 3);
}

#[tokio::test]
async fn what_waits_in_the_tray_is_copied_once_it_hangs_and_goes_when_it_is_taken_out() {
    let world = Mirrored::open().await;
    let (kernel, media) = (world.desk.kernel.clone(), world.desk.media.clone());
    let intake = StagingIntake::new(kernel.clone(), world.desk.processor.clone(), media.clone());
    let tray = Tray::new(kernel, media).mirrored_by(world.mirroring.clone());
    let batch = intake.batch(&world.owner, None).await.unwrap().into_inner();
    let folder = tempfile::tempdir().unwrap();
    let file = world.desk.file(folder.path(), "a.jpg", b"staged");
    let (studio, uploaded_by) = (world.owner.studio, Some(world.owner.user));
    let arrival = Arrival { studio, batch, uploaded_by, upload: None, file };
    let staged = intake.take(&arrival).await.unwrap().file().id;
    world.work().await;
    assert!(world.jobs("images.mirror").await.is_empty(), "nobody looks at what waits");

    let assign = async || {
        let assigned = tray.assign(&world.owner, &[staged], world.gallery.id, &GroupType::main()).await;
        let assigned = assigned.unwrap().into_inner();
        let Fate::Assigned(id) = assigned[0].fate else { panic!("{assigned:?}") };
        world.work().await;
        id
    };
    let id = assign().await;
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of staged");
    tray.unassign(&world.owner, &[staged]).await.unwrap().into_inner();
    assert_eq!(world.mirror(id).await, None);
    world.work().await;
    assert!(world.cdn.names().is_empty());
    assert_eq!(assign().await, id);
    assert_eq!(world.copied_bytes(id).await.unwrap(), b"web of staged");
}
