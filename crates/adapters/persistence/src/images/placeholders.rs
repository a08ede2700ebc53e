//! What stands for pictures until they have come: kept in the row of the hot preview.

use std::collections::HashMap;

use atelier_application::ports::{BareHotpreview, StoreError};
use atelier_domain::images::Preset;
use atelier_domain::{ImageId, StudioId};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select, UpdateMany};

use super::entities::{image, image_derivative};
use super::mapping::format;
use crate::error::failed;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

use image::Column as I;
use image_derivative::Column as D;
use image_derivative::Entity as Derivative;

const HOTPREVIEW: &str = Preset::Hotpreview.as_str();

/// The hot previews of pictures that the caller has found in their studio.
fn unscoped_of(images: &[i64]) -> Select<Derivative> {
    Derivative::find().filter(D::Name.eq(HOTPREVIEW)).filter(D::ImageId.is_in(images.iter().copied()))
}

fn scoped_update(studio: StudioId) -> UpdateMany<Derivative> {
    Derivative::update_many().filter(D::StudioId.eq(studio.0)).filter(D::Name.eq(HOTPREVIEW))
}

pub(super) async fn of(
    tx: &SeaTx,
    pictures: &[(ImageId, i32)],
) -> Result<Vec<(ImageId, Vec<u8>)>, StoreError> {
    let versions: HashMap<i64, i32> = pictures.iter().map(|(id, version)| (id.0, *version)).collect();
    let ids: Vec<i64> = versions.keys().copied().collect();
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(i64, i32, Option<Vec<u8>>)> = unscoped_of(chunk)
            .select_only()
            .columns([D::ImageId, D::VersionNumber, D::Placeholder])
            .filter(D::Placeholder.is_not_null())
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        found.extend(rows.into_iter().filter_map(|(id, version, bytes)| {
            let is_meant = versions.get(&id) == Some(&version);
            Some((ImageId(id), bytes.filter(|_| is_meant)?))
        }));
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Bare {
    studio_id: i64,
    id: i64,
    current_version: i32,
    storage_key: String,
    content_hash: String,
    mime_type: String,
}

pub(super) async fn missing(
    tx: &SeaTx,
    after: ImageId,
    limit: u64,
) -> Result<Vec<BareHotpreview>, StoreError> {
    let of_picture = Expr::col((Derivative, D::ImageId)).equals((image::Entity, I::Id));
    let of_version = Expr::col((Derivative, D::VersionNumber)).equals((image::Entity, I::CurrentVersion));
    let select = Query::select()
        .columns([I::StudioId, I::Id, I::CurrentVersion].map(|column| (image::Entity, column)))
        .columns([D::StorageKey, D::ContentHash, D::MimeType].map(|column| (Derivative, column)))
        .from(image::Entity)
        .inner_join(Derivative, of_picture.and(of_version))
        .and_where(Expr::col((Derivative, D::Name)).eq(HOTPREVIEW))
        .and_where(Expr::col((Derivative, D::Placeholder)).is_null())
        .and_where(Expr::col((image::Entity, I::DeletedAt)).is_null())
        .and_where(Expr::col((image::Entity, I::Id)).gt(after.0))
        .order_by((image::Entity, I::Id), Order::Asc)
        .limit(limit)
        .take();
    let bare = |row: Bare| {
        let Bare { studio_id, id, current_version, storage_key, content_hash, mime_type } = row;
        Ok(BareHotpreview {
            studio: StudioId(studio_id),
            image: ImageId(id),
            version: current_version,
            storage_key,
            content_hash,
            format: format(&mime_type)?,
        })
    };
    rows::<Bare>(tx, &select).await?.into_iter().map(bare).collect()
}

pub(super) async fn keep(tx: &SeaTx, of: &BareHotpreview, bytes: &[u8]) -> Result<bool, StoreError> {
    let done = scoped_update(of.studio)
        .col_expr(D::Placeholder, Expr::value(bytes.to_vec()))
        .filter(D::ImageId.eq(of.image.0))
        .filter(D::VersionNumber.eq(of.version))
        .filter(D::ContentHash.eq(of.content_hash.as_str()))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(done.rows_affected > 0)
}
