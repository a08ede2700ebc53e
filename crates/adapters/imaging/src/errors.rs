//! Short ways to say what is wrong with a file.

use std::io;

use atelier_application::ports::ImageError;

pub(crate) fn damaged(what: impl Into<String>) -> ImageError {
    ImageError::Damaged(what.into())
}

pub(crate) fn truncated(what: impl Into<String>) -> ImageError {
    ImageError::Truncated(what.into())
}

pub(crate) fn unsupported(found: impl Into<String>) -> ImageError {
    ImageError::UnsupportedType { found: found.into() }
}

/// Something on our side: the disk, a thread. The file may be fine.
pub(crate) fn processor(what: impl std::fmt::Display) -> ImageError {
    ImageError::Processor(what.to_string())
}

/// Reading failed; the end of the file in the middle of something means that the file is cut off.
pub(crate) fn reading(error: &io::Error) -> ImageError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => truncated("it ends in the middle of the image"),
        _ => processor(format_args!("cannot read the file: {error}")),
    }
}

pub(crate) fn writing(error: &io::Error) -> ImageError {
    processor(format_args!("cannot write the result: {error}"))
}
