//! Files of the tray that were made of photographs, and what becomes of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atelier_application::ports::StoreError;
use atelier_application::ports::library::LeftTray;
use atelier_domain::library::Shelf;
use atelier_domain::{PhotoId, StagingImageId, StudioId, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany};

use self::staging::{ActiveModel, Column, Entity, Model};
use super::entities::photo;
use super::publications::publication;
use crate::columns::stored;
use crate::error::failed;
use crate::images::entities::image;
use crate::inserting::insert_unless_taken;
use crate::paging::CHUNK;
use crate::store::SeaTx;

use publication::Column as P;

/// Rows of `photo_stagings`.
mod staging {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "photo_stagings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub staging_image_id: i64,
        pub photo_id: i64,
        pub studio_id: i64,
        pub user_id: i64,
        pub created_at: DateTime,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A file leaves the tray by anybody's hand, so these are of the whole studio.
fn scoped(studio: StudioId) -> Select<Entity> {
    Entity::find().filter(Column::StudioId.eq(studio.0))
}

fn scoped_update(shelf: Shelf) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::StudioId.eq(shelf.studio().0))
        .filter(Column::UserId.eq(shelf.owner().0))
}

fn scoped_publications(studio: StudioId) -> Select<publication::Entity> {
    publication::Entity::find().filter(P::StudioId.eq(studio.0))
}

fn scoped_publications_update(studio: StudioId) -> UpdateMany<publication::Entity> {
    publication::Entity::update_many().filter(P::StudioId.eq(studio.0))
}

fn scoped_photos(studio: StudioId) -> Select<photo::Entity> {
    photo::Entity::find().filter(photo::Column::StudioId.eq(studio.0))
}

fn scoped_pictures(studio: StudioId) -> Select<image::Entity> {
    image::Entity::find().filter(image::Column::StudioId.eq(studio.0))
}

pub(super) async fn record(
    tx: &SeaTx,
    shelf: Shelf,
    file: StagingImageId,
    photo: PhotoId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        staging_image_id: Set(file.0),
        photo_id: Set(photo.0),
        studio_id: Set(shelf.studio().0),
        user_id: Set(shelf.owner().0),
        created_at: Set(stored(now)),
    };
    insert_unless_taken(tx, row, [Column::StagingImageId]).await.map(drop)
}

pub(super) async fn move_all(tx: &SeaTx, shelf: Shelf, from: PhotoId, to: PhotoId) -> Result<(), StoreError> {
    scoped_update(shelf)
        .col_expr(Column::PhotoId, Expr::value(to.0))
        .filter(Column::PhotoId.eq(from.0))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(())
}

pub(super) async fn left(
    tx: &SeaTx,
    studio: StudioId,
    files: &[LeftTray],
    now: Timestamp,
) -> Result<(), StoreError> {
    for chunk in files.chunks(CHUNK) {
        let wanted = || {
            let files = chunk.iter().map(|left| left.file.0);
            scoped(studio).filter(Column::StagingImageId.is_in(files)).order_by_asc(Column::StagingImageId)
        };
        let sources = wanted().all(&tx.conn()).await.map_err(failed)?;
        if sources.is_empty() {
            continue;
        }
        // The photographs first, as whoever removes one locks it first.
        let photos: BTreeSet<i64> = sources.into_iter().map(|source| source.photo_id).collect();
        let photos =
            scoped_photos(studio).filter(photo::Column::Id.is_in(photos)).order_by_asc(photo::Column::Id);
        tx.locked(photos.select_only().column(photo::Column::Id))
            .into_tuple::<i64>()
            .all(&tx.conn())
            .await
            .map_err(failed)?;
        let sources = tx.locked(wanted()).all(&tx.conn()).await.map_err(failed)?;
        let sources: HashMap<i64, Model> =
            sources.into_iter().map(|source| (source.staging_image_id, source)).collect();
        let made: Made<'_> =
            chunk.iter().filter_map(|left| Some((left, sources.get(&left.file.0)?))).collect();
        if !made.is_empty() {
            publish(tx, studio, made, now).await?;
        }
    }
    Ok(())
}

/// What left the tray, and of which photograph it was made.
type Made<'a> = Vec<(&'a LeftTray, &'a Model)>;

/// A publication for each picture that has none, and for the others the file, if it is what they show.
async fn publish(tx: &SeaTx, studio: StudioId, made: Made<'_>, now: Timestamp) -> Result<(), StoreError> {
    let mut rows = BTreeMap::new();
    for (left, source) in &made {
        rows.entry(left.image.0).or_insert_with(|| publication::ActiveModel {
            image_id: Set(left.image.0),
            photo_id: Set(source.photo_id),
            studio_id: Set(studio.0),
            user_id: Set(source.user_id),
            content_hash: Set(left.content_hash.clone()),
            created_at: Set(stored(now)),
            updated_at: Set(source.created_at),
        });
    }
    let pictures: Vec<i64> = rows.keys().copied().collect();
    publication::Entity::insert_many(rows.into_values())
        .on_conflict_do_nothing_on([P::ImageId])
        .exec_without_returning(tx.writer()?)
        .await
        .map_err(failed)?;
    let known = scoped_publications(studio).filter(P::ImageId.is_in(pictures));
    let known = known.all(&tx.conn()).await.map_err(failed)?;
    let known: HashMap<i64, publication::Model> = known.into_iter().map(|row| (row.image_id, row)).collect();
    let is_another = |(left, source): &(&LeftTray, &Model)| {
        let known = known.get(&left.image.0);
        known.is_some_and(|row| row.photo_id == source.photo_id && row.content_hash != left.content_hash)
    };
    republish(tx, studio, made.into_iter().filter(is_another).collect()).await
}

/// The publications of those pictures that have the bytes of their file are of that file from now on.
async fn republish(tx: &SeaTx, studio: StudioId, made: Made<'_>) -> Result<(), StoreError> {
    if made.is_empty() {
        return Ok(());
    }
    let shown: Vec<(i64, String)> = scoped_pictures(studio)
        .select_only()
        .columns([image::Column::Id, image::Column::ContentHash])
        .filter(image::Column::Id.is_in(made.iter().map(|(left, _)| left.image.0)))
        .into_tuple()
        .all(&tx.conn())
        .await
        .map_err(failed)?;
    let (mut hashes, mut instants) = (CaseStatement::new(), CaseStatement::new());
    let mut pictures = Vec::with_capacity(shown.len());
    for (image, hash) in shown {
        let of_file = made.iter().find(|(left, _)| left.image.0 == image && left.content_hash == hash);
        let Some((_, source)) = of_file else { continue };
        hashes = hashes.case(Expr::col(P::ImageId).eq(image), hash);
        instants = instants.case(Expr::col(P::ImageId).eq(image), source.created_at);
        pictures.push(image);
    }
    if pictures.is_empty() {
        return Ok(());
    }
    scoped_publications_update(studio)
        .col_expr(P::ContentHash, hashes.into())
        .col_expr(P::UpdatedAt, instants.into())
        .filter(P::ImageId.is_in(pictures))
        .exec(tx.writer()?)
        .await
        .map_err(failed)?;
    Ok(())
}
