//! Which pictures an actor without reach over the whole studio finds in lists.

use atelier_domain::access::Places;
use atelier_domain::galleries::Visibility;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition as Filter};

use super::entities::{image, image_group_relation};
use crate::galleries::entities::{gallery, gallery_image_group_relation};

use gallery::Column as G;
use gallery_image_group_relation::Column as A;
use image_group_relation::Column as R;

/// Live pictures in a public group of a live gallery where group, gallery or organization is one of the places, or in a
/// granted group that hangs nowhere; and pictures granted themselves, or with the studio as a whole, unless they hang
/// only where the public does not come. The permission function allows each of these; what it allows beyond, in groups
/// for members only, is reached through its gallery.
pub(super) fn within(places: &Places) -> Filter {
    let mut granted = Filter::all().add(openly_there());
    if !places.studio {
        granted = granted.add(image::Column::Id.is_in(places.images.iter().map(|id| id.0)));
    }
    let reachable = Filter::any()
        .add(granted)
        .add(image::Column::Id.in_subquery(publicly(shown(place(places)))))
        .add(image::Column::Id.in_subquery(in_granted_groups(places)));
    Filter::all().add(image::Column::DeletedAt.is_null()).add(reachable)
}

/// In a public or a loose group, or in no group of a live gallery at all.
fn openly_there() -> Filter {
    Filter::any()
        .add(image::Column::Id.in_subquery(publicly(shown(Condition::all()))))
        .add(image::Column::Id.in_subquery(in_loose_groups()))
        .add(image::Column::Id.not_in_subquery(shown(Condition::all())))
}

fn place(places: &Places) -> Condition {
    Condition::any()
        .add(Expr::col((gallery::Entity, G::Id)).is_in(places.galleries.iter().map(|id| id.0)))
        .add(
            Expr::col((gallery::Entity, G::OrganizationId)).is_in(places.organizations.iter().map(|id| id.0)),
        )
        .add(
            Expr::col((image_group_relation::Entity, R::ImageGroupId))
                .is_in(places.image_groups.iter().map(|id| id.0)),
        )
}

/// The ids of pictures in groups of live galleries at this place.
fn shown(place: Condition) -> SelectStatement {
    Query::select()
        .column((image_group_relation::Entity, R::ImageId))
        .from(image_group_relation::Entity)
        .inner_join(
            gallery_image_group_relation::Entity,
            Expr::col((gallery_image_group_relation::Entity, A::ImageGroupId))
                .equals((image_group_relation::Entity, R::ImageGroupId)),
        )
        .inner_join(
            gallery::Entity,
            Expr::col((gallery::Entity, G::Id)).equals((gallery_image_group_relation::Entity, A::GalleryId)),
        )
        .and_where(Expr::col((gallery::Entity, G::DeletedAt)).is_null())
        .cond_where(place)
        .take()
}

fn publicly(mut shown: SelectStatement) -> SelectStatement {
    shown
        .and_where(
            Expr::col((gallery_image_group_relation::Entity, A::Visibility)).eq(Visibility::Public.as_str()),
        )
        .take()
}

/// The ids of pictures in groups that hang nowhere.
fn in_loose_groups() -> SelectStatement {
    let attached = Query::select().column(A::ImageGroupId).from(gallery_image_group_relation::Entity).take();
    Query::select()
        .column(R::ImageId)
        .from(image_group_relation::Entity)
        .and_where(Expr::col(R::ImageGroupId).not_in_subquery(attached))
        .take()
}

fn in_granted_groups(places: &Places) -> SelectStatement {
    in_loose_groups()
        .and_where(Expr::col(R::ImageGroupId).is_in(places.image_groups.iter().map(|id| id.0)))
        .take()
}
