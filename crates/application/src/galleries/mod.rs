//! Galleries: their life, their groups, their pictures, and the links that open them.

mod activity;
mod lifecycle;
mod pictures;
mod preview;
mod reminders;
mod session_window;
mod sharing;
mod showing;
mod unlocking;

pub use activity::Happening;
pub use lifecycle::{Galleries, GalleryInput, GalleryPatch, GalleryView, ProofingPatch};
pub(crate) use lifecycle::{find, live};
pub use pictures::{GalleryPage, ListedPicture, Pictures, PicturesWanted};
pub use preview::LinkPreview;
pub use reminders::Reminders;
pub use session_window::{GallerySessions, SessionWindowInput};
pub use sharing::{Entered, ShareLinkInput, ShareLinkPatch, Shared, Sharing};
pub use showing::{PreviewInput, Previewed};
