//! What artificial intelligence had to do with pictures, and what stands for them until they have come.

use atelier_application::paging::PageRequest;
use atelier_application::ports::{BareHotpreview, ImageFilter, NewDerivative};
use atelier_domain::ImageId;
use atelier_domain::images::{AiLabel, DIGITAL_SOURCE_TYPE, ImageFormat};
use atelier_testkit::a_studio;
use atelier_testkit::databases::TestDatabase;

use crate::images::derivative;
use crate::world::{World, commit, everything, image, new_image, now};

contract!(
    a_new_picture_is_labelled_with_what_its_file_says,
    a_label_is_kept_and_found,
    a_placeholder_is_one_of_the_version_that_is_asked_for,
    pictures_that_lack_a_placeholder_are_found_and_get_one,
);

fn telling(world: &World, term: &str) -> atelier_application::ports::NewImage {
    let mut new = new_image(world.studio.id, "a.jpg");
    new.metadata.insert(DIGITAL_SOURCE_TYPE.to_owned(), term.into());
    new
}

async fn a_new_picture_is_labelled_with_what_its_file_says(db: TestDatabase) {
    let world = World::on(db).await;
    let tx = world.write().await;
    for (term, label) in [
        ("trainedAlgorithmicMedia", AiLabel::Generated),
        ("compositeWithTrainedAlgorithmicMedia", AiLabel::Edited),
        ("digitalCapture", AiLabel::None),
    ] {
        assert_eq!(tx.images().insert(telling(&world, term)).await.unwrap().ai, label);
    }
    assert_eq!(tx.images().insert(new_image(world.studio.id, "a.jpg")).await.unwrap().ai, AiLabel::None);
}

async fn a_label_is_kept_and_found(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(3).await;
    let tx = world.write().await;
    for (id, label) in [(ids[0], AiLabel::Edited), (ids[2], AiLabel::Generated)] {
        let labelled = image(&tx, world.studio.id, id).await.change(|image| {
            image.label(label, now());
            Ok(())
        });
        tx.images().update(&labelled.unwrap()).await.unwrap();
    }
    commit(tx).await;
    let tx = world.read().await;
    let found = async |ai: Option<AiLabel>| {
        let filter = ImageFilter { ai, ..ImageFilter::default() };
        let page = tx.images().list(&everything(world.studio.id), &filter, PageRequest::default()).await;
        page.unwrap().items.into_iter().map(|image| (image.id, image.ai)).collect::<Vec<_>>()
    };
    assert_eq!(found(None).await.len(), 3);
    assert_eq!(found(Some(AiLabel::None)).await, [(ids[1], AiLabel::None)]);
    assert_eq!(found(Some(AiLabel::Edited)).await, [(ids[0], AiLabel::Edited)]);
    assert_eq!(found(Some(AiLabel::Generated)).await, [(ids[2], AiLabel::Generated)]);
}

fn hotpreview(world: &World, image: ImageId, version: i32, placeholder: Option<&[u8]>) -> NewDerivative {
    let key = format!("d/{image}-{version}");
    NewDerivative {
        version,
        placeholder: placeholder.map(<[u8]>::to_vec),
        ..derivative(world, image, "hotpreview", &key)
    }
}

async fn a_placeholder_is_one_of_the_version_that_is_asked_for(db: TestDatabase) {
    let world = World::on(db).await;
    let ids = world.images(3).await;
    let tx = world.write().await;
    // Bytes that are no text.
    let tiny: &[u8] = &[0xFF, 0xD8, 0x00, 0x80];
    tx.images().put_derivative(hotpreview(&world, ids[0], 1, Some(tiny))).await.unwrap();
    tx.images().put_derivative(hotpreview(&world, ids[0], 2, Some(b"second"))).await.unwrap();
    tx.images().put_derivative(hotpreview(&world, ids[1], 1, None)).await.unwrap();
    commit(tx).await;
    let tx = world.read().await;
    let of = async |versions: &[(ImageId, i32)]| tx.images().placeholders(versions).await.unwrap();
    assert_eq!(of(&[(ids[0], 1), (ids[1], 1), (ids[2], 1)]).await, [(ids[0], tiny.to_vec())]);
    assert_eq!(of(&[(ids[0], 2), (ids[0], 2)]).await, [(ids[0], b"second".to_vec())]);
    assert_eq!(of(&[(ids[0], 3)]).await, []);
    assert_eq!(of(&[]).await, []);
    let records = tx.images().derivatives(ids[0], 1).await.unwrap();
    assert_eq!(records[0].placeholder.as_deref(), Some(tiny));
}

async fn pictures_that_lack_a_placeholder_are_found_and_get_one(db: TestDatabase) {
    let world = World::on(db).await;
    let other = a_studio().insert(&*world.db).await;
    let ids = world.images(4).await;
    let tx = world.write().await;
    let elsewhere = tx.images().insert(new_image(other.id, "b.jpg")).await.unwrap().id;
    for id in [ids[0], ids[1], ids[3]] {
        tx.images().put_derivative(hotpreview(&world, id, 1, None)).await.unwrap();
    }
    tx.images().put_derivative(hotpreview(&world, ids[2], 1, Some(b"tiny"))).await.unwrap();
    let foreign = NewDerivative { studio: other.id, ..hotpreview(&world, elsewhere, 1, None) };
    tx.images().put_derivative(foreign).await.unwrap();
    tx.images().put_derivative(derivative(&world, ids[2], "thumb", "d/thumb")).await.unwrap();
    commit(tx).await;
    world.delete_image(ids[1]).await;

    let tx = world.read().await;
    let missing = async |after: ImageId, limit: u64| {
        let found = tx.images().without_placeholder(after, limit).await.unwrap();
        found.into_iter().map(|bare| bare.image).collect::<Vec<_>>()
    };
    assert_eq!(missing(ImageId(0), 10).await, [ids[0], ids[3], elsewhere]);
    assert_eq!(missing(ids[0], 1).await, [ids[3]]);
    let bare = tx.images().without_placeholder(ImageId(0), 1).await.unwrap().remove(0);
    assert_eq!((bare.studio, bare.version, bare.format), (world.studio.id, 1, ImageFormat::Jpeg));
    drop(tx);

    let tx = world.write().await;
    let stale = BareHotpreview { content_hash: "f".repeat(64), ..bare.clone() };
    assert!(!tx.images().keep_placeholder(&stale, b"stale").await.unwrap());
    assert!(tx.images().keep_placeholder(&bare, b"tiny").await.unwrap());
    commit(tx).await;
    let tx = world.read().await;
    assert_eq!(tx.images().placeholders(&[(ids[0], 1)]).await.unwrap(), [(ids[0], b"tiny".to_vec())]);
    assert_eq!(tx.images().without_placeholder(ImageId(0), 10).await.unwrap().len(), 2);
}
