//! Galleries: their life, their groups, their pictures, and the links that open them.

mod covers;
mod lifecycle;
mod pictures;
mod sharing;

pub use covers::GalleryView;
pub use lifecycle::{Galleries, GalleryInput, GalleryPatch};
pub(crate) use lifecycle::{find, live};
pub use pictures::{GalleryPage, ListedPicture, Pictures};
pub use sharing::{Entered, ShareLinkInput, ShareLinkPatch, Shared, Sharing};
