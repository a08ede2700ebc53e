//! Selection lists.

pub(crate) mod entities;
mod items;
mod list;
mod mapping;
