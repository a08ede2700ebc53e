//! People's libraries.

mod authors;
mod fingerprints;
mod image_files;
mod import_sessions;
mod photos;
mod publications;
mod saved_searches;
mod stacks;
mod tags;
mod timeline;

pub use authors::AuthorRepository;
pub use fingerprints::FingerprintRepository;
pub use image_files::ImageFileRepository;
pub use import_sessions::ImportSessionRepository;
pub use photos::PhotoRepository;
pub use publications::PublicationRepository;
pub use saved_searches::SavedSearchRepository;
pub use stacks::StackRepository;
pub use tags::TagRepository;
pub use timeline::TimelineRepository;

use super::Result;
