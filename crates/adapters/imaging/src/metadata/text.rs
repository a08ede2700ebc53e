//! Texts as cameras write them: padded, NUL-terminated, of any encoding.

use exif::{Exif, In, Tag, Value};

/// Longer texts are cut; no camera, lens or person has such a name.
const MAX_CHARS: usize = 255;

/// The text of a tag; `None` if there is nothing left of it.
pub(super) fn read(exif: &Exif, tag: Tag) -> Option<String> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        // Several parts: a copyright notice of the photographer and of the editor.
        Value::Ascii(parts) => {
            let parts: Vec<String> =
                parts.iter().filter_map(|part| clean(&String::from_utf8_lossy(part))).collect();
            clean(&parts.join(", "))
        }
        _ => None,
    }
}

/// Without control characters and surrounding space, and of a bounded length.
pub(super) fn clean(raw: &str) -> Option<String> {
    let printable: String = raw.chars().filter(|c| !c.is_control()).collect();
    let bounded: String = printable.trim().chars().take(MAX_CHARS).collect();
    let clean = bounded.trim_end();
    (!clean.is_empty()).then(|| clean.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_and_control_characters_go() {
        assert_eq!(clean("  Ver.1.00 \0\0").as_deref(), Some("Ver.1.00"));
        assert_eq!(clean("a\u{1b}[31mb\nc").as_deref(), Some("a[31mbc"));
        assert_eq!(clean(" \0 \t"), None);
    }

    #[test]
    fn a_text_has_at_most_255_characters() {
        assert_eq!(clean(&"ø".repeat(300)).unwrap().chars().count(), 255);
    }
}
