//! What leaves the studio, and on which terms: the one place that decides for JSON, derivative and file.

mod archives;
mod counting;
mod covers;
mod files;
mod guests;
mod places;
mod terms;
mod views;
mod visits;

use std::sync::Arc;

use crate::identity::Actors;
use crate::images::Renderer;
use crate::kernel::Kernel;
use crate::ports::{MediaStore, TokenIssuer};

use places::Places;

pub use archives::{Archive, ArchiveFile, ArchiveOrder, MAX_FILES, Ticket};
pub use covers::{Covered, WithCover};
pub use files::MediaFile;
pub(crate) use guests::{ensure_gallery_open, ensure_link_open, guest_actions};
pub use terms::{Terms, Viewer};
pub use views::{Addresses, PictureView};

/// How many archives a studio sends at a time, if nothing else is said.
const ARCHIVES_PER_STUDIO: usize = 5;

/// Makes addresses of pictures and answers them.
#[derive(Clone)]
pub struct Delivery {
    kernel: Kernel,
    issuer: Arc<dyn TokenIssuer>,
    media: Arc<dyn MediaStore>,
    actors: Actors,
    renderer: Renderer,
    places: Arc<Places>,
}

impl Delivery {
    pub fn new(
        kernel: Kernel,
        issuer: Arc<dyn TokenIssuer>,
        media: Arc<dyn MediaStore>,
        actors: Actors,
        renderer: Renderer,
    ) -> Self {
        Self { kernel, issuer, media, actors, renderer, places: Places::new(ARCHIVES_PER_STUDIO) }
    }

    /// The same with so many archives of each studio at a time, in this process.
    pub fn with_archives_per_studio(self, count: usize) -> Self {
        Self { places: Places::new(count), ..self }
    }
}
