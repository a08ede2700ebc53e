//! Galleries: their life, their groups, their pictures, and the links that open them.

mod groups;
mod lifecycle;
mod pictures;
mod sharing;

pub use groups::{GroupInput, GroupPatch, Groups};
pub use lifecycle::{Galleries, GalleryInput, GalleryPatch};
pub use pictures::{GalleryPage, ListedPicture, Pictures};
pub use sharing::{Entered, ShareLinkInput, ShareLinkPatch, Shared, Sharing};
