//! Selections that were handed in.

use atelier_application::ports::StoreError;
use atelier_domain::galleries::Gallery;
use atelier_domain::proofing::Submission;
use atelier_domain::{StudioId, UserId};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::entities::gallery_submission::{ActiveModel, Column, Entity};
use crate::columns::{instant, stored};
use crate::error::failed;
use crate::store::SeaTx;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

/// What the person has handed in, or that it has not. In a transaction that writes, the row is locked.
pub(super) async fn find(tx: &SeaTx, gallery: &Gallery, user: UserId) -> Result<Submission, StoreError> {
    let select =
        scoped(gallery.studio).filter(Column::GalleryId.eq(gallery.id.0)).filter(Column::UserId.eq(user.0));
    let row = tx.locked(select).one(&tx.conn()).await.map_err(failed)?;
    let (approvals, submitted_at, reopened_at) =
        row.map_or((0, None, None), |row| (row.approvals, row.submitted_at, row.reopened_at));
    Ok(Submission {
        studio: gallery.studio,
        gallery: gallery.id,
        organization: gallery.organization,
        user,
        approvals,
        submitted_at: submitted_at.map(instant),
        reopened_at: reopened_at.map(instant),
    })
}

pub(super) async fn save(tx: &SeaTx, submission: &Submission) -> Result<(), StoreError> {
    let Submission { studio, gallery, organization: _, user, approvals, submitted_at, reopened_at } =
        submission;
    let row = ActiveModel {
        id: NotSet,
        studio_id: Set(studio.0),
        gallery_id: Set(gallery.0),
        user_id: Set(user.0),
        approvals: Set(*approvals),
        submitted_at: Set(submitted_at.map(stored)),
        reopened_at: Set(reopened_at.map(stored)),
    };
    let again = OnConflict::columns([Column::GalleryId, Column::UserId])
        .update_columns([Column::Approvals, Column::SubmittedAt, Column::ReopenedAt])
        .to_owned();
    let insert = Entity::insert(row).on_conflict(again);
    insert.exec_without_returning(tx.writer()?).await.map_err(failed)?;
    Ok(())
}
