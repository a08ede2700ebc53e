//! Galleries, what they show, and the links into them.

pub(crate) mod attachments;
mod counters;
pub(crate) mod entities;
mod gallery;
mod links;
pub(crate) mod mapping;
mod pictures;
mod policy;
mod showing;

pub(crate) use gallery::load;
