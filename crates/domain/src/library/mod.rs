//! A person's own photographs: what they show, the files they have, and how they are put in order.

mod author;
mod file;
mod format;
mod import_error;
mod import_session;
pub mod likeness;
mod moment;
mod photo;
mod publication;
mod saved_search;
mod search;
mod shelf;
mod stack;
mod tags;
mod timeline;

pub use crate::galleries::Place;
pub use author::{Author, AuthorDetails};
pub use file::{INFO_MAX, ImageFile, StoredOriginal, stem_key};
pub use format::{FileFormat, RawFormat};
pub use import_error::{IMPORT_ERRORS_MAX, ImportError, NewImportError};
pub use import_session::{IMPORT_FILES_MAX, ImportDetails, ImportSession, ImportStatus};
pub use likeness::{Hashes, Threshold};
pub use moment::{MapBox, TakenAt, UNKNOWN_TIME, checked_place};
pub use photo::{Coldpreview, Correction, DESCRIPTION_MAX, FILES_MAX, Hothash, Photo, PhotoWords};
pub use publication::{Publication, is_publishable, published_by_itself, published_by_name};
pub use saved_search::{SavedSearch, SearchWords};
pub use search::{PhotoOrder, PhotoSearch, PhotoSort};
pub use shelf::Shelf;
pub use stack::{
    PhotoStack, STACK_MAX, STACK_MIN, SUGGESTIONS_MAX, Shot, StackKind, StackSuggestion, StackWords, bursts,
    not_in_stack, told_apart,
};
pub use tags::{TAG_LENGTH_MAX, TAGS_MAX, Tag, TagName};
pub use timeline::{Bucket, Granularity, Span};
