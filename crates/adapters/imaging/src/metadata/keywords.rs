//! Keywords that people gave to a picture.

use exif::{Context, Exif, In, Tag, Value};

use super::text;

/// `XPKeywords`: UTF-16 in bytes, several keywords in one text.
const KEYWORDS: Tag = Tag(Context::Tiff, 0x9C9E);

/// More than people give.
const MOST: usize = 100;

/// The keywords in their order, each once whatever its case.
pub(super) fn read(exif: &Exif) -> Option<Vec<String>> {
    let Value::Byte(bytes) = &exif.get_field(KEYWORDS, In::PRIMARY)?.value else { return None };
    let units: Vec<u16> = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|unit| u16::from_le_bytes(*unit))
        .take_while(|unit| *unit != 0)
        .collect();
    let keywords = split(&String::from_utf16_lossy(&units));
    (!keywords.is_empty()).then_some(keywords)
}

fn split(raw: &str) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let each = raw.split([';', ',']).filter_map(text::clean);
    each.filter(|keyword| seen.insert(keyword.to_lowercase())).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_trimmed_and_come_once() {
        assert_eq!(split(" UCLA; Gabby ;ucla;; \0 ,Søren"), ["UCLA", "Gabby", "Søren"]);
        assert!(split(" ; ,").is_empty());
    }
}
