//! When and where galleries' pictures are taken.

mod calendar;
mod entity;
mod mapping;

use async_trait::async_trait;
use atelier_application::ports::repositories::SessionWindowRepository;
use atelier_application::ports::{StoreError, StoredWindow};
use atelier_domain::access::Writable;
use atelier_domain::galleries::{Gallery, SessionWindow};
use atelier_domain::{GalleryId, StudioId, Timestamp};
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};

use self::entity::{Column, Entity};
use crate::error::{corrupt, failed};
use crate::store::SeaTx;

/// The window of a gallery that the caller has found in its studio.
fn unscoped_of(gallery: GalleryId) -> Select<Entity> {
    Entity::find().filter(Column::GalleryId.eq(gallery.0))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::StudioId.eq(studio.0))
}

fn scoped_delete(studio: StudioId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::StudioId.eq(studio.0))
}

async fn load(tx: &SeaTx, gallery: GalleryId) -> Result<Option<StoredWindow>, StoreError> {
    let row = tx.locked(unscoped_of(gallery)).one(&tx.conn()).await.map_err(failed)?;
    row.map(mapping::window).transpose()
}

#[async_trait]
impl SessionWindowRepository for SeaTx {
    async fn of_gallery(&self, gallery: GalleryId) -> Result<Option<StoredWindow>, StoreError> {
        load(self, gallery).await
    }

    async fn put(
        &self,
        gallery: &Writable<Gallery>,
        window: &SessionWindow,
        now: Timestamp,
    ) -> Result<StoredWindow, StoreError> {
        let (studio, gallery) = (gallery.get().studio, gallery.get().id);
        // The gallery is locked, so nobody else gives it a window meanwhile.
        match load(self, gallery).await? {
            Some(old) => {
                scoped_update(studio)
                    .set(mapping::row(studio, gallery, window, old.version + 1, now))
                    .filter(Column::GalleryId.eq(gallery.0))
                    .exec(self.writer()?)
                    .await
                    .map_err(failed)?;
            }
            None => {
                let row = mapping::row(studio, gallery, window, 1, now);
                Entity::insert(row).exec(self.writer()?).await.map_err(failed)?;
            }
        }
        load(self, gallery).await?.ok_or_else(|| corrupt("a new session window is not there"))
    }

    async fn remove(&self, gallery: &Writable<Gallery>) -> Result<bool, StoreError> {
        let done = scoped_delete(gallery.get().studio)
            .filter(Column::GalleryId.eq(gallery.get().id.0))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(done.rows_affected > 0)
    }
}
