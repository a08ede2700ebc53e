//! The log of pictures.

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::proofing::{Interaction, NewInteraction};
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::{GalleryId, ImageId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};

use super::entities::image_interaction::{Column, Entity};
use super::{mapping, people};
use crate::error::failed;
use crate::paging::{self, CHUNK};
use crate::store::SeaTx;

/// The log of one picture, which the caller has found in its studio.
fn unscoped_of(image: ImageId) -> Select<Entity> {
    Entity::find().filter(Column::ImageId.eq(image.0))
}

pub(super) async fn record(tx: &SeaTx, lines: &[NewInteraction]) -> Result<(), StoreError> {
    for chunk in lines.chunks(CHUNK) {
        let rows = chunk.iter().map(mapping::new_interaction_row);
        Entity::insert_many(rows).exec_without_returning(tx.writer()?).await.map_err(failed)?;
    }
    Ok(())
}

pub(super) async fn list(
    tx: &SeaTx,
    gallery: GalleryId,
    image: ImageId,
    page: PageRequest,
) -> Result<Page<Interaction>, StoreError> {
    let here = Condition::any().add(Column::GalleryId.eq(gallery.0)).add(Column::GalleryId.is_null());
    let select = unscoped_of(image).filter(here);
    let page = paging::list_by_id(tx, select, Column::Id, Sort::NewestFirst, page, |row| row.id).await?;
    let names = people::names(tx, page.items.iter().filter_map(|row| row.user_id)).await?;
    paging::try_map(page, |row| {
        let name = row.user_id.and_then(|user| names.get(&user)).map(|person| person.name.clone());
        mapping::interaction(row, name)
    })
}
