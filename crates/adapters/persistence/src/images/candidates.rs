//! Versions as a whole: those that files are compared with, and those whose bytes are checked.

use std::collections::BTreeSet;

use atelier_application::ports::{SearchPlace, StoreError};
use atelier_domain::images::{Traits, is_worth_comparing};
use atelier_domain::{ImageId, StudioId};
use chrono::{Duration, NaiveDateTime, Timelike};
use sea_orm::prelude::Json;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};

use super::entities::{image, image_group_relation, image_version};
use crate::columns::json_object;
use crate::error::failed;
use crate::galleries::entities::gallery_image_group_relation;
use crate::paging::{CHUNK, rows};
use crate::store::SeaTx;

use gallery_image_group_relation::Column as A;
use image::Column as I;
use image_group_relation::Column as R;
use image_version::Column as V;

/// How many files one statement asks for: each may add a range of time, and SQLite takes no condition deeper than 1,000.
const AT_ONCE: usize = 200;

/// How many rows are glanced at in one step where no time narrows them.
const GLANCES: u64 = 1_000;

/// Row, picture, storage key, hash and size.
type OriginalRow = (i64, ImageId, String, String, i64);

fn scoped_pictures(studio: StudioId) -> Select<image::Entity> {
    image::Entity::find().filter(I::StudioId.eq(studio.0)).filter(I::DeletedAt.is_null())
}

fn scoped_versions(studio: StudioId) -> Select<image_version::Entity> {
    image_version::Entity::find().filter(V::StudioId.eq(studio.0))
}

/// The live pictures of the place.
fn pictures(place: &SearchPlace) -> Select<image::Entity> {
    let select = scoped_pictures(place.studio);
    let Some((gallery, visibilities)) = &place.gallery else { return select };
    let shown = Query::select()
        .column((image_group_relation::Entity, R::ImageId))
        .from(image_group_relation::Entity)
        .inner_join(
            gallery_image_group_relation::Entity,
            Expr::col((gallery_image_group_relation::Entity, A::ImageGroupId))
                .equals((image_group_relation::Entity, R::ImageGroupId)),
        )
        .and_where(Expr::col((gallery_image_group_relation::Entity, A::GalleryId)).eq(gallery.0))
        .and_where(
            Expr::col((gallery_image_group_relation::Entity, A::Visibility))
                .is_in(visibilities.iter().map(|visibility| visibility.as_str())),
        )
        .take();
    select.filter(I::Id.in_subquery(shown))
}

/// The versions of these pictures, current ones included: their traits are the picture's, or fewer.
fn versions(place: &SearchPlace) -> Select<image_version::Entity> {
    let pictures = pictures(place).select_only().column(I::Id).into_query();
    scoped_versions(place.studio).filter(V::ImageId.in_subquery(pictures))
}

/// What was taken in another second is another picture, so only the files' seconds and what has no time are fetched.
fn taken_then(column: impl ColumnTrait, files: &[&Traits]) -> Condition {
    let seconds = files.iter().filter_map(|file| file.taken_at?.with_nanosecond(0)).collect();
    let mut any = Condition::any().add(column.is_null());
    for (begin, end) in spans(seconds) {
        any = any.add(Condition::all().add(column.gte(begin)).add(column.lt(end)));
    }
    any
}

/// The seconds as spans of time, each without its end; seconds that follow one another are one span.
fn spans(seconds: BTreeSet<NaiveDateTime>) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    let mut spans: Vec<(NaiveDateTime, NaiveDateTime)> = Vec::new();
    for second in seconds {
        let next = second + Duration::seconds(1);
        match spans.last_mut() {
            Some((_, end)) if *end == second => *end = next,
            _ => spans.push((second, next)),
        }
    }
    spans
}

/// What is looked at of every row before its metadata is fetched.
type Glance = (i64, Option<i64>, Option<NaiveDateTime>);

fn worth_comparing(glances: Vec<Glance>, files: &[&Traits]) -> impl Iterator<Item = i64> {
    let is_worth_it = move |(_, hash, taken_at): &Glance| {
        files.iter().any(|file| is_worth_comparing(file, *hash, *taken_at))
    };
    glances.into_iter().filter(is_worth_it).map(|(id, _, _)| id)
}

#[derive(FromQueryResult)]
struct Row {
    image: i64,
    perceptual_hash: Option<i64>,
    taken_at: Option<NaiveDateTime>,
    metadata: Json,
}

impl Row {
    fn into_traits(self) -> Result<(ImageId, Traits), StoreError> {
        let Self { image, perceptual_hash, taken_at, metadata } = self;
        let metadata = json_object("images.metadata", metadata)?;
        Ok((ImageId(image), Traits::of(&metadata, taken_at, perceptual_hash)))
    }
}

/// The rows that files without a time are worth comparing with. Nothing narrows these, so all are glanced at, some at a
/// time, and only once for all such files.
async fn glanced_at<E: EntityTrait, C: ColumnTrait>(
    tx: &SeaTx,
    select: Select<E>,
    [id, hash, taken_at]: [C; 3],
    files: &[&Traits],
) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    if files.is_empty() {
        return Ok(found);
    }
    let mut after: i64 = 0;
    loop {
        let glances: Vec<Glance> = select
            .clone()
            .select_only()
            .columns([id, hash, taken_at])
            .filter(id.gt(after))
            .order_by_asc(id)
            .limit(GLANCES)
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        let is_last = (glances.len() as u64) < GLANCES;
        after = glances.last().map_or(after, |(id, _, _)| *id);
        found.extend(worth_comparing(glances, files));
        if is_last {
            return Ok(found);
        }
    }
}

/// The rows of `select` that are worth comparing: first a glance at all of them, then the metadata of those few.
async fn compared<E: EntityTrait, C: ColumnTrait>(
    tx: &SeaTx,
    select: Select<E>,
    [id, image, hash, taken_at, metadata]: [C; 5],
    files: &[Traits],
) -> Result<Vec<Row>, StoreError> {
    let (dated, undated): (Vec<&Traits>, Vec<&Traits>) =
        files.iter().partition(|file| file.taken_at.is_some());
    let mut ids = BTreeSet::new();
    for some in dated.chunks(AT_ONCE) {
        let glances: Vec<Glance> = select
            .clone()
            .select_only()
            .columns([id, hash, taken_at])
            .filter(taken_then(taken_at, some))
            .into_tuple()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        ids.extend(worth_comparing(glances, some));
    }
    ids.extend(glanced_at(tx, select.clone(), [id, hash, taken_at], &undated).await?);
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut found = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let select = select
            .clone()
            .select_only()
            .columns([hash, taken_at, metadata])
            .column_as(image, "image")
            .filter(id.is_in(chunk.iter().copied()));
        found.extend(select.into_model::<Row>().all(&tx.conn()).await.map_err(failed)?);
    }
    Ok(found)
}

pub(super) async fn find(
    tx: &SeaTx,
    place: &SearchPlace,
    files: &[Traits],
) -> Result<Vec<(ImageId, Traits)>, StoreError> {
    let current = [I::Id, I::Id, I::PerceptualHash, I::TakenAt, I::Metadata];
    let older = [V::Id, V::ImageId, V::PerceptualHash, V::TakenAt, V::Metadata];
    let mut found = compared(tx, pictures(place), current, files).await?;
    found.extend(compared(tx, versions(place), older, files).await?);
    found.into_iter().map(Row::into_traits).collect()
}

#[derive(FromQueryResult)]
struct Kept {
    id: i64,
    image_id: i64,
    storage_key: String,
    content_hash: String,
    file_size: i64,
}

pub(super) async fn originals(tx: &SeaTx, after: i64, limit: u64) -> Result<Vec<OriginalRow>, StoreError> {
    let version = |column: V| (image_version::Entity, column);
    // Checks go through the bytes of the whole installation.
    let select = Query::select()
        .columns([V::Id, V::ImageId, V::StorageKey, V::ContentHash, V::FileSize].map(version))
        .from(image_version::Entity)
        .inner_join(image::Entity, Expr::col((image::Entity, I::Id)).equals(version(V::ImageId)))
        .and_where(Expr::col((image::Entity, I::CurrentVersion)).not_equals(version(V::VersionNumber)))
        .and_where(Expr::col(version(V::Id)).gt(after))
        .order_by(version(V::Id), Order::Asc)
        .limit(limit)
        .take();
    let kept: Vec<Kept> = rows(tx, &select).await?;
    Ok(kept
        .into_iter()
        .map(|Kept { id, image_id, storage_key, content_hash, file_size }| {
            (id, ImageId(image_id), storage_key, content_hash, file_size)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_one_span_of_time() {
        let at = |seconds: i64| NaiveDateTime::default() + Duration::seconds(seconds);
        let found = spans([5, 9, 6, 7, 20].map(at).into());
        assert_eq!(found, [(at(5), at(8)), (at(9), at(10)), (at(20), at(21))]);
    }
}
