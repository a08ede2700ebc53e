//! The files of a photograph.

use serde_json::{Map, Value};

use super::{FileFormat, Hashes, Place, TakenAt};
use crate::{ImageFileId, ImportSessionId, PhotoId, StudioId, Timestamp, UserId, text};

/// How much a client may tell of a file in one JSON object, in bytes. MySQL takes no longer key.
pub const INFO_MAX: usize = 65_536;

/// An original in the media store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOriginal {
    pub storage_key: String,
    /// BLAKE3, 64 hex digits.
    pub content_hash: String,
}

/// One file of a photograph: the JPEG, the RAW beside it, a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageFile {
    pub id: ImageFileId,
    pub studio: StudioId,
    pub owner: UserId,
    pub photo: PhotoId,
    pub filename: String,
    /// Bytes.
    pub file_size: Option<i64>,
    /// By its bytes, or by its name where only a preview was sent.
    pub format: Option<FileFormat>,
    /// Missing where only a preview was sent.
    pub original: Option<StoredOriginal>,
    /// Why no picture could be made of it.
    pub no_preview: Option<String>,
    /// As seen: the orientation has been applied.
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub has_hotpreview: bool,
    pub hashes: Option<Hashes>,
    pub exif: Option<Map<String, Value>>,
    pub taken_at: Option<TakenAt>,
    pub place: Option<Place>,
    pub camera: Option<String>,
    pub lens: Option<String>,
    pub import_session: Option<ImportSessionId>,
    pub imported_time: Timestamp,
    pub imported_info: Option<Map<String, Value>>,
    pub local_storage_info: Option<Map<String, Value>>,
    pub cloud_storage_info: Option<Map<String, Value>>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl ImageFile {
    pub fn is_raw(&self) -> bool {
        self.format.is_some_and(FileFormat::is_raw)
    }
}

/// The name without folder and ending, folded: `C:\\DCIM\\IMG_0001.CR3` and `img_0001.jpg` have the same.
pub fn stem_key(filename: &str) -> String {
    let name = filename.rsplit(['/', '\\']).next().unwrap_or(filename);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    text::fold(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_have_one_stem() {
        for name in ["IMG_0001.CR3", "img_0001.jpg", "DCIM/100/IMG_0001.JPG", "C:\\card\\IMG_0001.dng"] {
            assert_eq!(stem_key(name), "img_0001", "{name}");
        }
        assert_eq!(stem_key(".hidden"), ".hidden");
        assert_eq!(stem_key("scan"), "scan");
    }
}
