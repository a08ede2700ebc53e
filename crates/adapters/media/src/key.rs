//! Which keys objects may have.

use atelier_application::ports::MediaError;
use object_store::path::Path;

/// Shorter than what every supported file system and S3 allow, with room for the folder before it.
const LONGEST: usize = 512;

/// The key as `object_store` takes it, or why it cannot be one.
///
/// A key that is refused here is a defect of the caller, not an object that is missing.
pub(crate) fn checked(key: &str) -> Result<Path, MediaError> {
    if is_valid(key) {
        Path::parse(key).map_err(|error| MediaError::Unavailable(error.to_string()))
    } else {
        Err(MediaError::Unavailable(format!("{key:?} is not a key of this store")))
    }
}

/// The same for a prefix of keys, which may be empty and may end in `/`.
pub(crate) fn checked_prefix(prefix: &str) -> Result<Path, MediaError> {
    match prefix.strip_suffix('/').unwrap_or(prefix) {
        "" => Ok(Path::default()),
        prefix => checked(prefix),
    }
}

/// Whether `key` is one or more segments joined by `/`, none of which is empty or begins with a dot, of lower-case
/// ASCII letters, digits, `-`, `_` and `.`.
///
/// ```
/// use atelier_media::key::is_valid;
///
/// assert!(is_valid("originals/7/ab/abcdef-0123.jpg"));
/// assert!(!is_valid("originals/../secret"));
/// assert!(!is_valid("/etc/passwd"));
/// ```
pub fn is_valid(key: &str) -> bool {
    key.len() <= LONGEST && key.split('/').all(is_segment)
}

/// Whether `name` can stand between two slashes. Names that cannot are not ours, so listings pass over them.
pub(crate) fn is_segment(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_that_we_make_are_valid() {
        for key in [
            "originals/7/ab/abcdef0123456789-00112233.jpg",
            "derivatives/7/12/web-0a1b.png",
            "a",
            "a.b_c-d/0",
            "a/".repeat(200).trim_end_matches('/'),
        ] {
            assert!(is_valid(key), "{key}");
            assert_eq!(checked(key).unwrap().as_ref(), key);
        }
    }

    #[test]
    fn a_key_cannot_leave_the_store_or_hide_in_it() {
        for key in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "../a",
            "a/..",
            "a/../b",
            "a/./b",
            ".staging/x",
            "a/.hidden",
        ] {
            assert!(!is_valid(key), "{key}");
        }
    }

    #[test]
    fn a_key_means_the_same_on_every_file_system() {
        for key in
            ["A", "ø", "a b", "a\\b", "a:b", "a%2e", "a#1", "a\0b", "a\nb", "~", "a*", &"a".repeat(513)]
        {
            assert!(!is_valid(key), "{key:?}");
            assert!(matches!(checked(key), Err(MediaError::Unavailable(_))), "{key:?}");
        }
    }

    #[test]
    fn a_prefix_may_be_empty_or_end_in_a_slash() {
        assert_eq!(checked_prefix("").unwrap().as_ref(), "");
        assert_eq!(checked_prefix("originals/7/").unwrap().as_ref(), "originals/7");
        assert_eq!(checked_prefix("originals/7").unwrap().as_ref(), "originals/7");
        assert!(checked_prefix("../").is_err() && checked_prefix("a//").is_err());
    }
}
