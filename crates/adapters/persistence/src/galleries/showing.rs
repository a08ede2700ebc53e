//! Which galleries show a picture or a group.

use std::collections::BTreeSet;

use atelier_application::ports::StoreError;
use atelier_domain::{GalleryId, ImageGroupId, ImageId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use super::entities::{gallery, gallery_image_group_relation};
use crate::images::entities::image_group_relation;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

use gallery::Column as G;
use gallery_image_group_relation::Column as A;
use image_group_relation::Column as R;

#[derive(FromQueryResult)]
struct Row {
    id: i64,
}

/// Live galleries joined with their attachments.
fn attached() -> SelectStatement {
    Query::select()
        .distinct()
        .column((gallery::Entity, G::Id))
        .from(gallery_image_group_relation::Entity)
        .inner_join(
            gallery::Entity,
            Expr::col((gallery::Entity, G::Id)).equals((gallery_image_group_relation::Entity, A::GalleryId)),
        )
        .and_where(Expr::col((gallery::Entity, G::DeletedAt)).is_null())
        .order_by((gallery::Entity, G::Id), Order::Asc)
        .take()
}

pub(super) async fn images(tx: &SeaTx, images: &[ImageId]) -> Result<Vec<GalleryId>, StoreError> {
    let mut found = BTreeSet::new();
    for chunk in images.chunks(CHUNK) {
        let select = attached()
            .inner_join(
                image_group_relation::Entity,
                Expr::col((image_group_relation::Entity, R::ImageGroupId))
                    .equals((gallery_image_group_relation::Entity, A::ImageGroupId)),
            )
            .and_where(
                Expr::col((image_group_relation::Entity, R::ImageId)).is_in(chunk.iter().map(|id| id.0)),
            )
            .take();
        found.extend(rows::<Row>(tx, &select).await?.into_iter().map(|row| GalleryId(row.id)));
    }
    Ok(found.into_iter().collect())
}

pub(super) async fn group(tx: &SeaTx, group: ImageGroupId) -> Result<Vec<GalleryId>, StoreError> {
    let select = attached()
        .and_where(Expr::col((gallery_image_group_relation::Entity, A::ImageGroupId)).eq(group.0))
        .take();
    Ok(rows::<Row>(tx, &select).await?.into_iter().map(|row| GalleryId(row.id)).collect())
}
