//! How files of the tray become pictures of the pool, many at once.

use std::collections::{BTreeSet, HashMap, HashSet};

use atelier_application::ports::{Adopted, NewImage, StoreError};
use atelier_domain::galleries::Gallery;
use atelier_domain::images::{Mirror, ProcessingState};
use atelier_domain::ingest::{StagingImage, StagingState, Target};
use atelier_domain::{ImageId, StagingImageId, StudioId, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany};

use super::entities::staging_image;
use super::leave::{Went, hand_over_derivatives, mark_assigned};
use crate::columns::stored;
use crate::error::{corrupt, failed};
use crate::images::entities::{image, image_group_relation, image_version};
use crate::images::{mapping as pool, versions_with};
use crate::paging::CHUNK;
use crate::store::SeaTx;

use image::Column as I;
use image_group_relation::Column as R;
use image_version::Column as V;
use staging_image::Column as S;

fn scoped_pictures(studio: StudioId) -> Select<image::Entity> {
    image::Entity::find().filter(I::StudioId.eq(studio.0))
}

fn scoped_pictures_update(studio: StudioId) -> UpdateMany<image::Entity> {
    image::Entity::update_many().filter(I::StudioId.eq(studio.0))
}

fn scoped_versions(studio: StudioId) -> Select<image_version::Entity> {
    image_version::Entity::find().filter(V::StudioId.eq(studio.0))
}

/// What is known of a picture that has the bytes of a file, or had them once.
#[derive(Clone, Copy)]
struct Known {
    id: i64,
    version: i32,
    deleted: bool,
    failed: bool,
}

impl Known {
    fn of(row: &image::Model) -> Self {
        Self {
            id: row.id,
            version: row.current_version,
            deleted: row.deleted_at.is_some(),
            failed: row.state == ProcessingState::Failed.as_str(),
        }
    }
}

/// The pictures that have these bytes or had them once, deleted ones included, locked.
async fn pictures_by_hash(
    tx: &SeaTx,
    studio: StudioId,
    hashes: &[&str],
) -> Result<HashMap<String, Known>, StoreError> {
    let mut found = HashMap::new();
    for chunk in hashes.chunks(CHUNK) {
        let select =
            scoped_pictures(studio).filter(I::ContentHash.is_in(chunk.iter().copied())).order_by_asc(I::Id);
        for row in tx.locked(select).all(&tx.conn()).await.map_err(failed)? {
            let known = Known::of(&row);
            found.insert(row.content_hash, known);
        }
        let rest: Vec<&str> = chunk.iter().copied().filter(|hash| !found.contains_key(*hash)).collect();
        found.extend(pictures_that_had(tx, studio, &rest).await?);
    }
    Ok(found)
}

/// The pictures of which these bytes are an earlier version, locked.
async fn pictures_that_had(
    tx: &SeaTx,
    studio: StudioId,
    hashes: &[&str],
) -> Result<Vec<(String, Known)>, StoreError> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let older = versions_with(tx, studio, hashes).await?;
    if older.is_empty() {
        return Ok(Vec::new());
    }
    let ids: BTreeSet<i64> = older.iter().map(|(_, image, _)| *image).collect();
    let select = scoped_pictures(studio).filter(I::Id.is_in(ids)).order_by_asc(I::Id);
    let rows = tx.locked(select).all(&tx.conn()).await.map_err(failed)?;
    let known: HashMap<i64, Known> = rows.iter().map(|row| (row.id, Known::of(row))).collect();
    Ok(older.into_iter().filter_map(|(hash, image, _)| Some((hash, *known.get(&image)?))).collect())
}

pub(super) async fn live_pictures(
    tx: &SeaTx,
    studio: StudioId,
    hashes: &[String],
) -> Result<Vec<(String, ImageId)>, StoreError> {
    let mut found = Vec::new();
    for chunk in hashes.chunks(CHUNK) {
        let rows: Vec<(String, i64)> = scoped_pictures(studio)
            .select_only()
            .columns([I::ContentHash, I::Id])
            .filter(I::ContentHash.is_in(chunk))
            .filter(I::DeletedAt.is_null())
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        found.extend(rows.into_iter().map(|(hash, id)| (hash, ImageId(id))));
    }
    Ok(found)
}

pub(super) async fn pictures_of(
    tx: &SeaTx,
    studio: StudioId,
    files: &[StagingImageId],
) -> Result<Vec<ImageId>, StoreError> {
    let mut found = BTreeSet::new();
    for chunk in files.chunks(CHUNK) {
        let hashes = Query::select()
            .column(S::ContentHash)
            .from(staging_image::Entity)
            .and_where(Expr::col(S::StudioId).eq(studio.0))
            .and_where(Expr::col(S::Id).is_in(chunk.iter().map(|id| id.0)))
            .and_where(Expr::col(S::ContentHash).is_not_null())
            .take();
        let ids: Vec<i64> = scoped_pictures(studio)
            .select_only()
            .column(I::Id)
            .filter(I::ContentHash.in_subquery(hashes.clone()))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        let older: Vec<i64> = scoped_versions(studio)
            .select_only()
            .column(V::ImageId)
            .filter(V::ContentHash.in_subquery(hashes))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        found.extend(ids.into_iter().chain(older).map(ImageId));
    }
    Ok(found.into_iter().collect())
}

pub(super) async fn adopt(
    tx: &SeaTx,
    gallery: &Gallery,
    target: &Target,
    files: &[&StagingImage],
    now: Timestamp,
) -> Result<Vec<Adopted>, StoreError> {
    let studio = gallery.studio;
    let hashes: Vec<&str> = files.iter().filter_map(|file| file.content_hash.as_deref()).collect();
    let before = pictures_by_hash(tx, studio, &hashes).await?;
    bring_back(tx, studio, &before, now).await?;
    insert_missing(tx, studio, files, &before, now).await?;
    let after = pictures_by_hash(tx, studio, &hashes).await?;

    let mut adopted = Vec::with_capacity(files.len());
    let mut told = HashSet::with_capacity(files.len());
    for file in files {
        let hash = file.content_hash.as_deref().unwrap_or_default();
        let known = before.get(hash);
        let picture = after.get(hash).ok_or_else(|| corrupt("an adopted picture is not there"))?;
        // What a picture is and what it was may come together: the first of them speaks for it.
        let is_first = told.insert(picture.id);
        let is_unmade = match known {
            Some(known) => known.failed,
            None => file.state != StagingState::Ready,
        };
        adopted.push(Adopted {
            staging: file.id,
            image: ImageId(picture.id),
            version: picture.version,
            made_image: is_first && known.is_none_or(|known| known.deleted),
            needs_derivatives: is_first && is_unmade,
        });
    }
    // What leaves the tray has had one file.
    let new: HashMap<i64, (ImageId, i32)> = files
        .iter()
        .zip(&adopted)
        .filter(|(file, _)| !before.contains_key(file.content_hash.as_deref().unwrap_or_default()))
        .map(|(file, adopted)| (file.id.0, (adopted.image, 1)))
        .collect();
    hand_over_derivatives(tx, studio, &new, now).await?;
    let went: Vec<Went> = adopted.iter().map(Went::of).collect();
    mark_assigned(tx, studio, Some(target), &went, now).await?;
    Ok(adopted)
}

/// Deleted pictures are live again, and failed ones get another try.
async fn bring_back(
    tx: &SeaTx,
    studio: StudioId,
    known: &HashMap<String, Known>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids = |wanted: fn(&Known) -> bool| -> Vec<i64> {
        known.values().filter(|known| wanted(known)).map(|known| known.id).collect()
    };
    for chunk in ids(|known| known.deleted).chunks(CHUNK) {
        touched(studio, chunk, now)
            .col_expr(I::DeletedAt, Expr::value(None::<sea_orm::prelude::DateTime>))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
    }
    for chunk in ids(|known| known.failed).chunks(CHUNK) {
        touched(studio, chunk, now)
            .col_expr(I::State, Expr::value(ProcessingState::Processing.as_str()))
            .col_expr(I::Failure, Expr::value(None::<String>))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
    }
    Ok(())
}

fn touched(studio: StudioId, ids: &[i64], now: Timestamp) -> UpdateMany<image::Entity> {
    scoped_pictures_update(studio)
        .col_expr(I::Version, Expr::col(I::Version).add(1))
        .col_expr(I::UpdatedAt, Expr::value(stored(now)))
        .filter(I::Id.is_in(ids.iter().copied()))
}

/// A picture for every file whose bytes the pool has not. One that somebody else brings at the same moment is theirs.
async fn insert_missing(
    tx: &SeaTx,
    studio: StudioId,
    files: &[&StagingImage],
    known: &HashMap<String, Known>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let is_known =
        |file: &StagingImage| file.content_hash.as_ref().is_some_and(|hash| known.contains_key(hash));
    let missing: Vec<&StagingImage> = files.iter().copied().filter(|file| !is_known(file)).collect();
    for chunk in missing.chunks(CHUNK) {
        let rows = chunk.iter().map(|file| new_picture(file, now)).collect::<Result<Vec<_>, _>>()?;
        image::Entity::insert_many(rows)
            .on_conflict_do_nothing_on([I::StudioId, I::ContentHash])
            .exec_without_returning(tx.writer()?)
            .await
            .map_err(failed)?;
        // Asked only now: with these bytes in the unique index no picture can become, and leave, them meanwhile. What one
        // did just before is known to the next attempt.
        let hashes: Vec<&str> = chunk.iter().filter_map(|file| file.content_hash.as_deref()).collect();
        if !versions_with(tx, studio, &hashes).await?.is_empty() {
            return Err(StoreError::Busy);
        }
    }
    Ok(())
}

fn new_picture(file: &StagingImage, now: Timestamp) -> Result<image::ActiveModel, StoreError> {
    let missing = || corrupt("a file of the tray that waits has no content");
    let new = NewImage {
        studio: file.studio,
        filename: file.filename.clone(),
        alt_text: None,
        storage_key: file.original_path.clone().ok_or_else(missing)?,
        content_hash: file.content_hash.clone().ok_or_else(missing)?,
        file_size: file.file_size,
        format: file.format.ok_or_else(missing)?,
        width: file.width.ok_or_else(missing)?,
        height: file.height.ok_or_else(missing)?,
        metadata: file.metadata.clone(),
        taken_at: file.taken_at,
        uploaded_by: file.uploaded_by,
        now,
    };
    let mut row = pool::new_image_row(new);
    if file.state == StagingState::Ready {
        row.state = Set(ProcessingState::Ready.as_str().to_owned());
        row.perceptual_hash = Set(file.perceptual_hash);
    }
    Ok(row)
}

pub(super) async fn delete_loose(
    tx: &SeaTx,
    studio: StudioId,
    images: &[ImageId],
    now: Timestamp,
) -> Result<Vec<(ImageId, Option<Mirror>)>, StoreError> {
    let mut deleted = Vec::new();
    for chunk in images.chunks(CHUNK) {
        let wanted = || chunk.iter().map(|id| id.0);
        let held = Query::select()
            .column(R::ImageId)
            .from(image_group_relation::Entity)
            .and_where(Expr::col(R::ImageId).is_in(wanted()))
            .take();
        // What came after the first file would go with it.
        let versioned = Query::select()
            .column(V::ImageId)
            .from(image_version::Entity)
            .and_where(Expr::col(V::ImageId).is_in(wanted()))
            .take();
        let loose = scoped_pictures(studio)
            .filter(I::Id.is_in(wanted()))
            .filter(I::DeletedAt.is_null())
            .filter(I::Id.not_in_subquery(held))
            .filter(I::Id.not_in_subquery(versioned))
            .order_by_asc(I::Id);
        let rows = tx.locked(loose).all(&tx.conn()).await.map_err(failed)?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        if ids.is_empty() {
            continue;
        }
        touched(studio, &ids, now)
            .col_expr(I::DeletedAt, Expr::value(stored(now)))
            .col_expr(I::ImagekitFileId, Expr::value(None::<String>))
            .col_expr(I::ImagekitUrl, Expr::value(None::<String>))
            .col_expr(I::ImagekitThumbnailUrl, Expr::value(None::<String>))
            .col_expr(I::ImagekitContentHash, Expr::value(None::<String>))
            .exec(tx.writer()?)
            .await
            .map_err(failed)?;
        deleted.extend(rows.into_iter().map(|row| {
            let copy = pool::mirror(
                row.imagekit_file_id,
                row.imagekit_url,
                row.imagekit_thumbnail_url,
                row.imagekit_content_hash,
            );
            (ImageId(row.id), copy)
        }));
    }
    Ok(deleted)
}
