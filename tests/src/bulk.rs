//! Galleries of thousands of originals, which nobody could wait for to be uploaded.

use std::path::{Path, PathBuf};

use atelier_application::ports::{NewImage, NewImageGroup};
use atelier_domain::access::{Action, Scope};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::{GroupType, ImageFormat};
use atelier_domain::{GalleryId, StudioId};

use crate::server::TestServer;
use crate::studio::Studio;

/// Puts `count` originals of `size` bytes into the gallery, as rows and as files. The bytes are those of one file, and
/// lie on the disk once. Answers where.
///
/// # Panics
///
/// When the database or the disk refuse.
pub async fn originals(
    server: &TestServer,
    owner: &Studio,
    gallery: i64,
    count: usize,
    size: usize,
) -> PathBuf {
    let actors = &server.running().use_cases().actors;
    let token = owner.owner.token().expect("a token");
    let studio = actors.authenticate(token).await.expect("an owner").studio;
    let media = server.data().join("media");
    let folder = format!("originals/{studio}/bulk");
    std::fs::create_dir_all(media.join(&folder)).expect("a folder for the originals");
    let bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap_or(0)).collect();
    let first = media.join(&folder).join("0.jpg");
    std::fs::write(&first, bytes).expect("the first original");
    for n in 1..count {
        std::fs::hard_link(&first, media.join(&folder).join(format!("{n}.jpg"))).expect("another original");
    }
    rows(server, studio, GalleryId(gallery), Path::new(&folder), count, size).await;
    media.join(folder)
}

async fn rows(
    server: &TestServer,
    studio: StudioId,
    gallery: GalleryId,
    folder: &Path,
    count: usize,
    size: usize,
) {
    let kernel = &server.running().use_cases().kernel;
    let now = kernel.now();
    let scope = Scope::for_job(studio, "test", now);
    let tx = kernel.write().await.expect("a transaction");
    let gallery = tx.galleries().find(studio, gallery).await.expect("an answer").expect("the gallery");
    let gallery = gallery.write(scope.actor(), Action::EditGallery).expect("leave");
    let new = NewImageGroup { studio, name: "Bulk".to_owned(), description: None, now };
    let group = tx.groups().insert(new).await.expect("a group").id;
    let mut images = Vec::with_capacity(count);
    for n in 0..count {
        let new = NewImage {
            studio,
            filename: format!("DSC_{n:05}.jpg"),
            alt_text: None,
            storage_key: folder.join(format!("{n}.jpg")).to_string_lossy().into_owned(),
            content_hash: format!("{n:064x}"),
            file_size: i64::try_from(size).expect("a size"),
            format: ImageFormat::Jpeg,
            width: 6000,
            height: 4000,
            metadata: serde_json::Map::new(),
            taken_at: None,
            uploaded_by: None,
            now,
        };
        images.push(tx.images().insert(new).await.expect("a picture").id);
    }
    let found = tx.groups().find(studio, group).await.expect("an answer").expect("the group");
    let writable = found.write(scope.actor(), Action::ManageImageGroups).expect("leave");
    tx.groups().add_images(&writable, &images, now).await.expect("pictures in the group");
    let public = Visibility::Public;
    tx.groups().attach(&gallery, group, &GroupType::main(), public, now).await.expect("the group hangs");
    tx.galleries().content_changed(&[gallery.get().id], now).await.expect("the counters");
    tx.finish().await.expect("a commit");
}
