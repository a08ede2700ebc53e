//! A photograph: what it shows and what is known of it, whatever files it has.

use super::{Place, TakenAt};
use crate::{AuthorId, ImageFileId, PhotoId, RuleViolation, StudioId, Timestamp, UserId, text};

/// The longest description of a photograph, in characters.
pub const DESCRIPTION_MAX: usize = 10_000;

/// The longest reason of a correction, in characters.
const REASON_MAX: usize = 500;

/// How many files a photograph has at most.
pub const FILES_MAX: i32 = 100;

/// The SHA-256 of a hot preview, 64 lower-case hex digits: a photograph's name within its owner's library.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hothash(String);

impl Hothash {
    pub const LENGTH: usize = 64;

    /// Reads hex digits of either case.
    pub fn parse(raw: &str) -> Option<Self> {
        let is_hash = raw.len() == Self::LENGTH && raw.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| Self(raw.to_ascii_lowercase()))
    }

    /// The name that a SHA-256 digest makes.
    pub fn of_digest(digest: [u8; 32]) -> Self {
        let nibbles = digest.into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        Self(nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Hothash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A larger preview in the media store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coldpreview {
    pub storage_key: String,
    pub width: i32,
    pub height: i32,
    /// Bytes.
    pub size: i64,
}

impl Coldpreview {
    /// How long the longer side may be, in pixels, for the picture to fit into these bounds in its own proportions;
    /// `None` if it fits as it is.
    pub fn longer_side_within(&self, width: Option<u32>, height: Option<u32>) -> Option<u32> {
        let of = |side: i32| u32::try_from(side).unwrap_or_default();
        let longer = of(self.width).max(of(self.height));
        let bounded = |side: i32, bound: Option<u32>| {
            let bound = bound.filter(|bound| *bound < of(side))?;
            let exact = u64::from(longer) * u64::from(bound) / u64::from(of(side));
            u32::try_from(exact).ok()
        };
        let sides = [bounded(self.width, width), bounded(self.height, height)];
        sides.into_iter().flatten().min().map(|side| side.max(1))
    }
}

/// When and where somebody says that a photograph was taken, in place of what its file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub corrected_at: Timestamp,
    pub reason: Option<String>,
}

/// A photograph of somebody's library.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    pub id: PhotoId,
    pub studio: StudioId,
    pub owner: UserId,
    pub hothash: Hothash,
    pub title: Option<String>,
    pub description: Option<String>,
    /// 1 to 5.
    pub rating: Option<i32>,
    pub taken_at: Option<TakenAt>,
    pub place: Option<Place>,
    /// What the file said, which a correction leaves as it is.
    pub exif_taken_at: Option<TakenAt>,
    pub exif_place: Option<Place>,
    pub correction: Option<Correction>,
    pub author: Option<AuthorId>,
    /// The file that stands for the photograph; the first one where none was chosen.
    pub master_file: Option<ImageFileId>,
    /// As seen: the orientation has been applied.
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub camera: Option<String>,
    pub lens: Option<String>,
    pub has_raw: bool,
    pub file_count: i32,
    pub coldpreview: Option<Coldpreview>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a person says about a photograph. Absent fields stay as they are; `Some(None)` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhotoWords {
    pub title: Option<Option<String>>,
    pub description: Option<Option<String>>,
    pub rating: Option<Option<i32>>,
    pub author: Option<Option<AuthorId>>,
}

impl Photo {
    /// 1 to 5 stars; 0 is what older programs send for none.
    pub fn checked_rating(rating: Option<i32>) -> Result<Option<i32>, RuleViolation> {
        match rating {
            None | Some(0) => Ok(None),
            Some(stars @ 1..=5) => Ok(Some(stars)),
            Some(_) => Err(RuleViolation::invalid(
                "rating",
                "out_of_range",
                "a rating lies between 1 and 5, or is null",
            )),
        }
    }

    /// Takes what a person says of it.
    pub fn describe(&mut self, words: PhotoWords, now: Timestamp) -> Result<(), RuleViolation> {
        let PhotoWords { title, description, rating, author } = words;
        if let Some(title) = title {
            self.title = text::optional("title", title.as_deref(), text::NAME_MAX)?;
        }
        if let Some(description) = description {
            self.description = text::optional("description", description.as_deref(), DESCRIPTION_MAX)?;
        }
        if let Some(rating) = rating {
            self.rating = Self::checked_rating(rating)?;
        }
        if let Some(author) = author {
            self.author = author;
        }
        self.updated_at = now;
        Ok(())
    }

    /// Says when and where it was taken. What the file says is kept, for [`Photo::undo_correction`]. `None` leaves that
    /// part as it is.
    pub fn correct(
        &mut self,
        taken_at: Option<Option<TakenAt>>,
        place: Option<Option<Place>>,
        reason: Option<&str>,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        let reason = text::optional("reason", reason, REASON_MAX)?;
        if let Some(taken_at) = taken_at {
            self.taken_at = taken_at.map(TakenAt::checked).transpose()?;
        }
        if let Some(place) = place {
            self.place = place;
        }
        self.correction = Some(Correction { corrected_at: now, reason });
        self.updated_at = now;
        Ok(())
    }

    /// Takes over what is known of a photograph that shows the same and is about to go: what it has no words for itself,
    /// and the better rating. What a person has corrected stays. Answers the larger preview that nobody needs then.
    pub fn absorb(&mut self, other: Self, now: Timestamp) -> Option<Coldpreview> {
        let Self {
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
            master_file: _,
            width,
            height,
            camera,
            lens,
            // Files are counted anew once they have moved.
            has_raw: _,
            file_count: _,
            coldpreview,
            version: _,
            created_at: _,
            updated_at: _,
        } = other;
        self.title = self.title.take().or(title);
        self.description = self.description.take().or(description);
        self.rating = self.rating.max(rating);
        self.author = self.author.or(author);
        if self.correction.is_none() {
            let learns =
                (self.taken_at.is_none() && taken_at.is_some()) || (self.place.is_none() && place.is_some());
            self.taken_at = self.taken_at.or(taken_at);
            self.place = self.place.or(place);
            // Who undoes it later comes back to what the files say.
            self.correction = correction.filter(|_| learns);
        }
        self.exif_taken_at = self.exif_taken_at.or(exif_taken_at);
        self.exif_place = self.exif_place.or(exif_place);
        if self.width.is_none() || self.height.is_none() {
            (self.width, self.height) = (width, height);
        }
        self.camera = self.camera.take().or(camera);
        self.lens = self.lens.take().or(lens);
        self.updated_at = now;
        if self.coldpreview.is_some() {
            return coldpreview;
        }
        self.coldpreview = coldpreview;
        None
    }

    /// Goes back to what the file says. Undoing nothing changes nothing.
    pub fn undo_correction(&mut self, now: Timestamp) {
        if self.correction.take().is_some() {
            self.taken_at = self.exif_taken_at;
            self.place = self.exif_place;
            self.updated_at = now;
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::{DateTime, Duration};

    use super::*;

    #[test]
    fn a_preview_keeps_its_proportions_within_bounds() {
        let preview = Coldpreview { storage_key: String::new(), width: 1200, height: 800, size: 1 };
        let cases = [
            (None, None, None),
            (Some(1200), Some(800), None),
            (Some(2000), None, None),
            (Some(600), None, Some(600)),
            (None, Some(400), Some(600)),
            (Some(600), Some(200), Some(300)),
            (Some(0), None, Some(1)),
        ];
        for (width, height, longer) in cases {
            assert_eq!(preview.longer_side_within(width, height), longer, "{width:?} {height:?}");
        }
        let upright = Coldpreview { width: 3, height: 1200, ..preview };
        assert_eq!(upright.longer_side_within(Some(1), None), Some(400));
        let nothing = Coldpreview { width: 0, height: 0, ..upright };
        assert_eq!(nothing.longer_side_within(Some(100), Some(100)), None);
    }

    pub(crate) fn photo() -> Photo {
        let now = DateTime::UNIX_EPOCH;
        let taken_at = Some(TakenAt { local: now.naive_utc(), offset_minutes: Some(60) });
        let place = Some(Place { latitude: 59.9, longitude: 10.7 });
        Photo {
            id: PhotoId(1),
            studio: StudioId(1),
            owner: UserId(1),
            hothash: Hothash::parse(&"ab".repeat(32)).unwrap(),
            title: None,
            description: None,
            rating: None,
            taken_at,
            place,
            exif_taken_at: taken_at,
            exif_place: place,
            correction: None,
            author: None,
            master_file: None,
            width: None,
            height: None,
            camera: None,
            lens: None,
            has_raw: false,
            file_count: 1,
            coldpreview: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn a_correction_keeps_what_the_file_says_and_can_be_undone() {
        let mut photo = photo();
        let before = photo.clone();
        let now = photo.created_at + Duration::hours(1);
        let later = before.taken_at.map(|taken| TakenAt { local: taken.local + Duration::hours(2), ..taken });
        photo.correct(Some(later), Some(None), Some("the camera was on winter time"), now).unwrap();
        assert_eq!((photo.taken_at, photo.place), (later, None));
        assert_eq!((photo.exif_taken_at, photo.exif_place), (before.taken_at, before.place));
        photo.undo_correction(now);
        assert_eq!((photo.taken_at, photo.place), (before.taken_at, before.place));
        assert_eq!(photo.correction, None);
    }

    #[test]
    fn undoing_what_was_never_corrected_changes_nothing() {
        let mut photo = Photo { exif_taken_at: None, exif_place: None, ..photo() };
        let before = photo.clone();
        photo.undo_correction(photo.created_at + Duration::hours(1));
        assert_eq!(photo, before, "a time that a client gave is no correction");
    }

    #[test]
    fn null_clears_and_absent_leaves() {
        let mut photo = Photo { title: Some("Fjord".into()), rating: Some(4), ..photo() };
        let now = photo.created_at;
        photo.describe(PhotoWords { title: Some(None), ..Default::default() }, now).unwrap();
        assert_eq!((photo.title.as_deref(), photo.rating), (None, Some(4)));
        photo.describe(PhotoWords { rating: Some(Some(0)), ..Default::default() }, now).unwrap();
        assert_eq!(photo.rating, None);
        let six = PhotoWords { rating: Some(Some(6)), ..Default::default() };
        assert_eq!(photo.describe(six, now).unwrap_err().field, Some("rating"));
    }

    #[test]
    fn a_photograph_takes_over_what_it_does_not_say_itself() {
        let preview = |key: &str| Coldpreview { storage_key: key.into(), width: 3, height: 2, size: 9 };
        let other = Photo {
            title: Some("Theirs".into()),
            description: Some("Evening".into()),
            rating: Some(5),
            author: Some(AuthorId(7)),
            coldpreview: Some(preview("theirs")),
            ..photo()
        };
        let bare = Photo { taken_at: None, place: None, exif_taken_at: None, exif_place: None, ..photo() };
        let mut kept = Photo { title: Some("Mine".into()), rating: Some(3), ..bare };
        let now = kept.created_at + Duration::hours(1);
        assert_eq!(kept.absorb(other.clone(), now), None, "its preview is needed");
        assert_eq!((kept.title.as_deref(), kept.description.as_deref()), (Some("Mine"), Some("Evening")));
        assert_eq!((kept.rating, kept.author), (Some(5), Some(AuthorId(7))));
        assert_eq!((kept.taken_at, kept.place), (other.taken_at, other.place));
        let worse = Photo { rating: None, ..other };
        assert_eq!(kept.absorb(worse, now), Some(preview("theirs")));
        assert_eq!(kept.rating, Some(5));
    }

    #[test]
    fn what_a_person_has_corrected_is_not_filled_up_again() {
        let now = photo().created_at;
        let mut kept = photo();
        kept.correct(Some(None), Some(None), None, now).unwrap();
        kept.absorb(photo(), now);
        assert_eq!((kept.taken_at, kept.place), (None, None));
        let mut other = photo();
        other.correct(None, Some(photo().place), Some("a map"), now).unwrap();
        let mut kept = Photo { place: None, exif_place: None, ..photo() };
        kept.absorb(other.clone(), now);
        assert_eq!((kept.place, &kept.correction), (other.place, &other.correction));
    }

    #[test]
    fn a_hothash_is_64_hex_digits_of_either_case() {
        assert_eq!(Hothash::parse(&"AB".repeat(32)).unwrap().as_str(), "ab".repeat(32));
        for bad in ["", "ab", &"zz".repeat(32), &"ab".repeat(33)] {
            assert_eq!(Hothash::parse(bad), None);
        }
    }
}
