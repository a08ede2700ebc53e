//! From which photograph a picture of the pool was made.

use super::{FileFormat, ImageFile};
use crate::{ImageId, PhotoId, RuleViolation, Timestamp};

/// A picture of the pool that was made of somebody's photograph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    pub image: ImageId,
    pub photo: PhotoId,
    /// BLAKE3 of the file that was published last, 64 hex digits.
    pub content_hash: String,
    pub created_at: Timestamp,
    /// When the file was published.
    pub updated_at: Timestamp,
}

/// Whether the pool takes the file: its original is here, and it is no camera's own file.
pub fn is_publishable(file: &ImageFile) -> bool {
    file.original.is_some() && matches!(file.format, Some(FileFormat::Image(_)))
}

/// The file that is published where none is named: the one that stands for the photograph, or else the first that the
/// pool takes. `master` is the one that was chosen to stand for it, and `files` are in their order.
pub fn published_by_itself(
    files: &[ImageFile],
    master: Option<crate::ImageFileId>,
) -> Result<&ImageFile, RuleViolation> {
    let chosen = files.iter().find(|file| Some(file.id) == master).or(files.first());
    let file =
        chosen.filter(|file| is_publishable(file)).or_else(|| files.iter().find(|file| is_publishable(file)));
    match file {
        Some(file) => Ok(file),
        None if files.iter().all(|file| file.original.is_none()) => Err(not_stored()),
        None => Err(not_publishable()),
    }
}

/// The file, if the pool takes it.
pub fn published_by_name(file: &ImageFile) -> Result<&ImageFile, RuleViolation> {
    if file.original.is_none() {
        return Err(not_stored());
    }
    if is_publishable(file) { Ok(file) } else { Err(not_publishable()) }
}

fn not_stored() -> RuleViolation {
    let message = "the original is not here; send it first";
    RuleViolation::invalid("image_file_id", "original_not_stored", message)
}

fn not_publishable() -> RuleViolation {
    let message = "pictures are made of JPEG, PNG, WebP, TIFF and GIF files; add an export to the photo";
    RuleViolation::invalid("image_file_id", "not_publishable", message)
}

impl Publication {
    /// The file that came to the photograph after the one that was published, and that the pool takes; the newest where
    /// there are several. It offers itself as a version.
    pub fn newer_file<'a>(&self, files: &'a [ImageFile]) -> Option<&'a ImageFile> {
        let hash = |file: &ImageFile| file.original.as_ref().map(|original| original.content_hash.clone());
        let published = files.iter().find(|file| hash(file).as_deref() == Some(self.content_hash.as_str()));
        files
            .iter()
            .filter(|file| is_publishable(file) && file.created_at >= self.updated_at)
            .filter(|file| published.is_none_or(|published| file.id > published.id))
            .max_by_key(|file| file.id)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};

    use super::*;
    use crate::images::ImageFormat;
    use crate::library::{RawFormat, StoredOriginal};
    use crate::{ImageFileId, StudioId, UserId};

    fn file(id: i64, format: FileFormat, hash: Option<&str>) -> ImageFile {
        let now = DateTime::UNIX_EPOCH + Duration::hours(id);
        ImageFile {
            id: ImageFileId(id),
            studio: StudioId(1),
            owner: UserId(1),
            photo: PhotoId(1),
            filename: format!("IMG_{id}.{}", format.extension()),
            file_size: Some(1),
            format: Some(format),
            original: hash
                .map(|hash| StoredOriginal { storage_key: hash.to_owned(), content_hash: hash.to_owned() }),
            no_preview: None,
            width: None,
            height: None,
            has_hotpreview: false,
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
            updated_at: now,
        }
    }

    const JPEG: FileFormat = FileFormat::Image(ImageFormat::Jpeg);
    const RAW: FileFormat = FileFormat::Raw(RawFormat::Nef);

    #[test]
    fn the_file_that_stands_for_the_photo_is_published_if_it_can_be() {
        let files = [file(1, RAW, Some("raw")), file(2, JPEG, Some("a")), file(3, JPEG, Some("b"))];
        let chosen = |master: Option<i64>| published_by_itself(&files, master.map(ImageFileId)).unwrap().id.0;
        assert_eq!(chosen(Some(3)), 3);
        assert_eq!(chosen(Some(1)), 2, "a RAW file cannot be");
        assert_eq!(chosen(None), 2);
    }

    #[test]
    fn what_cannot_be_published_says_why() {
        let code = |files: &[ImageFile]| published_by_itself(files, None).unwrap_err().code;
        assert_eq!(code(&[file(1, JPEG, None)]), "original_not_stored");
        assert_eq!(code(&[file(1, RAW, Some("raw")), file(2, JPEG, None)]), "not_publishable");
        assert_eq!(
            published_by_name(&file(1, FileFormat::Heic, Some("a"))).unwrap_err().code,
            "not_publishable"
        );
        assert_eq!(published_by_name(&file(1, JPEG, None)).unwrap_err().code, "original_not_stored");
    }

    #[test]
    fn only_what_came_after_the_published_file_offers_itself() {
        let at = DateTime::UNIX_EPOCH + Duration::hours(3);
        let published = Publication {
            image: ImageId(1),
            photo: PhotoId(1),
            content_hash: "a".into(),
            created_at: at,
            updated_at: at,
        };
        let mut files = vec![file(1, JPEG, Some("a")), file(2, JPEG, Some("b"))];
        assert_eq!(published.newer_file(&files), None, "the other file was there already");
        files.extend([file(4, RAW, Some("raw")), file(5, JPEG, None)]);
        assert_eq!(published.newer_file(&files), None);
        files.extend([file(6, JPEG, Some("c")), file(7, JPEG, Some("d"))]);
        assert_eq!(published.newer_file(&files).map(|file| file.id.0), Some(7));
    }
}
