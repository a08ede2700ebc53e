//! Stacks of photographs.

pub(crate) mod entities;
mod mapping;
mod members;
mod shots;
mod stack;
