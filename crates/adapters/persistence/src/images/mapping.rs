//! Rows to values of the domain, and back.

use atelier_application::ports::{DerivativeRecord, NewDerivative, NewImage, NewImageGroup, StoreError};
use atelier_domain::images::{
    AiLabel, FocalPoint, Image, ImageFormat, ImageGroup, Mirror, Placement, ProcessingState,
};
use atelier_domain::{ImageGroupId, ImageId, StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Json;

use super::entities::{image, image_derivative, image_group};
use crate::columns::{corrupt, instant, json_object, stored};
use crate::values::search_key;

pub(crate) fn format(mime_type: &str) -> Result<ImageFormat, StoreError> {
    ImageFormat::from_mime_type(mime_type).ok_or_else(|| corrupt("mime_type", mime_type))
}

pub(crate) fn state(stored: &str) -> Result<ProcessingState, StoreError> {
    ProcessingState::parse(stored).ok_or_else(|| corrupt("images.state", stored))
}

pub(crate) fn ai(stored: &str) -> Result<AiLabel, StoreError> {
    AiLabel::parse(stored).ok_or_else(|| corrupt("images.ai", stored))
}

pub(crate) fn focal_point(x: Option<f64>, y: Option<f64>) -> Result<Option<FocalPoint>, StoreError> {
    let Some((x, y)) = x.zip(y) else { return Ok(None) };
    FocalPoint::new(x, y).map(Some).map_err(|_| corrupt("images.focal_x and focal_y", &format!("{x}, {y}")))
}

pub(super) fn image(row: image::Model, placements: Vec<Placement>) -> Result<Image, StoreError> {
    let image::Model {
        id,
        studio_id,
        filename,
        alt_text,
        search_key: _,
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
        current_version,
        imagekit_file_id,
        imagekit_url,
        imagekit_thumbnail_url,
        imagekit_content_hash,
        uploaded_by_user_id,
        uploaded_at,
        version,
        created_at,
        updated_at,
        deleted_at,
        focal_x,
        focal_y,
        ai: label,
    } = row;
    Ok(Image {
        id: ImageId(id),
        studio: StudioId(studio_id),
        filename,
        alt_text,
        focal_point: focal_point(focal_x, focal_y)?,
        ai: ai(&label)?,
        storage_key,
        content_hash,
        file_size,
        format: format(&mime_type)?,
        width,
        height,
        metadata: json_object("images.metadata", metadata)?,
        taken_at,
        perceptual_hash,
        state: state(&stored_state)?,
        failure,
        current_version,
        mirror: mirror(imagekit_file_id, imagekit_url, imagekit_thumbnail_url, imagekit_content_hash),
        uploaded_by: uploaded_by_user_id.map(UserId),
        uploaded_at: instant(uploaded_at),
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
        deleted_at: deleted_at.map(instant),
        placements,
    })
}

/// A copy is whole or it is none.
pub(crate) fn mirror(
    file_id: Option<String>,
    url: Option<String>,
    thumbnail_url: Option<String>,
    content_hash: Option<String>,
) -> Option<Mirror> {
    Some(Mirror { file_id: file_id?, url: url?, thumbnail_url, content_hash: content_hash? })
}

/// Every column of `image` with the next version.
pub(super) fn image_row(image: &Image) -> image::ActiveModel {
    let Image {
        id: _,
        studio: _,
        filename,
        alt_text,
        focal_point,
        ai,
        storage_key,
        content_hash,
        file_size,
        format,
        width,
        height,
        metadata,
        taken_at,
        perceptual_hash,
        state,
        failure,
        current_version,
        mirror,
        uploaded_by,
        uploaded_at,
        version,
        created_at: _,
        updated_at,
        deleted_at,
        placements: _,
    } = image;
    let mirror = mirror.as_ref();
    image::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        search_key: Set(search_key(&[Some(filename), alt_text.as_deref()])),
        filename: Set(filename.clone()),
        alt_text: Set(alt_text.clone()),
        storage_key: Set(storage_key.clone()),
        content_hash: Set(content_hash.clone()),
        file_size: Set(*file_size),
        mime_type: Set(format.mime_type().to_owned()),
        width: Set(*width),
        height: Set(*height),
        metadata: Set(Json::Object(metadata.clone())),
        taken_at: Set(*taken_at),
        perceptual_hash: Set(*perceptual_hash),
        state: Set(state.as_str().to_owned()),
        failure: Set(failure.clone()),
        current_version: Set(*current_version),
        imagekit_file_id: Set(mirror.map(|mirror| mirror.file_id.clone())),
        imagekit_url: Set(mirror.map(|mirror| mirror.url.clone())),
        imagekit_thumbnail_url: Set(mirror.and_then(|mirror| mirror.thumbnail_url.clone())),
        imagekit_content_hash: Set(mirror.map(|mirror| mirror.content_hash.clone())),
        uploaded_by_user_id: Set(uploaded_by.map(|user| user.0)),
        uploaded_at: Set(stored(*uploaded_at)),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
        deleted_at: Set(deleted_at.map(stored)),
        focal_x: Set(focal_point.map(FocalPoint::x)),
        focal_y: Set(focal_point.map(FocalPoint::y)),
        ai: Set(ai.as_str().to_owned()),
    }
}

pub(crate) fn new_image_row(new: NewImage) -> image::ActiveModel {
    let NewImage {
        studio,
        filename,
        alt_text,
        storage_key,
        content_hash,
        file_size,
        format,
        width,
        height,
        metadata,
        taken_at,
        uploaded_by,
        now,
    } = new;
    let now = stored(now);
    let ai = AiLabel::told_by(&metadata);
    image::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        search_key: Set(search_key(&[Some(&filename), alt_text.as_deref()])),
        filename: Set(filename),
        alt_text: Set(alt_text),
        storage_key: Set(storage_key),
        content_hash: Set(content_hash),
        file_size: Set(file_size),
        mime_type: Set(format.mime_type().to_owned()),
        width: Set(width),
        height: Set(height),
        metadata: Set(Json::Object(metadata)),
        taken_at: Set(taken_at),
        perceptual_hash: Set(None),
        state: Set(ProcessingState::Processing.as_str().to_owned()),
        failure: Set(None),
        current_version: Set(1),
        imagekit_file_id: Set(None),
        imagekit_url: Set(None),
        imagekit_thumbnail_url: Set(None),
        imagekit_content_hash: Set(None),
        uploaded_by_user_id: Set(uploaded_by.map(|user| user.0)),
        uploaded_at: Set(now),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
        focal_x: Set(None),
        focal_y: Set(None),
        ai: Set(ai.as_str().to_owned()),
    }
}

pub(super) fn derivative(row: image_derivative::Model) -> Result<DerivativeRecord, StoreError> {
    let image_derivative::Model {
        id: _,
        studio_id: _,
        image_id: _,
        version_number: _,
        name,
        storage_key,
        content_hash,
        mime_type,
        width,
        height,
        file_size,
        placeholder,
        created_at: _,
        updated_at: _,
    } = row;
    let format = format(&mime_type)?;
    Ok(DerivativeRecord { name, storage_key, content_hash, format, width, height, file_size, placeholder })
}

pub(crate) fn new_derivative_row(new: NewDerivative) -> image_derivative::ActiveModel {
    let NewDerivative {
        image,
        studio,
        version,
        name,
        storage_key,
        content_hash,
        format,
        width,
        height,
        file_size,
        placeholder,
        now,
    } = new;
    image_derivative::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        image_id: Set(image.0),
        version_number: Set(version),
        name: Set(name),
        storage_key: Set(storage_key),
        content_hash: Set(content_hash),
        mime_type: Set(format.mime_type().to_owned()),
        width: Set(width),
        height: Set(height),
        file_size: Set(file_size),
        placeholder: Set(placeholder),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
    }
}

pub(super) fn group(row: image_group::Model, placements: Vec<Placement>) -> ImageGroup {
    let image_group::Model { id, studio_id, name, description, version, created_at, updated_at } = row;
    ImageGroup {
        id: ImageGroupId(id),
        studio: StudioId(studio_id),
        name,
        description,
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
        placements,
    }
}

/// Every column of `group` with the next version.
pub(super) fn group_row(group: &ImageGroup) -> image_group::ActiveModel {
    let ImageGroup { id: _, studio: _, name, description, version, created_at: _, updated_at, placements: _ } =
        group;
    image_group::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        name: Set(name.clone()),
        description: Set(description.clone()),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    }
}

pub(super) fn new_group_row(new: NewImageGroup) -> image_group::ActiveModel {
    let NewImageGroup { studio, name, description, now } = new;
    image_group::ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        name: Set(name),
        description: Set(description),
        version: Set(1),
        created_at: Set(stored(now)),
        updated_at: Set(stored(now)),
    }
}
