//! What is said of pictures, person by person.

use std::collections::HashMap;

use atelier_application::paging::{Page, PageRequest};
use atelier_application::ports::proofing::{DecisionEntry, DecisionFilter, Shown};
use atelier_application::ports::{Sort, StoreError};
use atelier_domain::proofing::{Decision, Opinion};
use atelier_domain::{GalleryId, ImageId, UserId};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, Select};

use super::entities::image_decision::{Column, Entity};
use super::shown::is_shown;
use super::{mapping, people};
use crate::columns::{corrupt, instant};
use crate::error::failed;
use crate::images::entities::image;
use crate::paging::{self, CHUNK, rows};
use crate::store::SeaTx;

/// What is said in one gallery, which the caller has found in its studio.
fn unscoped_of(gallery: GalleryId) -> Select<Entity> {
    Entity::find().filter(Column::GalleryId.eq(gallery.0))
}

/// What the person says of these pictures. In a transaction that writes, the rows are locked.
pub(super) async fn of_person(
    tx: &SeaTx,
    gallery: GalleryId,
    user: UserId,
    images: &[ImageId],
) -> Result<HashMap<ImageId, Opinion>, StoreError> {
    let mut said = HashMap::new();
    for chunk in images.chunks(CHUNK) {
        let select = unscoped_of(gallery)
            .filter(Column::UserId.eq(user.0))
            .filter(Column::ImageId.is_in(chunk.iter().map(|id| id.0)));
        for row in tx.locked(select).all(&tx.conn()).await.map_err(failed)? {
            said.insert(ImageId(row.image_id), mapping::opinion(row)?);
        }
    }
    Ok(said)
}

/// Something is said, and was not taken back altogether.
fn is_said() -> Condition {
    Condition::any()
        .add(Column::Decision.ne(Decision::Undecided.as_str()))
        .add(Column::Rating.is_not_null())
        .add(Column::EditRequested.eq(true))
}

pub(super) async fn list(
    tx: &SeaTx,
    shown: Shown<'_>,
    filter: DecisionFilter,
    page: PageRequest,
) -> Result<Page<DecisionEntry>, StoreError> {
    let DecisionFilter { user, decision } = filter;
    let mut select = unscoped_of(shown.gallery).filter(is_said()).filter(is_shown(shown.visibilities));
    if let Some(user) = user {
        select = select.filter(Column::UserId.eq(user.0));
    }
    if let Some(decision) = decision {
        select = select.filter(Column::Decision.eq(decision.as_str()));
    }
    let page = paging::list_by_id(tx, select, Column::Id, Sort::OldestFirst, page, |row| row.id).await?;
    let pictures = pictures(tx, page.items.iter().map(|row| row.image_id)).await?;
    let names = people::names(tx, page.items.iter().map(|row| row.user_id)).await?;
    paging::try_map(page, |row| {
        let (image, user) = (row.image_id, row.user_id);
        let missing = |what: &str| corrupt("image_decisions", &format!("{what} of row {}", row.id));
        let (filename, content_hash) = pictures.get(&image).cloned().ok_or_else(|| missing("picture"))?;
        let user_name =
            names.get(&user).map(|person| person.name.clone()).ok_or_else(|| missing("person"))?;
        Ok(DecisionEntry {
            image: ImageId(image),
            filename,
            content_hash,
            user: UserId(user),
            user_name,
            by_studio: row.by_studio,
            updated_at: instant(row.updated_at),
            opinion: mapping::opinion(row)?,
        })
    })
}

#[derive(FromQueryResult)]
struct Picture {
    id: i64,
    filename: String,
    content_hash: String,
}

/// File name and present hash of pictures that rows of the caller's studio point to.
async fn pictures(
    tx: &SeaTx,
    images: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, (String, String)>, StoreError> {
    let ids: Vec<i64> = images.collect();
    let mut found = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let select = Query::select()
            .columns([image::Column::Id, image::Column::Filename, image::Column::ContentHash])
            .from(image::Entity)
            .and_where(image::Column::Id.is_in(chunk.iter().copied()))
            .take();
        let pictures: Vec<Picture> = rows(tx, &select).await?;
        found.extend(pictures.into_iter().map(|row| (row.id, (row.filename, row.content_hash))));
    }
    Ok(found)
}
