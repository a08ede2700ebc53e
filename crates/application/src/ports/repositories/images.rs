//! The pool.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::images::Image;
use atelier_domain::{ImageId, StudioId, Timestamp};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::views::{BareHotpreview, DerivativeRecord, ImageFilter, ImageUse, NewDerivative, NewImage};

/// The pool.
#[async_trait]
pub trait ImageRepository: Send + Sync {
    /// The picture of this id, if it is the studio's, with every place in which it is shown.
    async fn find(&self, studio: StudioId, id: ImageId) -> Result<Option<Unchecked<Image>>>;

    /// The pictures of these ids that are the studio's, each once, as `find` gives them. In a `Write` transaction they
    /// MUST be locked in order of id.
    async fn find_many(&self, studio: StudioId, ids: &[ImageId]) -> Result<Vec<(ImageId, Unchecked<Image>)>>;

    /// By BLAKE3 of the original of any of its versions, so that the picture may be another file by now; deleted
    /// pictures are found too.
    async fn find_by_hash(&self, studio: StudioId, content_hash: &str) -> Result<Option<Unchecked<Image>>>;

    /// In state `processing`. MUST answer `Conflict` with `content_hash` when the studio has these bytes, be it as an old
    /// version of a picture, and leave the transaction usable.
    async fn insert(&self, new: NewImage) -> Result<Image>;

    /// As the common contract says; derivatives and memberships have methods of their own.
    async fn update(&self, image: &Writable<Image>) -> Result<Image>;

    /// By id in the filter's direction; paged by offset or by cursor (key 0).
    async fn list(&self, visible: &Visible, filter: &ImageFilter, page: PageRequest) -> Result<Page<Image>>;

    /// Writes the derivative, or replaces the one of the same version and name.
    async fn put_derivative(&self, new: NewDerivative) -> Result<()>;

    /// Those of one version of the picture, by name.
    async fn derivatives(&self, image: ImageId, version: i32) -> Result<Vec<DerivativeRecord>>;

    /// The placeholders of these versions of pictures, as far as there are any, each once.
    async fn placeholders(&self, versions: &[(ImageId, i32)]) -> Result<Vec<(ImageId, Vec<u8>)>>;

    /// The hot previews, of every studio, that live pictures with ids above `after` have now and that lack a placeholder,
    /// by id of the picture.
    async fn without_placeholder(&self, after: ImageId, limit: u64) -> Result<Vec<BareHotpreview>>;

    /// Keeps the placeholder of this hot preview; `false` if its row names other bytes by now.
    async fn keep_placeholder(&self, of: &BareHotpreview, bytes: &[u8]) -> Result<bool>;

    /// Forgets the rows of all but the `keep` youngest derivatives of the picture whose names begin with `prefix`. Their
    /// bytes become orphans, so that who is reading them can go on.
    async fn prune_derivatives(&self, image: ImageId, prefix: &str, keep: u64) -> Result<()>;

    /// The groups that hold these pictures and the live galleries that show them, by picture.
    async fn uses(&self, images: &[ImageId]) -> Result<Vec<(ImageId, ImageUse)>>;

    /// Of these storage keys, those that a row of `images`, of a version or of a derivative names.
    async fn named_keys(&self, keys: &[String]) -> Result<Vec<String>>;

    /// Id, storage key, hash and size of originals with ids above `after`, of every studio, deleted ones included.
    async fn originals(&self, after: ImageId, limit: u64) -> Result<Vec<(ImageId, String, String, i64)>>;

    /// Pictures of every studio that were deleted before `before`: studio and id.
    async fn deleted_before(&self, before: Timestamp, limit: u64) -> Result<Vec<(StudioId, ImageId)>>;

    /// Ready and live pictures of every studio with ids above `after` that have a copy at the service which delivers
    /// pictures, or that have none: studio and id, by id.
    async fn by_mirror(&self, mirrored: bool, after: ImageId, limit: u64)
    -> Result<Vec<(StudioId, ImageId)>>;

    /// The pictures, of whatever studio, whose copy has this file id there.
    async fn mirrored_as(&self, file_id: &str) -> Result<Vec<(StudioId, ImageId)>>;

    /// Removes the row, those of its versions and derivatives, and its memberships, for good. Answers the storage keys
    /// that nothing names any more.
    async fn purge(&self, image: &Writable<Image>) -> Result<Vec<String>>;
}
