//! Guests who have shown the PIN of their link.

use atelier_application::ports::StoreError;
use atelier_domain::galleries::ShareLink;
use atelier_domain::{ShareLinkId, Timestamp, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select};

use super::entities::download_unlock::{ActiveModel, Column, Entity};
use crate::columns::stored;
use crate::error::failed;
use crate::paging;
use crate::store::SeaTx;

/// The guest's session names its link, and was checked when the guest came in.
fn unscoped_of(link: ShareLinkId, user: UserId) -> Select<Entity> {
    Entity::find().filter(Column::ShareLinkId.eq(link.0)).filter(Column::UserId.eq(user.0))
}

/// The link was found in its studio by whoever changes its PIN.
fn unscoped_delete(link: ShareLinkId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::ShareLinkId.eq(link.0))
}

pub(super) async fn is_unlocked(tx: &SeaTx, link: ShareLinkId, user: UserId) -> Result<bool, StoreError> {
    Ok(paging::count(tx, unscoped_of(link, user)).await? > 0)
}

pub(super) async fn unlock(
    tx: &SeaTx,
    link: &ShareLink,
    user: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        share_link_id: Set(link.id.0),
        user_id: Set(user.0),
        studio_id: Set(link.studio.0),
        created_at: Set(stored(now)),
    };
    let again = OnConflict::columns([Column::ShareLinkId, Column::UserId])
        .update_column(Column::CreatedAt)
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx.writer()?).await.map_err(failed)?;
    tx.touch_access();
    Ok(())
}

pub(super) async fn lock_again(tx: &SeaTx, link: ShareLinkId) -> Result<(), StoreError> {
    tx.touch_access();
    unscoped_delete(link).exec(tx.writer()?).await.map_err(failed)?;
    Ok(())
}
