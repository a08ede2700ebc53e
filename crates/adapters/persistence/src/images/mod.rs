//! The pool of pictures, and the groups that they are put into.

mod attachments;
mod candidates;
pub(crate) mod covers;
mod derivatives;
pub(crate) mod entities;
mod first;
pub(crate) mod firsts;
pub(crate) mod glances;
mod groups;
mod housekeeping;
pub(crate) mod image;
pub(crate) mod mapping;
mod members;
mod mirrors;
mod ordered;
pub(crate) mod owners;
mod placeholders;
pub(crate) mod placements;
mod pool;
pub(crate) mod showing;
mod uses;
mod version_mapping;
mod versions;
mod within;

pub(crate) use first::{attached, shown};
pub(crate) use groups::load as load_group;
pub(crate) use housekeeping::named_keys;
pub(crate) use image::load;
pub(crate) use ordered::Ordered;
pub(crate) use versions::rows_with as versions_with;
