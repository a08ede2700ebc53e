//! Which pictures an actor without reach over the whole studio finds in lists.

use atelier_domain::access::Places;
use atelier_domain::galleries::Visibility;
use atelier_domain::images::Owner;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition as Filter};

use super::entities::{image, image_group_relation};
use super::owners::{OWNERS, OwnerTables, tables};

use image_group_relation::Column as R;

/// Live pictures in a public group of a live owner where group, owner or the owner's organization is one of the places,
/// or in a granted group that hangs nowhere; and pictures granted themselves, or with the studio as a whole, unless they
/// hang only where the public does not come. The permission function allows each of these; what it allows beyond, in
/// groups for members only, is reached through its owner.
pub(super) fn within(places: &Places) -> Filter {
    let mut granted = Filter::all().add(openly_there());
    if !places.studio {
        granted = granted.add(image::Column::Id.is_in(places.images.iter().map(|id| id.0)));
    }
    let mut reachable =
        Filter::any().add(granted).add(image::Column::Id.in_subquery(in_granted_groups(places)));
    for kind in &OWNERS {
        let shown = publicly(kind, shown(kind, place(kind, places)));
        reachable = reachable.add(image::Column::Id.in_subquery(shown));
    }
    Filter::all().add(image::Column::DeletedAt.is_null()).add(reachable)
}

/// In a public or a loose group, or in no group of a live owner at all.
fn openly_there() -> Filter {
    let mut open = Filter::any().add(image::Column::Id.in_subquery(in_loose_groups()));
    let mut nowhere = Filter::all();
    for kind in &OWNERS {
        let everywhere = shown(kind, Condition::all());
        open = open.add(image::Column::Id.in_subquery(publicly(kind, everywhere.clone())));
        nowhere = nowhere.add(image::Column::Id.not_in_subquery(everywhere));
    }
    open.add(nowhere)
}

/// The places, as far as they are groups, owners of this kind, or organizations of such owners.
fn place(kind: &OwnerTables, places: &Places) -> Condition {
    if places.every_product && kind.shows_products() {
        return Condition::all();
    }
    let galleries = places.galleries.iter().copied().map(Owner::from);
    let products = places.products.iter().copied().map(Owner::from);
    let owners = galleries.chain(products).map(tables).filter(|(tables, _)| tables.owners == kind.owners);
    let place = Condition::any()
        .add(Expr::col(kind.own("id")).is_in(owners.map(|(_, id)| id)))
        .add(Expr::col(kind.relation("image_group_id")).is_in(places.image_groups.iter().map(|id| id.0)));
    match kind.organization_id {
        Some(column) => {
            place.add(Expr::col(kind.own(column)).is_in(places.organizations.iter().map(|id| id.0)))
        }
        None => place,
    }
}

/// The ids of pictures in groups of live owners of this kind at this place.
fn shown(kind: &OwnerTables, place: Condition) -> SelectStatement {
    kind.live()
        .column((image_group_relation::Entity, R::ImageId))
        .inner_join(
            image_group_relation::Entity,
            Expr::col(kind.relation("image_group_id"))
                .equals((image_group_relation::Entity, R::ImageGroupId)),
        )
        .cond_where(place)
        .take()
}

fn publicly(kind: &OwnerTables, mut shown: SelectStatement) -> SelectStatement {
    shown.and_where(Expr::col(kind.relation("visibility")).eq(Visibility::Public.as_str())).take()
}

/// The ids of pictures in groups that hang nowhere.
fn in_loose_groups() -> SelectStatement {
    let mut select = Query::select().column(R::ImageId).from(image_group_relation::Entity).take();
    for kind in &OWNERS {
        select.and_where(Expr::col(R::ImageGroupId).not_in_subquery(kind.attached()));
    }
    select
}

fn in_granted_groups(places: &Places) -> SelectStatement {
    in_loose_groups()
        .and_where(Expr::col(R::ImageGroupId).is_in(places.image_groups.iter().map(|id| id.0)))
        .take()
}
