//! People's libraries.

pub(crate) mod arrival;
mod author_entities;
mod author_mapping;
mod authors;
mod counting;
pub(crate) mod entities;
mod files;
mod fingerprints;
mod import_errors;
mod imports;
mod mapping;
mod photo;
mod publications;
mod search;
mod searches;
mod stacks;
mod stagings;
mod tagging;
mod tags;
mod timeline;
mod views;
