//! What people say about the pictures of a gallery.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::galleries::Gallery;
use atelier_domain::proofing::{Comment, Opinion, Proof, Submission};
use atelier_domain::{CommentId, GalleryId, ImageId, StudioId, UserId};

use super::Result;
use crate::paging::{Page, PageRequest};
use crate::ports::proofing::{
    CommentEntry, DecisionEntry, DecisionFilter, Interaction, NewComment, NewInteraction, Origin,
    PersonProgress, ProofSummary, Shown, Tally, Whose,
};

/// Decisions, ratings and edit requests, and the log of pictures.
#[async_trait]
pub trait ProofRepository: Send + Sync {
    /// Those of these live pictures that hang in the live gallery, by id, with what `user` says of each.
    async fn find(
        &self,
        studio: StudioId,
        gallery: GalleryId,
        images: &[ImageId],
        user: UserId,
    ) -> Result<Vec<Unchecked<Proof>>>;

    /// Writes what the person says of each picture. The caller has locked the gallery.
    async fn save(&self, proofs: &[Writable<Proof>], origin: Origin) -> Result<()>;

    /// Counts the pictures that are shown, each once, by what is said of them. Those in `without` are left out.
    async fn tally(&self, shown: Shown<'_>, whose: Whose, without: &[ImageId]) -> Result<Tally>;

    /// What the person says of these pictures; those of which nothing was ever said are left out.
    async fn opinions(
        &self,
        gallery: GalleryId,
        user: UserId,
        images: &[ImageId],
    ) -> Result<HashMap<ImageId, Opinion>>;

    /// What people outside the studio say of these pictures together. Comments are counted with the internal ones only
    /// if `internal` says so; pictures of which nothing was ever said are left out.
    async fn summaries(
        &self,
        gallery: GalleryId,
        images: &[ImageId],
        internal: bool,
    ) -> Result<HashMap<ImageId, ProofSummary>>;

    /// What is said of pictures that are shown, by the order in which it was first said; paged by offset or by cursor
    /// (key 0). What was taken back altogether is left out.
    async fn list(
        &self,
        shown: Shown<'_>,
        filter: DecisionFilter,
        page: PageRequest,
    ) -> Result<Page<DecisionEntry>>;

    /// How far people have come with the pictures that are shown: those who have said something or handed something in,
    /// or `only` this one, by id, at most 1000.
    async fn people(&self, shown: Shown<'_>, only: Option<UserId>) -> Result<Vec<PersonProgress>>;

    /// What the person has handed in, or that it has not yet.
    async fn find_submission(&self, gallery: &Gallery, user: UserId) -> Result<Unchecked<Submission>>;

    /// Writes it, for the first time or again. The caller has locked the gallery.
    async fn save_submission(&self, submission: &Writable<Submission>) -> Result<()>;

    /// Adds lines to the log. Nothing changes or removes them as long as the picture is there.
    async fn record(&self, lines: &[NewInteraction]) -> Result<()>;

    /// The log of a picture: what was done in this gallery or in none, newest first; paged by offset or by cursor (key
    /// 0).
    async fn interactions(
        &self,
        gallery: GalleryId,
        image: ImageId,
        page: PageRequest,
    ) -> Result<Page<Interaction>>;
}

/// Comments on pictures.
#[async_trait]
pub trait CommentRepository: Send + Sync {
    /// The comment of this id on this picture in this gallery, if it is the studio's; deleted ones are found too.
    async fn find(
        &self,
        studio: StudioId,
        gallery: GalleryId,
        image: ImageId,
        id: CommentId,
    ) -> Result<Option<Unchecked<Comment>>>;

    /// The answer to a comment, or the first of a thread.
    async fn insert(&self, new: NewComment) -> Result<Comment>;

    /// Writes words, resolution and removal.
    async fn update(&self, comment: &Writable<Comment>) -> Result<()>;

    /// The comments on a picture in this gallery, deleted ones included, by id; paged by offset or by cursor (key 0).
    /// Internal ones come only if `internal` says so.
    async fn list(
        &self,
        gallery: GalleryId,
        image: ImageId,
        internal: bool,
        page: PageRequest,
    ) -> Result<Page<CommentEntry>>;
}
