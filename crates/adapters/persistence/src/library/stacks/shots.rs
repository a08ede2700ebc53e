//! What is looked at for what belongs together.

use std::collections::BTreeMap;

use atelier_application::ports::StoreError;
use atelier_application::ports::stacks::ShotFilter;
use atelier_domain::PhotoId;
use atelier_domain::library::{Hothash, Shelf, Shot};
use sea_orm::prelude::Json;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::entities::photo_stack_member as member;
use crate::error::{corrupt, failed};
use crate::library::entities::{image_file, photo};
use crate::store::SeaTx;

use photo::Column as P;

/// Where EXIF says how much brighter or darker than metered the picture was exposed.
const EXPOSURE_BIAS: &str = "exposure_bias";

/// Of how many photographs the metadata is in memory at a time.
const CHUNK_OF_EXIF: usize = 100;

/// The shelf's photographs that are in no stack and of which time and camera are known.
fn scoped_loose(shelf: Shelf) -> Select<photo::Entity> {
    let stacked = Query::select()
        .column(member::Column::PhotoId)
        .from(member::Entity)
        .and_where(Expr::col(member::Column::UserId).eq(shelf.owner().0))
        .take();
    photo::Entity::find()
        .filter(P::StudioId.eq(shelf.studio().0))
        .filter(P::UserId.eq(shelf.owner().0))
        .filter(P::TakenHour.is_not_null())
        .filter(P::CameraKey.is_not_null())
        .filter(P::Id.not_in_subquery(stacked))
}

/// The shelf's files that tell how they were made.
fn scoped_files(shelf: Shelf) -> Select<image_file::Entity> {
    image_file::Entity::find()
        .filter(image_file::Column::StudioId.eq(shelf.studio().0))
        .filter(image_file::Column::UserId.eq(shelf.owner().0))
        .filter(image_file::Column::ExifDict.is_not_null())
}

pub(super) async fn loose(
    tx: &SeaTx,
    shelf: Shelf,
    filter: ShotFilter,
    limit: u64,
) -> Result<Vec<Shot>, StoreError> {
    let ShotFilter { from, until } = filter;
    let mut select = scoped_loose(shelf);
    if let Some(from) = from {
        select = select.filter(P::TakenKey.gte(from));
    }
    if let Some(until) = until {
        select = select.filter(P::TakenKey.lte(until));
    }
    let rows: Vec<(i64, String, String, i64)> = select
        .select_only()
        .column(P::Id)
        .column(P::Hothash)
        .column(P::CameraKey)
        .column(P::TakenKey)
        .order_by_desc(P::TakenKey)
        .order_by_desc(P::Id)
        .limit(limit)
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    let shot = |(id, hothash, camera, taken): (i64, String, String, i64)| {
        let hothash = Hothash::parse(&hothash).ok_or_else(|| corrupt("photos.hothash is no hash"))?;
        Ok(Shot { photo: PhotoId(id), hothash, camera, taken })
    };
    rows.into_iter().map(shot).collect()
}

pub(super) async fn exposure_biases(
    tx: &SeaTx,
    shelf: Shelf,
    photos: &[PhotoId],
) -> Result<BTreeMap<PhotoId, String>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in photos.chunks(CHUNK_OF_EXIF) {
        let files: Vec<(i64, Option<Json>)> = scoped_files(shelf)
            .filter(image_file::Column::PhotoId.is_in(chunk.iter().map(|photo| photo.0)))
            .select_only()
            .column(image_file::Column::PhotoId)
            .column(image_file::Column::ExifDict)
            .order_by_asc(image_file::Column::Id)
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        for (photo, exif) in files {
            if let Some(bias) = exif.as_ref().and_then(bias) {
                found.entry(PhotoId(photo)).or_insert(bias);
            }
        }
    }
    Ok(found)
}

/// Clients that read EXIF themselves may send a number.
fn bias(exif: &Json) -> Option<String> {
    match exif.get(EXPOSURE_BIAS)? {
        Json::String(text) => Some(text.trim().to_owned()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
