//! Folded text as the indexes and the searches compare it.

use atelier_domain::text;

/// Text as a unique index compares it: folded, and cut to the length of its column, since folding can spell one
/// character out as many.
pub(crate) fn key(raw: &str, max: usize) -> String {
    text::fold(raw).chars().take(max).collect()
}

/// The texts in which a search looks, folded, one per line so that no match runs across two of them.
pub(crate) fn search_key(texts: &[Option<&str>]) -> String {
    let folded: Vec<String> = texts.iter().flatten().map(|raw| text::fold(raw)).collect();
    folded.join("\n")
}
