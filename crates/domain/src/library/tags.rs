//! Words that people put on photographs.

use crate::{RuleViolation, TagId, Timestamp, text};

/// How many tags a photograph has at most.
pub const TAGS_MAX: usize = 20;

/// How long a tag is at most, in characters.
pub const TAG_LENGTH_MAX: usize = 50;

/// How long the folded form of a tag is at most: folding spells some characters out as many.
const TAG_KEY_MAX: usize = 200;

/// A tag as somebody wrote it, and folded, as it is compared: `Blåbær` and `blabaer` are one tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagName {
    pub name: String,
    pub key: String,
}

impl TagName {
    pub fn parse(raw: &str) -> Result<Self, RuleViolation> {
        let name = text::required("tags", raw, TAG_LENGTH_MAX)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let key = text::fold(&name);
        if key.is_empty() {
            let message = "a tag has a letter, a digit or a sign that can be compared";
            return Err(RuleViolation::invalid("tags", "invalid_tag", message));
        }
        if key.chars().count() > TAG_KEY_MAX {
            let message =
                format!("a tag must be at most {TAG_KEY_MAX} characters with its ligatures spelt out");
            return Err(RuleViolation::invalid("tags", "too_long", message));
        }
        Ok(Self { name, key })
    }

    /// The tags of one photograph in their order; what is the same when folded counts once.
    pub fn all<S: AsRef<str>>(raw: &[S]) -> Result<Vec<Self>, RuleViolation> {
        let mut tags: Vec<Self> = Vec::new();
        for one in raw {
            let tag = Self::parse(one.as_ref())?;
            if tags.iter().any(|known| known.key == tag.key) {
                continue;
            }
            // Refused at the first one too many: each is compared with all before it, and a body holds thousands.
            if tags.len() == TAGS_MAX {
                let message = format!("a photo has at most {TAGS_MAX} tags");
                return Err(RuleViolation::invalid("tags", "too_many_tags", message));
            }
            tags.push(tag);
        }
        Ok(tags)
    }
}

/// A tag of somebody's library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub id: TagId,
    pub name: TagName,
    /// How many photographs have it.
    pub photo_count: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_folded_and_kept_as_they_were_written() {
        let tags = TagName::all(&["Blåbær", "o'brien", "f/1.8", " BLABAER ", "100%"]).unwrap();
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["Blåbær", "o'brien", "f/1.8", "100%"]);
        assert_eq!(tags.first().unwrap().key, "blabaer");
    }

    #[test]
    fn empty_and_long_tags_and_too_many_are_refused() {
        assert_eq!(TagName::parse("  ").unwrap_err().code, "required");
        assert_eq!(TagName::parse(&"a".repeat(51)).unwrap_err().code, "too_long");
        assert_eq!(TagName::parse(&"\u{fdfa}".repeat(50)).unwrap_err().code, "too_long");
        let many: Vec<String> = (0..21).map(|n| format!("tag {n}")).collect();
        assert_eq!(TagName::all(&many).unwrap_err().code, "too_many_tags");
        let (same, bad) = (vec!["tag"; 100_000], [many.as_slice(), &[String::new()]].concat());
        assert_eq!(TagName::all(&same).unwrap().len(), 1);
        assert_eq!(
            TagName::all(&bad).unwrap_err().code,
            "too_many_tags",
            "what comes behind is not looked at"
        );
        assert_eq!(TagName::all(many.get(..20).unwrap()).unwrap().len(), 20);
    }
}
