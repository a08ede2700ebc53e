//! What leaves the studio, and on which terms: the one place that decides for JSON, derivative and file.

mod archives;
mod cards;
mod counting;
mod covers;
mod files;
mod guests;
mod outside;
mod places;
mod terms;
mod views;
mod visits;

use std::sync::Arc;

use atelier_domain::access::Actor;

use crate::identity::Actors;
use crate::images::{Mirroring, Renderer};
use crate::kernel::Kernel;
use crate::ports::{MediaStore, TokenIssuer};

use places::Places;

pub use archives::{Archive, ArchiveFile, ArchiveOrder, MAX_FILES, Ticket};
pub use cards::LinkCard;
pub use covers::{Covered, WithCover};
pub use files::MediaFile;
pub(crate) use guests::{ensure_gallery_open, ensure_link_open, guest_actions, guest_by_link, onlooker};
pub use outside::OutsideDelivery;
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
    outside: Option<OutsideDelivery>,
}

impl Delivery {
    pub fn new(
        kernel: Kernel,
        issuer: Arc<dyn TokenIssuer>,
        media: Arc<dyn MediaStore>,
        actors: Actors,
        renderer: Renderer,
    ) -> Self {
        let places = Places::new(ARCHIVES_PER_STUDIO);
        Self { kernel, issuer, media, actors, renderer, places, outside: None }
    }

    /// The same with so many archives of each studio at a time, in this process.
    pub fn with_archives_per_studio(self, count: usize) -> Self {
        Self { places: Places::new(count), ..self }
    }

    /// Gives out addresses of a service that delivers pictures, where the terms and its health allow it.
    pub fn through(self, outside: Option<OutsideDelivery>) -> Self {
        Self { outside, ..self }
    }

    /// The service whose addresses are given out, if any.
    pub fn outside(&self) -> Option<&OutsideDelivery> {
        self.outside.as_ref()
    }

    pub(crate) fn mirroring(&self) -> &Mirroring {
        self.renderer.mirroring()
    }

    /// A short text that differs whenever the addresses for looking differ, beside what [`Terms::fingerprint`] says.
    pub(crate) fn fingerprint(&self, actor: &Actor, terms: &Terms) -> String {
        self.outside.as_ref().map(|outside| outside.fingerprint(actor, terms)).unwrap_or_default()
    }
}
