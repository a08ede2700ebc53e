//! The aggregate `Product`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::ProductRepository;
use atelier_application::ports::{ContentMark, GalleryImage, NewProduct, ProductFilter, StoreError};
use atelier_domain::access::{Reach, Unchecked, Visible, Writable};
use atelier_domain::galleries::Visibility;
use atelier_domain::images::GroupType;
use atelier_domain::products::Product;
use atelier_domain::{ImageGroupId, ImageId, ProductId, StudioId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select, UpdateMany};

use super::entities::product::{Column, Entity};
use super::{mapping, pictures};
use crate::columns::contains;
use crate::error::{corrupt, failed};
use crate::images::owners::PRODUCTS;
use crate::images::{covers, showing};
use crate::paging;
use crate::store::SeaTx;

/// The studio's products, deleted ones included.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

/// One product that the caller has found in its studio, or that shows what the caller changed there.
fn unscoped(product: ProductId) -> Select<Entity> {
    Entity::find().filter(Column::Id.eq(product.0))
}

/// As [`unscoped`].
fn unscoped_update(product: ProductId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.eq(product.0))
}

/// Lets none of these products keep a primary image that it does not show any more; `further` says what else is written.
async fn forget_lost(
    tx: &SeaTx,
    products: &[ProductId],
    further: fn(UpdateMany<Entity>) -> UpdateMany<Entity>,
) -> Result<(), StoreError> {
    let in_order: BTreeSet<ProductId> = products.iter().copied().collect();
    for product in in_order {
        // The lock comes first: a choice that is being made meanwhile is seen by a statement that begins after it.
        tx.locked(unscoped(product)).one(&tx.conn()).await.map_err(failed)?;
        let update = unscoped_update(product).col_expr(Column::PrimaryImageId, covers::still_held(&PRODUCTS));
        further(update).exec(tx.writer()?).await.map_err(failed)?;
    }
    Ok(())
}

/// The product, deleted or not. In a transaction that writes, its row is locked.
pub(crate) async fn load(tx: &SeaTx, studio: StudioId, id: ProductId) -> Result<Option<Product>, StoreError> {
    let select = tx.locked(scoped(studio).filter(Column::Id.eq(id.0)));
    select.one(&tx.conn()).await.map_err(failed)?.map(mapping::to_domain).transpose()
}

fn filtered(visible: &Visible, filter: &ProductFilter) -> Select<Entity> {
    let ProductFilter { search, deleted, sort: _ } = filter;
    let mut select = scoped(visible.studio());
    if let Reach::Within(places) = visible.reach() {
        // A deleted product is there for people of the studio only.
        select = select.filter(Column::DeletedAt.is_null());
        if !places.studio {
            select = select.filter(Column::Id.is_in(places.products.iter().map(|id| id.0)));
        }
    }
    select = if *deleted {
        select.filter(Column::DeletedAt.is_not_null())
    } else {
        select.filter(Column::DeletedAt.is_null())
    };
    if let Some(search) = search {
        select = select.filter(contains((Entity, Column::SearchKey), search));
    }
    select
}

#[async_trait]
impl ProductRepository for SeaTx {
    async fn find(&self, studio: StudioId, id: ProductId) -> Result<Option<Unchecked<Product>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewProduct) -> Result<Product, StoreError> {
        let studio = new.studio;
        let row = mapping::new_row(new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, studio, ProductId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new product is not there"))
    }

    async fn update(&self, product: &Writable<Product>) -> Result<Product, StoreError> {
        let product = product.get();
        let done = scoped_update(product.studio)
            .set(mapping::to_row(product))
            .filter(Column::Id.eq(product.id.0))
            .filter(Column::Version.eq(product.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        let stored = load(self, product.studio, product.id).await?;
        match stored {
            // Read again, because the primary image may have moved since the value was read.
            Some(stored) if done.rows_affected > 0 => Ok(stored),
            stored => Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) }),
        }
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &ProductFilter,
        page: PageRequest,
    ) -> Result<Page<Product>, StoreError> {
        let select = filtered(visible, filter);
        let page = paging::list_by_id(self, select, Column::Id, filter.sort, page, |row| row.id).await?;
        paging::try_map(page, mapping::to_domain)
    }

    async fn content_changed(&self, products: &[ProductId]) -> Result<(), StoreError> {
        forget_lost(self, products, |update| {
            update.col_expr(Column::ContentVersion, Expr::col(Column::ContentVersion).add(1))
        })
        .await
    }

    async fn pictures_left(&self, products: &[ProductId]) -> Result<(), StoreError> {
        forget_lost(self, products, |update| update.filter(Column::PrimaryImageId.is_not_null())).await
    }

    async fn set_primary_image(
        &self,
        product: &Writable<Product>,
        image: Option<ImageId>,
    ) -> Result<bool, StoreError> {
        covers::choose(self, product, image).await
    }

    async fn covers(
        &self,
        products: &[ProductId],
        visibilities: &[Visibility],
    ) -> Result<Vec<(ProductId, ImageId)>, StoreError> {
        let ids: Vec<i64> = products.iter().map(|id| id.0).collect();
        let covers = covers::list(self, &PRODUCTS, &ids, visibilities).await?;
        Ok(covers.into_iter().map(|(id, image)| (ProductId(id), image)).collect())
    }

    async fn showing(&self, images: &[ImageId]) -> Result<Vec<ProductId>, StoreError> {
        Ok(showing::images(self, &PRODUCTS, images).await?.into_iter().map(ProductId).collect())
    }

    async fn showing_group(&self, group: ImageGroupId) -> Result<Vec<ProductId>, StoreError> {
        Ok(showing::group(self, &PRODUCTS, group).await?.into_iter().map(ProductId).collect())
    }

    async fn content_mark(
        &self,
        product: ProductId,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
    ) -> Result<ContentMark, StoreError> {
        pictures::mark(self, product, visibilities, group_type).await
    }

    async fn images(
        &self,
        product: ProductId,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
        page: PageRequest,
    ) -> Result<Page<GalleryImage>, StoreError> {
        pictures::list(self, product, visibilities, group_type, page).await
    }
}
