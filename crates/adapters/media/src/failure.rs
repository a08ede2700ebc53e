//! What went wrong, in the port's words.

use std::error::Error;
use std::io;

use atelier_application::ports::MediaError;

/// A failed request for an object. A bucket that is not there is not an object that is not there.
pub(crate) fn failure(error: object_store::Error) -> MediaError {
    match &error {
        object_store::Error::NotFound { source, .. } if !source.to_string().contains("NoSuchBucket") => {
            MediaError::NotFound
        }
        _ if lies_below_a_file(&error) => MediaError::NotFound,
        _ => unavailable(error),
    }
}

/// Whether a folder said that a part of the key is a file: then nothing can lie below it.
fn lies_below_a_file(error: &object_store::Error) -> bool {
    causes(error)
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::NotADirectory)
}

/// A failure that says nothing about the object, with every cause: the outermost alone often reads "builder error".
pub(crate) fn unavailable(error: impl Error) -> MediaError {
    let mut message = error.to_string();
    for cause in causes(&error) {
        let cause = cause.to_string();
        if !message.contains(&cause) {
            message.push_str(": ");
            message.push_str(&cause);
        }
    }
    MediaError::Unavailable(message)
}

fn causes(error: &dyn Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn not_found(source: &str) -> object_store::Error {
        object_store::Error::NotFound { path: "x".into(), source: source.to_owned().into() }
    }

    #[test]
    fn a_missing_bucket_is_not_a_missing_object() {
        assert_eq!(failure(not_found("404: <Code>NoSuchKey</Code>")), MediaError::NotFound);
        let bucket = failure(not_found("404: <Code>NoSuchBucket</Code>"));
        assert!(matches!(bucket, MediaError::Unavailable(_)), "{bucket}");
    }

    #[test]
    fn every_cause_is_told_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("outer")]
        struct Outer(#[source] io::Error);
        let told = unavailable(Outer(io::Error::other("inner")));
        assert_eq!(told, MediaError::Unavailable("outer: inner".into()));
        let told = unavailable(not_found("inner"));
        assert!(told.to_string().matches("inner").count() == 1, "{told}");
    }
}
