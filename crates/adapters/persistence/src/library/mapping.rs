//! Rows to values of the domain, and back.

use atelier_application::ports::StoreError;
use atelier_application::ports::library::{NewImageFile, NewPhoto};
use atelier_domain::library::{
    Coldpreview, Correction, FileFormat, Hashes, Hothash, ImageFile, Photo, Place, Shelf, StoredOriginal,
    TakenAt, UNKNOWN_TIME, stem_key,
};
use atelier_domain::{AuthorId, ImageFileId, ImportSessionId, PhotoId, StudioId, UserId, text};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::{DateTime, Json};
use serde_json::{Map, Value};

use super::entities::{image_file, photo};
use crate::columns::{corrupt, instant, json_object, stored};

pub(super) fn taken(local: Option<DateTime>, offset_minutes: Option<i32>) -> Option<TakenAt> {
    local.map(|local| TakenAt { local, offset_minutes })
}

pub(super) fn place(latitude: Option<f64>, longitude: Option<f64>) -> Option<Place> {
    latitude.zip(longitude).and_then(|(latitude, longitude)| Place::at(latitude, longitude))
}

pub(super) fn format(name: &str) -> Result<FileFormat, StoreError> {
    FileFormat::parse(name).ok_or_else(|| corrupt("image_files.format", name))
}

fn object(column: &str, value: Option<Json>) -> Result<Option<Map<String, Value>>, StoreError> {
    value.map(|value| json_object(column, value)).transpose()
}

fn json(value: Option<&Map<String, Value>>) -> Option<Json> {
    value.map(|map| Json::Object(map.clone()))
}

fn folded(text: Option<&str>) -> Option<String> {
    text.map(text::fold)
}

pub(super) fn photo(row: photo::Model) -> Result<Photo, StoreError> {
    let photo::Model {
        id,
        studio_id,
        user_id,
        hothash,
        title,
        description,
        search_key: _,
        rating,
        taken_at,
        taken_offset,
        taken_key: _,
        taken_hour: _,
        gps_latitude,
        gps_longitude,
        exif_taken_at,
        exif_taken_offset,
        exif_latitude,
        exif_longitude,
        corrected_at,
        correction_reason,
        author_id,
        master_file_id,
        width,
        height,
        camera,
        camera_key: _,
        lens,
        lens_key: _,
        has_raw,
        file_count,
        coldpreview_key,
        coldpreview_width,
        coldpreview_height,
        coldpreview_size,
        version,
        created_at,
        updated_at,
    } = row;
    let sides = coldpreview_width.zip(coldpreview_height).zip(coldpreview_size);
    let coldpreview = coldpreview_key.zip(sides).map(|(storage_key, ((width, height), size))| Coldpreview {
        storage_key,
        width,
        height,
        size,
    });
    Ok(Photo {
        id: PhotoId(id),
        studio: StudioId(studio_id),
        owner: UserId(user_id),
        hothash: hothash_of(&hothash)?,
        title,
        description,
        rating,
        taken_at: taken(taken_at, taken_offset),
        place: place(gps_latitude, gps_longitude),
        exif_taken_at: taken(exif_taken_at, exif_taken_offset),
        exif_place: place(exif_latitude, exif_longitude),
        correction: corrected_at
            .map(|at| Correction { corrected_at: instant(at), reason: correction_reason }),
        author: author_id.map(AuthorId),
        master_file: master_file_id.map(ImageFileId),
        width,
        height,
        camera,
        lens,
        has_raw,
        file_count,
        coldpreview,
        version,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

pub(super) fn hothash_of(column: &str) -> Result<Hothash, StoreError> {
    Hothash::parse(column).ok_or_else(|| corrupt("photos.hothash", column))
}

/// What can change of a photograph, with the next version.
pub(super) fn photo_row(photo: &Photo) -> photo::ActiveModel {
    let Photo {
        id: _,
        studio: _,
        owner: _,
        hothash: _,
        title,
        description,
        rating,
        taken_at,
        place,
        exif_taken_at,
        exif_place,
        correction,
        author,
        master_file,
        width,
        height,
        camera,
        lens,
        has_raw: _,
        file_count: _,
        coldpreview,
        version,
        created_at: _,
        updated_at,
    } = photo;
    photo::ActiveModel {
        id: NotSet,
        studio_id: NotSet,
        user_id: NotSet,
        hothash: NotSet,
        title: Set(title.clone()),
        description: Set(description.clone()),
        search_key: NotSet,
        rating: Set(*rating),
        taken_at: Set(taken_at.map(|taken| taken.local)),
        taken_offset: Set(taken_at.and_then(|taken| taken.offset_minutes)),
        taken_key: Set(taken_at.map_or(UNKNOWN_TIME, TakenAt::key)),
        taken_hour: Set(taken_at.map(TakenAt::hour)),
        gps_latitude: Set(place.map(|place| place.latitude)),
        gps_longitude: Set(place.map(|place| place.longitude)),
        exif_taken_at: Set(exif_taken_at.map(|taken| taken.local)),
        exif_taken_offset: Set(exif_taken_at.and_then(|taken| taken.offset_minutes)),
        exif_latitude: Set(exif_place.map(|place| place.latitude)),
        exif_longitude: Set(exif_place.map(|place| place.longitude)),
        corrected_at: Set(correction.as_ref().map(|correction| stored(correction.corrected_at))),
        correction_reason: Set(correction.as_ref().and_then(|correction| correction.reason.clone())),
        author_id: Set(author.map(|author| author.0)),
        master_file_id: Set(master_file.map(|file| file.0)),
        width: Set(*width),
        height: Set(*height),
        camera: Set(camera.clone()),
        camera_key: Set(folded(camera.as_deref())),
        lens: Set(lens.clone()),
        lens_key: Set(folded(lens.as_deref())),
        has_raw: NotSet,
        file_count: NotSet,
        coldpreview_key: Set(coldpreview.as_ref().map(|preview| preview.storage_key.clone())),
        coldpreview_width: Set(coldpreview.as_ref().map(|preview| preview.width)),
        coldpreview_height: Set(coldpreview.as_ref().map(|preview| preview.height)),
        coldpreview_size: Set(coldpreview.as_ref().map(|preview| preview.size)),
        version: Set(version + 1),
        created_at: NotSet,
        updated_at: Set(stored(*updated_at)),
    }
}

/// The text that is searched: a photograph's words and the names of its files.
pub(super) fn search_key<'a>(photo: &'a Photo, names: impl IntoIterator<Item = &'a str>) -> String {
    let words = photo.title.as_deref().into_iter().chain(photo.description.as_deref());
    let folded: Vec<String> = words.chain(names).map(text::fold).collect();
    folded.join("\n")
}

pub(super) fn new_photo_row(shelf: Shelf, new: NewPhoto) -> photo::ActiveModel {
    let NewPhoto {
        hothash,
        title,
        description,
        rating,
        taken_at,
        place,
        author,
        width,
        height,
        camera,
        lens,
        coldpreview,
        first_file,
        created_at,
        now,
    } = new;
    let (name, format) = first_file.unzip();
    let photo = Photo {
        id: PhotoId(0),
        studio: shelf.studio(),
        owner: shelf.owner(),
        hothash: hothash.clone(),
        title,
        description,
        rating,
        taken_at,
        place,
        exif_taken_at: taken_at,
        exif_place: place,
        correction: None,
        author,
        master_file: None,
        width,
        height,
        camera,
        lens,
        has_raw: format.flatten().is_some_and(FileFormat::is_raw),
        file_count: i32::from(name.is_some()),
        coldpreview,
        version: 0,
        created_at,
        updated_at: now,
    };
    photo::ActiveModel {
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        hothash: Set(hothash.as_str().to_owned()),
        search_key: Set(search_key(&photo, name.as_deref())),
        has_raw: Set(photo.has_raw),
        file_count: Set(photo.file_count),
        created_at: Set(stored(created_at)),
        ..photo_row(&photo)
    }
}

pub(super) fn hashes(dct: Option<i64>, gradient: Option<i64>) -> Option<Hashes> {
    dct.zip(gradient).map(|(dct, gradient)| Hashes { gradient, dct })
}

pub(super) fn file(row: image_file::Model) -> Result<ImageFile, StoreError> {
    let image_file::Model {
        id,
        studio_id,
        user_id,
        photo_id,
        filename,
        file_size,
        format: stored_format,
        storage_key,
        content_hash,
        no_preview,
        width,
        height,
        hotpreview,
        perceptual_hash,
        gradient_hash,
        fingerprint_version: _,
        exif_dict,
        taken_at,
        taken_offset,
        gps_latitude,
        gps_longitude,
        camera,
        lens,
        stem_key: _,
        import_session_id,
        imported_time,
        imported_info,
        local_storage_info,
        cloud_storage_info,
        created_at,
        updated_at,
    } = row;
    Ok(ImageFile {
        id: ImageFileId(id),
        studio: StudioId(studio_id),
        owner: UserId(user_id),
        photo: PhotoId(photo_id),
        filename,
        file_size,
        format: stored_format.as_deref().map(format).transpose()?,
        original: storage_key
            .zip(content_hash)
            .map(|(storage_key, content_hash)| StoredOriginal { storage_key, content_hash }),
        no_preview,
        width,
        height,
        has_hotpreview: hotpreview.is_some(),
        hashes: hashes(perceptual_hash, gradient_hash),
        exif: object("image_files.exif_dict", exif_dict)?,
        taken_at: taken(taken_at, taken_offset),
        place: place(gps_latitude, gps_longitude),
        camera,
        lens,
        import_session: import_session_id.map(ImportSessionId),
        imported_time: instant(imported_time),
        imported_info: object("image_files.imported_info", imported_info)?,
        local_storage_info: object("image_files.local_storage_info", local_storage_info)?,
        cloud_storage_info: object("image_files.cloud_storage_info", cloud_storage_info)?,
        created_at: instant(created_at),
        updated_at: instant(updated_at),
    })
}

pub(super) fn new_file_row(shelf: Shelf, version: i64, new: NewImageFile) -> image_file::ActiveModel {
    let NewImageFile {
        photo,
        filename,
        file_size,
        format,
        original,
        no_preview,
        width,
        height,
        hotpreview,
        hashes,
        exif,
        taken_at,
        place,
        camera,
        lens,
        import_session,
        imported_time,
        imported_info,
        local_storage_info,
        cloud_storage_info,
        created_at,
        now,
    } = new;
    image_file::ActiveModel {
        id: NotSet,
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        photo_id: Set(photo.0),
        stem_key: Set(stem_key(&filename)),
        filename: Set(filename),
        file_size: Set(file_size),
        format: Set(format.map(|format| format.as_str().to_owned())),
        storage_key: Set(original.as_ref().map(|original| original.storage_key.clone())),
        content_hash: Set(original.map(|original| original.content_hash)),
        no_preview: Set(no_preview),
        width: Set(width),
        height: Set(height),
        hotpreview: Set(hotpreview),
        perceptual_hash: Set(hashes.map(|hashes| hashes.dct)),
        gradient_hash: Set(hashes.map(|hashes| hashes.gradient)),
        fingerprint_version: Set(hashes.map(|_| version)),
        exif_dict: Set(json(exif.as_ref())),
        taken_at: Set(taken_at.map(|taken| taken.local)),
        taken_offset: Set(taken_at.and_then(|taken| taken.offset_minutes)),
        gps_latitude: Set(place.map(|place| place.latitude)),
        gps_longitude: Set(place.map(|place| place.longitude)),
        camera: Set(camera),
        lens: Set(lens),
        import_session_id: Set(import_session.map(|session| session.0)),
        imported_time: Set(stored(imported_time)),
        imported_info: Set(json(imported_info.as_ref())),
        local_storage_info: Set(json(local_storage_info.as_ref())),
        cloud_storage_info: Set(json(cloud_storage_info.as_ref())),
        created_at: Set(stored(created_at)),
        updated_at: Set(stored(now)),
    }
}

/// What is written over a file: not what says which it is, and nothing for what the new value does not have of its picture.
pub(super) fn rewritten_row(shelf: Shelf, version: i64, new: NewImageFile) -> image_file::ActiveModel {
    let (has_picture, has_hashes) = (new.hotpreview.is_some(), new.hashes.is_some());
    let mut row = image_file::ActiveModel {
        studio_id: NotSet,
        user_id: NotSet,
        photo_id: NotSet,
        created_at: NotSet,
        ..new_file_row(shelf, version, new)
    };
    if !has_picture {
        row.hotpreview = NotSet;
    }
    if !has_hashes {
        (row.perceptual_hash, row.gradient_hash, row.fingerprint_version) = (NotSet, NotSet, NotSet);
    }
    row
}

/// What is written of a file's information.
pub(super) fn info_row(file: &ImageFile) -> image_file::ActiveModel {
    image_file::ActiveModel {
        import_session_id: Set(file.import_session.map(|session| session.0)),
        imported_info: Set(json(file.imported_info.as_ref())),
        local_storage_info: Set(json(file.local_storage_info.as_ref())),
        cloud_storage_info: Set(json(file.cloud_storage_info.as_ref())),
        updated_at: Set(stored(file.updated_at)),
        ..Default::default()
    }
}

/// Whether the kind is a camera maker's own.
pub(super) fn is_raw(name: Option<&str>) -> bool {
    name.and_then(FileFormat::parse).is_some_and(FileFormat::is_raw)
}

/// The names of all RAW kinds, as they are stored.
pub(super) fn raw_names() -> impl Iterator<Item = &'static str> {
    FileFormat::ALL.into_iter().filter(|format| format.is_raw()).map(FileFormat::as_str)
}

#[cfg(test)]
mod tests {
    use atelier_domain::images::ImageFormat;

    use super::*;

    #[test]
    fn jpeg_is_no_raw_kind() {
        assert!(!is_raw(Some(FileFormat::Image(ImageFormat::Jpeg).as_str())) && is_raw(Some("cr3")));
        assert_eq!(raw_names().count(), 8);
    }
}
