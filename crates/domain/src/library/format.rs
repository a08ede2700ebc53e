//! What kinds of files a library takes.

use crate::images::ImageFormat;

/// A camera maker's own file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum RawFormat {
    Cr2,
    Cr3,
    Nef,
    Arw,
    Raf,
    Dng,
    Orf,
    Rw2,
}

/// The kind of a file. It is told by the bytes; a name only says what a file that was never sent may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileFormat {
    /// One that the pool takes too.
    Image(ImageFormat),
    Raw(RawFormat),
    Heic,
}

impl FileFormat {
    pub const ALL: [Self; 14] = [
        Self::Image(ImageFormat::Jpeg),
        Self::Image(ImageFormat::Png),
        Self::Image(ImageFormat::WebP),
        Self::Image(ImageFormat::Tiff),
        Self::Image(ImageFormat::Gif),
        Self::Raw(RawFormat::Cr2),
        Self::Raw(RawFormat::Cr3),
        Self::Raw(RawFormat::Nef),
        Self::Raw(RawFormat::Arw),
        Self::Raw(RawFormat::Raf),
        Self::Raw(RawFormat::Dng),
        Self::Raw(RawFormat::Orf),
        Self::Raw(RawFormat::Rw2),
        Self::Heic,
    ];

    /// The name in the API and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image(ImageFormat::Jpeg) => "jpeg",
            Self::Image(ImageFormat::Png) => "png",
            Self::Image(ImageFormat::WebP) => "webp",
            Self::Image(ImageFormat::Tiff) => "tiff",
            Self::Image(ImageFormat::Gif) => "gif",
            Self::Raw(RawFormat::Cr2) => "cr2",
            Self::Raw(RawFormat::Cr3) => "cr3",
            Self::Raw(RawFormat::Nef) => "nef",
            Self::Raw(RawFormat::Arw) => "arw",
            Self::Raw(RawFormat::Raf) => "raf",
            Self::Raw(RawFormat::Dng) => "dng",
            Self::Raw(RawFormat::Orf) => "orf",
            Self::Raw(RawFormat::Rw2) => "rw2",
            Self::Heic => "heic",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// By the ending of a name, for files that were never sent.
    pub fn of_name(filename: &str) -> Option<Self> {
        let (_, ending) = filename.rsplit_once('.')?;
        let ending = match ending.to_ascii_lowercase().as_str() {
            "jpg" | "jpe" => "jpeg".to_owned(),
            "tif" => "tiff".to_owned(),
            "heif" | "hif" => "heic".to_owned(),
            other => other.to_owned(),
        };
        Self::parse(&ending)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Image(format) => format.mime_type(),
            Self::Raw(RawFormat::Cr2) => "image/x-canon-cr2",
            Self::Raw(RawFormat::Cr3) => "image/x-canon-cr3",
            Self::Raw(RawFormat::Nef) => "image/x-nikon-nef",
            Self::Raw(RawFormat::Arw) => "image/x-sony-arw",
            Self::Raw(RawFormat::Raf) => "image/x-fuji-raf",
            Self::Raw(RawFormat::Dng) => "image/x-adobe-dng",
            Self::Raw(RawFormat::Orf) => "image/x-olympus-orf",
            Self::Raw(RawFormat::Rw2) => "image/x-panasonic-rw2",
            Self::Heic => "image/heic",
        }
    }

    /// The ending of files that the server names.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Image(format) => format.extension(),
            Self::Raw(_) | Self::Heic => self.as_str(),
        }
    }

    pub const fn is_raw(self) -> bool {
        matches!(self, Self::Raw(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_name_and_by_the_ending_it_is_given() {
        for format in FileFormat::ALL {
            assert_eq!(FileFormat::parse(format.as_str()), Some(format));
            assert_eq!(FileFormat::of_name(&format!("IMG_1.{}", format.extension())), Some(format));
        }
        assert_eq!(FileFormat::of_name("IMG_1.CR3"), Some(FileFormat::Raw(RawFormat::Cr3)));
        assert_eq!(FileFormat::of_name("DSCF1.HIF"), Some(FileFormat::Heic));
        assert_eq!(FileFormat::of_name("IMG_1"), None);
        assert_eq!(FileFormat::of_name("IMG_1.mov"), None);
    }
}
