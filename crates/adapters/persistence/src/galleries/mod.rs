//! Galleries, what they show, and the links into them.

mod counters;
pub(crate) mod entities;
mod gallery;
mod links;
pub(crate) mod mapping;
pub(crate) mod pictures;
mod policy;
mod session_windows;
mod tickets;
mod unlocks;

pub(crate) use gallery::load;
