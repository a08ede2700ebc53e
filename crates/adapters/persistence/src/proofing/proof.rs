//! The aggregate `Proof`.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::StoreError;
use atelier_application::ports::proofing::{
    DecisionEntry, DecisionFilter, Interaction, NewInteraction, Origin, PersonProgress, ProofSummary, Shown,
    Tally, Whose,
};
use atelier_application::ports::repositories::ProofRepository;
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::galleries::Gallery;
use atelier_domain::images::Owner;
use atelier_domain::proofing::{Opinion, Proof, Submission};
use atelier_domain::{GalleryId, ImageId, StudioId, UserId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use super::entities::image_decision::{Column, Entity};
use super::{interactions, mapping, opinions, people, submissions, sums};
use crate::error::failed;
use crate::images::entities::image;
use crate::images::placements;
use crate::paging::CHUNK;
use crate::store::SeaTx;

/// The studio's live pictures.
fn scoped_images(studio: StudioId) -> Select<image::Entity> {
    image::Entity::find()
        .filter(image::Column::StudioId.eq(studio.0))
        .filter(image::Column::DeletedAt.is_null())
}

/// The pictures that hang in the gallery, by id. In a transaction that writes, their rows are locked, and so is what the
/// person says of them.
async fn load(
    tx: &SeaTx,
    studio: StudioId,
    gallery: GalleryId,
    images: &[ImageId],
    user: UserId,
) -> Result<Vec<Proof>, StoreError> {
    let mut rows = Vec::with_capacity(images.len());
    for chunk in images.chunks(CHUNK) {
        let select = scoped_images(studio)
            .filter(image::Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .order_by_asc(image::Column::Id);
        rows.extend(tx.locked(select).all(&tx.conn()).await.map_err(failed)?);
    }
    rows.sort_by_key(|row| row.id);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut placed = placements::of_images(tx, &ids).await?;
    let mut said = opinions::of_person(tx, gallery, user, images).await?;
    let mut proofs = Vec::with_capacity(rows.len());
    for row in rows {
        let here = placed.remove(&row.id).unwrap_or_default().into_iter().filter_map(|placement| {
            let (owner, organization) = placement.owner?;
            (owner == Owner::Gallery(gallery)).then_some((
                placement.group,
                placement.visibility,
                organization?,
            ))
        });
        let here: Vec<_> = here.collect();
        let Some(&(_, _, organization)) = here.first() else { continue };
        let image = ImageId(row.id);
        proofs.push(Proof {
            image,
            studio,
            gallery,
            organization,
            content_hash: row.content_hash,
            groups: here.into_iter().map(|(group, visibility, _)| (group, visibility)).collect(),
            user,
            opinion: said.remove(&image).unwrap_or_default(),
        });
    }
    Ok(proofs)
}

#[async_trait]
impl ProofRepository for SeaTx {
    async fn find(
        &self,
        studio: StudioId,
        gallery: GalleryId,
        images: &[ImageId],
        user: UserId,
    ) -> Result<Vec<Unchecked<Proof>>, StoreError> {
        let found = load(self, studio, gallery, images, user).await?;
        Ok(found.into_iter().map(Unchecked::from_storage).collect())
    }

    async fn save(&self, proofs: &[Writable<Proof>], origin: Origin) -> Result<(), StoreError> {
        // Who spoke first stays: `created_at` and the link belong to the person, and the person came by one link.
        let again = OnConflict::columns([Column::GalleryId, Column::ImageId, Column::UserId])
            .update_columns([
                Column::ByStudio,
                Column::Decision,
                Column::ApprovedForMarketing,
                Column::Rating,
                Column::EditRequested,
                Column::EditNotes,
                Column::DecidedAt,
                Column::ContentHash,
                Column::UpdatedAt,
            ])
            .to_owned();
        for chunk in proofs.chunks(CHUNK) {
            let rows = chunk.iter().map(|proof| mapping::decision_row(proof.get(), origin));
            let insert = Entity::insert_many(rows).on_conflict(again.clone());
            insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn tally(&self, shown: Shown<'_>, whose: Whose, without: &[ImageId]) -> Result<Tally, StoreError> {
        sums::tally(self, shown, whose, without).await
    }

    async fn opinions(
        &self,
        gallery: GalleryId,
        user: UserId,
        images: &[ImageId],
    ) -> Result<HashMap<ImageId, Opinion>, StoreError> {
        opinions::of_person(self, gallery, user, images).await
    }

    async fn summaries(
        &self,
        gallery: GalleryId,
        images: &[ImageId],
        internal: bool,
    ) -> Result<HashMap<ImageId, ProofSummary>, StoreError> {
        sums::summaries(self, gallery, images, internal).await
    }

    async fn list(
        &self,
        shown: Shown<'_>,
        filter: DecisionFilter,
        page: PageRequest,
    ) -> Result<Page<DecisionEntry>, StoreError> {
        opinions::list(self, shown, filter, page).await
    }

    async fn people(
        &self,
        shown: Shown<'_>,
        only: Option<UserId>,
    ) -> Result<Vec<PersonProgress>, StoreError> {
        people::progress(self, shown, only).await
    }

    async fn find_submission(
        &self,
        gallery: &Gallery,
        user: UserId,
    ) -> Result<Unchecked<Submission>, StoreError> {
        submissions::find(self, gallery, user).await.map(Unchecked::from_storage)
    }

    async fn save_submission(&self, submission: &Writable<Submission>) -> Result<(), StoreError> {
        submissions::save(self, submission.get()).await
    }

    async fn record(&self, lines: &[NewInteraction]) -> Result<(), StoreError> {
        interactions::record(self, lines).await
    }

    async fn interactions(
        &self,
        gallery: GalleryId,
        image: ImageId,
        page: PageRequest,
    ) -> Result<Page<Interaction>, StoreError> {
        interactions::list(self, gallery, image, page).await
    }
}
