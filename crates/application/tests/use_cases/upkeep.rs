use atelier_application::images::Placeholders;
use atelier_application::ports::NewDerivative;
use atelier_application::upkeep::{Finding, Retention};
use atelier_domain::images::GroupType;
use chrono::Duration;

use crate::desk::{Desk, code};

const RETENTION: Retention =
    Retention { deleted: Duration::days(30), orphans: Duration::hours(24), history: Duration::days(90) };

#[tokio::test]
async fn the_sweep_takes_what_no_row_names_and_leaves_what_may_still_be_named() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "a.jpg", b"picture");
    desk.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await.unwrap().into_inner();
    desk.work().await;
    let named = desk.media.keys();
    let put = |key: &str| {
        desk.media
            .objects
            .lock()
            .unwrap()
            .insert(key.to_owned(), (b"left behind".to_vec(), desk.kernel.now()));
    };
    put("originals/1/00/old.jpg");
    desk.clock.advance(Duration::hours(24) + Duration::seconds(1));
    put("originals/1/00/young.jpg");
    let report = desk.upkeep.tidy(RETENTION).await.unwrap();
    assert_eq!(report.orphans_removed, 1);
    let mut left = named;
    left.push("originals/1/00/young.jpg".to_owned());
    left.sort();
    assert_eq!(desk.media.keys(), left);
}

#[tokio::test]
async fn pictures_of_an_older_release_get_what_stands_for_them() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let folder = tempfile::tempdir().unwrap();
    let mut ids = Vec::new();
    for name in ["a", "b"] {
        let file = desk.file(folder.path(), name, name.as_bytes());
        let stored = desk.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await.unwrap();
        ids.push(stored.image().id);
    }
    desk.work().await;
    // The first one as the older release left it; the preview of the second is gone.
    let tx = desk.kernel.write().await.unwrap();
    for id in &ids {
        let made = tx.images().derivatives(*id, 1).await.unwrap();
        let made = made.into_iter().find(|made| made.name == "hotpreview").unwrap();
        assert_eq!(made.placeholder.as_deref(), Some(&b"tiny"[..]));
        let bare = NewDerivative {
            image: *id,
            studio: owner.studio,
            version: 1,
            name: made.name,
            storage_key: made.storage_key.clone(),
            content_hash: made.content_hash,
            format: made.format,
            width: made.width,
            height: made.height,
            file_size: made.file_size,
            placeholder: None,
            now: owner.now,
        };
        tx.images().put_derivative(bare).await.unwrap();
        if id == &ids[1] {
            desk.media.objects.lock().unwrap().remove(&made.storage_key);
        }
    }
    tx.finish().await.unwrap();
    let placeholders = Placeholders::new(desk.renderer.clone());
    assert_eq!(placeholders.make_missing().await.unwrap(), 1);
    assert_eq!(placeholders.make_missing().await.unwrap(), 0);
    let tx = desk.kernel.read().await.unwrap();
    let found = tx.images().placeholders(&[(ids[0], 1), (ids[1], 1)]).await.unwrap();
    assert_eq!(found, [(ids[0], b"tiny".to_vec())]);
}

#[tokio::test]
async fn a_deleted_picture_is_gone_with_its_bytes_after_the_retention_and_not_before() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "a.jpg", b"picture");
    let id = desk.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await.unwrap().image().id;
    desk.work().await;
    desk.images.delete(&owner, id, None, true).await.unwrap().into_inner();
    desk.clock.advance(Duration::days(30));
    assert_eq!(desk.upkeep.tidy(RETENTION).await.unwrap().images_purged, 0);
    desk.clock.advance(Duration::seconds(1));
    assert_eq!(desk.upkeep.tidy(RETENTION).await.unwrap().images_purged, 1);
    assert!(desk.media.keys().is_empty());
    assert_eq!(code(desk.images.restore(&owner, id).await), "not_found");
}

#[tokio::test]
async fn a_check_finds_what_is_missing_and_what_is_damaged() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c"] {
        let file = desk.file(folder.path(), name, name.as_bytes());
        desk.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await.unwrap().into_inner();
    }
    assert!(desk.upkeep.check(true, false).await.unwrap().findings.is_empty());
    let keys = desk.media.keys();
    desk.media.objects.lock().unwrap().remove(&keys[0]);
    desk.media.objects.lock().unwrap().get_mut(&keys[1]).unwrap().0 = b"x".to_vec();
    let quick = desk.upkeep.check(false, false).await.unwrap();
    assert_eq!(quick.findings.len(), 1, "one letter for another keeps the size");
    let thorough = desk.upkeep.check(true, false).await.unwrap();
    assert_eq!(thorough.originals, 3);
    assert!(thorough.findings.iter().any(|finding| matches!(finding, Finding::Missing { .. })));
    assert!(thorough.findings.iter().any(|finding| matches!(finding, Finding::Damaged { .. })));
}
