//! Stacks of photographs.

pub(crate) mod entities;
mod mapping;
pub(super) mod members;
mod shots;
mod stack;
