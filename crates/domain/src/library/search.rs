//! What somebody looks for in their library.

use chrono::NaiveDateTime;

use super::{MapBox, TAGS_MAX, TagName};
use crate::{AuthorId, ImportSessionId, RuleViolation, text};

/// What photographs must have to be found. Absent criteria ask for nothing; all that are there must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhotoSearch {
    /// In title, description or a file's name, folded, every word somewhere.
    pub text: Option<String>,
    /// All of these.
    pub tags: Vec<TagName>,
    pub rating_min: Option<i32>,
    /// A photograph without a rating counts as 0 here.
    pub rating_max: Option<i32>,
    /// Taken at or after this, by the camera's clock.
    pub taken_after: Option<NaiveDateTime>,
    /// Taken before or at this.
    pub taken_before: Option<NaiveDateTime>,
    pub has_gps: Option<bool>,
    pub has_raw: Option<bool>,
    pub author: Option<AuthorId>,
    /// With a file of this import.
    pub import_session: Option<ImportSessionId>,
    /// In the camera's name, folded.
    pub camera: Option<String>,
    /// In the lens's name, folded.
    pub lens: Option<String>,
    pub within: Option<MapBox>,
}

impl PhotoSearch {
    /// Folds what is compared folded, and refuses what can never be found.
    pub fn checked(self) -> Result<Self, RuleViolation> {
        let folded = |field, raw: Option<String>| -> Result<Option<String>, RuleViolation> {
            let text = text::optional(field, raw.as_deref(), text::NAME_MAX)?;
            Ok(text.map(|text| text::fold(&text)).filter(|text| !text.is_empty()))
        };
        for (field, rating) in [("rating_min", self.rating_min), ("rating_max", self.rating_max)] {
            if !rating.is_none_or(|rating| (0..=5).contains(&rating)) {
                return Err(RuleViolation::invalid(field, "out_of_range", "a rating lies between 0 and 5"));
            }
        }
        if self.tags.len() > TAGS_MAX {
            let message = format!("at most {TAGS_MAX} tags can be looked for");
            return Err(RuleViolation::invalid("tags", "too_many_tags", message));
        }
        Ok(Self {
            text: folded("q", self.text)?,
            camera: folded("camera", self.camera)?,
            lens: folded("lens", self.lens)?,
            within: self.within.map(MapBox::checked).transpose()?,
            ..self
        })
    }
}

/// By what found photographs are put in order. The order always ends in their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PhotoSort {
    /// What has no time comes last, newest first.
    #[default]
    TakenAt,
    CreatedAt,
    Rating,
}

/// How photographs are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoOrder {
    pub by: PhotoSort,
    pub ascending: bool,
}

impl Default for PhotoOrder {
    fn default() -> Self {
        Self { by: PhotoSort::TakenAt, ascending: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_is_folded_and_bounded() {
        let search =
            PhotoSearch { text: Some(" Blåbær ".into()), camera: Some(" ".into()), ..Default::default() };
        let search = search.checked().unwrap();
        assert_eq!(search.text.as_deref(), Some("blabaer"));
        assert_eq!(search.camera, None);
        let search = PhotoSearch { rating_min: Some(10), ..Default::default() };
        assert_eq!(search.checked().unwrap_err().field, Some("rating_min"));
    }
}
