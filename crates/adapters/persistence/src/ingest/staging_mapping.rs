//! Rows of the tray to staged files, and back.

use atelier_application::ports::{DerivativeRecord, NewStagingImage, StagedContent, StoreError};
use atelier_domain::images::GroupType;
use atelier_domain::ingest::{Assignment, CameraSettings, Flag, Marks, StagingImage, StagingState, Target};
use atelier_domain::{GalleryId, ImageId, StagingImageId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;

use super::entities::{staging_derivative, staging_image};
use super::mapping::batch_id;
use crate::columns::{corrupt, instant, json_object, stored};
use crate::images::mapping::format;
use crate::values::search_key;

pub(super) fn staging_image(row: staging_image::Model) -> Result<StagingImage, StoreError> {
    let staging_image::Model {
        id,
        studio_id,
        batch_id: batch,
        filename,
        search_key: _,
        original_path,
        content_hash,
        thumbnail_path,
        file_size,
        mime_type,
        width,
        height,
        metadata,
        taken_at,
        camera_model,
        lens,
        iso,
        aperture_x100,
        focal_length_x10,
        perceptual_hash,
        state,
        failure,
        assigned_to_gallery_id,
        assigned_group_type,
        assigned_image_id,
        made_image,
        assigned_at,
        rating,
        flag,
        uploaded_by_user_id,
        version,
        created_at,
        updated_at,
        deleted_at,
    } = row;
    // A file that became a version is in no gallery of its own.
    let target = match (assigned_to_gallery_id, assigned_group_type) {
        (Some(gallery), Some(kind)) => Some(Target {
            gallery: GalleryId(gallery),
            group_type: GroupType::parse(&kind).map_err(|_| corrupt("assigned_group_type", &kind))?,
        }),
        _ => None,
    };
    let assignment = assigned_image_id.zip(assigned_at).map(|(image, at)| Assignment {
        target,
        image: ImageId(image),
        made_image,
        at: instant(at),
    });
    Ok(StagingImage {
        id: StagingImageId(id),
        studio: StudioId(studio_id),
        batch: batch_id(&batch)?,
        filename,
        original_path,
        content_hash,
        thumbnail_path,
        file_size,
        format: mime_type.as_deref().map(format).transpose()?,
        width,
        height,
        metadata: json_object("staging_images.metadata", metadata)?,
        taken_at,
        camera: CameraSettings { camera_model, lens, iso, aperture_x100, focal_length_x10 },
        perceptual_hash,
        state: StagingState::parse(&state).ok_or_else(|| corrupt("staging_images.state", &state))?,
        failure,
        assignment,
        marks: marks(rating, &flag)?,
        uploaded_by: uploaded_by_user_id.map(UserId),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
        deleted_at: deleted_at.map(instant),
    })
}

/// What somebody makes of a file.
pub(super) fn marks(rating: Option<i32>, flag: &str) -> Result<Marks, StoreError> {
    let flag = Flag::parse(flag).ok_or_else(|| corrupt("staging_images.flag", flag))?;
    Ok(Marks { rating, flag })
}

/// Every column of `file` with the next version.
pub(super) fn staging_row(file: &StagingImage) -> staging_image::ActiveModel {
    let StagingImage {
        id: _,
        studio: _,
        batch: _,
        filename,
        original_path,
        content_hash,
        thumbnail_path,
        file_size,
        format,
        width,
        height,
        metadata,
        taken_at,
        camera: CameraSettings { camera_model, lens, iso, aperture_x100, focal_length_x10 },
        perceptual_hash,
        state,
        failure,
        assignment,
        marks: Marks { rating, flag },
        uploaded_by,
        version,
        created_at: _,
        updated_at,
        deleted_at,
    } = file;
    let assignment = assignment.as_ref();
    let target = assignment.and_then(|assignment| assignment.target.as_ref());
    staging_image::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        batch_id: NotSet,
        search_key: Set(search_key(&[Some(filename)])),
        filename: Set(filename.clone()),
        original_path: Set(original_path.clone()),
        content_hash: Set(content_hash.clone()),
        thumbnail_path: Set(thumbnail_path.clone()),
        file_size: Set(*file_size),
        mime_type: Set(format.map(|format| format.mime_type().to_owned())),
        width: Set(*width),
        height: Set(*height),
        metadata: Set(Json::Object(metadata.clone())),
        taken_at: Set(*taken_at),
        camera_model: Set(camera_model.clone()),
        lens: Set(lens.clone()),
        iso: Set(*iso),
        aperture_x100: Set(*aperture_x100),
        focal_length_x10: Set(*focal_length_x10),
        perceptual_hash: Set(*perceptual_hash),
        state: Set(state.as_str().to_owned()),
        failure: Set(failure.clone()),
        assigned_to_gallery_id: Set(target.map(|target| target.gallery.0)),
        assigned_group_type: Set(target.map(|target| target.group_type.as_str().to_owned())),
        assigned_image_id: Set(assignment.map(|assignment| assignment.image.0)),
        made_image: Set(assignment.is_some_and(|assignment| assignment.made_image)),
        assigned_at: Set(assignment.map(|assignment| stored(assignment.at))),
        rating: Set(*rating),
        flag: Set(flag.as_str().to_owned()),
        uploaded_by_user_id: Set(uploaded_by.map(|user| user.0)),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
        deleted_at: Set(deleted_at.map(stored)),
    }
}

pub(super) fn new_staging_row(new: NewStagingImage) -> staging_image::ActiveModel {
    let NewStagingImage { studio, batch, filename, file_size, content, uploaded_by, now } = new;
    let now = stored(now);
    let mut row = staging_image::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        batch_id: Set(batch.to_string()),
        search_key: Set(search_key(&[Some(&filename)])),
        filename: Set(filename),
        original_path: Set(None),
        content_hash: Set(None),
        thumbnail_path: Set(None),
        file_size: Set(file_size),
        mime_type: Set(None),
        width: Set(None),
        height: Set(None),
        metadata: Set(Json::Object(serde_json::Map::new())),
        taken_at: Set(None),
        camera_model: Set(None),
        lens: Set(None),
        iso: Set(None),
        aperture_x100: Set(None),
        focal_length_x10: Set(None),
        perceptual_hash: Set(None),
        state: Set(StagingState::Received.as_str().to_owned()),
        failure: Set(None),
        assigned_to_gallery_id: Set(None),
        assigned_group_type: Set(None),
        assigned_image_id: Set(None),
        made_image: Set(false),
        assigned_at: Set(None),
        rating: Set(None),
        flag: Set(Flag::None.as_str().to_owned()),
        uploaded_by_user_id: Set(uploaded_by.map(|user| user.0)),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
    };
    match content {
        StagedContent::Refused { code } => {
            row.state = Set(StagingState::Failed.as_str().to_owned());
            row.failure = Set(Some(code));
        }
        StagedContent::Kept {
            original_path,
            content_hash,
            format,
            width,
            height,
            metadata,
            taken_at,
            camera: CameraSettings { camera_model, lens, iso, aperture_x100, focal_length_x10 },
        } => {
            row.original_path = Set(Some(original_path));
            row.content_hash = Set(Some(content_hash));
            row.mime_type = Set(Some(format.mime_type().to_owned()));
            row.width = Set(Some(width));
            row.height = Set(Some(height));
            row.metadata = Set(Json::Object(metadata));
            row.taken_at = Set(taken_at);
            row.camera_model = Set(camera_model);
            row.lens = Set(lens);
            row.iso = Set(iso);
            row.aperture_x100 = Set(aperture_x100);
            row.focal_length_x10 = Set(focal_length_x10);
        }
    }
    row
}

pub(super) fn derivative(row: staging_derivative::Model) -> Result<DerivativeRecord, StoreError> {
    let staging_derivative::Model {
        id: _,
        studio_id: _,
        staging_image_id: _,
        name,
        storage_key,
        content_hash,
        mime_type,
        width,
        height,
        file_size,
        placeholder,
        created_at: _,
    } = row;
    let format = format(&mime_type)?;
    Ok(DerivativeRecord { name, storage_key, content_hash, format, width, height, file_size, placeholder })
}
