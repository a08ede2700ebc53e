//! The tray.

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Visible, Writable};
use atelier_domain::galleries::Gallery;
use atelier_domain::images::Mirror;
use atelier_domain::ingest::{StagingImage, Target, Upload, UploadBatch};
use atelier_domain::{BatchId, ImageId, StagingImageId, StudioId, Timestamp, UploadId, UserId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::ingest::{
    Adopted, BatchCounts, BatchProgress, NewBatch, NewStagingImage, NewUpload, StagedOriginal, StagingFacets,
    StagingFilter, TakenAs,
};
use crate::ports::views::DerivativeRecord;

/// Batches of uploads.
#[async_trait]
pub trait BatchRepository: Send + Sync {
    /// The batch of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: BatchId) -> Result<Option<Unchecked<UploadBatch>>>;

    /// As an open batch without files. MUST answer `Conflict` with `batch` when the id is taken.
    async fn insert(&self, new: NewBatch) -> Result<UploadBatch>;

    /// Writes name and state; the counters move by `count`.
    async fn update(&self, batch: &Writable<UploadBatch>) -> Result<UploadBatch>;

    /// The oldest open batch of the source `inbox` that this person's uploads go to.
    async fn inbox(&self, studio: StudioId, user: UserId) -> Result<Option<Unchecked<UploadBatch>>>;

    /// Adds to the counters. Two transactions at once MUST lose neither's files.
    async fn count(&self, studio: StudioId, batch: BatchId, counts: BatchCounts) -> Result<()>;

    /// Newest first. Paged by offset; the page's `next` is `None`.
    async fn list(&self, visible: &Visible, page: PageRequest) -> Result<Page<UploadBatch>>;

    /// What the files of the batch are now.
    async fn progress(&self, studio: StudioId, batch: BatchId) -> Result<BatchProgress>;
}

/// Files on their way here.
#[async_trait]
pub trait UploadRepository: Send + Sync {
    /// The upload of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: UploadId) -> Result<Option<Unchecked<Upload>>>;

    /// As an upload of which no byte has come.
    async fn insert(&self, new: NewUpload) -> Result<Upload>;

    /// As the common contract says.
    async fn update(&self, upload: &Writable<Upload>) -> Result<Upload>;

    /// Forgets the upload.
    async fn remove(&self, upload: &Writable<Upload>) -> Result<()>;

    /// Uploads of every studio whose bytes are all here, and which are not over.
    async fn received(&self, limit: u64) -> Result<Vec<(StudioId, UploadId)>>;

    /// Uploads of every studio, over or not, that expired before `now`.
    async fn expired(&self, now: Timestamp, limit: u64) -> Result<Vec<(StudioId, UploadId)>>;

    /// Of these, those that have a row and are not over, whatever the studio.
    async fn under_way(&self, ids: &[UploadId]) -> Result<Vec<UploadId>>;
}

/// Files in the tray.
#[async_trait]
pub trait StagingRepository: Send + Sync {
    /// The file of this id, if it is the studio's.
    async fn find(&self, studio: StudioId, id: StagingImageId) -> Result<Option<Unchecked<StagingImage>>>;

    /// By BLAKE3 of the original, whatever its state.
    async fn find_by_hash(
        &self,
        studio: StudioId,
        content_hash: &str,
    ) -> Result<Option<Unchecked<StagingImage>>>;

    /// Those of the ids that are the studio's, by id, in a number of statements that does not grow with theirs beyond
    /// one for every few hundred.
    async fn find_many(
        &self,
        studio: StudioId,
        ids: &[StagingImageId],
    ) -> Result<Vec<Unchecked<StagingImage>>>;

    /// In state `received`, or `failed` when it was refused. MUST answer `Conflict` with `staged_content` when the
    /// tray has these bytes.
    async fn insert(&self, new: NewStagingImage) -> Result<StagingImage>;

    /// As the common contract says.
    async fn update(&self, file: &Writable<StagingImage>) -> Result<StagingImage>;

    /// Writes state, failure and deletion of each, which was found in this transaction, in as few statements as
    /// there are different ones.
    async fn update_states(&self, files: &[Writable<StagingImage>], now: Timestamp) -> Result<()>;

    /// Writes the marks of each, which was found in this transaction, in as few statements as there are different ones.
    async fn update_marks(&self, files: &[Writable<StagingImage>], now: Timestamp) -> Result<()>;

    /// In the filter's order. Paged by offset; the page's `next` is `None`.
    async fn list(
        &self,
        visible: &Visible,
        filter: &StagingFilter,
        page: PageRequest,
    ) -> Result<Page<StagingImage>>;

    /// Cameras and lenses of the files that the filter shows, at most 200 each, and their marks.
    async fn facets(&self, visible: &Visible, filter: &StagingFilter) -> Result<StagingFacets>;

    /// Replaces the previews of a file.
    async fn put_derivatives(
        &self,
        file: &Writable<StagingImage>,
        made: &[DerivativeRecord],
        now: Timestamp,
    ) -> Result<()>;

    /// By name.
    async fn derivatives(&self, file: StagingImageId) -> Result<Vec<DerivativeRecord>>;

    /// Of these hashes, those of live pictures of the studio's pool, with the picture.
    async fn in_pool(&self, studio: StudioId, hashes: &[String]) -> Result<Vec<(String, ImageId)>>;

    /// Pictures of the studio's pool, deleted ones included, that have the bytes of these files or had them once; each
    /// is named once.
    async fn pictures_of(&self, studio: StudioId, files: &[StagingImageId]) -> Result<Vec<ImageId>>;

    /// Makes pictures of the pool out of the files, which were found in this transaction, wait in the tray and are of
    /// the gallery's studio: bytes and previews are handed over and not copied. A picture that the pool has is taken
    /// as it is, or brought back from deletion, and so is one that had these bytes once: the bytes of one picture's
    /// version MUST NOT become another picture. Of several files that are one picture only the first says that it was made
    /// or needs derivatives. The files become `assigned`. The number of statements MUST NOT grow with the number of
    /// files beyond a few for every few hundred.
    async fn adopt(
        &self,
        gallery: &Writable<Gallery>,
        target: &Target,
        files: &[Writable<StagingImage>],
        now: Timestamp,
    ) -> Result<Vec<Adopted>>;

    /// The files, which were found in this transaction and wait in the tray, are these versions of pictures: their previews
    /// become derivatives of versions that are new, and the files become `assigned` to the picture and to no gallery. A
    /// few statements for every few hundred.
    async fn become_versions(
        &self,
        files: &[(&Writable<StagingImage>, TakenAs)],
        now: Timestamp,
    ) -> Result<()>;

    /// The files that are in this group of the gallery as one of these pictures, each with its picture. One statement for
    /// every few hundred.
    async fn assigned_as(
        &self,
        studio: StudioId,
        target: &Target,
        images: &[ImageId],
    ) -> Result<Vec<(StagingImageId, ImageId)>>;

    /// Deletes, softly, those of the pictures that no group holds and that have had only one file. Others MUST stay: they
    /// are more than the file that brought them. Answers which, each with the copy at the service that delivers
    /// pictures which its row MUST no longer name.
    async fn delete_loose(
        &self,
        studio: StudioId,
        images: &[ImageId],
        now: Timestamp,
    ) -> Result<Vec<(ImageId, Option<Mirror>)>>;

    /// Originals with ids above `after`, of every studio, without those of files that are in a gallery.
    async fn originals(&self, after: StagingImageId, limit: u64) -> Result<Vec<StagedOriginal>>;

    /// Files of every studio that were discarded before `before`.
    async fn discarded_before(
        &self,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<(StudioId, StagingImageId)>>;

    /// Removes the row and its previews' rows, for good. Answers the storage keys that nothing names any more.
    async fn purge(&self, file: &Writable<StagingImage>) -> Result<Vec<String>>;
}
