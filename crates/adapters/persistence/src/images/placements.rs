//! Where pictures and groups are shown.

use std::collections::HashMap;

use atelier_application::ports::StoreError;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::Placement;
use atelier_domain::{GalleryId, ImageGroupId, OrganizationId};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query, SelectStatement};

use super::entities::{image_group, image_group_relation};
use crate::galleries::entities::{gallery, gallery_image_group_relation};
use crate::galleries::mapping::visibility;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

use gallery::Column as G;
use gallery_image_group_relation::Column as A;
use image_group_relation::Column as R;

/// A use of a group by one of its galleries, or by none.
#[derive(FromQueryResult)]
struct Row {
    /// The picture or group that was asked for.
    subject: i64,
    group_id: i64,
    attached_visibility: Option<String>,
    gallery_id: Option<i64>,
    organization_id: Option<i64>,
}

/// The placements of these pictures, by picture.
pub(super) async fn of_images(
    tx: &SeaTx,
    images: &[i64],
) -> Result<HashMap<i64, Vec<Placement>>, StoreError> {
    let member = (image_group_relation::Entity, R::ImageId);
    let group = (image_group_relation::Entity, R::ImageGroupId);
    let mut found = HashMap::new();
    for chunk in images.chunks(CHUNK) {
        let select = Query::select()
            .expr_as(Expr::col(member), "subject")
            .expr_as(Expr::col(group), "group_id")
            .from(image_group_relation::Entity)
            .and_where(Expr::col(member).is_in(chunk.iter().copied()))
            .take();
        collect(&mut found, rows(tx, &with_galleries(select, group)).await?)?;
    }
    Ok(found)
}

/// The placements of these groups, by group.
pub(super) async fn of_groups(
    tx: &SeaTx,
    groups: &[i64],
) -> Result<HashMap<i64, Vec<Placement>>, StoreError> {
    let group = (image_group::Entity, image_group::Column::Id);
    let mut found = HashMap::new();
    for chunk in groups.chunks(CHUNK) {
        let select = Query::select()
            .expr_as(Expr::col(group), "subject")
            .expr_as(Expr::col(group), "group_id")
            .from(image_group::Entity)
            .and_where(Expr::col(group).is_in(chunk.iter().copied()))
            .take();
        collect(&mut found, rows(tx, &with_galleries(select, group)).await?)?;
    }
    Ok(found)
}

fn with_galleries<T>(mut select: SelectStatement, group: (T, impl sea_orm::Iden + Copy)) -> SelectStatement
where
    T: sea_orm::Iden + Copy,
{
    select
        .expr_as(Expr::col((gallery_image_group_relation::Entity, A::Visibility)), "attached_visibility")
        .expr_as(Expr::col((gallery::Entity, G::Id)), "gallery_id")
        .expr_as(Expr::col((gallery::Entity, G::OrganizationId)), "organization_id")
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
        .order_by(group, Order::Asc)
        .order_by((gallery::Entity, G::Id), Order::Asc)
        .order_by((gallery_image_group_relation::Entity, A::Kind), Order::Asc)
        .take()
}

fn collect(found: &mut HashMap<i64, Vec<Placement>>, rows: Vec<Row>) -> Result<(), StoreError> {
    for row in rows {
        let Row { subject, group_id, attached_visibility, gallery_id, organization_id } = row;
        let group = ImageGroupId(group_id);
        let placement = match (attached_visibility, gallery_id.zip(organization_id)) {
            (Some(stored), Some((gallery, organization))) => Placement {
                group,
                gallery: Some((GalleryId(gallery), OrganizationId(organization))),
                visibility: visibility(&stored)?,
            },
            // A group that hangs nowhere is shown to whoever may see the group itself.
            (None, _) => Placement { group, gallery: None, visibility: Visibility::Public },
            // Its gallery is deleted, and the group must not become more public by that.
            (Some(_), None) => continue,
        };
        found.entry(subject).or_default().push(placement);
    }
    Ok(())
}
