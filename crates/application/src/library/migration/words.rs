//! Making words fit that were written under other rules.

use atelier_domain::library::{DESCRIPTION_MAX, Photo, Place, TAGS_MAX, TagName, TakenAt, checked_place};
use atelier_domain::text;

use super::report::{Fate, Moved, Notes};
use crate::ports::ForeignPhoto;

/// What is said of a photograph, as it can be kept here.
pub(super) struct Words {
    pub title: Option<String>,
    pub description: Option<String>,
    pub tags: Vec<TagName>,
    pub rating: Option<i32>,
    pub taken_at: Option<TakenAt>,
    pub place: Option<Place>,
}

/// Takes the words of the photograph, and tells of all that cannot be kept as it is.
pub(super) fn fitting(photo: &ForeignPhoto, notes: &mut Notes) -> Words {
    Words {
        title: fitted("the title", photo.title.as_deref(), text::NAME_MAX, notes),
        description: fitted("the description", photo.description.as_deref(), DESCRIPTION_MAX, notes),
        tags: tags(&photo.tags, notes),
        rating: rating(photo.rating, notes),
        taken_at: photo.taken_at.and_then(|taken_at| match taken_at.checked() {
            Ok(taken_at) => Some(taken_at),
            Err(violation) => {
                notes.lost(format!("taken_at: {violation}"));
                None
            }
        }),
        place: match checked_place(photo.gps_latitude, photo.gps_longitude) {
            Ok(place) => place,
            Err(violation) => {
                notes.lost(format!("the place: {violation}"));
                None
            }
        },
    }
}

/// The text without what cannot be stored, cut to what can.
pub(super) fn fitted(what: &str, raw: Option<&str>, max: usize, notes: &mut Notes) -> Option<String> {
    let raw = raw?.trim();
    let clean: String = raw.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect();
    let kept: String = clean.trim().chars().take(max).collect();
    if kept.chars().count() < clean.trim().chars().count() {
        notes.lost(format!("{what} was cut to {max} characters"));
    } else if kept != raw {
        notes.changed(format!("{what} had control characters, which are left out"));
    }
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

fn rating(rating: Option<i64>, notes: &mut Notes) -> Option<i32> {
    let raw = rating?;
    let checked = i32::try_from(raw).ok().map(|stars| Photo::checked_rating(Some(stars)));
    match checked {
        Some(Ok(rating)) => rating,
        _ => {
            notes.lost(format!("the rating {raw} is none of 0 to 5"));
            None
        }
    }
}

fn tags(raw: &[String], notes: &mut Notes) -> Vec<TagName> {
    let mut tags: Vec<TagName> = Vec::new();
    for one in raw {
        // An empty tag says nothing, and nothing is lost with it.
        if one.trim().is_empty() {
            notes.changed("an empty tag is left out");
            continue;
        }
        let tag = match TagName::parse(one) {
            Ok(tag) => tag,
            Err(violation) => {
                notes.say_of(Moved::Tag, Fate::Skipped, one.clone(), Some(violation.to_string()));
                continue;
            }
        };
        if tags.iter().any(|known| known.key == tag.key) {
            notes.changed(format!("the tag {} is the same as another of its tags", tag.name));
        } else if tags.len() == TAGS_MAX {
            let why = format!("a photo has at most {TAGS_MAX} tags");
            notes.say_of(Moved::Tag, Fate::Skipped, tag.name, Some(why));
        } else {
            tags.push(tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_as_far_as_they_can_be_and_the_rest_is_told() {
        let photo = ForeignPhoto {
            title: Some(" Fj\u{7}ord ".into()),
            description: Some("x".repeat(DESCRIPTION_MAX + 1)),
            tags: vec!["Blåbær".into(), "blabaer".into(), String::new(), "t".repeat(51)],
            rating: Some(0),
            gps_latitude: Some(99.0),
            gps_longitude: Some(1.0),
            ..ForeignPhoto::default()
        };
        let mut notes = Notes::about("1", "a.jpg");
        let words = fitting(&photo, &mut notes);
        assert_eq!(words.title.as_deref(), Some("Fjord"));
        assert_eq!(words.description.map(|text| text.chars().count()), Some(DESCRIPTION_MAX));
        assert_eq!(words.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["Blåbær"]);
        assert_eq!((words.rating, words.place), (None, None));
        let mut lost = 0;
        let mut tell = |line: &super::super::MoveLine| lost += i32::from(line.fate == Fate::Skipped);
        let mut journal = super::super::report::Journal::new(&mut tell);
        journal.take(notes);
        assert_eq!(journal.end().lost(), 3, "the description, the long tag and the place");
        assert_eq!(lost, 3);
    }

    #[test]
    fn no_stars_are_no_rating_and_six_are_told_of() {
        let mut notes = Notes::about("1", "a.jpg");
        assert_eq!(rating(Some(0), &mut notes), None);
        assert_eq!(rating(Some(5), &mut notes), Some(5));
        assert_eq!(rating(Some(6), &mut notes), None);
        let mut tell = |_: &super::super::MoveLine| {};
        let mut journal = super::super::report::Journal::new(&mut tell);
        journal.take(notes);
        assert_eq!(journal.end().lost(), 1);
    }
}
