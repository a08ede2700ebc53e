//! The aggregate `Gallery`.

use async_trait::async_trait;
use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::repositories::GalleryRepository;
use atelier_application::ports::{
    CounterDrift, GalleryFilter, GalleryImage, ImageProgress, NewGallery, SequencedImage, StoreError,
};
use atelier_domain::access::{Reach, Unchecked, Visible, Writable};
use atelier_domain::galleries::{Gallery, Visibility};
use atelier_domain::images::GroupType;
use atelier_domain::{GalleryId, ImageGroupId, ImageId, StudioId, Timestamp};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select, UpdateMany};

use super::entities::gallery::{Column, Entity};
use super::{counters, mapping, pictures};
use crate::columns::contains;
use crate::error::{corrupt, failed};
use crate::images::owners::GALLERIES;
use crate::images::{covers, showing};
use crate::paging;
use crate::store::SeaTx;

/// The studio's galleries, deleted ones included.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

/// The gallery, deleted or not. In a transaction that writes, its row is locked.
pub(crate) async fn load(tx: &SeaTx, studio: StudioId, id: GalleryId) -> Result<Option<Gallery>, StoreError> {
    let select = tx.locked(scoped(studio).filter(Column::Id.eq(id.0)));
    select.one(&tx.conn()).await.map_err(failed)?.map(mapping::gallery).transpose()
}

fn filtered(visible: &Visible, filter: &GalleryFilter) -> Select<Entity> {
    let GalleryFilter { search, status, organization, deleted, sort: _ } = filter;
    let mut select = scoped(visible.studio());
    if let Reach::Within(places) = visible.reach() {
        let mut place = Condition::any()
            .add(Column::Id.is_in(places.galleries.iter().map(|id| id.0)))
            .add(Column::OrganizationId.is_in(places.organizations.iter().map(|id| id.0)));
        if places.studio {
            place = Condition::all();
        }
        // A deleted gallery is there for people of the studio only.
        select = select.filter(place).filter(Column::DeletedAt.is_null());
    }
    select = if *deleted {
        select.filter(Column::DeletedAt.is_not_null())
    } else {
        select.filter(Column::DeletedAt.is_null())
    };
    if let Some(status) = status {
        select = select.filter(Column::Status.eq(status.as_str()));
    }
    if let Some(organization) = organization {
        select = select.filter(Column::OrganizationId.eq(organization.0));
    }
    if let Some(search) = search {
        select = select.filter(contains((Entity, Column::SubjectKey), search));
    }
    select
}

#[async_trait]
impl GalleryRepository for SeaTx {
    async fn find(&self, studio: StudioId, id: GalleryId) -> Result<Option<Unchecked<Gallery>>, StoreError> {
        Ok(load(self, studio, id).await?.map(Unchecked::from_storage))
    }

    async fn insert(&self, new: NewGallery) -> Result<Gallery, StoreError> {
        let studio = new.studio;
        let row = mapping::new_gallery_row(new);
        let id = Entity::insert(row).exec(self.writer()?).await.map_err(failed)?.last_insert_id;
        let inserted = load(self, studio, GalleryId(id)).await?;
        inserted.ok_or_else(|| corrupt("a new gallery is not there"))
    }

    async fn update(&self, gallery: &Writable<Gallery>) -> Result<Gallery, StoreError> {
        // Guests come in only while their gallery is live and not archived.
        self.touch_access();
        let gallery = gallery.get();
        let done = scoped_update(gallery.studio)
            .set(mapping::gallery_row(gallery))
            .filter(Column::Id.eq(gallery.id.0))
            .filter(Column::Version.eq(gallery.version))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        let stored = load(self, gallery.studio, gallery.id).await?;
        match stored {
            // Read again, because the counters may have moved since the value was read.
            Some(stored) if done.rows_affected > 0 => Ok(stored),
            stored => Err(StoreError::VersionMismatch { current: stored.map_or(0, |row| row.version) }),
        }
    }

    async fn list(
        &self,
        visible: &Visible,
        filter: &GalleryFilter,
        page: PageRequest,
    ) -> Result<Page<Gallery>, StoreError> {
        let select = filtered(visible, filter);
        let page = paging::list_by_id(self, select, Column::Id, filter.sort, page, |row| row.id).await?;
        paging::try_map(page, mapping::gallery)
    }

    async fn content_changed(&self, galleries: &[GalleryId], now: Timestamp) -> Result<(), StoreError> {
        counters::content_changed(self, galleries, now).await
    }

    async fn set_primary_image(
        &self,
        gallery: &Writable<Gallery>,
        image: Option<ImageId>,
    ) -> Result<bool, StoreError> {
        covers::choose(self, gallery, image).await
    }

    async fn covers(
        &self,
        galleries: &[GalleryId],
        visibilities: &[Visibility],
    ) -> Result<Vec<(GalleryId, ImageId)>, StoreError> {
        let ids: Vec<i64> = galleries.iter().map(|id| id.0).collect();
        let covers = covers::list(self, &GALLERIES, &ids, visibilities).await?;
        Ok(covers.into_iter().map(|(id, image)| (GalleryId(id), image)).collect())
    }

    async fn showing(&self, images: &[ImageId]) -> Result<Vec<GalleryId>, StoreError> {
        Ok(showing::images(self, &GALLERIES, images).await?.into_iter().map(GalleryId).collect())
    }

    async fn showing_group(&self, group: ImageGroupId) -> Result<Vec<GalleryId>, StoreError> {
        Ok(showing::group(self, &GALLERIES, group).await?.into_iter().map(GalleryId).collect())
    }

    async fn count_downloads(
        &self,
        gallery: GalleryId,
        count: i32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        counters::count_downloads(self, gallery, count, now).await
    }

    async fn proofing_changed(&self, gallery: GalleryId, now: Timestamp) -> Result<(), StoreError> {
        counters::proofing_changed(self, gallery, now).await
    }

    async fn progress(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
    ) -> Result<ImageProgress, StoreError> {
        counters::progress(self, gallery, visibilities).await
    }

    async fn images(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
        group_type: Option<&GroupType>,
        page: PageRequest,
        counted: bool,
    ) -> Result<Page<GalleryImage>, StoreError> {
        pictures::list(self, gallery, visibilities, group_type, page, counted).await
    }

    async fn position(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
        image: ImageId,
    ) -> Result<Option<i64>, StoreError> {
        pictures::position(self, gallery, visibilities, image).await
    }

    async fn sequence(
        &self,
        gallery: GalleryId,
        visibilities: &[Visibility],
        limit: u64,
    ) -> Result<Vec<SequencedImage>, StoreError> {
        pictures::sequence(self, gallery, visibilities, limit).await
    }

    async fn recount(&self, repair: bool) -> Result<Vec<CounterDrift>, StoreError> {
        counters::recount(self, repair).await
    }
}
