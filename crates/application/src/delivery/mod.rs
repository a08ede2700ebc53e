//! What leaves the studio, and on which terms: the one place that decides for JSON, derivative and file.

mod files;
mod guests;
mod stand_ins;
mod terms;
mod views;

use std::sync::Arc;

use crate::identity::Actors;
use crate::images::Renderer;
use crate::kernel::Kernel;
use crate::ports::{MediaStore, TokenIssuer};

pub use files::MediaFile;
pub(crate) use guests::{ensure_link_open, guest_actions};
pub(crate) use stand_ins::StandIn;
pub use terms::Terms;
pub use views::{Addresses, PictureView};

/// Makes addresses of pictures and answers them.
#[derive(Clone)]
pub struct Delivery {
    kernel: Kernel,
    issuer: Arc<dyn TokenIssuer>,
    media: Arc<dyn MediaStore>,
    actors: Actors,
    renderer: Renderer,
}

impl Delivery {
    pub fn new(
        kernel: Kernel,
        issuer: Arc<dyn TokenIssuer>,
        media: Arc<dyn MediaStore>,
        actors: Actors,
        renderer: Renderer,
    ) -> Self {
        Self { kernel, issuer, media, actors, renderer }
    }
}
