//! How a file comes to its photograph.

use atelier_domain::access::Actor;
use atelier_domain::library::{FILES_MAX, Hothash, Photo, Shelf};
use atelier_domain::{AuthorId, ImageFileId, PhotoId, Timestamp};

use super::arrival::Known;
use super::intake::Prepared;
use crate::ports::library::{NewImageFile, NewPhoto};
use crate::ports::{StoreError, Tx};
use crate::{AppError, AppResult};

/// The photograph whose companion the file is.
pub(super) async fn companion(tx: &Tx, shelf: Shelf, prepared: &Prepared) -> AppResult<Option<Photo>> {
    // Who sends a small picture has said which photograph it is of.
    if prepared.original.is_none() {
        return Ok(None);
    }
    let Some(key) = prepared.known.companion_key() else { return Ok(None) };
    let Some(id) = tx.image_files().companion(shelf, &key).await? else { return Ok(None) };
    let photo = tx.photos().find_by_id(shelf, id).await?;
    Ok(photo.filter(|photo| photo.file_count < FILES_MAX))
}

/// Lets a photograph know what its new file knows and it did not. What a person has said stays.
pub(super) async fn enriched(
    tx: &Tx,
    shelf: Shelf,
    photo: Photo,
    prepared: &Prepared,
    actor: &Actor,
) -> AppResult<Photo> {
    if photo.file_count >= FILES_MAX {
        let message = format!("a photo has at most {FILES_MAX} files");
        return Err(AppError::conflict("too_many_files", message));
    }
    let known = &prepared.known;
    let corrected = photo.correction.is_some();
    let enriched = Photo {
        taken_at: if corrected { photo.taken_at } else { photo.taken_at.or(known.taken_at) },
        place: if corrected { photo.place } else { photo.place.or(known.place) },
        exif_taken_at: photo.exif_taken_at.or(known.taken_at),
        exif_place: photo.exif_place.or(known.place),
        width: photo.width.or(known.width),
        height: photo.height.or(known.height),
        camera: photo.camera.clone().or_else(|| known.camera.clone()),
        lens: photo.lens.clone().or_else(|| known.lens.clone()),
        coldpreview: photo.coldpreview.clone().or_else(|| prepared.coldpreview.clone()),
        updated_at: actor.now,
        ..photo
    };
    Ok(tx.photos().update(shelf, &enriched).await?)
}

/// The photograph that a file begins.
pub(super) fn new_photo(prepared: &Prepared, author: Option<AuthorId>, now: Timestamp) -> NewPhoto {
    let known = &prepared.known;
    NewPhoto {
        hothash: prepared.hothash.clone(),
        title: None,
        description: None,
        rating: prepared.rating,
        taken_at: known.taken_at,
        place: known.place,
        author,
        width: known.width,
        height: known.height,
        camera: known.camera.clone(),
        lens: known.lens.clone(),
        coldpreview: prepared.coldpreview.clone(),
        first_file: Some((known.filename.clone(), known.format)),
        created_at: now,
        now,
    }
}

/// Says why a new photograph was not taken.
pub(super) fn refused(error: StoreError, hothash: &Hothash) -> AppError {
    match error {
        StoreError::Conflict { constraint: "hothash" } => photo_exists(hothash),
        other => other.into(),
    }
}

pub(super) fn new_file(
    photo: PhotoId,
    prepared: Prepared,
    has_picture: bool,
    now: Timestamp,
) -> NewImageFile {
    let Prepared { known, hothash: _, hotpreview, hashes, no_preview, original, coldpreview: _, rating: _ } =
        prepared;
    let Known {
        filename,
        file_size,
        format,
        exif,
        taken_at,
        place,
        width,
        height,
        camera,
        lens,
        import_session,
        imported_info,
        local_storage_info,
        cloud_storage_info,
    } = known;
    NewImageFile {
        photo,
        filename,
        file_size,
        format,
        original,
        no_preview,
        width,
        height,
        // A photograph has one small picture: the one that its name is made of.
        hotpreview: hotpreview.filter(|_| !has_picture),
        hashes,
        exif,
        taken_at,
        place,
        camera,
        lens,
        import_session,
        imported_time: now,
        imported_info,
        local_storage_info,
        cloud_storage_info,
        created_at: now,
        now,
    }
}

pub(super) async fn find(tx: &Tx, shelf: Shelf, hothash: &Hothash) -> AppResult<Photo> {
    tx.photos().find(shelf, hothash).await?.ok_or(AppError::NotFound)
}

pub(super) fn photo_exists(hothash: &Hothash) -> AppError {
    let message =
        format!("your library has this photo as {hothash}. Use add-to-photo to give it another file");
    AppError::conflict("photo_exists", message)
}

pub(super) fn file_exists(id: ImageFileId, hothash: &Hothash) -> AppError {
    let message = format!("your library has these bytes as file {id} of photo {hothash}");
    AppError::conflict("image_file_exists", message)
}
