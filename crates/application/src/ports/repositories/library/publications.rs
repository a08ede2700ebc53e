//! What was published of photographs.

use async_trait::async_trait;
use atelier_domain::library::{Publication, Shelf};
use atelier_domain::{ImageId, PhotoId, StagingImageId, StudioId, Timestamp};

use super::Result;
use crate::ports::library::LeftTray;

/// Which pictures of the pool, and which files of the tray, were made of which photographs. As with photographs, the library
/// is opened first by whoever changes one, but for [`Self::record_left`]. They go with the photograph, and with the picture
/// or the file when it is removed for good.
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

    /// Writes that the file of the tray was made of the photograph. MUST change nothing when it is known of which one the
    /// file was made, be it somebody else's.
    async fn record_staged(
        &self,
        shelf: Shelf,
        file: StagingImageId,
        photo: PhotoId,
        now: Timestamp,
    ) -> Result<()>;

    /// Writes of which photographs pictures were made that came by way of the tray. Files that no photograph is known of
    /// are passed over, as are pictures that were made of another photograph. Where the picture's publication is known,
    /// MUST write the file into it only if the picture has that file's bytes now. `updated_at` is when the file was put into
    /// the tray, so that what came to the photograph while it lay there is newer. The files are locked by the caller, who
    /// has not opened anybody's library; the photographs are locked here. In a number of statements that does not grow
    /// with the files beyond some for every few hundred.
    async fn record_left(&self, studio: StudioId, files: &[LeftTray], now: Timestamp) -> Result<()>;

    /// The pictures and the files that were made of one photograph come from another one from now on.
    async fn move_all(&self, shelf: Shelf, from: PhotoId, to: PhotoId) -> Result<()>;
}
