//! The files that pictures have had.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use atelier_application::ports::repositories::VersionRepository;
use atelier_application::ports::{KnownBytes, NewVersion, SearchPlace, StoreError};
use atelier_domain::access::Writable;
use atelier_domain::images::{Image, ImageVersion, Traits};
use atelier_domain::{ImageId, StudioId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
};

use super::entities::image;
use super::entities::image_version::{Column, Entity};
use super::{candidates, version_mapping as mapping};
use crate::error::{corrupt, failed};
use crate::paging::CHUNK;
use crate::store::SeaTx;

use image::Column as I;

/// The versions of one picture, which the caller has found in its studio.
pub(super) fn unscoped_of(image: ImageId) -> Select<Entity> {
    Entity::find().filter(Column::ImageId.eq(image.0))
}

/// As [`unscoped_of`], of several pictures.
fn unscoped_of_all(images: &[ImageId]) -> Select<Entity> {
    Entity::find().filter(Column::ImageId.is_in(images.iter().map(|id| id.0)))
}

fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(image: &Image, number: i32) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(image.studio.0))
        .filter(Column::ImageId.eq(image.id.0))
        .filter(Column::VersionNumber.eq(number))
}

fn scoped_pictures(studio: StudioId) -> Select<image::Entity> {
    image::Entity::find().filter(I::StudioId.eq(studio.0))
}

/// Whether these bytes are those of a version that its picture has left, or has a row for.
pub(super) async fn is_old(tx: &SeaTx, studio: StudioId, content_hash: &str) -> Result<bool, StoreError> {
    Ok(old(tx, studio, content_hash).await?.is_some())
}

async fn old(tx: &SeaTx, studio: StudioId, content_hash: &str) -> Result<Option<(ImageId, i32)>, StoreError> {
    let found: Option<(i64, i32)> = scoped(studio)
        .select_only()
        .columns([Column::ImageId, Column::VersionNumber])
        .filter(Column::ContentHash.eq(content_hash))
        .into_tuple()
        .one(&tx.conn())
        .await
        .map_err(failed)?;
    Ok(found.map(|(image, number)| (ImageId(image), number)))
}

pub(super) async fn with_hash(
    tx: &SeaTx,
    studio: StudioId,
    content_hash: &str,
) -> Result<Option<(ImageId, i32)>, StoreError> {
    let current: Option<(i64, i32)> = scoped_pictures(studio)
        .select_only()
        .columns([I::Id, I::CurrentVersion])
        .filter(I::ContentHash.eq(content_hash))
        .into_tuple()
        .one(&tx.conn())
        .await
        .map_err(failed)?;
    match current {
        Some((image, number)) => Ok(Some((ImageId(image), number))),
        None => old(tx, studio, content_hash).await,
    }
}

/// Of these hashes, as many as one statement takes, those of versions that have rows, with picture and number.
pub(crate) async fn rows_with(
    tx: &SeaTx,
    studio: StudioId,
    hashes: &[&str],
) -> Result<Vec<(String, i64, i32)>, StoreError> {
    scoped(studio)
        .select_only()
        .columns([Column::ContentHash, Column::ImageId, Column::VersionNumber])
        .filter(Column::ContentHash.is_in(hashes.iter().copied()))
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)
}

/// As [`rows_with`], of the pictures that have the bytes now.
async fn pictures_with(
    tx: &SeaTx,
    studio: StudioId,
    hashes: &[&str],
) -> Result<Vec<(String, i64, i32)>, StoreError> {
    scoped_pictures(studio)
        .select_only()
        .columns([I::ContentHash, I::Id, I::CurrentVersion])
        .filter(I::ContentHash.is_in(hashes.iter().copied()))
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)
}

async fn with_hashes(tx: &SeaTx, studio: StudioId, hashes: &[String]) -> Result<Vec<KnownBytes>, StoreError> {
    let known = |(content_hash, image, number): (String, i64, i32), is_current| KnownBytes {
        content_hash,
        image: ImageId(image),
        number,
        is_current,
    };
    let mut found: Vec<KnownBytes> = Vec::new();
    for chunk in hashes.chunks(CHUNK) {
        let chunk: Vec<&str> = chunk.iter().map(String::as_str).collect();
        let current = pictures_with(tx, studio, &chunk).await?;
        // The version that a picture is now has a row as well, once there was a second one.
        let told: HashSet<String> = current.iter().map(|(hash, _, _)| hash.clone()).collect();
        let mut older = rows_with(tx, studio, &chunk).await?;
        older.retain(|(hash, _, _)| !told.contains(hash));
        found.extend(current.into_iter().map(|row| known(row, true)));
        found.extend(older.into_iter().map(|row| known(row, false)));
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Highest {
    image_id: i64,
    highest: i32,
}

/// The row of a version that is left once more says what has become of it; the rest it said when it came.
fn left_again() -> OnConflict {
    OnConflict::columns([Column::ImageId, Column::VersionNumber])
        .update_columns([Column::State, Column::Failure, Column::PerceptualHash])
        .to_owned()
}

/// How many versions one statement writes: each carries its metadata.
const PORTION: usize = 200;

#[async_trait]
impl VersionRepository for SeaTx {
    async fn of_image(&self, image: ImageId) -> Result<Vec<ImageVersion>, StoreError> {
        let rows = unscoped_of(image).order_by_asc(Column::VersionNumber).all(&self.conn()).await;
        rows.map_err(failed)?.into_iter().map(mapping::version).collect()
    }

    async fn find(&self, image: ImageId, number: i32) -> Result<Option<ImageVersion>, StoreError> {
        let row = unscoped_of(image).filter(Column::VersionNumber.eq(number)).one(&self.conn()).await;
        row.map_err(failed)?.map(mapping::version).transpose()
    }

    async fn highest(&self, image: ImageId) -> Result<i32, StoreError> {
        let highest: Option<i32> = unscoped_of(image)
            .select_only()
            .column(Column::VersionNumber)
            .order_by_desc(Column::VersionNumber)
            .into_tuple()
            .one(&self.conn())
            .await
            .map_err(failed)?;
        Ok(highest.unwrap_or(1))
    }

    async fn highest_of(&self, images: &[ImageId]) -> Result<HashMap<ImageId, i32>, StoreError> {
        let mut found = HashMap::new();
        for chunk in images.chunks(CHUNK) {
            let rows: Vec<Highest> = unscoped_of_all(chunk)
                .select_only()
                .column(Column::ImageId)
                .expr_as(Expr::col(Column::VersionNumber).max(), "highest")
                .group_by(Column::ImageId)
                .into_model()
                .all(&self.conn())
                .await
                .map_err(failed)?;
            found.extend(rows.into_iter().map(|row| (ImageId(row.image_id), row.highest)));
        }
        Ok(found)
    }

    async fn set_aside(&self, image: &Writable<Image>) -> Result<(), StoreError> {
        self.set_aside_all(std::slice::from_ref(image)).await
    }

    async fn set_aside_all(&self, images: &[Writable<Image>]) -> Result<(), StoreError> {
        for chunk in images.chunks(PORTION) {
            let rows = chunk.iter().map(|image| mapping::version_row(image.get().first_version()));
            let insert = Entity::insert_many(rows).on_conflict(left_again());
            insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn insert(&self, image: &Writable<Image>, new: NewVersion) -> Result<(), StoreError> {
        Entity::insert(mapping::new_version_row(image.get(), new))
            .exec_without_returning(self.writer()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn insert_all(&self, versions: Vec<(Writable<Image>, NewVersion)>) -> Result<(), StoreError> {
        let rows: Vec<_> =
            versions.into_iter().map(|(image, new)| mapping::new_version_row(image.get(), new)).collect();
        for chunk in rows.chunks(PORTION) {
            let insert = Entity::insert_many(chunk.to_vec());
            insert.exec_without_returning(self.writer()?).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn put_outcome(&self, image: &Writable<Image>, version: &ImageVersion) -> Result<(), StoreError> {
        let ImageVersion { number, state, failure, perceptual_hash, .. } = version;
        let done = scoped_update(image.get(), *number)
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::Failure, Expr::value(failure.clone()))
            .col_expr(Column::PerceptualHash, Expr::value(*perceptual_hash))
            .exec(self.writer()?)
            .await
            .map_err(failed)?;
        if done.rows_affected == 0 { Err(corrupt("a version that was left is not there")) } else { Ok(()) }
    }

    async fn with_hash(
        &self,
        studio: StudioId,
        content_hash: &str,
    ) -> Result<Option<(ImageId, i32)>, StoreError> {
        with_hash(self, studio, content_hash).await
    }

    async fn with_hashes(&self, studio: StudioId, hashes: &[String]) -> Result<Vec<KnownBytes>, StoreError> {
        with_hashes(self, studio, hashes).await
    }

    async fn candidates(
        &self,
        place: &SearchPlace,
        files: &[Traits],
    ) -> Result<Vec<(ImageId, Traits)>, StoreError> {
        candidates::find(self, place, files).await
    }

    async fn originals(
        &self,
        after: i64,
        limit: u64,
    ) -> Result<Vec<(i64, ImageId, String, String, i64)>, StoreError> {
        candidates::originals(self, after, limit).await
    }
}
