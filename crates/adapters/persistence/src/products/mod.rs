//! What the studio sells.

pub(crate) mod entities;
mod mapping;
mod pictures;
mod product;

pub(crate) use product::load;
