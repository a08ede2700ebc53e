//! Conditions on rows of `image_decisions`.

use atelier_domain::galleries::Visibility;
use atelier_domain::proofing::Decision;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::entities::image_decision::{Column, Entity};
use crate::galleries::entities::gallery_image_group_relation;
use crate::images::entities::{image, image_group_relation};

use gallery_image_group_relation::Column as A;
use image_group_relation::Column as R;

const ATTACHMENT: gallery_image_group_relation::Entity = gallery_image_group_relation::Entity;
const MEMBER: image_group_relation::Entity = image_group_relation::Entity;
const IMAGE: image::Entity = image::Entity;

/// The picture is live and hangs in the gallery in a group of one of these visibilities. What was said of a picture that
/// has been taken away waits for its return and counts nowhere.
pub(crate) fn is_shown(visibilities: &[Visibility]) -> Expr {
    let hanging = Query::select()
        .expr(Expr::value(1))
        .from(ATTACHMENT)
        .inner_join(MEMBER, Expr::col((MEMBER, R::ImageGroupId)).equals((ATTACHMENT, A::ImageGroupId)))
        .inner_join(IMAGE, Expr::col((IMAGE, image::Column::Id)).equals((MEMBER, R::ImageId)))
        .and_where(Expr::col((ATTACHMENT, A::GalleryId)).equals((Entity, Column::GalleryId)))
        .and_where(Expr::col((MEMBER, R::ImageId)).equals((Entity, Column::ImageId)))
        .and_where(Expr::col((IMAGE, image::Column::DeletedAt)).is_null())
        .and_where(
            Expr::col((ATTACHMENT, A::Visibility))
                .is_in(visibilities.iter().map(|visibility| visibility.as_str())),
        )
        .take();
    Expr::exists(hanging)
}

/// Somebody outside the studio has approved it.
pub(crate) fn is_approved_outside() -> Expr {
    Expr::col((Entity, Column::Decision))
        .eq(Decision::Approved.as_str())
        .and(Expr::col((Entity, Column::ByStudio)).eq(false))
}
