//! What people say about the pictures of a gallery.

mod comments;
pub(crate) mod entities;
mod interactions;
mod mapping;
mod opinions;
mod people;
mod proof;
mod shown;
mod submissions;
mod sums;

pub(crate) use people::names;
pub(crate) use shown::{is_approved_outside, is_shown};
