//! Where a picture is used.

use std::collections::HashSet;

use atelier_application::ports::{ImageUse, StoreError};
use atelier_domain::{GalleryId, ImageGroupId, ImageId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query};

use super::entities::{image_group, image_group_relation};
use crate::galleries::entities::{gallery, gallery_image_group_relation};
use crate::galleries::mapping::group_type;
use crate::paging::rows;
use crate::store::SeaTx;

use gallery::Column as G;
use gallery_image_group_relation::Column as A;
use image_group_relation::Column as R;

#[derive(FromQueryResult)]
struct Row {
    group_id: i64,
    group_name: String,
    kind: Option<String>,
    gallery_id: Option<i64>,
    gallery_name: Option<String>,
}

pub(super) async fn list(tx: &SeaTx, image: ImageId) -> Result<Vec<ImageUse>, StoreError> {
    let group = (image_group::Entity, image_group::Column::Id);
    let select = Query::select()
        .expr_as(Expr::col(group), "group_id")
        .expr_as(Expr::col((image_group::Entity, image_group::Column::Name)), "group_name")
        .expr_as(Expr::col((gallery_image_group_relation::Entity, A::Kind)), "kind")
        .expr_as(Expr::col((gallery::Entity, G::Id)), "gallery_id")
        .expr_as(Expr::col((gallery::Entity, G::SubjectName)), "gallery_name")
        .from(image_group_relation::Entity)
        .inner_join(
            image_group::Entity,
            Expr::col(group).equals((image_group_relation::Entity, R::ImageGroupId)),
        )
        .left_join(
            gallery_image_group_relation::Entity,
            Expr::col((gallery_image_group_relation::Entity, A::ImageGroupId)).equals(group),
        )
        .left_join(
            gallery::Entity,
            Condition::all()
                .add(
                    Expr::col((gallery::Entity, G::Id))
                        .equals((gallery_image_group_relation::Entity, A::GalleryId)),
                )
                .add(Expr::col((gallery::Entity, G::DeletedAt)).is_null()),
        )
        .and_where(Expr::col((image_group_relation::Entity, R::ImageId)).eq(image.0))
        .order_by(group, Order::Asc)
        .order_by((gallery::Entity, G::Id), Order::Asc)
        .order_by((gallery_image_group_relation::Entity, A::Kind), Order::Asc)
        .take();
    let rows: Vec<Row> = rows(tx, &select).await?;

    // A group with a live gallery is told once for each; one without is told once, however many deleted ones it has.
    let mut told: HashSet<i64> =
        rows.iter().filter(|row| row.gallery_id.is_some()).map(|row| row.group_id).collect();
    let mut uses = Vec::with_capacity(rows.len());
    for row in rows {
        let Row { group_id, group_name, kind, gallery_id, gallery_name } = row;
        let live = gallery_id.is_some();
        if !live && !told.insert(group_id) {
            continue;
        }
        let kind = if live { kind } else { None };
        uses.push(ImageUse {
            group: ImageGroupId(group_id),
            group_name,
            gallery: gallery_id.map(GalleryId),
            gallery_name,
            group_type: kind.as_deref().map(group_type).transpose()?,
        });
    }
    Ok(uses)
}
