//! Versions: the files that one picture has had, and which of them it is now.

use serde_json::{Map, Value};

use super::{AiLabel, Image, ImageFormat, Mirror, ProcessingState};
use crate::{ImageId, RuleViolation, StudioId, Timestamp, UserId};

/// The most versions that one picture has.
pub const MAX_VERSIONS: i32 = 100;

/// What is known of one file: where it lies, what it is, and what its camera wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Original {
    /// Where the media store keeps it.
    pub storage_key: String,
    /// BLAKE3, 64 hex digits.
    pub content_hash: String,
    /// Bytes.
    pub file_size: i64,
    pub format: ImageFormat,
    /// Pixels, as seen.
    pub width: i32,
    pub height: i32,
    pub metadata: Map<String, Value>,
    /// When the shutter opened, by the camera's own clock and without a zone.
    pub taken_at: Option<chrono::NaiveDateTime>,
}

/// A file that a picture is or was.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageVersion {
    pub image: ImageId,
    pub studio: StudioId,
    /// From 1, in the order of arrival.
    pub number: i32,
    /// The name under which this file came; the picture keeps its own.
    pub filename: String,
    pub original: Original,
    pub perceptual_hash: Option<i64>,
    pub state: ProcessingState,
    pub failure: Option<String>,
    /// What was done to the picture, in its maker's words.
    pub notes: Option<String>,
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
}

/// The number of the version that comes after `highest`.
pub fn next_version(highest: i32) -> Result<i32, RuleViolation> {
    if highest >= MAX_VERSIONS {
        let message = format!("an image has at most {MAX_VERSIONS} versions");
        return Err(RuleViolation::conflict("too_many_versions", message));
    }
    Ok(highest + 1)
}

impl Image {
    /// The file that the picture is now.
    pub fn original(&self) -> Original {
        Original {
            storage_key: self.storage_key.clone(),
            content_hash: self.content_hash.clone(),
            file_size: self.file_size,
            format: self.format,
            width: self.width,
            height: self.height,
            metadata: self.metadata.clone(),
            taken_at: self.taken_at,
        }
    }

    /// The current version of a picture that has had only one file: it came when the picture came.
    pub fn first_version(&self) -> ImageVersion {
        ImageVersion {
            image: self.id,
            studio: self.studio,
            number: self.current_version,
            filename: self.filename.clone(),
            original: self.original(),
            perceptual_hash: self.perceptual_hash,
            state: self.state,
            failure: self.failure.clone(),
            notes: None,
            created_by: self.uploaded_by,
            created_at: self.uploaded_at,
        }
    }

    /// A further file takes the place of the present one. Name, description and places stay, and so does the instant at
    /// which the shutter opened, where the new file does not tell it. A label stays or becomes a stronger one: that a
    /// program left it out of the file that it wrote takes nothing back. Answers the copy of the file that it was, which
    /// is to be removed.
    pub fn replace(&mut self, number: i32, original: Original, now: Timestamp) -> Option<Mirror> {
        let taken_at = original.taken_at.or(self.taken_at);
        self.ai = self.ai.max(AiLabel::told_by(&original.metadata));
        let copy = self.become_file(number, Original { taken_at, ..original });
        self.perceptual_hash = None;
        self.process_again(now);
        copy
    }

    /// The picture becomes a file again that it was before. A label that the file which it leaves told goes with that
    /// file; any other was a person's word, or an earlier file's, and stays. Answers the copy of the file that it was
    /// last, which is to be removed.
    pub fn return_to(
        &mut self,
        version: ImageVersion,
        now: Timestamp,
    ) -> Result<Option<Mirror>, RuleViolation> {
        if version.number == self.current_version {
            return Err(RuleViolation::conflict("already_current", "the image has this version now"));
        }
        let was_told = self.ai == AiLabel::told_by(&self.metadata);
        let copy = self.wear(version);
        if was_told {
            self.ai = AiLabel::told_by(&self.metadata);
        }
        if self.state != ProcessingState::Ready {
            self.process_again(now);
        }
        self.updated_at = now;
        Ok(copy)
    }

    /// The picture as it is seen by whoever looks at one of its versions.
    pub fn as_of(mut self, version: ImageVersion) -> Self {
        self.wear(version);
        self
    }

    fn wear(&mut self, version: ImageVersion) -> Option<Mirror> {
        let ImageVersion {
            image: _,
            studio: _,
            number,
            filename: _,
            original,
            perceptual_hash,
            state,
            failure,
            notes: _,
            created_by: _,
            created_at: _,
        } = version;
        let copy = self.become_file(number, original);
        self.perceptual_hash = perceptual_hash;
        self.state = state;
        self.failure = failure;
        copy
    }

    /// A copy is of one file, so it never goes along.
    fn become_file(&mut self, number: i32, original: Original) -> Option<Mirror> {
        let Original { storage_key, content_hash, file_size, format, width, height, metadata, taken_at } =
            original;
        self.current_version = number;
        self.storage_key = storage_key;
        self.content_hash = content_hash;
        self.file_size = file_size;
        self.format = format;
        self.width = width;
        self.height = height;
        self.metadata = metadata;
        self.taken_at = taken_at;
        self.mirror.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn original(hash: &str, format: ImageFormat) -> Original {
        Original {
            storage_key: format!("originals/{hash}"),
            content_hash: hash.to_owned(),
            file_size: 7,
            format,
            width: 30,
            height: 20,
            metadata: Map::from_iter([("software".to_owned(), hash.into())]),
            taken_at: None,
        }
    }

    fn picture() -> Image {
        let Original { storage_key, content_hash, file_size, format, width, height, metadata, taken_at: _ } =
            original("first", ImageFormat::Jpeg);
        Image {
            id: ImageId(1),
            studio: StudioId(1),
            focal_point: None,
            ai: AiLabel::None,
            filename: "DSC_0001.JPG".to_owned(),
            alt_text: Some("The board".to_owned()),
            storage_key,
            content_hash,
            file_size,
            format,
            width,
            height,
            metadata,
            taken_at: Some(now().naive_utc()),
            perceptual_hash: Some(5),
            state: ProcessingState::Ready,
            failure: None,
            current_version: 1,
            mirror: None,
            uploaded_by: Some(UserId(3)),
            uploaded_at: now(),
            version: 4,
            created_at: now(),
            updated_at: now(),
            deleted_at: None,
            placements: Vec::new(),
        }
    }

    #[test]
    fn a_retouched_file_takes_the_place_and_keeps_what_people_know_of_the_picture() {
        let mut image = picture();
        image.replace(2, original("second", ImageFormat::Tiff), now());
        assert_eq!((image.filename.as_str(), image.alt_text.as_deref()), ("DSC_0001.JPG", Some("The board")));
        assert_eq!((image.current_version, image.format), (2, ImageFormat::Tiff));
        assert_eq!((image.state, image.perceptual_hash), (ProcessingState::Processing, None));
        assert_eq!(image.taken_at, picture().taken_at, "the shutter opened when it opened");
        assert_eq!(image.metadata["software"], "second");
    }

    #[test]
    fn a_picture_that_returns_to_a_version_is_what_it_was() {
        let first = picture().first_version();
        let mut image = picture();
        image.replace(2, original("second", ImageFormat::Png), now());
        image.return_to(first, now()).unwrap();
        assert_eq!(image, picture());
    }

    #[test]
    fn a_version_whose_derivatives_were_never_made_has_them_made() {
        let mut first = picture().first_version();
        for (state, failure) in
            [(ProcessingState::Processing, None), (ProcessingState::Failed, Some("damaged_image".to_owned()))]
        {
            (first.state, first.failure) = (state, failure);
            let mut image = picture();
            image.replace(2, original("second", ImageFormat::Png), now());
            image.return_to(first.clone(), now()).unwrap();
            assert_eq!((image.state, image.failure), (ProcessingState::Processing, None));
        }
    }

    #[test]
    fn a_copy_shows_one_file_and_is_handed_out_when_the_picture_becomes_another() {
        let mirror = Mirror {
            file_id: "f1".to_owned(),
            url: "https://cdn.example/f1".to_owned(),
            thumbnail_url: None,
            content_hash: "web of first".to_owned(),
        };
        let copied = || Image { mirror: Some(mirror.clone()), ..picture() };
        let older = ImageVersion { number: 2, ..picture().first_version() };
        assert_eq!(copied().as_of(older.clone()).mirror, None);
        let mut image = copied();
        assert_eq!(image.replace(2, original("second", ImageFormat::Png), now()), Some(mirror.clone()));
        assert_eq!(image.mirror, None);
        let mut image = copied();
        assert_eq!(image.return_to(older, now()), Ok(Some(mirror.clone())));
        assert_eq!(image.mirror, None);
    }

    fn telling(term: &str) -> Original {
        let mut file = original(term, ImageFormat::Jpeg);
        file.metadata.insert(super::super::DIGITAL_SOURCE_TYPE.to_owned(), term.into());
        file
    }

    #[test]
    fn a_label_comes_with_a_file_and_is_not_lost_with_the_next() {
        let mut image = picture();
        image.replace(2, telling("compositeWithTrainedAlgorithmicMedia"), now());
        assert_eq!(image.ai, AiLabel::Edited);
        image.replace(3, original("third", ImageFormat::Jpeg), now());
        assert_eq!(image.ai, AiLabel::Edited, "a program that leaves it out takes nothing back");
        image.replace(4, telling("trainedAlgorithmicMedia"), now());
        assert_eq!(image.ai, AiLabel::Generated);
        image.replace(5, telling("compositeWithTrainedAlgorithmicMedia"), now());
        assert_eq!(image.ai, AiLabel::Generated);
    }

    #[test]
    fn a_label_that_a_file_told_goes_with_it_and_a_persons_word_stays() {
        let first = picture().first_version();
        let mut image = picture();
        image.replace(2, telling("trainedAlgorithmicMedia"), now());
        let second = image.first_version();
        image.return_to(first.clone(), now()).unwrap();
        assert_eq!(image.ai, AiLabel::None);
        image.return_to(second, now()).unwrap();
        assert_eq!(image.ai, AiLabel::Generated);
        image.label(AiLabel::Edited, now());
        image.return_to(first, now()).unwrap();
        assert_eq!(image.ai, AiLabel::Edited);
    }

    #[test]
    fn the_current_version_cannot_be_restored_and_there_is_a_last_number() {
        let refused = picture().return_to(picture().first_version(), now()).unwrap_err();
        assert_eq!(refused.code, "already_current");
        assert_eq!(next_version(1), Ok(2));
        assert_eq!(next_version(MAX_VERSIONS).unwrap_err().code, "too_many_versions");
    }
}
