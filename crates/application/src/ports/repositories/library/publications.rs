//! What was published of photographs.

use async_trait::async_trait;
use atelier_domain::library::{Publication, Shelf};
use atelier_domain::{ImageId, PhotoId};

use super::Result;

/// Which pictures of the pool were made of which photographs. As with photographs, the library is opened first by whoever
/// changes one. They go with the photograph, and with the picture when it is removed for good.
#[async_trait]
pub trait PublicationRepository: Send + Sync {
    /// The publication as this picture, if it was made of a photograph of the shelf.
    async fn find(&self, shelf: Shelf, image: ImageId) -> Result<Option<Publication>>;

    /// The pictures that were made of the photograph, by number.
    async fn of_photo(&self, shelf: Shelf, photo: PhotoId) -> Result<Vec<Publication>>;

    /// Writes that the picture was made of the photograph, or of which file of it it was made last; then `created_at`
    /// stays. MUST answer false, and change nothing, when the picture was made of another photograph, be it somebody
    /// else's.
    async fn record(&self, shelf: Shelf, publication: &Publication) -> Result<bool>;

    /// The pictures that were made of one photograph come from another one from now on.
    async fn move_all(&self, shelf: Shelf, from: PhotoId, to: PhotoId) -> Result<()>;
}
