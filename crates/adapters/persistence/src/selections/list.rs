//! The aggregate `Selection`.

use std::collections::HashMap;

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::StoreError;
use atelier_application::ports::repositories::SelectionRepository;
use atelier_application::ports::selections::{NewSelection, SelectionEntry};
use atelier_domain::access::{Unchecked, Writable};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::Image;
use atelier_domain::proofing::Selection;
use atelier_domain::{GalleryId, ImageId, SelectionId, StudioId, Timestamp, UserId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, Condition, DeleteMany, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
};

use super::entities::selection_list::{Column, Entity, Model};
use super::{items, mapping};
use crate::error::{corrupt, failed};
use crate::galleries::entities::gallery;
use crate::proofing::names;
use crate::store::SeaTx;

/// How many lists of a gallery are shown.
const LISTS_MAX: u64 = 1_000;

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

fn scoped_delete(studio: StudioId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::StudioId.eq(studio.0))
}

/// The lists of a gallery that the caller has found in its studio.
fn unscoped_of(gallery: GalleryId) -> Select<Entity> {
    Entity::find().filter(Column::GalleryId.eq(gallery.0))
}

/// The gallery of a list that has been found.
fn unscoped_gallery(gallery: i64) -> Select<gallery::Entity> {
    gallery::Entity::find().filter(gallery::Column::Id.eq(gallery))
}

async fn organization(tx: &SeaTx, gallery: i64) -> Result<i64, StoreError> {
    let organization: Option<i64> = unscoped_gallery(gallery)
        .select_only()
        .column(gallery::Column::OrganizationId)
        .into_tuple()
        .one(&tx.conn())
        .await
        .map_err(failed)?;
    organization.ok_or_else(|| corrupt("a selection hangs in no gallery"))
}

/// The list. In a transaction that writes, its row is locked.
async fn load(
    tx: &SeaTx,
    studio: StudioId,
    gallery: GalleryId,
    id: SelectionId,
) -> Result<Option<Selection>, StoreError> {
    let select = scoped(studio).filter(Column::GalleryId.eq(gallery.0)).filter(Column::Id.eq(id.0));
    let Some(row) = tx.locked(select).one(&tx.conn()).await.map_err(failed)? else { return Ok(None) };
    let organization = organization(tx, row.gallery_id).await?;
    mapping::selection(row, organization).map(Some)
}

#[async_trait]
impl SelectionRepository for SeaTx {
    async fn find(
        &self,
        studio: StudioId,
        gallery: GalleryId,
        id: SelectionId,
    ) -> Result<Option<Unchecked<Selection>>, StoreError> {
        Ok(load(self, studio, gallery, id).await?.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewSelection) -> Result<Selection, StoreError> {
        let (studio, gallery) = (new.studio, new.gallery);
        let row = mapping::new_selection_row(new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, studio, gallery, SelectionId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new selection is not there"))
    }

    async fn update(&self, selection: &Writable<Selection>) -> Result<Selection, StoreError> {
        let selection = selection.get();
        let done = scoped_update(selection.studio)
            .set(mapping::selection_row(selection))
            .filter(Column::Id.eq(selection.id.0))
            .filter(Column::Version.eq(selection.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 {
            let stored = load(self, selection.studio, selection.gallery, selection.id).await?;
            return Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) });
        }
        Ok(Selection { version: selection.version + 1, ..selection.clone() })
    }

    async fn remove(&self, selection: &Writable<Selection>) -> Result<(), StoreError> {
        let selection = selection.get();
        let delete = scoped_delete(selection.studio).filter(Column::Id.eq(selection.id.0));
        delete.exec(self.writer()?).await.map_err(failed)?;
        Ok(())
    }

    async fn of_gallery(
        &self,
        gallery: GalleryId,
        of: Option<UserId>,
    ) -> Result<Vec<SelectionEntry>, StoreError> {
        let known = of.map(|user| Column::UserId.is_null().or(Column::UserId.eq(user.0)));
        let rows: Vec<Model> = unscoped_of(gallery)
            .filter(Condition::all().add_option(known))
            .order_by_asc(Column::Id)
            .limit(LISTS_MAX)
            .all(&self.conn())
            .await
            .map_err(failed)?;
        let Some(first) = rows.first() else { return Ok(Vec::new()) };
        let organization = organization(self, first.gallery_id).await?;
        let counts = items::counts(self, gallery).await?;
        let people = names(self, rows.iter().filter_map(|row| row.user_id)).await?;
        let entry = |row: Model| {
            let image_count = counts.get(&row.id).copied().unwrap_or(0);
            let owner_name = row.user_id.and_then(|user| people.get(&user)).map(|person| person.name.clone());
            let selection = mapping::selection(row, organization)?;
            Ok(SelectionEntry { selection, owner_name, image_count, image_ids: None })
        };
        rows.into_iter().map(entry).collect()
    }

    async fn entry(&self, selection: &Selection) -> Result<SelectionEntry, StoreError> {
        let image_count = items::shown(self, selection).await?;
        let owner = selection.owner.map(|user| user.0);
        let people: HashMap<i64, _> = names(self, owner).await?;
        let owner_name = owner.and_then(|user| people.get(&user)).map(|person| person.name.clone());
        Ok(SelectionEntry { selection: selection.clone(), owner_name, image_count, image_ids: None })
    }

    async fn count(&self, selection: &Selection) -> Result<u64, StoreError> {
        items::shown(self, selection).await
    }

    async fn image_ids(&self, selection: SelectionId) -> Result<Vec<ImageId>, StoreError> {
        items::ids(self, selection).await
    }

    async fn listed_ids(
        &self,
        gallery: &Gallery,
        of: Option<UserId>,
        visibilities: &[Visibility],
        limit: u64,
    ) -> Result<Vec<(SelectionId, ImageId)>, StoreError> {
        items::listed(self, gallery, of, visibilities, limit).await
    }

    async fn add(
        &self,
        selection: &Writable<Selection>,
        images: &[ImageId],
        by: UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        items::add(self, selection.get(), images, by, now).await
    }

    async fn take(&self, selection: &Writable<Selection>, images: &[ImageId]) -> Result<u64, StoreError> {
        items::take(self, selection.get(), images).await
    }

    async fn reorder(&self, selection: &Writable<Selection>, images: &[ImageId]) -> Result<(), StoreError> {
        items::reorder(self, selection.get(), images).await
    }

    async fn images(
        &self,
        selection: &Selection,
        visibilities: &[Visibility],
        page: PageRequest,
    ) -> Result<Page<Image>, StoreError> {
        items::images(self, selection, visibilities, page).await
    }
}
