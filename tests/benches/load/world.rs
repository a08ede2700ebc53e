//! A studio with a gallery of ten thousand pictures, written straight into the database: rows without bytes.

use atelier_application::ports::{
    Mode, NewDerivative, NewGallery, NewImage, NewImageGroup, NewOrganization, Store,
};
use atelier_domain::access::{Action, Scope, Unchecked};
use atelier_domain::galleries::{GalleryDetails, Visibility};
use atelier_domain::images::{GroupType, ImageFormat, Preset};
use atelier_domain::organizations::OrganizationDetails;
use atelier_domain::settings::Settings;
use atelier_domain::{GalleryId, StudioId, Timestamp, UserId};
use atelier_persistence::SeaStore;
use sea_orm::{ConnectionTrait, DbBackend};

/// Pictures in the gallery.
pub const PICTURES: usize = 10_000;

/// Writes the gallery and answers its id.
pub async fn build(store: &SeaStore, studio: StudioId, user: UserId, now: Timestamp) -> GalleryId {
    let scope = Scope::for_job(studio, "bench", now);
    let tx = store.begin(Mode::Write).await.expect("a transaction begins");
    let details = OrganizationDetails { name: "Bench".into(), ..OrganizationDetails::default() };
    let new = NewOrganization { studio, details, settings: Settings::default(), now };
    let organization = tx.organizations().insert(new).await.expect("an organization");
    let details = GalleryDetails { subject_name: "Ten thousand".into(), description: None };
    let new = NewGallery { studio, organization: organization.id, details, created_by: user, now };
    let gallery = tx.galleries().insert(new).await.expect("a gallery");
    let new = NewImageGroup { studio, name: "main".into(), description: None, now };
    let group = tx.groups().insert(new).await.expect("a group");
    let id = gallery.id;
    let writable =
        Unchecked::from_storage(gallery).write(scope.actor(), Action::ManageImageGroups).expect("leave");
    tx.groups()
        .attach(&writable, group.id, &GroupType::main(), Visibility::Public, now)
        .await
        .expect("attached");
    let mut ids = Vec::with_capacity(PICTURES);
    for number in 0..PICTURES {
        let image = tx.images().insert(picture(studio, user, number, now)).await.expect("an image");
        for preset in Preset::EAGER {
            tx.images().put_derivative(derivative(&image, preset, now)).await.expect("a derivative");
        }
        let writable =
            Unchecked::from_storage(image).write(scope.actor(), Action::EditImages).expect("leave");
        let ready = writable.change(|image| {
            image.became_ready(i64::try_from(number).unwrap_or_default(), now);
            Ok(())
        });
        ids.push(tx.images().update(&ready.expect("a change")).await.expect("an update").id);
    }
    let found = tx.groups().find(studio, group.id).await.expect("a read").expect("the group");
    let writable = found.write(scope.actor(), Action::ManageImageGroups).expect("leave");
    for part in ids.chunks(1_000) {
        tx.groups().add_images(&writable, part, now).await.expect("added");
    }
    tx.galleries().content_changed(&[id], now).await.expect("counted");
    tx.finish().await.expect("committed");
    // PostgreSQL does this by itself within a minute; until then it plans for empty tables. SQLite never does.
    if store.connection().get_database_backend() == DbBackend::Postgres {
        store.connection().execute_unprepared("ANALYZE").await.expect("statistics");
    }
    id
}

fn picture(studio: StudioId, user: UserId, number: usize, now: Timestamp) -> NewImage {
    let metadata = serde_json::json!({
        "date_time_original": "2025-09-24 10:30:00", "camera_model": "Nikon Z6", "lens": "NIKKOR Z 40mm f/2",
        "iso": 250, "aperture": "f/6.7", "exposure_time": "1/80", "focal_length": "40.0mm",
        "focal_length_35mm": "40.0mm", "white_balance": "Auto",
    });
    NewImage {
        studio,
        filename: format!("DSC_{number:05}.JPG"),
        alt_text: None,
        storage_key: format!("originals/{studio}/00/{number:064x}.jpg"),
        content_hash: format!("{number:064x}"),
        file_size: 8_000_000,
        format: ImageFormat::Jpeg,
        width: 6000,
        height: 4000,
        metadata: metadata.as_object().cloned().unwrap_or_default(),
        taken_at: None,
        uploaded_by: Some(user),
        now,
    }
}

fn derivative(image: &atelier_domain::images::Image, preset: Preset, now: Timestamp) -> NewDerivative {
    NewDerivative {
        image: image.id,
        studio: image.studio,
        version: image.current_version,
        name: preset.as_str().to_owned(),
        storage_key: format!("derivatives/{}/{}/{}.jpg", image.studio, image.id, preset.as_str()),
        content_hash: image.content_hash.clone(),
        format: ImageFormat::Jpeg,
        width: 150,
        height: 100,
        file_size: 5_000,
        placeholder: None,
        now,
    }
}
