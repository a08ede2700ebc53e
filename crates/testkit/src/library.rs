//! Photographs and files of libraries that say nothing but what a test says.

use atelier_application::ports::library::{NewImageFile, NewPhoto};
use atelier_domain::library::Hothash;
use atelier_domain::{PhotoId, Timestamp};

/// A photograph of which only its name is known.
pub fn bare_photo(hothash: &str, now: Timestamp) -> NewPhoto {
    NewPhoto {
        hothash: Hothash::parse(hothash).expect("64 hex digits"),
        title: None,
        description: None,
        rating: None,
        taken_at: None,
        place: None,
        author: None,
        width: None,
        height: None,
        camera: None,
        lens: None,
        coldpreview: None,
        first_file: None,
        created_at: now,
        now,
    }
}

/// A file `IMG_0001.JPG` that stays with the client, without a small picture.
pub fn bare_file(photo: PhotoId, now: Timestamp) -> NewImageFile {
    NewImageFile {
        photo,
        filename: "IMG_0001.JPG".to_owned(),
        file_size: None,
        format: None,
        original: None,
        no_preview: None,
        width: None,
        height: None,
        hotpreview: None,
        hashes: None,
        exif: None,
        taken_at: None,
        place: None,
        camera: None,
        lens: None,
        import_session: None,
        imported_time: now,
        imported_info: None,
        local_storage_info: None,
        cloud_storage_info: None,
        created_at: now,
        now,
    }
}
