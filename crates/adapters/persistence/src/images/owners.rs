//! The tables of those under whom groups hang. Their columns have the same names but for those that stand here, so a
//! query is written once for all kinds of owners. A further kind is one more constant.

use atelier_domain::images::Owner;
use atelier_domain::{GalleryId, ProductId};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

use super::entities::{image, image_group_relation};

use image::Column as I;
use image_group_relation::Column as R;

const MEMBER: image_group_relation::Entity = image_group_relation::Entity;
const IMAGE: image::Entity = image::Entity;

/// One kind of owner in the schema.
pub(crate) struct OwnerTables {
    /// The owners themselves.
    pub owners: &'static str,
    /// What an owner is called.
    pub name: &'static str,
    /// The client to whom an owner belongs.
    pub organization_id: Option<&'static str>,
    /// How groups hang under them.
    pub relations: &'static str,
    /// The owner in the relations.
    pub owner_id: &'static str,
    of: fn(i64) -> Owner,
}

pub(crate) const GALLERIES: OwnerTables = OwnerTables {
    owners: "galleries",
    name: "subject_name",
    organization_id: Some("organization_id"),
    relations: "gallery_image_group_relations",
    owner_id: "gallery_id",
    of: |id| Owner::Gallery(GalleryId(id)),
};

pub(crate) const PRODUCTS: OwnerTables = OwnerTables {
    owners: "products",
    name: "name",
    organization_id: None,
    relations: "product_image_group_relations",
    owner_id: "product_id",
    of: |id| Owner::Product(ProductId(id)),
};

/// In the order in which their rows are locked.
pub(crate) static OWNERS: [OwnerTables; 2] = [GALLERIES, PRODUCTS];

/// The tables of this owner, and its id in them.
pub(crate) fn tables(owner: Owner) -> (&'static OwnerTables, i64) {
    let [galleries, products] = &OWNERS;
    match owner {
        Owner::Gallery(id) => (galleries, id.0),
        Owner::Product(id) => (products, id.0),
    }
}

/// The owner of this id in the tables that a row names; what nobody names is no owner.
pub(crate) fn owner(owners: Option<&str>, id: Option<i64>) -> Option<Owner> {
    let tables = OWNERS.iter().find(|tables| Some(tables.owners) == owners)?;
    id.map(tables.of)
}

impl OwnerTables {
    /// Whether these owners are the products.
    pub(crate) fn shows_products(&self) -> bool {
        matches!((self.of)(0), Owner::Product(_))
    }

    /// A column of the relations.
    pub(crate) fn relation(&self, column: &'static str) -> (&'static str, &'static str) {
        (self.relations, column)
    }

    /// A column of the owners.
    pub(crate) fn own(&self, column: &'static str) -> (&'static str, &'static str) {
        (self.owners, column)
    }

    /// The relations of live owners, joined with them, without columns yet.
    pub(crate) fn live(&self) -> SelectStatement {
        Query::select()
            .from(self.relations)
            .inner_join(self.owners, Expr::col(self.own("id")).equals(self.relation(self.owner_id)))
            .and_where(Expr::col(self.own("deleted_at")).is_null())
            .take()
    }

    /// The live pictures in groups under owners of this kind, deleted owners included, without columns yet.
    pub(crate) fn live_images(&self) -> SelectStatement {
        Query::select()
            .from(self.relations)
            .inner_join(MEMBER, Expr::col((MEMBER, R::ImageGroupId)).equals(self.relation("image_group_id")))
            .inner_join(IMAGE, Expr::col((IMAGE, I::Id)).equals((MEMBER, R::ImageId)))
            .and_where(Expr::col((IMAGE, I::DeletedAt)).is_null())
            .take()
    }

    /// The ids of all groups that hang under owners of this kind, deleted ones included.
    pub(crate) fn attached(&self) -> SelectStatement {
        Query::select().column(self.relation("image_group_id")).from(self.relations).take()
    }

    /// The kind of these owners, as a value that [`owner`] reads.
    pub(crate) fn kind(&self) -> Expr {
        Expr::value(self.owners)
    }
}
