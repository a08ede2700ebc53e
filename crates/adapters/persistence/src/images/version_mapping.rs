//! Versions between rows and values.

use atelier_application::ports::{NewVersion, StoreError};
use atelier_domain::images::{Image, ImageVersion, Original};
use atelier_domain::{ImageId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;

use super::entities::image_version;
use super::mapping::{format, state};
use crate::columns::{instant, json_object, stored};

pub(super) fn version(row: image_version::Model) -> Result<ImageVersion, StoreError> {
    let image_version::Model {
        id: _,
        studio_id,
        image_id,
        version_number,
        filename,
        storage_key,
        content_hash,
        file_size,
        mime_type,
        width,
        height,
        metadata,
        taken_at,
        perceptual_hash,
        state: stored_state,
        failure,
        imagekit_file_id: _,
        imagekit_url: _,
        notes,
        created_by_user_id,
        created_at,
    } = row;
    Ok(ImageVersion {
        image: ImageId(image_id),
        studio: StudioId(studio_id),
        number: version_number,
        filename,
        original: Original {
            storage_key,
            content_hash,
            file_size,
            format: format(&mime_type)?,
            width,
            height,
            metadata: json_object("image_versions.metadata", metadata)?,
            taken_at,
        },
        perceptual_hash,
        state: state(&stored_state)?,
        failure,
        notes,
        created_by: created_by_user_id.map(UserId),
        created_at: instant(created_at),
    })
}

/// A new row. An outside image service has no copy of what a picture was.
pub(super) fn version_row(version: ImageVersion) -> image_version::ActiveModel {
    let ImageVersion {
        image,
        studio,
        number,
        filename,
        original,
        perceptual_hash,
        state,
        failure,
        notes,
        created_by,
        created_at,
    } = version;
    let Original { storage_key, content_hash, file_size, format, width, height, metadata, taken_at } =
        original;
    image_version::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        image_id: Set(image.0),
        version_number: Set(number),
        filename: Set(filename),
        storage_key: Set(storage_key),
        content_hash: Set(content_hash),
        file_size: Set(file_size),
        mime_type: Set(format.mime_type().to_owned()),
        width: Set(width),
        height: Set(height),
        metadata: Set(Json::Object(metadata)),
        taken_at: Set(taken_at),
        perceptual_hash: Set(perceptual_hash),
        state: Set(state.as_str().to_owned()),
        failure: Set(failure),
        imagekit_file_id: Set(None),
        imagekit_url: Set(None),
        notes: Set(notes),
        created_by_user_id: Set(created_by.map(|user| user.0)),
        created_at: Set(stored(created_at)),
    }
}

/// The row of the version that `image` has just become.
pub(super) fn new_version_row(image: &Image, new: NewVersion) -> image_version::ActiveModel {
    let NewVersion { filename, notes, created_by, now } = new;
    let current = image.first_version();
    version_row(ImageVersion { filename, notes, created_by, created_at: now, ..current })
}
