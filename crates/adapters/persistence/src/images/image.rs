//! The aggregate `Image`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::ImageRepository;
use atelier_application::ports::{
    BareHotpreview, DerivativeRecord, ImageFilter, ImageUse, NewDerivative, NewImage, StoreError,
};
use atelier_domain::access::{Reach, Unchecked, Visible, Writable};
use atelier_domain::images::Image;
use atelier_domain::{ImageId, StudioId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, QueryOrder, Select, UpdateMany};

use super::entities::image::{Column, Entity, Model};
use super::entities::image_group_relation;
use super::{derivatives, housekeeping, mapping, mirrors, placeholders, placements, uses, versions, within};
use crate::columns::contains;
use crate::error::{corrupt, failed};
use crate::inserting::insert_unless_taken;
use crate::paging::{self, CHUNK};
use crate::store::SeaTx;

/// The studio's pictures, deleted ones included.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

fn scoped_delete(studio: StudioId, id: i64) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::StudioId.eq(studio.0)).filter(Column::Id.eq(id))
}

/// The picture, deleted or not, with its placements. In a transaction that writes, its row is locked.
pub(crate) async fn load(tx: &SeaTx, studio: StudioId, id: ImageId) -> Result<Option<Image>, StoreError> {
    one(tx, scoped(studio).filter(Column::Id.eq(id.0))).await
}

async fn one(tx: &SeaTx, select: Select<Entity>) -> Result<Option<Image>, StoreError> {
    let row = tx.locked(select).one(&tx.conn()).await.map_err(failed)?;
    Ok(placed(tx, row.into_iter().collect()).await?.pop())
}

/// The pictures of these rows, with where they are shown.
pub(crate) async fn placed(tx: &SeaTx, rows: Vec<Model>) -> Result<Vec<Image>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut found = placements::of_images(tx, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let placements = found.remove(&row.id).unwrap_or_default();
            mapping::image(row, placements)
        })
        .collect()
}

pub(super) fn filtered(visible: &Visible, filter: &ImageFilter) -> Select<Entity> {
    let ImageFilter { search, state, ai, group, deleted, sort: _ } = filter;
    let mut select = scoped(visible.studio());
    if let Reach::Within(places) = visible.reach() {
        select = select.filter(within::within(places));
    }
    select = if *deleted {
        select.filter(Column::DeletedAt.is_not_null())
    } else {
        select.filter(Column::DeletedAt.is_null())
    };
    if let Some(state) = state {
        select = select.filter(Column::State.eq(state.as_str()));
    }
    if let Some(ai) = ai {
        select = select.filter(Column::Ai.eq(ai.as_str()));
    }
    if let Some(group) = group {
        let members = Query::select()
            .column(image_group_relation::Column::ImageId)
            .from(image_group_relation::Entity)
            .and_where(Expr::col(image_group_relation::Column::ImageGroupId).eq(group.0))
            .take();
        select = select.filter(Column::Id.in_subquery(members));
    }
    if let Some(search) = search {
        select = select.filter(contains((Entity, Column::SearchKey), search));
    }
    select
}

#[async_trait]
impl ImageRepository for SeaTx {
    async fn find(&self, studio: StudioId, id: ImageId) -> Result<Option<Unchecked<Image>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn find_many(
        &self,
        studio: StudioId,
        ids: &[ImageId],
    ) -> Result<Vec<(ImageId, Unchecked<Image>)>, StoreError> {
        let ids: BTreeSet<i64> = ids.iter().map(|id| id.0).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let select = scoped(studio).filter(Column::Id.is_in(chunk.iter().copied()));
            let select = self.locked(select.order_by_asc(Column::Id));
            let rows = select.all(&self.conn()).await.map_err(failed)?;
            let images = placed(self, rows).await?;
            found.extend(images.into_iter().map(|image| (image.id, Unchecked::from_storage(image))));
        }
        Ok(found)
    }

    async fn find_by_hash(
        &self,
        studio: StudioId,
        content_hash: &str,
    ) -> Result<Option<Unchecked<Image>>, StoreError> {
        let select = scoped(studio).filter(Column::ContentHash.eq(content_hash));
        let mut found = one(self, select).await?;
        if found.is_none()
            && let Some((image, _)) = versions::with_hash(self, studio, content_hash).await?
        {
            found = load(self, studio, image).await?;
        }
        Ok(found.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewImage) -> Result<Image, StoreError> {
        const TAKEN: StoreError = StoreError::Conflict { constraint: "content_hash" };
        let (studio, hash) = (new.studio, new.content_hash.clone());
        let unique = [Column::StudioId, Column::ContentHash];
        let id = insert_unless_taken(self, mapping::new_image_row(new), unique).await?.ok_or(TAKEN)?;
        // Asked only now: with these bytes in the unique index no picture can become, and leave, them meanwhile.
        if versions::is_old(self, studio, &hash).await? {
            scoped_delete(studio, id).exec(self.writer()?).await.map_err(failed)?;
            return Err(TAKEN);
        }
        let inserted = load(self, studio, ImageId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new image is not there"))
    }

    async fn update(&self, image: &Writable<Image>) -> Result<Image, StoreError> {
        let image = image.get();
        let done = scoped_update(image.studio)
            .set(mapping::image_row(image))
            .filter(Column::Id.eq(image.id.0))
            .filter(Column::Version.eq(image.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, image.studio, image.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(Image { version: image.version + 1, ..image.clone() })
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &ImageFilter,
        page: PageRequest,
    ) -> Result<Page<Image>, StoreError> {
        let select = filtered(visible, filter);
        let page = paging::list_by_id(self, select, Column::Id, filter.sort, page, |row| row.id).await?;
        let Page { items, total, next } = page;
        Ok(Page { items: placed(self, items).await?, total, next })
    }

    async fn put_derivative(&self, new: NewDerivative) -> Result<(), StoreError> {
        derivatives::put(self, new).await
    }

    async fn prune_derivatives(&self, image: ImageId, prefix: &str, keep: u64) -> Result<(), StoreError> {
        derivatives::prune(self, image, prefix, keep).await
    }

    async fn derivatives(&self, image: ImageId, version: i32) -> Result<Vec<DerivativeRecord>, StoreError> {
        derivatives::list(self, image, version).await
    }

    async fn placeholders(&self, versions: &[(ImageId, i32)]) -> Result<Vec<(ImageId, Vec<u8>)>, StoreError> {
        placeholders::of(self, versions).await
    }

    async fn without_placeholder(
        &self,
        after: ImageId,
        limit: u64,
    ) -> Result<Vec<BareHotpreview>, StoreError> {
        placeholders::missing(self, after, limit).await
    }

    async fn keep_placeholder(&self, of: &BareHotpreview, bytes: &[u8]) -> Result<bool, StoreError> {
        placeholders::keep(self, of, bytes).await
    }

    async fn uses(&self, images: &[ImageId]) -> Result<Vec<(ImageId, ImageUse)>, StoreError> {
        uses::of_images(self, images).await
    }

    async fn named_keys(&self, keys: &[String]) -> Result<Vec<String>, StoreError> {
        housekeeping::named_keys(self, keys).await
    }

    async fn originals(
        &self,
        after: ImageId,
        limit: u64,
    ) -> Result<Vec<(ImageId, String, String, i64)>, StoreError> {
        housekeeping::originals(self, after, limit).await
    }

    async fn deleted_before(
        &self,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<(StudioId, ImageId)>, StoreError> {
        housekeeping::deleted_before(self, before, limit).await
    }

    async fn by_mirror(
        &self,
        mirrored: bool,
        after: ImageId,
        limit: u64,
    ) -> Result<Vec<(StudioId, ImageId)>, StoreError> {
        mirrors::list(self, mirrored, after, limit).await
    }

    async fn mirrored_as(&self, file_id: &str) -> Result<Vec<(StudioId, ImageId)>, StoreError> {
        mirrors::named(self, file_id).await
    }

    async fn purge(&self, image: &Writable<Image>) -> Result<Vec<String>, StoreError> {
        housekeeping::purge(self, image.get()).await
    }
}
