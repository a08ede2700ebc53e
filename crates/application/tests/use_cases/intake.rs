use std::sync::atomic::Ordering;

use atelier_application::galleries::GalleryPage;
use atelier_application::images::FileOutcome;
use atelier_application::paging::PageRequest;
use atelier_application::ports::ImageFilter;
use atelier_domain::access::Actor;
use atelier_domain::galleries::Gallery;
use atelier_domain::images::{GroupType, ProcessingState};

use crate::desk::{Desk, code};

async fn store(desk: &Desk, actor: &Actor, gallery: &Gallery, bytes: &[u8]) -> FileOutcome {
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "DSC_0001.JPG", bytes);
    desk.intake.store(actor, gallery.id, &GroupType::main(), &file, None).await.unwrap().into_inner()
}

async fn count(desk: &Desk, actor: &Actor, gallery: &Gallery) -> u64 {
    match desk
        .pictures
        .list(actor, gallery.id, Default::default(), PageRequest::default(), None)
        .await
        .unwrap()
    {
        GalleryPage::Pictures { page, .. } => {
            assert_eq!(page.total, page.items.len() as u64);
            page.total
        }
        GalleryPage::Unchanged(_) => panic!("nothing was known before"),
    }
}

#[tokio::test]
async fn the_same_bytes_twice_are_one_picture_and_one_object() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let first = store(&desk, &owner, &gallery, b"picture").await;
    assert!(matches!(first, FileOutcome::Stored(_)));
    let second = store(&desk, &owner, &gallery, b"picture").await;
    assert!(matches!(&second, FileOutcome::Duplicate(image) if image.id == first.image().id));
    assert_eq!(desk.media.keys().len(), 1);
    assert_eq!(count(&desk, &owner, &gallery).await, 1);
    assert_eq!(desk.galleries.read(&owner, gallery.id).await.unwrap().image_count, 1);
}

#[tokio::test]
async fn the_same_bytes_at_once_leave_one_row_and_no_bytes_without_a_row() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "a.jpg", b"picture");
    let main = GroupType::main();
    let one = desk.intake.store(&owner, gallery.id, &main, &file, None);
    let other = desk.intake.store(&owner, gallery.id, &main, &file, None);
    let (one, other) = tokio::join!(one, other);
    assert_eq!(one.unwrap().image().id, other.unwrap().image().id);
    assert_eq!(desk.media.keys().len(), 1);
    assert_eq!(count(&desk, &owner, &gallery).await, 1);
}

#[tokio::test]
async fn a_media_store_that_is_down_leaves_no_row() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    desk.media.is_down.store(true, Ordering::SeqCst);
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "a.jpg", b"picture");
    let refused = desk.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await;
    assert_eq!(code(refused), "internal");
    let all = desk.images.list(&owner, ImageFilter::default(), PageRequest::default()).await.unwrap();
    assert_eq!(all.total, 0);
}

#[tokio::test]
async fn an_archived_gallery_takes_no_pictures_and_keeps_no_bytes() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    desk.galleries.archive(&owner, gallery.id, None).await.unwrap().into_inner();
    let folder = tempfile::tempdir().unwrap();
    let file = desk.file(folder.path(), "a.jpg", b"picture");
    let refused = desk.intake.store(&owner, gallery.id, &GroupType::main(), &file, None).await;
    assert_eq!(code(refused), "gallery_archived");
    assert!(desk.media.keys().is_empty());
}

#[tokio::test]
async fn uploading_a_deleted_picture_brings_it_back() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    let id = store(&desk, &owner, &gallery, b"picture").await.image().id;
    desk.images.delete(&owner, id, None, true).await.unwrap().into_inner();
    assert_eq!(count(&desk, &owner, &gallery).await, 0);
    assert_eq!(code(desk.images.read(&owner, id).await), "not_found");
    let again = store(&desk, &owner, &gallery, b"picture").await;
    assert!(matches!(&again, FileOutcome::Restored(image) if image.id == id));
    assert_eq!(count(&desk, &owner, &gallery).await, 1);
    assert_eq!(desk.galleries.read(&owner, gallery.id).await.unwrap().image_count, 1);
}

#[tokio::test]
async fn a_list_that_did_not_change_says_so_and_one_that_did_does_not() {
    let desk = Desk::open().await;
    let (owner, gallery) = desk.owner_with_gallery().await;
    store(&desk, &owner, &gallery, b"picture").await;
    let page = PageRequest::default();
    let first = desk.pictures.list(&owner, gallery.id, Default::default(), page, None).await.unwrap();
    let GalleryPage::Pictures { tag, .. } = first else { panic!("nothing was known before") };
    let same = desk.pictures.list(&owner, gallery.id, Default::default(), page, Some(&tag)).await.unwrap();
    assert_eq!(same, GalleryPage::Unchanged(tag.clone()));
    desk.work().await;
    let now_ready =
        desk.pictures.list(&owner, gallery.id, Default::default(), page, Some(&tag)).await.unwrap();
    let GalleryPage::Pictures { page, .. } = now_ready else { panic!("the picture became ready") };
    assert_eq!(page.items[0].picture.state, ProcessingState::Ready);
    assert_eq!(page.items[0].picture.urls.len(), 4);
}
