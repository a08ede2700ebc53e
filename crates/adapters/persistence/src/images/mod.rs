//! The pool of pictures, and the groups that they are put into.

mod derivatives;
pub(crate) mod entities;
mod groups;
mod housekeeping;
mod image;
pub(crate) mod mapping;
mod members;
mod placements;
mod uses;
mod within;

pub(crate) use groups::load as load_group;
pub(crate) use image::load;
